"""Which victim class words for people have: "53 Malian soldiers" counts military, "two Germans" foreigners."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from testimonia.knowledge.actors import states
from testimonia.knowledge.actors_names import fold
from testimonia.model.claim import Who
from testimonia.resolve.actors_lexicon import people

_WORD = re.compile(r"[^\W_](?:[^\W_]|['’.‑-](?=[^\W_]))*\.?|[,;:.()\"“”?!]")
_LONGEST = max(len(w.split()) for w in people())
# "five of them", "two of the dead", "seven of its": who is meant stands after, or is a people themselves.
_LINK = frozenset("of the its their his her our your my them these those whom which who are were was is being a an other others "
                  "more further additional dead victims wounded injured killed fatalities casualties including both all".split())  # fmt: skip
_STOP = frozenset(', ; : . ( ) " “ ” ? !'.split())
_VERBS = frozenset(
    "have has had in at on near from by after when while as said died killed and or but since during with without to for over who".split()
)
_MEMBERS = frozenset(("members", "member", "employees", "employee", "personnel", "men", "family", "families"))
_CIVIL = frozenset(("all", "civilians", "women", "other"))
_NATIONALS = frozenset(
    (
        "national",
        "nationals",
        "citizen",
        "citizens",
        "passport holders",
        "tourist",
        "tourists",
        "backpackers",
        "expatriates",
    )
)
_BODIES = frozenset(("un", "u.n", "au", "african union", "united nations"))


def victim_class(words: str | Sequence[str], country: str | None = None) -> Who | None:
    """The victim class of the noun phrase that begins with `words`, or None where no word in it names a kind of people.

    `words` is what follows a number or is the phrase itself, as text or as tokens; only its first clause is looked at.
    `country` is where it happened (ISO code): the people of another country are `foreigners`, its own `all`.

    `victim_class("Malian soldiers were killed")` is `"military"`; `"of them foreigners"` `"foreigners"`; `"members of the
    security forces"` `"military"`; `"people"` `"all"`; `"wounded in the blast"` None. The classes are those of the annotation
    scheme; the nouns are `lang/en/people.tsv`. Never raises.
    """
    text = words if isinstance(words, str) else " ".join(words)
    tokens = _WORD.findall(fold(text[:400]))[:14]
    i, after_link, land = 0, False, None
    while i < len(tokens):
        word = tokens[i]
        if word in _STOP and not (word == "," and after_link):
            return None
        size = _phrase(tokens, i)
        if size and not (
            word in _LINK and i + 1 < len(tokens) and tokens[i + 1] not in _STOP and _continues(tokens, i)
        ):
            return _classed(tokens, i, size, land, country)
        here = _land(tokens, i)
        if here is not None:
            iso, is_people, length = here
            land = iso
            if is_people and not _noun_follows(tokens, i + length):
                return "all" if country == iso else "foreigners"
            i += length
            continue
        if word in _LINK:
            after_link = True
        elif word in _VERBS or i > 6:
            return None
        i += 1
    return None


def _continues(tokens: Sequence[str], i: int) -> bool:
    """Whether a linking word that is a noun too ("dead", "injured") leads on: "of the dead were foreigners"."""
    return any(t in ("were", "are", "was", "is", "including") for t in tokens[i + 1 : i + 3])


def _phrase(tokens: Sequence[str], i: int) -> int:
    """How many tokens from `i` on are a noun of the table; 0 for none."""
    table = people()
    return next(
        (n for n in range(min(_LONGEST, len(tokens) - i), 0, -1) if " ".join(tokens[i : i + n]).rstrip(".") in table), 0
    )


def _noun_follows(tokens: Sequence[str], i: int) -> bool:
    return any(
        _phrase(tokens, j)
        for j in range(i, min(i + 3, len(tokens)))
        if not set(tokens[i : j + 1]) & (_STOP | _VERBS | _LINK)
    )


def _classed(tokens: Sequence[str], i: int, size: int, land: str | None, country: str | None) -> Who:
    """The class of the noun at `i`, looking through "members of …" and compounds ("police recruits"), and at nationality."""
    table = people()
    end = i + size
    who, word = table[" ".join(tokens[i:end]).rstrip(".")].who, tokens[end - 1]
    while end < len(tokens) and (
        more := _phrase(tokens, end)
    ):  # "government soldiers", "army recruits", "police officers"
        who = _compound(who, table[" ".join(tokens[end : end + more]).rstrip(".")].who)
        word, end = tokens[end + more - 1], end + more
    if word in _MEMBERS and end < len(tokens) and tokens[end] == "of":
        inner = victim_class(" ".join(tokens[end + 1 :]), country)
        if inner and inner not in ("all", "foreigners"):
            return inner
    if who in ("military", "police") and _BODIES & set(tokens[:i]):
        return "peacekeepers"
    if land and land != country and who in _CIVIL and (country is not None or word in _NATIONALS):
        return "foreigners"
    return who  # type: ignore[return-value]  # the table holds the scheme's classes alone


def _compound(first: str, second: str) -> str:
    """Of two nouns in a row the second is the head, unless it says less: "army recruits", "police men"."""
    return first if second in ("all", "civilians") and first not in ("all", "civilians") else second


@lru_cache(maxsize=1)
def _lands() -> dict[str, tuple[str, bool]]:
    """Words for a state or its people, folded: ISO code, and whether they stand for the people themselves."""
    out: dict[str, tuple[str, bool]] = {}
    for state in states():
        for adjective in (*state.adjectives, state.name):
            out.setdefault(fold(adjective), (state.iso, False))
        for people_word in (*state.plural, *state.singular):
            out[fold(people_word)] = (out.get(fold(people_word), (state.iso, True))[0], True)
    return out


def _land(tokens: Sequence[str], i: int) -> tuple[str, bool, int] | None:
    """The state or people named from token `i` on: ISO code, whether people, how many tokens."""
    for n in (3, 2, 1):
        if i + n <= len(tokens) and (found := _lands().get(" ".join(tokens[i : i + n]))):
            return found[0], found[1], n
    return None
