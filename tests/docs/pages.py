"""What a page of the documentation shows: commands with their output, Python, files; found by their fences.

    ```console            commands behind `$ `, each with the output that is shown below it (none shown: none compared)
    ```python, ```pycon   run in one namespace a page; behind `>>> ` the shown output is compared
    ```… title="x.txt"    a file of that name, written into the folder of the page
    (no language)         commands of the checkout, `.venv/bin/testimonia …`, run; what they print is not compared
    ```sh                 for the reader's own machine (installing, another server): not run, but looked at

In shown output `…` stands for any words of a line, and a line of `…` alone for any lines. Measured numbers, which
move a little with every better measuring, need not be the same: confidences (` .75`, `(0.97)`) and weights (`(+2.7)`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
PAGES = (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))

_FENCE = re.compile(
    r"^(?P<indent> *)(?P<fence>`{3,})(?P<lang>[\w-]*)(?P<rest>[^\n`]*)\n(?P<body>.*?)^(?P=indent)(?P=fence) *$",
    re.MULTILINE | re.DOTALL,
)
_TITLE = re.compile(r'title="([^"]+)"')
_ID = re.compile(r"\b[iacjd]-[0-9a-f]{16}\b")
_ANY = "…"
_MEASURED = re.compile(r"(?<= )\.\d\d(?= )|\([+-]\d\.\d\)|\([01]\.\d\d\)")


class Block(NamedTuple):
    """A fenced block: its language, title, words, and where the words stand in the page."""

    lang: str
    title: str | None
    body: str
    line: int
    indent: int


class Command(NamedTuple):
    """What is typed, and the output that is shown (empty: none)."""

    typed: str
    shown: str


def blocks(page: str) -> Iterator[Block]:
    """All fenced blocks of a page, without their indentation."""
    for found in _FENCE.finditer(page):
        indent = len(found["indent"])
        body = re.sub(rf"^ {{0,{indent}}}", "", found["body"], flags=re.MULTILINE)
        title = _TITLE.search(found["rest"])
        line = page.count("\n", 0, found.start()) + 1
        yield Block(found["lang"], title[1] if title else None, body, line, indent)


def commands(block: Block) -> list[Command]:
    """The commands of a console block; a command goes on in the next line after a backslash."""
    out: list[Command] = []
    lines = iter(block.body.splitlines())
    for line in lines:
        if line.startswith("$ "):
            typed = line[2:]
            while typed.endswith("\\"):
                typed = typed[:-1] + next(lines).removeprefix("> ").strip()
            out.append(Command(typed, ""))
        elif out:
            out[-1] = out[-1]._replace(shown=out[-1].shown + line + "\n")
        else:
            raise ValueError(f"line {block.line}: a console block begins with a command behind `$ `")
    return out


class Names:
    """Ids are hashes, and those of judgements are drawn by lot: the page's id stands for the one that was printed."""

    def __init__(self) -> None:
        self._real: dict[str, str] = {}

    def real(self, words: str) -> str:
        """The words with the page's ids replaced by those that were printed for them."""
        return _ID.sub(lambda found: self._real.get(found[0], found[0]), words)

    def agree(self, shown: str, printed: str) -> bool:
        """Whether what is shown is what was printed; learns the ids that are shown for the first time."""
        met: dict[str, str] = {}
        pattern = "".join(self._line(line, met) for line in _lines(shown))
        found = re.fullmatch(pattern, "".join(line + "\n" for line in _lines(printed)))
        if found is None:
            return False
        self._real |= {name: found[group] for name, group in met.items()}
        return True

    def _line(self, line: str, met: dict[str, str]) -> str:
        if line.strip() == _ANY:
            return r"(?:[^\n]*\n)*?"
        out, at = [], 0
        for name in _ID.finditer(line):
            out += [_words(line[at : name.start()]), self._id(name[0], met)]
            at = name.end()
        return "".join(out) + _words(line[at:]) + r"\n"

    def _id(self, name: str, met: dict[str, str]) -> str:
        if name in self._real:
            return re.escape(self._real[name])
        if name in met:
            return f"(?P={met[name]})"
        met[name] = f"id{len(met)}"
        return f"(?P<{met[name]}>{name[0]}-[0-9a-f]{{16}})"


def _words(shown: str) -> str:
    return r"[^\n]*?".join(_loose(part) for part in shown.split(_ANY))


def _loose(shown: str) -> str:
    """A pattern of the words in which numbers that were measured may be others."""
    found = [re.sub(r"[0-9]", lambda _: r"\d", re.escape(n).replace(r"\+", "[+-]").replace(r"\-", "[+-]"))
             for n in _MEASURED.findall(shown)]  # fmt: skip
    rest = [re.escape(part) for part in _MEASURED.split(shown)]
    return "".join(a + b for a, b in zip(rest, [*found, ""], strict=True))


def _lines(text: str) -> list[str]:
    """Lines without white space at their ends, and without empty lines around them."""
    return [line.rstrip() for line in text.strip("\n").splitlines()]
