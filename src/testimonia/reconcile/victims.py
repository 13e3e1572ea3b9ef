"""Named victims: who of several reports is one person, and what became of them. They enter no number.

Two names are one person's where each word of the shorter is one of the longer, spelling aside, and ages do not differ
by more than a year. What one account names apart stays apart. A name that could be either of two people is given to
neither.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

import msgspec
from rapidfuzz import fuzz

from testimonia.model.claim import Claim, Told, Victim
from testimonia.model.names import fold, words
from testimonia.model.world import Cluster, Finding, SetAside
from testimonia.reconcile.fields import claims_of

_SPELLING = 65.0  # rapidfuzz ratio of two spellings of one word: "Mohamed", "Muhammad", but not "Hassan", "Hussein"
_VOWELS = re.compile(r"[aeiouyw]|(.)(?=\1)")  # what spellings of one name differ in, double letters too
_RULE = "one person by name, age and report"
_EARLIER = "what became of them later"
T = TypeVar("T")


class _Named(NamedTuple):
    """A victim as one account names them; `order` counts the claims in canonical order, the earliest report first."""

    order: int
    told: Told
    claim: Claim
    victim: Victim


def decide_victims(cluster: Cluster) -> tuple[tuple[Victim, ...], Finding]:
    """Every person once, by name: the fullest name, the age, sex and class that most accounts give, and what became of
    them in the end (who died is dead, whatever was first reported)."""
    found = [_Named(n, t, c, c.value) for n, (t, c) in enumerate(claims_of(cluster, "victims"))
             if isinstance(c.value, Victim)]  # fmt: skip
    if not found:
        return (), Finding(field="victims", rule=_RULE, because="No victim is named.")
    people, unsure = _people(found)
    out = [(_person(group), group) for group in people]
    out.sort(key=lambda pair: (fold(pair[0].name), pair[0].age or 0))
    aside = [SetAside(n.claim.id, "may be either", f'"{n.victim.name}" fits more than one of them.') for n in unsure]
    aside += [SetAside(n.claim.id, _EARLIER, f"{n.victim.name} was first reported {n.victim.effect}.")
              for person, group in out for n in group if _earlier(n, person, group)]  # fmt: skip
    gone = {a.claim for a in aside}
    left = [(person, n) for person, group in out for n in group if n.claim.id not in gone]
    because = f"{len(out)} {'is' if len(out) == 1 else 'are'} named" + "".join(_merged(*pair) for pair in out) + "."
    return tuple(person for person, _ in out), Finding(
        field="victims", rule=_RULE, because=because,
        supports=tuple(n.claim.id for person, n in left if n.victim.effect == person.effect),
        contradicts=tuple(n.claim.id for person, n in left if n.victim.effect != person.effect),
        set_aside=tuple(aside),
    )  # fmt: skip


def _people(found: Sequence[_Named]) -> tuple[list[list[_Named]], list[_Named]]:
    """Groups that are one person each, in canonical order, and those who could be in more than one. Fuller names first,
    so that a bare surname finds everybody whose it may be."""
    groups: list[list[_Named]] = []
    unsure: list[_Named] = []
    for one in sorted(found, key=lambda n: (-len(words(n.victim.name)), n.order)):
        fits = [g for g in groups if all(_one_person(one, other) for other in g)]
        same = [g for g in fits if any(fold(n.victim.name) == fold(one.victim.name) for n in g)]
        if len(same or fits) == 1:
            (same or fits)[0].append(one)
        elif fits:
            unsure.append(one)
        else:
            groups.append([one])
    return [sorted(group) for group in groups], unsure


def _one_person(a: _Named, b: _Named) -> bool:
    left, right = a.victim, b.victim
    if left.age is not None and right.age is not None and abs(left.age - right.age) > 1:
        return False
    if left.sex and right.sex and left.sex != right.sex:
        return False
    if a.told.id == b.told.id:
        return fold(left.name) == fold(right.name)
    return _same_name(words(left.name), words(right.name))


def _same_name(left: tuple[str, ...], right: tuple[str, ...]) -> bool:
    """Whether each word of the shorter name is one of the longer, and one of them is no mere particle."""
    short, long = sorted((left, right), key=len)
    if max(map(len, short), default=0) <= 3 and left != right:
        return False
    return all(any(_same_word(word, other) for other in long) for word in short)


def _same_word(a: str, b: str) -> bool:
    """Whether two words are one, or spellings of one: the same consonants, three at least, and not far apart."""
    left, right = _VOWELS.sub("", a), _VOWELS.sub("", b)
    return a == b or (left == right and len(left) >= 3 and fuzz.ratio(a, b) >= _SPELLING)


def _person(group: Sequence[_Named]) -> Victim:
    name = max((n.victim for n in group), key=lambda v: (len(words(v.name)), len(v.name), v.name))
    return msgspec.structs.replace(
        name,
        age=_most(n.victim.age for n in group if n.victim.age is not None),
        sex=_most(n.victim.sex for n in group if n.victim.sex),
        cls=_most(n.victim.cls for n in group) or name.cls,
        effect="killed" if any(n.victim.effect == "killed" for n in group) else group[-1].victim.effect,
    )


def _most(values: Iterable[T]) -> T | None:
    """What is given most often, of equals the first."""
    counted = Counter(values).most_common(1)
    return counted[0][0] if counted else None


def _earlier(n: _Named, person: Victim, group: Sequence[_Named]) -> bool:
    """Whether an account tells what was known before a later one told what became of the person."""
    return n.victim.effect != person.effect and any(
        o.order > n.order and o.victim.effect == person.effect for o in group
    )


def _merged(person: Victim, group: Sequence[_Named]) -> str:
    """How several namings are one person, in words."""
    reports = len({n.told.document for n in group})
    if reports < 2:
        return ""
    others = sorted({n.victim.name for n in group} - {person.name})
    ages = sorted({n.victim.age for n in group if n.victim.age is not None})
    said = f"; {person.name} in {reports} reports"
    said += f", also as {', '.join(others)}" if others else ", by the same name"
    return said + (f", aged {ages[0]} or {ages[-1]}" if len(ages) > 1 else "")
