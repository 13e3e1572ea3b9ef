"""One spelling out of many: how place names are made comparable before they are looked up.

Two forms. `strict` takes away what keyboards and house styles take away: case, accents, hyphens, apostrophes, full
stops. `loose` goes on to what transliteration varies: articles (al-, el-, ash-), spaces, a final h, doubled letters,
`ou`
for `u`. Both are pure functions of the name, and both are idempotent.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache

MAX_NAME = 120
"""Longer "names" are no names: they fold to the empty string, which no gazetteer holds."""

_DROPPED = dict.fromkeys(map(ord, "'’‘ʼʻʿʾ`´ʹʺ′.·ـ"), "")
_LETTERS = {
    "ø": "o", "ł": "l", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "đ": "d", "ð": "d", "þ": "th", "ħ": "h", "ŋ": "n",
    "ɓ": "b", "ɗ": "d", "ƙ": "k", "ƴ": "y", "ə": "e", "ɛ": "e", "ɔ": "o", "ى": "ي", "ة": "ه", "ک": "ك", "ی": "ي",
}  # fmt: skip
_TABLE: dict[int, str] = _DROPPED | {ord(k): v for k, v in _LETTERS.items()}
_GAPS = re.compile(r"[\W_]+")
_ARTICLES = frozenset(
    ["al", "el", "ar", "as", "ash", "ad", "ed", "at", "et", "an", "az", "ez", "ul", "ech", "esh", "es", "er"]
)
_LONG_FORMS = {"st": "saint", "ste": "sainte", "mt": "mount", "ft": "fort"}
_DOUBLED = re.compile(r"([^\W\d_])\1+")


class _Marks(dict[int, int | None]):
    """For `str.translate`: combining marks go, all else stays; learnt letter by letter."""

    def __missing__(self, code: int) -> int | None:
        self[code] = kept = None if unicodedata.combining(chr(code)) else code
        return kept


_MARKS = _Marks()


def fold(name: str) -> str:
    """`"Tessalit"` → `"tessalit"`, `"I-n-Délimane"` → `"i n delimane"`, `"U.S."` → `"us"`; longer than MAX_NAME →
    `""`."""
    if len(name) > MAX_NAME:
        return ""
    lowered = name.casefold()
    if not lowered.isascii():
        lowered = unicodedata.normalize("NFKD", lowered.translate(_TABLE)).translate(_MARKS).casefold()
    if lowered.isalnum():  # most names are one plain word
        lowered = lowered if lowered.isascii() else lowered.translate(_TABLE)
        return lowered if len(lowered) <= MAX_NAME else ""
    folded = _GAPS.sub(" ", lowered.translate(_TABLE)).strip()
    return folded if len(folded) <= MAX_NAME else ""


strict = lru_cache(maxsize=65536)(fold)
"""`fold`, remembering: what texts ask for comes again."""


def loosen(folded: str) -> str:
    """The loose form of a strict one: `"al hasakah"` → `"hasaka"`, `"i n delimane"` → `"indelimane"`."""
    if " " in folded:
        words = folded.split(" ")
        words = [_LONG_FORMS.get(w, w) for w in words if w not in _ARTICLES] or words
        joined = "".join([w[:-1] if len(w) > 3 and w[-1] == "h" and w[-2] in "aeiou" else w for w in words])
    else:
        joined = folded[:-1] if len(folded) > 3 and folded[-1] == "h" and folded[-2] in "aeiou" else folded
    joined = joined.replace("ou", "u").replace("dj", "j").replace("ee", "i").replace("oo", "u")
    return _DOUBLED.sub(r"\1", joined)


def loose(name: str) -> str:
    """`loosen(strict(name))`: `"Al-Qayyarah"` and `"Qayyara"` → `"qayara"`."""
    return loosen(strict(name))


# The same for a million names at once: a string operation over all of them costs what it costs over a hundred.


class _Letters(dict[int, int | str | None]):
    """For `str.translate`: letters, digits and line ends stay, combining marks go, all else becomes a space."""

    def __missing__(self, code: int) -> int | str | None:
        letter = chr(code)
        kept = code if letter.isalnum() or letter == "\n" else None if unicodedata.combining(letter) else 32
        self[code] = kept
        return kept


_LETTERS_ALONE = _Letters(_TABLE)
_FINAL_H = re.compile(r"h (?<=[^ ]{2}[aeiou]h )")


def fold_all(names: Sequence[str]) -> list[str]:
    """`[fold(n) for n in names]`."""
    folded: dict[str, str] = {}
    for alike in ([n for n in names if n.isascii()], [n for n in names if not n.isascii()]):
        folded.update(zip(alike, _fold_lines(alike), strict=True))
    return [folded[n] for n in names]


def _fold_lines(names: list[str]) -> list[str]:
    joined = "\n".join(names).casefold()
    if not joined.isascii():
        joined = unicodedata.normalize("NFKD", joined.translate(_TABLE)).casefold()
    lines = joined.translate(_LETTERS_ALONE).split("\n")
    if len(lines) != len(names):  # a name with a line end in it
        return [fold(n) for n in names]
    folded = [(line if "  " not in line else " ".join(line.split())).strip() for line in lines]
    if max(map(len, names), default=0) <= MAX_NAME >= max(map(len, folded), default=0):
        return folded
    return ["" if max(len(n), len(f)) > MAX_NAME else f for n, f in zip(names, folded, strict=True)]


def loosen_all(folded: Sequence[str]) -> list[str]:
    """`[loosen(f) for f in folded]`, for strict forms."""
    parts: dict[str, str] = {}
    kinds: dict[tuple[bool, bool], list[str]] = {}
    for name in dict.fromkeys(folded):
        kinds.setdefault((" " in name, name.isascii()), []).append(name)
    for (several, ascii_only), names in kinds.items():
        parts.update(zip(names, _loosen_lines(names, several, ascii_only), strict=True))
    return [parts[f] or loosen(f) for f in folded]


def _loosen_lines(names: list[str], several: bool, ascii_only: bool) -> list[str]:
    joined = " " + " \n ".join(names) + " "
    if several:
        for article in _ARTICLES:
            while (word := f" {article} ") in joined:
                joined = joined.replace(word, " ")
        for short, long in _LONG_FORMS.items():
            joined = joined.replace(f" {short} ", f" {long} ")
    joined = _FINAL_H.sub(" ", joined).replace(" ", "")
    joined = joined.replace("ou", "u").replace("dj", "j").replace("ee", "i").replace("oo", "u")
    if not ascii_only:
        return _DOUBLED.sub(r"\1", joined).split("\n")
    for letter in "abcdefghijklmnopqrstuvwxyz":
        while letter * 2 in joined:
            joined = joined.replace(letter * 2, letter)
    return joined.split("\n")
