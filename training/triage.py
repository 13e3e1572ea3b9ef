"""Makes `lang/en/triage.tsv`: `python training/triage.py DATA [--ordinary FOLDER …] [--dry-run]`.

DATA is the data folder (its training reports, development part left out; those of `training/reports` are added); the
FOLDERs hold plain texts of all subjects (.txt), which are not part of the project: an ordinary stream of news, in which
a few tell of incidents. Those in which the pattern reader finds one are counted, but nothing is learned from them. The
model is a logistic regression over words that are written small and the sums of cues that `testimonia.read.triage`
computes. All figures that it prints are out of fold: ten folds, the reports of one incident always in the same one.
Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.annotated import training
from testimonia import pipeline
from testimonia.model.claim import Reading
from testimonia.model.text import Document
from testimonia.read.triage import Cues, cues_of, pieces

TABLE = Path(__file__).parents[1] / "src/testimonia/lang/en/triage.tsv"
OURS = Path(__file__).parent / "reports"
SUMS = ("any 2", "any 3", "kinds 1", "kinds 2", "kinds 3", "often 2", "often 3")
STRENGTH = 0.03  # of the regularisation, inverse; .01 to .1 are alike
SUM_SCALE = 2.0  # sums of cues are held back less than single words
BEGINNING = 250  # code points: a headline and a sentence
LEAST_TEXTS = 6  # that a word stands in
_SMALL = re.compile(r"\b[a-z]+(?:-[a-z]+)*\b")
_CAPITAL = re.compile(r"(?<![.!?\"“”'\n] )(?<!^)(?<!\n)\b[A-Z][a-z]+")


class Text(NamedTuple):
    """A text: its name, whether it tells of an incident (None: it may), and the kind of text that it is."""

    name: str
    told: bool | None
    text: str
    kind: str


def texts(data: Path, ordinary: list[Path]) -> Iterator[Text]:
    """The training reports, the project's own, and the ordinary texts."""
    for gold, text in training(data):
        yield Text(gold["id"], gold["kind"] == "report", text, "hard")
    for path in sorted(OURS.glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        if int(gold["published"][:4]) % 2 == 0:
            text = path.with_suffix(".txt").read_text(encoding="utf-8")
            yield Text(gold["id"], gold["kind"] == "report", text, "hard")
    reader, resolver = pipeline.reader_named("patterns"), pipeline.resolver_with()
    for path in sorted(path for folder in ordinary for path in folder.glob("*.txt")):
        text = path.read_text(encoding="utf-8")
        got = pipeline.read_document(Document(id=path.stem, text=text), reader, resolver)
        told = None if isinstance(got, Reading) and got.incidents else False
        yield Text(path.stem, told, text, f"ordinary {path.parent.name}")


def vocabulary(known: list[Text]) -> list[str]:
    """The words of three letters and more that stand in several texts and are mostly written small (no names)."""
    small, capital = Counter[str](), Counter[str]()
    for one in known:
        small.update(_SMALL.findall(one.text))
        capital.update(word.lower() for word in _CAPITAL.findall(one.text))
    stands = Counter(word for one in known for word in set(_SMALL.findall(one.text.lower())))
    return sorted(w for w, n in stands.items() if n >= LEAST_TEXTS and len(w) > 2 and small[w] > 2 * capital[w])


def row(piece: str, cues: Cues, place: dict[str, int]) -> np.ndarray | None:
    """A piece of text as numbers; None where it has no cue, which ends it at the first step."""
    seen = cues.see(piece)
    if not seen.pooled:
        return None
    values = np.zeros(len(place) + len(SUMS), np.float32)
    values[[place[word] for word in seen.words]] = 1
    values[len(place) :] = [SUM_SCALE * seen.pooled[name] for name in SUMS]
    return values


def learned(known: list[Text], cues: Cues, place: dict[str, int]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """What is learned from: each text whole and its beginning alone (short news and digests have no more), as numbers;
    whether it tells; and which text it is."""
    empty = np.zeros(len(place) + len(SUMS), np.float32)
    rows, told, which = [], [], []
    for index, one in enumerate(known):
        if one.told is None:
            continue
        for part in (one.text, one.text[:BEGINNING]):
            got = row(part, cues, place)
            rows.append(empty if got is None else got)
            told.append(one.told)
            which.append(index)
    return np.stack(rows), np.array(told), np.array(which)


def fitted(rows: np.ndarray, told: np.ndarray) -> LogisticRegression:
    """The model."""
    return LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=1000).fit(rows, told)


def out_of_fold(known: list[Text], cues: Cues, place: dict[str, int]) -> np.ndarray:
    """The score of each text by a model that has not seen its incident."""
    rows, labels, which = learned(known, cues, place)
    parts = [[got for piece in pieces(one.text) if (got := row(piece, cues, place)) is not None] for one in known]
    told = np.array([bool(one.told) for one in known])
    groups = np.array([re.sub(r"-[a-z]\d*$", "", one.name) for one in known])
    scores = np.full(len(known), -np.inf)
    for learn, test in GroupKFold(10).split(told, told, groups):
        seen = np.isin(which, learn)
        model = fitted(rows[seen], labels[seen])
        for index in test:
            if parts[index]:
                scores[index] = max(model.decision_function(np.stack(parts[index])))
    return scores


def kinds(known: list[Text]) -> dict[str, np.ndarray]:
    """Which texts are reports, other annotated texts, and ordinary ones of each folder."""
    reports = np.array([one.told is True for one in known])
    kind = np.array([one.kind for one in known])
    others = {name: kind == name for name in sorted({*kind} - {"hard"})}
    return {"reports": reports, "hard others": (kind == "hard") & ~reports, **others}


def write(known: list[Text], cues: Cues, words: list[str], threshold: float) -> None:
    """Writes the table: bias and threshold, the sums, the words."""
    place = {word: index for index, word in enumerate(words)}
    rows, told, _ = learned(known, cues, place)
    model = fitted(rows, told)
    weights = model.coef_[0]
    lines = ["# Which texts can tell of an incident: weights of words and of sums over cues (read/triage.py).",
             "# Made by training/triage.py; numbers only.", "# section\tname\tvalue",
             f"bias\t{model.intercept_[0]:.3f}", f"threshold\t{threshold:.2f}"]  # fmt: skip
    lines += [f"sum\t{name}\t{SUM_SCALE * weights[len(place) + n]:.3f}" for n, name in enumerate(SUMS)]
    lines += [f"word\t{word}\t{weights[index]:.3f}" for word, index in place.items()]
    TABLE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Prints the trade-off and writes the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("data", type=Path)
    parser.add_argument("--ordinary", type=Path, nargs="*", default=[])
    parser.add_argument("--threshold", type=float, default=-0.6)
    parser.add_argument("--dry-run", action="store_true", help="write nothing")
    asked = parser.parse_args()
    known = list(texts(asked.data, asked.ordinary))
    words = vocabulary(known)
    place = {word: index for index, word in enumerate(words)}
    cues = Cues(words, cues_of("en"))
    scores = out_of_fold(known, cues, place)
    told = [one.told for one in known]
    print(f"{len(known)} texts, {told.count(True)} tell of an incident, {told.count(None)} may; {len(words)} words")
    among = kinds(known)
    print(f"{'threshold':>9}" + "".join(f"{name[-18:]:>20}" for name in among))
    for threshold in (-2.0, -1.5, -1.2, -1.0, -0.8, -0.6, -0.4, -0.2, 0.0, 0.5, 1.0):
        print(f"{threshold:>9.2f}" + "".join(f"{(scores[some] >= threshold).mean():>20.3f}" for some in among.values()))
    if not asked.dry_run:
        write(known, cues, words, asked.threshold)


if __name__ == "__main__":
    main()
