"""A path that is no ledger of ours: one clear line with the cure, and the file is as it was."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from testimonia.model.errors import LedgerError, UsageError
from testimonia.model.judgement import Judgement
from testimonia.store import Ledger
from testimonia.store.schema import APPLICATION_ID, VERSION

NOBODY = 65534


def database(path: Path, *, application: int = 0, version: int = 0, journal: str = "delete") -> None:
    connection = sqlite3.connect(path)
    connection.execute(f"PRAGMA journal_mode = {journal}")
    connection.execute(f"PRAGMA application_id = {application}")
    connection.execute(f"PRAGMA user_version = {version}")
    connection.execute("CREATE TABLE theirs (a)")
    connection.execute("INSERT INTO theirs VALUES (1)")
    connection.commit()
    connection.close()


FILES = {
    "a text": (lambda p: p.write_text("Dear reader, " * 100), "is not a ledger"),
    "a short text": (lambda p: p.write_text("Dear"), "is not a ledger"),
    "noise": (lambda p: p.write_bytes(bytes(range(256)) * 16), "is not a ledger"),
    "nearly a database": (lambda p: p.write_bytes(b"SQLite format 3\x00" + b"\xff" * 4096), "is not a ledger"),
    "an empty file": (lambda p: p.touch(), "is an empty file, not a ledger"),
    "another program's database": (database, "is a database of another program"),
    "another program's WAL database": (lambda p: database(p, journal="wal"), "is a database of another program"),
    "a newer ledger": (
        lambda p: database(p, application=APPLICATION_ID, version=VERSION + 1),
        "made by a newer version",
    ),
}


@pytest.mark.parametrize("mode", ["read", "write"])
@pytest.mark.parametrize("kind", FILES)
def test_a_file_that_is_something_else_stays_as_it_is(tmp_path, kind, mode) -> None:
    make, said = FILES[kind]
    path = tmp_path / "some file?#%20.db"
    make(path)
    before, at = path.read_bytes(), path.stat().st_mtime_ns
    with pytest.raises(LedgerError) as caught:
        Ledger.open(path, mode, create=True)
    message = str(caught.value)
    assert message.startswith(f"{path}: ")
    assert said in message
    assert "\n" not in message
    assert message.endswith(")")  # the cure stands in brackets
    assert (path.read_bytes(), path.stat().st_mtime_ns) == (before, at)
    assert [p.name for p in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("mode", ["read", "write"])
def test_a_folder_is_no_ledger(tmp_path, mode) -> None:
    with pytest.raises(LedgerError, match=r"is a folder, not a ledger \(give the path of a file\)"):
        Ledger.open(tmp_path, mode, create=True)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(("mode", "create"), [("read", False), ("read", True), ("write", False)])
def test_what_is_not_there_is_not_made_unasked(tmp_path, mode, create) -> None:
    with pytest.raises(LedgerError, match=r"there is no ledger \(make one with `testimonia ingest"):
        Ledger.open(tmp_path / "l", mode, create=create)
    assert list(tmp_path.iterdir()) == []


def test_a_ledger_in_a_folder_that_is_not_there(tmp_path) -> None:
    with pytest.raises(LedgerError, match=r"its folder does not exist \(make it first: mkdir -p"):
        Ledger.open(tmp_path / "no" / "l", "write", create=True)


def test_a_ledger_below_a_file(tmp_path) -> None:
    (tmp_path / "f").write_text("a file")
    with pytest.raises(LedgerError, match="its folder does not exist"):
        Ledger.open(tmp_path / "f" / "l", "write", create=True)
    with pytest.raises(LedgerError, match="there is no ledger"):
        Ledger.open(tmp_path / "f" / "l")


def test_a_link_that_leads_nowhere_is_left_alone(tmp_path) -> None:
    link = tmp_path / "l"
    link.symlink_to(tmp_path / "nowhere")
    with pytest.raises(LedgerError, match="there is no ledger"):
        Ledger.open(link, "write", create=True)
    assert link.is_symlink()
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize("keep", [600, 5000, 20000])
def test_a_ledger_that_was_cut_short(tmp_path, keep) -> None:
    whole, path = tmp_path / "whole", tmp_path / "cut"
    Ledger.open(whole, "write", create=True).close()
    path.write_bytes(whole.read_bytes()[:keep])
    with pytest.raises(LedgerError, match=r"(is damaged|is not a ledger) \("), Ledger.open(path) as ledger:
        list(ledger.incidents())


def test_a_ledger_without_its_guards_is_not_written_to(tmp_path) -> None:
    path = tmp_path / "l"
    Ledger.open(path, "write", create=True).close()
    connection = sqlite3.connect(path)
    connection.execute("DROP TRIGGER judgements_no_delete")
    connection.commit()
    connection.close()
    with pytest.raises(LedgerError, match="its guards were taken away: judgements_no_delete"):
        Ledger.open(path, "write")
    with Ledger.open(path) as ledger:
        assert list(ledger.judgements()) == []


def test_a_ledger_that_is_open_for_reading_is_not_written_to(tmp_path) -> None:
    path = tmp_path / "l"
    Ledger.open(path, "write", create=True).close()
    with Ledger.open(path) as ledger:
        with pytest.raises(LedgerError, match="open for reading only"):
            ledger.judge(Judgement(id="j", when="2020-01-01T00:00:00Z", who="ada", verdict="comment"))
        with pytest.raises(LedgerError, match="open for reading only"):
            ledger.publish_edition(())


def test_a_ledger_that_is_closed(tmp_path) -> None:
    ledger = Ledger.open(tmp_path / "l", "write", create=True)
    ledger.close()
    ledger.close()
    with pytest.raises(LedgerError, match="is closed"):
        ledger.counts()
    with pytest.raises(LedgerError, match="is closed"):
        ledger.publish_edition(())


def test_a_name_that_nothing_has(tmp_path) -> None:
    with Ledger.open(tmp_path / "l", "write", create=True) as ledger:
        for ask in (ledger.incident, ledger.document, ledger.account, ledger.reading):
            with pytest.raises(UsageError, match=r"l: holds no \w+ 'x' \("):
                ask("x")
        assert ledger.heir("x") is None


@pytest.fixture
def shared_folder() -> Iterator[Path]:
    """A folder that every user of the machine may enter."""
    folder = Path(tempfile.mkdtemp())
    folder.chmod(0o755)
    yield folder
    folder.chmod(0o755)
    shutil.rmtree(folder)


@pytest.fixture
def ordinary() -> Iterator[None]:
    """Permissions do not bind the superuser: be somebody else for a while."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(0)


def guarded(folder: Path, *, file: int, around: int) -> Path:
    path = folder / "l"
    Ledger.open(path, "write", create=True).close()
    path.chmod(file)
    folder.chmod(around)
    return path


@pytest.fixture
def read_only_file(shared_folder) -> Path:
    return guarded(shared_folder, file=0o444, around=0o777 if os.geteuid() == 0 else 0o755)


@pytest.fixture
def read_only_folder(shared_folder) -> Path:
    return guarded(shared_folder, file=0o666, around=0o555)


@pytest.fixture
def unreadable_file(shared_folder) -> Path:
    return guarded(shared_folder, file=0o000, around=0o755)


def test_a_ledger_that_may_not_be_written(read_only_file, ordinary) -> None:
    with pytest.raises(LedgerError, match=r"l: is not writable \(change its permissions"):
        Ledger.open(read_only_file, "write", create=True)
    with Ledger.open(read_only_file) as ledger:
        assert ledger.counts().incidents == 0


def test_a_ledger_in_a_folder_that_may_not_be_written(read_only_folder, ordinary) -> None:
    with pytest.raises(LedgerError, match=r"its folder is not writable \(change its permissions"):
        Ledger.open(read_only_folder, "write")
    with pytest.raises(LedgerError, match="its folder is not writable"):
        Ledger.open(read_only_folder.with_name("new"), "write", create=True)
    with Ledger.open(read_only_folder) as ledger:
        assert ledger.counts().incidents == 0


def test_a_ledger_that_may_not_be_read(unreadable_file, ordinary) -> None:
    with pytest.raises(LedgerError, match=r"l: (cannot be opened|may not be opened|cannot be read)[^\n]* \("):
        Ledger.open(unreadable_file)
