"""Sitemaps, also those of news: lists of addresses (sitemaps.org, and Google's news extension of 2009)."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from typing import Any

from testimonia.gather.addresses import canonical, host
from testimonia.gather.dates import loose
from testimonia.gather.feed import Link
from testimonia.gather.limits import MAX_FEED_BYTES, MAX_LINKS, MAX_SITEMAPS
from testimonia.gather.metadata import writable
from testimonia.gather.opening import reason, whole
from testimonia.gather.unpacking import unpacked
from testimonia.model.errors import InputError

_SITEMAP = re.compile(
    rb"\s*(?:<\?xml[^>]*>\s*|<!--.*?-->\s*|<\?[^>]*>\s*)*<(?:\w+:)?(?:urlset|sitemapindex)\b", re.I | re.S
)
_CURE = "give the address of a sitemap or a feed"
#: Elements of one entry by their names without namespace: which field they fill.
_FIELDS = {"loc": "url", "lastmod": "modified", "title": "title", "publication_date": "published", "name": "publisher",
           "language": "lang"}  # fmt: skip
_DATES = ("published", "modified")
#: Namespaces of extensions whose `loc` and `title` are those of pictures and films.
_OTHERS = re.compile("sitemap-(?:image|video|mobile)|xhtml")


def is_sitemap(head: bytes) -> bool:
    """Whether an input that begins with these bytes is a sitemap or an index of sitemaps."""
    return _SITEMAP.match(head.removeprefix(b"\xef\xbb\xbf")) is not None


def links(data: bytes, name: str) -> tuple[list[Link], list[Link]]:
    """The pages and the further sitemaps that a sitemap lists, each in its order; packed ones (.xml.gz) too.

    Raises InputError where it is damaged, too long, or declares entities of its own."""
    plain = whole(unpacked(io.BytesIO(data), name), MAX_FEED_BYTES, name, _CURE)
    if re.search(rb"<!(?:ENTITY|DOCTYPE)", plain[:100_000], re.IGNORECASE):
        raise InputError(name, "declares entities of its own, as bombs do", "take the declarations out")
    pages: list[Link] = []
    maps: list[Link] = []
    for tag, said in _listed(plain, name):
        url = canonical(said.pop("url", ("", ""))[0])
        if not url:
            continue
        link = Link(url=url, said=said | {"url": (url, "sitemap loc")})
        (pages if tag == "url" else maps).append(link)
    if len(pages) > MAX_LINKS or len(maps) > MAX_SITEMAPS:
        raise InputError(name, f"lists more than {MAX_LINKS:,} pages or {MAX_SITEMAPS:,} sitemaps", _CURE)
    if not pages and not maps:
        raise InputError(name, "is a sitemap that lists nothing", _CURE)
    return pages, maps


def _listed(data: bytes, name: str) -> Iterator[tuple[str, dict[str, tuple[str, str]]]]:
    from lxml import etree

    said: dict[str, tuple[str, str]] = {}
    try:
        walk = etree.iterparse(io.BytesIO(data), resolve_entities=False, no_network=True, load_dtd=False)
        for _, element in walk:
            space, _, tag = element.tag.rpartition("}") if isinstance(element.tag, str) else ("", "", "")
            if _OTHERS.search(space):
                continue
            if tag in _FIELDS:
                told = _told(_FIELDS[tag], element)
                if told and _FIELDS[tag] not in said:
                    said[_FIELDS[tag]] = (told, f"sitemap {tag}")
            elif tag in ("url", "sitemap"):
                if "url" in said and "publisher" not in said and (site := host(said["url"][0])):
                    said["publisher"] = (site, "sitemap loc")
                yield tag, said
                said = {}
                element.clear()
    except etree.XMLSyntaxError as fault:
        raise InputError(name, f"is a damaged sitemap: {reason(fault)}", _CURE) from fault


def _told(field: str, element: Any) -> str:
    """What an element says, in its proper form; nothing where it says none."""
    text = " ".join(writable(element.text or "").split())
    if field in _DATES:
        return loose(text) or ""
    if field == "lang":
        code = re.match(r"[A-Za-z]{2,3}(?![A-Za-z])", text)
        return code[0].lower() if code else ""
    return text
