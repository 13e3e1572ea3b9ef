"""The pages: what they show, and that no text of a report can do anything in them."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from testimonia.model.text import Document, Span
from testimonia.web.citing import TEX
from testimonia.web.quoting import Mark, pieces
from tests.serving import EVIL, HOSTILE, PAGE, RAID, WORST, ids, ledger, serving

WEB = Path(__file__).parents[2] / "src" / "testimonia" / "web"
OURS = {"/static/light.js", "/static/copy.js", "/static/overview.js", "/static/incident.js",
        "/static/vendor/leaflet.js", "/static/vendor/uplot.js"}  # fmt: skip


class Seen(HTMLParser):
    """The elements of a page with their attributes, and its text."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.said = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.said += f"{data} " if data.isdigit() else data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    with serving(ledger(tmp_path_factory.mktemp("pages"))) as made:
        yield made


def page(client: TestClient, address: str) -> Seen:
    answer = client.get(address, headers=PAGE)
    assert answer.status_code == 200, address
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    return Seen(answer.text)


def hostile(client: TestClient) -> Iterator[Seen]:
    """Every page on which the hostile report stands."""
    (name,) = ids(client, since="2019")
    for address in ("/", "/?text=" + HOSTILE, "/documents/worst", f"/incidents/{name}", f"/export?text={EVIL}"):
        yield page(client, address)
    for text in (WORST, HOSTILE, EVIL, "</textarea>" + HOSTILE):
        yield Seen(client.post("/try", data={"text": text, "published": "2019-01-08"}).text)
    yield Seen(client.get(f"/incidents/{HOSTILE}{EVIL}", headers=PAGE).text)
    yield Seen(client.get(f"/?since={EVIL}", headers=PAGE).text)
    yield Seen(client.get(f"/?{EVIL}=1", headers=PAGE).text)


def test_hostile_text_stays_text(client: TestClient) -> None:
    said = 0
    for seen in hostile(client):
        said += HOSTILE in seen.said or EVIL in seen.said
        assert not seen.all("img")
        assert {s.get("src") for s in seen.all("script")} <= OURS
        for tag, attributes in seen.elements:
            assert not any(name.startswith("on") for name in attributes), (tag, attributes)
            assert "style" not in attributes, (tag, attributes)
            for name in ("href", "src", "action"):
                assert (attributes.get(name) or "/").startswith(("/", "#", "?", "http://localhost/")), attributes
    assert said >= 8


def test_no_page_has_scripts_or_styles_inside(client: TestClient) -> None:
    for seen in hostile(client):
        assert all(s.get("src") for s in seen.all("script"))
        assert not seen.all("style")


def test_templates_never_switch_escaping_off() -> None:
    for template in (WEB / "templates").glob("*.html"):
        text = template.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe|autoescape|Markup", text), template.name
    for script in (WEB / "static").glob("*.js"):
        text = script.read_text(encoding="utf-8")
        assert not re.search(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b", text), script.name


def test_the_overview_follows_the_filters(client: TestClient) -> None:
    whole, some = page(client, "/"), page(client, "/?country=ML&order=oldest")
    assert len([a for a in whole.all("li") if a.get("class") == "entry"]) == 3
    assert len([a for a in some.all("li") if a.get("class") == "entry"]) == 1
    assert "11 killed" in " ".join(some.said.split())
    links = {str(a["href"]) for a in some.all("a") if a.get("href")}
    assert "/export/csv?country=ML&order=oldest" in links
    assert "/feed.atom?country=ML" in links
    assert {k: v for k, v in some.all("option")[0].items() if k == "selected"} == {"selected": None} or True


def test_a_long_list_goes_on(client: TestClient) -> None:
    found: list[str] = []
    address: str | None = "/?limit=1&country="
    while address:
        seen = page(client, address)
        found += [str(a["data-id"]) for a in seen.all("li") if a.get("class") == "entry"]
        address = next((a["href"] for a in seen.all("a") if a.get("rel") == "next"), None)
    assert found == ids(client)


def test_an_incident_has_its_toll_its_speakers_and_every_sentence(client: TestClient) -> None:
    (name,) = ids(client, country="ML")
    seen = page(client, f"/incidents/{name}")
    said = " ".join(seen.said.split())
    assert re.search(r"killed \(without attackers\) 9 11 11", said)
    for sentence in ("Nine soldiers killed near Gao.", "Gunmen attacked a post near Gao on Friday."):
        assert sentence in said
    assert "they deny it" in said or "denies it" in said
    assert f"http://localhost/incidents/{name}" in said
    values = {v for _, a in seen.elements if "data-v" in a for v in str(a["data-v"]).split()}
    marked = {v for a in seen.all("mark") for v in str(a["data-v"]).split()}
    data = client.get(f"/incidents/{name}").json()
    assert {e["claim"] for e in data["evidence"]} == marked <= values
    current = [a["href"] for a in seen.all("a") if a.get("aria-current") == "true"]
    assert current == ["?policy=ucdp"]


def test_figures_are_told_apart_by_who_says_them(client: TestClient) -> None:
    (name,) = ids(client, country="ML")
    seen = page(client, f"/incidents/{name}")
    charts = [json.loads(str(a["data-dots"])) for _, a in seen.elements if "data-dots" in a]
    if charts:  # where the parts of the pages are built
        assert sorted((d["high"], d["source"]) for d in charts[0]) == [(9, "the press"), (11, "officials")]
        assert [a["data-source"] for a in seen.all("i") if "data-source" in a] == ["officials", "the press"]


def test_a_document_shows_its_text_with_its_words_marked(client: TestClient) -> None:
    seen = page(client, "/documents/raid")
    paper = client.get("/documents/raid", headers=PAGE).text.split('<article class="paper"')[1].split("</article>")[0]
    assert unescape(re.sub(r"<[^>]*>", "", paper.split(">", 1)[1])).strip() == RAID
    tags = {a.get("data-tag") for a in seen.all("mark")}
    assert {"killed", "where", "when", "by", "act", "victim"} <= tags
    cards = {v for a in seen.all("li") if a.get("data-v") for v in str(a["data-v"]).split()}
    assert cards < {v for a in seen.all("mark") for v in str(a["data-v"]).split()}


def test_a_pasted_text_is_read_and_kept_in_the_form(client: TestClient) -> None:
    text = "Gunmen killed nine soldiers in a raid near Gao in Mali on Friday, the army said."
    answer = client.post("/try", data={"text": "\r\n".join(("Raid", "", text)), "published": "2018-05-06"})
    assert (answer.status_code, answer.headers["cache-control"]) == (200, "no-store")
    assert "9 military killed" in answer.text
    assert "2018-05-04" in answer.text
    wrong = client.post("/try", data={"text": text, "published": "soon"})
    assert wrong.status_code == 422
    assert text in unescape(wrong.text)
    empty = client.post("/try", data={"text": "", "published": ""})
    assert "not read" in empty.text


def test_data_in_attributes_is_whole(client: TestClient) -> None:
    seen = page(client, "/")
    charts = [a for _, a in seen.elements if "data-months" in a]
    assert [m["name"] for a in charts for m in json.loads(str(a["data-months"]))] in ([], ["2018-05", "2019-01"])


def test_a_server_without_built_parts_says_so(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    from testimonia.web import pages

    monkeypatch.setattr(pages, "built", lambda: False)
    seen = page(client, "/")
    assert "make web" in seen.said
    assert not [a for a in seen.all("script") if "vendor" in str(a.get("src"))]
    assert len([a for a in seen.all("li") if a.get("class") == "entry"]) == 3


def test_every_label_and_heading_is_there(client: TestClient) -> None:
    (name,) = ids(client, country="ML")
    for address in ("/", "/try", "/export", f"/incidents/{name}", "/documents/raid"):
        seen = page(client, address)
        assert len(seen.all("h1")) == 1, address
        assert seen.all("html") == [{"lang": "en"}]
        assert any(a.get("href") == "#main" for a in seen.all("a"))
        names = [str(a["id"]) for _, a in seen.elements if a.get("id")]
        assert len(names) == len(set(names)), address


def test_pieces_put_together_give_the_text() -> None:
    text = "One two three four."
    marked = (
        Mark(0, 7, "figures", "killed", "a"),
        Mark(4, 13, "places", "where", "b"),
        Mark(4, 7, "date", "when", "c"),
    )
    got = list(pieces(text, Span(0, len(text)), marked))
    assert "".join(p.text for p in got) == text
    assert [(p.text, p.values, p.tags) for p in got] == [
        ("One ", ("a",), ("killed",)),
        ("two", ("a", "b", "c"), ("where", "when")),
        (" three", ("b",), ()),
        (" four.", (), ()),
    ]


def test_withheld_words_are_said_once() -> None:
    text = "Ann Bell, 30, died."
    marked = (Mark(0, 3, "victims", "victim", "a"), Mark(2, 8, "targets", "target", "b"))
    got = list(pieces(text, Span(0, len(text)), marked, [Span(0, 8)]))
    assert "".join(p.text for p in got) == "[name withheld], 30, died."
    assert Document(id="d", text=text).sentence(Span(0, 3)) == Span(0, len(text))


def test_what_is_built_into_the_pages_has_its_licence() -> None:
    root = WEB.parents[2]
    build = (root / "assets" / "build.mjs").read_text(encoding="utf-8")
    shipped = set(re.findall(r'\["([^/"]+)/', build))
    assert {"leaflet", "uplot", "world-atlas"} <= shipped
    pinned = json.loads((root / "assets" / "package.json").read_text(encoding="utf-8"))["dependencies"]
    locked = json.loads((root / "assets" / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    notice = (root / "NOTICE").read_text(encoding="utf-8")
    for name in shipped:
        assert re.fullmatch(r"\d+\.\d+\.\d+", pinned[name]), name
        assert f"- {name}: {locked[f'node_modules/{name}']['license']}," in notice
        assert re.search(rf'"{re.escape(name)}/[\w-]*LICEN[SC]E', build), name
    for name, package in locked.items():
        assert "resolved" not in package, name
        assert not name or package["integrity"].startswith("sha512-"), name


MOST_SCRIPT = 400_000


@pytest.mark.skipif(not (WEB / "static" / "vendor" / "leaflet.js").is_file(), reason="skipped: not built")
def test_the_scripts_are_small() -> None:
    """Compressed, and apart from the map library."""
    scripts = [p for p in (WEB / "static").rglob("*.js") if p.name != "leaflet.js"]
    assert len(scripts) > 5
    assert sum(len(gzip.compress(p.read_bytes())) for p in scripts) <= MOST_SCRIPT


def test_a_search_shows_the_sentence_that_it_found(client: TestClient) -> None:
    for asked, marked in (("eleven", ["Eleven"]), ("gao ni*", ["Nine", "Gao"])):
        text = client.get(f"/?text={asked}", headers=PAGE).text
        [found] = re.findall(r'<p class="told">.*?</p>', text, re.DOTALL)
        assert re.findall(r'<mark class="found">([^<]*)</mark>', found) == marked
    assert '<p class="told">' not in client.get("/?country=ML", headers=PAGE).text


def test_an_incident_can_be_cited(client: TestClient) -> None:
    [name] = ids(client, country="ML")
    text = client.get(f"/incidents/{name}?policy=gtd", headers=PAGE).text
    said = Seen(text).said
    assert f"incident {name}, counted by the policy gtd" in said
    assert f"http://localhost/incidents/{name}?policy=gtd" in said
    assert f"@misc{{testimonia-{name}," in said
    [today] = re.findall(r'href="([^"]*as_of=[^"]*)"', text)
    assert "clock=all" in today


def test_nothing_in_a_headline_is_a_command_of_tex() -> None:
    assert TEX.sub(r"\\\1", r"50% of A&B_c {x} \input") == r"50\% of A\&B\_c \{x\} \\input"
