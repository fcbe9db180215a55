"""A replication that fails becomes a record: the others continue, and the reader is informed."""

import operator
import os
import shlex
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from experiments.cli import main as cli
from experiments.effects.comparison import Comparison
from experiments.execution.replications import Batch, ReplicationError, attempt, replicate
from experiments.results.failures import Failure, with_replay
from experiments.results.folder import read_table
from experiments.results.manifest import read_manifest
from experiments.runs import compare, run
from experiments.runs.compare import compare_scenarios, read_comparison
from experiments.worlds.lockstep import Pairs, Task
from model.errors import InputError
from model.measures.outcomes import OUTCOMES
from tests.unit.experiments.runs.test_findings import by_hand

pytestmark = pytest.mark.usefixtures("nothing_to_free")
BROKEN = {1}
SMALL = ["--residents", "500", "--months", "180", "--workers", "1", "--quiet", "--replications"]


def status(*arguments: str) -> int:
    with pytest.raises(SystemExit) as end:
        cli.main(arguments)
    return int(end.value.code or 0)


def _fail(replication: int, broken: set[int]) -> None:
    if replication in broken:
        raise ZeroDivisionError(f"injected into {replication}")
    if replication == 9:
        raise InputError("nine is no number")
    if replication == 8:
        raise KeyboardInterrupt


def _simulated(task: Task) -> Pairs:
    """Stand in for `run_together`: the figures of `by_hand`, of one replication."""
    _fail(task.replication, BROKEN)
    comparison = by_hand()
    tables = {}
    for name, table in comparison.tables.items():
        whole = table.assign(scenario=table["scenario"].replace("plan", "transformation"))
        by_replication = "replication" in whole
        tables[name] = (
            whole[whole["replication"] == task.replication % 4] if by_replication else whole
        )
        tables[name] = tables[name].assign(replication=task.replication)
    prices = comparison.prices.rename(columns={"plan": "transformation"})
    return Pairs(tables, prices, comparison.size, comparison.size_full, comparison.parted)


def _run(_: Any, options: dict[str, Any]) -> dict[str, pd.DataFrame]:
    _fail(options["replication"], BROKEN)
    months = pd.date_range("2021-01-01", periods=12, freq="MS")
    keys = {"scenario": "current", "month": months, "area": "a"}
    figures = {o.name: 7.0 for o in OUTCOMES} | {"replication": options["replication"]}
    return {"monthly": pd.DataFrame(keys | figures)}


@pytest.fixture(autouse=True)
def stand_ins(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compare, "run_together", _simulated)
    monkeypatch.setattr(run, "_one", _run)


def test_the_others_continue_in_order() -> None:
    arguments = [(1, 1), (1, 0), (6, 2), (0, 0)]
    results, failed = attempt(operator.truediv, arguments, Batch(1, first=20, scenario="s", seed=4))
    assert results == [1.0, 3.0]
    assert [(f.replication, f.scenario, f.seed) for f in failed] == [(21, "s", 4), (23, "s", 4)]
    assert failed[0].error == "ZeroDivisionError: division by zero"
    assert "Traceback" in failed[0].traceback


def test_the_same_in_several_processes(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("experiments.execution.stream.warm", lambda *_: 0.0)
    results, failed = attempt(operator.truediv, [(1, 1), (1, 0), (6, 2)], Batch(2))
    assert results == [1.0, 3.0]
    assert [f.error for f in failed] == ["ZeroDivisionError: division by zero"]
    assert "in tried" in failed[0].traceback


def test_a_process_that_is_killed_is_a_record_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("experiments.execution.stream.warm", lambda *_: 0.0)
    with pytest.raises(ReplicationError, match=r"killed: .*status 1"):
        attempt(os._exit, [(1,), (1,)], Batch(2))


def test_all_failed_is_an_error_with_the_first_traceback() -> None:
    with pytest.raises(ReplicationError, match=r"replication 5 failed .ZeroDivisionError") as error:
        attempt(operator.truediv, [(1, 0), (2, 0)], Batch(1, first=5))
    assert "Traceback" in error.value.__notes__[0]


def test_one_is_enough_to_stop_what_needs_all() -> None:
    with pytest.raises(ReplicationError, match="replication 1 failed"):
        replicate(operator.truediv, [(1, 1), (2, 0)], Batch(1))


def test_interruption_is_no_failure() -> None:
    with pytest.raises(KeyboardInterrupt):
        attempt(_fail, [(0, set()), (8, set())], Batch(1))


def test_replay_is_the_command_line_of_that_one_alone() -> None:
    failure = Failure(3, "current, plan", 1, "E: x", "Traceback")
    options = {"seed": 7, "residents": None, "months": 66, "journeys": None}
    (repeatable,) = with_replay(
        [failure], "compare", ["current", "my plan.yaml"], options, {"a.b": 0.5}
    )
    assert repeatable.replay == (
        "social-base compare current 'my plan.yaml' --seed 7 --months 66 --journeys all "
        "--set a.b=0.5 --first-replication 3 --replications 1 --workers 1"
    )


@pytest.mark.parametrize("command", [["run", "current"], ["compare", "current", "transformation"]])
def test_status_and_record(command: list[str], tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "out"
    arguments = [*command, *SMALL, "4", "--seed", "5", "--out", str(out)]
    for _ in range(2):  # made, then read again
        assert status(*arguments) == 3
        printed = capsys.readouterr()
        assert (
            "1 of 4 replications failed; all figures are over the 3 that succeeded" in printed.out
        )
        assert "Replication 1: ZeroDivisionError: injected into 1" in printed.out
        assert "replications that failed: 1" in printed.err
    (failure,) = read_manifest(out)["failed"]
    assert failure.keys() == {"replication", "scenario", "seed", "error", "traceback", "replay"}
    assert (failure["replication"], failure["seed"]) == (1, 5)
    assert failure["scenario"] == ", ".join(command[1:])
    assert "_fail" in failure["traceback"]
    assert sorted(read_table(out, "monthly")["replication"].unique()) == [0, 2, 3]
    assert "1 of 4" in (out / "summary.md").read_text(encoding="utf-8")
    words = shlex.split(failure["replay"])
    assert words[0] == "social-base"
    assert status(*words[1:], "--out", str(tmp_path / "again")) == 1
    assert "injected into 1" in capsys.readouterr().err
    assert not (tmp_path / "again").exists()


@pytest.mark.parametrize("command", [["run", "current"], ["compare", "current", "transformation"]])
@pytest.mark.parametrize(
    ("first", "number", "expected", "message"),
    [(1, 1, 1, "injected into 1"), (9, 1, 2, "nine is no number"), (8, 1, 130, "interrupted"),
     (8, 3, 130, "interrupted"), (2, 2, 0, "")],
)  # fmt: skip
def test_other_endings(
    command: list[str], first: int, number: int, expected: int, message: str, tmp_path: Path,
    capsys: Any,
) -> None:  # fmt: skip
    out = tmp_path / "out"
    arguments = [*SMALL, str(number), "--first-replication", str(first), "--out", str(out)]
    assert status(*command, *arguments) == expected
    assert message in capsys.readouterr().err
    assert out.exists() == (expected == 0)


def test_dutch_says_it_too(tmp_path: Path, capsys: Any) -> None:
    out = tmp_path / "out"
    assert status("run", "current", *SMALL, "3", "--lang", "nl", "--out", str(out)) == 3
    assert "Mislukt: 1 van de 3 herhalingen" in capsys.readouterr().out


def test_figures_are_those_of_the_replications_that_succeeded(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    out = tmp_path / "out"
    options: dict[str, Any] = {"residents": 500, "workers": 1, "quiet": True, "out": out}
    result = compare.compare("current", ["transformation"], replications=3, **options)
    read = read_comparison(out)
    assert read.failed == result.failed != ()
    gap = _gap(result)
    monkeypatch.setattr(f"{__name__}.BROKEN", set())
    whole = compare_scenarios(*_scenarios(), replications=3, workers=1)
    assert whole.failed == ()
    kept = whole.tables["monthly"]
    whole.tables["monthly"] = kept[kept["replication"] != 1]
    assert _gap(whole) == gap


def _scenarios() -> Any:
    from model.scenario.scenario import load_scenario

    return load_scenario("current"), [load_scenario("transformation")]


def _gap(result: Comparison) -> Any:
    from experiments.effects.headline import headline

    return headline(result, "transformation")
