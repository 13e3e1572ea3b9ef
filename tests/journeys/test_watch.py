"""testimonia watch and sources, and addresses as PATH, on a site of this machine."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.fixtures.site import Site, html, served
from tests.journeys.conftest import BLAST, RAID
from tests.journeys.shell import Typed


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as up:
        up.pages["/robots.txt"] = (200, {}, b"User-agent: *\nCrawl-delay: 0.1")
        yield up


@pytest.fixture
def feeds(site: Site, tmp_path: Path) -> Path:
    path = tmp_path / "feeds.toml"
    path.write_text(f'[[feed]]\nurl = "{site.url("/feed")}"\n', encoding="utf-8")
    return path


def page(text: str, published: str) -> bytes:
    title, *paragraphs = text.strip().split("\n\n")
    return html(title, *paragraphs, published=published)


def feed(site: Site, *entries: tuple[str, str]) -> bytes:
    """A feed of entries: path and whole text ('' for a teaser)."""
    items = "".join(
        f"<item><title>{text.partition(chr(10))[0] or path}</title><link>{site.url('/' + path)}</link>"
        "<pubDate>Sun, 06 May 2018 10:00:00 GMT</pubDate>"
        f"<description>{text.partition(chr(10))[2]}</description></item>"
        for path, text in entries
    )
    return f"<rss version='2.0'><channel><title>The Post</title>{items}</channel></rss>".encode()


def incidents(typed: Typed, ledger: Path) -> list[dict]:  # type: ignore[type-arg]
    done = typed("export", "--ledger", ledger)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_a_page_is_read_by_its_address(site: Site, typed: Typed) -> None:
    site.pages["/raid"] = (200, {"Content-Type": "text/html"}, page(RAID, "2018-05-06"))
    done = typed("read", site.url("/raid"), "--allow-local", "--format", "jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    said = json.loads(done.stdout)
    assert (said["url"], said["published"]) == (site.url("/raid"), "2018-05-06")
    assert said["incidents"][0]["figures"][0]["best"] == 9
    refused = typed("read", site.url("/raid"))
    assert (refused.returncode, refused.stdout, len(refused.stderr.splitlines())) == (1, "", 1)
    assert "--allow-local" in refused.stderr


def test_watching_records_what_is_new_and_what_changed(site: Site, feeds: Path, tmp_path: Path, typed: Typed) -> None:
    ledger, long = tmp_path / "war.ledger", RAID + "The post lies on the road to the river. " * 12
    words = ("watch", feeds, "--ledger", ledger, "--once", "--allow-local")
    site.pages |= {"/feed": (200, {}, feed(site, ("raid", long), ("blast", ""), ("gone", ""))),
                   "/blast": (200, {}, page(BLAST, "2018-05-09"))}  # fmt: skip
    done = typed(*words)
    assert done.returncode == 0, done.stderr
    assert "2 new documents, 0 already there, 1 failed for now; the ledger holds 2 documents" in done.stderr
    assert f"{site.url('/gone')}: is not there (HTTP 404) (it will be tried again)" in done.stderr
    assert sorted(i["tolls"]["killed"]["best"] for i in incidents(typed, ledger)) == [3, 9]
    assert "0 new documents" in typed(*words).stderr
    site.pages["/feed"] = (200, {}, feed(site, ("raid", long.replace("nine soldiers", "eleven soldiers"))))
    assert "1 new documents" in typed(*words).stderr
    found = incidents(typed, ledger)
    assert sorted(i["tolls"]["killed"]["best"] for i in found) == [3, 11]
    assert [len(i["accounts"]) for i in found] == [1, 1]
    assert site.paths().count("/blast") == site.paths().count("/gone") == 1
    log = typed("sources", "log", "--ledger", ledger)
    assert (log.returncode, len(log.stdout.splitlines())) == (0, 5)
    assert typed("sources", "log", "--ledger", ledger, "--failed").stdout.count("\n") == 1


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_watching_may_be_stopped_at_any_moment(
    how: signal.Signals, site: Site, feeds: Path, tmp_path: Path, typed: Typed
) -> None:
    ledger = tmp_path / "war.ledger"
    site.pages["/feed"] = (200, {}, feed(site, *((f"p{n}", "") for n in range(10))))
    for n in range(10):
        site.pages[f"/p{n}"] = (200, {}, page(RAID.replace("nine", str(n + 20)), "2018-05-06"))
    words = ["watch", str(feeds), "--ledger", str(ledger), "--allow-local"]
    with subprocess.Popen([sys.executable, "-m", "testimonia", *words], stderr=subprocess.PIPE, text=True,
                          env={**os.environ, "PYTHONUTF8": "1"}) as running:  # fmt: skip
        until = time.monotonic() + 60
        while "/p3" not in site.paths() and time.monotonic() < until:
            time.sleep(0.05)
        running.send_signal(how)
        status = running.wait(timeout=20)
        said = running.stderr.read() if running.stderr else ""
    assert status == (-9 if how == signal.SIGKILL else 130), said
    assert "Traceback" not in said
    done = typed(*words, "--once")
    assert done.returncode == 0, done.stderr
    assert "the ledger holds 10 documents" in done.stderr
    assert all(site.paths().count(f"/p{n}") <= 2 for n in range(10))
    assert sum(site.paths().count(f"/p{n}") for n in range(10)) <= 11  # one was under way


def test_two_watches_do_not_get_in_each_others_way(site: Site, feeds: Path, tmp_path: Path, typed: Typed) -> None:
    from testimonia.gather.journal import Journal

    with Journal(tmp_path / "war.ledger.watch"):
        done = typed("watch", feeds, "--ledger", tmp_path / "war.ledger", "--once", "--allow-local")
    assert done.returncode == 1
    assert "another watch is at work" in done.stderr


def test_a_ledger_that_is_new_gets_everything_again(site: Site, feeds: Path, tmp_path: Path, typed: Typed) -> None:
    ledger = tmp_path / "war.ledger"
    words = ("watch", feeds, "--ledger", ledger, "--once", "--allow-local")
    site.pages |= {"/feed": (200, {}, feed(site, ("blast", ""))), "/blast": (200, {}, page(BLAST, "2018-05-09"))}
    assert "1 new documents" in typed(*words).stderr
    for file in tmp_path.glob("war.ledger*"):
        if ".watch" not in file.name:
            file.unlink()
    assert "1 new documents" in typed(*words).stderr


def test_checking_sources(site: Site, feeds: Path, typed: Typed) -> None:
    site.pages["/feed"] = (200, {}, feed(site, ("blast", "")))
    done = typed("sources", "check", feeds, "--allow-local")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith(f"works   {site.url('/feed')}: 1 entries, 0 of them whole; the newest of 2018-05-06")
    site.pages["/feed"] = (500, {}, b"")
    done = typed("sources", "check", feeds, "--allow-local")
    assert done.returncode == 1
    assert done.stdout.startswith(f"BROKEN  {site.url('/feed')}: answers with a fault of the server (HTTP 500)")


def test_wrong_files_and_ledgers(tmp_path: Path, typed: Typed) -> None:
    for words in (["watch", tmp_path / "no.toml", "--ledger", tmp_path / "a.ledger", "--once"],
                  ["sources", "check", tmp_path / "no.toml"],
                  ["sources", "log", "--ledger", tmp_path / "no.ledger"]):  # fmt: skip
        done = typed(*words)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1), done.stderr
