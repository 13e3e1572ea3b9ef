"""What the network may change in the accounts of the patterns, and what it may not."""

from __future__ import annotations

import numpy as np
import pytest

from testimonia.model.claim import Account
from testimonia.model.text import Document
from testimonia.pipeline import resolver_with
from testimonia.read.correcting import corrected
from testimonia.read.known import ATTRIBUTES, known
from testimonia.read.patterns import PatternReader
from testimonia.read.spans import ARGUMENTS, Found, Limits, Part, Spot, Story

TEXT = (
    "Missiles kill 23 in Vinnytsia\n\n"
    "Rescuers searched the ruins on Friday, a day after Russian missiles struck Vinnytsia and killed 23 people. "
    "River Front fighters were in the town, a clerk said. The army of the north was there, too."
)
LIMITS = Limits({}, {}, {"perpetrator": 0.5, "target": 0.5, "claim": 0.7}, {"salience": 0.0})


def told(parts: dict[str, list[tuple[str, str]]], speech: dict[str, str] | None = None, **classes: str) -> Account:
    """The account of TEXT, corrected by a story of these words: role → (words, class of the role's attribute)."""
    document = Document(id="d", text=TEXT, published="2022-07-15")
    study = PatternReader(weigh=False).study(document, resolver_with(None).marks(document))
    seen = known(study)

    def spot(role: str, words: str, cls: str) -> Spot:
        start = TEXT.index(words)
        attributes = [a for a, (r, _) in ATTRIBUTES.items() if r == role]
        chances = {
            a: np.array([float(c == classes.get(a, cls)) for c in ATTRIBUTES[a][1]], np.float32) for a in attributes
        }
        return Spot(role, *seen.cover(start, start + len(words)), 0.9, chances)

    spots = {role: tuple(Part(spot(role, *p), 0.9) for p in parts.get(role, ())) for role in ARGUMENTS}
    heard = {
        part.spot.key: (spot("source", speech[words], ""), 0.9)
        for role in ARGUMENTS
        for part, (words, _) in zip(spots[role], parts.get(role, ()), strict=True)
        if speech and words in speech
    }
    story = Story((spot("trigger", "struck", ""),), spots)
    (account,) = corrected(study, seen, Found((story,), heard, {}), LIMITS)
    return account


def test_the_network_says_what_kind_of_incident_it_was() -> None:
    account = told({}, type="shelling", status="occurred", salience="background")
    assert (account.type, account.status, account.salience) == ("shelling", "occurred", "background")


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ([], "2022-07-14"),
        (["Friday"], "2022-07-15"),  # the network has another date
        (["Friday", "a day after"], "2022-07-14"),  # it has both: the patterns' stands
    ],
)
def test_dates(words: list[str], day: str) -> None:
    assert told({"date": [(w, "") for w in words]}).date.start == day


@pytest.mark.parametrize(
    ("words", "basis", "by", "added"),
    [
        ("River Front", "stated", None, True),
        ("River Front", "blamed", None, False),  # whom nobody is named to accuse, beside Russia, who is known
        ("River Front", "blamed", "a clerk", True),
        ("Russian", "claimed", None, False),  # these words name somebody already
    ],
)
def test_perpetrators(words: str, basis: str, by: str | None, added: bool) -> None:
    before = told({}).perpetrators
    assert [p.name for p in before] == ["Russia"]
    account = told({"perpetrator": [(words, basis)]}, {words: by} if by else None)
    assert account.perpetrators[: len(before)] == before
    assert len(account.perpetrators) == len(before) + added
    if by:
        assert account.perpetrators[-1].by == "clerk"


def test_numbers_stay_those_of_the_patterns() -> None:
    account = told({"figure": [("Friday", "killed")]})
    assert [(f.effect, f.best) for f in account.figures] == [("killed", 23)]
