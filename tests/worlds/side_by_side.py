"""A fast town and its plain form, month by month or process by process, and where they differ."""

from typing import Any

from agents.vocabulary import CareStage, CaseStage, Source
from experiments.plain_mesa.town import PlainTown, plain_form_of
from model.state.digests import digests
from tests.towns import begun
from tests.worlds.small_towns import again, apart

SIZE = 500
"""Residents: the fewest that a town may have."""


def both(scenario: str, month: int = 0) -> tuple[Any, PlainTown]:
    """Return a fast town at the beginning of a month, and its plain form."""
    fast = again(*begun(scenario, month, SIZE))
    return fast, plain_form_of(fast)


def said(town: Any) -> dict[str, str]:
    """Return the digests of all state, of which what nobody wrote yet is left out.

    A new row of cases keeps the `seen` of whoever had it before, until an investigation begins; a
    new indication keeps the `provider`, until its holder chooses one in the same month.
    """
    cases, indications = town.cases.records, town.indications.records
    town.cases.records, town.indications.records = cases.copy(), indications.copy()
    waits, month = town.cases.records, town.month
    not_begun = (waits["stage"] == CaseStage.QUEUED) | (waits["source"] == Source.YOUTH_REFERRAL)
    waits["seen"][not_begun] = 0
    fresh = town.indications.records
    new = (fresh["stage"] == CareStage.WAITING) & (fresh["granted_month"] == month)
    fresh["provider"][new] = 0
    try:
        return digests(town)
    finally:
        town.cases.records, town.indications.records = cases, indications


def difference(fast: Any, plain: PlainTown) -> set[str]:
    """Return the parts of the state in which both differ."""
    return apart(said(fast), said(plain))


class _Watched:
    """A process after which the state of its town is noted."""

    def __init__(self, process: Any, noted: dict[str, dict[str, str]]) -> None:
        self.process, self.name, self.noted = process, process.name, noted

    def step(self, town: Any) -> None:
        self.process.step(town)
        if isinstance(town, PlainTown):
            town.rest()
        self.noted[self.name] = said(town)


def month_by_process(*towns: Any) -> dict[str, set[str]]:
    """Let two towns live a month; return by process, in order, where they differ after it."""
    noted: list[dict[str, dict[str, str]]] = [{}, {}]
    for town, mine in zip(towns, noted, strict=True):
        town.processes = [_Watched(process, mine) for process in town.processes]
        town.step()
        town.processes = [watched.process for watched in town.processes]
    return {name: apart(noted[0][name], noted[1][name]) for name in noted[0]}


def first_difference(*towns: Any) -> str:
    """Return the first process of a month after which two towns differ, '' without any."""
    return next((name for name, parts in month_by_process(*towns).items() if parts), "")
