"""`testimonia serve`: the web application and the HTTP API."""

from __future__ import annotations

import gc
import socket
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from testimonia.cli.options import example, gazetteer_option, ledger_option, scope_option, users_option
from testimonia.model.errors import UsageError
from testimonia.plugins import READER

_LOOPBACK = ("127.0.0.1", "::1", "localhost")


@click.command(
    epilog=example(
        "testimonia serve --ledger war.ledger",
        "testimonia serve --ledger war.ledger --host 0.0.0.0 --name ledger.example.org --public --delay 48",
    )
)
@ledger_option
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on; this machine alone.")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(0, 65535), help="The port; 0 finds one.")
@click.option("--name", "names", multiple=True, metavar="HOST", help="A name by which browsers call the server.")
@click.option(
    "--public",
    is_flag=True,
    help="For anonymous readers: no whole texts, no exact places, no names of victims and other private persons that "
    "were found as such. A name that was not found stays in its sentence: look before you publish.",
)
@click.option("--delay", type=float, metavar="HOURS", help="With --public: how long after an incident it is shown.")
@click.option("--closed", is_flag=True, help="Nobody sees anything without being signed in (see `testimonia users`).")
@users_option
@click.option(
    "--workers",
    default=0,
    show_default=True,
    type=click.IntRange(0, 64),
    help="So many further processes answer those who are not signed in: one a core, where very many read a large "
    "ledger at once. Each takes as much memory as the server.",
)
@click.option("--reader", default=READER, show_default=True, help="Which reader reads pasted texts.")
@gazetteer_option
@scope_option
def serve(
    ledger_path: Path | str,
    host: str,
    port: int,
    names: tuple[str, ...],
    public: bool,
    delay: float | None,
    closed: bool,
    users_path: Path | None,
    workers: int,
    reader: str,
    gazetteer: Path | None,
    scope: Path | None,
) -> int:
    """Serve the ledger to browsers and programs, until it is interrupted.

    Whoever reaches the address can read the ledger (unless --closed): without --public that is every word of every
    report, so it listens on this machine alone unless told otherwise. Only users who are signed in judge through it.
    """
    import uvicorn

    from testimonia import pipeline
    from testimonia.cli.progress import ready
    from testimonia.model.scope import Scope
    from testimonia.store import short
    from testimonia.web.app import make
    from testimonia.web.settings import LOOPBACK, Settings

    pipeline.reader_named(reader)
    known = (*LOOPBACK, *(n.lower() for n in names), *(() if host in _LOOPBACK or names else ("*",)))
    settings = Settings(ledger=ledger_path, public=public, delay_hours=delay, hosts=known, reader=reader,
                        gazetteer=gazetteer, users=users_path, closed=closed,
                        scope=Scope.open(scope) if scope else None)  # fmt: skip
    ready(gazetteer)
    app = make(settings, _settled, workers)
    with _listening(host, port) as listener:
        shown, at = listener.getsockname()[:2]
        click.echo(f"serving {short(ledger_path)} at http://{f'[{shown}]' if ':' in shown else shown}:{at}/", err=True)

        class Server(uvicorn.Server):
            def handle_exit(self, sig: int, frame: Any) -> None:
                app.closing.set()
                super().handle_exit(sig, frame)

        config = uvicorn.Config(app, log_level="warning", server_header=False, timeout_keep_alive=20,
                                timeout_graceful_shutdown=10)  # fmt: skip
        with suppress(KeyboardInterrupt):  # how a person ends it: no fault
            Server(config).run(sockets=[listener])
    return 0


def _settled() -> None:
    """What is in memory once the server is ready stays there for good: nobody who asks should wait while it is looked
    through for garbage."""
    gc.collect()
    gc.freeze()


def _listening(host: str, port: int) -> socket.socket:
    """A socket that listens; UsageError where the address cannot be had."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(256)
    except OSError as fault:
        raise UsageError(
            f"{host}:{port} cannot be listened on: {fault.strerror or fault} (try another --port)"
        ) from fault
    return listener
