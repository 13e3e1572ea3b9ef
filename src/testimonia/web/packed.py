"""What is sent: once compressed, and named by what it holds."""

from __future__ import annotations

import gzip
import hashlib

import msgspec
from starlette.requests import Request
from starlette.responses import Response

LEAST, LEVEL = 1000, 4
"""From how many bytes on it is compressed, and how hard: harder takes longer than it saves."""

_VARY = "Accept, Accept-Encoding, Authorization, Cookie"


class Packed(msgspec.Struct, frozen=True):
    """The body of an answer as it is kept, with its ETag: as `gzip`, or as it is where it is short."""

    content: bytes
    tag: str
    zipped: bool

    @classmethod
    def of(cls, content: bytes, *, zipped: bool = True) -> Packed:
        """The content, `zipped` where it is long enough."""
        tag = f'"{hashlib.sha256(content).hexdigest()[:32]}"'
        zipped = zipped and len(content) >= LEAST
        return cls(gzip.compress(content, LEVEL, mtime=0) if zipped else content, tag, zipped)

    @property
    def plain(self) -> bytes:
        """The content, for who cannot unpack it."""
        return gzip.decompress(self.content) if self.zipped else self.content

    @property
    def size(self) -> int:
        """How many bytes it holds."""
        return len(self.content)


def unpacks(request: Request) -> bool:
    """Whether who asks can unpack what is packed."""
    return "gzip" in request.headers.get("accept-encoding", "")


def answer(request: Request, packed: Packed, media: str, headers: dict[str, str]) -> Response:
    """The answer with its ETag; 304 where the reader has it already."""
    known = {t.strip().removeprefix("W/") for t in request.headers.get("if-none-match", "").split(",")}
    kept = {"ETag": packed.tag, "Cache-Control": "private, no-cache", "Vary": _VARY, **headers}
    if packed.tag in known or "*" in known:
        return Response(status_code=304, headers=kept)
    if packed.zipped and unpacks(request):
        return Response(packed.content, media_type=media, headers=kept | {"Content-Encoding": "gzip"})
    return Response(packed.plain, media_type=media, headers=kept)
