"""Who did a deed, chosen from all whom its sentences and the charges of its page speak of."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from testimonia.model.claim import Basis, Perpetrator
from testimonia.read.case import Case
from testimonia.read.choosing import Bars, Option, chosen, least
from testimonia.read.culprits import Culprit, aimed_at, culprits, mentioned, unnamed, words_of
from testimonia.read.fragments import Fragment
from testimonia.read.lexicon import phrases
from testimonia.read.parties import GROUPS, Party, parties, renamed, the_suspect
from testimonia.read.roles import Surroundings

BARS = Bars(0.33, 0.5, 4, known="kept=True", low=0.2)
_FORCES = frozenset(["police", "military"])
_OTHERS = frozenset(["civilians", "peacekeepers"])
_FAR = 99
_BLAMED = 0.5


class Sight(NamedTuple):
    """One place where a candidate stands: the order of its fragment (`_FAR` in no fragment of the deed), the clues, and
    whether a rule says that they did it.
    """

    culprit: Culprit
    order: int
    rule: str
    clues: frozenset[str] = frozenset()


def perpetrators_of(
    case: Case,
    asked: Sequence[Option[list[Sight]]],
    likely: Sequence[float],
    blamed: Sequence[float],
    bars: Bars = BARS,
) -> tuple[Perpetrator, ...]:
    """The perpetrators of a deed: those of its `options` who are `likely` enough, and those who claim or deny it.
    `blamed` is how likely each is accused by somebody, where the report itself does not say so.
    """
    accused = {id(o): chance >= _BLAMED for o, chance in zip(asked, blamed, strict=True)}
    denied = {s.party.name for s in case.stands if s.stance == "denied"}
    taken = [o for o in chosen(asked, likely, bars) if o.what[0].culprit.party.name not in denied or _charged(o)]
    found = _one_crowd([_said(o, accused[id(o)]) for o in taken])
    for s in case.stands:
        if s.stance in ("claimed", "denied"):
            found.append([Culprit(s.party, "claimed" if s.stance == "claimed" else "denied", None)])
    out: dict[tuple[str, str], list[Culprit]] = {}
    for some in found:
        out.setdefault((some[0].party.name, some[0].basis), []).extend(some)
    return tuple(_perpetrator(case, told) for told in out.values())


def _charged(option: Option[list[Sight]]) -> bool:
    """Whether the report has words by which a candidate did it, or somebody says so: a denial alone charges nobody."""
    told = any(s.rule or s.culprit.basis == "blamed" for s in option.what)
    return told or any(clue.startswith("blame=l") for clue in option.clues)  # behind "accused", not before it


def _said(option: Option[list[Sight]], blamed: bool) -> list[Culprit]:
    """A candidate wherever it stands, as told by the report or blamed by somebody."""
    by = next((s.culprit.by for s in option.what if s.culprit.by and s.culprit.basis == "blamed"), None)
    basis: Basis = "blamed" if blamed else "stated"
    return [s.culprit._replace(basis=basis, by=by if blamed else None) for s in option.what]


def _one_crowd(found: list[list[Culprit]]) -> list[list[Culprit]]:
    """Those who are the same people under one name: nameless attackers ("gunmen", "armed men"), and words for one
    state's force ("Israeli soldiers", "Israeli troops").
    """
    name: dict[object, str] = {}
    out = []
    for told in found:
        party = told[0].party
        if told[0].basis == "stated" and (party.generic or party.actor_id):
            sort = "force" if party.kind in _FORCES else party.kind if party.kind in _OTHERS else "armed"
            first = name.setdefault(party.actor_id or sort, party.name)
            told = [c._replace(party=c.party._replace(name=first)) for c in told]
        out.append(told)
    return out


def _perpetrator(case: Case, told: list[Culprit]) -> Perpetrator:
    party, basis, by = told[0]
    because = {
        "claimed": "they say so themselves",
        "denied": "they say it was not them",
        "stated": "the report says it as fact",
        "blamed": f"{by} says so" if by else "the report calls it a suspicion",
    }[basis]
    return Perpetrator(
        name=party.name,
        basis=basis,
        by=by if basis == "blamed" else None,
        at=tuple(dict.fromkeys(case.page.evidence(c.party.start, c.party.end) for c in told)),
        actor_id=party.actor_id,
        because=f"{because}; {party.because}" if party.because else because,
    )


def options(case: Case, kind: str) -> list[Option[list[Sight]]]:
    """Every candidate with the places where it stands; who claims the deed is none, they need no choice. Names are one
    by what they mean, words by their letters.
    """
    groups: dict[str, list[Sight]] = {}
    suspect = the_suspect(case.page, {f.sentence.line for f in case.draft.fragments})
    for sight in (*_ruled(case, kind), *_told(case)):
        party = renamed(sight.culprit.party, suspect, case.language)
        sight = sight._replace(culprit=sight.culprit._replace(party=party))
        groups.setdefault(party.name.lower() if party.generic else party.name, []).append(sight)
    ruled = _kept([s for group in groups.values() for s in group if s.rule], kind)
    stands = {(s.party.name, s.stance) for s in case.stands}
    out = []
    for key, group in groups.items():
        clues = {clue for s in group for clue in s.clues} | set(_own(group, kind)) | set(_page(case, group))
        party = group[0].culprit.party
        if (party.name, "claimed") in stands:
            continue
        what = "word" if party.generic else "name"
        kept = any(s in ruled for s in group)
        clues |= {f"kept={kept}", f"kept={kept}/{what}", f"kept={kept}/{party.kind}/{least(case.others, (0, 3))}"}
        for name, stance in stands:
            who = "own" if name == party.name else "other"
            clues |= {f"{who}={stance}", f"{who}={stance}/{what}"}
        for other, rivals in groups.items():
            if other != key:
                clues |= set(_rival(party, rivals))
        out.append(Option(group, frozenset(clues)))
    return out


def _kept(ruled: list[Sight], kind: str) -> list[Sight]:
    """What is left of those whom rules point at when they are held against each other: whom no name is known of only
    where nobody is named, a state's forces only where nobody else did it (else they came after) and no bomb did.
    """
    deeds = [s for s in ruled if s.rule != "unnamed"] or ruled
    stated = [s.culprit.party for s in deeds if s.culprit.basis == "stated"]
    others = any(p.kind in GROUPS | {"armed"} for p in stated)

    def late(s: Sight) -> bool:
        force = s.culprit.party.kind in _FORCES and s.culprit.basis == "stated"
        return force and (kind in ("bombing", "suicide_bombing") or (others and s.rule.startswith("charge")))

    timely = [s for s in deeds if not late(s)]
    named = any(not s.culprit.party.generic and s.culprit.basis == "stated" for s in timely)
    return [s for s in timely if not (s.culprit.party.generic and named)]


def _ruled(case: Case, kind: str) -> Iterator[Sight]:
    """Those of whom a rule says that they did it; in a deed that is no clash, an exchange of fire told later on is with
    those who came to stop it.
    """
    orders = {f.sentence.order: n for n, f in reversed(list(enumerate(case.draft.fragments)))}
    for order, f in enumerate(case.draft.fragments):
        heard, sides = case.voices.get(f.sentence.order, ()), not order or kind in ("clash", "security_raid")
        for c in culprits(f, case.cut.get(f.sentence.order), heard, sides, case.language):
            yield Sight(c, order, f"deed/{c.basis}")
    for charge in case.charged:
        order = orders.get(charge.sentence, _FAR)
        yield Sight(charge.culprit, order, f"charge/{charge.culprit.basis}", frozenset([f"charge={order < _FAR}"]))
    lone = next((some for f in case.draft.fragments if (some := unnamed(f, case.language))), [])
    for c in lone:
        yield Sight(c, 0, "unnamed")


def _told(case: Case) -> Iterator[Sight]:
    """Everybody who can act in the deed's fragments and in the sentences that follow them."""
    for order, f in enumerate(case.draft.fragments):
        yield from _sights(case, f, order)
    for s in case.after:
        if any(m.role == "since" for m in s.dates):
            continue  # "has killed 250 since May": what a group does at large
        cues = frozenset(cue.row[0] for cue in s.cues)
        yield from _sights(case, Fragment(s, 0, len(s.tokens), (), s.dates, s.places, (), cues), _FAR)


def _sights(case: Case, f: Fragment, order: int) -> Iterator[Sight]:
    """Everybody in a sentence: in the deed's part of it, or beside it."""
    c = case.cut.get(f.sentence.order)
    if c is None:
        return
    heard = case.voices.get(f.sentence.order, ())
    near = Surroundings(f, c, heard, case.language)
    who = [p for p in parties(f.sentence, case.language) if not mentioned(c.low, p.first, case.language)]
    blame = phrases(case.language, "parties", "blame").find(f.sentence.tokens)
    for p in who:
        if aimed_at(f, c.low, p.first, case.language):
            continue
        gap = f.sentence.order - case.draft.fragments[-1].sentence.order
        where = "after" if order == _FAR else "in" if f.first <= p.first < f.last else "beside"
        clues = {f"where={where}/{p.kind}", *near.clues(p.first, p.last, p.kind)}
        if where == "after":
            sort = next((n for n, kinds in _SORTS.items() if p.kind in kinds), "other")
            clues |= {f"behind={least(gap, (0, 1, 2))}", f"behind={sort}/{bool(blame)}/{least(case.others, (0, 2, 5))}"}
        culprit = words_of(c.low, p, heard, case.language)
        clues.add(f"said={culprit.basis}")
        for found in blame:
            side, far = ("l", p.first - found.last) if found.first < p.first else ("r", found.first - p.last)
            clues |= {f"blame={side}/{least(far, (1, 4, 10))}", f"blame={side}/{c.low[found.first]}"}
        yield Sight(culprit, order, "", frozenset(clues))


def _own(group: list[Sight], kind: str) -> Iterator[str]:
    """What a candidate is, and which rules point at it."""
    party = group[0].culprit.party
    what = "word" if party.generic else "name"
    rules = sorted({s.rule for s in group if s.rule})
    tag = "+".join(rules) or "none"
    yield from (f"rule={rule}" for rule in rules)
    yield from (f"rules={tag}", f"rules={tag}/{party.kind}", f"rules={tag}/{what}")
    yield from (what, f"kind={party.kind}", f"kind={party.kind}/{kind}", f"kind={what}/{party.kind}/{kind}")
    if party.noun:
        yield "noun"
    if party.generic:
        yield from (f"head={s.culprit.party.name.lower().split()[-1]}" for s in group)
    first = least(min(s.order for s in group), (0, 1, 2, 4))
    yield from (f"first={first}", f"first={first}/{what}")
    yield f"times={least(len({s.culprit.party.start for s in group}), (1, 2, 3, 5))}"


def _page(case: Case, group: list[Sight]) -> Iterator[str]:
    """What the rest of the page says of a candidate."""
    party = group[0].culprit.party
    rules = "ruled" if any(s.rule for s in group) else "free"
    yield f"others={least(case.others, (0, 1, 3, 8))}/{rules}"
    accused = [c for c in case.accused if c.culprit.party.name == party.name and c not in case.charged]
    if accused:
        yield f"accused elsewhere={party.kind}"
    if not party.generic:
        named = [a.name for s in case.page.sentences for a in s.actors if not a.generic and a.kind in GROUPS]
        if named and party.kind in GROUPS:
            yield f"share={least(10 * named.count(party.name) // len(named), (2, 5, 8))}"


def _rival(party: Party, rivals: list[Sight]) -> Iterator[str]:
    """What another candidate is to this one."""
    other = rivals[0].culprit.party
    ruled = "ruled" if any(s.rule for s in rivals) else "free"
    sort = next((n for n, kinds in _SORTS.items() if other.kind in kinds), "other")
    yield f"rival={ruled}/{'word' if other.generic else 'name'}/{'word' if party.generic else 'name'}"
    yield f"rival={ruled}/{sort}/{party.kind}"
    if other.country and other.country == party.country:
        yield f"countrymen={party.kind}/{other.kind}"


_SORTS = {"group": GROUPS, "force": _FORCES, "state": frozenset(["state"]), "armed": frozenset(["armed"])}
