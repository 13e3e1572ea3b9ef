"""The reader that learned: patterns and resolvers tell what they know, a small network corrects and completes it."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from testimonia.model.claim import Reading
from testimonia.model.marks import Marks
from testimonia.model.text import Document
from testimonia.read.aggregates import aggregates
from testimonia.read.certainty import certain
from testimonia.read.correcting import corrected
from testimonia.read.heads import one_core
from testimonia.read.known import known
from testimonia.read.model import SHIPPED, Network
from testimonia.read.patterns import PatternReader
from testimonia.read.rechoosing import rechosen
from testimonia.read.spans import Hearing, find
from testimonia.read.windows import LENGTH

LONGEST = 20_000
"""Words of a document beyond which the patterns are left alone: a book or a dump, and no report."""
NEAR = 5
"""Of a text longer than a window those sentences are read that the patterns take evidence from, and so many beside."""


class NeuralReader:
    """Reads a document with a trained network (the shipped one, or that of `model_folder`); the same answer for the
    same text on the same kind of processor, whatever is read beside it.

    Raises InputError where the folder holds no model.
    """

    name = "neural"

    def __init__(self, model_folder: Path | None = None, language: str = "en", *, weigh: bool = True) -> None:
        """`weigh` False leaves the confidences as they were found, for measuring them."""
        self.network = Network(model_folder or SHIPPED)
        self.weigh = weigh
        self.patterns = PatternReader(language, weigh=False)

    @cached_property
    def version(self) -> str:
        """The version of the patterns and of the model: both speak in every answer."""
        return f"{self.patterns.version}-{self.network.version}"

    def read(self, document: Document, marks: Marks) -> Reading:
        """The accounts that the document gives; `marks` are the resolvers' (model/marks.py)."""
        study = self.patterns.study(document, marks)
        accounts = study.accounts
        words = sum(len(s.tokens) for s in study.page.sentences)
        if accounts and words <= LONGEST:  # without an account of the patterns there is nothing to correct
            seen = known(study)
            seen = seen.near(NEAR) if words > LENGTH else seen
            with one_core():
                heard = Hearing(seen, self.network.vectors(seen), self.network.heads)
                study = study._replace(accounts=rechosen(study, heard, self.network.limits))
                accounts = corrected(study, seen, find(heard, self.network.limits), self.network.limits)
        return Reading(
            document=document.id,
            document_version=document.version,
            reader=f"{self.name}/{self.version}",
            incidents=certain(accounts, self.name) if self.weigh else tuple(accounts),
            aggregates=aggregates(study.page, study.found),
        )
