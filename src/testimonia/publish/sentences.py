"""An incident in sentences of our own, for columns that want prose: made of fields, no words of a source but names."""

from __future__ import annotations

from testimonia.model.claim import Place
from testimonia.model.world import Incident, Range, Toll
from testimonia.publish.cells import joined
from testimonia.publish.codes import state
from testimonia.publish.parties import doers

_HURT = {"killed": "killed", "injured": "injured", "abducted": "abducted"}


def number(toll: Toll | Range) -> str:
    """`11`, or `11 (9 to 12)` where reports disagree, or "" where nobody gives a number."""
    if toll.best is None:
        return ""
    return str(toll.best) if toll.low == toll.high == toll.best else f"{toll.best} ({toll.low} to {toll.high})"


def named(place: Place) -> str:
    """The place's name; one that a headline or dateline has in capitals is written as others are (`LAHORE`: Lahore)."""
    return place.name.title() if place.name.isupper() and len(place.name) > 3 else place.name


def where(incident: Incident) -> str:
    """`Öde Wells, North, Mali`, or an unknown place."""
    place = incident.locality
    if place is None:
        return "an unknown place"
    country = state(incident.country).name or incident.country
    return joined((named(place), place.admin1, country), ", ")


def deed(incident: Incident) -> str:
    """`armed assault by River Front in Öde Wells, North, Mali`; who is accused only is said to be."""
    blamed = [p for p in incident.perpetrators if p.basis in ("claimed", "stated", "blamed")]
    names = {party.told for party in doers(incident)}
    who = [(p.name + (", as alleged," if p.basis == "blamed" else "")) for p in blamed if p.name in names]
    by = f" by {' and '.join(dict.fromkeys(who))}" if who else " by unknown perpetrators"
    doubt = {"occurred": "", "disputed": "disputed ", "foiled": "foiled ", "threatened": "threatened "}
    return f"{doubt[incident.status]}{incident.type.replace('_', ' ')}{by} in {where(incident)}"


def harm(incident: Incident) -> str:
    """`16 (14 to 17) killed, 3 injured`, everybody counted; "" where nobody gives a number."""
    parts = []
    for effect, word in _HURT.items():
        toll = incident.tolls.get(f"{effect}_all") or incident.tolls.get(effect)
        if toll and toll.best is not None:
            parts.append(f"{number(toll)} {word}")
    return ", ".join(parts)


def responsibility(incident: Incident) -> str:
    """Who claimed and who denied it, in a sentence each; "" where nobody did."""
    said = []
    for stance, words in (("claimed", "claimed responsibility"), ("denied", "denied responsibility")):
        who = joined((c.by for c in incident.claims if c.stance == stance), " and ")
        said += [f"{who} {words}."] if who else []
    return " ".join(said)


def disagreement(incident: Incident) -> str:
    """What the reports' figures of the dead and hurt are where they differ, and by which rule one was chosen."""
    said = []
    for effect in _HURT:
        figures = [f for a in incident.accounts for f in a.figures if f.effect == effect and f.who == "all"]
        given = sorted({n for f in figures for n in (f.low, f.best, f.high) if n is not None})
        if len(given) > 1:
            said.append(f"Reports give {', '.join(map(str, given[:-1]))} and {given[-1]} {effect}.")
        vague = joined((f.vague for f in figures), ", ")
        if vague:
            said.append(f"Inferred from the words: {vague} {effect}.")
    return " ".join(said)
