"""GeoJSON (RFC 7946): one feature an incident, for maps. Longitude before latitude, WGS 84."""

from __future__ import annotations

from collections.abc import Iterator
from typing import IO, Any

from testimonia.model import codec
from testimonia.model.world import Incident, Toll
from testimonia.publish.loss import Lost, dropped


def feature(incident: Incident) -> dict[str, Any]:
    """One incident as a Feature.

    The geometry is the point of its most specific place, or null where no place has coordinates (RFC 7946, 3.2). How
    exact the point is stands in `precision` (UCDP's where_prec, 1 the place itself … 7) and `radius_km`.
    """
    point, place = incident.point, incident.locality
    exact = point or place
    killed, injured = (incident.tolls.get(effect, Toll()) for effect in ("killed", "injured"))
    properties: dict[str, Any] = {
        "type": incident.type,
        "status": incident.status,
        "date_start": incident.date.start,
        "date_end": incident.date.end,
        "date_precision": incident.date.precision,
        "place": place.name if place else None,
        "country": incident.country,
        "precision": exact.precision if exact else None,
        "radius_km": exact.radius_km if exact else None,
        "perpetrators": [{"name": p.name, "basis": p.basis} for p in incident.perpetrators],
        "claimed_by": [c.by for c in incident.claims if c.stance == "claimed"],
        "targets": [t.name for t in incident.targets],
        "weapons": [w.cls for w in incident.weapons],
        "grade": incident.grade,
    }
    for name, toll in (("killed", killed), ("injured", injured)):
        properties |= {f"{name}_low": toll.low, f"{name}_best": toll.best, f"{name}_high": toll.high}
    properties |= {
        "because": killed.because or None,
        "reports": [{"document": a.document, "publisher": a.publisher, "url": a.url} for a in incident.accounts],
    }
    geometry = {"type": "Point", "coordinates": [point.lon, point.lat]} if point else None
    return {"type": "Feature", "id": incident.id, "geometry": geometry, "properties": properties}


class GeojsonExport:
    """One FeatureCollection, written as it comes: one feature a line."""

    name = "geojson"
    suffix = ".geojson"
    loss = (
        "One point an incident: single figures with their speakers, quotes, effects but killed and injured, victims "
        "and further places are left out; incidents without coordinates have no geometry."
    )

    def write(self, incidents: Iterator[Incident], out: IO[bytes]) -> None:
        """Write the collection, its features in the order given."""
        out.write(b'{"type":"FeatureCollection","features":[')
        for n, incident in enumerate(incidents):
            out.write((b",\n" if n else b"\n") + codec.encode(feature(incident)))
        out.write(b"\n]}\n")

    def losses(self, incident: Incident) -> Iterator[Lost]:
        """What a feature has no property for."""
        yield from dropped(
            incident, ("figures", "speakers", "contradictions", "denied", "quotes", "classes", "victims")
        )
        yield from dropped(incident, ("beyond_hurt",))
        shown = incident.locality, incident.point
        yield from (Lost("further places", p.name) for p in incident.places if p not in shown)
        yield from (Lost("denials and praise", c.by) for c in incident.claims if c.stance != "claimed")
        if incident.point is None:
            yield Lost("incidents without coordinates: on no map", incident.type)
