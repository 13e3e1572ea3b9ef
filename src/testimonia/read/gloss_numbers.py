"""Numbers of other languages in digits and words, as English writes them."""

from __future__ import annotations

import re

from testimonia.read.gloss_table import Table, Word

_FIRST = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
)  # fmt: skip
_GROUPED = re.compile(r"\d{1,3}(?:[ .\u00a0\u202f]\d{3})+")


def number(table: Table, line: list[Word], i: int) -> tuple[str, int] | None:
    """The number that begins at word `i` (a word up to twelve, else digits), and the word where it has ended; None
    where there is none."""
    found = digits(line[i].text)
    if found is not None:
        return found, i + 1
    total = part = 0
    end = i
    for at in range(i, len(line)):
        grown = _grown(total, part, _values(table, line[at].low, inside=at > i), first=at == i)
        if grown is None:
            break
        stays = grown == (total, part)  # "and" alone ends no number
        total, part = grown
        end = end if stays else at + 1
    if end == i:
        return None
    value = total + part
    return (_FIRST[value - 1] if 1 <= value <= 12 else f"{value:,}" if value > 9999 else str(value)), end


def _values(table: Table, low: str, *, inside: bool) -> list[int]:
    """The values of a word or of the parts of one with hyphens; 0 is "and"; empty where it is no number."""
    out = []
    for n, part in enumerate([low] if low in table.values else low.split("-")):
        value = table.values.get(part)
        if value is None and (inside or n):
            value = table.inside.get(part)
        if value is None:
            return []
        out.append(value)
    return out


def _grown(total: int, part: int, values: list[int], *, first: bool) -> tuple[int, int] | None:
    """A number with more of it, as whole thousands and the rest; None where it cannot go on so."""
    if not values:
        return None
    for n, value in enumerate(values):
        if value == 0:
            continue
        if not (first and n == 0) and not _fits(part, value):
            return None
        if value >= 1000:
            total, part = total + max(1, part) * value, 0
        elif value == 100 and part < 10:
            part = max(1, part) * 100
        elif part % 100 == 4 and value == 20:
            part += 76  # quatre-vingts
        else:
            part += value
    return total, part


def _fits(part: int, value: int) -> bool:
    """Whether a value may follow what was counted: 20 + 3, 4 × 20, 60 + 12, 2 × 100, 3 × 1000."""
    if value >= 1000:
        return True
    if value == 100:
        return part < 10
    if part % 100 == 4 and value == 20:
        return True
    room = 100 if part % 100 == 0 else 20 if part % 20 == 0 and value < 20 else 10 if part % 10 == 0 else 0
    return value < room


def digits(word: str) -> str | None:
    """Digits as English writes them: "1 200" and "1.200" are 1,200, "2,5" is 2.5, "10h30" is 10:30; None for a word."""
    if not word[0].isdecimal():
        return None
    plain = "".join(str(int(c)) if c.isdecimal() else c for c in word)
    if hour := re.fullmatch(r"(\d{1,2})[hH](\d{2})?", plain):
        return f"{hour[1]}:{hour[2] or '00'}"
    if _GROUPED.fullmatch(plain):
        return re.sub(r"\D", ",", plain)
    return re.sub(r"^(\d+),(\d{1,2})$", r"\1.\2", plain)
