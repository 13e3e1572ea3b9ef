"""Every page of the samples as a picture: light, dark and on a phone. `make screenshots` writes build/screenshots."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import Browser

from testimonia import judging, pipeline
from testimonia.model.errors import InputError
from testimonia.store import Ledger, Query
from tests.browsing import Visit, browser, chromium, served
from tests.serving import with_users

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "src" / "testimonia" / "samples"
LIGHTS = {"light": ("light", 1280, 900), "dark": ("dark", 1280, 900), "phone": ("light", 390, 844)}


def sampled(folder: Path) -> tuple[Path, dict[str, str]]:
    """A ledger of the samples with a few judgements and its users; the pages that are worth a picture, by name."""
    path = folder / "samples.ledger"
    with Ledger.open(path, "write", create=True) as book:
        for done in pipeline.ingest([str(SAMPLES)], book):
            assert not isinstance(done, InputError), done
        pipeline.rebuild(book)
        told = max(book.incidents(Query()), key=lambda i: (len(i.accounts), i.tolls["killed"].best or 0))
        accounts = judging.accounts(book, book, told.id)
        for who, verdict, why in (
            ("amina", "accept", "checked against the register"),
            ("omar", "comment", "ask again"),
        ):
            pipeline.judge(book, judging.sign(verdict, who, why, subjects=accounts))  # type: ignore[arg-type]
    incident, document = f"/incidents/{told.id}", f"/documents/{told.accounts[0].document}"
    strangers = {"overview": "/", "incident": incident, "document": document, "try": "/try", "take-away": "/export",
                 "sign-in": "/sign-in", "error": "/nowhere"}  # fmt: skip
    return with_users(path), strangers | {"review": "/review", "judgements": "/judgements", "judging": incident,
                                          "marking": document}  # fmt: skip


def pictures(made: Browser, address: str, pages: dict[str, str], out: Path) -> int:
    """Takes them all; how many."""
    for light, (scheme, width, height) in LIGHTS.items():
        context = made.new_context(color_scheme=scheme, viewport={"width": width, "height": height})  # type: ignore[arg-type]
        visit = Visit(context, address)
        for name, path in pages.items():
            if name == "review":  # what follows needs somebody who may judge
                visit.sign_in("ada")
            page = visit.open(path)
            if name in ("judging", "marking"):
                page.evaluate(
                    "for (const d of document.querySelectorAll('details.judge, .judge details')) d.open = true"
                )
            page.wait_for_load_state("networkidle")
            page.screenshot(path=out / f"{name}-{light}.png", full_page=name != "overview" or light == "phone")
        assert visit.complaints == [], visit.complaints
        context.close()
    return len(LIGHTS) * len(pages)


def main() -> None:
    """Writes the pictures into the folder that is named, or build/screenshots."""
    if chromium() is None:
        raise SystemExit("chromium is not here (on Debian: apt-get install chromium)")
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "build" / "screenshots"
    out.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        ledger, pages = sampled(Path(folder))
        with served(ledger) as address, browser() as made:
            print(f"{pictures(made, address, pages, out)} pictures in {out}")


if __name__ == "__main__":
    main()
