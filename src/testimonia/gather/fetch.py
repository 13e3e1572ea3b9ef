"""One address fetched: one answer of a server, within bounds of address, size, time and redirects.

Python's own `http.client` speaks HTTP: it takes a socket that is connected already, so that nothing is resolved a
second time. No cookies, no credentials, no proxies.
"""

from __future__ import annotations

import gzip
import http.client
import io
import re
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from email.message import Message
from email.utils import parsedate_to_datetime
from functools import cache
from importlib.metadata import version
from typing import BinaryIO, cast
from urllib.parse import quote, urljoin, urlsplit

import msgspec

from testimonia.gather.limits import MAX_FETCH_SECONDS, MAX_FETCHED_BYTES, MAX_REDIRECTS
from testimonia.gather.opening import reason, whole
from testimonia.gather.reach import SYSTEM, Network, reached
from testimonia.gather.unpacking import Budget, Counting, Unpacked
from testimonia.model.errors import InputError

_MOVED = frozenset({301, 302, 303, 307, 308})
_FINE = frozenset({200, 203})
#: What a server's refusal means, and what to do about it.
_REFUSED = {
    401: ("wants a name and a password", "save the page in a browser and give the file"),
    402: ("wants to be paid", "save the page in a browser and give the file"),
    403: ("is refused to programs", "save the page in a browser and give the file"),
    404: ("is not there", "check the address"),
    410: ("is gone for good", "take the address out"),
    429: ("was asked for too often", "try again later"),
    451: ("is withheld for legal reasons", "look for another source"),
}
_LATER = "try again later"
_PATIENCE = 20.0  # seconds without a byte
_SAFE = "%/:=&?~#+!$,;'@()*[]"
_HOST = re.compile(r"[A-Za-z0-9._-]+|[0-9A-Fa-f:.]+(?:%[A-Za-z0-9._-]+)?")
_PRINTABLE = re.compile(r"[\x20-\x7e]{1,500}")


class Unfetched(InputError):
    """An address that was not fetched. `passing`: a later try may succeed; `after`: seconds that the server asked to
    wait; `status`: what the server answered, 0 where it did not."""

    def __init__(
        self, url: str, fault: str, cure: str, *, passing: bool = False, after: float = 0.0, status: int = 0
    ) -> None:
        super().__init__(url, fault, cure)
        self.passing, self.after, self.status = passing, after, status


class Fetched(msgspec.Struct, frozen=True, kw_only=True):
    """A server's answer. `url` is where it was found after `redirects`, `moved` the address that is to be used from now
    on (permanent redirects), `kind` the media type without parameters, `etag` and `modified` what to send next time;
    `unchanged`: the server says that it is as it was then (304), and there is no `data`."""

    url: str
    data: bytes
    kind: str = ""
    charset: str | None = None
    etag: str | None = None
    modified: str | None = None
    moved: str | None = None
    unchanged: bool = False


class Fetcher:
    """Fetches addresses; usable from several threads. `local`: private and loopback addresses and other ports are
    allowed too. `contact` (an address of mail or of a page) is told to the servers. After `stop` every request that is
    under way ends at once, and none begins."""

    def __init__(self, *, local: bool = False, contact: str = "", network: Network = SYSTEM,
                 seconds: float = MAX_FETCH_SECONDS, size: int = MAX_FETCHED_BYTES) -> None:  # fmt: skip
        self.agent = agent(contact)
        self._local, self._network, self._seconds, self._size = local, network, seconds, size
        self._open: set[socket.socket] = set()
        self._stopped = False

    def stop(self) -> None:
        """Ends what is under way."""
        self._stopped = True
        for handle in tuple(self._open):
            _cut(handle)

    def fetch(self, url: str, *, etag: str | None = None, modified: str | None = None,
              permitted: Callable[[str], None] | None = None, size: int | None = None) -> Fetched:  # fmt: skip
        """What stands at an address. `etag` and `modified` make the request conditional; `permitted` is asked about
        the address and every address that a redirect leads to, and raises where it must not be fetched.

        Raises Unfetched, which names the address, where there is no good answer."""
        until = time.monotonic() + self._seconds
        at, moved, lasting = url, None, True
        for _ in range(MAX_REDIRECTS + 1):
            if permitted:
                permitted(at)
            with self._answer(at, url, until, etag, modified) as (answer, headers):
                if answer.status in _MOVED and (target := headers.get("Location")):
                    at = _target(at, target, url)
                    lasting = lasting and answer.status in (301, 308)
                    moved = at if lasting else moved
                    continue
                if answer.status == 304 and (etag or modified):
                    return Fetched(url=at, data=b"", etag=etag, modified=modified, moved=moved, unchanged=True)
                _check(answer.status, headers, url)
                data = _body(answer, headers, url, size or self._size)
            return Fetched(url=at, data=data, kind=headers.get_content_type() if "Content-Type" in headers else "",
                           charset=headers.get_content_charset(), etag=headers.get("ETag"),
                           modified=headers.get("Last-Modified"), moved=moved)  # fmt: skip
        raise Unfetched(url, f"leads on more than {MAX_REDIRECTS} times", "give the address where the page stands")

    @contextmanager
    def _answer(
        self, at: str, url: str, until: float, etag: str | None, modified: str | None
    ) -> Iterator[tuple[http.client.HTTPResponse, Message]]:
        """One request and the head of its answer; every fault inside becomes an Unfetched."""
        scheme, host, port, target = _parts(at, url)
        expired = threading.Event()
        connection = http.client.HTTPConnection("server", port)  # whose name stands in our own headers
        watch: threading.Timer | None = None
        handle: socket.socket | None = None
        try:
            left = max(0.1, until - time.monotonic())
            raw = reached(host, port, at, min(left, _PATIENCE), self._network, self._local)
            handle = raw.dup()  # the timer's own hold on the connection, whatever wraps the other
            self._open.add(handle)
            watch = threading.Timer(max(0.1, until - time.monotonic()), _end, (handle, expired))
            watch.daemon = True
            watch.start()
            if self._stopped:
                raise OSError("stopped")
            raw.settimeout(_PATIENCE)
            connection.sock = _trusted().wrap_socket(raw, server_hostname=host) if scheme == "https" else raw
            connection.request("GET", target, headers=self._headers(scheme, host, port, etag, modified))
            answer = connection.getresponse()
            yield answer, answer.msg
            if expired.is_set() or self._stopped:
                raise TimeoutError  # what was read may be cut off
        except InputError as fault:
            if expired.is_set():
                raise self._fault(fault, url, True) from fault
            if isinstance(fault, Unfetched):
                raise
            what = fault.fault if at == url else f"leads on to {at[:200]}, which {fault.fault}"
            raise Unfetched(url, what, fault.cure) from fault
        except (OSError, http.client.HTTPException, ValueError) as fault:
            raise self._fault(fault, url, expired.is_set()) from fault
        finally:
            if watch:
                watch.cancel()
            connection.close()
            if handle:
                self._open.discard(handle)
                handle.close()

    def _headers(self, scheme: str, host: str, port: int, etag: str | None, modified: str | None) -> dict[str, str]:
        place = f"[{host}]" if ":" in host else host
        named = place if port == (443 if scheme == "https" else 80) else f"{place}:{port}"
        headers = {"Host": named, "User-Agent": self.agent, "Accept": "*/*", "Accept-Encoding": "gzip",
                   "Connection": "close"}  # fmt: skip
        if etag and _PRINTABLE.fullmatch(etag):
            headers["If-None-Match"] = etag
        if modified and _PRINTABLE.fullmatch(modified):
            headers["If-Modified-Since"] = modified
        return headers

    def _fault(self, fault: Exception, url: str, expired: bool) -> Unfetched:
        if self._stopped:
            return Unfetched(url, "was not fetched: stopped", "run it again", passing=True)
        if expired:
            what = f"took longer than {self._seconds:.0f} seconds"
            return Unfetched(url, what, _LATER, passing=True)
        if isinstance(fault, ssl.SSLCertVerificationError):
            return Unfetched(url, f"has a certificate that is not trusted: {fault.verify_message}",
                             "look at it in a browser", passing=True)  # fmt: skip
        if isinstance(fault, socket.gaierror):
            return Unfetched(url, "names a host that is not known", "check the address, and the network", passing=True)
        if isinstance(fault, TimeoutError):
            return Unfetched(url, "does not answer", _LATER, passing=True)
        if isinstance(fault, OSError):
            return Unfetched(url, f"cannot be reached: {fault.strerror or reason(fault)}", _LATER, passing=True)
        what = f"was not answered as the web does: {type(fault).__name__}: {reason(fault)}"
        return Unfetched(url, what, _LATER, passing=True)


def agent(contact: str = "") -> str:
    """How requests are signed. Raises InputError where the contact cannot stand in a head of HTTP."""
    if contact and not _PRINTABLE.fullmatch(contact):
        raise InputError("contact", f"cannot be told to servers: {contact[:80]!r}", "write it in plain ASCII")
    return f"testimonia/{version('testimonia')}" + (f" (+{contact})" if contact else "")


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities that the system trusts, and Mozilla's list where the system has none of its own."""
    import certifi

    made = ssl.create_default_context()
    made.load_verify_locations(certifi.where())
    return made


def _parts(at: str, url: str) -> tuple[str, str, int, str]:
    """Scheme, host, port and what to ask for. Raises Unfetched where the address is none that is fetched."""
    cure = "give the address of a page, as https://…"
    try:
        parts = urlsplit(at)
        host, port = parts.hostname, parts.port
        ascii_host = host if not host or host.isascii() else host.encode("idna").decode("ascii")
    except ValueError as fault:  # UnicodeError is one
        raise Unfetched(url, f"is no address: {reason(fault)}", cure) from fault
    scheme = parts.scheme.lower()
    if scheme not in ("http", "https"):
        raise Unfetched(url, f"leads to an address that is none of the web's ({scheme[:20] or 'none'}:)", cure)
    if not ascii_host or len(ascii_host) > 253 or not _HOST.fullmatch(ascii_host):
        raise Unfetched(url, "names no host", cure)
    if parts.username is not None or parts.password is not None:
        raise Unfetched(url, "carries a name or a password", "take them out of the address")
    target = quote((parts.path or "/") + (f"?{parts.query}" if parts.query else ""), safe=_SAFE)
    return scheme, ascii_host, port or (443 if scheme == "https" else 80), target


def _target(at: str, location: str, url: str) -> str:
    """Where a redirect leads."""
    try:
        joined = urljoin(at, location.strip().encode("latin-1", "replace").decode("utf-8", "replace"))
    except ValueError as fault:
        raise Unfetched(url, f"leads on to what is no address: {reason(fault)}", _LATER) from fault
    return joined.partition("#")[0]


def _check(status: int, headers: Message, url: str) -> None:
    """Raises Unfetched where the answer is no page."""
    if status in _FINE:
        return
    after = seconds_after(headers.get("Retry-After"))
    if status in _REFUSED:
        what, cure = _REFUSED[status]
    else:
        what, cure = "answers with a fault of the server" if status >= 500 else "is not given", _LATER
    passing = status >= 500 or status in (403, 404, 408, 425, 429)
    raise Unfetched(url, f"{what} (HTTP {status})", cure, passing=passing, after=after, status=status)


def seconds_after(value: str | None) -> float:
    """The seconds that `Retry-After` asks for (a number or a date; RFC 9110, 10.2.3), at most a day; 0 for none."""
    if not value:
        return 0.0
    if value.strip().isdigit():
        return min(86_400.0, float(value.strip()[:9]))
    with suppress(ValueError, TypeError, OverflowError):
        return min(86_400.0, max(0.0, parsedate_to_datetime(value).timestamp() - time.time()))
    return 0.0


def _body(answer: http.client.HTTPResponse, headers: Message, url: str, size: int) -> bytes:
    """The content, unpacked. Raises Unfetched where it is too long, cut off, or unpacks beyond all measure."""
    long = "download it, and give the file"
    declared = headers.get("Content-Length", "")
    if declared.isdigit() and int(declared[:18]) > size:
        raise Unfetched(url, f"is longer than {size:,} bytes", long)
    counting = Counting(cast("BinaryIO", answer))
    stream = cast("BinaryIO", io.BufferedReader(counting))
    coding = headers.get("Content-Encoding", "identity").strip().lower()
    if coding in ("gzip", "x-gzip"):
        packed = gzip.GzipFile(fileobj=stream, mode="rb")
        stream = cast("BinaryIO", Unpacked(packed, url, Budget(lambda: counting.count)).buffered())
    elif coding not in ("identity", ""):
        raise Unfetched(url, f"comes packed in a way that was not asked for ({coding[:20]})", _LATER, passing=True)
    try:
        data = whole(stream, size, url, long)
    except InputError as fault:
        raise Unfetched(fault.source, fault.fault, fault.cure) from fault
    if declared.isdigit() and counting.count < int(declared):
        raise Unfetched(url, "was cut off on the way", _LATER, passing=True)
    return data


def _cut(handle: socket.socket) -> None:
    with suppress(OSError):
        handle.shutdown(socket.SHUT_RDWR)


def _end(handle: socket.socket, expired: threading.Event) -> None:
    expired.set()
    _cut(handle)
