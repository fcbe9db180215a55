"""E03 runs on a small town; each step takes what moved most in the one before."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest

from experiments.analyses.sensitivity.answers import method_of
from experiments.analyses.sensitivity.result import SensitivityResult
from experiments.e03_which_assumptions_move_the_answer import main, movers, shares_of
from experiments.sweep.file import read_sweep
from experiments.sweep.ignorance import BASE_YEARS, STUDIES, kinds_of

PARAMETERS = (
    "needs.onset_scale.guidance", "needs.onset_scale.household", "money.halfday.heavy",
    "money.household_hour",
)  # fmt: skip


def test_movers_are_judged_by_the_outcome_they_move_most() -> None:
    rows = [
        ("users", "small", 1.0), ("users", "large", 10.0), ("users", "dear", 0.0),
        ("eur", "small", 2e5), ("eur", "large", 1e5), ("eur", "dear", 9e5),
    ]  # fmt: skip
    table = pd.DataFrame(rows, columns=["outcome", "parameter", "value"])
    table = table.assign(index="mu_star", scenario="b", base="a")
    answers: Any = [SimpleNamespace(scenario="b", base="a", outcome=n) for n in ("users", "eur")]
    answers.append(SimpleNamespace(scenario="b", base="", outcome="users"))
    result = SensitivityResult(None, "Morris", table, answers)  # type: ignore[arg-type]
    assert movers(result) == ["dear", "large", "small"]


def test_last_step_moves_everything() -> None:
    design = shares_of(PARAMETERS, PARAMETERS[2:3], 4)
    rest = "(the other 3)"
    assert design.groups == (rest, rest, "money.halfday.heavy", rest)
    assert design.kinds == kinds_of(PARAMETERS)
    assert {BASE_YEARS, STUDIES} <= set(design.kinds)
    assert shares_of(PARAMETERS[:2], PARAMETERS[:1], 4).kinds == ()


@pytest.mark.slow
def test_e03(tmp_path: Path) -> None:
    table = main(
        residents=600, months=72, replications=(2, 1, 1), out=tmp_path, workers=1, quiet=True,
        parameters=PARAMETERS, trajectories=(2, 2), owners=1, top=1, samples=2,
    )  # fmt: skip
    assert table["step"].unique().tolist() == ["owners", "parameters", "shares"]
    named = {step: set(rows["parameter"]) for step, rows in table.groupby("step")}
    assert {"needs", "money"} < named["owners"]
    assert {n.split(".")[0] for n in named["parameters"] if "." in n} == {"needs"}
    assert {"(the other 3)", "(told by base years)", "(told by outside studies)"} < named["shares"]
    assert (table["base"] == "current").all()
    between = table[table["index"] == "between_points"].set_index(["step", "outcome"])["value"]
    assert between["owners"].notna().all()
    assert between["shares"].isna().all()
    assert len(pd.read_csv(tmp_path / "e03.csv")) == len(table)
    assert (tmp_path / "e03.png").stat().st_size > 10_000
    for step in named:
        assert (tmp_path / step / "sensitivity.md").is_file()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "method"), [("sensitivity_morris", "Morris"), ("sensitivity_sobol", "Sobol")]
)
def test_shipped_sweeps_are_for_this(name: str, method: str) -> None:
    assert method_of(read_sweep(name)) == method
