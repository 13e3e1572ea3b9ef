"""Place names in news to coordinates: how often right, and how fast.

    python benchmarks/places.py                            every set, the default gazetteer
    python benchmarks/places.py --gazetteer FILE --set geovirus,train,speed

`geovirus` are 229 articles with 2,170 names (Gritta et al. 2018): the share within 161 km given the names, end to end
over all names, and the ceiling, any candidate within 161 km. It is for measuring; no rule is written for it. `train`
takes the annotated reports that rules may be written from, `development` those kept for measuring: of the places of
incidents, the share covered by a mark of use `place`, in the right country, within 25 km of the coordinates given.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import statistics
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from annotated import referee, training

from testimonia.knowledge.gazetteer import Gazetteer
from testimonia.model.marks import PlaceMark
from testimonia.model.sphere import km
from testimonia.resolve.places import place_marks, place_of_spans

DATA = Path(os.environ.get("TESTIMONIA_DATA", Path(__file__).resolve().parents[1].parent / "shared"))
SAME_KM, NEAR_KM = 161.0, 25.0


def share(part: float, whole: float) -> str:
    """`"0.853 (1,851 of 2,170)"`."""
    return f"{part / whole if whole else 0:.3f} ({part:,} of {whole:,})"


def geovirus(gazetteer: Gazetteer, verbose: bool) -> None:
    """Prints accuracy at 161 km given the names, the same end to end, the ceiling, and the median error."""
    articles = [json.loads(line) for line in (DATA / "corpora/geo/geovirus.jsonl").open(encoding="utf-8")]
    names = given = found = ceiling = spotted = 0
    errors: list[float] = []
    for article in articles:
        text, gold = article["text"], article["toponyms"]
        names += len(gold)
        places = place_of_spans(text, [(t["start"], t["end"]) for t in gold], gazetteer)
        marks = place_marks(text, gazetteer)
        for toponym, place in zip(gold, places, strict=True):
            lat, lon = toponym["lat"], toponym["lon"]
            error = km(lat, lon, place.lat, place.lon) if place.lat is not None and place.lon is not None else 20_000.0
            errors.append(error)
            given += error <= SAME_KM
            reach = _reach(gazetteer, toponym["name"], lat, lon)
            ceiling += reach
            mark = _covering(marks, toponym["start"], toponym["end"])
            spotted += mark is not None
            right = mark is not None and mark.place.lat is not None and mark.place.lon is not None and (
                km(lat, lon, mark.place.lat, mark.place.lon) <= SAME_KM)  # fmt: skip
            found += right
            if verbose and (error > SAME_KM or not right):
                note = "" if reach else " (no candidate near)"
                print(f"  {toponym['name']}: given {error:.0f} km, {place.because[:80]!r}; end to end "
                      f"{'no mark' if mark is None else 'right' if right else 'wrong'}{note}")  # fmt: skip
    area = sum(math.log(1 + min(e, 20_000)) for e in errors) / (len(errors) * math.log(20_001))
    print(
        f"GeoVirus: given the names, within 161 km {share(given, names)}; "
        f"median error {statistics.median(errors):.0f} km; "
        f"area under the log error curve {area:.3f}"
    )
    print(
        f"GeoVirus: end to end, over all names, within 161 km {share(found, names)}; "
        f"marked at all {share(spotted, names)}"
    )
    print(f"GeoVirus: ceiling, any candidate of the gazetteer within 161 km {share(ceiling, names)}")


def _reach(gazetteer: Gazetteer, name: str, lat: float, lon: float) -> bool:
    return any(km(lat, lon, gazetteer.lat[c.entry], gazetteer.lon[c.entry]) <= SAME_KM for c in gazetteer.lookup(name))


def _covering(marks: tuple[PlaceMark, ...], start: int, end: int) -> PlaceMark | None:
    return next((m for m in marks if m.start < end and start < m.end), None)


def _reports(part: str) -> Iterator[tuple[dict[str, Any], str]]:
    if part != "development":
        yield from training(DATA, "real")
        return
    for name in json.loads((DATA / "reports/split.json").read_text(encoding="utf-8"))["development"]:
        path = DATA / "reports/train/real" / f"{name}.txt"
        yield json.loads(path.with_suffix(".json").read_text(encoding="utf-8")), path.read_text(encoding="utf-8")


def incidents(gazetteer: Gazetteer, part: str, verbose: bool) -> None:
    """Prints how many of the places of incidents of one part of the annotated reports are marked and resolved."""
    locate = referee(DATA, "check").locate

    total = marked = near = pointed = country = with_country = exact = 0
    stray = words = 0
    for annotation, text in _reports(part):
        marks = place_marks(text, gazetteer)
        words += len(text.split())
        stray += sum(m.use == "place" for m in marks)
        seen = set()
        for incident in annotation["incidents"]:
            for place in incident["places"]:
                spans = tuple(locate(q, text) for q in place["at"])
                if not spans or spans in seen or place["name"][:1].islower():
                    continue  # common nouns ("school") are the reader's part
                seen.add(spans)
                covering = [
                    m for m in marks for s, e in spans if m.start < e and s < m.end and m.use in ("place", "adjective")
                ]
                total += 1
                marked += bool(covering)
                exact += any((m.start, m.end) in spans for m in covering)
                if place["country"]:
                    with_country += 1
                    right = any(m.place.country == place["country"] for m in covering)
                    country += right
                    if verbose and not right:
                        print(f"  country: {place['name']} {place['country']} {[m.place for m in covering][:1]}")
                if place["lat"] is not None:
                    pointed += 1
                    hit = any(
                        m.place.lat is not None
                        and m.place.lon is not None
                        and km(place["lat"], place["lon"], m.place.lat, m.place.lon) <= NEAR_KM
                        for m in covering
                    )
                    near += hit
                    if verbose and not hit:
                        print(
                            f"  point: {place['name']} {place['country']} {place['lat']},{place['lon']} "
                            f"{[(m.place.name, m.place.lat, m.place.lon, m.place.because[:60]) for m in covering][:1]}"
                        )
                if verbose and not covering:
                    s, e = spans[0]
                    print(f"  unmarked: {place['kind']} {text[max(0, s - 30) : s]!r}[{text[s:e]}]{text[e : e + 20]!r}")
    print(f"{part}: places of incidents marked {share(marked, total)}, with the very words {share(exact, total)}")
    print(f"{part}: right country {share(country, with_country)}; within 25 km {share(near, pointed)}")
    print(f"{part}: {stray:,} place marks in {words:,} words")


def speed(gazetteer: Gazetteer) -> None:
    """Prints processor times: opening, look-ups, fuzzy look-ups, a 400-word report, with rapidfuzz over a plain list
    beside
    it."""
    from rapidfuzz import process

    path = gazetteer.path
    begin = time.process_time()
    Gazetteer.open.__func__.__globals__["_opened"].cache_clear()  # type: ignore[attr-defined]
    Gazetteer.open(path)
    print(f"open: {(time.process_time() - begin) * 1e3:.1f} ms; {len(gazetteer):,} places")
    texts = [text for _, text in _reports("train")] if (DATA / "reports").is_dir() else []
    if texts:
        begin = time.process_time()
        for text in texts:
            place_marks(text, gazetteer)
        took = time.process_time() - begin
        words = sum(len(t.split()) for t in texts)
        print(f"place_marks: {took / words * 400 * 1e3:.2f} ms for 400 words")
    print(f"resident: {_resident() / 2**20:.0f} MiB with the whole program")
    names = [gazetteer.entry(i * len(gazetteer) // 20_000).name for i in range(20_000)]
    begin = time.process_time()
    for name in names:
        gazetteer.lookup(name)
    exact = (time.process_time() - begin) / len(names)
    off = [n[:2] + "x" + n[3:] for n in names[:2_000] if len(n) > 5]
    begin = time.process_time()
    for name in off:
        gazetteer.lookup(name, near=True)
    fuzzy = (time.process_time() - begin) / len(off)
    plain = {n: n for n in names}
    begin = time.process_time()
    for name in names:
        plain.get(name)
    table = (time.process_time() - begin) / len(names)
    begin = time.process_time()
    for name in off[:50]:
        process.extractOne(name, names)
    scan = (time.process_time() - begin) / 50 * len(gazetteer) / len(names)
    print(f"look-up: {exact * 1e6:.1f} µs ({1 / exact:,.0f} a second; a dict of plain names {table * 1e6:.2f} µs)")
    print(
        f"one letter off: {fuzzy * 1e6:.0f} µs; rapidfuzz over all names {scan * 1e6:,.0f} µs, "
        f"{scan / fuzzy:,.0f} times as long"
    )


def _resident() -> int:
    """Bytes of this process in memory (Linux), or 0 where that cannot be told."""
    try:
        pages = int(Path("/proc/self/statm").read_text().split()[1])
    except (OSError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


def main() -> None:
    """Reads the command line and prints the sets asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--gazetteer", type=Path, help="a gazetteer file; default: TESTIMONIA_GAZETTEER, else the shipped one"
    )
    parser.add_argument("--set", default="geovirus,train,development,speed", help="which sets, parted by commas")
    parser.add_argument("--verbose", action="store_true", help="print what is wrong (never for development)")
    options = parser.parse_args()
    gazetteer = Gazetteer.open(options.gazetteer)
    for name in options.set.split(","):
        if name == "speed":
            speed(gazetteer)
        elif name == "geovirus":
            geovirus(gazetteer, options.verbose)
        elif name in ("train", "development"):
            incidents(gazetteer, name, options.verbose and name == "train")
        else:
            parser.error(f"unknown set {name}: geovirus, train, development, speed")


if __name__ == "__main__":
    main()
