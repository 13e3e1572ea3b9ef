"""Bytes on the left, text on the right."""

from __future__ import annotations

import codecs

import pytest

from testimonia.gather.encoding import decode
from testimonia.model.errors import InputError

WESTERN = "The attack on the café killed five – “a massacre”, said José’s father. It cost £20,000.\n" * 3
POLISH = "Żołnierze zginęli w zasadzce, powiedział rzecznik. Młody człowiek ocalał i leży w łódzkim szpitalu.\n" * 3
RUSSIAN = "Взрыв на рынке унёс жизни пяти человек, сообщили местные власти в пятницу вечером.\n" * 3
ARABIC = "قتل خمسة أشخاص في انفجار وقع في سوق المدينة يوم الجمعة، بحسب ما قالت السلطات المحلية.\n" * 3
JAPANESE = "金曜日に市場で爆発があり、五人が死亡したと地元当局が発表した。\n" * 3

TABLE = [
    (WESTERN, "utf-8", None),
    (WESTERN, "utf-8-sig", None),
    (WESTERN, "utf-16", None),
    (WESTERN, "utf-32", None),
    (WESTERN, "utf-16-le", None),
    (WESTERN, "utf-16-be", None),
    (WESTERN, "cp1252", None),
    (WESTERN, "cp1252", "iso-8859-1"),
    (WESTERN, "cp1252", "utf-8"),  # a false declaration
    (WESTERN, "cp1252", "no-such-encoding"),
    (POLISH, "cp1250", None),
    (POLISH, "iso-8859-2", "ISO-8859-2"),
    (RUSSIAN, "cp1251", None),
    (RUSSIAN, "koi8-r", "koi8-r"),
    (RUSSIAN, "utf-8", "windows-1251"),
    (ARABIC, "cp1256", None),
    (JAPANESE, "cp932", "Shift_JIS"),
    (JAPANESE, "euc-jp", None),
    ("Five died.", "ascii", None),
]


@pytest.mark.parametrize(("text", "encoding", "declared"), TABLE)
def test_text_comes_back(text: str, encoding: str, declared: str | None) -> None:
    assert decode(text.encode(encoding), "n", declared).text == text


def test_a_mark_is_no_part_of_the_text_and_a_second_one_neither() -> None:
    assert decode(codecs.BOM_UTF8 + codecs.BOM_UTF8 + b"Five died.", "n").text == "Five died."


def test_a_few_bad_bytes_in_utf8_are_replaced_and_told() -> None:
    data = WESTERN.encode().replace(b"20,000", b"20\xff000")
    found = decode(data, "n")
    assert found.text == WESTERN.replace("20,000", "20�000")
    assert found.why == "utf-8 (3 bad places replaced)"


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"%PDF-1.7\nFive died.", "a PDF"),
        (b"PK\x03\x04\x14\x00", "a zip archive"),
        (b"\x1f\x8b\x08\x00", "gzip"),
        (b"\x89PNG\r\n\x1a\n", "an image"),
        (b"SQLite format 3\x00", "a database"),
        (b"Five\x00 died.", "binary"),
        (bytes(range(256)) * 8, "binary"),
        (b"\x01\x02\x03\x04" * 10, "binary"),
        (codecs.BOM_UTF16_LE + b"\x00\xd8\x00\xd8", "starts as utf-16-le"),
        (codecs.BOM_UTF16_LE + b"a\x00\x00\x00", "binary"),
        (codecs.BOM_UTF8 + b"a\x00b", "binary"),
    ],
)
def test_what_is_no_text_is_refused_with_its_name(data: bytes, says: str) -> None:
    with pytest.raises(InputError, match=says) as caught:
        decode(data, "folder/name")
    assert caught.value.source == "folder/name"
    assert caught.value.cure
