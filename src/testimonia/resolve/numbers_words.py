"""Numbers in digits and words: where they stand and what they are worth. The words are data (`lang/en/numbers.tsv`)."""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache

from msgspec import Struct

from testimonia import lang

_DIGITS = r"\d{1,3}(?:,\d{2,3})*,\d{3}(?![\d,]\d)|\d{1,3}(?:[\u00a0\u202f ]\d{3})+(?!\d)|\d+(?:\.\d+)?"
_IN_DIGITS = re.compile(rf"(?:{_DIGITS})")
_SHORT = {"k": 1000, "m": 1000000, "mn": 1000000, "bn": 1000000000}
_LINK = r"\s?[-–]\s?|\s+(?:to|or)\s+(?:even\s+|perhaps\s+|maybe\s+)?"
MOST_DIGITS = 15  # longer ones are identifiers, not counts


class Number(Struct, frozen=True):
    """One number phrase: `start:end` in the text, its value or bounds, and how it was said.

    `form` is `plain`, `range`, `vague`, `zero`, `fixed` (an amount in words with its own bounds), `fraction` (not
    whole).
    """

    start: int
    end: int
    form: str
    low: int | None = None
    best: int | None = None
    high: int | None = None
    vague: str | None = None
    link: str = ""
    split: tuple[int, int] | None = None


@cache
def _values(section: str) -> dict[str, int]:
    return {word: int(value) for word, value in lang.sections("en", "numbers")[section]}


@cache
def _amounts() -> tuple[tuple[re.Pattern[str], tuple[int | None, int | None, int | None]], ...]:
    rows = lang.sections("en", "numbers")["amount"]
    return tuple((re.compile(words), _bounds(bounds)) for words, *bounds in rows)


def _bounds(cells: list[str]) -> tuple[int | None, int | None, int | None]:
    low, best, high = (None if cell == "-" else int(cell) for cell in cells)
    return low, best, high


@cache
def number_pattern() -> re.Pattern[str]:
    """Any number phrase, to be matched where a word begins."""
    names = {section: "|".join(_values(section)) for section in ("unit", "teen", "tens", "scale")}
    small = rf"(?:(?:{names['tens']})(?:[-‑ ](?:{names['unit']}))?|{names['teen']}|{names['unit']})"
    hundreds = rf"(?:(?:{small}|an?)[- ]hundred(?:(?:[- ]and)?[- ]{small})?|{small})"
    thousands = rf"(?:(?:{hundreds}|an?)[- ]thousand(?:(?:,|[- ]and)?[- ]{hundreds})?|{hundreds})"
    written = rf"(?:(?:{thousands}|an?)[- ](?:million|billion)(?:(?:,|[- ]and)?[- ]{thousands})?|{thousands})"
    scaled = rf"(?:{_DIGITS})(?:[- ]?(?:{names['scale']})\b|(?:k|m|mn|bn)\b)?"
    dozen = rf"(?:(?:{small}|an?)[- ])?dozen|(?:{small}|\d+|an?)[- ](?:lakh|crore)"
    atom = rf"(?:{dozen}|{written}|hundred|{scaled})"
    rows = lang.sections("en", "numbers")
    amount = "|".join(row[0] for row in rows["amount"])
    vague = "|".join(sorted((row[0] for row in rows["vague"]), key=len, reverse=True))
    zero = "|".join(_zero(*row) for row in rows["zero"])
    return re.compile(
        rf"(?P<amount>(?:{amount})\b)|(?P<vague>(?:{vague})\b)|(?P<zero>{zero})"
        rf"|(?P<a>{atom})(?![^\W_]|\.\d)(?:(?P<link>{_LINK}|(?P<both>\s+and\s+))(?P<b>{atom})(?![^\W_]))?"
        rf"|(?P<lone>{atom})"
    )


def _zero(words: str, not_after: str = "", after: str = "") -> str:
    """A word for nobody, with what may not and what must follow."""
    return (
        rf"(?:{words})(?![-\w])"
        + (rf"(?!\s+(?:{not_after})\b)" if not_after else "")
        + (f"(?={after})" if after else "")
    )


@cache
def seeds() -> tuple[frozenset[str], dict[str, frozenset[str]]]:
    """Words in lower case that a number phrase can begin with, and for "a", "an" and "not" the words that must
    follow."""
    rows = lang.sections("en", "numbers")
    first = {word for section in ("unit", "teen", "tens", "scale") for word in _values(section)}
    second: dict[str, set[str]] = {word: set(_values("scale")) for word in ("a", "an")} | {"not": set()}
    for section in ("amount", "vague", "zero"):
        for branch in (branch for row in rows[section] for branch in _branches(row[0])):
            head, _, tail = branch.partition(" ")
            first.add(head.partition("-")[0])
            if head in second:
                second[head].add(re.split(r"[ -]", tail)[0])
    return frozenset(first | set(second)), {word: frozenset(found) for word, found in second.items()}


def _branches(pattern: str) -> list[str]:
    """The plain phrases that a pattern of the table stands for."""
    pattern = pattern.partition("(?!")[0]  # what must not follow
    choice = re.search(r"\(\?:([^()]*)\)", pattern)
    if choice:
        return [
            b
            for part in choice[1].split("|")
            for b in _branches(pattern[: choice.start()] + part + pattern[choice.end() :])
        ]
    optional = re.sub(r"\[- \]", " ", pattern)
    branches = optional.split("|")
    return [b.replace("?", "") for b in branches] + [re.sub(r".\?", "", b) for b in branches if "?" in b]


@cache
def _small() -> dict[str, int]:
    return _values("unit") | _values("teen") | _values("tens") | {"a": 1, "an": 1}


def worth(words: str) -> Decimal:
    """The value of one number: `worth("two hundred and ten") == 210`, `worth("1.2 million") == 1200000`."""
    if words.isdecimal():
        return Decimal(words)
    text = words.lower().replace("‑", "-")
    digits = _IN_DIGITS.match(text)
    if digits:
        value = Decimal(re.sub(r"[,\s\u00a0\u202f]", "", digits[0]))
        scale = text[digits.end() :].strip(" -")
        return value * (_SHORT.get(scale) or _values("scale").get(scale, 1))
    units = _small()
    total, part = 0, 0
    for word in re.split(r"[\s,-]+", text):
        if word in units:
            part += units[word]
        elif word in ("hundred", "dozen"):
            part = (part or 1) * _values("scale")[word]
        elif word in _values("scale"):
            total += (part or 1) * _values("scale")[word]
            part = 0
    return Decimal(total + part)


def _scale(words: str) -> int:
    """The scale word that ends a number ("three dozen": 12), else 1."""
    last = re.split(r"[\s-]+", words.lower())[-1]
    return _values("scale").get(last, 1)


def _whole(value: Decimal) -> int | None:
    return int(value) if value.adjusted() < MOST_DIGITS and value == int(value) else None


def lowered(text: str) -> str:
    """The text in lower case, letter for letter: offsets stay what they are."""
    low = text.lower()
    return low if len(low) == len(text) else "".join(c.lower() if len(c.lower()) == 1 else c for c in text)


def number_at(text: str, start: int, *, between: bool = False) -> Number | None:
    """The number phrase that begins at `start` of a text in lower case, the longest reading, or None.

    `between`: two numbers joined by "and" are one range.
    """
    found = number_pattern().match(text, start)
    if found is None:
        return None
    end = found.end()
    if found["amount"]:
        for pattern, (low, best, high) in _amounts():
            if pattern.fullmatch(found["amount"]):
                return Number(start, end, "fixed", low, best, high)
    if found["vague"]:
        return Number(start, end, "vague", vague=" ".join(found["vague"].split()))
    if found["zero"]:
        return Number(start, end, "zero", 0, 0, 0)
    first = found["a"] or found["lone"]
    if found["b"] and (between or not found["both"]):
        got = _range(found, worth(first))
        if got:
            return got
    end, whole = start + len(first), _whole(worth(first))
    return Number(start, end, "fraction") if whole is None else Number(start, end, "plain", whole, whole, whole)


def _range(found: re.Match[str], low: Decimal) -> Number | None:
    """Two numbers as one range, or None where the second is not the greater."""
    high = worth(found["b"])
    scale = _scale(found["b"])
    if scale > 1 and _scale(found["a"]) == 1 and low * scale <= high:
        low *= scale
    first, second = _whole(low), _whole(high)
    if first is None or second is None:
        return None
    if first > second and found["link"].strip() == "or":
        first, second = second, first
    if first >= second or (found["b"].lower() == "one" and found["link"].strip() == "or"):
        return None
    split = (found.end("a"), found.start("b"))
    return Number(found.start(), found.end(), "range", first, None, second, link=found["link"].strip(), split=split)
