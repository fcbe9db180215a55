"""Who pays and who gains: to the cent, and in words that follow the intervals."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from experiments.effects.comparison import Comparison
from experiments.effects.intervals import Interval
from experiments.effects.payers import (
    ALL,
    PAYERS,
    benefits_by_payer,
    gaps_by_payer,
    yearly_by_payer,
)
from experiments.report.words import LANGUAGES, words_of
from experiments.runs.findings_people import payers, pocket

MONTHS = pd.date_range("2025-01-01", "2027-12-01", freq="MS")


def books(town: float = 7.01, insurer: float = -3.33) -> Comparison:
    """Return three replications in which the plan moves money from 2026 on."""
    rows = []
    for replication in range(3):
        for scenario in ("current", "plan"):
            later = scenario == "plan"
            for month in MONTHS:
                late = later and month.year >= 2026
                for payer, eur, shift in (
                    ("municipality", 100.0, town + replication / 100),
                    ("insurer", 20.0, insurer + (replication - 1) / 1e6),
                    ("client", 5.0, 0.0),
                ):  # fmt: skip
                    rows.append((scenario, replication, month, payer, eur + shift * late))
    ledger = pd.DataFrame(rows, columns=["scenario", "replication", "month", "payer", "eur"])
    monthly = ledger[["scenario", "replication", "month"]].drop_duplicates()
    prices = pd.DataFrame(1.0, index=range(84), columns=["current", "plan"])
    return Comparison(
        "current", ("plan",), 1, 3, 84, 900, 900, 60, {"ledger": ledger, "monthly": monthly}, prices
    )


def test_differences_add_up_to_those_of_the_ledger_to_the_cent() -> None:
    comparison = books()
    by_payer = benefits_by_payer(comparison, "plan").set_index("payer")["difference"]
    ledger = comparison.tables["ledger"]
    within = ledger[ledger["month"].dt.year >= 2026]
    totals = within.groupby(["scenario", "payer"])["eur"].sum()
    for payer in ("municipality", "insurer", "client"):
        whole = totals["plan", payer] - totals["current", payer]
        assert round(by_payer[payer] * 2 * 3 * 100) == round(whole * 100)
    assert by_payer[ALL] == pytest.approx(by_payer[list(PAYERS)].sum())


def test_euros_are_those_of_2025() -> None:
    dear = replace(books(), prices=2.0 * books().prices)
    plain = benefits_by_payer(books(), "plan")
    assert benefits_by_payer(dear, "plan")["base"].tolist() == (plain["base"] / 2).tolist()
    booked = yearly_by_payer(dear, constant=False).loc[("current", 0, 2026)]
    assert booked["municipality"] == pytest.approx(1200.0)


def test_each_world_is_deflated_by_its_own_prices() -> None:
    """Fault F7: a world with twice the prices and twice the euros costs the same."""
    same = books(town=0.0, insurer=0.0)
    ledger = same.tables["ledger"]
    dear = ledger["eur"] * np.where(ledger["scenario"] == "plan", 2.0, 1.0)
    twice = replace(same, tables=same.tables | {"ledger": ledger.assign(eur=dear)},
                    prices=same.prices * [1.0, 2.0])  # fmt: skip
    pd.testing.assert_frame_equal(benefits_by_payer(twice, "plan"), benefits_by_payer(same, "plan"))


def test_without_a_complete_year_there_is_nothing_to_tell() -> None:
    short = replace(books(), months=60)
    assert benefits_by_payer(short, "plan").empty
    assert payers(short, gaps_by_payer(short, "plan"), words_of("en")) == ()


def gap(mean: float, half: float = 1.0) -> tuple[float, Interval]:
    return 10.0, Interval(mean, mean - half, mean + half, 4)


@pytest.mark.parametrize(
    ("town", "insurer", "name"),
    [
        (5, -4, "wrong_pocket"), (5, 4, "town_pays"), (5, 0, "town_pays"),
        (-5, 4, "other_pocket"), (-5, -4, "town_gains"), (0, -4, "town_unclear"),
    ],
)  # fmt: skip
@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_sentence_follows_the_intervals(
    town: float, insurer: float, name: str, lang: str
) -> None:
    w = words_of(lang)
    sentence = pocket({"municipality": gap(town), "insurer": gap(insurer), ALL: gap(1)}, w)
    each = w("payers.each", payer=w("payers.insurer"), eur=w.figure(4, ".1f"))
    assert sentence == w(f"payers.{name}", eur=w.figure(5, ".1f"), more=each, less=each)


def test_the_summary_has_the_table_and_the_sentence() -> None:
    comparison = books()
    table, sentence = payers(comparison, gaps_by_payer(comparison, "plan"), words_of("en"))
    assert [row[0] for row in table.rows][-1] == "all together"
    assert len(table.rows) == 4  # payers without any money are left out
    assert "lands in other pockets" in sentence
