"""Bad input of packed and binary formats: one error each, with the name and the cure, and the rest is done."""

from __future__ import annotations

import gzip
import io
import tarfile
import tracemalloc
import zipfile
import zlib
from pathlib import Path

import pytest

from testimonia.gather import gather
from testimonia.model.errors import InputError
from testimonia.model.text import Document
from tests.bad_input import HEADED, one_error
from tests.fixtures.gather import make


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


def test_an_address_of_two_lines_is_told_on_one(tmp_path: Path) -> None:
    head = b"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: a\nWARC-Date: b\r\nContent-Length: 19\r\n\r\n"
    (tmp_path / "a.warc").write_bytes(head + b"HTTP/1.1 200 OK\r\n\r\n\r\n\r\n")
    for fault in gather([tmp_path]):
        assert isinstance(fault, InputError)
        assert "\n" not in str(fault)
    assert str(InputError("a", "quotes\r\ntwo lines", "mend it")) == "a: quotes two lines (mend it)"


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
