"""Copies of annotated reports with other names and numbers in them, consistently: the labels move along.

A network that has seen two hundred places must not learn that deeds happen there. In a copy every place, party and
figure of the annotation is another one of the same kind (a place of the same country), drawn from the other reports;
the sentences stay.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

Told = tuple[dict[str, Any], str]
_NAME = re.compile(r"[A-Z][\w'’-]+(?: (?:[A-Z][\w'’-]+|of|the|de|al|el))*")
_WORDS = [
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
    "thirty",
    "forty",
    "fifty",
    "sixty",
    "seventy",
    "eighty",
    "ninety",
]
_COUNT = re.compile(r"\d{1,3}")


class Pool:
    """The names that may stand for one another: places by kind and country, parties by whether one word names them."""

    def __init__(self, told: Sequence[Told]) -> None:
        self.names: dict[str, list[str]] = {}
        for gold, text in told:
            for kind, name in _names(gold, text):
                names = self.names.setdefault(kind, [])
                if name not in names:
                    names.append(name)

    def swaps(self, gold: dict[str, Any], text: str, chance: random.Random) -> dict[str, str]:
        """What is to be written instead of what, for one report."""
        there = list(_names(gold, text))
        swaps = {}
        for kind, name in there:
            other = chance.choice(self.names[kind])
            if name not in swaps and other not in text:
                swaps[name] = other
        for count in _counts(gold):
            if count.isdigit():
                swaps.setdefault(count, str(chance.randint(10 ** (len(count) - 1) + 1, 10 ** len(count) - 1)))
            elif count.lower() in _WORDS:
                other = chance.choice(_WORDS)
                swaps.setdefault(count, other.capitalize() if count[0].isupper() else other)
        return swaps


def stretched(told: Sequence[Told], seed: int) -> Iterator[Told]:
    """One copy of each report, where anything in it can be swapped."""
    chance, pool = random.Random(seed), Pool(told)
    for gold, text in told:
        swaps = pool.swaps(gold, text, chance)
        if swaps:
            yield written({**gold, "id": gold["id"] + "~"}, swaps), _write(text, swaps)


def whole(gold: dict[str, Any], text: str, locate: Callable[[str, str], tuple[int, int]]) -> bool:
    """Whether every quote of the annotation is still found once."""
    parts = ("places", "perpetrators", "targets", "weapons", "figures", "claims")
    for incident in gold["incidents"]:
        told = [incident["mentions"], (incident["date"] or {}).get("at", [])]
        for at in (*told, *(part["at"] for name in parts for part in incident[name])):
            for quote in [at] if isinstance(at, str) else at:
                try:
                    locate(quote, text)
                except ValueError:
                    return False
    return True


def written(value: Any, swaps: Mapping[str, str]) -> Any:
    """The annotation with every string of its incidents written anew."""
    if isinstance(value, str):
        return _write(value, swaps)
    if isinstance(value, list):
        return [written(v, swaps) for v in value]
    if isinstance(value, dict):
        return {
            k: v if k in ("id", "key", "published", "url", "lang", "kind") else written(v, swaps)
            for k, v in value.items()
        }
    return value


def _write(text: str, swaps: Mapping[str, str]) -> str:
    """All swaps at once, whole words alone, the longest first; brackets of a quote may stand within a name's edges."""
    names = "|".join(re.escape(n) for n in sorted(swaps, key=len, reverse=True))
    return re.sub(rf"(?<![\w.,:/-])(?:{names})(?![\w:/-]|[.,]\d)", lambda m: swaps[m[0]], text)


def _names(gold: dict[str, Any], text: str) -> Iterator[tuple[str, str]]:
    for incident in gold["incidents"]:
        for place in incident["places"]:
            if place["kind"] != "country" and _NAME.fullmatch(place["name"]) and place["name"] in text:
                yield f"{place['kind']} in {place['country']}", place["name"]
        for party in (*incident["perpetrators"], *incident["targets"]):
            if _NAME.fullmatch(party["name"]) and party["name"] in text:
                yield ("group" if " " in party["name"] else "short group"), party["name"]


def _counts(gold: dict[str, Any]) -> Iterator[str]:
    for incident in gold["incidents"]:
        for figure in incident["figures"]:
            for quote in figure["at"]:
                marked = re.search(r"\[(.*?)\]", quote)
                for word in re.findall(r"[\w,]+", marked[1] if marked else quote):
                    if _COUNT.fullmatch(word) or word.lower() in _WORDS:
                        yield word
