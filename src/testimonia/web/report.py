"""A document as its page shows it: the text with its spans marked, and a card for each incident."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec

from testimonia.model.claim import Account, Claim, Figure, Told
from testimonia.model.text import Document, Span
from testimonia.web import words
from testimonia.web.desk import Report
from testimonia.web.dossier import FIELD_NAMES
from testimonia.web.quoting import TAGS, Mark, Piece, excerpt, marks, pieces, title

_CARD = ("date", "places", "perpetrators", "claims", "targets", "weapons", "figures", "victims")


class Value(msgspec.Struct, frozen=True):
    """A line of a card: the field, the value in words, how sure the reader is (0 to 1), its claim."""

    name: str
    role: str
    text: str
    sure: float | None
    claim: str


class Card(msgspec.Struct, frozen=True):
    """An incident as this document tells it. `incident`: the id of the incident that holds it."""

    title: str
    about: str
    values: tuple[Value, ...]
    mentions: str
    incident: str | None
    mentioned: str = ""


class Total(msgspec.Struct, frozen=True):
    """A total over several incidents."""

    text: str
    claim: str


class Shown(msgspec.Struct, frozen=True):
    """All that the page of a document shows. `paragraphs` are those of the text, or, where it is not shown whole, one
    with the sentences that carry evidence; `starts`: where each begins, in code points, of a text that is whole."""

    document: Document
    title: str
    read: bool
    reason: str
    paragraphs: tuple[tuple[Piece, ...], ...]
    cards: tuple[Card, ...]
    totals: tuple[Total, ...]
    whole: bool
    starts: tuple[int, ...] = ()


def shown(report: Report, *, whole: bool) -> Shown:
    """The page of a document; not `whole`: evidence sentences without names of victims."""
    document, mask = report.document, None if whole else report.mask
    marked = tuple(_marks(report, whole))
    called, starts = title(document, whole=whole), tuple[int, ...]()
    cards = tuple(_card(t, i, whole) for t, i in zip(report.told, report.incidents, strict=True))
    if mask is not None:
        paragraphs: tuple[tuple[Piece, ...], ...] = (excerpt(document, marked, mask.spans(document.text)),)
        cards = msgspec.convert(mask.all(msgspec.to_builtins(cards)), tuple[Card, ...])
        called = mask.text(called)
    else:
        lines = dict(_paragraphs(document.text, marked))
        starts, paragraphs = tuple(lines), tuple(lines.values())
    totals = [Total(f"{words.amount(a)}: {a.about}", f"t{n}") for n, a in enumerate(report.reading.aggregates)]
    return Shown(
        document=document, title=called, read=report.reading.read, reason=report.reading.reason or "",
        paragraphs=paragraphs, cards=cards, totals=tuple(totals) if whole else (), whole=whole,
        starts=starts,
    )  # fmt: skip


def _marks(report: Report, whole: bool) -> Iterator[Mark]:
    for mark in marks(report.claims()):
        if whole or mark.role != "victims":
            yield mark
    for n, aggregate in enumerate(report.reading.aggregates if whole else ()):
        yield from (Mark(at.start, at.end, "aggregates", TAGS["aggregates"], f"t{n}") for at in aggregate.at)


def _paragraphs(text: str, marked: tuple[Mark, ...]) -> Iterator[tuple[int, tuple[Piece, ...]]]:
    """The text line by line, without empty lines, each with its place."""
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield start, tuple(pieces(text, Span(start, start + len(line)), marked))
        start += len(line) + 1


def _card(told: Told, incident: str | None, whole: bool) -> Card:
    account, claims = told.account, tuple(told.claims())
    kinds = [c.id for c in claims if c.field in ("type", "status")]
    fields = _CARD if whole else tuple(f for f in _CARD if f != "victims")
    return Card(
        title=words.plain(account.type).capitalize(),
        about=_about(account),
        values=tuple(_value(c) for field in fields for c in claims if c.field == field),
        mentions=" ".join(kinds),
        incident=incident,
        mentioned=" … ".join(at.quote for at in account.mentions[:3]),
    )


def _about(account: Account) -> str:
    told = "what the report was written to tell" if account.salience == "news" else "told as background"
    return f"{words.plain(account.status)}; {told}; sure {account.confidence.incident:.2f}"


def _value(claim: Claim) -> Value:
    sure = None if isinstance(claim.value, str) else claim.value.confidence
    name = words.plain(claim.value.effect) if isinstance(claim.value, Figure) else FIELD_NAMES[claim.field]
    return Value(name, claim.field, words.said(claim.value), sure, claim.id)
