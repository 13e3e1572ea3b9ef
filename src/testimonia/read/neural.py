"""The reader that learned: patterns and resolvers tell it what they know, a small network decides."""

from __future__ import annotations

from functools import cached_property
from pathlib import Path

from testimonia.model.claim import Reading
from testimonia.model.marks import Marks
from testimonia.model.text import Document
from testimonia.read.aggregates import aggregates
from testimonia.read.known import known
from testimonia.read.model import SHIPPED, Network
from testimonia.read.patterns import PatternReader
from testimonia.read.spans import find
from testimonia.read.telling import Teller


class NeuralReader:
    """Reads a document with a trained network (the shipped one, or that of `model_folder`); the same answer for the
    same text on the same kind of processor, whatever is read beside it.

    Raises InputError where the folder holds no model.
    """

    name = "neural"

    def __init__(self, model_folder: Path | None = None, language: str = "en") -> None:
        self.network = Network(model_folder or SHIPPED)
        self.patterns = PatternReader(language, weigh=False)

    @cached_property
    def version(self) -> str:
        """The version of the patterns and of the model: both speak in every answer."""
        return f"{self.patterns.version}-{self.network.version}"

    def read(self, document: Document, marks: Marks) -> Reading:
        """The accounts that the document gives; `marks` are the resolvers' (model/marks.py)."""
        study = self.patterns.study(document, marks)
        seen = known(study)
        found = find(seen, self.network.vectors(seen), self.network.heads, self.network.limits) if seen.words else None
        return Reading(
            document=document.id,
            document_version=document.version,
            reader=f"{self.name}/{self.version}",
            incidents=tuple(Teller(study, seen, found).accounts()) if found else (),
            aggregates=aggregates(study.page, study.found),
        )
