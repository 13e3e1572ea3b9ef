"""`testimonia add`: what a reader missed, marked in a document's text; or a source that is no text, cited."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar, get_args

import click

from testimonia.cli.judging import record, signed, told_by
from testimonia.cli.options import Day, example
from testimonia.model.claim import (
    Account,
    Certainty,
    Count,
    Effect,
    Figure,
    IncidentType,
    Period,
    Perpetrator,
    Place,
    Reading,
    Status,
    Target,
    Victim,
    Who,
)
from testimonia.model.errors import UsageError
from testimonia.model.text import Document, Evidence, Span
from testimonia.model.world import Incident

F = TypeVar("F", bound=Callable[..., Any])
_SPAN = re.compile(r"(\d+):(\d+)")
_UNSAID = Certainty(incident=1.0, type=0.0, status=0.0, salience=0.0)  # a figure alone says nothing of what happened
BY_HAND = "person/1"


@click.group(epilog=example('testimonia add victim raid --quote "Amara Sow" --age 24 --ledger war.ledger'))
def add() -> None:
    """Judge that a reader missed an incident, a figure or a victim; or cite a source that is no text.

    The words are marked by --quote WORDS (which must stand in the document once) or by --at START:END (code points).
    """


def marking(command: F) -> F:
    """Which words of which document: DOCUMENT, --quote or --at."""
    for option in (
        click.option("--at", "spans", metavar="START:END", multiple=True, help="Code points of the words in the text."),
        click.option("--quote", "quotes", metavar="WORDS", multiple=True, help="The words, as they stand in the text."),
        click.argument("document", metavar="DOCUMENT"),
    ):
        command = option(command)
    return command


def belonging(command: F) -> F:
    """--to INCIDENT."""
    return click.option("--to", metavar="INCIDENT", help="The incident; not needed where the document tells of one.")(
        command
    )


def happening(command: F) -> F:
    """What happened, as far as a person knows."""
    for option in reversed(
        (
            click.option("--type", "type_", type=click.Choice(get_args(IncidentType)), default="other", metavar="TYPE",
                         help="One of: " + ", ".join(get_args(IncidentType)) + "."),
            click.option("--status", type=click.Choice(get_args(Status)), default="occurred", show_default=True),
            click.option("--date", type=Day(), help="The day, or the first."),
            click.option("--until", type=Day(), help="The last day."),
            click.option("--place", help="Where; looked up in the gazetteer where the text names it."),
            click.option("--country", metavar="CODE", help="ISO code of the country."),
            click.option("--lat", type=click.FloatRange(-90, 90)),
            click.option("--lon", type=click.FloatRange(-180, 180)),
            click.option("--by", help="Who did it."),
            click.option("--target", help="Who was attacked."),
            click.option("--killed", type=click.IntRange(min=0), metavar="N"),
            click.option("--injured", type=click.IntRange(min=0), metavar="N"),
        )
    ):  # fmt: skip
        command = option(command)
    return command


class Marked(NamedTuple):
    """Words of a document that a person marked, in the order of the text."""

    document: Document
    words: tuple[Evidence, ...]


def marked(ledger_path: Path | str, name: str, quotes: tuple[str, ...], spans: tuple[str, ...]) -> Marked:
    """The document and the words; UsageError where they do not stand there, or more than once."""
    from testimonia.store import Ledger

    with Ledger.open(ledger_path) as ledger:
        document = ledger.document(name)
    found = [_quoted(document, quote) for quote in quotes] + [_spanned(document, span) for span in spans]
    if not found:
        raise UsageError("mark the words, by --quote WORDS or by --at START:END")
    return Marked(document, tuple(sorted(set(found))))


def _quoted(document: Document, quote: str) -> Evidence:
    starts = [m.start() for m in re.finditer(re.escape(quote), document.text)] if quote else []
    if not starts:
        raise UsageError(f"{document.id}: holds no words {quote!r} (copy them from `testimonia read --with-text`)")
    if len(starts) > 1:
        places = ", ".join(f"--at {s}:{s + len(quote)}" for s in starts[:5])
        raise UsageError(f"{document.id}: {quote!r} stands there {len(starts)} times; say which: {places}")
    return Span(starts[0], starts[0] + len(quote)).cut(document.text)


def _spanned(document: Document, said: str) -> Evidence:
    found = _SPAN.fullmatch(said.strip())
    start, end = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 0 <= start < end <= len(document.text):
        raise UsageError(f"{said!r} marks no words of {document.id} (write START:END, up to {len(document.text)})")
    return Span(start, end).cut(document.text)


@add.command(epilog=example(
    'testimonia add incident raid --quote "second raid" --type armed_assault --date 2018-05-05 --ledger war.ledger'
))  # fmt: skip
@marking
@happening
@signed
def incident(document: str, quotes: tuple[str, ...], spans: tuple[str, ...], ledger_path: Path | str, why: str,
             who: str, **facts: Any) -> int:  # fmt: skip
    """Words of DOCUMENT tell of an incident that the reader missed."""
    from testimonia import pipeline

    found = marked(ledger_path, document, quotes, spans)
    account = _account(found, **facts)
    return record(ledger_path, "add", who, why, **pipeline.addition(found.document, "incident", account))


@add.command(epilog=example(
    'testimonia add figure raid --quote "eleven" --effect killed --who-is military --ledger war.ledger',
    "testimonia add figure raid --at 120:126 --to INCIDENT --number 11 --ledger war.ledger",
))  # fmt: skip
@marking
@belonging
@click.option("--effect", type=click.Choice(get_args(Effect)), default="killed", show_default=True)
@click.option("--who-is", "whom", type=click.Choice(get_args(Who)), default="all", show_default=True,
              help="Whom it counts.")  # fmt: skip
@click.option("--number", type=click.IntRange(min=0), help="The number; else it is read from the words.")
@click.option("--low", type=click.IntRange(min=0), help="At least so many.")
@click.option("--high", type=click.IntRange(min=0), help="At most so many.")
@click.option("--according-to", help="Who says so, in the text's words.")
@signed
def figure(document: str, quotes: tuple[str, ...], spans: tuple[str, ...], to: str | None, effect: Effect, whom: Who,
           number: int | None, low: int | None, high: int | None, according_to: str | None,
           ledger_path: Path | str, why: str, who: str) -> int:  # fmt: skip
    """Words of DOCUMENT give a number that the reader missed."""
    found = marked(ledger_path, document, quotes, spans)
    count = _count(found, number, low, high)
    value = Figure(effect=effect, who=whom, low=count.low, best=count.best, high=count.high, vague=count.vague,
                   according_to=according_to, at=found.words)  # fmt: skip
    return _part(ledger_path, found, to, "figure", who, why, figures=(value,))


@add.command(epilog=example(
    'testimonia add victim raid --quote "Amara Sow" --age 24 --class civilians --ledger war.ledger'
))  # fmt: skip
@marking
@belonging
@click.option("--name", help="The name, where it is not what was marked.")
@click.option("--age", type=click.IntRange(0, 130))
@click.option("--sex", type=click.Choice(["female", "male"]))
@click.option("--class", "cls", type=click.Choice(get_args(Who)), default="civilians", show_default=True)
@click.option("--effect", type=click.Choice(get_args(Effect)), default="killed", show_default=True)
@signed
def victim(document: str, quotes: tuple[str, ...], spans: tuple[str, ...], to: str | None, name: str | None,
           age: int | None, sex: str | None, cls: Who, effect: Effect,
           ledger_path: Path | str, why: str, who: str) -> int:  # fmt: skip
    """Words of DOCUMENT name a victim whom the reader missed; nobody is counted on top of a number."""
    found = marked(ledger_path, document, quotes, spans)
    named = name or " ".join(found.words[0].quote.split())
    value = Victim(name=named, age=age, sex=sex, cls=cls, effect=effect, at=found.words)
    return _part(ledger_path, found, to, "victim", who, why, victims=(value,))


@add.command(epilog=example(
    'testimonia add source "Interview with a nurse of the district hospital, notes in box 4" '
    "--published 2018-05-12 --killed 12 --to INCIDENT --ledger war.ledger"
))  # fmt: skip
@click.argument("citation", metavar="CITATION")
@click.option("--published", type=Day(moment=True), help="When it was said, or made public.")
@click.option("--publisher", help="Whose it is.")
@click.option("--url", help="Where it is kept.")
@click.option("--to", metavar="INCIDENT", help="The incident that it tells of; else it is one of its own.")
@happening
@signed
def source(citation: str, published: str | None, publisher: str | None, url: str | None, to: str | None,
           ledger_path: Path | str, why: str, who: str, **facts: Any) -> int:  # fmt: skip
    """A source that is no text tells of an incident: an interview, a photograph, a register. CITATION is its words."""
    from testimonia import pipeline
    from testimonia.store import Ledger

    text = " ".join(citation.split())
    if not text:
        raise UsageError("a source needs its citation, in words that lead others to it")
    digest = hashlib.sha256("\x1f".join((text, published or "", publisher or "", url or "")).encode()).hexdigest()
    document = Document(id=f"source-{digest[:16]}", text=text, published=published, publisher=publisher, url=url)
    found = Marked(document, (Span(0, len(text)).cut(text),))
    subjects: tuple[str, ...] = ()
    if to:
        incident = _incident(ledger_path, to)
        subjects = told_by(incident)
        facts["type_"] = incident.type if facts["type_"] == "other" else facts["type_"]
    judgement = pipeline.addition(document, "source", _account(found, **facts), subjects)
    with Ledger.open(ledger_path, "write") as ledger:
        ledger.record(document, Reading(document=document.id, document_version=document.version, reader=BY_HAND))
    return record(ledger_path, "add", who, why, **judgement)


def _account(found: Marked, *, type_: IncidentType, status: Status, date: str | None, until: str | None,
             place: str | None, country: str | None, lat: float | None, lon: float | None, by: str | None,
             target: str | None, killed: int | None, injured: int | None) -> Account:  # fmt: skip
    """What a person says that the marked words tell; each value has the marked words as its evidence."""
    at = found.words
    if until and (date is None or until < date):
        raise UsageError("--until needs an earlier --date")
    when = Period(unresolved="the person who marked it gave no date")
    if date:
        last = until or date
        when = Period(start=date, end=last, precision="day" if last == date else "week", at=at,
                      date_prec=1 if last == date else 2, because="as a person marked it")  # fmt: skip
    counts: tuple[tuple[Effect, int | None], ...] = (("killed", killed), ("injured", injured))
    return Account(
        type=type_,
        status=status,
        salience="news",
        mentions=at,
        date=when,
        places=(_place(found, place, country, lat, lon),) if place else (),
        perpetrators=(Perpetrator(name=by, basis="stated", at=at),) if by else (),
        targets=(Target(name=target, cls="civilians", at=at),) if target else (),
        figures=tuple(Figure(effect=e, who="all", low=n, best=n, high=n, at=at) for e, n in counts if n is not None),
    )


def _place(found: Marked, name: str, country: str | None, lat: float | None, lon: float | None) -> Place:
    """The place as a person gives it, else as the gazetteer knows it where the document names it."""
    from testimonia import pipeline

    if (lat is None) != (lon is None):
        raise UsageError("a point needs both --lat and --lon")
    if lat is None:
        marks = pipeline.resolver_with().marks(found.document).places
        same = [m.place for m in marks if m.place.name.casefold() == name.casefold() and m.place.lat is not None]
        known = [p for p in same if country is None or p.country == country.upper()]
        if known:
            return Place(name=name, kind=known[0].kind, country=known[0].country, lat=known[0].lat, lon=known[0].lon,
                         geonames_id=known[0].geonames_id, admin1=known[0].admin1, admin2=known[0].admin2,
                         precision=known[0].precision, at=found.words, because="as a person marked it")  # fmt: skip
    return Place(name=name, country=country and country.upper(), lat=lat, lon=lon,
                 precision=1 if lat is not None else None, at=found.words, because="as a person marked it",
                 unresolved=None if lat is not None else "a person named it without a point")  # fmt: skip


def _count(found: Marked, number: int | None, low: int | None, high: int | None) -> Count:
    """The number as it is given, else as the marked words have it."""
    from testimonia import pipeline

    if number is not None or low is not None or high is not None:
        if number is not None and low is None and high is None:
            return Count(number, number, number)
        return Count(low, number if number is not None else high if low is None else low, high)
    for mark in pipeline.resolver_with().marks(found.document).counts:
        if any(mark.start < w.end and w.start < mark.end for w in found.words):
            return mark.count
    raise UsageError(f"{found.words[0].quote!r} holds no number (give one: --number, --low, --high)")


def _incident(ledger_path: Path | str, name: str) -> Incident:
    from testimonia import pipeline

    with pipeline.edition(ledger_path) as edition:
        return edition.incident(name)


def _part(ledger_path: Path | str, found: Marked, to: str | None, kind: str, who: str, why: str, **values: Any) -> int:
    """Record a figure or victim as an account of its own that belongs to the incident."""
    from testimonia import pipeline

    with pipeline.edition(ledger_path) as edition:
        if to is None:
            told = [i for i in edition.incidents() if any(a.document == found.document.id for a in i.accounts)]
            if len(told) != 1:
                names = f" (it tells of {', '.join(i.id for i in told)})" if told else ""
                raise UsageError(f"{found.document.id}: say which incident it is, with --to INCIDENT{names}")
            incident = told[0]
        else:
            incident = edition.incident(to)
    account = Account(type=incident.type, status=incident.status, salience="background", mentions=found.words,
                      confidence=_UNSAID, **values)  # fmt: skip
    return record(ledger_path, "add", who, why, **pipeline.addition(found.document, kind, account, told_by(incident)))
