"""Names that are places because of the words beside them: shortened provinces, datelines,
villages that no gazetteer holds.

Sentences are of our own making. The shipped gazetteer is used, so that the table holds on every machine.
"""

import pytest

from testimonia.knowledge.gazetteer import Gazetteer
from testimonia.resolve.places import place_marks


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


@pytest.mark.parametrize(
    ("town", "short", "full", "country"),
    [
        ("Strathroy", "Ont.", "Ontario", "CA"),
        ("Trois-Rivières", "Que.", "Quebec", "CA"),
        ("Springfield", "Mo.", "Missouri", "US"),
        ("Georgetown", "Ky.", "Kentucky", "US"),
        ("Mackay", "Qld.", "Queensland", "AU"),
    ],
)
def test_a_shortened_province_says_where_a_town_lies(
    town: str, short: str, full: str, country: str, gazetteer: Gazetteer
) -> None:
    marks = place_marks(f"A man was shot dead in {town}, {short}, on Friday.", gazetteer)
    assert [(m.place.name, m.place.country) for m in marks] == [(town, country), (full, country)]
    assert marks[0].place.admin1 == marks[1].place.name


def test_what_is_shortened_elsewhere_is_no_province(gazetteer: Gazetteer) -> None:
    assert not place_marks("Police shot a Man. Ill. Mass. Miss. And so on.", gazetteer)


@pytest.mark.parametrize(
    ("dateline", "names"),
    [
        ("CHELSEA, Manhattan —", ["CHELSEA", "Manhattan"]),
        ("LIMA, Ohio —", ["LIMA", "Ohio"]),
        ("REDDING, Calif. (Wire) -", ["REDDING", "California"]),
    ],
)
def test_a_dateline_of_capitals_names_its_places(dateline: str, names: list[str], gazetteer: Gazetteer) -> None:
    marks = place_marks(f"Three hurt\n\n{dateline} A bomb hurt three people late at night.", gazetteer)
    assert [m.place.name for m in marks] == names


def test_an_old_name_does_not_outlive_the_place_that_bears_it(gazetteer: Gazetteer) -> None:
    marks = place_marks("The dead were mourned in Connecticut. A vigil was held in Newtown, residents said.", gazetteer)
    assert marks[1].place.name == "Newtown"
    assert (marks[1].place.because or "").startswith("Newtown")  # Hartford was called so, too


def test_another_name_of_a_town_abroad_is_chance(gazetteer: Gazetteer) -> None:
    marks = place_marks("Tana: 52 died at dawn in the delta of the Tana River, Kenya.", gazetteer)
    assert "MG" not in [m.place.country for m in marks]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Raiders burned Wad al-Zelmat, a farming village in Sudan, at dawn.", "Wad al-Zelmat"),
        ("An assault on Zelmavu and its neighbouring villages in Mali left ten dead.", "Zelmavu"),
        ("Soldiers died in a two-day battle for Wadi Zelmat in Syria.", "Wadi Zelmat"),
        ("Residents of Zelmavu fled to Mali.", "Zelmavu"),
    ],
)
def test_a_village_is_told_by_the_words_beside_it(text: str, name: str, gazetteer: Gazetteer) -> None:
    assert place_marks(text, gazetteer)[0].place.name == name


@pytest.mark.parametrize(
    "text",
    ["They fled in a Zelmavu at night.", "The Zelmavi village of Gao was hit, in Mali.", "Shot at Zelmava Ora's flat."],
)
def test_what_is_one_of_its_kind_or_tells_whose_a_village_is_is_no_place(text: str, gazetteer: Gazetteer) -> None:
    assert not [m for m in place_marks(text, gazetteer) if m.place.name.startswith("Zelmav")]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("The bombing of Gulshan-e-Iqbal Park shocked Lahore.", "Gulshan-e-Iqbal Park"),
        ("A raid in Aulnay-sous-Bois, in France, ended late.", "Aulnay-sous-Bois"),
    ],
)
def test_a_name_tied_by_a_small_word_is_one_name(text: str, named: str, gazetteer: Gazetteer) -> None:
    marks = place_marks(text, gazetteer)
    assert named in [text[m.start : m.end] for m in marks]
    assert not [m for m in marks if m.place.name != named and text[m.start : m.end] in named]


@pytest.mark.parametrize(
    ("text", "name", "point"),
    [
        ("A bomb went off in Chelsea, Manhattan, on Saturday. The Chelsea blast hurt 29.", "Chelsea", (40.8, -74.0)),
        ("A bomb in the Karrada district of Baghdad killed five.", "Karrada", (33.3, 44.4)),
        ("Police in Baghdad said a bomb in the Baghdad suburb of Karrada killed five.", "Karrada", (33.3, 44.4)),
        ("Shots were fired in Mortsel, Antwerp.", "Mortsel", (51.2, 4.5)),  # near enough: its own point
        ("Jets struck a market in Atarib in the Aleppo countryside.", "Atarib", (36.1, 36.8)),  # the land has no other
        ("Shots were fired in Ghent, Brussels and Bruges.", "Ghent", (51.0, 3.7)),  # a list
    ],
)
def test_what_is_told_as_a_part_of_a_town_lies_in_it_or_near_it(
    text: str, name: str, point: tuple[float, float], gazetteer: Gazetteer
) -> None:
    marks = [m for m in place_marks(text, gazetteer) if m.place.name == name]
    assert marks
    assert {(round(m.place.lat or 0, 1), round(m.place.lon or 0, 1)) for m in marks} == {point}


def test_a_part_without_a_point_has_its_town_s_and_says_so(gazetteer: Gazetteer) -> None:
    place = next(m.place for m in place_marks("A bomb in Karrada, Baghdad, killed five.", gazetteer))
    assert (place.kind, place.precision, place.radius_km) == ("district", 2, 10.0)
    assert place.because == "not in the gazetteer itself; the text places it in Baghdad"


def test_a_village_without_a_point_has_that_of_the_town_that_it_is_near(gazetteer: Gazetteer) -> None:
    marks = place_marks("A bomb killed five in Nyanyaba, near Abuja, Nigeria. Nine were hurt in Nyanyaba.", gazetteer)
    places = [m.place for m in marks if m.place.name == "Nyanyaba"]
    assert [(p.kind, p.precision, p.radius_km, p.country) for p in places] == [("settlement", 2, 25.0, "NG")] * 2
    assert {(round(p.lat or 0, 1), round(p.lon or 0, 1)) for p in places} == {(9.1, 7.5)}
    assert places[0].because == "not in the gazetteer itself; the text places it near Abuja"


def test_a_place_near_a_town_is_no_namesake_far_away(gazetteer: Gazetteer) -> None:
    marks = place_marks("Gunmen killed five in Marea, near Kandahar, Afghanistan.", gazetteer)
    assert [(m.place.country, round(m.place.lat or 0)) for m in marks if m.place.name == "Marea"] == [("AF", 32)]
