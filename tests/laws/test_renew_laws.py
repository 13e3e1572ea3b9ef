"""A law of linking: what changes and its neighbourhood linked anew, with what stays, is all linked anew. The limits of
blocks and crowds are set low here, so that they are crossed all the time."""

from __future__ import annotations

import random
from collections.abc import Collection, Iterable, Mapping
from datetime import date, timedelta

import msgspec
import pytest

from benchmarks.synthetic import accounts
from testimonia.link import Linking, Scorer, acquaintance, blocks, linked, sides
from testimonia.link.cluster import LINKED
from testimonia.link.judged import judged
from testimonia.link.passes import components
from testimonia.link.renew import Change, renew
from testimonia.link.sketch import kept, sketch
from testimonia.model.claim import Told
from testimonia.model.judgement import Judgement
from tests.telling import day, dead, told, town

EVERY = accounts(260, 11)[0]
PLACES = [told.account.places for told in EVERY if told.account.places][:9]


class Remembered:
    """What a ledger remembers, in memory (model.doors.Linked)."""

    def __init__(self, told: Iterable[Told], made: Linking) -> None:
        self._told = {one.id: one for one in told if one.id in made.first}
        self._first = made.first
        self._likely = list(made.likely)
        self._keys = {name: set(blocks.keys(sketch(one))) for name, one in self._told.items()}
        self._together = {
            told.id: [t.id for t in cluster.accounts] for cluster in made.clusters for told in cluster.accounts
        }
        self._weakest = made.weakest
        self._at_last = {told.id: cluster.weakest for cluster in made.clusters for told in cluster.accounts}
        self.asked: set[str] = set()

    def members(self, key: int, at_most: int) -> list[str]:
        return [name for name, some in self._keys.items() if key in some][:at_most]

    def told(self, names: Collection[str]) -> list[Told]:
        return [self._told[name] for name in names if name in self._told]

    def sketches(self, names: Collection[str]) -> list[str]:
        self.asked |= set(names)
        return [kept(sketch(self._told[name])) for name in names if name in self._told]

    def first(self, names: Collection[str]) -> dict[str, str]:
        return {name: self._first[name] for name in names if name in self._first}

    def led(self, clusters: Collection[str]) -> list[tuple[str, str, str]]:
        return [(name, told.document, self._first[name]) for name, told in self._told.items()
                if self._first[name] in clusters]  # fmt: skip

    def weakest(self, names: Collection[str]) -> list[tuple[str, float | None, float | None]]:
        return [(name, self._weakest.get(self._first[name]), self._at_last[name]) for name in names]

    def together(self, names: Collection[str]) -> list[list[str]]:
        return [self._together[name] for name in names if name in self._together]

    def of(self, documents: Collection[str]) -> list[tuple[str, str, str]]:
        return [(name, told.document, self._first[name]) for name, told in self._told.items()
                if told.document in documents]  # fmt: skip

    def likely(self, names: Collection[str]) -> list[tuple[str, str, float]]:
        turned = ((other, one, odds) for one, other, odds in self._likely)
        return [pair for pair in (*self._likely, *turned) if pair[0] in names]


def near(rng: random.Random, told: Told, days: int) -> Told:
    """The account on one of few days, at one of few places."""
    day = f"2001-01-{rng.randint(1, days):02}"
    when = told.account.date
    when = msgspec.structs.replace(when, start=day, end=day) if when.start else when
    places = rng.choice(PLACES) if told.account.places else ()
    account = msgspec.structs.replace(told.account, date=when, places=places)
    return msgspec.structs.replace(told, account=account, published=f"2001-01-{days + rng.randint(0, 2):02}")


def people(rng: random.Random, names: list[str]) -> list[Judgement]:
    """Some merges, splits and rejections."""
    out = []
    for number in range(rng.randint(0, 3)):
        some = tuple(rng.sample(names, 3))
        verdict = rng.choice(("merge", "split", "reject"))
        what = (
            {"subjects": some[:1], "apart": some[1:]} if verdict == "split" else {"subjects": some[: rng.randint(1, 2)]}
        )
        out.append(Judgement(id=f"j-{number}", when="2020", who="ada", verdict=verdict, number=number + 1, **what))  # type: ignore[arg-type]
    return out


@pytest.mark.parametrize("seed", range(30))
def test_what_changed_linked_anew_with_what_stays_is_all_linked_anew(
    seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    rng = random.Random(seed)
    for module, name, limit in (
        (blocks, "MOST", 5),
        (blocks, "MOST_FINE", 9),
        (acquaintance, "CROWD", 3),
        (sides, "CROWD", 3),
    ):
        monkeypatch.setattr(module, name, limit)
    days = rng.choice((4, 12, 26))
    every = [
        msgspec.structs.replace(near(rng, told, days), document=f"d-{number // 2}")
        for number, told in enumerate(rng.sample(EVERY, 70))
    ]
    before, after = every[:60], every[rng.randint(0, 3) : 60 + rng.randint(0, 4)]
    at = rng.randrange(len(after))
    after[at] = near(rng, after[at], days)  # told otherwise
    judgements = people(rng, [told.id for told in before])
    kept = rng.randint(0, len(judgements))
    old = linked(before, judgements[:kept], Scorer())
    first = old.first
    was = {told.id: told for told in before if told.id in first}
    said = judged(judgements, {told.id for told in after})
    now = {told.id: told for told in after if told.id not in said.rejected}
    change = Change(
        gone={name: told for name, told in was.items() if now.get(name) != told},
        come={name: told for name, told in now.items() if was.get(name) != told},
        touched={name for j in judgements[kept:] for name in (*j.subjects, *j.apart)},
        bonds=[j.subjects for j in judgements if j.verdict == "merge"],
        said=said,
    )
    made = renew(Remembered(before, old), change)
    stays = [cluster for cluster in old.clusters if not made.over & {told.id for told in cluster.accounts}]
    wanted = linked(after, judgements, Scorer())
    assert sorted([*stays, *made.clusters], key=lambda c: c.accounts[0].order) == list(wanted.clusters)
    kept_first = {name: one for name, one in first.items() if name in now}
    now_first = {**kept_first, **made.first}
    assert now_first == wanted.first
    assert {**_of(kept_first, old), **{n: made.weakest.get(f) for n, f in made.first.items()}} == _of(now_first, wanted)
    likely = {frozenset(pair): odds for *pair, odds in old.likely if not set(pair) & change.gone.keys()}
    for parted in made.parted:
        del likely[frozenset(parted)]
    assert not likely.keys() & {frozenset(pair) for *pair, _ in made.met}
    likely |= {frozenset(pair): odds for *pair, odds in made.met}
    assert likely == {frozenset(pair): odds for *pair, odds in wanted.likely}


def _of(first: Mapping[str, str], linking: Linking) -> dict[str, float | None]:
    """The weakest links of the clusters in which accounts stand after the first pass."""
    return {name: linking.weakest.get(one) for name, one in first.items()}


def test_two_reports_that_come_to_know_each_other_are_linked_in_what_else_they_tell() -> None:
    # Of the other incident nothing changed; only that another one is told by both reports now.
    raid = day("2019-11-01")
    raids = [told(name, document=name[5:], when=raid, where=town("Tarkint"), figures=dead(53))
             for name in ("raid one", "raid two")]  # fmt: skip
    blasts = [told(f"blast {name}", document=name, mention=90, when=day(when), where=town("Bamba"))
              for name, when in (("one", "2019-11-01"), ("two", "2019-11-02"))]  # fmt: skip
    apart = linked(blasts, (), Scorer())
    assert len(apart.clusters) == 2
    said = judged((), frozenset(one.id for one in raids))
    change = Change(gone={}, come={one.id: one for one in raids}, touched=(), bonds=(), said=said)
    made = renew(Remembered(blasts, apart), change)
    assert made.clusters == linked([*raids, *blasts], (), Scorer()).clusters
    assert sorted(len(cluster.accounts) for cluster in made.clusters) == [2, 2]


ROAD = 60  # attacks, one a day, each in the next town


def attack(number: int, document: str, mention: int = 0) -> Told:
    """What a document tells of one of the attacks: each shares a town and a toll with the one before."""
    when = (date(2019, 9, 1) + timedelta(number)).isoformat()
    towns = [town(chr(97 + n // 26) + chr(97 + n % 26) + "abad") for n in (number, number + 1)]
    figures = [dead(10 + 3 * number), dead(13 + 3 * number)]
    return told(
        f"{document} {number}", document=document, mention=mention, when=day(when), where=towns, figures=figures
    )


def test_a_chain_of_likely_links_that_join_nothing_is_not_followed() -> None:
    # Each document tells of two attacks, so that no two of them can be one; yet all are as likely as not the next one.
    road = [attack(n + k, f"d{n:02}", 90 * k) for n in range(ROAD) for k in (0, 1)]
    made = linked(road, (), Scorer())
    scorer = Scorer()
    sketches = [sketch(one) for one in road]
    likely = [(i, j) for i, j in blocks.pairs(sketches) if scorer.log_odds(sketches[i], sketches[j]) >= LINKED]
    assert len(set(components(len(road), likely).tolist())) == 1
    assert len(made.clusters) == ROAD + 1
    one = attack(ROAD // 2, "late")
    remembered = Remembered(road, made)
    change = Change(gone={}, come={one.id: one}, touched=(), bonds=(), said=judged((), {t.id for t in road}))
    renewed = renew(remembered, change)
    stays = [c for c in made.clusters if not renewed.over & {t.id for t in c.accounts}]
    wanted = linked([*road, one], (), Scorer()).clusters
    assert sorted([*stays, *renewed.clusters], key=lambda c: c.accounts[0].order) == list(wanted)
    assert [len(c.accounts) for c in renewed.clusters] == [3]
    assert len(remembered.asked) <= 24  # the attacks of the days around it; there are a hundred and twenty accounts
