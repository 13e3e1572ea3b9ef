"""The file form of a gazetteer: one header, then flat arrays that are read where they lie.

Layout: `TGAZ`, format version (u16), CRC-32 of the header (u32), length of the header (u32), the header (JSON, a
`Header`),
then the sections, each at a multiple of 64 bytes. Nothing is parsed at opening but the header; the arrays are views
of the
memory-mapped file, so that only pages that look-ups touch become resident.
"""

from __future__ import annotations

import mmap
import struct
import zlib
from pathlib import Path
from typing import cast

import msgspec

from testimonia.model.errors import InputError

MAGIC = b"TGAZ"
FORMAT = 5
KINDS = ("site", "settlement", "district", "province", "country", "region", "water")
NOWHERE = 0xFFFFFFFF
ALIAS, LOOSE, FAR, INDEX = 1 << 30, 1 << 31, 1 << 29, (1 << 29) - 1
CURE = "build it again with `testimonia gazetteer build SOURCE… --out FILE`"
PREFIX = struct.Struct("<4sHII")


class Layer(msgspec.Struct, frozen=True, kw_only=True):
    """One source of a gazetteer: where its rows come from, how many there are, under which licence, with which notice.

    `share_alike`: the licence (ODbL) binds whoever passes on a data set that holds rows of this layer."""

    name: str
    origin: str
    licence: str
    notice: str
    rows: int = 0
    share_alike: bool = False


class Land(msgspec.Struct, frozen=True, kw_only=True):
    """A country as the header holds it: ISO code, name, its own entry, demonyms, ISO codes of neighbours, area in
    km²."""

    iso: str
    name: str
    entry: int
    demonyms: tuple[str, ...] = ()
    neighbours: tuple[str, ...] = ()
    area_km2: float = 0.0


class Section(msgspec.Struct, frozen=True):
    """One array of the file: little-endian numbers of `kind` (numpy's short code), at `offset`, `count` of them."""

    kind: str
    offset: int
    count: int


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What a file says of itself before its arrays; `size` is the length that the whole file must have."""

    size: int
    entries: int
    keys: int
    layers: tuple[Layer, ...]
    lands: tuple[Land, ...]
    isos: tuple[str, ...]
    sections: dict[str, Section]


def key_hash(folded: str) -> int:
    """The 64 bits by which a folded name is found: CRC-32 of its bytes forwards and backwards (two coprime
    polynomials)."""
    data = folded.encode("utf-8", "surrogatepass")
    return zlib.crc32(data) << 32 | zlib.crc32(data[::-1])


def read(path: Path) -> tuple[Header, dict[str, memoryview], mmap.mmap]:
    """Opens `path`; raises InputError that names file and cure where it is missing, no gazetteer, newer, older or cut
    short."""
    name = str(path)
    try:
        with path.open("rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError as fault:
        raise InputError(name, "there is no such gazetteer file", CURE) from fault
    except (OSError, ValueError) as fault:
        raise InputError(name, f"the gazetteer cannot be read: {fault}", CURE) from fault
    try:
        header, start = _header(mapped, name)
        views = {}
        whole = memoryview(mapped)
        for key, part in header.sections.items():
            first = start + part.offset
            views[key] = _cast(whole[first : first + part.count * int(part.kind[1])], part.kind)
    except InputError:
        mapped.close()
        raise
    return header, views, mapped


def _cast(view: memoryview, kind: str) -> memoryview:
    """A view of bytes as numbers of `kind`. Typed as memoryview[int]: floats are told by the columns' names."""
    if kind == "f4":
        return cast("memoryview", view.cast("f"))
    return view.cast("B" if kind == "u1" else "H" if kind == "u2" else "I" if kind == "u4" else "Q")


def _header(mapped: mmap.mmap, name: str) -> tuple[Header, int]:
    if len(mapped) < PREFIX.size or mapped[:4] != MAGIC:
        raise InputError(name, "this is no gazetteer file", CURE)
    _, version, crc, length = PREFIX.unpack(mapped[: PREFIX.size])
    if version > FORMAT:
        raise InputError(
            name, f"the gazetteer has format {version}, this program reads {FORMAT}", f"update testimonia, or {CURE}"
        )
    if version < FORMAT:
        raise InputError(name, f"the gazetteer has the old format {version}, this program reads {FORMAT}", CURE)
    data = mapped[PREFIX.size : PREFIX.size + length]
    if len(data) != length or zlib.crc32(data) != crc:
        raise InputError(name, "the gazetteer's header is broken", CURE)
    header = msgspec.json.decode(data, type=Header)
    if header.size != len(mapped):
        raise InputError(name, f"the gazetteer is cut short: {len(mapped)} of {header.size} bytes", CURE)
    start = header.size - max(s.offset + -(-s.count * int(s.kind[1]) // 64) * 64 for s in header.sections.values())
    return header, start


def fingerprint() -> int:
    """A checksum of the package's own tables: another gazetteer comes of others."""
    total = 0
    for table in ("countries", "divisions", "regions"):
        total = zlib.crc32(Path(__file__).with_name(f"{table}.tsv").read_bytes(), total)
    return total
