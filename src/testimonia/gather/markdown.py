"""Markdown: notes and posts, with front matter where they have it."""

from __future__ import annotations

import re
from typing import Any

import msgspec

from testimonia.gather.columns import Columns, Said
from testimonia.gather.encoding import decode
from testimonia.gather.limits import CUT, MAX_PAGE_BYTES
from testimonia.gather.metadata import writable
from testimonia.gather.paragraphs import flat, lines
from testimonia.gather.single import SingleSource
from testimonia.model.errors import InputError
from testimonia.model.text import Document

_FRONT = re.compile(r"\A\s*(---|\+\+\+)[ \t]*\n(.*?)\n(?:\1|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_PAIR = re.compile(r"([A-Za-z][\w .-]{0,40}?)[ \t]*[:=][ \t]*(\S.*)?$")
_TAG = re.compile(r"<!--.*?-->|</?[A-Za-z][^>\n]{0,2000}>", re.DOTALL)
_NOTE = re.compile(r"\[\^[\w-]{1,20}\](?!:)")
#: Blocks within blocks, beyond which the parser takes all for plain text.
_NESTING = 60


class MarkdownSource(SingleSource):
    """A `.md` file is one document: the words without their marks, a blank line between headings, paragraphs, items of
    lists and rows of tables. The first heading of the highest level is the title. Front matter between lines of `---`
    (or `+++`) may hold `title`, `date`, `publisher`, `url`, `lang` and the other usual names, one `key: value` a line;
    what is nested in it is left alone."""

    name = "markdown"
    apart = True
    suffixes = frozenset({".md", ".markdown", ".mdown"})
    limit = MAX_PAGE_BYTES
    cure = CUT

    def document(self, data: bytes, name: str, published: str | None = None) -> Document:
        """The document of a file's bytes. Raises InputError where there is none in them."""
        return _document(data, name, published)


def _document(data: bytes, name: str, published: str | None) -> Document:
    text = writable(decode(data, name).text).replace("\r\n", "\n").replace("\r", "\n")
    said, text = _front_matter(text)
    title, paragraphs = _paragraphs(text)
    if not paragraphs:
        raise InputError(name, "is empty", "give a file with the report's text")
    found = dict.fromkeys(said, "front matter")
    if title and "title" not in said:
        said["title"], found["title"] = title, "first heading"
    if "title" in said and flat(paragraphs[0]) != flat(said["title"]) and "title" in found:
        paragraphs.insert(0, said["title"])
    columns = Columns({part: part for part in (*said, "text")}, Said())
    document = columns.document({**said, "text": "\n\n".join(paragraphs)}, name, published)
    return _with_found(document, found)


def _with_found(document: Document, found: dict[str, str]) -> Document:
    told = {part: found.get(part, where) for part, where in document.found.items()}
    return msgspec.structs.replace(document, found=told)


def _front_matter(text: str) -> tuple[dict[str, str], str]:
    """What the front matter says, by part of a document, and the text after it."""
    found = _FRONT.match(text)
    pairs = [_PAIR.match(line) for line in found[2].split("\n")] if found else []
    if not found or not any(pairs):
        return {}, text
    plain = {pair[1]: (pair[2] or "").strip().strip("\"'") for pair in pairs if pair}
    parts = Columns.of((*plain, "text"), Said(), "").parts
    said = {part: plain[column] for part, column in parts.items() if plain.get(column) and part != "text"}
    return said, text[found.end() :]


def _paragraphs(text: str) -> tuple[str | None, list[str]]:
    """The first heading of the highest level, and the blocks of words of a Markdown text in their order."""
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark", {"maxNesting": _NESTING}).enable(["table", "strikethrough"])
    try:
        tokens = parser.parse(text)
    except Exception:  # a parser of a language without errors that fails all the same: the words are still there
        return None, lines(text)
    headings: list[tuple[str, str]] = []
    paragraphs: list[str] = []
    row: list[str] | None = None
    opened = ""
    for token in tokens:
        if token.type == "tr_open":
            row = []
        elif token.type == "tr_close" and row is not None:
            paragraphs += [" | ".join(row)] if row else []
            row = None
        elif words := _words(token):
            if row is not None:
                row.append(words)
                continue
            paragraphs.append(words)
            if opened[:1] == "h" and opened[1:].isdigit():
                headings.append((opened, words))
        opened = token.tag if token.nesting == 1 else ""
    return (min(headings, key=lambda heading: heading[0])[1] if headings else None), paragraphs


def _words(token: Any) -> str:
    """The words of a block without marks: of a link its words, of a picture its description."""
    if token.type in ("fence", "code_block", "html_block"):
        return " ".join(_TAG.sub(" ", token.content).split())
    if token.type != "inline":
        return ""
    parts = []
    for child in token.children or ():
        if child.type in ("softbreak", "hardbreak"):
            parts.append(" ")
        elif child.type in ("text", "code_inline", "image"):
            parts.append(child.content)
    return " ".join(_NOTE.sub("", "".join(parts)).split())
