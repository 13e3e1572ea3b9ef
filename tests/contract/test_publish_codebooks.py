"""Exports against the codebooks of GTD and POLECAT; ids, states and cells of every table."""

from datetime import date
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonia.knowledge.actors import Registry
from testimonia.model.claim import IncidentType, Period, Target, TargetClass, Weapon, WeaponClass
from testimonia.publish import acled, gtd, polecat
from testimonia.publish.codes import _states, section, state
from testimonia.publish.numbering import FIRST, number_of
from tests.coding import by, like, table
from tests.publishing import ALL, RAID, SIEGE

FOREIGN = ("ucdp-ged", "acled", "gtd", "polecat", "hxl", "csv", "csv-claims", "csv-excel")


def test_gtd_has_135_columns_and_its_own_unknowns() -> None:
    raid, siege = table("gtd", *ALL)
    assert len(raid) == 135
    assert list(raid)[:3] == ["eventid", "iyear", "imonth"]
    assert list(raid)[-1] == "related"
    assert [raid[c] for c in ("eventid", "nkill", "nkillter", "gname", "guncertain1", "country")] == [
        "201805049001", "16", "5", "River Front", "0", ""]  # fmt: skip
    assert [siege[c] for c in ("country", "country_txt", "region_txt", "extended", "resolution", "guncertain1")] == [
        "123", "Mali", "Sub-Saharan Africa", "1", "2019-11-03", "1"]  # fmt: skip
    assert [siege[c] for c in ("ishostkid", "nhostkid", "claimed", "weaptype1_txt")] == ["1", "2", "-9", "Explosives"]
    assert [siege[c] for c in ("crit1", "crit2", "crit3")] == ["", "", ""]
    assert "Testimonia i-00000000000000a3" in siege["addnotes"]
    assert (siege["nwoundus"], siege["nperps"]) == ("", "-99")


def test_gtd_s_sub_types_of_weapons_and_damage() -> None:
    weapons = tuple(Weapon(cls=w) for w in ("vehicle_bomb", "explosive", "firearm", "aerial_bomb"))
    burnt = (Target(name="UN soldiers", cls="peacekeepers"), Target(name="a clinic", cls="property"))
    (row,) = table("gtd", like(RAID, weapons=weapons, targets=burnt))
    got = [(row[f"weaptype{n}"], row[f"weapsubtype{n}"], row[f"weapsubtype{n}_txt"]) for n in (1, 2, 3, 4)]
    assert got == [("6", "15", "Vehicle"), ("6", "16", "Unknown Explosive Type"), ("5", "5", "Unknown Gun Type"),
                   ("6", "", "")]  # fmt: skip
    assert (row["targtype1"], row["targtype1_txt"], row["targtype2"]) == ("7", "Government (Diplomatic)", "20")
    assert (row["property"], row["propextent"], row["propextent_txt"]) == ("1", "4", "Unknown")
    (row,) = table("gtd", like(RAID, weapons=(), targets=()))
    assert (row["weaptype1"], row["weapsubtype1"], row["property"], row["propextent"]) == ("13", "", "-9", "")


def test_gtd_counts_the_incidents_of_a_day_beyond_the_official_numbers() -> None:
    rows = table("gtd", *(like(RAID, id=f"i-{n}") for n in range(1100)))
    ids = [r["eventid"] for r in rows]
    assert len(set(ids)) == 1100
    assert all(i.startswith("20180504") and int(i[8:]) > 9000 for i in ids)


DATES = [
    (Period(start="2018-05-04", end="2018-05-04", precision="day"), "2018", "5", "4"),
    (Period(start="2018-05-01", end="2018-05-31", precision="month"), "2018", "5", "0"),
    (Period(start="2018-01-01", end="2018-12-31", precision="year"), "2018", "0", "0"),
]


@pytest.mark.parametrize(("when", "year", "month", "day"), DATES)
def test_gtd_writes_0_for_what_is_not_known_of_a_date(when: Period, year: str, month: str, day: str) -> None:
    (row,) = table("gtd", like(RAID, date=when))
    assert (row["iyear"], row["imonth"], row["iday"]) == (year, month, day)
    assert row["eventid"].startswith(f"{year}{int(month):02d}{int(day):02d}9")


def test_polecat_writes_none_for_what_is_missing() -> None:
    raid, siege = table("polecat", *ALL)
    assert tuple(raid) == polecat.COLUMNS
    assert "" not in raid.values()
    assert (siege["Actor Name"], siege["Primary Actor Sector"], siege["Recipient Country"], siege["Country"]) == (
        "JNIM", "REB", "MLI", "MLI")  # fmt: skip
    assert (siege["Event Mode"], siege["Intensity"]) == ("explosives", "None")


@given(st.text(max_size=30))
def test_numbers_are_ours_and_stay(name: str) -> None:
    assert FIRST <= number_of(name) < 10**15
    assert number_of(name) == number_of(name)


def test_every_value_of_the_model_has_its_codes() -> None:
    assert set(section("type", 6)) == set(get_args(IncidentType))
    assert set(section("weapon", 6)) == set(get_args(WeaponClass))
    assert set(section("target", 4)) == set(get_args(TargetClass))
    subs = section("subevent", 2)
    assert all(sub in subs for row in section("type", 6).values() for sub in row[:3])
    assert all(strike in subs for *_, strike in section("weapon", 6).values() if strike)
    assert all(row[4] in section("attack", 1) for row in section("type", 6).values())
    registry = Registry.open(())
    assert all(registry.get(name) and state(iso).iso2 for name, (iso,) in section("force", 1).items())


ACLED_REGIONS = {
    "Western Africa", "Middle Africa", "Eastern Africa", "Southern Africa", "Northern Africa", "South Asia",
    "Southeast Asia", "Middle East", "Europe", "Caucasus and Central Asia", "Central America", "South America",
    "Caribbean", "East Asia", "North America", "Oceania", "Antarctica",
}  # fmt: skip

STATES = [
    # ISO → ACLED's name and region, GTD's number, name and region
    ("ZM", "Zambia", "Southern Africa", "230", "Zambia", "11"),
    ("ZW", "Zimbabwe", "Southern Africa", "231", "Zimbabwe", "11"),
    ("CD", "Democratic Republic of Congo", "Middle Africa", "229", "Democratic Republic of the Congo", "11"),
    ("PS", "Palestine", "Middle East", "155", "West Bank and Gaza Strip", "10"),
    ("PR", "Puerto Rico", "Caribbean", "163", "Puerto Rico", ""),
    ("MN", "Mongolia", "East Asia", "134", "Mongolia", ""),
    ("EH", "Western Sahara", "", "349", "Western Sahara", "10"),
    ("HK", "", "", "89", "Hong Kong", "4"),
]


@pytest.mark.parametrize(("iso", "name", "region", "number", "gtd_name", "gtd_region"), STATES)
def test_states_as_acled_and_gtd_write_them(iso: str, name, region, number, gtd_name, gtd_region) -> None:
    land = state(iso)
    assert (land.name, land.acled_region) == (name, region)
    assert (land.gtd, land.gtd_name, land.gtd_region) == (number, gtd_name, gtd_region)


def test_the_table_of_states_is_whole() -> None:
    known = [state(iso) for iso in sorted(_states())]
    assert len(known) > 240
    for column in ("iso3", "number", "gtd", "gw"):
        codes = [code for land in known if (code := getattr(land, column))]
        assert len(codes) == len(set(codes)), column
    assert {land.acled_region for land in known} - {""} == ACLED_REGIONS
    assert {land.gtd_region for land in known} - {""} == set(section("region", 1))
    assert all(bool(land.gtd) == bool(land.gtd_name) and (land.gtd or not land.gtd_region) for land in known)


NASTY = ("=1+1", "+cmd|' /C calc'!A0", "-2", "@SUM(A1)", "\t=1", "\r\n=1", "＝1")


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("words", NASTY)
def test_no_cell_of_any_table_is_a_formula(name: str, words: str) -> None:
    place = msgspec.structs.replace(SIEGE.places[0], name=words, admin1=words, admin2=words)
    account = msgspec.structs.replace(
        SIEGE.accounts[0], document=words, publisher=words, url=words,
        figures=tuple(msgspec.structs.replace(f, according_to=words, vague=words) for f in SIEGE.accounts[0].figures),
    )  # fmt: skip
    evil = like(SIEGE, id=words, places=(place,), perpetrators=by(words + "A"), accounts=(account,), headline=words,
                targets=(Target(name=words, cls="other"),), grade=words)  # fmt: skip
    for row in table(name, evil):
        for column, cell in row.items():
            number = column in ("lat", "lon", "latitude", "longitude") or cell.lstrip("-").isdigit()
            assert number or not cell.lstrip().startswith(("=", "+", "-", "@", "＝")), (column, cell)
            assert "\n" not in cell
            assert "\r" not in cell


def test_days_of_a_siege() -> None:
    assert acled.days(SIEGE) == (date(2019, 11, 1), date(2019, 11, 2), date(2019, 11, 3))
    assert acled.days(ALL[2]) == ()
    assert gtd.held(ALL[2]) == "incidents without a date, which GTD does not have"
