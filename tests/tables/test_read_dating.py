"""On which days a deed was: texts on the left, days on the right, told on Wednesday 15 June 2022."""

import pytest

from tests.reading import read

#: How long a deed lasted: with the day that is named, of its end or of its beginning.
LASTED = [
    ("Clan fighters killed nine people in Gao in a two-day battle that ended on Tuesday.", "2022-06-13", "2022-06-14"),
    ("Rebels shelled the town of Gao for a third day on Tuesday and killed nine people.", "2022-06-12", "2022-06-14"),
    ("A trader was killed in Gao on Tuesday, the second day of attacks by a mob.", "2022-06-13", "2022-06-14"),
    (
        "Two days of fighting killed nine people in Gao. The fighting broke out on Saturday after a theft.",
        "2022-06-11",
        "2022-06-12",
    ),
    ("Gunmen killed nine people in Gao on Tuesday after three days of talks.", "2022-06-14", "2022-06-14"),
    ("Gunmen killed nine people in Gao on Tuesday, the second day of the fair.", "2022-06-14", "2022-06-14"),
    ("Gunmen killed nine people in Gao on Tuesday; two days of mourning follow.", "2022-06-14", "2022-06-14"),
]


@pytest.mark.parametrize(("body", "start", "end"), LASTED)
def test_a_deed_of_several_days_has_all_of_them(body: str, start: str, end: str) -> None:
    date = read("Deaths in Gao\n\n" + body).incidents[0].date
    assert (date.start, date.end) == (start, end)


#: The day among those of the text that is the deed's.
DATED = [
    ("The mayor said on Tuesday that nine bodies had been counted since the 3 June attack in Gao.", "2022-06-03"),
    (
        "Gunmen who stormed a school in Gao and took nine teachers hostage released five of them on Tuesday, said the "
        "mayor. The kidnapping took place in the north of Gao on Sunday.",
        "2022-06-12",
    ),
]


@pytest.mark.parametrize(("body", "day"), DATED)
def test_the_day_is_that_of_the_deed(body: str, day: str) -> None:
    date = read("Deaths in Gao\n\n" + body).incidents[0].date
    assert (date.start, date.end) == (day, day)


def test_the_day_of_the_scene_is_that_of_a_deed_without_one() -> None:
    body = "The road lay empty. It was the grey of Sunday morning when the watch changed. A guard yawned. "
    (told,) = read("Kano wakes up\n\n" + body + "Gunmen shot dead three guards in Kano.").incidents
    assert told.date.start == "2022-06-12"


def test_the_day_is_told_inside_the_year_of_the_headline() -> None:
    body = "Shots killed nine. At 6:15 a.m. local time on 12 April 2022, a camera had shown a man who looked like him "
    body += (
        "in a van two blocks from the station that the market lies at, on the same street where the attack took place."
    )
    assert read("2022 Gao market attack\n\n" + body).incidents[0].date.start == "2022-04-12"


DIGEST = (
    "15 June 2022\n\nArmed conflicts\n\nA bomb kills three traders in Mosul. (Agency)\n\n{item} (Wire)\n\n"
    "Gunmen kill a judge in Ramadi. (Agency)\n\nRebels shell a post near Gao and kill two soldiers. (Wire)"
)


@pytest.mark.parametrize(
    ("item", "day", "salience"),
    [
        ("Gunmen attack a bakery in Kirkuk and kill a baker.", "2022-06-15", "news"),
        ("Eighty people die in a two-day battle in Kirkuk.", "2022-06-14", "news"),
        ("Nine men are convicted for their roles in an attack on a bakery in Kirkuk.", None, "background"),
        ("Police make nine arrests in connection with an attack on a bakery in Kirkuk.", None, "background"),
        (
            "May 1984: rebels of the far hills and valleys seized a cook in Kirkuk, killing him the following year.",
            "1984-05-01",
            "background",
        ),
    ],
)  # fmt: skip
def test_an_item_of_a_digest_has_the_pages_day_where_it_tells_the_deed(
    item: str, day: str | None, salience: str
) -> None:
    found = [i for i in read(DIGEST.format(item=item)).incidents if i.places and i.places[0].name == "Kirkuk"]
    assert [(i.date.start, i.salience) for i in found] == [(day, salience)]
