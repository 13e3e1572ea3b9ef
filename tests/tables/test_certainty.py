"""How sure the readers are: what speaks for a value is weighed as it was measured."""

from __future__ import annotations

import math

import pytest
from msgspec import structs

from testimonia.model.claim import Account, Figure, Period, Perpetrator, Place, Target, Weapon
from testimonia.model.text import Evidence
from testimonia.read.certainty import BIAS, LEAST, MOST, certain, likely, weights
from testimonia.read.grounds import LISTS, of_incident, of_property, of_value

READERS = ("patterns", "neural")
BLAST = Evidence(40, 49, "explosion")
HERE, FAR = Evidence(53, 58, "Lamba"), Evidence(1800, 1805, "Lamba")


def told(**values: object) -> Account:
    """An account of an explosion, with values of the test's own."""
    plain = Account(type="bombing", status="occurred", salience="news", mentions=(BLAST,))
    return structs.replace(plain, **values)


def test_the_weights_of_the_grounds_add_up_as_log_odds() -> None:
    table = {"figure": {BIAS: 0.5, "near": 1.0, "rivals 2": -2.0}}
    assert likely("figure", ["near", "rivals 2", "never seen"], table) == pytest.approx(
        1 / (1 + math.e**0.5), abs=0.006
    )
    assert likely("weapon", ["near"], table) == 0.5, "a field that was never measured"
    sure = {"figure": {BIAS: 9.0, "wrong": -30.0}}
    assert (likely("figure", [], sure), likely("figure", ["wrong"], sure)) == (MOST, LEAST)


@pytest.mark.parametrize("reader", READERS)
def test_each_field_was_measured_for_each_reader(reader: str) -> None:
    assert set(weights(reader)) == {*LISTS, "date", "incident", "type", "status", "salience"}
    assert all(BIAS in known and len(known) > 1 for known in weights(reader).values())


@pytest.mark.parametrize("reader", READERS)
def test_what_is_told_far_from_its_incident_is_less_sure(reader: str) -> None:
    place = Place(name="Lamba", kind="settlement", confidence=0.8)
    near, far = (certain([told(places=(structs.replace(place, at=(at,)),))], reader)[0].places[0] for at in (HERE, FAR))
    assert near.confidence > far.confidence


@pytest.mark.parametrize("reader", READERS)
def test_an_incident_with_date_place_and_figure_is_surer_than_a_bare_word(reader: str) -> None:
    full = told(
        mentions=(BLAST, Evidence(200, 206, "attack")),
        date=Period(start="2018-05-03", end="2018-05-03", precision="day", at=(Evidence(60, 68, "Thursday"),)),
        places=(Place(name="Lamba", at=(HERE,)),),
        figures=(Figure(effect="killed", who="civilians", best=4, at=(Evidence(70, 74, "four"),)),),
        targets=(Target(name="market", cls="civilians", at=(Evidence(80, 86, "market"),)),),
    )
    assert certain([full], reader)[0].confidence.incident > certain([told()], reader)[0].confidence.incident


def test_rivals_and_company_are_seen() -> None:
    one, other = (Figure(effect="killed", who="civilians", best=n, at=(HERE,)) for n in (4, 9))
    account, second = told(figures=(one, other)), told(figures=(one,))
    grounds = of_value(one, account, [account, second])
    assert {"rivals 2", "of another incident, too", "one of 2", "told in its clause", "own voice"} <= set(grounds)
    assert "rivals 1" in of_value(one, second, [second])
    assert "of another incident, too" not in of_value(one, second, [second])


def test_a_party_on_both_sides_is_seen() -> None:
    gang = Perpetrator(name="River Gang", basis="stated", at=(HERE,))
    account = told(perpetrators=(gang,), targets=(Target(name="river gang", cls="militants", at=(HERE,)),))
    assert "on both sides" in of_value(gang, account, [account])


def test_grounds_hold_no_word_of_the_report() -> None:
    account = told(
        places=(Place(name="Lamba", at=(HERE,)),), weapons=(Weapon(cls="explosive", at=(BLAST,)),),
        targets=(Target(name="Lamba traders", cls="civilians", at=(HERE,)),),
    )  # fmt: skip
    said = [*of_incident(account, [account]), *of_property("type", account, [account])]
    for value in (*account.places, *account.weapons, *account.targets):
        said += of_value(value, account, [account])
    assert not any("amba" in ground or "trader" in ground for ground in said)
