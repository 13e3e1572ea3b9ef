"""Invented incidents for the tests of exports: a raid with everything, a rumour with nothing, a siege of three days."""

import io

from testimonia import plugins
from testimonia.model.claim import Figure, Period, Perpetrator, Place, Responsibility, Target, Victim, Weapon
from testimonia.model.text import Evidence
from testimonia.model.world import Finding, Incident, Range, SetAside, Testimony, Toll


def at(start: int, words: str) -> tuple[Evidence, ...]:
    return (Evidence(start, start + len(words), words),)


RAID = Incident(
    id="i-0001",
    type="armed_assault",
    status="occurred",
    date=Period(start="2018-05-04", end="2018-05-05", precision="day", at=at(3, "Friday night"), date_prec=2),
    places=(
        Place(name="Gate 4", kind="site", country="XA"),
        Place(name="Öde Wells", country="XA", lat=15.25, lon=-1.5, geonames_id=42, admin1="North", precision=2,
              radius_km=12.0),
        Place(name="North", kind="province", country="XA", lat=15.0, lon=-1.0, precision=4),
    ),
    perpetrators=(
        Perpetrator(name="River Front", basis="claimed", actor_id="x-1", at=at(9, "River Front")),
        Perpetrator(name="gunmen", basis="blamed", by="the governor"),
    ),
    claims=(Responsibility(by="River Front", stance="claimed"), Responsibility(by="Hill Guard", stance="denied")),
    targets=(Target(name='=HYPERLINK("x"), the "old" post', cls="military"), Target(name="shop", cls="property")),
    weapons=(Weapon(cls="firearm"), Weapon(cls="mortar_artillery")),
    grade="fair",
    tolls={
        "injured": Toll(),
        "killed": Toll(
            low=9, best=11, high=12, policy="ucdp", because="-11 by the hospital,\nthe latest figure",
            by_class={"civilians": Range(1, 1, 1), "military": Range(8, 10, 11)},
        ),
        "killed_all": Toll(low=14, best=16, high=17, by_class={"attackers": Range(5, 5, 5)}),
    },
    victims=(Victim(name="A. Nobody", age=24, cls="military", at=at(40, "A. Nobody")),),
    accounts=(
        Testimony(
            document="doc-1", publisher="The Post", published="2018-05-06", url="https://example.org/1",
            mentions=at(0, "raid"), account="a-1",
            figures=(Figure(effect="killed", who="all", low=11, best=11, high=11, according_to="a doctor",
                            at=at(50, "11")),),
        ),
        Testimony(document="doc-2", publisher=None, published=None, url=None, mentions=at(5, "attack"), figures=()),
    ),
)  # fmt: skip
RUMOUR = Incident(
    id="i-0002",
    type="other",
    status="disputed",
    date=Period(unresolved="the text names no date"),
    places=(),
    perpetrators=(),
    claims=(),
    targets=(),
    weapons=(),
    grade=None,
    tolls={},
    victims=(),
    accounts=(),
)
FIRST, SECOND = "c-b05096b7af3d42e7", "c-00ef5cafb67fb62f"  # the ids that `Told.claims` gives the figures of a-3
SIEGE = Incident(
    id="i-00000000000000a3",
    type="clash",
    status="occurred",
    date=Period(start="2019-11-01", end="2019-11-03", precision="day", date_prec=2),
    places=(
        Place(name="TAMARISK", country="ML", lat=16.5, lon=0.25, geonames_id=7, admin1="Gao", precision=1),
        Place(name="Mali", kind="country", country="ML", lat=17.0, lon=-4.0, precision=6),
    ),
    perpetrators=(Perpetrator(name="JNIM fighters", basis="blamed", by="the army", actor_id="jnim"),),
    claims=(),
    targets=(Target(name="Malian troops", cls="military", actor_id="fama"),),
    weapons=(Weapon(cls="vehicle_bomb"),),
    grade=None,
    tolls={
        "killed": Toll(low=8, best=10, high=10, policy="ucdp", because="10 by the army, the latest figure",
                       by_class={"military": Range(6, 7, 7), "militants": Range(2, 3, 3)}),
        "killed_all": Toll(low=8, best=10, high=10, policy="ucdp"),
        "injured": Toll(low=4, best=4, high=4, policy="ucdp", because="one figure"),
        "abducted": Toll(low=2, best=2, high=2, policy="ucdp", because="one figure"),
    },
    victims=(),
    accounts=(
        Testimony(
            document="doc-3", publisher="Rádio Dune; Gao", published="2019-11-04T08:00:00Z",
            url="javascript:alert(1)", mentions=at(0, "siege"), account="a-3",
            figures=(
                Figure(effect="killed", who="all", low=10, best=10, high=10, according_to="the army", at=at(20, "10")),
                Figure(effect="killed", who="all", low=8, best=8, high=8, basis="earlier", at=at(90, "eight")),
                Figure(effect="injured", who="all", vague="several", at=at(120, "several")),
            ),
        ),
    ),
    findings=(
        Finding(field="figures/killed", rule="ucdp", because="10 by the army", supports=(FIRST,),
                set_aside=(SetAside(SECOND, "superseded", "eight: replaced by the same speaker"),)),
    ),
    headline="Siege of Tamarisk",
)  # fmt: skip
ALL = (RAID, SIEGE, RUMOUR)


def written(name: str, *incidents: Incident) -> bytes:
    out = io.BytesIO()
    plugins.make("exports", name).write(iter(incidents), out)
    return out.getvalue()
