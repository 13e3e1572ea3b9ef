"""Which language a text is in, and whether it is read: a text that is not says why, so that silence never passes for
"nothing in it".

English is told by its function words: in English news every fifth to tenth word is one of
`lang/en/function_words.tsv` (even in the tersest digest one in fourteen), in other languages one in fifty at most
happens to be written alike. Others are
told by py3langid among the languages of `lang/languages.tsv`, which also says how well each of those with a table of
words is read. A short text is what its document says that it is, unless its script says otherwise.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from testimonia import lang
from testimonia.model.text import Document

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

#: The language that every reader reads; others are read by patterns, through a gloss (gloss.py).
OURS = "en"
UNKNOWN = "und"  # ISO 639-3's code for a language that nobody told

# One word; in scripts that write no spaces (Chinese, Japanese, Thai, Tibetan …) one character counts as one.
_WORD = re.compile(r"[\u0e00-\u0fff\u1000-\u109f\u1780-\u17ff\u2e80-\u9fff]|[^\W\d_]+(?:['’][^\W\d_]+)?")
# The same in a text of small Latin letters and signs alone, in half the time.
_OTHER = re.compile(r"[^\x00-\x40\x5b-\u024f\u2000-\u206f\u20a0-\u20cf]")
_LETTER = "".join(c for c in map(chr, range(0x250)) if re.fullmatch(r"[^\W\d_]", c))
_LATIN_WORD = re.compile(f"[{_LETTER}]+(?:['’][{_LETTER}]+)?")
_SAMPLE = 1_000  # code points that are looked at of the beginning, the middle and the end of a text
_GUESSED = 300  # the same, where it is in no English
_ENOUGH = 12  # words from which the text itself decides; shorter, only its script does
_LATIN = re.compile(r"[A-Za-z\u00c0-\u024f]")
_SHARE = 0.04  # of function words, below which a text is in another language: half of the least seen in English news
_SURE = 0.3  # probability below which a guess is none
FLOOR = 0.60  # incident (news) F1 on real reports, from which on a language is supported


class Language(NamedTuple):
    """A language that a text may be in: its name, the F1 with which its incidents were found in real reports (None
    where there is no table for it) and how many these were."""

    code: str
    name: str
    f1: float | None
    reports: int

    @property
    def supported(self) -> bool:
        """Whether it is read."""
        return self.f1 is not None and self.f1 >= FLOOR


@cache
def known() -> dict[str, Language]:
    """The languages of `lang/languages.tsv` by code."""
    rows = ((*row, "", "")[:4] for row in lang.catalogue())
    return {code: Language(code, name, float(f1) if f1 else None, int(n or 0)) for code, name, f1, n in rows}


def supported() -> tuple[str, ...]:
    """The codes of the languages that are read, sorted."""
    return tuple(sorted(code for code, language in known().items() if language.supported))


@lru_cache(maxsize=2)  # a page is asked for at a glance, before triage and when it is read
def share(text: str, language: str = OURS) -> tuple[float, int]:
    """The share (0 to 1) of the language's function words among the words of a text, and how many words were looked at.

    >>> share("The army said that it was attacked.")[1]
    7
    """
    sample = _sample(text, _SAMPLE).lower()
    words = (_WORD if _OTHER.search(sample) else _LATIN_WORD).findall(sample)
    function = _function_words(language)
    return (sum(map(function.__contains__, words)) / len(words) if words else 0.0), len(words)


def language_of(document: Document) -> str:
    """The code of the language that a document's text is in; `und` where it cannot be told. Never raises."""
    part, words = share(document.text)
    declared = (document.lang or "").lower().replace("_", "-").split("-")[0]
    if words >= _ENOUGH:
        return OURS if part >= _SHARE else _guess(_sample(document.text, _GUESSED))
    letters = [c for c in document.text[:_SAMPLE] if c.isalpha()]
    if 2 * sum(_LATIN.match(c) is not None for c in letters) < len(letters):
        return _guess(_sample(document.text, _GUESSED))
    return declared if declared in known() else OURS


def refusal(document: Document, language: str | None = None) -> str | None:
    """Why a document is not read, as a sentence; None where it is: no text, or a language that is not supported.
    `language` is what `language_of` says, where that is known. Never raises."""
    if not document.text.strip():
        return "no text: the document is empty"
    if not _WORD.search(document.text):
        return "no text: the document holds no words"
    code = language or language_of(document)
    if code == UNKNOWN:
        return f"in a language that cannot be told, not supported: {_read()}"
    here = known()[code]
    if here.supported:
        return None
    found = f"its incidents are found with F1 {here.f1:.2f}, {FLOOR:.2f} is asked; " if here.f1 is not None else ""
    return f"in {here.name}, not supported: {found}{_read()}"


def _read() -> str:
    names = sorted(known()[code].name for code in supported())
    return f"read are {', '.join(names)}"


@cache
def _function_words(language: str) -> frozenset[str]:
    return frozenset(row[0] for row in lang.table(language, "function_words"))


def _sample(text: str, size: int) -> str:
    """Enough of a text to tell its language: its beginning, middle and end."""
    if len(text) <= 3 * size:
        return text
    middle = (len(text) - size) // 2
    return f"{text[:size]} {text[middle : middle + size]} {text[-size:]}"


@lru_cache(maxsize=256)  # a document is asked for twice: whether it is known, and when it is read
def _guess(sample: str) -> str:
    code, sure = _identifier().classify(sample)
    return code if sure >= _SURE and code in known() and code != OURS else UNKNOWN


@cache
def _identifier() -> LanguageIdentifier:
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    made = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    made.set_languages(sorted(set(known()) & set(made.labels)))
    return made
