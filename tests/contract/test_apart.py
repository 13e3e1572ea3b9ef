"""Parsers of hostile formats die alone: for each way of dying one clear error, and the rest of the batch is done."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import time
import zlib
from collections.abc import Iterator
from pathlib import Path

import pytest

from testimonia.gather import apart, files, gather
from testimonia.gather.archive import ArchiveSource
from testimonia.gather.markdown import MarkdownSource
from testimonia.gather.pdf import PdfSource
from testimonia.gather.text import TextSource
from testimonia.model.errors import InputError
from testimonia.model.text import Document
from tests.fixtures.gather.dying import DyingSource

FIXTURES = Path(__file__).parents[1] / "fixtures/gather"
WAYS = [
    ("segfault", "break down (SIGSEGV)"), ("abort", "break down (SIGABRT)"), ("kill", "perhaps because memory ran out"),
    ("leave", "break down (status 3)"), ("forever", "longer than 1 seconds"), ("sleep", "longer than 1 seconds"),
    ("foreign", "longer than 1 seconds"), ("memory", "needed more than 600 MB of memory"),
    ("recursion", "break down"), ("bug", "break down"), ("refuse", "is refused"), ("lock", "may not be read"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Small limits, and a child that knows them."""
    monkeypatch.setattr(apart, "MAX_PARSE_SECONDS", 1.0)
    monkeypatch.setattr(apart, "MAX_PARSER_BYTES", 600_000_000)
    if apart._Parser._one:
        apart._Parser._one.kill()
    yield
    if apart._Parser._one:
        apart._Parser._one.kill()


def written(folder: Path, *ways: str) -> list[Path]:
    paths = [folder / f"{number}.dying" for number in range(len(ways))]
    for path, way in zip(paths, ways, strict=True):
        path.write_text(way, encoding="utf-8")
    return paths


@pytest.mark.parametrize(("way", "says"), WAYS)
def test_a_parser_that_dies_takes_nothing_along(
    way: str, says: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    if "seconds" not in says:  # the others may take as long as a busy machine makes them
        monkeypatch.setattr(apart, "MAX_PARSE_SECONDS", 30.0)
    paths = written(tmp_path, "live", way, f"late {way}", "live")
    first, fault, early, later, last = gather(paths, [DyingSource()])
    assert isinstance(first, Document)
    assert isinstance(last, Document)
    assert (first.origin, last.origin) == (str(paths[0]), str(paths[3]))
    assert isinstance(early, Document)
    assert (early.id, early.origin) == ("early", f"{paths[2]}:1")
    for one, path in ((fault, paths[1]), (later, paths[2])):
        assert isinstance(one, InputError)
        assert says in one.fault
        assert one.source == (str(path) if way != "refuse" else "it")
        assert one.cure
        assert str(one).count("\n") == 0
    if way not in ("refuse", "lock"):
        assert isinstance(later, InputError)
        assert "after 1 documents" in later.fault


@pytest.mark.parametrize("way", ["segfault", "forever", "memory", "bug"])
def test_streams_die_alone_too(way: str) -> None:
    (fault,) = apart.stream(DyingSource(), io.BytesIO(way.encode()), "standard input", None)
    assert isinstance(fault, InputError)
    assert fault.source == "standard input"
    (lived,) = apart.stream(DyingSource(), io.BytesIO(b"live"), "standard input", "2018-05-06")
    assert isinstance(lived, Document)
    assert lived.published == "2018-05-06"


def test_one_child_serves_many_files_and_is_not_this_process(tmp_path: Path) -> None:
    texts = {one.text for one in gather(written(tmp_path, *["live"] * 5), [DyingSource()]) if isinstance(one, Document)}
    assert len(texts) == 1
    assert str(os.getpid()) not in texts.pop()


def test_what_a_parser_prints_is_no_answer(tmp_path: Path) -> None:
    (one,) = gather(written(tmp_path, "shout"), [DyingSource()])
    assert isinstance(one, Document)


def test_a_stream_that_nobody_reads_to_its_end() -> None:
    long = io.BytesIO(b"%PDF-1.4 " + b"x" * 150_000_000)
    (fault,) = apart.stream(PdfSource(), long, "standard input", None)
    assert isinstance(fault, InputError)
    assert "longer than" in fault.fault
    (one,) = apart.stream(PdfSource(), io.BytesIO((FIXTURES / "columns.pdf").read_bytes()), "standard input", None)
    assert isinstance(one, Document)


def test_who_stops_early_leaves_no_answer_behind(tmp_path: Path) -> None:
    items = gather([FIXTURES / "reports.zip"])
    next(items)
    items.close()  # type: ignore[attr-defined]
    (one,) = gather([FIXTURES / "columns.pdf"])
    assert isinstance(one, Document)
    assert one.title == "Market attack in the hills of Sembara"


HOSTILE = ["columns.pdf", "half-scan.pdf", "report.docx", "report.odt", "report.rtf", "saved.mhtml", "cafes.parquet",
           "crawl.warc.gz", "crawl.wet.gz", "reports.zip", "reports.tgz"]  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_apart_and_in_here_say_the_same(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Law 7, for where a file is read."""
    monkeypatch.setattr(apart, "MAX_PARSE_SECONDS", 30.0)
    monkeypatch.chdir(FIXTURES)
    far = [str(one) if isinstance(one, InputError) else one for one in gather([name])]
    piped = [one for one in gather(["-"], stdin=io.BytesIO(Path(name).read_bytes())) if isinstance(one, Document)]
    monkeypatch.setattr(apart, "is_hostile", lambda source: False)
    near = [str(one) if isinstance(one, InputError) else one for one in gather([name])]
    assert far == near
    assert [one.text for one in piped] == [one.text for one in near if isinstance(one, Document)]


def test_which_are_read_apart() -> None:
    assert apart.is_hostile(PdfSource())
    assert apart.is_hostile(ArchiveSource())
    assert not apart.is_hostile(ArchiveSource((TextSource(),)))  # a child would not know which
    assert not apart.is_hostile(TextSource())
    kinds = {kind for kind in files._READ_BY if apart.is_hostile(files._streaming(kind))}
    assert kinds == {"docx", "feed", "mail", "mhtml", "odt", "parquet", "pdf", "rtf", "tar", "warc", "zip"}
    assert apart.is_hostile(MarkdownSource())


def test_plain_text_starts_no_child(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Five died.", encoding="utf-8")
    list(gather([tmp_path]))
    assert apart._Parser._one is None


def test_the_child_ends_with_its_parent(tmp_path: Path) -> None:
    """Also where the parent is killed in the midst of a file that never ends."""
    (path,) = written(tmp_path, "forever")
    program = (
        "import os, sys; from testimonia.gather import apart, gather; apart.MAX_PARSE_SECONDS = 2.0\n"
        "from tests.fixtures.gather.dying import DyingSource\n"
        "print(apart._Parser.ready()._process.pid, flush=True)\n"
        f"list(gather([{str(path)!r}], [DyingSource()]))"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True, cwd=root,
                          env={**os.environ, "PYTHONPATH": f"{root / 'src'}:{root}"}) as parent:  # fmt: skip
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        time.sleep(0.5)
        parent.kill()
    until = time.monotonic() + 10
    while time.monotonic() < until:
        try:
            if "\nState:\tZ" in Path(f"/proc/{child}/status").read_text(encoding="utf-8"):
                return
            os.kill(child, 0)
        except (OSError, ProcessLookupError):
            return
        time.sleep(0.1)
    pytest.fail("the child lives on")


def bomb(blocks: int) -> bytes:
    """A PDF of some hundred kilobytes whose one page is `blocks` megabytes of drawing."""
    packer = zlib.compressobj(9)
    content = b"".join(packer.compress(b"BT /F1 9 Tf (boom) Tj ET " * 40_000) for _ in range(blocks)) + packer.flush()
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 600 800]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d/Filter/FlateDecode>>stream\n%b\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]  # fmt: skip
    body, offsets = b"%PDF-1.4\n", []
    for number, content in enumerate(objects, 1):
        offsets.append(len(body))
        body += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    table = b"".join(b"%010d 00000 n \n" % offset for offset in offsets)
    return body + b"xref\n0 6\n0000000000 65535 f \n%btrailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table, len(body))  # fmt: skip


def test_a_pdf_that_unpacks_to_more_than_there_is(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apart, "MAX_PARSE_SECONDS", 60.0)
    (tmp_path / "a.pdf").write_bytes(bomb(80))
    (tmp_path / "b.txt").write_text("Five died.", encoding="utf-8")
    assert (tmp_path / "a.pdf").stat().st_size < 300_000
    fault, text = gather([tmp_path])
    assert isinstance(fault, InputError)
    assert fault.source == str(tmp_path / "a.pdf")
    assert isinstance(text, Document)
