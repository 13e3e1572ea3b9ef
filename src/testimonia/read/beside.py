"""The sentences beside those that tell of an incident: they tell of no deed themselves, but may say when and where it
was ("It began on Wednesday when a crowd …")."""

from __future__ import annotations

from collections.abc import Sequence

from testimonia.read.drafts import Draft
from testimonia.read.fragments import Fragment
from testimonia.read.page import Page

_BEFORE, _BEHIND = 1, 2  # sentences


def beside(page: Page, draft: Draft, drafts: Sequence[Draft]) -> list[Fragment]:
    """The sentences right before and behind the first fragment of a draft that belong to no draft, as fragments without
    a trigger; those of another paragraph only where they are next to it. In a digest each line tells its own story.
    """
    told = {f.sentence.order for d in drafts for f in d.fragments}
    first = draft.fragments[0].sentence
    out = []
    for s in page.sentences[max(0, first.order - _BEFORE) : first.order + _BEHIND + 1]:
        if (
            s.order in told
            or s.part != "body"
            or abs(s.line - first.line) > 2
            or (page.digest and s.line != first.line)
        ):
            continue
        out.append(Fragment(s, 0, len(s.tokens), (), s.dates, s.places, (), frozenset()))
    return out
