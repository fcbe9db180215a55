"""Payback year by year, and the investment at which a claimed year holds, worked out by hand."""

import re
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.effects.comparison import Comparison
from experiments.effects.payback_by_year import (
    INVESTED,
    claimed_year,
    investment_at_which,
    payback_by_year,
    payback_table,
)
from experiments.report.charts.cumulative_net import cumulative_net
from experiments.report.words import words_of
from experiments.results.folder import write_table
from experiments.runs.charts import pictures
from experiments.runs.findings import findings
from experiments.runs.result import ComparisonResult
from experiments.runs.summary import as_markdown, as_text
from tests.unit.experiments.runs.test_findings import by_hand

FIRST = 2026


def plan(*savings: tuple[float, ...], own_cost: float = 0.0, years: int = 12) -> Comparison:
    """Return worlds that differ from 2026 on: per replication the net saving of each year.

    `own_cost` is what the plan itself costs a year, part of the net saving.
    """
    months = pd.date_range("2021-01-01", periods=12 * years, freq="MS")
    frames = []
    for r, saving in enumerate(savings):
        for scenario in ("current", "plan"):
            frame = pd.DataFrame({"scenario": scenario, "replication": r, "month": months})
            late = dict(zip(range(FIRST, FIRST + len(saving)), saving, strict=True))
            year = frame["month"].dt.year
            gain = year.map(late).fillna(0.0) * (scenario == "plan")
            frame["cost_municipality_eur"] = 1000.0 - gain / 12
            for name in INVESTED:
                frame[name] = 5.0 + own_cost / 48 * (scenario == "plan") * (year >= FIRST)
            frames.append(frame.assign(area="east"))
    monthly = pd.concat(frames, ignore_index=True)
    prices = pd.DataFrame(1.0, index=range(12 * years), columns=["current", "plan"])
    return Comparison(
        "current", ("plan",), 1, len(savings), len(months), 500, 500, 60, {"monthly": monthly},
        prices,
    )  # fmt: skip


def at(table: pd.DataFrame, year: int, rate: float = 0.0) -> pd.Series:
    rows = table[(table["year"] == year) & (table["rate"] == rate)]
    assert len(rows) == 1
    return rows.iloc[0]


def test_sums_run_from_the_first_difference() -> None:
    table = payback_by_year(plan((-10, -5, 4, 20)), "plan")
    sums = table[table["rate"] == 0].set_index("year")["cumulative_net_eur"]
    assert sums.index.min() == FIRST
    assert sums.loc[[2026, 2027, 2028, 2029, 2032]].tolist() == pytest.approx([-10, -15, -11, 9, 9])


def test_interval_is_students_t_over_replications() -> None:
    row = at(payback_by_year(plan((-10, -2), (-10, -6)), "plan"), 2027)
    half = stats.t.ppf(0.975, 1) * np.std([-12, -16], ddof=1) / np.sqrt(2)
    assert row["cumulative_net_eur"] == pytest.approx(-14)
    assert (row["low"], row["high"]) == pytest.approx((-14 - half, -14 + half))
    assert (row["varies"], row["replications"]) == ("chance only", 2)


def test_discounted_sums_are_worth_of_2025() -> None:
    row = at(payback_by_year(plan((-100, 104)), "plan"), 2027, 0.03)
    assert row["cumulative_net_eur"] == pytest.approx(-100 / 1.03 + 104 / 1.03**2)


def test_who_falls_below_zero_again_was_never_paid_back() -> None:
    """The first replication is paid back for good in 2028, the second by luck in 2026 only."""
    table = payback_by_year(plan((-4, 1, 5), (1, -5, 1)), "plan")
    above = [at(table, year)["share_above_zero"] for year in (2026, 2027, 2028, 2032)]
    paid = [at(table, year)["share_paid_back"] for year in (2026, 2027, 2028, 2032)]
    assert above == [0.5, 0.0, 0.5, 0.5]
    assert paid == [0.0, 0.0, 0.5, 0.5]


def test_a_replication_that_has_not_begun_is_not_paid_back() -> None:
    table = payback_by_year(plan((0, 2), (1, 1)), "plan")
    assert at(table, 2026)["share_paid_back"] == 0.5


def test_equal_worlds_have_no_payback() -> None:
    same = plan((0.0,))
    assert payback_by_year(same, "plan").empty
    assert investment_at_which(same, "plan") is None
    none = payback_by_year(same, "plan")
    assert list(payback_table({"plan": none})) == ["policy", *none]


@pytest.mark.parametrize("rate", [0.0, 0.03])
def test_at_the_investment_found_the_year_just_holds(rate: float) -> None:
    """Spend the room found on the plan each year: the sum at the end of 2029 is zero."""
    savings = ((-30.0, -10.0, 8.0, 12.0, 50.0), (-20.0, -10.0, 0.0, 7.0, 50.0))
    investment = investment_at_which(plan(*savings, own_cost=15), "plan", 2029, rate)
    assert investment is not None
    again = [tuple(x - investment.room.mean for x in one) for one in savings]
    row = at(payback_by_year(plan(*again), "plan"), 2029, rate)
    assert row["cumulative_net_eur"] == pytest.approx(0, abs=1e-9)


def test_investment_in_closed_form() -> None:
    """Net -30 -10 8 12 is -5 a year: at an own cost of 15, only 10 would just hold."""
    investment = investment_at_which(plan((-30, -10, 8, 12), own_cost=15), "plan", 2029)
    assert investment is not None
    assert (investment.first, investment.year) == (2026, 2029)
    assert investment.room.mean == pytest.approx(-5)
    assert investment.modelled.mean == pytest.approx(15)
    assert investment.just_holds.mean == pytest.approx(10)
    assert not investment.just_holds.known


def test_discounted_room_weighs_early_years_more() -> None:
    comparison = plan((-30, -10, 8, 12), own_cost=15)
    rooms = [investment_at_which(comparison, "plan", 2029, rate) for rate in (0.0, 0.03)]
    assert rooms[1] is not None
    assert rooms[0] is not None
    assert rooms[1].room.mean < rooms[0].room.mean
    assert rooms[1].modelled.mean == pytest.approx(15)


def test_no_investment_is_found_beyond_the_horizon() -> None:
    assert investment_at_which(plan((-1, 1), years=8), "plan", 2029) is None


def test_claimed_year_is_that_of_the_register() -> None:
    assert claimed_year() == 2029


def test_table_has_the_same_bytes_and_both_rates(tmp_path: Path) -> None:
    table = payback_table({"plan": payback_by_year(by_hand(), "plan")})
    assert set(table["rate"]) == {0.0, 0.03}
    shuffled = payback_table({"plan": payback_by_year(replace(by_hand()), "plan")})
    once, again = (write_table(tmp_path / f"{k}", t) for k, t in enumerate((table, shuffled)))
    assert once == again


def test_summary_tells_the_years_and_the_investment() -> None:
    """By hand: 50 a month lost in each of two areas to 2027, then 25 gained; prices 1.25."""
    text = as_text(by_hand(), terminal=False)
    rows = {
        line.split()[0]: line.split()
        for line in text.splitlines()
        if re.match(r"20\d\d +-?\d", line)
    }
    assert list(rows) == [str(year) for year in range(2026, 2036)]
    assert rows["2027"][1] == "-1,920"  # 2 areas x 24 months x -50 / 1.25
    assert rows["2029"][-2:] == ["0%", "0%"]
    assert rows["2031"][-2:] == ["100%", "100%"]
    assert "solved from the model" in text
    row = next(line for line in text.splitlines() if line.startswith("the plan's own cost"))
    assert "768" in row  # 2 areas x 12 months x 40 / 1.25
    room = next(line for line in text.splitlines() if line.startswith("  so it could cost"))
    assert "-240" in room  # -960 at the end of 2029, over four years


def test_no_investment_is_small_enough_is_said() -> None:
    sentence = words_of("en")("payback.none_small_enough")
    shown = [
        " ".join(part for section in findings(c) for part in section.parts if isinstance(part, str))
        for c in (_whole(-60.0), _whole(-5.0))
    ]
    assert sentence in shown[0]
    assert sentence not in shown[1]


def test_below_zero_by_chance_is_not_said_to_be_so() -> None:
    """Own cost 40; the mean net of -41 leaves -1, with replications on either side."""
    text = as_text(_whole(-41.0, spread=100.0), terminal=False)
    unclear = "(no investment small enough), which is not distinguishable from zero"
    assert unclear in " ".join(text.split())
    assert "no investment is small enough" not in text


def _whole(net: float, spread: float = 1e-4) -> ComparisonResult:
    """Return the comparison by hand with another cost: `net` is saved a month, 40 of it own.

    Replications lie `spread` apart.
    """
    comparison = by_hand()
    monthly = comparison.tables["monthly"].copy()
    late = (monthly["month"].dt.year >= FIRST) & (monthly["scenario"] == "plan")
    apart = spread * (monthly["replication"] - monthly["replication"].mean())
    monthly["cost_municipality_eur"] = 1000.0 - (net + apart) * late
    return replace(comparison, tables=comparison.tables | {"monthly": monthly})


@pytest.mark.parametrize(
    ("savings", "says"),
    [
        (((-10e6, -9e6), (-10e6, -11e6)), "has cost EUR 20.00 million net"),
        (((10e6, 9e6), (10e6, 11e6)), "has saved EUR 20.00 million net"),
        (((-10e6,), (10e6,)), "not distinguishable from zero (paid back in 50%)"),
        (((-10e6,),), "cannot tell whether plan saves or costs (so far EUR -10.00 million; one"),
        (((-10e6,), (-10e6,)), "so far EUR -10.00 million; the same in every pair: an interval of"),
    ],
)
def test_title_says_no_more_than_the_interval(
    savings: tuple[tuple[float, ...], ...], says: str
) -> None:
    table = payback_by_year(plan(*savings), "plan")
    figure, shown = cumulative_net(table, 2029, "current", "plan", "by hand")
    title = str(figure.get_suptitle()).replace("\n", " ")
    lines = title.removeprefix("End of 2029").split("End of 2032")
    assert title.startswith("End of 2029")
    assert len(lines) == 2
    assert all(says in line for line in lines)
    assert len(shown) == len(table)
    band = "95% interval" in str(figure.get_supxlabel())
    assert band == (len(savings) > 1)


def test_picture_is_among_those_of_a_comparison_and_in_the_summary() -> None:
    charts = pictures(by_hand(), "plan")
    figure, table = charts["cumulative_net_plan.png"]
    assert len(figure.axes) == 2
    assert "cumulative_net_plan.png" in as_markdown(by_hand())
    assert len(table) == 20
