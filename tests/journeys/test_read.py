"""testimonia read."""

import json
from pathlib import Path

from tests.journeys.shell import Typed


def test_read_prints_one_json_line_a_document_where_nobody_watches(raid: Path, typed: Typed) -> None:
    done = typed("read", raid, "--published", "2018-05-06")
    assert (done.returncode, done.stderr) == (0, "")
    (line,) = done.stdout.splitlines()
    got = json.loads(line)
    assert (got["read"], got["kind"], got["published"]) == (True, "report", "2018-05-06")
    assert "text" not in got
    (incident,) = got["incidents"]
    assert incident["date"]["start"] == incident["date"]["end"] == "2018-05-04"
    assert set(incident["confidence"]) == {"incident", "type", "status", "salience"}
    killed = [f["best"] for f in incident["figures"] if f["effect"] == "killed"]
    assert killed == [9]


def test_every_quote_stands_where_it_says(reports: Path, typed: Typed) -> None:
    done = typed("read", reports, "--with-text")
    seen = 0

    def check(node: object, text: str) -> None:
        nonlocal seen
        if isinstance(node, dict):
            if {"start", "end", "quote"} <= node.keys():
                seen += 1
                assert text[node["start"] : node["end"]] == node["quote"]
            for value in node.values():
                check(value, text)
        elif isinstance(node, list):
            for value in node:
                check(value, text)

    for line in done.stdout.splitlines():
        got = json.loads(line)
        check([got["incidents"], got["aggregates"]], got["text"])
    assert seen > 10


def test_documents_come_in_input_order_and_sport_is_no_incident(reports: Path, typed: Typed) -> None:
    lines = [json.loads(line) for line in typed("read", reports).stdout.splitlines()]
    assert [d["id"] for d in lines] == ["blast", "match", "raid", "risen"]
    assert [d["kind"] for d in lines] == ["report", "other", "report", "report"]


def test_json_is_one_array(reports: Path, typed: Typed) -> None:
    assert len(json.loads(typed("read", reports, "--format", "json").stdout)) == 4
    nothing = typed("read", reports / "none.txt", "--format", "json")
    assert (nothing.returncode, json.loads(nothing.stdout)) == (1, [])


def test_text_is_laid_out_for_people(reports: Path, typed: Typed) -> None:
    done = typed("read", reports / "raid.txt", "--format", "text")
    assert done.returncode == 0
    assert "\x1b" not in done.stdout
    assert "2018-05-04" in done.stdout
    assert "[nine]" in done.stdout
    assert "The Post, 2018-05-06" in done.stdout


def test_without_a_date_relative_days_stay_unresolved(raid: Path, typed: Typed) -> None:
    got = json.loads(typed("read", raid).stdout)
    assert got["published"] is None
    assert got["incidents"][0]["date"]["start"] is None
    assert got["incidents"][0]["date"]["unresolved"]


def test_standard_input(raid: Path, typed: Typed) -> None:
    done = typed("read", "-", "--published", "2018-05-06", stdin=raid.read_text(encoding="utf-8"))
    assert json.loads(done.stdout)["incidents"][0]["date"]["start"] == "2018-05-04"


def test_min_confidence_leaves_out_what_is_less_sure(raid: Path, typed: Typed) -> None:
    got = json.loads(typed("read", raid, "--min-confidence", "1").stdout)
    assert (got["read"], got["incidents"]) == (True, [])


def test_another_language_is_not_read_and_says_why(german: Path, raid: Path, typed: Typed) -> None:
    done = typed("read", german, raid)
    first, second = (json.loads(line) for line in done.stdout.splitlines())
    assert done.returncode == 1
    assert (first["read"], first["kind"], first["incidents"]) == (False, None, [])
    assert first["reason"].startswith("in German, not supported: read are ")
    assert (first["language"], "language" in second) == ("de", False)
    assert second["read"] is True
    (said,) = done.stderr.splitlines()
    assert german.name in said


def test_french_is_read_in_its_own_words(french: Path, typed: Typed) -> None:
    done = typed("read", french, "--published", "2018-05-06", "--format", "jsonl")
    got = json.loads(done.stdout)
    assert (done.returncode, got["read"], got["language"]) == (0, True, "fr")
    assert got["reader"].startswith("patterns/1-fr-")
    (incident,) = got["incidents"]
    assert (incident["type"], incident["date"]["start"]) == ("armed_assault", "2018-05-04")
    assert incident["date"]["at"][0]["quote"] == "vendredi"
    assert {(f["effect"], f["best"], f["at"][0]["quote"]) for f in incident["figures"]} >= {("injured", 4, "quatre")}
    assert "ministère de la défense" in {f["according_to"] for f in incident["figures"]}
    assert incident["places"][0]["name"] == "Gao"


def test_a_missing_file_is_named_and_the_rest_is_read(raid: Path, tmp_path: Path, typed: Typed) -> None:
    done = typed("read", tmp_path / "nowhere.txt", raid)
    assert done.returncode == 1
    assert len(done.stdout.splitlines()) == 1
    (said,) = done.stderr.splitlines()
    assert "nowhere.txt" in said


def test_wrong_usage_is_one_line_and_status_two(raid: Path, typed: Typed) -> None:
    for words in (
        ["read"], ["read", raid, "--published", "last week"], ["read", raid, "--reader", "nobody"],
        ["read", raid, "--format", "xml"], ["nonsense"], ["read", raid, "--min-confidence", "7"],
    ):  # fmt: skip
        done = typed(*words)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1), words
