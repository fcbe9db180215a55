"""Outcomes: the contract's names, costs from the books, and counting on hand-made residents."""

import inspect
import re
from enum import IntEnum
from types import SimpleNamespace

import numpy as np
import pytest

from agents.needs import need_dtype
from agents.records import records
from agents.residents import resident_dtype
from agents.vocabulary import Domain, Law, Layer, Payer
from model.ledger import ITEM_ROOM, item, items
from model.measures.outcomes import (
    BOOK_COSTS,
    COST_OF_ITEM,
    COSTS,
    COUNTED_BY_PROCESS,
    NAMES,
    OUTCOMES,
    monthly_costs,
)
from model.measures.outcomes import outcome as outcome_of
from model.observers.layers import BANDS, band_of, place_in
from model.observers.monthly import (
    STOCKS,
    asked_hours,
    count_need,
    count_resident,
    hours_by_layer,
    wants_more_help,
)
from model.process_counts import ProgrammesCount
from model.process_state import ProcessStates
from model.processes import money
from model.processes.needs.needs_parameters import NeedsParameters
from model.processes.personal_help.help_parameters import PersonalHelpParameters

CONTRACT = """residents, residents_75plus, open_needs, needs_personal, needs_community,
needs_institutional, needs_unmet, hours_asked, hours_personal, hours_community, hours_institutional,
unmet_severity_months, new_needs, first_answer_personal, first_answer_community,
first_answer_institutional, requests, waiting_access, waiting_access_days_mean, over_statutory_term,
waiting_provider, indicated_users, indications, new_indications, ended_indications,
converted_indications, to_long_term_care, day_activity_indicated_users, facility_participants,
facility_visits, facility_turned_away, facility_participants_no_request_before, team_cases,
team_short_support, outreach_found, handovers, informal_carers, overloaded_carers, volunteers,
ties_mean, lonely, severely_lonely, wellbeing_mean, cost_indicated_eur, cost_facilities_eur,
cost_teams_eur, cost_levers_eur, cost_access_eur, own_contributions_eur, cost_municipality_eur,
cost_other_payers_eur"""
HELP = PersonalHelpParameters().as_record()[0]


def test_names_are_those_of_the_contract_in_its_order() -> None:
    promised = re.split(r",\s*", CONTRACT)
    assert list(NAMES[: len(promised)]) == promised
    assert len(set(NAMES)) == len(NAMES)


def test_every_mean_is_weighed_by_an_outcome() -> None:
    assert all((o.weight in NAMES) == (o.kind == "mean") for o in OUTCOMES)


def test_unknown_outcome_is_named() -> None:
    with pytest.raises(KeyError, match="indicated_userz"):
        outcome_of("indicated_userz")


def test_programmes_report_who_takes_part_who_begins_and_who_finds_no_place() -> None:
    kinds = {o.name: o.kind for o in OUTCOMES if o.name.startswith("programme_")}
    assert kinds == {
        "programme_participants": "stock", "programme_entrants": "flow",
        "programme_turned_away": "flow",
    }  # fmt: skip
    assert all(COUNTED_BY_PROCESS[name] == ProgrammesCount[name.upper()] for name in kinds)
    assert all(isinstance(COUNTED_BY_PROCESS[name], ProgrammesCount) for name in kinds)


@pytest.mark.parametrize("counter", COUNTED_BY_PROCESS.values(), ids=repr)
def test_every_counter_exists(counter: IntEnum) -> None:
    assert ProcessStates.zeros(areas=3, places=0).counted(counter).tolist() == [0, 0, 0]


def test_every_line_of_the_money_process_has_a_place() -> None:
    written = set(re.findall(r'item\(\s*"([^"]+)"', inspect.getsource(money)))
    lines = written | {items()[line].name for line in money.CARE_LINES}
    assert {"household help", "facility", "own contribution"} <= lines <= set(COST_OF_ITEM)


def test_costs_add_up_to_what_the_municipality_pays() -> None:
    cells = np.zeros((ITEM_ROOM, 2, 1), np.int64)
    for line, column, cents in (
        (item("household help", Law.WMO, Layer.INSTITUTIONAL, Payer.MUNICIPALITY), 0, 700),
        (item("facility", Law.WMO, Layer.COMMUNITY, Payer.MUNICIPALITY), 1, 50),
        (item("tour of the test", Law.WMO, Layer.COMMUNITY, Payer.MUNICIPALITY), 1, 8),
        (item("own contribution", Law.WMO, Layer.INSTITUTIONAL, Payer.MUNICIPALITY), 0, -90),
        (item("own contribution", Law.WMO, Layer.INSTITUTIONAL, Payer.CLIENT), 0, 90),
        (item("long-term care", Law.WLZ, Layer.INSTITUTIONAL, Payer.LONG_TERM_CARE_ACT), 0, 4000),
    ):
        cells[line, column, 0] = cents
    costs = dict(zip(COSTS, monthly_costs(cells)[0], strict=True))
    assert costs == {
        "cost_indicated_eur": 700, "cost_facilities_eur": 50, "cost_teams_eur": 0,
        "cost_levers_eur": 8, "cost_access_eur": 0, "own_contributions_eur": 90,
        "cost_municipality_eur": 668, "cost_other_payers_eur": 4000, "cost_wmo_book_eur": 610,
        "cost_youth_book_eur": 0, "cost_participation_book_eur": 0, "cost_debt_help_book_eur": 0,
        "cost_access_book_eur": 0, "cost_social_base_book_eur": 58, "state_grant_eur": 0,
    }  # fmt: skip


def test_the_accounts_add_up_and_the_grant_is_no_cost_of_the_town() -> None:
    cells = np.zeros((ITEM_ROOM, 2, 1), np.int64)
    for number, line in enumerate(items()):
        cells[line.index, number % 2, 0] = 1000 + number
    for line, amount in ((money.TOWN_IS_GRANTED, -700), (money.STATE_GRANTS, 700)):
        cells[line] = [[amount], [0]]
    costs = dict(zip(COSTS, monthly_costs(cells)[0].tolist(), strict=True))
    assert sum(costs[name] for name in BOOK_COSTS) == costs["cost_municipality_eur"]
    assert costs["state_grant_eur"] == 700


def test_a_line_without_lever_is_no_lever_cost() -> None:
    line = item("something of the town", Law.NONE, Layer.COMMUNITY, Payer.MUNICIPALITY)
    cells = np.zeros((ITEM_ROOM, 1, 1), np.int64)
    cells[line] = 5
    costs = dict(zip(COSTS, monthly_costs(cells)[0], strict=True))
    assert (costs["cost_levers_eur"], costs["cost_municipality_eur"]) == (0, 5)


def _need(**fields: float) -> np.void:
    need = records(1, need_dtype)
    for name, value in fields.items():
        need[0][name] = value
    return need.view(np.recarray)[0]


def _resident(**fields: float) -> np.void:
    resident = records(1, resident_dtype)
    resident[0]["visits"] = -1
    for name, value in fields.items():
        resident[0][name] = value
    return resident.view(np.recarray)[0]


def test_each_layer_takes_of_what_the_earlier_ones_left() -> None:
    need = _need(personal=0.5, community=0.5, short=0.2, formal=1.0)
    assert hours_by_layer.py_func(need, 8.0) == pytest.approx((4.0, 2.4, 1.6))


@pytest.mark.parametrize(("dementia", "hours"), [(0, 2.0), (1, 10.0)])
def test_dementia_asks_for_company(dementia: int, hours: float) -> None:
    need, resident = _need(severity=0.5), _resident(dementia=dementia)
    assert asked_hours.py_func(need, Domain.MEETING, resident, HELP) == pytest.approx(hours)
    assert asked_hours.py_func(need, Domain.HOUSEHOLD, resident, HELP) == pytest.approx(3.5)


@pytest.mark.parametrize(
    ("answered", "layer", "opened", "before", "first"),
    [
        (2, 2, 0, 0, {"first_answer_community"}),  # answered now, not before
        (2, 2, 0, 1, set()),  # answered before
        (2, 2, 7, 1, {"first_answer_community"}),  # a new need in a domain that had an older one
        (2, 4, 0, 0, set()),  # answered once, unmet now: the first answer was earlier
        (0, 4, 0, 0, set()),
    ],
)
def test_first_answers_are_counted_once(
    answered: int, layer: int, opened: int, before: int, first: set[str]
) -> None:
    need = _need(answered=answered, layer=layer, opened=opened, severity=0.3)
    tally = np.zeros(32, np.int64)
    count_need(need, 0, _resident(), 7, before, HELP, tally)
    counted = {n for n, k in zip(STOCKS, tally, strict=False) if k and n.startswith("first")}
    assert counted == first


@pytest.mark.parametrize(
    ("years", "unmet", "says"), [(18, 0.26, True), (18, 0.25, False), (17, 0.9, False)]
)
def test_adults_with_a_felt_unmet_need_would_say_so(years: int, unmet: float, says: bool) -> None:
    resident, p = _resident(age_months=12 * years), NeedsParameters(felt_from=0.25).as_record()[0]
    assert bool(wants_more_help.py_func(resident, unmet, p)) is says


def test_a_carer_is_overloaded_only_as_a_carer() -> None:
    tally = np.zeros(32, np.int64)
    count_resident(_resident(overloaded=1, age_months=960), 1, 0, tally)
    count_resident(_resident(overloaded=1, carer=1, age_months=960), 0, 0, tally)
    counted = SimpleNamespace(**dict(zip(STOCKS, tally.tolist(), strict=False)))
    assert (counted.informal_carers, counted.overloaded_carers, counted.lonely) == (1, 1, 1)
    assert (counted.residents, counted.residents_75plus) == (2, 2)


@pytest.mark.parametrize(
    ("years", "band"),
    [(0, "0-17"), (17, "0-17"), (18, "18-64"), (65, "65-74"), (75, "75-84"), (85, "85+")],
)
def test_age_bands(years: int, band: str) -> None:
    assert BANDS[band_of(years * 12)] == band


def test_places_are_packed_three_bits_each() -> None:
    packed = sum((d % 5) << (3 * d) for d in Domain)
    assert [place_in(packed, d) for d in Domain] == [d % 5 for d in Domain]
