"""Named victims over several reports: who is one person, what became of them, and that they enter no number."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from testimonia.model.claim import Told, Victim
from testimonia.model.text import Evidence
from testimonia.reconcile import UcdpPolicy, reconcile
from testimonia.reconcile.victims import decide_victims
from tests.telling import cluster, day, dead, told, town

AT = (Evidence(0, 6, "attack"),)


def person(name: str, **more: Any) -> Victim:
    return Victim(name=name, at=AT, **more)


def naming(name: str, published: str, *victims: Victim) -> Told:
    one = told(name, published=published, when=day("2019-11-01"), where=town("Tarkint"), figures=dead(3))
    return msgspec.structs.replace(one, account=msgspec.structs.replace(one.account, victims=victims))


def named(*reports: tuple[Victim, ...]) -> list[tuple[str, int | None, str]]:
    """The people of reports of one day after another."""
    found = [naming(f"r{n}", f"2019-11-{n + 2:02}", *victims) for n, victims in enumerate(reports)]
    return [(v.name, v.age, v.effect) for v in decide_victims(cluster(*found))[0]]


@pytest.mark.parametrize(("reports", "people"), [
    ([("Amina Diallo",), ("Amina Diallo",)], ["Amina Diallo"]),
    ([("Diallo",), ("Amina Diallo",)], ["Amina Diallo"]),
    ([("Amina Diallo", "Amina Diallo")], ["Amina Diallo"]),
    ([("Mohamed Keita",), ("Muhammad Keita",)], ["Muhammad Keita"]),
    ([("Hassan Keita",), ("Hussein Keita",)], ["Hassan Keita", "Hussein Keita"]),
    ([("Amina Keita",), ("Amira Keita",)], ["Amina Keita", "Amira Keita"]),
    ([("Amina Diallo", "Diallo"), ("Musa Diallo",)], ["Amina Diallo", "Musa Diallo"]),  # so it is the other one
    ([("Amina Diallo", "Musa Diallo"), ("Amina Diallo",)], ["Amina Diallo", "Musa Diallo"]),
    ([("Amina Diallo",), ("Musa Diallo",)], ["Amina Diallo", "Musa Diallo"]),
    ([("Amina Diallo", "Musa Diallo"), ("Diallo",)], ["Amina Diallo", "Musa Diallo"]),  # it may be either
    ([("Ahmed Hassan Ali",), ("Yusuf Hassan Ali",)], ["Ahmed Hassan Ali", "Yusuf Hassan Ali"]),
    ([("Li",), ("Li Na",)], ["Li", "Li Na"]),  # too short a name to tell
])  # fmt: skip
def test_who_is_one_person(reports: list[tuple[str, ...]], people: list[str]) -> None:
    given = [tuple(map(person, names)) for names in reports]
    assert [name for name, _, _ in named(*given)] == people


@pytest.mark.parametrize(("first", "second", "people"), [
    ({"age": 24}, {"age": 25}, 1), ({"age": 24}, {"age": 40}, 2), ({"age": 24}, {}, 1),
    ({"sex": "female"}, {"sex": "male"}, 2), ({"sex": "female"}, {}, 1),
])  # fmt: skip
def test_age_and_sex_tell_people_apart(first: dict[str, Any], second: dict[str, Any], people: int) -> None:
    assert len(named((person("Amina Diallo", **first),), (person("Amina Diallo", **second),))) == people


@pytest.mark.parametrize(("effects", "became"), [
    (["injured", "killed"], "killed"), (["killed", "injured"], "killed"), (["abducted", "freed"], "freed"),
    (["missing", "killed"], "killed"), (["injured"], "injured"),
])  # fmt: skip
def test_what_became_of_a_person(effects: list[Any], became: str) -> None:
    assert named(*((person("Amina Diallo", effect=e),) for e in effects)) == [("Amina Diallo", None, became)]


def test_every_claim_is_accounted_for_with_its_reason() -> None:
    reports = cluster(
        naming("r1", "2019-11-02", person("Amina Diallo", effect="injured", age=24), person("Musa Diallo")),
        naming("r2", "2019-11-03", person("Amina Diallo", effect="killed", age=25)),
        naming("r3", "2019-11-04", person("Amina Diallo", effect="injured", age=24)),
        naming("r4", "2019-11-05", person("Diallo")),
    )
    people, finding = decide_victims(reports)
    assert [(v.name, v.age) for v in people] == [("Amina Diallo", 24), ("Musa Diallo", None)]
    assert finding.because == "2 are named; Amina Diallo in 3 reports, by the same name, aged 24 or 25."
    aside = {a.rule: a.because for a in finding.set_aside}
    assert aside == {
        "may be either": '"Diallo" fits more than one of them.',
        "what became of them later": "Amina Diallo was first reported injured.",
    }
    assert (len(finding.supports), len(finding.contradicts)) == (2, 1)
    ids = [*finding.supports, *finding.contradicts, *(a.claim for a in finding.set_aside)]
    assert sorted(ids) == sorted(c.id for t in reports.accounts for c in t.claims() if c.field == "victims")


def test_names_are_never_counted_on_top_of_a_number() -> None:
    with_names = naming("r", "2019-11-02", person("Amina Diallo"), person("Musa Keita"))
    without = naming("r", "2019-11-02")
    tolls = [reconcile(cluster(t), UcdpPolicy()).tolls["killed"] for t in (with_names, without)]
    assert [(t.low, t.best, t.high) for t in tolls] == [(3, 3, 3), (3, 3, 3)]
