"""Words that are a place because of what stands beside them ("Newark, N.J.", "Strathroy, Ont.", a headline's "Buffalo,
New York", the capitals of a dateline), and places that others explain: "Karrada in Baghdad", "Nyanya, near Abuja".
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from msgspec.structs import replace

from testimonia.knowledge.gazetteer import Candidate
from testimonia.model.marks import PlaceMark
from testimonia.resolve.places_words import Token, words

if TYPE_CHECKING:
    from testimonia.resolve.places_scan import Found, Scan

_PROVINCE = 3


def is_state_of(scan: Scan, i: int) -> bool:
    """Whether capitals behind a comma are the province that the place before the comma lies in: "Newark, N.J."."""
    last = scan.found[-1] if scan.found else None
    if last is None or i == 0 or last.end != scan.tokens[i - 1].end:
        return False
    if scan.text[last.end : scan.tokens[i].start] != ", ":
        return False
    areas = _provinces(scan, scan.tokens[i].text)
    return any(scan.gazetteer.admin1[c.entry] in areas for c in last.candidates)


def lies_in_next(scan: Scan, i: int) -> bool:
    """Whether an everyday word before a comma is a place in the province behind it: "Buffalo, New York"."""
    if i + 1 >= len(scan.tokens) or not scan.tokens[i + 1].capital:
        return False
    word, after = scan.tokens[i], scan.tokens[i + 1]
    if scan.text[word.end : after.start] != ", ":
        return False
    ends = [after.end] if i + 2 >= len(scan.tokens) or not scan.joined(i + 1) else [scan.tokens[i + 2].end, after.end]
    areas = next((a for end in ends if (a := _provinces(scan, scan.text[after.start : end]))), frozenset[int]())
    return bool(areas) and any(scan.gazetteer.admin1[c.entry] in areas for c in scan.gazetteer.lookup(word.text))


def linked(scan: Scan, i: int) -> bool:
    """Whether token i is a small word that ties two parts of one name: the "e" of "Gulshan-e-Iqbal"."""
    if not 0 < i < len(scan.tokens) - 1:
        return False
    token, following = scan.tokens[i], scan.tokens[i + 1]
    gaps = scan.text[scan.tokens[i - 1].end : token.start], scan.text[token.end : following.start]
    return gaps == ("-", "-") and token.lower == token.text and following.capital


def names_state(scan: Scan, i: int) -> bool:
    """Whether a word for an area is the name of a province: "Plateau state", "Bay region"; but not "the Bay area"."""
    behind = [token.text for token in scan.tokens[i + 1 : i + 2]]
    return behind in (["state"], ["province"], ["region"]) and bool(_provinces(scan, scan.tokens[i].text))


def _provinces(scan: Scan, name: str) -> frozenset[int]:
    kind = scan.gazetteer.kind
    return frozenset(c.entry for c in scan.gazetteer.lookup(name)[:4] if kind[c.entry] == _PROVINCE)


_DATELINE = re.compile(r"[^\W\d_a-z]{3,}[^\n.:;a-z,(]{0,30}(?:, [^\n:;]{2,50}?)? ?(?:\([^()\n]{2,40}\) ?)?[-–—]{1,2} ")


def opens_dateline(scan: Scan, i: int) -> bool:
    """Whether the capitals at token i begin the dateline of a report: "CHELSEA, Manhattan — …", "LIMA (Agency) - …"."""
    token = scan.tokens[i]
    return (
        token.text.isupper()
        and not token.titled
        and scan.text[max(0, token.start - 1) : token.start] == "\n"
        and _DATELINE.match(scan.text, token.start) is not None
    )


_KNOWN = 3.3  # weight from which on a place is known beyond its surroundings
_CALLED = 50  # code points before a name that say it is a person's


def goes_on(scan: Scan, found: Found, token: Token) -> bool:
    """Whether the word behind a hyphen makes one name of both ("Pont-Sonde"), as a place that is known by itself, or
    lies in the same country, does not ("the Aleppo-Damascus road").
    """
    g = scan.gazetteer
    known = g.lookup(token.text)[:8]
    here = {g.country[c.entry] for c in found.candidates[:8]} & {g.country[c.entry] for c in known}
    heavy = any(g.weight[c.entry] * c.quality >= _KNOWN for c in known)
    return token.capital and scan.is_foreign(token) and not here and not heavy


def of_person(scan: Scan, found: Found) -> bool:
    """Whether the words around a name say that it is a person's: "a man named Aden", "said Aden, a student"."""
    before = scan.text[max(0, found.start - _CALLED) : found.start]
    return bool(scan.words.called.search(before) or scan.words.person.match(scan.text, found.end))


def abbreviated(scan: Scan, i: int) -> tuple[Candidate, ...]:
    """The province that token i abbreviates behind a place and a comma: "Strathroy, Ont.", "Springfield, Mo."."""
    token, before = scan.tokens[i], scan.tokens[i - 1] if i else None
    shown = token.text if token.text.endswith(".") else scan.text[token.start : token.end + 1]
    full = scan.words.abbreviated.get(shown)
    if full is None or before is None or not before.capital or scan.text[before.end : token.start] != ", ":
        return ()
    g, (name, iso) = scan.gazetteer, full
    return tuple(c for c in g.lookup(name) if g.kind[c.entry] == _PROVINCE and g.isos[g.country[c.entry]] == iso)[:1]


def told_together(text: str, marks: Sequence[PlaceMark]) -> tuple[PlaceMark, ...]:
    """The marks of a text, each that the words explain by the place beside it with that place's name."""
    out, w = {mark.start: mark for mark in marks}, words()
    for left, right in pairwise(mark for mark in marks if mark.use == "place"):
        gap = text[left.end : right.start]
        if w.lies_in.fullmatch(gap):
            out[left.start] = replace(left, told_by=right.place.name)
        elif w.owns.fullmatch(gap):
            out[right.start] = replace(right, told_by=left.place.name)
    return tuple(out.values())
