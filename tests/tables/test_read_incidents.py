"""Which incidents a text tells, told apart or as one, and of what kind: texts on the left, readings on the right."""

import pytest

from testimonia.lang.casing import usual_case
from tests.reading import page_of, read

LEAD = "Bomb kills four in Falluja\n\nA bomb killed four policemen in Falluja on Monday. The blast tore up a wall."
TRUCE = " Shops stayed shut. A truce had been agreed in spring. Nobody had expected it to last."

#: What is told after a lead of one bombing, and how many incidents the whole tells.
AFTER = [
    (" A mine killed two herders in Ramadi, in the same province, on Monday.", 2),  # beside it in one area
    (TRUCE + " Later in the day a land mine near the airport killed two passengers of a minibus.", 2),
    (TRUCE + " In Ramadi, gunmen shot dead a judge on the same day.", 2),
    (TRUCE + " The bombing was the worst since May 2019, when gunmen killed thirty villagers in Mosul.", 2),
    (TRUCE + " The blast in Falluja was heard in Ramadi.", 1),
    (TRUCE + " Two men were arrested in Mosul on Wednesday over the bombing.", 1),
    (TRUCE + " Killings of elders have shaken villages around Mosul.", 1),  # a manner of things
    (TRUCE + " Bombers continue to attack convoys around Mosul.", 1),
    (TRUCE + " The governor attacked the plan for talks in Mosul on Tuesday.", 1),
    (TRUCE + " The blast came less than a day after a shooting in Mosul that killed two barbers.", 2),
    (TRUCE + " It was the first death of a general since 2019, when a colonel was killed in Mosul by mortar fire.", 2),
    (TRUCE + " Detectives want to question a man about another bombing in Mosul on Saturday.", 2),
    (TRUCE + " In Ramadi, gunmen killed a judge, in Mosul a mob lynched two thieves.", 3),
    (TRUCE + " The blast killed four policemen, the governor on Thursday said.", 1),  # the day of the saying
    (TRUCE + " Two porters were killed elsewhere by gunmen on Monday.", 2),
    (TRUCE + " In Ramadi, gunmen in a car without plates shot dead a judge.", 2),
    (TRUCE + " A car bomb was defused in Mosul.", 2),  # harmed nobody, as the first one did
    (TRUCE + " Soldiers shelled a farm near Mosul in retaliation for the ambush of a patrol in Ramadi on Sunday.", 3),
    (TRUCE + " Soldiers stormed a farm near Ramadi and freed a priest, who was kidnapped in Mosul.", 3),
    (TRUCE + " The attack in western Iraq was condemned by the governor.", 1),  # the region around the town
    (TRUCE + " In March his post was overrun.", 2),  # a deed of its own month
    (TRUCE + " Traders fled Mosul, the scene of attacks in March that left nine guards dead.", 2),
    (TRUCE + " Traders fled Mosul, the scene of attacks in March.", 1),
    (TRUCE + " Soldiers went to Mosul and killed nine farmers.", 2),  # a verb that names a place not named before
    (TRUCE + " On 6 April, two clerks were wounded with an axe in Mosul.", 2),  # harm, a day and a place
    (TRUCE + " On 6 April, two pilgrims were hurt in Mosul when their minibus overturned.", 1),
    (TRUCE + " The schoolgirls captured at Mosul in April came home.", 2),
    (TRUCE + " A device exploded beside other guards and killed a cook.", 1),  # "other" speaks of people
    (TRUCE + " Another device exploded beside a school and killed a cook.", 2),
    (TRUCE + " It was in revenge for the ambush that killed four herders.", 2),  # a deed of another kind
    (TRUCE + " The bombing was in retaliation for the raid in Falluja.", 2),  # no deed answers itself
    (TRUCE + " Guards were called up in response to the attack that killed the policemen.", 1),  # told before
    (TRUCE + " The mayor vowed to avenge the blast.", 1),
]


@pytest.mark.parametrize(("text", "incidents"), AFTER)
def test_incidents_are_told_apart_or_as_one(text: str, incidents: int) -> None:
    told = read(LEAD + text).incidents
    assert len(told) == incidents, [[m.quote for m in i.mentions] for i in told]


@pytest.mark.parametrize(
    ("then", "incidents"),
    [("of markets at Nairobi, which killed ninety", 2), ("of the hideout, which killed ninety", 1)],
)
def test_the_bombing_of_another_place_leads_back_to_nothing(then: str, incidents: int) -> None:
    lead = "President speaks of Kabul raid\n\nA strike killed the leader of the group on Saturday, the president said."
    assert len(read(f"{lead} He had hidden in Kabul.{TRUCE} They spoke of the bombing {then}.").incidents) == incidents


def test_a_text_of_several_deeds_tells_of_them_whatever_else_it_tells() -> None:
    lead = "Rebels and troops fight at Gao\n\nRebels attacked a post near Gao, in Mali, on Monday"
    more = ". On Tuesday gunmen killed two farmers and wounded a nurse near Menaka, and an elder was killed."
    flights = "\n\nThe pilot, passengers, an airliner, the runway, a ferry, the fuel and the cockpit were not harmed."
    assert len(read(f"{lead} and killed four soldiers{more}{flights}").incidents) == 2
    assert not read(f"{lead}.{flights}").incidents


@pytest.mark.parametrize("then", ["11 August 2009", "22 May"])
def test_what_was_done_long_ago_is_another_deed(then: str) -> None:
    text = (
        "Police shoot three marchers in Mosul\n\nPolice shot three marchers in Mosul. A curfew was imposed. Shops were "
        "shut. The march was in honour of Omar Said. Said was killed by soldiers on " + then + "."
    )
    assert len(read(text).incidents) == 2


#: What befell somebody sought for one deed, and how many incidents the whole tells.
SOUGHT = [
    ("The main suspect in the March bombings in Mosul was shot dead by soldiers near Basra on Tuesday.", 2),
    ("The mastermind of the bombing in Mosul that killed nine traders is in hospital after a shootout in Basra.", 2),
    ("Mosul bombings suspect shot dead in Basra", 2),
    ("The suspect in the bombing in Mosul was seized near Basra on Tuesday.", 1),
]


@pytest.mark.parametrize(("text", "incidents"), SOUGHT)
def test_what_befell_a_suspect_is_another_deed(text: str, incidents: int) -> None:
    assert len(read(text).incidents) == incidents


#: Two sentences of one deed, however place, day or region are told in each.
ONE_DEED = [
    "Niger says 89 soldiers died in Thursday's assault\n\nNIAMEY, Jan 12 - The government raised the toll of an attack "
    "on a camp near the border to 89 soldiers on Sunday, from 25 before.",
    "Strikes hit clinic in Southern Gaza\n\nThere are reports of strikes that hit a clinic in southern Gaza on Monday.",
    "MOSUL, 5 May - Gunmen killed two monks in northern Iraq on Sunday. Armed men shot two monks dead in Duhok town, "
    "the abbot said.",
]


#: One deed whose beginning is told on a day before that of the headline.
DAYS = [
    "Villages burn near Mosul\n\nA mob burned nine houses near Mosul on Tuesday, the mayor said. Shops stayed shut. "
    "Nobody slept. The riot began on Monday, when a preacher was insulted.",
]


#: The headline's toll was given on the day of the report; the deed's own day and the place in the town follow.
SAID = (
    "Lyon car bomb death toll rises to 37\n\nThe number of people killed by a car bomb in the centre of Lyon has risen "
    "to 37, the mayor said on Monday. Shops stayed shut. {deed}"
)
AT_A_SITE = [
    ("A car packed with explosives blew up near Zelmat Park on Sunday.", 1),
    ("A car packed with explosives blew up near Zelmat Park in Paris on Sunday.", 2),  # of another town
]


@pytest.mark.parametrize(("deed", "incidents"), AT_A_SITE)
def test_the_day_on_which_a_toll_was_given_parts_no_deed(deed: str, incidents: int) -> None:
    assert len(read(SAID.format(deed=deed), published="2016-03-14").incidents) == incidents


def test_with_whose_help_a_deed_was_repelled_tells_nothing_of_its_kind() -> None:
    text = (
        "Statement on Gao\n\nOn Thursday the post at Gao, near the border, was assailed by armed men. The attack was "
        "repelled with the help of the air force, it said. On the enemy side 63 militants were killed."
    )
    (incident,) = read(text).incidents
    assert incident.type == "armed_assault"


@pytest.mark.parametrize("text", DAYS)
def test_the_day_of_a_beginning_parts_no_deed(text: str) -> None:
    assert len(read(text).incidents) == 1


@pytest.mark.parametrize("text", ONE_DEED)
def test_one_deed_is_told_once(text: str) -> None:
    assert len(read(text).incidents) == 1


def test_a_headline_of_two_parts_tells_two() -> None:
    text = (
        "Gunmen kill nine herders in Mali; army patrol ambushed\n\nGunmen killed nine herders near Bankass on Monday. "
        "On Tuesday an army patrol was ambushed near Gao and three soldiers died."
    )
    assert len(read(text).incidents) == 2


LISTS = [
    "Iraq: week of the monitors\n\n* Mosul: gunmen shot dead a judge on Monday.\n\n* Falluja: a bomb killed two "
    "traders on Tuesday.\n\n* Ramadi: a mortar shell killed a child on Tuesday.",
    "Iraq: situation report\n\n(1) Mosul, Monday. Gunmen shot dead a judge.\n\n(2) Falluja, Tuesday. A bomb killed "
    "two traders.\n\n(3) Ramadi, same day. A mortar shell killed a child.",
    "Incidents in Iraq\n\nMosul, Monday — Gunmen shot dead a judge.\n\nFalluja, Tuesday — A bomb killed two "
    "traders.\n\nRamadi, same day — A mortar shell killed a child.",
]


@pytest.mark.parametrize("text", LISTS)
def test_the_items_of_a_list_are_incidents_of_their_own(text: str) -> None:
    assert page_of(text).digest
    assert [i.type for i in read(text).incidents] == ["killing", "bombing", "shelling"]


def test_a_dateline_and_a_colon_make_no_list() -> None:
    text = "Bomb in Kano\n\nKANO — A bomb killed two traders on Monday.\n\nThe mayor: nobody fled.\n\nShops shut."
    assert not page_of(text).digest


#: Texts of other worlds, however warlike their words, and such as only touch many of them.
WORLDS = [
    (
        "Troops storm beach in joint exercise\n\nCommandos landed near Dakar on Sunday, freed two hostages and killed "
        "four gunmen, all played by cadets. The scenario ended with an explosion.",
        0,
    ),
    (
        "Review: Night of the jackals\n\nIn the first act a minister is kidnapped and ten guards are shot. The musical "
        "opens with a bombing in Beirut; the performance ends at eleven.",
        0,
    ),
    (
        "Hosts crushed in the final\n\nThe visitors' strikers bombarded the goal on Sunday in Kano, the coach said "
        "after the match. The referee survived an ambush of questions. It was the team's third cup, and its fans sang.",
        0,
    ),
    (
        "Ferry passengers shot dead near Kano\n\nGunmen shot dead nine passengers of a ferry near Kano on Monday. The "
        "team of a football club was on board. A trial was adjourned in the town because of rain.",
        1,
    ),
    ("Fireworks shed blows up; police rule out attack\n\nTwo workers were killed near Kano when it exploded.", 0),
    ("A wall of mud hit a village near Kano on Monday.", 0),
    ("The senator killed the bill in Abuja on Monday.", 0),
]


@pytest.mark.parametrize(("text", "incidents"), WORLDS)
def test_other_worlds_tell_of_none(text: str, incidents: int) -> None:
    assert len(read(text).incidents) == incidents


#: Deeds that weak words tell beside what stands near them.
SEEN = [
    "Rebels had been driven out of Bangassou by the army on Monday, after a battle of two days.",
    "Police with batons dispersed marchers in Conakry on Monday, and nine were hurt.",
    "The bodies of three men, their hands tied and with bullet wounds, were found near Iguala on Monday.",
    "Somebody poured petrol into a mosque in Leeds on Monday and wounded the caretaker.",
    "Two militias traded mortar fire in Zuwara on Monday, and nine people died.",
]


@pytest.mark.parametrize("text", SEEN)
def test_a_deed_is_seen(text: str) -> None:
    assert len(read(text).incidents) == 1


KINDS = [
    ("A teacher was shot dead by gunmen in Kano on Monday.", "killing"),
    ("Gunmen shot dead nine teachers in Kano on Monday.", "armed_assault"),
    ("Gunmen attacked a school in Kano on Monday. A teacher was shot dead.", "armed_assault"),
    ("Nine suspected militants were killed in Kano on Monday, the army said.", "security_raid"),
    (
        "A suicide bomber struck in Kano on Monday. The bomb blast, a huge explosion, killed nine.",
        "suicide_bombing",
    ),
    ("Warplanes bombed a market in Idlib on Monday. Nine people were killed by the jets.", "air_strike"),
    ("A truck bomb killed nine men at an air force base near Idlib on Monday.", "bombing"),
]


@pytest.mark.parametrize(("text", "kind"), KINDS)
def test_the_harm_tells_the_kind(text: str, kind: str) -> None:
    assert [i.type for i in read(text).incidents] == [kind]


def test_what_is_older_and_told_late_is_background() -> None:
    told = read(LEAD + TRUCE + " On Friday gunmen shot dead three judges in Mosul.").incidents
    assert [i.salience for i in told] == ["news", "background"]


def test_planes_that_bomb_are_no_target() -> None:
    told = read("Forty killed as planes bomb a funeral hall in Sanaa on Monday.").incidents
    assert [t.name for i in told for t in i.targets if "plane" in t.name] == []


WIRE = (
    "BOGOTA, 12 JUNE — GUERRILLAS OF THE ELN KIDNAPPED THE MAYOR OF CALI ON FRIDAY, A POLICE SPOKESMAN SAID. HIS "
    "DRIVER WAS TAKEN AWAY, TOO. THE ARMY SAID THAT IT WAS LOOKING FOR THEM."
)


def test_a_text_in_capitals_is_read_like_any_other() -> None:
    found = read(WIRE).incidents
    assert [(i.type, [f.according_to for f in i.figures if f.effect == "killed"]) for i in found]
    incident = found[0]
    assert (incident.type, incident.places[0].name) == ("abduction", "Cali")
    assert [p.name for p in incident.perpetrators]
    assert all(WIRE[m.start : m.end] == m.quote for m in incident.mentions)


CASED = [
    (WIRE, "Bogota, 12 June — Guerrillas of the ELN kidnapped the mayor of Cali on Friday, a police spokesman said."),
    ("A SHORT LINE", "A SHORT LINE"),
    ("The FMLN said it had not shot anybody in San Salvador on Friday. " * 3, "The FMLN said it had not shot"),
]


@pytest.mark.parametrize(("text", "begins"), CASED)
def test_capitals_are_told_in_the_usual_letters(text: str, begins: str) -> None:
    assert usual_case(text).startswith(begins)
    assert len(usual_case(text)) == len(text)
