"""Sentences on the left, the figures that they give on the right: effect, class, low, best, high, vague."""

from __future__ import annotations

import pytest

from testimonia.read.figures import hits
from testimonia.read.fragments import fragments
from testimonia.read.weighing import EFFECTS, chances, weights
from tests.reading import page_of, read

N = None
CASES = [
    # who is no people, and no number of people
    ("At least four Buddhist temples and three homes were burnt.", []),
    ("A blast near a Shiite mosque left three dead.", [("killed", "all", 3, 3, 3, N)]),
    ("Four Army intelligence men were killed.", [("killed", "military", 4, 4, 4, N)]),
    ("They came in two hijacked vans.", []),
    ("The toll rose to eight when a woman of 53 died.",
     [("killed", "all", 8, 8, 8, N), ("killed", "women", 1, 1, 1, N)]),
    ("Nine of the dead were boys between six and 11 years of age.", [("killed", "children", 9, 9, 9, N)]),
    ("Three other Nigerian military personnel were wounded.", [("injured", "military", 3, 3, 3, N)]),
    # what is only wanted, and some of those who are counted elsewhere
    ("They demanded the release of ten prisoners.", []),
    ("The rebels gave the town 48 hours to release two women.", []),
    ("Ten hostages were released.", [("freed", "all", 10, 10, 10, N)]),
    ("Two of the attackers wore uniforms.", []),
    ("Two suspects are at large.", []),
    ("Two suspects stormed a post.", [("participants", "attackers", 2, 2, 2, N)]),
    ("One of the dead was named as the owner of the kiosk.", []),
    ("Ten suspects were charged over the blast.", []),
    ("A man who shot five officers to death was on trial.", [("killed", "police", 5, 5, 5, N)]),
    ("The suspect in last week's bombing of a market was shot dead.", [("killed", "attackers", 1, 1, 1, N)]),
    # persons by name, over what they are
    ("Police shot and killed Omar Lamba, the suspected perpetrator.", [("killed", "attackers", 1, 1, 1, N)]),
    ("The group killed U.S. Marine Col. Omar Lamba.", [("killed", "military", 1, 1, 1, N)]),
    ("They killed army (CRPF) soldier Omar Lamba.", [("killed", "military", 1, 1, 1, N)]),
    ("Omar Lamba was among those killed.", [("killed", "all", 1, 1, 1, N)]),
    ("The strike killed Omar Lamba, his wife said.", [("killed", "all", 1, 1, 1, N)]),
    # an age is no number of people, and makes a child
    ("On Tuesday six-year-old Wadee Lamba was brutally killed.", [("killed", "children", 1, 1, 1, N)]),
    ("Gunmen shot dead Ann Lamba, 16, at her home.", [("killed", "children", 1, 1, 1, N)]),
    ("One young man, just 15 years old, was killed.", [("killed", "children", 1, 1, 1, N)]),
    ("The attack killed four people, including one fifteen-year-old.",
     [("killed", "all", 4, 4, 4, N), ("killed", "children", 1, 1, 1, N)]),
    # what somebody is, before or behind the name
    ("The strike killed Iranian general, Omar Lamba at an airport.", [("killed", "military", 1, 1, 1, N)]),
    ("Omar Lamba, former mayor of the town, was shot dead.", [("killed", "officials", 1, 1, 1, N)]),
    ("The blast killed 12 people.", [("killed", "all", 12, 12, 12, N)]),
    ("Twelve people were killed in the blast.", [("killed", "all", 12, 12, 12, N)]),
    ("At least 53 soldiers were killed.", [("killed", "military", 53, 53, N, N)]),
    ("More than 50 people died in the fire.", [("killed", "all", 51, 51, N, N)]),
    ("A bomb killed up to 20 villagers.", [("killed", "civilians", N, 20, 20, N)]),
    ("The raid left 30 to 40 people dead.", [("killed", "all", 30, N, 40, N)]),
    ("Gunmen stormed a post, killing 12 and wounding 30.",
     [("killed", "all", 12, 12, 12, N), ("injured", "all", 30, 30, 30, N)]),
    ("The explosion left 5 dead and 17 wounded.", [("killed", "all", 5, 5, 5, N), ("injured", "all", 17, 17, 17, N)]),
    ("Fifteen policemen were killed and eight others injured.",
     [("killed", "police", 15, 15, 15, N), ("injured", "police", 8, 8, 8, N)]),
    ("Gunmen killed two soldiers, wounding five.",
     [("killed", "military", 2, 2, 2, N), ("injured", "military", 5, 5, 5, N)]),
    ("At least 23 people were killed, three of them children.",
     [("killed", "all", 23, 23, N, N), ("killed", "children", 3, 3, 3, N)]),
    ("The attack killed 53 soldiers and one civilian.",
     [("killed", "military", 53, 53, 53, N), ("killed", "civilians", 1, 1, 1, N)]),
    ("Eleven people, including three children, were killed.",
     [("killed", "all", 11, 11, 11, N), ("killed", "children", 3, 3, 3, N)]),
    ("The death toll rose to 41.", [("killed", "all", 41, 41, 41, N)]),
    ("The death toll from the bombing has risen to at least 90.", [("killed", "all", 90, 90, N, N)]),
    ("A soldier was killed by a sniper.", [("killed", "military", 1, 1, 1, N)]),
    ("The gunmen abducted 30 schoolgirls.", [("abducted", "children", 30, 30, 30, N)]),
    ("Four aid workers were kidnapped near the border.", [("abducted", "aid_workers", 4, 4, 4, N)]),
    ("Dozens were injured when the roof came down under fire.", [("injured", "all", N, N, N, "dozens")]),
    ("Police arrested six suspects.", [("arrested", "attackers", 6, 6, 6, N)]),
    ("No one was injured in the explosion.", [("injured", "all", 0, 0, 0, N)]),
    ("About 3,000 people fled their homes.", [("displaced", "all", N, 3000, N, N)]),
    ("Two hostages were freed on Monday.", [("freed", "all", 2, 2, 2, N)]),
    ("The mortar round wounded a woman and two children.",
     [("injured", "women", 1, 1, 1, N), ("injured", "children", 2, 2, 2, N)]),
    ("Three gunmen opened fire on the crowd.", [("participants", "attackers", 3, 3, 3, N)]),
    ("Rescuers pulled 54 bodies from the ruins, one of which was a child.",
     [("killed", "all", 54, 54, 54, N), ("killed", "children", 1, 1, 1, N)]),
    ("The army said 20 militants were killed.", [("killed", "militants", 20, 20, 20, N)]),
    ("Nine people are missing after the raid.", [("missing", "all", 9, 9, 9, N)]),
    ("Hospital sources later put the dead at five.", [("killed", "all", 5, 5, 5, N)]),
    ("A third policeman died, which brings the dead to four.",
     [("killed", "police", 1, 1, 1, N), ("killed", "all", 4, 4, 4, N)]),
    ("The number of wounded rose to 40.", [("injured", "all", 40, 40, 40, N)]),
    ("The price rose to 40.", []),
    ("No injuries or deaths are reported.", [("injured", "all", 0, 0, 0, N), ("killed", "all", 0, 0, 0, N)]),
    ("Of the 75 injured, 48 are civilians and six policemen.",
     [("injured", "all", 75, 75, 75, N), ("injured", "civilians", 48, 48, 48, N), ("injured", "police", 6, 6, 6, N)]),
    ("At least 30 had died in the two attacks, 15 of them at the inn.",
     [("killed", "all", 30, 30, N, N), ("killed", "all", 15, 15, 15, N)]),
    ("The Red Cross put it at 52: 31 women and eleven children.",
     [("killed", "all", 52, 52, 52, N), ("killed", "women", 31, 31, 31, N), ("killed", "children", 11, 11, 11, N)]),
    ("The toll was put at 200, up from 198 a day earlier.",
     [("killed", "all", 200, 200, 200, N), ("killed", "all", 198, 198, 198, N)]),
    ("Nine soldiers were hurt in the long fight for the place, two of them officers.",
     [("injured", "military", 9, 9, 9, N), ("injured", "police", 2, 2, 2, N)]),
    ("Four drivers were injured, two seriously.",
     [("injured", "civilians", 4, 4, 4, N), ("injured", "civilians", 2, 2, 2, N)]),
    ("The raid killed 22 people: fourteen were children.",
     [("killed", "all", 22, 22, 22, N), ("killed", "children", 14, 14, 14, N)]),
    ("The dead include 102 men and 17 women.",
     [("killed", "all", 102, 102, 102, N), ("killed", "women", 17, 17, 17, N)]),
    ("The clinic received four bodies and two wounded men.",
     [("killed", "all", 4, 4, 4, N), ("injured", "all", 2, 2, 2, N)]),
    ("Rescuers evacuated 78 bodies.", [("killed", "all", 78, 78, 78, N)]),
    ("Eleven were killed after two of the wounded died.", [("killed", "all", 11, 11, 11, N)]),
    ("The blast killed all 176 aboard.", [("killed", "all", 176, 176, 176, N)]),
    ("Two officers were killed, among them a 15-year-old cadet.",
     [("killed", "police", 2, 2, 2, N), ("killed", "children", 1, 1, 1, N)]),
    ("The bomb killed ten, including the attacker.",
     [("killed", "all", 10, 10, 10, N), ("killed", "attackers", 1, 1, 1, N)]),
    ("The blast killed three Frenchmen and wounded two Swedes.",
     [("killed", "all", 3, 3, 3, N), ("injured", "all", 2, 2, 2, N)]),
    ("An airstrike killed the leader of al-Qaeda.", [("killed", "militants", 1, 1, 1, N)]),
    ("Two men, named as Ali and Omar, died.", [("killed", "all", 2, 2, 2, N)]),
    ("Three gunmen were captured.", [("arrested", "attackers", 3, 3, 3, N)]),
    ("The president was unharmed.", [("injured", "all", 0, 0, 0, N)]),
    ("The president was not injured.", [("injured", "all", 0, 0, 0, N)]),
    ("The hostages were released unharmed.", []),
    ("The plot to kill the mayor failed.", []),
    ("Police made 50 arrests.", [("arrested", "all", 50, 50, 50, N)]),
    ("Ten wounded were treated, and the mayor put the dead at 173.",
     [("injured", "all", 10, 10, 10, N), ("killed", "all", 173, 173, 173, N)]),
    ("Twelve people, all children, were killed.", [("killed", "children", 12, 12, 12, N)]),
    ("The army reported 20 dead rebels.", [("killed", "militants", 20, 20, 20, N)]),
    ("The clinic treated two wounded policemen.", [("injured", "police", 2, 2, 2, N)]),
    ("The drone killed 17 members of al-Qaeda.", [("killed", "militants", 17, 17, 17, N)]),
    ("The blast killed nine members of a family.", [("killed", "civilians", 9, 9, 9, N)]),
    ("An airstrike killed Abu Omar al-Masri.", [("killed", "all", 1, 1, 1, N)]),
    ("The party lost 12 seats.", []),
    ("The strike destroyed 12 houses.", []),
    ("The 24-year-old was arrested near the 3rd Brigade's base, 15 km from the town.", []),
    ("The minister flew in with two helicopters.", []),
]  # fmt: skip


@pytest.mark.parametrize(("words", "figures"), CASES, ids=[c[0][:40] for c in CASES])
def test_figures(words: str, figures: list[tuple[object, ...]]) -> None:
    page = page_of("Headline about nothing\n\n" + words)
    found = [
        (h.effect, h.who, h.number.low, h.number.best, h.number.high, h.number.vague)
        for s in page.sentences
        if s.part == "body"
        for h in hits(s)
    ]
    assert found == figures


def test_a_sentence_breaks_down_the_figure_of_the_one_before() -> None:
    page = page_of("Headline about nothing\n\nThe raid killed 22 people. Fourteen were children.")
    found = [(h.effect, h.who, h.number.best, h.part) for f in fragments(page) for h in f.hits]
    assert found == [("killed", "all", 22, False), ("killed", "children", 14, True)]


LEAD = "Bomb in a market in Kano\n\nA bomb exploded in a market in Kano on Tuesday. "
STORIES = [
    # who takes part is an attacker, and so is who is caught after it
    ("Some 30 men with knives stormed the market and killed 12 people.",
     [("participants", "attackers", 30), ("killed", "all", 12)]),
    ("A pupil was arrested on Wednesday.", [("arrested", "attackers", 1)]),
    # numbers with no word for the harm beside them: the table of weights judges
    ("Police said 12 people were killed. The hospital had counted 15.", [("killed", "all", 12), ("killed", "all", 15)]),
    ("The blast killed 12 people. The clinic listed 38 patients with burns.",
     [("killed", "all", 12), ("injured", "all", 38)]),
    ("The blast killed 12 people. The minister flew in with 15 reporters.", [("killed", "all", 12)]),
    ("No deaths or injuries were reported.", [("killed", "all", 0), ("injured", "all", 0)]),
    # classes
    ("Seven soldiers were killed and 12 are in hospital.", [("killed", "military", 7), ("injured", "military", 12)]),
    ("The bomb killed a man.", [("killed", "civilians", 1)]),
    ("The bomb killed four militants.", [("killed", "militants", 4)]),
    ("The bomb killed two Germans.", [("killed", "foreigners", 2)]),
    ("The bomb killed a dual American-Peruvian citizen.", [("killed", "foreigners", 1)]),
    ("The bomb killed two Nigerian citizens.", [("killed", "civilians", 2)]),
    ("The bomb killed seven aid workers, including one American.",
     [("killed", "aid_workers", 7), ("killed", "foreigners", 1)]),
    # totals over several attacks
    ("The bomb killed 12 people. A wave of bombings in the north has killed 80 people.", [("killed", "all", 12)]),
    ("The bomb killed 12 people. Nine separate attacks in the north killed 80 people.", [("killed", "all", 12)]),
]  # fmt: skip


@pytest.mark.parametrize(("words", "figures"), STORIES, ids=[c[0][:50] for c in STORIES])
def test_the_figures_of_a_story(words: str, figures: list[tuple[object, ...]]) -> None:
    (story,) = read(LEAD + words).incidents
    assert [(f.effect, f.who, f.best) for f in story.figures] == figures


def test_whom_a_number_of_a_nation_counts_depends_on_where_it_happened_not_on_where_it_was_written() -> None:
    (raid,) = read(
        "A raid that many deplore\n\nGENEVA - Gunmen raided a market in Mosul on Tuesday, killing 270 Iraqis."
    ).incidents
    assert [(f.effect, f.who, f.best) for f in raid.figures] == [("killed", "all", 270)]


OLDER = [
    ("The bomb killed 15 people. Police first put the number of dead at nine.", {15: "affirmed", 9: "earlier"}),
    ("The bomb killed 15 people. Police had initially put the toll of the attack at nine.",
     {15: "affirmed", 9: "earlier"}),
]  # fmt: skip


@pytest.mark.parametrize(("words", "bases"), OLDER, ids=[c[0][27:70] for c in OLDER])
def test_a_number_that_was_put_first_is_an_older_one(words: str, bases: dict[int, str]) -> None:
    (story,) = read(LEAD + words).incidents
    assert {f.best: f.basis for f in story.figures if f.effect == "killed"} == bases


def test_a_number_of_the_headline_that_the_text_takes_back_is_taken_back() -> None:
    (story,) = read(
        "Police reject 500 dead in Gao\n\nThe police said that 109 persons, and not 500 as alleged in the town, "
        "were killed in Tuesday's attack on Gao."
    ).incidents
    assert {f.best: f.basis for f in story.figures} == {500: "earlier", 109: "affirmed"}


TOTALS = [
    ("A wave of bombings in the north has killed 80 people.", [80]),
    ("In eight years 80 people have been killed in the north.", [80]),
    ("Since the election 80 people have been killed.", [80]),
    ("Police say 80 officers have been shot dead this year.", [80]),
    ("The war left 40,000 people dead.", [40000]),
    ("On Tuesday 80 people were wounded in 27 different attacks.", [80]),
    ("On Tuesday 80 people were wounded in 27 different attacks launched in nine towns.", [80]),
    ("Two other attacks - a shooting at a market and a car bomb near a school - left 80 people dead.", [80]),
    ("Two attacks - a shooting at a market and a car bomb near a school - left 80 people dead.", []),
    ("On Tuesday 80 people were killed in six attacks across the city.", []),
    ("It was the deadliest day in ten years and left 80 people dead.", []),
    ("The ministry has since confirmed 80 dead.", []),
    ("Since these 80 people were killed, guards have been posted.", []),
    ("Nobody has been charged since two gunmen came, which left 80 people dead.", []),
    ("On Tuesday 80 people were killed in blasts near the grave.", []),
]  # fmt: skip


@pytest.mark.parametrize(("words", "totals"), TOTALS, ids=[c[0][:50] for c in TOTALS])
def test_a_total_over_several_attacks_is_an_aggregate(words: str, totals: list[int]) -> None:
    found = read(f"{LEAD}The bomb killed 12 people. {words}")
    assert [a.best for a in found.aggregates] == totals


def test_chances_are_shares_of_all_effects() -> None:
    likely = chances(["l1=killed", "nothing that the table knows"], {"l1=killed": {"killed": 2.0}})
    assert sum(likely.values()) == pytest.approx(1)
    assert likely["killed"] == pytest.approx(2.718281828**2 / (2.718281828**2 + len(EFFECTS) - 1))


def test_the_table_of_weights_knows_no_other_effects() -> None:
    assert {effect for row in weights("en").values() for effect in row} <= set(EFFECTS)


@pytest.mark.parametrize("where", ["in acts of violence", "in violence", "in attacks"])
def test_the_toll_of_a_month_is_of_no_one_deed(where: str) -> None:
    told = read(
        "A bomb at a market in Sadr City killed 52 people on Monday.\n\n"
        f"More than 800 Iraqis died {where} in May, according to the United Nations.",
        published="2016-06-08",
    )
    assert [a.low for a in told.aggregates] == [801]
    assert [f.best for i in told.incidents for f in i.figures] == [52]


def test_the_number_of_a_footnote_counts_nobody() -> None:
    (told,) = read(
        "Bomb at the post\n\nA bomb killed three people at the post.[^1]\n\nNobody spoke of it.[^2]"
    ).incidents
    assert [(f.effect, f.best) for f in told.figures] == [("killed", 3)]
