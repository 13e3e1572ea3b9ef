"""What a format cannot hold, counted and shown: nothing is lost silently.

Each thing that an incident may hold is a feature with a sentence and a function that finds it. A format names the
features that it drops; whatever else it leaves out it tells incident by incident.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Protocol, runtime_checkable

import msgspec

from testimonia.model.world import Incident
from testimonia.publish.sentences import number

EXAMPLES = 3
Finder = Callable[[Incident], Iterable[str]]


class Lost(msgspec.Struct, frozen=True):
    """One thing of one incident that a format cannot hold: what kind of thing, and the thing itself in words."""

    what: str
    example: str


@runtime_checkable
class Accountable(Protocol):
    """An export that tells what it loses of an incident; those that do not have their sentence `loss` alone."""

    def losses(self, incident: Incident) -> Iterator[Lost]:
        """What the format cannot hold of this incident."""
        ...


def _figures(i: Incident) -> Iterator[str]:
    for account in i.accounts:
        for f in account.figures:
            bounds = "/".join("?" if n is None else str(n) for n in (f.low, f.best, f.high))
            yield f"{account.document}: {f.vague or bounds} {f.who} {f.effect}"


def _speakers(i: Incident) -> Iterator[str]:
    yield from (f"{f.according_to}: {f.best} {f.effect}" for a in i.accounts for f in a.figures if f.according_to)


def _contradictions(i: Incident) -> Iterator[str]:
    said: dict[tuple[str, str], set[int]] = {}
    for a in i.accounts:
        for f in a.figures:
            said.setdefault((f.effect, f.who), set()).update(n for n in (f.best,) if n is not None)
    for (effect, who), numbers in said.items():
        if len(numbers) > 1:
            yield f"{' or '.join(map(str, sorted(numbers)))} {who} {effect}"


def _denied(i: Incident) -> Iterator[str]:
    yield from (f"{f.basis}: {f.best} {f.effect}" for a in i.accounts for f in a.figures if f.basis != "affirmed")


def _quotes(i: Incident) -> Iterator[str]:
    for a in i.accounts:
        yield from (m.quote for m in a.mentions)
        yield from (e.quote for f in a.figures for e in f.at)


def _ranges(i: Incident) -> Iterator[str]:
    yield from (f"{number(t)} {effect}" for effect, t in i.tolls.items() if t.best is not None and t.low != t.high)


def _classes(i: Incident) -> Iterator[str]:
    yield from (f"{number(r)} {who} {effect}" for effect, t in i.tolls.items() for who, r in t.by_class.items())


def _other_effects(i: Incident) -> Iterator[str]:
    yield from (f"{number(t)} {e}" for e, t in i.tolls.items() if e not in _DEATHS and t.best is not None)


def _beyond_hurt(i: Incident) -> Iterator[str]:
    yield from (f"{number(t)} {e}" for e, t in i.tolls.items() if e not in _HURT and t.best is not None)


_DEATHS = ("killed", "killed_all")
_HURT = (*_DEATHS, "injured")
FEATURES: dict[str, tuple[str, Finder]] = {
    "figures": ("single figures of single reports", _figures),
    "speakers": ("speakers of figures", _speakers),
    "contradictions": ("figures that contradict each other", _contradictions),
    "denied": ("figures that are denied, disputed or replaced", _denied),
    "quotes": ("quoted words that carry a value", _quotes),
    "reasons": ("reasons for a toll", lambda i: (t.because for t in i.tolls.values() if t.because)),
    "ranges": ("ranges of a toll", _ranges),
    "classes": ("tolls by class of victims", _classes),
    "tolls": ("tolls", lambda i: (f"{number(t)} {e}" for e, t in i.tolls.items() if t.best is not None)),
    "other_effects": ("tolls of other effects than death", _other_effects),
    "beyond_hurt": ("tolls of other effects than death and injury", _beyond_hurt),
    "victims": ("named victims", lambda i: (v.name for v in i.victims)),
    "victim_details": ("ages, sexes, classes and effects of named victims",
                       lambda i: (f"{v.name}, {v.age or v.sex or v.cls}" for v in i.victims)),
    "places": ("further places", lambda i: (p.name for p in i.places if p is not i.locality)),
    "radius": ("radiuses of derived points", lambda i: (f"{p.name}: {p.radius_km} km" for p in i.places
                                                       if p.radius_km is not None)),
    "perpetrators": ("further perpetrators", lambda i: (p.name for p in i.perpetrators[1:])),
    "basis": ("on whose word somebody did it",
              lambda i: (f"{p.name}: {p.basis}{f' by {p.by}' if p.by else ''}" for p in i.perpetrators)),
    "claims": ("claims and denials of responsibility", lambda i: (f"{c.by}: {c.stance}" for c in i.claims)),
    "praise": ("praise by those who claim nothing", lambda i: (c.by for c in i.claims if c.stance == "praised")),
    "targets": ("names of targets", lambda i: (t.name for t in i.targets)),
    "weapons": ("weapons", lambda i: (w.cls for w in i.weapons)),
    "grade": ("grades", lambda i: [i.grade] if i.grade else []),
    "urls": ("addresses of reports", lambda i: (a.url for a in i.accounts if a.url)),
    "documents": ("ids of documents", lambda i: (a.document for a in i.accounts)),
}  # fmt: skip


def dropped(incident: Incident, features: Iterable[str]) -> Iterator[Lost]:
    """What an incident holds of the named features."""
    for feature in features:
        what, find = FEATURES[feature]
        yield from (Lost(what, example) for example in find(incident))


class Tally:
    """Counts what is lost while incidents stream by; holds a few examples of each kind, whatever the number."""

    def __init__(self, export: object) -> None:
        self._export = export
        self.incidents = 0
        self._many: dict[str, int] = {}
        self._hit: dict[str, int] = {}
        self._examples: dict[str, list[str]] = {}

    def watch(self, incidents: Iterable[Incident]) -> Iterator[Incident]:
        """The same incidents, counted as they pass."""
        for incident in incidents:
            self.count(incident)
            yield incident

    def count(self, incident: Incident) -> None:
        """Adds what the format loses of one incident."""
        self.incidents += 1
        if not isinstance(self._export, Accountable):
            return
        seen = set()
        for lost in self._export.losses(incident):
            self._many[lost.what] = self._many.get(lost.what, 0) + 1
            seen.add(lost.what)
            shown = self._examples.setdefault(lost.what, [])
            if len(shown) < EXAMPLES:
                shown.append(f"{incident.id}: {' '.join(lost.example.split())[:200]}")
        for what in seen:
            self._hit[what] = self._hit.get(what, 0) + 1

    @property
    def lossy(self) -> bool:
        """Whether anything was lost; a format that does not tell is taken at its sentence."""
        if not isinstance(self._export, Accountable):
            return bool(self.incidents) and bool(getattr(self._export, "loss", ""))
        return bool(self._many)

    def summary(self) -> str:
        """One line: `csv: cannot hold 14 quoted words that carry a value; 3 speakers of figures`."""
        name = getattr(self._export, "name", "export")
        if not isinstance(self._export, Accountable):
            return f"{name}: {getattr(self._export, 'loss', '')}"
        return f"{name}: cannot hold " + "; ".join(f"{n} {what}" for what, n in self._many.items())

    def report(self) -> str:
        """The report for people: the format's sentence, then each kind in numbers and with examples."""
        lines = [f"{getattr(self._export, 'name', 'export')}: {self.incidents} incidents"]
        if not self.lossy:
            return "\n".join([*lines, "Nothing is lost.", ""])
        lines += [getattr(self._export, "loss", ""), ""]
        for what, many in self._many.items():
            lines.append(f"{many} {what}, in {self._hit[what]} incidents; for example")
            lines += [f"  {example}" for example in self._examples[what]]
        return "\n".join([*lines, ""])
