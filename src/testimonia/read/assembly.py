"""A draft made into an account: every field of the scheme, each value with its words."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import cast

from msgspec import structs

from testimonia.model.claim import (
    Account,
    Certainty,
    Figure,
    IncidentType,
    Period,
    Perpetrator,
    Place,
    Responsibility,
    Salience,
    Status,
    Target,
    Weapon,
    WeaponClass,
)
from testimonia.model.marks import PlaceMark
from testimonia.model.text import Evidence
from testimonia.read.culprits import Culprit, culprits
from testimonia.read.dating import date_of
from testimonia.read.figures import Hit
from testimonia.read.fragments import Fragment
from testimonia.read.grouping import Draft
from testimonia.read.lexicon import phrases
from testimonia.read.page import Page
from testimonia.read.responsibility import Stand
from testimonia.read.speakers import Voice
from testimonia.read.targets import Aim, aims

Voices = dict[int, tuple[Voice, ...]]


def assemble(page: Page, draft: Draft, voices: Voices, stands: list[Stand], language: str = "en") -> Account:
    """The account of one draft. `stands` are the claims and denials that belong to it."""
    kind = _type(page, draft, language)
    when = date_of(page, draft, language)
    figures = _figures(page, draft, voices, kind)
    status = _status(draft, figures)
    return Account(
        type=kind, status=status, salience=_salience(page, draft, when), mentions=_mentions(page, draft), date=when,
        places=_places(page, draft), perpetrators=_perpetrators(page, draft, voices, stands, language), targets=_targets(page, draft, kind, language),
        weapons=_weapons(page, draft, language), figures=figures, claims=_claims(page, stands),
        confidence=Certainty(incident=_sure(draft), type=0.7, status=0.9, salience=0.8))  # fmt: skip


def _mentions(page: Page, draft: Draft) -> tuple[Evidence, ...]:
    spans = sorted({(t.start, t.end) for f in draft.fragments for t in f.triggers})
    return tuple(page.evidence(a, b) for a, b in spans)


def _sure(draft: Draft) -> float:
    """How sure that there is such an incident: more and stronger words, a date, a place, a toll."""
    points = 0.35 + 0.1 * draft.strength + 0.05 * min(4, len(draft.fragments)) + 0.08 * bool(draft.dates)
    return round(min(0.97, points + 0.08 * bool(draft.places) + 0.08 * any(f.hits for f in draft.fragments)), 2)


# -- type and status ------------------------------------------------------------------------------------------------


def _type(page: Page, draft: Draft, language: str) -> IncidentType:
    """The type that triggers and words of the fragments vote for (`types` table: word, type, weight)."""
    votes: dict[str, float] = {}
    for f in draft.fragments:
        near = 1.0 if f is draft.fragments[0] else 0.6
        for t in f.triggers:
            if t.type != "-":
                votes[t.type] = votes.get(t.type, 0) + near * (0.3, 0.3, 1.0, 2.0)[t.weight]
        for found in phrases(language, "types").find(f.sentence.tokens[f.first : f.last]):
            votes[found.row[0]] = votes.get(found.row[0], 0) + near * float(found.row[1])
    best = max(votes.items(), key=lambda v: (v[1], v[0]), default=("armed_assault", 0.0))
    return cast(IncidentType, best[0] if best[1] > 0 else "armed_assault")


def _status(draft: Draft, figures: tuple[Figure, ...]) -> Status:
    harmed = any(
        f.effect in ("killed", "injured", "abducted") and f.who != "attackers" and (f.best or f.low or f.vague)
        for f in figures
    )
    if harmed:
        return "occurred"
    lead = draft.fragments[:2]
    if any("foiled" in f.cues for f in lead):
        return "foiled"
    if any("threatened" in f.cues for f in lead) and not any(
        t.real and t.weight == 3 for f in lead for t in f.triggers
    ):
        return "threatened"
    if any("disputed" in f.cues for f in draft.fragments):
        return "disputed"
    return "occurred"


def _salience(page: Page, draft: Draft, when: Period) -> Salience:
    first = draft.fragments[0]
    day = page.document.day
    if when.end and day and date.fromisoformat(when.end) < date.fromisoformat(day) - timedelta(days=12):
        return "background"
    if page.digest or first.sentence.index <= 3:
        return "news"
    return "background" if "background" in first.cues or not when.start else "news"


# -- where ----------------------------------------------------------------------------------------------------------

_RANK = {"site": 0, "settlement": 1, "district": 2, "province": 3, "region": 4, "water": 4, "country": 5}
_INTO = frozenset("in at near outside inside on around of from into through".split())


def _places(page: Page, draft: Draft) -> tuple[Place, ...]:
    """The place that most speaks for the happening, and the areas around it that the text names, most specific first."""
    scored: dict[str, tuple[float, PlaceMark]] = {}
    for n, f in enumerate(draft.fragments):
        for mark in f.places:
            if mark.use == "place":
                score = _place_score(page, n, f, mark)
                old = scored.get(mark.place.name)
                better = old is None or score > old[0]
                scored[mark.place.name] = (
                    max(score, old[0]) + 0.3 if old else score,
                    mark if better or not old else old[1],
                )
    fine = {k: v for k, v in scored.items() if v[1].place.kind not in ("country", "region")}
    if page.digest and not fine:
        above = _heading_place(page, draft, {m.place.country for _, m in scored.values()})
        if above:
            return above
    if not scored:
        return _adjective(page, draft) or _context_place(page, draft)
    top = max((fine or scored).values(), key=lambda v: (v[0], v[1].place.name))[1]
    chosen = [top, *_around(page, top, {id(m) for _, m in scored.values()})]
    chosen.sort(key=lambda m: _RANK.get(m.place.kind, 3))
    return tuple(_place(page, m) for m in chosen)


def _place_score(page: Page, n: int, f: Fragment, mark: PlaceMark) -> float:
    """How much a place name speaks for a draft: near a trigger, early, after "in" or "at", surely a place; not a dateline."""
    here = f.sentence.at(mark.start)
    distance = min((abs(t.first - here) for t in f.triggers if t.weight > 1), default=15)
    score = 3.0 / (1 + n * 0.5) - distance * 0.08 + mark.place.confidence
    before = f.sentence.tokens[here - 1].low if here else ""
    score += 1.0 if before in _INTO else 0.0
    if mark.place.kind == "country":  # "Iran's attacks", "Iran launches": the doer, not the place
        after = f.sentence.tokens[f.sentence.at(mark.end - 1) + 1 :][:1]
        score -= 1.5 if here == 0 or (after and after[0].low in ("'s", "’s")) else 0.0
        score += 1.0 if before in ("against", "on") else 0.0
    dateline = here <= 1 and f.sentence.part == "body" and _dateline(page, mark)
    return score - (2.0 if dateline else 0.0)


def _dateline(page: Page, mark: PlaceMark) -> bool:
    """Whether a place opens the report as where it was written: "BAMAKO, 3 May (Agency) - …"."""
    text = page.document.text
    if mark.start > 600 or text.rfind("\n", 0, mark.start) + 1 < mark.start - 2:
        return False
    return (
        re.match(r"[^.\n]{0,70}?(?: [-–—]{1,2} |\. ?[-–—] |\([^)]{2,60}\) )", text[mark.end : mark.end + 90])
        is not None
    )


def _around(page: Page, top: PlaceMark, near: set[int]) -> list[PlaceMark]:
    """The areas around a place that the text names anywhere, and the finer places beside it that lie in it."""
    inside = {c.name for c in top.containers}
    out: dict[str, PlaceMark] = {}
    for mark in page.marks.places:
        name = mark.place.name
        if mark.use != "place" or name == top.place.name or name in out:
            continue
        holds = name in inside or (mark.place.kind == "country" and mark.place.country == top.place.country)
        held = id(mark) in near and top.place.name in {c.name for c in mark.containers}
        if holds or held:
            out[name] = mark
    return list(out.values())


def _adjective(page: Page, draft: Draft) -> tuple[Place, ...]:
    """The country that only an adjective names ("the Malian army was attacked"): weak."""
    if not page.digest:
        return ()
    marks = [m for f in draft.fragments for m in f.places if m.use == "adjective" and m.place.kind == "country"]
    if len({m.place.country for m in marks}) != 1:
        return ()
    return (structs.replace(_place(page, marks[0]), confidence=0.3),)


def _place(page: Page, mark: PlaceMark) -> Place:
    """The place of a mark, with all the words of the report that name it as evidence."""
    at = tuple(
        page.evidence(m.start, m.end)
        for m in page.marks.places
        if m.place.name == mark.place.name and m.use in ("place", mark.use)
    )
    p = mark.place
    return Place(name=p.name, kind=p.kind, country=p.country, lat=p.lat, lon=p.lon, at=at or (page.evidence(mark.start, mark.end),),
                 geonames_id=p.geonames_id, admin1=p.admin1, admin2=p.admin2, precision=p.precision, radius_km=p.radius_km, because=p.because,
                 confidence=round(p.confidence * 0.85, 2), unresolved=p.unresolved)  # fmt: skip


def _heading_place(page: Page, draft: Draft, countries: set[str | None]) -> tuple[Place, ...]:
    """The place in the headings that stand right above a digest's item, if it lies in one of the item's countries."""
    first = draft.fragments[0].sentence
    line = first.line
    for s in reversed(page.sentences[: first.index]):
        if s.part == "furniture" or s.line == first.line:
            continue
        if s.part != "heading" or s.line < line - 1:
            break
        line = s.line
        found = [p for p in s.places if p.use in ("place", "adjective")]
        found = [p for p in found if not countries or (p.place.country in countries and p.place.kind != "country")]
        if found:
            return (_place(page, found[0]),)
    return ()


def _context_place(page: Page, draft: Draft) -> tuple[Place, ...]:
    """Where the draft's own sentences name no place: what the sentences before it name, in a digest the last heading."""
    first = draft.fragments[0].sentence
    for s in reversed(page.sentences[: first.index]):
        if page.digest and s.part != "heading":
            if s.line < first.line - 4:
                break
            continue
        found = [p for p in s.places if p.use == "place" or (p.use == "adjective" and page.digest)]
        if found:
            return (_place(page, found[0]),)
        if not page.digest and first.index - s.index > 3:
            break
    return ()


# -- who, whom, with what -------------------------------------------------------------------------------------------


def _perpetrators(
    page: Page, draft: Draft, voices: Voices, stands: list[Stand], language: str
) -> tuple[Perpetrator, ...]:
    found: list[Culprit] = []
    for f in draft.fragments:
        found.extend(culprits(f, voices.get(f.sentence.index, ()), language))
    for s in stands:
        if s.stance in ("claimed", "denied"):
            found.append(Culprit(s.party, "claimed" if s.stance == "claimed" else "denied", None))
    claimed = {c.party.name for c in found if c.basis == "claimed"}
    named = [c for c in found if not c.party.generic]
    out: dict[tuple[str, str], Perpetrator] = {}
    for c in found:
        if c.party.name in claimed and c.basis in ("stated", "blamed"):
            continue
        if c.party.generic and named:
            continue
        key = (c.party.name, c.basis)
        at = (page.evidence(c.party.start, c.party.end),)
        if key in out:
            old = out[key]
            out[key] = Perpetrator(name=old.name, basis=old.basis, by=old.by or c.by, at=tuple(dict.fromkeys((*old.at, *at))),
                                   actor_id=old.actor_id, because=old.because, confidence=old.confidence)  # fmt: skip
            continue
        because = {"claimed": "they say so themselves", "denied": "they say it was not them", "stated": "the report says it as fact",
                   "blamed": f"{c.by} says so" if c.by else "the report calls it a suspicion"}[c.basis]  # fmt: skip
        out[key] = Perpetrator(name=c.party.name, basis=c.basis, by=c.by if c.basis == "blamed" else None, at=at, actor_id=c.party.actor_id,
                               because=because, confidence=0.6 if c.party.generic else 0.7)  # fmt: skip
    stated = {n for n, b in out if b == "stated"}
    return tuple(p for (n, b), p in out.items() if not (b == "blamed" and n in stated))


def _targets(page: Page, draft: Draft, kind: IncidentType, language: str) -> tuple[Target, ...]:
    out: dict[str, tuple[Aim, list[Evidence]]] = {}
    for f in draft.fragments[:4]:
        for aim in aims(f, page, language):
            key = aim.name.lower()
            if key in out:
                out[key][1].append(page.evidence(aim.start, aim.end))
            elif len(out) < 2:
                out[key] = (aim, [page.evidence(aim.start, aim.end)])
    return tuple(
        Target(name=a.name, cls=a.cls, at=tuple(dict.fromkeys(at)), actor_id=a.actor_id, confidence=0.6)
        for a, at in out.values()
    )


def _weapons(page: Page, draft: Draft, language: str) -> tuple[Weapon, ...]:
    found: dict[str, list[Evidence]] = {}
    for f in draft.fragments:
        for w in phrases(language, "weapons").find(f.sentence.tokens[f.first : f.last]):
            if w.row[0] != "-":
                a, b = f.sentence.tokens[f.first + w.first], f.sentence.tokens[f.first + w.last - 1]
                found.setdefault(w.row[0], []).append(page.evidence(a.start, b.end))
    if "explosive" in found and ("vehicle_bomb" in found or "suicide_vest" in found):
        del found["explosive"]
    return tuple(
        Weapon(cls=cast(WeaponClass, c), at=tuple(dict.fromkeys(at)), confidence=0.7) for c, at in found.items()
    )


def _claims(page: Page, stands: list[Stand]) -> tuple[Responsibility, ...]:
    out: dict[tuple[str, str], Responsibility] = {}
    for s in stands:
        key = (s.party.name, s.stance)
        at = (*(out[key].at if key in out else ()), page.evidence(s.start, s.end))
        out[key] = Responsibility(
            by=s.party.name, stance=s.stance, at=tuple(dict.fromkeys(at)), actor_id=s.party.actor_id, confidence=0.75
        )
    return tuple(out.values())


# -- how many -------------------------------------------------------------------------------------------------------


def _figures(page: Page, draft: Draft, voices: Voices, kind: IncidentType) -> tuple[Figure, ...]:
    out: dict[tuple[object, ...], Figure] = {}
    for f in draft.fragments:
        for hit in f.hits:
            figure = _figure(page, f, hit, voices.get(f.sentence.index, ()), kind)
            key = (figure.effect, figure.who, figure.low, figure.best, figure.high, figure.vague)
            same = [
                k
                for k in out
                if k[:6] == key and (k[6] == figure.according_to or k[6] is None or figure.according_to is None)
            ]
            if same:
                old = out.pop(same[0])
                said = old.according_to or figure.according_to
                out[(*key, said)] = Figure(effect=old.effect, who=old.who, low=old.low, best=old.best, high=old.high, vague=old.vague,
                                           according_to=said, basis=old.basis, at=tuple(dict.fromkeys((*old.at, *figure.at))),
                                           confidence=old.confidence)  # fmt: skip
            else:
                out[(*key, figure.according_to)] = figure
    return tuple(out.values())


def _figure(page: Page, f: Fragment, hit: Hit, voices: tuple[Voice, ...], kind: IncidentType) -> Figure:
    speaker = next(
        (v for v in voices if v.reach[0] <= hit.first < v.reach[1] and not v.first <= hit.first < v.last), None
    )
    who = hit.who
    if kind == "clash" and who == "attackers":
        who = "militants"
    c = hit.count
    return Figure(effect=hit.effect, who=who, low=c.low, best=c.best, high=c.high, vague=c.vague,
                  according_to=speaker.words if speaker else None, basis=hit.basis, at=(page.evidence(hit.start, hit.end),),
                  confidence=0.75 if c.vague is None else 0.7)  # fmt: skip
