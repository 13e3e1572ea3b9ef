"""The command line: arguments in, the pipeline called, words out.

Exit status: 0 done; 1 some inputs could not be read or were refused (each named on standard error with the reason and
the cure; the others are done); 2 wrong usage. Rooms are imported where they are used, so that the first answer comes
quickly.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module
from typing import Any

import click

from testimonia.model.errors import InputError, LedgerError, TestimoniaError

# The command, where it stands, and its line in the overview: help needs no import of what it describes.
COMMANDS: dict[str, tuple[str, str]] = {
    "read": ("reading:read", "Print what each document says."),
    "ingest": ("ledger:ingest", "Gather, read and record documents in a ledger."),
    "spark": ("spark:spark", "The same on many machines, with Apache Spark."),
    "watch": ("watching:watch", "Follow feeds and record what is new in a ledger."),
    "sources": ("watching:sources", "Check feeds, or look what a watch has fetched."),
    "incidents": ("ledger:incidents", "List the incidents of a ledger."),
    "why": ("why:why", "Print a value, the rule that chose it, and every sentence behind it."),
    "export": ("ledger:export", "Write the incidents of a ledger in a format for other programs."),
    "compare": ("comparing:compare", "Match a ledger with another recorder's table."),
    "serve": ("serving:serve", "Serve a ledger: pages for browsers, an API for programs."),
    "users": ("users:users", "Say who may judge through `serve`."),
    "history": ("history:history", "Print how an incident came to be what it is, and what people said to it."),
    "add": ("adding:add", "Judge that a reader missed something, or cite a source that is no text."),
    "merge": ("judging:merge", "Judge that incidents are one."),
    "split": ("judging:split", "Judge that accounts of one incident tell of two."),
    "set": ("judging:set_value", "Judge what the value of a field is."),
    "reject": ("judging:reject", "Judge that an incident is none."),
    "accept": ("judging:accept", "Judge that an incident is one."),
    "comment": ("judging:comment", "Say something to an incident."),
    "redact": ("judging:redact", "Destroy a document's text and quotes for good."),
    "scope": ("judging:scope", "Record what the project counts."),
    "undo": ("judging:undo", "Take a judgement back."),
    "judgements": ("judging:judgements", "List what people have judged."),
    "copy": ("copying:copy", "Copy a ledger to another place, as a file or on a server."),
    "actors": ("knowing:actors", "Look into the registry of actors, or add to it."),
    "gazetteer": ("knowing:gazetteer", "Build a gazetteer."),
    "doctor": ("doctor:doctor", "Say what is used, where coverage is thin, and what to do about it."),
    "evaluate": ("scoring:evaluate", "Read annotated reports and print the score table."),
    "demo": ("demo:demo", "The whole way on sample reports."),
    "completion": ("demo:completion", "Print the completion script of a shell."),
}
BROKEN_PIPE, INTERRUPTED = 141, 130  # as shells count them: 128 + signal


class _NobodyListensError(Exception):
    """The reader of our output has gone. Click would take a BrokenPipeError for a fault of the command."""


class Commands(click.Group):
    """The group of all commands; a command's module is imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in the order a user meets them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name][0].partition(":")
        command: click.Command = getattr(import_module(f"testimonia.cli.{module}"), name)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The overview, from the table alone."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError as fault:
            raise _NobodyListensError from fault

    def main(
        self,
        args: Sequence[str] | None = None,
        prog_name: str | None = None,
        complete_var: str | None = None,
        standalone_mode: bool = True,
        **extra: Any,
    ) -> Any:
        """Run and exit with the status of the contract; whatever was expected to go wrong is one line on stderr."""
        status = _status(lambda: super(Commands, self).main(args, prog_name, complete_var, False, **extra))
        if not standalone_mode:
            return status
        sys.exit(status)


def _status(run: Any) -> int:
    """The exit status of a command; says what went wrong."""
    try:
        got = run()
        sys.stdout.flush()
    except (BrokenPipeError, _NobodyListensError):  # `| head`: no fault of ours, nothing to say
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return BROKEN_PIPE
    except (KeyboardInterrupt, click.Abort):
        say("interrupted")
        return INTERRUPTED
    except click.UsageError as fault:
        where = fault.ctx.command_path if fault.ctx else "testimonia"
        say(f"{fault.format_message()} (see {where} --help)")
        return 2
    except click.ClickException as fault:
        say(fault.format_message())
        return 1
    except (InputError, LedgerError) as fault:
        say(str(fault))
        return 1
    except TestimoniaError as fault:
        say(str(fault))
        return 2
    except Exception as fault:
        if os.environ.get("TESTIMONIA_DEBUG"):
            raise
        say(f"fault in the program: {type(fault).__name__}: {fault} (please report it; TESTIMONIA_DEBUG=1 shows where)")
        return 1
    return got if isinstance(got, int) else 0


def say(message: str) -> None:
    """One line on standard error."""
    click.echo("testimonia: " + " ".join(message.split()), err=True)


@click.group(
    cls=Commands,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog="Example:  testimonia read report.txt --published 2019-11-03",
)
@click.version_option(package_name="testimonia", message="%(prog)s %(version)s")
def main() -> None:
    """Read news reports of armed attacks into a sourced, reconciled ledger of incidents."""
