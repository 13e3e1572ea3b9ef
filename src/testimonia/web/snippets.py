"""The sentence of a report in which the words that somebody searched for stand, for lists."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

import msgspec

from testimonia.model.text import Document, Span
from testimonia.model.world import Incident
from testimonia.store import account_ids
from testimonia.store.query import fold
from testimonia.web.desk import Desk
from testimonia.web.quoting import Mark, Piece, pieces, sentences

ACCOUNTS = 4
"""How many reports of an incident are looked through."""
_ASKED, _WORD = re.compile(r'"([^"]*)"|([^\s"]+)'), re.compile(r"\w[\w'’ʼ]*")


class Snippet(msgspec.Struct, frozen=True):
    """A sentence of evidence with the words marked (role `found`), whose report it is, and its id."""

    pieces: tuple[Piece, ...]
    source: str
    document: str


def snippets(desk: Desk, incidents: Iterable[Incident], text: str) -> dict[str, Snippet]:
    """By incident, the sentence of its evidence in which most of the words stand; none where they stand in its headline
    or in names alone. What is withheld in public is withheld here."""
    wanted = tuple(_wanted(text))
    found = ((i.id, _best(desk, i, wanted)) for i in incidents) if wanted else ()
    return {name: one for name, one in found if one}


def _wanted(text: str) -> Iterator[tuple[str, bool]]:
    """Each word, and whether it is only the beginning of one."""
    for quoted, word in _ASKED.findall(text):
        for part in fold(quoted or word).split():
            yield part, word.endswith("*")


def _best(desk: Desk, incident: Incident, wanted: tuple[tuple[str, bool], ...]) -> Snippet | None:
    best, most = None, 0
    mask = desk.withheld(incident)
    for name in account_ids(incident)[:ACCOUNTS]:
        told = desk.ledger.account(name, as_of=desk.view.as_of)
        document = desk.ledger.document(told.document, told.version)
        hidden = tuple(mask.spans(document.text)) if mask else ()
        spans = (Span(e.start, e.end) for claim in told.claims() for e in claim.at)
        for span in sentences(document, spans):
            marks, many = _marks(document, span, wanted)
            marks = [m for m in marks if not any(h.overlaps(Span(m.start, m.end)) for h in hidden)]
            if marks and many > most:
                source = ", ".join(x for x in (document.publisher, document.day) if x) or document.id
                best, most = Snippet(tuple(pieces(document.text, span, marks, hidden)), source, document.id), many
    return best


def _marks(document: Document, span: Span, wanted: tuple[tuple[str, bool], ...]) -> tuple[list[Mark], int]:
    """Where the words stand in a sentence, and how many different ones do."""
    marks, seen = [], set[str]()
    for word in _WORD.finditer(document.text, span.start, span.end):
        said = _folded(word[0])
        for term, begins in wanted:
            if said == term or (begins and said.startswith(term)):
                marks.append(Mark(word.start(), word.end(), "found", "", ""))
                seen.add(term)
                break
    return marks, len(seen)


@lru_cache(maxsize=50_000)
def _folded(word: str) -> str:
    """A word of a report as it is compared: most words of the sentences on a page have been looked at before."""
    return fold(word)
