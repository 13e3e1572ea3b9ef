"""Words after a number on the left, the victim class on the right."""

from __future__ import annotations

import pytest

from testimonia.resolve.actors import victim_class

TABLE = [
    ("soldiers were killed", "military"),
    ("Malian soldiers", "military"),
    ("government troops", "military"),
    ("army recruits", "military"),
    ("marines", "military"),
    ("border guards", "military"),
    ("members of the security forces", "military"),
    ("of its soldiers", "military"),
    ("police officers", "police"),
    ("policemen and a driver", "police"),
    ("gendarmes", "police"),
    ("traffic police", "police"),
    ("off-duty constables", "police"),
    ("civilians", "civilians"),
    ("villagers", "civilians"),
    ("farmers in their fields", "civilians"),
    ("worshippers", "civilians"),
    ("bus passengers", "civilians"),
    ("market traders", "civilians"),
    ("priests", "civilians"),
    ("teachers", "civilians"),
    ("protesters", "civilians"),
    ("Congolese refugees", "civilians"),
    ("children", "children"),
    ("schoolgirls", "children"),
    ("-year-old", None),
    ("a 9-year-old", "children"),
    ("a 15-year-old footballer", "children"),
    ("teenage shepherds", "children"),
    ("of them under-age girls", "children"),
    ("women and children", "women"),
    ("pregnant women", "women"),
    ("female teachers", "women"),
    ("militants", "militants"),
    ("suspected jihadists", "militants"),
    ("rebels", "militants"),
    ("members of a vigilante group", "militants"),
    ("attackers", "attackers"),
    ("masked gunmen", "attackers"),
    ("of the assailants", "attackers"),
    ("suicide bombers", "attackers"),
    ("officials", "officials"),
    ("town councillors", "officials"),
    ("judges", "officials"),
    ("diplomats", "officials"),
    ("journalists", "journalists"),
    ("cameramen", "journalists"),
    ("aid workers", "aid_workers"),
    ("UN staff", "aid_workers"),
    ("staff of a relief agency", "aid_workers"),
    ("polio vaccinators", "aid_workers"),
    ("peacekeepers", "peacekeepers"),
    ("UN soldiers", "peacekeepers"),
    ("African Union troops", "peacekeepers"),
    ("U.N. soldiers", "peacekeepers"),
    ("tourists", "foreigners"),
    ("Germans", "foreigners"),
    ("of them foreigners", "foreigners"),
    ("French nationals", "foreigners"),
    ("other Americans", "foreigners"),
    ("Western engineers", "foreigners"),
    ("of the dead were foreigners", "foreigners"),
    ("security guards", "other"),
    ("firefighters", "other"),
    ("bodyguards", "other"),
    ("people", "all"),
    ("persons", "all"),
    ("others", "all"),
    ("men", "all"),
    ("bodies", "all"),
    ("unidentified bodies", "all"),
    ("killed and 14 hurt", None),
    ("in the blast", None),
    ("sustained minor injuries", None),
    ("houses", None),
    (". Soldiers came later", None),
    (", the governor said", None),
    ("", None),
]

# With the country where it happened.
ABROAD = [
    ("Germans", "EG", "foreigners"),
    ("Palestinians", "PS", "all"),
    ("Egyptians", "EG", "all"),
    ("Serbs", "XK", "civilians"),
    ("Chinese engineers", "PK", "foreigners"),
    ("Pakistani engineers", "PK", "civilians"),
    ("Indonesian sailors", "PH", "foreigners"),
    ("French soldiers", "ML", "military"),
    ("Norwegian hostages", None, "foreigners"),
]


@pytest.mark.parametrize(("words", "who"), TABLE)
def test_victim_class(words: str, who: str | None) -> None:
    assert victim_class(words) == who


@pytest.mark.parametrize(("words", "country", "who"), ABROAD)
def test_victim_class_abroad(words: str, country: str | None, who: str) -> None:
    assert victim_class(words, country) == who


def test_tokens_are_as_good_as_text() -> None:
    assert victim_class(["Malian", "soldiers"]) == "military"
