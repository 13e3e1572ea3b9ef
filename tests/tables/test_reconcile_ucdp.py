"""The policy `ucdp` as a table: left, what reports say; right, low, best and high, and a word of the reason."""

from __future__ import annotations

import pytest

from testimonia.model.claim import Told
from testimonia.model.world import Incident
from testimonia.reconcile import UcdpPolicy, reconcile
from testimonia.reconcile.speakers import speaker
from tests.telling import cluster, day, dead, told

FIRST, SECOND, THIRD = "2019-11-01", "2019-11-02", "2019-11-05"
WHEN = day(FIRST)


def said(name: str, on: str, *figures: object, **more: object) -> Told:
    """A report of a day with its figures."""
    return told(name, published=on, when=WHEN, figures=figures, **more)


Three = tuple[int | None, int | None, int | None]
TABLE: dict[str, tuple[list[Told], Three, str]] = {
    "53": ([said("a", FIRST, dead(53))], (53, 53, 53), "the only figure"),
    "no number": ([said("a", FIRST)], (None, None, None), "No report gives a number"),
    "at least 53": ([said("a", FIRST, dead(53, high=None))], (53, 53, 53), "own voice"),
    "up to 20": ([said("a", FIRST, dead(20, low=None))], (1, 20, 20), "only a ceiling"),
    "30 to 40": ([said("a", FIRST, dead(30, low=30, best=None, high=40))], (30, 30, 40), "high"),
    "about 50": ([said("a", FIRST, dead(50, low=None, high=None))], (50, 50, 50), "50"),
    "dozens": ([said("a", FIRST, dead(None, vague="dozens"))], (24, 24, 24), 'inferred from the word "dozens"'),
    "dozens, and a number": (
        [said("a", FIRST, dead(None, vague="dozens")), said("b", SECOND, dead(31))], (31, 31, 31), "without a number"),
    "a toll that rises": (
        [said("a", FIRST, dead(20, by="the ministry")), said("b", THIRD, dead(85))], (20, 85, 85), "the toll rose"),
    "sources that disagree on one day": (
        [said("a", FIRST, dead(49, by="police")), said("b", FIRST, dead(53, by="hospital sources"))],
        (49, 53, 53), "the hospital or coroner"),
    "a hospital corrects downwards": (
        [said("a", FIRST, dead(200, by="the interior ministry")), said("b", THIRD, dead(190, by="the coroner"))],
        (190, 190, 200), "Best is 190 from the coroner"),
    "a denied number": (
        [said("a", FIRST, dead(500, by="a commissioner")), said("b", SECOND, dead(109, by="police"),
                                                                dead(500, by="some", basis="disputed"))],
        (109, 109, 109), "called untrue"),
    "an older number that is replaced": (
        [said("a", FIRST, dead(103, by="the minister")), said("b", SECOND, dead(84), dead(103, basis="earlier"))],
        (84, 84, 84), "replaced by later ones"),
    "one speaker on two days": (
        [said("a", FIRST, dead(39, by="Mayor Sidi Bah")), said("b", SECOND, dead(50, by="Sidi Bah"))],
        (50, 50, 50), "replaced by later ones"),
    "one speaker in two papers": (
        [said("a", FIRST, dead(9, by="Sidi Bah")), said("b", FIRST, dead(9, by="Sidi Bah"))], (9, 9, 9), "repeats"),
    "what each of two sides lost, and both together": (
        [said("a", FIRST, dead(71, high=None), dead(36, by="the health ministry"), dead(35, by="the border guards"))],
        (71, 71, 71), "2 parts of a total"),
    "three small numbers that happen to add up": (
        [said("a", FIRST, dead(8), dead(5, by="police"), dead(3, by="the mayor"))], (3, 3, 8), "contradicted by 5"),
    "the perpetrators boast": (
        [said("a", FIRST, dead(10, by="the army"), dead(60, by="Red Banner"), by=[("Red Banner", "claimed")])],
        (10, 10, 10), "a party's own"),
    "only the perpetrators speak": (
        [said("a", FIRST, dead(60, by="Red Banner"), by=[("Red Banner", "claimed")])], (60, 60, 60), "Red Banner"),
    "the state whose army did it": (
        [said("a", FIRST, dead(23, by="the United Nations"), dead(7, by="the Marovian presidency"),
              by=[("Marovia Armed Forces", "blamed")])],
        (7, 23, 23), "independent observers"),
    "a witness saw a part": (
        [said("a", FIRST, dead(7, by="a witness"), dead(18, by="police"))], (18, 18, 18), "what witnesses saw"),
    "parts of a total": (
        [said("a", FIRST, dead(54), dead(1, "civilians"), dead(4, by=None, at=900))], (54, 54, 54), "parts of a total"),
    "classes that add up": (
        [said("a", FIRST, dead(4, "military"), dead(3, "police"))], (7, 7, 7), "4 soldiers and 3 police officers"),
    "children are among the civilians": (
        [said("a", FIRST, dead(9, "civilians"), dead(5, "children"))], (9, 9, 9), ""),
    "single persons told one by one": (
        [said("a", FIRST, dead(1, "military", at=10), dead(1, "children", at=90))], (2, 2, 2), "one by one"),
    "a total less than a part of it": (
        [said("a", FIRST, dead(20), dead(31, "children", by="police"))], (20, 31, 31), ""),
    "attackers apart": (
        [said("a", FIRST, dead(29, "civilians"), dead(4, "attackers"))], (29, 29, 29), "no victims"),
    "a total that counts the attackers": (
        [said("a", FIRST, dead(33), dead(29, "civilians"), dead(4, "attackers"))], (29, 29, 29), "taken off"),
    "ten, including the bomber": (
        [said("a", FIRST, dead(10, at=100), dead(1, "attackers", at=115))], (9, 9, 9), "counts 1 of the attackers"),
    "a round number, then an exact one": (
        [said("a", FIRST, dead(20, low=None, high=None, by="the mayor")), said("b", THIRD, dead(16))],
        (16, 16, 20), "overtaken"),
    "zero, then the dead were found": ([said("a", FIRST, dead(0)), said("b", FIRST, dead(3))], (3, 3, 3), "before the"),
    "nobody was killed": ([said("a", FIRST, dead(0))], (0, 0, 0), ""),
}  # fmt: skip


def incident(*accounts: Told) -> Incident:
    return reconcile(cluster(*accounts), UcdpPolicy())


@pytest.mark.parametrize("case", TABLE)
def test_killed(case: str) -> None:
    accounts, three, reason = TABLE[case]
    toll = incident(*accounts).tolls["killed"]
    assert (toll.low, toll.best, toll.high) == three, toll.because
    assert reason in toll.because
    assert toll.policy == "ucdp"


def test_killed_all_counts_the_attackers() -> None:
    one = incident(said("a", FIRST, dead(29, "civilians"), dead(4, "attackers")))
    assert (one.tolls["killed"].best, one.tolls["killed_all"].best) == (29, 33)
    assert one.tolls["killed_all"].by_class["attackers"].best == 4


def test_a_total_that_counts_the_attackers_is_everybody() -> None:
    one = incident(said("a", FIRST, dead(10, at=100), dead(1, "attackers", at=115)))
    assert (one.tolls["killed"].best, one.tolls["killed_all"].best) == (9, 10)


def test_in_a_clash_nobody_is_an_attacker() -> None:
    one = incident(said("a", FIRST, dead(3, "military"), dead(5, "attackers"), kind="clash"))
    assert one.tolls["killed"].best == one.tolls["killed_all"].best == 8
    assert set(one.tolls["killed"].by_class) == {"military", "militants"}


def test_counts_of_a_siege_while_it_went_on_are_set_aside() -> None:
    siege = day("2019-11-01", "2019-11-03")
    early = told("a", published="2019-11-02", when=siege, figures=dead(12, by="the ministry"))
    late = told("b", published="2019-11-09", when=siege, figures=dead(331))
    toll = incident(early, late).tolls["killed"]
    assert (toll.low, toll.best, toll.high) == (331, 331, 331)
    assert "while it went on" in toll.because


def test_every_effect_has_a_toll_and_arrested_attackers_count() -> None:
    one = incident(said("a", FIRST, dead(2, "attackers", effect="arrested"), dead(7, effect="injured")))
    assert list(one.tolls) == ["killed", "killed_all", "injured", "abducted", "missing", "displaced", "arrested",
                               "freed", "participants"]  # fmt: skip
    assert (one.tolls["arrested"].best, one.tolls["injured"].best, one.tolls["killed"].best) == (2, 7, None)


def test_by_class() -> None:
    one = incident(said("a", FIRST, dead(54), dead(53, "military"), dead(1, "civilians")),
                   said("b", FIRST, dead(49, "military", by="the governor")))  # fmt: skip
    classes = one.tolls["killed"].by_class
    assert (classes["military"].low, classes["military"].best, classes["military"].high) == (49, 49, 53)
    assert classes["civilians"].best == 1


RANKS = {
    "a mortuary attendant": "hospital", "the health ministry": "hospital", "doctors": "hospital",
    "the provincial governor": "local authority", "Civil Defence": "local authority", "the mayor": "local authority",
    "police": "government, police", "the interior ministry": "government, police", "prosecutors": "government, police",
    "the United Nations": "observers", "the Red Cross": "observers", "a human rights group": "rights group",
    "local radio": "the press", "witnesses": "witnesses", "residents": "witnesses", "local people": "witnesses",
    "Amara Sow": "named", None: "own voice", "somebody": "unknown",
}  # fmt: skip


@pytest.mark.parametrize("words", RANKS)
def test_speakers(words: str | None) -> None:
    assert speaker(words).kind == RANKS[words]
