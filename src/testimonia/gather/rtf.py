"""Rich Text Format (RTF 1.9.1), as word processors of all makers save it."""

from __future__ import annotations

import re

import msgspec

from testimonia.gather.limits import MAX_FILE_BYTES
from testimonia.gather.office import CURE, shown_title, told
from testimonia.gather.single import SingleSource
from testimonia.model.errors import InputError
from testimonia.model.text import Document

#: A control word with its number, a byte in hexadecimal, a control sign, a bracket, or plain bytes.
_TOKEN = re.compile(r"\\([A-Za-z]+)(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})|\\([^A-Za-z])|([{}])|([^\\{}\r\n]+)")
#: Groups whose words are no part of the text: tables of fonts, colours and styles, pictures, notes, heads and feet of
#: pages, what was deleted while changes were tracked (`deleted`), fields' formulas.
_SILENT = frozenset(
    {"fonttbl", "colortbl", "stylesheet", "listtable", "listoverridetable", "rsidtbl", "generator", "info", "pict",
     "object", "header", "headerl", "headerr", "headerf", "footer", "footerl", "footerr", "footerf", "footnote",
     "annotation", "atnid", "atnauthor", "fldinst", "filetbl", "revtbl", "xmlnstbl", "themedata", "colorschememapping",
     "datastore", "latentstyles", "bkmkstart", "bkmkend", "nonshppict", "listtext", "pntext", "deleted"}
)  # fmt: skip
_WORDS = {"par": "\n", "line": "\n", "sect": "\n", "page": "\n", "row": "\n", "nestrow": "\n", "cell": " | ",
          "nestcell": " | ", "tab": " ", "emdash": "—",
          "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
          "emspace": " ", "enspace": " ", "qmspace": " "}  # fmt: skip
_SIGNS = {"~": " ", "_": "-", "\n": "\n", "\r": "\n", "\\": "\\", "{": "{", "}": "}"}
#: The code page of each character set that a font may have, where it is not the document's.
_CHARSETS = {128: "cp932", 129: "cp949", 134: "gb18030", 136: "big5hkscs", 161: "cp1253", 162: "cp1254", 163: "cp1258",
             177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251", 222: "cp874", 238: "cp1250"}  # fmt: skip
#: Groups within groups; Word itself stops at some hundreds.
_MAX_OPEN = 2_000


class RtfSource(SingleSource):
    """An `.rtf` file is one document: its paragraphs in their order, the cells of a table's row with bars between them;
    what was deleted, notes, heads and feet of pages are left out. The title is the document's own, else its first line
    where that looks like one. Letters are read in the code page of their font, or as Unicode where they are given so.
    """

    name = "rtf"
    apart = True
    suffixes = frozenset({".rtf"})
    limit = MAX_FILE_BYTES
    cure = CURE

    def document(self, data: bytes, name: str, published: str | None = None) -> Document:
        """The document of a file's bytes. Raises InputError where there is none in them."""
        if not data.strip():
            raise InputError(name, "is empty", CURE)
        if not data.lstrip().startswith(b"{\\rtf"):
            raise InputError(name, "is no rich text document", "give its name the ending that it should have")
        text = _Text(name)
        text.take(data.decode("latin-1"))
        rows = (row.removesuffix(" | ") for row in _joined(text.words).split("\n"))
        return told(rows, shown_title(_joined(text.title)), "", "rtf", name, published)


def _joined(words: list[str]) -> str:
    """Words in one piece; letters beyond sixteen bits come in two halves."""
    return "".join(words).encode("utf-16", "surrogatepass").decode("utf-16", "replace")


class _State(msgspec.Struct):
    """What holds within a group: whether it is silent, the font's code page, how many letters stand in for one of
    Unicode, and where its words go."""

    silent: bool
    page: str
    instead: int
    where: str


class _Text:
    """The words of a document, token by token."""

    def __init__(self, name: str) -> None:
        self._name = name
        self.words: list[str] = []
        self.title: list[str] = []
        self._state = _State(silent=False, page="cp1252", instead=1, where="text")
        self._outer: list[_State] = []
        self._fonts: dict[int, str] = {}
        self._default, self._font = "cp1252", 0
        self._bytes = bytearray()  # that may be parts of one letter
        self._skip = 0  # letters that stand in for the one of Unicode before them

    def take(self, data: str) -> None:
        """Takes a whole document. Raises InputError where its groups lie in each other beyond all measure."""
        place = 0
        while token := _TOKEN.search(data, place):
            place = token.end()
            word, number, code, sign, bracket, plain = token.groups()
            if code:
                self._letters(bytes([int(code, 16)]))
            elif plain:
                self._letters(plain.encode("latin-1"))
            elif bracket:
                self._group(bracket)
            elif sign:
                self._sign(sign)
            elif word == "bin":
                place += max(0, int(number or 0))
            else:
                self._word(word, None if number is None else int(number))
        self._flush()

    def _group(self, bracket: str) -> None:
        self._flush()
        self._skip = 0
        if bracket == "{":
            if len(self._outer) >= _MAX_OPEN:
                raise InputError(self._name, f"has more than {_MAX_OPEN:,} groups within each other, as bombs do", CURE)
            self._outer.append(self._state)
            self._state = msgspec.structs.replace(self._state)
        elif self._outer:
            self._state = self._outer.pop()

    def _sign(self, sign: str) -> None:
        if sign == "*":
            self._state.silent = True  # a group that older programs should pass over
        elif sign in _SIGNS:
            self._say(_SIGNS[sign])

    def _word(self, word: str, number: int | None) -> None:
        state = self._state
        if word == "u" and number is not None:
            self._flush()
            self._put(chr(number % 0x10000))
            self._skip = state.instead
        elif word == "uc":
            state.instead = min(max(number or 0, 0), 8)
        elif word == "ansicpg":
            state.page = self._default = f"cp{number}"
        elif word == "f":
            self._flush()
            self._font = number or 0
            state.page = self._fonts.get(self._font, self._default)
        elif word == "fcharset":
            self._fonts[self._font] = _CHARSETS.get(number or 0, self._default)
        elif word == "title":
            state.silent, state.where = False, "title"
        elif word in _SILENT and number != 0:
            state.silent = True
        elif word in _WORDS:
            self._say(_WORDS[word])

    def _letters(self, data: bytes) -> None:
        passed = min(self._skip, len(data))
        self._skip -= passed
        self._bytes += data[passed:]

    def _say(self, words: str) -> None:
        self._flush()
        if self._skip:
            self._skip -= 1
        else:
            self._put(words)

    def _flush(self) -> None:
        if self._bytes:
            data = bytes(self._bytes)
            self._bytes.clear()
            try:
                self._put(data.decode(self._state.page, "replace"))
            except LookupError:  # a code page that is none
                self._put(data.decode("cp1252", "replace"))

    def _put(self, words: str) -> None:
        if not self._state.silent:
            (self.title if self._state.where == "title" else self.words).append(words)
