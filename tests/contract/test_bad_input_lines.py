"""Bad lines, and texts, lines and pages that are too long: told with their place, without taking them in."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from testimonia.gather import gather
from testimonia.model.errors import InputError
from testimonia.model.text import Document
from tests.bad_input import one_error

LINES: list[tuple[bytes, str]] = [
    (b'{"text": "Five died."', "is no JSON"),
    (b"Five died.", "is no JSON"),
    (b'["Five died."]', "is a list, not an object"),
    (b"17", "is a number, not an object"),
    (b"null", "is null, not an object"),
    (b'{"id": "a"}', 'has no "text"'),
    (b'{"text": 5}', '"text" is a number, not a string'),
    (b'{"text": null}', '"text" is null, not a string'),
    (b'{"text": ["Five died."]}', '"text" is a list, not a string'),
    (b'{"text": "Five died.", "published": "2019-02-30"}', '"published" is no date that exists'),
    (b'{"text": "Five died.", "published": "Sunday"}', "YYYY-MM-DD"),
    (b'{"text": "Five died.", "published": 20191103}', '"published" is a number, not a string'),
    (b'{"text": "Five died.", "modified": "2019-11-31"}', '"modified" is no date that exists'),
    (b'{"text": "Five died.", "publisher": {"name": "a"}}', '"publisher" is an object, not a string'),
    (b'{"text": "Five died.", "id": true}', '"id" is a boolean, not a string'),
    (b'{"text": ' + b"[" * 100_000, "is no JSON"),
    (b'{"text": "Five died.\x00"}', "binary"),
]


@pytest.mark.parametrize(("line", "says"), LINES, ids=[row[0][:40].decode() for row in LINES])
def test_a_bad_line_names_file_and_line_and_the_others_are_read(line: bytes, says: str, tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    # Far enough down that the first look at the file does not see it.
    first = b'{"id": "1", "text": "' + b"word " * 20_000 + b'"}\n'
    path.write_bytes(first + b"\n" + line + b'\n{"id": "2", "text": "Three died."}')
    one, error, two = gather([path])
    assert isinstance(one, Document)
    assert isinstance(two, Document)
    assert isinstance(error, InputError)
    assert (one.id, two.id) == ("1", "2")
    assert error.source == f"{path}:3"
    assert two.origin == f"{path}:4"
    assert says in str(error)


def test_a_line_without_a_date_is_read_without_one(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    path.write_text('{"text": "A"}\n{"text": "B", "published": null}\n{"text": "C", "published": ""}', encoding="utf-8")
    assert [one.published for one in gather([path]) if isinstance(one, Document)] == [None, None, None]


def test_what_utf8_cannot_hold_is_replaced_one_for_one(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    path.write_bytes(b'{"text": "a\\ud800b\\u0000c \\ud83d\\ude00", "title": "\\udfff", "extra": NaN}\n')
    (document,) = gather([path])
    assert isinstance(document, Document)
    assert (document.text, document.title) == ("a�b�c 😀", "�")


def test_lines_in_another_encoding_are_read(tmp_path: Path) -> None:
    path = tmp_path / "reports.jsonl"
    path.write_bytes('{"text": "“Five” died at the café."}\n{"text": "Three died."}\n'.encode("cp1252"))
    assert [d.text for d in gather([path]) if isinstance(d, Document)] == ["“Five” died at the café.", "Three died."]


def test_a_long_text_is_refused_without_taking_it_in(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "long.txt"
    with path.open("wb") as out:
        for _ in range(50):
            out.write(b"word " * 200_000)
    tracemalloc.start()
    error = one_error(path, good=good)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "longer than 20,000,000 bytes" in error.fault
    assert "cut it into" in error.cure
    assert peak < 60_000_000


def test_a_text_over_the_limit_names_the_limit(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "long.txt"
    path.write_bytes(b"word " * 1_000_001)
    error = one_error(path, good=good)
    assert "5,000,005 characters" in error.fault
    assert "5,000,000 characters" in error.cure


def test_a_long_line_is_refused_without_taking_it_in_and_the_others_are_read(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "long.jsonl"
    with path.open("wb") as out:
        out.write(b'{"id": "1", "text": "Five died."}\n{"text": "')
        for _ in range(50):
            out.write(b"word " * 200_000)
        out.write(b'"}\n{"id": "2", "text": "Three died."}\n')
    tracemalloc.start()
    error = one_error(path, good=good)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert error.source == f"{path}:2"
    assert "more than 31,000,000 bytes" in error.fault
    assert peak < 120_000_000


def test_a_large_page_is_refused(tmp_path: Path, good: Path) -> None:
    path = tmp_path / "long.html"
    path.write_bytes(b"<html><body><p>" + b"word " * 2_000_000)
    assert "longer than 10,000,000 bytes" in one_error(path, good=good).fault


def test_a_large_file_of_lines_is_streamed(tmp_path: Path) -> None:
    path = tmp_path / "many.jsonl"
    line = b'{"text": "' + b"word " * 2_000 + b'"}\n'
    path.write_bytes(line * 2_000)
    tracemalloc.start()
    count = sum(isinstance(one, Document) for one in gather([path]))
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert count == 2_000
    assert peak < path.stat().st_size / 2
