"""What a page says about itself: title, publisher, dates, address and language, each with the place where it says
so."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import chain
from typing import Any

import msgspec

from testimonia.gather.addresses import canonical, host, is_front_page
from testimonia.gather.dates import loose
from testimonia.gather.jsonld import article
from testimonia.gather.metadata import Metadata, writable

#: Names of meta elements (`name`, `property` or `itemprop`, in small letters) by field, the surest first.
_META: dict[str, tuple[str, ...]] = {
    "title": ("og:title", "citation_title", "dc.title", "dcterms.title", "parsely-title", "twitter:title"),
    "published": (
        "article:published_time", "og:article:published_time", "og:published_time", "article:published",
        "datepublished",
        "citation_publication_date", "citation_date", "parsely-pub-date", "dcterms.issued", "dc.date.issued",
        "dcterms.created", "dc.date", "dcterms.date", "sailthru.date", "cxenseparse:recs:publishtime",
        "publication_date", "publication-date",
        "publish-date", "publishdate", "publish_date", "pubdate", "originalpublicationdate", "date",
    ),
    "modified": (
        "article:modified_time", "og:updated_time", "datemodified", "dcterms.modified", "dc.date.modified", "lastmod",
        "last-modified",
    ),
    "publisher": (
        "og:site_name", "citation_publisher", "dc.publisher", "dcterms.publisher", "application-name", "publisher",
    ),
    "url": ("og:url",),
    "lang": ("dc.language", "dcterms.language", "content-language", "og:locale"),
}  # fmt: skip
_FROM_JSONLD = {"headline": "title", "datePublished": "published", "dateModified": "modified", "publisher": "publisher",
                "url": "url", "inLanguage": "lang"}  # fmt: skip
_DATED_PATH = re.compile(r"/((?:19|20)\d\d)[/-](\d{1,2})[/-](\d{1,2})(?=[/_-]|$)")
_TITLE_END = re.compile(r"\s+(?:[|–—«»·]|-|::)\s+([^|–—«»·]{2,60})$")
#: The elements that tell of their page; those within others that tell of something else do not.
_TELLING = ("meta", "link", "script", "title", "h1", "time")
_ASIDE = frozenset({"aside", "nav", "footer", "li"})
#: The elements that name a date of publication, found by their attributes in half the time that all elements take.
_SAID = "//@class[contains(., 'published')]/.. | //@itemprop[. = 'datePublished']/.."
Elements = Mapping[str, list[Any]]


class Said(msgspec.Struct, frozen=True):
    """One thing that a page says: a `Metadata` field, the value as written, and where it stands."""

    field: str
    value: str
    where: str


def describe(tree: Any, known: Said | None = None) -> tuple[Metadata, str | None]:
    """The metadata of a page (an lxml tree), and the article's text in JSON-LD where it stands there too. `known` is
    the address that the page was fetched from, where whoever saved it wrote that down; the page's own word goes first.

    The first valid value of each field counts: JSON-LD, meta elements, then what the page shows. Values that are no
    dates, or addresses of a front page, are passed over. What the page does not say is None.
    """
    telling: Elements = {tag: [] for tag in _TELLING}
    for element in tree.iter(*_TELLING):  # once: on its way through a tree the memory is what takes time
        telling[element.tag].append(element)
    meta, heading = _meta(telling["meta"]), _heading(telling["h1"])
    title = next((meta[k] for k in _META["title"] if k in meta), None) or heading
    scripts = [s.text_content() for s in telling["script"] if s.get("type") == "application/ld+json"]
    told = article(scripts, title)
    chosen: dict[str, Said] = {}
    for said in chain(
        _all(tree, telling, meta, told, heading), _times(tree, telling["time"], chosen), (known,) if known else ()
    ):
        if said.field not in chosen and (value := _valid(said)):
            chosen[said.field] = Said(said.field, value, said.where)
    if "url" in chosen:
        for said in by_address(chosen["url"].value):
            chosen.setdefault(said.field, said)
    fields = {said.field: said.value for said in chosen.values()}
    if "title" in fields:
        fields["title"] = _without_site(fields["title"], fields.get("publisher"), chosen["title"].where)
    return Metadata(**fields, found={f: s.where for f, s in chosen.items()}), told.get("articleBody")


def _all(
    tree: Any, telling: Elements, meta: dict[str, str], told: dict[str, str], heading: str | None
) -> Iterator[Said]:
    """All that the page says, the surest of each field first. A page's own link to its address comes before all
    others."""
    for link in telling["link"]:
        if link.get("rel") == "canonical" and (href := link.get("href")) is not None:
            yield Said("url", href, "link canonical")
    for key, field in _FROM_JSONLD.items():
        if key in told:
            yield Said(field, told[key], f"json-ld {key}")
    for field, keys in _META.items():
        for key in keys:
            if key in meta:
                yield Said(field, meta[key], f"meta {key}")
    if heading:
        yield Said("title", heading, "h1")
    for value in [t for t in telling["title"] if t.getparent().tag == "head"][:1]:
        yield Said("title", value.text_content(), "title element")
    for value in tree.xpath("/html/@lang | /html/@xml:lang")[:1]:
        yield Said("lang", value, "html lang")


def _times(tree: Any, times: list[Any], chosen: Mapping[str, Said]) -> Iterator[Said]:
    """The times that the page shows: looked for, which takes as long as all else, only where nothing says the date."""
    if "published" in chosen:
        return
    times = [t for t in times if t.get("datetime") is not None]
    said = tree.xpath(_SAID)
    own = {t: tags for t in times if _ASIDE.isdisjoint(tags := {a.tag for a in t.iterancestors()})}
    shown: tuple[tuple[str, Iterable[str | None]], ...] = (
        ("time pubdate", (t.get("datetime") for t in times if t.get("pubdate") is not None)),
        ("itemprop datePublished", (e.get("datetime") for e in said if e.get("itemprop") == "datePublished")),
        (
            "class published",
            (within.get("title") for e in said if "published" in e.get("class", "") for within in e.iter("*")),
        ),
        ("time", (t.get("datetime") for t in own if "article" in own[t])),
        ("time", (t.get("datetime") for t in own if "main" in own[t])),
        ("time", (t.get("datetime") for t in own if "date" in t.get("class", "") or "publish" in t.get("class", ""))),
    )
    for where, values in shown:
        first = next((value for value in values if value is not None), None)
        if first is not None:
            yield Said("published", first, where)


def _meta(elements: list[Any]) -> dict[str, str]:
    """The contents of the page's meta elements by their name in small letters; the first of each name counts."""
    found: dict[str, str] = {}
    for element in elements:
        said = dict(element.items())
        content = said.get("content", "").strip()
        for attribute in ("property", "name", "itemprop", "http-equiv") if content else ():
            if key := said.get(attribute, "").strip().lower():
                found.setdefault(key, content)
    return found


def _heading(elements: list[Any]) -> str | None:
    """The first h1 of three words or more (a logo has fewer)."""
    for element in elements:
        words = _line(element.text_content())
        if len(words.split()) >= 3:
            return words
    return None


def _valid(said: Said) -> str | None:
    """The value in its proper form, or None where it cannot be what it is said to be."""
    if said.field in ("published", "modified"):
        return loose(said.value)
    if said.field == "url":
        url = canonical(said.value)
        return url if url and not is_front_page(url) else None
    if said.field == "lang":
        code = re.split(r"[-_,; ]", said.value.strip())[0].lower()
        return code if re.fullmatch(r"[a-z]{2,3}", code) else None
    text = _line(html.unescape(said.value))
    if said.field == "publisher" and re.match(r"https?:|www\.|@", text):
        return None
    return text or None


def by_address(url: str) -> Iterator[Said]:
    """What the page's address says, where the page itself does not: the day in its path, and the site as the
    publisher."""
    dated = _DATED_PATH.search(url)
    day = loose(f"{dated[1]}-{int(dated[2]):02}-{int(dated[3]):02}") if dated else None
    if day:
        yield Said("published", day, "address")
    if site := host(url):
        yield Said("publisher", site, "address")


def _without_site(title: str, publisher: str | None, where: str) -> str:
    """The title without the site's name at its end. The title element carries one nearly always (up to five words are
    taken for it); elsewhere it is taken off only where it is the publisher's."""
    end = _TITLE_END.search(title)
    if not end:
        return title
    site = end[1].casefold()
    same = publisher is not None and (site in publisher.casefold() or publisher.casefold() in site)
    looks = where == "title element" and len(site.split()) <= 5 and len(title[: end.start()].split()) >= 3
    return title[: end.start()] if same or looks else title


def _line(text: str) -> str:
    return " ".join(writable(text).split())
