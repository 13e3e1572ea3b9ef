"""What PostgreSQL says, in the words of the house: one clear line with the cure."""

from __future__ import annotations

import psycopg

from testimonia.model.errors import LedgerError

# By SQLSTATE, or its first two characters (postgresql.org, Appendix A).
_SAID = {
    "53100": ("the disk of its server is full", "free some space and run the command again; nothing was half-written"),
    "55P03": ("another process is writing to it", "wait until it is done and try again"),
    "40": ("another process was writing to it", "try again"),
    "25006": ("is not writable", "connect to the server that takes writes, not to its copy"),
    "42501": ("its user may not do that", "grant it the right to use and write the schema"),
    "54": ("a name or an id is too long for it", "shorten it: an id may have 2,600 bytes"),
    "57": ("the server has ended the connection", "run the command again; what was acknowledged is kept"),
    "08": ("the connection to the server was lost", "run the command again; what was acknowledged is kept"),
    "08001": ("its server cannot be reached", "start PostgreSQL, and check the host and the port"),
    "58": ("the disk of its server failed", "look into the server's log"),
    "XX": ("is damaged", "look into the server's log; restore it from a copy"),
    "28": ("the server refuses the user or the password", "check them, and the server's pg_hba.conf"),
    "3D": ("there is no such database", "make it first: createdb NAME"),
    "53300": ("the server takes no more connections", "close some, or raise max_connections"),
}


def fault(address: str, error: psycopg.Error) -> LedgerError:
    """The LedgerError for what PostgreSQL reports: names the ledger, the fault and the cure."""
    code = error.sqlstate or _unnamed(error)
    said, cure = _SAID.get(code) or _SAID.get(code[:2]) or (f"PostgreSQL reports: {error}", "please report this")
    return LedgerError(f"{address}: {said} ({cure})")


def _unnamed(error: psycopg.Error) -> str:
    """The code of an error that came before there was a connection, which libpq tells in words alone."""
    words = str(error)
    if "authentication" in words or "no password" in words or "role" in words:
        return "28"
    if "database" in words and "does not exist" in words:
        return "3D"
    if "connection failed" in words or "connection to server" in words or "could not translate host" in words:
        return "08001"
    return "08" if isinstance(error, psycopg.OperationalError) else "none"


def away(error: psycopg.Error) -> bool:
    """Whether the server is not there at the moment (it starts, or is restarted), so that waiting may help."""
    code = error.sqlstate or _unnamed(error)
    return code[:2] in ("08", "57")
