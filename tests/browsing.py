"""A real browser for the tests: Debian's Chromium, driven by Playwright. Where there is none they are skipped."""

from __future__ import annotations

import json
import shutil
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from testimonia.web.app import make
from testimonia.web.pages import built
from testimonia.web.settings import Settings
from tests.serving import PASSWORD

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync",
         "--host-resolver-rules=MAP ledger.example 127.0.0.1"]  # fmt: skip
expect.set_options(timeout=20_000)  # a machine may have other work to do
AXE = Path(__file__).parents[1] / "assets" / "node_modules" / "axe-core" / "axe.min.js"


def chromium() -> str | None:
    """Where the browser is, or None. Playwright's own is never fetched."""
    return shutil.which("chromium")


@contextmanager
def browser() -> Iterator[Browser]:
    """A browser with an empty profile of its own; the test is skipped where there is none, or no map for it to show."""
    path = chromium()
    if path is None or not built() or not AXE.is_file():
        pytest.skip("skipped: no browser")
    with sync_playwright() as playwright:
        made = playwright.chromium.launch(executable_path=path, args=FLAGS)
        try:
            yield made
        finally:
            made.close()


@contextmanager
def served(ledger: Path, **settings: Any) -> Iterator[str]:
    """A server of the ledger, in a thread of this process; its address."""
    app = make(Settings(ledger=ledger, **settings))
    config = uvicorn.Config(app, log_level="error", timeout_graceful_shutdown=5)
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        app.closing.set()
        server.should_exit = True
        thread.join(10)
        listener.close()


QUIET = """() => new Promise((done) => {
  let still = setTimeout(done, 300);
  new MutationObserver(() => { clearTimeout(still); still = setTimeout(done, 300); })
    .observe(document, { childList: true, subtree: true });
})"""


class Visit:
    """One person at a browser. Whatever a page complains of is kept in `complaints`: scripts that fail, what the
    content security policy stops, addresses that are asked for elsewhere."""

    def __init__(self, context: BrowserContext, address: str) -> None:
        self.context, self.address = context, address
        self.complaints: list[str] = []
        context.route(lambda url: not url.startswith((address, "data:", "blob:")), self._elsewhere)
        self.page: Page = context.new_page()
        self.page.on("pageerror", lambda error: self.complaints.append(str(error)))
        self.page.on("console", lambda said: said.type == "error" and self._said(said.text))
        self.page.set_default_timeout(20_000)

    def _elsewhere(self, route: Any) -> None:
        self.complaints.append(f"asked for {route.request.url}")
        route.abort()

    def _said(self, text: str) -> None:
        if (
            "status of 4" not in text and "Opener-Policy header has been ignored" not in text
        ):  # what the server refuses, tests look at themselves
            self.complaints.append(text)

    def open(self, path: str) -> Page:
        """A page of the server, when it and its scripts are there."""
        self.page.goto(self.address + path, wait_until="load")
        return self.page

    def sign_in(self, name: str = "rob") -> None:
        """Through the form."""
        self.open("/sign-in")
        self.page.get_by_label("Name").fill(name)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.get_by_role("button", name="Sign in").click()
        self.page.get_by_text(f"{name} (").wait_for()

    def violations(self) -> list[str]:
        """What axe-core finds wrong with the page for people who use it otherwise than with eyes and a mouse, once
        nothing on it changes any more (lists and charts are filled in after it has loaded)."""
        self.page.evaluate(QUIET)
        self.page.evaluate(AXE.read_text(encoding="utf-8") + "; null")
        found = json.loads(self.page.evaluate("axe.run().then((r) => JSON.stringify(r.violations))"))
        return [f"{v['id']}: {node['target']} {node.get('failureSummary', '')}" for v in found for node in v["nodes"]]
