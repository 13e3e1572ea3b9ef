"""Exports against the codebooks: columns, codes, sums, ids. Where real rows are at hand, against those, too."""

import csv
import gzip
import io
import os
from datetime import date
from pathlib import Path
from typing import get_args

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testimonia.knowledge.actors import Registry
from testimonia.model.claim import IncidentType, Period, Perpetrator, Target, TargetClass, Weapon, WeaponClass
from testimonia.model.world import Incident, Range, Toll
from testimonia.publish import acled, gtd, polecat, ucdp_ged
from testimonia.publish.codes import _states, section, state
from testimonia.publish.numbering import FIRST, number_of
from tests.laws.strategies import incidents
from tests.publishing import ALL, RAID, SIEGE, written

DATA = Path(os.environ.get("TESTIMONIA_DATA", "../shared"))
FOREIGN = ("ucdp-ged", "acled", "gtd", "polecat", "hxl", "csv", "csv-claims", "csv-excel")


def table(name: str, *incidents: Incident) -> list[dict[str, str]]:
    text = written(name, *incidents).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter="\t" if name == "polecat" else ","))


def like(incident: Incident, **changes: object) -> Incident:
    return msgspec.structs.replace(incident, **changes)


def real_rows() -> list[dict[str, str]]:
    found = sorted((DATA / "reference" / "ucdp-ged").glob("*.csv.gz"))
    if not found:
        pytest.skip("skipped: no data")
    rows = []
    for path in found:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows += list(csv.DictReader(lines))
    return rows


# --- UCDP GED -------------------------------------------------------------------------------------------------------


def test_ged_has_the_columns_of_real_files_and_their_cells_and_codes() -> None:
    rows = real_rows()
    assert tuple(rows[0]) == ucdp_ged.COLUMNS
    codes = {s.ucdp: s for s in map(state, ("ML", "SY", "CD", "MM", "YE", "RU", "SZ", "MX", "CF", "AF"))}
    checked = 0
    for row in rows:
        lat, lon = float(row["latitude"]), float(row["longitude"])
        assert ucdp_ged.cell(lat, lon) == int(row["priogrid_gid"])
        known = codes.get(row["country"])
        if known is not None:
            checked += 1
            assert (known.gw, known.ucdp_region) == (row["country_id"], row["region"])
        for side in ("a", "b"):
            land = codes.get(row[f"side_{side}"].removeprefix("Government of "))
            if land is not None and row[f"side_{side}"].startswith("Government of"):
                assert (land.government, land.gw) == (row[f"side_{side}_new_id"], row[f"gwno{side}"])
    assert checked > 1000


def test_ged_counts_everybody_by_side() -> None:
    raid, siege = table("ucdp-ged", *ALL)
    parts = ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown", "best", "high", "low")
    assert [siege[c] for c in parts] == ["7", "3", "0", "0", "10", "10", "8"]
    assert [siege[c] for c in ("type_of_violence", "side_a", "side_a_new_id", "side_b", "gwnoa", "country")] == [
        "1", "Government of Mali", "72", "JNIM", "432", "Mali"]  # fmt: skip
    assert (siege["code_status"], siege["where_coordinates"], siege["adm_1"]) == (
        "Clear",
        "Tamarisk town",
        "Gao province",
    )
    assert [raid[c] for c in ("deaths_a", "deaths_b", "deaths_civilians", "deaths_unknown")] == ["10", "5", "1", "0"]
    assert (raid["code_status"], raid["country"], raid["active_year"], raid["conflict_new_id"]) == (
        "Check Dyad", "", "", "")  # fmt: skip
    assert siege["source_article"] == '"Rádio Dune, Gao,2019-11-04,"'
    assert siege["geom_wkt"] == "POINT (0.25 16.5)"


def by(name: str, actor_id: str | None = None) -> tuple[Perpetrator, ...]:
    return (Perpetrator(name=name, basis="stated", actor_id=actor_id),)


def at(cls: TargetClass, actor_id: str | None = None) -> tuple[Target, ...]:
    return (Target(name="them", cls=cls, actor_id=actor_id),)


DYADS = [
    # who, whom → type of violence, side a, side b, code_status
    (by("JNIM", "jnim"), at("civilians"), "3", "JNIM", "Civilians", "Clear"),
    (by("gunmen"), at("civilians"), "3", "", "Civilians", "Check Dyad"),
    (by("JNIM", "jnim"), at("military", "fama"), "1", "Government of Mali", "JNIM", "Clear"),
    (by("the army", "fama"), at("militants", "jnim"), "1", "Government of Mali", "JNIM", "Clear"),
    (by("JNIM", "jnim"), at("police"), "1", "Government of Mali", "JNIM", "Check Dyad"),
    (by("JNIM", "jnim"), at("militants", "isgs"), "2", "JNIM", "Islamic State in the Greater Sahara", "Clear"),
    (by("the coalition", "saudi-coalition"), at("civilians"), "3", "Saudi-led coalition", "Civilians", "Clear"),
    ((), (), "", "", "", "Check Type of Violence"),
]


@pytest.mark.parametrize(("who", "whom", "kind", "a", "b", "status"), DYADS)
def test_ged_tells_who_fought_whom(who, whom, kind: str, a: str, b: str, status: str) -> None:
    tolls = {"killed_all": Toll(low=3, best=3, high=3)}
    (row,) = table("ucdp-ged", like(SIEGE, perpetrators=who, targets=whom, tolls=tolls))
    assert [row[c] for c in ("type_of_violence", "side_a", "side_b", "code_status")] == [kind, a, b, status]
    assert (row["conflict_name"] == row["dyad_name"]) == (kind in ("2", "3") or not row["dyad_name"])


SPANS = [("2018-05-04", "2018-05-04", 1), ("2018-05-04", "2018-05-05", 2), ("2018-05-01", "2018-05-06", 2),
         ("2018-05-07", "2018-05-13", 3), ("2018-05-01", "2018-05-31", 4), ("2018-01-01", "2018-12-31", 5)]  # fmt: skip


@pytest.mark.parametrize(("start", "end", "code"), SPANS)
def test_ged_s_date_prec_by_length(start: str, end: str, code: int) -> None:
    assert ucdp_ged.date_prec(Period(start=start, end=end)) == code


CLASSES = ("civilians", "children", "women", "military", "police", "militants", "attackers", "officials", "other")


@given(
    st.integers(0, 500),
    st.dictionaries(st.sampled_from(CLASSES), st.integers(0, 300)),
    st.sampled_from(["1", "2", "3", ""]),
)
def test_ged_s_four_parts_add_up_to_best(best: int, by_class: dict[str, int], kind: str) -> None:
    side = ucdp_ged.Side()
    parts = {who: Range(n, n, n) for who, n in by_class.items()}
    got = ucdp_ged.deaths(best, parts, ucdp_ged.Dyad(kind, side, side))
    assert got.a + got.b + got.civilians + got.unknown == got.best == best
    assert min(got) >= 0
    assert kind != "3" or (got.a, got.b) == (0, 0)


@settings(max_examples=60)
@given(incidents(), st.one_of(st.none(), st.integers(0, 400)), st.integers(0, 50), st.integers(0, 50))
def test_ged_and_gtd_rows_of_any_incident(incident: Incident, best: int | None, less: int, more: int) -> None:
    toll = Toll() if best is None else Toll(low=max(0, best - less), best=best, high=best + more)
    incident = like(incident, tolls={**incident.tolls, "killed_all": toll})
    rows = table("ucdp-ged", incident)
    assert len(rows) == (0 if ucdp_ged.held(incident) else 1)
    for row in rows:
        low, best_, high = (int(row[c]) for c in ("low", "best", "high"))
        assert low <= best_ <= high
        assert best_ == sum(int(row[f"deaths_{part}"]) for part in ("a", "b", "civilians", "unknown"))
    for row in table("gtd", incident):
        assert len(row) == 135
        assert row["nkill"] == ("" if toll.best is None else str(toll.best))


# --- ACLED ----------------------------------------------------------------------------------------------------------


def test_acled_splits_by_day_and_divides_the_dead() -> None:
    rows = table("acled", SIEGE)
    assert [(r["event_date"], r["fatalities"], r["time_precision"]) for r in rows] == [
        ("2019-11-01", "4", "1"), ("2019-11-02", "3", "1"), ("2019-11-03", "3", "1")]  # fmt: skip
    assert len({r["event_id_cnty"] for r in rows}) == 3
    first = rows[0]
    assert first["event_id_cnty"].startswith("TESTIMONIA-MLI-")
    assert [first[c] for c in ("actor1", "inter1", "actor2", "inter2", "interaction")] == [
        "JNIM", "Rebel group", "Military Forces of Mali", "State forces", "State forces-Rebel group"]  # fmt: skip
    assert first["notes"].startswith("On 1 November 2019, clash by JNIM fighters, as alleged, in Tamarisk, Gao, Mali.")
    assert "Reports give 8 and 10 killed. Inferred from the words: several injured." in first["notes"]
    assert (first["iso"], first["region"], first["tags"]) == ("466", "Western Africa", "")


def test_acled_has_one_row_for_a_doubtful_day_and_none_without_a_date() -> None:
    (raid,) = table("acled", RAID, ALL[2])
    assert (raid["event_date"], raid["time_precision"], raid["fatalities"]) == ("2018-05-04", "2", "16")
    month = like(SIEGE, date=Period(start="2019-11-01", end="2019-11-30", precision="month"))
    (row,) = table("acled", month)
    assert (row["event_date"], row["time_precision"]) == ("2019-11-15", "3")


def test_acled_s_unknowns_are_its_own() -> None:
    nobody = like(SIEGE, perpetrators=(), targets=at("civilians"), tolls={}, type="killing")
    row = table("acled", nobody)[0]
    assert [row[c] for c in ("actor1", "actor2", "civilian_targeting", "fatalities", "event_type")] == [
        "Unidentified Armed Group (Mali)", "Civilians (Mali)", "Civilian targeting", "0", "Violence against civilians",
    ]  # fmt: skip
    assert "Fatalities unknown, coded as 0." in row["notes"]


WHO = [("Gunmen", None, ""), ("gunmen", None, ""), ("Kurdish militants", None, ""), ("RLF", None, "RLF"),
       ("Hillman", None, "Hillman"),
       ("Army of the Hill", None, "Army of the Hill"), ("Hillmen", "new.hillmen", "Hillmen")]  # fmt: skip


@pytest.mark.parametrize(("told", "actor_id", "name"), WHO)
def test_a_capital_at_the_beginning_of_a_sentence_is_no_name(told: str, actor_id: str | None, name: str) -> None:
    incident = like(SIEGE, perpetrators=by(told, actor_id), targets=at("civilians"))
    (gtd_row,), acled_row = table("gtd", incident), table("acled", incident)[0]
    assert acled_row["actor1"] == (name or "Unidentified Armed Group (Mali)")
    assert acled_row["inter1"] == ("" if name else "Political militia")
    assert gtd_row["gname"] == (name or "Unknown")
    assert (b'"Organization"' in written("ftm", incident)) == bool(name)


INTER = [
    # who did it, whose forces they are; where → ACLED's actor type
    ("fama", "ML", "State forces"), ("fama", "NE", "External/Other forces"), ("fama", None, "State forces"),
    ("barkhane", "ML", "External/Other forces"), ("saudi-coalition", "YE", "External/Other forces"),
    ("jnim", "BF", "Rebel group"),
]  # fmt: skip


@pytest.mark.parametrize(("actor", "country", "kind"), INTER)
def test_acled_s_forces_abroad_are_external(actor: str, country: str | None, kind: str) -> None:
    places = tuple(msgspec.structs.replace(p, country=country) for p in SIEGE.places)
    row = table("acled", like(SIEGE, perpetrators=by("them", actor), targets=at("civilians"), places=places))[0]
    assert (row["inter1"], row["interaction"]) == (
        kind, f"{kind}-Civilians" if kind != "External/Other forces" else f"Civilians-{kind}")  # fmt: skip


def test_acled_s_notes_say_that_nobody_told_of_the_dead() -> None:
    taken = {"abducted": Toll(low=4, best=4, high=4)}
    (row,) = table("acled", like(SIEGE, type="abduction", tolls=taken))
    assert "4 abducted. Fatalities unknown, coded as 0." in row["notes"]
    nowhere = tuple(msgspec.structs.replace(a, publisher=None) for a in SIEGE.accounts)
    assert table("acled", like(SIEGE, accounts=nowhere))[0]["source"] == "doc-3"


KILLED = {"killed": Toll(low=3, best=3, high=3), "killed_all": Toll(low=3, best=3, high=3)}
SUB_EVENTS = [
    # type, aimed at, weapons, tolls → event, sub-event
    ("killing", "police", (), KILLED, "Battles", "Armed clash"),
    ("killing", "officials", (), KILLED, "Violence against civilians", "Attack"),
    ("killing", "other", (), KILLED, "Violence against civilians", "Attack"),
    ("bombing", "civilians", ("grenade",), KILLED, "Explosions/Remote violence", "Grenade"),
    ("bombing", "civilians", ("explosive", "mortar_artillery"), KILLED, "Explosions/Remote violence",
     "Shelling/artillery/missile attack"),
    ("bombing", "civilians", ("grenade", "drone"), KILLED, "Explosions/Remote violence",
     "Remote explosive/landmine/IED"),
    ("shelling", "civilians", ("chemical",), KILLED, "Explosions/Remote violence", "Chemical weapon"),
    ("suicide_bombing", "police", ("grenade",), KILLED, "Explosions/Remote violence", "Suicide bomb"),
    ("armed_assault", "military", ("grenade",), KILLED, "Battles", "Armed clash"),
    ("arson_destruction", "civilians", (), {}, "Strategic developments", "Looting/property destruction"),
    ("arson_destruction", "civilians", (), KILLED, "Violence against civilians", "Attack"),
    ("other", "other", (), KILLED, "Strategic developments", "Other"),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "whom", "weapons", "tolls", "event", "sub"), SUB_EVENTS)
def test_acled_s_sub_event_by_aim_weapon_and_harm(kind, whom, weapons, tolls, event: str, sub: str) -> None:
    used = tuple(Weapon(cls=w) for w in weapons)
    row = table("acled", like(SIEGE, type=kind, targets=at(whom), weapons=used, tolls=tolls))[0]
    assert (row["event_type"], row["sub_event_type"]) == (event, sub)


@given(st.integers(0, 5000), st.integers(1, 31))
def test_shares_add_up_and_are_even(total: int, parts: int) -> None:
    got = acled.shares(total, parts)
    assert (sum(got), len(got)) == (total, parts)
    assert max(got) - min(got) <= 1


# --- GTD ------------------------------------------------------------------------------------------------------------


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


# --- POLECAT, ids, tables -------------------------------------------------------------------------------------------


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
