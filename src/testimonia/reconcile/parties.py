"""Who did it and who says so: perpetrators with their basis, and claims of responsibility."""

from __future__ import annotations

import msgspec

from testimonia.model.actor import in_registry
from testimonia.model.claim import Claim, Perpetrator, Responsibility, Told
from testimonia.model.names import same_name
from testimonia.model.world import Cluster, Finding, SetAside
from testimonia.reconcile.fields import claims_of, grouped
from testimonia.reconcile.speakers import nobody

_BASES = ("claimed", "stated", "blamed")  # what beats what: own admission, the reporter's statement, an accusation
Named = tuple[Told, Claim, Perpetrator]


def decide_perpetrators(cluster: Cluster) -> tuple[tuple[Perpetrator, ...], Finding]:
    """Every party once with its strongest basis (claimed, stated, blamed), and once more where it denies.

    Names of nobody in particular ("gunmen") are set aside where somebody in particular is named.
    """
    claims = claims_of(cluster, "perpetrators")
    found: list[Named] = [(t, c, c.value) for t, c in claims if isinstance(c.value, Perpetrator)]
    if not found:
        return (), Finding(field="perpetrators", rule="claimed, stated, blamed", because="No account names who did it.")
    groups = grouped(found, _same_party)
    named = any(not nobody(p.name) for g in groups for _, _, p in g if p.basis != "denied")
    out, aside, supports, contradicts = [], list[SetAside](), list[str](), list[str]()
    for group in groups:
        if named and all(nobody(p.name) for _, _, p in group):
            aside += [SetAside(c.id, "nobody in particular", f'"{p.name}" gives way to a name.') for _, c, p in group]
            continue
        top = _strongest(group)
        out += [p for p in (top, _denial(group)) if p]
        for _, claim, p in group:
            agrees = p.basis == "denied" if top is None else p.basis != "denied"
            (supports if agrees else contradicts).append(claim.id)
    out.sort(key=lambda p: ("claimed", "stated", "blamed", "denied").index(p.basis))
    because = "; ".join(_told(p) for p in out) + "."
    return tuple(out), Finding(
        field="perpetrators", rule="claimed, stated, blamed", because=because[:1].upper() + because[1:],
        supports=tuple(supports), contradicts=tuple(contradicts), set_aside=tuple(aside),
    )  # fmt: skip


def _same_party(a: Perpetrator, b: Perpetrator) -> bool:
    if in_registry(a.actor_id) and in_registry(b.actor_id):
        return a.actor_id == b.actor_id
    return nobody(a.name) == nobody(b.name) and same_name(a.name, b.name)


def _strongest(group: list[Named]) -> Perpetrator | None:
    for basis in _BASES:
        of = [p for _, _, p in group if p.basis == basis]
        if of:
            by = next((p.by for p in of if p.by), None)
            return msgspec.structs.replace(_name(of), at=(), by=by)
    return None


def _denial(group: list[Named]) -> Perpetrator | None:
    of = [p for _, _, p in group if p.basis == "denied"]
    return msgspec.structs.replace(_name(of), at=()) if of else None


def _name(of: list[Perpetrator]) -> Perpetrator:
    """The one that the registry knows, else the one that most give, else the longest name."""
    counts = [p.name for p in of]
    return max(of, key=lambda p: (in_registry(p.actor_id), counts.count(p.name), len(p.name), p.name))


def _told(p: Perpetrator) -> str:
    if p.basis == "claimed":
        return f"{p.name} says so itself"
    if p.basis == "stated":
        return f"{p.name} is stated as fact"
    return f"{p.name} denies it" if p.basis == "denied" else f"{p.name} is blamed" + (f" by {p.by}" if p.by else "")


def decide_claims(cluster: Cluster) -> tuple[tuple[Responsibility, ...], Finding]:
    """Every claim, denial or praise of responsibility once for each party."""
    claims = claims_of(cluster, "claims")
    out: list[Responsibility] = []
    for _, claim in claims:
        value = claim.value
        if isinstance(value, Responsibility) and not any(_same_claim(value, o) for o in out):
            out.append(msgspec.structs.replace(value, at=()))
    because = "; ".join(f"{o.by}: {o.stance}" for o in out) + "." if out else "No account tells of a claim."
    ids = tuple(c.id for _, c in claims)
    return tuple(out), Finding(field="claims", rule="union by party and stance", because=because, supports=ids)


def _same_claim(a: Responsibility, b: Responsibility) -> bool:
    return a.stance == b.stance and same_name(a.by, b.by)
