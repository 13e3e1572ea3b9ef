"""MUC-4's news texts and templates as examples that know little: who, whom, with what and, roughly, of what type.

What the templates do not tell is not taught (`Example.taught`): dates, places, figures, speakers, where a deed is
named, and the words of sentences in which no template is told. Texts without a template are left out: MUC-4 counts
neither war nor attacks on soldiers, so its silence is no "nothing happened". The deed is told by those words of the
patterns that stand in a sentence with what fills the template. The texts are in capitals; case is given back by what
the annotated reports write small (`Case`). Only the training and development parts are read.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
from gold import Example, Piece, foils
from numpy.typing import NDArray

from testimonia.model.doors import Resolver
from testimonia.model.text import Document
from testimonia.read.known import ATTRIBUTES, NAMES, ROLES, Known, Range, known
from testimonia.read.patterns import PatternReader

_PARTS = {"train": ["dev/dev-muc3-*"], "dev": ["tst1/tst1-muc3", "tst2/tst2-muc4"]}
_HEAD = r"^((?:DEV|TST1|TST2)-MUC[34]-\d+).*$"
_NOTES = r"^(.{,80}?-- )(?:\[[^\]]*\] ?)*\[TEXT\] "
_ROLE = {
    "PerpInd": "perpetrator",
    "PerpOrg": "perpetrator",
    "Target": "target",
    "Victim": "target",
    "Weapon": "weapon",
}
_KINDS = {
    "bombing": ("bombing", "suicide_bombing"),
    "kidnapping": ("abduction",),
    "arson": ("arson_destruction",),
    "attack": ("armed_assault", "killing", "air_strike", "shelling", "clash"),
}
_TYPES: tuple[str, ...] = ATTRIBUTES["type"][1]
_COLUMN = [NAMES.index(f"type:{kind}") for kind in _TYPES]
_BEFORE, _AFTER = 3, 2  # words beside a filler that may be part of it by our rules and not by MUC-4's
_SMALL_ENDS = ("ing", "ed", "s", "ly", "tion", "ment", "ness", "ive", "al", "able")


class Case:
    """Gives texts in capitals their case: small is what `texts` write small, and what ends like a word of English."""

    def __init__(self, texts: Iterable[str], acronyms: set[str]) -> None:
        seen = Counter(word for text in texts for word in re.findall(r"(?<=[a-z,] )[A-Za-z]+", text))
        self.best: dict[str, str] = {}
        for word, _ in reversed(seen.most_common()):  # the commonest form of a word is written last, and stays
            self.best[word.lower()] = word
        self.acronyms = acronyms - {w for w, form in self.best.items() if form.islower()}

    def given(self, text: str) -> str:
        """The text with capitals where English has them."""
        text = re.sub(r"[A-Z][A-Z'-]*", lambda m: self._word(m[0].lower()), text)
        return re.sub(r"(?:^|[.?!] +[\"(]?|\n\n)[a-z]", lambda m: m[0].upper(), text)

    def _word(self, word: str) -> str:
        if word in self.acronyms:
            return word.upper()
        plain = word.removesuffix("'s")
        form = self.best.get(plain)
        if form is None:
            form = plain if len(plain) < 3 or plain.endswith(_SMALL_ENDS) else plain.title()
        return form + word[len(plain) :]


def load(data: Path, reports: Iterable[str], resolver: Resolver, weight: float) -> list[Example]:
    """The examples of MUC-4's training and development parts; `reports` are texts with their case."""
    folder = data / "corpora/muc4"
    raw = dict(pair for part in _PARTS for pair in _texts(folder / "raw/corpora", _PARTS[part]))
    acronyms = {m.lower() for text in raw.values() for m in re.findall(r"\[([A-Z]{2,6})\]", text)}
    case, reader, out = Case(reports, acronyms), PatternReader(weigh=False), []
    for part in _PARTS:
        for line in (folder / f"gtt/{part}.jsonl").read_text(encoding="utf-8").splitlines():
            told = json.loads(line)
            templates = [t for t in told["templates"] if _kinds(t)]
            if not templates or told["docid"] not in raw:
                continue
            document = Document(id=told["docid"], text=case.given(raw[told["docid"]]))
            seen = known(reader.study(document, resolver.marks(document)))
            example = _Teacher(document, seen, templates).example(weight)
            out += [example] if example else []
    return out


def _kinds(template: dict[str, Any]) -> tuple[int, ...]:
    """Which of our types the template may be."""
    names = template["incident_type"].split(" / ")
    return tuple(_TYPES.index(kind) for name in names for kind in _KINDS.get(name, ()))


def _texts(folder: Path, names: list[str]) -> Iterator[tuple[str, str]]:
    """Name and text of each article: dateline kept, notes of the agency in brackets before the text dropped."""
    for path in sorted(p for name in names for p in folder.glob(name)):
        pieces = re.split(_HEAD, path.read_text(encoding="latin-1"), flags=re.MULTILINE)
        for name, body in zip(pieces[1::2], pieces[2::2], strict=True):
            paragraphs = re.split(r"\n\s*\n", body.strip())
            text = re.sub(_NOTES, r"\1", "\n\n".join(" ".join(p.split()) for p in paragraphs))
            yield name, text.replace("[", "(").replace("]", ")")


class _Teacher:
    """One document: where its templates' fillers stand, which of the patterns' triggers tell of them."""

    def __init__(self, document: Document, seen: Known, templates: list[dict[str, Any]]) -> None:
        self.document, self.seen, self.templates = document, seen, templates
        self.lower = document.text.lower()
        self.taught = np.zeros((len(seen.words), len(ROLES)), bool)

    def example(self, weight: float) -> Example | None:
        """The example; None where the patterns see none of the deeds."""
        at = [self._fillers(t) for t in self.templates]
        triggers = [self._triggers(t, f) for t, f in zip(self.templates, at, strict=True)]
        spans: dict[tuple[str, int, int], set[int]] = {}
        types: dict[Range, tuple[int, ...]] = {}
        for number, (fillers, told) in enumerate(zip(at, triggers, strict=True)):
            there = {int(self.seen.sentence[first]) for first, _ in told}
            for first, last in told:
                spans.setdefault(("trigger", first, last), set()).add(number)
                types.setdefault((first, last), _kinds(self.templates[number]))
            for role, first, last in fillers:
                if int(self.seen.sentence[first]) in there:
                    spans.setdefault((role, first, last), set()).add(number)
        if not spans:
            return None
        self._teach(spans, {f for fillers in at for f in fillers})
        keys = sorted(spans, key=lambda k: (ROLES.index(k[0]), k[1], k[2]))
        pieces = [Piece(*k, frozenset(spans[k]), {}) for k in keys]
        wrong = [(r, a, b) for r, a, b in foils(self.seen, spans) if self.taught[a:b, ROLES.index(r)].all()]
        allowed = {i: types[k[1:]] for i, k in enumerate(keys) if k[0] == "trigger"}
        name = self.document.id
        return Example(name, name, weight, self.seen, pieces, wrong, set(), self.taught, allowed)

    def _fillers(self, template: dict[str, Any]) -> list[tuple[str, int, int]]:
        """Every place where a filler's words stand."""
        out = set()
        for name, role in _ROLE.items():
            for mention in (m for entity in template[name] for m, _ in entity):
                for m in re.finditer(rf"(?<!\w){re.escape(mention.lower())}(?!\w)", self.lower):
                    first, last = self.seen.cover(m.start(), m.end())
                    if first < last:
                        out.add((role, first, last))
        inner = {a for a in out for b in out if a[0] == b[0] and b[1] <= a[1] and a[2] <= b[2] and a != b}
        return sorted(out - inner)

    def _triggers(self, template: dict[str, Any], fillers: list[tuple[str, int, int]]) -> list[Range]:
        """The patterns' triggers that stand in a sentence with fillers and agree in type; of a document with one
        template all that stand with fillers of two roles."""
        roles: dict[int, set[str]] = {}
        for role, first, _ in fillers:
            roles.setdefault(int(self.seen.sentence[first]), set()).add(role)
        allowed, out = [_COLUMN[k] for k in _kinds(template)], []
        for _, first, last in foils(self.seen, {}, ("trigger",)):
            here = roles.get(int(self.seen.sentence[first]), set())
            agrees = bool(self.seen.features[first, allowed].any())
            if (here and agrees) or (len(here) > 1 and len(self.templates) == 1):
                out.append((first, last))
        return out

    def _teach(self, spans: Collection[tuple[str, int, int]], fillers: set[tuple[str, int, int]]) -> None:
        """The words of sentences with fillers or triggers are taught, save what may be part of a filler."""
        sentences = [int(self.seen.sentence[first]) for _, first, _ in spans]
        columns = [ROLES.index(r) for r in ("perpetrator", "target", "weapon")]
        rows: NDArray[np.bool_] = np.isin(self.seen.sentence, sentences)
        self.taught[np.ix_(rows, columns)] = True
        for role, first, last in fillers:
            self.taught[max(0, first - _BEFORE) : last + _AFTER, ROLES.index(role)] = False
        for role, first, last in foils(self.seen, spans, ("target",)):  # MUC-4 leaves out many whom it has by name
            self.taught[first:last, ROLES.index(role)] = False
        for role, first, last in spans:
            if role != "trigger":
                self.taught[first:last, ROLES.index(role)] = True
