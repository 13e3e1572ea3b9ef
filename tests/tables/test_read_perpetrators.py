"""Sentences on the left, who did it and on what basis on the right."""

from __future__ import annotations

import pytest

from tests.reading import read

CASES = [
    ("An Israeli airstrike killed 12 people in Gaza on Tuesday.", [("Israel", "stated")]),
    ("A U.S. drone strike killed 12 people near Kabul on Tuesday.", [("United States", "stated")]),
    ("Two car bombings in Mogadishu, Somalia, killed 38 people on Tuesday.", []),
    ("A group of gunmen open fire at a mosque in Kano on Tuesday, killing 12 people.", [("gunmen", "stated")]),
    ("Armed forces fire water cannon at protesters in Cairo on Tuesday, wounding 12 people.",
     [("Armed forces", "stated")]),
    ("Protesters attacked a police station in Kano on Tuesday, wounding 12 officers.", [("Protesters", "stated")]),
    ("Twelve people were shot dead in Kano on Tuesday when a gunman full of rage targeted a market.",
     [("gunman", "stated")]),
    ("An attacker throws a grenade in Kabul on Tuesday, wounding 12 people.", [("attacker", "stated")]),
    ("A bomb killed 12 people in Kano on Tuesday and police shot the bomber dead.", []),
    ("Gunmen linked to Boko Haram killed 12 people in Kano on Tuesday.", [("Gunmen", "stated")]),
    ("Twelve people died in Kano on Tuesday in an operation against Boko Haram.", []),
    ("Armed men in uniform broke down the gate of a clinic in Kano on Tuesday and raped two nurses.",
     [("Armed men", "stated")]),
    ("A militant attack killed 12 people in Kano on Tuesday.", [("militant", "stated")]),
    ("Militants launched an attack on a police station in Kano on Tuesday.", [("Militants", "stated")]),
    ("Women attacked on their way to a market in Kano on Tuesday.", []),
    ("A bomb killed 12 people in Kano on Tuesday and police officers shot two looters.", []),
    ("A bomb killed 12 people in Kano on Tuesday. Residents blamed Boko Haram.", [("Boko Haram", "blamed")]),
    ("A bomb killed 12 people in Kano on Tuesday. Officials pointed to Boko Haram.", [("Boko Haram", "blamed")]),
    ("A bomb killed 12 people in Kano on Tuesday. Washington holds Russia responsible.", [("Russia", "blamed")]),
    ("A bomb killed 12 people in Kano on Tuesday. Boko Haram is suspected.", [("Boko Haram", "blamed")]),
    ("A bomb killed 12 people in Kano on Tuesday. The attack was the work of Boko Haram, police said.",
     [("Boko Haram", "blamed")]),
    ("A bomb killed 12 people in Kano on Tuesday. Prosecutors charged 28-year-old John Smithson with murder.",
     [("John Smithson", "blamed")]),
    ("A bomb killed 12 people in Kano on Tuesday. Boko Haram said its fighters had planted it.",
     [("Boko Haram", "claimed")]),
    ("Iran-backed Hezbollah bombed an embassy in Nairobi on Tuesday, killing 12 people.", [("Hezbollah", "stated")]),
    ("A bomb went off in Kano on Tuesday. Prosecutors accused an Afghan-born man of planting it.", []),
    ("A bomb planted by the terrorist group Hamas killed 12 people in Haifa on Tuesday.", [("Hamas", "stated")]),
    ("A bombing by Kurdistan Workers' Party (PKK) militants killed eight people in Ankara on Tuesday.",
     [("Kurdistan Workers' Party", "stated")]),
    ("Two policemen shot dead in Srinagar on Tuesday.", []),
    ("Two officers ambushed while filling their car in Kano on Tuesday.", []),
    ("On Tuesday the United States concluded an airstrike in Kabul that killed 12 people.",
     [("United States", "stated")]),
    ("Ukrainian officers report that Russia launched 200 missiles against Kharkiv on Tuesday, killing 12 people.",
     [("Russia", "stated")]),
    ("Ten people were shot dead in Kano on Tuesday when a gunman full of rage and hate targeted a market.",
     [("gunman", "stated")]),
    ("A bomb killed 12 people in Kano on Tuesday. There was no sign that it was the work of a terror cell.", []),
]  # fmt: skip


@pytest.mark.parametrize(("words", "perpetrators"), CASES, ids=[c[0][:40] for c in CASES])
def test_perpetrators(words: str, perpetrators: list[tuple[str, str]]) -> None:
    found = [(p.name, p.basis) for i in read("Headline of the day\n\n" + words).incidents for p in i.perpetrators]
    assert found == perpetrators


TARGETS = [
    ("Gunmen killed 12 soldiers in Kano on Tuesday.", ["soldiers"]),
    ("Gunmen killed 12 soldiers, including two women, in Kano on Tuesday.", ["soldiers"]),
    ("A bomb exploded outside a mosque in Kano on Tuesday.", ["mosque"]),
    ("A suicide bomber attacked an election rally in Kano on Tuesday, killing 15 people.", ["election rally"]),
    ("Gunmen set fire on Tuesday to a church in Kano, killing 12 people.", ["church"]),
    ("Gunmen shot Prime Minister John Smithson in Kano on Tuesday.", ["Prime Minister John Smithson"]),
    ("Rebels shelled the barracks and the hospital in Kano on Tuesday.", ["barracks", "hospital"]),
    ("A church attack killed 12 people in Kano on Tuesday.", ["church"]),
    ("The attack in Kano on Tuesday was the work of Boko Haram.", []),
]


@pytest.mark.parametrize(("words", "targets"), TARGETS)
def test_a_part_of_the_victims_is_no_target(words: str, targets: list[str]) -> None:
    found = [t.name for i in read("Headline of the day\n\n" + words).incidents for t in i.targets]
    assert found == targets


CLASSES = [
    ("A bomb exploded under an army convoy near Kano on Tuesday.", "military"),
    ("Gunmen attacked a police station in Kano on Tuesday.", "police"),
    ("A bomb exploded in a market in Kano on Tuesday.", "civilians"),
    ("Gunmen attacked a pipeline near Kano on Tuesday.", "property"),
]


@pytest.mark.parametrize(("words", "cls"), CLASSES)
def test_a_site_has_the_class_of_those_whose_it_is(words: str, cls: str) -> None:
    found = [t.cls for i in read("Headline of the day\n\n" + words).incidents for t in i.targets]
    assert found == [cls]


BOMB = "A bomb killed 12 people in Kano on Tuesday. "
CLAIMS = [
    ("Boko Haram said its fighters had planted it.", [("Boko Haram", "claimed")]),
    ("Boko Haram said it was not behind the attack.", [("Boko Haram", "denied")]),
    ("Boko Haram has a camp nearby. The group denied any role.", [("Boko Haram", "denied")]),
    ("A spokesman for Boko Haram told reporters that one of its men had carried out the attack.",
     [("Boko Haram", "claimed")]),
    ("\"We did not plant this bomb,\" said a spokesman for Boko Haram.", [("Boko Haram", "denied")]),
    ("Boko Haram, a militant group that few will name aloud, claimed the attack.", [("Boko Haram", "claimed")]),
    ("Boko Haram called the accusation a lie.", [("Boko Haram", "denied")]),
    ("Boko Haram praised the attackers.", [("Boko Haram", "praised")]),
    ("An anonymous caller took responsibility in the name of the Kano Liberation Front.",
     [("Kano Liberation Front", "claimed")]),
    ("An e-mail, signed Boko Haram, took responsibility.", [("Boko Haram", "claimed")]),
    ("A faction of Boko Haram, the Kano Liberation Front, claimed responsibility.",
     [("Kano Liberation Front", "claimed")]),
    ("The army blamed Boko Haram. Boko Haram said that was false.", [("Boko Haram", "denied")]),
    ("Boko Haram sent a text to reporters accepting responsibility.", [("Boko Haram", "claimed")]),
    ("“It is a provocation,” a trader said of the attack.", []),
    ("Boko Haram said that 12 people had died.", []),
    ("No group has claimed the attack.", []),
    ("The army confirmed the attack.", []),
]  # fmt: skip


@pytest.mark.parametrize(("words", "claims"), CLAIMS, ids=[c[0][:40] for c in CLAIMS])
def test_claims(words: str, claims: list[tuple[str, str]]) -> None:
    found = [(c.by, c.stance) for i in read("Headline of the day\n\n" + BOMB + words).incidents for c in i.claims]
    assert found == claims


def test_a_denial_belongs_to_the_deed_of_which_its_speaker_is_accused() -> None:
    text = (
        "Headline of the day\n\nA bomb killed 12 people in Kano on Tuesday. Residents blamed Boko Haram.\n\n"
        "In Jos gunmen shot dead two farmers on Monday. Boko Haram denied any role."
    )
    found = {i.places[0].name: [c.by for c in i.claims] for i in read(text).incidents}
    assert found == {"Kano": ["Boko Haram"], "Jos": []}


def test_who_follows_a_group_is_not_that_group() -> None:
    (told,) = read(
        "Headline of the day\n\nA Boko Haram supporter blew up a bus in Kano on Tuesday, killing 12 people."
    ).incidents
    assert [(p.name, p.actor_id) for p in told.perpetrators] == [("Boko Haram supporter", None)]


def test_from_whom_a_group_split_did_not_do_it() -> None:
    text = (
        "Headline of the day\n\n"
        + BOMB
        + "Ansar Dine, a splinter group of the Taliban, said that it had sent the bomber."
    )
    assert [p.name for i in read(text).incidents for p in i.perpetrators] == ["Ansar Dine"]


def test_whom_the_speaker_accuses_is_told() -> None:
    text = "Headline of the day\n\n" + BOMB + "Residents blamed Boko Haram."
    assert [p.by for i in read(text).incidents for p in i.perpetrators] == ["Residents"]


def test_the_gunman_of_one_item_of_a_digest_is_not_named_in_another() -> None:
    told = read(
        "Current events of May 3\n\n"
        "* A gunman shot dead 12 people at a market in Kano, Nigeria. (BBC)\n\n"
        "* Police charge John Smithson, the suspect, with killing five people in Leeds, England. (BBC)\n\n"
        "* A bomb kills 20 people in Baghdad, Iraq. (Reuters)\n\n"
        "* A suicide bomber kills nine people in Kabul, Afghanistan. (Reuters)",
        published="2016-05-03",
    )
    doers = {i.places[0].name: [p.name for p in i.perpetrators] for i in told.incidents}
    assert doers["Kano"] == ["gunman"]
