"""Which deeds are told, and when and where: sentences on the left, what the reader makes of them on the right."""

import pytest

from testimonia.read.fragments import fragments
from testimonia.read.grouping import group
from tests.reading import page_of, read

#: Words that are a trigger only by what stands near them: sentence, word, its weight (0: no trigger).
RAISED = [
    ("Two rockets landed in the market of Herat on Tuesday.", "landed", 3),
    ("The minister landed in Herat on Tuesday.", "landed", 0),
    ("Someone lobbed a grenade into the yard of the court.", "lobbed", 3),
    ("The keeper lobbed the ball over the bar.", "lobbed", 0),
    ("Gunmen took eight teachers from a bus near Kumba.", "took", 3),
    ("The meeting took eight hours.", "took", 0),
    ("A crowd smashed nine shops in the old quarter.", "smashed", 2),
    ("She smashed the record by two seconds.", "smashed", 0),
    ("Raiders sprayed the coach with bullets.", "sprayed", 3),
    ("Farmers sprayed the fields with water.", "sprayed", 0),
    ("Soldiers fought rebels at the bridge for an hour.", "fought", 2),
    ("The lawyers fought over a comma.", "fought", 1),
    ("Police defused a bomb under the bridge.", "defused", 3),
    ("The firm began operations to drain the lake.", "operations", 1),
    ("The nurse was discharged on Monday.", "discharged", 0),
    ("In July thirteen farmers taken at Karu, in the same district, came home after five weeks.", "taken", 1),
]


@pytest.mark.parametrize(("text", "word", "weight"), RAISED)
def test_weak_words_are_raised_by_what_stands_near(text: str, word: str, weight: int) -> None:
    page = page_of(text)
    found = [t.weight for f in fragments(page) for t in f.triggers if text[t.start : t.end].lower().split()[0] == word]
    assert found == ([weight] if weight else [])


#: Reports, and how many deeds they tell.
TOLD = [
    (
        "Bomb kills four in Kandahar\n\nA bomb killed four policemen in Kandahar on Monday. The blast "
        "destroyed their car.",
        1,
    ),
    (
        "Bomb kills four in Kandahar\n\nA bomb killed four policemen in Kandahar on Monday. In Herat, "
        "gunmen shot dead a judge outside his house on Sunday.",
        2,
    ),
    (
        "Bomb kills four in Kandahar\n\nA bomb killed four policemen in Kandahar on Monday. In May 2021 "
        "a suicide bomber killed nine people at a mosque in Kabul.",
        2,
    ),
    (
        "Bomb kills four in Kandahar\n\nA bomb killed four policemen in Kandahar on Monday. The "
        "monitoring network has recorded 341 people killed by bombs in the country since January.",
        1,
    ),
    (
        "Bomb kills four in Kandahar\n\nA bomb killed four policemen in Kandahar on Monday. A watchdog "
        "documented 42 attacks and 61 deaths in May.",
        1,
    ),
    (
        "Bomb kills four in Kandahar\n\nA bomb killed four policemen in Kandahar on Monday. Shootings and bomb blasts "
        "in Herat killed eleven people.",
        1,
    ),
    (
        "Bomb kills four in Kandahar\n\nA bomb killed four policemen in Kandahar on Monday. At least 900 people have "
        "been killed since the assassination of a governor in Herat in October 2021.",
        2,
    ),
]


@pytest.mark.parametrize(("text", "deeds"), TOLD)
def test_deeds_are_told_apart(text: str, deeds: int) -> None:
    page = page_of(text)
    told = read(text).incidents
    assert len(told) == deeds, [[m.quote for m in i.mentions] for i in told]
    assert len(group(page, fragments(page))) >= deeds


#: A report, published on 15 June 2022 (a Wednesday), and the day or days of its first deed.
DATED = [
    (
        "Raid kills six\n\nThe mayor said on Wednesday that gunmen had killed six people in Jalalabad on Monday.",
        "2022-06-13",
        "2022-06-13",
    ),
    (
        "Man charged over Leeds bombing\n\nA man was charged on Wednesday with the bombing of a bus in Leeds "
        "on Sunday, in which two people were killed.",
        "2022-06-12",
        "2022-06-12",
    ),
    (
        "Toll rises\n\nTwo more bodies were recovered on Wednesday, bringing to nine the number of people killed by "
        "Tuesday's bombing in Kabul.",
        "2022-06-14",
        "2022-06-14",
    ),
    (
        "Bomb wounds driver\n\nA bomb that wounded a driver in Leeds last week was made at home, police said. "
        "The device exploded in his taxi on June 8.",
        "2022-06-08",
        "2022-06-08",
    ),
    (
        "Gangs clash in Tripoli\n\nGunmen from two quarters of Tripoli fought from Saturday night until noon on "
        "Sunday; four people were killed.",
        "2022-06-11",
        "2022-06-12",
    ),
]


@pytest.mark.parametrize(("text", "start", "end"), DATED)
def test_the_day_is_the_deeds(text: str, start: str, end: str) -> None:
    date = read(text).incidents[0].date
    assert (date.start, date.end) == (start, end)


#: A report, and the finest place of its first deed.
PLACED = [
    ("Raid kills six in Nangarhar\n\nGunmen killed six people on Monday in Jalalabad.", "Jalalabad"),
    (
        "KABUL, June 15 — Gunmen killed six people in Jalalabad on Monday, officials said. A hospital in Kabul took in "
        "the wounded.",
        "Jalalabad",
    ),
    ("Raid kills six\n\nThe mayor of Kabul condemned the killing of six people in Jalalabad on Monday.", "Jalalabad"),
]


@pytest.mark.parametrize(("text", "place"), PLACED)
def test_the_place_is_the_deeds(text: str, place: str) -> None:
    assert read(text).incidents[0].places[0].name == place
