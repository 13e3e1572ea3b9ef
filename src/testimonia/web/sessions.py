"""Who is signed in: sessions in the server's memory, so that signing out ends them and a restart ends all."""

from __future__ import annotations

import secrets
import threading
import time
from collections.abc import Callable

import msgspec

from testimonia.web.users import Role, User

IDLE, WHOLE = 8 * 3600.0, 7 * 24 * 3600.0
"""Seconds after which a session ends that nobody uses, and any session."""
MOST = 10_000
"""Sessions that are kept; beyond it the one that was used longest ago ends."""


class Session(msgspec.Struct):
    """A browser that somebody signed in with. `key` stands in its cookie, `csrf` in the forms that it is sent: a
    foreign page can make a browser send the one, but cannot know the other. `done` is the
    judgement that it made last, until a page has said so."""

    key: str
    user: str
    csrf: str
    since: float
    used: float
    done: str = ""


class Visitor(msgspec.Struct, frozen=True):
    """Who asks: nobody in particular, or a user, by a session or by a token."""

    user: User | None = None
    session: Session | None = None

    def may(self, role: Role) -> bool:
        """Whether the visitor may do what that role may."""
        return self.user is not None and self.user.may(role)

    @property
    def csrf(self) -> str:
        """What a form has to carry."""
        return self.session.csrf if self.session else ""


NOBODY = Visitor()


class Sessions:
    """All sessions of one server. Usable from several threads."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._open: dict[str, Session] = {}

    def begin(self, user: str) -> Session:
        """A new session, with a key that none had before."""
        now = self._clock()
        made = Session(secrets.token_urlsafe(32), user, secrets.token_urlsafe(32), now, now)
        with self._lock:
            self._open = {k: s for k, s in self._open.items() if self._alive(s, now)}
            while len(self._open) >= MOST:
                del self._open[min(self._open.values(), key=lambda s: s.used).key]
            self._open[made.key] = made
        return made

    def find(self, key: str) -> Session | None:
        """The session of that key, which counts as used now."""
        now = self._clock()
        with self._lock:
            found = self._open.get(key)
            if found is None or not self._alive(found, now):
                self._open.pop(key, None)
                return None
            found.used = now
            return found

    def end(self, key: str) -> None:
        """The session is over."""
        with self._lock:
            self._open.pop(key, None)

    def _alive(self, session: Session, now: float) -> bool:
        return now - session.used <= IDLE and now - session.since <= WHOLE
