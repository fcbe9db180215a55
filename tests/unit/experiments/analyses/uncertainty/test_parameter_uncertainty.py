"""Doubt about parameters: draws that meet the base years, and intervals that hold them too."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.analyses.uncertainty import parameter_draws, parameter_uncertainty
from experiments.analyses.uncertainty.constrained_walk import (
    FELT_BLOCK,
    SEARCH,
    Box,
    _block,
    felt,
    half_of,
    walk,
)
from experiments.analyses.uncertainty.convergence import convergence, r_hat
from experiments.analyses.uncertainty.handed_in_draws import read_draws
from experiments.analyses.uncertainty.parameter_draws import (
    ABOUT,
    BaseYears,
    base_years,
    doubtful,
    how_far,
    parameters_of,
)
from experiments.analyses.uncertainty.unseen import unseen
from experiments.effects.headline import headline
from experiments.effects.intervals import CHANCE_AND_PARAMETERS, CHANCE_ONLY, paired, predicted
from experiments.report.number_format import number
from experiments.report.words import words_of
from experiments.runs import compare as comparing
from experiments.runs.charts import picture_of_doubt
from experiments.runs.compare import compare_scenarios, read_comparison
from experiments.runs.result import ComparisonResult
from experiments.runs.summary import as_markdown, as_text
from experiments.sweep.ignorance import levers_of_later, unseen_by_base_years
from experiments.sweep.swept import owner_of
from experiments.worlds.lockstep import Pairs, Task
from model.draws import decision, uniforms
from model.errors import InputError
from model.measures.outcomes import HEADLINES
from model.parameter_owners import all_rows
from model.scenario.scenario import Scenario, load_scenario
from tests.unit.experiments.report.test_words import _figures, _leftovers
from tests.unit.experiments.runs.test_findings import by_hand

pytestmark = pytest.mark.usefixtures("nothing_to_free")
SYNTHETIC = decision("test.doubt_synthetic")
SHAME = "seeking.shame_weight"
WORLDS = [load_scenario("current"), load_scenario("transformation")]
FELT = 5


def box(size: int = 90) -> Box:
    names = tuple(f"p.{k}" for k in range(size))
    return Box(names, np.full(size, 0.4), np.zeros(size), np.ones(size))


def tight(values: Any) -> bool:
    """Say whether the first five, and they alone, stay near where they began."""
    return bool((np.abs(np.asarray(values)[:FELT] - 0.4) <= 0.15).all())


def test_the_search_finds_what_the_bounds_feel() -> None:
    mask = felt(box(), 3, lambda points: [tight(point) for point in points])
    broke = np.abs(box().drawn(3, SEARCH) - 0.4)[:FELT] > 0.15
    assert broke.any()
    assert mask[:FELT][broke].all()
    assert mask.sum() <= 4 * FELT
    assert not felt(box(), 3, lambda points: [True] * len(points)).any()


def test_walks_keep_to_the_bounds_and_move_the_rest() -> None:
    mask = np.arange(90) < FELT
    points: list[Any] = []

    def meets(point: Any) -> bool:
        points.append(point)
        return tight(point)

    end = walk(box(), mask, 3, 7, 40, meets)
    assert tight(end.point)
    assert end.point.min() >= 0
    assert end.point.max() <= 1
    assert (end.point[FELT:] != 0.4).all()
    assert end.evaluations == len(points) > end.steps
    assert end.accepted < end.steps
    assert sum(map(tight, points[-end.steps :])) == end.accepted
    assert not all(map(tight, points))


def test_walks_begin_apart_and_cover_the_part_within_the_bounds_evenly() -> None:
    """A strip of which the point as set is one end: many walks must not stay near that end."""
    strip = Box(tuple(f"p.{k}" for k in range(4)), np.full(4, 0.05), np.zeros(4), np.ones(4))
    mask = np.ones(4, np.bool_)
    ends = [walk(strip, mask, 3, draw, 60, lambda p: bool(p[0] < 0.5)) for draw in range(150)]
    points = np.array([end.point for end in ends])
    assert points[:, 0].max() < 0.5
    assert stats.kstest(points[:, 0], "uniform", args=(0, 0.5)).pvalue > 0.001
    assert stats.kstest(points[:, 1], "uniform").pvalue > 0.001
    means, variances = (np.array([getattr(e, n) for e in ends]) for n in ("mean", "variance"))
    early = convergence(r_hat(means, variances, half_of(60)))
    longer = [walk(strip, mask, 3, draw, 600, lambda p: bool(p[0] < 0.5)) for draw in range(12)]
    means, variances = (np.array([getattr(e, n) for e in longer]) for n in ("mean", "variance"))
    late = convergence(r_hat(means, variances, half_of(600)))
    assert late.share == 1.0
    assert late.median < early.median
    started = [
        walk(strip, mask, 3, draw, 0, lambda p: bool(p[0] < 0.5)).point for draw in range(40)
    ]
    assert np.std([point[1] for point in started]) > 0.2


def test_r_hat_tells_walks_that_stay_where_they_began() -> None:
    apart = r_hat(np.array([[0.1], [0.9]]), np.array([[0.001], [0.001]]), 50)
    alike = r_hat(np.array([[0.5], [0.51]]), np.array([[0.08], [0.09]]), 50)
    assert apart[0] > 10
    assert alike[0] < 1.1
    still = r_hat(np.array([[0.1], [0.9]]), np.zeros((2, 1)), 50)
    assert still[0] == np.inf
    assert convergence(np.concatenate((apart, alike))).share == 0.5
    assert np.isnan(convergence(r_hat(np.zeros((1, 3)), np.zeros((1, 3)), 50)).median)


def test_what_no_figure_changes_with_is_found_to_the_last_digit() -> None:
    """The small town overlooks one that is rare; the other town finds it, and it is walked."""
    three = Box(("a.x", "a.y", "b.x", "b.y", "c.x"), np.full(5, 0.4), np.zeros(5), np.ones(5))
    asked: list[int] = []

    def town(*read: int) -> Any:
        def same(points: Any) -> list[bool]:
            asked.append(len(points))
            return [all(point[k] == 0.4 for k in read) for point in points]

        return same

    assert unseen(three, town(0), town(0, 3)).tolist() == [False, True, True, False, True]
    assert unseen(three, town(), town()).tolist() == [True] * 5
    assert unseen(three, town(*range(5)), town(*range(5))).tolist() == [False] * 5
    assert sum(asked) < 60


def test_a_walk_hangs_on_seed_and_draw_alone() -> None:
    mask = np.arange(90) < FELT
    one, again, other = (walk(box(), mask, 3, draw, 6, tight).point for draw in (2, 2, 4))
    assert (one == again).all()
    assert (one != other).mean() > 0.6
    more = Box((*box().names, "p.new"), *(np.append(x, 0.5) for x in (box().start, box().low)),
               np.append(box().high, 1.0))  # fmt: skip
    assert (more.drawn(3, SYNTHETIC)[:90] == box().drawn(3, SYNTHETIC)).all()


def test_every_parameter_has_its_turn() -> None:
    mask = np.arange(90) < 20
    blocks = [_block(box(), mask, 3, 0, step) for step in range(12)]
    others, in_turn = np.concatenate(blocks[::2]), np.concatenate(blocks[1::2][:3])
    assert sorted(others.tolist()) == list(range(20, 90))
    assert sorted(in_turn.tolist()) == list(range(20))
    assert max(map(len, blocks[1::2])) == FELT_BLOCK


# Six blocks not felt and one that is, on the way to the start: one point each, or three in vain.
@pytest.mark.parametrize(("met", "accepted", "evaluations"), [(True, 8, 15), (False, 0, 29)])
def test_steps_that_all_or_never_meet(met: bool, accepted: int, evaluations: int) -> None:
    end = walk(box(), np.arange(90) < FELT, 3, 0, 8, lambda _: met)
    assert (end.accepted, end.evaluations) == (accepted, evaluations)
    assert met or (end.point == box().start).all()


def test_only_uncertain_parameters_in_use_are_drawn() -> None:
    rows = {row.name: row for row in doubtful(WORLDS)}
    assert {row.role for row in rows.values()} == {"uncertain"}
    assert SHAME in rows
    owners = {name.partition(".")[0] for name in rows}
    assert "strong_local_teams" in owners
    assert "extramuralisation" not in owners
    assert not {name for name in rows if name.endswith(".dose")}
    by_hand_ = [
        load_scenario("current", {SHAME: 0.5}),
        load_scenario("transformation", {SHAME: 0.5}),
    ]
    assert SHAME not in {row.name for row in doubtful(by_hand_)}
    name = next(name for name in rows if name.startswith("strong_local_teams."))
    changed = load_scenario("transformation", {name: rows[name].value})
    assert name not in {row.name for row in doubtful([WORLDS[0], changed])}


def _measured(scenario: Scenario, seed: int, replication: int, size: Any, town: str) -> Any:
    """Stand in for the base years: two rows hang on two parameters, one row is always missed."""
    figures = dict.fromkeys(MEASURES, 0.0) | {
        m: (low + high) / 2 for m, (low, high) in BOUNDS.items()
    }
    shame = scenario.processes["seeking"].shame_weight  # type: ignore[attr-defined]
    assert (seed, replication, town) == (5, 0, "bergen_op_zoom")
    if shame > 0.75:
        raise ZeroDivisionError("injected")
    low, high = BOUNDS["benefits"]
    figures["benefits"] = low + (high - low) * (0.5 + 2 * (shame - all_rows()[SHAME].value))
    return figures | {"births": 0.0}


def _rows() -> tuple[tuple[str, ...], dict[str, tuple[float, float]]]:
    from experiments.analyses.patterns.patterns import TABLE, _bounds
    from model.inputs.evidence import load_evidence

    fit, register = pd.read_csv(TABLE).query("use == 'FIT'"), load_evidence()
    bounds = {
        row.measure: _bounds(row.kind, row.tolerance, float(register.loc[row.id, "value"]))
        for row in fit.itertuples()
    }
    return tuple(pd.read_csv(TABLE)["measure"]), bounds


MEASURES, BOUNDS = _rows()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(parameter_draws, "measured", _measured)


@pytest.mark.usefixtures("quick")
def test_draws_meet_what_the_point_as_set_meets() -> None:
    options: dict[str, Any] = {"seed": 5, "steps": 12, "workers": 1, "quiet": True}
    draws = parameter_draws.register_draws(4, WORLDS, **options)
    assert list(draws.columns[: len(ABOUT)]) == list(ABOUT)
    assert (draws["missed"] == "boz2020.births").all()
    assert (draws["residents"] == 20_000).all()
    values = parameters_of(draws)
    assert list(values) == [row.name for row in doubtful(WORLDS)]
    for name in values:
        assert values[name].between(all_rows()[str(name)].low, all_rows()[str(name)].high).all()
    assert (np.abs(values[SHAME] - all_rows()[SHAME].value) <= 0.25).all()
    assert values[SHAME].std() > 0
    moved, at_will = how_far(draws)
    assert 0.9 * at_will < moved < 1.1 * at_will
    assert (draws["accepted"] < draws["evaluations"]).all()
    fewer = parameter_draws.register_draws(2, WORLDS, **options)
    pd.testing.assert_frame_equal(parameters_of(fewer), values.head(2))
    # One parameter is all that the stand-in sees: the others are not narrowed by its bounds.
    assert (draws["unseen"] == len(doubtful(WORLDS)) - 1).all()
    assert draws["r_hat_median"].notna().all()
    one = parameter_draws.register_draws(1, WORLDS, **options | {"steps": 0})
    assert one["r_hat_median"].isna().all()


@pytest.mark.usefixtures("quick")
def test_what_no_base_year_sees_is_drawn_at_will_whatever_its_block_mates_do(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """No walk narrows a number of teams, places or prices: their draws are the keyed ones."""
    draws = parameters_of(
        parameter_draws.register_draws(3, WORLDS, seed=5, steps=2, workers=1, quiet=True)
    )
    rows = [row for row in doubtful(WORLDS) if row.name != SHAME]
    at_will = parameter_draws.box_of(rows)
    for draw, values in draws.iterrows():
        wanted = at_will.drawn(5, parameter_draws.FREE, 0, int(str(draw)))
        assert (values[list(at_will.names)].to_numpy() == wanted).all()
    # What the years before the plan cannot see, they cannot forbid either.
    monkeypatch.setattr(BaseYears, "meets", lambda self, values: False)
    again = parameters_of(
        parameter_draws.register_draws(3, WORLDS, seed=5, steps=2, workers=1, quiet=True)
    )
    pd.testing.assert_frame_equal(again.drop(columns=SHAME), draws.drop(columns=SHAME))
    assert (again[SHAME] == all_rows()[SHAME].value).all()


@pytest.mark.usefixtures("quick")
def test_a_breakdown_meets_nothing_but_a_mistake_of_the_user_is_reported() -> None:
    rows = [all_rows()[SHAME]]
    town, missed = base_years(WORLDS[0], rows, 5, 20_000, "bergen_op_zoom")
    assert missed == ["boz2020.births"]
    assert "births" not in town.bounds
    assert town.meets(np.array([rows[0].value]))
    assert town.figures(np.array([0.8])) is None
    assert not town.meets(np.array([0.8]))
    with pytest.raises(InputError, match=r"shame_weight is -1"):
        town.meets(np.array([-1.0]))


@pytest.mark.usefixtures("quick")
def test_the_town_of_the_base_years_has_what_was_set_by_hand() -> None:
    changed = [load_scenario(s, {SHAME: 0.6, "covid.dose": 0.5}) for s in ("current", "null")]
    town, _ = base_years(changed[0], [], 5, 20_000, "bergen_op_zoom")
    assert isinstance(town, BaseYears)
    assert town.scenario.processes["seeking"].shame_weight == 0.6  # type: ignore[attr-defined]
    covid = [u for u in town.scenario.levers if u.name == "covid"]
    later = [u.parameters.dose for u in covid if u.months.start >= 0]
    assert later
    assert set(later) == {0.5}, "a choice, such as a dose, holds for what comes after 2020"


def test_prediction_holds_the_next_one_and_the_interval_of_the_mean_does_not() -> None:
    values = stats.norm.ppf(uniforms(3, np.arange(3000 * 9), SYNTHETIC)).reshape(3000, 9)
    next_one, mean = [], []
    for row in values:
        for interval, hits in ((predicted(row[:8]), next_one), (paired(row[:8]), mean)):
            hits.append(interval.low <= row[8] <= interval.high)
    assert 0.94 < np.mean(next_one) < 0.96
    assert np.mean(mean) < 0.6
    interval_of_three = predicted([1.0, 2.0, 6.0])
    t, s = stats.t.ppf(0.975, 2), np.std([1.0, 2.0, 6.0], ddof=1)
    assert interval_of_three.high - interval_of_three.mean == pytest.approx(
        t * s * np.sqrt(1 + 1 / 3)
    )
    assert interval_of_three.varies == CHANCE_AND_PARAMETERS
    assert not predicted([2.0]).known
    assert predicted([0.0, 0.0]).verdict == "equal"


BROKEN: set[float] = set()


@cache
def _by_hand(effect: float) -> ComparisonResult:
    return by_hand(effect=effect)


def _run_together(task: Task) -> Pairs:
    """Stand in for `run_together`: the effect hangs on one parameter and on the replication."""
    shame = task.base.processes["seeking"].shame_weight  # type: ignore[attr-defined]
    assert all(p.processes == task.base.processes for p in task.policies)
    if shame in BROKEN:
        raise ZeroDivisionError("injected")
    comparison = _by_hand(-6.0 + 20 * (shame - all_rows()[SHAME].value))
    tables = {}
    for name, table in comparison.tables.items():
        by_replication = "replication" in table
        part = table[table["replication"] == task.replication % 4] if by_replication else table
        renamed = part.assign(scenario=part["scenario"].replace("plan", "transformation"))
        tables[name] = renamed.assign(replication=task.replication)
    prices = comparison.prices.rename(columns={"plan": "transformation"})
    return Pairs(tables, prices, comparison.size, comparison.size_full, comparison.parted)


@pytest.fixture(scope="module", name="stand_ins")
def _stand_ins() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "run_together", _run_together)
        patch.setattr(parameter_uncertainty, "run_together", _run_together)
        yield


def table_of_draws(path: Path, *values: float, suffix: str = "csv") -> Path:
    table = pd.DataFrame({"draw": range(len(values)), SHAME: values, "care.renew": 0.9})
    file = path / f"draws.{suffix}"
    table.to_csv(file, index=False) if suffix == "csv" else table.to_parquet(file)
    return file


OPTIONS: dict[str, Any] = {"residents": 500, "workers": 1, "quiet": True, "replications": 4}
VALUES = (0.45, 0.5, 0.55, 0.62, 0.4, 0.58)


def compared(
    path: Path, k: int, values: tuple[float, ...] = VALUES, **more: Any
) -> ComparisonResult:
    file = table_of_draws(path, *values)
    options = {"out": path / f"out{k}", **OPTIONS, **more}
    return comparing.compare("current", ["transformation"], doubt=k, draws=file, **options)


def drawn(result: ComparisonResult) -> Any:
    uncertainty = result.figures["transformation"].uncertainty
    assert uncertainty is not None
    return picture_of_doubt(result, "transformation", uncertainty)


@pytest.fixture(scope="module", name="six")
def _six(stand_ins: None, tmp_path_factory: pytest.TempPathFactory) -> ComparisonResult:
    return compared(tmp_path_factory.mktemp("six"), 6)


def test_comparison_with_doubt(six: ComparisonResult) -> None:
    table = six.tables["doubt"]
    assert table[["draw", "replication"]].to_numpy().tolist() == [[k, k] for k in range(6)]
    centre = all_rows()[SHAME].value
    expected = [2 * (-6 + 20 * (v - centre) + k % 4 - 1.5) for k, v in enumerate(VALUES)]
    assert table["indicated_users"].tolist() == pytest.approx(expected)
    uncertainty = six.figures["transformation"].uncertainty
    assert uncertainty is not None
    doubt = uncertainty.doubt
    assert doubt.gaps["indicated_users"] == predicted(table["indicated_users"].to_numpy())
    assert doubt.same_sign["indicated_users"] == sum(x < 0 for x in expected)
    chance = headline(six, "transformation")["indicated_users"][1]
    assert chance.varies == CHANCE_ONLY
    assert chance.replications == 4
    assert chance.mean == pytest.approx(-12)


def test_difference_table_has_both_kinds_side_by_side(six: ComparisonResult) -> None:
    table = six.tables["difference"]
    keys = ["policy", "year", "area", "outcome"]
    both = table[table["varies"] == CHANCE_AND_PARAMETERS].set_index(keys)
    chance = table[table["varies"] == CHANCE_ONLY].set_index(keys)
    assert set(both.index) == set(chance.index)
    assert (both["replications"] == 6).all()
    assert (chance["replications"] == 4).all()
    cell = ("transformation", 2030, "east", "indicated_users")
    values = six.tables["doubt"]["indicated_users"] / 2
    interval = predicted(values.to_numpy())
    assert both.loc[cell, ["difference", "low", "high"]].tolist() == pytest.approx(
        [interval.mean, interval.low, interval.high]
    )


def test_folder_is_read_again_and_its_digest_holds_the_draws(six: ComparisonResult) -> None:
    folder = six.folder
    assert folder is not None
    read = read_comparison(folder)
    assert read.doubt == six.doubt == 6
    assert as_markdown(read) == as_markdown(six)
    assert as_markdown(six).rstrip() + "\n" == (folder / "summary.md").read_text(encoding="utf-8")
    for name in ("doubt", "draws", "difference"):
        pd.testing.assert_frame_equal(read.tables[name], six.tables[name], check_dtype=False)
    command = json.loads((folder / "manifest.json").read_text())["command"]
    assert command["doubt"]["draws"] == command["arguments"]["doubt"] == 6
    assert (folder / "two_intervals_transformation.png").stat().st_size > 10_000
    with pytest.raises(InputError, match="another result"):
        compared(folder.parent, 6, (*VALUES[:5], 0.59))
    table_of_draws(folder.parent, *VALUES)
    with pytest.raises(InputError, match="another result"):
        compared(folder.parent, 5, out=folder)


def test_words_are_the_same_in_both_languages(six: ComparisonResult) -> None:
    english, dutch = as_markdown(six), as_markdown(replace(six, lang="nl"))
    assert "How sure: chance + parameters, and chance only" in english
    assert words_of("en")("no_parameters") not in english
    assert re.search(r"Paid back at the end of \d{4}: in \d of 6 draws", english)
    assert "| 6 of 6 (else at most 39%) |" in english
    assert "no posterior" not in english  # the table was handed in: nothing is known of its making
    assert "handed in as a table of 2 parameters" in english
    assert _leftovers(dutch) == set()
    assert _figures(dutch, "nl") == _figures(english, "en")


def test_the_interval_with_parameters_comes_first(six: ComparisonResult) -> None:
    """Section before section and column before column: the narrow one is what readers quote."""
    text = as_markdown(six)
    assert text.index("## How sure") < text.index("| 2026-2035, mean of a month")
    head = next(line for line in text.splitlines() if "chance + parameters" in line and "|" in line)
    assert head.index("chance + parameters") < head.index("chance only")
    assert head.index("per 67,510") < head.index("chance only")
    uncertainty = six.figures["transformation"].uncertainty
    assert uncertainty is not None
    columns = list(uncertainty.intervals)
    assert columns.index("low_of_draws") < columns.index("low")
    gap = uncertainty.doubt.gaps["indicated_users"].times(six.factor)
    assert f"| {number(gap.mean)} ({number(gap.low)} to {number(gap.high)}) |" in text


@pytest.mark.usefixtures("stand_ins")
def test_one_draw_gives_no_interval_and_says_why(tmp_path: Path) -> None:
    result = compared(tmp_path, 1)
    text = as_text(result, terminal=False)
    assert "a single draw does not show how far they move" in text
    assert "nan" not in text
    rows = result.tables["difference"].query("varies == @CHANCE_AND_PARAMETERS")
    assert rows["low"].isna().all()
    figure, table = drawn(result)
    assert "does not tell how sure" in str(figure.get_suptitle()).replace("\n", " ")
    assert len(table) == len(HEADLINES)


@pytest.mark.usefixtures("stand_ins")
def test_a_draw_that_fails_is_recorded_and_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.BROKEN", {VALUES[3]})
    result = compared(tmp_path, 6)
    assert [f.replication for f in result.failed_draws] == [3]
    assert result.failed_replications == ()
    assert result.tables["doubt"]["draw"].tolist() == [0, 1, 2, 4, 5]
    text = as_text(result, terminal=False)
    assert "Of 6 draws 1 failed" in text
    assert "replications failed" not in text
    assert "replications 0 to 3;" not in as_markdown(result) or "without" not in as_markdown(result)
    assert read_comparison(tmp_path / "out6").failed == result.failed


def test_picture_names_both_intervals_in_both_languages(six: ComparisonResult) -> None:
    for lang, phrase in (("en", "headline differences"), ("nl", "hoofdcijfers")):
        figure, _ = drawn(replace(six, lang=lang))
        assert phrase in str(figure.get_suptitle()).replace("\n", " ")
        assert len(figure.axes) == len(HEADLINES)
    assert (
        _leftovers(str(figure.get_suptitle()).replace("\n", " ") + str(figure.get_supxlabel()))
        == set()
    )


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_draws_are_read_in_order(tmp_path: Path, suffix: str) -> None:
    table = read_draws(table_of_draws(tmp_path, *VALUES, suffix=suffix), 4, WORLDS)
    assert table[SHAME].tolist() == list(VALUES[:4])
    assert table.index.name == "draw"


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("seeking.shame_wight", 0.5, "no parameter 'seeking.shame_wight'"),
        (SHAME, -1.0, "shame_weight is -1"),
        ("free_access_day_activities.seats_per_daypart", 5.0, "choice of policy"),
        ("draw", 1.0, "no column that names a parameter"),
    ],
)
def test_draws_that_cannot_be_used(tmp_path: Path, column: str, value: float, message: str) -> None:
    file = tmp_path / "draws.csv"
    pd.DataFrame({column: [value, value]}).to_csv(file, index=False)
    with pytest.raises(InputError, match=message):
        read_draws(file, 2, WORLDS)


def test_other_wrong_input(tmp_path: Path) -> None:
    file = table_of_draws(tmp_path, *VALUES)
    out: dict[str, Any] = {"out": tmp_path / "out", **OPTIONS}
    with pytest.raises(InputError, match="has 6 draws, --doubt asks for 7"):
        comparing.compare("current", ["transformation"], doubt=7, draws=file, **out)
    with pytest.raises(InputError, match="say with --doubt K"):
        comparing.compare("current", ["transformation"], draws=file, **out)
    with pytest.raises(InputError, match="--doubt is -1"):
        comparing.compare("current", ["transformation"], doubt=-1, **out)
    with pytest.raises(InputError, match="cannot be read"):
        comparing.compare("current", ["transformation"], doubt=2, draws=tmp_path / "no.csv", **out)
    with pytest.raises(InputError, match=r"shame_weight is set by a scenario or --set"):
        comparing.compare(
            "current", ["transformation"], doubt=2, draws=file, changes={SHAME: 0.5}, **out
        )
    with pytest.raises(InputError, match="--doubt: there is no complete year"):
        comparing.compare("current", ["transformation"], doubt=2, draws=file, months=66, **out)
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_doubt_runs_real_worlds_alike_for_any_number_of_workers(tmp_path: Path) -> None:
    file, files = table_of_draws(tmp_path, *VALUES), {}
    for workers in (1, 2):
        out = tmp_path / str(workers)
        result = comparing.compare(
            "current", ["null", "transformation"], doubt=3, draws=file, months=84, out=out,
            residents=800, replications=2, workers=workers, quiet=True,
        )  # fmt: skip
        files[workers] = json.loads((out / "manifest.json").read_text())["tables"]
    assert files[1] == files[2]
    null = result.tables["difference"].query(
        "policy == 'null' and varies == @CHANCE_AND_PARAMETERS"
    )
    assert len(null) > 1000
    assert (null[["difference", "low", "high"]].fillna(0) == 0).all(axis=None)
    rows = result.tables["doubt"].set_index("policy")
    assert (rows.loc["null", list(HEADLINES)] == 0).all(axis=None)
    assert (rows.loc["transformation", "cost_municipality_eur"] != 0).all()


@pytest.mark.slow
def test_what_is_declared_unseen_changes_no_figure_of_the_base_years() -> None:
    """To the last digit: `sensitivity` says of these that no base year can tell them."""
    later = levers_of_later()
    rows = [row for row in doubtful(WORLDS) if owner_of(row.name) not in later]
    town, _ = base_years(WORLDS[0], rows, 1, 2_500, "bergen_op_zoom")
    box_ = parameter_draws.box_of(rows)
    figures = town.figures(box_.start)
    assert figures is not None
    blind = np.array([unseen_by_base_years(name) for name in box_.names])
    assert 20 < blind.sum() < 100
    for end in (box_.low, box_.high):
        assert town.as_set(np.where(blind, end, box_.start), figures)
        assert not town.as_set(np.where(blind, box_.start, end), figures)


@pytest.mark.slow
def test_real_draws_meet_the_base_years_of_the_same_town() -> None:
    """All but some parameters are set by hand; in a small town few rows are met as set."""
    drawn = 20
    by_hand_ = {row.name: row.value for row in doubtful(WORLDS)[drawn:]}
    worlds = [load_scenario(name, by_hand_) for name in ("current", "transformation")]
    result = compare_scenarios(
        worlds[0], worlds[1:], residents=800, replications=2, months=72, doubt=2, workers=1,
        draws=parameter_uncertainty.Draws(residents=1500, steps=10),
    )  # fmt: skip
    draws = result.tables["draws"]
    rows = [all_rows()[str(name)] for name in parameters_of(draws)]
    assert rows == doubtful(WORLDS)[:drawn]
    town, missed = base_years(worlds[0], rows, 1, 1500, "bergen_op_zoom")
    assert "; ".join(missed) == draws["missed"].iloc[0]
    for _, values in parameters_of(draws).iterrows():
        assert town.meets(values.to_numpy(float))
        assert (values.to_numpy() != [row.value for row in rows]).any()
    assert 0 < draws["unseen"].iloc[0] < drawn
    figures = result.figures.draws
    assert figures is not None
    assert figures["converged"] is not None
    text = as_text(result, terminal=False)
    assert "no base year can see" in text
    assert "R-hat" in text
    assert draws["accepted"].sum() > 0
