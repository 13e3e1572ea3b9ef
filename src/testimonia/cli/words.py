"""Values in words: how a date, a place, a number or an actor is told to people."""

from __future__ import annotations

import msgspec

from testimonia.model.claim import Figure, Period, Perpetrator, Place, Responsibility, Target
from testimonia.model.judgement import Addition, Judgement, Tombstone
from testimonia.model.world import Range, Toll

_STANCE = {"claimed": "claims it", "denied": "denies it", "praised": "praises it"}


def kind(name: str) -> str:
    """`armed_assault` as people write it."""
    return name.replace("_", " ")


def period(when: Period) -> str:
    """`2019-11-01`, `2019-11-01 to 2019-11-03`, or why it has no date."""
    if when.start is None:
        return f"no date: {when.unresolved or 'the text names none'}"
    if when.end in (None, when.start):
        return when.start
    return f"{when.start} to {when.end}"


def dated(when: Period) -> str:
    """A period; where no words of the text carry it, with the reason that does."""
    told = period(when)
    return f"{told} ({when.because})" if when.start and not when.at and when.because else told


def place(where: Place) -> str:
    """`Gao, ML (16.27, -0.04; precision 1)`, or why it is on no map."""
    name = where.name if not where.country else f"{where.name}, {where.country}"
    if where.lat is None or where.lon is None:
        return f"{name} (not placed: {where.unresolved})" if where.unresolved else name
    exact = [f"{where.lat:.2f}, {where.lon:.2f}"]
    if where.radius_km:
        exact.append(f"within {where.radius_km:g} km")
    if where.precision:
        exact.append(f"precision {where.precision}")
    return f"{name} ({'; '.join(exact)})"


def perpetrator(who: Perpetrator) -> str:
    """The name and on whose word."""
    if who.basis == "stated":
        return f"{who.name} (the reporter says so)"
    if who.basis == "claimed":
        return f"{who.name} (by their own claim)"
    if who.basis == "denied":
        return f"{who.name} (deny it)"
    return f"{who.name} (blamed by {who.by})" if who.by else f"{who.name} (blamed)"


def responsibility(claim: Responsibility) -> str:
    """Who says what about it."""
    return f"{claim.by} {_STANCE[claim.stance]}"


def target(what: Target) -> str:
    """The name and its class."""
    return f"{what.name} ({kind(what.cls)})"


def amount(low: int | None, best: int | None, high: int | None, vague: str | None = None) -> str:
    """`53`, `at least 53`, `up to 20`, `30 to 40`, `about 50`, or the vague word."""
    if low is not None and high is not None:
        return str(low) if low == high else f"{low} to {high}"
    if low is not None:
        return f"at least {low}"
    if high is not None:
        return f"up to {high}"
    if best is not None:
        return f"about {best}"
    return f"“{vague}”" if vague else "no number"


def figure(f: Figure) -> str:
    """The number, whom it counts, and who says so."""
    who = "" if f.who == "all" else f" {kind(f.who)}"
    said = f", says {f.according_to}" if f.according_to else ""
    basis = "" if f.basis == "affirmed" else f" ({f.basis})"
    return f"{amount(f.low, f.best, f.high, f.vague)}{who}{said}{basis}"


def judgement(j: Judgement) -> str:
    """Who judged what: `ada  set type = "bombing"`, `ada  added a figure in doc-1 at 120`, `ada  redacted doc-1`."""
    value = ""
    if j.verdict == "add":
        made = msgspec.json.decode(j.value, type=Addition)
        where = made.account.mentions[0]
        value = f" {made.kind} in {made.document} at {where.start}:{where.end}"
    elif j.verdict == "redact":
        value = f" {msgspec.json.decode(j.value, type=Tombstone).document}"
    elif j.verdict == "scope":
        value = f" {bytes(j.value).decode()}"
    elif j.carries:
        value = f" {(j.field or '').removeprefix('tolls/')} = {bytes(j.value).decode()}"
    return f"{j.who}  {j.verdict}{value}"


def toll(t: Toll | Range) -> str:
    """Low / best / high, a dash where there is none."""
    return " / ".join("–" if n is None else str(n) for n in (t.low, t.best, t.high))
