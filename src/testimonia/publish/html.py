"""HTML for notebooks: a text with the words marked that carry values, and a table of incidents.

Everything that comes from outside is escaped; there is no script, no link that runs one, and nothing is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from html import escape
from itertools import pairwise
from urllib.parse import urlsplit

from testimonia.model.claim import Account, Reading
from testimonia.model.text import Document, Evidence
from testimonia.model.world import Incident, Toll
from testimonia.publish.sentences import number, where

LONGEST = 20_000  # code points of a text that a notebook shows
_COLOURS = {"date": "#cfe8ff", "place": "#d5f0d0", "figure": "#ffd6d6", "actor": "#ffe5b4", "weapon": "#e6dcff",
            "victim": "#ffd9ec", "incident": "#fff3a3"}  # fmt: skip
_CELL = "padding:2px 8px;text-align:left;vertical-align:top"


def marked(document: Document, reading: Reading) -> Iterator[tuple[Evidence, str, str]]:
    """Every piece of evidence with its kind (a key of the colours) and the value that it carries, in words."""
    for n, a in enumerate(reading.incidents, start=1):
        for at, kind, value in _values(a):
            yield from ((e, kind, f"incident {n}, {value}") for e in at if document.text[e.start : e.end] == e.quote)


def _values(a: Account) -> Iterator[tuple[tuple[Evidence, ...], str, str]]:
    yield a.mentions, "incident", a.type
    yield a.date.at, "date", f"date: {a.date.start or a.date.unresolved} {a.date.end or ''}"
    for p in a.places:
        yield p.at, "place", f"place: {p.name}, {p.country or 'country unknown'} ({p.lat}, {p.lon})"
    for f in a.figures:
        yield (
            f.at,
            "figure",
            f"{_amount(f.low, f.best, f.high, f.vague)} {f.who} {f.effect}"
            + (f", according to {f.according_to}" if f.according_to else ""),
        )
    for by in a.perpetrators:
        yield by.at, "actor", f"perpetrator: {by.name} ({by.basis})"
    for c in a.claims:
        yield c.at, "actor", f"{c.by}: {c.stance}"
    for t in a.targets:
        yield t.at, "actor", f"target: {t.name} ({t.cls})"
    for w in a.weapons:
        yield w.at, "weapon", f"weapon: {w.cls}"
    for v in a.victims:
        yield v.at, "victim", f"victim: {v.name} ({v.effect})"


def _amount(low: int | None, best: int | None, high: int | None, vague: str | None) -> str:
    if vague:
        return vague
    given = sorted({n for n in (low, best, high) if n is not None})
    return "no number" if not given else " to ".join(map(str, dict.fromkeys((given[0], given[-1]))))


def highlighted(document: Document, reading: Reading) -> str:
    """The text, each stretch of it marked in the colour of what it carries; pointing at it shows the values.

    Evidence may overlap: a stretch that carries several values is in the colour of the first and shows all of them.
    """
    text = document.text[:LONGEST]
    found = sorted(set(marked(document, reading)), key=lambda m: (m[0].start, -m[0].end, m[1], m[2]))
    cuts = sorted({0, len(text), *(c for e, _, _ in found for c in (e.start, e.end) if c < len(text))})
    out = []
    active: list[tuple[Evidence, str, str]] = []
    waiting = iter([*found, None])
    following = next(waiting)
    for start, end in pairwise(cuts):
        active = [m for m in active if m[0].end > start]
        while following is not None and following[0].start <= start:
            active.append(following)
            following = next(waiting)
        piece = escape(text[start:end])
        if active:
            title = escape("\n".join(dict.fromkeys(m[2] for m in active)), quote=True).replace("\n", "&#10;")
            # What was said last begins nearest, and is the finest.
            colour = _COLOURS[active[-1][1]]
            piece = f'<mark style="background:{colour};color:#000" title="{title}">{piece}</mark>'
        out.append(piece)
    return "".join(out) + (" …" if len(document.text) > LONGEST else "")


def reading_page(document: Document, reading: Reading) -> str:
    """What one document says, for a notebook: the text in colours, then a table of its incidents."""
    title = escape(document.title or document.id)
    about = escape(", ".join(x for x in (document.publisher, document.published or "no publication date") if x))
    out = [f'<div style="max-width:60em"><p><b>{title}</b><br><small>{about}</small></p>']
    if not reading.read:
        out.append(f"<p>Not read: {escape(reading.reason or '')}</p>")
    legend = " ".join(f'<mark style="background:{c};color:#000">{k}</mark>' for k, c in _COLOURS.items())
    out.append(f'<p><small>{legend}</small></p><p style="white-space:pre-wrap">{highlighted(document, reading)}</p>')
    if reading.read and not reading.incidents:
        out.append("<p>It tells of no incident.</p>")
    rows = [
        (str(n), a.type, a.status, a.date.start or a.date.unresolved or "", "; ".join(p.name for p in a.places),
         "; ".join(p.name for p in a.perpetrators),
         "; ".join(f"{_amount(f.low, f.best, f.high, f.vague)} {f.who} {f.effect}" for f in a.figures))
        for n, a in enumerate(reading.incidents, start=1)
    ]  # fmt: skip
    if rows:
        out.append(_table(("", "type", "status", "date", "places", "perpetrators", "figures"), rows))
    return "".join(out) + "</div>"


def incidents_table(incidents: Iterable[Incident], many: int | None = None) -> str:
    """A table of incidents with the tolls and their sources; `many` says how many there are in all."""
    rows = []
    for i in incidents:
        killed, hurt = i.tolls.get("killed", Toll()), i.tolls.get("injured", Toll())
        rows.append((i.date.start or "", i.type, where(i), "; ".join(p.name for p in i.perpetrators), number(killed),
                     number(hurt), "; ".join(a.publisher or a.document for a in i.accounts), i.id))  # fmt: skip
    head = ("date", "type", "place", "perpetrators", "killed", "injured", "reports", "id")
    more = f"<p><small>{len(rows)} of {many} incidents</small></p>" if many is not None and many > len(rows) else ""
    return _table(head, rows) + more


def incident_page(incident: Incident) -> str:
    """One incident, for a notebook: its values, why the toll is what it is, and its reports."""
    killed = incident.tolls.get("killed", Toll())
    why = f"<p>{escape(killed.because)}</p>" if killed.because else ""
    reports = "".join(f"<li>{_report(a.publisher or a.document, a.published, a.url)}</li>" for a in incident.accounts)
    return f"{incidents_table([incident])}{why}<ul>{reports}</ul>"


def _report(name: str, published: str | None, url: str | None) -> str:
    said = escape(", ".join(x for x in (name, published) if x))
    safe = url is not None and urlsplit(url).scheme in ("http", "https")
    return f'<a href="{escape(url or "", quote=True)}" rel="noreferrer">{said}</a>' if safe else said


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    top = "".join(f'<th style="{_CELL}">{escape(h)}</th>' for h in head)
    body = "".join("<tr>" + "".join(f'<td style="{_CELL}">{escape(c)}</td>' for c in row) + "</tr>" for row in rows)
    return f"<table><thead><tr>{top}</tr></thead><tbody>{body}</tbody></table>"
