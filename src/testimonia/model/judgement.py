"""What a person judged: written once, never changed; undo is another judgement."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

import msgspec

Verdict = Literal["set", "reject", "accept", "merge", "split", "add", "comment", "undo"]


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """One decision of one person.

    `subjects` are account ids (never incident ids: incidents are computed and may change): for `reject` and `accept`
    the accounts concerned; for `merge` accounts that tell of one incident; for `split` the accounts of one side in
    `subjects`, of the other in `apart`; for `set` the accounts of the incident. `field` and `value` (JSON) are for
    `set`. `undoes` names the judgement that an `undo` takes back. `when` is ISO 8601 UTC.
    """

    id: str
    when: str
    who: str
    verdict: Verdict
    subjects: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    field: str | None = None
    value: msgspec.Raw | None = None
    undoes: str | None = None
    why: str = ""


def standing(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """The judgements that nobody took back, oldest first, without the `undo`s; an `undo` of an `undo` restores."""
    ordered = sorted(judgements, key=lambda j: (j.when, j.id))
    undone: set[str] = set()
    out = []
    for judgement in reversed(ordered):
        if judgement.id in undone:
            continue
        if judgement.verdict == "undo":
            undone.add(judgement.undoes or "")
        else:
            out.append(judgement)
    return tuple(reversed(out))
