"""The same journey whatever holds the ledger: a file, or a PostgreSQL server."""

import json
import re
import signal
import subprocess
import sys
from pathlib import Path
from urllib.request import urlopen

from tests.journeys.shell import Typed
from tests.stores import Store


def test_from_ingest_to_redaction(store: Store, place: Path | str, reports: Path, ledger: Path, typed: Typed) -> None:
    assert typed("incidents", "--ledger", place).returncode == 1
    done = typed("ingest", reports, "--ledger", place)
    assert (done.returncode, done.stderr) == (0, "4 new documents, 0 already there; the ledger holds 2 incidents\n")
    assert typed("ingest", reports, "--ledger", place).stderr.startswith("0 new documents, 4 already there")
    exported = typed("export", "--ledger", place).stdout
    assert exported == typed("export", "--ledger", ledger).stdout
    raid = next(i["id"] for i in map(json.loads, exported.splitlines()) if i["date"]["start"] == "2018-05-04")
    assert "[Eleven] soldiers were killed" in typed("why", raid, "killed", "--ledger", place).stdout
    for words in (["--place", "baidoa"], ["--text", '"roadside bomb"'], ["--since", "2018-05-08"], ["--country", "SO"]):
        assert len(typed("incidents", "--ledger", place, "--brief", *words).stdout.splitlines()) == 1, words
    (then,) = typed("export", "--ledger", place, "--as-of", "2018-05-06", "--policy", "acled").stdout.splitlines()
    assert json.loads(then)["tolls"]["killed"]["best"] == 9
    signed = ("--ledger", place, "--who", "A. Tester", "--why", "seen otherwise")
    assert typed("reject", raid, *signed).returncode == 0
    assert "reject" in typed("history", raid, "--ledger", place).stdout
    done = typed("redact", "blast", "--yes", *signed)
    assert (done.returncode, done.stderr) == (0, "")
    assert b"roadside bomb killed" not in store.stored(place)


def test_copied_there_and_back(place: Path | str, ledger: Path, tmp_path: Path, typed: Typed) -> None:
    back = tmp_path / "back.ledger"
    digests = set()
    for source, target in ((ledger, place), (place, back)):
        done = typed("copy", source, target)
        assert (done.returncode, done.stderr) == (0, "")
        assert done.stdout.startswith("4 versions of 4 documents, 4 readings, 0 judgements, 2 incidents now stand in ")
        digests.add(re.search(r"[0-9a-f]{64}", done.stdout)[0])  # type: ignore[index]
    assert len(digests) == 1
    assert typed("export", "--ledger", back).stdout == typed("export", "--ledger", ledger).stdout
    typed(
        "comment", json.loads(typed("export", "--ledger", back).stdout.splitlines()[0])["id"], "seen", "--ledger", back
    )
    done = typed("copy", back, place)
    assert (done.returncode, done.stdout, len(done.stderr.splitlines())) == (1, "", 1)
    assert "holds another book already" in done.stderr
    assert typed("copy", tmp_path / "nothing", tmp_path / "new").returncode == 1


def test_served_from_anywhere(store: Store, place: Path | str, ledger: Path, typed: Typed) -> None:
    assert typed("copy", ledger, place).returncode == 0
    command = [sys.executable, "-m", "testimonia", "serve", "--ledger", str(place), "--port", "0"]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as serving:
        assert serving.stderr is not None
        address = re.search(r"http://\S+", serving.stderr.readline())
        assert address is not None
        with urlopen(f"{address[0]}incidents?place=gao") as answer:  # our own server
            assert len(json.load(answer)["incidents"]) == 1
        serving.send_signal(signal.SIGINT)
        serving.wait(30)
