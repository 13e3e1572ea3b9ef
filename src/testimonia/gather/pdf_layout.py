"""Where the words stand on a page, and so in which order they are read: columns, lines, paragraphs, running heads."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from testimonia.gather.paragraphs import joined, vocabulary
from testimonia.lang import marks

#: Lines at the top and at the bottom of a page that may be running heads and feet.
_MARGIN_LINES = 2
#: Pieces beyond which a page is a table or a map, and not looked at for columns.
_MAX_PIECES = 1_500
_NUMBER = re.compile(rf"\W*(?:{marks('page')}\s*)?\d{{1,4}}(?:\s*{marks('pages')}\s*\d{{1,4}})?\W*$", re.IGNORECASE)
_STOPPED = re.compile(r"[.!?:…][\"'”’»)\]]*$")
_ITEM = re.compile(r"[•▪◦●–—-]\s|\(?\d{1,3}[.)]\s|\(?[a-z]\)\s")


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of words on one line; points from the page's lower left corner."""

    left: float
    bottom: float
    right: float
    top: float
    text: str

    @property
    def height(self) -> float:
        """The height of the letters with what their font leaves above and below."""
        return max(self.top - self.bottom, 1.0)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a column: its words, where it stands, and the column's left and right edges."""

    left: float
    bottom: float
    right: float
    top: float
    text: str
    column: tuple[float, float]

    @property
    def size(self) -> float:
        """The height of its letters."""
        return max(self.top - self.bottom, 1.0)


def in_order(pieces: list[Piece]) -> list[Line]:
    """The lines of a page in reading order: what spans the columns cuts them into bands; within a band the left
    column comes before the right."""
    gutter = _gutter(pieces) if 8 <= len(pieces) <= _MAX_PIECES else None
    if gutter is None:
        return _lines(pieces)
    across = sorted((p for p in pieces if p.left < gutter < p.right), key=lambda p: -p.top)
    ordered: list[Line] = []
    rest = [p for p in pieces if not p.left < gutter < p.right]
    for piece in (*across, None):
        floor = piece.bottom + piece.top if piece else float("-inf")
        band = [p for p in rest if p.bottom + p.top > floor]
        rest = [p for p in rest if p.bottom + p.top <= floor]
        ordered += in_order([p for p in band if p.right <= gutter]) + in_order([p for p in band if p.left >= gutter])
        if piece is not None:
            ordered += _lines([piece])
    return ordered


def _gutter(pieces: list[Piece]) -> float | None:
    """Where the white between two columns of text lies: a place that few pieces cross, with several lines of some
    width on both sides, side by side; None where there is no such place. The one that fewest cross, then the widest."""
    left, right = min(p.left for p in pieces), max(p.right for p in pieces)
    edges = sorted({round(p.left) for p in pieces})
    best: tuple[int, float, float] | None = None
    for edge in edges:
        ending = [p.right for p in pieces if p.right <= edge]
        if not ending:
            continue
        start = max(ending)
        place = (start + edge) / 2
        before = [p for p in pieces if p.right <= place]
        after = [p for p in pieces if p.left >= place]
        crossing = len(pieces) - len(before) - len(after)
        if not _are_columns(before, after, right - left) or crossing > 0.5 * len(pieces):
            continue
        rank = (crossing, start - edge, place)
        best = rank if best is None else min(best, rank)
    return best[2] if best else None


def _are_columns(before: list[Piece], after: list[Piece], width: float) -> bool:
    if len(before) < 4 or len(after) < 4:
        return False
    if max(p.right for p in before) > min(p.left for p in after) - 0.5 * median(p.height for p in before):
        return False
    wide = all(median(p.right - p.left for p in side) > 0.18 * width for side in (before, after))
    beside = min(max(p.top for p in before), max(p.top for p in after)) - max(
        min(p.bottom for p in before), min(p.bottom for p in after)
    )
    return wide and beside > 3 * median(p.height for p in after)


def _lines(pieces: list[Piece]) -> list[Line]:
    """The lines of one column from top to bottom; pieces at one height are one line."""
    if not pieces:
        return []
    column = (min(p.left for p in pieces), max(p.right for p in pieces))
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda p: (-(p.top + p.bottom), p.left)):
        last = rows[-1][0] if rows else None
        if last and abs(last.top + last.bottom - piece.top - piece.bottom) < 0.8 * min(last.height, piece.height):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [_line(sorted(row, key=lambda p: p.left), column) for row in rows]


def _line(row: list[Piece], column: tuple[float, float]) -> Line:
    main = max(row, key=lambda p: len(p.text))
    text = " ".join(piece.text for piece in row)
    return Line(row[0].left, main.bottom, max(p.right for p in row), main.top, text, column)


def without_running(pages: list[list[Line]]) -> list[list[Line]]:
    """The pages without the lines at their top and bottom that return on other pages at the same height (digits may
    differ), and without page numbers."""
    margins = [_margin(page) for page in pages]
    counts = Counter(key for page in margins for key in {_key(line) for line in page})
    often = max(2, 0.3 * len(pages))
    body = median([line.size for page in pages for line in page] or [0])
    kept = []
    for page, margin in zip(pages, margins, strict=True):
        running = {
            id(line)
            for line in margin
            if _NUMBER.match(line.text) or (counts[_key(line)] >= often and line.size <= 1.3 * body)
        }
        kept.append([line for line in page if id(line) not in running])
    return kept


def _margin(page: list[Line]) -> list[Line]:
    heights = sorted({round(line.top) for line in page})
    edge = {*heights[:_MARGIN_LINES], *heights[-_MARGIN_LINES:]}
    return [line for line in page if round(line.top) in edge]


def _key(line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text.casefold()), round(line.top / 6)


def paragraphs(pages: Iterable[list[Line]]) -> list[str]:
    """The paragraphs of the pages; one that goes on in the next column or on the next page is one."""
    lines = [line for page in pages for line in page]
    known = vocabulary(line.text for line in lines)
    spacing = _spacing(lines)
    found: list[str] = []
    before: Line | None = None
    for line in lines:
        if before is not None and _goes_on(before, line, spacing):
            found[-1] = joined(found[-1], line.text, known)
        else:
            found.append(line.text)
        before = line
    return found


def _spacing(lines: list[Line]) -> float:
    """How far lines stand apart within a paragraph, in heights of their letters."""
    steps = [
        (one.top - two.top) / one.size
        for one, two in pairwise(lines)
        if one.column == two.column and 0 < one.top - two.top < 3 * one.size
    ]
    return median(steps) if steps else 1.2


def _goes_on(one: Line, two: Line, spacing: float) -> bool:
    """Whether the second line belongs to the paragraph of the first."""
    if abs(one.size - two.size) > 0.15 * one.size or _ITEM.match(two.text):
        return False
    width = max(one.column[1] - one.column[0], 1.0)
    step = (one.top - two.top) / one.size
    if not 0 < step < 4 or one.column != two.column:  # the next column or page
        return not _STOPPED.search(one.text) and (two.text[:1].islower() or one.right > one.column[1] - 0.12 * width)
    if step > 1.35 * spacing:
        return False
    indented = two.left - two.column[0] > 0.6 * two.size and two.left - one.left > 0.6 * two.size
    short = one.right < one.column[1] - 0.2 * width
    return not ((indented or short) and _STOPPED.search(one.text)) and not (
        short and two.text[:1].isupper() and indented
    )
