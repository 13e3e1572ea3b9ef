"""A document laid out for reading: lines, sentences and tokens, each with the marks that stand in it."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from operator import attrgetter
from typing import NamedTuple

from testimonia.lang.casing import usual_case
from testimonia.model.marks import ActorMark, CountMark, DateMark, Marks, PlaceMark
from testimonia.model.text import Document, Evidence
from testimonia.read.lexicon import Found, Token, pattern, sectioned, tokens, wordset

_end = attrgetter("end")


class Sentence(NamedTuple):
    """One sentence. `order` counts sentences, `line` the lines of the text; `part` is `headline`, `heading` (a short
    line without a full stop that stands above others), `body`, `furniture` (of the page) or `aside` (a digest's
    sport, weather, accidents). `cues` are the phrases of the contexts table in it, each with its section as its row.
    """

    order: int
    line: int
    start: int
    end: int
    part: str
    tokens: tuple[Token, ...]
    dates: tuple[DateMark, ...]
    counts: tuple[CountMark, ...]
    places: tuple[PlaceMark, ...]
    actors: tuple[ActorMark, ...]
    cues: tuple[Found, ...]

    def at(self, offset: int) -> int:
        """Index of the token that holds or follows the code point `offset`."""
        return bisect_left(self.tokens, offset + 1, key=_end)

    def cover(self, start: int, end: int) -> tuple[int, int]:
        """The token range (first, last exclusive) of a stretch of the text."""
        return self.at(start), self.at(end - 1) + 1


class Page(NamedTuple):
    """The laid-out document. `digest` is True where each line tells its own story (daily digests, briefs)."""

    document: Document
    marks: Marks
    sentences: tuple[Sentence, ...]
    digest: bool

    def in_dateline(self, offset: int) -> bool:
        """Whether a code point stands in a dateline: "BAMAKO, 3 May (Agency) - …"."""
        return offset <= _TOP and offset < self._dateline(self.document.text.rfind("\n", 0, offset) + 1)

    def datelines(self) -> Iterator[tuple[int, int]]:
        """Where the datelines begin and end."""
        text, start = self.document.text, 0
        while 0 < (start := text.find("\n", start) + 1) <= _TOP:
            if start < (end := self._dateline(start)):
                yield start, min(end, _TOP + 1)

    def _dateline(self, start: int) -> int:
        """Where the dateline of the line that begins at `start` ends: there where it has none, as the headline."""
        text = self.document.text
        found = _DATELINE.match(text, start, min(start + 120, len(text))) if start else None
        return found.end() if found else start

    def evidence(self, start: int, end: int) -> Evidence:
        """The words from `start` to `end`."""
        return Evidence(start, end, self.document.text[start:end])


_TOP = 1_500  # code points of a text in which datelines are looked for
_DATELINE = re.compile(
    r"\(?[^\W\d_a-z][\w'’.-]*[^\n.:;]{0,70}?(?: [-–—]{1,2} |\.? ?[-–—]{1,2} |\([^)\n]{2,40}\) ?[-–—:]? )"
)
_END = re.compile(r"[.!?][\"”’')\]]*(?=\s+[\"“‘'(\[]*[^\Wa-z_])|[.!?][\"”’]?(?=[A-Z][a-z])(?<![A-Z]\.)")


def _cuts(line: str, language: str) -> list[tuple[int, int]]:
    """Where the sentences of one line begin and end."""
    out, start, abbreviations = [], 0, wordset(language, "layout", "abbreviation")
    for m in _END.finditer(line):
        before = line[start : m.start()].rsplit(None, 1)
        last = before[-1].lower().lstrip("(\"“'[") if before else ""
        if line[m.start()] == "." and (last in abbreviations or (len(last) == 1 and last.isalpha() and last != "i")):
            continue
        out.append((start, m.end()))
        start = m.end()
    out.append((start, len(line)))
    return [(s, e) for s, e in out if line[s:e].strip()]


def _part(line: str, number: int, alone: bool, language: str) -> str:
    """What a line is: see `Sentence.part`."""
    if pattern(language, "layout", "furniture", True).match(line):
        return "furniture"
    stripped = line.strip()
    if number == 0 and not (len(stripped) > 200 or (alone and stripped.endswith("."))):
        return "headline"
    short = len(stripped) < 100 and not stripped.endswith((".", "!", "?", "”", '"', ")", "]", "’", ":", ";", ","))
    return "heading" if short and not alone else "body"


def lay_out(document: Document, marks: Marks, language: str = "en") -> Page:
    """The page of a document. Sentences keep the order of the text; their tokens' offsets are the document's."""
    text, sentences, number, offset = usual_case(document.text), list[Sentence](), 0, 0
    credit = pattern(language, "layout", "credit")
    lines = text.split("\n")
    for line in lines:
        if line.strip():
            part = _part(line, number, len(lines) == 1, language)
            for s, e in _cuts(line, language):
                start, end = offset + s + len(line[s:e]) - len(line[s:e].lstrip()), offset + e
                hidden = [m.span() for m in credit.finditer(text, start, end)]
                words = [t for t in tokens(text, start, end) if not any(a <= t.start < b for a, b in hidden)]
                if words:
                    # "(Reuters) (BBC)" after an item names its sources and tells nothing
                    kind = "furniture" if words[0].text == "(" and words[-1].text == ")" and part == "body" else part
                    sentences.append(_sentence(len(sentences), number, start, end, kind, tuple(words), marks, language))
            number += 1
        offset += len(line) + 1
    digest = _is_digest(lines, language) or _is_list(text, marks)
    return Page(document, marks, tuple(_aside(sentences, text, language) if digest else sentences), digest)


def _aside(sentences: list[Sentence], text: str, language: str) -> list[Sentence]:
    """The sentences of a digest, those under headings such as "Sports" marked as aside."""
    off, on, out, aside = (
        pattern(language, "layout", "aside", True),
        pattern(language, "layout", "topic", True),
        [],
        False,
    )
    for s in sentences:
        if s.part == "heading":
            line = text[s.start : s.end]
            aside = bool(off.match(line)) or (aside and not on.match(line))
        out.append(s._replace(part="aside") if aside else s)
    return out


def _sentence(
    index: int, line: int, start: int, end: int, part: str, words: tuple[Token, ...], marks: Marks, language: str
) -> Sentence:
    return Sentence(
        index,
        line,
        start,
        end,
        part,
        words,
        tuple(m for m in marks.dates if start <= m.start and m.end <= end),
        tuple(m for m in marks.counts if start <= m.start and m.end <= words[-1].end),  # a footnote's number is no word
        tuple(m for m in marks.places if start <= m.start and m.end <= end),
        tuple(m for m in marks.actors if start <= m.start and m.end <= end),
        tuple(sectioned(language, "contexts").all(words)),
    )


def _is_digest(lines: list[str], language: str) -> bool:
    """Whether each line tells its own story: a title that says so, or headings and items with a source in brackets at
    the end.
    """
    head = next((line for line in lines if line.strip()), "")
    if pattern(language, "layout", "digest", True).match(head):
        return True
    body = [line.strip() for line in lines[1:] if line.strip()]
    sourced = sum(line.endswith(")") and "(" in line[-60:] for line in body)
    return len(body) >= 4 and sourced >= 0.4 * len(body)


# "* Kano: …", "(2) Turbat, Wed 24. …", "11/04 – NIGER, Tera: …", "MOSUL — …": what a line opens with, up to a sign
_LABEL = re.compile(
    r"^([•*(\d] ?\w{0,2}[.)]? )?[^\w\n]*([^\W_][^\n:]{1,60}?)(?:[:.] | ?[-–—]{1,2} )(?=\S)", re.MULTILINE
)
_PLAIN = re.compile(r"\b[a-z]{4,}")
_ITEMS = 3  # from so many lines on they make a list, if every second line of the text is one


def _is_list(text: str, marks: Marks) -> bool:
    """Whether most lines open with a label of their own, as the items of a list do, and most are numbered or name a
    place or a day. A label has hardly a plain word: "Same evening: Kismayo road."
    """
    told = sorted([(m.start, m.end) for m in marks.places] + [(m.start, m.end) for m in marks.dates])
    labels: dict[str, bool] = {}
    for found in _LABEL.finditer(text, text.find("\n") + 1):
        a, b = found.span(2)
        inside = [m for m in told[bisect_left(told, (a, a)) :] if m[0] < b]
        plain = [w for w in _PLAIN.finditer(text, a, b) if not any(s <= w.start() < e for s, e in inside)]
        if len(plain) <= 1:
            labels[found[2]] = bool(inside or found[1])
    lines = sum(bool(line.strip()) for line in text.split("\n")[1:])
    return len(labels) >= _ITEMS and len(labels) * 2 >= lines and sum(labels.values()) * 2 >= len(labels)
