"""Makes `lang/en/tolls.tsv`: `python training/tolls.py DATA`.

DATA is the data folder: its training reports, the development part left out, and those of `training/reports`. Everybody
who may be counted in a sentence (`testimonia.read.clues`) is one sample, its answer the effect of the annotated figure
that stands there, or none; a multinomial logistic regression gives each clue its weight. The table is what
`testimonia.read.weighing` adds to the rules. Prints, for each half of the reports, how well the weights of the other
half do beside the rules alone. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

from fitting import fitted

from benchmarks.annotated import own, referee, training
from testimonia.model.text import Document
from testimonia.read.clues import clues
from testimonia.read.page import lay_out
from testimonia.read.weighing import Weigher
from testimonia.resolve.marks import Resolvers

TABLE = Path(__file__).parents[1] / "src/testimonia/lang/en/tolls.tsv"
STRENGTH = 0.1  # of the regularisation, inverse; .05 to .3 are alike
LEAST_REPORTS = 4  # that a clue is seen in
LEAST_WEIGHT = 0.05


class Sample(NamedTuple):
    """Somebody who may be counted: the report, the clues, the right effect or "none", and the one by rule."""

    report: str
    clues: list[str]
    effect: str
    rule: str


def samples(data: Path) -> Iterator[Sample]:
    """All samples of the reports that may be learned from."""
    score, resolvers = referee(data), Resolvers.open(None)
    for gold, text in (*training(data), *own(Path(__file__).parent / "reports")):
        if int(gold["published"][:4]) % 2:
            continue
        names = ("title", "published", "publisher", "url")
        document = Document(id=gold["id"], text=text, **{name: gold.get(name) for name in names})
        page, weigher = lay_out(document, resolvers.marks(document)), Weigher("en")
        figures = [(score.spans(f["at"], text), f) for i in gold["incidents"] for f in i["figures"]]
        totals = [span for a in gold.get("aggregates", ()) for span in score.spans(a["at"], text)]
        for s in page.sentences:
            told = []
            for finder, group, around in weigher.open(s):
                told += [around.rule] if around.rule else []
                at = [(group.start, group.end)]
                here = [f for spans, f in figures if score.touch(spans, at)]
                effect = answer(here, group)
                if effect and (here or not score.touch(totals, at)):
                    rule = around.rule.effect if around.rule else "none"
                    yield Sample(gold["id"], clues(finder, group, around, s.part), effect, rule)
            weigher.remember(sorted(told, key=lambda h: h.first))


def answer(here: list[dict[str, Any]], group: Any) -> str | None:
    """The effect of the figure that a group stands for, "none", or None where it is left open."""
    if not here:
        return "none"
    same = [f for f in here if (f["best"], f["low"]) == (group.number.best, group.number.low)]
    if same or group.shape in ("number", "thing"):
        return str((same or here)[0]["effect"])
    return None


def weighed(known: list[Sample]) -> tuple[DictVectorizer, LogisticRegression]:
    """The regression over all effects."""
    return fitted(((one.report, one.clues, one.effect) for one in known), STRENGTH, LEAST_REPORTS)


def half(report: str) -> int:
    """0 or 1, by the name of the report."""
    return int(hashlib.md5(report.encode(), usedforsecurity=False).hexdigest(), 16) % 2


def f1(known: list[Sample], found: list[str]) -> float:
    """F1 of the effects found."""
    right = sum(one.effect == effect != "none" for one, effect in zip(known, found, strict=True))
    said = sum(effect != "none" for effect in found) + sum(one.effect != "none" for one in known)
    return 2 * right / said


def rows(known: list[Sample]) -> Iterator[tuple[str, str, str]]:
    """The rows of the table."""
    turn, model = weighed(known)
    yield from (("bias", e, f"{w:.2f}") for e, w in zip(model.classes_, model.intercept_, strict=True))
    for column, clue in enumerate(turn.get_feature_names_out()):
        weights = zip(model.classes_, model.coef_[:, column], strict=True)
        yield from ((clue, e, f"{w:.2f}") for e, w in weights if abs(w) >= LEAST_WEIGHT)


def main() -> None:
    """Prints the held-out figures and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    known = list(samples(parser.parse_args().data))
    for part in (0, 1):
        turn, model = weighed([one for one in known if half(one.report) != part])
        test = [one for one in known if half(one.report) == part]
        found = list(model.predict(turn.transform([dict.fromkeys(one.clues, 1) for one in test])))
        print(
            f"half {part}: {len(test)} samples, F1 {f1(test, found):.3f}, rules {f1(test, [o.rule for o in test]):.3f}"
        )
    lines = ["# What was done to people: weights of what is seen around them (read/clues.py, read/weighing.py).",
             "# Made by training/tolls.py; single words and numbers only.", "# clue\teffect\tweight"]  # fmt: skip
    lines += ["\t".join(row) for row in rows(known)]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
