"""When: the words of a text that name a time, each with its days, its anchor and a sentence that a person can check.

Weekdays and days without a year are read into the past, unless the verbs near them speak of what is to come; relative
words count from the dateline where the text has one, else from the day of publication, never from today's date.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from datetime import date
from functools import lru_cache

from msgspec.structs import replace

from testimonia import lang
from testimonia.model.claim import Period
from testimonia.model.marks import DateMark
from testimonia.resolve import dates_events, dates_feasts, dates_relative, dates_rules
from testimonia.resolve.dates_scene import Meaning, Scene, Unresolvable, View
from testimonia.resolve.dates_sense import time_phrases
from testimonia.resolve.dates_words import Phrase, Words, phrases, vocabulary, words

_RULES = dates_rules.RULES | dates_feasts.RULES | dates_relative.RULES | dates_events.RULES
_ROLES = {"S": "since", "U": "until", "<": "until"}
_REACH = 12  # words to either side in which a verb decides the tense
_DATELINE = 40  # words from the top in which a line may be the dateline
_HOURS = frozenset("Kpu")  # letters of hours and parts of the day, alone no time of their own
_DAYS_NAMED = frozenset(("weekday", "day_month", "digits", "deictic"))
_CLAUSE = 11  # words behind "two days after" in which the day of the event may be named
_GAP = 8  # characters between an hour and the day that it belongs to
_SAYING = 5  # words before a time in which a verb of saying takes it
_STOP = re.compile(r"[.;!?\n]")
_COMMEMORATES = re.compile(
    r"\b(\w+)[ \-](?:years? (?:since|after|on|later|ago today)\b|anniversary\b)|\banniversary\b", re.I
)


def date_marks(text: str, *, published: str | None, day_first: bool = True) -> tuple[DateMark, ...]:
    """Every time that `text` names, in order, none overlapping another; offsets are code points.

    `published` is ISO (`2019-11-03`, a time after it is ignored) or None: then what depends on it is `unresolved` and
    says so, unless a dateline in the text stands in. `day_first` says how "05/11/2014" is read. Marks leave out the
    preposition ("on Friday" marks "Friday"). Roles beyond those of `DateMark`: `until` ("until Friday", "by 5 May").
    Never raises for any text.
    """
    line, found = words(text), time_phrases(text)
    if not found:
        return ()
    scene = _opening(text, line, found, published, day_first)
    out: list[DateMark] = []
    for at, phrase in enumerate(found):
        view = View(phrase, line, scene)
        tense = "past" if view.before() == "q" and view.after == "." else _tense(line, phrase)  # "the March attack"
        if tense is None and view.until:
            tense = "future"
        if tense:
            view = replace(view, scene=replace(scene, tense=tense))
        if phrase.rule in _FROM_SAYING:
            view = replace(view, scene=_as_told(line, found, at, view.scene))
        mark, meaning = _mark(view)
        if meaning and meaning.shift is not None and at + 1 < len(found):
            mark = _from_named(mark, meaning, View(found[at + 1], line, view.scene))
        out.append(mark)
        told = meaning is not None and meaning.anchor != "event" and not _spoken(line, phrase)
        if meaning and told and mark.role == "time" and meaning.precision == "day":
            scene = replace(scene, previous=meaning, month=None)
        elif meaning and told and mark.role == "time" and phrase.rule in ("bare_month", "month"):
            scene = replace(scene, month=meaning)
    return tuple(out)


def resolve_date(
    words_of_time: str,
    *,
    published: str | None = None,
    anchor: Period | None = None,
    tense: str | None = "past",
    day_first: bool = True,
    before: str = "",
    after: str = "",
) -> Period:
    """What a phrase of time means: `resolve_date("Friday", published="2019-11-03").start == "2019-11-01"`.

    `anchor` is the day that phrases such as "two days later" count from; for "two days after the attack" it is the
    attack's. `tense` is `past`, `future` or None (then a day without a year may be a near coming one). `before` and
    `after` are the words around, where there are any. What cannot be resolved comes back with `unresolved`, the
    reason; nothing is raised.
    """
    text = f"{before}{words_of_time}{after}"
    low, high = len(before), len(before) + len(words_of_time)
    phrase = _sharing_most(text, low, high)
    if phrase is None:
        if not _HOURS.isdisjoint(words(words_of_time).letters):
            beside = _beside(text, low, high)
            if beside is None:
                return _same_day(words_of_time, anchor, published)
            return resolve_date(beside, published=published, anchor=anchor, tense=tense, day_first=day_first)
        return Period(unresolved=f"no time is known in “{words_of_time[:80]}”", confidence=0.0)
    line, previous = words(text), _given(anchor)
    around = _tense(line, phrase) or tense if before or after else tense
    scene = Scene(_day(published), tense=around, previous=previous, day_first=day_first)
    mark, meaning = _mark(View(phrase, line, scene))
    if meaning and (mark.start < low or mark.end > high) and phrase.rule.endswith("_range"):
        return _one_side(words_of_time, meaning, mark.period)
    if meaning and meaning.anchor == "event" and previous and meaning.shift is not None:
        return _shifted(mark.period, previous, meaning)
    return mark.period


def _beside(text: str, low: int, high: int) -> str | None:
    """The words of a time that stands right beside an hour: "at 22:30 on 5 May", "the evening, May 5"."""
    line = words(text)
    for phrase in time_phrases(text):
        start, end = line.starts[phrase.first], line.ends[phrase.last - 1]
        gap = text[high:start] if start >= high else text[end:low]
        if len(gap) < _GAP and not _STOP.search(gap):
            return text[start:end]
    return None


def _same_day(words_of_time: str, anchor: Period | None, published: str | None) -> Period:
    """An hour or part of the day alone ("at 10:30", "at dusk"): on the day of the anchor, else of publication."""
    day = (anchor.start if anchor else None) or (published or "")[:10]
    if _day(day) is None:
        return Period(unresolved="an hour of a day that is not known", confidence=0.0)
    because = f"“{words_of_time[:80]}” is an hour of the day told of, {day}"
    return Period(start=day, end=day, precision="day", date_prec=1, because=because, confidence=0.5)


def _sharing_most(text: str, low: int, high: int) -> Phrase | None:
    """The phrase of time that shares most characters with `low:high`, or None where none does."""
    line = words(text)
    best: tuple[int, Phrase | None] = (0, None)
    for phrase in phrases(text):
        shared = min(high, line.ends[phrase.last - 1]) - max(low, line.starts[phrase.first])
        if shared > best[0]:
            best = shared, phrase
    return best[1]


def _given(anchor: Period | None) -> Meaning | None:
    """The anchor that a caller gives, as a meaning."""
    first, last = (_day(anchor.start), _day(anchor.end)) if anchor else (None, None)
    return Meaning(first, last, "day", "the anchor given") if first and last else None


def _one_side(words_of_time: str, whole: Meaning, period: Period) -> Period:
    """One side of a range ("30 July" in "30 July to 2 August"): its year is the range's."""
    for scene in (Scene(whole.last, tense="past"), Scene(whole.first, tense="past")):
        for phrase in phrases(words_of_time)[:1]:
            mark, meaning = _mark(View(phrase, words(words_of_time), scene))
            if meaning and whole.first <= meaning.first <= whole.last:
                return mark.period
    return period


def _shifted(period: Period, event: Meaning, meaning: Meaning) -> Period:
    """So long after an event whose day is given: counted forward from it."""
    days = meaning.shift or 0
    try:
        first = date.fromordinal(event.first.toordinal() + days).isoformat()
        last = date.fromordinal(event.last.toordinal() + days).isoformat()
    except (ValueError, OverflowError):
        return Period(unresolved="beyond the calendar", confidence=0.0)
    return Period(
        start=first,
        end=last,
        precision="day",
        date_prec=period.date_prec,
        because=f"{abs(days)} days {'before' if days < 0 else 'after'} the event of {event.first}",
        confidence=0.8,
    )


def _from_named(mark: DateMark, meaning: Meaning, behind: View) -> DateMark:
    """ "two days after the attack on Friday": counted from the event's day, where the clause goes on to name it."""
    line, first = behind.line, behind.phrase.first
    last = bisect_left(line.starts, mark.end)
    near = first - last <= _CLAUSE and not any(letter in ",!|()" for letter in line.letters[last:first])
    if not near or behind.phrase.rule not in _DAYS_NAMED:
        return mark
    event = _mark(behind)[1]
    return replace(mark, period=_shifted(mark.period, event, meaning)) if event else mark


def _day(iso: str | None) -> date | None:
    """The day of an ISO date or time, or None where it is none."""
    try:
        return date.fromisoformat(iso[:10]) if iso else None
    except ValueError:
        return None


def _mark(view: View) -> tuple[DateMark, Meaning | None]:
    """The mark of one phrase, and its meaning where it has one."""
    line, phrase = view.line, view.phrase
    start, end = line.starts[phrase.first], line.ends[phrase.last - 1]
    role = _role(view)
    try:
        meaning = _by_event_name(view) or _RULES[phrase.rule](view)
    except Unresolvable as reason:
        period = Period(unresolved=str(reason), confidence=0.0)
        length = dates_relative.length(view)
        return DateMark(start=start, end=end, period=period, role=role, shift_days=length), None
    except (ValueError, OverflowError):
        period = Period(unresolved="beyond the calendar", confidence=0.0)
        return DateMark(start=start, end=end, period=period, role=role), None
    period = Period(
        start=meaning.first.isoformat(),
        end=meaning.last.isoformat(),
        precision=meaning.precision,
        date_prec=date_prec(meaning.first, meaning.last),
        because=meaning.because,
        confidence=meaning.confidence,
    )
    return DateMark(
        start=start, end=end, period=period, role=role, anchor=meaning.anchor, shift_days=meaning.shift
    ), meaning


def date_prec(first: date, last: date) -> int:
    """UCDP's code: 1 the day, 2 within two to six days, 3 the week, 4 up to a month, 5 longer."""
    days = (last - first).days + 1
    return 1 if days == 1 else 2 if days <= 6 else 3 if days == 7 else 4 if days <= 31 else 5


def _role(view: View) -> str:
    """What the word in front makes of a time."""
    if view.phrase.rule == "duration" or (view.phrase.rule == "nth_unit" and view.value("u") != "century"):
        return "duration"
    for letter in reversed(view.before(3)):
        if letter in _ROLES:
            return _ROLES[letter]
        if letter not in "qeE~io":
            break
    return "time"


@lru_cache(maxsize=1)
def _event_names() -> tuple[tuple[str, int, frozenset[str]], ...]:
    rows = lang.sections("en", "dates")["event"]
    return tuple((name, int(year), frozenset(heads.split())) for name, year, heads in rows)


def _by_event_name(view: View) -> Meaning | None:
    """A day of the year that names an event by the words behind it: its year is the event's."""
    if view.phrase.rule != "day_month" or view.has("y"):
        return None
    said = re.sub(r"(?<=\d)(?:st|nd|rd|th)\b|[.,]", "", view.words.lower())
    behind = {value.lower() for value in view.line.values[view.phrase.last : view.phrase.last + 3]}
    reference = view.scene.reference
    for name, year, heads in _event_names():
        if said == name and heads & behind and (reference is None or reference.year >= year):
            day = date(year, int(view.value("m")), view.number("d"))
            if reference is None or day <= reference:
                return Meaning(day, day, "day", f"“{view.words}” is known by its day: {day}", "text", confidence=0.8)
    return None


def _tense(line: Words, phrase: Phrase) -> str | None:
    """The tense of the verb nearest to a phrase in its sentence, or None where there is none; of two as near, the one
    before."""
    verbs, stops = line.verbs, line.stops
    behind = bisect_left(verbs, (phrase.first, ""))
    stop = bisect_left(stops, phrase.first)
    opening, closing = stops[stop - 1] if stop else -1, stops[stop] if stop < len(stops) else len(line.letters)
    near: tuple[int, str | None] = (_REACH + 1, None)
    if behind and verbs[behind - 1][0] > opening:
        near = phrase.first - verbs[behind - 1][0], verbs[behind - 1][1]
    if behind < len(verbs) and phrase.last <= verbs[behind][0] < closing:
        near = min(near, (verbs[behind][0] - phrase.last + 1, verbs[behind][1]), key=lambda found: found[0])
    return near[1] if near[0] <= _REACH else None


@lru_cache(maxsize=1)
def _sayings() -> frozenset[str]:
    cells = (*lang.words("en", "speech", "said"), *lang.words("en", "speech", "told"))
    return frozenset(word for cell in cells for word in cell.split("|") if " " not in word)


def _spoken(line: Words, phrase: Phrase) -> bool:
    """Whether a time is that of somebody's words ("told reporters on Monday"): the telling goes on from another day."""
    for i in range(phrase.first - 1, max(-1, phrase.first - _SAYING - 1), -1):
        if line.letters[i] in ",!|()" or i in line.stops:
            return False
        if line.values[i].lower() in _sayings():
            return True
    return False


def _as_told(line: Words, found: tuple[Phrase, ...], at: int, scene: Scene) -> Scene:
    """The scene of a time that counts from the day on which somebody speaks in its sentence: "police said on Monday
    that a man was shot the day before", "in an overnight raid, the army said on Tuesday".
    """
    here = found[at]
    for other in found[:at][::-1] + found[at + 1 :]:
        first, last = min(here.first, other.first), max(here.first, other.first)
        if other.rule not in _DAYS_NAMED or any(first <= stop < last for stop in line.stops):
            continue
        if _spoken(line, other) and (other.first < here.first or scene.previous is None):
            meaning = _mark(View(other, line, replace(scene, tense="past")))[1]
            if meaning and meaning.first == meaning.last:
                return replace(scene, reference=meaning.first, source="the day of what is said", previous=meaning)
    return scene


_FROM_SAYING = frozenset(["overnight", "offset_text", "text_unit", "text_unit_rel", "text_day", "text_part"])


def _opening(text: str, line: Words, found: tuple[Phrase, ...], published: str | None, day_first: bool) -> Scene:
    """The scene at the top of a text: the day of publication, or the dateline where one stands near the top."""
    scene = Scene(_day(published), day_first=day_first, years_since=_years_since(text[:300]))
    for phrase in found:
        if phrase.first > _DATELINE:
            break
        if phrase.rule not in ("day_month", "digits") or not _is_dateline(line, phrase):
            continue
        try:
            day = _RULES[phrase.rule](View(phrase, line, replace(scene, tense="past"))).first
        except (Unresolvable, ValueError, OverflowError):
            continue
        if scene.reference is None or abs((scene.reference - day).days) <= 30:
            return replace(scene, reference=day, source="the dateline")
    return scene


def _years_since(opening: str) -> int:
    """How many years a text that is written for an anniversary looks back (1 where it does not say), else 0."""
    found = _COMMEMORATES.search(opening)
    if found is None:
        return 0
    word = (found[1] or "").lower()
    digits = re.match(r"\d{1,3}", word)
    letter, value, _ = vocabulary().get(word, (".", "1", ""))
    return int(digits[0]) if digits else int(value) if letter in "C2" else 1


def _is_dateline(line: Words, phrase: Phrase) -> bool:
    """A date alone on its line, or one that ends a line's opening ("MADRID, March 11 (Agency) - ")."""
    front = line.letters[phrase.first - 1] if phrase.first else "|"
    behind = line.letters[phrase.last : phrase.last + 1] or "|"
    if front == "|" and behind == "|" and phrase.last < len(line.letters):
        return True
    head = line.text[: line.starts[phrase.first]].rsplit("\n", 1)[-1].rstrip(" ,(")
    tail = line.text[line.ends[phrase.last - 1] : line.ends[phrase.last - 1] + 30]
    capitals = sum(c.isupper() for c in head)
    return (
        capitals >= 3
        and capitals > 0.4 * len(head)
        and bool(re.match(r"\)?\s*(?:\([^)\n]{2,24}\)\s*)?(?:[-–—:]|\()", tail))
    )
