"""Who speaks in one sentence: verbs of saying, sources ("according to"), labels ("Police: two dead")."""

from __future__ import annotations

from collections.abc import Sequence

from testimonia.read.lexicon import Found, Token, phrases, wordset
from testimonia.read.page import Page, Sentence
from testimonia.read.subject import QUOTES, Span, Voice, can_speak, in_name, phrase_after, phrase_before, voice


def sayings(page: Page, s: Sentence, last: Voice | None, language: str) -> tuple[Voice, ...]:
    """The voices of one sentence, left to right; hearsay and labels where nobody else speaks. `last` is who spoke last
    before it, to whom "he added" goes back.
    """
    low, before = [t.low for t in s.tokens], last
    cited = _cited(page, s, low, language)
    sources = [f for f in phrases(language, "speech", "source").find(s.tokens) if f.first not in cited]
    out = [*cited.values(), *_sources(page, s, low, sources, language)]
    out += _counts(page, s, low, language) + _owned(page, s, low, last, language)
    spans = [(v.first, v.last) for v in out]
    verbs = phrases(language, "speech", "said").find(s.tokens)
    verbs += [f for f in phrases(language, "speech", "gives").find(s.tokens) if _gives(s, f, language)]
    for found in sorted(verbs):
        near = any(a - 3 <= found.first < b or (b + 1 == found.first and low[b] == ",") for a, b in spans)
        if found.first in cited or near:
            continue  # "According to the army, says the agency, …"
        heard = _said(page, s, low, found, last, language)
        if heard:
            out.append(heard)
            last = heard
    out += _gapped(page, s, low, language)
    out = out or _sources(page, s, low, phrases(language, "speech", "hearsay").find(s.tokens), language)
    out = out or _opens(page, s, low, before, language) or _label(page, s, language)
    return tuple(sorted(out, key=lambda v: v.first))


def _sources(page: Page, s: Sentence, low: list[str], sources: list[Found], language: str) -> list[Voice]:
    out: list[Voice] = []
    for found in sources:
        if low[found.first] == "a" and low[found.first - 1] == "," and in_name(s.tokens[found.first - 2].text):
            continue  # "Musa Idris, a spokesman for the army, said"
        span = phrase_after(s, found.last, language)
        by = low[found.last - 1] in ("by", "from")
        if span and by and not can_speak(s, span, language):
            continue  # "two elders said by phone"
        if span and out and out[-1].first <= found.first <= out[-1].last:
            out[-1] = voice(
                page, s, span, out[-1].reach, found.first, language
            )  # "according to a report citing the mayor's office"
        elif span:
            out.append(voice(page, s, span, _reach_of_source(low, found, span), found.first, language))
    return out


def _counts(page: Page, s: Sentence, low: list[str], language: str) -> list[Voice]:
    """Whose count a number is: "by the police count", "by a hospital's own reckoning"."""
    out, before, tally = [], wordset(language, "speech", "before_count"), wordset(language, "speech", "tally")
    for i, word in enumerate(low):
        if word not in tally:
            continue
        begin = next((j for j in range(i - 1, max(-1, i - 10), -1) if low[j] in before), None)
        end = i - 1 if low[i - 1] == "own" else i
        if begin is not None and low[begin] == "in" and low[end - 1] not in ("'s", "’s", "'", "’"):
            continue  # "the clinic in Gao updates its figures"
        end -= low[end - 1] in ("'s", "’s", "'", "’")
        if begin is None or end <= begin + 1 or "," in low[begin:end] or not can_speak(s, (begin + 1, end), language):
            continue
        out.append(voice(page, s, (begin + 1, end), _clause(low, begin), i, language))
    return out


def _clause(low: list[str], i: int) -> Span:
    """The brackets, or the clause between semicolons, that token i is in."""
    opened = next((j for j in range(i - 1, -1, -1) if low[j] in ("(", ")")), None)
    if opened is not None and low[opened] == "(":
        return opened, next((j for j in range(i, len(low)) if low[j] == ")"), len(low))
    start = max((j + 1 for j in range(i) if low[j] == ";"), default=0)
    return start, next((j for j in range(i, len(low)) if low[j] == ";"), len(low))


def _owned(page: Page, s: Sentence, low: list[str], last: Voice | None, language: str) -> list[Voice]:
    """Whose number it is that a sentence is about: "the ministry's figure was 142", "his estimate is seventy"."""
    out = []
    for i, word in enumerate(low):
        if word not in wordset(language, "speech", "owned") or i == 0 or low[i + 1 : i + 2] == ["of"]:
            continue
        reach = i + 1, next((j for j in range(i, len(low)) if low[j] in (";", "but", "while")), len(low))
        if not any(reach[0] <= s.at(c.start) < reach[1] for c in s.counts):
            continue
        if low[i - 1] in wordset(language, "speech", "his") and last:
            out.append(last._replace(sentence=s.order, first=i - 1, last=i, reach=reach, verb=i))
        elif low[i - 1] in ("'s", "’s", "'", "’"):
            span = phrase_before(s, i - 1, language)
            if span and can_speak(s, span, language):
                out.append(voice(page, s, span, reach, i, language))
    return out


def _gapped(page: Page, s: Sentence, low: list[str], language: str) -> list[Voice]:
    """Who gives the next number without a verb: "police put the dead at five, the mayor at nine"."""
    found = phrases(language, "speech", "put").find(s.tokens)
    if not found:
        return []
    put, out = found[0], []
    for c in s.counts:
        i = s.at(c.outer_start) - 1
        begin = next((j for j in range(i - 1, max(put.last, i - 10), -1) if low[j] in (",", ";", "and")), None)
        if i < put.last or low[i] not in wordset(language, "speech", "gap") or begin is None:
            continue
        span = begin + 1, i - (low[i - 1] == ",")
        verbal = wordset(language, "speech", "auxiliary") | wordset(language, "speech", "put")
        if span[0] < span[1] and not verbal & set(low[span[0] : span[1]]) and can_speak(s, span, language):
            end = next((j for j in range(i, len(low)) if low[j] in (",", ";", "and")), len(low))
            out.append(voice(page, s, span, (i, end), i, language))
    return out


def _opens(page: Page, s: Sentence, low: list[str], last: Voice | None, language: str) -> list[Voice]:
    """Who opens a quotation without a verb of saying: "The prefect, by telephone, had another sum: “Nineteen.”"."""
    colon = next((i for i in range(1, len(low) - 1) if low[i] == ":" and low[i + 1] in QUOTES), None)
    if colon is None:
        return []
    first = 1 if low[0] in ("but", "and") else 0
    reach = colon + 1, len(low)
    if low[first] in wordset(language, "speech", "again"):
        return [last._replace(sentence=s.order, first=first, last=first + 1, reach=reach, verb=colon)] if last else []
    span = phrase_after(s, first, language)
    comma = span is not None and low[span[1] : span[1] + 1] == [","]
    return [voice(page, s, span, reach, colon, language)] if span and comma and can_speak(s, span, language) else []


def _reach_of_source(low: list[str], found: Found, span: Span) -> Span:
    """ "According to X, …" speaks for what follows; "…, according to X" for what comes before, back to a semicolon."""
    if found.first <= 1 or low[span[1] : span[1] + 1] == ["that"]:  # "denied a report by a monitor that nine had died"
        return span[1], len(low)
    start = max((i + 1 for i in range(found.first) if low[i] == ";"), default=0)
    stop = next((i for i in range(span[1], len(low)) if low[i] in (";", "but", "while")), len(low))
    return start, stop if low[span[1] : span[1] + 1] == [","] else found.first


_HEAD = 3  # tokens before the subject of a clause that may be the number of which it speaks

# -- labels -----------------------------------------------------------------------------------------------------------


def _label(page: Page, s: Sentence, language: str) -> list[Voice]:
    """ "Health ministry: 182 injured"; in a headline also "Up to 22 killed in region: UN", "… - rail chief"."""
    toks = s.tokens
    begin = _clock(toks)
    colon = next((i for i, t in enumerate(toks[: begin + 12]) if t.text == ":" and i > begin), None)
    if colon and colon + 1 < len(toks):
        opening = next((i for i, t in enumerate(toks[:colon]) if t.text in ("(", ",") and i > begin), colon)
        while begin < opening and toks[begin].text in _BULLETS:
            begin += 1  # "* Health ministry: …"
        words = toks[begin:opening]
        if s.part == "body" and all(t.text.isupper() for t in words) and len(words) > 1:
            return []  # "THE PRESIDENT: …": a transcript is its speaker's own voice
        if not words or _placed(s, words) or words[0].low in _no_label(language) or words[0].text == "(":
            return []  # "Minnesota: …" tells where, not who
        verbs = wordset(language, "speech", "auxiliary")
        told = any(t.low in verbs or t.text[0].isdigit() for t in words) or any(t.low in ("a", "an") for t in words[1:])
        if not told and can_speak(s, (begin, opening), language):
            return [voice(page, s, (begin, opening), (colon + 1, len(toks)), colon, language)]
    if s.part == "headline":
        return _closing_label(page, s, language)
    return []


def _no_label(language: str) -> frozenset[str]:
    return wordset(language, "speech", "no_label") | wordset(language, "speech", "not_first")


def _placed(s: Sentence, words: Sequence[Token]) -> bool:
    """Whether words name a place."""
    return any(p.start < words[-1].end and words[0].start < p.end and p.use == "place" for p in s.places)


def _closing_label(page: Page, s: Sentence, language: str) -> list[Voice]:
    toks = s.tokens
    ends = range(len(toks) - 1, max(0, len(toks) - 6), -1)
    cut = next((i for i in ends if toks[i].text in (":", "-", "–", "—")), 0)
    spaced = cut and (toks[cut].text == ":" or toks[cut - 1].end < toks[cut].start)
    if not spaced or cut + 1 == len(toks) or any(t.text[0].isdigit() for t in toks[cut:]):
        return []
    span = (cut + 1, len(toks))
    return [voice(page, s, span, (0, cut), cut, language)] if can_speak(s, span, language) else []


def _clock(toks: Sequence[Token]) -> int:
    """How many tokens an hour takes at the head of an entry ("15:30 Health ministry: 182 injured")."""
    low = [t.text for t in toks[:4]]
    if len(low) < 4 or not (low[0].isdigit() and low[1] in (":", ".") and low[2].isdigit()):
        return 0
    return 4 if low[3] in (":", "-", "–", "—") else 3


_BULLETS = frozenset(["*", "•", "·", "-", "–", "—"])

# -- verbs of saying --------------------------------------------------------------------------------------------------


def _said(page: Page, s: Sentence, low: list[str], found: Found, last: Voice | None, language: str) -> Voice | None:
    """The voice of one verb of saying, or None where its subject can say nothing ("the report said so" can)."""
    if not _is_verb(s, low, found, language):
        return None
    after = s.tokens[found.first - 1].text in QUOTES | {","} if found.first else False
    told = low[found.first] in wordset(language, "speech", "told")
    span = (_behind(s, found, language) if after and not told else None) or phrase_before(s, found.first, language)
    if span and span[1] - span[0] > 1 and low[span[1] - 1] in wordset(language, "speech", "again"):
        span = span[1] - 1, span[1]  # "told reporters he had counted"
    if span and not can_speak(s, span, language):
        span = _over_relative(s, low, found.first, language) or span
    if span and span[0] and low[span[0] - 1] == "what":
        return None  # "with what residents called a mortar"
    if span and last and last.sentence == s.order and low[span[0]] in wordset(language, "speech", "his"):
        return None  # "the mayor said that her office had confirmed"
    if span is None and after and not told:
        span = phrase_after(s, found.last, language)  # "…," said the minister
        span = None if span and low[span[0]] in wordset(language, "speech", "not_first") else span
    if span is None:
        went_on = last and last.sentence == s.order and found.first and low[found.first - 1] == "and"
        return last._replace(reach=(found.last, len(low)), verb=found.first) if went_on and last else None
    words = low[span[0] : span[1]]
    if len(words) == 1 and words[0] in wordset(language, "speech", "again"):
        if last is None:
            return None
        reach = _reach_of_verb(low, found, span, language)
        return last._replace(sentence=s.order, first=span[0], last=span[1], reach=reach, verb=found.first)
    if len(words) == 1 and words[0] in wordset(language, "speech", "speakerless"):
        return None
    if not can_speak(s, span, language):
        return None
    reach, about = _reach_of_verb(low, found, span, language), _about(low, found, span)
    if reach[0] <= about[0] < reach[1] and about[1] > found.last:
        reach = reach[0], about[0]  # what follows is of the speaker's life
    beside = _apposed(s, low, found, span, language)
    return voice(page, s, span, reach, found.first, language)._replace(about=about, apposed=beside)


def _cited(page: Page, s: Sentence, low: list[str], language: str) -> dict[int, Voice]:
    """Whom another one lets speak, by the verb's token: "the channel quoted a doctor as saying", "a doctor was quoted
    by it as saying".
    """
    out: dict[int, Voice] = {}
    for verb in (f.first for f in phrases(language, "speech", "cites").find(s.tokens)):
        behind = range(verb + 1, min(len(low) - 1, verb + _LONG))
        says = wordset(language, "speech", "as_saying")
        begin = next((i for i in behind if low[i] == "as" and low[i + 1] in says), None)
        if begin is None:
            continue
        passive = verb > 0 and low[verb - 1] in wordset(language, "speech", "passive")
        whom = phrase_before(s, verb - 1, language) if passive else phrase_after(s, verb + 1, language)
        if whom and can_speak(s, whom, language):
            out[verb] = voice(page, s, whom, (begin, len(low)), begin + 1, language)
    return out


_LONG = 16  # tokens between whom somebody quotes and "as saying"


def _about(low: list[str], found: Found, span: Span) -> Span:
    """The clause that tells who the speaker is: "a woman whose sons were killed said", "said Anna Brown, a teacher who
    fled", empty where there is none.
    """
    behind = span[0] >= found.last
    end = (
        next((i for i in range(span[1], len(low)) if low[i] in QUOTES | {".", ";"}), len(low))
        if behind
        else found.first
    )
    first = span[1] + (low[span[1] : span[1] + 1] == [","])
    follows = low[first : first + 1]
    if first >= end or not (follows[0] in ("who", "whose") or (behind and first > span[1] and "who" in low[first:end])):
        return 0, 0
    return first, end


def _apposed(s: Sentence, low: list[str], found: Found, span: Span, language: str) -> Span:
    """What stands beside a speaker's name, between commas, as code points; empty where nothing does."""
    first, behind = span[1] + 1, span[0] >= found.last
    if low[span[1] : first] != [","] or first >= len(low):
        return 0, 0
    if behind:
        end = next((i for i in range(first, len(low)) if low[i] in QUOTES | {",", ".", ";"}), len(low))
        noun = low[first] in wordset(language, "clauses", "article") | wordset(language, "speech", "role")
    else:
        end, noun = found.first - 1, low[found.first - 1] == ","
    return (s.tokens[first].start, s.tokens[end - 1].end) if noun and first < end else (0, 0)


def _over_relative(s: Sentence, low: list[str], verb: int, language: str) -> Span | None:
    """The speaker whom a relative clause parts from the verb: "A priest who was at the altar said"."""
    who = next(
        (i for i in range(verb - 2, max(0, verb - 14), -1) if low[i] in ("who", "whose") and low[i - 1] != ","), None
    )
    if who is None or "," in low[who:verb]:
        return None
    return phrase_before(s, who, language)


def _behind(s: Sentence, found: Found, language: str) -> Span | None:
    """The speaker of "…, said the army.": a noun phrase right behind the verb that ends its clause."""
    span = phrase_after(s, found.last, language)
    if span is None or s.tokens[span[0]].low in wordset(language, "speech", "not_first") | wordset(
        language, "speech", "day"
    ):
        return None
    ends = span[1] == len(s.tokens) or s.tokens[span[1]].text in (".", ";")
    return span if ends and can_speak(s, span, language) else None


def _is_verb(s: Sentence, low: list[str], found: Found, language: str) -> bool:
    """Whether a word that can be a verb of saying is one here."""
    if found.first and low[found.first - 1] in wordset(language, "speech", "no_verb_after"):
        return False
    if s.tokens[found.first].text[0].isupper() and found.first:  # "the United States", "Claims Commission"
        return False
    follow = s.tokens[found.last] if found.last < len(low) else None
    counted = follow and any(c.outer_start <= follow.start < c.end for c in s.counts)
    if low[found.first] in wordset(language, "speech", "noun_too"):
        said = follow and follow.low in wordset(language, "speech", "said_next")
        if not (said or counted or _closing_verb(s, low, found, language)):
            return False
    if low[found.first] in wordset(language, "speech", "things_too") and not counted:
        return follow is None or follow.low not in wordset(language, "speech", "object")
    return follow is None or follow.low not in wordset(language, "speech", "not_said_next")


def _closing_verb(s: Sentence, low: list[str], found: Found, language: str) -> bool:
    """Whether a clause ends with its speaker and the verb: "15 people died, the relief agency reports."."""
    span = phrase_before(s, found.first, language)
    ends = low[found.last : found.last + 1] in ([], ["."], [";"])
    return ends and span is not None and low[span[0] - 1 : span[0]] == [","] and can_speak(s, span, language)


def _gives(s: Sentence, found: Found, language: str) -> bool:
    """Whether a verb that is none of saying gives a number: "the hospital has 23", "raised the dead to 20"."""
    weak = wordset(language, "grammar", "qualifier") | QUOTES | {"that"}
    behind = s.tokens[found.last : found.last + 7]
    if any(t.low in ("number", "toll") for t in behind[:3]):  # "gave the number of dead as 12"
        weak |= wordset(language, "speech", "amount")
    number = next((t for t in behind if t.low not in weak), None)
    said = wordset(language, "speech", "said")
    nested = any(t.low in said for t in s.tokens[max(0, found.first - 14) : found.first])
    if number is None or number.low.endswith("ed"):  # "the toll has passed 100"
        return False
    return not nested and any(c.outer_start <= number.start < c.end for c in s.counts)


def _reach_of_verb(low: list[str], found: Found, span: Span, language: str) -> Span:
    """ "X said …" speaks for what follows; "…, X said on Friday" and "…, said X" for what comes before too."""
    opened = low[span[0] - 1] if span[0] and any(w.isalpha() for w in low[: span[0]]) else ""
    if opened in wordset(language, "speech", "whom"):  # "the toll, which police put at 12, rose to 15"
        close = next((i for i in range(found.last, len(low)) if low[i] == ","), len(low))
        return max(0, span[0] - _HEAD), close  # "the nine whom the mayor lists"
    behind = span[0] >= found.last
    if behind and found.first and low[found.first - 1] in QUOTES | {","}:
        return 0, len(low)
    if opened not in (",", '"', "”", "“", "–", "—"):
        return min(span[0], found.first), len(low)
    if opened in QUOTES:
        return 0, len(low)
    told = low[found.first] in wordset(language, "speech", "told") and "that" not in low[found.last : found.last + 7]
    if low[found.last : found.last + 1] == [","] and opened == ",":  # "where 30 rebels, the army claims, died"
        opening = wordset(language, "speech", "opening")
        return max((i + 1 for i in range(span[0]) if low[i] in opening), default=0), len(low)
    closes = told or found.last >= len(low) - 4 or low[found.last] in wordset(language, "speech", "closing")
    return (0 if closes else span[0]), len(low)
