"""Options that several commands share, and what their words mean."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from functools import wraps
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from testimonia.model.asof import CLOCKS, AsOf
from testimonia.model.errors import UsageError
from testimonia.model.world import Incident
from testimonia.plugins import READER

if TYPE_CHECKING:
    from testimonia.model.scope import Scope

F = TypeVar("F", bound=Callable[..., Any])
_MOMENT = re.compile(r"\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}.*)?")


class Day(click.ParamType[str]):
    """An ISO day, `2019-11-03`; where `moment` a time may follow (`2019-11-03T08:00:00+01:00`)."""

    name = "date"

    def __init__(self, moment: bool = False) -> None:
        self.moment = moment

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The words themselves where they are a day; else a usage error that shows one."""
        text = str(value).strip()
        try:
            date.fromisoformat(text[:10])
            good = bool(_MOMENT.fullmatch(text)) and (self.moment or len(text) == 10)
        except ValueError:
            good = False
        if not good:
            self.fail(f"{text!r} is no date; write it like 2019-11-03", param, ctx)
        return text


def example(*lines: str) -> str:
    """The epilog of a command: how it is used."""
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


def paths_argument(command: F) -> F:
    """PATH…: files, folders, `-` or addresses, read in the order given."""
    return click.argument("paths", metavar="PATH...", nargs=-1, required=True)(command)


def reading_options(command: F) -> F:
    """How documents are gathered and read: --published, --reader and what belongs to it, --gazetteer, --allow-local,
    --read-all, --workers."""
    published = click.option("--published", type=Day(moment=True), help="Publication date of texts that do not say.")
    return published(reader_options(gazetteer_option(local_option(read_all_option(_workers_option(command))))))


def reader_options(command: F) -> F:
    """--reader, and what some readers need to be told. The command gets `reader`: its name, or the reader ready made;
    what a run has cost is said on standard error at the end."""

    @wraps(command)
    def ready(*args: Any, reader: str, **rest: Any) -> Any:
        given = {name: rest.pop(name) for name in _OF_READERS}
        given = {name: value for name, value in given.items() if value is not None}
        if not given:
            return command(*args, reader=reader, **rest)
        from testimonia import plugins
        from testimonia.model.doors import CostlyReader

        made = plugins.make("readers", reader, **given)
        try:
            return command(*args, reader=made, **rest)
        finally:
            if isinstance(made, CostlyReader):
                made.close()
                click.echo(made.report(), err=True)

    for name, option in reversed(_OF_READERS.items()):
        ready = click.option(f"--{name.replace('_', '-')}", name, **option)(ready)
    about = "Which reader reads: neural, patterns, llm, hf, or another that is installed."
    return click.option("--reader", default=READER, show_default=True, metavar="NAME", help=about)(ready)  # type: ignore[return-value]


# Options that are parameters of a reader, by its own names for them.
_OF_READERS: dict[str, dict[str, Any]] = {
    "model_folder": {"metavar": "FOLDER", "type": click.Path(path_type=Path, exists=True, file_okay=False),
                     "help": "hf: the folder of a model, with testimonia.json in it; neural: that of another network."},
    "base_url": {"metavar": "URL", "help": "llm: the endpoint, as http://localhost:11434/v1."},
    "model": {"metavar": "NAME", "help": "llm: the model, as the endpoint calls it."},
    "send_text_to": {"metavar": "HOST", "help": "llm: the host beside this machine that may see the texts."},
    "prices": {"metavar": "IN OUT", "type": (float, float), "help": "llm: what a million tokens cost."},
    "at_once": {"metavar": "N", "type": click.IntRange(1, 64), "help": "llm: questions under way at a time (4)."},
}  # fmt: skip


def local_option(command: F) -> F:
    """--allow-local."""
    return click.option(
        "--allow-local",
        "local",
        is_flag=True,
        help="Fetch also from private and loopback addresses, and from any port.",
    )(command)


def _workers_option(command: F) -> F:
    return click.option(
        "--workers", type=click.IntRange(1, 256), default=1, show_default=True, metavar="N",
        help="Read in so many processes; the results are the same.",
    )(command)  # fmt: skip


def read_all_option(command: F) -> F:
    """--read-all."""
    return click.option(
        "--read-all",
        is_flag=True,
        help="Read closely also what triage would set aside: texts that do not speak of violence.",
    )(command)


def gazetteer_option(command: F) -> F:
    """--gazetteer FILE, or the environment's TESTIMONIA_GAZETTEER."""
    return click.option(
        "--gazetteer",
        type=click.Path(path_type=Path, exists=True, dir_okay=True),
        envvar="TESTIMONIA_GAZETTEER",
        help="A gazetteer made by `testimonia gazetteer build`, instead of the shipped one.",
    )(command)


class LedgerPlace(click.ParamType[Path | str]):
    """Where a ledger is: a file, or the address of one on a PostgreSQL server."""

    name = "ledger"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path | str:
        """The address as it is, else a path; a usage error for a folder."""
        from testimonia.store.address import is_server

        if is_server(value):
            return str(value)
        path: Path = click.Path(path_type=Path, dir_okay=False).convert(value, param, ctx)
        return path


def ledger_option(command: F) -> F:
    """--ledger FILE, or the environment's TESTIMONIA_LEDGER; postgresql://user@host/database for one on a server."""
    return click.option(
        "--ledger",
        "ledger_path",
        metavar="FILE",
        type=LedgerPlace(),
        envvar="TESTIMONIA_LEDGER",
        required=True,
        help="The ledger: a file, or postgresql://user@host/database (or set TESTIMONIA_LEDGER).",
    )(command)


def users_option(command: F) -> F:
    """--users FILE."""
    return click.option(
        "--users",
        "users_path",
        metavar="FILE",
        type=click.Path(path_type=Path, dir_okay=False),
        envvar="TESTIMONIA_USERS",
        help="The file of users, where it is not LEDGER.users beside the ledger.",
    )(command)


def known_options(command: F) -> F:
    """By which rule, and what was known when: --policy, --as-of, --clock. The command gets `policy` and `as_of`,
    an AsOf (all clocks None where none is turned back)."""

    @wraps(command)
    def turned(*args: Any, as_of: str | None, clock: tuple[str, ...], **rest: Any) -> Any:
        clocks = CLOCKS if "all" in clock else clock or CLOCKS[:1]
        return command(*args, as_of=AsOf.at(as_of, clocks) if as_of else AsOf(), **rest)

    for option in reversed(
        (
            click.option("--policy", default="ucdp", show_default=True, metavar="NAME",
                         help="How many figures become one toll: ucdp, acled, gtd, airwars, ibc."),
            click.option("--as-of", type=Day(moment=True), help="As it was known then: 2019-11-02, 2019-11-02T12:00."),
            click.option("--clock", type=click.Choice([*CLOCKS, "all"]), multiple=True,
                         help="What --as-of turns back: what had been published (default), ingested, judged; several "
                              "times for several."),
        )
    ):  # fmt: skip
        turned = option(turned)
    return turned  # type: ignore[return-value]


def scope_option(command: F) -> F:
    """--scope FILE."""
    return click.option(
        "--scope", type=click.Path(path_type=Path, exists=True, dir_okay=False), metavar="FILE",
        help="Inclusion rules in TOML, instead of those of the ledger (see `testimonia scope`). What is outside stays, "
        "marked.",
    )(command)  # fmt: skip


def scope_options(command: F) -> F:
    """--scope FILE and --only: the command gets `scope`, a function that marks incidents by these rules, else by those
    of its ledger, and, with --only, leaves out what is not asked for; None where there is no scope."""

    @wraps(command)
    def scoped(*args: Any, scope: Path | None, only: str | None, **rest: Any) -> Any:
        from testimonia import judging
        from testimonia.model.scope import Scope
        from testimonia.store import Ledger

        if scope:
            rules: Scope | None = Scope.open(scope)
        else:
            with Ledger.open(rest["ledger_path"]) as book:
                rules = judging.scope(book)
        if rules is None and only:
            cure = "record them with `testimonia scope FILE`, or give --scope FILE"
            raise UsageError(f"--only {only} needs the rules by which it is chosen ({cure})")
        return command(*args, scope=_marking(rules, only) if rules else None, **rest)

    only = click.option("--only", type=click.Choice(["inside", "outside"]), help="With a scope: leave out the rest.")
    return scope_option(only(scoped))  # type: ignore[return-value]


def _marking(rules: Scope, only: str | None) -> Callable[[Iterable[Incident]], Iterator[Incident]]:
    def marked(incidents: Iterable[Incident]) -> Iterator[Incident]:
        for incident in map(rules.mark, incidents):
            if only is None or (incident.scope and incident.scope.inside) == (only == "inside"):
                yield incident

    return marked


def who_am_i() -> str:
    """The name that a judgement is signed with where none is given: TESTIMONIA_WHO, else the login name."""
    return os.environ.get("TESTIMONIA_WHO") or os.environ.get("USER") or os.environ.get("USERNAME") or "unnamed"
