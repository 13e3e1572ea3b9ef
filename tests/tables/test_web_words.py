"""Who did it, as lists say it: each once, with what is said of it."""

from __future__ import annotations

import pytest

from testimonia.model.claim import Perpetrator
from testimonia.web import words


@pytest.mark.parametrize(
    ("named", "said"),
    [
        ([("Red Column", "stated")], [("Red Column", "stated")]),
        ([("Red Column", "stated"), ("Red Column", "denied")], [("Red Column", "stated and denied")]),
        (
            [("Red Column", "blamed"), ("the Guard", "denied"), ("Red Column", "blamed")],
            [("Red Column", "blamed"), ("the Guard", "denied")],
        ),
        ([], []),
    ],
)
def test_each_who_is_named_is_named_once(named: list[tuple[str, str]], said: list[tuple[str, str]]) -> None:
    assert words.doers(Perpetrator(name=name, basis=basis, at=()) for name, basis in named) == said  # type: ignore[arg-type]
