"""A text with the words that carry values marked in it, cut into pieces that a page can set one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise

import msgspec

from testimonia.model.claim import Claim, Figure
from testimonia.model.text import Document, Span

WITHHELD = "[name withheld]"

# What a mark is tagged with, so that it can be told apart without colour; a figure is tagged by its effect.
TAGS = {
    "mentions": "act", "date": "when", "places": "where", "perpetrators": "by", "targets": "target",
    "weapons": "weapon", "claims": "claim", "victims": "victim", "figures": "number", "aggregates": "total",
}  # fmt: skip


class Mark(msgspec.Struct, frozen=True):
    """Words that carry a value: code points of the text, the role (a key of TAGS), the tag, the value's id."""

    start: int
    end: int
    role: str
    tag: str
    value: str


class Piece(msgspec.Struct, frozen=True):
    """A stretch of text under the same marks. `tags` are those of the marks that begin here, `roles` and `values` those
    of all marks on it. `gap`: text was left out before it."""

    text: str
    roles: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    gap: bool = False


def title(document: Document, *, whole: bool) -> str:
    """What a report is called: its title, else its first line, or, where its text is not shown `whole`, its publisher
    and date."""
    if document.title:
        return document.title
    about = ", ".join(x for x in (document.publisher, document.day) if x)
    first = document.text.strip().split("\n", 1)[0][:120] if whole else about and f"Report of {about}"
    return first or document.id


def marks(claims: Iterable[Claim]) -> Iterator[Mark]:
    """The marks of claims. Type and status are carried by the words that stand for the incident: role `mentions`."""
    for claim in claims:
        role = "mentions" if claim.field in ("type", "status") else claim.field
        tag = claim.value.effect if isinstance(claim.value, Figure) else TAGS[role]
        for at in claim.at:
            yield Mark(at.start, at.end, role, tag, claim.id)


def pieces(text: str, span: Span, marked: Iterable[Mark], withheld: Iterable[Span] = ()) -> Iterator[Piece]:
    """The text of `span`, cut wherever a mark begins or ends. What is `withheld` is replaced.

    Put together, the pieces give the text again, but for what is withheld.
    """
    inside = [m for m in marked if m.start < span.end and span.start < m.end]
    hidden = [w for w in withheld if w.overlaps(span)]
    edges = {
        span.start,
        span.end,
        *(e for m in inside for e in (m.start, m.end)),
        *(e for w in hidden for e in (w.start, w.end)),
    }
    cuts = sorted(e for e in edges if span.start <= e <= span.end)
    for start, end in pairwise(cuts):
        on = [m for m in inside if m.start <= start and end <= m.end]
        veil = next((w for w in hidden if w.start <= start and end <= w.end), None)
        words = text[start:end]
        if veil is not None:
            words = WITHHELD if start == max(veil.start, span.start) else ""
        if words:
            yield Piece(
                words,
                roles=tuple(dict.fromkeys(m.role for m in on)),
                values=tuple(dict.fromkeys(m.value for m in on)),
                tags=tuple(dict.fromkeys(m.tag for m in on if m.tag and start in (m.start, span.start))),
            )


def sentences(document: Document, spans: Iterable[Span]) -> tuple[Span, ...]:
    """The whole sentences in which the spans lie, in order, joined where they overlap. Spans that lie outside the text
    (it was taken down) give none."""
    out: list[Span] = []
    for found in sorted(document.sentence(span) for span in spans if span.end <= len(document.text)):
        if out and found.start < out[-1].end:
            out[-1] = Span(out[-1].start, max(out[-1].end, found.end))
        else:
            out.append(found)
    return tuple(out)


def excerpt(document: Document, marked: tuple[Mark, ...], withheld: Iterable[Span] = ()) -> tuple[Piece, ...]:
    """The sentences of a document that carry marks; `gap` is set where others were left out."""
    out: list[Piece] = []
    hidden, last = tuple(withheld), 0
    for span in sentences(document, (Span(m.start, m.end) for m in marked)):
        left_out = bool(document.text[last : span.start].strip())
        for n, piece in enumerate(pieces(document.text, span, marked, hidden)):
            if n == 0:
                piece = msgspec.structs.replace(piece, gap=left_out)
                if out and not left_out:
                    out.append(Piece("\n" if "\n" in document.text[last : span.start] else " "))
            out.append(piece)
        last = span.end
    return tuple(out)
