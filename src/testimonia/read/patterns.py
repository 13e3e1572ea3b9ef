"""The reader that needs no model: lexicons and patterns, the same answer for the same text everywhere."""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple, TypeVar

from testimonia.model.claim import Account, Reading
from testimonia.model.marks import Marks
from testimonia.model.text import Document
from testimonia.read.aggregates import aggregates, counts_several, is_aggregate, is_lump
from testimonia.read.assembly import Asked, assemble, set_back
from testimonia.read.beside import beside
from testimonia.read.case import Case
from testimonia.read.certainty import certain
from testimonia.read.charges import Charge, charges
from testimonia.read.clauses import cut_up
from testimonia.read.dating import complete_dates
from testimonia.read.drafts import FINE, Draft
from testimonia.read.fragments import Fragment, fragments
from testimonia.read.grouping import group
from testimonia.read.kinds import typed
from testimonia.read.lexicon import wordset
from testimonia.read.lumps import share_out
from testimonia.read.page import Page, Sentence, lay_out
from testimonia.read.responsibility import Stand, stands
from testimonia.read.speakers import voices
from testimonia.read.subject import Voice

Said = TypeVar("Said", Stand, Charge)


class Study(NamedTuple):
    """A page with its fragments, the voices heard in each sentence (by its order), the deeds told, the candidates of
    each and the account made of it, its confidences as found: by rules (`ruled`), and with the type that a table gives.
    """

    page: Page
    found: list[Fragment]
    heard: dict[int, tuple[Voice, ...]]
    cases: list[Case]
    asked: list[Asked]
    ruled: list[Account]
    accounts: list[Account]


class PatternReader:
    """Reads a document with the tables of `lang/<language>`; pure: no state, no clock, no chance."""

    name = "patterns"
    version = "1"

    def __init__(self, language: str = "en", *, weigh: bool = True, glossed: bool = False) -> None:
        """`weigh` False leaves the confidences as they were found, for measuring them. `glossed`: texts are glosses of
        other languages, whose types rules alone tell: the table of types has weighed the words of English prose.
        """
        self.language, self.weigh, self.glossed = language, weigh, glossed

    def read(self, document: Document, marks: Marks) -> Reading:
        """The accounts that the document gives; `marks` are the resolvers' (model/marks.py)."""
        study = self.study(document, marks)
        return Reading(
            document=document.id,
            document_version=document.version,
            reader=f"{self.name}/{self.version}",
            incidents=certain(study.accounts) if self.weigh else tuple(study.accounts),
            aggregates=aggregates(study.page, study.found),
        )

    def study(self, document: Document, marks: Marks) -> Study:
        """What patterns see in a document, with the steps that led there; the learned reader takes it as knowledge."""
        page = lay_out(document, marks, self.language)
        found = fragments(page, self.language)
        told = share_out([f for f in found if not (is_aggregate(f) or (is_lump(f) and not page.digest))])
        told = [f._replace(hits=()) if counts_several(f) else f for f in told]
        drafts = group(page, told)
        heard = voices(page, self.language)
        if not drafts:  # most texts that pass the triage wrongly: there is nothing that a clause could say who did
            return Study(page, found, heard, [], [], [], [])
        cut = cut_up(page, self.language)
        claimed = stands(page, cut, heard, self.language)
        charged = charges(page, cut, heard, self.language)
        blamed = [_of(page, drafts, d, charged, {}) for d in drafts]
        accused = {id(d): {c.culprit.party.name for c in own} for d, own in zip(drafts, blamed, strict=True)}
        after = _following(page, drafts)
        cases = [
            Case(
                page,
                cut,
                d,
                beside(page, d, drafts),
                heard,
                _of(page, drafts, d, claimed, accused),
                own,
                charged,
                after[id(d)],
                len(drafts) - 1,
                self.language,
            )
            for d, own in zip(drafts, blamed, strict=True)
        ]
        made = [assemble(case) for case in cases]
        dated = complete_dates(page, cut, drafts, [account for account, _ in made], self.language)
        ruled = set_back(page, drafts, dated)
        asked = [options for _, options in made]
        return Study(page, found, heard, cases, asked, ruled, ruled if self.glossed else typed(cases, ruled))


_FOLLOW = 4  # sentences that are taken to speak still of the deed told before them


def _following(page: Page, drafts: list[Draft]) -> dict[int, list[Sentence]]:
    """The sentences that tell of no deed themselves, by the draft (its id) that was told of last before them."""
    out: dict[int, list[Sentence]] = {id(d): [] for d in drafts}
    told = {f.sentence.order: d for d in drafts for f in d.fragments}
    last: tuple[Draft, Sentence] | None = None
    for s in page.sentences:
        if s.order in told:
            last = told[s.order], s
        elif last and s.part not in ("furniture", "aside"):
            near = s.line == last[1].line if page.digest else s.order - last[1].order <= _FOLLOW
            out[id(last[0])] += [s] if near else []
    return out


def _of(page: Page, drafts: list[Draft], draft: Draft, claimed: list[Said], accused: dict[int, set[str]]) -> list[Said]:
    """The claims that belong to a draft; "claimed both attacks" belongs to each that is told nearby."""
    return [s for s in claimed if any(d is draft for d in _owners(page, drafts, s, accused))]


def _owners(page: Page, drafts: list[Draft], s: Stand | Charge, accused: dict[int, set[str]]) -> list[Draft]:
    """The drafts that a claim or charge is about. `accused` are the names charged with each draft, by its id."""
    here = [(d, f) for d in drafts for f in d.fragments if f.sentence.order == s.sentence]
    sentence = page.sentences[s.sentence]
    if isinstance(s, Stand) and _plural(sentence, s) and not page.digest:
        near = [d for d in drafts if any(abs(f.sentence.order - s.sentence) <= 3 for f in d.fragments)]
        return [d for d in near if _recent(page, d)] or near
    named = _named(page, drafts, s) if isinstance(s, Stand) else None
    if named:
        return [named]
    inside = [d for d, f in here if f.first <= sentence.at(s.start) < f.last]
    if inside or here:
        return (inside or [d for d, _ in here])[:1]
    before = [
        d
        for d in drafts
        if d.fragments[0].sentence.order <= s.sentence
        and (not page.digest or d.fragments[-1].sentence.line >= sentence.line - 1)
    ]
    places = {p.place.name for p in sentence.places if p.use == "place" and p.place.kind != "country"}
    charged = [d for d in before if isinstance(s, Stand) and s.party.name in accused.get(id(d), ())]
    if len(charged) == 1:
        return charged
    there = [d for d in before if places & {p.place.name for p in d.places}]
    last = max(
        there or before,
        key=lambda d: max(f.sentence.order for f in d.fragments if f.sentence.order <= s.sentence),
        default=None,
    )
    if last is None and not page.digest:  # the first sentence already says who, the second what
        last = next((d for d in drafts if 0 < d.fragments[0].sentence.order - s.sentence <= 3), None)
    return [last] if last else []


def _named(page: Page, drafts: list[Draft], s: Stand) -> Draft | None:
    """The one draft that is told elsewhere of a place that the claim's clause names ("said it carried out the Gao
    attack"), or None. A headline may tell of several deeds in one breath.
    """
    sentence = page.sentences[s.sentence]
    behind = next((t.start for t in sentence.tokens[sentence.at(s.end) :] if t.text in _CLOSES), sentence.end)
    clause = {m.place.name for m in sentence.places if s.start <= m.start < behind}
    clause |= {t.text for t in sentence.tokens if s.start <= t.start < behind}
    told = [
        d
        for d in drafts
        if any(
            f.sentence.part != "headline"
            and f.sentence.order != s.sentence
            and any(p.place.kind in FINE and p.place.name in clause for p in f.places)
            for f in d.fragments
        )
    ]
    return told[0] if len(told) == 1 else None


_CLOSES = frozenset([";", ",", ".", ":"])


def _plural(sentence: Sentence, s: Stand | Charge, language: str = "en") -> bool:
    """Whether a claim is for several deeds: "claimed both", "claimed two attacks", "the bombings, for which X has
    claimed responsibility", "both attacks were claimed by X".
    """
    after = [t.low for t in sentence.tokens if t.start >= s.end][:8]
    before = [t.low for t in sentence.tokens if t.start < s.end]
    led = before if not wordset(language, "parties", "back").isdisjoint(before[-_RELATIVE:]) else []
    several = wordset(language, "scene", "deeds") | wordset(language, "scene", "both")
    return not several.isdisjoint((*after, *led))


_RELATIVE = 6  # words from "which" or "were" to the end of the claim


def _recent(page: Page, d: Draft) -> bool:
    """Whether a draft has no date that is weeks before the report."""
    day = page.document.day
    ends = [m.period.end for m in d.dates if m.period.end]
    return not (day and ends) or max(ends) >= str(date.fromisoformat(day) - timedelta(days=14))
