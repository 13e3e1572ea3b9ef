"""A bad input amidst good ones."""

from __future__ import annotations

from pathlib import Path

from testimonia.gather import gather
from testimonia.model.errors import InputError
from testimonia.model.text import Document

GOOD = "Five die in blast\n\nA bomb went off in a market on Friday."
#: The head of a letter.
HEADED = b"From: a@b.example\nSubject: s\nMIME-Version: 1.0\n"


def one_error(*paths: str | Path, good: Path, **options: object) -> InputError:
    """The one error of a batch in which a good file stands before and after; both of these must be read."""
    found = list(gather([good, *paths, good], **options))  # type: ignore[arg-type]
    assert [one.text for one in (found[0], found[-1]) if isinstance(one, Document)] == [GOOD, GOOD]
    errors = [one for one in found[1:-1] if isinstance(one, InputError)]
    assert len(errors) == 1, found
    assert str(errors[0]).count("\n") == 0
    assert errors[0].cure
    return errors[0]
