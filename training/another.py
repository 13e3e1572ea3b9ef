"""Makes `lang/en/another.tsv`: `python training/another.py DATA [--gazetteer FILE]`.

DATA is the data folder: its training reports, the development part left out, and those of `training/reports`. Every
fragment of them that could begin a deed of its own beside those told before it is a sample (`read/grouping.py`), its
answer whether the annotation has it told of one of those, or of none; a logistic regression gives each clue of
`read/another.py` its weight. While samples are gathered, the annotation decides. Prints for each set of reports how
many deeds would be told as one and how many as two, by the bar of old ("fit >= 1") and by the weights of the reports of
other incidents. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

from choices import reports
from fitting import fitted
from kinds import PARTS, part

from benchmarks.annotated import referee
from testimonia.model.text import Document
from testimonia.read import another
from testimonia.read.drafts import Draft
from testimonia.read.fragments import Fragment
from testimonia.read.grouping import group
from testimonia.read.patterns import PatternReader, telling
from testimonia.resolve.marks import Resolvers

TABLE = Path(__file__).parents[1] / "src/testimonia/lang/en/another.tsv"
STRENGTH = 0.1  # of the regularisation, inverse
LEAST_REPORTS = 6  # that a clue is seen in
LEAST_WEIGHT = 0.01


class Sample(NamedTuple):
    """A fragment beside the draft it fits best: its report, the incident that the report tells first, the set of
    reports, its clues, and whether it tells of a deed that was told before.
    """

    report: str
    story: str
    kind: str
    clues: frozenset[str]
    old: bool


class Teacher:
    """Decides by the annotation, and keeps what was asked. A fragment that tells of no annotated deed is no new one."""

    def __init__(self, deeds: Sequence[list[tuple[int, int]]], score: ModuleType) -> None:
        self.deeds, self.score = deeds, score
        self.asked: list[tuple[frozenset[str], bool]] = []

    def of(self, f: Fragment) -> set[int]:
        """Which annotated deeds a fragment's words stand for."""
        words = [(t.start, t.end) for t in f.triggers]
        return {n for n, spans in enumerate(self.deeds) if self.score.touch(words, spans)}

    def __call__(self, d: Draft, f: Fragment, score: float, drafts: Sequence[Draft], *, latest: bool) -> bool:
        """Whether the fragment's deed was told before."""
        own = self.of(f)
        old = not own or any(own & self.of(x.fragments[0]) for x in drafts)
        self.asked.append((frozenset(another.clues(d, f, score, drafts, latest=latest)), old))
        return old


def samples(data: Path, gazetteer: Path | None = None) -> Iterator[Sample]:
    """All samples of the reports that may be learned from."""
    score, resolvers, reader = referee(data), Resolvers.open(gazetteer), PatternReader()
    for kind, gold, text in reports(data):
        if not gold["incidents"]:
            continue
        names = ("title", "published", "publisher", "url")
        document = Document(id=gold["id"], text=text, **{name: gold.get(name) for name in names})
        study = reader.study(document, resolvers.marks(document))
        teacher = Teacher([score.spans(one["mentions"], text) for one in gold["incidents"]], score)
        group(study.page, telling(study.found), teacher)
        story = gold["incidents"][0]["key"] if gold["incidents"] else gold["id"]
        for clues, old in teacher.asked:
            yield Sample(gold["id"], story, kind, clues, old)


def weighed(known: Sequence[Sample]) -> dict[str, float]:
    """The weight of each clue."""
    told: list[tuple[str, Any, Any]] = [(one.report, one.clues, one.old) for one in known]
    turn, model = fitted(told, STRENGTH, LEAST_REPORTS)
    rows = zip(turn.get_feature_names_out(), model.coef_[0], strict=True)
    weights = {clue: round(float(weight), 2) for clue, weight in rows if abs(weight) >= LEAST_WEIGHT}
    return {"bias": round(float(model.intercept_[0]), 2)} | weights


def held_out(known: Sequence[Sample]) -> Iterator[str]:
    """How many deeds are told as one and as two in each set."""
    seen: dict[str, list[tuple[bool, bool, bool]]] = defaultdict(list)
    for n in range(PARTS):
        table = weighed([one for one in known if part(one.story) != n])
        for one in known:
            if part(one.story) == n:
                seen[one.kind].append((one.old, "fit>=1" in one.clues, another.told_before(one.clues, table)))
    for kind, told in seen.items():
        lost = [sum(not old and told[i] for old, *told in told) for i in (0, 1)]
        twice = [sum(old and not told[i] for old, *told in told) for i in (0, 1)]
        yield f"{kind}: {len(told)} fragments, as one {lost[0]} -> {lost[1]}, as two {twice[0]} -> {twice[1]}"


def main() -> None:
    """Prints the held-out figures and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--gazetteer", type=Path)
    asked = parser.parse_args()
    known = list(samples(asked.data, asked.gazetteer))
    print(*held_out(known), sep="\n")
    lines = ["# Whether a fragment tells of the deed that it fits best: weights of what is seen (read/another.py).",
             "# Made by training/another.py.", "# field\tclue\tweight"]  # fmt: skip
    lines += [f"same\t{clue}\t{weight:.2f}" for clue, weight in weighed(known).items()]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
