"""Who may do what: users, passwords, sessions, tokens, and requests that other sites' pages make a browser send."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from testimonia.model.errors import LedgerError, UsageError
from testimonia.web.sessions import IDLE, WHOLE, Sessions
from testimonia.web.users import User, Users, beside
from tests.serving import PAGE, PASSWORD, RAID, ids, ledger, serving, sign_in, with_users


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return with_users(ledger(tmp_path_factory.mktemp("access")))


def test_passwords_are_hashed_and_the_file_is_the_owners(path: Path) -> None:
    file = beside(path)
    assert file
    text = file.read_text(encoding="utf-8")
    assert PASSWORD not in text
    assert text.count("$argon2id$") == 3
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    known = Users(file)
    assert known.by_password("rob", PASSWORD) == known.all()["rob"]
    for name, password in (("rob", PASSWORD + "x"), ("rob", ""), ("nobody", PASSWORD), ("", "")):
        assert known.by_password(name, password) is None


def test_a_token_is_shown_once_and_its_hash_is_kept(tmp_path: Path) -> None:
    known = Users(tmp_path / "users")
    known.add("night", "reviewer", None)
    token = known.token("night")
    assert token not in (tmp_path / "users").read_text()
    found = known.by_token(token)
    assert found
    assert found.name == "night"
    assert known.by_token(token[:-1]) is None
    assert known.by_password("night", "") is None
    known.set_password("night", PASSWORD)
    assert known.by_token(token) is None


@pytest.mark.parametrize(
    ("name", "password", "says"),
    [
        ("rob", PASSWORD, "already"),
        ("", PASSWORD, "no name"),
        (" x", PASSWORD, "no name"),
        ("<b>", PASSWORD, "no name"),
        ("new", "short", "10 characters"),
    ],
)
def test_what_is_no_user_is_not_added(path: Path, name: str, password: str, says: str) -> None:
    known = Users(beside(path))
    with pytest.raises(UsageError, match=says):
        known.add(name, "reader", password)
    assert sorted(known.all()) == ["ada", "rea", "rob"]


def test_a_ledger_that_is_no_file_has_nobody_until_a_file_is_named() -> None:
    known = Users(beside("postgresql://user@host/war"))
    assert known.all() == {}
    assert known.by_password("rob", PASSWORD) is None
    with pytest.raises(UsageError, match="--users FILE"):
        known.add("rob", "reader", PASSWORD)


def test_a_file_that_holds_no_users_is_said(tmp_path: Path) -> None:
    file = tmp_path / "users"
    assert Users(file).all() == {}
    for text in ("", "{", "[]", '{"users": [{"name": "x", "role": "king"}]}'):
        file.write_text(text)
        with pytest.raises(LedgerError, match="is no file of users"):
            Users(file).all()


def test_each_role_may_what_those_before_it_may() -> None:
    table = {"reader": (True, False, False), "reviewer": (True, True, False), "admin": (True, True, True)}
    for role, may in table.items():
        user = User(name="x", role=role)  # type: ignore[arg-type]
        assert (user.may("reader"), user.may("reviewer"), user.may("admin")) == may


def test_sessions_end() -> None:
    now = 0.0
    sessions = Sessions(lambda: now)
    one, two = sessions.begin("rob"), sessions.begin("rob")
    assert len({one.key, two.key, one.csrf, two.csrf}) == 4
    assert sessions.find(one.key) is one
    assert sessions.find("") is None
    sessions.end(two.key)
    assert sessions.find(two.key) is None
    for _ in range(int(WHOLE / IDLE) - 1):
        now += IDLE - 1
        assert sessions.find(one.key)
    now += IDLE - 1
    now += IDLE - 1
    assert sessions.find(one.key) is None
    idle = sessions.begin("rob")
    now += IDLE + 1
    assert sessions.find(idle.key) is None


def test_a_page_says_who_is_signed_in(path: Path) -> None:
    with serving(path) as client:
        assert "Sign in</a>" in client.get("/", headers=PAGE).text
        csrf = sign_in(client)
        seen = client.get("/", headers=PAGE)
        assert "rob <small>(reviewer)</small>" in seen.text
        assert "Cookie" in seen.headers["vary"]
        assert client.post("/sign-out", data={"csrf": "wrong"}).status_code == 403
        assert "rob" in client.get("/", headers=PAGE).text
        done = client.post("/sign-out", data={"csrf": csrf})
        assert (done.status_code, done.headers["location"]) == (303, "/")
        assert "Sign in</a>" in client.get("/", headers=PAGE).text


def test_the_cookie_is_out_of_reach_of_scripts_and_other_sites(path: Path) -> None:
    with serving(path) as client:
        given = {"name": "rob", "password": PASSWORD, "next": "/"}
        cookie = client.post("/sign-in", data=given).headers["set-cookie"].lower()
        assert "httponly" in cookie
        assert "samesite=lax" in cookie
        assert "secure" not in cookie
        client.cookies.clear()
        safe = client.post("https://localhost/sign-in", data=given).headers["set-cookie"].lower()
        assert "; secure" in safe


@pytest.mark.parametrize("back", ["https://evil.example/", "//evil.example", "/\\evil.example", "javascript:1", ""])
def test_signing_in_leads_nowhere_else(path: Path, back: str) -> None:
    with serving(path) as client:
        done = client.post("/sign-in", data={"name": "rob", "password": PASSWORD, "next": back})
        assert (done.status_code, done.headers["location"]) == (303, "/")


def test_a_wrong_password_is_refused_and_guessing_is_slow(path: Path) -> None:
    with serving(path) as client:
        for _ in range(10):
            wrong = client.post("/sign-in", data={"name": "rob", "password": "guess"}, headers=PAGE)
            assert wrong.status_code == 401
            assert "wrong" in wrong.text
        refused = client.post("/sign-in", data={"name": "rob", "password": PASSWORD}, headers=PAGE)
        assert refused.status_code == 429
        assert int(refused.headers["retry-after"]) > 0
        other = client.post("/sign-in", data={"name": "rea", "password": PASSWORD})
        assert other.status_code == 429, "the address has had its turns"


def test_who_is_removed_is_out_at_once(tmp_path: Path) -> None:
    path = with_users(ledger(tmp_path))
    with serving(path, closed=True) as client:
        sign_in(client)
        token = Users(beside(path)).token("ada")
        for name in ("rob", "ada"):
            Users(beside(path)).remove(name)
        assert client.get("/incidents").status_code == 401
        client.cookies.clear()
        assert client.get("/incidents", headers={"authorization": f"Bearer {token}"}).status_code == 401


def test_a_closed_server_shows_strangers_the_door_alone(path: Path) -> None:
    with serving(path, closed=True) as client:
        for address in ("/", "/incidents", "/documents/raid", "/export/csv", "/feed.atom", "/try", "/openapi.json"):
            seen = client.get(address, headers=PAGE)
            assert (seen.status_code, seen.headers["location"][:14]) == (303, "/sign-in?next="), address
            data = client.get(address)
            assert (data.status_code, data.headers["www-authenticate"][:6]) == (401, "Bearer"), address
        assert client.post("/read", json={"text": "x"}).status_code == 401
        assert client.get("/sign-in", headers=PAGE).status_code == 200
        assert client.get("/static/app.css").status_code == 200
        assert client.get("/health").json()["status"] == "ok"
        sign_in(client, "rea")
        assert client.get("/documents/raid").json()["text"] == RAID


def test_tokens_are_for_programs(path: Path) -> None:
    token = Users(beside(path)).token("rea")
    with serving(path, closed=True) as client:
        assert len(ids_with(client, token)) == 3
        for wrong in (f"Bearer {token}x", "Bearer", f"Basic {token}", "x"):
            assert client.get("/incidents", headers={"authorization": wrong}).status_code == 401


def ids_with(client: TestClient, token: str) -> list[str]:
    found = client.get("/incidents", headers={"authorization": f"Bearer {token}"}).json()
    return [i["id"] for i in found["incidents"]]


def test_who_is_signed_in_sees_all_of_a_public_server(path: Path) -> None:
    with serving(path, public=True, delay_hours=0) as client:
        assert "text" not in client.get("/documents/raid").json()
        sign_in(client, "rea")
        assert client.get("/documents/raid").json()["text"] == RAID
        assert ids(client, text="coulibaly") == ids(client, country="ML")
        assert "Public view" not in client.get("/", headers=PAGE).text


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": "http://localhost"}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"sec-fetch-site": "same-origin", "origin": "null"}, 200),
        ({"origin": "http://evil.example"}, 403),
        ({"origin": "null"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        ({"sec-fetch-site": "same-site"}, 403),
    ],
)
def test_pages_of_other_sites_cannot_send(path: Path, headers: dict[str, str], status: int) -> None:
    with serving(path) as client:
        assert client.post("/read", json={"text": "Nothing."}, headers=headers).status_code == status


def test_strangers_paste_so_much_and_no_more_on_a_public_server(path: Path) -> None:
    with serving(path, public=True, delay_hours=0) as client:
        told = [client.post("/read", content="Nothing.", headers={"content-type": "text/plain"}).status_code
                for _ in range(31)]  # fmt: skip
        assert told == [200] * 30 + [429]
