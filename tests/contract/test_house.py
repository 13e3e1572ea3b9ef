"""What holds for the repository as a whole: licences of data, no traces of a machine, files that one can read."""

import ast
import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "src" / "testimonia"
OURS = ("src", "tests", "docs", "benchmarks", "training", ".ci")
# Written apart, so that this file does not hold what it looks for.
MACHINE = re.compile(
    "|".join((r"(?<![\w.])/wo" + "rk/", r"(?<!\w)/ro" + "ot/", r"(?<![\w.])/ho" + r"me/\w", "/Us" + r"ers/\w"))
)
REGISTRY = re.compile(
    "|".join(("py" + r"pi\.org", "python" + r"hosted\.org", "--index" + "-url", "artifact" + "ory")), re.I
)


def repository() -> Iterator[Path]:
    """Every file of ours that is text."""
    files = [p for p in ROOT.iterdir() if p.is_file() and p.name != ".git"]  # a working tree names its repository there
    for folder in OURS:
        files += [p for p in (ROOT / folder).rglob("*") if p.is_file()]
    for path in sorted(files):
        if "__pycache__" in path.parts or ".hypothesis" in path.parts:
            continue
        if b"\0" not in path.read_bytes()[:4096]:
            yield path


def test_there_is_a_repository_to_look_at() -> None:
    names = {p.relative_to(ROOT).as_posix() for p in repository()}
    assert {"pyproject.toml", "Makefile", ".ci/run", "src/testimonia/model/text.py"} <= names


def test_no_file_holds_a_path_of_one_machine() -> None:
    found = [p for p in repository() if MACHINE.search(p.read_text(encoding="utf-8", errors="replace"))]
    assert found == []


def test_no_file_names_a_registry() -> None:
    # The name of an option that keeps addresses out of the pins is no address.
    keeps_out = "--no-emit-index" + "-url"
    found = [
        p
        for p in repository()
        if REGISTRY.search(p.read_text(encoding="utf-8", errors="replace").replace(keeps_out, ""))
    ]
    assert found == []


def test_every_data_file_of_the_package_has_its_licence() -> None:
    head, *rows = (ROOT / "DATA-LICENCES.tsv").read_text(encoding="utf-8").splitlines()
    assert head.split("\t") == ["file", "what", "origin", "licence"]
    cells = [row.split("\t") for row in rows]
    assert all(len(row) == 4 and all(cell.strip() for cell in row) for row in cells)
    listed = [row[0] for row in cells]
    assert sorted(set(listed)) == sorted(listed)
    shipped = {
        p.relative_to(ROOT).as_posix()
        for p in PACKAGE.rglob("*")
        if PACKAGE / "web"
        not in p.parents  # pages are code; the licences of what is built into them: test_web_pages.py
        and p.is_file()
        and p.suffix not in (".py", ".pyc", ".pyi", ".sql")
        and p.name != "py.typed"
    }
    assert sorted(shipped - set(listed)) == [], "data files without a row"
    assert sorted(set(listed) - shipped) == [], "rows without a file"


def test_files_and_functions_can_be_read_in_one_go() -> None:
    long_files, long_functions = [], []
    for path in PACKAGE.rglob("*.py"):
        source = path.read_text(encoding="utf-8")
        if source.count("\n") > 400:
            long_files.append(path.name)
        for node in ast.walk(ast.parse(source)):
            if isinstance(node, ast.FunctionDef) and (node.end_lineno or 0) - node.lineno > 60:
                long_functions.append(f"{path.name}:{node.name}")
    assert long_files == []
    assert long_functions == []


def test_pins_have_hashes_and_no_addresses() -> None:
    for name in ("requirements.txt", "requirements-dev.txt", "requirements-build.txt"):
        text = (ROOT / name).read_text(encoding="utf-8")
        pins = re.findall(r"^([\w.-]+)==", text, re.M)
        assert pins, name
        assert len(re.findall(r"--hash=sha256:", text)) >= len(pins)
        assert "://" not in text


def test_every_dependency_is_pinned() -> None:
    wanted = set(re.findall(r'^    "([a-z0-9-]+)>=', (ROOT / "pyproject.toml").read_text(encoding="utf-8"), re.M))
    pinned = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements.txt").read_text(encoding="utf-8"), re.M))
    dev = set(re.findall(r"^([a-z0-9-]+)==", (ROOT / "requirements-dev.txt").read_text(encoding="utf-8"), re.M))
    assert len(wanted) >= 10
    assert wanted - pinned - dev == set()


def test_what_a_dependency_needs_by_an_extra_of_another_is_named_here() -> None:
    """Older pips spell extras in another way than newer packages and leave them out: `lxml[html_clean]`."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    named = {canonicalize_name(Requirement(text).name) for text in project["dependencies"]}
    todo, seen, by_extra = sorted(named), set(), set()
    while todo:
        name = todo.pop()
        if name in seen:
            continue
        seen.add(name)
        for need in _needs(name):
            todo.append(canonicalize_name(need.name))
            by_extra |= {canonicalize_name(n.name) for extra in need.extras for n in _needs(need.name, extra)}
    assert "lxml-html-clean" in by_extra
    assert by_extra - named == set()


def _needs(name: str, extra: str = "") -> Iterator[Requirement]:
    """What an installed package needs as it is, or for one of its extras alone."""
    for text in distribution(name).requires or ():
        need = Requirement(text)
        plain = need.marker is None or need.marker.evaluate({"extra": ""})
        if not extra and plain:
            yield need
        if extra and not plain and any(need.marker.evaluate({"extra": e}) for e in {extra, canonicalize_name(extra)}):
            yield need


def test_the_container_file_copies_what_is_there() -> None:
    lines = (ROOT / "Containerfile").read_text(encoding="utf-8").splitlines()
    copied = [
        word for line in lines if line.startswith("COPY ") and "--from" not in line for word in line.split()[1:-1]
    ]
    assert {"requirements.txt", "src"} <= set(copied)
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert not any("http" in line for line in lines)  # whatever mirror there is
