"""Who did it to whom is chosen by the table of weights and the network together."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from testimonia.model.claim import Account
from testimonia.model.text import Document
from testimonia.pipeline import resolver_with
from testimonia.read.known import Known, Range, known
from testimonia.read.patterns import PatternReader
from testimonia.read.rechoosing import rechosen
from testimonia.read.spans import Limits

TEXT = "Gunmen shot at three farmers and attacked a school in Gao on Friday, killing two. Soldiers came to Gao later."
EVEN = (1.0, 1.0, 0.0, 0.5, 0.5)


class Ear:
    """A network that is sure of the words that it is told, and sure that all others are nothing."""

    def __init__(self, seen: Known, role: str, words: str) -> None:
        self.known, self.role, self.at = seen, role, seen.cover(TEXT.index(words), TEXT.index(words) + len(words))

    def chances(self, role: str, candidates: Sequence[Sequence[Range]], triggers: Sequence[Range]) -> list[float]:
        assert triggers
        heard = [any(a < self.at[1] and self.at[0] < b for a, b in ranges) for ranges in candidates]
        return [float(role == self.role and h) for h in heard]


def chosen(role: str, words: str, weigh: tuple[float, float, float, float, float]) -> Account:
    study = PatternReader(weigh=False).study(
        Document(id="d", text=TEXT, published="2022-07-17"), resolver_with(None).marks(Document(id="d", text=TEXT))
    )
    limits = Limits({}, {}, {}, {"perpetrator": weigh, "target": weigh})
    (account,) = rechosen(study, Ear(known(study), role, words), limits)  # type: ignore[arg-type]
    return account


@pytest.mark.parametrize("words", ["farmers", "school"])
def test_targets_are_those_that_the_network_hears(words: str) -> None:
    account = chosen("target", words, EVEN)
    assert [t.name.split()[-1] for t in account.targets] == [words]
    assert all(TEXT[e.start : e.end] == e.quote for t in account.targets for e in t.at)


def test_the_network_is_not_heard_where_it_weighs_nothing() -> None:
    deaf = (1.0, 0.0, 0.0, 0.5, 0.5)
    assert chosen("target", "farmers", deaf).targets == chosen("target", "school", deaf).targets


def test_perpetrators_are_those_that_the_network_hears() -> None:
    assert [p.name for p in chosen("perpetrator", "Gunmen", EVEN).perpetrators] == ["Gunmen"]
    assert not chosen("perpetrator", "Friday", (0.0, 1.0, 0.0, 0.5, 0.5)).perpetrators
