"""Perpetrators and targets chosen by the table and the network together: the log-odds of both are weighed and added."""

from __future__ import annotations

from collections.abc import Sequence
from math import log

from msgspec import structs

from testimonia.model.claim import Account
from testimonia.read import aims, doers
from testimonia.read.assembly import Asked
from testimonia.read.case import Case
from testimonia.read.choosing import Bars, Option, What, chance, chances, odds, weights
from testimonia.read.known import Range
from testimonia.read.patterns import Study
from testimonia.read.spans import Hearing, Limits

_FLOOR = 0.001  # added to a probability, so that none is impossible


def rechosen(study: Study, hearing: Hearing, limits: Limits) -> list[Account]:
    """The accounts of a study in their order, their perpetrators and targets chosen anew."""
    told = zip(study.cases, study.asked, study.accounts, strict=True)
    return [_Chooser(case, account, hearing, limits).rechosen(asked) for case, asked, account in told]


class _Chooser:
    def __init__(self, case: Case, account: Account, hearing: Hearing, limits: Limits) -> None:
        self.case, self.account, self.hearing, self.limits = case, account, hearing, limits
        self.triggers = [hearing.known.cover(m.start, m.end) for m in account.mentions]

    def rechosen(self, asked: Asked) -> Account:
        cover = self.hearing.known.cover
        who = [[cover(s.culprit.party.start, s.culprit.party.end) for s in o.what] for o in asked.who]
        whom = [[cover(s.aim.start, s.aim.end) for s in o.what] for o in asked.whom]
        likely, sure = self._likely("perpetrator", asked.who, who), self._likely("target", asked.whom, whom)
        blamed, bars = chances(asked.who, "basis", self.case.language), self._bars("perpetrator", doers.BARS)
        return structs.replace(
            self.account,
            perpetrators=doers.perpetrators_of(self.case, asked.who, likely, blamed, bars),
            targets=aims.targets_of(self.case, asked.whom, sure, self._bars("target", aims.BARS)),
        )

    def _likely(self, role: str, asked: Sequence[Option[What]], ranges: Sequence[Sequence[Range]]) -> list[float]:
        """How likely each candidate is right; `ranges` are the words of each."""
        table = weights(self.case.language, f"{role}s")
        told, heard, more, *_ = self.limits.weigh[role]
        out = []
        for option, p in zip(asked, self.hearing.chances(role, ranges, self.triggers), strict=True):
            out.append(chance(told * odds(option.clues, table) + heard * log((p + _FLOOR) / (1 - p + _FLOOR)) + more))
        return out

    def _bars(self, role: str, alone: Bars) -> Bars:
        """How likely a candidate must be: as many at most as the patterns take alone."""
        *_, first, further = self.limits.weigh[role]
        return Bars(first, further, alone.most)
