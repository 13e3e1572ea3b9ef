"""Tables beside the incidents for formats of several tables: the reports behind each of them."""

from __future__ import annotations

from collections.abc import Iterator

from testimonia.model.world import Incident
from testimonia.publish.cells import Cell, joined

COLUMNS: tuple[str, ...] = ("incident", "document", "publisher", "published", "url", "words")


def rows(incident: Incident) -> Iterator[tuple[Cell, ...]]:
    """One row a report of the incident, with the words by which it tells of it, in the order of COLUMNS."""
    for a in incident.accounts:
        yield incident.id, a.document, a.publisher, a.published, a.url, joined((m.quote for m in a.mentions), " … ")
