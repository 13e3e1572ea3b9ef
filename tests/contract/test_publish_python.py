"""What Python sees: texts read, ledgers opened, tables, and pages for notebooks that run nothing."""

import re
import subprocess
import sys
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import testimonia
from testimonia.api import OpenLedger, Said
from testimonia.model.claim import Reading
from testimonia.model.errors import InputError, LedgerError, UsageError
from testimonia.model.text import Document
from testimonia.publish import frames, html
from testimonia.store import Ledger
from tests.laws.strategies import reports
from tests.publishing import ALL, RAID, SIEGE

TEXT = "Raiders attack Gao\n\nGunmen killed 12 people in Gao, Mali, on Friday, the governor said."


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("python") / "war.ledger"
    with Ledger.open(path, "write", create=True) as ledger:
        said = testimonia.read(TEXT, published="2019-11-03", publisher="The Post")
        ledger.record(said.document, said.reading)
        other = testimonia.read("A bomb killed 3 people in Kabul on Monday.", published="2020-02-12")
        ledger.record(other.document, other.reading)
    return path


@pytest.fixture
def ledger(path: Path) -> Iterator[OpenLedger]:
    with testimonia.open(path) as opened:
        yield opened


def test_a_text_is_read() -> None:
    said = testimonia.read(TEXT, published="2019-11-03", publisher="The Post", url="https://example.org/1")
    assert isinstance(said, Said)
    (account,) = said.incidents
    assert account.date.start == "2019-11-01"
    killed = next(f for f in account.figures if f.effect == "killed")
    assert (killed.best, killed.at[0].quote) == (12, "12")
    assert said.sentence(killed.at[0]).startswith("Gunmen killed 12")
    assert (said.document.title, said.document.publisher) == ("Raiders attack Gao", "The Post")
    assert said.to_dict()["text"] == TEXT
    assert said.aggregates == ()


def test_paths_are_read_as_before(tmp_path: Path) -> None:
    (tmp_path / "one.txt").write_text(TEXT, encoding="utf-8")
    ((document, reading),) = testimonia.read([str(tmp_path)], published="2019-11-03")
    assert document.text == TEXT
    assert len(reading.incidents) == 1


def test_faults_say_what_to_do() -> None:
    with pytest.raises(InputError, match="empty"):
        testimonia.read("  ")
    with pytest.raises(InputError, match="published"):
        testimonia.read(TEXT, published="yesterday")
    with pytest.raises(UsageError, match="nobody"):
        testimonia.read(TEXT, reader="nobody")
    with pytest.raises(LedgerError):
        testimonia.open("no/such.ledger")


def test_incidents_are_asked_for(ledger: OpenLedger) -> None:
    assert len(ledger.incidents()) == 2
    mali = ledger.incidents(country="ML", since="2019")
    assert [i.tolls["killed"].best for i in mali] == [12]
    assert [i.country for i in mali] == ["ML"]  # gone through a second time
    assert not ledger.incidents(country="ML", since="2020")
    first = mali.first()
    assert first is not None
    assert ledger.incident(first.id) == first
    document = first.accounts[0].document
    assert ledger.document(document).text == TEXT
    assert ledger.said(document).incidents[0].type == first.type
    assert repr(mali) == "<Incidents since='2019', country='ML'>"
    assert ledger.incidents(min_killed=99).first() is None


def test_as_of_a_day_knows_nothing_of_what_came_later(path: Path) -> None:
    with testimonia.open(path, as_of="2019-12-31") as opened:
        assert [i.country for i in opened.incidents()] == ["ML"]
        assert opened.document(opened.incidents().first().accounts[0].document).text == TEXT


def test_tables(ledger: OpenLedger) -> None:
    incidents = ledger.incidents()
    frame = incidents.to_pandas()
    assert list(frame["killed_best"]) == [12, 3]
    assert str(frame["killed_best"].dtype) == "Int64"
    assert str(frame["date_start"][0])[:10] == "2019-11-01"
    assert frame["injured_best"].isna().all()
    assert incidents.to_polars()["country"].to_list() == ["ML", "AF"]
    points = incidents.to_geopandas()
    assert points.crs.to_epsg() == 4326
    assert len(points.cx[-1:1, 16:17]) == 1
    assert incidents.to_arrow().num_rows == 2


def test_tables_of_nothing(ledger: OpenLedger) -> None:
    none = ledger.incidents(min_killed=99)
    assert (len(none.to_pandas()), len(none.to_polars()), len(none.to_geopandas())) == (0, 0, 0)


@pytest.mark.parametrize(("library", "make"), [("pandas", frames.to_pandas), ("polars", frames.to_polars),
                                               ("geopandas", frames.to_geopandas)])  # fmt: skip
def test_a_missing_library_is_named_with_the_cure(library: str, make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(UsageError, match=rf"{library} is not installed \(pip install 'testimonia\[frames\]'\)"):
        make([RAID])


def test_nothing_heavy_is_imported_before_it_is_asked_for() -> None:
    code = (
        "import sys, testimonia; testimonia.read, testimonia.open;"
        "print([m for m in ('pandas', 'polars', 'geopandas', 'pyarrow') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


# --- pages for notebooks ----------------------------------------------------------------------------------------------


class Tags(HTMLParser):
    """The tags and attributes of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))


ALLOWED = {"div", "p", "b", "br", "small", "mark", "table", "thead", "tbody", "tr", "th", "td", "ul", "li", "a"}


def harmless(page: str) -> None:
    for tag, attributes in Tags(page).found:
        assert tag in ALLOWED, tag
        assert set(attributes) <= {"style", "title", "href", "rel"}
        assert (attributes.get("href") or "http").startswith("http")


def test_evidence_is_marked() -> None:
    page = testimonia.read(TEXT, published="2019-11-03")._repr_html_()
    harmless(page)
    marks = dict(re.findall(r'title="([^"]*)">([^<]*)</mark>', page))
    assert [words for title, words in marks.items() if "12 all killed" in title] == ["12"]
    assert any(title.startswith("incident 1, date: 2019-11-01") and words == "Friday" for title, words in marks.items())


EVIL = '<script>alert(1)</script><img src=x onerror="alert(2)"> Gunmen killed 12 people in "Gao" & Mali on Friday.'


def test_no_text_of_others_becomes_html() -> None:
    said = testimonia.read(EVIL, published="2019-11-03", publisher="<b onclick='x'>", title="<i>")
    page = said._repr_html_()
    harmless(page)
    assert "<script" not in page
    evil = [saying(RAID, EVIL), saying(SIEGE, EVIL)]
    harmless(html.incidents_table(evil))
    harmless("".join(html.incident_page(i) for i in evil))
    harmless("".join(html.incident_page(i) for i in ALL))


def saying(incident, words: str):
    place = msgspec.structs.replace(incident.places[0], name=words, admin1=words, kind="settlement")
    account = msgspec.structs.replace(incident.accounts[0], publisher=words, document=words, url=f"javascript:{words}")
    by = msgspec.structs.replace(incident.perpetrators[0], name=words)
    return msgspec.structs.replace(incident, places=(place,), accounts=(account,), perpetrators=(by,), headline=words)


@settings(max_examples=60)
@given(reports())
def test_the_marked_text_is_the_text(report: tuple[Document, Reading]) -> None:
    document, reading = report
    page = html.highlighted(document, reading)
    harmless(page)
    assert unescape(re.sub(r"</?mark[^>]*>", "", page)) == document.text


@given(st.text(alphabet="<>&\"'ab =/", max_size=60))
def test_any_text_comes_through_as_it_is(text: str) -> None:
    document = Document(id="d", text=text)
    reading = Reading(document="d", document_version=document.version, reader="none")
    assert unescape(html.highlighted(document, reading)) == text
