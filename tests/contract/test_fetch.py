"""What may be fetched and how much of it: every refusal is one clear error. Nothing is sent beyond this machine."""

from __future__ import annotations

import gzip
import socket
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler

import pytest

from testimonia.gather.fetch import Fetcher, Unfetched, seconds_after
from testimonia.gather.reach import SYSTEM, Network, is_public
from tests.fixtures.site import PUBLIC, Site, html, served

PAGE = html("Gunmen kill nine near Gao", "Gunmen killed nine soldiers near Gao on Friday.")


@pytest.fixture
def site() -> Iterator[Site]:
    with served() as up:
        yield up


pytestmark = pytest.mark.usefixtures("only_this_machine")


def refused(fetcher: Fetcher, url: str) -> Unfetched:
    with pytest.raises(Unfetched) as caught:
        fetcher.fetch(url)
    assert caught.value.source == url
    assert caught.value.cure
    assert "\n" not in str(caught.value)
    return caught.value


ADDRESSES = [
    ("93.184.215.14", True), ("8.8.8.8", True), ("2606:2800:21f:cb07:6820:80da:af6b:8b2c", True),
    ("127.0.0.1", False), ("127.255.0.3", False), ("10.1.2.3", False), ("172.16.0.1", False), ("192.168.1.1", False),
    ("169.254.169.254", False), ("100.64.0.1", False), ("0.0.0.0", False), ("224.0.0.1", False), ("240.0.0.1", False),
    ("255.255.255.255", False), ("192.0.2.1", False), ("198.18.0.1", False),
    ("::1", False), ("::", False), ("fe80::1", False), ("fe80::1%eth0", False), ("fc00::1", False), ("ff02::1", False),
    ("2001:db8::1", False), ("::ffff:127.0.0.1", False), ("::ffff:8.8.8.8", True), ("2002:7f00:0001::", False),
    ("64:ff9b::7f00:1", False), ("64:ff9b::808:808", True), ("::127.0.0.1", False), ("no address", False),
]  # fmt: skip


@pytest.mark.parametrize(("address", "public"), ADDRESSES)
def test_which_addresses_are_public(address: str, public: bool) -> None:
    assert is_public(address) is public


@pytest.mark.parametrize("address", [address for address, public in ADDRESSES if not public])
def test_a_name_that_leads_to_a_private_address_is_refused(site: Site, address: str) -> None:
    fetcher = Fetcher(network=site.network({"news.example": [address]}))
    assert "not public" in refused(fetcher, "http://news.example/").fault
    assert site.asked == []


@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://127.0.0.1/", "not public"), ("http://[::1]/", "not public"), ("http://2130706433/", "not public"),
        ("http://0x7f.1/", "not public"), ("http://news.example:22/", "port 22"), ("http://news.example:6379/", "port"),
        ("ftp://news.example/a", "none of the web's"), ("file:///etc/passwd", "none of the web's"),
        ("gopher://news.example/", "none of the web's"), ("http://a:b@news.example/", "name or a password"),
        ("http:///path", "no host"), ("http://news.example:99999/", "no address"), ("http://[::1/", "no address"),
        ("http://" + "a" * 300 + ".example/", "no host"), ("http://exa mple/", "no host"),
    ],
)  # fmt: skip
def test_addresses_that_are_refused(url: str, says: str) -> None:
    connected: list[str] = []

    def connect(address: str, port: int, seconds: float) -> socket.socket:
        connected.append(address)
        raise OSError("no")

    def resolve(host: str, port: int) -> list[str]:
        return [PUBLIC] if host == "news.example" else SYSTEM.resolve(host, port)  # numbers need no server

    assert says in refused(Fetcher(network=Network(resolve, connect)), url).fault
    assert connected == []


def test_a_redirect_to_a_private_address_is_refused(site: Site) -> None:
    site.pages["/moved"] = (302, {"Location": "http://inside.example/secret"}, b"")
    network = site.network({"news.example": [PUBLIC], "inside.example": ["10.0.0.7"]})
    fault = refused(Fetcher(network=network), "http://news.example/moved")
    assert "leads on to http://inside.example/secret" in fault.fault
    assert "10.0.0.7" in fault.fault
    assert site.paths() == ["/moved"]


def test_a_name_that_changes_its_address_is_asked_once(site: Site) -> None:
    """DNS rebinding: the first answer is public, the second would be this machine."""
    answers = [[PUBLIC], ["127.0.0.1"]]
    connected: list[str] = []

    def resolve(host: str, port: int) -> list[str]:
        return answers.pop(0)

    def connect(address: str, port: int, seconds: float) -> socket.socket:
        connected.append(address)
        return site.network().connect(address, port, seconds)

    site.pages["/"] = (200, {}, PAGE)
    assert Fetcher(network=Network(resolve, connect)).fetch("http://rebind.example/").data == PAGE
    assert connected == [PUBLIC]
    assert answers == [["127.0.0.1"]]


def test_of_several_addresses_only_the_public_are_tried(site: Site) -> None:
    tried: list[str] = []

    def connect(address: str, port: int, seconds: float) -> socket.socket:
        tried.append(address)
        raise ConnectionRefusedError(111, "Connection refused")

    network = Network(lambda host, port: ["10.0.0.1", PUBLIC, "127.0.0.1"], connect)
    assert "cannot be reached" in refused(Fetcher(network=network), "http://news.example/").fault
    assert tried == [PUBLIC]


def test_a_page_is_fetched_with_what_is_told_of_it(site: Site) -> None:
    site.pages["/a?b=c"] = (200, {"Content-Type": "text/html; charset=utf-8", "ETag": '"1"'}, PAGE)
    got = Fetcher(network=site.network(), contact="mailto:a@b.example").fetch("http://news.example/a?b=c#part")
    assert (got.data, got.kind, got.charset, got.etag) == (PAGE, "text/html", "utf-8", '"1"')
    path, headers = site.asked[0]
    assert path == "/a?b=c"
    assert headers["host"] == "news.example"
    assert headers["user-agent"].startswith("testimonia/")
    assert headers["user-agent"].endswith("(+mailto:a@b.example)")
    assert not {"cookie", "authorization", "referer"} & set(headers)


def test_a_second_request_is_conditional(site: Site) -> None:
    site.pages["/"] = (304, {}, b"")
    got = Fetcher(network=site.network()).fetch("http://news.example/", etag='"1"', modified="Sun, 06 May 2018")
    assert got.unchanged
    assert got.data == b""
    assert site.asked[0][1]["if-none-match"] == '"1"'
    assert site.asked[0][1]["if-modified-since"] == "Sun, 06 May 2018"
    assert "HTTP 304" in refused(Fetcher(network=site.network()), "http://news.example/").fault  # nobody asked


def test_redirects_are_followed_and_counted(site: Site) -> None:
    site.pages["/old"] = (301, {"Location": "/new"}, b"")
    site.pages["/new"] = (200, {}, PAGE)
    site.pages["/now"] = (302, {"Location": "/new"}, b"")
    site.pages["/round"] = (302, {"Location": "/round"}, b"")
    site.pages["/file"] = (302, {"Location": "file:///etc/passwd"}, b"")
    fetcher = Fetcher(network=site.network())
    got = fetcher.fetch("http://news.example/old")
    assert (got.url, got.moved) == ("http://news.example/new",) * 2
    assert fetcher.fetch("http://news.example/now").moved is None
    assert "more than 5 times" in refused(fetcher, "http://news.example/round").fault
    assert site.paths().count("/round") == 6
    assert "none of the web's" in refused(fetcher, "http://news.example/file").fault


STATUSES = [(401, False), (403, True), (404, True), (410, False), (429, True), (451, False), (500, True), (503, True)]


@pytest.mark.parametrize(("status", "passing"), STATUSES)
def test_what_a_server_refuses(site: Site, status: int, passing: bool) -> None:
    site.pages["/"] = (status, {"Retry-After": "120"}, b"no")
    fault = refused(Fetcher(network=site.network()), "http://news.example/")
    assert f"HTTP {status}" in fault.fault
    assert (fault.status, fault.passing, fault.after) == (status, passing, 120.0)


def test_retry_after() -> None:
    soon = time.strftime("%a, %d %b %Y %H:%M:%S GMT", time.gmtime(time.time() + 100))
    assert 90 < seconds_after(soon) <= 100
    assert [seconds_after(v) for v in (None, "", "5", "-1", "soon", "9" * 30, "Sun, 06 Nov 1994 08:49:37 GMT")] == [
        0, 0, 5, 0, 0, 86_400, 0]  # fmt: skip


def test_what_is_too_long_is_refused(site: Site) -> None:
    fetcher = Fetcher(network=site.network(), size=1000)
    site.pages["/told"] = (200, {}, b"a" * 1001)

    def untold(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Connection", "close")
        handler.end_headers()
        for _ in range(1000):
            handler.wfile.write(b"a" * 1000)

    site.pages["/untold"] = untold
    site.pages["/fits"] = (200, {}, b"a" * 1000)
    assert "longer than 1,000 bytes" in refused(fetcher, "http://news.example/told").fault
    assert "longer than 1,000 bytes" in refused(fetcher, "http://news.example/untold").fault
    assert len(fetcher.fetch("http://news.example/fits").data) == 1000


def test_packed_answers_are_unpacked_and_bombs_refused(site: Site) -> None:
    site.pages["/packed"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(PAGE))
    site.pages["/bomb"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(bytes(80_000_000)))
    site.pages["/broken"] = (200, {"Content-Encoding": "gzip"}, gzip.compress(PAGE)[:-20])
    site.pages["/other"] = (200, {"Content-Encoding": "br"}, b"\x0b\x02\x80")
    fetcher = Fetcher(network=site.network())
    assert fetcher.fetch("http://news.example/packed").data == PAGE
    assert "times its size" in refused(fetcher, "http://news.example/bomb").fault
    assert "longer than" in refused(Fetcher(network=site.network(), size=10**6), "http://news.example/bomb").fault
    assert "cut or damaged" in refused(fetcher, "http://news.example/broken").fault
    assert "not asked for" in refused(fetcher, "http://news.example/other").fault


def test_what_is_cut_off_is_not_taken_for_whole(site: Site) -> None:
    def cut(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Length", "1000")
        handler.end_headers()
        handler.wfile.write(b"a" * 500)
        handler.close_connection = True

    def chunked(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        handler.wfile.write(b"5\r\nabcde\r\n")
        handler.close_connection = True

    site.pages |= {"/cut": cut, "/chunked": chunked}
    for path in ("/cut", "/chunked"):
        assert refused(Fetcher(network=site.network()), f"http://news.example{path}").passing


def test_a_server_that_drips_is_left_in_time(site: Site) -> None:
    def drip(handler: BaseHTTPRequestHandler) -> None:
        try:
            handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
            for number in range(200):
                handler.wfile.write(f"X-{number}: 1\r\n".encode())
                time.sleep(0.05)
        except OSError:
            pass

    site.pages["/"] = drip
    start = time.monotonic()
    fault = refused(Fetcher(network=site.network(), seconds=0.6), "http://news.example/")
    assert "longer than" in fault.fault
    assert time.monotonic() - start < 3


def test_a_resolver_that_never_answers_is_left_in_time() -> None:
    never = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        never.wait(30)
        return []

    fetcher = Fetcher(network=Network(resolve, SYSTEM.connect), seconds=0.3)
    assert "does not answer" in refused(fetcher, "http://news.example/").fault
    never.set()


def test_stop_ends_what_is_under_way(site: Site) -> None:
    asked = threading.Event()

    def wait(handler: BaseHTTPRequestHandler) -> None:
        asked.set()
        time.sleep(5)

    site.pages["/"] = wait
    fetcher = Fetcher(network=site.network())
    threading.Thread(target=lambda: asked.wait() and fetcher.stop()).start()
    start = time.monotonic()
    assert "stopped" in refused(fetcher, "http://news.example/").fault
    assert time.monotonic() - start < 3
    assert "stopped" in refused(fetcher, "http://news.example/").fault


@pytest.mark.parametrize(
    "head", [b"nonsense\r\n\r\n", b"", b"HTTP/1.1 abc OK\r\n\r\n", b"HTTP/1.1 200 OK\r\n" + b"a: b\r\n" * 500,
             b"HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\nab", b"HTTP/1.1 200 OK\r\nx: " + b"a" * 200_000]
)  # fmt: skip
def test_answers_that_are_none(site: Site, head: bytes) -> None:
    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(head)
        handler.close_connection = True

    site.pages["/"] = answer
    fetcher = Fetcher(network=site.network(), seconds=5)
    if b"-5" in head:
        assert fetcher.fetch("http://news.example/").data == b"ab"
    else:
        assert refused(fetcher, "http://news.example/").passing
