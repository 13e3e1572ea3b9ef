"""What is sent: once compressed, and named by what it holds."""

from __future__ import annotations

import gzip
import hashlib

import msgspec

LEAST, LEVEL = 1000, 4
"""From how many bytes on it is compressed, and how hard: harder takes longer than it saves."""


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
