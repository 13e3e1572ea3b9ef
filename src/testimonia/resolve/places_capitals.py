"""Capitals and countries that stand for their governments: the words around a name, seen as grammar (`capitals`)."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from testimonia.knowledge.actors import states
from testimonia.knowledge.gazetteer_fold import strict
from testimonia.resolve.capitals import SPAN, speaks

if TYPE_CHECKING:
    from testimonia.resolve.places_scan import Found, Scan

_LARGE = 6.8  # weight of a town as prominent as capitals are
_COUNTRY = 4


@cache
def _capitals() -> dict[str, frozenset[str]]:
    """Each name of a capital, folded, with the ISO codes of the states whose government it may stand for."""
    out: dict[str, frozenset[str]] = {}
    for state in states():
        for name in state.capitals:
            out[strict(name)] = out.get(strict(name), frozenset()) | {state.iso}
    return out


def is_capital(scan: Scan, found: Found) -> bool:
    """Whether one of the first candidates is a capital, or a town as large as one."""
    g = scan.gazetteer
    return _is_seat(scan, found) or any(g.weight[c.entry] >= _LARGE for c in found.candidates[:2])


def is_seat(scan: Scan, found: Found) -> bool:
    """Whether a name is that of a country, or of a capital that reports use for its government."""
    return scan.gazetteer.kind[found.candidates[0].entry] == _COUNTRY or _is_seat(scan, found)


def _is_seat(scan: Scan, found: Found) -> bool:
    g, here = scan.gazetteer, _capitals().get(found.key, frozenset())
    return any(g.isos[g.country[c.entry]] in here for c in found.candidates[:2])


def is_government(scan: Scan, found: Found, country: bool) -> bool:
    """Whether a capital or country opens a clause and acts in it: "Paris has denied", "Washington would help"."""
    word = scan.tokens[found.i].lower
    if found.why or found.hint or found.bearing is not None or word in scan.surnames:
        return False
    if not country and (word in scan.words.given or not _is_seat(scan, found)):
        return False
    lead = _lead(scan, found)
    return lead is not None and speaks(lead, _following(scan, found.j))


def _lead(scan: Scan, found: Found) -> list[str] | None:
    """Words before a name in lower case; names that "and" joins to it are jumped over ("Paris and Berlin"). None where
    it ends a list with commas or says where the place before it lies ("in Mombasa, Kenya")."""
    left = [t for t in scan.left(found.i, 7) if t.lower != "the"]
    while len(left) > 1 and left[-1].lower in ("and", "or") and left[-2].capital:
        del left[-2:]
    if not left:
        last = scan.found[-1] if scan.found else None
        return None if last is not None and _lies_in(scan, last, found) else []
    if len(left) == 1 and left[0].lower in ("and", "or"):
        front = scan.text[max(0, left[0].start - 60) : left[0].start].rstrip(" ,")
        if front[-1:].isalnum() and front.split()[-1][0].isupper():
            return None
    return [t.lower for t in left]


def _lies_in(scan: Scan, place: Found, area: Found) -> bool:
    """Whether a comma alone parts a place from an area that it may lie in."""
    if scan.text[place.end : area.start] != ", ":
        return False
    g, areas = scan.gazetteer, {c.entry for c in area.candidates[:6]}
    lands = {g.country[c.entry] for c in area.candidates[:6] if g.kind[c.entry] == _COUNTRY}
    return any(g.admin1[c.entry] in areas or g.country[c.entry] in lands for c in place.candidates)


def _following(scan: Scan, j: int) -> list[str]:
    """Words from token j on in lower case, as long as only blanks part them."""
    out: list[str] = []
    for at in range(j, min(j + SPAN, len(scan.tokens))):
        if scan.text[scan.tokens[at - 1].end : scan.tokens[at].start] not in (" ", "\u00a0"):
            break
        out.append(scan.tokens[at].lower.replace("’", "'"))
    return out
