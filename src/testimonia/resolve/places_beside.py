"""Words that are a place because of the place beside them: "Newark, N.J.", a headline's "Buffalo, New York"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from testimonia.resolve.places_scan import Scan

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


def _provinces(scan: Scan, name: str) -> frozenset[int]:
    kind = scan.gazetteer.kind
    return frozenset(c.entry for c in scan.gazetteer.lookup(name)[:4] if kind[c.entry] == _PROVINCE)
