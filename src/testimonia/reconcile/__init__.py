"""Many accounts to one incident, many figures to one toll, by a named policy and with a sentence that says why."""

from __future__ import annotations

from testimonia.model.world import incident_id
from testimonia.reconcile.incident import reconcile
from testimonia.reconcile.judged import SETTABLE, set_value, unsound
from testimonia.reconcile.ucdp import UcdpPolicy

__all__ = ["SETTABLE", "UcdpPolicy", "incident_id", "reconcile", "set_value", "unsound"]
