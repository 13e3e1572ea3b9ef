"""Answers of language models kept on the disk, so that the same question is asked, and paid for, once.

An answer holds words of its text. All answers to one text lie in one folder, so that a redaction finds them.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

import msgspec

from testimonia.model.errors import InputError


class Kept(msgspec.Struct, frozen=True):
    """An answer as the model wrote it, and what it cost in tokens."""

    content: str
    tokens_in: int
    tokens_out: int


def folder() -> Path:
    """Where answers are kept: TESTIMONIA_LLM_CACHE, else `llm` in the user's cache folder."""
    import platformdirs

    given = os.environ.get("TESTIMONIA_LLM_CACHE")
    return Path(given) if given else Path(platformdirs.user_cache_dir("testimonia"), "llm")


def _of_text(text: str) -> Path:
    return folder() / hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _file(text: str, asked: str) -> Path:
    return _of_text(text) / f"{hashlib.sha256(asked.encode()).hexdigest()[:32]}.json"


def recall(text: str, asked: str) -> Kept | None:
    """The answer to this text by `asked` (prompt, model and endpoint, in words), or None. A file that cannot be read
    is none: the question is asked anew."""
    try:
        return msgspec.json.decode(_file(text, asked).read_bytes(), type=Kept)
    except (OSError, msgspec.MsgspecError, UnicodeDecodeError):
        return None


def keep(text: str, asked: str, kept: Kept) -> None:
    """Keeps an answer: the whole file or none. Where nothing can be written the work goes on without it."""
    path = _file(text, asked)
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, draft = tempfile.mkstemp(dir=path.parent, suffix=".new")
        try:
            with os.fdopen(handle, "wb") as out:
                out.write(msgspec.json.encode(kept))
            Path(draft).replace(path)
        finally:
            Path(draft).unlink(missing_ok=True)


def forget(texts: Iterable[str]) -> None:
    """Destroys every answer to these texts. Raises InputError where one cannot be removed."""
    for where in map(_of_text, texts):
        try:
            if where.exists():
                shutil.rmtree(where)
        except OSError as fault:
            raise InputError(str(where), f"cannot be removed: {fault.strerror}", "remove it, then ask again") from fault
