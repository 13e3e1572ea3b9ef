"""Spark reads, links and reconciles to the bytes of one machine; what is complete is not done again."""

from __future__ import annotations

import random
import shutil
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest

from benchmarks.synthetic import reports
from testimonia import pipeline
from testimonia.link import blocks
from testimonia.link.sketch import sketch
from testimonia.model.errors import InputError, UsageError
from testimonia.model.judgement import Judgement
from testimonia.store import Ledger
from tests.journeys.shell import type_in
from tests.laws.test_renewal import crowded

SAMPLES = str(files("testimonia") / "samples")


@pytest.fixture(scope="module")
def spark() -> Iterator[Any]:
    pytest.importorskip("pyspark", reason="skipped: no Spark")
    if not shutil.which("java"):
        pytest.skip("skipped: no Spark")
    from testimonia.spark import session

    made = session("local[2]")
    yield made
    made.stop()


def worked(spark: Any, paths: list[str], ledger: Ledger, folder: Path) -> list[Any]:
    from testimonia.spark import run
    from testimonia.spark.reading import How

    return list(run(spark, paths, ledger, folder, How(reader="patterns")))


def test_a_whole_job_makes_the_ledger_of_one_machine(spark: Any, tmp_path: Path) -> None:
    bad = tmp_path / "bad.jsonl"
    bad.write_text('{"text": "Gunmen killed nine people in Gao on Friday.", "published": "2019-11-03"}\n{"text": 1}\n')
    paths = [SAMPLES, str(bad), str(tmp_path / "nowhere")]
    with (
        Ledger.open(tmp_path / "one", "write", create=True) as one,
        Ledger.open(tmp_path / "many", "write", create=True) as many,
    ):
        alone = list(pipeline.ingest(paths, one, reader="patterns"))
        pipeline.rebuild(one)
        together = worked(spark, paths, many, tmp_path / "work")
        items = [item for item in together if isinstance(item, pipeline.Recorded | InputError)]
        assert [str(item) for item in items] == [str(item) for item in alone]
        assert sum(isinstance(item, InputError) for item in items) == 2
        assert many.counts() == one.counts()
        assert many.digest() == one.digest()
        assert not many.stale
        # What is complete is not done again, here or there.
        again = worked(spark, paths, many, tmp_path / "work")
        assert not any(item.new for item in again if isinstance(item, pipeline.Recorded))
        assert [item.done for item in again if not isinstance(item, pipeline.Recorded | InputError)] == ["reading"]


def judged(accounts: list[str], rng: random.Random) -> Iterator[Judgement]:
    for number, verdict in enumerate(("merge", "split", "reject", "merge", "set", "split", "merge") * 3):
        some = rng.sample(accounts, 3)
        what: dict[str, Any] = {"subjects": tuple(some)}
        if verdict == "split":
            what = {"subjects": tuple(some[:1]), "apart": tuple(some[1:])}
        if verdict == "set":
            what |= {"field": "headline", "value": msgspec.Raw(b'"An attack"')}
        yield Judgement(id=f"j-{number}", when="2020-01-01T00:00:00Z", who="ada", verdict=verdict, **what)  # type: ignore[arg-type]


def test_links_and_judgements_are_those_of_one_machine_where_a_city_is_huge(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Ledger.open(tmp_path / "l", "write", create=True) as ledger:
        with ledger.batch():
            for document, reading in crowded(3):
                ledger.record(document, reading)
        accounts = [told.id for told in ledger.accounts()]
        for judgement in judged(accounts, random.Random(2)):
            ledger.judge(judgement)
        sizes: dict[int, int] = {}
        for told in ledger.accounts():
            for key in blocks.keys(sketch(told)):
                sizes[key] = sizes.get(key, 0) + 1
        assert any(size > blocks.most(key) for key, size in sizes.items()), "no block is too large: nothing is skewed"
        assert worked(spark, [], ledger, tmp_path / "work")[-1].done == "linking"
        digest, rows = ledger.digest(), remembered(tmp_path / "l")
        pipeline.rebuild(ledger)
        assert ledger.digest() == digest
        assert remembered(tmp_path / "l") == rows
        assert not any((tmp_path / "work" / "links").iterdir())


def remembered(path: Path) -> list[tuple[Any, ...]]:
    """What the edition remembers of how its accounts were linked."""
    import sqlite3

    with sqlite3.connect(path) as connection:
        rows = connection.execute(
            """SELECT l.account, l.document, l.first, l.weakest, l.at_last, k.key FROM linked l
            LEFT JOIN keyed k ON k.linked = l.seq ORDER BY 1, 6"""
        ).fetchall()
    connection.close()
    return rows


def test_a_killed_job_goes_on_from_what_is_complete(
    spark: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from testimonia.spark import linking

    with Ledger.open(tmp_path / "l", "write", create=True) as ledger:
        for document, reading, _ in reports(60):
            ledger.record(document, reading)
        with monkeypatch.context() as patch:
            patch.setattr(linking, "_met", lambda _: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                worked(spark, [], ledger, tmp_path / "work")
        assert ledger.size() == 0
        done = sorted((tmp_path / "work").rglob("_SUCCESS"))
        times = [mark.stat().st_mtime_ns for mark in done]
        assert len(done) == 4  # accounts, keys, near, first
        with monkeypatch.context() as patch:
            patch.setattr(linking, "_keys", lambda _: 1 / 0)
            kept = []
            patch.setattr(shutil, "rmtree", lambda *_, **__: kept.extend(mark.stat().st_mtime_ns for mark in done))
            worked(spark, [], ledger, tmp_path / "work")
        assert kept == times
        digest = ledger.digest()
        pipeline.rebuild(ledger)
        assert ledger.digest() == digest


def test_what_is_missing_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import sys

    from testimonia.spark import session

    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(UsageError, match=r"Spark is not installed \(pip install 'testimonia\[spark\]'\)"):
        session("local[1]")


def test_without_java(monkeypatch: pytest.MonkeyPatch) -> None:
    from testimonia.spark import session

    pytest.importorskip("pyspark", reason="skipped: no Spark")
    monkeypatch.setenv("PATH", "")
    monkeypatch.delenv("JAVA_HOME", raising=False)
    with pytest.raises(UsageError, match=r"needs Java, which is not here \(install it"):
        session("local[1]")


def test_standard_input_cannot_be_seen_by_tasks(tmp_path: Path) -> None:
    done = type_in("spark", "-", "--ledger", tmp_path / "l", "--work", tmp_path / "w")
    assert done.returncode == 2
    assert "tasks cannot read from standard input (write it to a file)" in done.stderr
