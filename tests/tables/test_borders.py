"""Borders: the words in brackets on the left; the side that is told of, a point near its middle, the kilometres off it
that the point may be, on the right."""

from __future__ import annotations

import math

import pytest

from testimonia.knowledge.gazetteer import Gazetteer
from testimonia.knowledge.gazetteer_borders import border
from testimonia.model.claim import Place
from testimonia.model.marks import PlaceMark
from testimonia.resolve.places import place_marks, resolve_place

GAZETTEER = Gazetteer.open()

PHRASES = """
Soldiers died [near the border with Niger], in Mali. | ML 15.5 3.5
Soldiers died in Gao, Mali, [close to the border with Niger]. | ML 15.5 3.5
Malian troops died [near the Burkinabe border]. | ML 13.0 -3.3
A raid [near the Afghan border] in Pakistan killed 3. | PK 33.5 69.8
They came [across the Syrian-Turkish border]. | - 36.8 38.9
Troops fought [along the Mali–Niger border region]. | - 15.5 3.5
He fled to [the Mali-Niger border]. | - 15.5 3.5
[Israel's border with Lebanon] was shelled. | - 33.1 35.4
[Mexico's southern border with Guatemala] is closed. | - 16.0 -91.1
Shells fell [on the border between Armenia and Azerbaijan]. | - 40.0 45.8
Refugees crossed [the border between Sudan and Chad]. | - 13.4 22.3
""".strip().split("\n")

NO_BORDERS = """
Two Turkish border guards died.
They shelled the Lebanese border village of Aita.
The border police left Kabul.
Mali and Niger signed a pact.
""".strip().split("\n")


def borders(text: str) -> list[PlaceMark]:
    return [m for m in place_marks(text, GAZETTEER) if "border" in text[m.start : m.end]]


@pytest.mark.parametrize("row", PHRASES)
def test_a_border_is_a_point_and_a_radius(row: str) -> None:
    sentence, expected = row.split(" | ")
    side, lat, lon = expected.split()
    text = sentence.replace("[", "").replace("]", "")
    (mark,) = borders(text)
    assert text[mark.start : mark.end] == sentence[sentence.index("[") + 1 : sentence.index("]")]
    assert (mark.place.country or "-", mark.place.kind, mark.place.precision) == (side, "region", 5)
    away = mark.place.km_to(Place(name="", lat=float(lat), lon=float(lon)))
    assert away is not None
    assert mark.place.radius_km is not None
    assert away < 100 < mark.place.radius_km + 50


@pytest.mark.parametrize("text", NO_BORDERS)
def test_what_only_stands_at_a_border_is_none(text: str) -> None:
    assert borders(text) == []


def test_a_border_of_one_land_alone_says_what_is_missing() -> None:
    (mark,) = borders("Soldiers died near the border with Niger.")
    assert mark.place.lat is None
    assert "does not tell its other side" in (mark.place.unresolved or "")


def test_a_phrase_alone_takes_the_country_that_is_given() -> None:
    place = resolve_place("near the border with Niger", country="ML", gazetteer=GAZETTEER)
    assert (place.country, place.precision) == ("ML", 5)
    assert place.lat is not None


@pytest.mark.parametrize(("one", "other"), [("ML", "NE"), ("IL", "LB"), ("IN", "PK"), ("US", "MX"), ("RU", "KZ")])
def test_a_border_is_the_same_from_both_sides(one: str, other: str) -> None:
    line = border(GAZETTEER, one, other)
    assert line is not None
    assert line == border(GAZETTEER, other, one)
    assert math.isfinite(line.lat + line.lon)


@pytest.mark.parametrize(("one", "other"), [("ML", "FR"), ("ML", "ML"), ("??", "ML"), ("ML", "??"), ("AU", "NZ")])
def test_lands_that_do_not_meet_have_no_border(one: str, other: str) -> None:
    assert border(GAZETTEER, one, other) is None
