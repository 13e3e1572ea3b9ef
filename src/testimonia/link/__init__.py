"""Which accounts tell of the same incident: probabilistic linkage, weights in a table, reasons in words."""

from __future__ import annotations

from collections.abc import Iterable

from testimonia.link.blocks import pairs
from testimonia.link.cluster import LINKED, Gathering
from testimonia.link.judged import judged
from testimonia.link.score import Scorer
from testimonia.link.sketch import sketch
from testimonia.model.claim import Told
from testimonia.model.judgement import Judgement
from testimonia.model.world import Cluster

__all__ = ["Scorer", "link"]


def link(
    told: Iterable[Told], judgements: Iterable[Judgement] = (), *, scorer: Scorer | None = None
) -> tuple[Cluster, ...]:
    """Accounts of all documents in, one cluster for each incident out, in canonical order (earliest account first).

    The result depends on the set of accounts and judgements, not on their order. `merge` joins accounts (even of one
    document), `split` keeps them apart, `reject` leaves an account out, `undo` takes a judgement back. `scorer` brings
    other weights and, afterwards, tells how many pairs were compared.
    """
    scorer = scorer or Scorer()
    accounts = sorted(told, key=lambda t: t.order)
    said = judged(judgements, frozenset(t.id for t in accounts))
    sketches = [sketch(t) for t in accounts if t.id not in said.rejected]
    gathering = Gathering({s.id: s for s in sketches}, said, scorer)
    scored = ((scorer.log_odds(sketches[i], sketches[j]), sketches[i].id, sketches[j].id) for i, j in pairs(sketches))
    gathering.take(t for t in scored if t[0] >= LINKED)
    return gathering.clusters()
