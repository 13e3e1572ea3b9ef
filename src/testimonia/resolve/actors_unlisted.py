"""Groups that no registry lists, found by how the text introduces them: "a group called X", "X Liberation Front"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from testimonia.knowledge.actors_names import fold
from testimonia.resolve.actors_lexicon import state_words, vocabulary

_CAP = r"(?:[A-Z][\w'’]*(?:[-‑]\w[\w'’]*)*|al[-‑ ][A-Z][\w'’]*(?:[-‑]\w+)*)"
_NAME = rf"[\"“'‘]?({_CAP}(?:(?: (?:of|of the|for|for the|and|in|de|al|na))? {_CAP}){{0,6}})"
_CALLED = re.compile(
    r"\b(?:that calls itself|which calls itself|calling itself|calling themselves|known as|named|called|"
    rf"identifying itself as|identified as|styling itself) (?:the )?{_NAME}"
)
_COLLECTIVE = re.compile(
    r"\b(?:group|militia|organi[sz]ation|outfit|faction|gang|movement|sect|cell|network|brigade|front)s?,?"
    r"(?: [a-z]+){0,2} $",
    re.I,
)
_KNOWN = re.compile(
    rf"\b(?:little-known|unknown|self-styled|shadowy|obscure|newly formed) (?:group )?(?:, ?)?(?:the )?{_NAME}"
)
_APPOSED = re.compile(
    rf"{_NAME}[”\"]?, (?:an?|the) (?:[\w-]+ ){{0,4}}?(?:militant|rebel|armed|insurgent|separatist|jihadist|guerrilla|"
    r"extremist|Islamist|terrorist) (?:group|militia|faction|outfit|organi[sz]ation|movement)\b"
    r"(?! [a-z]+(?:er|man|or)\b)"
)
_UNIT = re.compile(
    r"\b(?:\d{1,3}(?:st|nd|rd|th)|First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth) "
    r"(?:[A-Z][a-z]+ ){0,3}(?:Brigade|Division|Regiment|Battalion|Corps|Fleet|Squadron|Army|Front)\b"
)
_SHORT = re.compile(r" \(([A-Z][A-Za-z.&/-]{1,9})\)")
_LED = re.compile(r"[-‑](?:backed|led|linked|aligned|affiliated|allied|inspired|run|controlled|held)$")


class Unlisted(NamedTuple):
    """A name that the text introduces: where, what kind, why it is taken for an actor, how sure."""

    start: int
    end: int
    name: str
    kind: str
    because: str
    confidence: float


def unlisted(text: str, tokens: Sequence[tuple[int, int]]) -> Iterator[Unlisted]:
    """Names of groups by their shape and their introduction; they may overlap each other and known names.

    `tokens` are the offsets of the text's words.
    """
    yield from _introduced(text)
    for m in _UNIT.finditer(text):
        yield Unlisted(m.start(), m.end(), m[0], "military", "a numbered unit", 0.7)
    vocab = vocabulary()
    words = [text[s:e] for s, e in tokens]
    telling = vocab["group"] | vocab["opening"] | vocab["freeing"]
    for i, word in enumerate(words):
        if word in vocab["small"]:
            yield from _named_group(text, tokens, words, i)
        elif word[0].isupper() and word.lower() in telling:
            yield from _shaped(text, tokens, words, i)


def _introduced(text: str) -> Iterator[Unlisted]:
    for m in _CALLED.finditer(text):
        if _COLLECTIVE.search(text[max(0, m.start() - 50) : m.start()]):
            yield Unlisted(
                m.start(1), m.end(1), m[1], "militia", "the text says what it is called; no registry lists it", 0.8
            )
    for m in (*_KNOWN.finditer(text), *_APPOSED.finditer(text)):
        if m[1].split()[0].lower() not in vocabulary()["starter"]:
            yield Unlisted(m.start(1), m.end(1), m[1], "militia", "the text introduces it; no registry lists it", 0.7)


def _named_group(text: str, tokens: Sequence[tuple[int, int]], words: Sequence[str], i: int) -> Iterator[Unlisted]:
    """ "The Ochre Vale gang": capitals, then a small word for a group."""
    first = i
    while (
        first
        and i - first < 4
        and words[first - 1][0].isupper()
        and _gap(text, tokens, first) in (" ", '" ', "” ", ' "')
    ):
        first -= 1
    while first < i and words[first].lower() in vocabulary()["starter"]:
        first += 1
    linked = i > 0 and _LED.search(text[tokens[first][0] : tokens[i - 1][1]])  # "the Iran-backed group"
    if (
        first == i
        or linked
        or text[tokens[i][1] : tokens[i][1] + 3] == " of"
        or all(_common(w) for w in words[first:i])
    ):
        return
    start, end = tokens[first][0], tokens[i][1]
    kind = "gang" if words[i].lower() in vocabulary()["criminal"] else "militia"
    yield Unlisted(
        start,
        end,
        text[start:end].replace('"', "").replace("”", ""),
        kind,
        "the text calls it so; no registry lists it",
        0.6,
    )


def _common(word: str) -> bool:
    """Whether a word with a capital says what a group is like, not what it is called: "Somali", "Buddhist", "Haiti"."""
    low = fold(word)
    return low in vocabulary()["modifier"] or low in state_words()


def _shaped(text: str, tokens: Sequence[tuple[int, int]], words: Sequence[str], i: int) -> Iterator[Unlisted]:
    """A run of capitals that has the form of an armed group's name: "Amber Coast Liberation Front", "Jaish al-Fajr"."""
    first, last = _run(text, tokens, words, i)
    vocab = vocabulary()
    while first < last and words[first].lower() in vocab["starter"] and not _headed(words[first : first + 2]):
        first += 1
    if last <= first:
        return
    low = [w.lower().replace("’", "'") for w in words[first : last + 1]]
    if any(_LED.search(w) for w in low):
        return
    grouped = low[-1] in vocab["group"] and (bool(vocab["grouping"] & set(low[:-1])) or low[-1] in vocab["enough"])
    front = low[1] if _headed(words[first : first + 2]) else low[0]
    fronted = front in vocab["fronted"] and bool(vocab["freeing"] & set(low))
    opened = low[0] in vocab["opening"]
    if grouped or fronted or opened:
        kind = "jihadist" if opened else "gang" if low[-1] == "cartel" else "rebel"
        start, end = tokens[first][0], tokens[last][1]
        yield Unlisted(
            start, end, text[start:end], kind, "its name has the form of an armed group's; no registry lists it", 0.6
        )


def _headed(words: Sequence[str]) -> bool:
    """Whether a name begins so: "National Front", "Popular Union"."""
    vocab = vocabulary()
    return len(words) > 1 and words[0].lower() in vocab["grouping"] and words[1].lower() in vocab["fronted"]


def _run(text: str, tokens: Sequence[tuple[int, int]], words: Sequence[str], i: int) -> tuple[int, int]:
    """The first and last word of the run of capitals (small links inside) around word `i`."""
    first, last, links = i, i, vocabulary()["link"]
    while first and i - first < 8 and _gap(text, tokens, first) == " ":
        back = 1
        while (
            back < 3 and first - back > 0 and words[first - back] in links and _gap(text, tokens, first - back) == " "
        ):
            back += 1
        if not _capital(words[first - back]):
            break
        first -= back
    while last + 1 < len(words) and last - i < 8 and _gap(text, tokens, last + 1) == " ":
        on = 1
        while (
            on < 3
            and last + on + 1 < len(words)
            and words[last + on] in links
            and _gap(text, tokens, last + on + 1) == " "
        ):
            on += 1
        if not _capital(words[last + on]):
            break
        last += on
    return first, last


def _capital(word: str) -> bool:
    return word[0].isupper() or (word.lower().startswith(("al-", "ul-", "el-")) and len(word) > 3 and word[3].isupper())


def _gap(text: str, tokens: Sequence[tuple[int, int]], i: int) -> str:
    return text[tokens[i - 1][1] : tokens[i][0]]


def short_form(text: str, end: int) -> str | None:
    """The acronym in brackets right after a name that ends at `end`, or None."""
    m = _SHORT.match(text, end)
    return m[1] if m else None
