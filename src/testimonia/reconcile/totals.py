"""One report's figures of one effect to totals: which number is the whole, which are parts, what the attackers add.

The rules, in their order, for the figures of one report:

- The greatest `all` of a speaker is the speaker's total; smaller ones are parts ("sixteen, four of them in hospital").
- Two speakers' totals that add up to a third one are what each side lost ("36 on its side", "its own losses at 35").
- Without an `all`, disjoint classes add up (soldiers and police); children, women and foreigners are among the others.
- A total that equals the sum of the victims and the attackers, or behind which the attackers stand at once ("ten,
  including the bomber"), counts the attackers: they are taken off for the victims' toll.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import combinations

from testimonia.model.world import SetAside, Voice
from testimonia.reconcile.estimates import Estimate, added, bounds, estimate, size
from testimonia.reconcile.sieve import say
from testimonia.reconcile.tables import CLASS_WORDS, DISJOINT, OVERLAPPING

NEARLY = 0.75  # share of a total from which another speaker's civilians are the same whole, not a part of it
CLOSE = 32  # characters between the starts of two numbers of one phrase: "ten, including the bomber"
_SIDE = 10  # dead of each of two sides from which a sum is seldom one by chance
_REMOTE = 10**6


class Totals:
    """The totals of all reports of one effect: `estimates`, and the figures that are only parts of them, `parts`."""

    def __init__(self, voices: Iterable[Voice], *, victims_only: bool) -> None:
        self.estimates: list[Estimate] = []
        self.parts: list[SetAside] = []
        reports: dict[str, list[Voice]] = defaultdict(list)
        for voice in voices:
            reports[voice.document].append(voice)
        known = {size(v) for v in voices if v.figure.who == "all"}
        for report in reports.values():
            self._read(report, known, victims_only)
        self._drop_classes_below_totals()

    def _read(self, report: list[Voice], known: set[int], victims_only: bool) -> None:
        attackers = [v for v in report if v.figure.who == "attackers" and victims_only]
        victims = [v for v in report if v not in attackers]
        whole = self._speakers_totals([v for v in victims if v.figure.who == "all"], known)
        if not whole and _one_by_one(victims):
            self.estimates.append(added(victims, "each told one by one"))
            return
        disjoint = [v for v in victims if v.figure.who in DISJOINT or v.figure.who == "attackers"]
        classes = self._sums(_numbered(disjoint), fill=not whole)
        classes += self._exceeding(victims, whole + classes)
        greater = [e for e in classes if _stands_beside(e, whole)]
        for e in classes:
            if e not in greater:
                self._part(e.claims, report, "part of the total that the same report gives")
        found = whole + greater if not _covers(whole, greater, attackers) else whole
        self.estimates += [_victims(e, victims, attackers) if victims_only else e for e in found]

    def _speakers_totals(self, totals: list[Voice], known: set[int]) -> list[Estimate]:
        out = []
        by_speaker: dict[str, list[Voice]] = defaultdict(list)
        for v in totals:
            by_speaker[v.speaker].append(v)
        for said in by_speaker.values():
            if len(said) > 1 and all(bounds(v.figure) == (1, 1, 1, None) for v in said):
                out.append(added(said, "each told one by one"))
            elif len(said) > 1 and sum(map(size, said)) in known - set(map(size, said)):
                out.append(added(said, "parts that add up to the total of another report"))
            else:
                whole = max(said, key=lambda v: (size(v), v.order))
                out.append(estimate(whole))
                self._part((v.claim for v in said if v is not whole), said, f"part of {say(whole)}")
        return self._without_sides(out, totals)

    def _without_sides(self, found: list[Estimate], voices: list[Voice]) -> list[Estimate]:
        """Without what two speakers give, each for a side, where the report's own total is the sum of both."""
        whole = max(found, key=lambda e: e.value or 0, default=None)
        for one, other in combinations([e for e in found if e is not whole and (e.value or 0) >= _SIDE], 2):
            if whole is not None and (one.value or 0) + (other.value or 0) == whole.value:
                self._part((*one.claims, *other.claims), voices, f"one of two sides that make up {say(whole.voice)}")
                return [e for e in found if e not in (one, other)]
        return found

    def _sums(self, classes: list[Voice], *, fill: bool) -> list[Estimate]:
        """Sums of disjoint classes, one for each speaker who gives any; `fill` fills its gaps by the best of others."""
        best = {who: max(found, key=lambda v: (v.rank, size(v), v.order)) for who, found in _by_class(classes).items()}
        out: dict[tuple[str, ...], Estimate] = {}
        for said in _by_speaker(classes):
            own = _by_class(said)
            parts = []
            for who in best:
                parts += _one_class(own[who]) if who in own else [best[who]] if fill else []
            note = _sum_note(parts) if len(parts) > 1 else ""
            made = added(parts, note)
            out.setdefault(tuple(sorted(made.claims)), made)
            lesser = [v.claim for found in own.values() for v in found if v not in parts]
            self._part(lesser, said, "part of a greater number of the same speaker")
        return list(out.values())

    def _exceeding(self, victims: list[Voice], found: list[Estimate]) -> list[Estimate]:
        """Children, women or foreigners of whom more are counted than the report's totals: the total is no less."""
        most = max((e.value or e.ceiling or 0 for e in found), default=0)
        return [estimate(v) for v in victims if v.figure.who in OVERLAPPING and size(v) > most]

    def _drop_classes_below_totals(self) -> None:
        """A class alone is a part where other reports give a greater total or sum; civilians alone stand for all."""
        sums = [e for e in self.estimates if e.voice.figure.who == "all" or len(e.claims) > 1]
        whole = max(sums, key=lambda e: (e.value or 0, len(e.claims)), default=None)
        for e in list(self.estimates):
            if whole is not None and e is not whole and _is_part(e, whole):
                self.estimates.remove(e)
                self.parts += [
                    SetAside(c, "part", f"{say(e.voice)}: a part of the total of {whole.value}.") for c in e.claims
                ]

    def _part(self, claims: Iterable[str], voices: Iterable[Voice], why: str) -> None:
        of = {v.claim: v for v in voices}
        self.parts += [SetAside(c, "part", f"{say(of[c])}: {why}.") for c in claims]


def _stands_beside(e: Estimate, whole: list[Estimate]) -> bool:
    """Whether a sum of classes is a total of its own: none is given, or it is greater, or another speaker who counts
    civilians alone comes near the total."""
    most = max((t.value or t.ceiling or 0 for t in whole), default=0)
    number = e.value or e.ceiling or 0
    if not whole or number > most:
        return True
    own = any(t.voice.speaker == e.voice.speaker for t in whole)
    return not own and len(e.claims) == 1 and e.voice.figure.who == "civilians" and number >= NEARLY * most


def _numbered(found: list[Voice]) -> list[Voice]:
    """Those with a number, where there are any: a vague word adds nothing certain to them."""
    return [v for v in found if not v.figure.vague] or found


def _one_class(found: list[Voice]) -> list[Voice]:
    """The figures of one speaker and class that count: single persons told one by one add up, else the greatest."""
    if all(bounds(v.figure) == (1, 1, 1, None) for v in found):
        return found
    return [max(found, key=lambda v: (size(v), v.order))]


def _one_by_one(found: list[Voice]) -> bool:
    """Whether several single persons, and nothing but such, are told ("a policeman and a child were killed")."""
    words = [e for v in found for e in v.figure.at]
    return len(found) > 1 and all(bounds(v.figure) == (1, 1, 1, None) for v in found) and len(set(words)) == len(words)


def _is_part(e: Estimate, whole: Estimate) -> bool:
    if e.voice.figure.who in ("all", "civilians") or (e.value or e.ceiling or 0) > (whole.value or 0):
        return False
    return len(e.claims) == 1 or len(whole.claims) >= len(e.claims)


def _by_class(voices: Iterable[Voice]) -> dict[str, list[Voice]]:
    out: dict[str, list[Voice]] = defaultdict(list)
    for v in voices:
        out[v.figure.who].append(v)
    return out


def _by_speaker(voices: Iterable[Voice]) -> list[list[Voice]]:
    out: dict[str, list[Voice]] = defaultdict(list)
    for v in voices:
        out[v.speaker].append(v)
    return list(out.values())


def _sum_note(parts: list[Voice]) -> str:
    terms = [f"{size(v)} {CLASS_WORDS[v.figure.who]}" for v in parts]
    return "added up: " + " and ".join(terms)


def _covers(whole: list[Estimate], classes: list[Estimate], attackers: list[Voice]) -> bool:
    """Whether a total of the report is the sum of its victims and its attackers: then the classes add nothing to it."""
    dead = max((size(v) for v in attackers), default=0)
    return any(
        e.value is not None and c.value is not None and e.value == c.value + dead for e in whole for c in classes
    )


def _victims(e: Estimate, victims: list[Voice], attackers: list[Voice]) -> Estimate:
    """The estimate without the attackers, where it counts them."""
    if e.value is None or not attackers or e.voice.figure.who != "all":
        return e
    sums = sum(max(map(size, found)) for who, found in _by_class(victims).items() if who in DISJOINT)
    for attacker in attackers:
        dead = size(attacker)
        if 0 < dead < e.value and (e.value == sums + dead or _close_behind(e.voice, attacker)):
            less = [None if n is None else n - dead for n in (e.value, e.floor, e.ceiling)]
            note = f"{e.value} counts {dead} of the attackers, who are taken off"
            return Estimate(e.voice, less[0], less[1], less[2], e.claims, e.inferred, note)
    return e


def _close_behind(whole: Voice, part: Voice) -> bool:
    if whole.speaker != part.speaker:
        return False
    gaps = (a.start - w.end for w in whole.figure.at for a in part.figure.at)
    return 0 <= min((g for g in gaps if g >= 0), default=_REMOTE) <= CLOSE
