"""Groups that no registry lists, found by how the text introduces them: "a group calling itself X", "X Liberation Front"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from testimonia.resolve.actors_lexicon import vocabulary

_CAP = r"(?:[A-Z][\w'’]*(?:[-‑](?:[A-Za-z][\w'’]*))*|al[-‑ ][A-Z][\w'’]*(?:[-‑][\w'’]+)*)"
_RUN = re.compile(
    rf"{_CAP}(?:(?: (?:of|of the|for|for the|and|in|in the|de|de la|del|la|wal|al|and the))? {_CAP}){{0,7}}"
)
_CALLED = re.compile(
    r"\b(?:group|militia|organi[sz]ation|outfit|faction|gang|movement|sect|cell|network|brigade|front)s?,? "
    r"(?:that calls itself|which calls itself|calling itself|calling themselves|known as|named|called|identifying itself as|"
    r"identified as|styling itself) (?:the )?[\"“'‘]?("
    + _CAP
    + r"(?:(?: (?:of|of the|for|for the|and|in|de|al))? "
    + _CAP
    + r"){0,6})"
)
_KNOWN = re.compile(
    r"\b(?:little-known|previously unknown|hitherto unknown|self-styled|shadowy|obscure|newly formed) (?:group )?(?:,? ?the )?[\"“'‘]?("
    + _CAP + r"(?:(?: (?:of|of the|for|for the|and|in|de|al))? " + _CAP + r"){0,6})"
)  # fmt: skip
_NAMED_GROUP = re.compile(
    rf"[\"“]?({_CAP}(?: {_CAP}){{0,3}})[\"”]? (?:group|gang|militia|cartel|faction|brigade|crime syndicate|mafia)\b(?! of)"
)
_UNIT = re.compile(
    r"\b(?:\d{1,3}(?:st|nd|rd|th)|First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth) "
    r"(?:[A-Z][a-z]+ ){0,3}(Brigade|Division|Regiment|Battalion|Corps|Fleet|Squadron|Army|Front)\b"
)
_SHORT = re.compile(r" \(([A-Z][A-Za-z.&/-]{1,9})\)")
_STARTERS = frozenset("the a an in on at by after when while as but and or for from two three four five some many most one this that his her its their "
                      "former local armed police army government state national islamist rebel militant terrorist drug criminal another no".split())  # fmt: skip


class Unlisted(NamedTuple):
    """A name that the text introduces: where, what kind, why it is taken for an actor, how sure."""

    start: int
    end: int
    name: str
    kind: str
    because: str
    confidence: float


def unlisted(text: str) -> Iterator[Unlisted]:
    """Names of groups by their shape and their introduction; they may overlap each other and known names."""
    for pattern, why, sure in (
        (_CALLED, "the text says what it is called", 0.8),
        (_KNOWN, "the text introduces it", 0.7),
    ):
        for m in pattern.finditer(text):
            yield Unlisted(
                m.start(1),
                m.end(1),
                m[1],
                "other" if pattern is _KNOWN else "militia",
                f"{why}; no registry lists it",
                sure,
            )
    for m in _NAMED_GROUP.finditer(text):
        if m[1].split()[0].lower() not in _STARTERS:
            kind = "gang" if m[0].endswith(("gang", "cartel", "syndicate", "mafia")) else "militia"
            yield Unlisted(
                m.start(1),
                m.end(),
                f"{m[1]} {m[0].split()[-1]}",
                kind,
                "the text calls it so; no registry lists it",
                0.6,
            )
    for m in _UNIT.finditer(text):
        yield Unlisted(m.start(), m.end(), m[0], "military", "a numbered unit", 0.7)
    yield from _shaped(text)


def _shaped(text: str) -> Iterator[Unlisted]:
    vocab = vocabulary()
    for m in _RUN.finditer(text):
        start, words = m.start(), m[0].split(" ")
        while words and words[0].lower() in _STARTERS:
            start += len(words[0]) + 1
            words = words[1:]
        if len(words) < 2:
            continue
        name = text[start : m.end()]
        low = {w.lower().replace("’", "'") for w in words}
        last = words[-1].lower()
        grouped = last in vocab["group"] and (
            low & vocab["grouping"] or last in ("brigades", "cartel", "militia", "mujahideen", "avengers", "martyrs")
        )
        fronted = (
            words[0] in ("Front", "Movement", "Army", "Popular", "People's", "Union")
            and {"liberation", "resistance", "salvation"} & low
        )
        opened = words[0].lower() in vocab["opening"]
        if grouped or fronted or opened:
            kind = "jihadist" if opened else "gang" if last == "cartel" else "rebel"
            yield Unlisted(
                start, m.end(), name, kind, "its name has the form of an armed group's; no registry lists it", 0.6
            )


def short_form(text: str, end: int) -> str | None:
    """The acronym in brackets right after a name that ends at `end`, or None."""
    m = _SHORT.match(text, end)
    return m[1] if m else None
