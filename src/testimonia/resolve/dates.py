"""When: the words of a text that name a time, each with its days, its anchor and a sentence that a person can check.

Weekdays and days without a year are read into the past, unless the verbs near them speak of what is to come; relative words
count from the dateline where the text has one, else from the day of publication, never from today's date.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date
from functools import lru_cache

from testimonia import lang
from testimonia.model.claim import Period
from testimonia.model.marks import DateMark
from testimonia.resolve import dates_relative, dates_rules
from testimonia.resolve.dates_scene import Meaning, Scene, Unresolvable, View
from testimonia.resolve.dates_words import Phrase, Words, holidays, phrases, tenses, words

_RULES = dates_rules.RULES | dates_relative.RULES
_ROLES = {"S": "since", "U": "until"}
_REACH = 12  # words to either side in which a verb decides the tense
_DATELINE = 40  # words from the top in which a line may be the dateline
_PREPOSITIONS = frozenset("iIqSUrbt&oEAe,(")
_MARKS_OF_TIME = frozenset("|!,)('&-")
_COMMEMORATES = re.compile(r"\b(?:anniversary|years? (?:since|after|on|later)\b|remembrance)", re.I)


def date_marks(text: str, *, published: str | None, day_first: bool = True) -> tuple[DateMark, ...]:
    """Every time that `text` names, in order, none overlapping another; offsets are code points.

    `published` is ISO (`2019-11-03`, a time after it is ignored) or None: then what depends on it is `unresolved` and says so, unless a
    dateline in the text stands in. `day_first` says how "05/11/2014" is read. Marks leave out the preposition ("on Friday" marks
    "Friday"). Roles beyond those of `DateMark`: `until` ("until Friday", "by 5 May"). Never raises for any text.
    """
    line, found = words(text), phrases(text)
    if not found:
        return ()
    scene = _opening(text, line, found, published, day_first)
    out: list[DateMark] = []
    for phrase in found:
        if not _means_time(phrase, line):
            continue
        here = replace(scene, tense=_tense(line, phrase))
        mark, meaning = _mark(View(phrase, line, here))
        out.append(mark)
        if meaning and mark.role == "time" and meaning.precision == "day" and meaning.anchor != "event":
            scene = replace(scene, previous=meaning)
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

    `anchor` is the day that phrases such as "two days later" count from; for "two days after the attack" it is the attack's. `tense` is
    `past`, `future` or None (then a day without a year may be a near coming one). `before` and `after` are the words around, where
    there are any. What cannot be resolved comes back with `unresolved`, the reason; nothing is raised.
    """
    text = f"{before}{words_of_time}{after}"
    low, high = len(before), len(before) + len(words_of_time)
    line = words(text)
    best: tuple[int, Phrase] | None = None
    for phrase in phrases(text):
        shared = min(high, line.ends[phrase.last - 1]) - max(low, line.starts[phrase.first])
        if shared > 0 and (best is None or shared > best[0]):
            best = shared, phrase
    if best is None:
        return Period(unresolved=f"no time is known in “{words_of_time[:80]}”", confidence=0.0)
    previous = None
    if anchor and anchor.start and anchor.end:
        first, last = _day(anchor.start), _day(anchor.end)
        if first and last:
            previous = Meaning(first, last, "day", "the anchor given")
    around = _tense(line, best[1]) or tense if before or after else tense
    scene = Scene(_day(published), tense=around, previous=previous, day_first=day_first)
    mark, meaning = _mark(View(best[1], line, scene))
    if meaning and meaning.anchor == "event" and previous and meaning.shift is not None:
        return _shifted(mark.period, previous, meaning)
    return mark.period


def _shifted(period: Period, event: Meaning, meaning: Meaning) -> Period:
    """So long after an event whose day is given: counted forward from it."""
    try:
        first = date.fromordinal(event.first.toordinal() + (meaning.shift or 0)).isoformat()
        last = date.fromordinal(event.last.toordinal() + (meaning.shift or 0)).isoformat()
    except (ValueError, OverflowError):
        return Period(unresolved="beyond the calendar", confidence=0.0)
    return Period(
        start=first,
        end=last,
        precision="day",
        date_prec=period.date_prec,
        because=f"{meaning.shift} days from the event of {event.first}",
        confidence=0.8,
    )


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
        return DateMark(start=start, end=end, period=period, role=role), None
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
    if view.phrase.rule == "duration":
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
    """The tense of the verb nearest to a phrase in its sentence, or None where there is none."""
    known = tenses()
    for distance in range(1, _REACH + 1):
        for index in (phrase.first - distance, phrase.last - 1 + distance):
            if 0 <= index < len(line.letters):
                value = line.values[index].lower()
                tense = known.get(value) or ("past" if _past_form(line.letters[index], value) else None)
                if tense and _same_sentence(line, phrase, index):
                    return tense
    return None


def _past_form(letter: str, value: str) -> bool:
    return letter == "." and len(value) > 4 and value.endswith("ed")


def _same_sentence(line: Words, phrase: Phrase, index: int) -> bool:
    low, high = (index, phrase.first) if index < phrase.first else (phrase.last, index)
    return not any(line.letters[i] == "|" or line.values[i] in ".?!;:" for i in range(low, high))


def _means_time(phrase: Phrase, line: Words) -> bool:
    """Whether a phrase that may be a time is one here: "May" the month, "2014" the year, "Christmas" the day."""
    front = line.letters[phrase.first - 1] if phrase.first else "|"
    behind = line.letters[phrase.last : phrase.last + 1] or "|"
    if phrase.rule == "bare_month":
        return _is_month(line, phrase, front, behind)
    if phrase.rule == "year_bare":
        return _is_year(line, phrase, front, behind)
    if phrase.rule == "holiday" and len(phrase.parts) == 1:
        loose = holidays()[line.values[phrase.parts["x"][0]]][2]
        return not loose or (front in "iISUbr&tEe") or (front == "q" and behind != ".")
    if phrase.rule == "century":
        return line.values[phrase.last - 1] == "century"
    return True


def _is_month(line: Words, phrase: Phrase, front: str, behind: str) -> bool:
    name = line.text[line.starts[phrase.first] : line.ends[phrase.first]].lower().rstrip(".")
    if len(name) < 4 and name != "may":
        return False
    if name in ("may", "march", "april", "june", "august"):
        person = behind == "." and line.values[phrase.last][:1].isupper()
        return front in _PREPOSITIONS and not (person and front in "&,(A")
    return True


@lru_cache(maxsize=1)
def _counted() -> frozenset[str]:
    return frozenset(lang.words("en", "dates", "counted"))


def _is_year(line: Words, phrase: Phrase, front: str, behind: str) -> bool:
    year = int(line.values[phrase.first])
    if behind == "." and line.values[phrase.last].lower() in _counted():
        return False
    if line.text[max(0, line.starts[phrase.first] - 1) : line.starts[phrase.first]] in ("$", "€", "£", "#", "/"):
        return False
    if 1900 <= year <= 2100:
        return behind != "u" and (front in _PREPOSITIONS or front in "|!M.'R" or behind in _MARKS_OF_TIME)
    return front in "ISrU" and 1400 <= year < 1900 and behind in _MARKS_OF_TIME


def _opening(text: str, line: Words, found: tuple[Phrase, ...], published: str | None, day_first: bool) -> Scene:
    """The scene at the top of a text: the day of publication, or the dateline where one stands near the top."""
    scene = Scene(_day(published), day_first=day_first, commemorative=bool(_COMMEMORATES.search(text[:300])))
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
