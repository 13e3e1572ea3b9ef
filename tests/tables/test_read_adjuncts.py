"""What a time or place belongs to: the deed, or what somebody said or did about it."""

from __future__ import annotations

import pytest

from testimonia.model.claim import Account
from testimonia.resolve.dates import date_marks
from tests.reading import read


def first(body: str, published: str = "2022-09-18") -> Account:
    """The first incident of a report of Sunday, 18 September 2022."""
    return read("Attack in the north\n\n" + body, published=published).incidents[0]


@pytest.mark.parametrize(
    ("body", "day"),
    [
        ("Gunmen shot dead two guards near Gao, in northern Mali, on Thursday, police said.", "2022-09-15"),
        ("A warlord took responsibility on Friday for the attack on a school in Gao on Tuesday.", "2022-09-13"),
        ("The driver of a bus was charged on Friday over Wednesday's bombing of a hotel in Gao.", "2022-09-14"),
        ("Two guards were shot dead in Gao on Thursday; the governor told reporters on Saturday that one was a boy.",
         "2022-09-15"),
        ("Troops returned to Gao on Friday, two days after gunmen attacked a post and killed five.", "2022-09-14"),
        ("Gunmen thought to belong to a local band killed five people in Gao. It began on Monday at dusk.",
         "2022-09-12"),
    ],
)  # fmt: skip
def test_a_deed_has_the_day_of_its_own_clause(body: str, day: str) -> None:
    assert first(body).date.start == day


def test_the_day_of_a_dateline_is_not_read_as_the_deeds() -> None:
    when = first("GAO, Sept 18 (Agency) - Gunmen killed five people in a market of Gao on Friday, witnesses said.").date
    assert when.start == "2022-09-16"


def test_how_long_after_another_deed_is_the_time_of_that_deed() -> None:
    body = "Gunmen killed nine people in Kano on Friday, three days after a bombing in Zaria."
    days = {a.date.start for a in read("Two attacks\n\n" + body, published="2022-09-18").incidents}
    assert "2022-09-16" in days
    assert "2022-09-19" not in days


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("They buried nine on Saturday. The army said on Sunday it had found five. Three days earlier", "2020-02-12"),
        ("They buried nine on Saturday. The army went on Sunday to look. Three days earlier", "2020-02-13"),
    ],
)  # fmt: skip
def test_the_telling_goes_on_from_deeds_and_not_from_words(text: str, day: str) -> None:
    assert date_marks(text, published="2020-02-16")[-1].period.start == day


@pytest.mark.parametrize(
    ("body", "name"),
    [
        ("Gunmen stormed a barracks near Gao and killed five soldiers. The command in Bamako spoke of a raid.", "Gao"),
        ("Five soldiers were killed in an ambush. The lorry had left the garrison of Gao at dawn on Friday.", "Gao"),
        ("The shelling of Zamfouna killed four on Friday, and a clinic in Bamako received the injured.", "Zamfouna"),
        ("Gunmen killed five people in Zamfouna, a village 30 km south of Gao, on Friday.", "Zamfouna"),
    ],
)  # fmt: skip
def test_a_deed_has_the_place_of_its_own_clause(body: str, name: str) -> None:
    assert first(body).places[0].name == name


def test_what_describes_an_unknown_village_gives_it_its_point() -> None:
    places = first("Gunmen killed five people in Zamfouna, a village 30 km south of Gao, on Friday.").places
    assert places[0].lat is None
    assert next(p.lat for p in places if p.lat is not None) == pytest.approx(16.0, abs=0.3)


def test_a_site_that_bears_its_towns_name_gets_no_other_town() -> None:
    body = "A bomb killed five people at the Karbala shrine in Iraq on Friday. Trains from Baghdad were halted."
    assert "Baghdad" not in [p.name for p in first(body).places]
