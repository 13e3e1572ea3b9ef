"""Pages at first glance: what is worth more is extracted with care, the rest is taken as it is seen."""

import io
import zipfile
from pathlib import Path

import pytest

from testimonia.gather import gather
from testimonia.gather.html import HtmlSource, Page
from testimonia.model.errors import InputError
from testimonia.model.text import FIRST_GLANCE, Document
from testimonia.reading import WORTH
from tests.fixtures.gather import make

BANK = [
    "The central bank left its main rate where it was on Thursday and said that prices would rise by two per cent.",
    "Its governor said that lending to households had grown in spring, and that she saw no reason to move before May.",
    "Economists had expected as much, and the currency hardly moved in the afternoon.",
]
RAID = [
    "Gunmen attacked a village near the border on Friday night, killing at least nine people, the police said.",
    "A spokesman for the governor said that the attackers had come on motorcycles and set fire to the market.",
    "Three of the wounded were soldiers, a doctor at the hospital in the town said on Saturday.",
]
TEASER = "Five things to know before the weekend"


def page(paragraphs: list[str], head: str = '<link rel="canonical" href="https://post.example/2018/05/a">') -> bytes:
    article = "".join(f"<p>{one}</p>" for one in paragraphs)
    menu = "".join(f'<li><a href="/{n}">Part {n}</a></li>' for n in range(20))
    long_link = f'<p><a href="/x">{"Read more of what our readers say about the weather of this month" * 2}</a></p>'
    return (
        f"<html><head><title>A headline of the day | The Post</title>{head}</head><body><nav><ul>{menu}</ul></nav>"
        f"<article><h1>A headline of the day</h1>{article}</article><div><h3>{TEASER}</h3>{long_link}</div>"
        f"<footer>All rights reserved, whatever you may think of that, by The Post and its owners.</footer>"
        f"</body></html>"
    ).encode()


def extracted(data: bytes) -> Document:
    return HtmlSource(WORTH).document(data, "page")


def test_what_is_not_worth_more_is_taken_at_a_glance() -> None:
    got, careful = extracted(page(BANK)), HtmlSource().document(page(BANK), "page")
    assert got.glanced
    assert got.found["text"] == FIRST_GLANCE
    assert got.text.split("\n\n") == ["A headline of the day", *BANK]
    assert not careful.glanced
    assert (got.id, got.title, got.url) == (careful.id, careful.title, careful.url)


def test_what_may_tell_of_violence_is_extracted_with_care() -> None:
    got = extracted(page(RAID))
    assert got == HtmlSource().document(page(RAID), "page")
    assert got.found["text"] == "trafilatura"


@pytest.mark.parametrize(
    ("data", "why"),
    [(page(BANK, head=""), "no address to name it by"), (page([BANK[2]]), "hardly any text")],
    ids=["no address", "little text"],
)
def test_where_only_care_can_tell(data: bytes, why: str) -> None:
    assert Page(data, "page").glance() is None, why
    assert extracted(data) == HtmlSource().document(data, "page")


def test_the_version_seen_at_a_glance_comes_before_the_reports_own() -> None:
    from testimonia.store.book import stamp

    dated = '<link rel="canonical" href="https://post.example/a"><meta name="date" content="2018-05-05">'
    for head in ('<link rel="canonical" href="https://post.example/a">', dated):
        got, careful = extracted(page(BANK, head)), HtmlSource().document(page(BANK, head), "page")
        assert (stamp(got), got.version) < (stamp(careful), careful.version)
        assert len(got.version) == len(careful.version)


def test_archives_and_streams_glance_too(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_bytes(page(BANK))
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as packed:
        packed.writestr("a.html", page(BANK))
    crawl = make.record("response", "https://post.example/2018/05/a", make.answer(page(BANK)), make.HTTP)
    (tmp_path / "c.warc").write_bytes(crawl)
    found = [*gather([tmp_path], worth=WORTH), *gather(["-"], stdin=io.BytesIO(page(BANK)), worth=WORTH)]
    assert [one.glanced for one in found if isinstance(one, Document)] == [True] * 4
    assert [one.glanced for one in gather([tmp_path]) if isinstance(one, Document)] == [False] * 3


def test_a_page_that_is_none_is_told_as_ever() -> None:
    for data in (b"", b"<html><body></body></html>"):
        faults = []
        for source in (HtmlSource(), HtmlSource(WORTH)):
            with pytest.raises(InputError) as fault:
                source.document(data, "page")
            faults.append(str(fault.value))
        assert faults[0] == faults[1]


def test_a_page_that_stands_in_one_form_as_a_whole_is_seen_at_a_glance() -> None:
    bare = page(BANK)
    whole = bare.replace(b"<body>", b'<body><form action="/search">').replace(b"</body>", b"</form></body>")
    asked = bare.replace(b"<footer>", f"<form><p>{RAID[0]}</p></form><footer>".encode())
    assert [extracted(one).text for one in (whole, asked)] == [extracted(bare).text] * 2
    assert all(extracted(one).glanced for one in (whole, asked))
