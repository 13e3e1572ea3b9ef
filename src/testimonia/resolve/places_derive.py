"""Places that a text describes by others: "30 km north of Gao", "the road between A and B", and coordinates written
out; borders are found by `places_border`. Each becomes one mark over the whole phrase, with a point and a radius.

Precision is UCDP's: 2 for a point near a named place, 5 for lines and loose areas (GED codebook, `where_prec`).
"""

from __future__ import annotations

import math
import re
from functools import cache

import msgspec

from testimonia.knowledge.gazetteer import Gazetteer
from testimonia.model.claim import Place
from testimonia.model.marks import PlaceMark
from testimonia.model.sphere import km
from testimonia.model.text import Span
from testimonia.resolve.places_border import Borders
from testimonia.resolve.places_words import words

NEAR_KM = 25.0
"""UCDP's bound for "near": about 25 km."""


@cache
def _distance() -> re.Pattern[str]:
    w = words()
    units = "|".join(sorted(map(re.escape, w.unit), key=len, reverse=True))
    bearings = "|".join(sorted(map(re.escape, w.bearing), key=len, reverse=True))
    return re.compile(
        rf"(?:(?:about|around|some|roughly|approximately|nearly|just|over|almost|less than|more than)\s)?"
        rf"(?P<number>\d+(?:[.,]\d+)?|a few|several|a dozen|two dozen)[\s-]?(?P<unit>{units})\b"
        rf"(?:\s?\([^()]{{1,20}}\))?\s+(?:(?:to\sthe\s)?(?P<bearing>{bearings})\s)?"
        rf"(?:of|from|away from|outside|inside)\s"
        rf"(?:the\s(?:[a-z-]+\s){{0,2}}(?:city|town|village|capital)(?:,?\sof)?,?\s)?$"
    )


@cache
def _towards() -> re.Pattern[str]:
    bearings = "|".join(sorted(map(re.escape, words().bearing), key=len, reverse=True))
    return re.compile(
        rf"(?:just\s)?(?P<bearing>{bearings})\sof\s(?:the\s(?:[a-z]+\s)?(?:city|town|village|capital)\sof\s)?$"
    )


_ROAD = re.compile(
    r"(?:(?:the|a)\s)?(?:main\s)?(?:road|highway|route|motorway|railway line|railway)"
    r"\s(?:between|from|linking|connecting)\s$|(?:halfway|midway|half way)\sbetween\s$"
    r"|(?:(?:near|along|on|at)\s)?the\s(?:border|frontier)\sbetween\s$"
)
_BETWEEN = re.compile(r"\s(?:and|to|with)\s(?:the\s)?$")
_PAIR_TAIL = re.compile(r"^\s(?:road|highway)\b")
_POINT = re.compile(r"\d\.\d\d")  # without one no decimal coordinates stand in a text
_DECIMAL = re.compile(
    r"(?<![\d.])(?P<a>[-+]?\d{1,2}\.\d{2,8})\s?°?\s?(?P<ns>[NS]?)\s?[,;/ ]\s?"
    r"(?P<b>[-+]?\d{1,3}\.\d{2,8})\s?°?\s?(?P<ew>[EW]?)(?!\w|\.\d)"
)
_SEXAGESIMAL = re.compile(
    r"(?P<d1>\d{1,2})\s?[°º]\s?(?P<m1>\d{1,2})\s?['′’]\s?(?:(?P<s1>\d{1,2}(?:\.\d+)?)\s?(?:[\"″”]|'')\s?)?(?P<ns>[NS])[\s,;]{1,3}"
    r"(?P<d2>\d{1,3})\s?[°º]\s?(?P<m2>\d{1,2})\s?['′’]\s?(?:(?P<s2>\d{1,2}(?:\.\d+)?)\s?(?:[\"″”]|'')\s?)?(?P<ew>[EW])"
)
_VAGUE = {"a few": 4.0, "several": 6.0, "a dozen": 12.0, "two dozen": 24.0}


def derived(text: str, marks: list[PlaceMark], gazetteer: Gazetteer) -> list[PlaceMark]:
    """`marks` with those that are part of such a phrase replaced by one mark over the phrase; coordinates added."""
    out: list[PlaceMark] = []
    skip, borders = -1, Borders(text, marks, gazetteer)
    for at, mark in enumerate(marks):
        if mark.start < skip:
            continue
        following = marks[at + 1] if at + 1 < len(marks) else None
        floor = out[-1].end if out else 0
        new = borders.phrase(mark, following, floor)
        if new is None and (mark.use == "place" or (mark.use in ("adjective", "name") and following is not None)):
            new = _phrase(text, mark, following, floor)
        if new is None:
            out.append(mark)
            continue
        while out and out[-1].end > new.start:
            out.pop()
        out.append(new)
        skip = new.end
    for point in coordinates(text):
        if not any(m.start < point.end and point.start < m.end for m in out):
            out.append(point)
    return sorted(out, key=lambda m: m.start)


def _phrase(text: str, mark: PlaceMark, following: PlaceMark | None, floor: int) -> PlaceMark | None:
    lead = text[max(floor, mark.start - 90) : mark.start]
    offset = mark.start - len(lead)
    if mark.use == "place" and mark.place.lat is not None and mark.place.kind not in ("country", "region", "water"):
        if found := _distance().search(lead):
            return _shifted(text, offset + found.start(), mark, found["number"], found["unit"], found["bearing"])
        if found := _towards().search(lead):
            return _shifted(text, offset + found.start(), mark, "", "", found["bearing"])
    if following is not None and mark.use == "place":
        joint = text[mark.end : following.start]
        if (found := _ROAD.search(lead)) and _BETWEEN.match(joint):
            return _line(text, offset + found.start(), following.end, mark, following)
        if joint in ("-", "–", "—") and (tail := _PAIR_TAIL.match(text[following.end : following.end + 30])):
            return _line(text, mark.start, following.end + tail.end(), mark, following)
    return None


def _shifted(text: str, start: int, mark: PlaceMark, number: str, unit: str, bearing: str | None) -> PlaceMark:
    """The point that lies `number` `unit`s towards `bearing` from the mark's; without a number, some way in that
    direction."""
    w = words()
    place, quote = mark.place, text[start : mark.end]
    length = (_VAGUE.get(number) or float(number.replace(",", "."))) * w.unit[unit] if number else 12.0
    angle = w.bearing.get(bearing or "", -1.0)
    assert place.lat is not None
    assert place.lon is not None
    lat, lon = place.lat, place.lon
    if angle >= 0:
        lat, lon = destination(lat, lon, angle, length)
        radius = max(2.0, (0.25 if number else 1.0) * length)
    else:
        radius = max(2.0, length)
    precision = 2 if number or angle >= 0 else 5
    if angle < 0 and length > NEAR_KM:
        precision = 5
    told = f"{length:.0f} km" if number else "some way"
    because = f"{told} {bearing + ' of' if bearing else 'from'} {place.name}; {place.because}"
    at = (mark.place.at[0].span.cut(text),) if not number and angle < 0 else ()
    new = msgspec.structs.replace(
        place,
        name=quote,
        kind="settlement" if length <= NEAR_KM else "region",
        lat=round(lat, 4),
        lon=round(lon, 4),
        at=at,
        geonames_id=None,
        precision=precision,
        radius_km=round(radius, 1),
        because=because,
        confidence=round(place.confidence * 0.9, 3),
    )
    return _marked(text, start, mark.end, new, (*_as_container(place), *mark.containers))


def _line(text: str, start: int, end: int, a: PlaceMark, b: PlaceMark) -> PlaceMark | None:
    """The middle of two places, with a radius that reaches both."""
    p, q = a.place, b.place
    if p.lat is None or p.lon is None or q.lat is None or q.lon is None or b.use not in ("place", "adjective"):
        return None
    long = km(p.lat, p.lon, q.lat, q.lon)
    if long > 2500:
        return None
    shared = tuple(c for c in a.containers if c.name in {d.name for d in b.containers})
    country = p.country if p.country == q.country else None
    place = Place(
        name=text[start:end],
        kind="region",
        country=country,
        lat=round((p.lat + q.lat) / 2, 4),
        lon=round((p.lon + q.lon) / 2, 4),
        precision=5,
        radius_km=round(max(5.0, long / 2), 1),
        because=f"between {p.name} and {q.name}",
        confidence=round(min(p.confidence, q.confidence) * 0.9, 3),
    )
    return _marked(text, start, end, place, shared)


def _marked(text: str, start: int, end: int, place: Place, containers: tuple[Place, ...]) -> PlaceMark:
    return PlaceMark(start=start, end=end, place=msgspec.structs.replace(place, at=(Span(start, end).cut(text),)),
                     containers=containers)  # fmt: skip


def _as_container(place: Place) -> tuple[Place, ...]:
    return (msgspec.structs.replace(place, at=()),)


def destination(lat: float, lon: float, bearing: float, length_km: float) -> tuple[float, float]:
    """Where one comes who goes `length_km` from a point in degrees towards `bearing` (degrees from north)."""
    d, t, a, o = length_km / 6371.0, math.radians(bearing), math.radians(lat), math.radians(lon)
    b = math.asin(math.sin(a) * math.cos(d) + math.cos(a) * math.sin(d) * math.cos(t))
    east = o + math.atan2(math.sin(t) * math.sin(d) * math.cos(a), math.cos(d) - math.sin(a) * math.sin(b))
    return math.degrees(b), (math.degrees(east) + 540.0) % 360.0 - 180.0


def coordinates(text: str, *, alone: bool = False) -> list[PlaceMark]:
    """Coordinates written out: `16.274, -0.051`, `16.27°N 0.05°W`, `16°16'12"N 0°03'W`; latitude first. A pair that no
    point of the earth has becomes a mark without a point that says so. `alone`: the text is nothing but coordinates,
    so that `16.27, -0.05` are no prices."""
    out = []
    for found in _DECIMAL.finditer(text) if _POINT.search(text) else ():
        lat, lon = float(found["a"]), float(found["b"])
        lat, lon = (-lat if found["ns"] == "S" else lat), (-lon if found["ew"] == "W" else lon)
        if not (alone or found["ns"] or found["ew"]) and not ("." in found["a"] and len(found["a"].split(".")[1]) >= 3):
            continue  # "12.50, 13.75" may be prices
        out.append(_coordinate(text, found.start(), found.end(), lat, lon))
    for found in _SEXAGESIMAL.finditer(text) if "°" in text or "º" in text else ():
        values = [float(found[d]) + float(found[m]) / 60 + float(found[s] or 0) / 3600
                  for d, m, s in (("d1", "m1", "s1"), ("d2", "m2", "s2"))]  # fmt: skip
        lat = -values[0] if found["ns"] == "S" else values[0]
        lon = -values[1] if found["ew"] == "W" else values[1]
        out.append(_coordinate(text, found.start(), found.end(), lat, lon))
    out.sort(key=lambda m: m.start)
    return [m for i, m in enumerate(out) if i == 0 or m.start >= out[i - 1].end]


def _coordinate(text: str, start: int, end: int, lat: float, lon: float) -> PlaceMark:
    quote = text[start:end]
    if abs(lat) > 90 or abs(lon) > 180:
        place = Place(name=quote, kind="site", because="written as coordinates", confidence=0.2,
                      unresolved="no point of the earth has these coordinates")  # fmt: skip
    else:
        place = Place(name=quote, kind="site", lat=round(lat, 5), lon=round(lon, 5), precision=1, radius_km=1.0,
                      because="coordinates given in the text", confidence=0.95)  # fmt: skip
    return _marked(text, start, end, place, ())
