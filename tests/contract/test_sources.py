"""What every registered source keeps to, and the registry itself. A new source gets a specimen below, and passes."""

from __future__ import annotations

import gzip
import io
import os
import subprocess
import sys
from collections.abc import Iterator
from importlib.metadata import EntryPoint
from pathlib import Path

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from testimonia import plugins
from testimonia.gather import gather
from testimonia.gather.members import Streaming
from testimonia.model.doors import Source
from testimonia.model.errors import InputError, UsageError
from testimonia.model.text import Document
from tests.fixtures.gather import make

WORDS = "Gunmen killed five farmers near the village of Tessama, elders said."
ANSWER = make.answer(f"<html><body><h1>Five farmers killed</h1><p>{WORDS}</p></body></html>".encode())
#: A specimen for each registered source: its file's name and content. None says a date.
SPECIMENS = {
    "archive": ("reports.zip", make.zipped({"in/a.txt": WORDS, "in/b.jsonl": '{"text": "Five died."}'})),
    "csv": ("reports.csv", f'id,headline,body\n7,"Five, at least","{WORDS}"\n8,,A bomb went off.\n'.encode()),
    "docx": ("report.docx", make.docx()),
    "feed": ("news.rss", f"<rss version='2.0'><channel><title>Paper</title><item><title>Five die</title><description>"
                         f"{(WORDS + ' ') * 9}</description></item></channel></rss>".encode()),
    "html": ("report.html", b"<html><body><h1>Five die in a blast</h1><p>A bomb went off on Friday.</p></body></html>"),
    "jsonl": ("reports.jsonl", b'{"text": "A bomb went off."}\n{"id": "b", "text": "Five died.", "lang": "en"}\n'),
    "mail": ("report.eml", f"From: a@b.example\nSubject: Five die\nMIME-Version: 1.0\n\n{WORDS}\n".encode()),
    "markdown": ("report.md", f"---\nsource: Paper\n---\n# Five die\n\n**{WORDS}**\n".encode()),
    "mhtml": ("page.mhtml", f"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x\nContent-Type: "
                            f"text/html\n\n<html><body><p>{WORDS}</p></body></html>\n--x--\n".encode()),
    "odt": ("report.odt", make.odt()),
    "parquet": ("reports.parquet", make.parquet({"id": ["a", "b"], "text": [WORDS, "Five died."]})),
    "pdf": ("report.pdf", make.pdf(make.show(56, 700, 11, WORDS))),
    "rtf": ("report.rtf", b"{\\rtf1\\ansi " + WORDS.encode() + b"\\par}"),
    "text": ("report.txt", b"Five die in blast\n\nA bomb went off in a market on Friday.\n"),
    "warc": ("crawl.warc", gzip.decompress(make.record("response", "https://a.example/five", ANSWER, make.HTTP))),
}  # fmt: skip
#: Those whose specimen is text through and through.
PLAIN = ("csv", "html", "jsonl", "markdown", "text")
NAMES = plugins.names("sources")


@pytest.fixture(params=NAMES)
def source(request: pytest.FixtureRequest) -> Source:
    made = plugins.sources()[request.param]()
    assert isinstance(made, Source)
    return made


@pytest.fixture
def specimen(source: Source, tmp_path: Path) -> Path:
    name, content = SPECIMENS[source.name]
    path = tmp_path / name
    path.write_bytes(content)
    return path


def documents(found: Iterator[Document | InputError]) -> list[Document]:
    every = list(found)
    assert every
    assert all(isinstance(one, Document) for one in every), every
    return [one for one in every if isinstance(one, Document)]


def test_a_source_reads_streams_too(source: Source, specimen: Path) -> None:
    assert isinstance(source, Streaming)
    with specimen.open("rb") as stream:
        assert documents(source.stream(stream, str(specimen))) == documents(source.documents(specimen))


def test_a_pipe_gives_what_the_file_gives(source: Source, specimen: Path) -> None:
    class Pipe(io.RawIOBase):
        def __init__(self) -> None:
            self.inner = io.BytesIO(specimen.read_bytes())

        def readable(self) -> bool:
            return True

        def readinto(self, buffer: bytearray) -> int:  # type: ignore[override]
            data = self.inner.read(min(len(buffer), 7))
            buffer[: len(data)] = data
            return len(data)

    assert isinstance(source, Streaming)
    piped = documents(source.stream(io.BufferedReader(Pipe()), str(specimen)))
    assert piped == documents(source.documents(specimen))


def test_ours_are_registered() -> None:
    assert set(NAMES) >= set(SPECIMENS)


def test_a_source_is_registered_under_its_own_name(source: Source) -> None:
    assert source.name in NAMES
    assert source.name in SPECIMENS


def test_a_source_accepts_its_specimen_by_name_alone_in_any_case(source: Source, specimen: Path) -> None:
    assert source.accepts(specimen)
    assert source.accepts(Path("no/such/folder") / specimen.name.upper())
    assert not source.accepts(Path("report.unknown"))
    assert not source.accepts(Path("report"))


def test_a_name_is_accepted_by_one_source_at_most() -> None:
    made = [make() for make in plugins.sources().values()]
    for name, _ in SPECIMENS.values():
        assert sum(source.accepts(Path(name)) for source in made) == 1


def test_documents_are_complete(source: Source, specimen: Path) -> None:
    for document in documents(source.documents(specimen)):
        assert document.id
        assert document.text.strip()
        assert document.origin is not None
        assert document.origin.startswith(str(specimen))
        assert document.published is None  # none of the specimens says a date, and today's is never taken
        assert document.found.keys() <= {*document.__struct_fields__, "encoding"}
        assert msgspec.json.decode(msgspec.json.encode(document), type=Document) == document


def test_documents_are_the_same_each_time(source: Source, specimen: Path) -> None:
    assert documents(source.documents(specimen)) == documents(source.documents(specimen))
    again = documents(type(source)().documents(specimen))
    assert again == documents(source.documents(specimen))


def test_the_name_of_a_document_does_not_depend_on_where_it_lies(source: Source, specimen: Path) -> None:
    before = [(d.id, d.version) for d in documents(source.documents(specimen))]
    moved = specimen.rename(specimen.with_name("moved" + specimen.suffix))
    assert [(d.id, d.version) for d in documents(source.documents(moved))] == before


def test_the_users_date_stands_in_for_a_missing_one(source: Source, specimen: Path) -> None:
    for document in documents(source.documents(specimen, "2019-11-03")):
        assert document.published == "2019-11-03"
        assert document.found["published"] == "--published"


def test_what_is_missing_or_empty_is_a_value_not_an_exception(source: Source, tmp_path: Path) -> None:
    name = SPECIMENS[source.name][0]
    (tmp_path / name).write_bytes(b"")
    for path in (tmp_path / name, tmp_path / "missing" / name, tmp_path):
        (error,) = source.documents(path)
        assert isinstance(error, InputError)
        assert error.source.startswith(str(path))
        assert error.cure


@pytest.mark.parametrize("name", PLAIN)
def test_bytes_with_a_mark_give_the_same_text(name: str, tmp_path: Path) -> None:
    made = plugins.sources()[name]()
    file, content = SPECIMENS[name]
    plain, marked, wide = (tmp_path / kind / file for kind in ("plain", "marked", "wide"))
    for path, data in (
        (plain, content),
        (marked, b"\xef\xbb\xbf" + content),
        (wide, content.decode().encode("utf-16")),
    ):
        path.parent.mkdir()
        path.write_bytes(data)
    texts = [[d.text for d in documents(made.documents(path))] for path in (plain, marked, wide)]
    assert texts[0] == texts[1] == texts[2]


PIECES = [
    *(
        b"{",
        b"}",
        b"[",
        b"]",
        b":",
        b",",
        b"\n",
        b"words ",
        b'"text"',
        b'"\\ud800"',
        b'"published"',
        b'"2019-02-30"',
        b"1e999",
    ),
    *(
        b"<html>",
        b"<p>",
        b"</p>",
        b"<!--",
        b"&#xD800;",
        b"<time datetime='",
        b"'>",
        b"<link rel='canonical' href='http://['>",
    ),
    *(b"<script type='application/ld+json'>", b"</script>", b"<pre>", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\x80"),
]
#: The larger specimens: what is in them is checked by tests/tables/test_gather_formats.py.
REAL = [
    (path.name, path.read_bytes())
    for path in sorted(Path(make.FOLDER).iterdir())
    if path.is_file() and path.suffix not in (".py", ".json")
]
BYTES = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass")),
    st.builds(
        bytes.__add__,
        st.sampled_from([content for _, content in SPECIMENS.values()]),
        st.binary(max_size=40),
    ),
    st.lists(st.sampled_from(PIECES), max_size=30).map(b"".join),
)


@st.composite
def mutated(draw: st.DrawFn, content: bytes) -> bytes:
    """A specimen with some of its bytes changed, taken out, doubled or put in."""
    data = bytearray(content)
    for _ in range(draw(st.integers(1, 6))):
        place = draw(st.integers(0, len(data)))
        match draw(st.sampled_from(["change", "cut", "double", "put", "end"])):
            case "change":
                data[place : place + 1] = draw(st.binary(min_size=1, max_size=2))
            case "cut":
                del data[place : place + draw(st.integers(1, 60))]
            case "double":
                data[place:place] = data[max(0, place - draw(st.integers(1, 60))) : place]
            case "put":
                data[place:place] = draw(st.one_of(st.sampled_from(PIECES), st.binary(max_size=8)))
            case _:
                del data[place:]
    return bytes(data)


MUTATED = dict([*SPECIMENS.values(), *REAL])


@settings(
    max_examples=int(os.environ.get("TESTIMONIA_FUZZ", "10")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.large_base_example],
)
@pytest.mark.parametrize("name", sorted(MUTATED))
@given(data=st.data())
def test_mutated_specimens_are_documents_or_errors(
    name: str, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """The short form of `make fuzz`, which takes ten thousand of each."""
    content = data.draw(mutated(MUTATED[name]))
    path = tmp_path_factory.getbasetemp() / f"mutated-{os.getpid()}" / name
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    for found in ([*gather([path])], [*gather(["-"], stdin=io.BytesIO(content))]):
        assert found
        for one in found:
            assert isinstance(one, Document | InputError)
            if isinstance(one, InputError):
                assert str(one).count("\n") == 0
                assert len(str(one)) < 1500  # one line that a person reads
            else:
                assert msgspec.json.decode(msgspec.json.encode(one), type=Document) == one


@settings(max_examples=50, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=BYTES)
@example(data=b'{"text": "\\ud800"}')
@example(data=b'{"text": ' + b"[" * 100_000)
@example(data=b"<html><body><table>1&#1;</table><script>x</script>2")
def test_any_bytes_are_documents_or_errors(data: bytes, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("any")
    for name, _ in SPECIMENS.values():
        (folder / name).write_bytes(data)
    found = [*gather([folder, *(folder / name for name, _ in SPECIMENS.values()), "-"], stdin=io.BytesIO(data))]
    assert len(found) >= 2 * len(SPECIMENS) + 1
    for one in found:
        assert isinstance(one, Document | InputError)
        if isinstance(one, Document):
            assert "\0" not in one.text
            msgspec.json.encode(one).decode("utf-8")
            assert one.version


def test_the_registry_names_what_is_known() -> None:
    with pytest.raises(UsageError, match=r"no source called 'wax-tablet' \(known: .*text"):
        plugins.load("sources", "wax-tablet")
    with pytest.raises(UsageError, match="readers, sources, exports, policies"):
        plugins.names("kitchens")


def test_a_part_that_cannot_be_imported_says_what_it_needs(monkeypatch: pytest.MonkeyPatch) -> None:
    broken = EntryPoint("broken", "no_such_module_at_all:Thing", "testimonia.sources")
    lacking = EntryPoint("lacking", "testimonia.model.text:NoSuchThing", "testimonia.sources")
    monkeypatch.setattr(plugins, "_points", lambda group: {"broken": broken, "lacking": lacking})
    with pytest.raises(UsageError, match="source 'broken' cannot be loaded: No module named 'no_such_module_at_all'"):
        plugins.load("sources", "broken")
    with pytest.raises(UsageError, match="source 'lacking' cannot be loaded"):
        plugins.make("sources", "lacking")


def test_of_two_parts_with_one_name_the_choice_does_not_depend_on_their_order(monkeypatch: pytest.MonkeyPatch) -> None:
    one = EntryPoint("text", "a_package:Source", "testimonia.sources")
    two = EntryPoint("text", "b_package:Source", "testimonia.sources")
    plugins._points.cache_clear()
    chosen = []
    for order in ([one, two], [two, one]):
        monkeypatch.setattr(plugins, "entry_points", lambda group, order=order: order)
        chosen.append(plugins._points("sources")["text"].value)
        plugins._points.cache_clear()
    assert chosen == ["a_package:Source", "a_package:Source"]


def test_the_names_of_parts_are_known_without_importing_them() -> None:
    script = (
        "import sys; from testimonia import plugins; plugins.sources(); plugins.readers(); "
        "import testimonia.gather; print([m for m in ('lxml', 'trafilatura', 'htmldate', 'charset_normalizer', "
        "'pyarrow', 'pypdfium2', 'feedparser', 'fastwarc', 'markdown_it', "
        "'testimonia.gather.html', 'testimonia.read.patterns') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True, env=os.environ)
    assert done.stdout.strip() == "[]"
