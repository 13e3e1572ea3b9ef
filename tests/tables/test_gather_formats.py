"""What each specimen in tests/fixtures/gather gives: the documents and the errors, as in golden.json.

After a change that is meant: `python -m tests.tables.test_gather_formats` writes the file anew; then read the
difference.
"""

from __future__ import annotations

import json
from pathlib import Path

import msgspec
import pytest

from testimonia.gather import gather
from testimonia.model.text import Document

FIXTURES = Path(__file__).parent.parent / "fixtures" / "gather"
GOLDEN = FIXTURES / "golden.json"
SPECIMENS = sorted(
    path.name
    for path in FIXTURES.iterdir()
    if path.is_file() and path.suffix != ".py" and path.name not in ("golden.json", "reports.json")
)


def told(name: str) -> list[object]:
    """What is gathered from a specimen; paths without the folder."""
    found: list[object] = []
    for one in gather([FIXTURES / name]):
        if isinstance(one, Document):
            said = {key: value for key, value in msgspec.to_builtins(one).items() if value not in (None, {})}
            said["origin"] = said["origin"].removeprefix(f"{FIXTURES}/")
            found.append({**said, "text": said["text"].split("\n")})
        else:
            found.append({"error": str(one).removeprefix(f"{FIXTURES}/")})
    return found


@pytest.mark.parametrize("name", SPECIMENS)
def test_specimens(name: str) -> None:
    assert told(name) == json.loads(GOLDEN.read_text(encoding="utf-8"))[name]


def test_every_golden_result_has_its_specimen() -> None:
    assert sorted(json.loads(GOLDEN.read_text(encoding="utf-8"))) == SPECIMENS


def test_the_parts_of_a_saved_page_are_no_documents() -> None:
    origins = [one.origin or "" for one in gather([FIXTURES]) if isinstance(one, Document)]
    assert any(origin.endswith("saved.html") for origin in origins)
    assert not any("saved_files" in origin for origin in origins)


def test_the_parts_of_a_page_that_is_not_there_are_read(tmp_path: Path) -> None:
    (tmp_path / "saved_files").mkdir()
    (tmp_path / "saved_files" / "a.txt").write_text("Five died.", encoding="utf-8")
    assert [one.text for one in gather([tmp_path]) if isinstance(one, Document)] == ["Five died."]


if __name__ == "__main__":
    every = {name: told(name) for name in SPECIMENS}
    GOLDEN.write_text(json.dumps(every, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
