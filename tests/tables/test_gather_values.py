"""Tables of what metadata write, and what is made of it: dates, addresses, headlines, datelines, kinds of input."""

from __future__ import annotations

import pytest

from testimonia.gather.addresses import canonical, is_front_page
from testimonia.gather.dates import iso, loose
from testimonia.gather.metadata import dateline, headline
from testimonia.gather.sniff import kind

ISO = [
    ("2019-11-03", "2019-11-03"),
    (" 2019-11-03 ", "2019-11-03"),
    ("2019-11-03T10:00", "2019-11-03T10:00"),
    ("2019-11-03T10:00:00Z", "2019-11-03T10:00:00Z"),
    ("2019-11-03 10:00:00", "2019-11-03T10:00:00"),
    ("2019-11-03t10:00:00z", "2019-11-03T10:00:00Z"),
    ("2019-11-03T23:30:00-05:00", "2019-11-03T23:30:00-05:00"),  # not moved to UTC, where it is the fourth already
    ("2019-11-03T10:00:00.123+0200", "2019-11-03T10:00:00.123+0200"),
    ("2020-02-29", "2020-02-29"),
    ("2019-02-29", None),
    ("2019-13-01", None),
    ("2019-11-31", None),
    ("2019-11-03T25:00", None),
    ("2019-11", None),
    ("2019", None),
    ("20191103", None),
    ("2019-W44-7", None),
    ("3 November 2019", None),
    ("0001-01-01", None),
    ("0000-00-00", None),
    ("yesterday", None),
    ("", None),
]
LOOSE = [
    ("20191103", "2019-11-03"),
    ("20191103T101500Z", "2019-11-03"),
    ("Sun, 03 Nov 2019 10:00:00 GMT", "2019-11-03T10:00:00+00:00"),
    ("3 Nov 2019 09:14 EAT", "2019-11-03T09:14:00"),
    ("November 3, 2019", "2019-11-03"),
    ("3 November 2019", "2019-11-03"),
    ("Sunday, November 3, 2019", "2019-11-03"),
    ("Sun 3 Nov 2019", "2019-11-03"),
    ("Nov 3, 2019 at 10:15 am", "2019-11-03"),
    ("November 3, 2019 | 10:15", "2019-11-03"),
    ("2019/11/03", "2019-11-03"),
    ("03/11/2019", None),  # the third of November or the eleventh of March
    ("November 31, 2019", None),
    ("November 2019", None),
    ("99999999", None),
    ("Sun, 99 Nov 2019 10:00:00 GMT", None),
]
ADDRESSES = [
    ("HTTPS://News.Example.ORG/a/B?id=1#part", "https://news.example.org/a/B?id=1"),
    ("https://example.org/a?utm_source=x&id=2&fbclid=y", "https://example.org/a?id=2"),
    ("https://example.org:443/a", "https://example.org/a"),
    ("http://example.org:8080/a", "http://example.org:8080/a"),
    ("https://example.org", "https://example.org/"),
    ("https://example.org/a?b=", "https://example.org/a?b="),
    ("https://[::1]/a", "https://[::1]/a"),
    ("/relative/path", None),
    ("ftp://example.org/a", None),
    ("https://[broken", None),
    ("https://example.org:port/", None),
    ("not an address", None),
    ("", None),
    (None, None),
]
HEADLINES = [
    ("Five die in market blast\n\nA bomb went off.", "Five die in market blast"),
    ("\nFive die in market blast\n\nA bomb went off.", "Five die in market blast"),
    ("Five die in market blast\nA bomb went off on Friday.", "Five die in market blast"),
    ("Raid was planned in the U.S.\n\nOfficials said so.", "Raid was planned in the U.S."),
    ("A bomb went off in a market on Friday.\n\nFive people died.", None),
    ("A bomb went off in a market on Friday.\nFive people died.", None),
    ("Five die in market blast", None),  # nothing follows
    ("Five die in market blast\n\n", None),
    ("word " * 60 + "\n\nbody", None),
    ("", None),
]
DATELINES = [
    ("Five die in blast\n\nSunday, November 3, 2019\n\nA bomb went off.", "2019-11-03"),
    ("Published: 3 November 2019\n\nFive die in blast\n\nA bomb went off.", "2019-11-03"),
    ("Posted on 2019-11-03\nFive die", "2019-11-03"),
    ("Five die in blast\n\nA bomb went off on November 3, 2019 in a market.", None),
    ("A\nB\nC\nD\nE\nNovember 3, 2019", None),  # too far down to be the report's own
    ("Five die in blast\n\nSunday\n\nA bomb went off.", None),
]
KINDS = [
    (b'{"text": "a"}', "jsonl"),
    (b'\n  {"id": 1, "text": "a"}\n', "jsonl"),
    (b'\xef\xbb\xbf{"text": "a"}', "jsonl"),
    ('{"text": "a"}'.encode("utf-16"), "jsonl"),
    (b'{"text": broken', "jsonl"),
    (b'{\n  "text": "a"\n}', "json"),
    (b'[{"text": "a"}]', "json"),
    (b"[click to enlarge] Five people died.", "text"),
    (b"{Five people died.}", "text"),
    (b"<!DOCTYPE html><html>", "html"),
    (b"  <HTML>", "html"),
    (b'<?xml version="1.0"?>\n<html>', "html"),
    (b"<!-- saved from a site --><html>", "html"),
    (b"<p>Five people died.", "html"),
    (b"<five> people died", "text"),
    (b"Five people died. <b>So far.</b>", "text"),
    (b"", "text"),
    (b"%PDF-1.4\n", "pdf"),
    (b"PAR1\x15\x04", "parquet"),
    (b"PK\x03\x04" + bytes(26) + b"a.txt", "zip"),
    (b"PK\x03\x04" + bytes(26) + b"[Content_Types].xml" + bytes(90) + b"PK\x01\x02 word/document.xml", "docx"),
    (b"a.txt" + bytes(252) + b"ustar\x00", "tar"),
    (b"WARC/1.0\r\nWARC-Type: warcinfo\r\n", "warc"),
    (b"WARC/ is a word of five letters", "text"),
    (b"From a@b.example Mon Jan  7 10:00:00 2019\nDate: x\n", "mail"),
    (b"From Monday 10:00 on the market was closed.\nPolice said: no.", "text"),
    (b"Received: from a by b\r\nSubject: Five die\r\n", "mail"),
    (b"Gao: five people died.\n\nThey said so.", "text"),
    (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n", "mhtml"),
    (b'<?xml version="1.0"?>\n<rss version="2.0">', "feed"),
    (b'<?xml version="1.0"?><!-- a --><feed xmlns="http://www.w3.org/2005/Atom">', "feed"),
    (b'{"version": "https://jsonfeed.org/version/1.1", "items": []}', "feed"),
    (b'{\n  "version": "https://jsonfeed.org/version/1",\n', "feed"),
]


@pytest.mark.parametrize(("written", "date"), ISO)
def test_iso_dates(written: str, date: str | None) -> None:
    assert iso(written) == date


@pytest.mark.parametrize(("written", "date"), LOOSE + [row for row in ISO if row[1]])
def test_dates_of_pages(written: str, date: str | None) -> None:
    assert loose(written) == date


@pytest.mark.parametrize(("written", "address"), ADDRESSES)
def test_addresses(written: str | None, address: str | None) -> None:
    assert canonical(written) == address
    assert canonical(address) == address


@pytest.mark.parametrize(
    ("address", "front"), [("https://a.org/", True), ("https://a.org/x", False), ("https://a.org/?p=17", False)]
)
def test_front_pages(address: str, front: bool) -> None:
    assert is_front_page(address) is front


@pytest.mark.parametrize(("text", "title"), HEADLINES)
def test_headlines(text: str, title: str | None) -> None:
    assert headline(text) == title


@pytest.mark.parametrize(("text", "date"), DATELINES)
def test_datelines(text: str, date: str | None) -> None:
    assert dateline(text) == date


@pytest.mark.parametrize(("head", "what"), KINDS)
def test_kinds_of_input(head: bytes, what: str) -> None:
    assert kind(head) == what
