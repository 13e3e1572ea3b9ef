"""Dates of publication, as metadata write them: checked, never guessed."""

from __future__ import annotations

import re
from datetime import date, datetime
from email.utils import parsedate_to_datetime

from testimonia.lang import marks

_DAY = re.compile(r"\d{4}-\d\d-\d\d")
_MOMENT = re.compile(r"(\d{4}-\d\d-\d\d)[Tt ](\d\d:\d\d(?::\d\d)?(?:[.,]\d+)?)\s?([Zz]|[+-]\d\d(?::?\d\d)?)?")
_COMPACT = re.compile(r"(\d{4})(\d\d)(\d\d)(?:T?\d{6}Z?)?")
_WORDS = ("%B %d, %Y", "%d %B %Y", "%b %d, %Y", "%d %b %Y", "%B %d %Y", "%Y/%m/%d")
_CLOCK = re.compile(r"[,\s|–-]+(?:at\s+)?\d{1,2}[:.]\d\d.*$", re.IGNORECASE)
_WEEKDAY = re.compile(rf"^{marks('weekday')}[,.]?\s+", re.IGNORECASE)

#: The first printed newspaper is of 1605; an earlier year is a program's way of saying "none" (0001-01-01).
FIRST_YEAR = 1600


def iso(value: str) -> str | None:
    """`value` as an ISO 8601 day (`2019-11-03`) or moment (`2019-11-03T10:00:00+01:00`), or None where it is neither or
    names a day that does not exist. A canonical value comes back as it was written; local time is never moved to UTC,
    so that the first ten characters are the day that the publisher wrote."""
    value = value.strip()
    if _DAY.fullmatch(value):
        return value if _exists(value) else None
    moment = _MOMENT.fullmatch(value)
    if not moment or not _exists(moment[1]):
        return None
    written = f"{moment[1]}T{moment[2].replace(',', '.')}{(moment[3] or '').upper()}"
    try:
        datetime.fromisoformat(written)
    except ValueError:
        return None
    return written


def loose(value: str) -> str | None:
    """As `iso`, and also the other unambiguous forms that pages use (`20191103`, `Sun, 03 Nov 2019 10:00:00 GMT`,
    `November 3, 2019`); never `03/11/2019`, which is two days at once."""
    value = " ".join(value.split())
    found = iso(value)
    if found:
        return found
    compact = _COMPACT.fullmatch(value)
    if compact:
        return iso("-".join(compact.groups()))
    return _mail_date(value) or _worded(value)


def _mail_date(value: str) -> str | None:
    if not re.match(r"(?:[A-Za-z]{3}, )?\d{1,2} [A-Za-z]{3} \d{4} \d", value):
        return None
    try:
        return iso(parsedate_to_datetime(value).isoformat())
    except (ValueError, TypeError, IndexError, OverflowError):
        return None


def _worded(value: str) -> str | None:
    value = _CLOCK.sub("", _WEEKDAY.sub("", value))
    for form in _WORDS:
        try:
            return iso(datetime.strptime(value, form).date().isoformat())
        except ValueError:
            continue
    return None


def _exists(day: str) -> bool:
    try:
        return date.fromisoformat(day).year >= FIRST_YEAR
    except ValueError:
        return False
