"""What the network may change in the accounts of the patterns, and what it may not."""

from __future__ import annotations

import numpy as np
import pytest

from testimonia.model.claim import Account
from testimonia.model.text import Document
from testimonia.pipeline import resolver_with
from testimonia.read.correcting import _kind, corrected
from testimonia.read.known import ATTRIBUTES, known
from testimonia.read.patterns import PatternReader
from testimonia.read.spans import ARGUMENTS, Found, Limits, Part, Spot, Story

TEXT = (
    "Missiles kill 23 in Vinnytsia\n\n"
    "Rescuers searched the ruins on Friday, a day after Russian missiles struck Vinnytsia and killed 23 people. "
    "River Front fighters were in the town, a clerk said. The army of the north was there, too."
)
LIMITS = Limits({}, {}, {"salience": 0.0}, {}, claim=0.7)


def told(parts: dict[str, list[tuple[str, str]]], owner: str = "", sure: float = 0.9, **classes: str) -> Account:
    """The account of TEXT, corrected by a story of these words: role → (words, class of the role's attribute), each as
    `sure`; claims are those of the `owner`."""
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

    spots = {role: tuple(Part(spot(role, *p), sure) for p in parts.get(role, ())) for role in ARGUMENTS}
    owners = {part.spot.key: (spot("perpetrator", owner, ""), 0.9) for part in spots["claim"]} if owner else {}
    story = Story((spot("trigger", "struck", ""),), spots)
    (account,) = corrected(study, seen, Found((story,), owners), LIMITS)
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
    ("stance", "owner", "sure", "claims", "perpetrators"),
    [
        (
            "claimed",
            "River Front",
            0.9,
            [("River Front", "claimed")],
            [("Russia", "stated"), ("River Front", "claimed")],
        ),
        ("denied", "River Front", 0.9, [("River Front", "denied")], [("Russia", "stated"), ("River Front", "denied")]),
        ("praised", "River Front", 0.9, [("River Front", "praised")], [("Russia", "stated")]),
        ("claimed", "Russian", 0.9, [("Russia", "claimed")], [("Russia", "claimed")]),  # no longer said by others
        ("claimed", "River Front", 0.6, [], [("Russia", "stated")]),  # too unsure
        ("claimed", "", 0.9, [], [("Russia", "stated")]),  # nobody's
    ],
)
def test_claims_are_added_with_who_makes_them(
    stance: str, owner: str, sure: float, claims: list[tuple[str, str]], perpetrators: list[tuple[str, str]]
) -> None:
    account = told({"claim": [("were in the town", stance)]}, owner, sure)
    assert [(c.by, c.stance) for c in account.claims] == claims
    assert [(p.name, p.basis) for p in account.perpetrators] == perpetrators


def test_the_table_of_types_is_heard_too() -> None:
    """The network is sure of neither type, the table of one."""
    told_types = {"type": np.array([0.5 * (c in ("air_strike", "riot")) for c in ATTRIBUTES["type"][1]], np.float32)}
    spot = Spot("trigger", 0, 1, 0.9, told_types)
    assert _kind((spot,), {"air_strike": 1.0, "riot": 0.0}) == "air_strike"
    assert _kind((spot,), {"air_strike": 0.0, "riot": 1.0}) == "riot"


def test_numbers_stay_those_of_the_patterns() -> None:
    account = told({"figure": [("Friday", "killed")]})
    assert [(f.effect, f.best) for f in account.figures] == [("killed", 23)]
