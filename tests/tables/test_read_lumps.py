"""One word that tells of several attacks: left, the text; right, the towns of its accounts and their dead, and what it
counts over all of them."""

from __future__ import annotations

import pytest

from testimonia import pipeline
from testimonia.model.text import Document
from testimonia.read.patterns import PatternReader
from testimonia.store import Ledger
from tests.reading import read, resolvers

TEXTS: dict[str, tuple[list[tuple[str, int | None]], list[int]]] = {
    "Two attacks killed 54 people in the towns of Baidoa and Kismayo on Tuesday, the government said.":
        ([("Baidoa", None), ("Kismayo", None)], [54]),
    "Twin bombings in Baidoa and Kismayo killed 31 people on Tuesday.":
        ([("Baidoa", None), ("Kismayo", None)], [31]),
    "Three raids in Gao, Timbuktu and Kidal left 12 dead on Monday.":
        ([("Gao", None), ("Timbuktu", None), ("Kidal", None)], [12]),
    "Somalia mourns 54 dead\n\nTwo attacks in Baidoa and Kismayo killed 54 people on Tuesday. "
    "Gunmen killed 24 soldiers in Kismayo.": ([("Baidoa", None), ("Kismayo", 24)], [54]),
    "Bombings in Baidoa and Kismayo killed 31 people on Tuesday.": ([("Baidoa", None), ("Kismayo", None)], [31]),
    "Bombers struck churches in Kenya and Tanzania on Tuesday.": ([("Kenya", None), ("Tanzania", None)], []),
    "Gunmen struck a church in Kenya on Tuesday.": ([("Kenya", None)], []),
    "A bombing in Baidoa killed 30 people on Tuesday.": ([("Baidoa", 30)], []),
    "Two blasts in Baidoa killed 30 people on Tuesday.": ([("Baidoa", 30)], []),  # of one town: told as one
}  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_each_attack_has_its_account_and_none_has_the_total(text: str) -> None:
    said = read(text)
    accounts, totals = TEXTS[text]
    assert [(a.places[0].name, next((f.best for f in a.figures), None)) for a in said.incidents] == accounts
    assert [a.best for a in said.aggregates] == totals


def test_a_lump_is_an_account_of_both_incidents_and_in_the_toll_of_none(place) -> None:
    reports = {
        "one": "A bomb killed 30 civilians in the market of the town of Baidoa on Tuesday, police said.",
        "other": "Gunmen killed 24 soldiers at a base in the port of Kismayo on Tuesday, the army said.",
        "lump": "Two attacks killed 54 people in the towns of Baidoa and Kismayo on Tuesday, the government said.",
    }
    with Ledger.open(place, "write", create=True) as ledger:
        for name, text in reports.items():
            document = Document(id=name, text=text, published="2018-05-09", publisher=name)
            ledger.record(document, PatternReader().read(document, resolvers().marks(document)))
        pipeline.rebuild(ledger)
        found = {i.places[0].name: i for i in ledger.incidents()}
        assert {name: sorted(t.document for t in i.accounts) for name, i in found.items()} == {
            "Baidoa": ["lump", "one"], "Kismayo": ["lump", "other"],
        }  # fmt: skip
        assert {name: (t.low, t.best, t.high) for name, i in found.items() if (t := i.tolls["killed"])} == {
            "Baidoa": (30, 30, 30), "Kismayo": (24, 24, 24),
        }  # fmt: skip
