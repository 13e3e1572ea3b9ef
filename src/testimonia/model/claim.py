"""What one document says: accounts of incidents, value by value, each with the words that carry it.

The field names and value lists are those of the annotation scheme (`contract.md`); every value has `at`, the
evidence, and `confidence` between 0 and 1.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Literal

import msgspec

from testimonia.model.sphere import km
from testimonia.model.text import Document, Evidence

IncidentType = Literal[
    "armed_assault", "bombing", "suicide_bombing", "air_strike", "shelling", "clash", "killing", "abduction",
    "arson_destruction", "crowd_suppression", "riot", "security_raid", "sexual_violence", "other",
]  # fmt: skip
Status = Literal["occurred", "foiled", "threatened", "disputed"]
Salience = Literal["news", "background"]
DatePrecision = Literal["day", "week", "month", "year"]
PlaceKind = Literal["site", "settlement", "district", "province", "country", "region", "water"]
Basis = Literal["stated", "claimed", "blamed", "denied"]
Who = Literal[
    "all", "civilians", "children", "women", "military", "police", "militants", "attackers", "officials",
    "journalists", "aid_workers", "peacekeepers", "foreigners", "other",
]  # fmt: skip
TargetClass = Literal[
    "all", "civilians", "children", "women", "military", "police", "militants", "attackers", "officials",
    "journalists", "aid_workers", "peacekeepers", "foreigners", "other", "property",
]  # fmt: skip
Effect = Literal["killed", "injured", "abducted", "missing", "displaced", "arrested", "freed", "participants"]
WeaponClass = Literal[
    "firearm", "explosive", "vehicle_bomb", "suicide_vest", "grenade", "mortar_artillery", "rocket_missile",
    "aerial_bomb", "drone", "blade", "vehicle", "incendiary", "chemical", "blunt", "other",
]  # fmt: skip
FigureBasis = Literal["affirmed", "denied", "disputed", "earlier"]
Stance = Literal["claimed", "denied", "praised"]


class Count(msgspec.Struct, frozen=True):
    """A number as a text gives it: low, best, high, or a vague word.

    "53": 53, 53, 53. "at least 53": 53, 53, None. "more than 50": 51, 51, None. "up to 20": None, 20, 20.
    "30 to 40": 30, None, 40. "around 50": None, 50, None. "dozens": all None, vague "dozens".
    """

    low: int | None = None
    best: int | None = None
    high: int | None = None
    vague: str | None = None


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """When: ISO days `start` and `end`, both inclusive, the bounds of what the text says.

    Both are None where `unresolved` says why. `date_prec` is UCDP's code (1 the day … 5 over a month); `because` is a
    sentence that a person can check.
    """

    start: str | None = None
    end: str | None = None
    precision: DatePrecision | None = None
    at: tuple[Evidence, ...] = ()
    date_prec: int | None = None
    because: str = ""
    confidence: float = 1.0
    unresolved: str | None = None

    @property
    def days(self) -> tuple[int, int] | None:
        """First and last day as proleptic ordinals (`date.toordinal`), or None where the period is unresolved."""
        return _days(self.start, self.end or self.start) if self.start else None


@lru_cache(maxsize=4096)
def _day(words: str) -> int | None:
    try:
        return date.fromisoformat(words).toordinal()
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def _days(start: str, end: str) -> tuple[int, int]:
    first = date.fromisoformat(start[:10]).toordinal()
    return first, max(first, date.fromisoformat(end[:10]).toordinal())


# UCDP's where_prec in the codes of ACLED's codebook (`geo_precision`) and GTD's (`specificity`).
_ACLED_GEO = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3, 6: 3, 7: 3}
_GTD_SPECIFICITY = {1: 1, 2: 2, 3: 3, 4: 4, 5: 5, 6: 5, 7: 5}


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where: `name` as the text has it, degrees WGS84 or None.

    `precision` is UCDP's where_prec 1-7; `radius_km` stands where the point is derived ("30 km north of Gao").
    """

    name: str
    kind: PlaceKind = "settlement"
    country: str | None = None
    lat: float | None = None
    lon: float | None = None
    at: tuple[Evidence, ...] = ()
    geonames_id: int | str | None = None
    admin1: str | None = None
    admin2: str | None = None
    precision: int | None = None
    radius_km: float | None = None
    because: str = ""
    confidence: float = 1.0
    unresolved: str | None = None

    @property
    def geo_precision(self) -> int | None:
        """ACLED's code: 1 the town, 2 near it or a part of a region, 3 a larger region; None where `precision` is."""
        return _ACLED_GEO.get(self.precision or 0)

    @property
    def specificity(self) -> int:
        """GTD's code: 1 the town's own point, 2 the town, by a point near it, 3 the smallest area around it, 4 the
        province, 5 no more than the country, or no place at all."""
        return _GTD_SPECIFICITY.get(self.precision or 0, 5)

    def km_to(self, other: Place) -> float | None:
        """Kilometres between the two (`sphere.km`), or None where a point is missing."""
        if self.lat is None or self.lon is None or other.lat is None or other.lon is None:
            return None
        return km(self.lat, self.lon, other.lat, other.lon)


class Perpetrator(msgspec.Struct, frozen=True, kw_only=True):
    """Who did it, on whose word: `basis` and, for `blamed`, `by` (the accuser in the text's words, or None)."""

    name: str
    basis: Basis
    by: str | None = None
    at: tuple[Evidence, ...] = ()
    actor_id: str | None = None
    because: str = ""
    confidence: float = 1.0


class Target(msgspec.Struct, frozen=True, kw_only=True, rename={"cls": "class"}):
    """Who or what was attacked."""

    name: str
    cls: TargetClass
    at: tuple[Evidence, ...] = ()
    actor_id: str | None = None
    confidence: float = 1.0


class Weapon(msgspec.Struct, frozen=True, kw_only=True, rename={"cls": "class"}):
    """What was used."""

    cls: WeaponClass
    at: tuple[Evidence, ...] = ()
    confidence: float = 1.0


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """One count that a report gives: low, best, high or a vague word, whom it counts, and who says so."""

    effect: Effect
    who: Who
    low: int | None = None
    best: int | None = None
    high: int | None = None
    vague: str | None = None
    according_to: str | None = None
    basis: FigureBasis = "affirmed"
    at: tuple[Evidence, ...] = ()
    confidence: float = 1.0


class Responsibility(msgspec.Struct, frozen=True, kw_only=True):
    """A claim, denial or praise of responsibility (`claims` in the JSON)."""

    by: str
    stance: Stance
    at: tuple[Evidence, ...] = ()
    actor_id: str | None = None
    confidence: float = 1.0


class Victim(msgspec.Struct, frozen=True, kw_only=True, rename={"cls": "class"}):
    """A named victim; never counted on top of a number that includes them."""

    name: str
    age: int | None = None
    sex: str | None = None
    cls: Who = "civilians"
    effect: Effect = "killed"
    at: tuple[Evidence, ...] = ()
    confidence: float = 1.0


class Certainty(msgspec.Struct, frozen=True):
    """How sure the reader is that there is such an incident, and of its type, status and salience (0 to 1)."""

    incident: float = 1.0
    type: float = 1.0
    status: float = 1.0
    salience: float = 1.0


class Account(msgspec.Struct, frozen=True, kw_only=True):
    """One document's telling of one incident. `apart` are the words that tell it apart from another one ("a second
    attack", "a separate bombing")."""

    type: IncidentType
    status: Status
    salience: Salience
    mentions: tuple[Evidence, ...]
    date: Period = Period(unresolved="the text names no date")
    places: tuple[Place, ...] = ()
    perpetrators: tuple[Perpetrator, ...] = ()
    targets: tuple[Target, ...] = ()
    weapons: tuple[Weapon, ...] = ()
    figures: tuple[Figure, ...] = ()
    claims: tuple[Responsibility, ...] = ()
    victims: tuple[Victim, ...] = ()
    apart: tuple[Evidence, ...] = ()
    confidence: Certainty = Certainty()


class Aggregate(msgspec.Struct, frozen=True, kw_only=True):
    """A total over many incidents or over time: kept apart, never part of a toll."""

    at: tuple[Evidence, ...]
    about: str
    effect: Effect | None = None
    who: Who | None = None
    low: int | None = None
    best: int | None = None
    high: int | None = None
    vague: str | None = None
    period: Period | None = None
    place: Place | None = None
    confidence: float = 1.0


class Reading(msgspec.Struct, frozen=True, kw_only=True):
    """All that one reader found in one document. `read` is False, with a `reason`, where the text was not read:
    empty `incidents` with `read` True means that the text was read and holds none. `document_version` and `reader`
    (name and version) say what was read by whom; `sent_to` is the host that the text was sent to for it, None where it
    did not leave this machine. `language` is the code of the language that the text was found to be in (`und`: not
    told), None where that is English."""

    document: str
    document_version: str
    reader: str
    read: bool = True
    reason: str | None = None
    incidents: tuple[Account, ...] = ()
    aggregates: tuple[Aggregate, ...] = ()
    sent_to: str | None = None
    language: str | None = None


FIELDS = ("type", "status", "date", "places", "perpetrators", "targets", "weapons", "figures", "claims", "victims")
Value = Period | Place | Perpetrator | Target | Weapon | Figure | Responsibility | Victim | str


class Claim(msgspec.Struct, frozen=True, kw_only=True):
    """One value of one account, as the ledger weighs it: `field` is one of FIELDS, `account` the account's id, `index`
    its place in the field. The id is stable: hash of account, field and index."""

    id: str
    account: str
    field: str
    index: int
    value: Value
    at: tuple[Evidence, ...]


class Told(msgspec.Struct, frozen=True, kw_only=True):
    """An account with its document's metadata: what `link` and `reconcile` work on. `id` names the account."""

    id: str
    document: str
    version: str
    publisher: str | None
    published: str | None
    url: str | None
    account: Account
    title: str | None = None

    @property
    def day(self) -> int | None:
        """The day of publication as an ordinal (`date.toordinal`), or None where it is not given as a day."""
        return _day((self.published or "")[:10])

    @property
    def order(self) -> tuple[str, str, int, str]:
        """The canonical order of accounts: publication (undated last), document, first mention, id."""
        return self.published or "9999", self.document, self.account.mentions[0].start, self.id

    def claims(self) -> Iterator[Claim]:
        """Every value of the account as a claim with its evidence, in the order of FIELDS."""
        for field in FIELDS:
            got = getattr(self.account, field)
            if field in ("type", "status"):
                values: tuple[Value, ...] = (got,)
            elif field == "date":
                values = (got,) if got.start else ()
            else:
                values = got
            for i, value in enumerate(values):
                at = self.account.mentions if isinstance(value, str) else value.at
                digest = hashlib.sha256(f"{self.id}/{field}/{i}".encode()).hexdigest()[:16]
                yield Claim(id=f"c-{digest}", account=self.id, field=field, index=i, value=value, at=at)


def tell(document: Document, reading: Reading) -> tuple[Told, ...]:
    """The accounts of a reading, each with its stable id.

    The id is a hash of the document's id and the first mention's offset, so that an account keeps its name as long as
    its document's text and first mention stay.
    """
    out, seen = [], set()
    for account in reading.incidents:
        start = account.mentions[0].start
        basis = f"{document.id}\x1f{start}"
        while basis in seen:  # one word may stand for two incidents ("two attacks")
            basis += "+"
        seen.add(basis)
        digest = hashlib.sha256(basis.encode("utf-8", "surrogatepass")).hexdigest()[:16]
        out.append(Told(id=f"a-{digest}", document=document.id, version=document.version,
                        publisher=document.publisher, published=document.published,
                        url=document.url, title=document.title, account=account))  # fmt: skip
    return tuple(out)
