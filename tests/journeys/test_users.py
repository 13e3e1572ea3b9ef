"""testimonia users: who may judge through the server."""

from pathlib import Path

from tests.journeys.shell import Typed

SECRET = "correct horse battery"


def test_users_are_added_listed_and_removed(tmp_path: Path, typed: Typed) -> None:
    ledger = tmp_path / "war.ledger"

    def users(*words: str, stdin: str = "") -> tuple[int, str, str]:
        done = typed("users", *words, "--ledger", ledger, stdin=stdin)
        return done.returncode, done.stdout, done.stderr

    assert users("list") == (0, "", "")
    assert users("add", "amina", "--role", "admin", stdin=SECRET + "\n")[0] == 0
    code, token, _ = users("add", "nightly", "--token")
    assert (code, token.startswith("testimonia-"), len(token) > 40) == (0, True, True)
    code, other, _ = users("token", "amina")
    assert (code, other != token) == (0, True)
    assert users("list")[1] == "amina\tadmin\tpassword, 1 token\nnightly\treviewer\t1 token\n"
    held = (tmp_path / "war.ledger.users").read_text(encoding="utf-8")
    assert not any(secret in held for secret in (SECRET, token.strip(), other.strip()))
    assert users("password", "amina", stdin="another good password")[0] == 0
    assert users("list")[1].startswith("amina\tadmin\tpassword\n")
    assert users("remove", "amina")[0] == 0
    assert users("list")[1] == "nightly\treviewer\t1 token\n"


def test_what_cannot_be_is_one_line(tmp_path: Path, typed: Typed) -> None:
    ledger = tmp_path / "war.ledger"
    (tmp_path / "broken").write_text("{")
    table = [
        (["add", "amina"], "short\n", 2), (["add", "amina"], "", 2), (["add", "a/b", "--token"], "", 2),
        (["add", "amina", "--role", "king"], SECRET, 2), (["remove", "amina"], "", 2), (["token", "amina"], "", 2),
        (["password", "amina"], SECRET, 2), (["list", "--users", str(tmp_path / "broken")], "", 1),
        (["add", "amina", "--token", "--users", str(tmp_path / "no" / "where")], "", 2),
    ]  # fmt: skip
    for words, stdin, status in table:
        done = typed("users", *words, "--ledger", ledger, stdin=stdin)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (status, "", 1), (words, done.stderr)
        assert "Traceback" not in done.stderr
