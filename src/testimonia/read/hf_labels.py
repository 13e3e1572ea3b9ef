"""`testimonia.json` in a model's folder: which labels of the model are which roles of ours.

    {"labels": {"LOC": {"role": "place"}, "GUN": {"role": "weapon", "class": "firearm"},
                "DEAD": {"role": "figure", "effect": "killed"}}}

A label that is not named there is passed over. What a role needs to know beside the words (class, effect) stands with
the label, since a label is all that such a model says.
"""

from __future__ import annotations

import msgspec

from testimonia.model.claim import Basis, Effect, TargetClass, WeaponClass, Who


class _Role(msgspec.Struct, frozen=True, forbid_unknown_fields=True, tag_field="role", rename={"cls": "class"}):
    pass


class DateRole(_Role, frozen=True, tag="date"):
    """When it happened."""


class PlaceRole(_Role, frozen=True, tag="place"):
    """Where it happened."""


class PerpetratorRole(_Role, frozen=True, tag="perpetrator"):
    """Who did it."""

    basis: Basis = "stated"


class TargetRole(_Role, frozen=True, tag="target"):
    """Who or what was attacked."""

    cls: TargetClass = "other"


class WeaponRole(_Role, frozen=True, tag="weapon"):
    """What was used."""

    cls: WeaponClass = "other"


class FigureRole(_Role, frozen=True, tag="figure"):
    """How many were …"""

    effect: Effect
    who: Who = "all"


Role = DateRole | PlaceRole | PerpetratorRole | TargetRole | WeaponRole | FigureRole


class LabelMap(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The whole file."""

    labels: dict[str, Role]
