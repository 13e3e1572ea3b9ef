"""What anonymous readers see, and what they must not."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec
import pytest
from starlette.testclient import TestClient

from testimonia import pipeline, plugins
from testimonia.model.claim import Account, Figure, Period, Perpetrator, Place, Reading, Victim
from testimonia.model.errors import UsageError
from testimonia.model.text import Evidence
from testimonia.model.world import Incident, Testimony
from testimonia.store import Ledger
from testimonia.web.settings import Settings
from testimonia.web.veil import Mask, Veil, coarse, private
from tests.serving import PAGE, RAID, ids, ledger, reports, serving

HIDDEN = ("Idrissa", "Coulibaly")
NOW = datetime(2020, 1, 10, 12, tzinfo=UTC)


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ledger(tmp_path_factory.mktemp("public"))


@pytest.fixture(scope="module")
def client(path: Path) -> Iterator[TestClient]:
    with serving(path, public=True, delay_hours=24) as made:
        yield made


def addresses(client: TestClient) -> Iterator[str]:
    yield from ("/", "/incidents", "/incidents.geojson", "/feed.atom", "/documents/raid", "/documents/risen", "/tally",
                "/clusters?zoom=6", "/clusters?zoom=0", "/tally?by=actor", "/tally?by=place")  # fmt: skip
    yield from (f"/incidents/{name}" for name in ids(client))
    yield from (f"/incidents/{name}?policy=gtd" for name in ids(client))


def test_no_victim_is_named_anywhere(client: TestClient) -> None:
    seen = 0
    for address in addresses(client):
        for headers in ({}, PAGE):
            answer = client.get(address, headers=headers)
            assert answer.status_code == 200, address
            seen += "[name withheld]" in answer.text
            for name in HIDDEN:
                assert name not in answer.text, address
    assert seen >= 2


def test_no_victim_is_named_in_an_export(client: TestClient) -> None:
    for name in plugins.names("exports"):
        content = client.get(f"/export/{name}").content
        assert content, name
        assert all(hidden.encode() not in content for hidden in HIDDEN), name
    rows = [json.loads(row) for row in client.get("/export/jsonl").text.splitlines()]
    assert [row["victims"] for row in rows] == [[]] * 3


def test_points_lie_on_a_grid(client: TestClient) -> None:
    for address in addresses(client):
        for headers in ({}, PAGE):
            text = client.get(address, headers=headers).text
            assert "16.27" not in text, address
            assert "-0.0447" not in text, address
    (feature,) = client.get("/incidents.geojson?country=ML").json()["features"]
    assert feature["geometry"]["coordinates"] == [-0.0, 16.3]
    assert feature["properties"]["circle_km"] >= 8


def test_small_boxes_do_not_find_a_point(client: TestClient) -> None:
    assert ids(client, box="-0.09,16.21,-0.08,16.22") == ids(client, country="ML")
    assert ids(client, box="1,16,2,17") == []


def test_nobody_can_ask_whether_somebody_was_a_victim(client: TestClient, path: Path) -> None:
    with serving(path) as whole:
        assert ids(whole, text="coulibaly") == ids(whole, country="ML")
    assert ids(client, text="coulibaly") == []
    assert ids(client, text="gao") == ids(client, country="ML")


def test_what_a_map_shows_lies_on_the_grid_too(client: TestClient) -> None:
    features = client.get("/clusters?zoom=9").json()["features"]
    assert sorted(f["geometry"]["coordinates"] for f in features) == [[-0.0, 16.3], [43.6, 3.1]]
    assert all(f["properties"]["circle_km"] >= 8 for f in features)
    assert client.get("/clusters?zoom=0").json()["bbox"] == [-0.0, 3.1, 43.6, 16.3]


def test_nobody_can_ask_what_a_private_person_did(tmp_path: Path) -> None:
    path = tmp_path / "l"
    with Ledger.open(path, "write", create=True) as made:
        for document, account in list(reports())[:1]:
            who = Perpetrator(name="Moussa Traore", basis="stated", actor_id="new.moussa-traore", at=account.mentions)
            told = msgspec.structs.replace(account, perpetrators=(*account.perpetrators, who))
            reading = Reading(
                document=document.id, document_version=document.version, reader="hand/1", incidents=(told,)
            )
            made.record(document, reading)
        pipeline.rebuild(made)
    with serving(path) as whole:
        assert len(ids(whole, actor="traore")) == 1
        assert "Moussa Traore" in whole.get("/tally?by=actor").text
    with serving(path, public=True, delay_hours=0) as public:
        assert len(ids(public, actor="river front")) == 1
        for asked in ({"actor": "traore"}, {"actor": "new.moussa-traore"}, {"text": "moussa"}):
            assert ids(public, **asked) == []
            assert public.get("/clusters", params=asked).json()["count"] == 0
            assert public.get("/tally", params=asked).json()["months"] == []
        for address in ("/", "/incidents", "/tally?by=actor", f"/incidents/{ids(public)[0]}", "/export/jsonl"):
            for headers in ({}, PAGE):
                text = public.get(address, headers=headers).text.lower()
                assert "traore" not in text, address


def test_a_search_through_too_much_is_refused(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("testimonia.web.desk.MOST_SEARCHED", 1)
    told = client.get("/incidents?text=killed*")
    assert (told.status_code, told.json()["field"]) == (400, "text")


def test_reports_show_sentences_of_evidence_only(client: TestClient) -> None:
    found = client.get("/documents/raid").json()
    assert "text" not in found
    assert [s["text"] for s in found["sentences"]][:2] == [
        "Nine soldiers killed near Gao.", "Gunmen attacked a post near Gao on Friday."]  # fmt: skip
    blast = client.get("/documents/a%2Fblast%3F", headers=PAGE).text
    assert "Nobody claimed it" not in blast
    assert RAID not in client.get("/documents/raid", headers=PAGE).text


def test_the_page_says_that_something_is_withheld(client: TestClient) -> None:
    assert "incidents appear after 24 hours" in client.get("/", headers=PAGE).text
    assert "counts" not in client.get("/health").json()


@pytest.mark.parametrize(
    ("end", "published", "hours", "shows"),
    [
        ("2020-01-08", "2020-01-08", 36, True),
        ("2020-01-08", "2020-01-08", 37, False),
        ("2020-01-08", "2020-01-10T11:00:00+00:00", 0, True),
        ("2020-01-08", "2020-01-10T11:00:00+00:00", 2, False),
        ("2020-01-08", "2020-01-10T13:00:00+02:00", 1, True),
        (None, "2020-01-08", 24, True),
        ("2020-01-08", None, 24, True),
        (None, None, 0, False),
        ("2020-01-10", "2020-01-09", 0, False),
    ],
)
def test_nothing_shows_before_the_delay_has_passed(
    end: str | None, published: str | None, hours: int, shows: bool
) -> None:
    account = Testimony(document="d", publisher=None, published=published, url=None, mentions=(), figures=())
    incident = Incident(
        id="i", type="bombing", status="occurred", date=Period(start=end, end=end), places=(), perpetrators=(),
        claims=(), targets=(), weapons=(), grade=None, tolls={}, victims=(), accounts=(account,),
    )  # fmt: skip
    assert Veil(timedelta(hours=hours)).shows(incident, NOW) is shows


def test_what_does_not_show_yet_is_nowhere(path: Path) -> None:
    years = (datetime.now(UTC) - datetime(2018, 8, 1, tzinfo=UTC)).total_seconds() / 3600
    with serving(path, public=True, delay_hours=years) as client, serving(path) as whole:
        assert len(ids(client)) == 2
        (late,) = set(ids(whole)) - set(ids(client))
        for headers in ({}, PAGE):
            assert client.get(f"/incidents/{late}", headers=headers).status_code == 404
            assert client.get("/documents/worst", headers=headers).status_code == 404
        for address in ("/incidents", "/incidents.geojson", "/export/jsonl", "/feed.atom"):
            assert late not in client.get(address).text
        assert [m["month"] for m in client.get("/tally").json()["months"]] == ["2018-05"]


def test_public_needs_a_delay() -> None:
    with pytest.raises(UsageError, match="--delay HOURS"):
        Settings(ledger=Path("x"), public=True)
    with pytest.raises(UsageError, match="--public"):
        Settings(ledger=Path("x"), delay_hours=3)
    with pytest.raises(UsageError, match="hours between"):
        Settings(ledger=Path("x"), public=True, delay_hours=-1)


@pytest.mark.parametrize(
    ("name", "text", "masked"),
    [
        ("Idrissa Coulibaly", "Idrissa Coulibaly died.", "[name withheld] died."),
        ("Idrissa Coulibaly", "Mr Coulibaly’s son", "Mr [name withheld]’s son"),
        ("Idrissa Coulibaly", "in Coulibalyville", "in Coulibalyville"),
        ("al-Amin", "the al-Amin house", "the [name withheld] house"),
        ("a teacher", "a teacher of law", "[name withheld] of law"),
        ("A (b", "A (b was shot", "[name withheld] was shot"),
    ],
)
def test_names_are_taken_out_of_texts(name: str, text: str, masked: str) -> None:
    mask = Mask([Victim(name=name, at=(Evidence(0, 1, "x"),))])
    assert mask.text(text) == masked
    assert "".join(mask.text(text[s.start : s.end]) for s in mask.spans(text)) == "[name withheld]" * len(
        list(mask.spans(text))
    )


def test_persons_without_an_office_are_private_and_bodies_are_not() -> None:
    def said(by: str) -> Figure:
        return Figure(effect="killed", who="all", low=1, best=1, high=1, according_to=by, at=())

    account = Account(
        type="bombing",
        status="occurred",
        salience="news",
        mentions=(),
        figures=tuple(map(said, ("Awa Sarr", "police spokesman Jan Berg", "United Nations", "the ministry"))),
        perpetrators=(
            Perpetrator(name="Otto Feld", basis="blamed", by="Ines Roth", at=()),
            Perpetrator(name="River Liberation Front", basis="stated", at=()),
            Perpetrator(name="Boko Haram", basis="stated", at=(), actor_id="boko-haram"),
            Perpetrator(name="two gunmen", basis="stated", at=()),
        ),
    )
    assert [v.name for v in private(account)] == ["Awa Sarr", "Ines Roth", "Otto Feld"]


def test_who_speaks_without_an_office_is_not_named_in_the_chart(tmp_path: Path) -> None:
    path = ledger(tmp_path)
    with Ledger.open(path, "write") as book:
        for document, account in reports():
            if document.id in ("raid", "risen"):
                figures = tuple(msgspec.structs.replace(f, according_to="Awa Sarr") for f in account.figures)
                told = msgspec.structs.replace(account, figures=figures)
                book.record(document, Reading(document=document.id, document_version=document.version,
                                              reader="hand/2", incidents=(told,)))  # fmt: skip
        pipeline.rebuild(book)
    with serving(path) as client:
        (name,) = ids(client, country="ML")
        assert "Awa Sarr" in client.get(f"/incidents/{name}", headers=PAGE).text
    with serving(path, public=True, delay_hours=0) as client:
        for headers in ({}, PAGE):
            assert "Sarr" not in client.get(f"/incidents/{name}", headers=headers).text


def test_without_victims_nothing_is_masked() -> None:
    assert Mask([]).text("Anybody") == "Anybody"
    assert list(Mask([]).spans("Anybody")) == []


@pytest.mark.parametrize(
    ("place", "point", "precision", "radius"),
    [
        (Place(name="a", lat=16.27167, lon=-0.04472, precision=1), (16.3, -0.0), 2, 8.0),
        (Place(name="a", lat=16.27167, lon=-0.04472, precision=4), (16.3, -0.0), 4, None),
        (Place(name="a", lat=-89.96, lon=179.99, radius_km=30.0, precision=2), (-90.0, 180.0), 2, 30.0),
        (Place(name="a", unresolved="why"), (None, None), None, None),
    ],
)
def test_places_are_coarse(
    place: Place, point: tuple[float | None, float | None], precision: int | None, radius: float | None
) -> None:
    found = coarse(place)
    assert ((found.lat, found.lon), found.precision, found.radius_km) == (point, precision, radius)


def test_a_victim_whom_a_person_added_is_not_named_either(tmp_path: Path) -> None:
    path = ledger(tmp_path)
    typed = ["add", "victim", "a/blast?", "--quote", "Nobody", "--ledger", str(path)]
    done = subprocess.run([sys.executable, "-m", "testimonia", *typed], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    with serving(path) as client:
        assert "Nobody" in client.get("/documents/a%2Fblast%3F").text
    with serving(path, public=True, delay_hours=24) as client:
        for address in (*addresses(client), "/documents/a%2Fblast%3F"):
            for headers in ({}, PAGE):
                assert "Nobody" not in client.get(address, headers=headers).text, address
