"""A cluster to an incident: every field by its rule, every toll by a policy, every claim in one finding (law 3)."""

from __future__ import annotations

from collections.abc import Iterable

from testimonia.model.claim import Told
from testimonia.model.doors import Policy
from testimonia.model.judgement import Judgement
from testimonia.model.world import TOLLS, Cluster, Finding, Incident, Testimony, Toll, Voice, incident_id
from testimonia.reconcile.fields import decide_status, decide_targets, decide_type, decide_weapons
from testimonia.reconcile.grade import grade
from testimonia.reconcile.headline import headline
from testimonia.reconcile.judged import settle
from testimonia.reconcile.parties import decide_claims, decide_perpetrators
from testimonia.reconcile.victims import decide_victims
from testimonia.reconcile.voices import sources, voices
from testimonia.reconcile.whenwhere import decide_date, decide_places


def reconcile(cluster: Cluster, policy: Policy, judgements: Iterable[Judgement] = ()) -> Incident:
    """The incident that the cluster's accounts tell of (contract.md, Out 2), tolls by `policy`, with what people `set`.

    The findings partition the accounts' claims: each supports, contradicts or is set aside by a named rule (law 3).
    Raises UsageError where a `set` judgement names an unknown field or carries a value of another shape.
    """
    kind, kind_found = decide_type(cluster)
    status, status_found = decide_status(cluster)
    when, when_found = decide_date(cluster)
    places, places_found = decide_places(cluster)
    perpetrators, who_found = decide_perpetrators(cluster)
    claims, claims_found = decide_claims(cluster)
    targets, targets_found = decide_targets(cluster)
    weapons, weapons_found = decide_weapons(cluster)
    victims, victims_found = decide_victims(cluster)
    spoken = voices(cluster, clash=kind == "clash", ends=when.days[1] if when.days else None)
    tolls, figures_found = _tolls(spoken, policy)
    sure, sure_why = grade(perpetrators, status, *sources(cluster))
    incident = Incident(
        id=incident_id(cluster), type=kind, status=status, date=when, places=places, perpetrators=perpetrators,
        claims=claims, targets=targets, weapons=weapons, grade=sure, tolls=tolls, victims=victims,
        accounts=testimonies(cluster.accounts),
        findings=(kind_found, status_found, when_found, places_found, who_found, targets_found, weapons_found,
                  *figures_found, claims_found, victims_found,
                  Finding(field="grade", rule="airwars", because=sure_why)),
        links=cluster.links,
    )  # fmt: skip
    return _titled(settle(incident, cluster, judgements))


def _titled(incident: Incident) -> Incident:
    if incident.headline:
        return incident
    line = headline(incident.type, incident.status, incident.tolls, incident.places, incident.date)
    return Incident(**{f: getattr(incident, f) for f in incident.__struct_fields__} | {"headline": line})


def _tolls(spoken: dict[str, tuple[Voice, ...]], policy: Policy) -> tuple[dict[str, Toll], list[Finding]]:
    tolls, found = dict[str, Toll](), list[Finding]()
    for effect in TOLLS:
        toll, finding = policy.toll(effect, spoken.get("killed" if effect == "killed_all" else effect, ()))
        tolls[effect] = toll
        if effect != "killed_all" and effect in spoken:
            found.append(finding)
    return tolls, found


def testimonies(accounts: Iterable[Told]) -> tuple[Testimony, ...]:
    """One testimony for each document, in canonical order; two accounts of one that a person merged stand together."""
    by_document: dict[str, list[Told]] = {}
    for told in accounts:
        by_document.setdefault(told.document, []).append(told)
    return tuple(
        Testimony(
            document=first.document, publisher=first.publisher, published=first.published, url=first.url,
            mentions=tuple(sorted({m for t in found for m in t.account.mentions})),
            figures=tuple(f for t in found for f in t.account.figures), account=first.id,
        )
        for found in by_document.values()
        for first in found[:1]
    )  # fmt: skip
