"""Every command and Python block of README.md and docs/ is run, and prints what is shown."""

from __future__ import annotations

import ast
import inspect
import re
import shutil
import tomllib
from pathlib import Path

import pytest

import testimonia
from tests.docs.pages import PAGES, ROOT, Names, blocks, commands
from tests.docs.typing_in import Reader, lay_out

LANGUAGES = {
    "",
    "console",
    "python",
    "pycon",
    "sh",
    "text",
    "json",
    "toml",
    "tsv",
    "yaml",
    "geojson",
    "html",
    "mermaid",
}
_LINK = re.compile(r"(?<!!)\[[^\]]*\]\(([^)\s]+)\)")
NAMES = [str(page.relative_to(ROOT)) for page in PAGES]


@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_run(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = list(blocks((ROOT / name).read_text(encoding="utf-8")))
    if any("testimonia spark " in block.body for block in found) and not shutil.which("java"):
        pytest.skip("skipped: no Spark")
    lay_out(tmp_path)
    monkeypatch.chdir(tmp_path)
    reader = Reader(tmp_path, name)
    try:
        for block in found:
            reader.follow(block)
    finally:
        reader.close()


@pytest.mark.parametrize("name", NAMES)
def test_the_page_is_in_order(name: str) -> None:
    text = (ROOT / name).read_text(encoding="utf-8")
    targets = set(re.findall(r"^([a-z][\w-]*):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    for block in blocks(text):
        assert block.lang in LANGUAGES, f"{name}:{block.line}: a fence without a language that the tests know"
        if block.lang == "toml":
            tomllib.loads(block.body)
        if block.lang in ("", "sh"):
            assert set(re.findall(r"^make ([\w-]+)", block.body, re.MULTILINE)) <= targets, f"{name}:{block.line}"
            assert not re.search(r"^(\S+ )?testimonia (?!serve)", block.body, re.MULTILINE), (
                f"{name}:{block.line}: run it"
            )
    folder, menu = (ROOT / name).parent, {(ROOT / "docs" / page).resolve() for page in _menu()}
    for link in _LINK.findall(re.sub(r"`[^`]*`", "", text)):
        path = link.partition("#")[0]
        if path and not re.match(r"[a-z]+:", path):
            assert (folder / path).exists() or (folder / path).resolve() in menu, (
                f"{name}: the link {link} leads nowhere"
            )


def test_every_page_stands_in_the_menu() -> None:
    pages = {str(page.relative_to(ROOT / "docs")) for page in PAGES if page.parent != ROOT}
    assert pages <= _menu(), "a page of docs/ that mkdocs.yml does not name"


def _menu() -> set[str]:
    return set(re.findall(r"[\w/-]+\.md", (ROOT / "mkdocs.yml").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("shown", "printed", "same"),
    [
        ("9 killed\n", "9 killed\n", True),
        ("9 killed\n", "8 killed\n", False),
        ("9 … soldiers", "9 killed, all soldiers  \n", True),
        ("first\n…\nlast", "first\nsecond\nthird\nlast\n", True),
        ("first\n…\nlast", "first\nlast\n", True),
        ("first\n…\nlast", "first\nsecond\n", False),
        ("i-0000000000000000 twice i-0000000000000000", "i-12345678901234ab twice i-12345678901234ab", True),
        ("i-0000000000000000 twice i-0000000000000000", "i-12345678901234ab twice i-12345678901234ac", False),
        ("killed .75 sure (+2.7) (0.64)", "killed .80 sure (-1.0) (1.00)", True),
        ("killed 75 sure", "killed 80 sure", False),
        ("at 16.27 north", "at 16.28 north", False),
        ("i-0000000000000000", "j-12345678901234ab", False),
    ],
)
def test_what_is_shown_is_compared(shown: str, printed: str, same: bool) -> None:
    assert Names().agree(shown, printed) is same


def test_an_id_of_the_page_stands_for_the_one_that_was_printed() -> None:
    names = Names()
    assert names.agree("i-0000000000000000  Gao", "i-12345678901234ab  Gao")
    assert names.real("why i-0000000000000000 killed") == "why i-12345678901234ab killed"
    assert not names.agree("i-0000000000000000", "i-ffffffffffffffff")


def test_commands_are_told_from_their_output() -> None:
    (block,) = blocks("words\n\n```console\n$ one \\\n    more\nout\n$ two\n```\n")
    assert [tuple(c) for c in commands(block)] == [("one more", "out\n"), ("two", "")]


def test_every_dependency_is_explained() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    page = (ROOT / "docs" / "libraries.md").read_text(encoding="utf-8")
    named = [re.split(r"[<>=;\[ ]", line)[0] for line in project["dependencies"]]
    told = {
        word for line in page.splitlines() if line.startswith("| ") for word in re.split(r"[ ,]+", line.split("|")[1])
    }
    assert set(named) - told == set()


def test_the_crosswalk_of_types_is_that_of_the_exports() -> None:
    page = (ROOT / "docs" / "codebooks.md").read_text(encoding="utf-8")
    codes = (ROOT / "src" / "testimonia" / "publish" / "codes.tsv").read_text(encoding="utf-8")
    rows = [line.split("\t") for line in codes.splitlines() if line.startswith("type\t")]
    assert rows
    for _, ours, civilians, armed, somebody, _, gtd, *mode in rows:
        (told,) = [line for line in page.splitlines() if line.startswith(f"| `{ours}` |")]
        assert civilians in told
        assert armed in told
        assert somebody in (civilians, armed)
        assert f"| {gtd} " in told
        assert "".join(mode) in told


def test_the_functions_of_python_are_told_with_all_their_parameters() -> None:
    page = (ROOT / "docs" / "python.md").read_text(encoding="utf-8")
    told: dict[str, dict[str, str]] = {}
    for name, words in re.findall(r"^\| `(\w+)\((.+?)\)` \|", page, re.MULTILINE):
        if name not in testimonia.__all__:
            continue
        arguments = ast.parse(f"def f({words}): ...").body[0].args  # type: ignore[attr-defined]
        defaults = {
            a.arg: ast.literal_eval(d) for a, d in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True)
        }
        told.setdefault(name, {}).update(defaults)
    assert set(told) == set(testimonia.__all__) - {"__version__"}
    for name, defaults in told.items():
        _, *known = inspect.signature(getattr(testimonia, name)).parameters.values()
        assert defaults == {p.name: p.default for p in known}, name
