"""Whose hours the access takes: those of who works there, and none where others decide."""

from functools import cache
from typing import Any

import pandas as pd

from agents.vocabulary import CareStage, CaseStage, Domain, Source
from model.months import DAYS
from model.process_state import N_DESKS
from tests.worlds.small_towns import run_town, use_of, with_levers

START, MONTHS, SIZE = 3, 15, 1500


@cache
def with_teams() -> Any:
    """Return a town in which teams replaced the desks in April 2021."""
    teams = with_levers(use_of("strong_local_teams", start="2021-04"))
    return run_town(teams, MONTHS, SIZE, observers=("monthly",))


def by_month(town: Any) -> pd.DataFrame:
    """Return the outcomes of the town by month."""
    frame: pd.DataFrame = town.observers[0].frame(town).groupby("month").sum(numeric_only=True)
    return frame


def test_where_there_are_no_desks_no_hour_of_a_desk_is_needed() -> None:
    """Audit 1.8: 95 hours a month of desks that were gone, owed for good."""
    months, access = by_month(with_teams()), with_teams().state.access
    before, after = months.iloc[:START], months.iloc[START + 1 :]
    assert (before["desk_hours_needed"] > 0).all()
    assert (after["desk_hours_staffed"] == 0).all()
    assert (after["desk_hours_needed"] == 0).all()
    assert access.carry[:N_DESKS].tolist() == [0.0] * N_DESKS


def test_teams_take_over_what_desks_re_assessed() -> None:
    months = by_month(with_teams())
    before, after = months.iloc[1:START], months.iloc[START + 1 :]
    assert (before["team_reassessment_hours"] == 0).all()
    assert before["desk_reassessment_hours"].sum() > 0
    assert after["team_reassessment_hours"].sum() > 0
    needed, part = after["team_hours_needed"], after["team_reassessment_hours"]
    assert (part < needed).all()


def test_youth_care_goes_on_by_referral_and_is_no_decision() -> None:
    town = with_teams()
    months = by_month(town)
    after = months.iloc[START + 1 :]
    granted, asked = after["granted_on_referral"].sum(), after["requests_youth_referral"].sum()
    assert 0.9 * asked < granted < 1.1 * asked
    answers = ("granted", "referred", "short_support", "refused", "own_network", "guided")
    outcomes = [f"decided_{o}" for o in answers]
    assert (months[outcomes].sum(axis=1) == months["needs_decided"]).all()
    cases = town.cases.records
    waits = (cases["stage"] != CaseStage.FREE) & (cases["source"] != Source.YOUTH_REFERRAL)
    assert months["waiting_access"].iloc[-1] == waits.sum()


def test_care_on_referral_is_marked_and_other_care_is_not() -> None:
    table = with_teams().indications.records
    held = table[table["stage"] != CareStage.FREE]
    youth = held["domain"] == Domain.UPBRINGING
    assert 0.2 < held["referred"][youth].mean() < 0.9
    assert not held["referred"][~youth].any()


def test_under_a_deep_cut_re_assessments_leave_hours_to_new_files() -> None:
    """They came first without bound: of a quarter of the hours they took four fifths."""
    cut = with_levers(use_of("budget_cut", start="2022-01", caseworker_hours=0.25, seats=1.0))
    town = run_town(cut, 36, 3000, observers=("monthly",))
    year = by_month(town).iloc[24:36].sum()
    assert 0 < year["desk_reassessment_hours"] < 0.6 * year["desk_hours_staffed"]
    assert year["needs_decided"] > 5
    table = town.indications.records
    over = (table["stage"] == CareStage.RUNNING) & (table["end_day"] < (town.month - 1) * DAYS)
    assert over.sum() > 10, "care runs on past its term"
