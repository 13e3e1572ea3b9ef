"""Whether a document is worth reading closely, in whatever language it is: asked before anything is read."""

from __future__ import annotations

from testimonia.model.text import Document
from testimonia.read import triage
from testimonia.read.gloss import gloss
from testimonia.read.languages import OURS, language_of, refusal


def why_not(document: Document, *, read_all: bool = False) -> str | None:
    """Why a document would not be read, as a sentence; None where it would. Unless `read_all`, triage is asked too: of
    a text in another language it sees the gloss. Never raises."""
    language = language_of(document)
    reason = refusal(document, language)
    if reason or read_all:
        return reason
    told = document if language == OURS or document.glanced else gloss(document, language).document
    return triage.set_aside(told)


def worth_reading(document: Document) -> bool:
    """Whether a text is neither refused nor set aside: so much is asked of a page at first glance."""
    language = language_of(document)
    if refusal(document, language):
        return False
    told = document if language == OURS else gloss(document, language).document
    return triage.triage().passes(told.text)
