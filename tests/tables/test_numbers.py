"""Numbers as news says them: the words on the left; low, best, high or the vague word on the right."""

from __future__ import annotations

import pytest

from testimonia.model.claim import Count
from testimonia.resolve.numbers import count_marks, resolve_count

# Low, best, high; a stroke is unknown. A word is the vague amount.
TABLE = [
    ("53 soldiers died", "53,53,53"),
    ("a quarter of a million fled", "250000,250000,250000"),
    ("three quarters of a million fled", "750000,750000,750000"),
    ("one and a half million fled", "1500000,1500000,1500000"),
    ("two and a half thousand came", "2500,2500,2500"),
    ("a million and a half fled", "1500000,1500000,1500000"),
    ("at least 53 soldiers died", "53,53,-"),
    ("more than 50 died", "51,51,-"),
    ("over 60 were hurt", "61,61,-"),
    ("well over a hundred came", "101,101,-"),
    ("in excess of 300 fled", "301,301,-"),
    ("upwards of 40 died", "41,41,-"),
    ("above forty were hurt", "41,41,-"),
    ("up to 20 died", "-,20,20"),
    ("as many as 15 gunmen came", "-,15,15"),
    ("at most six died", "-,6,6"),
    ("no more than ten died", "-,10,10"),
    ("not more than 12 died", "-,12,12"),
    ("a maximum of 30 came", "-,30,30"),
    ("fewer than ten died", "-,9,9"),
    ("less than 20 died", "-,19,19"),
    ("under 30 came", "-,29,29"),
    ("no fewer than 12 died", "12,12,-"),
    ("no less than 40 died", "40,40,-"),
    ("not less than forty died", "40,40,-"),
    ("a minimum of 8 died", "8,8,-"),
    ("nearly 50 died", "-,50,50"),
    ("almost two hundred fled", "-,200,200"),
    ("close to 1,000 fled", "-,1000,1000"),
    ("just under 90 died", "-,90,90"),
    ("about 300 came", "-,300,-"),
    ("around fifty gunmen rode in", "-,50,-"),
    ("some 50 wounded", "-,50,-"),
    ("some thirty were hurt", "-,30,-"),
    ("approximately 70 died", "-,70,-"),
    ("roughly 80 died", "-,80,-"),
    ("an estimated 400 fled", "-,400,-"),
    ("approx. 30 motorbikes", "-,30,-"),
    ("something like twenty men", "-,20,-"),
    ("perhaps a dozen died", "-,12,-"),
    ("maybe eight died", "-,8,-"),
    ("near 80 died", "-,80,-"),
    ("exactly 14 died", "14,14,14"),
    ("at least some 40 died", "40,40,-"),
    ("possibly as many as 30 died", "-,30,30"),
    ("30 to 40 died", "30,-,40"),
    ("30-40 died", "30,-,40"),
    ("30–40 died", "30,-,40"),
    ("between 30 and 40 died", "30,-,40"),
    ("between thirty and forty died", "30,-,40"),
    ("from 30 to 40 men came", "30,-,40"),
    ("twenty to thirty men", "20,-,30"),
    ("23 or 27 died", "23,-,27"),
    ("five or six men", "5,-,6"),
    ("27 or 23 died", "23,-,27"),
    ("two to three dozen", "24,-,36"),
    ("two or three hundred", "200,-,300"),
    ("3 to 4 million", "3000000,-,4000000"),
    ("seven to ten hostages", "7,-,10"),
    ("at least 20 to 30 died", "20,-,-"),
    ("half a dozen died", "6,6,6"),
    ("half-a-dozen died", "6,6,6"),
    ("a dozen people were hurt", "12,12,12"),
    ("two dozen were hurt", "24,24,24"),
    ("at least two dozen were hurt", "24,24,-"),
    ("more than a dozen were hurt", "13,13,-"),
    ("a dozen and a half were hurt", "18,18,18"),
    ("a couple of soldiers", "2,2,2"),
    ("a pair of bombs", "2,2,2"),
    ("a score of men", "20,20,20"),
    ("half a million fled", "500000,500000,500000"),
    ("two people died", "2,2,2"),
    ("eleven people died", "11,11,11"),
    ("nineteen were hurt", "19,19,19"),
    ("twenty-one were hurt", "21,21,21"),
    ("Sixty-three died", "63,63,63"),
    ("ninety nine died", "99,99,99"),
    ("a hundred were hurt", "100,100,100"),
    ("a hundred and nine were hurt", "109,109,109"),
    ("one hundred and twenty died", "120,120,120"),
    ("one hundred thirty-three died", "133,133,133"),
    ("two hundred and eighty-four", "284,284,284"),
    ("two thousand fled", "2000,2000,2000"),
    ("two thousand five hundred fled", "2500,2500,2500"),
    ("twelve thousand and six fled", "12006,12006,12006"),
    ("one million fled", "1000000,1000000,1000000"),
    ("a million fled", "1000000,1000000,1000000"),
    ("some 1.2 million fled", "-,1200000,-"),
    ("over 1.5 million fled", "1500001,1500001,-"),
    ("1.2m people fled", "1200000,1200000,1200000"),
    ("50k people fled", "50000,50000,50000"),
    ("3 lakh people fled", "300000,300000,300000"),
    ("1,200 died", "1200,1200,1200"),
    ("12,345,678 fled", "12345678,12345678,12345678"),
    ("1 200 died", "1200,1200,1200"),
    ("1,20,000 fled", "120000,120000,120000"),
    ("2014 people died", "2014,2014,2014"),
    ("50 or more died", "50,50,-"),
    ("50 or so died", "-,50,-"),
    ("a hundred or so were hurt", "-,100,-"),
    ("30-odd men came", "-,30,-"),
    ("50+ died", "50,50,-"),
    ("fifty and more died", "50,50,-"),
    ("ten at least died", "10,10,-"),
    ("dozens died", "dozens"),
    ("scores were hurt", "scores"),
    ("hundreds fled", "hundreds"),
    ("thousands fled", "thousands"),
    ("tens of thousands fled", "tens of thousands"),
    ("hundreds of thousands fled", "hundreds of thousands"),
    ("several soldiers died", "several"),
    ("several dozen men", "several dozen"),
    ("a few men died", "a few"),
    ("many were hurt", "many"),
    ("a number of men died", "a number"),
    ("an unknown number of men died", "an unknown number"),
    ("a handful of men", "a handful"),
    ("multiple people died", "multiple"),
    ("some soldiers died", "some"),
    ("no casualties", "0,0,0"),
    ("no soldiers died", "0,0,0"),
    ("No one was hurt", "0,0,0"),
    ("nobody was hurt", "0,0,0"),
    ("none was hurt", "0,0,0"),
    ("zero deaths", "0,0,0"),
    ("not one mujahid fell", "0,0,0"),
    ("not a single man fell", "0,0,0"),
    ("neither was hurt", "0,0,0"),
    ("hurting nobody.", "0,0,0"),
    ("one soldier died", "1,1,1"),
    ("one of whom was a civilian", "1,1,1"),
    ("one of the attackers died", "1,1,1"),
    ("another one was hurt", "1,1,1"),
    ("a five-member cell", "5,5,5"),
    ("a 50-strong group", "50,50,50"),
    ("a 12-man patrol", "12,12,12"),
    ("the toll went up to 48", "48,48,48"),
    ("the toll passes 330", "331,331,-"),
    ("the toll nears 150", "-,150,150"),
]

# The number in brackets, and what it is.
KINDS = [
    ("a [24]-year-old man", "age"),
    ("a man aged [24]", "age"),
    ("Musa Bello, [24], was shot", "age"),
    ("a girl of [eight], who fled", "age"),
    ("her niece, [seven], was hurt", "age"),
    ("a shepherd, [twelve]. Nobody", "age"),
    ("a shepherd, [twelve] sheep", "count"),
    ("a man of [77] from the town", "age"),
    ("he was [24] years old", "age"),
    ("a [four]-month-old baby", "age"),
    ("children under [16].", "age"),
    ("aged between [12 and 15]", "age"),
    ("the [3]rd Brigade", "ordinal"),
    ("the [21]st victim", "ordinal"),
    ("a [155] mm shell", "calibre"),
    ("a [7.62]mm round", "calibre"),
    ("a [5.56] mm rifle", "calibre"),
    ("it cost [12.50] euros", "money"),
    ("they came at [7.45]", "time"),
    ("heat of [40]°C", "measure"),
    ("[three] quarters of the town", "measure"),
    ("[one] and a half hours later", "measure"),
    ("a [60]-mm mortar", "calibre"),
    ("a [9]mm pistol", "calibre"),
    ("a .[50]-calibre gun", "calibre"),
    ("AK-[47] rifles", "name"),
    ("an M[16] rifle", "name"),
    ("an F-[16] jet", "name"),
    ("a Su-[25] jet", "name"),
    ("[15] km north of the town", "distance"),
    ("[15]km north", "distance"),
    ("[200] metres away", "distance"),
    ("[three] miles off", "distance"),
    ("a [30]-kilometre stretch", "distance"),
    ("$[5,000] in cash", "money"),
    ("€[5,000] in cash", "money"),
    ("£[1.2 million] was paid", "money"),
    ("[5,000] euros", "money"),
    ("[two million] dollars", "money"),
    ("[500] US dollars", "money"),
    ("[300] CFA francs", "money"),
    ("[12] percent of them", "percent"),
    ("[12]% of them", "percent"),
    ("[40] per cent", "percent"),
    ("at [10] am", "time"),
    ("at [10].30 pm", "time"),
    ("at [10]:30", "time"),
    ("at [two] in the morning", "time"),
    ("at [five] o'clock", "time"),
    ("[0300] GMT", "time"),
    ("on June [5]", "date"),
    ("on [5] June", "date"),
    ("on [3-5] June", "date"),
    ("on [9]/11", "date"),
    ("on [2014]-11-05", "date"),
    ("in [2014]", "year"),
    ("the [1990]s", "year"),
    ("the Group of [7]", "name"),
    ("Resolution [2254]", "name"),
    ("Flight [17]", "name"),
    ("Article [5]", "name"),
    ("No. [5]", "name"),
    ("Highway [1]", "name"),
    ("[10] Downing Street", "name"),
    ("a temperature of [40] degrees", "measure"),
    ("[40] kilos of explosives", "measure"),
    ("[three] tonnes of fuel", "measure"),
    ("[two] days after", "measure"),
    ("a [four]-day siege", "measure"),
    ("[2] min read", "measure"),
    ("for [three] weeks", "measure"),
    ("[two] hours later", "measure"),
    ("[20,000] votes", "measure"),
    ("won [2]-1 in the final", "measure"),
    ("won by [23] votes", "measure"),
    ("[two]-thirds of them", "measure"),
    ("open [24]/7", "measure"),
    ("[3.5] was the figure", "measure"),
    ("a [two]-storey house", "measure"),
    ("[12] soldiers", "count"),
    ("[12] vehicles", "count"),
    ("[two] churches", "count"),
    ("[12-15] men", "count"),
    ("killed [12], wounded 30", "count"),
    ("On August 5 [200] people fled", "count"),
    ("in May [20] people were killed", "count"),
    ("rose from [12] to 15", "count"),
    ("a group of [seven] men", "count"),
    ("he put it at [98] in the evening", "count"),
]

# Words of number that count nothing.
NOTHING = [
    "no longer",
    "no doubt",
    "no one knew",
    "nobody knows",
    "one day",
    "one should ask",
    "the one who did it",
    "this one",
    "one another",
    "on the one hand",
    "one of the deadliest attacks",
    "one in five",
    "as many",
    "how many",
    "no immediate claim",
    "No. of things",
]


def counted(value: str) -> Count:
    """The count that a cell of the table stands for."""
    if not value[0].isdigit() and value[0] != "-":
        return Count(vague=value)
    low, best, high = (None if cell == "-" else int(cell) for cell in value.split(","))
    return Count(low, best, high)


@pytest.mark.parametrize(("words", "value"), TABLE)
def test_worth_of_words(words: str, value: str) -> None:
    assert resolve_count(words) == counted(value)


@pytest.mark.parametrize(("words", "value"), TABLE)
def test_worth_inside_a_report(words: str, value: str) -> None:
    text = f"The army said on Friday that {words.rstrip('.')}, according to the mayor."
    marks = [mark for mark in count_marks(text) if mark.kind == "count"]
    assert [mark.count for mark in marks] == [counted(value)]
    assert text[marks[0].outer_start : marks[0].end] in text


@pytest.mark.parametrize(("words", "kind"), KINDS)
def test_kind(words: str, kind: str) -> None:
    low, high = words.index("["), words.index("]") - 1
    text = words.replace("[", "").replace("]", "")
    found = [mark for mark in count_marks(text) if mark.start < high and mark.end > low]
    assert [mark.kind for mark in found] == [kind]
    assert found[0].start == low


@pytest.mark.parametrize("words", NOTHING)
def test_words_that_count_nothing(words: str) -> None:
    assert [mark.count for mark in count_marks(words) if mark.kind == "count"] == []


def test_the_mark_is_the_number_alone_and_outer_start_its_qualifier() -> None:
    text = "killing at least 12 people"
    (mark,) = count_marks(text)
    assert text[mark.start : mark.end] == "12"
    assert text[mark.outer_start : mark.end] == "at least 12"


def test_a_toll_that_rose_is_two_numbers() -> None:
    assert [mark.count.best for mark in count_marks("The toll rose from 12 to 15.")] == [12, 15]


def test_between_is_the_qualifier_of_a_range() -> None:
    text = "between 30 and 40 men"
    (mark,) = count_marks(text)
    assert text[mark.start : mark.end] == "30 and 40"
    assert mark.outer_start == 0


def test_no_number_is_an_empty_count() -> None:
    assert resolve_count("the soldiers") == Count()
    assert resolve_count("") == Count()
    assert resolve_count("9" * 10_000) == Count()
