"""`testimonia merge`, `split`, `set`, `reject`, `accept`, `comment`, `redact`, `scope`, `undo`: what people judge,
written once and never changed."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click
import msgspec

from testimonia.cli.options import example, ledger_option, who_am_i
from testimonia.model.judgement import Tombstone, Verdict

if TYPE_CHECKING:
    from testimonia.store import Ledger

F = TypeVar("F", bound=Callable[..., Any])


def signed(command: F) -> F:
    """--why and --who: every judgement says both."""
    for option in (
        click.option("--who", default=who_am_i, help="Who judges (default: TESTIMONIA_WHO, else the login name)."),
        click.option("--why", default="", help="The reason, for those who come later."),
        ledger_option,
    ):
        command = option(command)
    return command


def record(path: Path | str, verdict: Verdict, who: str, why: str, **what: Any) -> int:
    """Write one judgement and bring the incidents up to date."""
    from testimonia import judging, pipeline
    from testimonia.store import Ledger

    judgement = judging.sign(verdict, who, why, **what)
    with Ledger.open(path, "write") as ledger:
        count = pipeline.judge(ledger, judgement)
    click.echo(f"{judgement.id}: {verdict} recorded; the ledger holds {count} incidents")
    return 0


@contextmanager
def opened(path: Path | str) -> Iterator[tuple[Ledger, Ledger]]:
    """The edition, up to date, and the book."""
    from testimonia import pipeline
    from testimonia.store import Ledger

    with pipeline.edition(path) as edition, Ledger.open(path) as book:
        yield edition, book


@click.command(
    epilog=example('testimonia merge INCIDENT INCIDENT --ledger war.ledger --why "same blast, two spellings"')
)
@click.argument("names", metavar="INCIDENT INCIDENT...", nargs=-1, required=True)
@signed
def merge(names: tuple[str, ...], ledger_path: Path | str, why: str, who: str) -> int:
    """Judge that incidents are one: their reports tell of the same."""
    from testimonia import judging

    with opened(ledger_path) as (edition, book):
        subjects = judging.joined(edition, book, names)
    return record(ledger_path, "merge", who, why, subjects=subjects)


@click.command(epilog=example('testimonia split INCIDENT DOCUMENT --ledger war.ledger --why "another town"'))
@click.argument("incident", metavar="INCIDENT")
@click.argument("documents", metavar="DOCUMENT...", nargs=-1, required=True)
@signed
def split(incident: str, documents: tuple[str, ...], ledger_path: Path | str, why: str, who: str) -> int:
    """Judge that these documents of an incident tell of another one than the rest."""
    from testimonia import judging

    with opened(ledger_path) as (edition, book):
        sides = judging.apart(edition, book, incident, documents)
    return record(ledger_path, "split", who, why, **sides)


@click.command("set", epilog=example(
    "testimonia set INCIDENT type bombing --ledger war.ledger",
    "testimonia set INCIDENT killed '{\"low\": 3, \"best\": 4, \"high\": 4}' --ledger war.ledger",
))  # fmt: skip
@click.argument("incident", metavar="INCIDENT")
@click.argument("field", metavar="FIELD")
@click.argument("value", metavar="VALUE")
@signed
def set_value(incident: str, field: str, value: str, ledger_path: Path | str, why: str, who: str) -> int:
    """Judge what the value of a field is: a word, or JSON as in `export --format jsonl`.

    FIELD is type, status, date, places, perpetrators, claims, targets, weapons, victims, grade, headline, killed or
    another effect.
    """
    try:
        json.loads(value)
        raw = msgspec.Raw(value.encode())
    except ValueError:
        raw = msgspec.Raw(msgspec.json.encode(value))
    from testimonia import judging

    with opened(ledger_path) as (edition, book):
        subjects = judging.accounts(edition, book, incident)
    return record(ledger_path, "set", who, why, subjects=subjects, field=judging.field(field), value=raw)


@click.command(epilog=example('testimonia reject INCIDENT --ledger war.ledger --why "a film, not an attack"'))
@click.argument("incident", metavar="INCIDENT")
@click.argument("documents", metavar="[DOCUMENT...]", nargs=-1)
@signed
def reject(incident: str, documents: tuple[str, ...], ledger_path: Path | str, why: str, who: str) -> int:
    """Judge that an incident is none; its reports stay, it leaves the edition. With DOCUMENT: only what these reports
    tell of it is rejected."""
    from testimonia import judging

    with opened(ledger_path) as (edition, book):
        subjects = judging.accounts(edition, book, incident)
        if documents:
            _, subjects = judging.parted(edition, book, incident, documents)
    return record(ledger_path, "reject", who, why, subjects=subjects)


@click.command(epilog=example('testimonia accept INCIDENT --ledger war.ledger --why "checked against the register"'))
@click.argument("incident", metavar="INCIDENT")
@signed
def accept(incident: str, ledger_path: Path | str, why: str, who: str) -> int:
    """Judge that an incident is one: somebody has checked it. What was rejected of it before comes back."""
    return record(ledger_path, "accept", who, why, subjects=_ever(ledger_path, incident))


def _ever(path: Path | str, name: str) -> tuple[str, ...]:
    from testimonia import judging

    with opened(path) as (edition, book):
        return judging.ever(edition, book, name)


@click.command(epilog=example('testimonia comment INCIDENT "the second toll is from radio" --ledger war.ledger'))
@click.argument("incident", metavar="INCIDENT")
@click.argument("words", metavar="WORDS")
@signed
def comment(incident: str, words: str, ledger_path: Path | str, why: str, who: str) -> int:
    """Say something to an incident, for those who come later; it changes nothing and stands in `history`."""
    said = "; ".join(part for part in (words.strip(), why) if part)
    return record(ledger_path, "comment", who, said, subjects=_ever(ledger_path, incident))


@click.command(epilog=example('testimonia redact DOCUMENT --ledger war.ledger --why "taken down by its publisher"'))
@click.argument("document", metavar="DOCUMENT")
@click.option("--yes", is_flag=True, help="Do not ask on a terminal.")
@signed
def redact(document: str, yes: bool, ledger_path: Path | str, why: str, who: str) -> int:
    """Destroy a document's text and quotes for good (takedown, confidentiality). There is no way back.

    What goes: every version of the text, its title and address, every quote, the names of victims and of named
    speakers. What stays: dates, places, parties and numbers, and a tombstone: the hash of each text, who, when, why.
    """
    from testimonia import judging, pipeline
    from testimonia.store import Ledger

    if sys.stdin.isatty() and not yes:
        click.confirm(f"Destroy the words of {document} for good?", abort=True, err=True)
    with Ledger.open(ledger_path, "write") as ledger:
        made = pipeline.redact(ledger, document, judging.sign("redact", who, why))
    stone = msgspec.json.decode(made.value, type=Tombstone)
    for version, digest in stone.texts.items():
        click.echo(f"{made.id}: redacted {document} (version {version}); SHA-256 of its text {digest}")
    return 0


@click.command(epilog=example("testimonia scope rules.toml --ledger war.ledger"))
@click.argument("rules", metavar="[FILE]", required=False, type=click.Path(path_type=Path, exists=True, dir_okay=False))
@signed
def scope(rules: Path | None, ledger_path: Path | str, why: str, who: str) -> int:
    """Record what the project counts, once for all commands; without FILE, print what it counts now.

    FILE holds inclusion rules in TOML: since, until, countries, types, statuses, min_killed, [sources] least and
    weights. Incidents outside stay, marked as such. The newest rules hold; `undo` brings back those before.
    """
    from testimonia import judging
    from testimonia.model.scope import Scope
    from testimonia.store import Ledger

    if rules:
        return record(ledger_path, "scope", who, why, value=msgspec.Raw(msgspec.json.encode(Scope.open(rules))))
    with Ledger.open(ledger_path) as ledger:
        held = judging.scope(ledger)
    click.echo(msgspec.json.encode(held).decode() if held else "everything: no scope is recorded")
    return 0


@click.command(epilog=example("testimonia undo JUDGEMENT --ledger war.ledger"))
@click.argument("judgement", metavar="JUDGEMENT")
@signed
def undo(judgement: str, ledger_path: Path | str, why: str, who: str) -> int:
    """Take a judgement back, by another judgement; an undo can be undone."""
    return record(ledger_path, "undo", who, why, undoes=judgement)


@click.command(epilog=example("testimonia judgements --ledger war.ledger"))
@ledger_option
def judgements(ledger_path: Path | str) -> int:
    """List what people have judged, in the order of recording."""
    from testimonia.cli import words
    from testimonia.store import Ledger

    with Ledger.open(ledger_path) as ledger:
        for j in ledger.judgements():
            about = j.undoes or " ".join((*j.subjects, *(("|", *j.apart) if j.apart else ())))
            click.echo(f"{j.id}  {j.when}  {words.judgement(j)}  {about}" + (f"  — {j.why}" if j.why else ""))
    return 0
