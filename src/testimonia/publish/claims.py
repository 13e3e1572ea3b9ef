"""CSV, one row a claim: every figure of every report with its speaker, its words and how the ledger weighs it."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from itertools import chain
from typing import IO

from testimonia.model.world import Incident, Testimony
from testimonia.publish.cells import Cell, joined, write_rows
from testimonia.publish.loss import Lost, dropped

COLUMNS: tuple[str, ...] = (
    "incident", "claim", "document", "publisher", "published", "url", "field", "effect", "who", "low", "best", "high",
    "vague", "according_to", "basis", "confidence", "start", "end", "quote", "standing", "standing_rule",
    "standing_because",
)  # fmt: skip


def rows(incident: Incident) -> Iterator[tuple[Cell, ...]]:
    """One row a figure, then one row for each claim or denial of responsibility (who says it stands in
    `according_to`), in the order of COLUMNS. `start` and `end` are code points into the document's text."""
    standing = _standing(incident)
    for account in incident.accounts:
        yield from _figures(incident, account, standing)
    for said in incident.claims:
        yield (incident.id, *[None] * 5, "claims", said.stance, *[None] * 5, said.by, *[None] * 8)


def _figures(i: Incident, a: Testimony, standing: dict[str, tuple[str, str, str]]) -> Iterator[tuple[Cell, ...]]:
    for n, f in enumerate(a.figures):
        name = _claim_id(a.account, n)
        found = standing.get(name)
        start, end = (f.at[0].start, f.at[0].end) if f.at else (None, None)
        yield (
            i.id, name if found else None, a.document, a.publisher, a.published, a.url, "figures", f.effect, f.who,
            f.low, f.best, f.high, f.vague, f.according_to, f.basis, round(f.confidence, 4), start, end,
            joined((e.quote for e in f.at), " … "), *(found or (None, None, None)),
        )  # fmt: skip


def _claim_id(account: str, index: int) -> str:
    """The id of a figure as `Told.claims` gives it."""
    return "c-" + hashlib.sha256(f"{account}/figures/{index}".encode()).hexdigest()[:16]


def _standing(i: Incident) -> dict[str, tuple[str, str, str]]:
    """How each figure stands to its toll: `supports`, `contradicts` or `set aside`, the rule and the sentence."""
    out: dict[str, tuple[str, str, str]] = {}
    for f in i.findings:
        if f.field.startswith("figures/"):
            out |= dict.fromkeys(f.supports, ("supports", f.rule, f.because))
            out |= dict.fromkeys(f.contradicts, ("contradicts", f.rule, f.because))
            out |= {aside.claim: ("set aside", aside.rule, aside.because) for aside in f.set_aside}
    return out


class ClaimsExport:
    """One row a claim: `testimonia export --format csv --rows claims`."""

    name = "csv-claims"
    suffix = ".claims.csv"
    loss = "One row a figure: what is no figure and no claim of responsibility stands in the rows of incidents."

    def write(self, incidents: Iterator[Incident], out: IO[bytes]) -> None:
        """Write the header, then the rows of each incident in the order given."""
        write_rows(chain((COLUMNS,), (row for incident in incidents for row in rows(incident))), out)

    def losses(self, incident: Incident) -> Iterator[Lost]:
        """What is told of an incident as a whole."""
        yield from dropped(incident, ("tolls", "classes", "victims", "perpetrators", "targets", "weapons", "grade"))
        yield from (Lost("places", p.name) for p in incident.places)
        if not incident.claims and not any(a.figures for a in incident.accounts):
            yield Lost("incidents without any figure", incident.type)
