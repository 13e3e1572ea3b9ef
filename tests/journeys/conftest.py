"""Reports of our own making, and a ledger of them."""

import shutil
from pathlib import Path

import pytest

from testimonia import pipeline
from testimonia.model.errors import InputError
from testimonia.store import Ledger
from tests.journeys.shell import Typed, type_in

RAID = """Gunmen kill nine soldiers in raid near Gao

BAMAKO, May 6 — Gunmen killed nine soldiers and wounded four in a raid on an army post near the Malian city of Gao on \
Friday, the defence ministry said.

The attackers came on motorcycles and set two trucks on fire before they fled.
"""
RISEN = """Death toll of Gao raid rises to eleven

BAMAKO, May 7 — Eleven soldiers were killed in Friday's raid on an army post near Gao in Mali, the defence ministry \
said on Monday, after two of the wounded died in hospital.

The River Liberation Front claimed responsibility for the attack in a statement.
"""
BLAST = """Roadside bomb kills three in Baidoa

MOGADISHU, May 9 — A roadside bomb killed three civilians in the Somali town of Baidoa on Tuesday, police said.
"""
MATCH = """Rovers thrash United in cup tie

The strikers ran riot on Saturday and the defence was slaughtered, the coach said after the match. He will hold his \
press conference on Monday, when the club expects to know more about the injured goalkeeper.
"""
FRENCH = """Neuf militaires tués près de Gao

Des hommes armés ont attaqué vendredi un poste de l'armée près de la ville de Gao, au Mali, faisant neuf morts et \
quatre blessés, selon le ministère de la défense.
"""
GERMAN = """Neun Soldaten bei Gao getötet

Bewaffnete haben am Freitag einen Posten der Armee bei der Stadt Gao in Mali überfallen und neun Soldaten getötet, wie \
das Verteidigungsministerium mitteilte.
"""
ABOUT = {
    "raid": ("The Post", "2018-05-06"),
    "risen": ("Newswire", "2018-05-07"),
    "blast": ("Newswire", "2018-05-09"),
    "match": ("The Post", "2018-05-07"),
}


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    """A folder of four reports in English, each with its sidecar: two tell of one raid, one of a bomb, one of sport."""
    return written(tmp_path / "reports")


def written(folder: Path) -> Path:
    """The four reports, written into a new folder."""
    folder.mkdir()
    for name, text in (("raid", RAID), ("risen", RISEN), ("blast", BLAST), ("match", MATCH)):
        publisher, published = ABOUT[name]
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
        about = f'{{"id": "{name}", "publisher": "{publisher}", "published": "{published}"}}'
        (folder / f"{name}.json").write_text(about, encoding="utf-8")
    return folder


@pytest.fixture
def raid(tmp_path: Path) -> Path:
    """One report without a sidecar: it does not say when it was published."""
    path = tmp_path / "raid.txt"
    path.write_text(RAID.replace("BAMAKO, May 6 — ", ""), encoding="utf-8")
    return path


@pytest.fixture
def french(tmp_path: Path) -> Path:
    """A report in French."""
    path = tmp_path / "french.txt"
    path.write_text(FRENCH, encoding="utf-8")
    return path


@pytest.fixture
def german(tmp_path: Path) -> Path:
    """A report in a language that is not read."""
    path = tmp_path / "german.txt"
    path.write_text(GERMAN, encoding="utf-8")
    return path


@pytest.fixture
def typed() -> Typed:
    """The command line in a process of its own."""
    return type_in


def ledger_of(folder: Path) -> Path:
    """A ledger of the four reports, made in this process."""
    path = folder / "war.ledger"
    with Ledger.open(path, "write", create=True) as ledger:
        for done in pipeline.ingest([str(written(folder / "reports"))], ledger):
            assert not isinstance(done, InputError), done
        pipeline.rebuild(ledger)
    return path


@pytest.fixture(scope="session")
def ingested(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A ledger of the four reports as the command makes it, once for all journeys: leave it as it is."""
    folder = tmp_path_factory.mktemp("ingested")
    path = folder / "war.ledger"
    done = type_in("ingest", written(folder / "reports"), "--ledger", path)
    assert done.returncode == 0, done.stderr
    return path


@pytest.fixture
def ledger(reports: Path, tmp_path: Path, ingested: Path) -> Path:
    """A ledger of the four reports, which also lie in `reports`."""
    return Path(shutil.copy(ingested, tmp_path))
