"""Addresses as input: pages, files, feeds and sitemaps on a site of this machine."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testimonia.gather import sitemap, web
from testimonia.gather.feed import Link
from testimonia.gather.fetch import Fetcher
from testimonia.gather.reach import Network
from testimonia.gather.robots import LONGEST_PAUSE, PAUSE, Manners, Rules
from testimonia.model.errors import InputError
from testimonia.model.text import Document
from tests.fixtures.site import PUBLIC, Site, html, served

pytestmark = pytest.mark.usefixtures("only_this_machine")
TEXT = "Gunmen on motorcycles killed nine soldiers near Gao on Friday, the defence ministry said."
OTHER = "A roadside bomb killed three civilians in the town of Baidoa on Tuesday, police said."
NEWS = "http://news.example"


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as up:
        yield up


def found(site: Site, path: str, published: str | None = None) -> list[Document | InputError]:
    manners = Manners(Fetcher(network=site.network()), pause=0)
    return list(web.documents(NEWS + path, published, manners=manners))


def only(site: Site, path: str, published: str | None = None) -> Document:
    (one,) = found(site, path, published)
    assert isinstance(one, Document), one
    return one


def test_a_page(site: Site) -> None:
    site.pages["/2018/05/07/gao?utm_source=x"] = (
        200,
        {"Content-Type": "text/html"},
        html("Nine killed near Gao", TEXT),
    )
    page = only(site, "/2018/05/07/gao?utm_source=x")
    assert page.text == f"Nine killed near Gao\n\n{TEXT}"
    assert (page.url, page.published, page.publisher) == (f"{NEWS}/2018/05/07/gao", "2018-05-06", "news.example")
    assert page.found["url"] == "address"
    assert page.origin == f"{NEWS}/2018/05/07/gao?utm_source=x"


def test_one_page_at_two_addresses_is_one_document(site: Site) -> None:
    head = '<link rel="canonical" href="http://news.example/gao">'
    site.pages["/a"] = site.pages["/gao"] = (200, {}, html("Nine killed near Gao", TEXT, head=head))
    site.pages["/moved"] = (301, {"Location": "/a"}, b"")
    assert len({only(site, path).id for path in ("/a", "/gao", "/moved")}) == 1


def test_a_page_that_changed_is_another_version_of_the_same_document(site: Site) -> None:
    site.pages["/gao"] = (200, {}, html("Nine killed near Gao", TEXT))
    one = only(site, "/gao")
    site.pages["/gao"] = (200, {}, html("Nine killed near Gao", TEXT.replace("nine", "eleven")))
    two = only(site, "/gao")
    assert one.id == two.id
    assert one.version != two.version


def test_a_date_that_the_page_does_not_say(site: Site) -> None:
    site.pages["/gao"] = (200, {}, html("Nine killed near Gao", TEXT, published=""))
    site.pages["/2018/05/07/gao"] = site.pages["/gao"]
    assert only(site, "/gao").published is None
    assert only(site, "/gao", "2018-05-09").found["published"] == "--published"
    assert only(site, "/2018/05/07/gao", "2018-05-09").published == "2018-05-07"


def test_files(site: Site) -> None:
    folder = Path(__file__).parents[1] / "fixtures/gather"
    for name in ("columns.pdf", "report.docx", "reports.zip", "crawl.warc.gz", "report.eml"):
        site.pages[f"/{name}"] = (200, {}, (folder / name).read_bytes())
        documents = [d for d in found(site, f"/{name}") if isinstance(d, Document)]
        assert documents, name
        if name in ("columns.pdf", "report.docx"):
            assert documents[0].url == f"{NEWS}/{name}"
    site.pages["/plain"] = (200, {"Content-Type": "text/plain"}, TEXT.encode())
    assert only(site, "/plain").text == TEXT
    site.pages["/picture"] = (200, {"Content-Type": "image/png"}, b"\x89PNG\r\n\x1a\n" + bytes(range(256)))
    (error,) = found(site, "/picture")
    assert isinstance(error, InputError)
    assert error.source == f"{NEWS}/picture"


RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The Post</title><language>en-GB</language>
<item><title>Nine killed near Gao</title><link>{NEWS}/gao</link><pubDate>Sun, 06 May 2018 10:00:00 GMT</pubDate>
<description>A raid.</description></item>
<item><title>Bomb in Baidoa</title><link>{NEWS}/baidoa</link><pubDate>Wed, 09 May 2018 10:00:00 GMT</pubDate>
<content:encoded>&lt;p&gt;{OTHER}&lt;/p&gt;</content:encoded></item>
<item><title>Gone</title><link>{NEWS}/gone</link><description>What was here is here no more.</description></item>
<item><title>Forbidden</title><link>{NEWS}/private/a</link><description>For members.</description></item>
</channel></rss>""".encode()


def test_a_feed_gives_its_reports_and_the_pages_of_its_teasers(site: Site) -> None:
    site.pages |= {
        "/feed": (200, {"Content-Type": "application/rss+xml"}, RSS),
        "/robots.txt": (200, {}, b"User-agent: *\nDisallow: /private/*\nDisallow: /feed"),
        "/gao": (200, {}, html("Nine killed near Gao", TEXT, published="")),
    }
    page, entry, gone, forbidden = found(site, "/feed")
    assert isinstance(page, Document)
    assert (page.published, page.publisher, page.lang) == ("2018-05-06T10:00:00+00:00", "The Post", "en")
    assert page.found["published"] == "rss20 published"
    assert isinstance(entry, Document)
    assert (entry.text, entry.url) == (f"Bomb in Baidoa\n\n{OTHER}", f"{NEWS}/baidoa")
    assert isinstance(gone, InputError)
    assert (gone.source, "HTTP 404" in gone.fault) == (f"{NEWS}/gone", True)
    assert isinstance(forbidden, InputError)
    assert "robots.txt" in forbidden.fault
    assert site.paths() == ["/feed", "/gao", "/gone"]


def test_a_page_of_the_feed_is_the_same_document_as_the_page_alone(site: Site) -> None:
    site.pages |= {"/feed": (200, {}, RSS), "/gao": (200, {}, html("Nine killed near Gao", TEXT))}
    first = found(site, "/feed")[0]
    assert isinstance(first, Document)
    assert first.id == only(site, "/gao").id


NEWS_MAP = f"""<?xml version="1.0" encoding="UTF-8"?>
<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9"
 xmlns:image="http://www.google.com/schemas/sitemap-image/1.1">
<url><image:image><image:loc>{NEWS}/a.jpg</image:loc><image:title>A picture</image:title></image:image>
<loc>{NEWS}/gao</loc><lastmod>2018-05-07T08:00:00Z</lastmod><news:news><news:publication><news:name>The Post</news:name>
<news:language>en</news:language></news:publication><news:publication_date>2018-05-06</news:publication_date>
<news:title>Nine killed near Gao</news:title></news:news></url>
<url><loc>{NEWS}/baidoa</loc></url></urlset>""".encode()
INDEX = f"""<sitemapindex xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">
<sitemap><loc>{NEWS}/map.xml.gz</loc><lastmod>2018-05-07</lastmod></sitemap></sitemapindex>""".encode()


def test_what_a_sitemap_says() -> None:
    (gao, baidoa), maps = sitemap.links(NEWS_MAP, "map.xml")
    assert maps == []
    assert (gao.url, gao.dated, baidoa.url, baidoa.dated) == (
        f"{NEWS}/gao", "2018-05-07T08:00:00Z", f"{NEWS}/baidoa", None)  # fmt: skip
    assert {field: value for field, (value, _) in gao.said.items()} == {
        "url": f"{NEWS}/gao", "modified": "2018-05-07T08:00:00Z", "publisher": "The Post", "lang": "en",
        "published": "2018-05-06", "title": "Nine killed near Gao",
    }  # fmt: skip


def test_a_sitemap_gives_its_pages(site: Site) -> None:
    site.pages |= {
        "/index.xml": (200, {}, INDEX), "/map.xml.gz": (200, {}, gzip.compress(NEWS_MAP)),
        "/gao": (200, {}, html("Nine killed near Gao", TEXT, published="")),
        "/baidoa": (200, {}, html("Three killed in Baidoa", OTHER)),
    }  # fmt: skip
    gao, baidoa = found(site, "/index.xml")
    assert isinstance(gao, Document)
    assert (gao.published, gao.modified, gao.publisher) == ("2018-05-06", "2018-05-07T08:00:00Z", "The Post")
    assert isinstance(baidoa, Document)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"></urlset>', "lists nothing"),
        (b"<urlset><url><loc>http://a.example/b</loc></url>", "damaged"),
        (b'<!DOCTYPE urlset [<!ENTITY a "b">]><urlset><url><loc>http://a.example/</loc></url></urlset>', "bombs"),
        (b"<urlset>" + b"<url><loc>http://a.example/b</loc></url>" * 50_001 + b"</urlset>", "lists more than"),
        (gzip.compress(b"<urlset>" + bytes(60_000_000)), "longer than"),
    ],
)  # fmt: skip
def test_sitemaps_that_are_refused(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says):
        sitemap.links(data, "map.xml")


def test_lists_within_lists_end(site: Site) -> None:
    site.pages["/index.xml"] = (200, {}, INDEX.replace(b"map.xml.gz", b"index.xml"))
    (error,) = found(site, "/index.xml")
    assert isinstance(error, InputError)
    assert "deep" in error.fault


ROBOTS = [
    ("", "/a", True), ("User-agent: *\nDisallow: /", "/a", False), ("User-agent: *\nDisallow:", "/a", True),
    ("User-agent: testimonia\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/b", True),
    ("User-agent: testimonia\nDisallow: /a\n\nUser-agent: *\nDisallow: /", "/a", False),
    ("User-agent: *\nDisallow: /*.pdf$", "/x.pdf", False), ("User-agent: *\nDisallow: /*.pdf$", "/x.pdfs", True),
    ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b", True), ("User-agent: other\nDisallow: /", "/a", True),
    ("<html>not found</html>", "/a", True),
]  # fmt: skip


@pytest.mark.parametrize(("text", "path", "allowed"), ROBOTS)
def test_robots(text: str, path: str, allowed: bool) -> None:
    if allowed:
        Rules(text, 0).check(NEWS + path, NEWS)
    else:
        with pytest.raises(InputError, match="forbidden to programs"):
            Rules(text, 0).check(NEWS + path, NEWS)


@pytest.mark.parametrize(
    ("delay", "pause"), [("", PAUSE), ("0.5", 0.5), ("0", 0.1), ("10", 10), ("99999", LONGEST_PAUSE)]
)
def test_crawl_delay(delay: str, pause: float) -> None:
    assert Rules(f"User-agent: *\nCrawl-delay: {delay}\n", 0).pause == pause


@pytest.mark.parametrize(("status", "allowed"), [(404, True), (403, True), (410, True), (429, False), (503, False)])
def test_a_robots_that_cannot_be_had(site: Site, status: int, allowed: bool) -> None:
    site.pages |= {"/robots.txt": (status, {}, b"User-agent: *\nDisallow: /"), "/a": (200, {}, b"a")}
    manners = Manners(Fetcher(network=site.network()), pause=0)
    if allowed:
        assert manners.fetch(f"{NEWS}/a").data == b"a"
    else:
        with pytest.raises(InputError, match="cannot be had now"):
            manners.fetch(f"{NEWS}/a")
    assert [path for path, _ in site.asked].count("/robots.txt") == 1


def test_a_redirect_into_what_is_forbidden(site: Site) -> None:
    site.pages |= {"/robots.txt": (200, {}, b"User-agent: *\nDisallow: /b"), "/a": (302, {"Location": "/b"}, b"")}
    with pytest.raises(InputError, match="forbidden") as caught:
        Manners(Fetcher(network=site.network()), pause=0).fetch(f"{NEWS}/a")
    assert caught.value.source == f"{NEWS}/a"
    assert site.paths() == ["/a"]


def test_a_host_is_not_asked_too_often(site: Site) -> None:
    site.pages |= {"/a": (200, {}, b"a"), "/robots.txt": (200, {}, b"User-agent: *\nCrawl-delay: 7")}
    now, slept = [100.0], []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        now[0] += seconds

    manners = Manners(Fetcher(network=site.network()), clock=lambda: now[0], sleep=sleep)
    for _ in range(3):
        manners.fetch(f"{NEWS}/a")
    manners.fetch("http://other.example/a")
    assert slept == [7, 7]
    assert manners.ready_in(f"{NEWS}/a") == 7


def test_the_feeds_that_a_page_names(site: Site) -> None:
    head = b'<head><link href="/rss" type="application/rss+xml" rel="alternate"><link rel=stylesheet href=a.css></head>'
    site.pages["/"] = (200, {}, head)
    assert web.feeds_of(Fetcher(network=site.network()).fetch(f"{NEWS}/")) == [f"{NEWS}/rss"]


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.integers(0, len(NEWS_MAP) - 1), st.binary(max_size=8)), max_size=6), st.booleans())
def test_any_sitemap_gives_links_or_one_error(changes: list[tuple[int, bytes]], packed: bool) -> None:
    data = bytearray(NEWS_MAP)
    for place, piece in changes:
        data[place : place + len(piece)] = piece
    got: list[Link] | InputError
    try:
        pages, maps = sitemap.links(gzip.compress(bytes(data)) if packed else bytes(data), "map.xml")
        got = [*pages, *maps]
    except InputError as error:
        got = error
    if isinstance(got, InputError):
        assert (got.source, str(got).count("\n")) == ("map.xml", 0)
    else:
        assert got
        assert all(link.url.startswith(("http://", "https://")) for link in got)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
def test_any_address_is_refused_in_one_line(rest: str) -> None:
    """Nothing is asked: the stand-in network refuses every connection."""

    def connect(address: str, port: int, seconds: float) -> socket.socket:
        raise ConnectionRefusedError(111, "Connection refused")

    (error,) = web.documents(
        f"http://{rest}", manners=Manners(Fetcher(network=Network(lambda h, p: [PUBLIC], connect)))
    )
    assert isinstance(error, InputError)
    assert error.source == f"http://{rest}"
