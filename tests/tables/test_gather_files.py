"""Which documents come from which paths, in which order, with which metadata."""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pytest

from testimonia.gather import gather
from testimonia.model.errors import InputError, LeftOutError
from testimonia.model.text import Document, document_id


def texts(*paths: str | Path, stdin: bytes = b"") -> list[str]:
    found = list(gather(paths, stdin=io.BytesIO(stdin)))
    assert all(isinstance(one, Document) for one in found), found
    return [one.text for one in found if isinstance(one, Document)]


def only(*paths: str | Path, published: str | None = None) -> Document:
    (document,) = gather(paths, published=published)
    assert isinstance(document, Document), document
    return document


def write(folder: Path, **files: str) -> None:
    for name, content in files.items():
        path = folder / name.replace("__", "/").replace("_", ".")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode())


def test_folders_are_read_by_name_level_by_level_and_the_rest_is_left_out(tmp_path: Path) -> None:
    write(
        tmp_path,
        b_txt="b",
        a__z_txt="a/z",
        a__b__c_txt="a/b/c",
        c_jsonl='{"text": "c"}',
        Z_TXT="Z",
        d_png="d",
    )
    write(tmp_path / ".hidden", a_txt="hidden")
    assert texts(tmp_path) == ["Z", "a/b/c", "a/z", "b", "c"]


def test_json_in_a_folder_that_describes_no_text_is_told_and_not_read(tmp_path: Path) -> None:
    write(tmp_path, a_txt="a", a_json="{}", b__c_csv="text\nc\n", b__c_json="{}", d_json='{"text": "d"}')
    *read, told = gather([tmp_path])
    assert [one.text for one in read if isinstance(one, Document)] == ["a", "c"]
    assert isinstance(told, LeftOutError)
    assert (told.source, "by its name" in told.cure) == (str(tmp_path / "d.json"), True)
    assert texts(tmp_path / "d.json") == ["d"]


def test_a_folder_of_json_alone_holds_nothing_to_read(tmp_path: Path) -> None:
    write(tmp_path, a_json="{}", b_json="{}")
    refused = [one.refused for one in gather([tmp_path]) if isinstance(one, InputError)]
    assert refused == [False, False, True]


def test_several_paths_are_read_in_the_order_given(tmp_path: Path) -> None:
    write(tmp_path, a_txt="a", b_txt="b", c__d_txt="d")
    got = texts(tmp_path / "b.txt", "-", tmp_path / "c", tmp_path / "a.txt", tmp_path / "b.txt", stdin=b"in")
    assert got == ["b", "in", "d", "a", "b"]


STDIN = [
    (b"Five died.", ["Five died."]),
    (b'{"text": "a"}\n{"text": "b"}\n', ["a", "b"]),
    (b"<html><body><p>Five people died on Friday.</p></body></html>", ["Five people died on Friday."]),
    ('{"text": "ä"}\n{"text": "b"}'.encode("utf-16"), ["ä", "b"]),
    ("Fünf Tote.".encode("utf-16"), ["Fünf Tote."]),
]


@pytest.mark.parametrize(("content", "read"), STDIN)
def test_standard_input_and_unknown_names_are_told_by_their_content(
    content: bytes, read: list[str], tmp_path: Path
) -> None:
    (tmp_path / "report.unknown").write_bytes(content)
    assert texts("-", stdin=content) == read
    assert texts(tmp_path / "report.unknown") == read


def test_a_pipe_gives_its_first_document_before_it_ends() -> None:
    out, into = os.pipe()
    os.write(into, b'{"text": "a"}\n')
    with open(out, "rb") as stream:
        found = gather(["-"], stdin=stream)
        first = next(found)
        assert isinstance(first, Document)
        assert first.text == "a"
        os.write(into, b'{"text": "b"}\n')
        os.close(into)
        assert [one.text for one in found if isinstance(one, Document)] == ["b"]


def test_a_pipe_that_the_shell_has_opened_is_read() -> None:
    out, into = os.pipe()
    os.write(into, b'{"text": "a"}\n')
    os.close(into)
    try:
        assert texts(f"/dev/fd/{out}") == ["a"]
    finally:
        os.close(out)


def test_documents_come_one_by_one(tmp_path: Path) -> None:
    write(tmp_path, a_txt="a", b_txt="b")
    found = gather([tmp_path])
    next(found)
    (tmp_path / "b.txt").write_text("changed", encoding="utf-8")
    last = next(found)
    assert isinstance(last, Document)
    assert last.text == "changed"


ENDS = [
    (b"a\n\nb\n", "a\n\nb\n"),
    (b"\n a \n\n", "\n a \n\n"),
    (b"a\r\n\r\nb", "a\n\nb"),
    (b"a\r\rb", "a\n\nb"),
    ("a b\u2028c\u0085d".encode(), "a b\u2028c\u0085d"),
    (b"\xef\xbb\xbfa", "a"),
]


@pytest.mark.parametrize(("content", "text"), ENDS)
def test_a_text_is_handed_on_as_it_stands(content: bytes, text: str, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(content)
    assert only(tmp_path).text == text


def test_a_text_in_json_keeps_even_its_carriage_returns(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps({"text": " a\r\n\r\nb \n"}), encoding="utf-8")
    assert only(tmp_path).text == " a\r\n\r\nb \n"


SIDE = {"id": "x-1", "title": "T", "published": "2019-11-03", "modified": "2019-11-04", "publisher": "P",
        "url": "https://example.org/a?utm_source=b", "lang": "en"}  # fmt: skip


def test_a_sidecar_gives_metadata_and_nothing_else(tmp_path: Path) -> None:
    write(tmp_path, a_txt="Five died.", a_json=json.dumps(SIDE | {"text": "other", "incidents": [{"type": "bombing"}]}))
    document = only(tmp_path)
    assert document.text == "Five died."
    assert {key: getattr(document, key) for key in SIDE} == SIDE
    assert document.found == dict.fromkeys(SIDE, "sidecar a.json")
    assert only(tmp_path, published="2018-01-01").published == "2019-11-03"


def test_a_sidecar_and_its_text_given_together_are_one_document(tmp_path: Path) -> None:
    write(tmp_path, a_txt="Five died.", a_json='{"id": "x"}', b_json='{"text": "b"}')
    given = sorted(str(path) for path in tmp_path.iterdir())
    assert texts(*given) == ["Five died.", "b"]


def test_a_json_file_that_is_no_object_is_no_sidecar(tmp_path: Path) -> None:
    write(tmp_path, a_txt="Five died.", a_json="[1, 2]")
    assert only(tmp_path).found == {}


def test_keys_of_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(SIDE | {"text": "Five died.", "incidents": 5}), encoding="utf-8")
    document = only(tmp_path)
    assert {key: getattr(document, key) for key in SIDE} == SIDE


def test_an_empty_text_in_json_is_a_document_so_that_each_line_has_its_answer(tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text('{"id": "x", "text": ""}\n', encoding="utf-8")
    assert (only(tmp_path).id, only(tmp_path).text) == ("x", "")


def test_names_of_documents_that_bring_none(tmp_path: Path) -> None:
    lines: list[dict[str, object]] = [
        {"text": "A", "url": "https://Example.org/a?utm_source=b#c", "publisher": "P"},
        {"text": "B", "url": "https://example.org/a"},
        {"text": "A", "publisher": "P", "published": "2019-11-03"},
        {"text": "A"},
        {"text": "A", "id": ""},
        {"text": "A", "id": 17},
    ]
    (tmp_path / "a.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    by_address = document_id(url="https://example.org/a", publisher=None, published=None, text="")
    by_text = document_id(url=None, publisher=None, published=None, text="A")
    dated = document_id(url=None, publisher="P", published="2019-11-03", text="A")
    got = [one.id for one in gather([tmp_path]) if isinstance(one, Document)]
    assert got == [by_address, by_address, dated, by_text, by_text, "17"]


def test_a_dateline_comes_before_the_users_date(tmp_path: Path) -> None:
    write(tmp_path, a_txt="Five die in blast\n\nSunday, November 3, 2019\n\nA bomb went off.")
    document = only(tmp_path, published="2018-01-01")
    assert (document.title, document.published) == ("Five die in blast", "2019-11-03")
    assert document.found == {"title": "first line", "published": "dateline"}


def test_annotated_reports_come_as_they_are(data: Path) -> None:
    folder = data / "reports" / "train" / "real"
    items = list(gather([folder]))
    told, found = ([one for one in items if isinstance(one, LeftOutError) is is_told] for is_told in (True, False))
    assert [one.source for one in told if isinstance(one, LeftOutError)] == [str(folder / "ledger.json")]
    names = sorted(path for path in folder.iterdir() if path.suffix == ".txt")
    assert len(found) == len(names) > 0
    for one, path in zip(found, names, strict=True):
        assert isinstance(one, Document)
        assert one.text.encode() == path.read_bytes()
        side = json.loads(path.with_suffix(".json").read_bytes())
        assert (one.id, one.published, one.publisher) == (side["id"], side["published"], side["publisher"])
