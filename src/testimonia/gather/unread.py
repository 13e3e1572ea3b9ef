"""Kinds of documents that no source reads: what each is, and the cure. They are told wherever they are met, so that a
report in one of them is not lost in silence; pictures, scripts and the like are no documents."""

from __future__ import annotations

from pathlib import PurePath

from testimonia.model.errors import SkippedError

_WORDS = "save it as .docx, .odt or .pdf"
_SHEET = "save the sheet that holds the reports as .csv"
_SLIDES = "save it as .pdf"
_BOOK = "save its text as .html, .docx or .pdf, e.g. with Calibre"
_PACKED = "unpack it, or pack it anew as .zip"
#: By the ending of the name, or by what `sniff.kind` tells: what it is, and the cure.
_KINDS: dict[str, tuple[str, str]] = {
    "doc": ("an older Word document", _WORDS),
    "dot": ("an older Word document", _WORDS),
    "ole": ("an older office document, or one that is locked with a password", f"{_WORDS}, without password"),
    "abw": ("an AbiWord document", _WORDS),
    "fodt": ("a flat OpenDocument text", _WORDS),
    "hwp": ("a Hangul document", _WORDS),
    "hwpx": ("a Hangul document", _WORDS),
    "pages": ("a Pages document", _WORDS),
    "sxw": ("an older OpenOffice document", _WORDS),
    "wpd": ("a WordPerfect document", _WORDS),
    "wps": ("a Works document", _WORDS),
    "xlsx": ("an Excel workbook", _SHEET),
    "xlsm": ("an Excel workbook", _SHEET),
    "xlsb": ("an Excel workbook", _SHEET),
    "xls": ("an older Excel workbook", _SHEET),
    "ods": ("an OpenDocument spreadsheet", _SHEET),
    "numbers": ("a Numbers spreadsheet", _SHEET),
    "pptx": ("a PowerPoint presentation", _SLIDES),
    "ppsx": ("a PowerPoint presentation", _SLIDES),
    "ppt": ("an older PowerPoint presentation", _SLIDES),
    "pps": ("an older PowerPoint presentation", _SLIDES),
    "odp": ("an OpenDocument presentation", _SLIDES),
    "epub": ("an e-book", _BOOK),
    "mobi": ("an e-book", _BOOK),
    "azw3": ("an e-book", _BOOK),
    "fb2": ("an e-book", _BOOK),
    "msg": ("a message of Outlook", "save it as .eml"),
    "pst": ("a mailbox of Outlook", "save its messages as .eml or .mbox"),
    "djvu": ("a DjVu document", "save it as .pdf"),
    "ps": ("a PostScript document", "save it as .pdf, e.g. with ps2pdf"),
    "xps": ("an XPS document", "save it as .pdf"),
    "rar": ("a RAR archive", _PACKED),
    "7z": ("a 7-Zip archive", _PACKED),
    "gz": ("packed with gzip", "unpack it with gunzip"),
    "bz2": ("packed with bzip2", "unpack it with bunzip2"),
    "xz": ("packed with xz", "unpack it with unxz"),
    "zst": ("packed with zstandard", "unpack it with unzstd"),
}


def is_document(name: str) -> bool:
    """Whether a name ends like one of a document that no source reads."""
    return _ending(name) in _KINDS


def refusal(name: str, what: str = "zip", head: bytes = b"") -> SkippedError | None:
    """Why the input called `name` is not read; None where it may be. `what` is the kind that its first bytes (`head`)
    have, as `sniff.kind` says: where it is a certain one it counts for more than the name."""
    ending = _ending(name)
    vague = what in ("ole", "zip") or (what == "text" and (0 in head or head.lstrip().startswith(b"<")))
    said = _KINDS.get(ending if vague and ending in _KINDS else what)
    return SkippedError(name, f"is {said[0]}, a kind that is not read", said[1]) if said else None


def _ending(name: str) -> str:
    return PurePath(name).suffix.lower().removeprefix(".")
