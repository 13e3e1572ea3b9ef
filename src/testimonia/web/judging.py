"""Judgements that come in through the web: made by the rules of `testimonia.judging`, and only on what is still so."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from testimonia import adding, history, judging, pipeline
from testimonia.model.codec import encode
from testimonia.model.errors import UsageError
from testimonia.model.judgement import Addition, Judgement, standing
from testimonia.model.text import Document
from testimonia.model.world import Incident
from testimonia.store import Ledger, account_ids
from testimonia.web.desk import Desk
from testimonia.web.problems import ProblemError
from testimonia.web.wish import Marked, Wish

PATIENCE = 3.0
"""Seconds that who judges waits for the edition."""
_FREE = ("comment", "undo")  # what overwrites nothing, or looks for itself whether it still can be done


class StaleError(ProblemError):
    """What somebody judged is not what is there by now. `incident`: the one that has changed, None where it is gone."""

    def __init__(self, name: str, incident: Incident | None, state: str) -> None:
        said = f"{name} has changed since you looked at it; nothing was written. Look again, then judge."
        super().__init__(409, said, field="seen")
        self.name, self.incident, self.state = name, incident, state


def state(incident: Incident, concerning: tuple[Judgement, ...]) -> str:
    """A word that changes whenever the incident does, or anybody judges it."""
    digest = hashlib.sha256(encode(incident))
    for judgement in concerning:
        digest.update(judgement.id.encode())
    return digest.hexdigest()[:24]


def state_of(desk: Desk, incident: Incident) -> str:
    """The state of an incident now."""
    return state(incident, history.concerning(desk.ledger, account_ids(incident)))


def carry_out(desk: Desk, wish: Wish, who: str) -> Judgement:
    """Writes down what somebody judges; what was written. The edition is brought up to date; where that takes longer
    than PATIENCE, it goes on behind the answer. States (see `state`) hold what was judged at once.

    Of two people who judge the same at once, the second is refused with StaleError and the newer state. UsageError for
    what cannot be judged, ProblemError 404 for what is not there.
    """
    with desk.pen:
        _look(desk, wish)
        judgement = judging.sign(wish.verdict, who, wish.why, **_MAKERS[wish.verdict](desk, wish))
        with Ledger.open(desk.settings.ledger, "write") as ledger:
            fresh = pipeline.put_down(ledger, judgement)
    if not fresh:
        desk.renewal.ask(PATIENCE)
        desk.ledger.columns(PATIENCE)  # who judged shall see it
    return judgement


def _look(desk: Desk, wish: Wish) -> None:
    """StaleError where something is not as it was seen; ProblemError 422 where nobody says what was seen."""
    needed = wish.incident and wish.verdict not in _FREE and not _gone(desk, wish)
    if needed and wish.incident not in wish.seen:
        said = f"Say in `seen` which state of {wish.incident} you judge (`state` in /incidents/{wish.incident})."
        raise ProblemError(422, said, field="seen")
    for name, seen in wish.seen.items():
        try:
            now = desk.ledger.incident(name)
        except UsageError:
            raise StaleError(name, None, "") from None
        if (state := state_of(desk, now)) != seen or now.id != name:
            raise StaleError(name, now, state)


def _gone(desk: Desk, wish: Wish) -> bool:
    """Whether it is a rejected incident that is to be accepted again."""
    try:
        desk.ledger.incident(wish.incident)
    except UsageError:
        return wish.verdict == "accept"
    return False


def _accept(desk: Desk, wish: Wish) -> dict[str, Any]:
    return {"subjects": judging.ever(desk.ledger, desk.ledger, wish.incident)}


def _reject(desk: Desk, wish: Wish) -> dict[str, Any]:
    if wish.documents:
        return {"subjects": judging.parted(desk.ledger, desk.ledger, wish.incident, wish.documents)[1]}
    return {"subjects": judging.accounts(desk.ledger, desk.ledger, wish.incident)}


def _comment(desk: Desk, wish: Wish) -> dict[str, Any]:
    if not wish.why:
        raise UsageError("a comment needs words (`why`)")
    return _accept(desk, wish)


def _set(desk: Desk, wish: Wish) -> dict[str, Any]:
    subjects = judging.accounts(desk.ledger, desk.ledger, wish.incident)
    return {"subjects": subjects, "field": judging.field(wish.field), "value": msgspec.Raw(encode(wish.value))}


def _merge(desk: Desk, wish: Wish) -> dict[str, Any]:
    return {"subjects": judging.joined(desk.ledger, desk.ledger, (wish.incident, *wish.others))}


def _split(desk: Desk, wish: Wish) -> dict[str, Any]:
    if wish.others:  # whole incidents, which nobody is to take for one
        others = (judging.accounts(desk.ledger, desk.ledger, other) for other in wish.others)
        own = judging.accounts(desk.ledger, desk.ledger, wish.incident)
        return {"subjects": own, "apart": tuple(a for told in others for a in told)}
    return dict(judging.apart(desk.ledger, desk.ledger, wish.incident, wish.documents))


def _undo(desk: Desk, wish: Wish) -> dict[str, Any]:
    made = {j.id: j for j in desk.ledger.judgements()}
    if wish.judgement not in made:
        raise ProblemError(404, f"There is no judgement {wish.judgement!r}.", field="judgement")
    back = next((j for j in made.values() if j.undoes == wish.judgement and _stands(made, j)), None)
    if back is not None:
        raise ProblemError(409, f"{back.who} has taken {wish.judgement} back already ({back.id}).", field="judgement")
    return {"undoes": wish.judgement}


def _stands(made: dict[str, Judgement], undo: Judgement) -> bool:
    """Whether nobody has taken the undo back."""
    return not any(j.undoes == undo.id and _stands(made, j) for j in made.values())


def _add(desk: Desk, wish: Wish) -> dict[str, Any]:
    if wish.marked is None:
        raise UsageError("say what was missed, and which words carry it (`marked`)")
    found = _words(desk, wish.marked)
    if wish.marked.kind == "incident":
        return pipeline.addition(found.document, "incident", _happening(found, wish.marked))
    return adding.part(found, wish.marked.kind, desk.ledger.incident(wish.incident), _part(found, wish.marked))


def _words(desk: Desk, marked: Marked) -> adding.Marked:
    """The words that are marked. ProblemError 409 where other words stand there by now."""
    document = desk.ledger.document(marked.document)
    if marked.start is None or marked.end is None:
        return adding.Marked(document, (adding.quoted(document, marked.quote),))
    words = adding.spanned(document, marked.start, marked.end)
    if marked.quote and words.quote != marked.quote:
        said = f"At {marked.start} to {marked.end} of {document.id} stands {words.quote[:80]!r}; mark the words again."
        raise ProblemError(409, said, field="marked")
    return adding.Marked(document, (words,))


def _happening(found: adding.Marked, m: Marked) -> Any:
    return adding.happening(
        found, type_=m.type, status=m.status, date=m.date, until=m.until, place=m.place, country=m.country, by=m.by,
        target=m.target, killed=m.killed, injured=m.injured,
    )  # fmt: skip


def _part(found: adding.Marked, m: Marked) -> dict[str, Any]:
    if m.kind == "figure":
        return adding.figure(found, m.effect, m.counts, number=m.number, low=m.low, high=m.high,
                             according_to=m.according_to)  # fmt: skip
    if m.kind == "victim":
        cls = "civilians" if m.counts == "all" else m.counts
        return adding.victim(found, m.name, m.age, m.sex, cls, m.effect)
    return adding.speaker(found, m.stance, m.name)


_MAKERS: dict[str, Callable[[Desk, Wish], dict[str, Any]]] = {
    "accept": _accept, "reject": _reject, "comment": _comment, "set": _set, "merge": _merge, "split": _split,
    "add": _add, "undo": _undo,
}  # fmt: skip


def concerned(desk: Desk, judgement: Judgement, made: Mapping[str, Judgement] | None = None) -> str | None:
    """The id of the incident that a judgement is about, as it is now; None where none holds its accounts. `made`: all
    judgements by id, where they are known already."""
    if judgement.undoes:
        every = {j.id: j for j in desk.ledger.judgements()} if made is None else made
        while judgement.undoes in every:
            judgement = every[judgement.undoes]
    for name in judgement.subjects:
        if found := desk.ledger.incident_of(desk.ledger.heir(name) or name):
            return found
    return None


def added_in(desk: Desk, document: Document) -> list[tuple[Judgement, str]]:
    """What people added in a document and nobody took back, with the words."""
    out = []
    for judgement in standing(desk.ledger.judgements()):
        if judgement.verdict != "add":
            continue
        made = msgspec.json.decode(judgement.value, type=Addition)
        if made.document == document.id and made.version == document.version:
            out.append((judgement, " … ".join(document.text[m.start : m.end] for m in made.account.mentions)))
    return out
