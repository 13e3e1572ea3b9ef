"""Where a ledger is: a path, or the address of one on a PostgreSQL server."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qsl, urlencode, urlsplit

from testimonia.model.errors import UsageError

SCHEMA = "testimonia"
"""The schema of a ledger whose address names none."""
_SERVERS = ("postgresql://", "postgres://")


def is_server(place: Path | str) -> bool:
    """Whether this is the address of a PostgreSQL server rather than a path."""
    return isinstance(place, str) and place.startswith(_SERVERS)


def shown(place: Path | str) -> str:
    """The place as messages name it: an address without its password."""
    return Address.of(str(place)).shown if is_server(place) else str(place)


def short(place: Path | str) -> str:
    """How a ledger may be called in public: the name of its file, or of the database on a server."""
    return urlsplit(str(place)).path.strip("/") or "ledger" if is_server(place) else Path(place).name


class Address(NamedTuple):
    """Where a ledger is: what libpq connects to, the schema, and the address without the password, to be shown."""

    server: str
    schema: str
    shown: str

    @classmethod
    def of(cls, url: str) -> Address:
        """From `postgresql://user:password@host:port/database?schema=NAME&…`. UsageError where it is none."""
        try:
            parts = urlsplit(url)
            asked = dict(parse_qsl(parts.query))
            user = f"{parts.username}@" if parts.username else ""
        except ValueError as error:
            raise UsageError(f"{url}: is no address (write postgresql://user@host/database)") from error
        told = urlencode({key: value for key, value in asked.items() if "password" not in key}, safe="/")
        where = user + parts.netloc.rpartition("@")[2]
        shown = f"{parts.scheme}://{where}{parts.path}" + (f"?{told}" if told else "")
        name = asked.pop("schema", SCHEMA)
        server = f"{parts.scheme}://{parts.netloc}{parts.path}?{urlencode(asked)}"
        return cls(server, name, shown)
