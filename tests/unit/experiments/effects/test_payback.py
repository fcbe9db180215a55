"""Years in which it pays, on savings worked out by hand."""

import numpy as np
import pandas as pd
import pytest

from experiments.effects.payback import (
    PaybackYears,
    discounted,
    net_positive_year,
    payback_year,
    payback_years,
    yearly_net,
)
from experiments.runs.findings_payback import year_words


def net(*savings: float, first: int = 2025) -> pd.Series:
    return pd.Series(savings, index=range(first, first + len(savings)), dtype=float)


@pytest.mark.parametrize(
    ("savings", "positive", "paid"),
    [
        ((0, -10, -5, 4, 6, 8), 2028, 2030),  # -10 -15 -11 -5 +3
        ((0, -10, 20, -5, -5, 1), 2030, 2027),  # savings stay above, years do not
        ((0, -10, -5, -1, -1, -1), None, None),
        ((0, 0, 0, 0, 0, 0), None, None),  # equal worlds pay nothing back
        ((0, 0, 3, 3, 3, 3), 2027, 2027),  # not 2025: nothing had begun
        ((0, -10, 5, 5, 0, 0), 2027, 2028),
        ((0, -10, 5, 5, 5, -1), None, 2028),  # the last year spoils it
    ],
)
def test_years(savings: tuple[float, ...], positive: int | None, paid: int | None) -> None:
    assert net_positive_year(net(*savings)) == positive
    assert payback_year(net(*savings)) == paid


def test_a_lucky_first_year_is_no_lasting_payback() -> None:
    assert payback_year(net(0, 1, -5, -5)) is None
    assert payback_year(net(0, 1, -5, 9)) == 2028
    assert payback_year(net(0, -5, 1, 1)) is None


def test_discounting_puts_payback_off_but_not_the_positive_year() -> None:
    plan = net(0, -100, 25, 25, 25, 26)
    assert payback_year(plan) == 2030
    assert payback_year(discounted(plan)) is None
    assert net_positive_year(discounted(plan)) == net_positive_year(plan) == 2027
    assert discounted(plan).loc[2026] == pytest.approx(-100 / 1.03)


def test_yearly_net_leaves_out_a_broken_year() -> None:
    base = pd.Series(10.0, index=range(60, 90))
    policy = pd.Series(4.0, index=range(60, 90))
    assert yearly_net(base, policy).to_dict() == {2026: 72.0, 2027: 72.0}


def test_probability_per_year() -> None:
    years = PaybackYears("payback_year", (2028, 2030, None, 2030), 2035)
    share = years.probability()
    assert share.loc[[2028, 2029, 2030, 2035]].tolist() == [0.25, 0.25, 0.75, 0.75]
    assert years.year == 2030
    assert year_words(years) == "2030 (2028: 25%, 2030: 75%)"


def test_a_year_that_does_not_come_depends_on_the_horizon() -> None:
    positive, paid = payback_years([net(0, -1, -1), net(0, -2, -1)])
    assert year_words(positive) == year_words(paid) == "not before 2028"
    assert year_words(PaybackYears("payback_year", (2027, None, None), 2035)) == (
        "not before 2036 (2027: 33%)"
    )


def test_equal_worlds_say_so() -> None:
    positive, _ = payback_years([net(0, 0, 0)])
    assert year_words(positive) == "cannot tell: both worlds spend the same"


@pytest.mark.parametrize(
    ("nets", "words"),
    [
        ([net(0, -1, 2)], "cannot tell: one replication (2027)"),
        ([net(0, -1, -2)], "cannot tell: one replication (not before 2028)"),
        ([net(0, -1, 2)] * 3, "cannot tell: the same in every pair (2027)"),
        ([net(0, -1, 2), net(0, -2, 4)], "2027 (2027: 100%)"),
    ],
)
def test_one_replication_or_equal_ones_do_not_tell_the_year(
    nets: list[pd.Series], words: str
) -> None:
    assert year_words(payback_years(nets)[1]) == words


def test_payback_never_precedes_the_start_of_spending() -> None:
    saving = net(*np.zeros(5), -3, 1, 5)
    assert payback_year(saving) == 2032
