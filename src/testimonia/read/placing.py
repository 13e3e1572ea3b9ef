"""Where: which of a text's places is an incident's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from msgspec import structs
from rapidfuzz import fuzz

from testimonia.model.claim import Place
from testimonia.model.marks import PlaceMark
from testimonia.read.adjuncts import Tie, tie
from testimonia.read.clauses import Clauses
from testimonia.read.drafts import Draft
from testimonia.read.fragments import Fragment
from testimonia.read.lexicon import phrases, wordset
from testimonia.read.linked import finer, may_lie_in
from testimonia.read.page import Page, Sentence
from testimonia.read.subject import Voice

RANK = {"site": 0, "settlement": 1, "district": 2, "province": 3, "region": 4, "water": 4, "country": 5}


def places_of(
    page: Page,
    cut: Mapping[int, Clauses],
    draft: Draft,
    near: Sequence[Fragment],
    voices: Mapping[int, tuple[Voice, ...]],
    language: str,
) -> tuple[Place, ...]:
    """The place that most speaks for the happening, with the areas around it that the text names; finest first."""
    scored = _scored(page, cut, [*enumerate(draft.fragments), *((_BESIDE, f) for f in near)], voices, language)
    if head := _headed(page, draft):
        scored[head.place.name] = (_HEADED, head)
    told = {k: v for k, v in scored.items() if v[1].place.kind != "country" and not _spoken(v[1], voices)}
    if told:  # "the presidency in Abuja said that soldiers had found them in Zango Paula forest"
        scored = told | {k: v for k, v in scored.items() if v[1].place.kind == "country"}
    fine = {k: v for k, v in scored.items() if v[1].place.kind not in ("country", "region")}
    regions = [m for _, m in scored.values() if m.place.kind == "region" and not m.place.name[0].islower()]
    if not page.digest and _far_from(fine, scored):
        fine = {}
    if regions and all(page.in_dateline(m.start) for _, m in fine.values()):  # a name of its own, no "southern Mali"
        fine = {}
    if page.digest and not fine:
        above = _heading_place(page, draft, {m.place.country for _, m in scored.values()})
        if above:
            return above
    if not scored:
        return _context_place(page, draft, voices, language)
    top = max((fine or scored).values(), key=lambda v: (v[0], v[1].place.name))[1]
    top = finer(page, draft.fragments, scored, top) or top
    chosen = [top, *_around(page, top, {id(m) for _, m in scored.values()})]
    if top.place.kind == "site" and all(m.place.kind in ("site", "country", "region") for m in chosen):
        town = _town(page, draft, [m for _, m in sorted(scored.values(), key=lambda v: -v[0])], top)
        chosen.extend([town] if town else [])
    chosen = sorted(chosen, key=lambda m: _rank(m, chosen))
    if top.place.lat is None:  # what describes a village that no gazetteer knows gives it its point
        chosen.extend(m for s in page.sentences for m in s.places if _described(page, s, m) is top)
    places = tuple(place_told(page, m) for m in chosen)
    if page.digest or top.place.kind == "country" or not _only_written_from(page, draft, voices, top.place.name):
        return places
    return tuple(_unpointed(p) if p.name == _cased(top.place.name) else p for p in places)


_Scored = dict[str, tuple[float, PlaceMark]]


def _far_from(fine: _Scored, scored: _Scored) -> bool:
    """Whether a country speaks much louder than every finer place, none of which lies in it: a remark upon a deed
    abroad names the hall in which it was made.
    """
    land = max((v for v in scored.values() if v[1].place.kind == "country"), key=lambda v: v[0], default=None)
    if land is None or not fine or land[0] - max(v[0] for v in fine.values()) < _FOREIGN:
        return False
    return land[1].place.country not in {m.place.country for _, m in fine.values()}


_FOREIGN = 3.5


def _scored(
    page: Page,
    cut: Mapping[int, Clauses],
    told: Sequence[tuple[int, Fragment]],
    voices: Mapping[int, tuple[Voice, ...]],
    language: str,
) -> _Scored:
    """The places of fragments, each with its best mark and score."""
    scored: _Scored = {}
    for n, f in told:
        for mark in f.places:
            named = mark.place.lat is not None or any(
                c.isalpha() for c in mark.place.name
            )  # coordinates have no letter
            if mark.use != "place" or not named or _described(page, f.sentence, mark) or _origin(f, mark, language):
                continue
            spoken = _of_speaker(mark, voices.get(f.sentence.order, ()))
            tied = _TIES[Tie.SAID] if spoken else _tied(cut, f, mark, language)
            if tied == _TIES[Tie.AFTER] and mark.place.kind == "site":
                continue  # the hospital to which they were taken
            if n == _BESIDE and (tied < 0 or page.in_dateline(mark.start)):
                continue
            score = _place_score(page, n, f, mark, language) + tied
            old = scored.get(mark.place.name)
            better = old is None or score > old[0]
            scored[mark.place.name] = (
                max(score, old[0]) + 0.3 if old else score,
                mark if better or not old else old[1],
            )
    return scored


def _rank(mark: PlaceMark, chosen: list[PlaceMark]) -> float:
    """How fine a place is by its kind; a quarter is finer than the town that it lies in."""
    own, inside = RANK.get(mark.place.kind, 3), {c.name for c in mark.containers}
    around = [RANK.get(m.place.kind, 3) for m in chosen if m is not mark and m.place.name in inside]
    return min([own, *(rank - 0.5 for rank in around)])


def _only_written_from(page: Page, draft: Draft, voices: Mapping[int, tuple[Voice, ...]], name: str) -> bool:
    """Whether the dateline names the place, and beside it only those who speak there ("the ministry in Bishkek said"),
    of all that the headline and the draft's sentences say.
    """
    heads = [(s, m) for s in page.sentences if s.part == "headline" for m in s.places]
    if any(m.place.name == name and m.use == "place" and s.at(m.start) for s, m in heads):
        return False  # a headline says what the report is about; at its head a town speaks ("Kabul says …")
    told = [(f, m) for f in draft.fragments for m in f.places if m.use == "place" and m.place.name == name]
    elsewhere = [(f, m) for f, m in told if not page.in_dateline(m.start)]
    speak = [_of_speaker(m, voices.get(f.sentence.order, ())) for f, m in elsewhere]
    return len(elsewhere) < len(told) and all(speak)


def _spoken(mark: PlaceMark, voices: Mapping[int, tuple[Voice, ...]]) -> bool:
    """Whether a place stands in the words that name a speaker of any sentence."""
    return any(_of_speaker(mark, said) for said in voices.values())


def _of_speaker(mark: PlaceMark, voices: tuple[Voice, ...]) -> bool:
    """Whether the place is part of the words that tell who speaks ("the ministry in Bishkek")."""
    return any(v.start <= mark.start < v.end or v.apposed[0] <= mark.start < v.apposed[1] for v in voices)


def _place_score(page: Page, n: int, f: Fragment, mark: PlaceMark, language: str) -> float:
    """How much a place name speaks for a draft: near a trigger, early, after "in" or "at", surely a place; not a
    dateline.
    """
    here = f.sentence.at(mark.start)
    distance = min((abs(t.first - here) for t in f.triggers if t.weight > 1), default=15)
    score = 3.0 / (1 + n * 0.5) - distance * 0.08 + mark.place.confidence
    before = f.sentence.tokens[here - 1].low if here else ""
    shore = mark.place.kind != "country" and before in wordset(language, "scene", "offshore")
    score += 1.0 if shore or before in wordset(language, "scene", "where") else 0.0
    if mark.place.kind == "country":  # "Iran's attacks", "Iran launches": the doer, not the place
        after = f.sentence.tokens[f.sentence.at(mark.end - 1) + 1 :][:1]
        score -= 1.5 if here == 0 or (after and after[0].low in ("'s", "’s")) else 0.0
        score += 1.0 if before in ("against", "on") else 0.0
    dateline = here <= 1 and f.sentence.part == "body" and page.in_dateline(mark.start)
    score += _LABEL if _label(f, mark) else 0.0
    return score - (2.0 if dateline else 0.0)


def _origin(f: Fragment, mark: PlaceMark, language: str) -> bool:
    """Whether a country or province only says where somebody comes from or serves: "soldiers from Yemen", "the
    ambassador to Mali"; taken away from it is another matter ("abducted two nurses from Somalia").
    """
    if mark.place.kind not in ("country", "province"):
        return False
    here = f.sentence.at(mark.start)
    low = [t.low for t in f.sentence.tokens]
    at = here - 1 if here and low[here - 1] == "the" else here
    if at < 2 or low[at - 1] not in wordset(language, "scene", "origin"):
        return False
    people = any(p.last == at - 1 for p in phrases(language, "people").find(f.sentence.tokens))
    return people and not (low[at - 1] == "from" and any(t.type == "abduction" for t in f.triggers))


_LABEL = 1.0
_APPOSED = re.compile(r",? (?:(?:an?|the) (?:[a-z-]+ ){1,4}|(?:which|that) (?:is|lies) )?\(?")


def _label(f: Fragment, mark: PlaceMark) -> bool:
    """Whether a place stands before a colon at the head of an item: "(c) Gao: gunmen abducted …"."""
    first, last = f.sentence.cover(mark.start, mark.end)
    return first <= _HEAD and [t.low for t in f.sentence.tokens[last : last + 1]] == [":"]


_HEAD = 5  # tokens of a number or bullet and an area before a label's place


_HEADED = 9.0  # more than any place of the telling itself can have


def _headed(page: Page, draft: Draft) -> PlaceMark | None:
    """The place that heads a digest's item in a few words of its own: "(2) Turbat, Wed 24. Three bodies …"."""
    first = draft.fragments[0].sentence
    head = next(s for s in page.sentences if s.line == first.line)
    if not page.digest or head.order == first.order or len(head.tokens) > 2 * _HEAD:
        return None
    named = [m for m in head.places if m.use == "place" and m.place.kind != "country" and head.at(m.start) <= _HEAD]
    return named[-1] if named and _in(named[-1], named[0]) else named[0] if named else None


def _in(mark: PlaceMark, area: PlaceMark) -> bool:
    return area.place.name in {c.name for c in mark.containers}


def _described(page: Page, s: Sentence, mark: PlaceMark) -> PlaceMark | None:
    """The place that a phrase such as "30 km south of Gao" only describes: "Zamfouna, a village 30 km south of Gao"."""
    if mark.place.geonames_id is not None or mark.place.lat is None or mark.place.kind not in ("settlement", "region"):
        return None
    behind = mark.start
    for before in reversed([m for m in s.places if m.end <= mark.start]):
        if before.use != "place" or not _APPOSED.fullmatch(page.document.text, before.end, behind):
            return None
        if before.place.kind not in ("country", "province"):
            return before
        behind = before.start
    return None


_BESIDE = 9  # a sentence that tells of no deed counts as that far from the first that does
_TIES = {
    Tie.NOUN: 0.5, Tie.HAPPENED: 0.5, Tie.VERB: 0.5, Tie.NONE: 0.0,
    Tie.OTHER: 0.0, Tie.LATER: -0.5, Tie.SAID: -1.2, Tie.AFTER: -0.7,
}  # fmt: skip


def _tied(cut: Mapping[int, Clauses], f: Fragment, mark: PlaceMark, language: str) -> float:
    """What the verb or noun that a place belongs to adds to its score: where somebody speaks, or where something was
    done after the deed ("the ministry in Kabul said", "was buried in Gao") is seldom where it happened.
    """
    if f.sentence.order not in cut:
        return 0.0
    first, last = f.sentence.cover(mark.start, mark.end)
    return _TIES[tie(cut[f.sentence.order], first, last, f.deeds, language)]


def _around(page: Page, top: PlaceMark, near: set[int]) -> list[PlaceMark]:
    """The areas around a place that the text names anywhere, and the finer places beside it that lie in it."""
    inside = {c.name for c in top.containers}
    out: dict[str, PlaceMark] = {}
    for mark in page.marks.places:
        name = mark.place.name
        if mark.use != "place" or name == top.place.name or name in out:
            continue
        holds = name in inside or (mark.place.kind == "country" and mark.place.country == top.place.country)
        held = id(mark) in near and (top.place.name in {c.name for c in mark.containers} or may_lie_in(mark, top))
        if holds or held:
            out[name] = mark
    return list(out.values())


def _town(page: Page, draft: Draft, near: list[PlaceMark], site: PlaceMark) -> PlaceMark | None:
    """The town of a site that no gazetteer places: the one told with it, else the first that the report (of a digest,
    the item) names; none for a site that bears its town's name ("Gao airport").
    """
    if any(c.kind == "settlement" for c in site.containers):
        return None
    land = site.place.country
    lines = {f.sentence.line for f in draft.fragments}
    told = [m for s in page.sentences if not page.digest or s.line in lines for m in s.places]
    towns = [m for m in (*near, *told) if m.use == "place" and m.place.kind == "settlement"]
    towns = [m for m in towns if land is None or m.place.country in (land, None)]
    return min(towns, key=lambda m: page.in_dateline(m.start), default=None)


def place_told(page: Page, mark: PlaceMark) -> Place:
    """The place of a mark, with all the words of the report that name it as evidence.

    Two spellings of a village that no gazetteer knows are one place, under the name met first.
    """
    marks = page.marks.places
    if mark.place.unresolved:
        mark = next((m for m in marks if m.use == "place" and _same_village(m.place, mark.place)), mark)
    at = tuple(
        page.evidence(m.start, m.end)
        for m in marks
        if m.use in ("place", mark.use) and (m.place.name == mark.place.name or _same_village(m.place, mark.place))
    )
    p, inside = mark.place, {c.kind: c.name for c in mark.containers}
    country = _land(page, p.country) if p.unresolved else p.country
    return Place(
        name=_cased(p.name),
        kind=p.kind,
        country=country,
        lat=p.lat,
        lon=p.lon,
        at=at or (page.evidence(mark.start, mark.end),),
        geonames_id=p.geonames_id,
        admin1=p.admin1 or inside.get("province"),
        admin2=p.admin2 or inside.get("district"),
        precision=p.precision,
        radius_km=p.radius_km,
        because=p.because,
        confidence=p.confidence,
        unresolved=p.unresolved,
    )


def _cased(name: str) -> str:
    """The name as it is usually written ("LAHORE" of a dateline)."""
    return name.title() if name.isupper() and len(name) > 3 else name


def _unpointed(place: Place) -> Place:
    """The town of the dateline: where the report was written, and no more is known than the country (UCDP's
    precision 6). It gets no point.
    """
    return structs.replace(
        place,
        lat=None,
        lon=None,
        precision=6,
        radius_km=None,
        because="only the dateline names it, which tells where the report was written",
        confidence=0.3,
        unresolved="no place is named but that of the dateline",
    )


def _heading_place(page: Page, draft: Draft, countries: set[str | None]) -> tuple[Place, ...]:
    """The place in the headings that stand right above a digest's item, if it lies in one of the item's countries."""
    first = draft.fragments[0].sentence
    line = first.line
    for s in reversed(page.sentences[: first.order]):
        if s.part == "furniture" or s.line == first.line:
            continue
        if s.part != "heading" or s.line < line - 1:
            break
        line = s.line
        found = [p for p in s.places if p.use in ("place", "adjective")]
        found = [p for p in found if not countries or (p.place.country in countries and p.place.kind != "country")]
        if found:
            return (place_told(page, found[0]),)
    return ()


def _same_town(page: Page, first: Sentence, language: str) -> PlaceMark | None:
    """The town that "the capital", "the same town" leads back to, in the sentence of a deed or right before it: the one
    that the report names most.
    """
    led = phrases(language, "scene", "same_town")
    if not any(
        led.find(s.tokens) for s in page.sentences[max(0, first.order - 1) : first.order + 1] if s.part == "body"
    ):
        return None
    towns = [m for m in page.marks.places if m.use == "place" and m.place.kind == "settlement" and m.start < first.end]
    named = Counter(m.place.name for m in towns)
    return max(towns, key=lambda m: (named[m.place.name], -m.start), default=None)


def _context_place(
    page: Page, draft: Draft, voices: Mapping[int, tuple[Voice, ...]], language: str
) -> tuple[Place, ...]:
    """Where a draft's own sentences name no place: what the sentences before name, in a digest the last heading."""
    first = draft.fragments[0].sentence
    if not page.digest and (town := _same_town(page, first, language)):
        return (place_told(page, town),)
    for s in reversed(page.sentences[: first.order]):
        if page.digest and s.part != "heading":
            if s.line < first.line - 4:
                break
            continue
        found = [p for p in s.places if p.use == "place" or (p.use == "adjective" and page.digest)]
        heard = voices.get(s.order, ())
        found = [p for p in found if not page.in_dateline(p.start) and not _of_speaker(p, heard)]
        if found:
            return (place_told(page, found[0]),)
        if not page.digest and first.order - s.order > 3:
            break
    return ()


_SPELLING = 86.0  # rapidfuzz ratio from which two unknown names are two spellings of one


def _same_village(a: Place, b: Place) -> bool:
    return bool(a.unresolved and b.unresolved) and fuzz.ratio(a.name.casefold(), b.name.casefold()) >= _SPELLING


def _land(page: Page, guess: str | None) -> str | None:
    """The country of a village that no gazetteer knows: the resolver's guess if another place of the report lies there;
    else where most of them do.
    """
    known = [m.place.country for m in page.marks.places if m.use == "place" and not m.place.unresolved]
    lands = Counter(c for c in known if c)
    return guess if guess in lands else min(lands, key=lambda c: (-lands[c], c), default=guess)
