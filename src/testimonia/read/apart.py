"""Words of a text that tell an incident apart from another: "a second attack", "a separate bombing"."""

from __future__ import annotations

import re
from functools import cache

import msgspec

from testimonia.lang import table
from testimonia.model.claim import Account, Reading
from testimonia.model.text import Document, Evidence, Span

_BEFORE = 40  # code points before a mention that are looked at


@cache
def _pattern() -> re.Pattern[str]:
    """One of the words, with at most two others between it and what follows ("another deadly suicide bombing")."""
    told = "|".join(row[0] for row in table("en", "apart"))
    return re.compile(rf"\b({told})(?:\s+[^\W\d_-]+){{0,2}}[\s-]+$", re.IGNORECASE)


def told_apart(text: str, account: Account) -> tuple[Evidence, ...]:
    """The words before its mentions that tell the account apart, in the order of the text.

    Only nouns of the same sentence are looked at: "a second attack", not "second. The attack".
    """
    found = set[Evidence]()
    for mention in account.mentions:
        first = max(0, mention.start - _BEFORE)
        if hit := _pattern().search(text[first : mention.start]):
            found.add(Span(first + hit.start(1), first + hit.end(1)).cut(text))
    return tuple(sorted(found))


def marked(document: Document, reading: Reading) -> Reading:
    """The reading with what tells each of its accounts apart."""
    incidents = tuple(
        msgspec.structs.replace(account, apart=told_apart(document.text, account)) for account in reading.incidents
    )
    return msgspec.structs.replace(reading, incidents=incidents)
