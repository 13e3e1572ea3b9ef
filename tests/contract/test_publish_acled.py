"""ACLED against its codebook: days, actors, sub-events, notes and sums."""

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from testimonia.model.claim import Period, Weapon
from testimonia.model.world import Toll
from testimonia.publish import acled
from tests.coding import at, by, like, table
from tests.publishing import ALL, RAID, SIEGE, written


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
