"""What is made to do harm, for each format: bombs that unpack without end, entities that multiply or fetch, elements
within elements, names that lead out of a folder, attributes beyond measure. Each gives one error, or the text alone."""

from __future__ import annotations

import base64
import gzip
import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from testimonia.gather import gather
from testimonia.model.errors import InputError
from testimonia.model.text import Document
from tests.bad_input import GOOD, HEADED
from tests.fixtures.gather import make

DOCX = b'xmlns="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
ODT = (
    b'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    b' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)
SECRET = "the words of another file"
#: Ten entities, each ten times the one before.
LAUGHS = b'<!ENTITY a0 "five died ">' + b"".join(
    b'<!ENTITY a%d "%b">' % (n, b"&a%d;" % (n - 1) * 10) for n in range(1, 10)
)


def docx(inner: bytes, entities: bytes = b"", more: bytes = b"") -> bytes:
    doctype = b"<!DOCTYPE document [%b]>" % entities if entities else b""
    words = b"<p><r><t>Five died.</t></r></p>"
    return make.zipped({"word/document.xml": b"%b<document %b %b><body>%b%b</body></document>" % (
        doctype, DOCX, more, words, inner)})  # fmt: skip


def odt(inner: bytes, entities: bytes = b"", more: bytes = b"") -> bytes:
    doctype = b"<!DOCTYPE x [%b]>" % entities if entities else b""
    words = b"<text:p>Five died.</text:p>"
    return make.zipped({"content.xml": b"%b<office:document-content %b %b><office:text>%b%b</office:text>"
                        b"</office:document-content>" % (doctype, ODT, more, words, inner)})  # fmt: skip


def blanks(part: str, size: int = 100_000_000) -> bytes:
    """A zip of a hundred kilobytes, whose part unpacks to a hundred megabytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive, archive.open(part, "w") as member:
        for _ in range(size // 10_000_000):
            member.write(b" " * 10_000_000)
    return out.getvalue()


def page(inner: bytes, doctype: bytes = b"<!doctype html>") -> bytes:
    return doctype + b"<html><body><p>Five people died in the market.</p>" + inner + b"</body></html>"


def feed(inner: bytes) -> bytes:
    words = "Five people died in the market of Velin on Friday, the elders of the town said. " * 9
    item = f"<item><title>Five die</title><description>{words}</description></item>".encode()
    return b"<rss version='2.0'><channel>" + item + inner + b"</channel></rss>"


def mhtml(html: bytes) -> bytes:
    head = b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\n"
    return (
        head + b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(html) + b"--x--\n"
    )


def letter(html: bytes) -> bytes:
    return HEADED + b"Content-Type: text/html\nContent-Transfer-Encoding: base64\n\n" + base64.encodebytes(html)


def crawl(block: bytes, coding: str = "") -> bytes:
    return make.record("response", "https://a.example/five", make.answer(block, coding=coding), make.HTTP)


def same_rows() -> bytes:
    """A table of a thousand rows, each of which is the same megabyte, in some kilobytes."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    words = pa.DictionaryArray.from_arrays(pa.array([0] * 1_000, pa.int32()), pa.array(["Five died. " * 100_000]))
    out = io.BytesIO()
    pq.write_table(pa.table({"text": words}), out)
    return out.getvalue()


def turning() -> bytes:
    """A PDF whose tree of pages leads back to itself."""
    return make.pdf(make.show(56, 700, 11, "Five died.")).replace(b"/Type /Page ", b"/Type /Pages /Kids [2 0 R] ", 1)


ATTRIBUTES = b"<b " + b" ".join(b"a%d=1" % n for n in range(9_000)) + b">Six died.</b>"
LONG = b'<b a="' + b"x" * 9_000_000 + b'">Six died.</b>'
DEEP = b"<div>" * 50_000 + b"<p>Six died."
BOMB = gzip.compress(b"<p>Five died.</p>" + b" " * 100_000_000, 9)
#: The file's name, its content, and what the error says, or the words with which its only document begins.
CASES: list[tuple[str, Callable[[], bytes], str]] = [
    ("bomb.docx", lambda: blanks("word/document.xml"), "as bombs do"),
    ("entities.docx", lambda: docx(b"<p><r><t>&a9;</t></r></p>", LAUGHS), "as bombs do"),
    ("attribute-entities.docx", lambda: docx(b'<p a="&a9;"/>', LAUGHS), "as bombs do"),
    ("secret.docx", lambda: docx(b"<p><r><t>&s;</t></r></p>", b'<!ENTITY s SYSTEM "secret">'), "Five died."),
    ("foreign.docx", lambda: docx(b"", b'<!ENTITY % s SYSTEM "http://127.0.0.1:9/x.dtd"> %s;'), "Five died."),
    ("deep.docx", lambda: docx(b"<p>" * 50_000 + b"</p>" * 50_000), "as bombs do"),
    ("attribute.docx", lambda: docx(b'<p a="' + b"x" * 11_000_000 + b'"/>'), "as bombs do"),
    ("attributes.docx", lambda: docx(b"", more=b" ".join(b'a%d="1"' % n for n in range(100_000))), "Five died."),
    ("out.docx", lambda: make.zipped({"../word/document.xml": b"<x/>"}), "is no text document"),
    ("bomb.odt", lambda: blanks("content.xml"), "as bombs do"),
    ("entities.odt", lambda: odt(b"<text:p>&a9;</text:p>", LAUGHS), "as bombs do"),
    ("secret.odt", lambda: odt(b"<text:p>&s;</text:p>", b'<!ENTITY s SYSTEM "secret">'), "Five died."),
    ("deep.odt", lambda: odt(b"<text:p>" * 50_000 + b"</text:p>" * 50_000), "as bombs do"),
    ("attribute.odt", lambda: odt(b'<text:p a="' + b"x" * 11_000_000 + b'"/>'), "as bombs do"),
    ("out.odt", lambda: make.zipped({"../content.xml": b"<x/>"}), "is no text document"),
    ("locked.odt", lambda: make.zipped({"content.xml": b"\x01", "META-INF/manifest.xml": b"<encryption-data/>"}),
     "locked with a password"),
    ("deep.rtf", lambda: b"{\\rtf1 Five died." + b"{" * 50_000 + b" Six.", "within each other"),
    ("closed.rtf", lambda: b"{\\rtf1 Five died." + b"}" * 50_000, "Five died."),
    ("binary.rtf", lambda: b"{\\rtf1 Five died.\\par{\\bin9999999999 x}", "Five died."),
    ("number.rtf", lambda: b"{\\rtf1\\ansicpg99999999\\uc9999999 Five died.\\u99999999 ??????????}", "Five died."),
    ("word.rtf", lambda: b"{\\rtf1 Five died.\\" + b"a" * 9_000_000 + b"}", "Five died."),
    ("old.rtf", lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "is no rich text document"),
    ("deep.html", lambda: page(DEEP), "within each other"),
    ("attributes.html", lambda: page(ATTRIBUTES), "attributes"),
    ("attribute.html", lambda: page(LONG), "Five people died"),
    ("entities.xhtml", lambda: page(b"<p>&a9;</p>", b"<!DOCTYPE html [" + LAUGHS + b"]>"), "Five people died"),
    ("secret.xhtml", lambda: page(b"<p>&s;</p>", b'<!DOCTYPE html [<!ENTITY s SYSTEM "secret">]>'), "Five people died"),
    ("deep.mhtml", lambda: mhtml(page(DEEP)), "within each other"),
    ("attributes.mhtml", lambda: mhtml(page(ATTRIBUTES)), "attributes"),
    ("entities.mhtml", lambda: mhtml(page(b"<p>&a9;</p>", b"<!DOCTYPE html [" + LAUGHS + b"]>")), "Five people died"),
    ("secret.mhtml", lambda: mhtml(page(b"<iframe src='secret'></iframe>")), "Five people died"),
    ("deep.eml", lambda: letter(page(DEEP)), "within each other"),
    ("attributes.eml", lambda: letter(page(ATTRIBUTES)), "attributes"),
    ("secret.eml",
     lambda: HEADED + b"Content-Type: message/external-body; access-type=local-file; name=secret\n\nA", ""),
    ("deep.xml", lambda: feed(b"<a>" * 50_000), "within each other"),
    ("entities.xml", lambda: b"<!DOCTYPE rss [" + LAUGHS + b"]>" + feed(b"&a9;"), "declares entities"),
    ("attribute.xml", lambda: feed(b'<a a="' + b"x" * 2_000_000 + b'"/>'), ""),
    ("attributes.xml", lambda: feed(b"<a " + b" ".join(b'a%d="1"' % n for n in range(50_000)) + b"/>"), "attributes"),
    ("deep.md", lambda: b"Five died.\n\n" + b"> " * 50_000 + b"Six.", "Five died."),
    ("brackets.md", lambda: b"Five died.\n\n" + b"[" * 10_000 + b"a" + b"](b)" * 10_000, "Five died."),
    ("stars.md", lambda: b"Five died.\n\n" + b"*a _b " * 20_000, "Five died."),
    ("lists.md", lambda: b"Five died.\n\n" + b"".join(b" " * 2 * n + b"- a\n" for n in range(1_000)), "Five died."),
    ("secret.md", lambda: b"Five died. ![a](secret) <!--#include file='secret'-->", "Five died."),
    ("rows.parquet", same_rows, "as bombs do"),
    ("columns.csv", lambda: b",".join(b"a%d" % n for n in range(200_000)) + b"\n", "no column"),
    ("turning.pdf", turning, ""),
    ("deep.pdf", lambda: make.pdf("[" * 50_000 + make.show(56, 700, 11, "Five died in the market.")), ""),
    ("coded.warc.gz", lambda: crawl(BOMB, "Content-Encoding: gzip\r\n"), ""),
    ("deep.warc.gz", lambda: crawl(page(DEEP)), "within each other"),
    ("long.warc", lambda: b"WARC/1.0\r\nWARC-Type: " + b"x" * 9_000_000 + b"\r\n\r\n", "is no web archive"),
    ("secret.warc.gz",
     lambda: make.record("response", "file:///secret", make.answer(page(b"")), make.HTTP), "Five people"),
    ("deep.jsonl", lambda: b'{"text": "Five died.", "more": ' + b"[" * 50_000 + b"]" * 50_000 + b"}", ""),
]  # fmt: skip


@pytest.mark.parametrize(("name", "content", "says"), CASES, ids=[row[0] for row in CASES])
def test_hostile(
    name: str, content: Callable[[], bytes], says: str, tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "secret").write_text(SECRET, encoding="utf-8")
    (tmp_path / name).write_bytes(content())
    first, *found, last = gather([good, name, good])
    assert [one.text for one in (first, last) if isinstance(one, Document)] == [GOOD, GOOD]
    assert [one for one in found[:-1] if not isinstance(one, Document)] == []  # what came before a bomb is read
    one = found[-1]
    assert SECRET not in (one.text if isinstance(one, Document) else str(one))
    if isinstance(one, InputError):
        assert says in str(one)
    else:
        assert says in one.text.partition("\n\n")[0] + one.text[:60]
        assert len(one.text) < 5_000_000


@pytest.mark.parametrize("coding", ["", "Content-Encoding: gzip\r\n"])
def test_the_records_after_a_page_that_unpacks_without_end_are_read(coding: str, tmp_path: Path) -> None:
    first = crawl(BOMB if coding else b"<p>Five died.</p>" + b" " * 20_000_000, coding)
    (tmp_path / "a.warc").write_bytes(gzip.decompress(first) + gzip.decompress(crawl(page(b""))))
    refused, one = gather([tmp_path / "a.warc"])
    assert isinstance(refused, InputError)
    assert "more than 10,000,000 bytes" in refused.fault
    assert isinstance(one, Document)
    assert one.text == "Five people died in the market."
