"""Replications until it is precise enough: when they stop, and what stopping does to intervals."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray
from scipy import stats

from experiments.cli.app import changes_of
from experiments.effects.headline import headline
from experiments.effects.intervals import paired, student
from experiments.effects.precision import (
    AT_LEAST,
    COVERAGE,
    Precision,
    first_enough,
    first_stop,
    half_widths,
)
from experiments.execution import replications
from experiments.execution.replications import Batch, ReplicationError
from experiments.runs import compare as comparing
from experiments.runs import until_narrow as until_narrow_module
from experiments.runs.compare import compare_scenarios, read_comparison
from experiments.runs.summary import as_markdown
from experiments.runs.until_narrow import until_narrow
from model.draws import decision, uniforms
from model.errors import InputError
from model.scenario.scenario import load_scenario

pytestmark = pytest.mark.usefixtures("nothing_to_free")
SYNTHETIC = decision("test.precision_synthetic")
SEQUENCES, LONGEST = 10_000, 90
TARGETS = (8, 15, 25, 40)
"""Replications at which a sequence with a standard deviation of 1 is narrow enough."""
SHAPES: dict[str, Callable[[NDArray[np.float64]], NDArray[np.float64]]] = {
    "normal": stats.norm.ppf,
    "heavy": lambda u: stats.t.ppf(u, 4) / np.sqrt(2),
    "skewed": lambda u: stats.expon.ppf(u) - 1,
}


def sequences(shape: str) -> NDArray[np.float64]:
    """Return differences whose true mean is 0 and standard deviation 1, [LONGEST, SEQUENCES]."""
    uids = np.arange(SEQUENCES * LONGEST)
    return SHAPES[shape](uniforms(11, uids, SYNTHETIC)).reshape(LONGEST, SEQUENCES)


def covered(values: NDArray[np.float64], target: int, floor: int) -> tuple[float, float]:
    """Return how often the interval at the stop holds 0, and the mean number of replications."""
    halves = half_widths(values)
    stops = first_enough(halves <= student(target) / np.sqrt(target), floor)
    stops = np.where(stops, stops, LONGEST)
    means = values.cumsum(axis=0) / np.arange(1, LONGEST + 1)[:, None]
    each = np.arange(SEQUENCES)
    covers = np.abs(means[stops - 1, each]) <= halves[stops - 1, each]
    return float(covers.mean()), float(stops.mean())


def test_the_rule_looks_at_each_sequence_in_the_same_way() -> None:
    values, half = sequences("normal"), student(15) / np.sqrt(15)
    stops = first_enough(half_widths(values) <= half, AT_LEAST)
    for k in range(40):
        assert (first_stop(values[:, k], half, AT_LEAST) or 0) == stops[k]


@pytest.mark.parametrize("shape", ["normal", "heavy"])
def test_intervals_that_stop_at_a_width_hold_the_truth(shape: str) -> None:
    values = sequences(shape)
    for target in TARGETS:
        share, mean = covered(values, target, AT_LEAST)
        assert share >= COVERAGE, (target, share)
        assert abs(mean - max(target, AT_LEAST)) < 0.15 * max(target, AT_LEAST) + 2


def test_without_a_floor_they_do_not() -> None:
    """So the test above can fail: with two replications before the first look it would."""
    values = sequences("normal")
    assert all(covered(values, target, 2)[0] < COVERAGE - 0.02 for target in TARGETS)


def test_skewed_differences_are_covered_less_as_documented() -> None:
    values = sequences("skewed")
    shares = [covered(values, target, AT_LEAST)[0] for target in TARGETS]
    fixed = float((np.abs(values[:25].mean(axis=0)) <= half_widths(values)[24]).mean())
    assert 0.86 < min(shares) < 0.88
    assert fixed > 0.915
    assert min(shares) > min(covered(values, target, 2)[0] for target in TARGETS) + 0.05


def test_half_widths_are_those_of_the_interval() -> None:
    values = 1e9 + np.array([[3.0, 1.0], [5.0, 1.0], [4.0, 1.0], [9.0, 1.0]])
    halves = half_widths(values)
    assert np.isinf(halves[0]).all()
    for n in (2, 3, 4):
        interval = paired(values[:n, 0])
        assert halves[n - 1, 0] == pytest.approx((interval.high - interval.low) / 2)
    assert (halves[1:, 1] == 0).all()


def test_every_outcome_of_every_policy_counts() -> None:
    """Two policies and two outcomes: the last of the four decides."""
    spread = np.array([1.0, -1.0] * 20)
    gaps = np.zeros((40, 2, 2))
    gaps[:, 1, 0] = 10 * spread
    one = next(n for n in range(2, 41) if half_widths(10 * spread)[n - 1] <= 5)
    precision = Precision({"indicated_users": 5.0, "needs_unmet": 5.0}, at_least=2, at_most=40)
    assert precision.stop(gaps) == one
    assert precision.stop(gaps[: one - 1]) is None
    assert precision.stop(gaps[:, :1]) == 2
    other = Precision({"indicated_users": 50.0, "needs_unmet": 5.0}, at_least=2, at_most=40)
    assert other.stop(gaps) < one  # type: ignore[operator]


def test_equal_worlds_stop_at_the_floor() -> None:
    assert first_stop(np.zeros(30), 0.1, 10) == 10
    assert first_stop(np.zeros(9), 0.1, 10) is None


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"wanted": {"indicated_user": 5.0}}, "did you mean 'indicated_users'|indicated_users"),
        ({"wanted": {"indicated_users": 0.0}}, "indicated_users is 0: give a half-width above 0"),
        ({"wanted": {"indicated_users": float("nan")}}, "indicated_users is nan"),
        ({"wanted": {}}, "names no outcome"),
        ({"wanted": {"needs_unmet": 5.0}, "at_least": 1}, "--at-least is 1"),
        ({"wanted": {"needs_unmet": 5.0}, "at_least": 9, "at_most": 8}, "--at-most 8"),
    ],
)
def test_wrong_input(options: dict[str, Any], message: str) -> None:
    with pytest.raises(InputError, match=message):
        Precision(**options)


def test_texts_of_the_command_line() -> None:
    texts = ["indicated_users=25", " cost_municipality_eur = 1e5 "]
    option = ("--precision", "indicated_users=25")
    assert changes_of(texts, *option) == {"indicated_users": 25.0, "cost_municipality_eur": 1e5}
    for texts, message in (
        (["indicated_users"], "--precision is 'indicated_users': write NAME=VALUE, such as ind"),
        (["indicated_users=many"], "--precision: indicated_users is 'many'"),
        (["needs_unmet=1", "needs_unmet=2"], "--precision names needs_unmet twice"),
    ):
        with pytest.raises(InputError, match=message):
            changes_of(texts, *option)


def _gap(result: float) -> NDArray[np.float64]:
    return np.array([[result]])


class Shuffled:
    """Stands in for `stream`: results of so many calls at a time come in a made-up order."""

    def __init__(self, ahead: int, backwards: bool) -> None:
        self.ahead, self.backwards, self.calls = ahead, backwards, 0

    def __call__(self, function: Any, arguments: Any, **_: Any) -> Any:
        calls = enumerate(arguments)
        waiting: list[tuple[int, Any]] = []
        while True:
            while len(waiting) < self.ahead and (call := next(calls, None)):
                waiting.append(call)
            if not waiting:
                return
            number, call_arguments = waiting.pop(-1 if self.backwards else 0)
            self.calls += 1
            try:
                yield number, function(*call_arguments)
            except ZeroDivisionError as error:
                yield number, until_narrow_module.Fault(str(error), "")


def _value(number: int) -> float:
    if number in (3, 7):
        raise ZeroDivisionError("injected")
    return float(stats.norm.ppf((number * 0.6180339887) % 1 * 0.98 + 0.01))


def stopped(ahead: int, backwards: bool, monkeypatch: pytest.MonkeyPatch, half: float = 0.6) -> Any:
    stand_in = Shuffled(ahead, backwards)
    monkeypatch.setattr(replications, "stream", stand_in)
    precision = Precision({"indicated_users": half}, at_least=5, at_most=30)
    batch = Batch(scenario="s")
    return until_narrow(_value, lambda n: (n,), _gap, precision, batch), stand_in.calls


@pytest.mark.parametrize(("ahead", "backwards"), [(2, False), (2, True), (5, True), (40, True)])
def test_the_stop_hangs_on_numbers_not_on_who_is_first(
    ahead: int, backwards: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    (results, failed, reached), calls = stopped(1, False, monkeypatch)
    assert reached.reached
    assert calls == reached.replications == len(results) + len(failed) < 30
    assert [f.replication for f in failed] == [n for n in (3, 7) if n < calls]
    interval = paired(results)
    assert interval.high - interval.mean <= 0.6 < half_widths(np.array(results))[-2]
    again, more = stopped(ahead, backwards, monkeypatch)
    assert again == (results, failed, reached)
    assert more >= calls


def test_the_cap_ends_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    (results, failed, reached), _ = stopped(3, True, monkeypatch, half=1e-9)
    assert (reached.reached, reached.replications) == (False, 30)
    assert (len(results), len(failed)) == (28, 2)


def test_nothing_but_failures_ends_it_at_the_floor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(replications, "stream", Shuffled(2, True))
    precision = Precision({"indicated_users": 1.0}, at_least=4, at_most=30)
    with pytest.raises(ReplicationError, match=r"replication 23 failed .*the next 3"):
        until_narrow(_value, lambda n: (3,), _gap, precision, Batch(first=23))


OPTIONS: dict[str, Any] = {"residents": 500, "workers": 1, "quiet": True}


@pytest.mark.usefixtures("stand_in")
def test_comparison_tells_what_was_wanted_and_reached(tmp_path: Path) -> None:
    widths = {"indicated_users": 3.0, "cost_municipality_eur": 10.0}
    more: dict[str, Any] = {"precision": widths, "at_least": 3, "at_most": 8}
    comparison = comparing.compare(
        "current", ["transformation"], out=tmp_path / "a", **more, **OPTIONS
    )
    assert comparison.precision is not None
    assert comparison.precision.reached
    n = comparison.precision.replications
    assert comparison.replications == n > 3
    but_the_failed = [r for r in range(n) if r != 1]
    assert comparison.distinct_replications == but_the_failed
    gap = headline(comparison, "transformation")["indicated_users"][1]
    assert gap.high - gap.mean <= 3
    record = json.loads((tmp_path / "a" / "manifest.json").read_text())["command"]
    assert record["precision"]["wanted"] == widths
    assert record["precision"]["reached"]
    assert record["precision"]["replications"] == record["replications"] == n
    assert record["arguments"]["precision"] == widths
    read = read_comparison(tmp_path / "a")
    assert read.precision == comparison.precision
    assert as_markdown(read) == as_markdown(comparison)
    assert f"reached after {n} replications" in as_markdown(comparison)


@pytest.mark.usefixtures("stand_in")
def test_cap_is_reported_and_is_part_of_the_digest(tmp_path: Path) -> None:
    widths = {"indicated_users": 0.01}
    folders = []
    for cap in (5, 6):
        comparison = comparing.compare(
            "current", ["transformation"], precision=widths, at_least=3, at_most=cap,
            out=tmp_path / str(cap), **OPTIONS,
        )  # fmt: skip
        assert comparison.precision is not None
        assert not comparison.precision.reached
        assert f"NOT reached within {cap} replications" in as_markdown(comparison)
        folders.append(json.loads((tmp_path / str(cap) / "manifest.json").read_text())["digest"])
    assert folders[0] != folders[1]


@pytest.mark.usefixtures("stand_in")
def test_a_run_without_a_complete_year_is_refused() -> None:
    worlds = load_scenario("current"), [load_scenario("transformation")]
    with pytest.raises(InputError, match="no complete year"):
        compare_scenarios(*worlds, months=11, until=Precision({"indicated_users": 5.0}))


@pytest.mark.slow
def test_the_same_tables_for_any_number_of_workers(tmp_path: Path) -> None:
    files = {}
    for workers in (1, 2, 4):
        out = tmp_path / str(workers)
        comparing.compare(
            "current", ["transformation"], precision={"indicated_users": 1.0}, at_least=3,
            at_most=6, months=72, out=out, **OPTIONS | {"workers": workers},
        )  # fmt: skip
        files[workers] = json.loads((out / "manifest.json").read_text())["tables"]
    assert files[1] == files[2] == files[4]
