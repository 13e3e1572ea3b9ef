"""testimonia add, accept, comment, redact, history, and the ledger as it was known then."""

import json
from pathlib import Path

import pytest

from tests.journeys.shell import Done, Typed


def exported(typed: Typed, ledger: Path, *words: str) -> list[dict]:  # type: ignore[type-arg]
    done = typed("export", "--ledger", ledger, *words)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def raid_of(typed: Typed, ledger: Path, *words: str) -> dict:  # type: ignore[type-arg]
    return next(i for i in exported(typed, ledger, *words) if i["date"]["start"] == "2018-05-04")


@pytest.fixture
def say(ledger: Path, typed: Typed):  # type: ignore[no-untyped-def]
    """A judgement, signed; gives its id."""

    def judged(*words: object) -> str:
        done: Done = typed(*words, "--ledger", ledger, "--who", "A. Tester", "--why", "seen by hand")
        assert done.returncode == 0, done.stderr
        return done.stdout.split(":")[0]

    return judged


def test_a_figure_that_the_reader_missed(ledger: Path, typed: Typed, say) -> None:  # type: ignore[no-untyped-def]
    before = typed("export", "--ledger", ledger).stdout
    made = say("add", "figure", "raid", "--quote", "two trucks", "--effect", "killed", "--number", "14")
    raid = raid_of(typed, ledger)
    assert raid["tolls"]["killed"]["high"] == 14
    (account,) = [a for a in raid["accounts"] if a["document"] == "raid"]
    assert [f["at"][0]["quote"] for f in account["figures"] if f["best"] == 14] == ["two trucks"]
    told = typed("why", raid["id"], "killed", "--ledger", ledger).stdout
    assert "set [two trucks] on fire" in told
    say("undo", made)
    assert typed("export", "--ledger", ledger).stdout == before


def test_a_number_is_read_from_the_words(ledger: Path, typed: Typed, say) -> None:  # type: ignore[no-untyped-def]
    say("add", "figure", "risen", "--quote", "two of the wounded", "--effect", "missing")
    assert raid_of(typed, ledger)["tolls"]["missing"]["best"] == 2


def test_a_victim_that_the_reader_missed(ledger: Path, typed: Typed, say) -> None:  # type: ignore[no-untyped-def]
    was = raid_of(typed, ledger)
    say("add", "victim", "raid", "--quote", "motorcycles", "--name", "Amara Sow", "--age", "24", "--class", "military")
    raid = raid_of(typed, ledger)
    (victim,) = [v for v in raid["victims"] if v["name"] == "Amara Sow"]
    assert (victim["age"], victim["class"], victim["effect"]) == (24, "military", "killed")
    assert raid["tolls"] == was["tolls"]


def test_an_incident_that_the_reader_missed(ledger: Path, typed: Typed, say) -> None:  # type: ignore[no-untyped-def]
    assert len(exported(typed, ledger)) == 2
    say("add", "incident", "match", "--quote", "ran riot on Saturday", "--type", "riot", "--date", "2018-05-05",
        "--place", "Bamako", "--country", "ml", "--killed", "1", "--by", "strikers")  # fmt: skip
    (added,) = [i for i in exported(typed, ledger) if i["type"] == "riot"]
    assert (added["date"]["start"], added["tolls"]["killed"]["best"]) == ("2018-05-05", 1)
    assert (added["places"][0]["name"], added["places"][0]["country"]) == ("Bamako", "ML")
    assert added["accounts"][0]["mentions"][0]["quote"] == "ran riot on Saturday"
    assert typed("why", added["id"], "--ledger", ledger).returncode == 0


def test_a_source_that_is_no_text(ledger: Path, typed: Typed, say) -> None:  # type: ignore[no-untyped-def]
    raid = raid_of(typed, ledger)
    citation = "Interview with a nurse of the district hospital, notes in box 4"
    say("add", "source", citation, "--published", "2018-05-12", "--killed", "12", "--to", raid["id"])
    now = raid_of(typed, ledger)
    assert now["tolls"]["killed"]["best"] == 12
    assert now["accounts"][-1]["mentions"][0]["quote"] == citation
    assert now["id"] == raid["id"]


def test_what_stands_nowhere_is_not_added(ledger: Path, typed: Typed) -> None:
    for words in (
        ["incident", "raid", "--quote", "no such words"], ["incident", "raid", "--quote", "soldiers and"][:3],
        ["incident", "raid"], ["incident", "nothing", "--quote", "x"], ["incident", "raid", "--at", "5:99999"],
        ["figure", "raid", "--quote", "motorcycles"], ["figure", "match", "--quote", "Monday", "--number", "3"],
        ["victim", "raid", "--quote", "Gao"], ["source", " "],
    ):  # fmt: skip
        done = typed("add", *words, "--ledger", ledger)
        assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (2, "", 1), words
    assert typed("judgements", "--ledger", ledger).stdout == ""


def test_what_was_rejected_is_accepted_again(ledger: Path, typed: Typed, say) -> None:  # type: ignore[no-untyped-def]
    raid, before = raid_of(typed, ledger), typed("export", "--ledger", ledger).stdout
    say("reject", raid["id"])
    assert raid["id"] not in {i["id"] for i in exported(typed, ledger)}
    told = typed("history", raid["id"], "--ledger", ledger)
    assert (told.returncode, "in no edition now" in told.stdout) == (0, True)
    say("accept", raid["id"])
    assert typed("export", "--ledger", ledger).stdout == before


def test_one_report_of_an_incident_is_rejected(ledger: Path, typed: Typed, say) -> None:  # type: ignore[no-untyped-def]
    say("reject", raid_of(typed, ledger)["id"], "risen")
    raid = raid_of(typed, ledger)
    assert ([a["document"] for a in raid["accounts"]], raid["tolls"]["killed"]["best"]) == (["raid"], 9)


def test_history_tells_who_came_in_and_what_was_judged(ledger: Path, typed: Typed, say) -> None:  # type: ignore[no-untyped-def]
    raid = raid_of(typed, ledger)
    say("comment", raid["id"], "ask the ministry")
    made = say("set", raid["id"], "killed", "10")
    back = say("undo", made)
    say("set", raid["id"], "type", "bombing")
    told = typed("history", raid["id"], "--ledger", ledger).stdout.splitlines()
    assert told[0] == raid["id"]
    table = ["The Post, 2018-05-06, raid: came in", "Newswire, 2018-05-07, risen: came in",
             "A. Tester  comment: ask the ministry; seen by hand", f"A. Tester  set killed = 10: seen by hand ({made})",
             f"A. Tester  undo {made}: seen by hand", 'A. Tester  set type = "bombing"']  # fmt: skip
    for line, words in zip(told[1:], table, strict=False):
        assert words in line
    assert f"[taken back by {back}]" in told[4]
    assert told[-1].startswith("conflict: A. Tester judged on ")
    assert told[-1].endswith('"bombing"; the reports say "armed_assault"; the person\'s word stands')
    assert len(told) == 8
    assert typed("history", "i-nobody", "--ledger", ledger).returncode == 2


def test_redaction_leaves_no_word(ledger: Path, reports: Path, typed: Typed, say) -> None:  # type: ignore[no-untyped-def]
    raid = raid_of(typed, ledger)
    say("add", "victim", "raid", "--quote", "motorcycles", "--name", "Zamara Quill")
    done = typed("redact", "raid", "--ledger", ledger, "--who", "A. Tester", "--why", "taken down")
    assert (done.returncode, "SHA-256" in done.stdout) == (0, True), done.stderr
    left = b"".join(p.read_bytes() for p in ledger.parent.glob("war.ledger*")).lower()
    for secret in (b"on motorcycles", b"two trucks", b"zamara", b"gunmen kill nine"):
        assert secret not in left
    now = raid_of(typed, ledger)
    assert (now["id"], now["tolls"]["killed"]["best"]) == (raid["id"], 11)
    (account,) = [a for a in now["accounts"] if a["document"] == "raid"]
    assert set("".join(m["quote"] for m in account["mentions"])) == {"█"}
    for words in (["incidents"], ["why", raid["id"]], ["history", raid["id"]]):
        assert typed(*words, "--ledger", ledger).returncode == 0
    assert "A. Tester  redact raid" in typed("history", raid["id"], "--ledger", ledger).stdout
    again = typed("ingest", reports, "--ledger", ledger)
    assert (again.returncode, again.stderr.startswith("0 new documents, 4")) == (0, True)
    assert raid_of(typed, ledger) == now
    stone = typed("judgements", "--ledger", ledger).stdout.splitlines()[-1].split()[0]
    for words in (["undo", stone], ["redact", "nothing"], ["add", "incident", "raid", "--at", "0:5"]):
        assert typed(*words, "--ledger", ledger).returncode == 2, words


def test_the_ledger_as_it_was_known(ledger: Path, typed: Typed, say) -> None:  # type: ignore[no-untyped-def]
    raid = raid_of(typed, ledger)
    say("set", raid["id"], "injured", "5")
    table = [
        (["--as-of", "2018-05-06"], 9, 5), (["--as-of", "2018-05-07"], 11, 5), (["--as-of", "2018-05-06T12:00"], 9, 5),
        (["--as-of", "2018-05-07", "--clock", "published", "--clock", "judged"], 11, 4),
        (["--as-of", "2018-05-07", "--clock", "judged"], 11, 4), (["--as-of", "2999-01-01", "--clock", "all"], 11, 5),
    ]  # fmt: skip
    for words, killed, injured in table:
        tolls = raid_of(typed, ledger, *words)["tolls"]
        assert (tolls["killed"]["best"], tolls["injured"]["best"]) == (killed, injured), words
    assert exported(typed, ledger, "--as-of", "2018-05-07", "--clock", "ingested") == []
    told = typed("why", raid["id"], "killed", "--as-of", "2018-05-06", "--ledger", ledger).stdout
    assert "[nine]" in told
    assert "Eleven" not in told
    listed = typed("incidents", "--as-of", "2018-05-06", "--ledger", ledger, "--brief").stdout
    assert len(listed.splitlines()) == 1
    assert typed("export", "--as-of", "yesterday", "--ledger", ledger).returncode == 2


def test_another_policy_at_a_query(ledger: Path, typed: Typed) -> None:
    raid = raid_of(typed, ledger)
    for policy, numbers in (("gtd", (11, 11, 11)), ("airwars", (11, 11, 11)), ("ibc", (11, 11, 11))):
        toll = raid_of(typed, ledger, "--policy", policy)["tolls"]["killed"]
        assert ((toll["low"], toll["best"], toll["high"]), toll["policy"]) == (numbers, policy)
        told = typed("why", raid["id"], "killed", "--policy", policy, "--ledger", ledger).stdout
        assert f"rule {policy}" in told
    done = typed("export", "--policy", "nonsense", "--ledger", ledger)
    assert (done.returncode, "airwars" in done.stderr) == (2, True)


def test_an_id_of_former_days_is_followed_in_another_edition(
    ledger: Path, reports: Path, tmp_path: Path, typed: Typed
) -> None:
    other = tmp_path / "other.ledger"
    assert typed("ingest", reports / "risen.txt", "--ledger", other).returncode == 0
    old = raid_of(typed, other)["id"]
    assert typed("ingest", reports, "--ledger", other).returncode == 0
    new = raid_of(typed, other)["id"]
    assert new != old
    for words in ([], ["--policy", "gtd"], ["--as-of", "2018-05-07"]):
        told = typed("why", old, "--ledger", other, *words)
        assert (told.returncode, f"{old} is now {new}" in told.stdout) == (0, True), told.stderr
    assert f"once {old}" in typed("history", new, "--ledger", other).stdout
