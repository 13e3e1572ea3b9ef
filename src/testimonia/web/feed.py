"""The Atom feed (RFC 4287) of the latest incidents."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from xml.etree import ElementTree as xml

from testimonia.model.world import Incident, Toll
from testimonia.web import words

_ATOM = "http://www.w3.org/2005/Atom"
_NO_XML = re.compile(r"[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONG_AGO = "1970-01-01T00:00:00Z"


def atom(incidents: Iterable[Incident], base: str) -> bytes:
    """One entry an incident, in the order given. `base`: the address of the server, ending in a slash.

    An entry's `updated` is the publication of its latest report: a later report makes a reader show it again.
    """
    entries = [_entry(incident, base) for incident in incidents]
    xml.register_namespace("", _ATOM)
    feed = xml.Element(f"{{{_ATOM}}}feed")
    _add(feed, "title", "Incidents")
    _add(feed, "id", f"{base}feed.atom")
    _add(feed, "updated", max((str(e.findtext(f"{{{_ATOM}}}updated")) for e in entries), default=_LONG_AGO))
    _add(_add(feed, "author"), "name", "Testimonia")
    _add(feed, "link", rel="self", type="application/atom+xml", href=f"{base}feed.atom")
    _add(feed, "link", rel="alternate", type="text/html", href=base)
    feed.extend(entries)
    made: bytes = xml.tostring(feed, encoding="utf-8", xml_declaration=True)
    return made


def _entry(incident: Incident, base: str) -> xml.Element:
    entry = xml.Element(f"{{{_ATOM}}}entry")
    _add(entry, "title", incident.headline)
    _add(entry, "id", f"{base}incidents/{incident.id}")
    _add(entry, "updated", max((_moment(a.published) for a in incident.accounts), default=_LONG_AGO))
    _add(entry, "link", rel="alternate", type="text/html", href=f"{base}incidents/{incident.id}")
    _add(entry, "summary", _summary(incident), type="text")
    _add(entry, "category", term=incident.type)
    return entry


def _summary(incident: Incident) -> str:
    killed = incident.tolls.get("killed", Toll())
    who = "; ".join(f"{p.name} ({words.basis(p)})" for p in incident.perpetrators)
    parts = (f"Killed: {words.span(killed)}.", killed.because, f"By: {who}." if who else "",
             f"Status: {incident.status}; {len(incident.accounts)} reports.")  # fmt: skip
    return " ".join(p for p in parts if p)


def _moment(published: str | None) -> str:
    """A publication date as RFC 3339 wants it; days begin at midnight UTC."""
    try:
        moment = datetime.fromisoformat(published or "")
    except ValueError:
        return _LONG_AGO
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _add(to: xml.Element, name: str, text: str | None = None, **attributes: str) -> xml.Element:
    made = xml.SubElement(to, f"{{{_ATOM}}}{name}", attributes)
    made.text = None if text is None else _NO_XML.sub("", text)
    return made
