"""Names as words: what is left of a name when case, accents, articles and punctuation are taken away."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_LEFT_OUT = frozenset({"the", "a", "an", "of", "al", "el", "and", "in", "for"})
_WORD = re.compile(r"\w+")


@lru_cache(maxsize=65536)
def words(name: str) -> tuple[str, ...]:
    """The name's words in order, lower case, without accents, articles, particles ("State of Al-Qasr": state, qasr).

    Scripts other than Latin keep their letters. A name of nothing but particles keeps them.
    """
    plain = unicodedata.normalize("NFKD", name.replace("'", "").replace("’", ""))
    found = _WORD.findall("".join(c for c in plain if not unicodedata.combining(c)).casefold())
    return tuple(w for w in found if w not in _LEFT_OUT) or tuple(found)


@lru_cache(maxsize=65536)
def fold(name: str) -> str:
    """The name's words as one string, for comparing and for keys."""
    return " ".join(words(name))


def same_name(a: str, b: str) -> bool:
    """Whether two names are written as one: equal words, all of the one among the other's, or half of all shared."""
    left, right = set(words(a)), set(words(b))
    if not left or not right:
        return False
    shared = len(left & right)
    whole = shared == min(len(left), len(right)) and max(map(len, left & right), default=0) > 3
    return left == right or whole or shared / len(left | right) >= 0.5
