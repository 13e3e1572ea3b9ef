"""Makes `lang/en/choices.tsv`: `python training/choices.py DATA [--gazetteer FILE]`.

DATA is the data folder: its training reports, the development part left out, and those of `training/reports`. Everybody
and everything that may be a perpetrator, a target or a weapon of a deed that the pattern reader finds is one sample
(`options` of `read/doers.py`, `read/aims.py`, `read/weapons.py`), its answer whether the annotation of that deed has
it; a logistic regression gives each clue its weight, and `read/choosing.py` sums them. Prints for each set of reports
and field the F1 of what is chosen when weights come from the other reports only, end to end (deeds that were not found
count as missed). Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import msgspec
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1]))

from fitting import fitted

from benchmarks.annotated import own, referee, training
from testimonia.model.claim import Account
from testimonia.model.text import Document
from testimonia.read import aims, doers, weapons
from testimonia.read.case import Case
from testimonia.read.choosing import Bars
from testimonia.read.patterns import PatternReader
from testimonia.resolve.marks import Resolvers

TABLE = Path(__file__).parents[1] / "src/testimonia/lang/en/choices.tsv"
STRENGTH = 0.07  # of the regularisation, inverse; .05 to .2 are alike
LEAST_REPORTS = 8  # that a clue is seen in
LEAST_WEIGHT = 0.03
FOLDS = 6
Spans = list[tuple[int, int]]


class Sample(NamedTuple):
    """A candidate: its report and deed, the set of reports, the field, which of the annotated values it is (None where
    it is none), and the clues.
    """

    report: str
    deed: int
    kind: str
    field: str
    answer: int | None
    clues: frozenset[str]


class Field(NamedTuple):
    """A field: its name, its candidates for a deed with the words of each, the annotated values, the bars."""

    name: str
    asked: Callable[[Case, Account], list[tuple[str, Spans, frozenset[str]]]]
    bars: Bars


def perpetrators(case: Case, account: Account) -> list[tuple[str, Spans, frozenset[str]]]:
    """Candidates for perpetrators."""
    parties = [([s.culprit.party for s in o.what], o.clues) for o in doers.options(case, account.type)]
    return [(told[0].name, [(p.start, p.end) for p in told], clues) for told, clues in parties]


def targets(case: Case, account: Account) -> list[tuple[str, Spans, frozenset[str]]]:
    """Candidates for targets."""
    named = [e for p in account.perpetrators for e in p.at]
    told = [([s.aim for s in o.what], o.clues) for o in aims.options(case, account.type, named)]
    return [(seen[0].name, [(a.start, a.end) for a in seen], clues) for seen, clues in told]


def weaponry(case: Case, account: Account) -> list[tuple[str, Spans, frozenset[str]]]:
    """Candidates for weapons: their class is their name."""
    return [(o.what[0].cls, [], o.clues) for o in weapons.options(case, account.type)]


FIELDS = (
    Field("perpetrators", perpetrators, doers.BARS),
    Field("targets", targets, aims.BARS),
    Field("weapons", weaponry, weapons.BARS),
)


def reports(data: Path) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Every report that may be learned from, with its set."""
    for part in ("real", "composed-single", "composed-bundles"):
        yield from ((part.partition("-")[0], gold, text) for gold, text in training(data, part))
    for gold, text in own(Path(__file__).parent / "reports"):
        if int(gold["published"][:4]) % 2 == 0:
            yield "own", gold, text


def samples(data: Path, gazetteer: Path | None, wanted: Counter[tuple[str, str]]) -> Iterator[Sample]:
    """All samples; counts in `wanted` the annotated values of each field and set."""
    score, resolvers, reader = referee(data), Resolvers.open(gazetteer), PatternReader()
    for kind, gold, text in reports(data):
        names = ("title", "published", "publisher", "url")
        document = Document(id=gold["id"], text=text, **{name: gold.get(name) for name in names})
        study = reader.study(document, resolvers.marks(document))
        found = [msgspec.to_builtins(a) for a in study.accounts]
        pairs, _, _ = score.pair_incidents(gold["incidents"], found, text)
        truth = {id(b): a for a, b in pairs}
        for field in FIELDS:
            wanted[field.name, kind] += sum(len(i[field.name]) for i in gold["incidents"])
            for deed, (case, account, told) in enumerate(zip(study.cases, study.ruled, found, strict=True)):
                values = truth.get(id(told), {}).get(field.name, [])
                for name, spans, clues in field.asked(case, account):
                    same = [n for n, v in enumerate(values) if right(score, v, name, spans, text)]
                    yield Sample(gold["id"], deed, kind, field.name, same[0] if same else None, clues)
                    bases = {values[n]["basis"] for n in same} if field.name == "perpetrators" else set()
                    if bases == {"stated"} or bases == {"blamed"}:
                        answer = 0 if bases == {"blamed"} else None
                        yield Sample(gold["id"], deed, kind, "basis", answer, clues)


def right(score: Any, value: dict[str, Any], name: str, spans: Spans, text: str) -> bool:
    """Whether a candidate is the annotated value, as the referee sees it."""
    if "name" not in value:
        return bool(value["class"] == name)
    return bool(score.same_name(value["name"], name) or score.touch(score.spans(value["at"], text), spans))


def weighed(known: list[Sample]) -> tuple[DictVectorizer, LogisticRegression]:
    """The regression of one field."""
    return fitted(((one.report, one.clues, one.answer is not None) for one in known), STRENGTH, LEAST_REPORTS)


def fold(report: str) -> int:
    """0 to FOLDS - 1, by the name of the report."""
    return int(hashlib.md5(report.encode(), usedforsecurity=False).hexdigest(), 16) % FOLDS


def held_out(known: list[Sample], bars: Bars) -> dict[str, tuple[int, int]]:
    """Right and false choices in each set, each report judged by weights of the others."""
    deeds: dict[tuple[str, str, int], list[tuple[float, Sample]]] = defaultdict(list)
    for part in range(FOLDS):
        turn, model = weighed([one for one in known if fold(one.report) != part])
        test = [one for one in known if fold(one.report) == part]
        likely = model.predict_proba(turn.transform([dict.fromkeys(one.clues, 1) for one in test]))[:, 1]
        for one, chance in zip(test, likely, strict=True):
            deeds[one.kind, one.report, one.deed].append((float(chance), one))
    out: dict[str, tuple[int, int]] = {}
    for (kind, _, _), options in deeds.items():
        options.sort(key=lambda o: -o[0])
        taken = [o.answer for n, (p, o) in enumerate(options) if p >= bars.bar(n, o.clues)][: bars.most]
        hits = len({a for a in taken if a is not None})
        right, false = out.get(kind, (0, 0))
        out[kind] = right + hits, false + len(taken) - hits
    return out


def rows(known: list[Sample], field: str) -> Iterator[str]:
    """The lines of a field's table."""
    turn, model = weighed(known)
    yield f"{field}\tbias\t{model.intercept_[0]:.2f}"
    for clue, weight in zip(turn.get_feature_names_out(), model.coef_[0], strict=True):
        if abs(weight) >= LEAST_WEIGHT:
            yield f"{field}\t{clue}\t{weight:.2f}"


def main() -> None:
    """Prints the held-out figures and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--gazetteer", type=Path)
    asked = parser.parse_args()
    wanted: Counter[tuple[str, str]] = Counter()
    known = list(samples(asked.data, asked.gazetteer, wanted))
    lines = ["# Who did it, to whom, with what: weights of what is seen around a candidate (read/choosing.py).",
             "# Made by training/choices.py; single words only.", "# field\tclue\tweight"]  # fmt: skip
    for field in FIELDS:
        own = [one for one in known if one.field == field.name]
        for kind, (right, false) in held_out(own, field.bars).items():
            f1 = 2 * right / (right + false + wanted[field.name, kind])
            print(f"{field.name} {kind}: {len(own)} candidates, held out F1 {f1:.3f} of {wanted[field.name, kind]}")
        lines += rows(own, field.name)
    lines += rows([one for one in known if one.field == "basis"], "basis")
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
