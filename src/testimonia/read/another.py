"""Whether a fragment tells of the deed that it fits best or of another one: what speaks for each is weighed by a table
(`lang/en/another.tsv`, made by training/another.py: a logistic regression).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from testimonia.read.choosing import odds, weights
from testimonia.read.drafts import FINE, Draft
from testimonia.read.fitting import moved, root
from testimonia.read.fragments import Fragment
from testimonia.read.subject import QUOTES


def same_deed(d: Draft, f: Fragment, score: float, drafts: Sequence[Draft], *, latest: bool) -> bool:
    """Whether a fragment that could begin a deed of its own tells still of a draft's; `score` is how well it fits."""
    return told_before(clues(d, f, score, drafts, latest=latest), weights("en", "same", "another"))


def told_before(seen: Iterable[str], table: dict[str, float]) -> bool:
    """Whether clues speak for a deed that was told before."""
    return odds(seen, table) > _BAR


_BAR = 0.7  # above even: a deed that is not found is missed in every field


def clues(d: Draft, f: Fragment, score: float, drafts: Sequence[Draft], *, latest: bool) -> set[str]:
    """What is seen of a fragment beside the draft that it fits best."""
    out = {f"strength={f.strength}/{f.told}", f"kinds={_kinds(d, f)}", f"word={bool(_roots(f) & _roots(*d.fragments))}"}
    out |= set(_over("fit", score, _FITS)) | set(_over("sentence", f.sentence.order, _ORDERS))
    out |= set(_over("deeds", len(drafts), _DEEDS)) | set(_over("km", _away(d, f), _KM))
    out |= {"moved"} if moved(d, f, latest) else set()
    out |= {"quoted"} if not QUOTES.isdisjoint(t.low for t in f.sentence.tokens) else set()
    return out


_FITS = (-3, -2, -1, -0.5, 0, 0.25, 0.5, 0.75, 1, 1.25, 1.5, 2, 2.5, 3, 4, 5)
_ORDERS = (1, 2, 3, 4, 6, 9, 14, 22)
_DEEDS = (2, 3, 4)
_KM = (1, 8, 30, 100, 300, 1000)


def _over(name: str, n: float, limits: Sequence[float]) -> Iterator[str]:
    """A clue for each limit that a number reaches."""
    return (f"{name}>={limit}" for limit in limits if n >= limit)


def _kinds(d: Draft, f: Fragment) -> str:
    """Whether the words of both name one kind of deed; "one" where only the fragment's do."""
    own = {t.type for t in f.triggers if t.weight >= 2 and t.real} - {"-"}
    told = {t.type for g in d.fragments for t in g.triggers if t.weight >= 2} - {"-"}
    if own & told:
        return "same"
    return "other" if own and told else "one" if own else "none"


def _roots(*fragments: Fragment) -> set[str]:
    """The words of deeds in fragments, without their endings."""
    return {root(f, t) for f in fragments for t in f.triggers if t.weight >= 2}


def _away(d: Draft, f: Fragment) -> float:
    """How many kilometres the nearest two places of both lie apart; -1 where one has none."""
    here = [p.place for p in f.sited if p.place.kind in FINE]
    there = [p.place for g in d.fragments for p in g.sited if p.place.kind in FINE]
    return min((km for a in here for b in there if (km := a.km_to(b)) is not None), default=-1.0)
