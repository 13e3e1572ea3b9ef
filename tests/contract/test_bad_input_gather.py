"""Bad input: each gives one error with the input's name and the cure, and the rest of the batch is done."""

from __future__ import annotations

import io
import os
import socket
import tracemalloc
from collections.abc import Callable
from pathlib import Path

import pytest

from testimonia.gather import gather
from testimonia.model.errors import InputError, UsageError
from testimonia.model.text import Document

GOOD = "Five die in blast\n\nA bomb went off in a market on Friday."


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.txt"
    path.write_text(GOOD, encoding="utf-8")
    return path


def one_error(*paths: str | Path, good: Path, **options: object) -> InputError:
    """The one error of a batch in which a good file stands before and after; both of these must be read."""
    found = list(gather([good, *paths, good], **options))  # type: ignore[arg-type]
    assert [one.text for one in (found[0], found[-1]) if isinstance(one, Document)] == [GOOD, GOOD]
    errors = [one for one in found[1:-1] if isinstance(one, InputError)]
    assert len(errors) == 1, found
    assert str(errors[0]).count("\n") == 0
    assert errors[0].cure
    return errors[0]


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


LINES: list[tuple[bytes, str]] = [
    (b'{"text": "Five died."', "is no JSON"),
    (b"Five died.", "is no JSON"),
    (b'["Five died."]', "is a list, not an object"),
    (b"17", "is a number, not an object"),
    (b"null", "is null, not an object"),
    (b'{"id": "a"}', 'has no "text"'),
    (b'{"text": 5}', '"text" is a number, not a string'),
    (b'{"text": null}', '"text" is null, not a string'),
    (b'{"text": ["Five died."]}', '"text" is a list, not a string'),
    (b'{"text": "Five died.", "published": "2019-02-30"}', '"published" is no date that exists'),
    (b'{"text": "Five died.", "published": "Sunday"}', "YYYY-MM-DD"),
    (b'{"text": "Five died.", "published": 20191103}', '"published" is a number, not a string'),
    (b'{"text": "Five died.", "modified": "2019-11-31"}', '"modified" is no date that exists'),
    (b'{"text": "Five died.", "publisher": {"name": "a"}}', '"publisher" is an object, not a string'),
    (b'{"text": "Five died.", "id": true}', '"id" is a boolean, not a string'),
    (b'{"text": ' + b"[" * 100_000, "is no JSON"),
    (b'{"text": "Five died.\x00"}', "binary"),
]


@pytest.mark.parametrize(("line", "says"), LINES, ids=[row[0][:40].decode() for row in LINES])
def test_a_bad_line_names_file_and_line_and_the_others_are_read(line: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    # Far enough down that the first look at the file does not see it.
    first = b'{"id": "1", "text": "' + b"word " * 20_000 + b'"}\n'
    path.write_bytes(first + b"\n" + line + b'\n{"id": "2", "text": "Three died."}')
    one, error, two = gather([path])
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert isinstance(error, InputError)
    assert (one.id, two.id) == ("1", "2")
    assert error.source == f"{path}:3"
    assert two.origin == f"{path}:4"
    assert says in str(error)


def test_a_line_without_a_date_is_read_without_one(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    path.write_text('{"text": "A"}\n{"text": "B", "published": null}\n{"text": "C", "published": ""}', encoding="utf-8")
    assert [one.published for one in gather([path]) if isinstance(one, Document)] == [None, None, None]


def test_what_utf8_cannot_hold_is_replaced_one_for_one(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    path.write_bytes(b'{"text": "a\\ud800b\\u0000c \\ud83d\\ude00", "title": "\\udfff", "extra": NaN}\n')
    (document,) = gather([path])
    assert isinstance(document, Document)
    assert (document.text, document.title) == ("a�b�c 😀", "�")


def test_lines_in_another_encoding_are_read(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    path.write_bytes('{"text": "“Five” died at the café."}\n{"text": "Three died."}\n'.encode("cp1252"))
    assert [d.text for d in gather([path]) if isinstance(d, Document)] == ["“Five” died at the café.", "Three died."]


def test_a_long_text_is_refused_without_taking_it_in(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "long.txt"
    with path.open("wb") as out:
        for _ in range(50):
            out.write(b"word " * 200_000)
    tracemalloc.start()
    error = one_error(path, good=good)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "longer than 20,000,000 bytes" in error.fault
    assert "cut it into" in error.cure
    assert peak < 60_000_000


def test_a_text_over_the_limit_names_the_limit(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(b"word " * 1_000_001)
    error = one_error(path, good=good)
    assert "5,000,005 characters" in error.fault
    assert "5,000,000 characters" in error.cure


def test_a_long_line_is_refused_without_taking_it_in_and_the_others_are_read(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "long.jsonl"
    with path.open("wb") as out:
        out.write(b'{"id": "1", "text": "Five died."}\n{"text": "')
        for _ in range(50):
            out.write(b"word " * 200_000)
        out.write(b'"}\n{"id": "2", "text": "Three died."}\n')
    tracemalloc.start()
    error = one_error(path, good=good)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert error.source == f"{path}:2"
    assert "more than 31,000,000 bytes" in error.fault
    assert peak < 120_000_000


def test_a_large_page_is_refused(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "long.html"
    path.write_bytes(b"<html><body><p>" + b"word " * 2_000_000)
    assert "longer than 10,000,000 bytes" in one_error(path, good=good).fault


def test_a_large_file_of_lines_is_streamed(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    line = b'{"text": "' + b"word " * 2_000 + b'"}\n'
    path.write_bytes(line * 2_000)
    tracemalloc.start()
    count = sum(isinstance(one, Document) for one in gather([path]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 2_000
    assert peak < path.stat().st_size / 2


@pytest.mark.parametrize(
    ("path", "says"),
    [
        ("", "empty path"),
        ("no/such/file.txt", "does not exist"),
        ("zero\0.txt", "cannot be read"),
        ("n" * 300 + ".txt", "too long"),
        ("https://example.org/report.html", "is an address"),
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


@pytest.mark.skipif(os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "closed.txt"
    path.write_text("A", encoding="utf-8")
    path.chmod(0)
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
