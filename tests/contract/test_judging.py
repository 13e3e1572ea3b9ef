"""Judgements that change no incident cost no rebuild, and leave what a rebuild would give."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from testimonia import judging, pipeline
from testimonia.store import Ledger, account_ids
from tests.serving import ledger as ledger_of


def test_what_moves_nothing_leaves_the_edition_as_a_rebuild_would(tmp_path: Path) -> None:
    path = ledger_of(tmp_path)
    with Ledger.open(path, "write") as ledger:
        incident = next(ledger.incidents())
        subjects = account_ids(incident)
        for verdict, computed in (("comment", False), ("accept", False), ("reject", True), ("accept", True)):
            before = ledger.digest()
            rebuilt = 0

            def counted(*given: Any, real: Any = pipeline.renew) -> int:
                nonlocal rebuilt
                rebuilt += 1
                return int(real(*given))

            with pytest.MonkeyPatch.context() as patch:
                patch.setattr(pipeline, "renew", counted)
                count = pipeline.judge(ledger, judging.sign(verdict, "rob", "said", subjects=subjects))  # type: ignore[arg-type]
            assert bool(rebuilt) is computed, verdict
            assert not ledger.stale
            assert count == ledger.counts().incidents
            assert (ledger.digest() == before) is not computed
            held = ledger.digest()
            pipeline.rebuild(ledger)
            assert ledger.digest() == held, verdict


def test_what_moves_nothing_hides_nothing_that_came_before(tmp_path: Path) -> None:
    path = ledger_of(tmp_path)
    with Ledger.open(path, "write") as ledger:
        subjects = account_ids(next(ledger.incidents()))
        ledger.judge(judging.sign("reject", "ada", subjects=subjects))
        assert ledger.stale
        pipeline.judge(ledger, judging.sign("comment", "rob", "said", subjects=subjects))
        assert not ledger.stale
        assert not any(set(account_ids(i)) & set(subjects) for i in ledger.incidents())
