"""Places of incidents: what is named, and what only the dateline names."""

from __future__ import annotations

import pytest

from testimonia.model.claim import Place
from tests.reading import read


def place_of(body: str) -> Place:
    (incident,) = read("Border guards killed\n\n" + body, published="2022-09-18").incidents
    return incident.places[0]


def test_a_town_that_only_the_dateline_names_gets_no_point() -> None:
    place = place_of("BISHKEK, Sept 18 — Gunmen shot dead two border guards on Wednesday, the border service said.")
    assert (place.name, place.country) == ("Bishkek", "KG")
    assert (place.lat, place.lon, place.precision) == (None, None, 6)
    assert place.unresolved
    assert "dateline" in (place.because or "")


def test_a_town_where_somebody_speaks_is_not_where_it_happened() -> None:
    place = place_of(
        "BISHKEK, Sept 18 — Gunmen shot dead two border guards on Wednesday. The ministry in Bishkek said that the two "
        "guards had been killed."
    )
    assert (place.name, place.lat, place.precision) == ("Bishkek", None, 6)


def test_a_town_of_the_dateline_that_the_report_names_again_keeps_its_point() -> None:
    place = place_of("BISHKEK, Sept 18 — Gunmen shot dead two border guards in Bishkek on Wednesday, police said.")
    assert (place.name, place.precision, place.unresolved) == ("Bishkek", 1, None)
    assert place.lat is not None


def test_the_finest_place_comes_first() -> None:
    (incident,) = read("A bomb killed five in Karrada, a district of Baghdad, Iraq.", published="2022-09-18").incidents
    assert [p.name for p in incident.places] == ["Karrada", "Baghdad", "Iraq"]


def test_a_village_that_no_gazetteer_holds_has_its_province_and_an_honest_precision() -> None:
    (incident,) = read("Gunmen killed nine in Zamfouna in Mali's Menaka region.", published="2022-09-18").incidents
    village, province, country = incident.places
    assert (village.name, village.lat, village.precision) == ("Zamfouna", None, 4)
    assert village.unresolved == "not in the gazetteer"
    assert (province.name, province.kind, province.precision) == ("Menaka", "province", 4)
    assert (country.name, country.precision) == ("Mali", 6)


def test_coordinates_in_a_report_are_its_place() -> None:
    (incident,) = read("A bomb killed three at 16.2717, -0.0447 on Friday.", published="2022-09-18").incidents
    assert [(p.name, p.lat, p.lon) for p in incident.places] == [("16.2717, -0.0447", 16.2717, -0.0447)]


def test_a_day_that_no_calendar_has_is_not_replaced_by_a_guess() -> None:
    (incident,) = read("Gunmen killed five people in Gao on 31 June.", published="2022-09-18").incidents
    assert (incident.date.start, incident.date.confidence) == (None, 0.0)
    assert incident.date.unresolved == "there is no day 31 in month 6 of any year"


def test_whose_citizens_were_killed_does_not_say_where() -> None:
    text = (
        "Current events of 3 May 2021\n\n* Gunmen shot dead two American tourists. (Reuters)\n"
        "* A bomb killed four men in Gao. (AFP)"
    )
    told = read(text, published="2021-05-03").incidents
    assert [[p.name for p in i.places] for i in told] == [[], ["Gao"]]


def test_a_site_has_no_town_of_another_country() -> None:
    (incident,) = read(
        "A drone killed three soldiers at the Tower 22 base in Jordan on Sunday. Officials in Tehran denied it.",
        published="2024-01-29",
    ).incidents
    assert "Tehran" not in [p.name for p in incident.places]


def test_where_people_come_from_is_not_where_it_happened() -> None:
    (incident,) = read("Rebels captured five soldiers from Yemen in Syria on Sunday.", published="2021-05-03").incidents
    assert [p.name for p in incident.places] == ["Syria"]
    (incident,) = read("Gunmen abducted two nurses from Somalia on Sunday.", published="2021-05-03").incidents
    assert [p.name for p in incident.places] == ["Somalia"]


def test_an_island_is_told_before_the_town_of_the_dateline() -> None:
    text = "Shells hit Yeonpyeong\n\nSEOUL, Nov 24 - North Korean shells killed two marines on Yeonpyeong on Tuesday."
    (incident,) = read(text, published="2010-11-24").incidents
    assert incident.places[0].name == "Yeonpyeong"


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Bomb near Berlin kills five\n\nA bomb killed five people on Monday in Potsdam, near Berlin.", "Potsdam"),
        ("Ambush in Lyon\n\nFive officers died when their bus was ambushed in Vienne, just south of Lyon.", "Vienne"),
        ("Bomb kills five in Baghdad\n\nA bomb killed five in the Karrada quarter of Baghdad.", "Karrada"),
        ("Bomb kills five in Nairobi\n\nA bomb in Nairobi's Eastleigh neighbourhood killed five.", "Eastleigh"),
    ],
)
def test_of_two_places_told_as_one_the_finer_is_meant(text: str, name: str) -> None:
    (incident,) = read(text, published="2022-09-18").incidents
    assert incident.places[0].name == name


def test_the_head_of_an_item_says_where_it_happened() -> None:
    text = (
        "Security brief\n\n(1) Quetta, Tue 23. Two policemen were shot dead on patrol.\n"
        "(2) Turbat, Wed 24. Three bodies were found shot near a road to Karachi.\n"
        "(3) Peshawar, Thu 25. A bomb killed four at a shop.\n"
    )
    told = read(text, published="2014-09-29").incidents
    assert [i.places[0].name for i in told] == ["Quetta", "Turbat", "Peshawar"]


def test_a_base_in_a_list_lies_in_no_town_of_another_item() -> None:
    text = (
        "Attacks on soldiers\n\n- January 2007: Gunmen killed five soldiers in Karbala, Iraq.\n\n"
        "- January 2020: Nine soldiers were hurt in a missile attack on Zelmat Air Base in Iraq.\n\n"
        "- March 2020: A rocket killed a cook in Erbil, Iraq.\n"
    )
    (base,) = [i for i in read(text, published="2022-09-18").incidents if i.places[0].name == "Zelmat Air Base"]
    assert {p.name for p in base.places} == {"Zelmat Air Base", "Iraq"}


def test_the_hall_of_a_remark_upon_a_deed_abroad_is_not_its_place() -> None:
    text = (
        "Remarks by the minister on the missile attack against Israel\n\nZelmat Parks Center\nWashington, D.C.\n\n"
        "THE MINISTER: So, today, Iran launched two hundred missiles at Israel in a reckless attack."
    )
    (incident,) = read(text, published="2022-09-18").incidents
    assert [p.name for p in incident.places] == ["Israel"]


def test_a_market_in_a_town_is_a_site() -> None:
    text = "Mali: bombs kill twelve\n\nTwo bombs at Zelmat market in Gao killed twelve people on Friday."
    (incident,) = read(text, published="2022-09-18").incidents
    assert [(p.name, p.kind) for p in incident.places][:2] == [("Zelmat market", "site"), ("Gao", "settlement")]


def test_the_capital_leads_back_to_the_town_of_the_report() -> None:
    text = (
        "Ankara bomb kills 37\n\nA car bomb killed 37 people in Ankara on Sunday. Warplanes struck camps in northern "
        "Iraq early on Monday, the army said. It was the second attack in the capital in a month. On 17 February a car "
        "bomb killed 29 soldiers a short walk from parliament."
    )
    told = read(text, published="2016-03-14").incidents
    assert [i.places[0].name for i in told if i.date.start == "2016-02-17"] == ["Ankara"]


def test_a_site_of_the_only_town_that_a_report_names_lies_there() -> None:
    text = "Blast in Ankara\n\nA car full of explosives blew up near Zelmat Park on Sunday, killing five people."
    (incident,) = read(text, published="2016-03-14").incidents
    site = next(p for p in incident.places if p.name == "Zelmat Park")
    assert (site.country, round(site.lat or 0)) == ("TR", 40)


def test_a_town_of_the_dateline_that_the_headline_names_too_keeps_its_point() -> None:
    body = "BISHKEK, Sept 18 — Gunmen shot dead two border guards at a fish market on Wednesday, the service said."
    (told,) = read("Two shot dead at Bishkek market\n\n" + body, published="2022-09-18").incidents
    assert [(p.name, p.lat is None) for p in told.places if p.kind == "settlement"] == [("Bishkek", False)]
    (told,) = read("Bishkek says two shot dead\n\n" + body, published="2022-09-18").incidents
    assert [(p.name, p.lat is None) for p in told.places if p.kind == "settlement"] == [("Bishkek", True)]
