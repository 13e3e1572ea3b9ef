"""Identifiers of actors elsewhere, as they ship and as layers add to them."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import pytest
from click.testing import CliRunner

from testimonia.cli import main
from testimonia.knowledge.actors import Registry

REGISTRY = Registry.open([])
WIKIDATA = {a.id: a.ids["wikidata"] for a in REGISTRY.actors if "wikidata" in a.ids}
PAIRS = """
Islamic State | Q2429253
Al-Qaeda | Q34490
Hamas | Q38799
Hezbollah | Q41053
Taliban | Q42418
Tehrik-i-Taliban Pakistan | Q1459585
Kurdistan Workers' Party | Q152220
FARC | Q155801
Provisional IRA | Q504628
Al-Nusra Front | Q32748
Al-Qaeda in the Islamic Maghreb | Q2635966
Boko Haram | Q212372
Al-Shabaab | Q309998
Lord's Resistance Army | Q108462
Israel Defense Forces | Q58967
NATO | Q7184
United Nations | Q1065
"""


def test_wikidata_ids_are_ids_of_items() -> None:
    assert len(WIKIDATA) >= 230
    assert {a: q for a, q in WIKIDATA.items() if not re.fullmatch(r"Q[1-9][0-9]*", q)} == {}


def test_no_item_is_two_actors() -> None:
    assert [q for q, many in Counter(WIKIDATA.values()).items() if many > 1] == []


@pytest.mark.parametrize("pair", PAIRS.strip().splitlines())
def test_well_known_actors_have_their_item(pair: str) -> None:
    name, item = pair.split(" | ")
    assert [a.ids.get("wikidata") for a in REGISTRY.actors if name in (a.name, *a.aliases)] == [item]


def test_an_army_stays_its_state_s_force() -> None:
    assert REGISTRY.show("idf").ids == {"force": "IL.military", "wikidata": "Q58967"}
    assert REGISTRY.get("IL.military") == REGISTRY.get("idf")


def test_a_layer_adds_its_ids(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text(json.dumps({"id": "hamas", "name": "Hamas", "ids": {"ours": "A-17"}}) + "\n", encoding="utf-8")
    assert Registry.open([path]).show("hamas").ids == {"wikidata": "Q38799", "ours": "A-17"}


def test_actors_show_prints_them() -> None:
    shown = CliRunner().invoke(main, ["actors", "show", "idf"])
    assert shown.exit_code == 0
    assert re.search(r"^ids +force IL\.military; wikidata Q58967$", shown.output, re.MULTILINE), shown.output
