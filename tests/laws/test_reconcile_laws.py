"""Laws of reconciling, on accounts of every kind."""

from __future__ import annotations

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from testimonia import plugins
from testimonia.model.claim import tell
from testimonia.model.doors import Policy
from testimonia.model.judgement import Judgement
from testimonia.model.world import TOLLS, Cluster, Range, Toll
from testimonia.reconcile import UcdpPolicy, reconcile
from tests.laws.strategies import books


@st.composite
def clusters(draw: st.DrawFn) -> Cluster:
    """Some accounts, as if somebody had said that they tell of one incident."""
    book = draw(books(few=6, size=6).filter(lambda b: any(r.incidents for _, r in b)))
    told = {t.id: t for document, reading in book for t in tell(document, reading)}
    return Cluster(accounts=tuple(sorted(told.values(), key=lambda t: t.order)))


def in_order(numbers: Toll | Range) -> bool:
    """All three numbers in their order, or none."""
    three = (numbers.low, numbers.best, numbers.high)
    return three == (None, None, None) or (None not in three and list(three) == sorted(three))  # type: ignore[type-var]


POLICIES: dict[str, Policy] = {name: plugins.make("policies", name) for name in plugins.names("policies")}
each_policy = st.sampled_from(sorted(POLICIES))


@given(clusters(), each_policy)
@settings(max_examples=150, deadline=None)
def test_the_findings_partition_the_claims(cluster: Cluster, policy: str) -> None:
    incident = reconcile(cluster, POLICIES[policy])
    found: Counter[str] = Counter()
    for finding in incident.findings:
        assert finding.rule
        assert finding.because
        found.update([*finding.supports, *finding.contradicts, *(s.claim for s in finding.set_aside)])
        assert all(s.rule and s.because for s in finding.set_aside)
    claims = [c.id for t in cluster.accounts for c in t.claims()]
    assert found == Counter(claims)


@given(clusters(), each_policy)
@settings(max_examples=150, deadline=None)
def test_all_three_numbers_in_order_or_none(cluster: Cluster, policy: str) -> None:
    incident = reconcile(cluster, POLICIES[policy])
    assert tuple(incident.tolls) == TOLLS
    for toll in incident.tolls.values():
        assert in_order(toll)
        assert toll.because
        assert toll.policy == policy
        assert all(in_order(r) for r in toll.by_class.values())
    killed, everybody = incident.tolls["killed"].best, incident.tolls["killed_all"].best
    assert killed is None or (everybody is not None and everybody >= killed)


@given(clusters())
@settings(max_examples=60, deadline=None)
def test_a_judgement_moves_claims_but_loses_none(cluster: Cluster) -> None:
    names = tuple(t.id for t in cluster.accounts[:1])
    words = [("type", b'"riot"'), ("tolls/killed", b"2"), ("places", b"[]"), ("grade", b'"fair"')]
    judged = [
        Judgement(id=f, when="2024-01-01", who="ada", verdict="set", subjects=names, field=f, value=v)  # type: ignore[arg-type]
        for f, v in words
    ]
    incident = reconcile(cluster, UcdpPolicy(), judged)
    assert (incident.type, incident.grade, incident.places) == ("riot", "fair", ())
    assert incident.tolls["killed"].best == 2
    found = [c for f in incident.findings for c in (*f.supports, *f.contradicts, *(s.claim for s in f.set_aside))]
    assert sorted(found) == sorted(c.id for t in cluster.accounts for c in t.claims())


@given(clusters())
@settings(max_examples=60, deadline=None)
def test_reconciling_twice_gives_the_same(cluster: Cluster) -> None:
    assert reconcile(cluster, UcdpPolicy()) == reconcile(cluster, UcdpPolicy())
