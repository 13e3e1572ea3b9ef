"""What a person decides about incidents, as the judgement that is written: the same on the command line and the web.

Judgements name accounts, never incidents (incidents are computed and may change). Functions here look into an `edition`
that is up to date (for incidents) and the `book` (for accounts); both may be one ledger.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

import msgspec

from testimonia.model.errors import UsageError
from testimonia.model.judgement import Judgement, Verdict, standing
from testimonia.model.scope import Scope
from testimonia.model.world import TOLLS
from testimonia.store import Ledger, account_ids


def sign(verdict: Verdict, who: str, why: str = "", **what: Any) -> Judgement:
    """A judgement made now, with an id of its own; `what` are its other fields."""
    when = datetime.now(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z")
    return Judgement(id=f"j-{uuid.uuid4().hex[:16]}", when=when, who=who, verdict=verdict, why=why, **what)


def accounts(edition: Ledger, book: Ledger, name: str) -> tuple[str, ...]:
    """The accounts of an incident, or the account itself, where an account's id is given. UsageError where there is
    none of that name."""
    return (book.account(name).id,) if name.startswith("a-") else account_ids(edition.incident(name))


def ever(edition: Ledger, book: Ledger, name: str) -> tuple[str, ...]:
    """The accounts of an incident; of one that is in no edition now (rejected) those that it stood for."""
    try:
        return accounts(edition, book, name)
    except UsageError:
        return book.accounts_of(name)


def joined(edition: Ledger, book: Ledger, names: Iterable[str]) -> tuple[str, ...]:
    """The accounts of all these incidents, for `merge`. UsageError where they are fewer than two."""
    found = {accounts(edition, book, name): None for name in dict.fromkeys(names)}
    if len(found) < 2:
        raise UsageError("merge needs two incidents or more (ids stand in `testimonia incidents --brief`)")
    return tuple(dict.fromkeys(account for told in found for account in told))


def parted(
    edition: Ledger, book: Ledger, name: str, documents: Iterable[str]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The accounts of an incident that are not by these documents, and those that are. UsageError for a document that
    tells nothing of it."""
    found, named = edition.incident(name), set(documents)
    teller = {account: book.account(account).document for account in account_ids(found)}
    if unknown := named - set(teller.values()):
        told = ", ".join(sorted(set(teller.values())))
        raise UsageError(f"{', '.join(sorted(unknown))}: tells nothing of incident {found.id} (it is told by: {told})")
    inside = tuple(a for a, document in teller.items() if document in named)
    return tuple(a for a in teller if a not in inside), inside


def apart(edition: Ledger, book: Ledger, name: str, documents: Iterable[str]) -> dict[str, tuple[str, ...]]:
    """What a `split` carries: the accounts that stay and those of these documents. UsageError where none would stay."""
    stay, go = parted(edition, book, name, documents)
    if not go:
        raise UsageError("split needs the reports that tell of another incident (name one or more of its documents)")
    if not stay:
        raise UsageError("split needs a report that stays (name some of its documents, not all)")
    return {"subjects": stay, "apart": go}


def scope(book: Ledger) -> Scope | None:
    """What the project of a ledger counts, as it was written down last; None where it was not, or was taken back."""
    found = [j for j in standing(book.judgements(verdicts=("scope", "undo"))) if j.verdict == "scope"]
    return msgspec.json.decode(found[-1].value, type=Scope) if found else None


def field(name: str) -> str:
    """The field of a `set` as judgements have it: "killed" is "tolls/killed"."""
    return f"tolls/{name}" if name in TOLLS else name
