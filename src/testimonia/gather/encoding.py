"""Bytes to text: which encoding, and whether it is text at all.

The order: a byte order mark; UTF-8; UTF-16 by the place of its zero bytes; the declared encoding; Windows-1252 where it
gives plausible words; charset-normalizer's opinion. UTF-8 stands before the declaration because text in another
encoding is almost never valid UTF-8, while declarations are often wrong.
"""

from __future__ import annotations

import codecs
import re

import msgspec

from testimonia.model.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
#: What each kind of file starts with, what it is, and what to do about it.
_SIGNATURES = (
    (b"%PDF", "a PDF", "give its name the ending .pdf"),
    (b"PK\x03\x04", "a zip archive or an office document", "give its name the ending that it should have: .zip, .docx"),
    (b"\xd0\xcf\x11\xe0", "an office document", "save it as text or HTML"),
    (b"{\\rtf", "a rich text document", "give its name the ending .rtf"),
    (b"\x1f\x8b", "compressed with gzip", "end its name as it should (.tar.gz, .warc.gz), or unpack it with gunzip"),
    (b"BZh", "compressed with bzip2", "unpack it first, e.g. with bunzip2"),
    (b"\xfd7zXZ", "compressed with xz", "unpack it first, e.g. with unxz"),
    (b"\x28\xb5\x2f\xfd", "compressed with zstandard", "unpack it first, e.g. with unzstd"),
    (b"\x89PNG", "an image", "give the text of the report instead"),
    (b"\xff\xd8\xff", "an image", "give the text of the report instead"),
    (b"GIF8", "an image", "give the text of the report instead"),
    (b"SQLite format 3", "a database", "a ledger is named with --ledger; here give reports"),
)
#: Labels that mean another encoding than they say (the Encoding Standard of the WHATWG, section 4.2).
_LABELS = {
    "ascii": "cp1252", "us-ascii": "cp1252", "iso-8859-1": "cp1252", "iso8859-1": "cp1252", "latin1": "cp1252",
    "latin-1": "cp1252", "iso-8859-9": "cp1254", "tis-620": "cp874", "gb2312": "gb18030", "gbk": "gb18030",
    "shift_jis": "cp932", "shift-jis": "cp932", "x-sjis": "cp932", "euc-kr": "cp949", "ks_c_5601-1987": "cp949",
    "big5": "big5hkscs", "x-cp1251": "cp1251", "x-mac-roman": "mac-roman",
}  # fmt: skip
#: Declarations that cannot be true of bytes in which these have not been seen already, or that do not encode text.
_NOT_DECLARED = ("utf", "ucs", "unicode", "punycode", "idna", "raw", "undefined", "mbcs", "oem")
_CONTROLS = bytes(b for b in range(32) if b not in b"\t\n\x0b\x0c\r\x1b") + b"\x7f"
_C1 = re.compile(rb"\xc2[\x80-\x84\x86-\x9f]")  # in UTF-8
_SAMPLE = 65_536
#: Signs that stand between letters only where letters were misread: "m³ody" for "młody".
_MISREAD = re.compile(r"(?<=[A-Za-z])[\x80-\x8f\x91-\x9f¡-³µ¶¸-¿×÷](?=[A-Za-z])")
_CURE = "save it as UTF-8, e.g. with iconv -f ENCODING -t UTF-8"


class Decoded(msgspec.Struct, frozen=True):
    """A text, and how its bytes were read: `encoding` as Python names it, `why` for `Document.found` (None for
    UTF-8)."""

    text: str
    encoding: str
    why: str | None = None


def decode(data: bytes, name: str, declared: str | None = None) -> Decoded:
    """The text of `data` without its byte order mark; `declared` is the encoding that a header or the page names.

    Raises InputError (with the input's `name`) where the bytes are no text, or in no encoding that can be told.
    """
    _refuse_signature(data, name)
    marked = _marked(data, name)
    if marked:
        return marked
    try:
        return _checked(Decoded(data.decode("utf-8"), "utf-8"), name, data)
    except UnicodeDecodeError:
        pass
    wide = _unmarked_utf16(data)
    if wide:
        return _checked(wide, name)
    _refuse_controls(data, name)
    found = _declared(data, declared) or _nearly_utf8(data) or _western(data) or _detected(data)
    if not found:
        raise InputError(name, "is in no encoding that can be told", _CURE)
    return _checked(found, name)


def refuse_binary(head: bytes, name: str) -> None:
    """Raises InputError where the first bytes say that this is a file other than lines of text."""
    _refuse_signature(head, name)
    if not mark(head):
        _refuse_controls(head, name)


def _refuse_signature(head: bytes, name: str) -> None:
    """Raises InputError where the first bytes are those of a known kind of file other than text."""
    for signature, kind, cure in _SIGNATURES:
        if head.startswith(signature):
            raise InputError(name, f"is {kind}, not text", cure)


def mark(head: bytes) -> tuple[str, int] | None:
    """The encoding that a byte order mark at the start of `head` names, with the mark's length in bytes."""
    for sign, encoding in _MARKS:
        if head.startswith(sign):
            return encoding, len(sign)
    return None


def _marked(data: bytes, name: str) -> Decoded | None:
    marked = mark(data)
    if not marked:
        return None
    encoding, length = marked
    why = None if encoding == "utf-8" else f"{encoding} (byte order mark)"
    try:
        return _checked(Decoded(data[length:].decode(encoding), encoding, why), name)
    except UnicodeDecodeError as fault:
        if encoding == "utf-8":
            return None  # the rest of the chain mends or names what is wrong
        raise InputError(name, f"starts as {encoding} but is not from byte {fault.start + length:,}", _CURE) from fault


def _unmarked_utf16(data: bytes) -> Decoded | None:
    """UTF-16 without a mark: in Western text nearly every second byte is zero."""
    sample = data[:4096]
    half = len(sample) // 2
    if half < 4:
        return None
    even, odd = sample[0::2].count(0), sample[1::2].count(0)
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros > 0.4 * half and others < 0.05 * half:
            try:
                return Decoded(data.decode(encoding), encoding, f"{encoding} (by its zero bytes)")
            except UnicodeDecodeError:
                return None
    return None


def _refuse_controls(data: bytes, name: str) -> None:
    """Zero bytes, or more than one control character in a hundred, are not text."""
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS))
    if 0 in data or controls > 0.01 * len(sample):
        raise _binary(name)


def _binary(name: str) -> InputError:
    cure = "give its name the ending that says what it is, or convert it to text first"
    return InputError(name, "is binary, not text", cure)


def _declared(data: bytes, declared: str | None) -> Decoded | None:
    label = (declared or "").strip().lower()
    if not label or label.startswith(_NOT_DECLARED) or "\0" in label:
        return None
    encoding = _LABELS.get(label, label)
    try:
        return Decoded(str(data, encoding), encoding, f"{encoding} (declared)")
    except (LookupError, ValueError):  # an unknown label, a codec that is none of text, or a false declaration
        return None


def _nearly_utf8(data: bytes) -> Decoded | None:
    """UTF-8 with a few bad bytes (a cut, a pasted line): they become U+FFFD, one for each."""
    text = data.decode("utf-8", "replace")
    bad = text.count("�")
    wide = len(text) - len(text.encode("ascii", "ignore")) - bad
    if wide < 4 * bad:
        return None
    return Decoded(text, "utf-8", f"utf-8 ({bad} bad places replaced)")


def _western(data: bytes) -> Decoded | None:
    """Windows-1252, where it decodes, one byte in five at most is no ASCII, and the words it gives look like words."""
    high = len(data.translate(None, bytes(range(128))))
    if high > 0.2 * len(data):
        return None
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    return None if len(_MISREAD.findall(text)) > 0.1 * high else Decoded(text, "cp1252", "cp1252 (detected)")


def _detected(data: bytes) -> Decoded | None:
    from charset_normalizer import from_bytes  # slow to import, and seldom needed

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        return None
    text = data.decode(best.encoding, "replace")  # the sample may have ended within a character
    if text.count("�") > 0.001 * len(text):
        return None
    return Decoded(text, best.encoding, f"{best.encoding} (detected)")


def _checked(found: Decoded, name: str, data: bytes | None = None) -> Decoded:
    """The same, unless it holds zero characters or is full of control characters (C0, C1): then it is binary. `data`
    are the bytes of a text in UTF-8, in which these are seen much sooner."""
    text = found.text.removeprefix("\ufeff")
    data = text.encode("utf-8", "surrogatepass") if data is None else data
    sample = data[:_SAMPLE]
    controls = len(sample) - len(sample.translate(None, _CONTROLS)) + len(_C1.findall(sample))
    if 0 in data or controls > 0.01 * min(len(text), _SAMPLE):
        raise _binary(name)
    return Decoded(text, found.encoding, found.why)
