"""What came after the fit that ships is told apart from what it was held to."""

import pandas as pd
import pytest

from experiments.analyses.analogues.told import answer
from experiments.analyses.calibration import later
from experiments.analyses.calibration.later import (
    TABLE,
    chance_variance,
    fitted_targets,
    later_targets,
    lived_figures,
    log_agreement,
)
from experiments.analyses.patterns.observed import patterns_of
from experiments.analyses.patterns.targets import Target, all_targets
from experiments.analyses.uncertainty.draws import FIGURES, about_posterior, posterior, sets_of
from experiments.analyses.uncertainty.weights import normalised, worth
from experiments.results.parquet import parquet_in


def test_the_fit_that_ships_was_held_to_the_targets_that_it_says() -> None:
    about = about_posterior()
    assert len(fitted_targets()) == about["targets"] + len(about["without"])
    assert {*fitted_targets(), *later_targets()} == set(all_targets())
    assert not set(fitted_targets()) & set(later_targets())


def test_every_different_draw_has_a_figure_of_every_pattern() -> None:
    table = parquet_in(TABLE)
    once = table[~table["again"]]
    assert once["draw"].tolist() == posterior().drop_duplicates().index.tolist()
    assert set(table["residents"]) == {about_posterior()["draws_in"]}
    figures = lived_figures()
    assert figures.columns.is_unique
    for use in ("FIT", "VAL"):
        assert set(patterns_of(use)["measure"]) <= set(figures.columns)
    new = [name for name in figures if name not in parquet_in(FIGURES)]
    assert figures[new].notna().all(axis=None)
    copies = figures[new].groupby(sets_of(range(len(figures)))).nunique()
    assert (copies == 1).all(axis=None), "draws of one set are one town"


def test_chance_is_half_of_what_two_lives_differ_by(monkeypatch: pytest.MonkeyPatch) -> None:
    table = pd.DataFrame(
        {"draw": [0, 3, 7, 0, 3], "again": [False] * 3 + [True] * 2, "x": [1, 5, 9, 3, 5.0]}
    )
    monkeypatch.setattr(later, "parquet_in", lambda _: table)
    assert chance_variance(Target("a", "x", "linear", 2.0, 1.0, 0.0)) == pytest.approx(1.0)


def test_draws_weigh_by_the_likelihood_with_chance_allowed_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    one = Target("a", "x", "linear", 2.0, 3.0, 0.0)
    monkeypatch.setattr(later, "lived_figures", lambda: pd.DataFrame({"x": [2.0, 7.0]}))
    monkeypatch.setattr(later, "chance_variance", lambda _: 16.0)
    assert log_agreement([one]).tolist() == pytest.approx([0.0, -0.5])
    assert log_agreement([one, one]).tolist() == pytest.approx([0.0, -1.0])


def test_the_answer_moves_with_what_is_weighed_beside() -> None:
    log = log_agreement(later_targets())
    plain, moved = answer(()), answer((), (), log)
    assert answer((), (), log * 0.0).saving == plain.saving
    assert moved.worth < plain.worth
    assert moved.cost.tolist() != plain.cost.tolist()
    weights = normalised(log.to_numpy(float))
    assert 1.0 < worth(weights) < len(log)
