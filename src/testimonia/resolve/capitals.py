"""Whether the name of a capital or country is its government here: told by grammar, from the words on both sides.

"Washington would help", "Paris has denied it": the name opens a clause, and its verb is a deed that towns do not do.
"Fighting would reach Kabul", "officials in Washington would", "Kabul has fallen", "Kabul will be next" are of places.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

from testimonia import lang

SPAN = 5
"""Words behind the name that may matter."""

_NOT_MANNER = frozenset(("family", "only", "italy", "supply", "assembly", "reply", "rely", "comply", "ally", "apply"))


@cache
def _set(section: str) -> frozenset[str]:
    return frozenset(lang.words("en", "capitals", section))


def speaks(before: Sequence[str], after: Sequence[str]) -> bool:
    """Whether a name between these words is a government.

    Both are words in lower case next to the name, in the order of the text, with nothing but blanks between them, at
    most SPAN behind it; an empty `before` means that a stop or the beginning of a sentence stands in front.
    """
    return bool(after) and (not before or before[-1] in _set("opening")) and _acts(_plain(after))


def _plain(after: Sequence[str]) -> list[str]:
    """The words without adverbs: "has also repeatedly denied" is "has denied"."""
    manner = _set("adverb")
    return [w for w in after if w not in manner and not (w.endswith("ly") and len(w) > 4 and w not in _NOT_MANNER)]


def _acts(after: Sequence[str]) -> bool:
    """Whether the verb that these words begin with is a deed of governments."""
    if len(after) < 2:
        return False
    first, verb, rest = after[0], after[1], after[2:]
    if first in _set("modal"):
        if verb == "have":
            return bool(rest) and _done(rest)
        if verb == "be":
            return bool(rest) and (rest[0] in _set("minded") or _doing(rest[0]))
        return verb.isalpha() and verb not in _set("fate") and not verb.endswith("ing")
    if first in _set("perfect"):
        return _done(after[1:])
    return first in _set("being") and (verb in _set("minded") or _doing(verb))


def _done(words: Sequence[str]) -> bool:
    """Whether a participle, or "been" with one, is a deed of governments."""
    verb = words[0]
    if verb == "been":
        return len(words) > 1 and (words[1] in _set("minded") or words[1] in _set("told") or _doing(words[1]))
    return (verb.endswith("ed") or verb in _set("irregular")) and verb not in _set("suffered")


def _doing(verb: str) -> bool:
    return verb.endswith("ing") and len(verb) > 5 and verb not in _set("undergoing")
