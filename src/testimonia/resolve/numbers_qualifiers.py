"""What the words around a number make of it: "at least", "up to", "some" in front, "or more", "or so" behind.

All texts here are in lower case. An effect is one of `least`, `over`, `most`, `under`, `near`, `about`, `exact`
(`lang/en/numbers.tsv`).
"""

from __future__ import annotations

import re
from functools import cache

from testimonia import lang
from testimonia.model.claim import Count
from testimonia.resolve.numbers_words import Number

_OPENING = re.compile(r"[(“\"'‘]")
_WORD_BEFORE = re.compile(r"([a-z]+)\s+$")
_SIGNS = frozenset("~<>≥≤")
_WIDTH = 32  # characters that the longest qualifier takes

Bounds = tuple[int | None, int | None, int | None]


def counted(number: Number, effect: str) -> Count:
    """Low, best and high of a number under a qualifier's effect."""
    if number.form in ("vague", "zero", "fraction") or (number.form == "fixed" and number.best is None):
        return Count(number.low, number.best, number.high, number.vague)
    if number.form == "range":
        low, high = number.low or 0, number.high
        ranges: dict[str, Bounds] = {
            "least": (low, None, None), "over": (low + 1, None, None),
            "most": (None, high, high), "near": (None, high, high),
        }  # fmt: skip
        return Count(*ranges.get(effect, (number.low, None, high)))
    n = number.best or 0
    if not effect:
        return Count(number.low, n, number.high)
    less = max(0, n - 1)
    table: dict[str, Bounds] = {
        "least": (n, n, None), "over": (n + 1, n + 1, None), "most": (None, n, n), "under": (None, less, less),
        "near": (None, n, n), "about": (None, n, None),
    }  # fmt: skip
    return Count(*table.get(effect, (number.low, n, number.high)))


def qualifier_before(low: str, start: int) -> tuple[int, str]:
    """Where the qualifier in front of a number begins and its effect; `start` and nothing where there is none.

    Of two ("at least some 50") the firmer counts: "about" gives way to any other.
    """
    begin, effect = start, ""
    for _ in range(3):
        found = _one(low, begin)
        if found is None:
            break
        begin = found[0]
        if effect in ("", "about", "exact"):
            effect = found[1]
        if effect == "most" and _sums_up(low, begin):
            effect = "exact"
    return begin, effect


def qualifier_behind(low: str, end: int) -> str:
    """The effect of a qualifier behind a number: "50 or more", "a hundred or so"; empty where there is none."""
    found = _backs().match(low, end)
    return (found.lastgroup or "") if found else ""


def _one(low: str, start: int) -> tuple[int, str] | None:
    head = low[max(0, start - _WIDTH) : start]
    body = head.rstrip()
    last = _OPENING.split(body.rsplit(None, 1)[-1])[-1] if body else ""
    if not last or (len(body) == len(head) and last not in _SIGNS):
        return None
    for phrase, effect in _fronts().get(last, ()):
        if body.endswith(phrase) and not body[: -len(phrase)][-1:].isalpha():
            return start - len(head) + len(body) - len(phrase), effect
    return None


def _sums_up(low: str, start: int) -> bool:
    """Whether the verb in front makes "up to" a sum: "rose up to 48"."""
    front = _WORD_BEFORE.search(low[max(0, start - 16) : start])
    return front is not None and front[1] in lang.words("en", "numbers", "sum")


@cache
def _fronts() -> dict[str, tuple[tuple[str, str], ...]]:
    """Qualifiers by their last word, the longest first."""
    out: dict[str, list[tuple[str, str]]] = {}
    for effect, phrase in lang.sections("en", "numbers")["before"]:
        out.setdefault(phrase.split()[-1], []).append((phrase, effect))
    return {last: tuple(sorted(found, key=lambda pair: -len(pair[0]))) for last, found in out.items()}


@cache
def _backs() -> re.Pattern[str]:
    rows = sorted(lang.sections("en", "numbers")["after"], key=lambda row: -len(row[1]))
    groups = []
    for wanted in sorted({effect for effect, _ in rows}):
        phrases = "|".join(re.escape(phrase) for effect, phrase in rows if effect == wanted)
        groups.append(f"(?P<{wanted}>{phrases})")
    return re.compile(rf",?[\s-]?(?:{'|'.join(groups)})(?!\w)")
