"""Which texts are set aside, and why: the words on the left, the reason's first words (None: read) on the right."""

import pytest

from testimonia.model.text import Document
from testimonia.read.triage import refusal, share

OTHER = "not in a language that is read here"

TABLE = [
    ("Gunmen attacked a village near the border on Friday, killing at least nine people, police said.", None, None),
    ("Gunmen attacked a village near the border on Friday, killing at least nine people, police said.", "fr", None),
    ("Bomb kills four in Baghdad.", None, None),
    ("Bomb kills four in Baghdad.", "en-GB", None),
    ("Un attentat fait quatre morts.", "fr", OTHER),
    (
        "Des hommes armés ont attaqué un village près de la frontière vendredi, faisant neuf morts, selon la police.",
        None,
        OTHER,
    ),
    ("Bewaffnete haben am Freitag ein Dorf an der Grenze überfallen und neun Menschen getötet.", "en", OTHER),
    ("De aanval was het werk van een man die in de stad is opgegroeid, of dat denkt de politie.", None, OTHER),
    ("Hombres armados atacaron el viernes una aldea cercana a la frontera y mataron a nueve personas.", None, OTHER),
    ("هاجم مسلحون قرية قرب الحدود يوم الجمعة مما أسفر عن مقتل تسعة أشخاص بحسب الشرطة المحلية", None, OTHER),
    ("Вооружённые люди напали в пятницу на деревню у границы, убив девять человек, сообщила полиция.", None, OTHER),
    ("星期五武装人员袭击了边境附近的一个村庄造成九人死亡", None, OTHER),
    ("", None, "no text"),
    (" \n\t\n", None, "no text"),
    ("12 — 34, 56!", None, "no text"),
]


@pytest.mark.parametrize(("text", "lang", "reason"), TABLE)
def test_refusal(text: str, lang: str | None, reason: str | None) -> None:
    got = refusal(Document(id="x", text=text, lang=lang))
    assert got is None if reason is None else got is not None and got.startswith(reason)


def test_the_reason_says_what_was_seen() -> None:
    text = "Bewaffnete haben am Freitag ein Dorf an der Grenze überfallen und neun Menschen dort getötet."
    assert refusal(Document(id="x", text=text)) == f"{OTHER} (en): 0% of its 15 words are function words of it"
    assert refusal(Document(id="x", text="Neun Tote", lang="de")) == f"{OTHER} (en): it says that it is de"


def test_share_counts_words() -> None:
    assert share("The army said that it was attacked.") == (4 / 7, 7)
    assert share("") == (0.0, 0)
