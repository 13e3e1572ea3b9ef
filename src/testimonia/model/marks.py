"""What the resolvers know about single words of a text, before anybody decides what they are part of.

`resolve` makes one `Marks` of a document; a reader takes the document and its marks and assembles accounts.
All offsets are code points into the document's text; each tuple is sorted by start. Marks of one kind do
not overlap each other (the longest reading wins); marks of different kinds may ("Malian soldiers" is an
actor, "Malian" in it a place adjective).
"""

from __future__ import annotations

import msgspec

from testimonia.model.claim import Count, Period, Place


class DateMark(msgspec.Struct, frozen=True, kw_only=True):
    """Words that say when.

    `period` is their meaning against the publication date (with `unresolved` where it has none).

    `role`: `time` (a day, week, month, year or span), `since` (from then on: totals over time, "since 2019"),
    `duration` (no point in time: "for three days"; `shift_days` how many, where they are days). `anchor`: `published`,
    `text` (another date in the text), or `event` ("two days after the attack"): then `shift_days` is the distance from
    the incident's own date.
    """

    start: int
    end: int
    period: Period
    role: str = "time"
    anchor: str = "published"
    shift_days: int | None = None


class CountMark(msgspec.Struct, frozen=True, kw_only=True):
    """A number in the text. `start`, `end` mark the number alone ("53", "two dozen", "dozens"), without "at least".

    `outer_start` is where its qualifier begins ("at least"), equal to `start` where there is none. `kind`:
    `count` (may count people or things), or what it is instead: `age`, `ordinal`, `date`, `time`, `distance`,
    `calibre`, `money`, `percent`, `year`, `name` (part of a name: "Boko Haram", "Group of 7", "47" in "AK-47"),
    `measure`.
    """

    start: int
    end: int
    outer_start: int
    count: Count
    kind: str = "count"


class PlaceMark(msgspec.Struct, frozen=True, kw_only=True):
    """A place name in the text. `use`: `place` (a location), `adjective` ("Malian"), `actor` ("Washington said"),
    `name` (inside another name: "the Paris agreement"). `containers` are the areas around it that the gazetteer
    knows, most specific first (district, province, country), without evidence of their own. `told_by` is the name of
    the place by which the words beside it explain it: of "Karrada in Baghdad", "Nyanya, near Abuja", "Kano's Sabon
    Gari" that of the town."""

    start: int
    end: int
    place: Place
    use: str = "place"
    containers: tuple[Place, ...] = ()
    told_by: str | None = None


class ActorMark(msgspec.Struct, frozen=True, kw_only=True):
    """A name of an organisation, force or kind of people.

    `name` is the full usual name, `actor_id` its id in the registry or None. `kind`: `jihadist`, `rebel`, `militia`,
    `gang`, `party`, `state`, `military`, `police`, `intelligence`, `peacekeepers`, `mission`, `armed` (gunmen,
    militants, attackers, bombers: nobody in particular), `civilians`, `officials`, `media`, `aid`, `person`, `other`.
    `country` is an ISO code or None. `generic`: the words name nobody in particular.
    """

    start: int
    end: int
    name: str
    kind: str
    actor_id: str | None = None
    country: str | None = None
    generic: bool = False
    because: str = ""
    confidence: float = 1.0


class Marks(msgspec.Struct, frozen=True, kw_only=True):
    """All marks of one document."""

    dates: tuple[DateMark, ...] = ()
    counts: tuple[CountMark, ...] = ()
    places: tuple[PlaceMark, ...] = ()
    actors: tuple[ActorMark, ...] = ()
