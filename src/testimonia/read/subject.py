"""The noun phrases of a sentence that may say something: where they begin and end, and whether they can speak."""

from __future__ import annotations

from typing import NamedTuple

from testimonia.read.lexicon import wordset
from testimonia.read.page import Page, Sentence

Span = tuple[int, int]  # tokens of a sentence, the last exclusive
QUOTES = frozenset(['"', "“", "”"])
_LONGEST = 16  # tokens of a speaker's name and role
_PARTICLES = frozenset(["al", "bin", "ibn", "ag", "ould", "de", "da", "van", "von", "el"])
_ARTICLES = frozenset(["a", "an"])
_INSERTED = 16  # tokens of an apposition between a name and its verb


class Voice(NamedTuple):
    """A speaker: tokens `first` to `last` (exclusive) of sentence `sentence`, `words` as in the text, `reach` the range
    of tokens of the sentence that is said, `verb` the token of the word that says so (-1 in another sentence), `about`
    the tokens that tell who it is that speaks ("said Anna Brown, who lost two brothers"), `apposed` the code points of
    what stands beside the name ("Ali Hassan, a doctor at the hospital in Gao").
    """

    sentence: int
    first: int
    last: int
    words: str
    start: int
    end: int
    reach: Span
    verb: int = -1
    about: Span = (0, 0)
    apposed: Span = (0, 0)


Voices = dict[int, tuple[Voice, ...]]  # by the order of their sentence


def voice(page: Page, s: Sentence, span: Span, reach: Span, verb: int, language: str) -> Voice:
    """The voice of a noun phrase, without the article and the role before a person's name."""
    first, last = span
    while first < last - 1 and s.tokens[first].low in wordset(language, "speech", "leading"):
        first += 1
    first = _name_part(s, first, last, language)
    while first < last - 1 and s.tokens[first].low in wordset(language, "speech", "courtesy"):
        first += 2 if s.tokens[first + 1].text == "." and first + 2 < last else 1
    start, end = s.tokens[first].start, s.tokens[last - 1].end
    return Voice(s.order, first, last, page.document.text[start:end].replace("\n", " "), start, end, reach, verb)


def can_speak(s: Sentence, span: Span, language: str) -> bool:
    """Names, roles, organisations and groups can; things cannot ("the blast claimed 12 lives", "videos show")."""
    if s.tokens[span[1] - 1].low in wordset(language, "speech", "mute"):
        return False
    roles = wordset(language, "speech", "role")
    for token in s.tokens[span[0] : span[1]]:
        if token.low in roles or (in_name(token.text) and token.low not in _PARTICLES and token.start != s.start):
            return True
    first = s.tokens[span[0]]
    opening = (
        first.start == s.start and first.text[0].isupper() and first.low not in wordset(language, "clauses", "article")
    )
    if opening and span[1] - span[0] < 4:
        return True
    start, end = first.start, s.tokens[span[1] - 1].end
    return any(m.start < end and start < m.end for m in s.actors)


def phrase_before(s: Sentence, verb: int, language: str) -> Span | None:
    """The noun phrase that ends before token `verb`: back to a comma, quotation mark, conjunction or verb. A closing
    insertion (", a doctor at the hospital,") leads back to the name before it.
    """
    toks, end = s.tokens, _without_adverbs(s, verb, language)
    if end > 0 and toks[end - 1].text == ",":  # Name, role, said
        before = _before_insertion(s, end, language)
        if before is None or before[0] < before[1]:
            return before
        end = before[1]
    if end > 1 and toks[end - 1].text == ")":  # "the Front (ONLF) says"
        end = next((i for i in range(end - 1, max(-1, end - 8), -1) if toks[i].text == "("), end)
    if end > 1 and toks[end - 1].text in QUOTES:  # a man called "Sych" says
        opening = next((i for i in range(end - 2, max(-1, end - 6), -1) if toks[i].text in QUOTES), None)
        if opening is not None and all(t.text[0].isupper() for t in toks[opening + 1 : end - 1]):
            if toks[opening - 1].low not in wordset(language, "speech", "called"):
                return opening + 1, end - 1
            end = opening
    auxiliary, breaks = wordset(language, "speech", "auxiliary"), wordset(language, "speech", "break")
    if end > 0 and toks[end - 1].low == "and":  # "it named the bomber and said"
        return _sharing(s, language)
    first = end
    while first > 0 and toks[first - 1].low not in auxiliary and not _breaks(s, first - 1, breaks, language):
        first -= 1
    relative = first > 1 and first < end and toks[first - 1].low in wordset(language, "clauses", "relative")
    if relative and toks[first - 1].low == "whose":
        return phrase_before(s, first - 1, language)
    if relative and not can_speak(s, (first, end), language) and toks[first].low not in _pronouns(language):
        return phrase_before(s, first - 1, language)  # "an official who walked through the site counted"
    inside, articles = wordset(language, "speech", "inside"), wordset(language, "clauses", "article")
    for i in range(end - 2, first, -1):  # "in a statement on its website the group said"
        if toks[i].low in articles and toks[i - 1].low not in inside and toks[i - 1].text.isalpha():
            first = i
            break
    for i in range(first, min(first + 6, end - 1)):  # "a few hours later the minister said"
        if toks[i].low in wordset(language, "speech", "meanwhile"):
            first = i + 1
    weak = wordset(language, "speech", "not_first") | wordset(language, "speech", "day")
    while first < end and toks[first].low in weak:
        first += 1
    return (first, end) if first < end and end - first <= _LONGEST else None


def _sharing(s: Sentence, language: str) -> Span | None:
    """The pronoun that opens a sentence, where it says what its second verb says, too."""
    opens = next((i for i, t in enumerate(s.tokens[:2]) if t.low in _pronouns(language)), None)
    return None if opens is None else (opens, opens + 1)


def phrase_after(s: Sentence, i: int, language: str) -> Span | None:
    """The noun phrase that begins at token i, up to a comma, bracket, verb, conjunction or time."""
    toks, end = s.tokens, i
    breaks, auxiliary = wordset(language, "speech", "break"), wordset(language, "speech", "auxiliary")
    days = wordset(language, "speech", "day")
    while end < len(toks) and end - i < 14:
        token = toks[end]
        titled = token.text == "." and end > i and _closes(s, end) is False
        if token.low in breaks or token.low in auxiliary or (token.text in (".", "!", "?") and not titled):
            break
        if end > i and token.low in _ARTICLES and toks[end - 1].low not in wordset(language, "speech", "inside"):
            break  # "according to its office an attack …"
        if end > i and token.low in days:
            break
        dated = end + 1 < len(toks) and (toks[end + 1].low in days or toks[end + 1].text[0].isdigit())
        if end > i and dated and token.low in wordset(language, "speech", "before_time"):
            break
        end += 1
    if end < len(toks) and toks[end].text == ",":  # "said the director of the hospital, Anna Brown"
        close = next((j for j in range(end + 1, min(end + 8, len(toks))) if _closes(s, j)), end)
        if _is_name(s, end + 1, close):
            return end + 1, close
    return (i, end) if end > i else None


def _closes(s: Sentence, i: int) -> bool:
    """Whether token i ends a name: a sign, but for the dot of a title, or a small word."""
    token = s.tokens[i]
    dotted = token.text == "." and i and s.tokens[i - 1].end - s.tokens[i - 1].start <= 3 and i + 1 < len(s.tokens)
    return not dotted and not in_name(token.text)


def in_name(word: str) -> bool:
    """Whether a word may be part of a name: it has a capital, or is a particle ("al", "bin")."""
    return word[0].isupper() or any(part[:1].isupper() for part in word.split("-")[1:]) or word in _PARTICLES


def _is_name(s: Sentence, first: int, last: int) -> bool:
    """Whether tokens are a person's name of two or more words: "Dr. Nawaf al-Jubouri"."""
    words = [t.text for t in s.tokens[first:last]]
    return len([w for w in words if in_name(w) and w not in _PARTICLES]) > 1 and all(
        w == "." or in_name(w) for w in words
    )


def _pronouns(language: str) -> frozenset[str]:
    return wordset(language, "speech", "again")


def _without_adverbs(s: Sentence, verb: int, language: str) -> int:
    """Where the words before a verb end, without its auxiliaries, its adverbs and the day."""
    end, weak = verb, wordset(language, "speech", "adverb") | wordset(language, "speech", "day")
    low = [t.low for t in s.tokens[max(0, verb - 6) : verb]]
    perfect = next((i for i in range(len(low)) if low[i] in wordset(language, "speech", "perfect")), None)
    if perfect is not None and low[perfect + 1 :] and low[perfect + 1] in wordset(language, "speech", "before_time"):
        end = verb - len(low) + perfect  # "had at noon given"
    while end > 0 and (s.tokens[end - 1].low in weak or _manner(s.tokens[end - 1].text, language)):
        end -= 1
    return end


def _manner(word: str, language: str) -> bool:
    """Whether a word is an adverb by its ending: "the governor strongly denied"."""
    ends = word.endswith("ly") and word[0].islower() and len(word) > 4
    return ends and word not in wordset(language, "clauses", "no_adverb")


def _before_insertion(s: Sentence, end: int, language: str) -> Span | None:
    """The speaker of "role, Name, said" (the name), or an empty span that ends where the name of "Name, role, said"
    does; None where what stands before the commas cannot speak.
    """
    toks = s.tokens
    comma = next((i for i in range(end - 2, max(-1, end - _INSERTED), -1) if toks[i].text == ","), None)
    if comma is None:
        return None
    if _is_name(s, comma + 1, end - 1):  # role, Name, said
        return comma + 1, end - 1
    if not in_name(toks[comma - 1].text) and not can_speak(s, (comma - 1, comma), language):
        return None
    return comma, comma


def _breaks(s: Sentence, i: int, breaks: frozenset[str], language: str) -> bool:
    """Whether a noun phrase cannot go back over token i."""
    if s.tokens[i].text == "-" and i and s.tokens[i - 1].end < s.tokens[i].start:
        return True  # "JALALABAD - The governor said"
    return s.tokens[i].low in breaks and not (s.tokens[i].low == "and" and _joins(s, i, language))


def _joins(s: Sentence, i: int, language: str) -> bool:
    """Whether an "and" joins two speakers ("security and medical officials", "the army and the police") and not two
    clauses.
    """
    if i == 0 or not s.tokens[i - 1].text[0].isalpha():
        return False
    j, breaks = i, wordset(language, "speech", "break")
    while j > 0 and s.tokens[j - 1].low not in breaks:
        j -= 1
    before = s.tokens[j:i]
    return len(before) <= 5 and not any(
        t.low in wordset(language, "speech", "auxiliary")
        or (t.text.endswith("ed") and t.text[0].islower() and t.low not in wordset(language, "speech", "no_verb"))
        for t in before
    )


def _name_part(s: Sentence, first: int, last: int, language: str) -> int:
    """Where the name begins in a phrase that ends with a person's name ("communication minister Yaya Sangare" →
    "Yaya").
    """
    j = last
    while j > first and s.tokens[j - 1].text[0].isupper() and s.tokens[j - 1].text.isalpha():
        j -= 1
    if last - j < 2 or j == first or not s.tokens[j - 1].low.isalpha():
        return first
    role = s.tokens[j - 1].low
    titled = role in wordset(language, "speech", "role") or role in wordset(language, "grammar", "person_title")
    return j if titled else first
