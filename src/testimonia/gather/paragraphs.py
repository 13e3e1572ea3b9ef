"""Lines to paragraphs: of what a page shows, of a message cut at 72 columns, of a column of print."""

from __future__ import annotations

import re
from collections.abc import Iterable

from testimonia.gather.metadata import writable
from testimonia.lang import marks

#: A line that begins like this begins something of its own.
_BEGINS = re.compile(r"[-–—•*·▪◦>|]\s|\(?\d{1,3}[.)]\s|\(?[a-z]\)\s")
#: Where lines were cut at a width, full ones have at least this share of the longest.
_FULL = 0.62
#: The narrowest width at which anybody cuts lines of prose.
_NARROWEST = 40
_BROKEN = re.compile(r"([^\W\d_]+)[-\u00ad\u2010\x02]$")
_STARTS = re.compile(r"[^\W\d_]+")
#: First parts that keep their hyphen where nothing else in the text decides.
_KEEPS = re.compile(marks("hyphen"))


def lines(text: str) -> list[str]:
    """The lines of a text that are not blank, white space within them made single spaces."""
    return [line for raw in writable(text).split("\n") if (line := " ".join(raw.split()))]


def flat(text: str) -> str:
    """A text in small letters without its punctuation and line ends: for comparing."""
    return re.sub(r"\W+", " ", text).strip().casefold()


def headed(title: str | None, paragraphs: list[str]) -> str:
    """Headline first, once: where the text repeats it among its first lines, that line is dropped."""
    if not title:
        return "\n\n".join(paragraphs)
    same = flat(title)
    return "\n\n".join([title, *(p for i, p in enumerate(paragraphs) if i > 2 or flat(p) != same)])


def unwrapped(text: str) -> list[str]:
    """The paragraphs of a text whose lines were cut at a width (a message): blank lines set them apart; a line that is
    full is joined with the next unless that begins a list. Where no line is long, each stays by itself."""
    rows = [row.rstrip() for row in writable(text).replace("\r\n", "\n").replace("\r", "\n").split("\n")]
    width = max((len(row) for row in rows if len(row) <= 100), default=0)
    paragraphs: list[str] = []
    open_ended = False
    for row in rows:
        line = " ".join(row.split())
        if line and open_ended and not _BEGINS.match(line):
            paragraphs[-1] = joined(paragraphs[-1], line)
        elif line:
            paragraphs.append(line)
        open_ended = bool(line) and _NARROWEST <= _FULL * width <= len(row) <= 100
    return paragraphs


def joined(one: str, two: str, known: frozenset[str] = frozenset()) -> str:
    """Two lines as one. A word that was divided at the line's end is put together again: without the hyphen, except
    where `known` (words of the text in small letters, those with hyphens too) has it with one and not without, or its
    first part nearly always keeps one, or what follows is no small letter ("Franco-German")."""
    broken, starts = _BROKEN.search(one), _STARTS.match(two)
    if not broken:
        return f"{one} {two}"
    body = one[: broken.end(1)]
    if not starts or not two[:1].islower():
        return f"{body}-{two}"
    first, second = broken[1].casefold(), starts[0].casefold()
    whole, hyphened = first + second in known, f"{first}-{second}" in known
    keeps = (
        hyphened or _KEEPS.fullmatch(first) or one[broken.end(1) - 1 - len(first) : broken.end(1) - len(first)] == "-"
    )
    return body + two if whole or not keeps else f"{body}-{two}"


def vocabulary(rows: Iterable[str]) -> frozenset[str]:
    """The words of a text in small letters, whole and with hyphens, without those that a line's end divides."""
    found: set[str] = set()
    for row in rows:
        found.update(w.casefold() for w in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)*(?![-\w\u00ad\x02])", row))
    return frozenset(found)
