"""Pages of several shapes, and what is made of them."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pytest

from testimonia.gather.html import HtmlSource
from testimonia.gather.jsonld import article
from testimonia.model.text import Document

FIXTURES = Path(__file__).parent.parent / "fixtures" / "gather"
FIRST = (
    "Gunmen on motorcycles stormed a village in the Mopti region on Saturday and shot dead nine farmers, police said."
)
SECOND = (
    "The attackers burned granaries and drove away cattle before leaving towards the north, an elder told this paper."
)
BODY = f"<p>{FIRST}</p><p>{SECOND}</p>"


def read(page: str | bytes, published: str | None = None) -> Document:
    data = page.encode() if isinstance(page, str) else page
    (document,) = HtmlSource().stream(io.BytesIO(data), "page", published)
    assert isinstance(document, Document), document
    return document


def page(head: str = "", body: str = BODY, html: str = "<html>") -> str:
    return f"<!DOCTYPE html>{html}<head><meta charset=utf-8>{head}</head><body><article>{body}</article></body></html>"


def linked(**thing: object) -> str:
    return f'<script type="application/ld+json">{json.dumps({"@type": "NewsArticle"} | thing)}</script>'


def test_an_article_with_json_ld() -> None:
    (document,) = HtmlSource().documents(FIXTURES / "jsonld.html")
    assert isinstance(document, Document)
    assert document.title == "Blast at Baidoa market kills five & wounds 12"
    assert (document.published, document.modified) == ("2018-06-02T09:30:00+03:00", "2018-06-03T08:00:00Z")
    assert (document.publisher, document.lang) == ("Example Times", "en")
    assert document.url == "https://www.example.org/news/2018/06/02/blast-baidoa"
    assert document.found["published"] == "json-ld datePublished"
    paragraphs = document.text.split("\n\n")
    assert paragraphs[0] == document.title
    assert paragraphs[1].startswith("A bomb hidden in a cart")
    assert paragraphs[-1].startswith("“We heard a loud sound")
    assert document.text.count(document.title) == 1
    assert "Most read" not in document.text
    assert "Home" not in document.text
    assert "2024" not in document.text


def test_a_page_with_meta_elements_alone() -> None:
    (document,) = HtmlSource().documents(FIXTURES / "meta.html")
    assert isinstance(document, Document)
    assert document.title == "Gunmen storm village"
    assert document.published == "2019-11-03T10:00:00+00:00"
    assert document.publisher == "Daily Sample"
    assert document.url is None  # og:url is the front page: it names no report
    assert [p.split()[0] for p in document.text.split("\n\n")] == ["Gunmen", "Gunmen", "The"]


PUBLISHED = [
    ("", None, None),
    (linked(datePublished="2019-11-03"), "2019-11-03", "json-ld datePublished"),
    (linked(datePublished="soon") + '<meta name="date" content="2019-11-03">', "2019-11-03", "meta date"),
    ('<meta property="article:published_time" content="2019-11-03T01:00:00+02:00">', "2019-11-03T01:00:00+02:00",
     "meta article:published_time"),
    ('<meta name="DC.date.issued" content="2019-11-03">', "2019-11-03", "meta dc.date.issued"),
    ('<meta itemprop="datePublished" content="2019-11-03">', "2019-11-03", "meta datepublished"),
    ('<meta name="date" content="2019-02-30">', None, None),
    ('<link rel="canonical" href="https://a.example/2019/11/03/village">', "2019-11-03", "address"),
    ('<link rel="canonical" href="https://a.example/2019/13/03/village">', None, None),
    ('<meta property="article:modified_time" content="2019-11-04">'
     '<meta property="article:published_time" content="2019-11-03">', "2019-11-03", "meta article:published_time"),
    ('<script type="application/ld+json">{"@type": "NewsArticle", "datePublished": "2019-11-03", broken}</script>',
     "2019-11-03", "json-ld datePublished"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "date", "where"), PUBLISHED)
def test_published(head: str, date: str | None, where: str | None) -> None:
    document = read(page(head))
    assert (document.published, document.found.get("published")) == (date, where)


SHOWN = [
    ('<time datetime="2019-11-03T08:00">3 Nov</time>', "2019-11-03T08:00", "time"),
    ('<span itemprop="datePublished" datetime="2019-11-03">3 Nov</span>', "2019-11-03", "itemprop datePublished"),
    ('<b class="published"><i title="2019-11-03">Sunday</i></b>', "2019-11-03", "class published"),
]


@pytest.mark.parametrize(("shown", "date", "where"), SHOWN)
def test_published_as_shown(shown: str, date: str, where: str) -> None:
    document = read(page(body=f"<h1>Gunmen storm a village</h1>{shown}{BODY}"))
    assert (document.published, document.found["published"]) == (date, where)


def test_the_users_date_counts_only_where_the_page_has_none() -> None:
    assert read(page(), "2018-01-01").published == "2018-01-01"
    assert read(page(), "2018-01-01").found["published"] == "--published"
    assert read(page(linked(datePublished="2019-11-03")), "2018-01-01").published == "2019-11-03"


TITLES = [
    ("<title>Gunmen storm a village | Daily Sample</title>", "Gunmen storm a village"),
    ("<title>Gunmen storm a village - Daily Sample, the free paper</title>", "Gunmen storm a village"),
    ("<title>Gunmen storm a village</title>", "Gunmen storm a village"),
    ('<meta property="og:title" content="Mali - gunmen storm a village">', "Mali - gunmen storm a village"),
    ('<meta property="og:title" content="Gunmen storm a village - The Sample">'
     '<meta property="og:site_name" content="Sample">', "Gunmen storm a village"),
    (linked(headline="Gunmen &amp; looters storm a village"), "Gunmen & looters storm a village"),
    (linked(headline="A\n  village"), "A village"),
]  # fmt: skip


@pytest.mark.parametrize(("head", "title"), TITLES)
def test_titles(head: str, title: str) -> None:
    document = read(page(head))
    assert document.title == title
    assert document.text == f"{title}\n\n{FIRST}\n\n{SECOND}"


def test_a_title_that_the_text_repeats_stands_once() -> None:
    document = read(page("<title>Gunmen storm a village</title>", f"<h1>Gunmen storm a village</h1>{BODY}"))
    assert document.text == f"Gunmen storm a village\n\n{FIRST}\n\n{SECOND}"


PUBLISHERS = [
    (linked(publisher={"@type": "Organization", "name": "Sample"}), "Sample"),
    (linked(publisher="Sample"), "Sample"),
    (linked(publisher=[{"name": "Sample"}, {"name": "Other"}]), "Sample"),
    ('<meta property="og:site_name" content="Sample">', "Sample"),
    ('<meta name="publisher" content="https://social.example/sample">', None),
    ('<link rel="canonical" href="https://www.sample.example/a">', "sample.example"),
]


@pytest.mark.parametrize(("head", "publisher"), PUBLISHERS)
def test_publishers(head: str, publisher: str | None) -> None:
    assert read(page(head)).publisher == publisher


def test_of_several_articles_the_pages_own_counts() -> None:
    other = {"@type": "NewsArticle", "headline": "Another thing", "datePublished": "2001-01-01"}
    own = {"@type": "Report", "headline": "Gunmen storm a village", "datePublished": "2019-11-03"}
    assert article([json.dumps([other, own])], "Gunmen storm a village!")["datePublished"] == "2019-11-03"
    assert article([json.dumps([other, own])], None)["datePublished"] == "2001-01-01"


def test_lists_of_further_reading_are_not_the_article() -> None:
    other = {"@type": "NewsArticle", "headline": "Another thing", "datePublished": "2001-01-01"}
    assert article([json.dumps({"@type": "ItemList", "itemListElement": [{"item": other}]})], None) == {}


def test_the_text_in_json_ld_stands_in_for_an_empty_page() -> None:
    document = read(page(linked(articleBody=f"{FIRST}\n{SECOND}"), "<div id=app></div>"))
    assert document.text == f"{FIRST}\n\n{SECOND}"
    assert document.found["text"] == "json-ld articleBody"


def test_preformatted_text_keeps_its_paragraphs_and_loses_its_line_ends() -> None:
    document = read(page(body=f"<pre>\n{FIRST.replace(' region', chr(10) + 'region')}\n\n{SECOND}\n</pre>"))
    assert document.text == f"{FIRST}\n\n{SECOND}"


def test_a_page_of_very_many_elements_gives_its_blocks() -> None:
    document = read(
        page(
            body=f"<nav>Home</nav>Mopti.<script>x</script> {BODY}<p>The<!-- x --> <b>end</b>.</p>" + "<i></i>" * 40_001
        )
    )
    assert document.text == f"Mopti.\n\n{FIRST}\n\n{SECOND}\n\nThe end."
    assert document.found["text"] == "blocks of the page"


@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-r", "utf-16", "utf-8"])
def test_the_pages_encoding(encoding: str) -> None:
    words = "Взрыв на рынке унёс жизни пяти человек, сообщили местные власти в пятницу."
    head = f'<meta http-equiv="Content-Type" content="text/html; charset={encoding}">'
    assert read(f"<html><head>{head}</head><body><p>{words}</p></body></html>".encode(encoding)).text == words


@pytest.mark.parametrize(("html", "lang"), [('<html lang="en-GB">', "en"), ('<html lang="">', None), ("<html>", None)])
def test_language(html: str, lang: str | None) -> None:
    assert read(page(html=html)).lang == lang


def test_the_same_address_is_the_same_document() -> None:
    one = read(page('<link rel="canonical" href="https://a.example/x?utm_source=mail">'))
    two = read(page('<meta property="og:url" content="https://A.example/x#top">', BODY + "<p>Updated: ten dead.</p>"))
    assert one.id == two.id
    assert one.version != two.version
