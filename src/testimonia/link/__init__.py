"""Which accounts tell of the same incident: probabilistic linkage, weights in a table, reasons in words."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from functools import cache

from testimonia.link.blocks import KEYS
from testimonia.link.judged import judged
from testimonia.link.passes import Linking, two_passes
from testimonia.link.score import Scorer, probability
from testimonia.link.sketch import SKETCH, sketch
from testimonia.link.tables import TABLES
from testimonia.model.claim import Told
from testimonia.model.judgement import Judgement
from testimonia.model.tables import rows
from testimonia.model.world import Cluster, Link

__all__ = ["Linking", "Scorer", "compare", "link", "linked", "rules"]


@cache
def rules() -> str:
    """The rules of linking, told in eight characters that change whenever a table of them or the making of keys or
    sketches does: an edition that other rules linked is computed anew and not added to."""
    told = (KEYS, SKETCH, *((name, rows("testimonia.link", name)) for name in TABLES))
    return hashlib.sha256(repr(told).encode()).hexdigest()[:8]


def link(
    told: Iterable[Told], judgements: Iterable[Judgement] = (), *, scorer: Scorer | None = None
) -> tuple[Cluster, ...]:
    """Accounts of all documents in, one cluster for each incident out, in canonical order (earliest account first).

    The result depends on the set of accounts and judgements, not on their order. `merge` joins accounts (even of one
    document), `split` keeps them apart, `reject` leaves an account out, `undo` takes a judgement back. `scorer` brings
    other weights and, afterwards, tells how many pairs were compared.
    """
    return linked(told, judgements, scorer or Scorer()).clusters


def linked(told: Iterable[Told], judgements: Iterable[Judgement], scorer: Scorer) -> Linking:
    """As `link`, with what `renew` has to know."""
    accounts = sorted(told, key=lambda t: t.order)
    said = judged(judgements, frozenset(t.id for t in accounts))
    return two_passes({t.id: t for t in accounts if t.id not in said.rejected}, said, scorer)


def compare(one: Told, other: Told, scorer: Scorer | None = None) -> Link:
    """How likely two accounts tell of one incident (0 to 1), and the reasons for and against, whether or not `link`
    joins them: it also asks whether all other accounts of both sides suit."""
    scorer, a, b = scorer or Scorer(), sketch(one), sketch(other)
    return Link(left=a.id, right=b.id, score=probability(scorer.log_odds(a, b)), because=scorer.because(a, b))
