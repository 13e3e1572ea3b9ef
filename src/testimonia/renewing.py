"""An edition brought up to date: what came in or was judged touches its neighbourhood alone, and the incidents are
those that computing all of them anew would give.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Container, Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

import msgspec

from testimonia.model.claim import Told
from testimonia.model.doors import Policy
from testimonia.model.judgement import Judgement, standing
from testimonia.model.world import Cluster

if TYPE_CHECKING:
    from testimonia.link.renew import Change
    from testimonia.store import Ledger
    from testimonia.store.growth import Growth, Renewal
    from testimonia.store.linked import Row

MANY = 400
"""Documents that were read, or accounts that were judged, since the edition was computed, beyond which computing all of
it anew is as fast."""


def inherited(
    kin: Callable[[str], Iterable[str]], judgements: Iterable[Judgement], current: Container[str]
) -> tuple[Judgement, ...]:
    """The judgements with each account that is not `current` in the person of its heir, if it has one: the first of its
    `kin` that is."""
    heirs: dict[str, str] = {}

    def heir(name: str) -> str:
        if name not in heirs:
            heirs[name] = name if name in current else next((n for n in kin(name) if n in current), name)
        return heirs[name]

    return tuple(
        msgspec.structs.replace(
            judgement,
            subjects=tuple(dict.fromkeys(map(heir, judgement.subjects))),
            apart=tuple(dict.fromkeys(map(heir, judgement.apart))),
        )
        for judgement in judgements
    )


def rows(
    accounts: Iterable[Told], first: Mapping[str, str], weakest: Mapping[str, float], at_last: Mapping[str, float]
) -> Iterator[Row]:
    """Accounts as the edition remembers them, given the first account of each one's cluster after the first pass (one
    that has none was rejected), the weakest links of these clusters by their first accounts, and those of the clusters
    in the end by all of their accounts (see `weakest_links`)."""
    from testimonia.link.blocks import keys
    from testimonia.link.sketch import kept, sketch
    from testimonia.store.linked import Row

    for told in accounts:
        if own := first.get(told.id):
            s = sketch(told)
            yield Row(told.id, told.document, own, kept(s), keys(s), weakest.get(own), at_last.get(told.id))
        else:
            yield Row(told.id, told.document, None)


def weakest_links(made: Iterable[Cluster]) -> dict[str, float]:
    """Of accounts that links joined the weakest of these."""
    return {told.id: c.weakest for c in made if c.weakest is not None for told in c.accounts}


def renewed(ledger: Ledger, policy: Policy, recipe: str) -> bool:
    """Brings the edition up to date from what it remembers. False, and nothing is done, where it has to be computed
    anew: it was made by another recipe or remembers nothing, too much has happened, or somebody was faster."""
    with ledger.growth() as growth:
        if growth is None or growth.recipe != recipe:
            return False
        renewal = _renewal(growth, policy)
    return renewal is not None and ledger.renew_edition(renewal)


def _renewal(growth: Growth, policy: Policy) -> Renewal | None:
    from testimonia.link.renew import renew
    from testimonia.reconcile import reconcile
    from testimonia.store.growth import Renewal

    documents, about = growth.documents(), growth.about()
    redacted = any(judgement.verdict == "redact" for judgement in growth.judged())
    if redacted or len(documents) + len(about) > MANY:
        return None
    now = _Now(growth, documents)
    names = now.concerned(about)
    change = now.change(names)
    made, settled = renew(growth, change), settings(now.judgements)
    moved = {name for name in names if now.moved(name, change)}
    at_last = weakest_links(made.clusters)
    entering = [told for told in now.told(sorted(moved)).values() if told.id in now]
    return Renewal(
        since=growth.since, until=growth.until, over=made.over, recipe=growth.recipe,
        incidents=tuple(reconcile(cluster, policy, settled(cluster)) for cluster in made.clusters),
        gone={name: _keys(change.gone.get(name)) for name in sorted(moved) if growth.holds(name)},
        come=tuple(rows(entering, made.first, made.weakest, at_last)),
        first={name: (first, made.weakest.get(first)) for name, first in made.first.items() if name not in moved},
        at_last={t.id: at_last.get(t.id) for c in made.clusters for t in c.accounts if t.id not in moved},
        met=made.met, parted=made.parted,
    )  # fmt: skip


def settings(judgements: Iterable[Judgement]) -> Callable[[Cluster], tuple[Judgement, ...]]:
    """What people set, and nobody took back, of the accounts of a cluster; found without looking at all of it."""
    about: dict[str, list[Judgement]] = defaultdict(list)
    for judgement in standing(judgements):
        if judgement.verdict == "set":
            for name in judgement.subjects:
                about[name].append(judgement)

    def of(cluster: Cluster) -> tuple[Judgement, ...]:
        found = {j.id: j for told in cluster.accounts for j in about.get(told.id, ())} if about else {}
        return tuple(found.values())

    return of


def _keys(told: Told | None) -> tuple[int, ...]:
    from testimonia.link.blocks import keys
    from testimonia.link.sketch import sketch

    return keys(sketch(told)) if told else ()


class _Now:
    """The accounts that are current, as a container of their names, and what people say of them."""

    def __init__(self, growth: Growth, documents: tuple[str, ...]) -> None:
        from testimonia.link.judged import judged

        self._growth = growth
        self._left = growth.of_documents(documents)
        self._read = {told.id: told for name in documents for told in growth.current(name)}
        self._added = {j.subjects[0] for j in growth.judgements if j.verdict == "add" and j.subjects}
        self.judgements = inherited(growth.kin, growth.judgements, self)
        self._said = judged(self.judgements, self)

    def __contains__(self, name: object) -> bool:
        if name in self._read:
            return True
        if name in self._added:
            return name in self._growth.additions
        return name not in self._left and self._growth.holds(str(name))

    def concerned(self, about: Iterable[str]) -> set[str]:
        """The accounts of documents that were read, and those that are judged, with those that stand for them."""
        return {*self._left, *self._read, *about, *(other for name in about for other in self._growth.kin(name))}

    def told(self, names: Collection[str]) -> dict[str, Told]:
        """Accounts as they are told now."""
        own = {name: told for name in names if (told := self._read.get(name) or self._growth.additions.get(name))}
        return own | {told.id: told for told in self._growth.told([n for n in names if n in self and n not in own])}

    def change(self, names: set[str]) -> Change:
        """What became of these accounts."""
        from testimonia.link.renew import Change

        was = self._growth.as_it_was(self._growth.first(names))
        now = {n: t for n, t in self.told(names).items() if n in self and n not in self._said.rejected}
        bonds = {j.subjects for js in (self._growth.judgements, self.judgements) for j in js
                 if j.verdict in ("merge", "add")}  # fmt: skip
        return Change(
            gone={name: told for name, told in was.items() if now.get(name) != told},
            come={name: told for name, told in now.items() if was.get(name) != told},
            touched=was.keys() & now.keys(),
            bonds=bonds | {(left, right) for left, right, _ in self._said.joined},
            said=self._said,
        )

    def moved(self, name: str, change: Change) -> bool:
        """Whether what the edition remembers of an account is out of date."""
        return name in change.gone or name in change.come or (name in self) != self._growth.holds(name)
