"""Which texts are read at all: a document that is set aside says why, so that silence never passes for "nothing in it".

The language is told by the text where it is long enough, by the document's own `lang` where it is not. In English news
every fifth to tenth word is one of `lang/en/function_words.tsv` (even in the tersest digest one in fourteen); in other
languages one in fifty at most happens to be written alike.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from functools import cache

from testimonia.lang import table
from testimonia.model.text import Document

# One word; in scripts that write no spaces (Chinese, Japanese, Thai, Tibetan …) one character counts as one.
_WORD = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff]|[^\W\d_]+(?:['’][^\W\d_]+)?")
_SAMPLE = 20_000  # code points looked at: the language of a text does not change after that
_ENOUGH = 12  # words from which the text itself decides; shorter, only its script does
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_SHARE = 0.04  # of function words, below which a text is in another language: half of the least seen in English news


@cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(row[0] for row in table(language, "function_words"))


def share(text: str, language: str = "en") -> tuple[float, int]:
    """The share (0 to 1) of the language's function words among the words of a text, and how many words were looked at.

    >>> share("The army said that it was attacked.")[1]
    7
    """
    words = _WORD.findall(text[:_SAMPLE])
    known = _function_words(language)
    return (sum(w.lower() in known for w in words) / len(words) if words else 0.0), len(words)


def refusal(document: Document, languages: Collection[str] = ("en",)) -> str | None:
    """Why a document is not read, as a sentence; None where it is.

    No text, or a language that the reader does not read (`languages`: the codes it does). Never raises.
    """
    if not document.text.strip():
        return "no text: the document is empty"
    part, words = max(share(document.text, language) for language in languages)
    if not words:
        return "no text: the document holds no words"
    declared = (document.lang or "").lower().replace("_", "-").split("-")[0]
    if words >= _ENOUGH:
        seen = None if part >= _SHARE else f"{part:.0%} of its {words} words are function words of it"
    else:
        letters = [c for c in document.text[:_SAMPLE] if c.isalpha()]
        foreign = 2 * sum(_LATIN.match(c) is not None for c in letters) < len(letters)
        seen = f"it says that it is {document.lang}" if declared and declared not in languages else None
        seen = "it is written in another script" if foreign else seen
    return f"not in a language that is read here ({', '.join(languages)}): {seen}" if seen else None
