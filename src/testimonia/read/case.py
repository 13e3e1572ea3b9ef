"""One deed with all that was found out about it before it is told."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from testimonia.read.charges import Charge
from testimonia.read.clauses import Clauses
from testimonia.read.drafts import Draft
from testimonia.read.fragments import Fragment
from testimonia.read.page import Page, Sentence
from testimonia.read.responsibility import Stand
from testimonia.read.subject import Voices


class Case(NamedTuple):
    """A draft with its page, the clauses and voices of every sentence, and the claims, denials and charges that belong
    to it; `near` are the sentences right beside its own, where they may say when and where it was, `accused` the
    charges of the whole page, `after` the sentences that tell of no deed themselves but follow one that tells of it,
    `others` how many other deeds the page tells of.
    """

    page: Page
    cut: Mapping[int, Clauses]
    draft: Draft
    near: list[Fragment]
    voices: Voices
    stands: list[Stand]
    charged: list[Charge]
    accused: list[Charge]
    after: list[Sentence]
    others: int
    language: str = "en"
