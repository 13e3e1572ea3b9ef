"""Who says what: for every sentence the speakers, in the text's words, and how far their word reaches."""

from __future__ import annotations

from testimonia.read.lexicon import wordset
from testimonia.read.page import Page, Sentence
from testimonia.read.saying import sayings
from testimonia.read.subject import QUOTES, Voice


def voices(page: Page, language: str = "en") -> dict[int, tuple[Voice, ...]]:
    """The voices heard in each sentence (index → voices). A quotation that runs on keeps its speaker; "he added" goes
    back to the last one named.
    """
    out: dict[int, tuple[Voice, ...]] = {}
    last: Voice | None = None
    open_quote: Voice | None = None
    statement: Voice | None = None  # "The minister said:" speaks for the paragraphs that follow
    line = -1
    for sentence in page.sentences:
        if sentence.part == "furniture":
            continue
        if page.digest and sentence.line != line:
            last = open_quote = None
        if sentence.line != line:
            open_quote = None if sentence.tokens[0].text not in QUOTES else open_quote
        found = sayings(page, sentence, last, language)
        carried = open_quote or (None if page.digest else statement)
        if not found and carried:
            found = (carried._replace(sentence=sentence.order, reach=(0, len(sentence.tokens))),)
        if found and sentence.tokens[-1].text == ":":
            statement = found[-1]
        if found:
            out[sentence.order] = found
            named = [v for v in found if v.words.lower() not in wordset(language, "speech", "again")]
            last = named[-1] if named else last
        if _quote_left_open(sentence, open_quote is not None):
            open_quote = found[-1] if found else open_quote
        else:
            open_quote = None
        line = sentence.line
    return out


def _quote_left_open(sentence: Sentence, before: bool) -> bool:
    """Whether a quotation is still open at the end of a sentence."""
    state = before
    for token in sentence.tokens:
        if token.text == "“":
            state = True
        elif token.text == "”":
            state = False
        elif token.text == '"':
            state = not state
    return state
