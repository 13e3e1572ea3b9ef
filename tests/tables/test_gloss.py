"""Other languages in English words: the text left, what it is read as right; and the way back to the text."""

from __future__ import annotations

from pathlib import Path

import pytest

from testimonia.lang import table as rows
from testimonia.model.claim import Reading, tell
from testimonia.model.text import Document
from testimonia.pipeline import compute, read_document, reader_named, resolver_with
from testimonia.read.gloss import gloss, version
from testimonia.read.gloss_table import table
from testimonia.read.languages import known, supported

REPORTS = Path(__file__).parents[1] / "reports"
TABLED = ("ar", "es", "fr", "pt", "ru", "uk")


def english(text: str, language: str) -> str:
    return gloss(Document(id="t", text=text), language).document.text


GLOSSES = [
    ("fr", "Huit soldats maliens ont été tués.", "Eight Malian soldiers were killed."),
    ("fr", "la mort des soldats", "the death of soldiers"),
    ("fr", "par des hommes armés", "by gunmen"),
    ("fr", "Le Caire et La Haye", "Cairo and The Hague"),
    ("fr", "le Mans", "the Mans"),
    ("fr", "à N'Djamena", "in N'Djamena"),
    ("fr", "«Deux kamikazes»", "“Two suicide bombers”"),
    ("ar", "هاجم مسلحون مجهولون قرية", "unidentified gunmen attacked village"),
    ("ar", "والشرطة", "and the police"),
    ("ar", "5 جنود و4 مدنيين", "5 soldiers and 4 civilians"),
    ("ar", "قرية بغرب البلاد", "village in the west of the country"),
    ("fr", "Les attaques ont été revendiquées par un groupe.", "The attacks were claimed by a group."),
    ("fr", "tué dans le centre du pays", "killed in the centre of the country"),
    ("ar", "مساء أمس الأول", "the day before yesterday"),
    ("ar", "في شبه جزيرة سيناء", "in Sinai"),
    ("ar", "في محافظة شمال سيناء", "in North Sinai"),
    ("fr", "dans la nuit de samedi 3 à dimanche 4 mars", "on 3 to 4 March"),
    ("fr", "au lendemain d'un attentat", "a day after the attack"),
    ("es", "Doce soldados murieron en una emboscada.", "Twelve soldiers died in a ambush."),
    ("pt", "Um homem-bomba matou nove pessoas.", "A suicide bomber killed nine people."),
    ("ru", "Погибли не менее девяти человек.", "At least nine people died."),
    ("uk", "Загинули щонайменше дев'ять людей.", "At least nine people died."),
]


@pytest.mark.parametrize(("language", "text", "told"), GLOSSES)
def test_what_words_are_in_english(language: str, text: str, told: str) -> None:
    assert english(text, language) == told


NUMBERS = [
    ("fr", "vingt-trois morts", "23 dead"),
    ("fr", "vingt et un morts", "21 dead"),
    ("fr", "soixante-douze morts", "72 dead"),
    ("fr", "quatre-vingt-dix-sept morts", "97 dead"),
    ("fr", "deux cent trente morts", "230 dead"),
    ("fr", "trois mille morts", "3000 dead"),
    ("fr", "1 200 morts", "1,200 dead"),
    ("fr", "une vingtaine de morts", "about 20 dead"),
    ("fr", "plus d'une dizaine de morts", "more than ten dead"),
    ("fr", "vers 10h30", "around 10:30"),
    ("es", "treinta y tres muertos", "33 dead"),
    ("pt", "trinta e três mortos", "33 dead"),
    ("ru", "двадцать три погибших", "23 dead"),
    ("ar", "٢٣ قتيلا", "23 dead"),
]


@pytest.mark.parametrize(("language", "text", "told"), NUMBERS)
def test_numbers(language: str, text: str, told: str) -> None:
    assert english(text, language) == told


def read(text: str, language: str, published: str = "2018-03-09") -> Reading:
    document = Document(id="t", text=text, published=published, lang=language)
    got = read_document(document, reader_named("neural"), resolver_with())
    assert isinstance(got, Reading)
    assert got.read, got.reason
    return got


DATES = [  # 9 March 2018 was a Friday
    ("mardi dernier", "2018-03-06", "2018-03-06"),
    ("le 3 mars", "2018-03-03", "2018-03-03"),
    ("le 1er mars", "2018-03-01", "2018-03-01"),
    ("mercredi", "2018-03-07", "2018-03-07"),
    ("hier", "2018-03-08", "2018-03-08"),
    ("il y a trois jours", "2018-03-06", "2018-03-06"),
    ("dans la nuit de lundi à mardi", "2018-03-05", "2018-03-06"),
    ("la semaine dernière", "2018-02-26", "2018-03-04"),
    ("le 20 décembre 2016", "2016-12-20", "2016-12-20"),
]


@pytest.mark.parametrize(("words", "start", "end"), DATES)
def test_french_dates(words: str, start: str, end: str) -> None:
    text = f"Neuf soldats tués\n\nDes hommes armés ont attaqué {words} un poste près de Gao, tuant neuf soldats."
    (incident,) = read(text, "fr").incidents
    assert (incident.date.start, incident.date.end) == (start, end)
    assert incident.date.at
    assert all(e.quote in words for e in incident.date.at)


ACTORS = [
    ("l'Etat islamique", "Islamic State"),
    ("l'État islamique au Grand Sahara", "Islamic State in the Greater Sahara"),
    ("le GSIM", "JNIM"),
    ("le Groupe de soutien à l'islam et aux musulmans", "JNIM"),
    ("Boko Haram", "Boko Haram"),
]


@pytest.mark.parametrize(("words", "name"), ACTORS)
def test_french_names_of_groups(words: str, name: str) -> None:
    text = f"Attentat à Gao\n\nUne bombe a fait neuf morts mardi à Gao. L'attentat a été revendiqué par {words}."
    (incident,) = read(text, "fr").incidents
    assert [(p.name, p.basis) for p in incident.perpetrators] == [(name, "claimed")]


PLACES = [("Alep", "SY"), ("Tombouctou", "ML"), ("Mossoul", "IQ"), ("Mogadiscio", "SO"), ("N'Djamena", "TD")]


@pytest.mark.parametrize(("name", "country"), PLACES)
def test_french_names_of_places(name: str, country: str) -> None:
    text = f"Attentat à {name}\n\nUne bombe a fait neuf morts et vingt blessés mardi sur un marché de {name}."
    (incident,) = read(text, "fr").incidents
    assert [(p.name, p.country) for p in incident.places][:1] == [(name, country)]


@pytest.mark.parametrize("language", TABLED)
def test_evidence_is_words_of_the_document(language: str) -> None:
    for path in sorted(REPORTS.joinpath(language).glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        told = gloss(Document(id="t", text=text), language)
        for piece in told.pieces:
            assert 0 <= piece.first < piece.last <= len(text)
            assert not piece.exact or text[piece.first : piece.last] == told.document.text[piece.start : piece.end]
        step = max(1, len(told.document.text) // 40)
        for start in range(0, len(told.document.text) - step, step):
            got = told.back(start, start + step)
            assert got.quote == text[got.start : got.end]


@pytest.mark.parametrize("text", ["", " ", "\n\n", "«", "de", "'", "l'", "1 200", "Ÿ" * 300, "و", "mort " * 400])
@pytest.mark.parametrize("language", TABLED)
def test_any_text_has_a_gloss(text: str, language: str) -> None:
    told = gloss(Document(id="t", text=text), language)
    assert all(told.back(p.start, p.end).start == p.first for p in told.pieces)


@pytest.mark.parametrize("language", TABLED)
def test_a_table_is_well_formed(language: str) -> None:
    parts = {row[2] for row in rows(language, "gloss") if len(row) > 2}
    for row in rows(language, "gloss"):
        assert len(row) in (2, 3), row
        for slot in [w[1:-1] for form in row[0].split("|") for w in form.split() if w.startswith("{")]:
            assert slot in parts, row
        assert "{1}" not in row[1] or "{" in row[0], row
    assert table(language).values
    assert version(language).startswith(f"{language}-")


def test_there_is_a_table_for_every_language_that_is_read() -> None:
    assert set(supported()) - {"en"} <= set(TABLED)
    assert {code for code, language in known().items() if language.f1 is not None} <= {"en", *TABLED}


NO_ATTACKS = [
    (
        "fr",
        "L'attaque écrase la défense\n\nL'attaquant a marqué deux buts samedi en match de coupe, a dit l'entraîneur.",
    ),
    ("fr", "Cyberattaque\n\nUne attaque informatique a paralysé jeudi les ordinateurs d'un hôpital de Lille."),
    (
        "fr",
        "Explosion de gaz\n\nUne explosion due à une fuite de gaz a fait deux morts lundi, ont dit les pompiers.",
    ),
    (
        "fr",
        "Mort d'un écrivain\n\nL'écrivain est mort mardi à Dakar à 82 ans. Son roman le plus connu parle de la guerre.",
    ),
    (
        "es",
        "El delantero mata el partido\n\nDisparó dos veces y mató el partido de copa el sábado, dijo el entrenador.",
    ),
    (
        "es",
        "Explosión de gas\n\nUna explosión por fuga de gas dejó dos muertos el lunes en Lima, según los bomberos.",
    ),
    ("pt", "Explosão de gás\n\nUma explosão causada por um vazamento de gás matou duas pessoas na segunda-feira."),
    ("ru", "Взрыв газа\n\nПри взрыве бытового газа в доме в понедельник погибли два человека, сообщили спасатели."),
    ("ru", "Землетрясение в Турции\n\nПри землетрясении в Турции погибли сорок человек, сто ранены, сообщили власти."),
    ("uk", "Вибух газу\n\nВнаслідок вибуху газу в будинку в Одесі в понеділок загинули двоє людей."),
    ("ar", "انفجار غاز\n\nقتل شخصان الاثنين في انفجار ناجم عن تسرب غاز في مبنى سكني في بيروت، حسب الدفاع المدني."),
    ("ar", "وفاة كاتب\n\nتوفي الكاتب الثلاثاء في القاهرة عن 82 عاما، حسبما أعلنت أسرته."),
]


@pytest.mark.parametrize(("language", "text"), NO_ATTACKS)
def test_what_is_no_attack(language: str, text: str) -> None:
    assert read(text, language).incidents == ()


def test_a_place_in_another_script_has_its_usual_name() -> None:
    text = "В Мали убиты девять солдат\n\nДевять солдат убиты в пятницу при нападении на пост у города Гао."
    (incident,) = read(text, "ru").incidents
    assert incident.places[0].name == "Gao"
    assert incident.places[0].at[0].quote == "Гао"


ONE_RAID = {
    "en": "Nine soldiers killed near Gao\n\nGunmen attacked an army post near the city of Gao in Mali on Wednesday, "
    "killing nine soldiers and wounding four, the defence ministry said. JNIM claimed responsibility for the attack.",
    "fr": "Neuf militaires tués près de Gao\n\nDes hommes armés ont attaqué mercredi un poste de l'armée près de la "
    "ville de Gao, au Mali, tuant neuf soldats et en blessant quatre, selon l'armée. Le GSIM a revendiqué l'attaque.",
    "ru": "В Мали убиты девять солдат\n\nДевять солдат убиты и четверо ранены в среду при нападении на пост армии у "
    "города Гао в Мали, сообщило министерство обороны. Ответственность за нападение взяла на себя группировка JNIM.",
    "ar": "مقتل تسعة جنود قرب غاو في مالي\n\nقتل تسعة جنود وأصيب أربعة آخرون الأربعاء في هجوم على موقع للجيش قرب "
    "مدينة غاو في مالي، حسبما أعلنت وزارة الدفاع. وأعلنت جماعة نصرة الإسلام والمسلمين مسؤوليتها عن الهجوم.",
}


def test_reports_in_four_languages_are_one_incident() -> None:
    told = []
    for language, text in ONE_RAID.items():
        document = Document(id=language, text=text, published="2018-03-09", lang=language)
        got = read_document(document, reader_named("patterns"), resolver_with())
        assert isinstance(got, Reading)
        told += tell(document, got)
    (incident,) = compute(told, ())
    assert {told.document for told in incident.accounts} == set(ONE_RAID)
    assert (incident.tolls["killed"].low, incident.tolls["killed"].high) == (9, 9)
