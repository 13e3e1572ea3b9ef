"""Our events beside another recorder's: which is which, told in words."""

import gzip
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonia.compare import Event, compare
from testimonia.compare.match import Pair, assign, candidates, weigh
from testimonia.compare.ours import events
from testimonia.compare.table import event, read, within
from testimonia.model.errors import InputError, UsageError
from tests.publishing import RUMOUR, SIEGE

GED = "id,country,date_start,date_end,where_coordinates,where_prec,adm_1,latitude,longitude,side_a,side_b,low,best,high"


def at(name: str, when: str = "2018-05-04", last: str | None = None, place: str = "Gao", **more: object) -> Event:
    first = date.fromisoformat(when).toordinal()
    known = {"country": "Mali", "names": (place.lower(),), "lat": 16.27, "lon": -0.04, "reach": 5.0, "best": 11,
             "low": 11, "high": 11}  # fmt: skip
    days = {"first": first, "last": date.fromisoformat(last).toordinal() if last else first}
    return Event(id=name, place=place, **(known | days | more))  # type: ignore[arg-type]


FAR = {"lat": 14.0, "lon": -8.0, "place": "Kati", "names": ("kati",)}


@pytest.mark.parametrize(
    ("theirs", "one", "words"),
    [
        (at("t"), True, "the same place (Gao)"),
        (at("t", "2018-05-05"), True, "one day apart (2018-05-04; 2018-05-05)"),
        (at("t", "2018-05-01", "2018-05-31"), True, "the days can be the same (2018-05-04; 2018-05-01 to 2018-05-31)"),
        (at("t", "2018-05-13"), False, "9 days apart"),
        (at("t", place="Ansongo", lat=16.3, lon=0.1), True, "15 km apart (Gao; Ansongo)"),
        (at("t", **FAR), False, "km apart (Gao; Kati)"),
        (at("t", low=9, best=13, high=14), True, "the numbers of dead can be the same (11; 9 to 14, best 13)"),
        (at("t", low=90, best=90, high=90, actors=("Elsewhere",)), False, "numbers of dead far apart (11; 90)"),
        (at("t", best=None, low=None, high=None), True, "a number of dead is missing"),
        (at("t", actors=("Rivers Liberation Front",)), True, "River Liberation Front in both"),
        (at("t", "2018-05-06", actors=("Someone Else",), best=2, low=2, high=2), False, "other actors"),
        (at("t", lat=None, lon=None, place="GAO"), True, "the same place (Gao)"),
    ],
)
def test_what_makes_two_events_one(theirs: Event, one: bool, words: str) -> None:
    ours = at("o", actors=("River Liberation Front",))
    bits, told = weigh(ours, theirs)
    assert (bits > 0) is one
    assert any(words in t.words for t in told)


def test_where_every_day_has_its_killing_the_same_day_says_little() -> None:
    ours = [at("o", best=1, low=1, high=1)]
    one = [at("t", best=2, low=2, high=2)]
    throng = [at(f"t{n}", f"2018-05-{n:02}", best=2, low=2, high=2) for n in range(1, 31)]
    assert [p.theirs for p in candidates(ours, one)] == [0]
    (pair,) = candidates([at("o", best=2, low=2, high=2)], one)
    alike = candidates([at("o", best=2, low=2, high=2)], throng)
    best = max(alike, key=lambda p: p.bits)
    assert best.bits < pair.bits
    assert "29 more of their rows lie near it within a month" in best.because


def test_the_choice_is_the_best_for_all_not_the_first_that_comes() -> None:
    pairs = [Pair(ours=o, theirs=t, bits=b, because="") for o, t, b in ((0, 0, 5.0), (0, 1, 4.0), (1, 0, 4.5))]
    assert [(p.ours, p.theirs) for p in assign(pairs)] == [(0, 1), (1, 0)]
    assert assign([]) == []


_BITS = st.dictionaries(
    st.tuples(st.integers(0, 4), st.integers(0, 4)), st.sampled_from([-1.0, 0.0, 0.5, 1.0, 2.0, 2.25, 3.0, 7.0])
)


def _best(bits: dict[tuple[int, int], float], ours: int = 0, used: frozenset[int] = frozenset()) -> float:
    """The highest sum of all choices, by trying them."""
    if ours > 4:
        return 0.0
    some = [(t, b) for (o, t), b in bits.items() if o == ours and t not in used]
    return max([_best(bits, ours + 1, used), *(b + _best(bits, ours + 1, used | {t}) for t, b in some)])


@given(_BITS)
def test_no_other_choice_has_a_higher_sum(bits: dict[tuple[int, int], float]) -> None:
    chosen = assign(Pair(ours=o, theirs=t, bits=b, because="") for (o, t), b in bits.items())
    assert len({p.ours for p in chosen}) == len({p.theirs for p in chosen}) == len(chosen)
    assert sum(p.bits for p in chosen) == _best(bits)
    assert [p.ours for p in chosen] == sorted(p.ours for p in chosen)


_EVENT = st.builds(
    lambda n, day, dead, north: at(f"e{n}", f"2018-05-{day:02}", best=dead, low=dead, high=dead, lat=16 + north / 10),
    st.integers(0, 10_000), st.integers(1, 28), st.integers(0, 6), st.integers(0, 9),
)  # fmt: skip
_SIDE = st.lists(_EVENT, max_size=12, unique_by=lambda e: e.id)


@given(_SIDE, _SIDE)
def test_every_event_stands_once_and_nothing_is_gained_by_another_pairing(
    ours: list[Event], theirs: list[Event]
) -> None:
    pairs = candidates(ours, theirs)
    chosen = assign(pairs)
    assert len({p.ours for p in chosen}) == len({p.theirs for p in chosen}) == len(chosen)
    greedy, used = 0.0, set[tuple[str, int]]()
    for p in sorted(pairs, key=lambda p: -p.bits):
        if not used & {("o", p.ours), ("t", p.theirs)}:
            used |= {("o", p.ours), ("t", p.theirs)}
            greedy += p.bits
    assert sum(p.bits for p in chosen) >= greedy - 1e-9


def test_an_incident_that_lasts_is_a_row_a_day_where_the_table_has_days() -> None:
    days = [(e.id, e.days, e.best) for e in events(SIEGE, "acled")]
    assert [name for name, _, _ in days] == [f"{SIEGE.id} day {n}" for n in (1, 2, 3)]
    theirs = list(events(SIEGE, "acled"))
    found = compare([SIEGE], theirs, "acled")
    assert [(m.ours.id, m.theirs.id) for m in found.matches] == [(e.id, e.id) for e in theirs]
    assert compare([RUMOUR], [], "acled").not_held == {"incidents without a date, which ACLED does not have": 1}


def test_rows_are_told_once_whatever_their_order() -> None:
    rows = [
        at("b", "2018-06-01"),
        at("a"),
        at("elsewhere", country="Chad"),
        InputError("t.csv: row 9", "bad", "mend it"),
    ]
    found = compare((), rows, "ucdp-ged")
    assert [e.id for e in found.theirs_beyond] == ["a", "elsewhere", "b"]
    assert found == compare((), rows[::-1], "ucdp-ged")
    assert found.faults == ("t.csv: row 9: bad (mend it)",)


@pytest.mark.parametrize(
    ("table", "cells", "value"),
    [
        ("ucdp-ged", {"id": "7", "date_start": "2019-01-02 00:00:00.000", "date_end": "2019-01-04", "where_prec": "4"},
         ("2019-01-02 to 2019-01-04", 150.0)),
        ("acled", {"event_id_cnty": "M1", "event_date": "02 January 2019", "geo_precision": "2"}, ("2019-01-02", 50.0)),
        ("acled", {"event_id_cnty": "MLI1", "event_date": "2019-01-04", "time_precision": "2", "geo_precision": "1"},
         ("2019-01-01 to 2019-01-07", 5.0)),
        ("gtd", {"eventid": "1", "iyear": "2019", "imonth": "2", "iday": "0", "specificity": "1"},
         ("2019-02-01 to 2019-02-28", 5.0)),
        ("gtd", {"eventid": "1", "iyear": "2019", "imonth": "0", "iday": "0"}, ("2019-01-01 to 2019-12-31", 25.0)),
    ],
)  # fmt: skip
def test_days_and_precision_of_each_table(table: str, cells: dict[str, str], value: tuple[str, float]) -> None:
    read_in = event(cells, table)
    assert (read_in.days, read_in.reach) == value


def test_unknown_numbers_are_none_and_nobody_is_no_actor() -> None:
    cells = {"eventid": "1", "iyear": "2019", "imonth": "2", "iday": "3", "nkill": "-99", "gname": "Unknown",
             "city": "Unknown"}  # fmt: skip
    made = event(cells, "gtd")
    assert (made.best, made.actors, made.names) == (None, (), ())


def test_a_file_packed_or_not(tmp_path: Path) -> None:
    text = f"{GED}\n1,Mali,2018-05-04,2018-05-04,Gao town,1,Gao region,16.27,-0.04,Government of Mali,RLF,9,11,12\n"
    (tmp_path / "a.csv").write_text("\ufeff" + text, encoding="utf-8")
    with gzip.open(tmp_path / "a.csv.gz", "wt", encoding="utf-8") as out:
        out.write(text)
    (tmp_path / "semicolons.csv").write_text(text.replace(",", ";"), encoding="utf-8")
    expected = list(read(tmp_path / "a.csv", "ucdp-ged"))
    assert [e.names for e in expected if isinstance(e, Event)] == [("gao",)]
    for name in ("a.csv.gz", "semicolons.csv"):
        assert list(read(tmp_path / name, "ucdp-ged")) == expected


def test_what_cannot_be_read_is_named_with_the_cure(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text(f"{GED}\n8,Mali,yesterday,,,,,,,,,,3,\n9,Mali,2018-05-04,,,,,,,,,,3,\n", encoding="utf-8")
    fault, good = read(file, "ucdp-ged")
    assert "row 8: its date 'yesterday' is none" in str(fault)
    assert isinstance(good, Event)
    file.write_text("event_id_cnty,event_date,country,fatalities\n", encoding="utf-8")
    with pytest.raises(InputError, match="use --as acled"):
        list(read(file, "ucdp-ged"))
    file.write_bytes(GED.encode() + b"\n\xff\xfe")
    with pytest.raises(InputError, match="UTF-8"):
        list(read(file, "ucdp-ged"))
    with pytest.raises(InputError, match="cannot be read"):
        list(read(tmp_path / "nothing.csv", "gtd"))
    with pytest.raises(UsageError, match="known: ucdp-ged"):
        list(read(file, "ged"))


def test_rows_of_some_days_and_one_country() -> None:
    rows = [at("a"), at("b", "2019-01-01"), at("c", country="Chad")]
    table = [((None, None, "ml"), "ab"), (("2019", None, None), "b"), ((None, "2018-05", None), "ac")]
    for asked, names in table:
        assert "".join(e.id for e in within(rows, "ucdp-ged", *asked) if isinstance(e, Event)) == names, asked
    with pytest.raises(UsageError, match="no country"):
        list(within(rows, "ucdp-ged", None, None, "Mali"))
