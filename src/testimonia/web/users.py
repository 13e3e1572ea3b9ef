"""Who may write: users with their roles, in a file beside the ledger. Passwords are hashed with Argon2id (RFC 9106)."""

from __future__ import annotations

import hashlib
import os
import re
import secrets
import tempfile
import threading
from functools import cache
from pathlib import Path
from typing import Literal, get_args

import msgspec
from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from testimonia.model.errors import LedgerError, UsageError

Role = Literal["reader", "reviewer", "admin"]
"""What somebody may do: read all that there is, judge too, or destroy a text as well. Each includes those before."""
ROLES: tuple[Role, ...] = get_args(Role)
LEAST = 10
"""Characters of a password (NIST SP 800-63B asks for 8 at least)."""
MOST = 1000
_NAME = re.compile(r"[^\W_](?:[\w.@-]|[ '](?=\w)){0,63}")
_HASHER = PasswordHasher()
_AT_ONCE = threading.BoundedSemaphore(2)  # each hash takes 64 MiB for a moment


class User(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who is known. `password` is an Argon2id hash ("" for one who has tokens alone), `tokens` are SHA-256
    hashes: a token is 256 random bits, which no one guesses, and need not be hashed slowly."""

    name: str
    role: Role
    password: str = ""
    tokens: tuple[str, ...] = ()

    def may(self, role: Role) -> bool:
        """Whether the user may do what that role may."""
        return ROLES.index(self.role) >= ROLES.index(role)


class _File(msgspec.Struct, frozen=True):
    users: tuple[User, ...] = ()


def beside(ledger: Path | str) -> Path | None:
    """Where the users of a ledger stand if nothing else is said: `war.ledger.users` beside `war.ledger`; None for one
    that is no file."""
    return ledger.with_name(ledger.name + ".users") if isinstance(ledger, Path) else None


class Users:
    """The users of a file; none where there is no file. What is changed is on the disk on return.

    Every question looks whether the file is still the one that was read: who is removed is refused at once.
    """

    def __init__(self, path: Path | None) -> None:
        self.path = path
        self._seen: tuple[int, int, int] | None = None
        self._users: dict[str, User] = {}

    def all(self) -> dict[str, User]:
        """Every user by name. LedgerError for a file that is none of ours."""
        if self.path is None:
            return {}
        try:
            state = self.path.stat()
        except OSError:
            return {}
        seen = (state.st_mtime_ns, state.st_size, state.st_ino)
        if seen != self._seen:
            try:
                held = msgspec.json.decode(self.path.read_bytes(), type=_File)
            except (OSError, msgspec.MsgspecError, UnicodeDecodeError) as fault:
                said = f"{self.path}: is no file of users: {fault} (make one with `testimonia users add`)"
                raise LedgerError(said) from None
            self._users, self._seen = {u.name: u for u in held.users}, seen
        return self._users

    def add(self, name: str, role: Role, password: str | None) -> None:
        """A new user. UsageError for a name that is taken or none, and for a password that is too short."""
        if not _NAME.fullmatch(name):
            raise UsageError(f"{name!r} is no name for a user (up to 64 letters, digits, spaces and . _ @ -)")
        if name in self.all():
            raise UsageError(f"there is a user {name!r} already (remove it first, or `testimonia users password`)")
        self._write({**self.all(), name: User(name=name, role=role, password=_hashed(password))})

    def remove(self, name: str) -> None:
        """The user is known no more; what they judged stands. UsageError where there is none of that name."""
        gone = self._known(name)
        self._write({n: u for n, u in self.all().items() if u != gone})

    def set_password(self, name: str, password: str) -> None:
        """Another password; the tokens of before are void, too."""
        user = msgspec.structs.replace(self._known(name), password=_hashed(password), tokens=())
        self._write({**self.all(), name: user})

    def token(self, name: str) -> str:
        """A new token of the user, which is shown this once and never again."""
        user, made = self._known(name), f"testimonia-{secrets.token_urlsafe(32)}"
        self._write({**self.all(), name: msgspec.structs.replace(user, tokens=(*user.tokens, _digest(made)))})
        return made

    def by_password(self, name: str, password: str) -> User | None:
        """The user of that name and password. It takes as long where there is no such user."""
        user = self.all().get(name)
        with _AT_ONCE:
            try:
                _HASHER.verify(user.password if user and user.password else _nobody(), password[:MOST])
            except (VerificationError, InvalidHashError):
                return None
        return user if user and user.password else None

    def by_token(self, token: str) -> User | None:
        """The user whose token it is."""
        digest = _digest(token)
        return next((u for u in self.all().values() if digest in u.tokens), None)

    def _known(self, name: str) -> User:
        found = self.all().get(name)
        if found is None:
            known = ", ".join(sorted(self.all())) or "none"
            raise UsageError(f"there is no user {name!r} (known: {known})")
        return found

    def _write(self, users: dict[str, User]) -> None:
        """Puts a whole new file in the place of the old one, for its owner's eyes alone."""
        if self.path is None:
            raise UsageError(
                "say which file holds the users: --users FILE (this ledger is no file that one stands beside)"
            )
        body = msgspec.json.format(msgspec.json.encode(_File(tuple(users[n] for n in sorted(users)))), indent=1)
        try:
            handle, scratch = tempfile.mkstemp(
                prefix=f".{self.path.name}.", dir=self.path.parent
            )  # made with mode 0600
            with os.fdopen(handle, "wb") as out:
                out.write(body + b"\n")
                out.flush()
                os.fsync(out.fileno())
            os.replace(scratch, self.path)
        except OSError as fault:
            raise UsageError(f"{self.path}: cannot be written: {fault.strerror} (name another file: --users)") from None
        self._seen = None


@cache
def _nobody() -> str:
    """The hash of a password that nobody knows."""
    return _HASHER.hash(secrets.token_urlsafe(32))


def _hashed(password: str | None) -> str:
    if password is None:
        return ""
    if not LEAST <= len(password) <= MOST:
        raise UsageError(f"a password has {LEAST} characters at least ({MOST} at most)")
    return _HASHER.hash(password)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).hexdigest()
