"""The words around place names (`lang/en/places*.tsv`), read once, and the tokens of a text with what case tells of
them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from testimonia.lang import sections, table


@dataclass(frozen=True)
class PlaceWords:
    """The tables as look-ups; all keys in lower case. See the comments of `places.tsv` for what each holds."""

    area: dict[str, str]
    noun: dict[str, str]
    site: dict[str, bool]
    org_of: frozenset[str]
    tail: dict[str, str]
    voice: frozenset[str]
    before: dict[str, float]
    bearing: dict[str, float]
    title: frozenset[str]
    unit: dict[str, float]
    join: frozenset[str]
    parting: frozenset[str]
    acronym: frozenset[str]
    ordinal: frozenset[str]
    abbreviated: dict[str, tuple[str, str]]
    told: re.Pattern[str]
    part: re.Pattern[str]
    beside: re.Pattern[str]
    inside: re.Pattern[str]
    holding: re.Pattern[str]
    quarters: re.Pattern[str]
    listed: re.Pattern[str]
    al: frozenset[str]
    no_noun: frozenset[str]
    at: frozenset[str]
    by: frozenset[str]
    shared: frozenset[str]
    article: frozenset[str]
    institution: frozenset[str]
    lies_in: re.Pattern[str]
    owns: re.Pattern[str]
    war: re.Pattern[str]
    called: re.Pattern[str]
    person: re.Pattern[str]
    made: re.Pattern[str]
    ordinary: frozenset[str]
    given: frozenset[str]


@cache
def words(language: str = "en") -> PlaceWords:
    """The vocabulary of a language, read once per process. Raises LookupError where there is none."""
    rows = sections(language, "places")

    def pairs(section: str) -> dict[str, str]:
        return {row[0]: (row[1] if len(row) > 1 else "") for row in rows.get(section, ())}

    return PlaceWords(
        area=pairs("area"), noun=pairs("noun"), site={k: v == "loose" for k, v in pairs("site").items()},
        org_of=frozenset(k for k, v in pairs("of").items() if v == "name"), tail=pairs("tail"),
        voice=frozenset(pairs("voice")), before={k: float(v) for k, v in pairs("before").items()},
        bearing={k: float(v) for k, v in pairs("bearing").items()}, title=frozenset(pairs("title")),
        unit={k: float(v) for k, v in pairs("unit").items()}, join=frozenset(pairs("join")),
        parting=frozenset(k for k, v in pairs("join").items() if v),
        acronym=frozenset(pairs("acronym")), ordinal=frozenset(pairs("ordinal")),
        abbreviated={row[0]: (row[1], row[2]) for row in rows.get("abbreviated", ())},
        told=_joined(rows.get("told", ())),
        part=_joined(rows.get("part", ())), beside=_joined(rows.get("beside", ())),
        inside=_joined(rows.get("inside", ())),
        holding=_joined(rows.get("holding", ())), quarters=_joined(rows.get("quarters", ())),
        listed=_joined(rows.get("list", ())), no_noun=frozenset(pairs("no_noun")), at=frozenset(pairs("at")),
        al=frozenset(pairs("al")),
        by=frozenset(pairs("by")), shared=frozenset(pairs("shared")), article=frozenset(pairs("article")),
        institution=frozenset(pairs("institution")), lies_in=_joined(rows.get("lies_in", ()), re.IGNORECASE),
        owns=_joined(rows.get("owns", ()), re.IGNORECASE),
        war=_joined(rows["war"]),
        called=_joined(_about_people(rows["called"], language)),
        person=_joined(_about_people(rows["person"], language)),
        made=_joined(rows["made"]),
        ordinary=frozenset(row[0] for row in table(language, "place_ordinary")),
        given=frozenset(row[0].lower() for row in table(language, "place_given")),
    )  # fmt: skip


def _about_people(rows: Iterable[Sequence[str]], language: str) -> list[list[str]]:
    """Patterns in which PERSON stands for any noun for one person (`people.tsv`)."""
    nouns = {row[0] for row in table(language, "people") if row[0].isalpha() and not row[0].endswith("s")}
    person = f"(?:{'|'.join(sorted(nouns))})"
    return [[row[0].replace("PERSON", person)] for row in rows]


def _joined(rows: Iterable[Sequence[str]], flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    return re.compile("|".join(row[0] for row in rows), flags)


class Token:
    """A word of the text: offsets, the word, its lower case, whether it begins with a capital (or has no case at all),
    whether it begins a sentence, and whether it stands in a line where capitals tell nothing (a headline)."""

    __slots__ = ("capital", "end", "first", "lower", "start", "text", "titled")

    def __init__(self, text: str, start: int, end: int, first: bool, titled: bool) -> None:
        self.text, self.start, self.end, self.first, self.titled = text, start, end, first, titled
        self.lower = text.lower()
        head = text[0]
        if "a" <= head <= "z":
            self.capital = not text.isalpha() and _ELIDED.match(text) is not None
        else:
            self.capital = head.isalpha() and not head.islower()


_ELIDED = re.compile(r"[a-z]{1,2}['’][A-Z]")
_WORD = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W_]+(?:['’ʼ‘`](?![sS]\b)[^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?:][\"”’')\]]*\s+[\"“‘'(\[]*$|^\W*$|[“\"]$|[•*–—-]\s+$")


def tokens(text: str) -> list[Token]:
    """The words of `text` in order."""
    out: list[Token] = []
    offset = 0
    for line in text.split("\n"):
        spans = [m.span() for m in _WORD.finditer(line)]
        titled = _is_titled(line, spans)
        last = 0
        for start, end in spans:
            gap = line[last:start]
            first = last == 0 or (gap != " " and bool(_SENTENCE_END.search(gap)))
            out.append(Token(line[start:end], offset + start, offset + end, first, titled))
            last = end
        offset += len(line) + 1
    return out


def _is_titled(line: str, spans: list[tuple[int, int]]) -> bool:
    """Whether a line writes most of its longer words with a capital: a headline in title case or capitals
    throughout."""
    if not 2 <= len(spans) <= 30:
        return False
    long = [line[s] for s, e in spans if e - s > 3 and line[s].isalpha()]
    return len(long) >= 2 and sum(c.isupper() for c in long) >= 0.75 * len(long) and not line.rstrip().endswith(".")


def couples(text: str, tokens: Sequence[Token]) -> frozenset[tuple[str, str]]:
    """Two words that stand with a capital each, side by side, in running text ("Hassan Nasrallah")."""
    return frozenset(
        (before.lower, after.lower)
        for before, after in pairwise(tokens)
        if before.capital and after.capital and not after.titled and text[before.end : after.start] == " "
    )


def surnames(text: str, tokens: Sequence[Token], vocabulary: PlaceWords) -> frozenset[str]:
    """Words that follow a given name or a title somewhere in the text: people are called by them alone later on."""
    out = set()
    for before, after in pairwise(tokens):
        gap = text[before.end : after.start]
        if gap not in (" ", ". ") or not (before.capital and after.capital) or after.titled:
            continue
        if before.lower in vocabulary.given or before.lower in vocabulary.title:
            out.add(after.lower)
    return frozenset(out - vocabulary.ordinary)
