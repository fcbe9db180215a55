"""Referrers: a practice that is helped sends more; one whose patients wait or come back, fewer."""

from typing import Any

import numpy as np

from agents.vocabulary import Domain
from model.process_counts import ProvisionCount
from model.process_state import MOST_PRACTICES
from model.processes.referrers.referrers import trust
from tests.science.lever_worlds import START, begin, use

MONTHS = 18
NO_HOURS = use("budget_cut", seats=1.0, caseworker_hours=0.0)
DEAF = {"referrers__trust_least": 1.0, "referrers__trust_most": 1.0}
WMO = (Domain.MEETING, Domain.HOUSEHOLD, Domain.GUIDANCE, Domain.MOBILITY)


def after(*uses: Any, **changes: float) -> tuple[Any, float, float]:
    """Return a town after `MONTHS`, requests by GPs to the access, and Wmo provisions begun."""
    town, begun = begin(*uses, **changes), 0.0
    while town.month < START + MONTHS:
        town.step()
        begun += float(town.state.care.by_domain[:, WMO, ProvisionCount.NEW].sum())
    table = town.observers[0].frame(town)
    since = table["month"] >= table["month"].unique()[START]
    return town, float(table.loc[since, "requests_gp"].sum()), begun


def trusts(town: Any) -> Any:
    """Return the trust of every practice of the town."""
    mine = town.state.referrers
    there = np.arange(MOST_PRACTICES) < mine.number[:, None]
    return trust(mine.experience, town.scale, town.numbers.referrers[0])[there]


def test_practices_lose_trust_in_an_access_that_lets_their_patients_wait() -> None:
    usual, starved = after()[0], after(NO_HOURS)[0]
    assert trusts(starved).mean() < trusts(usual).mean() - 0.1
    assert (trusts(starved) >= 0.5).all()
    assert (trusts(usual) <= 1.5).all()


def test_a_practice_without_trust_sends_fewer_than_one_that_does_not_listen() -> None:
    """Harm: patients for whom there is no room cost the next ones the road to the access."""
    (deaf, by_deaf, _), (wary, by_wary, _) = after(NO_HOURS, **DEAF), after(NO_HOURS)
    assert (trusts(deaf) == 1).all()
    assert by_wary < by_deaf
    assert wary.state.referrers.attention.mean() < deaf.state.referrers.attention.mean()


def test_gps_who_recognise_more_bring_more_people_into_care() -> None:
    (_, few, cared), (_, many, more) = after(), after(referrers__gp_recall=1.0)
    assert many > 1.5 * few > 0
    assert more > cared


def test_gps_who_recognise_more_bring_nothing_to_an_access_without_hours() -> None:
    _, few, cared = after(NO_HOURS)
    _, many, more = after(NO_HOURS, referrers__gp_recall=1.0)
    assert many > few
    assert more <= cared


def test_where_nothing_is_recognised_or_followed_nobody_is_sent() -> None:
    for nothing in ("referrers__gp_recall", "referrers__gp_yield"):
        town, requests, _ = after(**{nothing: 0.0})
        assert requests == 0
        assert not town.residents.records["sent_by_gp"].any()
