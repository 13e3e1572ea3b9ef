"""`testimonia add`: what a reader missed, marked in a document's text; or a source that is no text, cited."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, get_args

import click

from testimonia import adding
from testimonia.adding import Marked
from testimonia.cli.judging import record, signed
from testimonia.cli.options import Day, example
from testimonia.model.claim import (
    Effect,
    IncidentType,
    Reading,
    Stance,
    Status,
    Who,
)
from testimonia.model.errors import UsageError
from testimonia.model.text import Document, Evidence, Span
from testimonia.model.world import Incident

F = TypeVar("F", bound=Callable[..., Any])
_SPAN = re.compile(r"(\d+):(\d+)")
BY_HAND = "person/1"


@click.group(epilog=example('testimonia add victim raid --quote "Amara Sow" --age 24 --ledger war.ledger'))
def add() -> None:
    """Judge that a reader missed an incident, a figure, a speaker or a victim; or cite a source that is no text.

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
            click.option("--status", type=click.Choice(get_args(Status)), default="occurred", show_default=True,
                         help="Whether it happened."),
            click.option("--date", type=Day(), help="The day, or the first."),
            click.option("--until", type=Day(), help="The last day."),
            click.option("--place", help="Where; looked up in the gazetteer where the text names it."),
            click.option("--country", metavar="CODE", help="ISO code of the country."),
            click.option("--lat", type=click.FloatRange(-90, 90), metavar="DEGREES", help="Latitude (WGS 84)."),
            click.option("--lon", type=click.FloatRange(-180, 180), metavar="DEGREES", help="Longitude (WGS 84)."),
            click.option("--by", help="Who did it."),
            click.option("--target", help="Who was attacked."),
            click.option("--killed", type=click.IntRange(min=0), metavar="N", help="How many were killed."),
            click.option("--injured", type=click.IntRange(min=0), metavar="N", help="How many were injured."),
        )
    ):  # fmt: skip
        command = option(command)
    return command


def marked(ledger_path: Path | str, name: str, quotes: tuple[str, ...], spans: tuple[str, ...]) -> Marked:
    """The document and the words; UsageError where they do not stand there, or more than once."""
    from testimonia.store import Ledger

    with Ledger.open(ledger_path) as ledger:
        document = ledger.document(name)
    found = [adding.quoted(document, quote) for quote in quotes] + [_spanned(document, span) for span in spans]
    if not found:
        raise UsageError("mark the words, by --quote WORDS or by --at START:END")
    return Marked(document, tuple(sorted(set(found))))


def _spanned(document: Document, said: str) -> Evidence:
    found = _SPAN.fullmatch(said.strip())
    if not found:
        raise UsageError(f"{said!r} marks no words of {document.id} (write START:END, up to {len(document.text)})")
    return adding.spanned(document, int(found[1]), int(found[2]))


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
    account = adding.happening(found, **facts)
    return record(ledger_path, "add", who, why, **pipeline.addition(found.document, "incident", account))


@add.command(epilog=example(
    'testimonia add figure raid --quote "eleven" --effect killed --who-is military --ledger war.ledger',
    "testimonia add figure raid --at 120:126 --to INCIDENT --number 11 --ledger war.ledger",
))  # fmt: skip
@marking
@belonging
@click.option("--effect", type=click.Choice(get_args(Effect)), default="killed", show_default=True,
              help="What was done to them.")  # fmt: skip
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
    values = adding.figure(found, effect, whom, number=number, low=low, high=high, according_to=according_to)
    return _part(ledger_path, found, to, "figure", who, why, values)


@add.command(epilog=example(
    'testimonia add victim raid --quote "Amara Sow" --age 24 --class civilians --ledger war.ledger'
))  # fmt: skip
@marking
@belonging
@click.option("--name", help="The name, where it is not what was marked.")
@click.option("--age", type=click.IntRange(0, 130), help="In years.")
@click.option("--sex", type=click.Choice(["female", "male"]), help="As the text has it.")
@click.option("--class", "cls", type=click.Choice(get_args(Who)), default="civilians", show_default=True,
              help="What the victim was.")  # fmt: skip
@click.option("--effect", type=click.Choice(get_args(Effect)), default="killed", show_default=True,
              help="What was done to the victim.")  # fmt: skip
@signed
def victim(document: str, quotes: tuple[str, ...], spans: tuple[str, ...], to: str | None, name: str | None,
           age: int | None, sex: str | None, cls: Who, effect: Effect,
           ledger_path: Path | str, why: str, who: str) -> int:  # fmt: skip
    """Words of DOCUMENT name a victim whom the reader missed; nobody is counted on top of a number."""
    found = marked(ledger_path, document, quotes, spans)
    return _part(ledger_path, found, to, "victim", who, why, adding.victim(found, name, age, sex, cls, effect))


@add.command(epilog=example(
    'testimonia add speaker raid --quote "River Front" --stance denied --ledger war.ledger'
))  # fmt: skip
@marking
@belonging
@click.option("--stance", type=click.Choice(get_args(Stance)), required=True, help="Whether they claim or deny it.")
@click.option("--name", help="The name, where it is not what was marked.")
@signed
def speaker(document: str, quotes: tuple[str, ...], spans: tuple[str, ...], to: str | None, stance: Stance,
            name: str | None, ledger_path: Path | str, why: str, who: str) -> int:  # fmt: skip
    """Words of DOCUMENT name somebody who claims, denies or praises it, whom the reader missed."""
    found = marked(ledger_path, document, quotes, spans)
    return _part(ledger_path, found, to, "speaker", who, why, adding.speaker(found, stance, name))


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
    from testimonia.store import Ledger, account_ids

    text = " ".join(citation.split())
    if not text:
        raise UsageError("a source needs its citation, in words that lead others to it")
    digest = hashlib.sha256("\x1f".join((text, published or "", publisher or "", url or "")).encode()).hexdigest()
    document = Document(id=f"source-{digest[:16]}", text=text, published=published, publisher=publisher, url=url)
    found = Marked(document, (Span(0, len(text)).cut(text),))
    subjects: tuple[str, ...] = ()
    if to:
        incident = _incident(ledger_path, to)
        subjects = account_ids(incident)
        facts["type_"] = incident.type if facts["type_"] == "other" else facts["type_"]
    judgement = pipeline.addition(document, "source", adding.happening(found, **facts), subjects)
    with Ledger.open(ledger_path, "write") as ledger:
        ledger.record(document, Reading(document=document.id, document_version=document.version, reader=BY_HAND))
    return record(ledger_path, "add", who, why, **judgement)


def _incident(ledger_path: Path | str, name: str) -> Incident:
    from testimonia import pipeline

    with pipeline.edition(ledger_path) as edition:
        return edition.incident(name)


def _part(ledger_path: Path | str, found: Marked, to: str | None, kind: str, who: str, why: str,
          values: dict[str, Any]) -> int:  # fmt: skip
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
    return record(ledger_path, "add", who, why, **adding.part(found, kind, incident, values))
