"""What is inside a project's scope: a table of rules. Left, the file; right, the words that say why it is outside."""

from __future__ import annotations

from pathlib import Path

import pytest

from testimonia.model.errors import InputError
from testimonia.model.scope import Scope
from testimonia.model.world import Incident
from testimonia.publish.jsonl import line
from testimonia.reconcile import UcdpPolicy, reconcile
from tests.telling import cluster, day, dead, told, town

RULES = [
    ("", None),
    ("since = 2019-11-01\nuntil = 2019-11-01", None),
    ("since = 2019-11-02", "it happened before 2019-11-02"),
    ("until = 2019-10-31", "it happened after 2019-10-31"),
    ('countries = ["ML"]', None),
    ('countries = ["NE", "NG"]', "it lies in ML, not in NE, NG"),
    ('types = ["bombing"]', "armed_assault is none of its types"),
    ('statuses = ["foiled"]', "it is occurred"),
    ("min_killed = 12", None),
    ("min_killed = 13", "12 killed, and 13 are asked for"),
    ("[sources]\nleast = 2", None),
    ("[sources]\nleast = 3", "its sources count 2, and 3 is asked for"),
    ('[sources]\nleast = 1.5\nweights = {"paper A" = 0.25}', "its sources count 1.25, and 1.5 is asked for"),
]


def incident() -> Incident:
    """Twelve dead in Tarkint on 1 November, told by two papers."""
    how = {"when": day("2019-11-01"), "where": town("Tarkint"), "figures": dead(12)}
    return reconcile(
        cluster(told("a", publisher="Paper A", **how), told("b", publisher="Paper B", **how)), UcdpPolicy()
    )


def scope(rules: str, folder: Path) -> Scope:
    file = folder / "scope.toml"
    file.write_text(rules)
    return Scope.open(file)


@pytest.mark.parametrize(("rules", "why"), RULES)
def test_rules(rules: str, why: str | None, tmp_path: Path) -> None:
    found = scope(rules, tmp_path).within(incident())
    assert found.inside == (why is None)
    assert (why or "it breaks no rule") in found.because


def test_every_broken_rule_is_told_and_the_scope_is_named(tmp_path: Path) -> None:
    found = scope('name = "Niger"\ncountries = ["NE"]\nmin_killed = 50', tmp_path).within(incident())
    assert found.because == "Outside Niger: it lies in ML, not in NE; 12 killed, and 50 are asked for."


def test_an_incident_without_a_day_is_outside_of_a_scope_of_days(tmp_path: Path) -> None:
    undated = reconcile(cluster(told("a", where=town("Tarkint"))), UcdpPolicy())
    assert "its day is not known" in scope("since = 2019-01-01", tmp_path).within(undated).because


def test_what_is_outside_is_marked_and_whole(tmp_path: Path) -> None:
    marked = line(scope("min_killed = 50", tmp_path).mark(incident()))
    assert marked.pop("scope")["inside"] is False
    assert marked == line(incident())


@pytest.mark.parametrize(
    ("rules", "words"),
    [
        ("mini = 1", "unknown field `mini`"),
        ('types = ["theft"]', "theft"),
        ("since = 2019-02-02\nuntil = 2019-01-01", "is after"),
        ("since = ", "is no scope"),
    ],
)
def test_a_bad_file_is_named_with_what_is_wrong(rules: str, words: str, tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"scope\.toml") as fault:
        scope(rules, tmp_path)
    assert words in str(fault.value)
