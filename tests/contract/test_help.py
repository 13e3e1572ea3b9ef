"""Help that can be used: every command says what it does, what each option means, and shows an example that runs."""

import shlex
from collections.abc import Iterator

import click
import pytest

from testimonia.cli import main


def commands(command: click.Command, *path: str) -> Iterator[tuple[str, click.Command]]:
    yield " ".join(path), command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=path[-1])
        for name in command.list_commands(context):
            below = command.get_command(context, name)
            assert below is not None
            yield from commands(below, *path, name)


ALL = dict(commands(main, "testimonia"))


def test_there_are_commands() -> None:
    assert {"testimonia read", "testimonia add victim", "testimonia gazetteer build"} <= set(ALL)


@pytest.mark.parametrize("path", ALL)
def test_a_command_explains_itself_and_its_options(path: str) -> None:
    command = ALL[path]
    assert (command.help or "").strip().endswith((".", ")"))
    options = [p for p in command.params if isinstance(p, click.Option)]
    assert [o.opts for o in options if not (o.help or "").endswith(".")] == []
    assert path in (command.epilog or ""), "no example"


EXAMPLES = [line.strip() for command in ALL.values() for line in (command.epilog or "").splitlines()]
TYPED = sorted({e.partition("  ")[2].strip() if e.startswith("Example:") else e for e in EXAMPLES} - {"", "\b"})


@pytest.mark.parametrize("line", [e for e in TYPED if e.startswith("testimonia ")])
def test_an_example_is_a_command_that_there_is(line: str) -> None:
    words = shlex.split(line.partition(" > ")[0].partition(" < ")[0].partition(" | ")[0], comments=True)
    names = ["testimonia"]
    while " ".join([*names, *words[len(names) : len(names) + 1]]) in ALL and len(words) > len(names):
        names.append(words[len(names)])
    command = ALL[" ".join(names)]
    assert not isinstance(command, click.Group), line
    given, _, _ = command.make_parser(click.Context(command)).parse_args(words[len(names) :])  # knows every option
    for needed in (p.name for p in command.params if p.required and p.name):
        said = given.get(needed)
        assert isinstance(said, str) or (isinstance(said, list | tuple) and said), f"{line}: says no {needed}"
