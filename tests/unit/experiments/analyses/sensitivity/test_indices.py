"""Indices of sensitivity on functions whose indices are known."""

import numpy as np
import pandas as pd
import pytest

from experiments.analyses.sensitivity.chance import chance_shares, morris_floor
from experiments.analyses.sensitivity.indices import (
    elementary_effects,
    group_indices,
    morris_indices,
    sobol_indices,
    varies,
)
from experiments.analyses.sensitivity.pawn import DUMMY, distances, pawn_indices
from experiments.sweep.designs import Design, Swept, draw_points
from model.draws import uniforms

NAMES = ("x1", "x2", "x3")
UNIT = tuple(Swept(name, 0.0, 1.0) for name in NAMES)
S1, ST = (0.3139, 0.4424, 0.0), (0.5576, 0.4424, 0.2437)
"""Of the Ishigami function with a = 7, b = 0.1 (Ishigami and Homma 1990), in closed form."""


def ishigami(unit: np.ndarray) -> np.ndarray:
    x = np.pi * (2 * unit - 1)
    return np.sin(x[:, 0]) + 7 * np.sin(x[:, 1]) ** 2 + 0.1 * x[:, 2] ** 4 * np.sin(x[:, 0])


def points_of(design: Design, swept: tuple[Swept, ...] = UNIT) -> np.ndarray:
    return draw_points(design, swept, 7).to_numpy()


def value(table: pd.DataFrame, index: str, parameter: str, column: str = "value") -> float:
    row = table[(table["index"] == index) & (table["parameter"] == parameter)]
    assert len(row) == 1
    return float(row[column].iloc[0])


def values(table: pd.DataFrame, index: str) -> list[float]:
    return table[table["index"] == index]["value"].tolist()


# -- Sobol ---------------------------------------------------------------------------------------


def sobol_of_ishigami(n: int = 1024) -> pd.DataFrame:
    return sobol_indices(ishigami(points_of(Design("saltelli", samples=n))), NAMES, 1)


def test_sobol_of_ishigami() -> None:
    table = sobol_of_ishigami()
    assert values(table, "S1") == pytest.approx(S1, abs=0.02)
    assert values(table, "ST") == pytest.approx(ST, abs=0.02)
    # the check can fail: neither the totals nor another order pass for first orders
    assert values(table, "ST") != pytest.approx(S1, abs=0.02)
    assert values(table, "S1")[::-1] != pytest.approx(S1, abs=0.02)


def test_intervals_of_sobol_hold_the_truth_and_narrow() -> None:
    few, many = sobol_of_ishigami(256), sobol_of_ishigami(4096)
    truth = [one for pair in zip(S1, ST, strict=True) for one in pair]
    for table in (few, many):
        assert (table["low"] < truth).all()
        assert (table["high"] > truth).all()
    width = [(table["high"] - table["low"]).mean() for table in (few, many)]
    assert width[1] == pytest.approx(width[0] / 4, rel=0.3)


def test_negative_indices_stay_as_they_are() -> None:
    """x3 alone brings nothing: half of its estimates fall below 0, and none may be cut off."""
    lows = [
        value(sobol_indices(ishigami(draw_points(Design("saltelli", samples=16), UNIT, s)
                                     .to_numpy()), NAMES, 1), "S1", "x3")
        for s in range(1, 9)
    ]  # fmt: skip
    assert min(lows) < 0 < max(lows)


def test_share_of_a_group_is_not_the_sum_of_its_members() -> None:
    """{x1, x3} brings all but what x2 brings: 1 - 0.4424, by itself and in total."""
    design = Design("saltelli", samples=1024, kinds=("x", "y", "x"))
    y = ishigami(points_of(design)).reshape(1024, 7)
    table = group_indices(y[:, 0], y[:, 5], y[:, 4], 1, "both")
    truth = 1 - S1[1]
    for index in ("S1", "ST"):
        assert value(table, index, "both") == pytest.approx(truth, abs=0.02)
        assert table["low"].lt(truth).all()
        assert table["high"].gt(truth).all()
    assert ST[0] + ST[2] > truth + 0.2  # what adding total indices would say
    # the check can fail: with x2 alone taken from B it is another share
    other = group_indices(y[:, 0], y[:, 6], y[:, 4], 1, "x2")
    assert value(other, "S1", "x2") != pytest.approx(truth, abs=0.05)


def test_share_of_a_group_that_interacts_with_the_rest() -> None:
    """y = x1 + 2 x2 + 6 (x1 - 1/2)(x2 - 1/2) + 3 x3: in units of 1/12, V1 V2 V12 V3 = 1 4 3 9."""
    design = Design("saltelli", samples=2048, kinds=("x", "y", "x"))
    x = points_of(design)
    y = x[:, 0] + 2 * x[:, 1] + 6 * (x[:, 0] - 0.5) * (x[:, 1] - 0.5) + 3 * x[:, 2]
    blocks = y.reshape(2048, 7)
    table = group_indices(blocks[:, 0], blocks[:, 5], blocks[:, 4], 1, "both")
    assert value(table, "S1", "both") == pytest.approx(10 / 17, abs=0.02)
    assert value(table, "ST", "both") == pytest.approx(13 / 17, abs=0.02)


# -- Morris --------------------------------------------------------------------------------------


def exact_mu_star() -> list[float]:
    """Return mu_star of Ishigami over all steps of two thirds on the grid of four levels."""
    grid = np.array(np.meshgrid(*[np.arange(4) / 3] * 3, indexing="ij")).reshape(3, -1).T
    sizes = []
    for k in range(3):
        start = grid[grid[:, k] < 0.5]
        end = start.copy()
        end[:, k] += 2 / 3
        sizes.append(float(np.abs(ishigami(end) - ishigami(start)).mean() * 1.5))
    return sizes


def test_morris_of_ishigami() -> None:
    x = points_of(Design("morris", trajectories=400, levels=4))
    table = morris_indices(x, ishigami(x), NAMES, 4, 1)
    estimates, exact = values(table, "mu_star"), exact_mu_star()
    assert exact[1] == pytest.approx(7.875)  # 7 sin^2 from 0 to 3/4, over 2/3
    for k, name in enumerate(NAMES):
        low, high = (value(table, "mu_star", name, side) for side in ("low", "high"))
        assert low - 1e-9 <= exact[k] <= high + 1e-9
    assert estimates == pytest.approx(exact, rel=0.1)
    assert estimates[1] > estimates[0] > estimates[2]
    assert abs(value(table, "mu", "x2")) < 1.5  # rises and falls: mu hides what mu_star shows
    assert estimates[::-1] != pytest.approx(exact, rel=0.1)


def test_morris_of_a_plane_has_neither_spread_nor_doubt() -> None:
    x = points_of(Design("morris", trajectories=5, levels=4))
    table = morris_indices(x, 3 * x[:, 0] - 2 * x[:, 1], NAMES, 4, 1)
    assert values(table, "mu") == pytest.approx([3, -2, 0])
    assert values(table, "mu_star") == pytest.approx([3, 2, 0])
    assert values(table, "sigma") == pytest.approx([0, 0, 0])
    assert (table["high"] - table["low"]).to_numpy() == pytest.approx(np.zeros(9))


def test_effects_that_are_resampled_are_those_of_salib() -> None:
    x = points_of(Design("morris", trajectories=30, levels=4))
    table, effects = morris_indices(x, ishigami(x), NAMES, 4, 1), None
    effects = elementary_effects(x, ishigami(x), 4)
    assert values(table, "mu") == pytest.approx(effects.mean(axis=0).tolist())
    assert values(table, "mu_star") == pytest.approx(np.abs(effects).mean(axis=0).tolist())
    assert values(table, "sigma") == pytest.approx(effects.std(axis=0, ddof=1).tolist())


def test_morris_of_groups() -> None:
    """Of a plane, a group's effect is the size of the sum of its members' steps."""
    groups = ("b", "a", "b")
    x = points_of(Design("morris", trajectories=300, levels=4, groups=groups))
    table = morris_indices(x, 3 * x[:, 0] - 2 * x[:, 1] + x[:, 2], NAMES, 4, 1, groups)
    assert table["parameter"].tolist() == ["b", "a"]
    assert set(table["index"]) == {"mu_star"}
    assert value(table, "mu_star", "a") == pytest.approx(2)
    # x1 and x3 rise together in half of the trajectories (4), against each other in the rest (2)
    assert value(table, "mu_star", "b") == pytest.approx(3, abs=0.2)


def test_one_trajectory_has_no_interval() -> None:
    x = points_of(Design("morris", trajectories=1, levels=4))
    table = morris_indices(x, 3 * x[:, 0], NAMES, 4, 1)
    assert value(table, "mu_star", "x1") == pytest.approx(3)
    assert table[["low", "high"]].isna().all().all()


# -- PAWN ----------------------------------------------------------------------------------------


def test_pawn_of_ishigami_and_a_parameter_that_does_nothing() -> None:
    swept = (*UNIT, Swept("nothing", 0.0, 1.0))
    x = points_of(Design("sobol", points=1024), swept)
    names = [one.name for one in swept]
    table = pawn_indices(x, ishigami(x), names, 1)
    median = dict(zip([*names, DUMMY], values(table, "median"), strict=True))
    floor = value(table, "median", DUMMY, "high")
    assert median["x2"] > median["x1"] > median["x3"] > floor > median["nothing"]
    assert floor < 0.15


def test_pawn_agrees_with_salib() -> None:
    """But for the largest value of a parameter, which SALib leaves out of its last slice."""
    from SALib.analyze.pawn import analyze

    x = points_of(Design("lhs", points=1000))
    y, problem = ishigami(x), {"num_vars": 3, "names": list(NAMES), "bounds": [[0, 1]] * 3}
    analysis = analyze(problem, x, y, S=10)
    table = pawn_indices(x, y, NAMES, 1)
    assert values(table, "median")[:3] == pytest.approx(analysis["median"], abs=0.006)
    assert values(table, "mean")[:3] == pytest.approx(analysis["mean"], abs=0.006)


def test_distance_takes_ties_and_listed_values() -> None:
    y, slices = np.array([0.0, 0.0, 1.0, 1.0]), np.array([0, 0, 1, 1])
    assert distances(slices, y).tolist() == [0.5, 0.5]
    assert distances(np.array([0, 1, 0, 1]), y).tolist() == [0.0, 0.0]
    x = np.array([[6.0], [6.0], [18.0], [18.0]] * 20)
    table = pawn_indices(x, np.tile(y, 20), ["seats"], 1)
    assert value(table, "median", "seats") == 0.5


# -- chance --------------------------------------------------------------------------------------


def noise(points: int, replications: int, seed: int = 1) -> np.ndarray:
    drawn = uniforms(seed, np.arange(points * replications), 77)
    return drawn.reshape(points, replications) - 0.5


def test_chance_common_to_all_points_moves_no_index() -> None:
    y = np.arange(8.0)[:, None] + np.array([0.0, 5.0, 9.0])[None, :]
    table = chance_shares(y[:, None, :], 1)
    assert value(table, "between_points", "(chance)") == pytest.approx(0, abs=1e-12)
    assert value(table, "of_one_run", "(chance)") > 0.5


def test_chance_of_its_own_at_each_point_is_told_apart() -> None:
    """Variance 4 between points, 1/12 of chance: in means over 4 runs 1/48 of 4 + 1/48."""
    spread = 4.0 * np.sqrt(3.0) * (np.arange(500) + 0.5) / 500
    table = chance_shares((spread[:, None] + noise(500, 4))[:, None, :], 1)
    assert value(table, "between_points", "(chance)") == pytest.approx(1 / 193, rel=0.15)
    alone = chance_shares(noise(500, 4)[:, None, :], 1)
    assert value(alone, "between_points", "(chance)") == pytest.approx(1, abs=0.1)
    low, high = (value(alone, "between_points", "(chance)", side) for side in ("low", "high"))
    assert low < 1 < high
    assert value(alone, "of_one_run", "(chance)") == pytest.approx(1, abs=0.05)


def test_floor_of_morris_is_what_chance_gives() -> None:
    """Effects of a parameter that only stirs chance have, on average, the size of the floor."""
    x = points_of(Design("morris", trajectories=400, levels=4))
    y = noise(len(x), 5)
    table = morris_indices(x, y.mean(axis=1), NAMES, 4, 1)
    floor = morris_floor(y.reshape(400, 4, 5), 4)
    assert values(table, "mu_star") == pytest.approx([floor] * 3, rel=0.1)


def test_one_replication_tells_nothing_of_chance() -> None:
    assert chance_shares(noise(10, 1)[:, None, :], 1)["value"].isna().all()
    assert np.isnan(morris_floor(noise(10, 1)[:, None, :], 4))


def test_an_answer_that_does_not_vary_has_no_shares() -> None:
    """Nothing is divided by nothing (warnings are errors here)."""
    assert not varies(np.full(5, 0.1) + 0.2)
    assert varies(np.array([0.0, 1e-9]))
    x = points_of(Design("morris", trajectories=3, levels=4))
    assert (morris_indices(x, np.full(12, 3.0), NAMES, 4, 1)["value"] == 0).all()
    assert sobol_indices(np.full(20, 3.0), NAMES, 1)["value"].isna().all()
    assert pawn_indices(x, np.full(12, 3.0), NAMES, 1)["value"].isna().all()
    assert chance_shares(np.full((4, 3, 2), 3.0), 1)["value"].isna().all()
