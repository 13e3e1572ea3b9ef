"""What a page says of its article in JSON-LD (schema.org)."""

from __future__ import annotations

import html
import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from testimonia.gather.paragraphs import flat

_ARTICLES = ("article", "posting", "report")  # NewsArticle, ReportageNewsArticle, LiveBlogPosting, BlogPosting …
_PAGES = ("webpage", "itempage")
_DATE = re.compile(r'"datePublished"\s*:\s*"([^"]{8,40})"')
_MAX_DEPTH = 6
Thing = Mapping[str, Any]


def article(scripts: list[str], title: str | None) -> dict[str, str]:
    """What the page's JSON-LD says of its article, by schema.org's names: `headline`, `datePublished`, `dateModified`,
    `publisher` (its name), `url`, `inLanguage`, `articleBody`; keys that are not said are absent.

    `scripts` are the texts of the page's JSON-LD scripts. Of several articles the one whose headline is the page's
    `title` counts, else the first. A page that describes itself only as a WebPage gives what that says. A script that
    is no JSON gives its `datePublished`, where it has exactly one.
    """
    things: list[Thing] = []
    for script in scripts:
        things += _things(_parsed(script), 0)
    names = {t["@id"]: t for t in things if isinstance(t.get("@id"), str) and len(t) > 1}
    articles = [t for t in things if _is(t, _ARTICLES)]
    same = [t for t in articles if title and flat(_text(t.get("headline")) or "") == flat(title)]
    said: dict[str, str] = {}
    for thing in [*same[:1], *articles[:1], *[t for t in things if _is(t, _PAGES)][:1]]:
        for key, value in _said(thing, names).items():
            said.setdefault(key, value)
    if not things:
        dates = {d for script in scripts for d in _DATE.findall(script)}
        if len(dates) == 1:
            said["datePublished"] = dates.pop()
    return said


def _parsed(script: str) -> object:
    script = (
        re.sub(r"^\s*(?://\s*)?<!(?:--|\[CDATA\[)|(?://\s*)?(?:-->|\]\]>)\s*$", "", script.strip()).strip().rstrip(";")
    )
    try:
        return json.loads(script, strict=False)
    except (ValueError, RecursionError):
        return None


def _things(value: object, depth: int) -> Iterator[Thing]:
    """The objects of a script, those under `@graph` and `mainEntity` among them; not the lists of further reading."""
    if depth > _MAX_DEPTH:
        return
    if isinstance(value, list):
        for one in value:
            yield from _things(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        for key in ("@graph", "mainEntity", "mainEntityOfPage"):
            yield from _things(value.get(key), depth + 1)


def _is(thing: Thing, kinds: tuple[str, ...]) -> bool:
    kind = thing.get("@type")
    types = kind if isinstance(kind, list) else [kind]
    return any(isinstance(t, str) and t.lower().endswith(kinds) for t in types)


def _said(thing: Thing, names: Mapping[str, Thing]) -> dict[str, str]:
    said = {
        key: _text(thing.get(key)) for key in ("headline", "datePublished", "dateModified", "inLanguage", "articleBody")
    }
    said["publisher"] = _name(thing.get("publisher"), names) or _name(thing.get("sourceOrganization"), names)
    said["url"] = _text(thing.get("url")) or _address(thing.get("mainEntityOfPage"))
    return {key: value for key, value in said.items() if value}


def _name(value: object, names: Mapping[str, Thing]) -> str | None:
    """The name of an organisation: a string, an object with a `name`, a reference to one, or a list of these."""
    if isinstance(value, list):
        return next((found for one in value if (found := _name(one, names))), None)
    if isinstance(value, dict):
        return _text(value.get("name")) or _text(names.get(str(value.get("@id")), {}).get("name"))
    return _text(value)


def _address(value: object) -> str | None:
    return _text(value.get("@id")) if isinstance(value, dict) else _text(value)


def _text(value: object) -> str | None:
    if isinstance(value, list):
        value = value[0] if value else None
    if isinstance(value, dict):
        value = value.get("name") or value.get("@value")
    return html.unescape(value).strip() or None if isinstance(value, str) else None
