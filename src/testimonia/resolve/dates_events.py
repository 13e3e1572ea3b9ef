"""Times counted from the day that the telling has reached, or from an event: "the same night", "two days after the
attack"."""

from __future__ import annotations

from datetime import timedelta

from testimonia.resolve.dates_scene import Meaning, Rule, Unresolvable, View, around, moved, offset, said, told

_DAY = timedelta(days=1)
_MARKS = frozenset(("marks", "marked", "was"))  # "Yesterday marked a year since the attack"
_WITHIN = frozenset(("day", "night", "week", "fortnight"))  # what is too fine to be counted from a month
_DAYS = {"hour": 0, "minute": 0, "week": 7, "fortnight": 14, "month": 30, "year": 365}


def text_part(view: View) -> Meaning:
    """ "the same evening", "the following night", "the previous day's": counted from the day that the telling has
    reached."""
    shift = {"V": -1, "F": 1, "n": 1}.get(view.letter("k"), 0)
    return told(view, view.scene.here + shift * _DAY)


def text_day(view: View) -> Meaning:
    """ "the night before", "the morning after"."""
    return told(view, view.scene.here + (-_DAY if view.back else _DAY))


def text_unit(view: View) -> Meaning:
    """ "the day before", "the week after"."""
    scene, unit = view.scene, view.value("u")
    if scene.month and unit in _WITHIN:
        return told(view, scene.month.first, scene.month.last, precision="month", confidence=0.5)
    first, last, precision = moved(scene.here, -1 if view.back else 1, unit)
    return told(view, first, last, precision=precision)


def next_day(view: View) -> Meaning:
    """ "the next day": the day after the one told of; "the next week" and longer count from the day of reporting."""
    if view.value("u") == "day":
        return told(view, view.scene.here + _DAY)
    first, last, precision = around(view.scene.today, view.value("u"), 1)
    return said(view, first, last, precision=precision, confidence=0.6)


def text_unit_rel(view: View) -> Meaning:
    """ "the same day", "that week", "the previous month", "the following year"."""
    scene, unit = view.scene, view.value("u")
    shift = {"V": -1, "F": 1}.get(view.letter("k"), 0)
    if unit in ("hour", "minute"):
        return told(view, scene.here)
    if scene.month and unit in _WITHIN:
        return told(view, scene.month.first, scene.month.last, precision="month", confidence=0.5)
    first, last, precision = around(scene.month.first if scene.month else scene.here, unit, shift)
    return told(view, first, last, precision=precision)


def _event(view: View, number: int, unit: str, *, vague: bool = False) -> Meaning:
    """So long before or after an event.

    At the head of a sentence the event is the day that the telling has reached, and the words say when the next thing
    was. Inside one ("on Sunday, two days after gunmen stormed …") the day told of is reached, and the words say when
    the event was; so they do behind "comes", which tells of the day of reporting.
    """
    scene, back = view.scene, view.back
    here = scene.today if view.word_before in ("comes", "come", "coming") else scene.reached
    ahead = not back and view.heads_sentence
    first, last, precision = offset(here, number if ahead else -number, unit, vague=vague)
    if scene.reference and first > scene.reference and not scene.future:
        first, last, precision = offset(here, -number, unit, vague=False)
    shift = number * _DAYS.get(unit, 1)
    because = f"“{view.words}” an event, counted from {here}"
    return Meaning(first, last, precision, because, "event", shift=-shift if back else shift, confidence=0.5)


def offset_event(view: View) -> Meaning:
    """ "two days after the attack", "hours after the blast"."""
    number, unit = (view.number("n") if view.has("n") else 1), view.value("u")
    return _event(view, number, unit, vague=view.vague("n") and unit == "day")


def since_event(view: View) -> Meaning:
    """ "six years since the attack": the event was that long before the report."""
    today = view.scene.reached if view.word_before in _MARKS and view.named_before else view.scene.today
    first, last, _ = offset(today, -view.number("n"), view.value("u"), vague=False)
    because = f"“{view.words}” an event: it was so long before {view.scene.source}, {today}"
    return Meaning(first, last, "day", because, "event", confidence=0.5)


def offset_text(view: View) -> Meaning:
    """ "two days later", "a week earlier", "hours later": counted from the day that the telling has reached."""
    back, unit = view.back, view.value("u")
    number = view.number("n") if view.has("n") else 1
    scene = view.scene
    if scene.previous is None and (not back or unit in ("hour", "minute")):
        raise Unresolvable("counted from an event whose day the text has not named")
    vague = view.vague("n") and unit not in ("hour", "minute")
    first, last, precision = moved(scene.here, -number if back else number, unit, vague=vague)
    return told(view, first, last, precision=precision)


def day_after_event(view: View) -> Meaning:
    """ "the day after the attack"."""
    return _event(view, 1, "day")


_ALL: tuple[Rule, ...] = (
    text_part, text_day, text_unit, next_day, text_unit_rel, offset_event, since_event, offset_text, day_after_event,
)  # fmt: skip
RULES: dict[str, Rule] = {rule.__name__: rule for rule in _ALL}
