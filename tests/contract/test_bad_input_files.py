"""Bad files, folders and sidecars: each gives one error with the input's name and the cure, and the rest of the batch
is done."""

from __future__ import annotations

import io
import os
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from testimonia.gather import gather
from testimonia.model.errors import InputError, UsageError
from testimonia.model.text import Document
from tests.bad_input import one_error

CONTENTS: list[tuple[str, bytes, str]] = [
    ("empty.txt", b"", "is empty"),
    ("blank.txt", b" \n\t\n", "is empty"),
    ("mark.txt", b"\xef\xbb\xbf", "is empty"),
    ("empty.html", b"", "is empty"),
    ("empty.jsonl", b"", "is empty"),
    ("blank.jsonl", b"\n\n", "is empty"),
    ("empty", b"", "is empty"),
    ("binary.txt", bytes(range(256)) * 20, "binary"),
    ("binary.html", bytes(range(256)) * 20, "binary"),
    ("binary.jsonl", bytes(range(256)) * 20, "binary"),
    ("binary", bytes(range(256)) * 20, "binary"),
    ("zeros.txt", b"Five people\x00 died.", "binary"),
    ("renamed.txt", b"%PDF-1.7\n%\xe2\xe3\n", "a PDF"),
    ("report.pdf", b"%PDF-1.7\n%\xe2\xe3\n", "a PDF"),
    ("packed.jsonl", b"\x1f\x8b\x08\x00\x00\x00", "gzip"),
    ("cut.txt", b"\xff\xfe" + "Five".encode("utf-16-le") + b"\x00\xd8\x00\xd8", "utf-16-le"),
    ("script.html", b"<html><body><script>var a = 1</script><div id=app></div></body></html>", "holds no text"),
    ("head.html", b"<html><head><title></title></head></html>", "holds no text"),
    ("comment.html", b"<!-- nothing -->", "holds no text"),
    ("nested.html", b"<html><body><p>Five died.</p>" + b"<div>" * 50_000 + b"<p>Six died.</p>", "within each other"),
    ("unclosed.html", b"<html><body><p>Five died.</p>" + b"<b>" * 50_000, "within each other"),
    (
        "attributes.html",
        b"<b " + b" ".join(b"a%d=1" % n for n in range(9_000)) + b"><p>Five died.",
        "attributes",
    ),
    ("quoted.html", b"<b " + b" ".join(b"a%d='1'" % n for n in range(9_000)) + b">Five died.", "attributes"),
    ("spread.json", b'{\n  "text": "a"\n}\n', "spread over lines"),
    ("list.json", b'[{"text": "a"}]', "spread over lines"),
]


@pytest.mark.parametrize(("name", "content", "says"), CONTENTS, ids=[row[0] for row in CONTENTS])
def test_files(name: str, content: bytes, says: str, tmp_path: Path, good: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    error = one_error(path, good=good)
    assert says in error.fault
    assert error.source == str(path)


@pytest.mark.parametrize("encoding", ["cp1252", "utf-16", "cp1251"])
def test_another_encoding_than_utf8_is_read_and_told(encoding: str, tmp_path: Path) -> None:
    words = "Взрыв унёс жизни пяти человек, сообщили власти." if encoding == "cp1251" else "“Five” died at the café."
    (tmp_path / "a.txt").write_bytes((words * 3).encode(encoding))
    (document,) = gather([tmp_path])
    assert isinstance(document, Document)
    assert document.text == words * 3
    assert document.found["encoding"].startswith(encoding)


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("", "empty path"),
        ("no/such/file.txt", "does not exist"),
        ("zero\0.txt", "cannot be read"),
        ("n" * 300 + ".txt", "too long"),
        ("https://127.0.0.1/report.html", "an address that is not public"),
    ],
)
def test_paths(path: str, says: str, good: Path) -> None:
    assert says in one_error(path, good=good).fault


def make_socket(path: Path) -> None:
    held = socket.socket(socket.AF_UNIX)
    here = Path.cwd()
    os.chdir(path.parent)  # a socket's name may have some hundred bytes only
    try:
        held.bind(path.name)
    finally:
        os.chdir(here)
        held.close()


SPECIAL: list[tuple[str, Callable[[Path], None], str]] = [
    ("a.txt", make_socket, "is a socket"),
    ("a.txt", os.mkfifo, "is a named pipe"),
    ("a.txt", lambda path: path.symlink_to(os.devnull), "is a device"),
    ("a.txt", lambda path: path.symlink_to(path), "leads back to itself"),
    ("a.txt", lambda path: path.symlink_to("nowhere"), "does not exist"),
]


@pytest.mark.parametrize(("name", "make", "says"), SPECIAL, ids=[row[2] for row in SPECIAL])
def test_what_is_no_file_given_and_found(
    name: str, make: Callable[[Path], None], says: str, tmp_path: Path, good: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    make(folder / name)
    for path in (folder / name, folder):
        error = one_error(path, good=good)
        assert says in error.fault
        assert error.source == str(folder / name)


def test_a_device(good: Path) -> None:
    assert one_error("/dev/zero", good=good).fault == "is a device, not a file"


def test_a_folder_that_links_back_to_itself(tmp_path: Path, good: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "in").mkdir(parents=True)
    (folder / "in" / "a.txt").write_text("A", encoding="utf-8")
    (folder / "in" / "up").symlink_to(folder)
    error = one_error(folder, good=good)
    assert error.source == str(folder / "in" / "up")
    assert "leads back" in error.fault


def test_a_folder_that_two_links_lead_to_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "a.txt").write_text("A", encoding="utf-8")
    (tmp_path / "b").symlink_to(tmp_path / "a")
    assert [type(one) for one in gather([tmp_path])] == [Document]


def test_links_out_of_a_folder_are_refused_and_those_within_it_are_read(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "key.txt").write_text("A key", encoding="utf-8")
    folder = tmp_path / "folder"
    (folder / "in").mkdir(parents=True)
    (folder / "in" / "a.txt").write_text("A", encoding="utf-8")
    (folder / "b.txt").symlink_to("in/a.txt")
    (folder / "c.txt").symlink_to("../secret/key.txt")
    (folder / "d").symlink_to(tmp_path / "secret")
    found = list(gather([folder]))
    assert [one.text for one in found if isinstance(one, Document)] == ["A", "A"]
    faults = [one for one in found if isinstance(one, InputError)]
    assert [one.source for one in faults] == [str(folder / "c.txt"), str(folder / "d")]
    assert {one.fault for one in faults} == {"is a link that leads out of the folder"}
    assert [one.text for one in gather([folder / "c.txt"]) if isinstance(one, Document)] == ["A key"]  # asked for


def test_a_folder_given_by_a_link_is_read(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "real" / "a.txt").write_text("A", encoding="utf-8")
    (tmp_path / "link").symlink_to(tmp_path / "real")
    assert [type(one) for one in gather([tmp_path / "link"])] == [Document]


def test_a_folder_without_permission(tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed = tmp_path / "folder" / "closed"
    closed.mkdir(parents=True)
    (tmp_path / "folder" / "z.txt").write_text("Z", encoding="utf-8")
    scandir = os.scandir

    def guarded(path: Path) -> object:
        if Path(path) == closed:
            raise PermissionError(13, "Permission denied", str(path))
        return scandir(path)

    monkeypatch.setattr(os, "scandir", guarded)
    for path in (closed, tmp_path / "folder"):
        error = one_error(path, good=good)
        assert (error.source, error.fault) == (str(closed), "may not be read")
    texts = [one.text for one in gather([tmp_path / "folder"]) if isinstance(one, Document)]
    assert texts == ["Z"]


def test_a_file_without_permission(tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "closed.txt"
    path.write_text("A", encoding="utf-8")
    path.chmod(0)
    if os.geteuid() == 0:  # the superuser may read everything: he is refused as anybody else would be

        def guarded(name: Any, *args: Any, **more: Any) -> Any:
            if name == path:
                raise PermissionError(13, "Permission denied", str(path))
            return open(name, *args, **more)

        monkeypatch.setattr("testimonia.gather.opening.open", guarded, raising=False)
    assert one_error(path, good=good).fault == "may not be read"


def test_a_folder_with_nothing_to_read_in_it(tmp_path: Path, good: Path) -> None:
    folder = tmp_path / "folder"
    (folder / "deeper").mkdir(parents=True)
    (folder / "picture.png").write_bytes(b"\x89PNG")
    (folder / ".hidden.txt").write_text("A", encoding="utf-8")
    error = one_error(folder, good=good)
    assert error.source == str(folder)
    assert "holds no file that can be read" in error.fault


SIDECARS: list[tuple[bytes, str]] = [
    (b'{"published": "2019-11-03"', "is no JSON"),
    (b'{"published": "2019-02-30"}', "no date that exists"),
    (b'{"title": 5}', "not a string"),
    (b"\x00\x01", "binary"),
]


@pytest.mark.parametrize(("content", "says"), SIDECARS)
def test_a_bad_sidecar_is_named(content: bytes, says: str, tmp_path: Path, good: Path) -> None:
    (tmp_path / "a.txt").write_text("A", encoding="utf-8")
    (tmp_path / "a.json").write_bytes(content)
    error = one_error(tmp_path / "a.txt", good=good)
    assert error.source == str(tmp_path / "a.json")
    assert says in error.fault


def test_a_sidecar_given_alone_points_to_its_text(tmp_path: Path, good: Path) -> None:
    (tmp_path / "a.txt").write_text("A", encoding="utf-8")
    (tmp_path / "a.json").write_text("{}", encoding="utf-8")
    assert str(tmp_path / "a.txt") in one_error(tmp_path / "a.json", good=good).cure


@pytest.mark.parametrize("content", [b"", b" \n", bytes(range(256)) * 4, b"%PDF-1.7"])
def test_standard_input(content: bytes, good: Path) -> None:
    assert one_error("-", good=good, stdin=io.BytesIO(content)).source == "standard input"


def test_standard_input_given_twice(good: Path) -> None:
    error = one_error("-", "-", good=good, stdin=io.BytesIO(b"Five died."))
    assert error.fault == "was read already"


def test_a_name_that_is_no_utf8_can_be_printed(tmp_path: Path) -> None:
    path = os.fsdecode(os.fsencode(tmp_path) + b"/\xff.txt")
    try:
        Path(path).write_text("A", encoding="utf-8")
    except OSError:
        pytest.skip("skipped: this file system has names in UTF-8 alone")
    (document,) = gather([tmp_path])
    assert isinstance(document, Document)
    assert document.origin is not None
    assert document.origin.encode("utf-8").endswith("/�.txt".encode())


def test_a_source_that_raises_does_not_end_the_batch(good: Path, tmp_path: Path) -> None:
    class Failing:
        name = "failing"

        def accepts(self, path: Path) -> bool:
            return path.suffix == ".bad"

        def documents(self, path: Path, published: str | None = None) -> object:
            if path.name == "disk.bad":
                raise OSError(5, "Input/output error")
            raise InputError(str(path), "is bad", "mend it")

    for name, says in (("disk.bad", "Input/output error"), ("other.bad", "is bad")):
        path = tmp_path / name
        path.write_text("x", encoding="utf-8")
        from testimonia.gather.text import TextSource

        assert says in one_error(path, good=good, sources=[Failing(), TextSource()]).fault


@pytest.mark.parametrize("date", ["2019-02-30", "yesterday", "03/11/2019"])
def test_a_date_that_does_not_exist_is_wrong_usage_at_once(date: str, good: Path) -> None:
    with pytest.raises(UsageError, match="YYYY-MM-DD"):
        gather([good], published=date)


def test_a_page_of_many_elements_within_each_other_is_read_to_its_end(tmp_path: Path) -> None:
    inner = "<font>" * 700 + "<p>Five died in the market of Velin on Friday, the elders of the town said.</p>"
    (tmp_path / "a.html").write_text(f"<p>Before it.</p>{inner}</p><p>After it.</p>", encoding="utf-8")
    (document,) = gather([tmp_path])
    assert isinstance(document, Document)
    assert "the elders" in document.text
    assert document.text.endswith("After it.")
