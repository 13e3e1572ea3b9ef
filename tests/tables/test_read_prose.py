"""Sentences as agencies write them on the left, what is read of them on the right: values of the one incident told, by
field. Published on Wednesday, 15 June 2022.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from testimonia.model.claim import Account
from tests.reading import read


def _figures(a: Account) -> list[tuple[str, int | None, str | None]]:
    return [(f.effect, f.best, f.according_to) for f in a.figures]


FIELDS: dict[str, Callable[[Account], Any]] = {
    "figures": _figures,
    "perpetrators": lambda a: [p.name for p in a.perpetrators],
    "basis": lambda a: [(p.name, p.basis) for p in a.perpetrators],
    "by": lambda a: [p.by for p in a.perpetrators],
    "targets": lambda a: [t.name for t in a.targets],
    "claims": lambda a: [(c.by, c.stance) for c in a.claims],
    "type": lambda a: a.type,
    "weapons": lambda a: [w.cls for w in a.weapons],
    "date": lambda a: a.date.start,
    "place": lambda a: a.places[0].name if a.places else None,
}

CASES: list[tuple[str, str, Any]] = [
    # who speaks
    ("A bomb exploded in Kano on Tuesday. The channel quoted a doctor at the hospital as saying 63 people were "
     "wounded.", "figures", [("injured", 63, "doctor at the hospital")]),
    ("A bomb exploded in Kano on Tuesday. A police officer was quoted by state radio as saying 63 people were wounded.",
     "figures", [("injured", 63, "police officer")]),
    ("A bomb exploded in Kano on Tuesday. The army said 12 civilians were killed, while the opposition said nine were.",
     "figures", [("killed", 12, "army"), ("killed", 9, "opposition")]),
    ("A bomb exploded in Kano on Tuesday. A local officer had given the number of dead as 12.",
     "figures", [("killed", 12, "local officer")]),
    ("A bomb exploded in Kano on Tuesday. Police set the number of dead at 12.", "figures", [("killed", 12, "Police")]),
    ("Gunmen have killed nine men in Kano on Tuesday, the ministry said.", "figures", [("killed", 9, "ministry")]),
    ("A bomb exploded in Kano on Tuesday. The mayor said the city was calm. He named a bomber and said 12 people "
     "were killed.", "figures", [("killed", 12, "mayor")]),
    ("A bomb exploded in Kano on Tuesday. In a statement on its website the ministry said 12 people were killed.",
     "figures", [("killed", 12, "ministry")]),
    # what was done to whom
    ("A bomb exploded in Kano on Tuesday, killing 13 soldiers, with the wounded numbering 25.",
     "figures", [("killed", 13, None), ("injured", 25, None)]),
    ("Gunmen set fire to a bus in Kano on Tuesday. A doctor said nine burned bodies were brought in.",
     "figures", [("killed", 9, "doctor")]),
    ("Gunmen raided a village near Kano on Tuesday. “We buried 34 people this morning,” the imam said.",
     "figures", [("killed", 34, "imam")]),
    ("Gunmen raided Kano on Tuesday. The army said its men came under fire and shot two gunmen dead.",
     "figures", [("killed", 2, "army")]),
    ("Two reporters were abducted and shot dead in Kano on Tuesday.",
     "figures", [("abducted", 2, None), ("killed", 2, None)]),
    ("A bomb exploded in Kano on Tuesday. The hospital received six people with serious injuries.",
     "figures", [("injured", 6, "hospital")]),
    ("Seven voters were wounded by a grenade in Kano on Tuesday.", "figures", [("injured", 7, None)]),
    (
        "Gunmen abducted 23 workers near Kano on Tuesday. Two of the 23 were shot dead, the army said.",
        "figures",
        [("abducted", 23, None), ("killed", 2, "army")],
    ),
    ("Jihadists behead four people near Kano on Tuesday.", "figures", [("killed", 4, None)]),
    ("A bomb went off in Kano on Tuesday. The number of dead has passed 40, the mayor said.",
     "figures", [("killed", 41, "mayor")]),
    ("A bomb went off in Kano on Tuesday. He visited some of the 300 people who were wounded.",
     "figures", [("injured", 300, None)]),
    ("A bomb went off in Kano on Tuesday. Musa Bello, a spokesman for the army, said it killed 24.",
     "figures", [("killed", 24, "Musa Bello")]),
    ("The council condemned the bombing in Kano on Tuesday, which resulted in 56 people killed.",
     "figures", [("killed", 56, None)]),
    ("The mayor condemned the bombing in Kano on Tuesday, in which 56 people died, and said two men had been arrested.",
     "figures", [("killed", 56, None), ("arrested", 2, "mayor")]),
    ("A missile hit Kano on Tuesday, killing 30 soldiers, a spokesman for the south, Musa al-Bello, said.",
     "figures", [("killed", 30, "Musa al-Bello")]),
    # who did it
    ("Kenya: grenade thrown into church in Nairobi on Tuesday", "perpetrators", []),
    (
        "Three rockets hit a base near Erbil on Tuesday. Similar attacks have been blamed on Iran-backed militias.",
        "perpetrators",
        [],
    ),
    ("A 19-year-old man armed with a knife stabbed three people in Kano on Tuesday before being overpowered by guards, "
     "police said.", "perpetrators", ["man"]),
    ("Armed men dressed as soldiers shot 30 people in Kano on Tuesday.", "perpetrators", ["Armed men"]),
    ("Five buses escorted by the army came under fire in Kano on Tuesday, a driver said.", "perpetrators", []),
    ("Boko Haram fighters stormed a hotel in Kano on Tuesday. The al Qaeda-linked group said it had struck officials.",
     "perpetrators", ["Boko Haram"]),
    ("Police fired at a crowd in Kano on Tuesday, killing two.", "perpetrators", ["Police"]),
    ("Israeli soldiers shot a man near Nablus on Tuesday. Israeli troops killed two others beside him.",
     "perpetrators", ["Israeli soldiers"]),
    ("A bomb went off in Kirkuk on Tuesday, killing two. Islamist insurgents have often attacked Turkmen there.",
     "perpetrators", []),
    ("The Front for Change and Concord in Chad (FACT) attacked a border post near Kidal on Tuesday, killing two.",
     "perpetrators", ["Front for Change and Concord in Chad"]),
    ("A bomb killed two in Kano on Tuesday. The government suspects the Islamic State West Africa Province.",
     "by", ["government"]),
    ("A bomb killed three soldiers in Kabul on Tuesday. The interior minister said two men were held. He blamed the "
     "Taliban.", "by", ["interior minister"]),
    # who claims it
    ("CODECO fighters raided a camp near Bunia on Tuesday, killing 30. An army spokesman confirmed the attack.",
     "claims", []),
    ("Gunmen killed a judge in Kano on Tuesday. Boko Haram has in the past said it was behind similar attacks.",
     "claims", []),
    ("Missiles struck a market in Kharkiv on Tuesday, killing three. Moscow denies targeting civilians.", "claims", []),
    ("Rebels attacked a post near Kidal on Tuesday. JNIM said it had shot down a helicopter. The army called this a "
     "lie.", "claims", [("JNIM", "claimed")]),
    ("A bomb killed two in Kabul on Tuesday. Islamic State claimed responsibility. The Taliban denied involvement.",
     "claims", [("Islamic State", "claimed"), ("Taliban", "denied")]),
    ("The National Council for the Defence of Liberty, the main rebel movement, said its forces had attacked a convoy "
     "near Kidal on Tuesday.", "claims", [("National Council for the Defence of Liberty", "claimed")]),
    # whom it struck, and how
    ("Gunmen abducted two Frenchmen in Zinder on Tuesday.", "targets", ["Frenchmen"]),
    ("Gunmen killed the politician Omar al-Rashidi in Baghdad on Tuesday.", "targets", ["politician Omar al-Rashidi"]),
    ("A suicide car bomber killed eight people in Mogadishu on Tuesday.", "type", "suicide_bombing"),
    ("Militant group says it carried out Kano bombing\n\nThe Taliban claimed responsibility on Tuesday for the bombing "
     "that killed 37 people in Kano on Sunday.", "perpetrators", ["Taliban"]),
    ("The toll of a bomb that went off in Kano on Saturday rose to 103 dead and 235 wounded, a man said on Sunday.",
     "date", "2022-06-11"),
    ("The toll of a bomb that went off in Kano on Saturday rose to 103 dead and 235 wounded.", "figures",
     [("killed", 103, None), ("injured", 235, None)]),
    # where
    ("Two reporters were shot in the town of Kidal on Tuesday, officials in Paris and Lagos said.", "place", "Kidal"),
    ("A bomb exploded in the Somali capital on Tuesday.", "place", "Mogadishu"),
    ("A bomb exploded in the Somali capital, Mogadishu, on Tuesday.", "place", "Mogadishu"),
    ("Nigeria market blast\n\nA bomb exploded in a market in Jos on Tuesday.", "place", "Jos"),
    (
        "A bomb exploded in Jos on Tuesday. Ten of the wounded were rushed to Dala Medical College Hospital.",
        "place",
        "Jos",
    ),
    ("A leader was shot dead in Cox's Bazar on Tuesday.", "place", "Cox's Bazar"),
    ("Gunmen entered Otomabero, in northern Nigeria, on Tuesday and hacked four people to death.",
     "place", "Otomabero"),
    ("The presidency in Abuja said that soldiers had fought the kidnappers in Zango Paula forest on Tuesday.", "place",
     "Zango Paula"),
    # when
    ("Police said on Monday that gunmen had killed four people in Kano the previous day.", "date", "2022-06-12"),
    ("Three days after gunmen killed a chief near Kano on Saturday, the army arrested two men.", "date", "2022-06-11"),
    ("Gunmen shot five soldiers and two guards near Kano on Sunday, police said on Monday.", "date", "2022-06-12"),
    ("Rockets landed in and around a base near Erbil on Sunday, officials said. On Friday the army had found two.",
     "date", "2022-06-12"),
    ("Gunmen killed at least 18 people in a night attack on a village in Kano, an official said on Tuesday. The men "
     "entered the village late on Monday and hacked residents with machetes.", "date", "2022-06-13"),
    ("Gunmen killed an editor in the Nigerian state of Kano on Tuesday, the tenth to be murdered this year.",
     "date", "2022-06-14"),
    # who only stops, answers, is there or is silent
    ("Gunmen stormed a clinic in Kano on Tuesday and killed two. All three assailants were shot dead by security "
     "forces.", "perpetrators", ["Gunmen"]),
    ("A gunman in a lorry ploughed into a crowd in Kano on Tuesday, killing nine, before police shot him dead.",
     "perpetrators", ["gunman"]),
    ("A man killed nine people in Kano on Tuesday. He was wounded in a gunfight with police after the attack.",
     "perpetrators", ["man"]),
    ("Gunmen killed four soldiers near Gao on Tuesday. Boko Haram operates in the south, and has said nothing.",
     "perpetrators", ["Gunmen"]),
    ("A bomb killed eight people in Kano on Tuesday. Syria condemned the attack, and so did Hezbollah.",
     "perpetrators", []),
    ("Gunmen abducted two priests in Mbau on Tuesday. The area has been the scene of massacres blamed on the Allied "
     "Democratic Forces, a group that has killed more than 250 people since 2014.", "perpetrators", ["Gunmen"]),
    ("A mine killed five soldiers in Gao on Tuesday. The army has been fighting groups linked to al-Qaeda and Islamic "
     "State since 2015.", "perpetrators", []),
    ("Gunmen raided a temple in Kabul on Tuesday, killing nine. The Taliban said they had no hand in it.", "basis",
     [("Gunmen", "stated"), ("Taliban", "denied")]),
    ("Gunmen raided a temple in Kabul on Tuesday, killing nine. A minister blamed the Taliban, who denied it.", "basis",
     [("Gunmen", "stated"), ("Taliban", "blamed"), ("Taliban", "denied")]),
    # who owns up
    ("A bomb killed nine in Kabul on Tuesday. The Taliban said it was the work of Islamic State.", "claims", []),
    ("A gunman killed four in Kano on Tuesday. IS said through Amaq that the attacker was its “soldier”.", "claims",
     [("Islamic State", "claimed")]),
    ("A car bomb killed nine in Ankara on Tuesday. The Kurdistan Freedom Falcons said that they had carried it out.",
     "claims", [("Kurdistan Freedom Falcons", "claimed")]),
    ("Gunmen raided a temple in Kabul on Tuesday. Islamic State claimed it. The Taliban said they had no hand in it.",
     "claims", [("Islamic State", "claimed"), ("Taliban", "denied")]),
    ("A bomb killed two in Damascus on Tuesday. The Taliban and Islamic State both said they had done it.",
     "claims", [("Taliban", "claimed"), ("Islamic State", "claimed")]),
    ("A blast on a bridge in Kano killed three on Tuesday. He spoke of an attack for which he blamed Ukraine.",
     "claims", []),
    # numbers
    ("Gunmen stormed a clinic in Kano on Tuesday, killed six and took away eleven people.", "figures",
     [("killed", 6, None), ("abducted", 11, None)]),
    ("Gunmen killed nine villagers in Kano on Tuesday. “We buried nine,” one of them said by telephone.", "figures",
     [("killed", 9, None)]),
    ("Gunmen killed two in Kano on Tuesday. Rockets were fired as well; five were intercepted, the army said.",
     "figures", [("killed", 2, None)]),
    ("Gunmen killed five herders in Kano on Tuesday. The breeders spoke of 300 lost cows.", "figures",
     [("killed", 5, None)]),
    ("Young men set up barricades in Kano on Tuesday and killed, according to the police, six travellers.", "figures",
     [("killed", 6, "police")]),
    ("Gunmen drove into a school in Kano on Tuesday, shooting. Of 839 pupils, 333 were missing, the governor said.",
     "figures", [("missing", 333, "governor")]),
    ("A raid on a camp in Kano on Tuesday cost more than fifty lives.", "figures", [("killed", 51, None)]),
    ("Gunmen attacked a hall in Kano on Tuesday. A minister put the number of dead at 143 without a source.", "figures",
     [("killed", 143, "minister")]),
    ("Five gunmen and eleven policemen, including the head of a squad, Ali Lamba, were killed in a raid in Kano on "
     "Tuesday.", "figures", [("killed", 5, None), ("killed", 11, None), ("killed", 1, None)]),
    ("A family of six carried out suicide attacks on three churches in Kano on Tuesday that killed 13 people and "
     "wounded 41.", "figures", [("killed", 13, None), ("injured", 41, None)]),
    ("Ali Lamba, a member of parliament, was shot outside a library in Kano on Tuesday before he was to meet voters, "
     "and died an hour later.", "figures", [("killed", 1, None)]),
    # days
    ("Last November 53 people were killed in an attack on a post at Inata.", "date", "2021-11-01"),
    ("Jets bombed a concert in Hpakant on Sunday. It marked the 62nd anniversary of the founding of a group.", "date",
     "2022-06-12"),
    # where
    ("Gunmen killed nine in Kano on Tuesday. “I ran,” said a woman who gave her name as Lola.", "place", "Kano"),
    ("Gunmen killed nine in Kano on Tuesday, said Aden, a student who saw it.", "place", "Kano"),
    ("Gunmen fired on the Togo football team in Cabinda on Tuesday, killing a driver.", "place", "Cabinda"),
    ("Gang members killed 70 people in the Haitian town of Pont-Sonde on Tuesday.", "place", "Pont-Sonde"),
    ("Jets killed the head of a U.S.-designated group, and Nairobi-based monitors said so, in Gao on Tuesday.",
     "place", "Gao"),
    ("Gunmen killed a friend of mine in Kano on Tuesday.", "type", "killing"),
    # who did it, continued: a country that says where a place lies, a verb that is a noun elsewhere, a verb "let"
    ("A shooting at a school in Mbalele, Northwest, Cameroon kills eight pupils on Tuesday.", "perpetrators", []),
    ("After five of its soldiers died in an attack near Kobani, Turkey bombed a village near Hasakah on Monday, and "
     "nine people died.", "perpetrators", ["Turkey"]),
    ("Turkey bombs Kurdish positions in northern Syria on Tuesday, killing nine fighters.", "perpetrators", ["Turkey"]),
    ("There is no place for this. Let us remember the attack in Zaria on Friday, in which four people died.",
     "perpetrators", []),
    ("Lawmakers voted after the United States' killing of a general in Baghdad in an airstrike on Tuesday.",
     "perpetrators", ["United States"]),
    ("Boko Haram's beheading of ten aid workers in Maiduguri on Tuesday was condemned by the UN.",
     "perpetrators", ["Boko Haram"]),
    ("A bomb attack on a rally organised by the Awami National Party killed nine people in Quetta on Tuesday.",
     "perpetrators", []),
    # when and where what came before was
    ("After talks in Geneva on Monday, Iran attacked a tanker off Fujairah on Tuesday.", "date", "2022-06-14"),
    ("After talks in Geneva on Monday, Iran attacked a tanker off Fujairah on Tuesday.", "place", "Fujairah"),
    ("Lawmakers voted on Sunday to expel troops after Israel's assassination of a general in Damascus last week.",
     "date", "2022-06-06"),
    # a village that no gazetteer knows, and the province of the headline
    ("Gunmen kill nine in Plateau state\n\nGunmen killed nine people in Gidan Adwo on Tuesday, Nigerian police said.",
     "place", "Gidan Adwo"),
    ("One killed in militant attack in Kashmir\n\nMilitants attacked three Indian Army soldiers in Rajwar on Tuesday, "
     "killing one.", "place", "Rajwar"),
    ("A bomber struck a bus in Quetta on Monday, wounding five soldiers. No one claimed responsibility, but past "
     "attacks on security forces have been blamed on Baluch separatists.", "basis", [("bomber", "stated")]),
    # a group that nobody knows, and the known one that it is linked to
    ("A roadside bomb hit a police truck near Gereshk on Monday, killing three policemen. Jaishul Nasr, a little known "
     "militant group linked to the umbrella Tehrik-i-Taliban Pakistan (TTP), claimed responsibility for the attack.",
     "basis", [("Jaishul Nasr", "claimed")]),
    ("A roadside bomb hit a police truck near Gereshk on Monday, killing three policemen. Helmand is a stronghold of "
     "the Taliban. Afghanistan has carried out several operations there, where jets often carry out air strikes.",
     "basis", []),
    # courts: who is sentenced did it, and not on the day of the sentence
    ("A court in Mombasa sentenced seven Somali pirates to five years on Tuesday for hijacking a Maltese cargo ship in "
     "the Gulf of Aden in 2009.", "perpetrators", ["Somali pirates"]),
    ("A court in Mombasa sentenced seven Somali pirates to five years on Tuesday for hijacking a Maltese cargo ship in "
     "the Gulf of Aden in 2009.", "date", "2009-01-01"),
    ("Anders Holm, 32, was given a life sentence on Tuesday for a stabbing in Turku in 2017 in which two people died.",
     "date", "2017-01-01"),
    ("Man gets life\n\nAnders Holm, who killed two people in a knife attack in Turku in 2017, was jailed on Tuesday.",
     "perpetrators", ["Anders Holm"]),
    ("Police have named the man who stabbed two people to death in Turku on Monday.", "perpetrators", ["man"]),
    ("Abu Omar al-Iraqi, a senior Islamic State commander, was killed near Hatra, Iraq, on Tuesday by a coalition "
     "airstrike.", "perpetrators", ["coalition"]),
    # who speaks is no victim, and where they work is not where it was
    ("Gunmen attacked a village near Gao on Sunday, killing at least 20 people, two local officials said.",
     "figures", [("killed", 20, "two local officials")]),
    ("Two drone strikes hit Mekelle on Tuesday, killing ten people. Kibrom Gebre, chief clinical director of Ayder "
     "hospital, said that the second strike hit people who had gathered to help.", "place", "Mekelle"),
    ("A mortar shell hit a house in Horlivka on Monday, killing a girl. Kyiv denied its troops had shelled the town"
     " and accused the rebels of having fired at their own positions.", "by", ["Kyiv", None]),
    # what bears a year, and what is a mine
    ("Seven police officers were killed in an ambush in San Luis on Friday. The attack has been attributed to"
     " dissidents of the FARC who reject the 2016 accord.", "perpetrators", ["FARC dissidents"]),
    ("At least 20 killed in attack on mine in Mali\n\nGunmen attacked a village near Gao on Sunday.", "weapons", []),
    ("A journalist was found dead on Monday near the Mexican city of Veracruz with gunshot wounds.", "type", "killing"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "field", "value"), CASES, ids=[c[0][-45:] for c in CASES])
def test_prose(text: str, field: str, value: Any) -> None:
    found = read(text).incidents
    assert [FIELDS[field](a) for a in found] == [value]


@pytest.mark.parametrize(
    "text",
    [
        "A mob beat a man to death in Kano on Monday.",
        "A priest was found dead with gunshot wounds in Kano on Monday.",
        "A family of five was wiped out by a mortar round in Taiz on Monday.",
        "A car was driven into a crowd in Nice on Monday, and four people died.",
    ],
)
def test_deeds_told_by_plain_words(text: str) -> None:
    assert len(read(text).incidents) == 1


def test_what_an_attack_is_called_is_no_other_attack() -> None:
    text = "A man stabbed three people in Kano on Saturday. On Monday police said they treat it as a terrorist attack."
    assert len(read(text).incidents) == 1


def test_who_dies_of_a_disease_is_not_killed() -> None:
    found = read("Gunmen stormed a clinic in Kano on Tuesday and killed two guards, after a nurse died of the disease.")
    assert [[(f.effect, f.best) for f in a.figures] for a in found.incidents] == [[("killed", 2)]]


def test_no_month_is_a_suspect() -> None:
    found = read(
        "A bomber struck a shrine in Kano on Tuesday. In February a bomber killed 88 people at a shrine in Gao."
    )
    names = [p.name for a in found.incidents for p in a.perpetrators]
    assert names
    assert not any("February" in name for name in names)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        # another town in the next breath, and the town of a district of its own name
        ("Car bomb kills five in Baquba\n\nA car bomb killed five people in Baquba on Tuesday. In the northern city of "
         "Mosul, nine people died when a car bomb blew up.", ["2022-06-14", "2022-06-14"]),
        ("Gunmen stormed a clinic in Kabul on Tuesday, killing 24. The same day a suicide bomber killed 32 people at "
         "the funeral of a mayor in Nangarhar.", ["2022-06-14", "2022-06-14"]),
        # the day of the report is not that of the deed told
        (
            "Three churches hit in Surabaya\n\nSURABAYA, June 13 - Bombers struck three churches there on Sunday, "
            "killing 13. On Monday another family blew themselves up at a police post, injuring ten.",
            ["2022-06-12", "2022-06-13"],
        ),
        # a cinema where people were shot is no film
        ("Police chief speaks; twelve dead, fifty-eight hurt\n\nThe man who shot at the midnight audience of a film in "
         "Aurora on Friday had ordered 6,000 rounds on the internet, the chief said on Sunday, and his flat was wired "
         "to kill those who would open it. Twelve people died in cinema 9 and fifty-eight were hurt.", ["2022-06-10"]),
        # last week is not Monday
        ("Gunman kills four in Toulouse\n\nA man shot dead four people at a school in Toulouse on Monday, and "
         "prosecutors said that the gun had been used to kill three soldiers last week.", ["2022-06-13", "2022-06-06"]),
        # where the report was written parts nothing
        ("Gunmen kill eleven\n\nOUAGADOUGOU - Eleven civilians were killed when armed men attacked the commune of "
         "Ouindigui in northern Burkina Faso's Loroum province on Sunday.", ["2022-06-12"]),
        # one town, two far days
        ("A group claimed on Thursday the bombing that killed 37 people in Ankara on Sunday. It had also claimed the "
         "bombing of a convoy in Ankara on 17 February, in which 29 died.", ["2022-06-12", "2022-02-17"]),
        # who is wanted for one deed does another
        ("Four men wanted for the Madrid train bombings of March 11 killed an officer on Saturday night by setting off "
         "explosives in Leganes.", ["2022-03-11", "2022-06-11"]),
        # what has been going on for years is none, for hours is one
        ("Police have been battling gunmen in a hotel in Kano for several hours on Tuesday, and nine people were "
         "killed. The army has been fighting rebels in Gao for more than a decade.", ["2022-06-14"]),
        # and what is one deed
        ("A mine killed five soldiers near Gao on Tuesday. In the fighting that followed thirty rebels were killed.",
         ["2022-06-14"]),
        ("Bombers struck a church in Kano on Sunday, killing 13. Two of the wounded died of their injuries on Tuesday.",
         ["2022-06-12"]),
        ("Bombs killed 190 people in Madrid on March 11. The ministry meanwhile confirmed that the number of people "
         "killed on March 11 was 190.", ["2022-03-11"]),
        ("A man stabbed a writer in Kano on Friday. A suspect pleaded not guilty to charges of attempted murder and "
         "assault in Lagos.", ["2022-06-10"]),
        ("Gunmen killed nine in Gaza on Tuesday. More than 30,000 people have been killed in the Gaza Strip.",
         ["2022-06-14"]),
    ],
)  # fmt: skip
def test_deeds_are_told_apart(text: str, days: list[str]) -> None:
    assert [a.date.start for a in read(text).incidents] == days
