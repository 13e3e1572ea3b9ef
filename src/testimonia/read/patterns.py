"""The reader that needs no model: lexicons and patterns, the same answer for the same text everywhere."""

from __future__ import annotations

from testimonia.model.claim import Reading
from testimonia.model.marks import Marks
from testimonia.model.text import Document
from testimonia.read.aggregates import aggregates, is_aggregate
from testimonia.read.assembly import assemble
from testimonia.read.fragments import fragments
from testimonia.read.grouping import Draft, group
from testimonia.read.page import Page, lay_out
from testimonia.read.parties import Stand, stands
from testimonia.read.speakers import voices


class PatternReader:
    """Reads a document with the tables of `lang/<language>`; pure: no state, no clock, no chance."""

    name = "patterns"
    version = "1"

    def __init__(self, language: str = "en") -> None:
        self.language = language

    def read(self, document: Document, marks: Marks) -> Reading:
        """The accounts that the document gives; `marks` are the resolvers' (model/marks.py)."""
        page = lay_out(document, marks, self.language)
        found = fragments(page, self.language)
        drafts = group(page, [f for f in found if not is_aggregate(f)])
        heard = voices(page, self.language)
        claimed = [
            s for sentence in page.sentences if sentence.part != "furniture" for s in stands(sentence, self.language)
        ]
        accounts = tuple(assemble(page, d, heard, _of(page, drafts, d, claimed), self.language) for d in drafts)
        return Reading(
            document=document.id,
            document_version=document.version,
            reader=f"{self.name}/{self.version}",
            incidents=accounts,
            aggregates=aggregates(page, found),
        )


def _of(page: Page, drafts: list[Draft], draft: Draft, claimed: list[Stand]) -> list[Stand]:
    """The claims that belong to a draft: those in its own sentences, else in the sentences after it up to the next draft."""
    return [s for s in claimed if _owner(page, drafts, s) is draft]


def _owner(page: Page, drafts: list[Draft], s: Stand) -> Draft | None:
    for d in drafts:
        if any(f.sentence.index == s.sentence for f in d.fragments):
            return d
    line = page.sentences[s.sentence].line
    before = [
        d
        for d in drafts
        if d.fragments[0].sentence.index <= s.sentence
        and (not page.digest or d.fragments[-1].sentence.line >= line - 1)
    ]
    return max(
        before, key=lambda d: max(f.sentence.index for f in d.fragments if f.sentence.index <= s.sentence), default=None
    )
