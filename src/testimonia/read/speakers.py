"""Who says what: for every sentence the speakers, in the text's words, and how far their word reaches."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from testimonia.read.lexicon import Found, Token, phrases, wordset
from testimonia.read.page import Page, Sentence


class Voice(NamedTuple):
    """A speaker: tokens `first` to `last` (exclusive) of sentence `sentence`, `words` as in the text, `reach` the range
    of tokens of the sentence that is said.
    """

    sentence: int
    first: int
    last: int
    words: str
    start: int
    end: int
    reach: tuple[int, int]


def voices(page: Page, language: str = "en") -> dict[int, tuple[Voice, ...]]:
    """The voices heard in each sentence (index → voices). A quotation that runs on keeps its speaker; "he added" goes
    back to the last one named.
    """
    out: dict[int, tuple[Voice, ...]] = {}
    last: Voice | None = None
    open_quote: Voice | None = None
    statement: Voice | None = None  # "The minister said:" speaks for the paragraphs that follow
    line = -1
    for sentence in page.sentences:
        if sentence.part == "furniture":
            continue
        if page.digest and sentence.line != line:
            last = open_quote = None
        if sentence.line != line:
            open_quote = None if sentence.tokens[0].text not in _QUOTES else open_quote
        found = _sentence_voices(page, sentence, last, language)
        carried = open_quote or (None if page.digest else statement)
        if not found and carried:
            found = (carried._replace(sentence=sentence.order, reach=(0, len(sentence.tokens))),)
        if found and sentence.tokens[-1].text == ":":
            statement = found[-1]
        if found:
            out[sentence.order] = found
            named = [v for v in found if v.words.lower() not in wordset(language, "speech", "again")]
            last = named[-1] if named else last
        if _quote_left_open(sentence, open_quote is not None):
            open_quote = found[-1] if found else open_quote
        else:
            open_quote = None
        line = sentence.line
    return out


_QUOTES = {'"', "“", "”"}


def _quote_left_open(sentence: Sentence, before: bool) -> bool:
    """Whether a quotation is still open at the end of a sentence."""
    state = before
    for token in sentence.tokens:
        if token.text == "“":
            state = True
        elif token.text == "”":
            state = False
        elif token.text == '"':
            state = not state
    return state


def _sentence_voices(page: Page, s: Sentence, last: Voice | None, language: str) -> tuple[Voice, ...]:
    """The voices of one sentence: sources, verbs of saying, labels ("Police: two dead"); hearsay where nobody else
    speaks.
    """
    low = [t.low for t in s.tokens]
    out = _sources(page, s, low, phrases(language, "speech", "source").find(s.tokens))
    spans = [(v.first, v.last) for v in out]
    for found in phrases(language, "speech", "said").find(s.tokens):
        if any(a - 3 <= found.first < b for a, b in spans):
            continue
        voice = _said(page, s, low, found, last, language)
        if voice:
            out.append(voice)
    out = out or _sources(page, s, low, phrases(language, "speech", "hearsay").find(s.tokens))
    return tuple(sorted(out or _label(page, s, language), key=lambda v: v.first))


def _sources(page: Page, s: Sentence, low: list[str], sources: list[Found]) -> list[Voice]:
    out: list[Voice] = []
    for found in sources:
        span = _phrase_after(s, found.last)
        if (
            span and out and out[-1].first <= found.first <= out[-1].last
        ):  # "according to a report citing the mayor's office"
            out[-1] = _voice(page, s, span, out[-1].reach)
        elif span:
            out.append(_voice(page, s, span, _reach_of_source(low, found, span)))
    return out


def _label(page: Page, s: Sentence, language: str) -> list[Voice]:
    """ "Health ministry: 182 injured"; in a headline also "Up to 22 killed in region: UN", "… - rail chief"."""
    toks = s.tokens
    begin = _clock(toks)
    colon = next((i for i, t in enumerate(toks[: begin + 12]) if t.text == ":" and i > begin), None)
    if colon and colon + 1 < len(toks):
        opening = next((i for i, t in enumerate(toks[:colon]) if t.text == "("), colon)
        words = toks[begin:opening]
        placed = words and any(
            p.start < words[-1].end and words[0].start < p.end and p.use == "place" for p in s.places
        )
        if not words or placed:
            return []  # "Minnesota: …" tells where, not who
        if (
            words
            and not any(t.low in _VERBS or t.text[0].isdigit() for t in words)
            and _can_speak(s, (begin, opening), language)
        ):
            return [_voice(page, s, (begin, opening), (colon + 1, len(toks)))]
    if s.part == "headline":
        cut = next(
            (i for i in range(len(toks) - 1, max(0, len(toks) - 6), -1) if toks[i].text in (":", "-", "–", "—")), None
        )
        spaced = cut is not None and (toks[cut].text == ":" or toks[cut - 1].end < toks[cut].start)
        if (
            cut
            and spaced
            and cut + 1 < len(toks)
            and not any(t.text[0].isdigit() for t in toks[cut:])
            and (_can_speak(s, (cut + 1, len(toks)), language))
        ):
            return [_voice(page, s, (cut + 1, len(toks)), (0, cut))]
    return []


def _clock(toks: Sequence[Token]) -> int:
    """How many tokens an hour takes at the head of an entry ("15:30 Health ministry: 182 injured")."""
    low = [t.text for t in toks[:4]]
    if len(low) < 4 or not (low[0].isdigit() and low[1] in (":", ".") and low[2].isdigit()):
        return 0
    return 4 if low[3] in (":", "-", "–", "—") else 3


def _said(page: Page, s: Sentence, low: list[str], found: Found, last: Voice | None, language: str) -> Voice | None:
    """The voice of one verb of saying, or None where its subject can say nothing ("the report said so" can)."""
    if found.first and low[found.first - 1] in (
        "was",
        "were",
        "been",
        "be",
        "is",
        "are",
        "to",
        "being",
        "the",
        "a",
        "of",
        "no",
    ):
        return None
    if s.tokens[found.first].text[0].isupper() and found.first:  # "the United States", "Claims Commission"
        return None
    follow = s.tokens[found.last] if found.last < len(low) else None
    counted = follow and any(c.outer_start <= follow.start < c.end for c in s.counts)
    noun_too = low[found.first] in wordset(language, "speech", "noun_too")
    if noun_too and not (follow and (follow.low in _SAYS or counted)):
        return None
    if low[found.last : found.last + 1] and low[found.last] in ("responsibility", "credit", "lives", "of"):
        return None
    after = s.tokens[found.first - 1].text in _QUOTES | {","} if found.first else False
    span = _phrase_before(s, found.first)
    if span is None and after:  # "…," said the minister
        span = _phrase_after(s, found.last)
    if span is None:
        return None
    words = low[span[0] : span[1]]
    if words[0] in wordset(language, "speech", "again") and len(words) == 1:
        if last is None or (words[0] == "it" and not after):
            return None
        reach = _reach_of_verb(low, found, span)
        return last._replace(sentence=s.order, reach=reach)
    if words[-1] in wordset(language, "speech", "speakerless") and len(words) == 1:
        return None
    if not _can_speak(s, span, language):
        return None
    return _voice(page, s, span, _reach_of_verb(low, found, span))


def _can_speak(s: Sentence, span: tuple[int, int], language: str) -> bool:
    """Names, roles, organisations and groups can; things cannot ("the blast claimed 12 lives", "videos show")."""
    if s.tokens[span[1] - 1].low in wordset(language, "speech", "mute"):
        return False
    roles = wordset(language, "speech", "role")
    for token in s.tokens[span[0] : span[1]]:
        if token.low in roles or (token.text[0].isupper() and token.start != s.start):
            return True
    first = s.tokens[span[0]]
    if (
        first.start == s.start
        and first.text[0].isupper()
        and first.low not in ("the", "a", "an")
        and span[1] - span[0] < 4
    ):
        return True
    start, end = first.start, s.tokens[span[1] - 1].end
    return any(m.start < end and start < m.end for m in s.actors)


_SAYS = frozenset(
    ["that", "at", "the", "a", "there", "it", "they", "its", "nearly", "about", "some", "more", "to", "in", "on"]
)
_AGAIN = frozenset(["he", "she", "they", "it"])
_BREAKS = frozenset(
    [
        ",",
        ";",
        ":",
        "(",
        ")",
        "“",
        "”",
        '"',
        "–",
        "—",
        "that",
        "but",
        "and",
        "while",
        "who",
        "which",
        "when",
        "after",
        "before",
        "because",
        "as",
        "if",
        "although",
        "where",
    ]
)
_VERBS = frozenset(["was", "were", "is", "are", "had", "has", "have", "been", "will", "would", "could", "did", "does"])


def _phrase_before(s: Sentence, verb: int) -> tuple[int, int] | None:
    """The noun phrase that ends before token `verb`: back to a comma, quotation mark, conjunction or verb. A closing
    insertion (", a doctor at the hospital,") leads back to the name before it."""
    toks, end = s.tokens, verb
    while end > 0 and (
        toks[end - 1].low
        in (
            "also",
            "later",
            "earlier",
            "has",
            "had",
            "have",
            "then",
            "however",
            "yesterday",
            "today",
            "reportedly",
            "on",
            "since",
            "immediately",
            "previously",
            "subsequently",
        )
        or toks[end - 1].low in _DAYS
    ):
        end -= 1
    if end > 0 and toks[end - 1].text == ",":  # Name, role, said
        comma = next((i for i in range(end - 2, max(-1, end - 16), -1) if toks[i].text == ","), None)
        if comma is None:
            return None
        if all(t.text[0].isupper() for t in toks[comma + 1 : end - 1]) and end - 1 - comma > 2:  # role, Name, said
            return comma + 1, end - 1
        if not toks[comma - 1].text[0].isupper() and not _can_speak(s, (comma - 1, comma), "en"):
            return None
        end = comma
    if end > 1 and toks[end - 1].text == ")":  # "the Front (ONLF) says"
        end = next((i for i in range(end - 1, max(-1, end - 8), -1) if toks[i].text == "("), end)
    first = end
    while (
        first > 0
        and toks[first - 1].low not in _VERBS
        and (toks[first - 1].low not in _BREAKS or (toks[first - 1].low == "and" and _joins(s, first - 1)))
    ):
        first -= 1
    if first > 1 and toks[first - 1].low in ("who", "which") and toks[first].low not in _AGAIN:
        return _phrase_before(s, first - 1)  # "an official who walked through the site counted"
    for i in range(first, min(first + 6, end - 1)):  # "a few hours later the minister said"
        if toks[i].low in ("later", "earlier", "meanwhile", "afterwards"):
            first = i + 1
    while first < end and toks[first].low in ("with", "and", "as", "in", "on", "for", "by", "to", "at"):
        first += 1
    return (first, end) if first < end and end - first <= 16 else None


def _joins(s: Sentence, i: int) -> bool:
    """Whether an "and" joins two speakers ("security and medical officials", "the army and the police") and not two
    clauses.
    """
    if i == 0 or not (s.tokens[i - 1].text[0].isalpha()):
        return False
    j = i
    while j > 0 and s.tokens[j - 1].low not in _BREAKS:
        j -= 1
    before = s.tokens[j:i]
    return len(before) <= 5 and not any(
        t.low in _VERBS or (t.low.endswith("ed") and t.low not in ("armed", "united", "unnamed", "allied"))
        for t in before
    )


_DAYS = frozenset(["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"])


def _phrase_after(s: Sentence, i: int) -> tuple[int, int] | None:
    """The noun phrase that begins at token i, up to a comma, bracket, verb or conjunction."""
    toks, end = s.tokens, i
    while end < len(toks) and end - i < 14:
        token = toks[end]
        if (
            token.low in _BREAKS
            or token.low in _VERBS
            or token.text in (".", "!", "?")
            or (end > i and token.low in _DAYS)
        ):
            break
        if (
            token.low in ("on", "in", "at", "late", "early", "by")
            and end > i + 0
            and end + 1 < len(toks)
            and (toks[end + 1].low in _DAYS or toks[end + 1].text[0].isdigit())
        ):
            break
        end += 1
    return (i, end) if end > i else None


def _reach_of_source(low: list[str], found: Found, span: tuple[int, int]) -> tuple[int, int]:
    """ "According to X, …" speaks for what follows; "…, according to X" for what comes before, back to a semicolon."""
    if found.first <= 1:
        return span[1], len(low)
    start = max((i + 1 for i in range(found.first) if low[i] == ";"), default=0)
    return start, found.first


def _reach_of_verb(low: list[str], found: Found, span: tuple[int, int]) -> tuple[int, int]:
    """ "X said …" speaks for what follows; "…, X said" for what comes before (and for what follows a quotation's second
    half).
    """
    before = (
        span[0] > 0 and low[span[0] - 1] in (",", '"', "”", "“", "–", "—") and any(w.isalpha() for w in low[: span[0]])
    )
    opening = found.last < len(low) and low[found.last] not in (".", ",")
    if before and (found.last >= len(low) - 4 or low[found.last] in (".", ",", "on", "in", "at", "late")):
        return 0, len(low)
    if before and low[found.last] != "that" and not opening:
        return 0, len(low)
    return (min(span[0], found.first), len(low)) if not before else (span[0], len(low))


def _voice(page: Page, s: Sentence, span: tuple[int, int], reach: tuple[int, int]) -> Voice:
    first, last = span
    while first < last - 1 and s.tokens[first].low in ("the", "a", "an", "'s", "but", "also", "however", "meanwhile"):
        first += 1
    first = _name_part(s, first, last)
    start, end = s.tokens[first].start, s.tokens[last - 1].end
    return Voice(s.order, first, last, page.document.text[start:end].replace("\n", " "), start, end, reach)


def _name_part(s: Sentence, first: int, last: int) -> int:
    """Where the name begins in a phrase that ends with a person's name ("communication minister Yaya Sangare" →
    "Yaya").
    """
    j = last
    while j > first and s.tokens[j - 1].text[0].isupper() and s.tokens[j - 1].text.isalpha():
        j -= 1
    if last - j < 2 or j == first or not s.tokens[j - 1].low.isalpha():
        return first
    titled = s.tokens[j - 1].low in wordset("en", "speech", "role") or s.tokens[j - 1].low in wordset(
        "en", "grammar", "person_title"
    )
    return j if titled else first
