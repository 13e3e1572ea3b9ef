"""The reader that takes a model from a folder: the pattern reader's incidents, filled with the words that it labels.

Which incidents a text tells of is found by the pattern reader. Where the model labels words in a sentence that tells of
an incident, they take the place of what the patterns found for that field; what the model is silent about stays.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from pathlib import Path

from msgspec import structs

from testimonia.model.claim import Account, Figure, Perpetrator, Place, Reading, Target, Weapon
from testimonia.model.errors import UsageError
from testimonia.model.marks import Marks
from testimonia.model.text import Document, Span
from testimonia.read import meanings
from testimonia.read.hf_folder import read_json
from testimonia.read.hf_gliner import CONFIG, Gliner
from testimonia.read.hf_labels import (
    DateRole,
    FigureRole,
    LabelMap,
    PerpetratorRole,
    PlaceRole,
    Role,
    TargetRole,
    WeaponRole,
)
from testimonia.read.hf_model import Tagger
from testimonia.read.meanings import UNMEASURED
from testimonia.read.page import Page, lay_out
from testimonia.read.patterns import PatternReader

LABELS = "testimonia.json"
Pointed = dict[type[Role], list[tuple[Span, Role]]]


class FolderReader:
    """Reads with the model of a folder: token classification (see `hf_model`), or GLiNER (see `hf_gliner`).
    `testimonia.json` tells what its labels are."""

    name = "hf"

    def __init__(self, model_folder: Path | str | None = None) -> None:
        """Raises UsageError without a folder or its libraries, InputError for a folder that is no model's."""
        if model_folder is None:
            raise UsageError("the reader hf needs a model (--model-folder FOLDER)")
        folder = Path(model_folder)
        self._roles = read_json(folder / LABELS, LabelMap).labels
        gliner = (folder / CONFIG).is_file()
        self._tagger: Tagger | Gliner = Gliner(folder, tuple(self._roles)) if gliner else Tagger(folder)
        self._patterns = PatternReader()
        labels = hashlib.sha256((folder / LABELS).read_bytes()).hexdigest()[:8]
        self.version = f"1.{self._patterns.version}.{self._tagger.mark}.{labels}"

    def read(self, document: Document, marks: Marks) -> Reading:
        """The accounts that the document gives; `marks` are the resolvers' (model/marks.py)."""
        said = self._patterns.read(document, marks)
        page = lay_out(document, marks)
        pointed = self._pointed(page, said.incidents)
        incidents = tuple(_filled(page, a, pointed[i]) if i in pointed else a for i, a in enumerate(said.incidents))
        return structs.replace(said, reader=f"{self.name}/{self.version}", incidents=incidents)

    def _pointed(self, page: Page, accounts: tuple[Account, ...]) -> dict[int, Pointed]:
        """The labelled stretches by the account that they belong to: the one with the nearest mention in the same
        sentence. In a sentence without a mention they belong to none."""
        out: dict[int, Pointed] = defaultdict(lambda: defaultdict(list))
        for tagged in self._tagger.spans(page.document.text) if accounts else ():
            role, span = self._roles.get(tagged.label), Span(tagged.start, tagged.end)
            sentence = meanings.sentence_of(page, span)
            if role is None or sentence is None:
                continue
            near = [
                (max(m.start - span.end, span.start - m.end), i)
                for i, a in enumerate(accounts)
                for m in a.mentions
                if sentence.start <= m.start < sentence.end
            ]
            if near:
                out[min(near)[1]][type(role)].append((span, role))
        return out


def _filled(page: Page, account: Account, pointed: Pointed) -> Account:
    """The account with the model's words in the fields that it says something about."""
    when = meanings.period(page, [s for s, _ in pointed.get(DateRole, ())], news=False)
    found = {
        "date": when if when.start else None,
        "places": _places(page, [s for s, _ in pointed.get(PlaceRole, ())]),
        "perpetrators": tuple(_perpetrator(page, s, r) for s, r in pointed.get(PerpetratorRole, ())),
        "targets": tuple(_target(page, s, r) for s, r in pointed.get(TargetRole, ())),
        "weapons": tuple(_weapon(page, s, r) for s, r in pointed.get(WeaponRole, ())),
        "figures": tuple(f for s, r in pointed.get(FigureRole, ()) if (f := _figure(page, account, s, r))),
    }
    return structs.replace(account, **{field: value for field, value in found.items() if value})


def _places(page: Page, spans: list[Span]) -> tuple[Place, ...]:
    found = [p for s in spans for p in meanings.places(page, s)]
    return tuple({p.name: p for p in reversed(found)}.values())[::-1]


def _perpetrator(page: Page, span: Span, role: Role) -> Perpetrator:
    assert isinstance(role, PerpetratorRole)
    name, actor = meanings.named(page, span)
    at = (page.evidence(span.start, span.end),)
    because = "a model labels these words as who did it"
    return Perpetrator(name=name, basis=role.basis, at=at, actor_id=actor, because=because, confidence=UNMEASURED)


def _target(page: Page, span: Span, role: Role) -> Target:
    assert isinstance(role, TargetRole)
    at = page.evidence(span.start, span.end)
    name, actor = " ".join(at.quote.split()), meanings.named(page, span)[1]
    return Target(name=name, cls=role.cls, at=(at,), actor_id=actor, confidence=UNMEASURED)


def _weapon(page: Page, span: Span, role: Role) -> Weapon:
    assert isinstance(role, WeaponRole)
    return Weapon(cls=role.cls, at=(page.evidence(span.start, span.end),), confidence=UNMEASURED)


def _figure(page: Page, account: Account, span: Span, role: Role) -> Figure | None:
    """The figure in the words; who says it is told by the patterns, where they found a figure there, too."""
    assert isinstance(role, FigureRole)
    got = meanings.number(page, span, role.effect)
    if got is None:
        return None
    count, at = got
    there = next((f for f in account.figures if any(at.span.overlaps(e) for e in f.at)), None)
    return Figure(
        effect=role.effect,
        who=role.who,
        low=count.low,
        best=count.best,
        high=count.high,
        vague=count.vague,
        according_to=there.according_to if there else None,
        basis=there.basis if there else "affirmed",
        at=(at,),
        confidence=UNMEASURED,
    )
