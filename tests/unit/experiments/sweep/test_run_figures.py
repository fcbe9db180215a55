"""The figures of each run of a sweep: what is a mean is weighed over all its months and areas."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.sweep.run_figures import gaps, per_run

WAIT = "waiting_access_days_mean"


def by_hand() -> Any:
    """Return a sweep of one point and two worlds: few files decided late, many in time."""
    months = pd.to_datetime(["2026-01-01", "2026-02-01", "2026-03-01"])
    one = pd.DataFrame(
        {"point": 0, "replication": 0, "area": "east", "month": months, "decisions": [1, 99, 0],
         WAIT: [100.0, 20.0, np.nan], "needs_unmet": [3.0, 6.0, 9.0]}
    )  # fmt: skip
    west = one.assign(area="west", decisions=[0, 0, 100], **{WAIT: [np.nan, np.nan, 30.0]})
    base = pd.concat([one, west]).assign(scenario="current")
    plan = base.assign(scenario="plan", **{WAIT: base[WAIT] - 5})
    rows = pd.concat([base, plan], ignore_index=True)

    def parts(name: str, columns: list[str]) -> list[pd.DataFrame]:
        return [rows[["point", "scenario", "replication", *dict.fromkeys(columns)]]]

    points = pd.DataFrame({"seeking.shame_weight": [0.5]}, index=pd.RangeIndex(1, name="point"))
    return SimpleNamespace(
        sweep=SimpleNamespace(months=72), points=points, parts=parts, folder="by hand"
    )


def test_a_mean_is_weighed_over_months_as_over_areas() -> None:
    """Fault F3: the mean of three monthly means, 50, stood for a mean of 200 files of 25.4."""
    figures = per_run(by_hand(), [WAIT, "needs_unmet"]).loc[(0, "current", 0)]
    assert figures[WAIT] == pytest.approx((100 + 99 * 20 + 100 * 30) / 200)
    assert figures["needs_unmet"] == pytest.approx(2 * 6)  # a stock: mean of months, both areas


def test_the_difference_of_a_mean_is_that_of_the_weighed_means() -> None:
    assert gaps(by_hand(), "current", "plan", [WAIT])[WAIT].tolist() == pytest.approx([-5.0])


def test_a_mean_of_nothing_is_absent() -> None:
    swept = by_hand()
    (rows,) = swept.parts("monthly", ["month", "area", WAIT, "decisions"])
    swept.parts = lambda *_: [rows.assign(decisions=0, **{WAIT: np.nan})]
    assert per_run(swept, [WAIT])[WAIT].isna().all()
