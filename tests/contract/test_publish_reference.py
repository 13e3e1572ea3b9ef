"""Every column of a foreign codebook against the reference of the data folder: its name, place and allowed values.

The rules are read from the tables of `reference/export-columns.md`; the cells are those of incidents of each type, aim,
weapon and kind of date and place. What is not known is empty, or the codebook's own unknown.
"""

import csv
import io
import re
from collections.abc import Callable, Iterator
from datetime import date
from itertools import cycle
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from testimonia.model.claim import (
    IncidentType,
    Period,
    Perpetrator,
    PlaceKind,
    Responsibility,
    Status,
    Target,
    TargetClass,
    Weapon,
    WeaponClass,
)
from testimonia.model.world import Incident, Range, Toll
from testimonia.publish import acled, gtd, polecat, ucdp_ged
from testimonia.publish.codes import of_type, section, state
from tests.publishing import ALL, SIEGE, written

BACKTICKED = re.compile(r"`([^`]+)`")
ROW = re.compile(r"^\| ([\d, -]+) \| ([\w, ]+) \| (.+?) \|$", re.MULTILINE)
NUMBERS = re.compile(r"-?\d+(\.\d+)?")
ACTORS = (None, "jnim", "fama", "isgs", "saudi-coalition", "state.ml")
PERIODS = (
    Period(start="2019-11-01", end="2019-11-01", precision="day", date_prec=1),
    Period(start="2019-11-01", end="2019-11-04", precision="day"),
    Period(start="2019-11-04", end="2019-11-10", precision="week", date_prec=3),
    Period(start="2019-11-01", end="2019-11-30", precision="month", date_prec=4),
    Period(start="2019-01-01", end="2019-12-31", precision="year", date_prec=5),
    Period(start="2019-11-01"),
)


def varied() -> Iterator[Incident]:
    """Incidents of each type against each class of target, all other values dealt out in turn."""
    weapons, actors, periods = cycle(get_args(WeaponClass)), cycle(ACTORS), cycle(PERIODS)
    kinds, states = cycle(get_args(PlaceKind)), cycle(("ML", "BF", "NE", "US", "HK", "EH", None))
    statuses, precisions, dead = cycle(get_args(Status)), cycle((1, 2, 3, 4, 5, 6, 7)), cycle((None, 0, 1, 40))
    for kind in get_args(IncidentType):
        for cls in get_args(TargetClass):
            best, actor = next(dead), next(actors)
            place = msgspec.structs.replace(
                SIEGE.places[0], country=next(states), kind=next(kinds), precision=next(precisions)
            )
            toll = Toll(low=best, best=best, high=best, by_class={} if best is None else {"attackers": Range(0, 0, 0)})
            yield msgspec.structs.replace(
                SIEGE, id=f"i-{kind}-{cls}", type=kind, status=next(statuses), date=next(periods), places=(place,),
                perpetrators=(Perpetrator(name=actor or "gunmen", basis="stated", actor_id=actor),) * (best != 1),
                claims=tuple(Responsibility(by=by, stance="claimed") for by in ("JNIM", "A B"))[:best],
                targets=(Target(name="them", cls=cls, actor_id=next(actors)), Target(name="a shop", cls="property")),
                weapons=tuple(Weapon(cls=next(weapons)) for _ in range(3)),
                tolls={"killed": toll, "killed_all": toll, "injured": toll, "abducted": toll, "participants": toll},
            )  # fmt: skip


def table(name: str) -> list[dict[str, str]]:
    text = written(name, *ALL, *varied()).decode()
    return list(csv.DictReader(io.StringIO(text), delimiter="\t" if name == "polecat" else ","))


@pytest.fixture(scope="module")
def reference(request: pytest.FixtureRequest) -> str:
    folder: Path = request.getfixturevalue("data")
    return (folder / "reference/export-columns.md").read_text(encoding="utf-8")


def part(reference: str, heading: str) -> str:
    return reference[reference.index(f"## {heading}") :].split("\n## ")[0]


def columns(told: str) -> dict[str, tuple[str, str]]:
    """What the numbered table says of each column: its type and its rule, in order."""
    found: dict[str, tuple[str, str]] = {}
    for _, names, rest in ROW.findall(told):
        kind, rule, *_ = [cell.strip() for cell in re.split(r"(?<!\\)\|", rest)]
        found |= dict.fromkeys((name.strip() for name in names.split(",")), (kind, rule))
    return found


def is_day(cell: str) -> bool:
    return date.fromisoformat(cell).isoformat() == cell


def kept(kind: str) -> Callable[[str], bool]:
    """Whether a cell is of a type as the reference names it."""
    if kind == "date":
        return is_day
    if kind in ("integer", "decimal", "0 or 1", "1 or 2") or re.fullmatch(r"\d-\d", kind):
        bounds = {"0 or 1": (0, 1), "1 or 2": (1, 2)}.get(kind) or (
            tuple(map(int, kind.split("-"))) if "-" in kind else (-(10**18), 10**18)
        )
        whole = kind != "decimal"
        return lambda cell: (
            bool(NUMBERS.fullmatch(cell)) and (bounds[0] <= float(cell) <= bounds[1] and not (whole and "." in cell))
        )
    return lambda cell: True


# --- UCDP GED -------------------------------------------------------------------------------------------------------


def test_each_column_of_ged(reference: str) -> None:
    told, rows = columns(part(reference, "UCDP GED")), table("ucdp-ged")
    assert tuple(told) == ucdp_ged.COLUMNS
    assert len(rows) > 50
    for column, (kind, rule) in told.items():
        cells = [row[column] for row in rows if row[column]]
        assert [c for c in cells if not kept(kind)(c)] == [], column
        bounds = re.match(r"(\d)-(\d), see", rule)
        assert not bounds or {int(c) for c in cells} <= set(range(int(bounds[1]), int(bounds[2]) + 1)), column
    codes = {c for c in BACKTICKED.findall(told["code_status"][1]) if c.startswith(("Clear", "Check"))}
    assert {row["code_status"] for row in rows} <= codes
    assert {row["region"] for row in rows} - {""} <= set(BACKTICKED.findall(told["region"][1]))
    assert {row["type_of_violence"] for row in rows} - {""} <= {"1", "2", "3"}
    for row in rows:
        assert row["type_of_violence"] != "3" or row["side_b"] == "Civilians"
        assert (row["conflict_dset_id"], row["dyad_dset_id"]) == (row["conflict_new_id"], row["dyad_new_id"])
        assert not row["latitude"] or row["geom_wkt"] == f"POINT ({row['longitude']} {row['latitude']})"
        parts = [row[c].count(";") for c in ("source_article", "source_office", "source_date", "source_headline")]
        assert len(set(parts)) == 1


# --- ACLED ----------------------------------------------------------------------------------------------------------


def test_each_column_of_acled(reference: str) -> None:
    section_ = part(reference, "ACLED")
    told, rows = columns(section_), table("acled")
    assert tuple(told) == acled.COLUMNS
    assert len(rows) > 50
    for column, (kind, _) in told.items():
        cells = [row[column] for row in rows if row[column]]
        assert [c for c in cells if not kept(kind)(c)] == [], column
    for column in ("disorder_type", "event_type", "civilian_targeting"):
        assert {row[column] for row in rows} - {""} <= set(BACKTICKED.findall(told[column][1])), column
    kinds = BACKTICKED.findall(told["inter1"][1])
    pairs = {f"{a}-{b}" for n, a in enumerate(kinds) for b in kinds[n:]} | {f"{a} only" for a in kinds}
    assert {row[c] for row in rows for c in ("inter1", "inter2")} - {""} <= set(kinds)
    assert {row["interaction"] for row in rows} - {""} <= pairs
    known = {
        (event, sub)
        for event, subs in re.findall(r"([\w/ ]+): ((?:`[^`]+`,?\s*)+)\.", section_.replace("\n", " "))
        for sub in BACKTICKED.findall(subs)
    }
    assert len(known) == 25
    assert {(row["event_type"], row["sub_event_type"]) for row in rows} <= {(e.strip(), s) for e, s in known}
    assert all(re.fullmatch(r"TESTIMONIA-[A-Z]{3}-\d{15}(-\d+)?", row["event_id_cnty"]) for row in rows)
    assert all(re.match(r"On \d{1,2} \w+ \d{4}[ ,(]", row["notes"]) for row in rows)
    assert all(row["fatalities"].isdigit() for row in rows)
    demonstrations = [row for row in rows if row["event_type"] in ("Protests", "Riots")]
    assert all(row["tags"].startswith("crowd size=") for row in demonstrations)
    assert {row["tags"] for row in rows if row not in demonstrations} == {""}


# --- GTD ------------------------------------------------------------------------------------------------------------


def wordlist(told: str, column: str) -> list[str]:
    """The words of a column's codes, which the reference lists in the order of their numbers."""
    row = next(line for line in told.splitlines() if line.startswith(f"| {column}"))
    return re.split(r", (?![^(]*\))", row.split("|")[3].strip())


def test_each_column_of_gtd(reference: str) -> None:
    told, rows = part(reference, "GTD"), table("gtd")
    names = told[told.index("names, in order:") :].removeprefix("names, in order:").split()
    assert tuple(names) == gtd.COLUMNS
    assert len(names) == len(set(names)) == 135
    for number, word in enumerate(wordlist(told, "attacktype1-3"), start=1):
        assert section("attack", 1).get(str(number), (word,))[0] == word
    for name, column, at in (("target", "targtype1-3", 0), ("weapon", "weaptype1-4", 0)):
        words = wordlist(told, column)
        for code, said in {(row[at], row[at + 1]) for row in section(name, 6).values()}:
            assert said == words[int(code) - 1] or said.startswith(f"{words[int(code) - 1]} ("), (name, code)
    for country, number in re.findall(r"([A-Z][a-z]+(?: [A-Z][a-z]+)?) (\d+)[,)]", told[: told.index("region_txt")]):
        assert number in {state(iso).gtd for iso in ("ML", "BF", "NE") if state(iso).gtd_name == country}, country
    ranges = {"specificity": range(1, 6), "vicinity": (-9, 0, 1), "doubtterr": (-9, 0, 1), "claimed": (-9, 0, 1),
              "property": (-9, 0, 1), "ishostkid": (-9, 0, 1), "INT_ANY": (-9, 0, 1), "extended": (0, 1),
              "success": (0, 1), "suicide": (0, 1), "individual": (0, 1), "region": range(1, 13),
              "alternative": range(1, 6), "claimmode": range(1, 11), "hostkidoutcome": range(1, 8),
              "propextent": range(1, 5), **{f"weapsubtype{n}": range(1, 32) for n in (1, 2, 3, 4)}}  # fmt: skip
    for row in rows:
        assert re.fullmatch(r"\d{4}(0\d|1[012])[0-3]\d9\d{3,}", row["eventid"])
        for column, allowed in ranges.items():
            assert not row[column] or int(row[column]) in allowed, column
        assert [bool(row[c]) for c in ("crit1", "crit2", "crit3")] == [False] * 3
        assert row["city"]
        assert row["provstate"]
        assert row["gname"]
        for code in (c for c in names if f"{c}_txt" in names):
            assert bool(row[code]) == bool(row[f"{code}_txt"]), code


# --- POLECAT and PLOVER, HXL, FollowTheMoney --------------------------------------------------------------------------


def test_each_column_of_polecat_and_every_mode_of_plover(reference: str) -> None:
    told, rows = part(reference, "POLECAT"), table("polecat")
    assert BACKTICKED.findall(told[told.index("40 columns") :].split("Missing")[0]) == list(polecat.COLUMNS)
    words = told[told.index("with modes ") :].removeprefix("with modes ").replace("\n", " ").rstrip(".\n ")
    modes = {mode.strip(" .") for mode in words.split(",")}
    assert {of_type(kind).mode for kind in get_args(IncidentType)} - {""} <= modes
    assert {row[2] for row in section("weapon", 6).values()} - {""} <= modes
    assert {row["Event Mode"] for row in rows} <= modes | {"None"}
    assert {row["Event Type"] for row in rows} <= {"ASSAULT", "THREATEN"}
    assert all("" not in row.values() for row in rows)
    for row in rows:
        assert row["Event ID"].startswith("TESTIMONIA-")
        assert is_day(row["Event Date"])
        assert is_day(row["Publication Date"])
        assert all(re.fullmatch("[A-Z]{3}|None", row[c]) for c in ("Actor Country", "Recipient Country", "Country"))


def test_each_hashtag_of_hxl_and_each_schema_of_followthemoney(reference: str) -> None:
    listed = set(BACKTICKED.findall(part(reference, "HXL")))
    tags = written("hxl", *ALL).decode().splitlines()[1].split(",")
    assert {tag.split("+")[0] for tag in tags} == {tag.split("+")[0] for tag in listed}
    rows = [line.split("|") for line in part(reference, "FollowTheMoney").splitlines() if line.startswith("| `")]
    known = {schema: set(BACKTICKED.findall(row[3])) for row in rows for schema in BACKTICKED.findall(row[1])}
    filled: dict[str, set[str]] = {}
    for line in written("ftm", *ALL, *varied()).splitlines():
        entity = msgspec.json.decode(line)
        filled.setdefault(entity["schema"], set()).update(entity["properties"])
    beyond = {"Event": {"addressEntity"}, "Person": {"notes"}, "Article": {"fileName"}}
    for schema, properties in filled.items():
        assert properties <= known[schema] | beyond.get(schema, set()), schema
    assert set(filled) >= {"Event", "Organization", "PublicBody", "Person", "Article", "Documentation", "Address"}
