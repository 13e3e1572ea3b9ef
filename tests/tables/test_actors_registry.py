"""The registry: rows that ship, layers above them, searching."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from testimonia.knowledge.actors import Registry, states
from testimonia.knowledge.actors_names import fold, key
from testimonia.model.errors import InputError, UsageError

REGISTRY = Registry.open([])
KINDS = {
    "jihadist", "rebel", "militia", "gang", "party", "state", "military", "police", "intelligence", "peacekeepers",
    "mission", "armed", "civilians", "officials", "media", "aid", "person", "other",
}  # fmt: skip


def layer(path: Path, *rows: dict[str, object]) -> Path:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_every_row_is_sound() -> None:
    isos = {s.iso for s in states()}
    ours = [a for a in REGISTRY.actors if a.kind != "state"]
    assert len(ours) >= 350
    for actor in REGISTRY.actors:
        assert actor.kind in KINDS, actor
        assert set(actor.countries) <= isos, actor
        assert actor.parent is None or REGISTRY.get(actor.parent), actor
        assert actor.since is None or actor.until is None or actor.since <= actor.until, actor
        assert REGISTRY.show(actor.id) == actor
        assert actor in REGISTRY.lookup(actor.name)


def test_no_strong_name_means_two_actors() -> None:
    owners: dict[str, set[str]] = {}
    for name in REGISTRY.names:
        if name.strong:
            owners.setdefault(name.text if name.exact else key(name.text), set()).add(name.actor)
    assert {n: o for n, o in owners.items() if len(o) > 1} == {}


@pytest.mark.parametrize(
    ("query", "actor"),
    [
        ("jnim", "jnim"),
        ("Boko", "boko-haram"),
        ("shabab", "al-shabaab"),
        ("Lord resistance", "lra"),
        ("Tehrik Taliban", "ttp"),
        ("kurdistan workers", "pkk"),
        ("islamic state sahel", "isgs"),
        ("Hezbolah", "hezbollah"),
        ("داعش", "islamic-state"),
        ("Armée de résistance", None),
    ],
)
def test_search(query: str, actor: str | None) -> None:
    hits = REGISTRY.search(query, limit=3)
    assert all(0 < h.score <= 1 for h in hits)
    if actor:
        assert actor in [h.actor.id for h in hits], hits


@pytest.mark.parametrize("query", ["", " ", "x" * 5000, "\x00", "'"])
def test_search_takes_anything(query: str) -> None:
    assert isinstance(REGISTRY.search(query), list)


def test_show_names_the_nearest() -> None:
    with pytest.raises(UsageError, match="boko-haram"):
        REGISTRY.show("boko-harm")


def test_show_takes_a_name_that_one_actor_has() -> None:
    assert REGISTRY.show("JNIM").id == "jnim"
    with pytest.raises(UsageError, match="ambazonia-df"):
        REGISTRY.show("ADF")


def test_forces_of_states_that_have_no_row() -> None:
    force = REGISTRY.force("FR", "military")
    assert force is not None
    assert (force.id, force.name, force.countries) == ("FR.military", "Armed Forces of France", ("FR",))
    assert REGISTRY.get("ML.military") == REGISTRY.get("fama")
    assert REGISTRY.force("ML", "civilians") is None
    assert REGISTRY.force("??", "military") is None


def test_layers_of_three_formats(tmp_path: Path) -> None:
    ours = layer(
        tmp_path / "a.jsonl",
        {"id": "x:1", "name": "Dune Front", "aliases": ["DNF"], "kind": "rebel", "countries": ["TD"], "from": 2019},
    )
    ucdp = layer(
        tmp_path / "b.jsonl",
        {
            "id": "ucdp:9001",
            "name": "Boko Haram",
            "aliases": [],
            "type": "organised_group",
            "source": "ucdp-actor-22.1",
        },
        {
            "id": "ucdp:9002",
            "name": "Government of Mali",
            "aliases": [],
            "type": "government",
            "source": "ucdp-actor-22.1",
        },
    )
    petrarch = layer(
        tmp_path / "c.jsonl",
        {
            "id": "p:1",
            "name": "SALT LAKE RESISTANCE (SLR)",
            "aliases": ["SALT RESISTANCE"],
            "codes": ["TCDREB"],
            "source": "petrarch2 X",
        },
    )
    registry = Registry.open([ours, ucdp, petrarch])
    assert registry.show("x:1").since == 2019
    assert registry.show("boko-haram").ids["ucdp"] == "ucdp:9001"
    assert registry.show("state.ML").ids["ucdp"] == "ucdp:9002"
    slr = registry.show("p:1")
    assert (slr.name, slr.kind, set(slr.aliases)) == ("Salt Lake Resistance", "rebel", {"SLR", "Salt Resistance"})


def test_the_lists_of_the_data_folder_open_and_join_what_ships() -> None:
    data = Path(os.environ.get("TESTIMONIA_DATA") or Path(__file__).resolve().parents[2].parent / "shared") / "actors"
    if not data.is_dir():
        pytest.skip("skipped: no data")
    registry = Registry.open(sorted(data.glob("*.jsonl")))
    assert len(registry) > 5000
    assert registry.show("boko-haram").ids.keys() >= {"ucdp", "petrarch"}
    assert [a.id for a in registry.lookup("JNIM")] == ["jnim"]
    assert not [n for n in registry.names if n.strong and len(n.text) < 2]


def test_a_row_of_our_own_mends_a_shipped_one(tmp_path: Path) -> None:
    path = layer(tmp_path / "a.jsonl", {"id": "jnim", "name": "JNIM", "aliases": ["Sahel Vanguard Group"]})
    assert [a.id for a in Registry.open([path]).lookup("sahel vanguard group")] == ["jnim"]


def test_layers_named_by_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    layer(tmp_path / "a.jsonl", {"id": "x:2", "name": "Reed Marsh Brigades", "kind": "militia"})
    monkeypatch.setenv("TESTIMONIA_ACTORS", str(tmp_path))
    assert Registry.open().show("x:2").kind == "militia"


@pytest.mark.parametrize("content", ["{", "[]\n", '{"id": "a"}\n', '{"id": "", "name": ""}\n', "\xff", "42\n"])
def test_a_bad_layer_is_named_with_its_line_and_the_cure(content: str, tmp_path: Path) -> None:
    path = tmp_path / "bad.jsonl"
    path.write_text('{"id": "fine", "name": "Fine Group"}\n' + content, encoding="latin-1")
    with pytest.raises(InputError, match=r"bad\.jsonl: line 2 .*JSON object"):
        Registry.open([path])


def test_a_missing_layer_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"none\.jsonl: cannot be read"):
        Registry.open([tmp_path / "none.jsonl"])


@pytest.mark.parametrize(
    ("text", "folded"),
    [("Séléka", "seleka"), ("Al‑Shabaab", "al shabaab"), ("İstanbul", "istanbul"), ("PKK’s", "pkk's"), ("a\nb", "a b")],
)
def test_folding_keeps_every_letter_in_its_place(text: str, folded: str) -> None:
    assert fold(text) == folded
    assert len(fold(text)) == len(text)
