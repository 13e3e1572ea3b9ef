"""Who says what: for every sentence the speakers, in the text's words, and how far their word reaches."""

from __future__ import annotations

from testimonia.read.lexicon import wordset
from testimonia.read.page import Page, Sentence
from testimonia.read.saying import sayings
from testimonia.read.subject import QUOTES, Voice, Voices


def voices(page: Page, language: str = "en") -> Voices:
    """The voices heard in each sentence (index → voices). A quotation that runs on keeps its speaker, one that closes
    with its speaker is theirs from its beginning, and "he added" goes back to the last one named.
    """
    hearing = _Hearing(page, language)
    for sentence in page.sentences:
        if sentence.part != "furniture":
            hearing.hear(sentence)
    return hearing.out


class _Hearing:
    """Goes through a page sentence by sentence and keeps who spoke last."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language
        self.out: Voices = {}
        self.last: Voice | None = None
        self.quoted: Voice | None = None  # whose quotation is open
        self.open = False
        self.waiting: list[Sentence] = []  # of an open quotation whose speaker comes at its end
        self.statement: Voice | None = None  # "The minister said:" speaks for the paragraphs that follow
        self.closing: Voice | None = None  # "…, the mayor said." speaks for the sentence that follows
        self.whole: Voice | None = None  # who spoke for all of the sentence before
        self.line = -1

    def hear(self, s: Sentence) -> None:
        """One more sentence."""
        begins = s.line != self.line
        if begins:
            self._paragraph(s)
        found = sayings(self.page, s, self.last, self.language)
        carried = None if found else self._carried(s, begins)
        if carried:
            found = (_everywhere(carried, s),)
        if found and s.tokens[-1].text == ":":
            self.statement = found[-1]
        if found:
            self.out[s.order] = found
            named = [v for v in found if v.words.lower() not in wordset(self.language, "speech", "again")]
            self.last = named[-1] if named else self.last
        self._quotation(s, found)
        self.closing = found[-1] if found and not carried and _closes(s, found[-1]) else None
        self.whole = found[0] if len(found) == 1 and found[0].reach[1] == len(s.tokens) else None
        self.line = s.line

    def _paragraph(self, s: Sentence) -> None:
        self.waiting = []
        if self.page.digest:
            self.last = self.quoted = None
        if s.tokens[0].text not in QUOTES:
            self.quoted, self.open = None, False

    def _carried(self, s: Sentence, begins: bool) -> Voice | None:
        """Who goes on speaking in a sentence that names no speaker."""
        if self.quoted:
            return self.quoted
        if not begins and s.tokens[0].text in QUOTES and not self.open:
            return self.last  # "…," the mayor said. "We have …"
        if not begins and self.closing and any(s.at(c.outer_start) <= 2 for c in s.counts):
            return self.closing
        if not begins and self.whole and _parts(s, self.language):
            return self.whole
        return None if self.page.digest else self.statement

    def _quotation(self, s: Sentence, found: tuple[Voice, ...]) -> None:
        """Follows the quotation marks of a sentence; a speaker at the end of a quotation said its earlier sentences."""
        if self.open and found:
            for earlier in self.waiting:
                self.out.setdefault(earlier.order, (_everywhere(found[0], earlier),))
            self.waiting = []
        self.open = _quote_left_open(s, self.open)
        if not self.open:
            self.quoted, self.waiting = None, []
        elif found:
            self.quoted = found[-1]
        elif not self.quoted:
            self.waiting.append(s)


def _closes(s: Sentence, v: Voice) -> bool:
    """Whether a voice stands at the end of its sentence and speaks for all of it: "…, the mayor said on Monday."."""
    quoted = any(t.text in QUOTES for t in s.tokens)
    return not quoted and v.reach == (0, len(s.tokens)) and v.first > len(s.tokens) // 2


def _parts(s: Sentence, language: str) -> bool:
    """Whether a sentence begins with a part of what was counted before: "Five of them are children"."""
    first = min((c for c in s.counts), key=lambda c: c.start, default=None)
    if first is None or s.at(first.outer_start) > 1:
        return False
    behind = [t.low for t in s.tokens[s.at(first.end - 1) + 1 :][:2]]
    return len(behind) == 2 and behind[0] == "of" and behind[1] in wordset(language, "speech", "partly")


def _everywhere(v: Voice, s: Sentence) -> Voice:
    """A voice of another sentence that speaks for the whole of this one."""
    return v._replace(sentence=s.order, first=0, last=0, reach=(0, len(s.tokens)), verb=-1)


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
