"""Makes `lang/en/kinds.tsv`: `python training/kinds.py DATA [--gazetteer FILE]`.

DATA is the data folder: its training reports, the development part left out, and those of `training/reports`. Every
deed that the pattern reader finds and the annotation has is a sample; a multinomial logistic regression gives each clue
(`read/kinds.py`) its weight for each type. Prints for each set of reports the
share that is right by rule, and by the weights of the reports of other incidents. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

from choices import reports
from fitting import fitted

from benchmarks.annotated import referee
from testimonia.model.text import Document
from testimonia.read.kinds import clues, plain
from testimonia.read.patterns import PatternReader
from testimonia.resolve.marks import Resolvers

TABLE = Path(__file__).parents[1] / "src/testimonia/lang/en/kinds.tsv"
STRENGTH = 0.1  # of the regularisation, inverse; .1 to .3 are alike
LEAST_REPORTS = 6  # that a clue is seen in
LEAST_WEIGHT = 0.05
PARTS = 5


class Sample(NamedTuple):
    """A deed: its report, the incident that the report tells first, the set of reports, its clues, the type by rule,
    whether it is told outright, and the annotated one.
    """

    report: str
    story: str
    kind: str
    clues: frozenset[str]
    ruled: str
    plain: bool
    answer: str


def samples(data: Path, gazetteer: Path | None = None) -> Iterator[Sample]:
    """All samples of the reports that may be learned from."""
    score, resolvers, reader = referee(data), Resolvers.open(gazetteer), PatternReader()
    for kind, gold, text in reports(data):
        names = ("title", "published", "publisher", "url")
        document = Document(id=gold["id"], text=text, **{name: gold.get(name) for name in names})
        study = reader.study(document, resolvers.marks(document))
        found = [msgspec.to_builtins(a) for a in study.ruled]
        story = gold["incidents"][0]["key"] if gold["incidents"] else gold["id"]
        for a, b in score.pair_incidents(gold["incidents"], found, text)[0]:
            n = next(i for i, f in enumerate(found) if f is b)
            ruled = study.ruled[n]
            seen = frozenset(clues(study.cases[n], ruled))
            yield Sample(gold["id"], story, kind, seen, ruled.type, plain(study.cases[n], ruled.type), a["type"])


def part(story: str) -> int:
    """The part that the reports of an incident are in."""
    return int(hashlib.sha256(story.encode()).hexdigest()[:8], 16) % PARTS


def weighed(known: Sequence[Sample]) -> tuple[DictVectorizer, LogisticRegression]:
    """The regression over all types."""
    return fitted(((one.report, one.clues, one.answer) for one in known), STRENGTH, LEAST_REPORTS)


def tables(known: Sequence[Sample]) -> dict[str, dict[str, float]]:
    """The weights of every type: type → clue → weight."""
    turn, model = weighed(known)
    out = {}
    for answer, row, first in zip(model.classes_, model.coef_, model.intercept_, strict=True):
        told = zip(turn.get_feature_names_out(), row, strict=True)
        weights = {clue: round(float(weight), 2) for clue, weight in told if abs(weight) >= LEAST_WEIGHT}
        out[str(answer)] = {"bias": round(float(first), 2)} | weights
    return out


def held_out(known: Sequence[Sample]) -> Iterator[str]:
    """How many are right in each set, by rule and by the weights of the other reports, where these are asked."""
    seen: dict[str, list[tuple[bool, bool]]] = defaultdict(list)
    for n in range(PARTS):
        turn, model = weighed([one for one in known if part(one.story) != n])
        test = [one for one in known if part(one.story) == n]
        answers = model.predict(turn.transform([dict.fromkeys(one.clues, 1) for one in test]))
        for one, answer in zip(test, answers, strict=True):
            seen[one.kind].append((one.ruled == one.answer, (one.ruled if one.plain else answer) == one.answer))
    for kind, right in seen.items():
        by_rule, by_weights = (sum(r) / len(right) for r in zip(*right, strict=True))
        yield f"{kind}: {len(right)} deeds, right by rule {by_rule:.3f}, held out {by_weights:.3f}"


def main() -> None:
    """Prints the held-out figures and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--gazetteer", type=Path)
    asked = parser.parse_args()
    known = list(samples(asked.data, asked.gazetteer))
    print(*held_out(known), sep="\n")
    lines = ["# What kind of deed it was: weights of what is seen (read/kinds.py).",
             "# Made by training/kinds.py; single words only.", "# type\tclue\tweight"]  # fmt: skip
    lines += [f"{name}\t{clue}\t{w:.2f}" for name, row in tables(known).items() for clue, w in row.items()]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
