"""A comparison told: as rows of a table, as JSON, as one page that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.resources import files
from typing import IO, Any

import msgspec

from testimonia.compare import Comparison, Event, Match
from testimonia.publish.cells import Cell, write_rows

CASES = {"both": "both have it", "ours": "we have it, they do not", "theirs": "they have it, we do not"}
COLUMNS = (
    "case", "our_id", "their_id", "score", "our_date", "their_date", "our_place", "their_place", "our_low", "our_best",
    "our_high", "their_low", "their_best", "their_high", "difference", "toll", "because", "rivals", "about",
)  # fmt: skip


def write_csv(found: Comparison, out: IO[bytes], *, beyond: bool = False) -> None:
    """One row a match or an event of one side, in the order of `rows`, under COLUMNS."""
    write_rows(iter((COLUMNS, *(tuple(row[c] for c in COLUMNS) for row in rows(found, beyond=beyond)))), out)


def rows(found: Comparison, *, beyond: bool = False) -> Iterator[dict[str, Cell]]:
    """Matches, then ours alone, then theirs alone (with `beyond`, also what lies outside the other's countries and
    days), each by day, as cells by column."""
    yield from (_both(m) for m in found.matches)
    yield from (_alone("ours", e) for e in (*found.ours_alone, *(found.ours_beyond if beyond else ())))
    yield from (_alone("theirs", e) for e in (*found.theirs_alone, *(found.theirs_beyond if beyond else ())))


def _both(m: Match) -> dict[str, Cell]:
    return {
        "case": "both", "score": m.score, **_side("our", m.ours), **_side("their", m.theirs),
        "difference": m.difference, "toll": m.toll, "because": m.because, "rivals": "; ".join(m.rivals),
        "about": m.theirs.about or m.ours.about,
    }  # fmt: skip


def _alone(case: str, e: Event) -> dict[str, Cell]:
    whose, other = ("our", "their") if case == "ours" else ("their", "our")
    empty = dict.fromkeys((*_side(other, e), "score", "difference", "toll", "because", "rivals"))
    return {"case": case, **empty, **_side(whose, e), "about": e.about}


def _side(whose: str, e: Event) -> dict[str, Cell]:
    return {f"{whose}_id": e.id, f"{whose}_date": e.days, f"{whose}_place": e.where, f"{whose}_low": e.low,
            f"{whose}_best": e.best, f"{whose}_high": e.high}  # fmt: skip


def summary(found: Comparison, *, beyond: bool = False) -> list[str]:
    """The counts, a line each; `beyond` says whether what lies beyond is listed."""
    same = sum(m.difference == 0 for m in found.matches)
    apart = [m for m in found.matches if m.difference]
    where = f"outside the countries and days of the other side{'' if beyond else ', not listed'}"
    said = [
        f"{len(found.matches)} in both: {same} with the same number of dead, {len(apart)} with another",
        f"{len(found.ours_alone)} of ours that {found.table} does not have",
        f"{len(found.theirs_alone)} of {found.table} that we do not have",
    ]
    for many, whose in ((len(found.ours_beyond), "ours"), (len(found.theirs_beyond), found.table)):
        if many:
            said.append(f"{many} of {whose} {where}")
    said += [f"{many} of ours not compared: {why}" for why, many in found.not_held.items()]
    if found.faults:
        said.append(f"{len(found.faults)} rows of {found.table} that could not be read")
    return said


def as_json(found: Comparison, *, beyond: bool = False) -> bytes:
    """One object: `table`, `summary`, `not_held`, `faults` and the lists `matches`, `ours_alone`, `theirs_alone`, whose
    objects have the keys of COLUMNS that are not empty."""
    sides: dict[str, list[dict[str, Any]]] = {case: [] for case in CASES}
    for row in rows(found, beyond=beyond):
        sides[str(row["case"])].append({k: v for k, v in row.items() if v not in (None, "") and k != "case"})
    told = {
        "table": found.table, "summary": summary(found, beyond=beyond), "matches": sides["both"],
        "ours_alone": sides["ours"], "theirs_alone": sides["theirs"], "not_held": found.not_held,
        "faults": found.faults,
    }  # fmt: skip
    return msgspec.json.format(msgspec.json.encode(told), indent=1) + b"\n"


def page(found: Comparison, *, beyond: bool = False) -> str:
    """An HTML page with nothing to load beside it; whatever comes from a table or a report is escaped."""
    from jinja2 import Environment

    source = files("testimonia.compare").joinpath("page.html").read_text(encoding="utf-8")
    listed: dict[str, list[dict[str, Cell]]] = {case: [] for case in CASES}
    for row in rows(found, beyond=beyond):
        listed[str(row["case"])].append(row)
    template = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(source)
    return template.render(table=found.table, summary=summary(found, beyond=beyond), cases=CASES, listed=listed)
