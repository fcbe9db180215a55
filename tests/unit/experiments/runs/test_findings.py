"""Headlines, words and pictures of a comparison made by hand, where every figure is known."""

import numpy as np
import pandas as pd
import pytest

from experiments.effects.comparison import Comparison
from experiments.effects.headline import (
    ceiling,
    headline,
    nets,
    per_replication,
    yearly,
)
from experiments.effects.intervals import bands, paired_table
from experiments.effects.last_year import last_year
from experiments.report.charts.paired_difference import PANELS, paired_difference
from experiments.report.charts.people_by_layer import LAYERS, people_by_layer
from experiments.report.charts.shift_by_variant import PARTS, shift_by_variant
from experiments.report.number_format import known, number, percent, reading
from experiments.report.words import Words, words_of
from experiments.runs import findings as findings_module
from experiments.runs.findings import findings
from experiments.runs.result import ComparisonResult
from experiments.runs.summary import as_markdown, as_text
from experiments.worlds.demand_shift import (
    CARES,
    DAY_ACTIVITIES,
    DAY_PLACES,
    MEETING_PLACES,
    NO_PLACE,
    WHOLE_TOWN,
)
from experiments.worlds.demand_shift import PARTS as PARTS_BOTH_WAYS
from tests.unit.experiments.report.drawn import cut_off

MONTHS = pd.date_range("2021-01-01", "2035-12-01", freq="MS")
STOCKS = (*LAYERS, *PANELS, "overloaded_carers")


def by_hand(replications: int = 4, effect: float = -6.0) -> ComparisonResult:
    """Two areas; from 2026 the plan has `effect` more users in each, give or take a replication."""
    number_of = np.arange(len(MONTHS))
    after = number_of >= 60
    frames = []
    for r in range(replications):
        for scenario in ("current", "plan"):
            for area in ("east", "west"):
                frame = pd.DataFrame({"scenario": scenario, "replication": r, "month": MONTHS})
                shift = after * (effect + (r - (replications - 1) / 2)) * (scenario == "plan")
                for k, name in enumerate(dict.fromkeys(STOCKS)):
                    frame[name] = 500.0 + 40 * k + 0.3 * number_of + 7 * r + shift * (k != 3)
                frame["cost_municipality_eur"] = 1000.0 + after * (scenario == "plan") * np.where(
                    number_of < 84, 50.0, -25.0
                )
                # No pair is quite like another: an interval without a width tells nothing.
                frame["cost_municipality_eur"] -= 1e-6 * (r + 1) * after * (scenario == "plan")
                own_costs = {"cost_teams_eur": 30.0, "cost_facilities_eur": 10.0}
                for name in ("cost_access_eur", "cost_levers_eur", *own_costs):
                    frame[name] = own_costs.get(name, 0.0) * after * (scenario == "plan")
                frames.append(frame.assign(area=area))
    monthly = pd.concat(frames, ignore_index=True)
    ledger = monthly[["scenario", "replication", "month"]].assign(
        item="day activities", payer="municipality",
        eur=100.0 - 10.0 * ((monthly["scenario"] == "plan") & (monthly["month"].dt.year >= 2026)),
    )  # fmt: skip
    names = ("participants", "day_place_participants", *PARTS, "avoided_users",
             "avoided_visited", "avoided_never_visited", "added_users", "users_more_institutional",
             "users_fewer_institutional",
             "months_more_institutional", "months_fewer_institutional", "net_institutional_months",
             "residents_who_differ")  # fmt: skip
    shift = pd.DataFrame(
        [
            {"scenario": s, "replication": r} | {name: 10 + k + r for k, name in enumerate(names)}
            for s in ("plan", "placebo", "redrawn") for r in range(replications)
        ]
    )  # fmt: skip
    twins = pd.DataFrame({"scenario": ["plan"], "uid": [4], "class": pd.Categorical(["exposed"])})
    price = pd.Series(np.where(number_of < 60, 1.0, 1.25), index=number_of)
    prices = pd.DataFrame({"current": price, "plan": price})
    counts = {name: 10 + k for k, name in enumerate((*PARTS_BOTH_WAYS, "months_fewer",
                                                     "months_more"))}  # fmt: skip
    substitution = pd.DataFrame(
        [
            {"scenario": "plan", "replication": r, "world": world, "visited": where, "care": care,
             "residents": 100 + r, "users_base": 80, "months_base": 300, **counts,
             "substituted": 20 + r + net}
            for r in range(replications)
            for world, net in (("plan", r % 2), ("placebo", -12), ("redrawn", 7))
            for care in CARES for where in (WHOLE_TOWN, DAY_PLACES, MEETING_PLACES, NO_PLACE)
        ]
    )  # fmt: skip
    tables = {"monthly": monthly, "ledger": ledger, "shift": shift, "twins": twins,
              "substitution": substitution}  # fmt: skip
    return ComparisonResult(
        "current", ("plan",), 1, replications, len(MONTHS), 2000, 67510, 60, tables, prices
    )


def test_headline_is_the_sum_of_areas_over_the_plan_years() -> None:
    base, gap = headline(by_hand(), "plan")["indicated_users"]
    values = per_replication(by_hand(), "indicated_users")
    assert base == pytest.approx(values["current"].mean())
    assert gap.mean == pytest.approx(-12)
    assert reading(gap) == "lower"
    assert by_hand().years == range(2026, 2036)


def test_a_mean_of_a_year_is_weighed_by_what_it_is_a_mean_of() -> None:
    """One file of 100 days in one month and nine of 10 in another are 19 days, not 55."""
    months = pd.to_datetime(["2026-01-01", "2026-02-01", "2026-03-01"])
    monthly = pd.DataFrame(
        {"scenario": "a", "replication": 0, "area": "east", "month": months,
         "waiting_access_days_mean": [100.0, 10.0, np.nan], "decisions": [1, 9, 0]}
    )  # fmt: skip
    comparison = Comparison("a", (), 1, 1, 72, 10, 10, 60, {"monthly": monthly})
    assert yearly(comparison)["waiting_access_days_mean"].tolist() == [19.0]


def test_cost_is_in_euros_of_2025_a_year() -> None:
    base, gap = headline(by_hand(), "plan")["cost_municipality_eur"]
    assert base == pytest.approx(2 * 12 * 1000 / 1.25)
    monthly = (24 * 50.0 - 96 * 25.0) / 120
    assert gap.mean == pytest.approx(2 * 12 * monthly / 1.25)


def test_nets_and_payback() -> None:
    net = nets(by_hand(), "plan")[0]
    assert net.loc[2025] == 0
    assert net.loc[2026] == pytest.approx(-2 * 12 * 50 / 1.25)
    assert net.loc[2028] == pytest.approx(2 * 12 * 25 / 1.25)
    assert "2028 (2028: 100%)" in as_text(by_hand(), terminal=False)  # net positive
    assert "2031 (2031: 100%)" in as_text(by_hand(), terminal=False)  # paid back: 2 x 50 = 4 x 25


def test_ceiling_and_share_reached() -> None:
    top = ceiling(by_hand(), "plan")
    assert top.eur_per_year.mean == pytest.approx(2 * 12 * 100 / 1.25)
    assert top.reached.mean == pytest.approx(0.1)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_summary_leads_with_the_whole_town_and_sets_visitors_beside_both_placebos(
    lang: str,
) -> None:
    comparison = by_hand()
    comparison.lang = lang
    w = words_of(lang)
    rates = comparison.figures["plan"].substitution[DAY_ACTIVITIES]
    assert rates.residents.mean == pytest.approx((4 * 22 - 44) / 320)
    (section,) = [s for s in findings(comparison) if s.heading == w("section.substitution")]
    town, town_words, visitors, words = section.parts
    assert (town_words, words) == (w("substitution.town_words"), w("substitution.words", n=4))
    assert town.head[0] == w("substitution.town")
    # net 20 + 1.5 + 0.5 less 11; the share of 80; the same of the world drawn anew
    assert (town.rows[0][1], town.rows[0][3]) == (number(11.0, w), percent(11 / 80, w, 1))
    assert town.rows[0][-1] == number(20 + 1.5 + 7 - 11, w)
    by_name = {row[0]: row[1:] for row in visitors.rows[:5]}
    row = by_name[w("substitution.substituted")]
    nets = [number(x, w) for x in (11.0, 20 + 1.5 - 12 - 11, 20 + 1.5 + 7 - 11)]
    assert [row[2], row[4], row[5]] == nets
    assert row[-1] == w("substitution.more_care")  # 11 is 6.5 less than re-shuffling leaves
    assert by_name[w("substitution.postponed")][-1] == w("substitution.cannot_tell")
    assert visitors.head[5:] == tuple(
        w(f"substitution.{name}") for name in ("placebo", "redrawn", "reading")
    )


def test_visitors_whose_net_is_that_of_the_world_drawn_anew_show_no_more_than_reshuffling() -> None:
    comparison = by_hand()
    table = comparison.tables["substitution"]
    anew = table["world"] == "redrawn"
    table.loc[anew, "substituted"] = 20 + 2 * table.loc[anew, "replication"] - 1
    ways = comparison.figures["plan"].both_ways["plan"][DAY_PLACES, DAY_ACTIVITIES]["substituted"]
    assert ways.net.differs  # by itself it would read as substitution
    assert ways.beyond.mean == pytest.approx(0)
    assert "no more than re-shuffling" in as_text(comparison, terminal=False)


def test_words_follow_the_interval() -> None:
    clear, unclear = (as_text(by_hand(effect=e), terminal=False) for e in (-6.0, 0.3))
    assert "lower" in clear
    assert "not distinguishable from zero" in unclear
    for text in (clear, unclear):
        assert "works" not in text
        assert "chance only" in text
        assert "per 67,510" in text


def test_what_is_shown_for_the_whole_town_has_its_own_interval() -> None:
    """Scaled, in the same cell: nobody has to multiply the bounds of the sample."""
    comparison = by_hand()
    gap = headline(comparison, "plan")["indicated_users"][1].times(comparison.factor)
    middle, low, high = known(gap.mean, gap.low, gap.high)
    cell = f"{middle} ({low} to {high})"
    text = as_markdown(comparison)
    assert f"| {cell} | lower |" in text


def test_one_replication_says_why_there_is_no_interval() -> None:
    text = as_text(by_hand(replications=1), terminal=False)
    assert "One replication: no interval" in text
    assert "no interval" in as_markdown(by_hand(replications=1))
    assert "nan" not in text


@pytest.mark.parametrize(
    ("value", "text"),
    [(0.0, "0"), (-0.001, "0.00"), (12345.6, "12,300"), (-3.44, "-3.4"), (0.123, "0.12")],
)
def test_numbers(value: float, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize("replications", [1, 4])
def test_pictures_draw_every_panel_and_return_their_table(replications: int) -> None:
    comparison = by_hand(replications)
    town = comparison.tables["monthly"].groupby(["scenario", "replication", "month"])
    town = town[list(dict.fromkeys(STOCKS))].sum().reset_index()
    gaps = paired_table(town, "current", "plan", ["month"])
    last = last_year(town, "current", "plan")
    assert last.set_index("outcome").loc["indicated_users", "difference"] == pytest.approx(-12)
    figure, table = people_by_layer(
        bands(town, ["month"]), gaps, last, "current", "plan", "by hand"
    )
    assert set(table["outcome"]) == set(LAYERS)
    assert [len(axes.lines) for axes in figure.axes] == [2] * 4
    figure, table = paired_difference(gaps, last, "current", "plan", "by hand")
    assert set(table["outcome"]) == set(PANELS)
    title = str(figure.get_suptitle()).replace("\n", " ")
    assert ("no interval" in title) == (replications == 1)


def test_picture_of_variants() -> None:
    rows = pd.DataFrame({"variant": ["a", "b"], "difference": [-3.0, 1.0], "low": [-5.0, -1.0]})
    rows = rows.assign(high=[-1.0, 3.0], participants=[10.0, 0.0])
    rows = rows.assign(**{name: [2.0, 0.0] for name in PARTS})
    figure, table = shift_by_variant(rows, "current", "by hand")
    assert "in 1 of 2 variants" in str(figure.get_suptitle()).replace("\n", " ")
    assert len(table) == 2


@pytest.mark.parametrize("name", ["day_activities_only", "transformation: task-specific order"])
def test_the_picture_of_variants_shows_its_whole_legend(name: str) -> None:
    """Fault: beside long names the last entries left the picture at the right."""
    rows = pd.DataFrame({"variant": [name] * 7, "difference": -3.0, "low": -5.0, "high": -1.0})
    rows = rows.assign(participants=3190.0, **dict.fromkeys(PARTS, 200.0))
    figure, _ = shift_by_variant(rows, "current", "by hand")
    assert cut_off(figure) == []
    (legend,) = figure.legends
    assert len(legend.get_texts()) == len(PARTS)


def test_what_draws_say_is_worked_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []

    def told(base: str, policy: str, full: int, w: Words) -> tuple[str, ...]:
        asked.append(policy)
        return ()

    monkeypatch.setattr(findings_module, "posterior_told", told)
    findings(by_hand())
    assert asked == ["plan"]
