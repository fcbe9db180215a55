"""Monitoring from three sides: what is followed, and both worlds side by side."""

import pandas as pd
import pytest

from experiments.effects import monitoring as three
from model.measures.outcomes import NAMES


def test_every_figure_is_an_outcome_and_stands_on_one_side() -> None:
    followed = [name for names in three.SIDES.values() for name in names]
    assert set(followed) <= set(NAMES)
    assert len(set(followed)) == len(followed)


def test_worlds_stand_side_by_side(monkeypatch: pytest.MonkeyPatch) -> None:
    table = pd.DataFrame(
        [("plan", 2026, "east", "requests", 3.0, 1.0, 5.0, 2, 10.0),
         ("plan", 2026, "east", "indicated_users", -1.0, -2.0, 0.0, 2, 8.0),
         ("plan", 2026, "east", "lonely", 1.0, 0.0, 2.0, 2, 7.0)],
        columns=["policy", "year", "area", "outcome", "difference", "low", "high", "replications",
                 "base"],
    ).assign(varies="chance only")  # fmt: skip
    monkeypatch.setattr(three, "read_table", lambda folder, name: table)
    result = three.monitoring("anywhere")
    assert list(result.columns) == list(three.COLUMNS)
    assert result[["side", "outcome", "base", "policy_value"]].to_numpy().tolist() == [
        ["indicated", "indicated_users", 8.0, 7.0], ["access", "requests", 10.0, 13.0],
    ]  # fmt: skip
