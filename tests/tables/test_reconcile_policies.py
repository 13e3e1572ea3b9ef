"""Every policy as a table: left, what reports say; right, the number or the three, and a word of the reason."""

from __future__ import annotations

import pytest

from testimonia import plugins
from testimonia.model.claim import Told
from testimonia.model.doors import Policy
from testimonia.model.world import Incident
from testimonia.reconcile import reconcile
from tests.telling import cluster, day, dead, told

FIRST, SECOND, THIRD = "2019-11-01", "2019-11-02", "2019-11-05"
POLICIES = ("ucdp", "acled", "gtd", "airwars", "ibc")
Numbers = tuple[int | None, int | None, int | None]


def said(name: str, on: str, *figures: object, **more: object) -> Told:
    """A report of a day with its figures."""
    return told(name, published=on, when=day(FIRST), figures=figures, **more)


def incident(policy: str, *accounts: Told) -> Incident:
    made: Policy = plugins.make("policies", policy)
    return reconcile(cluster(*accounts), made)


def three(number: int | None) -> Numbers:
    return number, number, number


# The reports, and what each policy makes of them, in the order of POLICIES.
CASES: dict[str, tuple[list[Told], list[Numbers]]] = {
    "one number": ([said("a", FIRST, dead(53))], [three(53)] * 5),
    "no number": ([said("a", FIRST)], [three(None)] * 5),
    "30 to 40": (
        [said("a", FIRST, dead(30, low=30, best=None, high=40))],
        [(30, 30, 40), three(30), three(30), (30, 30, 40), (30, 30, 40)]),
    "up to 20": (
        [said("a", FIRST, dead(20, low=None))], [(1, 20, 20), three(20), three(20), (1, 1, 20), (1, 1, 20)]),
    "dozens": ([said("a", FIRST, dead(None, vague="dozens"))],
               [three(24), three(12), three(None), three(24), three(24)]),
    "scores": ([said("a", FIRST, dead(None, vague="scores"))],
               [three(40), three(20), three(None), three(40), three(40)]),
    "several": ([said("a", FIRST, dead(None, vague="several"))],
                [(2, 3, 3), three(3), three(None), (2, 2, 3), (2, 2, 3)]),
    "dozens, and a number": (
        [said("a", FIRST, dead(None, vague="dozens")), said("b", FIRST, dead(31))], [three(31)] * 5),
    "sources of one rank disagree": (
        [said("a", FIRST, dead(9, by="the army")), said("b", FIRST, dead(12, by="police"))],
        [(9, 12, 12), three(9), three(9), (9, 9, 12), (9, 9, 12)]),
    "two of three newest sources agree": (
        [said("a", FIRST, dead(9)), said("b", FIRST, dead(12)), said("c", FIRST, dead(12))],
        [(9, 12, 12), three(9), three(12), (9, 9, 12), (9, 9, 12)]),
    "a hospital settles it": (
        [said("a", FIRST, dead(9, by="the army")), said("b", FIRST, dead(12, by="doctors"))],
        [(9, 12, 12), three(12), three(9), (9, 9, 12), (9, 9, 12)]),
    "a toll that rises": (
        [said("a", FIRST, dead(20, by="the ministry")), said("b", THIRD, dead(85))],
        [(20, 85, 85), three(85), three(85), (20, 20, 85), (85, 85, 85)]),
    "later and lower": (
        [said("a", FIRST, dead(20, by="police")), said("b", THIRD, dead(17))],
        [(17, 20, 20), three(17), three(17), (17, 17, 20), (17, 17, 20)]),
    "the perpetrators say less": (
        [said("a", FIRST, dead(10)), said("b", THIRD, dead(4, by="Red Banner"), by=[("Red Banner", "claimed")])],
        [(4, 10, 10), three(4), three(10), (4, 4, 10), (4, 4, 10)]),
    "the perpetrators boast": (
        [said("a", FIRST, dead(10)), said("b", THIRD, dead(60, by="Red Banner"), by=[("Red Banner", "claimed")])],
        [three(10)] * 5),
    "only the perpetrators speak": (
        [said("a", FIRST, dead(60, by="Red Banner"), by=[("Red Banner", "claimed")])], [three(60)] * 5),
    "attackers apart": ([said("a", FIRST, dead(29, "civilians"), dead(4, "attackers"))], [three(29)] * 5),
    "an army tells of its own dead": ([said("a", FIRST, dead(5, "military", by="the army"))], [three(5)] * 5),
    "an army tells of its enemy's dead": ([said("a", FIRST, dead(50, "militants", by="the army"))], [three(50)] * 5),
    "one civilian of 54": (
        [said("a", FIRST, dead(54), dead(1, "civilians"))], [three(54)] * 5),
}  # fmt: skip


@pytest.mark.parametrize("policy", POLICIES)
@pytest.mark.parametrize("case", CASES)
def test_killed(case: str, policy: str) -> None:
    accounts, wanted = CASES[case]
    toll = incident(policy, *accounts).tolls["killed"]
    assert (toll.low, toll.best, toll.high) == wanted[POLICIES.index(policy)], toll.because
    assert toll.policy == policy


RULES = {
    "ucdp": "Rule of UCDP: best is the latest figure of the highest-ranking source",
    "acled": "Rule of ACLED: one number, the most conservative",
    "gtd": "Rule of GTD: one number, of the newest credible sources",
    "airwars": "Rule of Airwars: a range",
    "ibc": "Rule of Iraq Body Count: a minimum and a maximum",
}


@pytest.mark.parametrize("policy", POLICIES)
def test_the_sentence_names_the_rule(policy: str) -> None:
    toll = incident(policy, said("a", FIRST, dead(9)), said("b", FIRST, dead(12))).tolls["killed"]
    assert RULES[policy] in toll.because


SENTENCES = {
    ("acled", "sources of one rank disagree"): "12 from police (2019-11-01, Paper b) disagrees",
    ("acled", "a hospital settles it"): "a more reliable source that settles it (the hospital or coroner)",
    ("acled", "a toll that rises"): "the toll rose, and 20 is overtaken",
    ("gtd", "two of three newest sources agree"): "the figure that most of the newest sources give",
    ("gtd", "sources of one rank disagree"): "the lowest of the newest figures",
    ("gtd", "dozens"): "1 too vague for a number",
    ("gtd", "the perpetrators say less"): "1 by those who did it",
    ("airwars", "a toll that rises"): "85 from the paper’s own voice (2019-11-05, Paper b) is the greatest",
    ("ibc", "a toll that rises"): "1 overtaken as the toll rose",
    ("ibc", "one number"): "provisional, as fewer than 2 publishers give figures",
    ("ibc", "attackers apart"): "Iraq Body Count publishes the civilians alone: 29.",
    ("airwars", "one number"): "Airwars publishes civilians alone; no report tells of combatants",
    ("ucdp", "sources of one rank disagree"): "; contradicted by 9; 9 from the army (2019-11-01, Paper a) is the low",
    ("ucdp", "a toll that rises"): "; the toll rose, and 20 is overtaken",
    ("ucdp", "an army tells of its own dead"): "5 from the army (2019-11-01, Paper a, a party, of its own dead)",
    ("ucdp", "an army tells of its enemy's dead"): "(2019-11-01, Paper a, a party, of its enemy's dead)",
    ("ucdp", "one civilian of 54"): "Set aside: 1 parts of a total",
    ("ucdp", "attackers apart"): "Set aside: 1 of the attackers, who are no victims",
    ("ucdp", "only the perpetrators speak"): "a party, of its own deed",
    ("acled", "dozens"): 'inferred from the word "dozens"',
}


@pytest.mark.parametrize(("policy", "case"), SENTENCES)
def test_sentences(policy: str, case: str) -> None:
    toll = incident(policy, *CASES[case][0]).tolls["killed"]
    assert SENTENCES[policy, case] in toll.because


@pytest.mark.parametrize("policy", POLICIES)
def test_soldiers_are_no_civilians(policy: str) -> None:
    one = incident(policy, said("a", FIRST, dead(9, "military"), dead(2, "attackers")))
    assert (one.tolls["killed"].best, one.tolls["killed_all"].best) == (9, 11)
    assert one.tolls["killed"].by_class["military"].best == 9
    if policy in ("airwars", "ibc"):
        assert "whom no report counts apart" in one.tolls["killed"].because


def test_every_policy_is_registered() -> None:
    assert set(POLICIES) <= set(plugins.names("policies"))
