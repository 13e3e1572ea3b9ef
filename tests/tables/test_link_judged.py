"""What people judge about who belongs together stands above every score."""

from __future__ import annotations

import pytest

from testimonia.link import link
from testimonia.model.judgement import Judgement
from tests.telling import day, dead, told, town

HERE = {"when": day("2019-11-01"), "where": town("Tarkint"), "figures": dead(53)}
THERE = {"when": day("2019-03-01"), "where": town("Qasra"), "figures": dead(3)}
ACCOUNTS = [
    told("a", **HERE),
    told("b", **HERE),
    told("far", **THERE),
    told("second", document="doc-a", mention=80, **THERE),
]


def judge(name: str, verdict: str, *subjects: str, apart: tuple[str, ...] = (), undoes: str | None = None) -> Judgement:
    """A judgement; those named later are newer."""
    return Judgement(id=name, when=f"2024-01-0{name}T00:00:00Z", who="ada", verdict=verdict, subjects=subjects,
                     apart=apart, undoes=undoes, why="I read both")  # type: ignore[arg-type]  # fmt: skip


ALONE = [["a", "b"], ["far", "second"]]
CASES = {
    "nothing judged": ([], ALONE),
    "merge": ([judge("1", "merge", "a", "far")], [["a", "b", "far"], ["second"]]),
    "merge within one document": ([judge("1", "merge", "a", "second")], [["a", "b", "second"], ["far"]]),
    "split": ([judge("1", "split", "a", apart=("b",))], [["a"], ["b"], ["far", "second"]]),
    "reject": ([judge("1", "reject", "b")], [["a"], ["far", "second"]]),
    "reject, then accept": ([judge("1", "reject", "b"), judge("2", "accept", "b")], ALONE),
    "undo of a split": ([judge("1", "split", "a", apart=("b",)), judge("2", "undo", undoes="1")], ALONE),
    "undo of an undo": (
        [judge("1", "reject", "b"), judge("2", "undo", undoes="1"), judge("3", "undo", undoes="2")],
        [["a"], ["far", "second"]],
    ),
    "the newer of merge and split": (
        [judge("1", "merge", "a", "far"), judge("2", "split", "a", apart=("far",))],
        ALONE,
    ),
    "the newer of split and merge": (
        [judge("1", "split", "a", apart=("far",)), judge("2", "merge", "a", "far")],
        [["a", "b", "far"], ["second"]],
    ),
    "an account that is no more": ([judge("1", "merge", "a", "gone")], ALONE),
}


@pytest.mark.parametrize("case", CASES)
def test_judgements(case: str) -> None:
    judgements, groups = CASES[case]
    for order in (judgements, judgements[::-1]):
        clusters = link(ACCOUNTS, order)
        assert sorted(sorted(t.id for t in c.accounts) for c in clusters) == sorted(groups)


def test_a_merge_names_who_judged_and_why() -> None:
    (merged,) = [c for c in link(ACCOUNTS, [judge("1", "merge", "a", "far")]) if len(c.accounts) == 3]
    words = next(k.because for k in merged.links if {k.left, k.right} == {"a", "far"})
    assert words == "ada judged on 2024-01-01 that they tell of one incident: I read both."
