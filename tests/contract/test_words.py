"""English stands in the tables of `lang/en`, not in code; what stands there is read, and read as it is written."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from testimonia.lang import table
from testimonia.model.tables import rows
from testimonia.read.lexicon import wordset

PACKAGE = Path(__file__).parents[2] / "src" / "testimonia"
ROOMS = ("read", "resolve", "link")
SMALL = frozenset().union(
    *(
        wordset("en", "clauses", section)
        for section in ("determiner", "pronoun", "preposition", "conjunction", "relative", "auxiliary", "be")
    )
)


def literals(code: str) -> Iterator[tuple[int, list[str]]]:
    """The words of each list, set and tuple that stands in code, with its line."""
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Tuple | ast.List | ast.Set):
            yield node.lineno, [e.value for e in node.elts if isinstance(e, ast.Constant) and isinstance(e.value, str)]


def worded(code: str) -> list[int]:
    """The lines with three small words of English and more in one list."""
    return [line for line, words in literals(code) if sum(word.strip() in SMALL for word in words) >= 3]


def test_no_list_of_small_words_stands_in_code() -> None:
    assert worded('x = word in ("the", "of", "by")\ny = ["of", "the"]') == [1]
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for room in ROOMS
        for path in sorted((PACKAGE / room).glob("*.py"))
        for line in worded(path.read_text(encoding="utf-8"))
    ]
    assert found == [], "put them into a table of lang/en"


SECTIONED = (
    "around", "capitals", "clauses", "contexts", "dates", "deeds", "grammar", "harm", "layout", "numbers",
    "parties", "places", "scene", "speech", "threats", "turns",
)  # fmt: skip


@pytest.mark.parametrize("name", SECTIONED)
def test_every_section_of_a_table_is_read(name: str) -> None:
    code = "\n".join(path.read_text(encoding="utf-8") for path in sorted(PACKAGE.rglob("*.py")))
    named = {word for string in re.findall(r'"([^"\n]*)"', code) for word in re.split(r"[^\w]+", string)}
    sections = {row[0].partition(".")[0] for row in table("en", name)}
    ends = tuple(word for word in named if len(word) > 1 and word.startswith("_"))  # f"{kind}_site"
    assert [section for section in sorted(sections - named) if not section.endswith(ends)] == []


def test_a_table_is_rows_of_cells_without_the_space_around_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "some_tables"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "t.tsv").write_text("# what it holds\n\na\t b \t\n \nc d\te\n", encoding="utf-8")
    monkeypatch.syspath_prepend(str(tmp_path))
    assert rows("some_tables", "t.tsv") == (("a", "b", ""), ("c d", "e"))
    with pytest.raises(FileNotFoundError):
        rows("some_tables", "u.tsv")
