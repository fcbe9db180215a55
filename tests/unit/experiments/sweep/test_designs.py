"""Points of a sweep: each design has the form its analysis counts on, and can be extended."""

from fnmatch import fnmatchcase

import numpy as np
import pandas as pd
import pytest

from experiments.sweep import ignorance
from experiments.sweep.designs import (
    Design,
    draw_points,
    more_points,
    number_of_points,
    read_design,
)
from experiments.sweep.ignorance import BASE_YEARS, NOTHING, STUDIES, declared, kind_of
from experiments.sweep.request import _design_of
from experiments.sweep.swept import Swept, all_uncertain, swept_parameter
from model.errors import InputError, ParameterError, ResultError
from model.parameter_owners import all_rows
from model.scenario.scenario import load_scenario

SHAME, SEATS = "seeking.shame_weight", "free_access_day_activities.seats_per_daypart"
HEAVY, HOURS = "money.halfday.heavy", "access.hours_short_support"
SWEPT = (
    Swept(SHAME, 0.2, 0.8),
    Swept(SEATS, None, None, (6.0, 12.0, 18.0)),
    Swept(HEAVY, 55.0, 90.0),
)
UNIT = tuple(Swept(name, 0.0, 1.0) for name in (SHAME, HEAVY, HOURS))


def drawn(
    method: str, swept: tuple[Swept, ...] = SWEPT, seed: int = 1, **size: int
) -> pd.DataFrame:
    return draw_points(read_design({"method": method, **size}, swept, "file"), swept, seed)


# -- what is swept -------------------------------------------------------------------------------


def test_range_comes_from_the_register() -> None:
    row = all_rows()[SHAME]
    assert swept_parameter(SHAME, {}, "file") == Swept(SHAME, row.low, row.high)
    assert swept_parameter(SHAME, None, "file") == Swept(SHAME, row.low, row.high)
    assert swept_parameter(SHAME, {"low": 0.4}, "file") == Swept(SHAME, 0.4, row.high)
    assert swept_parameter(SEATS, {"values": [6, 12]}, "file").choices == (6.0, 12.0)


@pytest.mark.parametrize(
    ("name", "entry", "parts"),
    [
        ("seeking.shame_wieght", {}, ("file", "Did you mean 'seeking.shame_weight'")),
        (SHAME, {"lo": 0.1}, ("file", SHAME, "no field 'lo'", "Did you mean 'low'")),
        (SHAME, {"low": 0.8, "high": 0.2}, ("low 0.8 is not below high 0.2",)),
        (SHAME, {"low": 0.5, "high": 0.5}, ("not below",)),
        (SHAME, {"low": -1e9}, ("low: seeking.shame_weight is -1e+09", "give a number")),
        (SHAME, {"high": "much"}, ("'much'", "give a number")),
        (SHAME, {"high": float("nan")}, ("nan", "give a number")),
        (SHAME, {"values": []}, ("values is []", "give a list")),
        (SHAME, {"values": "0.2"}, ("give a list",)),
        (SHAME, {"values": [0.2, -1]}, ("is -1", "give a number")),
        (SHAME, {"values": [0.2], "low": 0.1}, ("not both",)),
        (SHAME, [0.2, 0.8], ("[0.2, 0.8]", "values: [...]")),
    ],
)  # fmt: skip
def test_refuses_what_cannot_be_swept(name: str, entry: object, parts: tuple[str, ...]) -> None:
    with pytest.raises(ParameterError) as raised:
        swept_parameter(name, entry, "file")  # type: ignore[arg-type]
    assert all(part in str(raised.value) for part in parts), raised.value


def test_refuses_a_parameter_without_a_range() -> None:
    fixed = next(row.name for row in all_rows().values() if row.low is None)
    with pytest.raises(ParameterError, match="low and high missing, and the register gives no"):
        swept_parameter(fixed, {}, "file")


def test_all_uncertain_leaves_out_levers_that_nobody_uses() -> None:
    few, many = (all_uncertain([load_scenario(name)]) for name in ("current", "all_on"))
    assert SHAME in few
    assert set(few) < set(many)
    of_local_teams = [name for name in many if name.startswith("strong_local_teams.")]
    assert of_local_teams
    assert not set(of_local_teams) & set(few)
    rows = all_rows()
    assert all(rows[name].role == "uncertain" for name in many)
    assert all(swept_parameter(name, {}, "file").ends for name in many)


# -- the design of a file ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("design", "parts"),
    [
        ({}, ("file", "no method", "saltelli")),
        ({"method": "sobl", "points": 8}, ("'sobl'", "Did you mean 'sobol'")),
        ({"method": "lhs"}, ("design lhs", "points is missing")),
        ({"method": "lhs", "points": 0}, ("points is 0", "from 1 on")),
        ({"method": "lhs", "points": 2.5}, ("points is 2.5", "whole number")),
        ({"method": "lhs", "points": True}, ("points is True",)),
        ({"method": "lhs", "points": 8, "levels": 4}, ("no field 'levels'",)),
        ({"method": "sobol", "points": 100}, ("points is 100", "powers of two", "64 or 128")),
        ({"method": "saltelli", "samples": 12}, ("samples is 12", "8 or 16")),
        ({"method": "morris", "trajectories": 4, "levels": 5}, ("levels is 5", "even")),
        ({"method": "morris", "trajectories": 4, "groups": "files"}, ("'files'", "'owners'")),
        ({"method": "grid"}, (SHAME, "has a range", "give levels")),
        ({"method": "grid", "levels": 1}, ("levels is 1", "from 2 on")),
        ({"method": "grid", "levels": 2000}, ("12,000,000 points", "at most 1,000,000")),
        ({"method": "list"}, (SHAME, "has a range", "list its values")),
    ],
)  # fmt: skip
def test_refuses_a_design_that_cannot_be_drawn(
    design: dict[str, object], parts: tuple[str, ...]
) -> None:
    with pytest.raises(InputError) as raised:
        read_design(design, SWEPT, "file")
    assert all(part in str(raised.value) for part in parts), raised.value


@pytest.mark.parametrize(
    ("design", "values", "message"),
    [
        ({"method": "list"}, ((1.0, 2.0), (3.0,)), f"{SHAME} 2, {HEAVY} 1"),
        ({"method": "grid"}, ((1.0, 1.0), (3.0,)), f"{SHAME} lists a value twice"),
        ({"method": "grid", "levels": 3}, ((1.0,), (3.0,)), "every parameter lists values"),
        ({"method": "morris", "trajectories": 4}, ((1.0,), (3.0, 4.0)), "two or more different"),
        ({"method": "saltelli", "samples": 4}, ((1.0, 2.0), (3.0, 3.0)), "two or more different"),
    ],
)  # fmt: skip
def test_refuses_values_that_do_not_suit(
    design: dict[str, object], values: tuple[tuple[float, ...], ...], message: str
) -> None:
    swept = [Swept(n, None, None, v) for n, v in zip((SHAME, HEAVY), values, strict=True)]
    with pytest.raises(InputError, match=message):
        read_design(design, swept, "file")


def test_refuses_a_design_of_nothing() -> None:
    with pytest.raises(InputError, match="name what is swept"):
        read_design({"method": "lhs", "points": 4}, (), "file")


# -- the points ----------------------------------------------------------------------------------


def test_grid_is_the_full_product() -> None:
    points = drawn("grid", levels=3)
    assert len(points) == 27
    assert not points.duplicated().any()
    assert points[SHAME].drop_duplicates().tolist() == pytest.approx([0.2, 0.5, 0.8])
    assert points[SEATS].tolist()[:4] == [6, 6, 6, 12]


def test_list_takes_values_side_by_side() -> None:
    swept = (Swept(SHAME, None, None, (0.2, 0.4)), Swept(HEAVY, None, None, (60.0, 55.0)))
    assert drawn("list", swept).to_numpy().tolist() == [[0.2, 60], [0.4, 55]]


def test_latin_hypercube_hits_every_slice_once() -> None:
    points = drawn("lhs", points=30)
    slices = np.floor((points[SHAME] - 0.2) / 0.6 * 30).astype(int)
    assert sorted(slices) == list(range(30))
    assert points[SEATS].value_counts().to_dict() == {6: 10, 12: 10, 18: 10}


@pytest.mark.parametrize(
    ("method", "size"),
    [("lhs", {"points": 9}), ("sobol", {"points": 8}), ("morris", {"trajectories": 3}),
     ("saltelli", {"samples": 4})],
)  # fmt: skip
def test_points_follow_from_the_seed(method: str, size: dict[str, int]) -> None:
    points, again, other = (drawn(method, seed=seed, **size) for seed in (5, 5, 2**63 - 1))
    pd.testing.assert_frame_equal(points, again)
    assert not points.equals(other)
    assert points.columns.tolist() == [SHAME, SEATS, HEAVY]
    assert (points.dtypes == "float64").all()
    assert points.index.name == "point"
    assert points.index.tolist() == list(range(len(points)))
    assert len(points) == number_of_points(
        read_design({"method": method, **size}, SWEPT, ""), SWEPT
    )
    for one in SWEPT:
        assert points[one.name].between(*one.ends).all()
        assert not one.choices or set(points[one.name]) <= set(one.choices)


def test_morris_moves_one_parameter_at_a_time_by_two_thirds() -> None:
    points = drawn("morris", UNIT, trajectories=20).to_numpy().reshape(20, 4, 3)
    steps = np.abs(np.diff(points, axis=1))
    assert (np.count_nonzero(steps, axis=2) == 1).all()
    assert steps[steps > 0] == pytest.approx(2 / 3)
    assert (np.count_nonzero(steps, axis=1) == 1).all()


def test_morris_moves_the_parameters_of_an_owner_together() -> None:
    swept = (*UNIT, Swept("money.halfday.light", 0.0, 1.0))
    design = read_design({"method": "morris", "trajectories": 6, "groups": "owners"}, swept, "")
    assert design.groups == ("seeking", "money", "access", "money")
    points = draw_points(design, swept, 1).to_numpy()
    assert points.shape == (6 * 4, 4)
    moved = np.diff(points.reshape(6, 4, 4), axis=1) != 0
    assert (moved[:, :, 1] == moved[:, :, 3]).all()
    assert (moved.sum(axis=(1, 2)) == 4).all()


def test_saltelli_takes_one_parameter_then_each_kind_from_the_other_sample() -> None:
    design = read_design({"method": "saltelli", "samples": 8}, UNIT, "")
    assert design.kinds == (BASE_YEARS, STUDIES, BASE_YEARS)  # the tariff was looked up
    blocks = draw_points(design, UNIT, 1).to_numpy().reshape(8, 7, 3)
    a, b, mixed, others = blocks[:, 0], blocks[:, 4], blocks[:, 5], blocks[:, 6]
    for k in range(3):
        expected = a.copy()
        expected[:, k] = b[:, k]
        assert (blocks[:, 1 + k] == expected).all()
    assert (mixed[:, [0, 2]] == b[:, [0, 2]]).all()
    assert (mixed[:, 1] == a[:, 1]).all()
    assert (others[:, [0, 2]] == a[:, [0, 2]]).all()
    assert (others[:, 1] == b[:, 1]).all()
    assert (a != b).all()


def test_what_could_tell_a_number_is_declared(monkeypatch: pytest.MonkeyPatch) -> None:
    assert kind_of("money.halfday.heavy") == STUDIES
    monkeypatch.setattr(ignorance, "status", lambda name: "assumed")
    assert kind_of(SHAME) == BASE_YEARS
    for name in ("access.short_support_team", "outreach.follow_up", "strong_local_teams.proximity"):
        assert kind_of(name) == NOTHING  # no year before the plan has a team
    assert kind_of("day_place.effectiveness") == BASE_YEARS  # Café Entrée has been one since 2022
    assert all(any(fnmatchcase(name, pattern) for name in all_rows()) for pattern in declared())


def test_saltelli_is_that_of_salib() -> None:
    from SALib.sample.sobol import sample

    problem = {"num_vars": 2, "names": [SHAME, HOURS], "bounds": [[0.0, 1.0]] * 2}
    points = draw_points(Design("saltelli", samples=16), (UNIT[0], UNIT[2]), 5)
    assert (points.to_numpy() == sample(problem, 16, calc_second_order=False, seed=5)).all()


def test_saltelli_moves_groups_together() -> None:
    design = Design("saltelli", samples=8, groups=("one", "two", "one"), kinds=("x", "x", "y"))
    a, one, two, b, mixed, last = np.moveaxis(
        draw_points(design, UNIT, 1).to_numpy().reshape(8, 6, 3), 1, 0
    )
    assert (last[:, :2] == a[:, :2]).all()
    assert (one[:, [0, 2]] == b[:, [0, 2]]).all()
    assert (one[:, 1] == a[:, 1]).all()
    assert (two[:, [0, 2]] == a[:, [0, 2]]).all()
    assert (two[:, 1] == b[:, 1]).all()
    assert (mixed[:, :2] == b[:, :2]).all()
    assert (mixed[:, 2] == a[:, 2]).all()


def test_saltelli_needs_no_group_where_all_are_of_one_kind() -> None:
    swept = (UNIT[0], UNIT[2])
    design = read_design({"method": "saltelli", "samples": 8}, swept, "")
    assert design.kinds == ()
    assert len(draw_points(design, swept, 1)) == 8 * 4


def test_designs_of_before_are_read_where_their_points_are_the_same() -> None:
    record = {"method": "lhs", "points": 4, "levels": None, "trajectories": None, "samples": None,
              "assumed": [], "groups": []}  # fmt: skip
    assert _design_of(record) == Design("lhs", points=4)
    with pytest.raises(ResultError, match="run it again into another folder"):
        _design_of(
            record | {"method": "saltelli", "points": None, "samples": 4, "assumed": [SHAME]}
        )


# -- more of them --------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "size", "longer"),
    [("sobol", {"points": 8}, 32), ("morris", {"trajectories": 3}, 20),
     ("saltelli", {"samples": 4}, 8 * 8)],
)  # fmt: skip
def test_a_longer_design_begins_with_the_old_points(
    method: str, size: dict[str, int], longer: int
) -> None:
    design = read_design({"method": method, **size}, SWEPT, "")
    old = draw_points(design, SWEPT, 3)
    further = more_points(design, SWEPT, 3, old, longer)
    whole = {key: n * longer // len(old) for key, n in size.items()}
    pd.testing.assert_frame_equal(
        pd.concat([old, further]), drawn(method, seed=3, **whole), check_index_type=False
    )


def test_further_latin_points_are_a_hypercube_of_their_own() -> None:
    design = read_design({"method": "lhs", "points": 10}, SWEPT, "")
    old = draw_points(design, SWEPT, 3)
    further = more_points(design, SWEPT, 3, old, 25)
    assert further.index.tolist() == list(range(10, 25))
    assert sorted(np.floor((further[SHAME] - 0.2) / 0.6 * 15).astype(int)) == list(range(15))
    assert not set(further[SHAME]) & set(old[SHAME])
    pd.testing.assert_frame_equal(further, more_points(design, SWEPT, 3, old, 25))


@pytest.mark.parametrize(
    ("method", "size", "points", "message"),
    [
        ("sobol", {"points": 8}, 8, "there are 8 already"),
        ("sobol", {"points": 8}, 24, "16 or 32"),
        ("saltelli", {"samples": 4}, 50, "multiple of 8"),
        ("saltelli", {"samples": 4}, 48, "powers of two"),
        ("morris", {"trajectories": 3}, 14, "multiple of 4"),
        ("grid", {"levels": 2}, 20, "edit the file"),
    ],
)  # fmt: skip
def test_refuses_to_extend(method: str, size: dict[str, int], points: int, message: str) -> None:
    design = read_design({"method": method, **size}, SWEPT, "")
    with pytest.raises(InputError, match=message):
        more_points(design, SWEPT, 3, draw_points(design, SWEPT, 3), points)


def test_refuses_to_extend_the_points_of_another_seed() -> None:
    design = Design("sobol", points=8)
    with pytest.raises(InputError, match="another design or seed"):
        more_points(design, SWEPT, 4, draw_points(design, SWEPT, 3), 16)
