"""How fast the pages answer: `python benchmarks/api.py [INCIDENTS] [FOLDER] [WORKERS]` (1000000, one that goes, 0).

A ledger of invented incidents is written straight into the store (invented.py; a folder that is named keeps it, and one
that is there is taken again). Then a server of it, a writer that records reports and renews the edition all the while,
and twenty clients at once: first at the pace of people (each asks, reads for a second on average, asks again), then
without any pause, which tells how much the server can bear at most. Prints the median, the 95th and the 99th percentile
of each kind of request, what each takes of the server's processor and of the clients', and, where there is a browser,
how long until the first page can be used. Times hang on the machine, which clients and writer use, too; the processor's
less.
"""

from __future__ import annotations

import http.client
import multiprocessing
import os
import random
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from multiprocessing.synchronize import Event
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from invented import ACTORS, COUNTRIES, KINDS, LAST, PAPERS, SCENES, TOWNS, settle, told, write

from testimonia import pipeline
from testimonia.store import Ledger

CLIENTS, PACE, SECONDS = 20, 1.0, 25.0


@contextmanager
def serving(path: Path, workers: int) -> Iterator[tuple[str, int, int]]:
    """A server in a process of its own, when it is ready; its address and its process."""
    start = time.perf_counter()
    command = [
        sys.executable,
        "-m",
        "testimonia",
        "serve",
        "--ledger",
        str(path),
        "--port",
        "8765",
        "--workers",
        str(workers),
    ]
    server = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    try:
        while True:
            try:
                first = ask("127.0.0.1", 8765, "/incidents?limit=1")
                break
            except OSError:
                time.sleep(0.2)
        said = f"server   ready after {time.perf_counter() - start:.1f} s, its columns read ({first:.1f} s of it)"
        print(said, flush=True)
        yield "127.0.0.1", 8765, server.pid
    finally:
        server.terminate()
        server.wait(20)


def ask(host: str, port: int, path: str) -> float:
    """Seconds for one request on a connection of its own."""
    connection = http.client.HTTPConnection(host, port, timeout=120)
    start = time.perf_counter()
    connection.request("GET", path)
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 200, (answer.status, path)
    connection.close()
    return time.perf_counter() - start


def filters(chance: random.Random) -> dict[str, str]:
    """What somebody looks for: one to three filters."""
    year = chance.randrange(1998, 2020)
    ways = [
        {"since": str(year), "until": str(year + chance.randrange(3))}, {"country": chance.choice(COUNTRIES)},
        {"type": chance.choice(KINDS)}, {"actor": chance.choice(ACTORS)}, {"min_killed": str(chance.randrange(5, 30))},
        {"text": f"{chance.choice(SCENES)} {chance.choice(SCENES)}"}, {"source": chance.choice(PAPERS)},
        {"grade": chance.choice(["weak", "fair"])}, {"min_confidence": str(chance.choice([0.5, 0.7, 0.9]))},
        {"text": f"town{chance.randrange(TOWNS):04}"}, {"place": f"town{chance.randrange(TOWNS):04}"},
    ]  # fmt: skip
    return {k: v for way in chance.sample(ways, chance.randrange(1, 4)) for k, v in way.items()}


def request(kind: str, chance: random.Random, ids: list[str]) -> tuple[str, dict[str, str]]:
    """A path and headers."""
    page = {"Accept": "text/html"}
    asked = filters(chance)
    if kind == "list":
        return f"/incidents?{urlencode(asked)}", {}
    if kind == "list, as a page":
        return f"/?{urlencode(asked)}", page
    if kind == "clusters":
        zoom = chance.randrange(1, 9)
        wide = 360 / 2**zoom * 2.5
        lon, lat = chance.uniform(-60, 100), chance.uniform(-20, 40)
        window = (max(-180, lon - wide), max(-85, lat - wide / 2), min(180, lon + wide), min(85, lat + wide / 2))
        some = asked if chance.random() < 0.7 else {}
        return f"/clusters?{urlencode(some | {'zoom': str(zoom), 'window': ','.join(f'{x:.3f}' for x in window)})}", {}
    name = quote(chance.choice(ids))
    return f"/incidents/{name}", page if kind == "incident, as a page" else {}


MIX = ["list", "list, as a page", "clusters", "clusters", "incident", "incident, as a page"]


def client(
    seed: int, host: str, port: int, ids: list[str], until: float, pace: float, out: dict[str, list[float]]
) -> None:
    """One client: asks, reads, asks again."""
    chance = random.Random(seed)
    connection = http.client.HTTPConnection(host, port, timeout=60)
    time.sleep(chance.random() * pace)
    while time.perf_counter() < until:
        kind = chance.choice(MIX)
        path, headers = request(kind, chance, ids)
        start = time.perf_counter()
        connection.request("GET", path, headers=headers | {"Accept-Encoding": "gzip"})
        answer = connection.getresponse()
        answer.read()
        out[kind].append(time.perf_counter() - start)
        assert answer.status in (200, 307), (answer.status, path)  # what was joined to another leads there
        if pace:
            time.sleep(min(3 * pace, chance.expovariate(1 / pace)))


def writer(path: Path, stop: Event, done: Any) -> None:
    """Does what `ingest` does until it is told to stop, in a process of its own: records the reports of some incidents
    of the last year, brings the edition up to date, begins again after a second. It does not read them: that would take
    it most of its time. `done`: how many reports were recorded, and how often the edition was renewed."""
    chance = random.Random()
    with Ledger.open(path, "write") as ledger:
        number = chance.randrange(10**9, 2 * 10**9)
        while not stop.wait(1):
            with ledger.batch():
                for _ in range(20):
                    day = (LAST + timedelta(chance.randrange(365))).isoformat()
                    for document, reading in told(number, chance, day):
                        ledger.record(document, reading)
                        done[0] += 1
                    number += 1
            pipeline.renew(ledger)
            done[1] += 1


def used(process: int) -> float:
    """Seconds of a processor that a process and those that it has started have used; 0 where no system says so."""
    total = 0.0
    for about in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):  # one that has just ended
            ticks = about.read_text(encoding="utf-8", errors="replace").rpartition(")")[2].split()
            if process in (int(about.parent.name), int(ticks[1])):
                total += (int(ticks[11]) + int(ticks[12])) / os.sysconf("SC_CLK_TCK")
    return total


def measure(host: str, port: int, server: int, ids: list[str], pace: float, seed: int) -> None:
    """Twenty clients for a while."""
    before, own = used(server), time.process_time()
    out: dict[str, list[float]] = defaultdict(list)
    until = time.perf_counter() + SECONDS
    threads = [
        threading.Thread(target=client, args=(seed + n, host, port, ids, until, pace, out)) for n in range(CLIENTS)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    every = sum(len(t) for t in out.values())
    said = f"each asking once in {pace:g} s and the time of the answer" if pace else "without a pause"
    cost, own = (1000 * x / every for x in (used(server) - before, time.process_time() - own))
    print(f"\n{CLIENTS} clients, {said}: {every / SECONDS:.0f} requests/s, {cost:.1f} ms of a processor each, and "
          f"{own:.1f} ms of the clients' ({os.getloadavg()[0]:.0f} at work on {os.cpu_count()})")  # fmt: skip
    for kind in dict.fromkeys(MIX):
        times = sorted(1000 * t for t in out[kind])
        if len(times) > 1:
            cut = statistics.quantiles(times, n=100)
            print(f"  {kind:20} median {cut[49]:6.0f} ms, p95 {cut[94]:6.0f} ms, p99 {cut[98]:6.0f} ms  ({len(times)})")


def costs(host: str, port: int, server: int, ids: list[str], many: int = 100) -> None:
    """What a request of each kind takes of the server's processor, asked one after the other: whatever else is at work
    on the machine."""
    chance = random.Random(17)
    connection = http.client.HTTPConnection(host, port, timeout=60)
    for kind in dict.fromkeys(MIX):
        before = used(server)
        for _ in range(many):
            path, headers = request(kind, chance, ids)
            connection.request("GET", path, headers=headers | {"Accept-Encoding": "gzip"})
            connection.getresponse().read()
        print(f"  {kind:20} {1000 * (used(server) - before) / many:6.1f} ms of a processor each")


def first_page(host: str, port: int) -> None:
    """How long until the first page can be used in a browser: its list, its map and its charts are there."""
    sys.path.append(str(Path(__file__).parents[1]))
    try:
        from tests.browsing import FLAGS, chromium
    except ImportError as fault:
        print(f"first page: not measured ({fault})")
        return
    from playwright.sync_api import sync_playwright

    if (path := chromium()) is None:
        print("no browser here")
        return
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        for name, query in (("everything", ""), ("one country", "?country=ML"), ("everything again", "")):
            page = browser.new_context(viewport={"width": 1280, "height": 900}).new_page()
            start = time.perf_counter()
            page.goto(f"http://{host}:{port}/{query}", wait_until="domcontentloaded")
            page.locator(".entry").first.wait_for()
            listed = time.perf_counter() - start
            page.locator("#map .leaflet-marker-icon.cluster, #map .pin").first.wait_for()
            page.locator(".chart.names canvas").first.wait_for()
            print(f"first page, {name}: list after {listed:.2f} s, all of it after {time.perf_counter() - start:.2f} s")
        browser.close()


def main(many: int = 1_000_000, folder: str = "", workers: int = 0) -> None:
    """Prints the table."""
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(folder or scratch, f"bench-{many}.ledger")
        if not path.exists():
            write(path, many)
        settle(path)  # of a run before, whose writer's reports nobody has linked
        with Ledger.open(path) as ledger:
            columns = ledger.columns()
            picks = random.Random(3).sample(range(len(columns)), min(5000, len(columns)))
            ids = [columns.ids[row].decode() for row in picks]
            del columns
        apart = multiprocessing.get_context("spawn")
        stop, done = apart.Event(), apart.Array("l", 2)
        with serving(path, workers) as (host, port, server):
            first_page(host, port)
            print(f"\none client, nothing remembered ({os.getloadavg()[0]:.0f} at work on {os.cpu_count()})")
            costs(host, port, server, ids)
            ingest = apart.Process(target=writer, args=(path, stop, done))
            ingest.start()
            try:
                for pace, seed in ((PACE, 100), (0.0, 200)):
                    before, reports = used(ingest.pid or 0), list(done)
                    measure(host, port, server, ids, pace, seed)
                    reports = [now - then for now, then in zip(done, reports, strict=True)]
                    print(f"  meanwhile {reports[0]:,} reports recorded and the edition renewed {reports[1]} times, "
                          f"{used(ingest.pid or 0) - before:.1f} s of a processor")  # fmt: skip
            finally:
                stop.set()
                ingest.join()


if __name__ == "__main__":
    main(*map(int, sys.argv[1:2]), *sys.argv[2:3], *map(int, sys.argv[3:4]))
