"""Bad input: each gives one error with the input's name and the cure, and the rest of the batch is done."""

from __future__ import annotations

import gzip
import io
import os
import random
import socket
import tarfile
import tracemalloc
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from testimonia.gather import gather
from testimonia.model.errors import InputError, UsageError
from testimonia.model.text import Document
from tests.fixtures.gather import make

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


def deep(levels: int) -> bytes:
    """A text that lies so many zips deep."""
    data = make.zipped({"a.txt": b"Five died."})
    for _ in range(levels - 1):
        data = make.zipped({"in.zip": data})
    return data


def bomb() -> bytes:
    """A hundred megabytes of blanks, packed to a hundred kilobytes."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    return b"".join(packer.compress(b" " * 10_000_000) for _ in range(10)) + packer.flush()


def zip_bomb() -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.jsonl", "w") as member:
        for _ in range(10):
            member.write(b" " * 10_000_000)
    return out.getvalue()


def tar_bomb() -> bytes:
    head = tarfile.TarInfo("a.jsonl")
    head.size = 1_000_000_000
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    parts = [packer.compress(head.tobuf())]
    parts += [packer.compress(b" " * 10_000_000) for _ in range(10)]
    return b"".join(parts) + packer.flush()


def tar_head_bomb() -> bytes:
    """A tar whose additional head says that it is eight gigabytes long."""
    head = tarfile.TarInfo("a")
    head.type, head.size = tarfile.XHDTYPE, 8_000_000_000
    return head.tobuf(tarfile.GNU_FORMAT) + b"1" * 100_000


def counted() -> bytes:
    """A table of Parquet that counts two rows, and whose only group of rows says that it has none."""
    return make.parquet({"text": ["Five died.", "Six died."]}).replace(b"\x16\x04&\x08", b"\x16\x00&\x08")


def locked_zip() -> bytes:
    data = bytearray(make.zipped({"a.txt": b"Five died."}))
    data[6] |= 1  # the flags of the entry, and of the list of contents
    data[data.rindex(b"PK\x01\x02") + 8] |= 1
    return bytes(data)


def tar_link() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        entry = tarfile.TarInfo("a.txt")
        entry.type, entry.linkname = tarfile.SYMTYPE, "/etc/passwd"
        archive.addfile(entry)
    return out.getvalue()


ENTITIES = b'<!DOCTYPE rss [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]><rss version="2.0"><channel>&b;</channel></rss>'
DOCX_ENTITIES = make.zipped(
    {"word/document.xml": b'<!DOCTYPE d [<!ENTITY a SYSTEM "file:///etc/hostname">]><d xmlns="x"><p><t>&a;</t></p></d>'}
)
HEADED = b"From: a@b.example\nSubject: s\nMIME-Version: 1.0\n"
NESTED = HEADED + b"".join(
    b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(3_000)
)
CRAWL = (make.FOLDER / "crawl.warc.gz").read_bytes()
FORMATS: list[tuple[str, bytes, str]] = [
    ("empty.csv", b"", "is empty"),
    ("empty.pdf", b"", "is empty"),
    ("empty.zip", b"", "is empty"),
    ("empty.tar", b"", "is empty"),
    ("empty.warc", b"", "is empty"),
    ("empty.rss", b" \n", "is empty"),
    ("empty.eml", b"", "is empty"),
    ("empty.mhtml", b"", "is empty"),
    ("empty.docx", b"", "is empty"),
    ("empty.parquet", b"", "is empty"),
    ("empty.md", b"", "is empty"),
    ("front.md", b"---\ntitle: Five die\n---\n", "is empty"),
    ("header.csv", b"id,text\n", "no rows"),
    ("other.csv", b"a,b\n1,2\n", "no column for the text (columns: a, b)"),
    ("packed.csv", b"\x1f\x8b\x08\x00\x00", "gzip"),
    ("cut.pdf", (make.FOLDER / "columns.pdf").read_bytes()[:700], "damaged or cut"),
    ("scan.pdf", (make.FOLDER / "scan.pdf").read_bytes(), "is a scan"),
    ("blank.pdf", make.pdf(""), "without text"),
    ("locked.pdf", make.locked(), "locked with a password"),
    ("old.docx", b"\xd0\xcf\x11\xe0" + bytes(600), "locked with a password, or of an older kind"),
    ("sheet.docx", make.zipped({"xl/workbook.xml": b"<x/>"}), "is no text document"),
    ("cut.docx", make.docx()[:300], "is no office document"),
    ("entities.docx", DOCX_ENTITIES, "holds no text"),
    ("note.parquet", b"Five died.", "is no Parquet file"),
    ("cut.parquet", make.cafes()[:900], "damaged Parquet file"),
    ("counted.parquet", counted(), "it counts 2 rows and holds 0"),
    ("locked.parquet", b"PARE" + bytes(100), "encrypted"),
    ("page.xml", b"<html><body>Five died.</body></html>", "is no feed"),
    ("nested.rss", b"<rss version='2.0'><channel><item>" + b"<a>" * 30_000, "within each other"),
    ("none.rss", b"<rss version='2.0'><channel><title>Paper</title></channel></rss>", "without entries"),
    ("entities.rss", ENTITIES, "declares entities"),
    ("feed.json", b'{"items": 5}', "is no JSON Feed"),
    ("cut.mhtml", b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n", "holds no page"),
    ("note.eml", b"Five died.\n\nOn Friday.", "is no message"),
    ("picture.eml", HEADED + b"Content-Type: image/png\n\nabc", "without text"),
    ("nested.eml", NESTED, "message"),
    ("cut.zip", make.zipped({"a.txt": b"Five died."})[:60], "is no zip archive"),
    ("cut.tgz", make.tarred({"a.png": b"x" * 5_000})[:60], "cut or damaged"),
    (
        "none.zip",
        make.zipped({"a.png": b"x", ".b.txt": b"x", "__MACOSX/a.txt": b"x"}),
        "holds no file that can be read",
    ),
    ("locked.zip", locked_zip(), "locked with a password"),
    ("out.zip", make.zipped({"../../a.txt": b"Five died."}), "leads out"),
    ("root.zip", make.zipped({"/etc/a.txt": b"Five died."}), "leads out"),
    ("out.tar", gzip.decompress(make.tarred({"../a.txt": b"Five died."})), "leads out"),
    ("link.tar", tar_link(), "is a link"),
    ("deep.zip", deep(4), "archives deep"),
    ("bomb.zip", zip_bomb(), "more than 200 times its size"),
    ("bomb.tgz", tar_bomb(), "more than 200 times its size"),
    ("bomb.warc.gz", bomb(), "more than 200 times its size"),
    ("head.tar", tar_head_bomb(), "8,000,000,000 bytes"),
    ("note.warc", b"Five died.\r\n\r\n", "is no web archive"),
    ("none.warc", gzip.decompress(make.record("request", "https://a.example/", b"GET /", make.HTTP)), "holds no page"),
]


@pytest.mark.parametrize(("name", "content", "says"), FORMATS, ids=[row[0] for row in FORMATS])
def test_other_formats(name: str, content: bytes, says: str, tmp_path: Path, good: Path) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    tracemalloc.start()
    error = one_error(path, good=good)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert says in str(error)
    assert error.source.startswith(str(path))
    assert peak < 150_000_000


def test_three_archives_deep_is_read(tmp_path: Path) -> None:
    (tmp_path / "a.zip").write_bytes(deep(3))
    (document,) = gather([tmp_path])
    assert isinstance(document, Document)
    assert document.origin == f"{tmp_path}/a.zip/in.zip/in.zip/a.txt"


def test_a_bad_member_leaves_the_others(tmp_path: Path) -> None:
    data = make.zipped({"a.txt": b"A", "b.pdf": b"%PDF-1.7", "../c.txt": b"C", "d.txt": b"", "e.txt": b"E"})
    (tmp_path / "a.zip").write_bytes(data)
    found = list(gather([tmp_path / "a.zip"]))
    assert [one.text if isinstance(one, Document) else one.fault.split(" ")[0] for one in found] == [
        *("A", "is", "has", "is", "E")
    ]


def test_a_damaged_member_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    data = bytearray(make.zipped({"a.txt": b"Five died in a blast on Friday.", "b.txt": b"B"}))
    data[len(data) // 5] ^= 0xFF
    (tmp_path / "a.zip").write_bytes(data)
    error, document = gather([tmp_path / "a.zip"])
    assert isinstance(error, InputError)
    assert error.source == f"{tmp_path}/a.zip/a.txt"
    assert isinstance(document, Document)
    assert document.text == "B"


def test_the_sidecars_of_a_tar_are_told(tmp_path: Path) -> None:
    (tmp_path / "a.tgz").write_bytes(make.tarred({"x/a.txt": "A", "x/a.json": "{}", "x/b.txt": "B"}))
    one, two, error = gather([tmp_path])
    assert [type(one), type(two)] == [Document, Document]
    assert "has sidecars (x/a.json)" in str(error)


@pytest.mark.parametrize("lost", [1, 30, 400, 700])
def test_a_web_archive_that_was_cut_gives_what_came_before(lost: int, tmp_path: Path) -> None:
    for name, data in (("a.warc.gz", CRAWL[:-lost]), ("b.warc", gzip.decompress(CRAWL)[:-lost])):
        (tmp_path / name).write_bytes(data)
        first, *_, last = gather([tmp_path / name])
        assert isinstance(first, Document)
        assert first.title == "Convoy attacked near Hasmal"
        assert isinstance(last, InputError)
        assert "cut" in last.fault or "damaged" in last.fault


def test_a_row_of_a_table_with_a_bad_date_is_told_and_the_others_are_read(tmp_path: Path) -> None:
    path = tmp_path / "a.csv"
    path.write_text('text,date\n"A\nB",2019-11-03\nC,03/11/2019\nD,"Nov 3, 2019"\n', encoding="utf-8")
    one, error, two = gather([path])
    assert isinstance(one, Document)
    assert (one.text, one.published, one.origin) == ("A\nB", "2019-11-03", f"{path}:2")
    assert isinstance(error, InputError)
    assert error.source == f"{path}:4"
    assert "YYYY-MM-DD" in error.cure
    assert isinstance(two, Document)
    assert two.published == "2019-11-03"


TABLE_SIDECARS: list[tuple[bytes, str]] = [
    (b"[]", "is no JSON object"),
    (b"{", "is no JSON"),
    (b'{"columns": ["a"]}', "no object of names"),
    (b'{"columns": {"body": "a"}}', "names no part of a report: 'body'"),
    (b'{"columns": {"text": "b"}}', 'has no column "b" for "text"'),
    (b'{"dates": 5}', '"dates" is no string'),
    (b'{"publisher": 5}', '"publisher" is a number'),
]


@pytest.mark.parametrize(("content", "says"), TABLE_SIDECARS)
def test_a_bad_sidecar_of_a_table(content: bytes, says: str, tmp_path: Path, good: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"text\nFive died.\n")
    (tmp_path / "a.json").write_bytes(content)
    assert says in one_error(tmp_path / "a.csv", good=good).fault


def many_pages(count: int) -> Iterator[bytes]:
    rng = random.Random(7)
    for number in range(count):
        words = " ".join(
            rng.choice(("five", "died", "near", "the", "market", "on", "Friday", "guns")) for _ in range(900)
        )
        yield make.record("conversion", f"https://a.example/{number}", f"{words} {number}.".encode(), "text/plain")


def many_lines(count: int) -> Iterator[bytes]:
    rng = random.Random(7)
    for number in range(count):
        yield b'{"text": "%d %s"}\n' % (number, rng.randbytes(2_000).hex().encode())


def write_zip(path: Path) -> None:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("a.jsonl", "w") as member:
        member.writelines(many_lines(3_000))


def write_tar(path: Path) -> None:
    with tarfile.open(path, "w:gz", compresslevel=1) as archive:
        for number, line in enumerate(many_lines(3_000)):
            entry = tarfile.TarInfo(f"{number}.jsonl")
            entry.size = len(line)
            archive.addfile(entry, io.BytesIO(line))


def write_warc(path: Path) -> None:
    with path.open("wb") as out:
        out.writelines(many_pages(3_000))


def write_csv(path: Path) -> None:
    with path.open("wb") as out:
        out.write(b"text\n")
        out.writelines(line[10:-3] + b"\n" for line in many_lines(3_000))


def write_mbox(path: Path) -> None:
    with path.open("wb") as out:
        for line in many_lines(3_000):
            out.write(b"From a@b.example Mon Jan  7 10:00:00 2019\n" + HEADED + b"\n" + line + b"\n")


@pytest.mark.parametrize(
    ("name", "write"),
    [
        ("a.zip", write_zip),
        ("a.tgz", write_tar),
        ("a.wet.gz", write_warc),
        ("a.csv", write_csv),
        ("a.mbox", write_mbox),
    ],
)
def test_memory_stays_flat_on_large_archives(name: str, write: Callable[[Path], None], tmp_path: Path) -> None:
    write(tmp_path / name)
    for found in gather([tmp_path]):  # what is imported and kept for good comes before the measuring
        assert isinstance(found, Document)
        break
    tracemalloc.start()
    count = sum(isinstance(one, Document) for one in gather([tmp_path]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 3_000
    assert peak < 6_000_000


def test_an_address_of_two_lines_is_told_on_one(tmp_path: Path) -> None:
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: a\nWARC-Date: b\r\nContent-Length: 19\r\n\r\n"
    (tmp_path / "a.warc").write_bytes(head + b"HTTP/1.1 200 OK\r\n\r\n\r\n\r\n")
    for fault in gather([tmp_path]):
        assert isinstance(fault, InputError)
        assert "\n" not in str(fault)
    assert str(InputError("a", "quotes\r\ntwo lines", "mend it")) == "a: quotes two lines (mend it)"


def test_a_page_of_many_elements_within_each_other_is_read_to_its_end(tmp_path: Path) -> None:
    inner = "<font>" * 700 + "<p>Five died in the market of Velin on Friday, the elders of the town said.</p>"
    (tmp_path / "a.html").write_text(f"<p>Before it.</p>{inner}</p><p>After it.</p>", encoding="utf-8")
    (document,) = gather([tmp_path])
    assert isinstance(document, Document)
    assert "the elders" in document.text
    assert document.text.endswith("After it.")


def test_of_a_very_long_header_the_beginning_counts(tmp_path: Path) -> None:
    subject = "=?utf-8?q?Five?= " * 5_000
    (tmp_path / "a.eml").write_text(f"From: a@b.example\nSubject: {subject}\n\nFive died.\n", encoding="utf-8")
    (document,) = gather([tmp_path])
    assert isinstance(document, Document)
    assert document.title is not None
    assert document.title.startswith("FiveFive")
    assert len(document.title) < 10_000


def test_a_header_in_an_encoding_that_is_none_is_taken_as_it_was_sent(tmp_path: Path) -> None:
    letter = tmp_path / "a.eml"
    letter.write_bytes(
        b"From: =?\x80tf-8?q?Wire?= <alerts@wire.example>\nSubject: Four killed\n"
        b"Date: Tue, 5 Feb 2019 21:22:05 +0300\n\n"
        b"Armed men stopped a bus and shot dead four passengers.\n"
    )
    (document,) = gather([letter])
    assert isinstance(document, Document)
    assert document.title == "Four killed"


def test_a_table_whose_first_line_is_no_row_says_so() -> None:
    from testimonia.gather.csv import _Table

    table = _Table(io.BytesIO(b"\xa3\x25\xa4\xa5\n"), "a.csv", "cp037")  # in EBCDIC a line may end within the line
    with pytest.raises(InputError, match=r"a\.csv:1: is no row of column names: new-line"):
        table.header()
