"""UCDP GED against its codebook: columns, codes, sides, sums, and real rows where they are at hand."""

import csv
import gzip
import os
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from testimonia.model.claim import Period
from testimonia.model.world import Incident, Range, Toll
from testimonia.publish import ucdp_ged
from testimonia.publish.codes import state
from tests.coding import at, by, like, table
from tests.laws.strategies import incidents
from tests.publishing import ALL, SIEGE

DATA = Path(os.environ.get("TESTIMONIA_DATA", "../shared"))


def real_rows() -> list[dict[str, str]]:
    found = sorted((DATA / "reference" / "ucdp-ged").glob("*.csv.gz"))
    if not found:
        pytest.skip("skipped: no data")
    rows = []
    for path in found:
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            rows += list(csv.DictReader(lines))
    return rows


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
