"""Levers on the way to help: the direction of each mechanism, and when it does nothing or harm."""

from types import SimpleNamespace
from typing import Any

import pytest

from agents.vocabulary import Domain, Source, Status
from model.processes import seeking
from model.processes.access import triage
from model.processes.access.access_parameters import AccessParameters
from model.processes.programmes import enrolment
from model.processes.referrers import signals
from model.processes.referrers.referrers import Referrers
from model.processes.referrers.referrers_parameters import ReferrersParameters
from model.processes.seeking import Seeking, SeekingParameters
from tests.science.lever_worlds import after, begin, gain, moved, summed, use
from tests.unit.plain import here, need, numbers, plain, resident
from tests.worlds.small_towns import differing

CARE = ("meeting", "household", "guidance", "mobility")


# -- youth ----------------------------------------------------------------------------------------

ROOM = {"caseload": 5_000.0}
"""Children a worker would have room for in the full town: some three hundred in this one."""
SOLVES = use(
    "gp_youth_link", share_of_children=1.0, not_referred=1.0, recall_factor=1.0, **ROOM
)  # fmt: skip
ONLY_SEES = use(
    "gp_youth_link", share_of_children=1.0, not_referred=0.0, recall_factor=30.0, **ROOM
)  # fmt: skip


def test_a_youth_worker_who_helps_at_the_gp_keeps_children_out_of_youth_care() -> None:
    assert gain("started_upbringing", SOLVES) < -0.1
    assert gain("started_guidance", SOLVES) == pytest.approx(0.0, abs=0.05)


def test_a_youth_worker_who_only_sees_more_brings_no_less_youth_care() -> None:
    assert gain("started_upbringing", ONLY_SEES) > 0.0
    assert gain("requests", ONLY_SEES) > 0.0


def test_a_youth_worker_helps_no_more_children_than_there_is_room_for() -> None:
    few = use("gp_youth_link", share_of_children=1.0, not_referred=1.0, caseload=60.0)
    town = after(few, months=6)
    assert 0 < (town.residents.records["programme"] > 0).sum() <= 4


@pytest.mark.parametrize(("source", "at_gp"), [(Source.GP, True), (Source.SELF, False)])
def test_only_children_who_come_by_the_gp_are_seen_there(source: Source, at_gp: bool) -> None:
    assert bool(plain(enrolment.asks_by_gp)(need(0.5, requested=source + 1))) == at_gp


def test_help_at_school_lowers_youth_care() -> None:
    much = use("school_care_link", signal_factor=1.0, reach=0.5, **ROOM)
    assert gain("started_upbringing", much) < -0.1


def test_a_school_that_only_signals_raises_youth_care() -> None:
    only = use("school_care_link", signal_factor=20.0, caseload=0.0)
    assert gain("requests", only) > 0.0
    assert gain("decided_granted", only) > 0.0  # who starts waits for a provider


@pytest.mark.parametrize(
    ("lever", "month", "eur"),
    [
        ("gp_youth_link", 16, 100_000), ("gp_youth_link", 30, 95_000),
        ("school_care_link", 16, 120_000), ("school_care_link", 30, 180_000),
    ],
)  # fmt: skip
def test_youth_levers_cost_what_the_paper_says_in_its_year(
    lever: str, month: int, eur: float
) -> None:
    booked: list[float] = []
    ledger: Any = SimpleNamespace(book=lambda eur, prices_of, **_: booked.append((eur, prices_of)))
    values: Any = SimpleNamespace(add=_nothing, set=_nothing, multiply=_nothing)
    begin(use(lever)).levers[0].apply(month, values, ledger)
    assert booked == [(pytest.approx(eur / 12), 2021 + month // 12)]


def _nothing(*_: Any, **__: Any) -> None:
    """Do nothing."""


# -- who brings a need ----------------------------------------------------------------------------

HOME_HELP = use("home_help_signalling", reports_factor=100.0)


def test_home_help_workers_who_report_raise_requests_and_lower_unmet_need() -> None:
    assert gain("requests", HOME_HELP) > 0.005
    assert gain("unmet_severity_months", HOME_HELP) < 0.0


def test_without_household_help_nobody_reports() -> None:
    p, area = numbers(ReferrersParameters), here(Referrers, home_help=100.0)
    chances = [
        plain(signals.home_help_reports)(resident(products=held), 0.5, area, p)
        for held in (0, 1 << Domain.GUIDANCE, 1 << Domain.HOUSEHOLD)
    ]
    assert chances[:2] == [0, 0]
    assert chances[2] > 0


OUTREACH = use("proactive_outreach", fte=5.0)
NO_HOURS = use("budget_cut", seats=1.0, caseworker_hours=0.0)


def test_outreach_finds_hidden_needs_and_raises_demand_first() -> None:
    assert summed("outreach_found", OUTREACH) > summed("outreach_found") == 0
    assert gain("requests", OUTREACH) > 0.02
    assert gain("cost_municipality_eur", OUTREACH) > 0.0


def test_outreach_to_an_access_without_hours_gives_no_care() -> None:
    with_outreach, alone = (NO_HOURS, OUTREACH), (NO_HOURS,)
    assert summed("outreach_found", *with_outreach) > 0
    for domain in CARE:
        assert summed(f"started_{domain}", *with_outreach) <= summed(f"started_{domain}", *alone)
    assert summed("waits", *with_outreach) >= summed("waits", *alone)


def test_outreach_in_one_area_is_the_denser_there_and_absent_elsewhere() -> None:
    town = begin(use("proactive_outreach", areas=("oude_stad",)))
    posts = moved(town, month=3)["outreach"]["workers"]
    at = town.areas.index("oude_stad")
    whole = moved(begin(use("proactive_outreach")), month=3)["outreach"]["workers"]
    assert posts[at] > whole[at] > 0
    assert posts.sum() == posts[at] == pytest.approx(whole.sum())


# -- one door -------------------------------------------------------------------------------------

ONE_FILE = use("integrated_access", integral=1.0)


def test_one_file_ends_hand_overs_and_finds_more_needs() -> None:
    assert summed("handovers", ONE_FILE) == 0 < summed("handovers")
    assert gain("new_indications", ONE_FILE) > 0.0


def test_one_file_takes_more_hours_of_the_same_staff() -> None:
    assert gain("desk_hours_needed", ONE_FILE) > 0.02


def test_who_has_one_need_notices_nothing_of_one_file() -> None:
    rule, p = plain(seeking.asking_logit), numbers(SeekingParameters)
    one, two = (
        [
            rule(resident(), need(0.5), Domain.GUIDANCE, 0.5, 0.0, 0.0, n, False, True, area, p)
            for area in (here(Seeking), here(Seeking, fragmentation_here=0.0))
        ]
        for n in (1, 2)
    )
    assert one[0] == one[1]
    assert two[0] < two[1]


# -- money at the door ----------------------------------------------------------------------------

DEAR = use("own_contribution", level=10.0, income_related=0.0)


def test_a_dearer_fee_keeps_people_from_asking_for_household_help() -> None:
    assert gain("started_household", DEAR) < -0.1
    assert gain("requests", DEAR) < 0.0
    assert gain("unmet_severity_months", DEAR) > 0.0
    assert gain("own_contributions_eur", DEAR) > 1.0


def test_where_nobody_minds_the_fee_only_money_moves() -> None:
    dear = use("own_contribution", level=10.0, flat_fee_rise=0.0)
    with_fee, without = after(dear, months=4), after(months=4)
    assert differing(with_fee, without) == {"ledger", "spent"}
    assert gain("own_contributions_eur", dear) > 1.0


def test_from_flat_to_income_related_undoes_the_rise_of_the_flat_fee() -> None:
    values = moved(begin(use("own_contribution")), month=3)
    assert 1.0 - values["money"]["stay_away"] == pytest.approx(1 / 1.18)
    assert values["money"]["stay_away_insecure"] == pytest.approx(0.0)
    assert (values["money"]["own_contribution_insecure"] == 1.0).all()


def test_the_users_of_household_help_fall_by_the_rise_that_the_parameter_names() -> None:
    """Fault V4: the fee moved a monthly chance, which delayed requests: a seventh of the rise."""

    def users(*uses: Any) -> float:
        people = after(*uses, months=30).residents.records
        secure = (people["status"] == Status.HOME) & (people["insecure"] == 0)
        return float((people["products"][secure] >> Domain.HOUSEHOLD & 1).sum())

    rise = 0.5
    assert users() / users(use("own_contribution", flat_fee_rise=rise)) - 1.0 == pytest.approx(
        rise, rel=0.35
    )


def test_below_the_flat_fee_only_money_moves() -> None:
    free = use("own_contribution", level=0.0, income_related=0.0, flat_fee_rise=0.27)
    assert summed("own_contributions_eur", free) == 0
    assert differing(after(free, months=4), after(months=4)) == {"ledger", "spent"}


# -- the bar --------------------------------------------------------------------------------------


def test_a_higher_bar_gives_fewer_indications_and_more_unmet_need() -> None:
    strict = use("triage_strictness", shift=0.3)
    assert gain("new_indications", strict) < -0.1
    assert gain("unmet_severity_months", strict) > 0.01


def test_a_lower_bar_does_the_reverse() -> None:
    lenient = use("triage_strictness", shift=-0.1)
    assert gain("new_indications", lenient) > 0.0
    assert gain("unmet_severity_months", lenient) < 0.0


def test_a_heavy_need_passes_either_bar() -> None:
    p = numbers(AccessParameters)
    chance = plain(triage.grant_chance)
    assert chance(0.95, Domain.GUIDANCE, 0.0, p, 0.05) > 0.99
    assert chance(0.3, Domain.GUIDANCE, 0.0, p, 0.05) < chance(0.3, Domain.GUIDANCE, 0.0, p, 0.0)


def test_vested_rights_can_be_left_alone() -> None:
    values = moved(begin(use("triage_strictness", at_renewal=0.0)), month=3)
    assert (values["care"]["threshold_shift"] == 0).all()
    assert (values["access"]["threshold_shift"][:, Domain.HOUSEHOLD] > 0).all()
    assert (values["access"]["threshold_shift"][:, Domain.WORK] == 0).all()


# -- household help -------------------------------------------------------------------------------


def test_a_general_provision_takes_the_place_of_indications() -> None:
    general = use("household_help_reform", norm=1.0, general_provision=1.0)
    assert gain("started_household", general) < -0.2
    assert summed("cost_facilities_eur", general) > summed("cost_facilities_eur") == 0


def test_fewer_hours_of_household_help_save_money_and_harm() -> None:
    fewer = use("household_help_reform", norm=0.3, general_provision=0.0)
    assert gain("cost_municipality_eur", fewer) < 0.0
    assert gain("unmet_severity_months", fewer) > 0.02
