"""The page for people: one incident a block, values on the left, the words that carry them in the margin."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import IO, NamedTuple

from rich.console import Console
from rich.table import Table
from rich.text import Text

from testimonia.cli import words
from testimonia.model.claim import Account, Aggregate, Reading
from testimonia.model.text import Document, Evidence, Span

_AROUND = 60  # code points of context on either side of evidence that is cut from its sentence
_PLAIN_WIDTH = 110  # where the output is no terminal and COLUMNS does not say


class Quoted(NamedTuple):
    """Evidence in its sentence: the words marked, and where they stand."""

    before: str
    words: str
    after: str
    source: str = ""


class Row(NamedTuple):
    """One value: its field, itself in words, how sure (None: not said), and its evidence."""

    label: str
    value: str
    sure: float | None = None
    quotes: tuple[Quoted, ...] = ()


def console(out: IO[str] | None = None) -> Console:
    """Where people read: colours on a terminal only."""
    made = Console(file=out or sys.stdout, highlight=False, markup=False, emoji=False)
    if not made.is_terminal and "COLUMNS" not in made._environ:
        made.width = _PLAIN_WIDTH
    return made


def quote(document: Document, at: Evidence, *, whole: bool = False, source: str = "") -> Quoted:
    """Evidence with the sentence around it; unless `whole`, long sentences are cut on both sides at words."""
    around = document.sentence(at)
    before, after = document.text[around.start : at.start], document.text[at.end : around.end]
    if not whole:
        before = _tail(before)
        after = _tail(after[::-1])[::-1]
    flat = (" ".join(before.split()), " ".join(after.split()))
    joint = (before[-1:].isspace(), after[:1].isspace())
    return Quoted(flat[0] + " " * (joint[0] and bool(flat[0])), at.quote.replace("\n", " "),
                  " " * (joint[1] and bool(flat[1])) + flat[1], source)  # fmt: skip


def _tail(context: str) -> str:
    if len(context) <= _AROUND:
        return context
    cut = context[-_AROUND:]
    return "…" + (cut[cut.index(" ") :] if " " in cut[:-1] else cut)


def quotes(document: Document, at: Iterable[Evidence], limit: int = 2) -> tuple[Quoted, ...]:
    """The first `limit` pieces of evidence, each sentence once."""
    seen: set[Span] = set()
    out: list[Quoted] = []
    for evidence in at:
        sentence = document.sentence(evidence)
        if sentence not in seen and len(out) < limit:
            seen.add(sentence)
            out.append(quote(document, evidence))
    return tuple(out)


def rows(document: Document, account: Account) -> Iterator[Row]:
    """Every value of an account."""
    yield Row("told as", "", account.confidence.incident, quotes(document, account.mentions, 1))
    sure = account.date.confidence if account.date.start else None
    yield Row("date", words.dated(account.date), sure, quotes(document, account.date.at, 1))
    for n, place in enumerate(account.places):
        yield Row("place" if n == 0 else "in", words.place(place), place.confidence, quotes(document, place.at, 1))
    for who in account.perpetrators:
        yield Row("by", words.perpetrator(who), who.confidence, quotes(document, who.at, 1))
    for claim in account.claims:
        yield Row("claim", words.responsibility(claim), claim.confidence, quotes(document, claim.at, 1))
    for what in account.targets:
        yield Row("target", words.target(what), what.confidence, quotes(document, what.at, 1))
    for weapon in account.weapons:
        yield Row("weapon", words.kind(weapon.cls), weapon.confidence, quotes(document, weapon.at, 1))
    for f in account.figures:
        yield Row(f.effect, words.figure(f), f.confidence, quotes(document, f.at))
    for v in account.victims:
        age = f", {v.age}" if v.age is not None else ""
        yield Row("victim", f"{v.name}{age} ({v.effect})", v.confidence, quotes(document, v.at, 1))


def reading(page: Console, document: Document, got: Reading) -> None:
    """What one document says."""
    head = Text(document.title or document.text.split("\n", 1)[0][:100] or document.id, style="bold")
    about = ", ".join(x for x in (document.publisher, document.published or "no publication date") if x)
    page.print(head, Text(f"{document.id}, {about}", style="dim"), sep="\n", soft_wrap=True)
    if not got.read:
        page.print(Text(f"  not read: {got.reason}", style="yellow"), soft_wrap=True)
    elif not got.incidents:
        page.print(Text("  read; it tells of no incident", style="dim"))
    for n, account in enumerate(got.incidents, start=1):
        page.print()
        title(page, f"{n}  {words.kind(account.type)}", f"{account.status} · {account.salience}")
        block(page, rows(document, account))
    if got.aggregates:
        page.print()
        title(page, "totals over several incidents", "part of no toll")
        block(page, (_aggregate(document, a) for a in got.aggregates))
    page.print()


def _aggregate(document: Document, a: Aggregate) -> Row:
    number = words.amount(a.low, a.best, a.high, a.vague)
    value = a.about if number == "no number" else f"{number}: {a.about}"
    return Row(a.effect or "total", value, a.confidence, quotes(document, a.at, 1))


def title(page: Console, left: str, right: str) -> None:
    """The first line of a block."""
    page.print(Text.assemble((left, "bold cyan"), ("  " + right if right else "", "dim")), soft_wrap=True)


def block(page: Console, lines: Iterable[Row]) -> None:
    """The values of one incident, in columns."""
    grid = Table.grid(padding=(0, 2, 0, 0), expand=True)
    grid.add_column(width=12, no_wrap=True)
    grid.add_column(ratio=4)
    grid.add_column(width=4, no_wrap=True)
    grid.add_column(ratio=6)
    for line in lines:
        margin = Text("\n").join(sentence(q, marked=not page.is_terminal) for q in line.quotes)
        sure = "" if line.sure is None else f"{line.sure:.2f}".lstrip("0") if line.sure < 1 else "1.0"
        grid.add_row(Text(f"  {line.label}", style="dim"), Text(line.value), Text(sure, style="dim"), margin)
    page.print(grid)


def sentence(q: Quoted, *, marked: bool) -> Text:
    """A sentence with its evidence underlined, or in square brackets where nothing can be underlined (`marked`)."""
    evidence = f"[{q.words}]" if marked else q.words
    source = f"  ({q.source})" if q.source else ""
    return Text.assemble((q.before, "dim"), (evidence, "bold underline"), (q.after, "dim"), (source, "dim italic"))
