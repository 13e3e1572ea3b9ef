"""How names of actors are compared: folded letter by letter, so that offsets stay those of the text."""

from __future__ import annotations

import re
import unicodedata

_SAME = {
    "’": "'",
    "‘": "'",
    "ʼ": "'",
    "ʿ": "'",
    "ʾ": "'",
    "`": "'",
    "´": "'",
    "ß": "s",
    "ø": "o",
    "đ": "d",
    "ł": "l",
    "æ": "a",
    "ı": "i",
}
_HYPHENS = "-‐‑‒–—−_\n\r\t\u00a0\u2009\u202f"


class _Folding(dict[int, str]):
    """A translation table that is worked out as letters turn up: one letter for each letter."""

    def __missing__(self, code: int) -> str:
        letter = chr(code)
        if letter in _HYPHENS:
            folded = " "
        else:
            base = unicodedata.normalize("NFKD", _SAME.get(letter, letter))[:1] or letter
            low = base.lower()
            folded = low if len(low) == 1 else base
        self[code] = folded
        return folded


_FOLDING = _Folding()
_SPACES = re.compile(r" +")


def fold(text: str) -> str:
    """The text in small letters without accents, hyphens and line breaks as blanks: `fold(t)[i]` stands for `t[i]`.

    `fold("Séléka–Al‑Shabab")` is `"seleka al shabab"`. The length never changes.
    """
    return text.translate(_FOLDING)


def key(name: str) -> str:
    """A name folded for look-up: single blanks, no article in front. `key("The Al-Shabaab")` is `"al shabaab"`."""
    folded = _SPACES.sub(" ", fold(name).replace("'", "")).strip()
    return folded[4:] if folded.startswith("the ") and len(folded) > 8 else folded


def is_acronym(name: str) -> bool:
    """Whether a name is written in capitals alone, so that it must be found so: `JNIM`, `U.S.`, `M23`, `CPI-M`."""
    return name.isascii() and len(name) <= 12 and " " not in name and name.upper() == name and name.lower() != name


def slug(name: str) -> str:
    """An id made of a name: `"Front of the River"` → `"front-of-the-river"`; other scripts keep their letters."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return "-".join(re.findall(r"[^\W_]+", plain))[:80].strip("-")
