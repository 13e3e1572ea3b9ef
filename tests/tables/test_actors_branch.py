"""A group's bare name, where and when on the left; the branch that is meant and words of the reason on the right."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

import testimonia
from testimonia.knowledge.actors import Registry
from testimonia.knowledge.gazetteer import Gazetteer
from testimonia.model.actor import Actor
from testimonia.model.claim import Period, Perpetrator
from testimonia.model.names import fold
from testimonia.model.world import Incident
from testimonia.resolve.actors import actor_marks, resolve_actor
from testimonia.resolve.places import place_marks
from testimonia.store.edition import labels

REGISTRY = Registry.open([])
GAZETTEER = Gazetteer.open()

# Name | country | place | published | id | words of the reason.
ALONE = """
Islamic State | ML | | 2019-11-03 | isgs | in Mali in 2019 its branch there is meant, Islamic State in the Greater
ISIS | BF | | 2020-06-01 | isgs | in Burkina Faso in 2020
Daesh | NE | Tillabéri | 2021-03-21 | isgs | in Niger in 2021
IS | NE | Diffa | 2021-03-21 | iswap | Islamic State West Africa Province
Islamic State | NG | Borno | 2018-12-01 | iswap | in Nigeria in 2018
Islamic State | TD | Lake Chad | 2020-03-23 | iswap | in Chad in 2020
Islamic State | TD | N'Djamena | 2020-03-23 | islamic-state | no branch of it is known outside Lake Chad
Islamic State | CM | Far North | 2019-06-10 | iswap | in Cameroon in 2019
Islamic State | AF | | 2016-07-23 | iskp | Islamic State Khorasan Province
ISIL | PK | | 2017-02-16 | iskp | in Pakistan in 2017
Islamic State | PK | Quetta, Balochistan | 2021-01-03 | ispp | Islamic State Pakistan Province
Islamic State | PK | Peshawar | 2022-03-04 | iskp | in Pakistan in 2022
Islamic State | LY | | 2015-02-15 | is-libya | in Libya in 2015
Islamic State | EG | Sinai | 2016-03-19 | is-sinai | in Egypt in 2016
Islamic State | EG | Cairo | 2016-12-11 | islamic-state | outside Sinai
Islamic State | MZ | | 2021-03-24 | ascap | Islamic State Mozambique
Islamic State | CD | | 2021-06-27 | iscap | Islamic State Central Africa Province
Islamic State | PH | | 2019-01-27 | is-east-asia | in Philippines in 2019
Islamic State | YE | | 2015-03-20 | is-yemen | in Yemen in 2015
Islamic State | SO | | 2016-10-26 | is-somalia | in Somalia in 2016
Islamic State | IQ | | 2014-06-10 | islamic-state | in Iraq in 2014 it acts itself
Islamic State | SY | | 2016-01-16 | islamic-state | in Syria in 2016 it acts itself
Islamic State | RU | Dagestan | 2015-12-30 | is-caucasus | in Russia in 2015
Islamic State | RU | Moscow | 2024-03-22 | islamic-state | no branch of it is known outside Caucasus
Islamic State | FR | Paris | 2015-11-14 | islamic-state | in France in 2015 no branch of it is known
Islamic State | ML | | 2014-10-01 | islamic-state | Islamic State in the Greater Sahara is known from 2015 to today
Islamic State | ML | | 2010-10-01 | islamic-state | no branch of it is known
Islamic State | | | 2019-11-03 | islamic-state | names no country
Islamic State | ML | | | isgs | in Mali its branch there is meant
Islamic State | ?? | | 2019-11-03 | islamic-state | no branch of it is known
Islamic State fighters | ML | | 2019-11-03 | isgs | in Mali in 2019
Islamic State in the Greater Sahara | NG | | 2019-11-03 | isgs | is a name of Islamic State in the Greater Sahara
al-Qaeda | YE | | 2010-10-29 | aqap | Al-Qaeda in the Arabian Peninsula
al-Qaeda | YE | | 2000-10-12 | al-qaeda | in Yemen in 2000 it acts itself
al-Qaeda | DZ | | 2008-08-19 | aqim | in Algeria in 2008
al-Qaida | ML | | 2012-07-01 | aqim | in Mali in 2012
al-Qaeda | ML | | 2019-07-01 | al-qaeda | both JNIM and Al-Qaeda in the Islamic Maghreb are active
al-Qaeda | BF | | 2022-02-01 | jnim | in Burkina Faso in 2022
al-Qaeda | IQ | | 2005-09-14 | aqi | in Iraq in 2005
al-Qaeda | AF | | 2010-01-01 | al-qaeda | in Afghanistan in 2010 it acts itself
al-Qaeda | ES | | 2004-03-12 | al-qaeda | in Spain in 2004 no branch of it is known
United Nations | ML | | 2019-11-03 | un | is a name of United Nations
""".strip().split("\n")

# Published | the report | the ids of the Islamic State's marks in it, in order.
REPORTS = """
2019-11-03 | ISIS hit a post in Mali. Malian soldiers fled to Gao. Islamic State holds land in Syria. | isgs isgs
2018-12-28 | Daesh fighters took Baga in Nigeria's Borno state. | iswap
2021-03-22 | Gunmen of the Islamic State killed 137 in Tahoua, Niger. | isgs
2021-03-22 | IS men crossed Lake Chad and burnt huts near Diffa in Niger. | iswap
2016-05-01 | The Islamic State of Iraq and the Levant bombed a mosque in Sanaa, Yemen. | is-yemen
2015-11-14 | Islamic State said it had sent the men who struck Paris, in France. | islamic-state
2012-11-14 | Islamic State men came to a town in Mali. | islamic-state
2019-11-03 | Islamic State said its men had done it. | islamic-state
2019-11-03 | A bomb of the Islamic State in the Greater Sahara killed two in Nigeria. | isgs
""".strip().split("\n")  # fmt: skip

DIGEST = """Attacks of the day

Islamic State killed four in Kabul, Afghanistan.

Two died in Kharkiv in Ukraine, three in Kyiv.

A bomb of the Islamic State went off in Maiduguri, Nigeria.

Peru declared mourning in Lima. Troops of Peru left Cusco.

In Raqqa, Syria, the Islamic State beheaded a man."""


def cells(row: str) -> Iterator[str]:
    return (cell.strip() for cell in row.split("|"))


@pytest.mark.parametrize("row", ALONE)
def test_a_bare_name_means_the_branch_of_that_place_and_time(row: str) -> None:
    name, country, place, published, actor, why = cells(row)
    mark = resolve_actor(name, country=country or None, place=place, published=published or None)
    assert mark.actor_id == actor, mark.because
    assert why in mark.because


@pytest.mark.parametrize("row", REPORTS)
def test_a_report_tells_the_branch_by_its_places_and_date(row: str) -> None:
    published, text, ids = cells(row)
    marks = actor_marks(text, REGISTRY, places=place_marks(text, GAZETTEER), published=published)
    group = {"islamic-state", *(b.id for b in REGISTRY.branches("islamic-state"))}
    assert [m.actor_id for m in marks if m.actor_id in group] == ids.split()


def test_the_name_stays_the_one_that_news_uses() -> None:
    text = "Islamic State killed nine soldiers in Mali. The group said so."
    first, *_, last = actor_marks(text, REGISTRY, published="2019-11-03")
    assert (first.name, first.actor_id) == (last.name, last.actor_id) == ("Islamic State", "isgs")
    assert first.confidence < 0.97  # inferred, not said


def test_a_digest_of_many_lands_tells_it_by_the_paragraph() -> None:
    marks = actor_marks(DIGEST, REGISTRY, places=place_marks(DIGEST, GAZETTEER), published="2018-05-05")
    assert [m.actor_id for m in marks if m.name == "Islamic State"] == ["iskp", "iswap", "islamic-state"]


def test_what_a_reader_says_of_a_perpetrator_carries_the_reason() -> None:
    said = testimonia.read(
        "Islamic State fighters killed nine soldiers in Gao, Mali, on Friday.", published="2019-11-03"
    )
    [who] = said.incidents[0].perpetrators
    assert (who.name, who.actor_id) == ("Islamic State", "isgs")
    assert "in Mali in 2019 its branch there is meant, Islamic State in the Greater Sahara" in who.because


def test_a_branch_that_a_user_adds_is_told_apart_too() -> None:
    rows = (
        Actor(id="front", name="River Front", kind="rebel", countries=("ML",)),
        Actor(id="front-bf", name="Western River Front", countries=("BF",), since=2016, parent="front", branch=True),
        Actor(id="front-friends", name="Friends of the River Front", kind="party", countries=("BF",), parent="front"),
    )
    registry = Registry((*REGISTRY.actors, *rows))
    assert resolve_actor("River Front", country="BF", published="2018-05-05", registry=registry).actor_id == "front-bf"
    assert resolve_actor("River Front", country="ML", published="2018-05-05", registry=registry).actor_id == "front"


def test_every_branch_has_a_parent_lands_and_a_year() -> None:
    branches = [a for a in REGISTRY.actors if a.branch]
    assert {a.parent for a in branches} == {"islamic-state", "al-qaeda"}
    assert len(branches) >= 20
    for actor in branches:
        assert actor.countries, actor.id
        assert actor.since, actor.id
        assert set(actor.parts) <= set(actor.countries), actor.id


@pytest.mark.parametrize(
    ("actor_id", "above"), [("isgs", ("islamic-state",)), ("islamic-state", ()), ("ML.military", ()), ("nobody", ())]
)
def test_what_an_actor_is_part_of(actor_id: str, above: tuple[str, ...]) -> None:
    assert Registry.open(layers=()).above(actor_id) == above


def test_an_incident_is_found_by_the_group_of_its_branch() -> None:
    party = Perpetrator(name="its fighters", basis="claimed", actor_id="isgs")
    incident = Incident(
        id="i-1", type="killing", status="occurred", date=Period(), places=(), perpetrators=(party,), claims=(),
        targets=(), weapons=(), grade=None, tolls={}, victims=(), accounts=(),
    )  # fmt: skip
    assert {("actor", fold("isgs")), ("actor", fold("islamic-state"))} <= labels(incident)
