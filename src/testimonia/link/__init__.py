"""Which accounts tell of the same incident: probabilistic linkage, weights in a table, reasons in words."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from testimonia.link.acquaintance import STRANGERS, acquaintance
from testimonia.link.blocks import pairs
from testimonia.link.cluster import LINKED, Gathering
from testimonia.link.judged import judged
from testimonia.link.score import Scorer, probability
from testimonia.link.sketch import Sketch, sketch
from testimonia.model.claim import Told
from testimonia.model.judgement import Judgement
from testimonia.model.world import Cluster, Link

__all__ = ["Scorer", "compare", "link"]


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
    by_id = {s.id: s for s in sketches}
    found = set(pairs(sketches))
    scorer.acquaintance = STRANGERS
    first = Gathering(by_id, said, scorer)
    first.take(_scored(sketches, found, scorer))
    scorer.acquaintance = acquaintance(first.clusters())
    second = Gathering(by_id, said, scorer)
    second.take(_scored(sketches, found | set(scorer.acquaintance.pairs(sketches)), scorer))
    return second.clusters()


def _scored(sketches: list[Sketch], found: set[tuple[int, int]], scorer: Scorer) -> Iterator[tuple[float, str, str]]:
    for i, j in found:
        value = scorer.log_odds(sketches[i], sketches[j])
        if value >= LINKED:
            yield value, sketches[i].id, sketches[j].id


def compare(one: Told, other: Told, scorer: Scorer | None = None) -> Link:
    """How likely two accounts tell of one incident (0 to 1), and the reasons for and against, whether or not `link`
    joins them: it also asks whether all other accounts of both sides suit."""
    scorer, a, b = scorer or Scorer(), sketch(one), sketch(other)
    return Link(left=a.id, right=b.id, score=probability(scorer.log_odds(a, b)), because=scorer.because(a, b))
