"""What fragments say of a happening, in sets that can be compared: days, places, kinds, tolls, parties, names."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from testimonia.model.marks import PlaceMark
from testimonia.read.fragments import Fragment
from testimonia.read.lexicon import phrases

FAMILIES = {
    "armed_assault": "gun",
    "killing": "gun",
    "clash": "gun",
    "security_raid": "gun",
    "bombing": "blast",
    "suicide_bombing": "blast",
    "air_strike": "sky",
    "shelling": "sky",
    "abduction": "abduction",
    "arson_destruction": "fire",
    "crowd_suppression": "crowd",
    "riot": "crowd",
    "sexual_violence": "sexual",
}
FINE = ("settlement", "district", "province", "site", "region", "water")
_WIDE = timedelta(days=40)
_ARMED = ("jihadist", "rebel", "militia", "gang", "military", "police", "state", "intelligence", "peacekeepers")


class Profile(NamedTuple):
    """What fragments say: `spans` are days, weeks and months (first, last), `wide` longer times; `places` all place
    names, `fine` those that are no country, `areas` the districts and provinces around them, `lands` the countries
    (code and name); `families` of the triggers' types, `stems` of their words; `tolls` (class, number) of dead; `hurt`
    the classes of all victims; `parties` named armed ones, `weapons` their classes, `names` other words in capitals.
    """

    spans: frozenset[tuple[date, date]] = frozenset()
    wide: frozenset[tuple[date, date]] = frozenset()
    places: frozenset[str] = frozenset()
    fine: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    lands: frozenset[str] = frozenset()
    families: frozenset[str] = frozenset()
    stems: frozenset[str] = frozenset()
    tolls: frozenset[tuple[str, int]] = frozenset()
    hurt: frozenset[str] = frozenset()
    parties: frozenset[str] = frozenset()
    weapons: frozenset[str] = frozenset()
    names: frozenset[str] = frozenset()

    def with_(self, other: Profile) -> Profile:
        """Both together."""
        return Profile(*(a | b for a, b in zip(self, other, strict=True)))  # type: ignore[arg-type]


def profile(f: Fragment, language: str = "en") -> Profile:
    """The profile of one fragment."""
    near, wide = _times(f)
    places = [p for p in f.places if p.use == "place"]
    fine = [p for p in places if p.place.kind in FINE]
    strong = [t for t in f.triggers if t.weight >= 2]
    tokens = f.sentence.tokens
    return Profile(
        spans=near,
        wide=wide,
        places=frozenset(p.place.name for p in places),
        fine=frozenset(p.place.name for p in fine),
        areas=frozenset(c.name for p in places for c in p.containers if c.kind != "country"),
        lands=frozenset(land for p in places for land in _lands(p)),
        families=frozenset(FAMILIES[t.type] for t in strong if t.type in FAMILIES),
        stems=frozenset(tokens[t.first].low[:5] for t in strong),
        tolls=frozenset((h.who, h.number.best) for h in f.hits if h.effect == "killed" and h.number.best),
        hurt=frozenset(h.who for h in f.hits if h.who not in ("all", "attackers", "other")),
        parties=_parties(f),
        weapons=frozenset(w.row[0] for w in phrases(language, "weapons").find(tokens[f.first : f.last])) - {"-"},
        names=_names(f),
    )


def _times(f: Fragment) -> tuple[frozenset[tuple[date, date]], frozenset[tuple[date, date]]]:
    """The times that it names, those of up to a month apart from wider ones ("in recent years")."""
    named = [m.period for m in f.dates if m.role == "time" and m.period.start and m.period.end]
    spans = [(date.fromisoformat(p.start), date.fromisoformat(p.end)) for p in named if p.start and p.end]
    return (
        frozenset(s for s in spans if s[1] - s[0] <= _WIDE),
        frozenset(s for s in spans if s[1] - s[0] > _WIDE),
    )


def _lands(p: PlaceMark) -> list[str]:
    country = next((c.name for c in p.containers if c.kind == "country"), None)
    return [x for x in (p.place.country, country) if x]


def _parties(f: Fragment) -> frozenset[str]:
    at = f.sentence.at
    return frozenset(
        a.name for a in f.sentence.actors if not a.generic and a.kind in _ARMED and f.first <= at(a.start) < f.last
    )


def _names(f: Fragment) -> frozenset[str]:
    """The words in capitals that begin no sentence and are neither of a date nor of a place of the gazetteer."""
    taken = [(m.start, m.end) for m in f.dates]
    taken += [(p.start, p.end) for p in f.places if p.place.lat is not None]
    return frozenset(
        t.low
        for before, t in zip(f.sentence.tokens[f.first :], f.sentence.tokens[f.first + 1 : f.last], strict=False)
        if t.text[0].isupper()
        and len(t.text) > 3
        and not t.text.isupper()
        and before.text not in "“\"'‘:.—–-"
        and not any(a <= t.start < b for a, b in taken)
    )
