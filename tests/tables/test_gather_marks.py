"""What programs and papers write around a report, in several languages: what is taken off or told by it."""

from __future__ import annotations

import io
from pathlib import Path

import pytest

from testimonia import lang
from testimonia.gather import gather
from testimonia.gather.feed import Link, parts
from testimonia.model.errors import InputError
from testimonia.model.text import Document
from tests.fixtures.gather import make

LONG = "The council met in the town hall and spoke of wells, of seed and of the road to the river. " * 7


@pytest.mark.parametrize(
    "end",
    ["[…]", "Read more", "Continue reading", "Lire la suite", "En savoir plus", "Leer más", "Ler mais", "Читать далее",
     "Подробнее", "Докладніше", "اقرأ المزيد", "Weiterlesen »"],
)  # fmt: skip
def test_an_entry_that_goes_on_elsewhere_is_no_report(end: str) -> None:
    feed = (
        "<rss version='2.0'><channel><title>Paper</title><item><title>Wells</title><link>https://a.example/wells</link>"
        f"<description>{LONG} {end}</description></item></channel></rss>"
    )
    (found,) = parts(feed.encode(), "news.rss")
    assert isinstance(found, Link)
    (whole,) = parts(feed.replace(end, "").encode(), "news.rss")
    assert isinstance(whole, Document)


@pytest.mark.parametrize(
    "line",
    ["The post Wells appeared first on The Paper.", "L’article Puits est apparu en premier sur Le Journal.",
     "La entrada Pozos se publicó primero en El Diario.", "O post Poços apareceu primeiro em O Jornal."],
)  # fmt: skip
def test_where_a_copy_comes_from_is_no_paragraph(line: str) -> None:
    feed = (
        "<rss version='2.0'><channel><title>Paper</title><item><title>Wells</title>"
        f"<description>&lt;p&gt;{LONG}&lt;/p&gt;&lt;p&gt;{line}&lt;/p&gt;</description></item></channel></rss>"
    )
    (found,) = parts(feed.encode(), "news.rss")
    assert isinstance(found, Document)
    assert line not in found.text


@pytest.mark.parametrize("mark", ["Re: ", "FWD: ", "AW: Re: ", "TR: ", "[desk] Re: ", "Отв: ", "رد: "])
def test_an_answer_has_the_title_of_what_it_answers(mark: str) -> None:
    message = f"From: a@b.example\nSubject: {mark}Five die in Velin\nMIME-Version: 1.0\n\n{LONG}\n"
    (found,) = gather(["-"], stdin=io.BytesIO(message.encode()))
    assert isinstance(found, Document)
    assert found.title == "Five die in Velin"


@pytest.mark.parametrize("end", ["_files", "_fichiers", "_archivos", "_arquivos", "-Dateien", ".files"])
def test_the_parts_of_a_saved_page_in_the_browsers_language(end: str, tmp_path: Path) -> None:
    (tmp_path / "five.html").write_bytes(b"<h1>Five die in Velin</h1><p>A bomb went off on Friday.</p>")
    (tmp_path / f"five{end}").mkdir()
    (tmp_path / f"five{end}" / "advert.html").write_bytes(b"<p>Buy a house by the sea.</p>")
    (found,) = gather([tmp_path])
    assert isinstance(found, Document)


@pytest.mark.parametrize("foot", ["Page 3 of 9", "Seite 3 von 9", "p. 3", "- 3 -", "стр. 3", "3 sur 9"])
def test_numbers_of_pages_are_no_text(foot: str) -> None:
    shown = "".join(make.show(56, 700 - 14 * line, 11, "Gunmen killed five farmers in Velin.") for line in range(3))
    pdf = make.pdf(shown + (make.show(280, 30, 11, foot) if foot.isascii() else ""))
    (found,) = gather(["-"], stdin=io.BytesIO(pdf))
    assert not isinstance(found, InputError)
    assert foot not in found.text


def test_every_section_is_there_and_no_other_is_asked_for() -> None:
    for section in (
        "goes_on",
        "appeared",
        "reply",
        "title_style",
        "untitled",
        "weekday",
        "page",
        "pages",
        "hyphen",
        "saved",
    ):
        assert lang.marks(section)
    with pytest.raises(LookupError, match="no section moons"):
        lang.marks("moons")
