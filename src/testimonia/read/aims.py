"""Who or what was attacked, chosen from everybody and everything of which the sentences of a deed speak."""

from __future__ import annotations

from collections.abc import Sequence

from testimonia.model.claim import Target
from testimonia.model.text import Evidence
from testimonia.read.case import Case
from testimonia.read.choosing import Bars, Option, chosen, least
from testimonia.read.chunks import Kind
from testimonia.read.clauses import Clauses
from testimonia.read.fragments import Fragment
from testimonia.read.roles import Surroundings
from testimonia.read.subject import Span
from testimonia.read.targets import Aim, Piece, Targets, aim_of, apart

BARS = Bars(0.2, 0.27, 2)
_FRAGMENTS = 8  # of a deed that are looked at
_STRUCK, _HARMED, _NEITHER = "struck", "harmed", "neither"


class Sight:
    """One place where a candidate stands: the order of its fragment, the rule that points at it, the clues; `spans` are
    its words with all that belongs to them (`Targets.whole`), the last one what it is called by.
    """

    def __init__(self, aim: Aim, order: int, rule: str, clues: set[str], spans: list[Span]) -> None:
        self.aim, self.order, self.rule, self.clues, self.spans = aim, order, rule, clues, spans


def targets_of(
    case: Case, asked: Sequence[Option[list[Sight]]], likely: Sequence[float], bars: Bars = BARS
) -> tuple[Target, ...]:
    """The targets of a deed: those of its `options` that are `likely` enough."""
    taken = [sights for sights, _ in chosen(asked, likely, bars)]
    out = []
    for sights in taken:
        others = [x for other in taken if other is not sights for x in other]
        if all(any(_inside(s.aim, x) for x in others) for s in sights):
            continue
        first = min(sights, key=lambda s: (len(s.spans) < 2, not s.aim.direct, s.aim.start))
        at = tuple(case.page.evidence(*span) for span in dict.fromkeys(span for s in sights for span in s.spans))
        name = case.page.document.text[slice(*first.spans[-1])].replace("\n", " ")
        out.append(Target(name=name, cls=first.aim.cls, at=at, actor_id=first.aim.actor_id))
    return tuple(out)


def _inside(aim: Aim, other: Sight) -> bool:
    """Whether a candidate is only part of what another is called: "the emir of al-Qaeda", "the emir, Omar Lamba"."""
    return any(a <= aim.start and aim.end <= b for a, b in other.spans)


def options(case: Case, kind: str, doers: Sequence[Evidence]) -> list[Option[list[Sight]]]:
    """Every candidate: the places where it stands (what has one head is one), with the clues of all of them. `doers`
    are the words that name the deed's perpetrators.
    """
    groups: dict[str, list[Sight]] = {}
    for order, f in enumerate(case.draft.fragments[:_FRAGMENTS]):
        for sight in _sights(case, f, order, kind) if f.sentence.order in case.cut else ():
            groups.setdefault(sight.aim.name.lower().split()[-1], []).append(sight)
    rules = {key: min((s.rule for s in group), key=_RANK.index) for key, group in groups.items()}
    headline = {t.low for s in case.page.sentences if s.part == "headline" for t in s.tokens}
    out, before = [], dict.fromkeys(_RANK, 0)
    for n, (key, group) in enumerate(groups.items()):
        rule = rules[key]
        clues = {clue for s in group for clue in s.clues} | {f"rule={s.rule}" for s in group}
        others = [rules[k] for k in groups if k != key]
        first = least(group[0].order, (0, 1, 2, 4))
        clues |= {f"first={first}", f"first={first}/{rule}", f"rank={least(n, (0, 1, 2, 4, 8))}"}
        clues |= {f"rank={rule}/{least(before[rule], (0, 1, 2))}", f"times={least(len(group), (1, 2, 3))}"}
        clues.add(f"others={least(case.others, (0, 1, 3, 8))}/{rule}")
        clues.add(f"rivals={rule}/{min(others, key=_RANK.index, default='none')}")
        if key in headline:
            clues |= {"in headline", f"in headline/{rule}"}
        if any(d.start < s.aim.end and s.aim.start < d.end for d in doers for s in group):
            clues.add("doer")
        before[rule] += 1
        out.append(Option(group, frozenset(clues)))
    return out


_RANK = (_STRUCK, _HARMED, _NEITHER)


def _sights(case: Case, f: Fragment, order: int, kind: str) -> list[Sight]:
    """Every candidate of one fragment: what rules point at, and every other noun phrase for people, a site or an
    actor.
    """
    c = case.cut[f.sentence.order]
    t = Targets(f, c, case.language)
    near = Surroundings(f, c, case.voices.get(f.sentence.order, ()), case.language)
    found: list[tuple[Piece, str]] = []
    for rule, pieces in ((_STRUCK, t.struck()), (_HARMED, t.harmed())):
        told = [p for p in apart(pieces) if p[2] not in ("all", "attackers") and not t.strikes(p)]
        found += [(p, rule) for p in told if rule == _STRUCK or not _over(p, found)]
    for chunk in c.chunks:
        if chunk.kind == Kind.NOUN and f.first <= chunk.first < f.last:
            piece = t.piece((chunk.first, chunk.last))
            if piece and not t.strikes(piece) and not _over(piece, found):
                found.append((piece, _NEITHER))
    found.sort(key=lambda x: x[0][0])
    out = []
    for n, (p, rule) in enumerate(found):
        clues = _clues(t, near, p, kind)
        clues |= {f"joined={rule}/{other}" for q, other in found[max(0, n - 1) : n + 2] if q != p and _joined(c, p, q)}
        spans = [(f.sentence.tokens[a].start, f.sentence.tokens[b - 1].end) for a, b in t.whole(p)]
        out.append(Sight(aim_of(case.page, f.sentence, p), order, rule, clues, spans))
    return out


def _joined(c: Clauses, p: Piece, q: Piece) -> bool:
    """Whether two candidates stand side by side: "the barracks and a hospital"."""
    gap = [c.chunks[n].kind for i in range(min(p[1], q[1]), max(p[0], q[0])) if (n := c.chunk(i)) is not None]
    return Kind.COORDINATOR in gap and set(gap) <= {Kind.COORDINATOR, Kind.COMMA, Kind.NOUN}


def _over(p: Piece, found: Sequence[tuple[Piece, str]]) -> bool:
    return any(a < p[1] and p[0] < b for (a, b, *_), _ in found)


def _clues(t: Targets, near: Surroundings, p: Piece, kind: str) -> set[str]:
    """What is seen of a candidate in one place."""
    first, last, cls, _ = p
    tokens, what = t.s.tokens, "site" if last - 1 in t.sites else "people" if last - 1 in t.people else "other"
    out = {f"class={cls}", f"class={cls}/{kind}", f"head={t.low[last - 1]}", f"what={what}", f"what={what}/{kind}"}
    out.add(f"words={least(last - first, (1, 2, 3, 5))}")
    out.add(f"named={first > 0 and all(x.text[0].isupper() for x in tokens[first:last])}")
    start, end = tokens[first].start, tokens[last - 1].end
    actor = next((a for a in t.s.actors if a.start < end and start < a.end), None)
    out.add(f"actor={actor.kind}/{actor.generic}" if actor else "actor=none")
    if any(m.start < end and start < m.end and m.use == "place" for m in t.s.places):
        out.add("place")
    return out | set(near.clues(first, last, what))
