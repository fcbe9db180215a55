"""Client journeys: closed forms on needs made by hand, and ratios of sums."""

from typing import Any

import numpy as np
import pandas as pd
import pytest

from agents.cases import case_dtype
from agents.facilities import facility_dtype
from agents.indications import indication_dtype
from agents.vocabulary import NEVER, CareStage, CaseStage, Domain, Layer, Source, Status
from experiments.effects.client_paths import followed, path_figures, path_gaps, wait_figures
from experiments.effects.comparison import Comparison
from model.measures import need_costs, path_sums
from model.months import DAYS
from model.observers import paths
from model.processes.access.access_parameters import AccessParameters
from model.processes.community.visiting import CommunityParameters
from model.processes.tariffs import tariff_dtype
from tests.unit.plain import need, numbers, plain, resident, residents, rows

ACCESS, COMMUNITY = numbers(AccessParameters), numbers(CommunityParameters)
NO_PLACE = rows(1, facility_dtype), np.zeros(1, np.int64), np.full(1, -1, np.int64)


def prices() -> Any:
    """Return round prices of the access."""
    return rows(1, need_costs.prices_dtype, support=60, request=7, reassessment=5, enough=0.5)


def tariff() -> Any:
    """Return round prices: products by level 100, 200, 300 a month times domain + 1."""
    table = rows(1, tariff_dtype, gp=40.0, transport=50, general=90, pension_months=804)
    table["product"] = (np.arange(7)[:, None] + 1) * np.array([100, 200, 300])
    table["youth_stay_share"], table["youth_stay_ratio"] = 0.1, 10.0
    return table


NORM, FEES = np.array([1.0]), np.array([[19, 11]])
"""Hours of household help, and the own contribution by insecurity, in the one area."""


def cheapest(
    need: Any, domain: int, who: Any = None, places: Any = NO_PLACE, norm: float = 1.0,
    stays: bool = False,
) -> int:  # fmt: skip
    table, _, seat = places
    return int(
        plain(need_costs.cheapest_cents)(
            need, domain, who or resident(), stays, table, seat, prices()[0], tariff()[0], norm,
            COMMUNITY, ACCESS,
        )
    )  # fmt: skip


@pytest.mark.parametrize(
    ("severity", "domain", "amount"),
    [
        (0.3, Domain.GUIDANCE, 10),  # light: short support, 60 cents over six months
        (0.6, Domain.GUIDANCE, 600),  # middle level: no short support
        (0.8, Domain.GUIDANCE, 900),
        (0.3, Domain.HOUSEHOLD, 200),  # a domain without short support
        (0.3, Domain.WORK, 700),
    ],
)
def test_cheapest_is_the_lightest_that_meets(severity: float, domain: int, amount: int) -> None:
    assert cheapest(need(severity), domain) == amount


def test_own_network_costs_nothing_from_half_on() -> None:
    assert cheapest(need(0.8, personal=0.5), Domain.HOUSEHOLD) == 0
    assert cheapest(need(0.8, personal=0.49), Domain.HOUSEHOLD) == 600


def a_place(**fields: Any) -> Any:
    usual = {"open": 1, "day_place": 1, "effectiveness": 0.65, "fit_severity": 0.55, "places": 9.0}
    return rows(1, facility_dtype, **(usual | fields)), np.zeros(1, np.int64), np.array([4])


@pytest.mark.parametrize(
    ("place", "who", "severity", "amount"),
    [
        ({}, {}, 0.3, 4),
        ({"area": 1}, {}, 0.3, 10),
        ({"area": 1, "transport": 1}, {}, 0.3, 4),
        ({}, {"limitation": 2}, 0.3, 10),
        ({}, {}, 0.7, 200),  # too heavy for the place: middle level
        ({"effectiveness": 0.3}, {}, 0.3, 10),
        ({"open": 0}, {}, 0.3, 10),
        ({"origins": 2}, {}, 0.3, 10),
        ({"for_dementia": 1}, {}, 0.3, 10),
    ],
)
def test_a_place_counts_where_it_suits(
    place: dict[str, Any], who: dict[str, Any], severity: float, amount: int
) -> None:
    assert cheapest(need(severity), Domain.MEETING, resident(**who), a_place(**place)) == amount


def test_shares_of_the_contribution_add_up() -> None:
    share = plain(need_costs.contribution_share)
    for products in range(128):
        parts = [share(products, domain, 19) for domain in range(7)]
        assert sum(parts) == (19 if products & 15 else 0)
        assert all((part > 0) <= (products >> d & 1) for d, part in enumerate(parts))


def test_late_is_decided_this_month_after_the_term() -> None:
    decided = plain(paths.is_decided)

    def case(**fields: Any) -> Any:
        usual = {"stage": CaseStage.FREE, "opened_day": 3 * DAYS, "due_day": 5.5 * DAYS}
        return rows(1, case_dtype, **(usual | fields))[0]

    assert decided(case(), 5)
    assert not decided(case(), 4)
    assert not decided(case(stage=CaseStage.INVESTIGATED), 5)


class Story:
    """One slot that runs month by month through the observer's own kernel, in plain Python."""

    def __init__(self, norm: float = 1.0) -> None:
        self.people, self.norm = residents(1), np.array([norm])
        self.needs = rows((1, 7), self._need)
        self.slots, self.open = rows(1, path_sums.slot_dtype), np.zeros(1, np.uint8)
        self.sums = np.zeros((2, 1, 7, 5, path_sums.WIDTH), np.int64)

    _need = need().dtype

    def begin(self, month: int, domain: int, severity: float = 0.6) -> Any:
        need = self.needs[0, domain]
        need.severity, need.opened, need.short_until, need.layer = (
            severity,
            month,
            -999,
            1 + Layer.UNMET,
        )
        self.people[0].open_needs |= 1 << domain
        return need

    def care(self, domain: int, **fields: Any) -> Any:
        usual = {"stage": CareStage.RUNNING, "pieces": 1, "assessed_month": NEVER}
        usual |= {"uid": self.people[0].uid, "domain": domain}
        return rows(1, indication_dtype, **(usual | fields))

    def step(self, month: int, care: Any = None, files: Any = None) -> None:
        table, each, seat = NO_PLACE
        plain(paths._follow)(
            self.people, self.needs, table, each, seat, month, prices(), tariff(), self.norm, FEES,
            1, COMMUNITY, ACCESS, self.open, self.slots, self.sums,
        )  # fmt: skip
        if care is not None:
            plain(paths._pay_care)(
                care, self.people, self.needs, self.slots, month, prices(), tariff(), self.norm, 1,
                self.sums,
            )  # fmt: skip
        if files is not None:
            plain(paths._read_files)(
                files, self.people, month, ACCESS, self.slots, prices(), self.sums
            )

    def file(self, domain: int, opened: int, decided: int, **fields: Any) -> Any:
        """Return a file about one need, as it lies there from its decision on."""
        usual = {"stage": CaseStage.FREE, "uid": self.people[0].uid, "domains": 1 << domain}
        usual |= {"opened_month": opened, "opened_day": opened * DAYS, "due_day": decided * DAYS}
        return rows(1, case_dtype, **(usual | fields))

    def counted(self, year: int = 0) -> dict[str, int]:
        total = self.sums[year].sum(axis=(0, 1, 2))
        return dict(
            zip(
                (*path_sums.COUNTED, *path_sums.MONEY, *path_sums.ENDS), total.tolist(), strict=True
            )
        )


def test_a_path_from_onset_to_its_end() -> None:
    story = Story()
    need = story.begin(11, Domain.HOUSEHOLD)
    story.step(11)
    need.hand_overs = 2
    story.step(12)
    need.layer, need.formal = 1 + Layer.INSTITUTIONAL, 0.8
    story.people[0].products = 1 << Domain.HOUSEHOLD
    care = story.care(Domain.HOUSEHOLD)
    story.step(13, care)
    story.people[0].open_needs = 0
    story.step(14, care)
    counts = story.counted()
    assert (counts["needs"], counts["closed"], counts["left"], counts["handovers"]) == (1, 1, 0, 2)
    assert (counts["fitting"], counts["months_to_fitting"]) == (1, 2)
    assert [name for name in path_sums.ENDS if counts[name]] == ["fitted_2"]
    assert (counts["months_open"], counts["months_fitting"]) == (3, 1)
    assert (counts["eur_municipality"], counts["eur_client"]) == (200 - 19, 19)
    assert counts["eur_insurer"] == 24 + 24 + 5  # 40 cents x 0.6, twice unmet, once a fifth left
    assert (counts["eur_cheapest"], counts["eur_cheapest_fitting"]) == (3 * 400, 400)
    assert counts["eur_support_fitting"] == 200
    assert sum(story.counted(1).values()) == 0  # all in the year of the onset


def test_a_path_has_the_norm_the_fee_and_the_general_form_of_household_help() -> None:
    """Fault F8: each of these was another price in the journeys than in the books."""
    story = Story(norm=0.5)
    need = story.begin(11, Domain.HOUSEHOLD)
    need.layer, need.formal, story.people[0].insecure = 1 + Layer.INSTITUTIONAL, 0.8, 1
    story.people[0].products = 1 << Domain.HOUSEHOLD
    care = story.care(Domain.HOUSEHOLD)
    story.step(11, care)
    assert (story.counted()["eur_municipality"], story.counted()["eur_client"]) == (100 - 11, 11)
    assert story.counted()["eur_cheapest"] == 200  # middle level, half of the hours

    general = Story()
    need = general.begin(11, Domain.HOUSEHOLD)
    need.short, need.layer = 0.5, 1 + Layer.COMMUNITY
    need.short_until = 11 + int(ACCESS.short_support_months)
    for month in (11, 12):
        general.step(month)
    assert general.counted()["eur_municipality"] == 2 * 90


def test_a_re_assessment_costs_its_hours_in_its_month_also_where_it_ends_the_care() -> None:
    story = Story()
    story.begin(11, Domain.GUIDANCE)
    story.step(11, story.care(Domain.GUIDANCE))
    assert story.counted()["eur_access"] == 0
    story.step(12, story.care(Domain.GUIDANCE, assessed_month=12))
    story.step(13, story.care(Domain.GUIDANCE, assessed_month=12))
    story.step(14, story.care(Domain.GUIDANCE, assessed_month=14, stage=CareStage.FREE))
    assert story.counted()["eur_access"] == 2 * 5
    story.step(15, story.care(Domain.GUIDANCE, assessed_month=15, uid=5))
    assert story.counted()["eur_access"] == 2 * 5, "care of who lived in this slot before"


def test_youth_care_costs_what_it_is_for_this_child() -> None:
    mild = need(0.7)
    without, with_stay = (cheapest(mild, Domain.UPBRINGING, stays=s) for s in (False, True))
    assert with_stay == pytest.approx(10 * without, abs=10)
    assert 0.9 * without + 0.1 * with_stay == pytest.approx(5 * 200, rel=0.01)


def test_a_need_that_closes_in_its_first_month_counts() -> None:
    story = Story()
    story.begin(0, Domain.WORK)
    story.people[0].open_needs = 0
    story.open[0] = 1 << Domain.MEETING
    story.slots[0].uid = story.people[0].uid
    story.step(0)
    counts = story.counted()
    assert (counts["needs"], counts["closed"], counts["months_open"]) == (1, 1, 0)
    assert [name for name in path_sums.ENDS if counts[name]] == ["closed_0"]


@pytest.mark.parametrize("fields", [{"status": Status.LONG_TERM_CARE}, {"uid": 5, "open_needs": 0}])
def test_who_leaves_ends_the_path_and_the_next_in_the_slot_begins_anew(
    fields: dict[str, int],
) -> None:
    story = Story()
    story.begin(0, Domain.MOBILITY)
    story.step(0)
    for name, value in fields.items():
        story.people[0][name] = value
    story.step(1)
    story.step(2)
    counts = story.counted()
    assert (counts["needs"], counts["left"], counts["closed"], counts["months_open"]) == (
        1,
        1,
        0,
        1,
    )
    assert [name for name in path_sums.ENDS if counts[name]] == ["left_1"]


def test_needs_of_the_warm_up_are_left_out() -> None:
    story = Story()
    story.begin(-3, Domain.MOBILITY)
    story.step(0)
    assert sum(story.counted().values()) == 0


def test_figures_are_ratios_of_sums() -> None:
    table = pd.DataFrame(
        {"scenario": "a", "needs": [1, 3], "requests_followed": [1, 1],
         "handovers_followed": [0, 1], "decided_followed": [1, 1], "over_term_followed": [0, 1],
         "eur_support_fitting_followed": [10.0, 30.0],
         "eur_cheapest_fitting_followed": [0.0, 20.0]}
    )  # fmt: skip
    figures = path_figures(table, ["scenario"]).loc["a"]
    assert figures["requests_per_need"] == 0.5
    assert figures["handovers_per_100"] == 25.0
    assert figures["share_over_term"] == 0.5, "of the two that were decided about, not of all four"
    assert figures["times_cheapest"] == 2.0


def test_a_need_is_decided_about_once_and_by_the_municipality_only() -> None:
    story = Story()
    for domain in (Domain.GUIDANCE, Domain.UPBRINGING, Domain.WORK):
        story.begin(0, domain)
    story.step(0)
    files = [
        story.file(Domain.GUIDANCE, 0, 1),
        story.file(Domain.GUIDANCE, 2, 7),
        story.file(Domain.GUIDANCE, 2, 9),
        story.file(Domain.UPBRINGING, 0, 9, source=Source.YOUTH_REFERRAL),
    ]
    for month in range(1, 10):
        story.step(month, files=np.concatenate(files).view(np.recarray))
    counts = story.counted()
    assert counts["decided_followed"] == 1
    assert counts["over_term_followed"] == counts["over_term"] == 1


def test_figures_are_of_the_cohorts_that_are_followed() -> None:
    """Fault: three ratios were of all headline years, with needs of the last months."""

    def table(scenario: str, year: int, **counts: float) -> dict[str, Any]:
        none = dict.fromkeys((*path_sums.COUNTED, *path_sums.MONEY, *path_sums.ENDS), 0)
        return none | {"scenario": scenario, "replication": 0, "year": year, "needs": 10} | counts

    old = {"requests_followed": 5, "decided_followed": 4, "over_term_followed": 1}
    rows_ = [table(name, 2028, handovers_followed=2, **old) for name in ("a", "b")]
    rows_ += [table(name, 2030, requests_followed=1) for name in ("a", "b")]
    world = Comparison("a", ("b",), 1, 1, 120, 900, 900, 0, {"paths": pd.DataFrame(rows_)})
    gaps = path_gaps(world, "b")
    assert gaps["requests_per_need"][0] == 0.5
    assert gaps["handovers_per_100"][0] == 20.0
    assert gaps["share_over_term"][0] == 0.25


def waits(needs: int, **ends: int) -> pd.DataFrame:
    """Return a cell of needs whose waits ended as told."""
    row = {"scenario": "a", "needs": needs} | dict.fromkeys(path_sums.ENDS, 0) | ends
    return pd.DataFrame([row])


def test_waits_are_closed_forms() -> None:
    """Of four needs one is met at once, one after 6 months, two never: 0, 6, 24 and 24 months."""
    figures = wait_figures(waits(4, fitted_0=1, fitted_6=1), ["scenario"]).loc["a"]
    assert figures["months_to_fitting"] == pytest.approx((0 + 6 + 24 + 24) / 4)
    assert figures["helped_within_3"] == 0.25
    assert figures["helped_within_6"] == figures["helped_within_12"] == 0.5


def test_other_ends_compete() -> None:
    """A need that closes by itself counts as not helped, and tells nothing of a longer wait."""
    figures = wait_figures(waits(4, fitted_10=1, closed_5=2), ["scenario"]).loc["a"]
    assert figures["helped_within_12"] == 0.25
    # product limit: of the two still open one is met at 10, so half wait on to the end
    assert figures["months_to_fitting"] == pytest.approx(10 + 14 / 2)
    nobody = wait_figures(waits(3, left_2=3), ["scenario"]).loc["a"]
    assert (nobody["months_to_fitting"], nobody["helped_within_12"]) == (24, 0)


def test_the_same_needs_tell_the_same_whatever_the_horizon() -> None:
    """Fault F6: the needs of one year gave 9.5 or 5.5 months, as the run went on or ended."""

    def figures(months: int) -> tuple[range, pd.Series]:
        story = Story()
        story.sums = np.zeros((8, 1, 7, 5, path_sums.WIDTH), np.int64)
        met = {Domain.HOUSEHOLD: 3, Domain.GUIDANCE: 20, Domain.WORK: 50}
        care = story.care(Domain.GUIDANCE)
        files = np.concatenate(
            [
                story.file(Domain.HOUSEHOLD, 1, 2),
                story.file(Domain.GUIDANCE, 2, 10),
                story.file(Domain.WORK, 40, 45),
            ]
        ).view(np.recarray)
        for month in range(months):
            if month == 0:
                for domain in (*met, Domain.INCOME):
                    story.begin(0, domain)
            for domain, when in met.items():
                if month == when:
                    story.needs[0, domain].layer = 1 + Layer.INSTITUTIONAL
            story.needs[0, Domain.GUIDANCE].hand_overs = (month >= 5) + 2 * (month >= 50)
            story.needs[0, Domain.HOUSEHOLD].severity = 0.3 + 0.5 * (month >= 30)
            story.step(month, care, files)
        table = pd.DataFrame([story.counted()]).assign(year=2021)
        figures = wait_figures(table, ["year"]).join(path_figures(table, ["year"]))
        return followed(range(2021, 2030), months), figures.loc[2021]

    short, long = figures(36), figures(72)
    assert (short[0], long[0]) == (range(2021, 2022), range(2021, 2025))
    pd.testing.assert_series_equal(short[1], long[1])
    assert long[1]["months_to_fitting"] == pytest.approx((3 + 20 + 24 + 24) / 4)
    assert (long[1]["requests_per_need"], long[1]["handovers_per_100"]) == (0.5, 25.0)
    assert (
        long[1]["share_over_term"] == 0.5
    )  # of household help and guidance; work is decided on later
    assert long[1]["times_cheapest"] > 0
