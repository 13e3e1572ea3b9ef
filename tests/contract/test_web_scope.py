"""A server that was given a scope marks every incident, on its pages and in what the API gives; nothing is left out."""

from __future__ import annotations

from pathlib import Path

from testimonia import open as open_ledger
from testimonia.model.scope import Scope
from tests.serving import PAGE, ids, ledger, serving


def test_incidents_are_marked(tmp_path: Path) -> None:
    path = ledger(tmp_path)
    rules = tmp_path / "scope.toml"
    rules.write_text('countries = ["ML"]')
    with serving(path) as plain, serving(path, scope=Scope.open(rules)) as scoped:
        assert ids(plain) == ids(scoped)
        assert all("scope" not in i for i in plain.get("/incidents").json()["incidents"])
        marks = {i["id"]: i["scope"] for i in scoped.get("/incidents").json()["incidents"]}
        assert {m["inside"] for m in marks.values()} == {True, False}
        for name, mark in marks.items():
            assert scoped.get(f"/incidents/{name}").json()["scope"] == mark
            assert mark["because"] in scoped.get(f"/incidents/{name}", headers=PAGE).text
    with open_ledger(path, scope=rules) as opened:
        assert {i.id: i.scope and i.scope.inside for i in opened.incidents()} == {
            n: m["inside"] for n, m in marks.items()
        }
