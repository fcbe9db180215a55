"""What published views show is what the comparison says, with doubt and trust mark beside it."""

from copy import deepcopy
from dataclasses import replace
from typing import Any, cast

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from experiments.analyses.patterns.observed import TABLE as PATTERNS
from experiments.analyses.uncertainty.credible import ENOUGH, credible
from experiments.analyses.uncertainty.told import once_each
from experiments.dashboard import charts as of_dashboard
from experiments.dashboard.view import Setting, read_view
from experiments.effects.intervals import CHANCE_AND_PARAMETERS, CHANCE_ONLY
from experiments.effects.layer_flows import MOVES
from experiments.published import charts_of_few as few
from experiments.published import trust
from experiments.published.by_area import TOTAL, areas_shown, by_area, hidden_areas
from experiments.published.charts_of_few import FLOWS, OF_HEADLINE, OF_PEOPLE, charts_of_few
from experiments.published.report import pictures as of_report
from experiments.published.report.source import Source
from experiments.published.shown import BIG, POSTERIOR, Shown
from experiments.published.shown_of import refuse_without_year, shipped_shown, shown_of
from experiments.published.small_counts import is_small
from experiments.published.told import effect_told, limits_told
from experiments.published.trust import (
    ASSUMED,
    FITTED,
    MEASURED,
    marks_of,
    observations,
    trust_of_effect,
    trust_of_level,
    trust_of_number,
)
from experiments.report.words import words_of
from experiments.results.scenario_record import records_of
from experiments.runs.result import ComparisonResult
from experiments.static_page import pictures as of_static_page
from experiments.static_page.figures import figures_of_pages
from model.errors import InputError
from model.inputs.evidence import load_evidence
from model.measures.outcomes import COST, NAMES
from model.scenario.scenario import load_scenario
from tests.unit.experiments.analyses.uncertainty.test_credible import rows
from tests.unit.experiments.runs.test_findings import by_hand


@pytest.fixture(scope="module")
def scenarios() -> dict[str, Any]:
    records = records_of(map(load_scenario, ("current", "transformation", "null")))
    return records | {"plan": records["transformation"]}


@pytest.fixture(scope="module")
def shown(scenarios: dict[str, Any]) -> Shown:
    return shown_of(by_hand(), scenarios)["plan"]


def of_the_plan() -> ComparisonResult:
    """Return a comparison of the real pair, by name: what the posterior speaks of."""
    one = by_hand()
    names = {"plan": "transformation"}
    tables = {
        name: table.assign(scenario=table["scenario"].replace(names))
        for name, table in one.tables.items()
    }
    prices = one.prices.rename(columns=names)
    return replace(one, policies=("transformation",), tables=tables, prices=prices)


def test_figures_are_those_of_the_comparison_for_the_whole_town(shown: Shown) -> None:
    one = by_hand()
    for name, (base, gap) in one.figures["plan"].headline.items():
        figure = shown.figures[name]
        assert figure.base == pytest.approx(base * one.factor)
        assert figure.effects[CHANCE_ONLY] == gap.times(one.factor)
        assert figure.effects[CHANCE_ONLY].replications == 4
    assert [figure.about.name for figure in shown.big] == list(BIG)


def test_a_figure_stands_per_1000_residents(shown: Shown) -> None:
    figure = shown.figures["indicated_users"]
    assert figure.residents == 67510
    assert figure.per_1000(figure.base) == pytest.approx(1000 * figure.base / 67510)
    assert figure.effect_per_1000(CHANCE_ONLY).mean == pytest.approx(
        1000 * figure.effects[CHANCE_ONLY].mean / 67510
    )


def test_residents_are_those_of_the_base_world_where_they_are_counted(
    scenarios: dict[str, Any],
) -> None:
    one = by_hand()
    ours = one.tables["monthly"]["scenario"] == "plan"
    one.tables["monthly"] = one.tables["monthly"].assign(residents=np.where(ours, 400.0, 500.0))
    figure = shown_of(one, scenarios)["plan"].figures["indicated_users"]
    assert figure.residents == pytest.approx(1000 * one.factor)


def test_payback_is_the_first_year_from_which_half_of_the_runs_stay_paid_back(
    shown: Shown,
) -> None:
    assert shown.payback is not None
    assert shown.payback.year(CHANCE_ONLY) == 2031
    assert shown.payback.runs[CHANCE_ONLY] == 4
    assert shown.payback.claimed == load_evidence().loc["plan.breakeven_year", "value"]


def test_small_counts_are_withheld_in_both_worlds(scenarios: dict[str, Any]) -> None:
    one = by_hand(effect=0.0)
    monthly = one.tables["monthly"]
    ours = monthly["scenario"] == "plan"
    one.tables["monthly"] = monthly.assign(
        overloaded_carers=np.where(ours, 2.0, 400.0), needs_unmet=0.0
    )
    figures = shown_of(one, scenarios)["plan"].figures
    hidden = figures["overloaded_carers"]
    assert hidden.withheld
    assert np.isnan(hidden.base)
    assert hidden.effects == {}
    assert hidden.best is None
    assert not figures["needs_unmet"].withheld
    assert not figures["indicated_users"].withheld


@pytest.mark.parametrize(
    ("count", "factor", "small"),
    [(0.0, 5.0, False), (0.3, 1.0, True), (9.0, 30.0, True), (10.0, 30.0, False), (30, 0.3, True)],
)
def test_a_count_is_small_as_shown_or_as_simulated(
    count: float, factor: float, small: bool
) -> None:
    assert is_small(count, factor) is small


def test_the_posterior_speaks_of_the_plan_and_of_nothing_else(
    shown: Shown, scenarios: dict[str, Any]
) -> None:
    assert POSTERIOR not in shown.figures[COST].effects
    plan = shown_of(of_the_plan(), scenarios)["transformation"]
    told = plan.figures[COST].effects[POSTERIOR]
    rows = once_each()
    factor = rows["full"].iloc[0] / rows["residents"].iloc[0]
    assert told.mean == pytest.approx(rows[COST].median() * factor)
    assert told.low == pytest.approx(rows[COST].quantile(0.05) * factor)
    assert told.replications == len(rows)
    assert plan.figures[COST].best == told
    assert plan.payback is not None
    assert plan.payback.best == POSTERIOR
    assert plan.payback.runs[POSTERIOR] == len(rows)
    by_hand_set = replace(of_the_plan(), changes={"care.step_down": 0.25})
    assert POSTERIOR not in shown_of(by_hand_set, scenarios)["transformation"].figures[COST].effects


def test_a_level_is_fitted_where_the_calibration_meets_what_was_observed() -> None:
    found = trust_of_level("residents_unmet")
    assert found.mark == FITTED
    assert found.met == ("need.unmet_need_share",)
    assert trust_of_level("needs_unmet").mark == ASSUMED


def test_a_level_that_misses_what_was_observed_is_assumed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(trust, "_held", lambda: ({}, {"unmet_need": "need.unmet_need_share"}))
    found = trust_of_level("residents_unmet")
    assert (found.mark, found.missed) == (ASSUMED, ("need.unmet_need_share",))


def test_what_is_recalled_is_no_observation() -> None:
    assert load_evidence().loc["wmo.nl_day_activities_per_1000", "status"] == "recalled"
    assert trust_of_level("day_activity_indicated_users").mark == ASSUMED


def test_a_number_is_measured_fitted_or_assumed() -> None:
    assert trust_of_number("money.household_hour") == MEASURED
    assert trust_of_number("seeking.ask_base") == FITTED
    assert trust_of_number("strong_local_teams.proximity") == ASSUMED


def test_the_effect_of_the_plan_rests_on_assumptions(scenarios: dict[str, Any]) -> None:
    marks = marks_of(scenarios["current"], scenarios["transformation"])
    assert "strong_local_teams.proximity" in marks
    assert not any(name.startswith("seeking.") for name in marks)
    found = trust_of_effect(scenarios["current"], scenarios["transformation"])
    assert found.mark == ASSUMED
    assert sum(found.numbers.values()) == len(marks)
    assert found.numbers[ASSUMED] == sum(mark == ASSUMED for mark in marks.values())


def test_an_effect_is_never_called_measured(scenarios: dict[str, Any]) -> None:
    assert marks_of(scenarios["current"], scenarios["current"]) == {}
    assert trust_of_effect(scenarios["current"], scenarios["current"]).mark == FITTED


def test_where_nobody_measured_what_decides_an_effect_is_assumed(scenarios: dict[str, Any]) -> None:
    """A policy that brings no uncertain number is no surer for it."""
    records = records_of(map(load_scenario, ("no_cases", "case_t_huis")))
    found = trust_of_effect(records["no_cases"], records["case_t_huis"])
    assert (found.mark, found.numbers[ASSUMED]) == (ASSUMED, 0)
    for lang in ("en", "nl"):
        w = words_of(lang)
        assert effect_told(found, w).endswith(w("published.trust.undecided"))
        same = trust_of_effect(scenarios["current"], scenarios["current"])
        assert w("published.trust.undecided") not in effect_told(same, w)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_limits_are_those_of_the_intervals_that_are_shown(shown: Shown, lang: str) -> None:
    w = words_of(lang)
    assert limits_told(shown, w) == w("limits")
    one = shown.figures[COST]
    wide = replace(one, effects={**one.effects, POSTERIOR: one.effects[CHANCE_ONLY]})
    of_the_plan = replace(shown, figures={**shown.figures, COST: wide})
    assert limits_told(of_the_plan, w) == w("limits_of_doubt")


def test_a_chart_with_a_small_count_is_published_nowhere() -> None:
    many = by_hand()
    assert charts_of_few(many, "plan") == ()
    monthly = many.tables["monthly"]
    last = (monthly["month"] == monthly["month"].max()) & (monthly["scenario"] == "plan")
    rare = monthly.assign(residents_unmet=monthly["residents_unmet"].mask(last, 3.0))
    thin = replace(many, tables={**many.tables, "monthly": rare})
    assert charts_of_few(thin, "plan") == OF_PEOPLE
    small_town = replace(many, size_full=many.size // 200)
    assert charts_of_few(small_town, "plan") == OF_PEOPLE, "small as shown of the whole town"
    moves = {f"flow_{source}_{goal}": 900.0 for source, goal in MOVES}
    rows = [(world, k, monthly["month"].max()) for world in ("current", "plan") for k in range(2)]
    layers = pd.DataFrame(rows, columns=["scenario", "replication", "month"]).assign(**moves)
    busy = replace(many, tables={**many.tables, "layers": layers})
    assert charts_of_few(busy, "plan") == ()
    rare = layers.assign(**{next(iter(moves)): 4.0})
    assert charts_of_few(replace(many, tables={**many.tables, "layers": rare}), "plan") == (FLOWS,)


def test_a_chart_of_headlines_goes_with_any_that_is_withheld(
    monkeypatch: pytest.MonkeyPatch, scenarios: dict[str, Any]
) -> None:
    """Overloaded carers are in no chart by month, but in that of all headline outcomes."""
    one = by_hand()
    monthly = one.tables["monthly"].assign(overloaded_carers=3.0)
    thin = replace(one, tables={**one.tables, "monthly": monthly})
    assert shown_of(thin, scenarios)["plan"].withheld == {"overloaded_carers"}
    monkeypatch.setattr(few, "kinds_of", lambda *_: (*OF_PEOPLE, OF_HEADLINE))
    assert charts_of_few(thin, "plan") == (OF_HEADLINE,)


def test_a_number_set_otherwise_is_assumed(scenarios: dict[str, Any]) -> None:
    other = deepcopy(scenarios["current"])
    other["parameters"]["seeking.ask_base"]["value"] += 0.1
    assert marks_of(scenarios["current"], other) == {"seeking.ask_base": ASSUMED}


def test_numbers_that_decide_count_too(scenarios: dict[str, Any]) -> None:
    plan = scenarios["transformation"]
    marks = marks_of(scenarios["current"], plan, ("access.short_support_team",))
    assert marks["access.short_support_team"] == ASSUMED


def test_observed_names_outcomes_and_patterns_that_there_are() -> None:
    table = pd.read_csv(trust.TABLE)
    assert set(table["outcome"]) <= set(NAMES)
    assert set(table["measure"]) <= set(pd.read_csv(PATTERNS)["measure"])
    assert not table.duplicated().any()
    assert observations("residents_unmet") == ("need.unmet_need_share",)


def test_the_mark_is_the_least_sure(shown: Shown) -> None:
    figure = shown.figures["residents_unmet"]
    assert (figure.level.mark, figure.effect.mark, figure.mark) == (FITTED, ASSUMED, ASSUMED)
    assert trust.least_sure((MEASURED, FITTED)) == FITTED


def with_draws(count: int) -> ComparisonResult:
    """Return the comparison by hand with draws of its own, cost evenly from -1 to 3 million."""
    one = by_hand()
    figures = one.figures
    one.tables["doubt"] = rows(count).assign(policy="plan")
    one.__dict__["figures"] = figures
    return one


def test_draws_are_told_from_forty_on_and_then_as_the_summary_does(
    scenarios: dict[str, Any],
) -> None:
    less = shown_of(with_draws(ENOUGH - 1), scenarios)["plan"]
    assert less.figures[COST].best is less.figures[COST].effects[CHANCE_ONLY]
    assert less.payback is not None
    assert less.payback.best == CHANCE_ONLY
    assert limits_told(less, words_of("en")) == words_of("en")("limits")
    one = with_draws(ENOUGH)
    many = shown_of(one, scenarios)["plan"]
    figure, told = many.figures[COST], credible(rows(ENOUGH), one.factor)
    assert figure.holds == CHANCE_AND_PARAMETERS
    assert figure.best is not None
    assert [figure.best.mean, figure.best.low, figure.best.high] == pytest.approx(
        told.outcomes.loc[COST, ["median", "q05", "q95"]].tolist()
    )
    assert figure.best.replications == ENOUGH
    assert many.payback is not None
    assert many.payback.share_by(CHANCE_AND_PARAMETERS, 2028) == told.saving


def test_what_ships_is_shown_as_in_a_comparison_of_the_plan(scenarios: dict[str, Any]) -> None:
    alone, beside = shipped_shown(), shown_of(of_the_plan(), scenarios)["transformation"]
    assert [one.about.name for one in alone.big] == list(BIG)
    for one in alone.big:
        other = beside.figures[one.about.name]
        assert one.best == other.best
        assert (one.level, one.effect) == (other.level, other.effect)
        assert np.isnan(one.base)
    assert alone.payback is not None
    assert beside.payback is not None
    assert alone.payback.shares[POSTERIOR].equals(beside.payback.shares[POSTERIOR])


def test_without_a_complete_year_nothing_is_published(scenarios: dict[str, Any]) -> None:
    early = replace(by_hand(), months=8)
    with pytest.raises(InputError, match="no complete year"):
        refuse_without_year(early)
    with pytest.raises(InputError, match="no complete year"):
        figures_of_pages(early, scenarios, "abc")


def test_a_result_in_another_language_has_the_same_figures() -> None:
    one = by_hand()
    dutch = one.in_language("nl", {"plan": "het plan"})
    assert dutch.figures is one.figures
    assert (one.lang, dutch.lang) == ("en", "nl")
    assert dutch.words.world("plan") == "het plan"
    assert one.words.world("plan") == "plan"


def test_areas_are_withheld_by_one_rule_in_report_page_and_dashboard(
    monkeypatch: pytest.MonkeyPatch, scenarios: dict[str, Any]
) -> None:
    """One small area and one beside it: the others stay on the map, in every view."""
    one = by_hand()
    monthly = one.tables["monthly"].assign(residents=1_000.0)
    names = {"east": "oude_stad", "west": "noord"}
    more = [monthly.assign(area=monthly["area"].map(names))]
    more += [more[0].assign(area=more[0]["area"].map({"oude_stad": "oost", "noord": "zuid"}))]
    monthly = pd.concat(more, ignore_index=True)
    monthly.loc[monthly["area"] == "noord", "residents_unmet"] = 4.0
    thin = replace(one, tables={**one.tables, "monthly": monthly})
    wanted = areas_shown(thin, "plan").set_index("place")["difference"].isna()
    assert wanted["noord"]
    assert wanted.sum() == 2, "its own count, and one that would give it away"
    assert hidden_areas(by_area(thin, "plan", ("residents_unmet",)), ("residents_unmet",),
                        thin.factor)["residents_unmet"].drop(TOTAL).sum() == 2  # fmt: skip
    seen = []
    for module in (of_report, of_static_page, of_dashboard):
        monkeypatch.setattr(
            module, "picture_of_areas",
            lambda c, policy, *, table, **_: (seen.append(table), (Figure(), table))[1],
        )  # fmt: skip
    of_report.drawn(Source(thin, shown_of(thin, scenarios)["plan"], {}), ["area_map"])
    (found,) = figures_of_pages(thin, scenarios, "abc")
    list(of_static_page.drawn(found, "en"))
    of_dashboard.map_of_unmet(thin, "plan", read_view("", Setting()), cast("Any", None))
    assert len(seen) == 3
    for table in seen:
        gone = table.set_index("place")
        assert gone["difference"].isna().equals(wanted)
        assert gone["base"].isna().equals(wanted.rename("base"))
