"""Documents of kinds that nothing reads are told with the kind and the cure; what is no document is passed over."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from testimonia.cli.summary import Summary
from testimonia.gather import gather
from testimonia.model.errors import InputError, SkippedError
from testimonia.model.text import Document
from tests.fixtures.gather import make

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)
SHEET = make.zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>", "xl/sharedStrings.xml": b"<x/>"})
SLIDES = make.zipped({"[Content_Types].xml": b"<x/>", "ppt/presentation.xml": b"<x/>"})
BOOK = make.zipped({"mimetype": b"application/epub+zip", "a.html": b"<p>Five died.</p>"}, first_as_it_is=True)
ODS = make.zipped({"mimetype": b"application/vnd.oasis.opendocument.spreadsheet", "content.xml": b"<x/>"},
                  first_as_it_is=True)  # fmt: skip
#: A file's name and content, what it is said to be, and the cure.
KINDS: list[tuple[str, bytes, str, str]] = [
    ("a.doc", OLE, "is an older Word document", "save it as .docx, .odt or .pdf"),
    ("a.DOC", OLE, "is an older Word document", "save it as .docx, .odt or .pdf"),
    ("a.xls", OLE, "is an older Excel workbook", ".csv"),
    ("a.msg", OLE, "is a message of Outlook", ".eml"),
    ("a.xlsx", SHEET, "is an Excel workbook", "save the sheet that holds the reports as .csv"),
    ("a.ods", ODS, "is an OpenDocument spreadsheet", ".csv"),
    ("a.pptx", SLIDES, "is a PowerPoint presentation", "save it as .pdf"),
    ("a.epub", BOOK, "is an e-book", ".html"),
    ("a.pages", make.zipped({"Index/Document.iwa": b"x"}), "is a Pages document", ".docx"),
    ("a.fodt", b"<?xml version='1.0'?><office:document/>", "is a flat OpenDocument text", ".odt"),
    ("a.wpd", b"\xffWPC" + bytes(60), "is a WordPerfect document", ".docx"),
    ("a.7z", b"7z\xbc\xaf'\x1c" + bytes(60), "is a 7-Zip archive", ".zip"),
    ("a.txt.gz", b"\x1f\x8b\x08" + bytes(60), "is packed with gzip", "gunzip"),
]


@pytest.mark.parametrize(("name", "content", "what", "cure"), KINDS, ids=[row[0] for row in KINDS])
def test_a_document_that_nothing_reads(name: str, content: bytes, what: str, cure: str, tmp_path: Path) -> None:
    (tmp_path / name).write_bytes(content)
    (tmp_path / "b.txt").write_text("Five died.", encoding="utf-8")
    for path in (tmp_path, tmp_path / name):
        refused, *rest = gather([path])
        assert isinstance(refused, SkippedError)
        assert refused.source == str(tmp_path / name)
        assert refused.fault == f"{what}, a kind that is not read"
        assert cure in refused.cure
        assert [one.text for one in rest if isinstance(one, Document)] == ["Five died."] * (path == tmp_path)


@pytest.mark.parametrize(
    ("content", "what"), [(SHEET, "Excel"), (SLIDES, "PowerPoint"), (BOOK, "e-book"), (ODS, "sheet"), (OLE, "office")]
)
def test_one_without_a_name_is_told_by_its_content(content: bytes, what: str) -> None:
    (refused,) = gather(["-"], stdin=io.BytesIO(content))
    assert isinstance(refused, SkippedError)
    assert what in refused.fault


SAVED = [make.rtf(), make.docx(), make.odt(), b"<html><body><p>Seven died.</p></body></html>", b"Seven died."]


@pytest.mark.parametrize("content", SAVED, ids=["rtf", "docx", "odt", "html", "text"])
def test_what_only_its_name_makes_a_word_document_is_read(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "a.doc").write_bytes(content)
    (one,) = gather([tmp_path])
    assert isinstance(one, Document)


def test_in_an_archive(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {"x/a.xlsx": SHEET, "x/b.txt": "Five died.", "x/c.png": b"x", ".d.doc": OLE}
    for name, data in (("a.zip", make.zipped(files)), ("a.tgz", make.tarred(files))):
        (tmp_path / name).write_bytes(data)
        refused, one = gather([tmp_path / name])
        assert isinstance(refused, SkippedError)
        assert refused.source == f"{tmp_path / name}/x/a.xlsx"
        assert isinstance(one, Document)


def test_pictures_scripts_and_what_an_open_document_leaves_are_passed_over(tmp_path: Path) -> None:
    for name in ("a.png", "b.js", "c.css", "d.mp4", "~$port.docx", ".e.doc", "saved_files/f.doc"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_bytes(OLE)
    (tmp_path / "saved.html").write_bytes(b"<html><body><p>Five died in the market.</p></body></html>")
    (one,) = gather([tmp_path])
    assert isinstance(one, Document)


def test_the_summary_counts_them_by_their_ending() -> None:
    summary = Summary()
    for name in ("a/x.doc", "b.DOC", "c.epub"):
        summary.fail(SkippedError(name, "is of a kind that is not read", "save it anew"))
    summary.fail(InputError("d.pdf", "is a scan", "recognise it"))
    assert summary.line() == "0 new documents, 0 already there, 1 failed, 3 skipped (2 .doc, 1 .epub)"
