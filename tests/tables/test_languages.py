"""Which language a text is in, and whether it is read: text and declared language left, the code right."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonia.model.text import Document
from testimonia.read import languages
from testimonia.read.languages import FLOOR, UNKNOWN, known, language_of, refusal, share, supported
from testimonia.read.worth import worth_reading

TABLE = [
    ("Gunmen attacked a village near the border on Friday, killing at least nine people, police said.", None, "en"),
    ("Gunmen attacked a village near the border on Friday, killing at least nine people, police said.", "fr", "en"),
    ("Bomb kills four in Baghdad.", None, "en"),
    ("Bomb kills four in Baghdad.", "en-GB", "en"),
    ("Un attentat fait quatre morts.", "fr", "fr"),
    ("Un attentat fait quatre morts.", "fr_ML", "fr"),
    ("Un attentat fait quatre morts.", "klingon", "en"),  # too short to tell, and nothing is known of what it says
    (
        "Des hommes armés ont attaqué un village près de la frontière vendredi, faisant neuf morts, selon la police.",
        "en",
        "fr",
    ),
    ("Bewaffnete haben am Freitag ein Dorf an der Grenze überfallen und neun Menschen dort getötet.", "en", "de"),
    ("De aanval was het werk van een man die in de stad is opgegroeid, of dat denkt de politie.", None, "nl"),
    ("Hombres armados atacaron el viernes una aldea cercana a la frontera y mataron a nueve personas.", None, "es"),
    ("Homens armados atacaram na sexta-feira uma aldeia perto da fronteira e mataram nove pessoas.", None, "pt"),
    ("هاجم مسلحون قرية قرب الحدود يوم الجمعة مما أسفر عن مقتل تسعة أشخاص بحسب الشرطة المحلية", None, "ar"),
    ("Вооружённые люди напали в пятницу на деревню у границы, убив девять человек, сообщила полиция.", None, "ru"),
    ("Озброєні люди напали у п'ятницу на село біля кордону і вбили дев'ять людей, повідомила поліція.", None, "uk"),
    ("星期五武装人员袭击了边境附近的一个村庄造成九人死亡", None, "zh"),
    ("Убиты двое", None, "ru"),  # short, in a script that is not ours
    # English words without English sentences: a list, a page of tags
    (
        "Suicide bombing Baghdad market casualties police ambulances hospital doctors victims scene street news photos",
        None,
        UNKNOWN,
    ),
]


@pytest.mark.parametrize(("text", "declared", "code"), TABLE)
def test_the_language_of_a_text(text: str, declared: str | None, code: str) -> None:
    assert language_of(Document(id="x", text=text, lang=declared)) == code


EMPTY = [("", "no text"), (" \n\t\n", "no text"), ("12 — 34, 56!", "no text"), ("Bomb kills four in Baghdad.", None)]


@pytest.mark.parametrize(("text", "reason"), EMPTY)
def test_what_holds_no_text_is_not_read(text: str, reason: str | None) -> None:
    got = refusal(Document(id="x", text=text))
    assert got is None if reason is None else got is not None and got.startswith(reason)


def test_the_reason_names_the_language_and_those_that_are_read() -> None:
    text = "Bewaffnete haben am Freitag ein Dorf an der Grenze überfallen und neun Menschen dort getötet."
    reason = refusal(Document(id="x", text=text))
    assert reason is not None
    assert reason.startswith("in German, not supported: read are ")
    assert "English, French" in reason
    unknown = refusal(Document(id="x", text=TABLE[-1][0]))
    assert unknown is not None
    assert unknown.startswith("in a language that cannot be told, not supported")


def test_a_language_below_the_floor_is_not_supported(monkeypatch: pytest.MonkeyPatch) -> None:
    from testimonia.read import languages

    weak = known() | {"fr": known()["fr"]._replace(f1=0.59)}
    monkeypatch.setattr(languages, "known", lambda: weak)
    reason = refusal(Document(id="x", text=TABLE[7][0]))
    assert reason is not None
    assert reason.startswith("in French, not supported: its incidents are found with F1 0.59, 0.60")


def test_what_is_supported_reaches_the_floor() -> None:
    assert {"en", "fr"} <= set(supported())
    assert all((known()[code].f1 or 0) >= FLOOR and known()[code].reports >= 20 for code in supported())


def test_share_counts_words() -> None:
    assert share("The army said that it was attacked.") == (4 / 7, 7)
    assert share("") == (0.0, 0)


WORTH = [
    ("Trois soldats ont été tués vendredi dans une embuscade près de Gao, a annoncé le ministère de la Défense.", True),
    ("La banque centrale a laissé son taux inchangé et le prix du pain a augmenté, a annoncé le ministère.", False),
    ("Bewaffnete haben am Freitag ein Dorf an der Grenze überfallen und neun Menschen dort getötet.", False),
    ("Three soldiers were killed on Friday in an ambush near Gao, the ministry of defence said.", True),
]


@pytest.mark.parametrize(("text", "worth"), WORTH)
def test_triage_hears_other_languages(text: str, worth: bool) -> None:
    assert worth_reading(Document(id="x", text=text)) is worth


@given(st.text(st.characters(max_codepoint=0x2070), max_size=80))
def test_words_are_the_same_ones_by_the_quicker_way(text: str) -> None:
    words, low = languages._WORD.findall(text.lower()), text.lower()
    assert languages._OTHER.search(low) or languages._LATIN_WORD.findall(low) == words
