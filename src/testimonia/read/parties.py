"""Who did it, who says so, who claims or denies it, and who or what was attacked."""

from __future__ import annotations

from typing import NamedTuple

from testimonia.model.claim import Basis, Stance, TargetClass
from testimonia.read.fragments import Fragment
from testimonia.read.lexicon import Found, phrases, wordset
from testimonia.read.page import Page, Sentence
from testimonia.read.speakers import Voice
from testimonia.read.triggers import Trigger

ARMED = frozenset(
    "jihadist rebel militia gang party state military police intelligence armed peacekeepers mission".split()
)


class Party(NamedTuple):
    """Somebody in a sentence: tokens `first` to `last` (exclusive), code points, usual name, what the registry knows."""

    first: int
    last: int
    start: int
    end: int
    name: str
    kind: str
    actor_id: str | None
    country: str | None
    generic: bool


class Culprit(NamedTuple):
    """A perpetrator as one sentence gives it."""

    party: Party
    basis: Basis
    by: str | None


class Stand(NamedTuple):
    """A claim, denial or praise of responsibility: who, and the code points of the words that say so."""

    party: Party
    stance: Stance
    start: int
    end: int
    sentence: int


class Aim(NamedTuple):
    """A target: the words, their class."""

    name: str
    cls: TargetClass
    start: int
    end: int
    actor_id: str | None


def parties(s: Sentence) -> list[Party]:
    """Everybody in a sentence who can act: actors, and states by their names or adjectives ("Israeli airstrike")."""
    out = []
    for a in s.actors:
        first, last = s.cover(a.start, a.end)
        out.append(Party(first, last, a.start, a.end, a.name, a.kind, a.actor_id, a.country, a.generic))
    for p in s.places:
        follow = s.tokens[s.at(p.end) : s.at(p.end) + 1]
        if p.use == "adjective" and follow and follow[0].low in _REGIONS:
            continue  # "the Turkish province", "the Syrian city"
        if p.place.country and (p.use in ("adjective", "actor") or p.place.kind == "country"):
            first, last = s.cover(p.start, p.end)
            where = p.use == "place" and first > 0 and s.tokens[first - 1].low in _WHERE
            if where or any(o.start < p.end and p.start < o.end for o in out):
                continue
            out.append(Party(first, last, p.start, p.end, p.place.name, "state", None, p.place.country, False))
    return sorted(out, key=lambda x: x.first)


_REGIONS = frozenset("province city town village capital region border district state territory island coast port side - government's fence frontier "
                     "soil airspace waters city's man woman national citizen nationals citizens president minister people civilians "
                     "journalist officials embassy consulate media television".split())  # fmt: skip
_WHERE = frozenset(
    "in at near from of to across inside outside throughout into northern southern eastern western central , and".split()
)
_SKIP = frozenset("have has had also reportedly allegedly then later on motorcycles motorbikes who that again twice carried out launched "
                  "staged conducted mounted launches carries conducts stages began begins the a an series of new deadly massive has "
                  "wearing disguised as dressed in armed with heavily masked ' \" “ ” earlier today simultaneously briefly".split())  # fmt: skip
_PRE = frozenset("- 's suicide car bomb gun drone air missile rocket mortar artillery deadly major new alleged suspected led backed terror "
                 "terrorist militant knife arson retaliatory bloody brutal recent massive twin double large-scale cross-border ground "
                 "naval military roadside truck vehicle -led -backed overnight precision separate suspected us-led special forces "
                 "police sniper jet warplane warplanes jets drones missiles rockets aircraft fighter helicopter helicopters forces troops "
                 "artillery cruise ballistic security surprise first latest’s 's".split())  # fmt: skip


def culprits(f: Fragment, voices: tuple[Voice, ...], language: str = "en") -> list[Culprit]:
    """The perpetrators that a fragment names, in the order of their proofs: agents of passive verbs, subjects of active ones, names
    before a noun ("Taliban attack"), the blamed."""
    s, low = f.sentence, [t.low for t in f.sentence.tokens]
    armed = [p for p in parties(s) if p.kind in ARMED and f.first <= p.first < f.last]
    out: list[Culprit] = []
    for trigger in f.triggers:
        if trigger.weight < 2 and trigger.type == "-":
            continue
        for party in armed:
            if _acts(low, trigger, party):
                out.append(_culprit(low, party, voices))
    blame = phrases(language, "parties", "blame").find(s.tokens)
    for party in armed:
        by = _blamed(s, low, blame, party, voices)
        if by is not False:
            out.append(Culprit(party, "blamed", by))
    return _unique(out)


def _unique(found: list[Culprit]) -> list[Culprit]:
    seen: set[tuple[str, str]] = set()
    out = []
    for c in found:
        if (c.party.name, c.basis) not in seen:
            seen.add((c.party.name, c.basis))
            out.append(c)
    return out


def _culprit(low: list[str], party: Party, voices: tuple[Voice, ...]) -> Culprit:
    """Stated, unless it is suspected or stands in somebody's words."""
    before = low[max(0, party.first - 2) : party.last]
    voice = next(
        (v for v in voices if v.reach[0] <= party.first < v.reach[1] and not v.first <= party.first < v.last), None
    )
    if any(w in ("suspected", "alleged", "presumed", "allegedly", "purported") for w in before):
        return Culprit(party, "blamed", voice.words if voice else None)
    if voice and not party.generic:
        return Culprit(party, "blamed", voice.words)
    return Culprit(party, "stated", None)


def _acts(low: list[str], t: Trigger, p: Party) -> bool:
    """Whether the party does what the trigger says."""
    if p.first >= t.last:  # behind: "attack by", "was killed by", "at the hands of"
        gap = low[t.last : p.first]
        return (
            len(gap) <= 9
            and "by" in gap
            and not any(w in (";", "said", "reported", "confirmed", "followed") for w in gap)
            and (len(gap) - 1 - gap[::-1].index("by") <= 4)
        )
    if p.last > t.first:
        return p.first <= t.first and t.noun  # "suicide bomber" inside the actor's own words
    gap = low[p.last : t.first]
    if t.noun:  # before: "Taliban suicide attack", "Israel 's strike"
        if len(gap) <= 4 and all(w in _PRE for w in gap):
            return True
        return len(gap) <= 7 and any(
            w
            in (
                "launched",
                "launches",
                "carried",
                "carries",
                "conducted",
                "conducts",
                "staged",
                "mounted",
                "launch",
                "conducting",
                "launching",
            )
            for w in gap
        )
    if t.passive:
        return False
    return (
        len(gap) <= 8
        and not any(
            w in (";", ":", "by", "of", "said", "by", "were", "was", "against", "on", "killing")
            for w in gap
            if w not in _SKIP
        )
        and (sum(w not in _SKIP for w in gap) <= 3)
    )


def _blamed(s: Sentence, low: list[str], blame: list[Found], p: Party, voices: tuple[Voice, ...]) -> str | None | bool:
    """Who blames the party (None where it is not said), or False where nobody does."""
    for f in blame:
        word = low[f.first]
        if word in ("suspected", "alleged", "suspect", "suspects"):
            hit = 0 <= p.first - f.last <= 1 or f.first == p.first
        elif word in ("responsible", "behind"):
            hit = 0 <= f.first - p.last <= 3 and any(
                w in ("is", "was", "were", "are", "be", "being") for w in low[p.last : f.first]
            )
        elif (
            word in ("blamed", "accused")
            and f.first
            and low[f.first - 1] in ("was", "were", "been", "is", "are")
            and low[f.last - 1] != "on"
        ):
            hit = 0 <= f.first - p.last <= 3
        else:
            hit = 0 <= p.first - f.last <= 4 and ";" not in low[f.last : p.first]
        if hit:
            voice = next((v for v in voices if v.last <= f.first + 1 or v.reach[0] <= f.first < v.reach[1]), None)
            if voice is None or voice.first <= p.first < voice.last:
                return None
            return voice.words
    return False


def stands(s: Sentence, language: str = "en") -> list[Stand]:
    """Claims, denials and praise of responsibility in a sentence. "No group has claimed" is none."""
    low = [t.low for t in s.tokens]
    who = [p for p in parties(s) if p.kind in ARMED]
    if not who:
        return []
    out: list[Stand] = []
    for f in phrases(language, "parties", "claimed_passive").find(s.tokens):
        party = next((p for p in who if 0 <= p.first - f.last <= 4), None)
        if party:
            out.append(_stand(s, party, "claimed", f))
    for stance, f in _verbs(s, language):
        if any(o.start <= s.tokens[f.first].start < o.end for o in out):
            continue
        negated = any(w in wordset(language, "parties", "negation") for w in low[max(0, f.first - 6) : f.first])
        if stance != "denied" and negated:
            continue
        out.extend(_stand(s, party, stance, f) for party in _subjects(low, who, f.first))
    return out


def _stand(s: Sentence, party: Party, stance: Stance, f: Found) -> Stand:
    return Stand(party, stance, s.tokens[f.first].start, s.tokens[f.last - 1].end, s.index)


def _verbs(s: Sentence, language: str) -> list[tuple[Stance, Found]]:
    """The words of a sentence that claim, deny or praise."""
    out: list[tuple[Stance, Found]] = []
    away = {f.first for f in phrases(language, "parties", "not_denial").find(s.tokens)}
    for f in phrases(language, "parties", "denial").find(s.tokens):
        if not away & set(range(f.last, f.last + 3)):
            out.append(("denied", f))
    out.extend(("praised", f) for f in phrases(language, "parties", "praise").find(s.tokens))
    out.extend(("claimed", f) for f in phrases(language, "parties", "claim").find(s.tokens))
    events = [t.first for t in phrases(language, "triggers").find(s.tokens) if t.row[0] != "v"]
    for f in phrases(language, "parties", "claim_verb").find(s.tokens):
        follow = s.tokens[f.last].low if f.last < len(s.tokens) else ""
        if follow in _DEEDS and any(f.last < e < f.last + 5 for e in events):
            out.append(("claimed", f))
    return out


_DEEDS = frozenset('the a an both this these that those all " “ its their several two three'.split())


def _subjects(low: list[str], who: list[Party], verb: int) -> list[Party]:
    """The parties that stand before a verb in its clause: the nearest named one, and those joined to it by "and"."""
    near = [
        p
        for p in who
        if p.last <= verb and verb - p.last <= 12 and not any(w in (";", ".") for w in low[p.last : verb])
    ]
    if not near:
        return []
    named = [p for p in near if not p.generic and verb - p.last <= verb - near[-1].last + 8]
    out = [named[-1] if named else near[-1]]
    for p in reversed([p for p in near if p.last <= out[0].first]):
        gap = low[p.last : out[-1].first]
        if len(gap) <= 3 and "and" in gap:
            out.append(p)
    return out


def aims(f: Fragment, page: Page, language: str = "en") -> list[Aim]:
    """The targets that a fragment names."""
    s, low = f.sentence, [t.low for t in f.sentence.tokens]
    against, sites = wordset(language, "parties", "against"), wordset(language, "parties", "site")
    people = {x.first: x for x in phrases(language, "people").find(s.tokens)}
    out: list[Aim] = []
    for t in f.triggers:
        if t.weight < 2 or t.type in ("clash",):
            continue
        start = t.last
        if t.noun:
            j = next((j for j in range(t.last, min(t.last + 4, f.last)) if low[j] in against), None)
            if j is None:
                continue
            start = j + 1
            if low[j] == "of" and t.type not in ("killing", "abduction", "-"):
                continue
        elif t.passive:
            aim = _before(s, low, t.first, people, sites)
            if aim:
                out.append(_aim(page, s, aim))
            continue
        elif start < len(low) and low[start] in against:
            start += 1
        aim = _object(s, low, start, f.last, people, sites)
        if aim:
            out.append(_aim(page, s, aim))
    for h in f.hits:
        if (
            h.effect in ("killed", "injured", "abducted")
            and h.who not in ("all", "attackers")
            and h.count.best != 0
            and h.last > h.first
        ):
            out.append(_aim(page, s, (max(h.first, s.at(h.start)), h.last, h.who)))
    return _apart(out)


Piece = tuple[int, int, str]


def _object(
    s: Sentence, low: list[str], i: int, stop: int, people: dict[int, Found], sites: frozenset[str]
) -> Piece | None:
    """The object that begins at token i: up to its noun of people or of a site."""
    j, piece = i, None
    while j < min(stop, i + 9):
        word = low[j]
        if j in people:
            piece = (i, people[j].last, people[j].row[0])
            j = people[j].last
            continue
        if word in sites:
            piece = (i, j + 1, "property")
        elif (
            piece
            or not (word[0].isalnum() or word in ("-", "'s", "’s", "“", '"'))
            or word in ("in", "near", "with", "after", "was", "were", "when", "by", "for", "before")
        ):
            break
        j += 1
    if piece is None:
        named = next((a for a in s.actors if i <= s.at(a.start) < i + 5), None)
        if named:
            a, b = s.cover(named.start, named.end)
            return (a, b, _class_of(named.kind))
        return None
    return _trim(low, piece)


def _before(s: Sentence, low: list[str], verb: int, people: dict[int, Found], sites: frozenset[str]) -> Piece | None:
    """The subject of a passive verb."""
    for j in range(verb - 1, max(-1, verb - 9), -1):
        if low[j] in (",", ";", "."):
            return None
        found = next((p for p in people.values() if p.first <= j < p.last), None)
        if found:
            return (found.first, found.last, found.row[0])
        if low[j] in sites:
            return _trim(low, (max(0, j - 2), j + 1, "property"))
    return None


def _trim(low: list[str], piece: Piece) -> Piece:
    first, last, cls = piece
    while first < last - 1 and (
        low[first]
        in (
            "the",
            "a",
            "an",
            "of",
            "on",
            "at",
            "one",
            "another",
            "in",
            "two",
            "three",
            "least",
            "and",
            ",",
            "some",
            "several",
            "its",
            "their",
            "his",
            "her",
        )
        or not low[first][0].isalpha()
    ):
        first += 1
    return first, last, cls


def _class_of(kind: str) -> str:
    return {"military": "military", "police": "police", "jihadist": "militants", "rebel": "militants", "militia": "militants", "armed": "militants",
            "peacekeepers": "peacekeepers", "officials": "officials", "media": "journalists", "aid": "aid_workers", "civilians": "civilians",
            "state": "officials", "intelligence": "military"}.get(kind, "other")  # fmt: skip


def _aim(page: Page, s: Sentence, piece: Piece) -> Aim:
    start, end = s.tokens[piece[0]].start, s.tokens[piece[1] - 1].end
    actor = next((a for a in s.actors if a.start < end and start < a.end and a.actor_id), None)
    return Aim(
        page.document.text[start:end].replace("\n", " "), piece[2], start, end, actor.actor_id if actor else None
    )  # type: ignore[arg-type]


def _apart(found: list[Aim]) -> list[Aim]:
    out: list[Aim] = []
    for a in sorted(found, key=lambda x: (x.start, -x.end)):
        if not any(a.start < o.end and o.start < a.end for o in out) and not any(
            a.name.lower() == o.name.lower() for o in out
        ):
            out.append(a)
    return out
