"""Every other field of an incident by its rule, and what people set."""

from __future__ import annotations

import msgspec
import pytest

from testimonia.model.claim import Perpetrator, Told
from testimonia.model.errors import UsageError
from testimonia.model.judgement import Judgement
from testimonia.model.world import Incident, incident_id
from testimonia.reconcile import UcdpPolicy, reconcile
from tests.telling import cluster, day, dead, province, told, town

NOVEMBER_1 = day("2019-11-01")


def incident(*accounts: object, judgements: tuple[Judgement, ...] = ()) -> Incident:
    return reconcile(cluster(*accounts), UcdpPolicy(), judgements)  # type: ignore[arg-type]


TYPES = {
    ("bombing", "bombing", "armed_assault"): "bombing",
    ("bombing", "suicide_bombing"): "suicide_bombing",
    ("armed_assault", "armed_assault", "bombing"): "bombing",
    ("clash", "clash", "security_raid"): "clash",
}


@pytest.mark.parametrize("kinds", TYPES)
def test_type(kinds: tuple[str, ...]) -> None:
    one = incident(*(told(str(n), kind=k) for n, k in enumerate(kinds)))
    assert one.type == TYPES[kinds]


STATUSES = {
    ("occurred", "occurred", "disputed"): "occurred",
    ("foiled", "foiled", "occurred"): "foiled",
    ("occurred", "disputed"): "occurred",
}


@pytest.mark.parametrize("said", STATUSES)
def test_status(said: tuple[str, ...]) -> None:
    assert incident(*(told(str(n), status=s) for n, s in enumerate(said))).status == STATUSES[said]


def test_news_weighs_more_than_background() -> None:
    one = incident(told("a", kind="clash"), told("b", kind="shelling", salience="background"))
    assert one.type == "clash"


WEEK, MONTH = day("2019-10-28", "2019-11-03", "week"), day("2019-11-01", "2019-11-30", "month")
DATES = {
    "the most precise": ([WEEK, NOVEMBER_1, MONTH], "2019-11-01"),
    "the day that most give": ([NOVEMBER_1, day("2019-11-02"), day("2019-11-02")], "2019-11-02"),
    "a precise day that most contradict": ([day("2019-12-24"), WEEK, WEEK], "2019-10-28"),
}


@pytest.mark.parametrize("case", DATES)
def test_date(case: str) -> None:
    periods, start = DATES[case]
    one = incident(*(told(str(n), when=p, published="2019-12-31") for n, p in enumerate(periods)))
    assert one.date.start == start


def test_no_date() -> None:
    assert incident(told("a")).date.unresolved == "no account gives a date"


def test_places_most_specific_first_and_no_other_town() -> None:
    one = incident(
        told("a", where=[province("Gao"), town("Tarkint")]),
        told("b", where=town("Tarkint")),
        told("c", where=town("Bamba")),
    )
    assert [p.name for p in one.places] == ["Tarkint", "Gao"]
    places = next(f for f in one.findings if f.field == "places")
    assert len(places.contradicts) == 1
    assert "Bamba lies elsewhere" in places.because


BASES = {
    "claimed beats stated": ([("Red Banner", "stated"), ("Red Banner", "claimed")], [("Red Banner", "claimed")]),
    "stated beats blamed": ([("Red Banner", "blamed"), ("Red Banner", "stated")], [("Red Banner", "stated")]),
    "a denial is kept": (
        [("Red Banner", "blamed"), ("Red Banner", "denied")],
        [("Red Banner", "blamed"), ("Red Banner", "denied")],
    ),
    "a name beats gunmen": ([("gunmen", "stated"), ("Red Banner", "blamed")], [("Red Banner", "blamed")]),
    "gunmen alone": ([("gunmen", "stated")], [("gunmen", "stated")]),
    "two parties": (
        [("Red Banner", "blamed"), ("Coastal Guard", "claimed")],
        [("Coastal Guard", "claimed"), ("Red Banner", "blamed")],
    ),
}


@pytest.mark.parametrize("case", BASES)
def test_perpetrators(case: str) -> None:
    named, kept = BASES[case]
    one = incident(*(told(str(n), by=[pair]) for n, pair in enumerate(named)))
    assert [(p.name, p.basis) for p in one.perpetrators] == kept


def test_the_accuser_is_kept() -> None:
    blamed = Perpetrator(name="Red Banner", basis="blamed", by="the governor")
    account = told("a")
    account = msgspec.structs.replace(account, account=msgspec.structs.replace(account.account, perpetrators=(blamed,)))
    assert incident(account).perpetrators[0].by == "the governor"


GRADES = {
    "confirmed": [told("a", by=[("Red Banner", "claimed")])],
    "fair": [told("a", by=[("Red Banner", "stated")]), told("b")],
    "weak": [told("a", by=[("gunmen", "stated")])],
    "contested": [told("a", by=[("Red Banner", "blamed")]), told("b", by=[("Red Banner", "denied")])],
    "discounted": [told("a", status="disputed")],
}


@pytest.mark.parametrize("grade", GRADES)
def test_grade(grade: str) -> None:
    one = incident(*GRADES[grade])
    assert one.grade == grade
    assert next(f for f in one.findings if f.field == "grade").because.startswith(grade.capitalize())


def text_of(name: str, moved: int = 0, cut: int = 0, number: int = 12) -> Told:
    """A report of one agency's text with eight words of evidence, as one paper prints it: `moved` by its headline, the
    first `cut` figures left out."""
    figures = [
        dead(number, who, at=moved + 40 * n) for n, who in enumerate(("all", "civilians", "children", "women"), 1)
    ]
    return told(name, figures=figures[cut:], mention=moved)


def why(*accounts: Told) -> str:
    return next(f for f in incident(*accounts).findings if f.field == "grade").because


def test_copies_of_one_text_are_one_source_though_a_headline_is_changed_or_a_paragraph_cut() -> None:
    assert why(text_of("a"), text_of("b", moved=25)) == "Weak: one source tells of it (1 copied)."
    longer = [dead(n, at=300 + 40 * n) for n in range(1, 9)]
    whole = told("a", figures=longer)
    cut = told("b", figures=longer[:-1])
    assert why(whole, cut) == "Weak: one source tells of it (1 copied)."
    assert why(whole, told("c", figures=[dead(n, at=100 + 77 * n) for n in range(1, 9)])).startswith("Fair: 2")


def test_papers_that_all_rest_on_one_named_speaker_are_one_source() -> None:
    papers = [told(name, figures=dead(12, by="Amara Sow")) for name in "abc"]
    assert why(*papers) == "Weak: one source tells of it (3 on the word of Amara Sow alone)."
    assert why(*papers, told("d", figures=dead(11))).startswith("Fair: 2 independent sources")
    assert why(*(told(name, figures=dead(12, by="police")) for name in "ab")).startswith("Fair: 2")


def test_one_paper_that_follows_up_is_one_source() -> None:
    assert incident(told("a", publisher="Daily"), told("b", publisher="Daily")).grade == "weak"


HEADLINES = {
    "53 killed in armed assault, Tarkint, Mali, 1 November 2019": {"figures": dead(53)},
    "Armed assault, Tarkint, Mali, 1 November 2019": {"figures": dead(0)},
    "7 injured in bombing, Tarkint, Mali, 1 November 2019": {"figures": dead(7, effect="injured"), "kind": "bombing"},
    "Foiled bombing, Tarkint, Mali, 1 November 2019": {"kind": "bombing", "status": "foiled"},
    "Clash, Tarkint, Mali, November 2019": {"kind": "clash", "when": MONTH},
    "Clash, Tarkint, Mali, 30 October to 2 November 2019": {"kind": "clash", "when": day("2019-10-30", "2019-11-02")},
}


@pytest.mark.parametrize("line", HEADLINES)
def test_headline(line: str) -> None:
    one = incident(told("a", **{"when": NOVEMBER_1, "where": town("Tarkint")} | HEADLINES[line]))
    assert one.headline.replace("2019 to", "to") == line


def test_the_id_is_that_of_the_earliest_account() -> None:
    early, late = told("a", published="2019-11-01"), told("b", published="2019-11-02")
    assert incident_id(cluster(early, late)) == incident_id(cluster(early))
    assert incident_id(cluster(early, late)) != incident_id(cluster(late))


def test_two_accounts_of_one_document_are_one_testimony() -> None:
    one = incident(told("a", document="d", figures=dead(3)), told("b", document="d", mention=90, figures=dead(4)))
    (testimony,) = one.accounts
    assert [m.start for m in testimony.mentions] == [0, 90]
    assert len(testimony.figures) == 2


def setting(field: str, value: str, name: str = "1") -> Judgement:
    return Judgement(id=name, when=f"2024-01-0{name}T00:00:00Z", who="ada", verdict="set", subjects=("a",), field=field,
                     value=msgspec.Raw(value.encode()), why="the inquest")  # fmt: skip


def test_what_a_person_sets_stands_and_both_are_told() -> None:
    one = incident(told("a", figures=dead(5), where=town("Tarkint"), when=NOVEMBER_1),
                   judgements=(setting("tolls/killed", '{"low": 8, "best": 9}'),
                               setting("type", '"bombing"')))  # fmt: skip
    assert (one.tolls["killed"].low, one.tolls["killed"].best) == (8, 9)
    assert one.tolls["killed"].because.startswith("ada set it on 2024-01-01: the inquest. The reports: Best is 5")
    assert (one.tolls["killed_all"].low, one.tolls["killed_all"].best, one.tolls["killed_all"].high) == (8, 9, 9)
    assert one.type == "bombing"
    assert one.headline == "9 killed in bombing, Tarkint, Mali, 1 November 2019"
    finding = next(f for f in one.findings if f.field == "type")
    assert (finding.rule, finding.supports, len(finding.contradicts)) == ("judgement", (), 1)


def test_the_newest_word_stands_and_an_undone_one_does_not() -> None:
    first, second = setting("status", '"foiled"', "1"), setting("status", '"disputed"', "2")
    undo = Judgement(id="3", when="2024-01-03T00:00:00Z", who="ada", verdict="undo", undoes="2")
    assert incident(told("a"), judgements=(second, first)).status == "disputed"
    assert incident(told("a"), judgements=(first, second, undo)).status == "foiled"
    assert incident(told("b"), judgements=(first,)).status == "occurred"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("colour", '"red"'),
        ("type", '"party"'),
        ("date", "7"),
        ("tolls/killed", "-1"),
        ("tolls/killed", "{}"),
        ("tolls/killed", '{"low": 9, "best": 3}'),
    ],
)
def test_a_word_that_cannot_be_set_is_refused(field: str, value: str) -> None:
    with pytest.raises(UsageError, match=field):
        incident(told("a"), judgements=(setting(field, value),))
