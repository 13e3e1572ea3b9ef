"""The HTTP API: what it gives, in which shape, and how it says what is wrong."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as xml

import msgspec
import pytest
from starlette.testclient import TestClient

from testimonia import pipeline
from testimonia.model.claim import Period
from testimonia.model.judgement import Judgement
from testimonia.publish.jsonl import line
from testimonia.store import Ledger, Query, key
from tests.serving import BLAST, PAGE, RAID, ids, ledger, serving


@pytest.fixture(scope="module")
def path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return ledger(tmp_path_factory.mktemp("web"))


@pytest.fixture(scope="module")
def client(path: Path) -> Iterator[TestClient]:
    with serving(path) as made:
        yield made


def named(client: TestClient, **filters: Any) -> str:
    (name,) = ids(client, **filters)
    return name


def test_a_list_gives_the_objects_of_the_contract(client: TestClient, path: Path) -> None:
    page = client.get("/incidents", params={"order": "oldest"}).json()
    with Ledger.open(path) as book:
        expected = [json.loads(json.dumps(line(i) | {"headline": i.headline})) for i in book.incidents()]
    assert page == {"incidents": expected, "next": None}


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_pages_put_together_are_the_list(client: TestClient, order: str) -> None:
    whole = ids(client, order=order)
    assert len(whole) == 3
    assert ids(client, order=order, limit=1) == whole
    assert ids(client, order=order, limit=2, since="2018") == whole


def test_the_undated_come_last_in_either_order(tmp_path: Path) -> None:
    path = ledger(tmp_path)
    with Ledger.open(path, "write") as book:
        dated = list(book.incidents())
        bare = [msgspec.structs.replace(dated[0], id=f"i-{n}", date=Period(unresolved="no words")) for n in range(3)]
        book.publish_edition([*dated, *bare], recipe=book.recipe)
    undated, names = [i.id for i in bare], [i.id for i in dated]
    with serving(path) as client, serving(path, public=True, delay_hours=0) as public:
        for limit in (1, 2, 3, 4, 50):
            for server in (client, public):
                assert ids(server, order="oldest", limit=limit) == names + undated
                assert ids(server, order="newest", limit=limit) == names[::-1] + undated
            assert ids(client, order="newest", limit=limit, since="2018") == names[::-1]


def test_a_list_goes_on_behind_its_last_incident_whatever_came_meanwhile(path: Path) -> None:
    with Ledger.open(path) as book:
        whole = list(book.incidents())
        for newest in (False, True):
            for at, incident in enumerate(whole[::-1] if newest else whole):
                behind = list(book.incidents(Query(newest=newest, after=key(incident))))
                assert behind == (whole[::-1] if newest else whole)[at + 1 :]
                assert len(list(book.incidents(Query(newest=newest, after=key(incident), text="gao")))) <= len(behind)


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"country": "ml"}, 1),
        ({"country": "ML", "type": "bombing"}, 0),
        ({"type": "bombing"}, 1),
        ({"since": "2018-05-05"}, 2),
        ({"until": "2018-05-07"}, 1),
        ({"min_killed": "11"}, 1),
        ({"min_killed": "1000000000"}, 0),
        ({"box": "-1,16,1,17"}, 1),
        ({"box": "-1,17,1,16"}, 1),
        ({"actor": "river"}, 1),
        ({"place": "baid"}, 1),
        ({"text": '"three civilians"'}, 0),
        ({"text": "baidoa"}, 1),
        ({"status": "foiled"}, 0),
        ({"text": "", "country": "", "box": " "}, 3),
        ({"text": "' OR 1=1 --"}, 0),
        ({"text": "***"}, 3),
    ],
)
def test_filters(client: TestClient, filters: dict[str, str], found: int) -> None:
    assert len(ids(client, **filters)) == found


@pytest.mark.parametrize(
    ("address", "status", "field"),
    [
        ("/incidents?colour=red", 400, "colour"),
        ("/incidents?since=yesterday", 400, "since"),
        ("/incidents?until=2019-02-30", 400, "until"),
        ("/incidents?type=quarrel", 400, "type"),
        ("/incidents?status=maybe", 400, "status"),
        ("/incidents?order=random", 400, "order"),
        ("/incidents?country=Mali", 400, "country"),
        ("/incidents?min_killed=-1", 400, "min_killed"),
        ("/incidents?min_killed=99999999999999999999", 400, "min_killed"),
        ("/incidents?min_killed=%D9%A3", 400, "min_killed"),
        ("/incidents?limit=0", 400, "limit"),
        ("/incidents?limit=1001", 400, "limit"),
        ("/incidents?box=1,2,3", 400, "box"),
        ("/incidents?box=nan,nan,nan,nan", 400, "box"),
        ("/incidents?box=0,50,1,-91", 400, "box"),
        ("/incidents?cursor=nonsense", 404, "cursor"),
        ("/incidents?cursor=WzFd", 404, "cursor"),
        ("/incidents?text=%00", 400, "text"),
        ("/incidents?text=" + "a" * 501, 400, "text"),
        ("/incidents/i-none", 404, None),
        ("/incidents/i-none?policy=ucdp", 404, None),
        ("/documents/none", 404, None),
        ("/documents/", 404, None),
        ("/nowhere", 404, None),
        ("/export/papyrus", 404, "format"),
        ("/export/csv?limit=3", 400, "limit"),
        ("/tally?cursor=x", 400, "cursor"),
        ("/feed.atom?limit=201", 400, "limit"),
        ("/static/../app.py", 404, None),
        ("/static/%2e%2e/app.py", 404, None),
    ],
)
def test_what_makes_no_sense_is_a_problem_that_names_it(
    client: TestClient, address: str, status: int, field: str | None
) -> None:
    answer = client.get(address)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"
    problem = answer.json()
    assert (problem["status"], problem.get("field")) == (status, field)
    assert problem["title"]
    assert len(problem["detail"]) > 10
    page = client.get(address, headers=PAGE)
    if field is None:
        assert page.status_code == status
        assert page.headers["content-type"].startswith("text/html")


def test_a_cursor_of_the_other_order_is_refused(client: TestClient) -> None:
    cursor = client.get("/incidents?limit=1&order=newest").json()["next"]
    assert client.get("/incidents", params={"cursor": cursor, "order": "oldest"}).status_code == 404


def test_other_methods_are_refused(client: TestClient) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH"):
        answer = client.request(method, "/incidents")
        assert answer.status_code == 405
        assert answer.headers["content-type"] == "application/problem+json"


def test_one_incident_has_its_reasons_and_sentences(client: TestClient) -> None:
    name = named(client, country="ML")
    found = client.get(f"/incidents/{name}").json()
    assert found["id"] == name
    assert {f["field"] for f in found["findings"]} >= {"type", "date", "places", "figures/killed", "claims"}
    claims = {c for f in found["findings"] for side in ("supports", "contradicts") for c in f[side]}
    claims |= {s["claim"] for f in found["findings"] for s in f["set_aside"]}
    assert {e["claim"] for e in found["evidence"]} == claims
    nine = next(e for e in found["evidence"] if e["value"].startswith("9 military"))
    assert nine["sentences"] == ["Nine soldiers killed near Gao."]


def test_another_policy_counts_the_same_reports(client: TestClient) -> None:
    name = named(client, country="ML")
    for policy in ("ucdp", "gtd"):
        found = client.get(f"/incidents/{name}", params={"policy": policy}).json()
        assert (found["id"], found["tolls"]["killed"]["policy"]) == (name, policy)
    assert client.get(f"/incidents/{name}?policy=dice").json()["field"] == "policy"
    assert client.get(f"/incidents/{name}?polity=ucdp").json()["field"] == "polity"


def test_a_document_has_its_text_what_it_says_and_its_incident(client: TestClient) -> None:
    found = client.get("/documents/raid").json()
    assert (found["text"], found["read"], len(found["incidents"])) == (RAID, True, 1)
    assert found["accounts"] == [{"account": found["accounts"][0]["account"], "incident": named(client, country="ML")}]
    assert client.get("/documents/a%2Fblast%3F").json()["text"] == BLAST


def test_an_id_of_former_days_is_followed(tmp_path: Path) -> None:
    path = ledger(tmp_path)
    with serving(path) as client:
        blast, raid = named(client, country="SO"), named(client, country="ML")
        with Ledger.open(path, "write") as book:
            accounts = tuple(book.incident(i).accounts[0].account for i in (raid, blast))
            judged = Judgement(id="j-1", who="Ann", when="2020-01-01T00:00:00Z", verdict="merge", subjects=accounts)
            pipeline.judge(book, judged)
        assert raid in ids(client)
        assert blast not in ids(client)
        for headers in ({}, PAGE):
            moved = client.get(f"/incidents/{blast}?policy=ucdp", headers=headers)
            assert (moved.status_code, moved.headers["location"]) == (307, f"/incidents/{raid}?policy=ucdp")


def test_what_a_reader_has_is_not_sent_again(client: TestClient) -> None:
    for address in ("/incidents", "/incidents.geojson", "/documents/raid", "/feed.atom", "/openapi.json", "/tally"):
        first = client.get(address)
        again = client.get(address, headers={"if-none-match": f'"x", W/{first.headers["etag"]}'})
        assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert client.get("/incidents", headers={"if-none-match": '"x"'}).status_code == 200


def test_exports_stream_what_the_filters_mean(client: TestClient) -> None:
    rows = client.get("/export/jsonl")
    assert [json.loads(row)["id"] for row in rows.text.splitlines()] == ids(client, order="oldest")
    assert rows.headers["content-disposition"] == 'attachment; filename="incidents.jsonl"'
    some = client.get("/export/csv?country=ML").text
    assert [row["id"] for row in csv.DictReader(io.StringIO(some))] == ids(client, country="ML")


def test_the_feed_is_atom(client: TestClient) -> None:
    answer = client.get("/feed.atom?country=ML")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    atom = "{http://www.w3.org/2005/Atom}"
    feed = xml.fromstring(answer.content)
    (entry,) = feed.findall(f"{atom}entry")
    assert entry.findtext(f"{atom}updated") == "2018-05-07T00:00:00Z"
    assert feed.findtext(f"{atom}updated") == "2018-05-07T00:00:00Z"
    assert str(entry.findtext(f"{atom}id")).endswith(f"/incidents/{named(client, country='ML')}")


def test_the_description_names_every_address_and_parameter(client: TestClient) -> None:
    found = client.get("/openapi.json").json()
    assert found["openapi"] == "3.1.0"
    assert set(found["paths"]) >= {"/incidents", "/incidents/{id}", "/documents/{id}", "/incidents.geojson", "/read"}
    text = json.dumps(found)
    refs = {piece.split('"')[0] for piece in text.split("#/components/schemas/")[1:]}
    assert refs <= set(found["components"]["schemas"])
    parameters = {p["name"] for p in found["paths"]["/incidents"]["get"]["parameters"]}
    said = client.get("/incidents?colour=red").json()["detail"]
    assert all(name in said for name in parameters)
    assert found["paths"]["/incidents"]["get"]["responses"]["200"]["content"]["application/json"]["example"]
    for path, item in found["paths"].items():
        if "get" in item and "{" not in path and "security" not in item["get"] and path != "/events":
            assert client.get(path).status_code == 200, path


def test_every_example_of_a_filter_is_accepted(client: TestClient) -> None:
    found = client.get("/openapi.json").json()
    for parameter in found["paths"]["/incidents"]["get"]["parameters"]:
        if "example" in parameter:
            answer = client.get("/incidents", params={parameter["name"]: parameter["example"]})
            assert answer.status_code == 200, parameter["name"]


def test_a_text_is_read_and_not_stored(client: TestClient) -> None:
    before = client.get("/health").json()["counts"]
    text = "Gunmen killed nine soldiers in a raid near Gao in Mali on Friday, the army said."
    told = client.post("/read", json={"text": text, "published": "2018-05-06"}).json()
    assert (told["text"], told["read"], told["published"]) == (text, True, "2018-05-06")
    (account,) = told["incidents"]
    assert [f["best"] for f in account["figures"]] == [9]
    for figure in account["figures"]:
        for at in figure["at"]:
            assert told["text"][at["start"] : at["end"]] == at["quote"]
    plain = client.post("/read", content=text.encode(), headers={"content-type": "text/plain; charset=utf-8"})
    assert plain.json()["incidents"][0]["date"]["start"] is None
    assert client.get("/health").json()["counts"] == before


@pytest.mark.parametrize(
    ("content", "media", "status"),
    [
        (b'{"text": 5}', "application/json", 422),
        (b"{}", "application/json", 422),
        (b"{", "application/json", 422),
        (b"\xff\xfe", "application/json", 422),
        (b"\xff", "text/plain", 422),
        (b'{"text": "x", "published": "soon"}', "application/json", 422),
        (b"<html>", "text/html", 415),
        (b"x" * 2_000_001, "text/plain", 413),
        (b"text=%ff", "application/x-www-form-urlencoded", 422),
    ],
)
def test_bodies_that_are_no_text(client: TestClient, content: bytes, media: str, status: int) -> None:
    answer = client.post("/read", content=content, headers={"content-type": media})
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")


def test_a_body_without_a_length_is_cut_off_where_it_grows_too_long(client: TestClient) -> None:
    taken = 0

    def endless() -> Iterator[bytes]:
        nonlocal taken
        for _ in range(1000):
            taken += 1
            yield b"x" * 100_000

    answer = client.post("/read", content=endless(), headers={"content-type": "text/plain"})
    assert answer.status_code == 413


@pytest.mark.parametrize("host", ["evil.example", "localhost.evil.example", "", "127.0.0.1.evil.example:80"])
def test_a_name_that_is_not_ours_is_refused(client: TestClient, host: str) -> None:
    answer = client.get("/incidents", headers={"host": host})
    assert (answer.status_code, answer.headers["content-type"]) == (421, "application/problem+json")


@pytest.mark.parametrize("host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "[::1]", "LOCALHOST"])
def test_our_names_are_known(client: TestClient, host: str) -> None:
    assert client.get("/health", headers={"host": host}).status_code == 200


def test_every_answer_keeps_hostile_text_harmless(client: TestClient) -> None:
    for address in ("/", "/incidents", "/nowhere", "/static/app.css", "/feed.atom"):
        answer = client.get(address, headers=PAGE)
        assert answer.headers["x-content-type-options"] == "nosniff", address
        policy = answer.headers["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "unsafe" not in policy


def test_who_tells_it_how_far_they_agree_and_how_sure_it_is(client: TestClient) -> None:
    every = {i: client.get(f"/incidents/{i}").json() for i in ids(client)}
    assert ids(client, source="the post") == [
        i for i, one in every.items() if "River Front" in str(one["perpetrators"])
    ]
    for grade in ("weak", "fair", "contested"):
        assert ids(client, grade=grade) == [i for i, one in every.items() if one["grade"] == grade]
    assert ids(client, min_confidence=0) == ids(client, min_confidence="1.0") == list(every)  # made by hand: all sure


def test_every_operation_has_an_example(client: TestClient) -> None:
    described = client.get("/openapi.json").json()
    assert described["openapi"].startswith("3.1")
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            for status, answer in operation["responses"].items():
                for media, content in answer["content"].items():
                    assert "example" in content, (method, path, status, media)
            for parameter in operation.get("parameters", ()):
                assert "example" in parameter or parameter["name"] == "cursor", (method, path, parameter["name"])
