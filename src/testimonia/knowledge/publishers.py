"""Where a publisher is at home: by its name, by its address, by the state in its name."""

from __future__ import annotations

import re
from functools import cache

from testimonia.knowledge.actors import states
from testimonia.model.tables import rows

_HOST = re.compile(r"(?:[a-z][a-z0-9+.-]*://)?(?:[^/@\s]*@)?([a-z0-9-]+(?:\.[a-z0-9-]+)+)", re.I)
_AMERICAN = frozenset(("gov", "mil"))
_SOLD = frozenset(("tv", "io", "co", "me", "fm", "ai", "ly", "eu"))  # endings that anybody may have


def home(publisher: str | None, url: str | None = None) -> str | None:
    """ISO code of a publisher's country, or None where neither name nor address tells it.

    `home("CNN")` is "US", `home(None, "https://www.sunstar.com.ph/x")` is "PH", `home("The Times of Israel")` is "IL".
    """
    name = " ".join((publisher or "").lower().split())
    return _table().get(name) or _by_host(url or "") or _by_host(name) or _by_state(publisher or "")


@cache
def _table() -> dict[str, str]:
    return {row[0]: row[1] for row in rows(__package__, "publishers.tsv")}


def _by_host(address: str) -> str | None:
    """By the host of an address, or of what is a host itself."""
    found = _HOST.match(address)
    if found is None:
        return None
    labels = found[1].lower().split(".")
    for at in range(len(labels) - 1):
        if iso := _table().get(".".join(labels[at:])):
            return iso
    ending = labels[-1]
    if ending in _AMERICAN:
        return "US"
    code = "GB" if ending == "uk" else ending.upper()
    return code if code in _codes() and ending not in _SOLD else None


@cache
def _codes() -> frozenset[str]:
    return frozenset(state.iso for state in states())


@cache
def _names() -> tuple[re.Pattern[str], dict[str, str]]:
    """States by name, adjective and capital, as they may stand in a publisher's name."""
    known = {word: s.iso for s in states() for word in (*s.capitals, *s.adjectives, *s.names, s.name)}
    spelled = "|".join(re.escape(word) for word in sorted(known, key=len, reverse=True))
    return re.compile(rf"(?<!\w)(?:{spelled})(?!\w)"), known


def _by_state(publisher: str) -> str | None:
    pattern, known = _names()
    found = pattern.search(publisher[:200])
    return known[found[0]] if found else None
