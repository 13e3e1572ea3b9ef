"""What is asked for on the left, what comes of it on the right: actors that a user adds to a layer."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from testimonia.knowledge.actors import Registry
from testimonia.knowledge.actors_layers import VARIABLE, append, layer_to_extend, named_layers, read_layer
from testimonia.knowledge.actors_names import slug
from testimonia.knowledge.actors_new import merged, new_actor
from testimonia.model.errors import InputError, UsageError
from testimonia.resolve.actors import actor_marks

SHIPPED = Registry.open([])

REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("", {"kind": "rebel"}, "is no name"),
    (" \t ", {"kind": "rebel"}, "is no name"),
    ("!!!", {"kind": "rebel"}, "is no name"),
    ("x" * 10_000, {"kind": "rebel"}, "is no name"),
    ("Hill Front", {"kind": "rebel", "aliases": ["a\x00b"]}, "is no name"),
    ("Hill Front", {}, "--kind"),
    ("Hill Front", {"kind": "villains"}, "--kind"),
    ("Hill Front", {"kind": "rebel", "countries": ["Mali"]}, "no country code"),
    ("Hill Front", {"kind": "rebel", "since": 16}, "years"),
    ("Hill Front", {"kind": "rebel", "since": 2019, "until": 2016}, "years"),
    ("Hill Front", {"kind": "rebel", "parent": "nobody-at-all"}, "nobody-at-all"),
    ("Hill Front", {"kind": "rebel", "parent": "al-qaeda", "branch": True}, "--country"),
    ("Hill Front", {"kind": "rebel", "countries": ["ML"], "branch": True}, "--parent"),
    ("Hill Front", {"kind": "rebel", "id": "a b"}, "can be no id"),
    ("Boko Haram", {"kind": "rebel"}, "--id boko-haram"),
    ("Hill Front", {"kind": "rebel", "aliases": ["Boko Haram"]}, "is a name of Boko Haram"),
]

SLUGS = """
River Liberation Front | river-liberation-front
Frente «Río» | frente-rio
  The  23rd March  Movement | the-23rd-march-movement
حركة الجبل | حركة-الجبل
""".strip().split("\n")


@pytest.mark.parametrize(("name", "about", "says"), REFUSED)
def test_what_is_refused_says_why(name: str, about: dict[str, Any], says: str) -> None:
    with pytest.raises(UsageError) as caught:
        new_actor(SHIPPED, name, **about)
    assert says in str(caught.value)
    assert len(str(caught.value)) < 400


@pytest.mark.parametrize("row", SLUGS)
def test_an_id_is_made_of_the_name(row: str) -> None:
    name, made = row.rsplit(" | ")
    assert slug(name) == made


def test_what_is_added_is_found_and_can_be_taken_out_again(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "own.jsonl"
    front = new_actor(SHIPPED, "River  Liberation Front", kind="rebel", countries=["ml"], weak=["RLF"], since=2016)
    append(front, path)
    other = new_actor(Registry.open([path]), "Army of the River", id=front.id)
    append(other, path)
    registry = Registry.open([path])
    assert registry.show("Army of the River").id == front.id
    assert registry.show(front.id).name == "River Liberation Front"
    assert (front.kind, front.countries, other.kind) == ("rebel", ("ML",), "rebel")
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    path.write_text(lines[0], encoding="utf-8")
    assert Registry.open([path]).lookup("Army of the River") == ()


def test_a_short_name_of_a_users_own_is_looked_for_in_texts(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    append(new_actor(SHIPPED, "Zambo", id="boko-haram"), path)
    assert ("Zambo", True) in {(n.text, n.strong) for n in Registry.open([path]).names if n.actor == "boko-haram"}


def test_a_layer_without_a_last_line_end_is_not_damaged(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text('{"id": "a-a", "name": "Aa Front"}', encoding="utf-8")
    append(new_actor(SHIPPED, "Bb Front", kind="militia"), path)
    assert [a.name for a in read_layer(path)] == ["Aa Front", "Bb Front"]


def test_nothing_is_added_to_a_broken_layer(tmp_path: Path) -> None:
    path = tmp_path / "own.jsonl"
    path.write_text("{broken\n", encoding="utf-8")
    with pytest.raises(InputError, match="line 1"):
        append(new_actor(SHIPPED, "Bb Front", kind="militia"), path)
    assert path.read_text(encoding="utf-8") == "{broken\n"


def test_which_layer_is_extended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "settings"))
    monkeypatch.setattr("platformdirs.user_config_dir", lambda name: str(tmp_path / "settings" / name))
    monkeypatch.delenv(VARIABLE, raising=False)
    own = layer_to_extend()
    assert own == tmp_path / "settings" / "testimonia" / "actors.jsonl"
    assert named_layers() == ()
    append(new_actor(SHIPPED, "Bb Front", kind="militia"), own)
    assert named_layers() == (own,)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "x.jsonl"))
    assert layer_to_extend() == tmp_path / "x.jsonl"
    monkeypatch.setenv(VARIABLE, str(tmp_path))
    assert layer_to_extend() == tmp_path / "own.jsonl"
    monkeypatch.setenv(VARIABLE, "a.jsonl:b.jsonl")
    with pytest.raises(UsageError, match="--layer"):
        layer_to_extend()


def test_a_group_that_only_reports_know_can_be_merged(tmp_path: Path) -> None:
    path, text = tmp_path / "own.jsonl", "A group calling itself the Lions of Dawn claimed it."
    (before,) = [m for m in actor_marks(text, SHIPPED) if not m.generic]
    assert (before.name, before.actor_id) == ("Lions of Dawn", "new.lions-of-dawn")
    assert SHIPPED.get("new.lions-of-dawn") is None
    append(merged(SHIPPED, "Lions of Dawn", "jnim"), path)
    known = Registry.open([path])
    assert known.show("new.lions-of-dawn").id == "jnim"
    assert [m.actor_id for m in actor_marks(text, known) if not m.generic] == ["jnim"]


@pytest.mark.parametrize(
    ("name", "actor", "says"),
    [
        ("Boko Haram", "jnim", "is a name of Boko Haram"),
        ("JNIM", "jnim", "already"),
        ("Lions of Dawn", "nosuch", "no actor has the id"),
        ("", "jnim", "is no name"),
        ("Lions of Dawn", "new.sons-of-dusk", "only reports know"),
    ],
)
def test_a_merge_that_cannot_be_says_why(name: str, actor: str, says: str) -> None:
    with pytest.raises(UsageError) as caught:
        merged(SHIPPED, name, actor)
    assert says in str(caught.value)


def test_a_provisional_id_alone_can_be_merged() -> None:
    made = merged(SHIPPED, "new.sons-of-dusk", "Islamic State in the Greater Sahara")
    assert (made.id, made.name) == ("isgs", "sons of dusk")
