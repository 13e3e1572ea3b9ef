"""What a person judged: written once, never changed; undo is another judgement."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

from testimonia.model.claim import Account
from testimonia.model.text import Span

Verdict = Literal["set", "reject", "accept", "merge", "split", "add", "comment", "redact", "undo", "scope"]
NOTHING = msgspec.Raw(b"null")
"""The `value` of a judgement that carries none."""


class Judgement(msgspec.Struct, frozen=True, kw_only=True):
    """One decision of one person.

    `subjects` are account ids (never incident ids: incidents are computed and may change): for `reject`, `accept` and
    `comment` the accounts concerned; for `merge` accounts that tell of one incident; for `split` the accounts of one
    side in `subjects`, of the other in `apart`; for `set` the accounts of the incident; for `add` the account that is
    added, then those of the incident that it belongs to; for `redact` the accounts of the document. `field` and
    `value` (JSON) are for `set`; the `value` of an `add` is an Addition, of a `redact` a Tombstone, of a
    `scope`, which concerns no account, a Scope. `undoes` names the
    judgement that an `undo` takes back; a `redact` cannot be taken back. `when` is ISO 8601 UTC. `number` is its place
    in the order of recording, given by the ledger (0: not recorded yet): clocks may go backwards.
    """

    id: str
    when: str
    who: str
    verdict: Verdict
    subjects: tuple[str, ...] = ()
    apart: tuple[str, ...] = ()
    field: str | None = None
    value: msgspec.Raw = NOTHING
    undoes: str | None = None
    why: str = ""
    number: int = 0

    @property
    def carries(self) -> bool:
        """Whether it carries a value."""
        return bytes(self.value) != b"null"


class Addition(msgspec.Struct, frozen=True, kw_only=True):
    """What a person marked in a version of a document: an account with evidence by offsets alone.

    Every `quote` in `account` is empty here: the words stand in the document, from which they are cut, so that they go
    with it when it is redacted. `kind` says what was missed: an `incident`, or a `figure`, `victim` or `speaker` of
    one. `field` and the like of the account that were not marked stay empty.
    """

    kind: Literal["incident", "figure", "victim", "speaker", "source"]
    document: str
    version: str
    account: Account


class Tombstone(msgspec.Struct, frozen=True, kw_only=True):
    """What is left of a redacted document: its id and the SHA-256 of each text that it had, by version."""

    document: str
    texts: dict[str, str]


def added_id(document: str, version: str, marked: Iterable[Span], kind: str) -> str:
    """The id of an account that a person adds: hash of where and what was marked; no reader's account has it."""
    spans = ",".join(f"{span.start}-{span.end}" for span in marked)
    basis = f"added\x1f{document}\x1f{version}\x1f{spans}\x1f{kind}"
    return "a-" + hashlib.sha256(basis.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def standing(judgements: Iterable[Judgement]) -> tuple[Judgement, ...]:
    """The judgements that nobody took back, in the order of recording, without the `undo`s; an `undo` of an `undo`
    restores. Those that no ledger has numbered are ordered by `when`. Nobody takes back a `redact`."""
    ordered = sorted(judgements, key=lambda j: (j.number, j.when, j.id))
    undone: set[str] = set()
    out = []
    for judgement in reversed(ordered):
        if judgement.id in undone and judgement.verdict != "redact":
            continue
        if judgement.verdict == "undo":
            undone.add(judgement.undoes or "")
        else:
            out.append(judgement)
    return tuple(reversed(out))


def moves_nothing(judgement: Judgement, judgements: Iterable[Judgement], kin: Callable[[str], Iterable[str]]) -> bool:
    """Whether no incident can be another after it: a comment, a scope (incidents are marked as they are shown), or the
    acceptance of what nobody rejected. They are what people say most often, and a large edition takes long to compute.
    `kin`: the accounts that tell of the same."""
    if judgement.verdict != "accept":
        return judgement.verdict in ("comment", "scope")
    near = {*judgement.subjects, *(other for name in judgement.subjects for other in kin(name))}
    return not any(j.verdict == "reject" and not near.isdisjoint(j.subjects) for j in standing(judgements))
