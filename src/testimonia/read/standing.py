"""Whether a draft stands as an incident: traits of the draft and of its page, weighed by the table of `likeness`."""

from __future__ import annotations

from typing import NamedTuple

from testimonia.read.draft import Draft
from testimonia.read.page import Page

_CUES = ("background", "attacker", "assailant", "accident", "aggregate", "ruled_out", "foiled", "threatened", "disputed")


class World(NamedTuple):
    """How many words of sport, markets, weather, courts … a text has (`other`), and how many of attackers."""

    other: int
    attackers: int


def worlds(page: Page, drafts: list[Draft]) -> World:
    """The words of a page, by what they speak of. Those of a deed itself ("stormed", "tear gas") are none of weather."""
    counted: dict[str, set[str]] = {}
    told = [(f, t) for d in drafts for f in d.fragments for t in f.triggers if t.weight >= 2]
    deeds = {(f.sentence.order, i) for f, t in told for i in range(t.first, t.last)}
    for s in page.sentences:
        for cue in s.cues:
            if cue.row[0] == "elsewhere" and (s.order, cue.first) in deeds:
                continue
            counted.setdefault(cue.row[0], set()).add(s.tokens[cue.first].low)
    return World(len(counted.get("elsewhere", ())), len(counted.get("attacker", ())))


def mishap(d: Draft) -> bool:
    """Whether the fragments speak of an accident, a disaster, a match or a test, and of no attacker."""
    if any("ruled_out" in f.cues for f in d.fragments[:4]):
        return True
    armed = any("attacker" in f.cues for f in d.fragments)
    return not armed and any("accident" in f.cues for f in d.fragments[:3])


def stands(page: Page, d: Draft, drafts: list[Draft], world: World) -> list[str]:
    """The traits that tell whether a draft is an incident that can be told apart; `world` as `worlds` counts it."""
    other, attackers = world
    first, known = d.fragments[0], d.known
    cues = {c for f in d.fragments[:4] for c in f.cues}
    triggers = [t for f in d.fragments for t in f.triggers]
    strong = [t for t in triggers if t.weight >= 2 and t.real]
    harm = [h for f in d.fragments for h in f.hits if h.number.best != 0]
    days = [s for s in known.spans if (s[1] - s[0]).days <= 1]
    traits = [
        "",
        f" strength {d.strength}",
        f" words {min(5, len(triggers))}",
        f" date {'day' if days else 'month' if known.spans else 'year' if known.wide else 'none'}",
        f" place {'fine' if known.fine else 'land' if known.places else 'none'}",
        f" other {min(4, other // 3)}",
        f" attackers {min(4, attackers // 3)}",
        f" mixed {'other' if other > 2.5 * attackers else 'rather other' if other > 1.2 * attackers else 'attackers'}",
        f" opens {'headline' if first.sentence.order == 0 else 'early' if first.sentence.order <= 3 else 'later'}",
        f" drafts {min(4, len(drafts))}",
        *(f" {c}" for c in _CUES if c in cues),
        *(f" kind {k}" for k in known.families or ("none",)),
    ]
    told = {
        " accident unarmed": "accident" in cues and "attacker" not in cues,
        " harm": bool(harm),
        " toll": any(h.number.best and h.number.best > 2 for h in harm),
        " parties": bool(known.parties),
        " weapons": bool(known.weapons),
        " back": first.anaphor,
        " plural": bool(strong) and all(t.plural for t in strong),
        " general": any(t.general for t in triggers),
        " unreal": any(not t.real for t in triggers),
        " since": any(m.role == "since" for f in d.fragments for m in f.dates),
        " one sentence": len({f.sentence.order for f in d.fragments}) == 1,
    }
    return [("digest" if page.digest else "stand") + t for t in (*traits, *(t for t, yes in told.items() if yes))]
