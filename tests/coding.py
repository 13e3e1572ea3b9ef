"""Rows of an export, and incidents with other values, for tests against the codebooks."""

import csv
import io

import msgspec

from testimonia.model.claim import Perpetrator, Target, TargetClass
from testimonia.model.world import Incident
from tests.publishing import written


def table(name: str, *incidents: Incident) -> list[dict[str, str]]:
    text = written(name, *incidents).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter="\t" if name == "polecat" else ","))


def like(incident: Incident, **changes: object) -> Incident:
    return msgspec.structs.replace(incident, **changes)


def by(name: str, actor_id: str | None = None) -> tuple[Perpetrator, ...]:
    return (Perpetrator(name=name, basis="stated", actor_id=actor_id),)


def at(cls: TargetClass, actor_id: str | None = None) -> tuple[Target, ...]:
    return (Target(name="them", cls=cls, actor_id=actor_id),)
