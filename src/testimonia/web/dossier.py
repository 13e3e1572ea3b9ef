"""An incident as its page shows it: tolls, findings and accounts, each claim with its sentence."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import msgspec

from testimonia.model.claim import Figure
from testimonia.model.text import Span
from testimonia.model.world import TOLLS, Finding, Incident, Link, Range, Testimony, Toll
from testimonia.pipeline import Cited
from testimonia.reconcile.speakers import speaker
from testimonia.web import words
from testimonia.web.desk import Desk
from testimonia.web.quoting import Mark, Piece, excerpt, marks, pieces, sentences, title
from testimonia.web.veil import Mask

TOLL_NAMES = {
    "killed": "killed (without attackers)",
    "killed_all": "killed (everybody)",
    "participants": "took part in the attack",
}
FIELD_NAMES = {
    "type": "type", "status": "whether it happened", "date": "when", "places": "where", "perpetrators": "who did it",
    "targets": "who was attacked", "weapons": "weapons", "claims": "who claims or denies it",
    "victims": "named victims",
}  # fmt: skip


SOURCES = {
    "officials": ("government, police", "local authority"),
    "hospitals": ("hospital",),
    "observers": ("observers", "rights group"),
    "witnesses": ("witnesses",),
    "the press": ("own voice", "the press"),
    "others": (),
}
"""Kinds of sources as the chart tells them apart, with the kinds of speakers (`speakers.tsv`) that each holds."""


class Stand(msgspec.Struct, frozen=True):
    """How a claim stands to a finding: `value` in words, the sentence, whose it is, and why it is set aside."""

    claim: str
    value: str
    sentence: tuple[Piece, ...]
    source: str
    document: str
    because: str = ""
    rule: str = ""


class Held(msgspec.Struct, frozen=True):
    """A finding: its name in words, what the ledger holds, the rule and its reason, and the claims."""

    field: str
    name: str
    values: tuple[str, ...]
    rule: str
    because: str
    supports: tuple[Stand, ...]
    contradicts: tuple[Stand, ...]
    set_aside: tuple[Stand, ...]


class TollRow(msgspec.Struct, frozen=True):
    """A row of the toll table; `part` for a class of victims."""

    name: str
    range: Range
    because: str = ""
    part: bool = False
    claims: tuple[str, ...] = ()


class Telling(msgspec.Struct, frozen=True):
    """An account: its testimony, the document's title, and its sentences with the words marked."""

    testimony: Testimony
    title: str
    text: tuple[Piece, ...]


class Dot(msgspec.Struct, frozen=True):
    """One figure of killed as it was reported, for the chart; `source` is one of SOURCES."""

    day: str
    low: int
    high: int
    label: str
    source: str


class Dossier(msgspec.Struct, frozen=True):
    """All that the page of an incident shows."""

    incident: Incident
    tolls: tuple[TollRow, ...]
    findings: tuple[Held, ...]
    accounts: tuple[Telling, ...]
    links: tuple[Link, ...]
    dots: tuple[Dot, ...]

    @property
    def named(self) -> frozenset[tuple[str, str]]:
        """Who is named as having done it, with the basis: a claim that says the same need not be told again."""
        return frozenset((p.name, p.basis) for p in self.incident.perpetrators)


def dossier(desk: Desk, incident: Incident) -> Dossier:
    """Everything behind an incident, without what anonymous readers must not see."""
    cited = desk.cited(incident.id)
    mask = desk.mask(cited.values())
    public = desk.settings.public
    findings = tuple(
        _held(f, incident, cited, mask) for f in incident.findings if not (public and f.field == "victims")
    )
    names = {c.told.id: _title(c, mask) for c in cited.values()}
    links = (msgspec.structs.replace(x, left=names.get(x.left, x.left), right=names.get(x.right, x.right))
             for x in incident.links)  # fmt: skip
    return Dossier(
        incident=incident,
        tolls=tuple(_tolls(incident)),
        findings=findings,
        accounts=tuple(_telling(t, cited, mask) for t in incident.accounts),
        links=tuple(links),
        dots=tuple(_dots(cited, mask)),
    )


def _title(cited: Cited, mask: Mask | None) -> str:
    called = title(cited.document, whole=mask is None)
    return mask.text(called) if mask else called


def _source(cited: Cited) -> str:
    about = (cited.document.publisher, (cited.document.published or "")[:10])
    return ", ".join(x for x in about if x) or cited.document.id


def _tolls(incident: Incident) -> Iterator[TollRow]:
    """The effects of which somebody gives a number; by class where that says more."""
    claims = {f.field: (*f.supports, *f.contradicts) for f in incident.findings}
    for effect in TOLLS:
        toll = incident.tolls.get(effect, Toll())
        if toll.low is toll.best is toll.high is None:
            continue
        if effect == "killed_all" and _same(toll, incident.tolls.get("killed", Toll())):
            continue
        about = claims.get(f"figures/{effect.removesuffix('_all')}", ())
        name = TOLL_NAMES.get(effect, words.plain(effect))
        yield TollRow(name, Range(toll.low, toll.best, toll.high), toll.because, claims=about)
        for who, part in toll.by_class.items():
            if effect != "killed_all" or who == "attackers":
                yield TollRow(words.plain(who), part, part=True)


def _same(a: Toll, b: Toll) -> bool:
    return (a.low, a.best, a.high) == (b.low, b.best, b.high)


def _held(finding: Finding, incident: Incident, cited: Mapping[str, Cited], mask: Mask | None) -> Held:
    effect = finding.field.removeprefix("figures/")
    return Held(
        field=finding.field,
        name=FIELD_NAMES.get(finding.field, words.plain(effect)),
        values=tuple(_values(incident, finding.field)),
        rule=finding.rule,
        because=finding.because,
        supports=tuple(_stands(finding.supports, cited, mask)),
        contradicts=tuple(_stands(finding.contradicts, cited, mask)),
        set_aside=tuple(
            msgspec.structs.replace(stand, because=aside.because, rule=aside.rule)
            for aside in finding.set_aside
            for stand in _stands((aside.claim,), cited, mask)
        ),
    )


def _values(incident: Incident, field: str) -> Iterator[str]:
    if field.startswith("figures/"):
        yield words.span(incident.tolls.get(field.removeprefix("figures/"), Toll()))
        return
    held = getattr(incident, field)
    yield from (words.said(v) for v in (held if isinstance(held, tuple) else (held,)))


def _stands(names: tuple[str, ...], cited: Mapping[str, Cited], mask: Mask | None) -> Iterator[Stand]:
    for name in names:
        one = cited.get(name)
        if one is None:  # its document tells it otherwise by now
            continue
        at = one.claim.at or one.told.account.mentions[:1]
        marked = tuple(Mark(e.start, e.end, m.role, "", name) for m in marks((one.claim,)) for e in at[:1])[:1]
        document = one.document
        hidden = tuple(mask.spans(document.text)) if mask else ()
        sentence: tuple[Piece, ...] = ()
        for span in sentences(document, (Span(e.start, e.end) for e in at[:1])):
            sentence += tuple(pieces(document.text, span, marked, hidden))
        value = words.said(one.claim.value)
        yield Stand(name, mask.text(value) if mask else value, sentence, _source(one), document.id)


def _telling(testimony: Testimony, cited: Mapping[str, Cited], mask: Mask | None) -> Telling:
    own = [c for c in cited.values() if c.told.id == testimony.account]
    if not own:
        return Telling(testimony, testimony.document, ())
    document = own[0].document
    marked = tuple(m for m in marks(c.claim for c in own) if not (mask and m.role == "victims"))
    hidden = tuple(mask.spans(document.text)) if mask else ()
    return Telling(testimony, _title(own[0], mask), excerpt(document, marked, hidden))


def _dots(cited: Mapping[str, Cited], mask: Mask | None) -> Iterator[Dot]:
    """The figures of killed by the day on which they were reported."""
    for one in cited.values():
        value, day = one.claim.value, one.document.day
        if isinstance(value, Figure) and value.effect == "killed" and day:
            low, high = value.low if value.low is not None else value.best, value.high or value.best or value.low
            if low is not None and high is not None:
                kind = speaker(value.according_to).kind
                source = next((group for group, kinds in SOURCES.items() if kind in kinds), "others")
                label = f"{words.figure(value)} ({_source(one)})"
                yield Dot(day, low, high, mask.text(label) if mask else label, source)
