"""Watching feeds on a site of this machine: what is fetched when, what is new, what failed, and after a kill."""

from __future__ import annotations

import random
from collections.abc import Iterator
from pathlib import Path

import pytest

from testimonia.gather.checking import checked
from testimonia.gather.fetch import Fetcher, Unfetched
from testimonia.gather.journal import REVISITS, Due, Journal
from testimonia.gather.robots import Manners
from testimonia.gather.subscriptions import Feed, Subscriptions, subscriptions
from testimonia.gather.watch import Again, Idle, watched
from testimonia.model.errors import InputError, LedgerError
from testimonia.model.text import Document
from tests.fixtures.site import Site, html, served

pytestmark = pytest.mark.usefixtures("only_this_machine")
NEWS = "http://news.example"
TEXT = "Gunmen on motorcycles killed nine soldiers near Gao on Friday, the defence ministry said."


def rss(*items: str) -> bytes:
    return f"<rss version='2.0'><channel><title>The Post</title>{''.join(items)}</channel></rss>".encode()


def item(path: str, date: str = "", text: str = "A teaser.") -> str:
    dated = f"<pubDate>{date}</pubDate>" if date else ""
    return f"<item><title>On {path}</title><link>{NEWS}/{path}</link>{dated}<description>{text}</description></item>"


class Desk:
    """A watch whose clock is turned by hand."""

    def __init__(self, site: Site, path: Path) -> None:
        self.site, self.path, self.now = site, path, 1_525_600_000.0
        self.wanted = Subscriptions(feed=(Feed(url=f"{NEWS}/feed"),))

    def look(self, stop_after: int = 10_000) -> list[Document | InputError]:
        """What one look brings; `stop_after`: as if killed after so many items, the last one given out and not yet
        taken."""
        manners = Manners(Fetcher(network=self.site.network()), pause=0)
        with Journal(self.path, clock=lambda: self.now) as journal:
            items = watched(self.wanted, journal, manners, once=True)
            got = []
            for one in items:
                assert not isinstance(one, Idle)
                got.append(one)
                if len(got) >= stop_after:
                    items.close()
                    break
            return got

    def lines(self) -> list[tuple[str, str]]:
        with Journal(self.path) as journal:
            return [(line.url.removeprefix(NEWS), line.outcome) for line in journal.lines()]


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as up:
        yield up


@pytest.fixture
def desk(site: Site, tmp_path: Path) -> Desk:
    return Desk(site, tmp_path / "war.ledger.watch")


def texts(found: list[Document | InputError]) -> list[str]:
    return [one.text.split("\n")[-1] for one in found if isinstance(one, Document)]


def test_what_is_new_comes_once(site: Site, desk: Desk) -> None:
    site.pages |= {"/feed": (200, {"ETag": '"1"'}, rss(item("a"), item("b"))),
                   "/a": (200, {"ETag": '"a"'}, html("On a", TEXT)), "/b": (200, {}, html("On b", TEXT))}  # fmt: skip
    assert texts(desk.look()) == [TEXT, TEXT]
    assert sorted(site.paths()) == ["/a", "/b", "/feed"]
    desk.now += 1800
    site.pages["/feed"] = (304, {}, b"")
    assert desk.look() == []
    assert site.paths()[3:] == ["/feed"]
    assert site.asked[-1][1]["if-none-match"] == '"1"'
    assert desk.lines() == [("/feed", "new"), ("/a", "new"), ("/b", "new"), ("/feed", "unchanged")]


def test_a_page_is_looked_at_again_and_a_change_is_a_newer_version(site: Site, desk: Desk) -> None:
    site.pages |= {"/feed": (200, {}, rss(item("a"))), "/a": (200, {"ETag": '"a"'}, html("On a", TEXT))}
    (first,) = desk.look()
    for after, said, count in [(1800, "nine", 0), (REVISITS[0] + 1, "nine", 0), (REVISITS[1] + 1, "eleven", 1),
                               (REVISITS[2] + 1, "nine", 1), (REVISITS[3] + 1, "nine", 0)]:  # fmt: skip
        desk.now = 1_525_600_000.0 + after
        site.pages["/a"] = (200, {}, html("On a", TEXT.replace("nine", said)))
        found = desk.look()
        assert len(found) == count, after
        for one in found:
            assert isinstance(one, Document)
            assert isinstance(first, Document)
            assert one.id == first.id
            assert said in one.text
            assert one.modified is not None
            assert one.found["modified"] == "seen changed at this time"
            assert one.modified > (first.modified or first.published or "")
            first = one
    desk.now += 30 * 86_400
    desk.look()
    assert site.paths().count("/a") == 1 + len(REVISITS)


def test_a_page_that_its_feed_says_was_changed_is_due_at_once(site: Site, desk: Desk) -> None:
    site.pages |= {
        "/feed": (200, {}, rss(item("a", "Sun, 06 May 2018 10:00:00 GMT"))),
        "/a": (200, {}, html("On a", TEXT)),
    }
    assert len(desk.look()) == 1
    desk.now += 60
    site.pages |= {"/feed": (200, {}, rss(item("a", "Sun, 06 May 2018 11:00:00 GMT"))),
                   "/a": (200, {}, html("On a", TEXT.replace("nine", "ten")))}  # fmt: skip
    assert texts(desk.look()) == [TEXT.replace("nine", "ten")]


def test_an_entry_with_its_whole_text_changes_too(site: Site, desk: Desk) -> None:
    whole = TEXT * 8
    site.pages["/feed"] = (200, {}, rss(item("a", text=whole)))
    assert texts(desk.look()) == [whole]
    desk.now += 60
    assert desk.look() == []
    site.pages["/feed"] = (200, {}, rss(item("a", text=whole.replace("nine", "ten"))))
    (changed,) = desk.look()
    assert isinstance(changed, Document)
    assert changed.modified is not None
    assert site.paths() == ["/feed"] * 3


@pytest.mark.parametrize("after", [1, 2, 3])
def test_whatever_was_under_way_at_a_kill_comes_again(site: Site, desk: Desk, after: int) -> None:
    entries = rss(item("a"), item("b"), item("c", text=TEXT * 8))
    site.pages |= {"/feed": (200, {"ETag": '"1"'}, entries), "/a": (200, {}, html("On a", TEXT + " One.")),
                   "/b": (200, {}, html("On b", TEXT + " Two."))}  # fmt: skip
    before = desk.look(stop_after=after)
    later = desk.look()
    assert {one.id for one in (*before, *later) if isinstance(one, Document)} == {
        one.id for one in Desk(site, desk.path.with_name("other")).look() if isinstance(one, Document)
    }
    assert later[0] == before[-1]  # given out, perhaps not recorded
    assert desk.look() == []


def test_a_change_that_was_given_out_before_a_kill_has_the_same_moment(site: Site, desk: Desk) -> None:
    site.pages |= {"/feed": (200, {}, rss(item("a"))), "/a": (200, {}, html("On a", TEXT))}
    desk.look()
    desk.now += REVISITS[0] + 1
    site.pages["/a"] = (200, {}, html("On a", TEXT.replace("nine", "ten")))
    (before,) = desk.look(stop_after=1)
    desk.now += 60
    assert desk.look() == [before]


def test_failures_wait_longer_each_time_and_are_given_up(site: Site, desk: Desk) -> None:
    site.pages |= {"/feed": (200, {}, rss(item("a"), item("gone"), item("empty"))), "/a": (500, {}, b""),
                   "/gone": (410, {}, b""), "/empty": (200, {}, b"<html>")}  # fmt: skip
    found = desk.look()
    assert {(one.source, type(one)) for one in found if isinstance(one, InputError)} == {
        (f"{NEWS}/a", Again), (f"{NEWS}/gone", Unfetched), (f"{NEWS}/empty", InputError)}  # fmt: skip
    for tries in range(2, 7):
        assert desk.look() == []
        desk.now += 300 * 2**tries
        (fault,) = desk.look()
        assert isinstance(fault, Again) is (tries < 6), tries
    desk.now += 30 * 86_400
    assert desk.look() == []
    assert site.paths().count("/gone") == site.paths().count("/empty") == 1


def test_a_server_that_asks_to_be_left_alone_is(site: Site, desk: Desk) -> None:
    site.pages |= {"/feed": (200, {}, rss(item("a"), item("b"))), "/a": (429, {"Retry-After": "7200"}, b""),
                   "/b": (429, {"Retry-After": "7200"}, b"")}  # fmt: skip
    (fault,) = desk.look()
    assert isinstance(fault, Again)
    site.pages["/a"] = site.pages["/b"] = (200, {}, html("On it", TEXT))
    site.asked.clear()
    desk.now += 7190
    assert desk.look() == []
    assert site.paths() == []
    desk.now += 20
    assert len(desk.look()) == 2


def test_waits_are_uneven(tmp_path: Path) -> None:
    waits = set()
    random.seed(1)
    with Journal(tmp_path / "w", clock=lambda: 0.0) as journal:
        urls = [f"http://h{n}.example/" for n in range(20)]
        journal.subscribe(urls, now=True)
        for url in urls:
            assert journal.failed(
                Due(url, "", False, {}, 0, None, None), Unfetched(url, "is down", "wait", passing=True)
            )
        waits = {row[0] for row in journal._db.execute("SELECT next_at FROM addresses")}
    assert len(waits) == 20
    assert 150 <= min(waits) < max(waits) <= 450


def test_a_feed_that_fails_is_never_given_up(site: Site, desk: Desk) -> None:
    for _ in range(12):
        (fault,) = desk.look()
        assert isinstance(fault, Again)
        desk.now += 2 * 86_400
    site.pages |= {"/feed": (200, {}, rss(item("a"))), "/a": (200, {}, html("On a", TEXT))}
    assert texts(desk.look()) == [TEXT]


def test_a_fault_of_an_entry_is_told_once(site: Site, desk: Desk) -> None:
    site.pages["/feed"] = (200, {}, rss("<item><title>Nothing</title></item>", item("a", text=TEXT * 8)))
    assert [type(one) for one in desk.look()] == [InputError, Document]
    assert desk.look() == []


def test_a_page_in_the_place_of_a_feed(site: Site, desk: Desk) -> None:
    head = '<link rel="alternate" type="application/rss+xml" href="/rss">'
    site.pages["/feed"] = (200, {}, html("News", TEXT, head=head))
    (fault,) = desk.look()
    assert isinstance(fault, InputError)
    assert (fault.fault, fault.cure) == ("is a page, not a feed", f"its feed may be {NEWS}/rss")


def test_a_feed_taken_out_of_the_file_is_left_alone(site: Site, desk: Desk) -> None:
    site.pages |= {"/feed": (200, {}, rss(item("a"))), "/a": (503, {}, b""), "/other": (200, {}, rss(item("b"))),
                   "/b": (200, {}, html("On b", TEXT))}  # fmt: skip
    desk.look()
    desk.wanted = Subscriptions(feed=(Feed(url=f"{NEWS}/other", publisher="Desk"),))
    desk.now += 86_400
    site.asked.clear()
    (one,) = desk.look()
    assert isinstance(one, Document)
    assert (one.publisher, one.found["publisher"]) == ("Desk", "list of feeds")
    assert site.paths() == ["/other", "/b"]


def test_a_sitemap_and_what_is_too_old(site: Site, desk: Desk) -> None:
    pages = "".join(f"<url><loc>{NEWS}/{n}</loc><lastmod>2018-0{n}-06</lastmod></url>" for n in (3, 4, 5))
    site.pages |= {"/feed": (200, {}, f"<urlset>{pages}</urlset>".encode()), "/4": (200, {}, html("Four", TEXT)),
                   "/5": (200, {}, html("Five", TEXT))}  # fmt: skip
    desk.wanted = Subscriptions(feed=(Feed(url=f"{NEWS}/feed", since="2018-04-01"),))
    assert len(desk.look()) == 2
    assert sorted(site.paths()) == ["/4", "/5", "/feed"]


def test_several_hosts_at_once_one_request_each(site: Site, tmp_path: Path) -> None:
    urls = [f"http://h{n}.example/feed" for n in range(6)]
    site.pages["/feed"] = (200, {}, rss(item("a", text=TEXT * 8)))
    wanted = Subscriptions(feed=tuple(Feed(url=url) for url in urls))
    with Journal(tmp_path / "w") as journal:
        found = list(watched(wanted, journal, Manners(Fetcher(network=site.network()), pause=0), once=True))
    assert len([one for one in found if isinstance(one, Document)]) == 6
    hosts = [headers["host"] for _, headers in site.asked]
    assert all(hosts.count(f"h{n}.example") == 2 for n in range(6))  # its robots.txt and its feed


def test_one_watch_at_a_time(tmp_path: Path) -> None:
    with Journal(tmp_path / "w"):
        with pytest.raises(LedgerError, match="another watch"):
            Journal(tmp_path / "w")
        Journal(tmp_path / "w", alone=False).close()
    Journal(tmp_path / "w").close()


def test_what_is_no_record_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "w").write_text("These are my notes. " * 100, encoding="utf-8")
    with pytest.raises(LedgerError, match="may be deleted"):
        Journal(tmp_path / "w")
    assert (tmp_path / "w").read_text(encoding="utf-8").startswith("These are my notes.")


FILES = [
    ("", "names no feed|no list"), ("feed = 3", "no list of feeds"), ("[[feed]]\nurl = 3", "no list of feeds"),
    ("[[feed]]\nurl = 'news'", "no address"), ("[[feed]]\nurl = 'http://a.example/'\nevery = '1s'", "a minute or more"),
    ("[[feed]]\nurl = 'http://a.example/'\nevery = 'often'", "a minute or more"), ("[[feed", "no TOML"),
    ("[[feed]]\nurl = 'http://a.example/'\nsince = 'May'", "no date"), ("[[feed]]\nlink = 'x'", "no list of feeds"),
    ("[[feed]]\nurl = 'http://a.example/'\n[[feed]]\nurl = 'http://A.example'", "twice"),
    ("contact = 'a\\nb'\n[[feed]]\nurl = 'http://a.example/'", "told to servers|no TOML"),
    ("contact = \"a\\nb\"\n[[feed]]\nurl = 'http://a.example/'", "told to servers"),
]  # fmt: skip


@pytest.mark.parametrize(("content", "says"), FILES)
def test_files_of_feeds_that_are_none(content: str, says: str, tmp_path: Path) -> None:
    path = tmp_path / "feeds.toml"
    path.write_text(content, encoding="utf-8")
    if content == FILES[-2][0]:  # a backslash in single quotes is a backslash
        assert subscriptions(path).contact == "a\\nb"
        return
    with pytest.raises(InputError, match=says) as caught:
        subscriptions(path)
    assert caught.value.source in (str(path), "contact")


def test_checking_says_what_is_broken_and_why(site: Site) -> None:
    site.pages |= {
        "/works": (200, {}, rss(item("a", "Sun, 06 May 2018 10:00:00 GMT"), item("b", text=TEXT * 8))),
        "/page": (200, {}, html("News", TEXT)), "/moved": (301, {"Location": "/works"}, b""),
        "/empty": (200, {}, rss()),
    }  # fmt: skip
    table = [
        ("works", True, "2 entries, 1 of them whole; the newest of 2018-05-06", ""),
        ("page", False, "is a page, not a feed", "give the address"),
        ("moved", True, "2 entries", f"it has moved for good: write {NEWS}/works"),
        ("empty", False, "without entries", "save the feed again"), ("nothing", False, "HTTP 404", "check the address"),
    ]  # fmt: skip
    wanted = Subscriptions(feed=tuple(Feed(url=f"{NEWS}/{path}") for path, *_ in table))
    from datetime import date

    found = list(checked(wanted, Manners(Fetcher(network=site.network()), pause=0), date(2018, 5, 9)))
    assert [one.url for one in found] == [feed.url for feed in wanted.feed]
    for (path, works, says, cure), one in zip(table, found, strict=True):
        assert (one.works, says in one.says, cure in one.cure) == (works, True, True), (path, one)
    late = list(checked(wanted, Manners(Fetcher(network=site.network()), pause=0), date(2018, 7, 9)))
    assert "nothing came for 30 days" in late[0].cure
