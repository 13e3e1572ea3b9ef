"""What tests of judging through the web begin with: a program that judges, and the forms of a page."""

from __future__ import annotations

import html
import re
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from testimonia.web.users import Users, beside
from tests.serving import ids


class Program:
    """A program with the token of a reviewer."""

    def __init__(self, client: TestClient, path: Path, name: str = "rob") -> None:
        self.client = client
        self.headers = {"authorization": f"Bearer {Users(beside(path)).token(name)}"}

    def seen(self, name: str) -> dict[str, str]:
        return {name: self.client.get(f"/incidents/{name}", headers=self.headers).json()["state"]}

    def judge(self, verdict: str, incident: str = "", **more: Any) -> Any:
        wish = {"verdict": verdict, "incident": incident} | more
        if incident and "seen" not in more:
            wish["seen"] = self.seen(incident)
        return self.client.post("/judgements", json=wish, headers=self.headers)


def raid_and_blast(client: TestClient) -> tuple[str, str]:
    return ids(client, country="ML")[0], ids(client, country="SO")[0]


def killed(client: TestClient, name: str) -> int:
    best: int = client.get(f"/incidents/{name}").json()["tolls"]["killed"]["best"]
    return best


def fields(page: str, verdict: str) -> dict[str, Any]:
    """The hidden fields of the first form of a page that has such a verdict."""
    for found in re.findall(r"<form.*?</form>", page, re.DOTALL):
        hidden = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', found)
        if ("verdict", verdict) in hidden or f'name="verdict" value="{verdict}"' in found:
            out: dict[str, Any] = {}
            for name, value in hidden:
                out.setdefault(name, []).append(html.unescape(value))
            return out
    raise AssertionError(f"no form to {verdict}")
