"""`testimonia users`: who may sign in to `testimonia serve`, and what they may do there."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from testimonia.cli.options import example, ledger_option, users_option
from testimonia.model.errors import UsageError

if TYPE_CHECKING:
    from testimonia.web.users import Users

F = TypeVar("F", bound=Callable[..., Any])


@click.group(
    epilog=example(
        "testimonia users add amina --role reviewer --ledger war.ledger",
        "testimonia users list --ledger war.ledger",
    )
)
def users() -> None:
    """Say who may judge through `testimonia serve`. Users stand in a file beside the ledger (LEDGER.users); passwords
    are asked for, or read from standard input, and kept as hashes."""


def _of(command: F) -> F:
    """Whose users: --ledger, --users."""
    return ledger_option(users_option(command))


def _users(ledger_path: Path | str, users_path: Path | None) -> Users:
    from testimonia.web.users import Users, beside

    return Users(users_path or beside(ledger_path))


def _password() -> str:
    """What is typed, twice and unseen; the first line of standard input where nobody types."""
    if sys.stdin.isatty():
        typed: str = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
        return typed
    line = sys.stdin.readline().rstrip("\r\n")
    if not line:
        raise UsageError("no password was given (type it, or send it as the first line of standard input)")
    return line


@users.command(
    "add",
    epilog=example(
        "testimonia users add amina --role reviewer --ledger war.ledger",
        "testimonia users add nightly --role reviewer --token --ledger war.ledger",
    ),
)
@click.argument("name", metavar="NAME")
@click.option("--role", type=click.Choice(["reader", "reviewer", "admin"]), default="reviewer", show_default=True,
              help="A reader sees everything, a reviewer judges too, an admin may destroy a text as well.")  # fmt: skip
@click.option("--token", is_flag=True, help="No password: a token for a program.")
@_of
def add(name: str, role: Any, token: bool, ledger_path: Path | str, users_path: Path | None) -> int:
    """Add a user, with a password or, for a program, a token."""
    known = _users(ledger_path, users_path)
    known.add(name, role, None if token else _password())
    click.echo(f"{name}: {role}, in {known.path.name if known.path else 'no file'}", err=True)
    if token:
        click.echo(known.token(name))
    return 0


@users.command("list", epilog=example("testimonia users list --ledger war.ledger"))
@_of
def list_(ledger_path: Path | str, users_path: Path | None) -> int:
    """List the users with their roles, and how they sign in."""
    for user in _users(ledger_path, users_path).all().values():
        number = len(user.tokens)
        ways = ["password"] if user.password else []
        ways += [f"{number} token{'' if number == 1 else 's'}"] if number else []
        click.echo(f"{user.name}\t{user.role}\t{', '.join(ways) or 'cannot sign in'}")
    return 0


@users.command("remove", epilog=example("testimonia users remove amina --ledger war.ledger"))
@click.argument("name", metavar="NAME")
@_of
def remove(name: str, ledger_path: Path | str, users_path: Path | None) -> int:
    """Remove a user, who is signed out at once. What they judged stands."""
    _users(ledger_path, users_path).remove(name)
    click.echo(f"{name}: removed", err=True)
    return 0


@users.command("password", epilog=example("testimonia users password amina --ledger war.ledger"))
@click.argument("name", metavar="NAME")
@_of
def password(name: str, ledger_path: Path | str, users_path: Path | None) -> int:
    """Give a user another password; their tokens are void."""
    _users(ledger_path, users_path).set_password(name, _password())
    click.echo(f"{name}: has another password", err=True)
    return 0


@users.command("token", epilog=example("testimonia users token amina --ledger war.ledger"))
@click.argument("name", metavar="NAME")
@_of
def token(name: str, ledger_path: Path | str, users_path: Path | None) -> int:
    """Print a new token of a user, for programs: `Authorization: Bearer TOKEN`. It is shown this once."""
    click.echo(_users(ledger_path, users_path).token(name))
    return 0
