"""What MUC-4's templates teach the network, and of what they say nothing."""

import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT / "training"), str(ROOT / "benchmarks")]

import muc  # noqa: E402
from gold import Example  # noqa: E402

from testimonia.model.text import Document  # noqa: E402
from testimonia.read.known import ATTRIBUTES, ROLES, known  # noqa: E402
from testimonia.read.patterns import PatternReader  # noqa: E402
from testimonia.resolve.marks import Resolvers  # noqa: E402

TEXT = (
    "The minister opened a school yesterday and spoke to the teachers. Gunmen bombed the old courthouse with a bomb on "
    "Friday and killed two people. The council of the town meets again next week."
)
BOMBING = {
    "incident_type": "bombing", "PerpInd": [[["gunmen", 0]]], "PerpOrg": [], "Target": [[["courthouse", 0]]],
    "Victim": [], "Weapon": [[["bomb", 0]]],
}  # fmt: skip


def taught(*templates: dict[str, object]) -> Example | None:
    document = Document(id="d", text=TEXT)
    seen = known(PatternReader(weigh=False).study(document, Resolvers.open(None).marks(document)))
    return muc._Teacher(document, seen, list(templates)).example(0.4)


def test_fillers_are_spans_of_the_deed_that_is_told_beside_them() -> None:
    e = taught(BOMBING)
    assert e is not None
    words = [w.text for w in e.known.words]
    spans = {(s.role, " ".join(words[s.first : s.last])): s for s in e.spans}
    for role, quote in (("perpetrator", "Gunmen"), ("target", "courthouse"), ("weapon", "bomb")):
        assert spans[role, quote].incidents == {0}
    triggers = [i for i, s in enumerate(e.spans) if s.role == "trigger"]
    assert triggers
    allowed = {ATTRIBUTES["type"][1].index(kind) for kind in ("bombing", "suicide_bombing")}
    assert all(set(e.types[i]) == allowed for i in triggers)


def test_of_what_a_template_does_not_say_nothing_is_taught() -> None:
    e = taught(BOMBING)
    assert e is not None
    assert e.taught is not None
    for role in ("trigger", "date", "place", "figure", "source", "claim"):
        assert not e.taught[:, ROLES.index(role)].any()
    words = [w.text for w in e.known.words]
    target = e.taught[:, ROLES.index("target")]
    assert target[words.index("courthouse")]
    assert not target[words.index("courthouse") - 1]  # "the old" may be part of it by our rules
    assert target[words.index("Gunmen")]  # and this is told to be none
    assert not target[words.index("teachers")]  # no template is told here


def test_a_text_whose_deed_the_patterns_do_not_see_teaches_nothing() -> None:
    assert taught({**BOMBING, "PerpInd": [[["nobody", 0]]], "Target": [], "Weapon": []}) is None


def test_capitals_become_what_reports_write() -> None:
    case = muc.Case(["he said that the army in Peru and the men of Peru left the town"], {"xyz"})
    assert case.given("THE MEN OF PERU LEFT. THE ARMY [XYZ] IN LIMA SAID") == (
        "The men of Peru left. The army [XYZ] in Lima said"
    )
