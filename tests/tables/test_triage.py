"""Which texts are read closely: the words on the left, whether they are on the right."""

import math
import time
from pathlib import Path

import pytest

from testimonia.model.text import Document
from testimonia.read.triage import NAME, pieces, set_aside, triage

#: Words on the left; on the right whether they are read closely.
CLOSELY = [
    ("Gunmen attacked a village near the border on Friday, killing at least nine people, police said.", True),
    ("Bomb kills four in Baghdad.", True),
    ("Three soldiers were wounded when a mine went off under their truck near Kidal, the army said.", True),
    ("The group said in a statement that it had abducted the two aid workers.", True),
    ("Protesters and police clashed in the capital for a third day; dozens were hurt.", True),
    ("Shells fell on the town overnight. Two civilians died.", True),
    ("The central bank left its main rate where it was and said that prices would rise by two per cent.", False),
    ("Heat the oil, add the onions and cook them for ten minutes until they are soft, then stir in the rice.", False),
    ("The museum will show forty of her paintings from May on; many of them have never left the country.", False),
    ("The phone has a larger screen and a better camera, and you can order it in three colours.", False),
    ("Rovers won by two goals to one and will play the final in May, when their captain is fit again.", False),
    ("", False), ("12 — 34, 56!", False),
]  # fmt: skip


@pytest.mark.parametrize(("text", "closely"), CLOSELY)
def test_what_is_read_closely(text: str, closely: bool) -> None:
    why = set_aside(Document(id="x", text=text))
    assert (why is None) is closely, triage().score(text)
    if why:
        assert why.startswith("set aside by triage: ")
        assert "--read-all" in why


def test_case_signs_and_line_ends_make_no_difference() -> None:
    score = triage().score("Gunmen killed nine soldiers near the border, police said.")
    for other in ("GUNMEN KILLED NINE SOLDIERS NEAR THE BORDER, POLICE SAID.",
                  "“Gunmen killed nine soldiers near\nthe border”, police said."):  # fmt: skip
        assert triage().score(other) == pytest.approx(score)


def test_a_violent_part_of_a_long_text_is_not_outvoted() -> None:
    dull = "".join(f"{text}\n" for text, closely in CLOSELY if not closely) * 12
    raid = "\n".join(text for text, closely in CLOSELY if closely)
    for where in (0, len(dull) // 2, len(dull) - 1):
        cut = dull.find("\n", where) + 1 if where else 0
        assert set_aside(Document(id="x", text=f"{dull[:cut]}{raid}\n{dull[cut:]}")) is None
    assert set_aside(Document(id="x", text=dull)) is not None


@pytest.mark.parametrize("text", ["", "a", "word " * 5_000, "w" * 20_000, "line\n" * 5_000, "ß\u0130\ud800" * 3_000])
def test_pieces_are_the_text(text: str) -> None:
    assert "".join(pieces(text)) == text
    assert all(len(piece) <= 3_000 for piece in pieces(text))
    assert triage().score(text) == -math.inf


def test_the_triage_has_a_name_and_a_version() -> None:
    assert NAME.partition("/")[0] == "triage"


def test_reports_are_not_set_aside(data: Path) -> None:
    """The floor of recall, on the reports that the model was made from; out of fold it is .99 (docs/method.md)."""
    from benchmarks.annotated import training

    told = [text for gold, text in training(data) if gold["kind"] == "report"]
    assert sum(map(triage().passes, told)) / len(told) >= 0.995


def test_it_is_quick() -> None:
    """Thousands of texts a second: with room for a slow machine, since a tenth of that would be felt."""
    texts = [" ".join(text for text, closely in CLOSELY if not closely) * 2] * 300
    triage()
    start = time.process_time()
    for text in texts:
        set_aside(Document(id="x", text=text))
    assert len(texts) / (time.process_time() - start) > 1_000


def test_python_reads_a_text_always_and_paths_with_triage(tmp_path: Path) -> None:
    import testimonia

    dull = next(text for text, closely in CLOSELY if not closely)
    path = tmp_path / "dull.txt"
    path.write_text(dull, encoding="utf-8")
    assert testimonia.read(dull).reading.read
    for read_all in (False, True):
        ((_, reading),) = testimonia.read([str(path)], read_all=read_all)
        assert reading.read is read_all
