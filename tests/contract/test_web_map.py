"""What a map shows of a ledger, and what is counted of it, by a program."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.serving import ids, ledger, serving


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ledger(tmp_path_factory.mktemp("web"))


@pytest.fixture(scope="module")
def client(path: Path) -> Iterator[TestClient]:
    with serving(path) as made:
        yield made


def test_a_map_has_the_circle_in_which_it_happened(client: TestClient) -> None:
    found = client.get("/incidents.geojson", params={"country": "ML"})
    assert found.headers["content-type"] == "application/geo+json"
    (feature,) = found.json()["features"]
    assert feature["geometry"] == {"type": "Point", "coordinates": [-0.04472, 16.27167]}
    assert feature["properties"]["circle_km"] == 3.0
    assert client.get("/incidents.geojson?limit=1").json()["next"]


def test_months_add_up(client: TestClient) -> None:
    months = client.get("/tally").json()["months"]
    assert [(m["month"], m["incidents"]) for m in months] == [("2018-05", 2), ("2019-01", 1)]
    assert months[0]["best"] == 14
    assert [m["best"] for m in client.get("/tally?country=SO").json()["months"]] == [3]


def picture(client: TestClient, **asked: Any) -> dict[str, Any]:
    answer = client.get("/clusters", params=asked)
    assert answer.status_code == 200, answer.text
    return answer.json()


def test_marks_that_lie_close_are_one(client: TestClient) -> None:
    far = picture(client, zoom=0)
    [heap] = far["features"]
    assert heap["properties"] == {"count": 2, "killed": 14}
    assert heap["bbox"] == [-0.04472, 3.11383, 43.6498, 16.27167]
    assert (far["count"], far["without"]) == (3, 1)
    assert far["bbox"] == pytest.approx([-0.04472, 3.11383, 43.6498, 16.27167])


def test_marks_that_lie_apart_tell_what_they_are(client: TestClient) -> None:
    near = picture(client, zoom=5)["features"]
    assert sorted(f["id"] for f in near) == sorted(
        i for i in ids(client) if client.get(f"/incidents/{i}").json()["places"][0]["lat"]
    )
    assert all(f["properties"]["count"] == 1 and f["properties"]["headline"] for f in near)
    assert sorted(f["properties"]["circle_km"] for f in near) == [3.0, 3.0]


def test_only_what_lies_in_the_window_is_drawn(client: TestClient) -> None:
    found = picture(client, zoom=5, window="40,0,50,10")
    assert [f["geometry"]["coordinates"] for f in found["features"]] == [[43.6498, 3.11383]]
    assert found["bbox"][0] == pytest.approx(-0.04472)  # the whole of it is told all the same
    assert picture(client, zoom=5, window="170,-10,-170,10")["features"] == []
    assert picture(client, zoom=5, country="SO")["count"] == 1


@pytest.mark.parametrize("by", ["actor", "country", "place"])
def test_sums_by_name_are_those_of_the_list(client: TestClient, by: str) -> None:
    rows = client.get("/tally", params={"by": by}).json()[by]
    assert rows == sorted(rows, key=lambda r: (-r["best"], -r["incidents"], r["name"] or ""))
    names = {"actor": "River Front", "country": "ML", "place": "ML:Gao"}
    [row] = [r for r in rows if r["name"] == names[by]]
    assert row == {"name": names[by], "incidents": 1, "low": 9, "best": 11, "high": 11}


@pytest.mark.parametrize(("asked", "field"), [
    ("/clusters?zoom=99", "zoom"), ("/clusters?zoom=nan", "zoom"), ("/clusters?zoom=-1", "zoom"),
    ("/clusters?window=1,2,3", "window"), ("/clusters?window=nan,0,0,0", "window"), ("/clusters?limit=3", "limit"),
    ("/tally?by=moon", "by"), ("/incidents?grade=splendid", "grade"), ("/incidents?min_confidence=2", "min_confidence"),
    ("/incidents?min_confidence=nan", "min_confidence"), ("/incidents?min_confidence=" + "1" * 400, "min_confidence"),
    ("/incidents?source=" + "a" * 501, "source"), ("/incidents?zoom=3", "zoom"), ("/incidents?by=actor", "by"),
])  # fmt: skip
def test_absurd_questions_are_named(client: TestClient, asked: str, field: str) -> None:
    answer = client.get(asked)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["field"] == field
