"""Which victim class words for people have: "53 Malian soldiers" counts military, "two Germans" foreigners."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import cast

from testimonia import lang
from testimonia.knowledge.actors import states
from testimonia.knowledge.actors_names import fold
from testimonia.model.claim import Who
from testimonia.resolve.actors_lexicon import people, vocabulary

_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_](?:[^\W_]|['’.‑-](?=[^\W_]))*|[,;:.()\"“”?!]")
_STOP = frozenset(',;:.()"“”?!')
_AGED = re.compile(r"\b(?:a |an )?(\d{1,2})[- ](?:years?|months?|weeks?)[- ]old\b")
_LONGEST = 5  # words of the longest noun of the table that is looked for
_REACH = 14  # tokens after the number that are looked at
_PRIVATE = frozenset(("all", "civilians", "women", "other"))


def victim_class(words: str | Sequence[str], country: str | None = None) -> Who | None:
    """The victim class of the noun phrase that begins with `words`, or None where no word in it names a kind of people.

    `words` is what follows a number or is the phrase itself, as text or as tokens; only its first clause is looked at.
    `country` is where it happened (ISO code): the people of another country are `foreigners`, its own `all`.

    `victim_class("Malian soldiers were killed")` is `"military"`; `"of them foreigners"` `"foreigners"`; `"members of
    the security forces"` `"military"`; `"people"` `"all"`; `"wounded in the blast"` None. The classes are those of the
    annotation scheme; the nouns are `lang/en/people.tsv`. Never raises.
    """
    text = fold((words if isinstance(words, str) else " ".join(words))[:400].split("\n\n")[0])
    aged = _AGED.match(text.lstrip())
    if aged and int(aged[1]) < 18:
        return "children"
    return _first_noun(_WORD.findall(text)[:_REACH], country)


def _first_noun(tokens: list[str], country: str | None) -> Who | None:
    """Walks from the number to the first noun for people, minding nationality on the way."""
    halting, linking = vocabulary()["halting"], vocabulary()["linking"]
    land: str | None = None
    i = 0
    while i < len(tokens):
        word = tokens[i]
        if word in _STOP or word in halting or i > 8:
            return None
        if word in vocabulary()["whom"] and (i == 0 or tokens[i - 1] != "of"):
            return None
        size = _phrase(tokens, i)
        if size and not (word in linking and _leads_on(tokens, i)):
            return _classed(tokens, i, size, land, country)
        here = _land(tokens, i)
        if here is not None:
            land, is_people, length = here
            if is_people and not _noun_follows(tokens, i + length):
                return _nation(tokens[i], land, country)
            i += length
        elif word.endswith("ed") and word not in linking and not _noun_follows(tokens, i + 1):
            return None  # a verb: "two sustained injuries"
        else:
            i += 1
    return None


def _nation(word: str, iso: str, country: str | None) -> Who:
    """The class of a people: its own country's are `all`, minorities elsewhere civilians, others foreigners."""
    if country == iso:
        return "all"
    return "civilians" if country is not None and country in _minorities().get(word, frozenset()) else "foreigners"


def _leads_on(tokens: Sequence[str], i: int) -> bool:
    """Whether a linking word that is a noun too leads on: "of the dead were foreigners", "the wounded soldiers"."""
    rest = tokens[i + 1 : i + 3]
    if any(t in vocabulary()["copula"] or t == "including" for t in rest):
        return True
    return bool(rest) and bool(_phrase(tokens, i + 1) or _land(tokens, i + 1))


def _phrase(tokens: Sequence[str], i: int) -> int:
    """How many tokens from `i` on are a noun of the table; 0 for none."""
    table = people()
    return next((n for n in range(min(_LONGEST, len(tokens) - i), 0, -1) if " ".join(tokens[i : i + n]) in table), 0)


def _noun_follows(tokens: Sequence[str], i: int) -> bool:
    for j in range(i, min(i + 3, len(tokens))):
        if (
            tokens[j] in _STOP
            or tokens[j] in vocabulary()["halting"]
            or tokens[j] == "of"
            or tokens[j] in vocabulary()["copula"]
        ):
            return False
        if _phrase(tokens, j):
            return True
    return False


def _classed(tokens: list[str], i: int, size: int, land: str | None, country: str | None) -> Who:
    """The class of the noun at `i`, looking through compounds and "members of …", and at what stands before it."""
    table = people()
    end = i + size
    who, word = table[" ".join(tokens[i:end])].who, " ".join(tokens[i:end])
    while end < len(tokens) and (
        more := _phrase(tokens, end)
    ):  # "government soldiers", "army recruits", "police officers"
        word = " ".join(tokens[end : end + more])
        who, end = _compound(who, table[word].who), end + more
    if word in vocabulary()["belonging"] and end < len(tokens) and tokens[end] in vocabulary()["to_body"]:
        inner = _body(tokens[end + 1 :], country)
        if inner:
            return inner
    return _qualified(who, word, set(tokens[:i]), land, country)


def _body(tokens: list[str], country: str | None) -> Who | None:
    """The class that "members of …", "staff of …" lead to, or None."""
    if vocabulary()["charity"] & set(tokens[:5]):
        return "aid_workers"
    inner = _first_noun(tokens, country)
    return inner if inner not in ("all", "foreigners", "women", None) else None


def _qualified(who: str, word: str, before: set[str], land: str | None, country: str | None) -> Who:
    """A noun's class as the words before it change it: UN soldiers, teenage shepherds, Dutch tourists."""
    if who in ("military", "police") and vocabulary()["union"] & before:
        who = "peacekeepers"
    elif who == "civilians" and vocabulary()["young"] & before:
        who = "children"
    elif who in ("all", "civilians") and vocabulary()["female"] & before:
        who = "women"
    elif word not in vocabulary()["refuge"] and _from_abroad(who, word, before, land, country):
        who = "foreigners"
    return cast(Who, who)


def _from_abroad(who: str, word: str, before: set[str], land: str | None, country: str | None) -> bool:
    """Whether the words before a noun say that these are people from another country than where it happened."""
    if who in _PRIVATE and vocabulary()["abroad"] & before:
        return True
    known = country is not None or word in vocabulary()["national"]
    return land is not None and land != country and known and (who in _PRIVATE or word in vocabulary()["at_sea"])


def _compound(first: str, second: str) -> str:
    """Of two nouns in a row the second is the head, unless it says less: "army recruits", "police men"."""
    return first if second in ("all", "civilians") and first not in ("all", "civilians") else second


@lru_cache(maxsize=1)
def _minorities() -> dict[str, frozenset[str]]:
    rows = lang.sections("en", "actor_words").get("minority", ())
    return {fold(row[0]): frozenset(row[1].split()) for row in rows}


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
