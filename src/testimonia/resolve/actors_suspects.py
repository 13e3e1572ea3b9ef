"""Persons whom a report names as attackers or accused of an attack, and every later mention by their surname."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from testimonia.lang import words
from testimonia.model.marks import ActorMark
from testimonia.resolve.actors_lexicon import vocabulary

_PART = r"(?:[A-Z][a-zà-ÿ'’]+(?:-[A-Z]?[a-zà-ÿ]+)*|[A-Z]\.)"
_NAME = rf"({_PART}(?: (?:{_PART}|al-[A-Z]\w+|bin|ibn|de|van|von|el|al)){{0,2}} (?:al-)?{_PART})"
_AGE = r"(?:,? (?:aged )?\d{1,2},?)?"
_LEAST = 4  # letters of a surname that is looked for alone


def _any(section: str) -> str:
    return "|".join(w for cell in words("en", "suspects", section) for w in cell.split("|"))


def _patterns() -> tuple[re.Pattern[str], ...]:
    noun, accused, guilty, whoever = _any("noun"), _any("accused"), _any("guilty"), _any("whoever")
    caught, cause, did, given = _any("caught"), _any("cause"), _any("did"), _any("given")
    return (
        re.compile(rf"\b(?:{noun}),? (?:\w+,? )??{_NAME}"),
        re.compile(rf"\b(?:{accused}) (?:the )?(?:\d{{1,2}}-year-old |[a-z]+ ){{0,2}}{_NAME}"),
        re.compile(rf"\b(?:{accused}) an? (?:[\w-]+ ){{0,3}}(?:{whoever}),? {_NAME}"),
        re.compile(rf"\b(?:{noun})\b[^.\n]{{0,60}}\b(?:identified|named)(?: \w+)? as (?:\d{{1,2}}-year-old )?{_NAME}"),
        re.compile(rf"\b{_NAME}{_AGE},? (?:(?:was|were|is|has|had|been|be|also|have) )*(?:{guilty})\b"),
        re.compile(rf"\b{_NAME},? (?:\d\d, )?(?:the|a|an) (?:[a-z]+ )?(?:{noun})\b"),
        re.compile(rf"\b{_NAME}{_AGE},? (?:was|were|has been|had been|is) (?:{caught})\b[^.\n]{{0,60}}\b(?:{cause})\b"),
        re.compile(rf"\b(?:identified|named) (?:the|one|a) [^.,\n]{{0,30}}\b(?:{noun}) as (?:\d\d-year-old )?{_NAME}"),
        re.compile(rf"\b(?:identified|named) the \w+ who (?:{did})\b[^.\n]{{0,80}} as (?:\d\d-year-old )?{_NAME}"),
        re.compile(rf"\b{_NAME}{_AGE},? who (?:{did})\b"),
        re.compile(rf"\b{_NAME}{_AGE},? (?:was|were) given (?:{given})\b"),
    )


_PATTERNS = _patterns()


def suspects(text: str, taken: Sequence[tuple[int, int]]) -> Iterator[ActorMark]:
    """A mark for every mention of a person whom the text calls an attacker, an accused or a suspect. `taken` are the
    stretches that are other names already: they are never part of one. The headline names nobody by itself, for its
    capitals tell nothing.
    """
    begin = text.find("\n") + 1
    found: dict[str, int] = {}
    for pattern in _PATTERNS:
        for m in pattern.finditer(text, begin):
            start, end = m.span(1)
            opens = m[1].split()[0].lower() in vocabulary()["starter"]  # "In February a bomber killed"
            if not opens and not any(a < end and start < b for a, b in taken):
                found.setdefault(m[1], start)
    done: list[tuple[int, int]] = []
    for name in sorted(found, key=lambda n: (-len(n), found[n])):
        because = f"the report calls {name} an attacker or a suspect"
        surname = name.split()[-1]
        for form in (name, surname) if len(surname) >= _LEAST else (name,):
            for m in re.finditer(rf"(?<!\w){re.escape(form)}(?!\w)", text):
                if not any(a < m.end() and m.start() < b for a, b in (*taken, *done)):
                    done.append(m.span())
                    yield ActorMark(
                        start=m.start(), end=m.end(), name=name, kind="armed", because=because, confidence=0.7
                    )
