"""A ledger of our own making, and a server of it, for the tests of the web."""

from __future__ import annotations

import atexit
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from testimonia import pipeline
from testimonia.model.claim import (
    Account,
    Figure,
    Period,
    Perpetrator,
    Place,
    Reading,
    Responsibility,
    Target,
    Victim,
    Weapon,
)
from testimonia.model.text import Document, Evidence
from testimonia.store import Ledger
from testimonia.web.app import make
from testimonia.web.settings import Settings
from testimonia.web.users import Users, beside

PAGE = {"accept": "text/html,application/xhtml+xml"}
HOSTILE = "<script>alert('x')</script>"
EVIL = '"><img src=x onerror=alert(1)>'

# Two reports of one raid, with a named victim; one of a bomb; one whose every word is hostile.
RAID = "Nine soldiers killed near Gao. Gunmen attacked a post near Gao on Friday. A baker, Idrissa Coulibaly, 41, died."
RISEN = "Eleven soldiers died in Friday's attack near Gao, the ministry said. Coulibaly died. River Front denied it."
BLAST = "A bomb killed three civilians in Baidoa on Tuesday, police said. Nobody claimed it."
WORST = f"Dozens attack {HOSTILE} in town. {EVIL} killed 7 people on Monday. Nothing else was said."


def words(text: str, quote: str, after: int = 0) -> tuple[Evidence, ...]:
    """The first place of the quote behind `after`."""
    start = text.index(quote, after)
    return (Evidence(start, start + len(quote), quote),)


def killed(text: str, quote: str, number: int, who: Any = "military", by: str | None = None) -> Figure:
    """An exact number of killed."""
    return Figure(
        effect="killed", who=who, low=number, best=number, high=number, according_to=by, at=words(text, quote)
    )


def day(text: str, quote: str, iso: str) -> Period:
    """A day that the words name."""
    return Period(start=iso, end=iso, precision="day", at=words(text, quote))


def gao(text: str) -> Place:
    """The town of Gao, to the metre."""
    return Place(name="Gao", country="ML", lat=16.27167, lon=-0.04472, precision=1, at=words(text, "Gao"))


def _account(text: str, mention: str, **more: Any) -> Account:
    return Account(
        **{"type": "armed_assault", "status": "occurred", "salience": "news", "mentions": words(text, mention)} | more
    )


def reports() -> Iterator[tuple[Document, Account]]:
    """The four documents with their accounts."""
    victim = Victim(name="Idrissa Coulibaly", age=41, cls="civilians", at=words(RAID, "Idrissa Coulibaly"))
    gunmen = Perpetrator(name="River Front", basis="stated", at=words(RAID, "Gunmen"))
    yield Document(id="raid", text=RAID, title="Raid near Gao", published="2018-05-06", publisher="The Post"), _account(
        RAID, "attacked", date=day(RAID, "Friday", "2018-05-04"), places=(gao(RAID),), perpetrators=(gunmen,),
        figures=(killed(RAID, "Nine", 9),), victims=(victim,))  # fmt: skip
    denial = Responsibility(by="River Front", stance="denied", at=words(RISEN, "denied"))
    yield Document(id="risen", text=RISEN, published="2018-05-07", publisher="Newswire"), _account(
        RISEN, "attack", date=day(RISEN, "Friday", "2018-05-04"), places=(gao(RISEN),),
        figures=(killed(RISEN, "Eleven", 11, by="the ministry"),), claims=(denial,))  # fmt: skip
    baidoa = Place(name="Baidoa", country="SO", lat=3.11383, lon=43.6498, precision=1, at=words(BLAST, "Baidoa"))
    yield Document(id="a/blast?", text=BLAST, published="2018-05-09", publisher="Newswire"), _account(
        BLAST, "bomb", type="bombing", date=day(BLAST, "Tuesday", "2018-05-08"), places=(baidoa,),
        weapons=(Weapon(cls="explosive", at=words(BLAST, "bomb")),),
        figures=(killed(BLAST, "three", 3, "civilians", "police"),))  # fmt: skip
    worst = Document(
        id="worst", text=WORST, title=HOSTILE, published="2019-01-08", publisher=EVIL, url="javascript:alert(1)"
    )
    yield worst, _account(
        WORST, "attack", date=day(WORST, "Monday", "2019-01-07"),
        places=(Place(name=HOSTILE, kind="site", at=words(WORST, HOSTILE), unresolved=EVIL),),
        perpetrators=(Perpetrator(name=EVIL, basis="blamed", by=HOSTILE, at=words(WORST, EVIL), because=HOSTILE),),
        targets=(Target(name=HOSTILE, cls="property", at=words(WORST, HOSTILE)),),
        claims=(Responsibility(by=HOSTILE, stance="claimed", at=words(WORST, HOSTILE)),),
        victims=(Victim(name=EVIL, at=words(WORST, EVIL)),), figures=(killed(WORST, "7", 7, "all", EVIL),))  # fmt: skip


def ledger(folder: Path) -> Path:
    """A ledger of the four reports."""
    path = folder / "war.ledger"
    with Ledger.open(path, "write", create=True) as made:
        for document, account in reports():
            reading = Reading(
                document=document.id, document_version=document.version, reader="hand/1", incidents=(account,)
            )
            made.record(document, reading)
        assert pipeline.rebuild(made) == 3
    return path


@contextmanager
def serving(path: Path, **settings: Any) -> Iterator[TestClient]:
    """A server of the ledger, called by its name on this machine; faults come as answers, not as exceptions."""
    app = make(Settings(ledger=path, **settings))
    with TestClient(app, base_url="http://localhost", raise_server_exceptions=False, follow_redirects=False) as client:
        yield client


def ids(client: TestClient, **filters: Any) -> list[str]:
    """The ids of the incidents that the filters mean, page by page."""
    found: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        page = client.get("/incidents", params=filters | ({"cursor": cursor} if cursor else {})).json()
        found += [i["id"] for i in page["incidents"]]
        cursor = page["next"]
    return found


PASSWORD = "correct horse battery"


def with_users(path: Path) -> Path:
    """The ledger, with a user of each role beside it: rea, rob and ada."""
    file = beside(path)
    assert file
    shutil.copy(_users(), file)
    return path


@cache
def _users() -> Path:
    """The file of the users: a password is slow to hash, so it is made once for all tests of a process."""
    folder = tempfile.mkdtemp(prefix="users-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    known = Users(Path(folder) / "users")
    for name, role in (("rea", "reader"), ("rob", "reviewer"), ("ada", "admin")):
        known.add(name, role, PASSWORD)  # type: ignore[arg-type]
    return Path(folder) / "users"


def sign_in(client: TestClient, name: str = "rob", password: str = PASSWORD) -> str:
    """Signs a browser in; the secret that its forms must carry."""
    done = client.post("/sign-in", data={"name": name, "password": password, "next": "/try"}, headers=PAGE)
    assert (done.status_code, done.headers.get("location")) == (303, "/try"), done.text
    found = re.search(r'name="csrf" value="([^"]+)"', client.get("/try", headers=PAGE).text)
    assert found
    return found[1]
