"""The folders that are attacked, and the commands that made them; the worlds are stand-ins."""

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.analyses.attribution.attribute import attribute
from experiments.analyses.cases.cases import cases
from experiments.analyses.discovery.discover import discover
from experiments.analyses.sensitivity.sensitivity import sensitivity
from experiments.runs.compare import compare
from experiments.runs.run import run
from experiments.sweep.expand import expand
from experiments.sweep.file import Sweep, read_sweep
from experiments.sweep.sweep import read_result, sweep
from model.errors import SweepError
from model.scenario.scenario import load_scenario

SHAME = "seeking.shame_weight"
CLAIM = "fewer needs unmet"
QUIET: dict[str, Any] = {"workers": 1, "quiet": True}
SMALL_PARTS = 250
"""Cells of a part of which the small sweep has several, each of more than one job."""
MANY = f"""
name: many
scenarios: [current, transformation]
parameters:
  {SHAME}: {{low: 0.0, high: 1.0}}
  money.index_after: {{low: 0.0, high: 0.05}}
design: {{method: lhs, points: 46}}
residents: 500
months: 12
outcomes: [needs_unmet, indicated_users]
"""
FEW = f"""
name: few
scenarios: [current, transformation]
parameters:
  {SHAME}: {{values: [0.2, 0.4, 0.6]}}
design: {{method: grid}}
replications: 2
residents: 500
months: 12
outcomes: [needs_unmet]
"""


@cache
def small_sweep(points: int = 3) -> Sweep:
    """Return a sweep of two scenarios, some points and two replications, one job per point."""
    values = pd.DataFrame({SHAME: [0.2 + 0.1 * k for k in range(points)]}).rename_axis("point")
    names = ("current", "null")
    return Sweep("by_hand", tuple(load_scenario(name) for name in names), values, 2, residents=500,
                 months=3, outcomes=("needs_unmet", "cost_municipality_eur"),
                 given={name: name for name in names})  # fmt: skip


def swept(out: Path, **options: Any) -> Any:
    return sweep(small_sweep(), out=out, **QUIET, **options)


def expanded(out: Path) -> Any:
    """Add a replication; a sweep that has it, whole, says so."""
    try:
        return expand(out, replications=3, **QUIET)
    except SweepError as error:
        if "already" not in str(error):
            raise
        return read_result(out)


def compared(out: Path, **options: Any) -> Any:
    return compare("current", ["transformation"], residents=500, months=72, replications=3,
                   journeys=5, out=out, **QUIET, **options)  # fmt: skip


def ran(out: Path, **options: Any) -> Any:
    return run("current", residents=500, months=12, replications=2, journeys=5, out=out,
               **QUIET, **options)  # fmt: skip


def cased(out: Path, **options: Any) -> Any:
    return cases(residents=500, months=36, replications=2, out=out, **QUIET, **options)


def many_swept(out: Path, **options: Any) -> Any:
    return sweep(many(), out=out, **QUIET, **options)


@cache
def many() -> Sweep:
    """Return a sweep of so many points that it can be analysed."""
    import tempfile

    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "many.yaml"
        file.write_text(MANY, encoding="utf-8")
        return read_sweep(file)


def analysed(out: Path, **options: Any) -> Any:
    return sensitivity(many(), out=out, **QUIET, **options)


def discovered(out: Path) -> Any:
    return discover(out, claim=CLAIM)


def attributed(out: Path, **options: Any) -> Any:
    return attribute("pilot_only", residents=500, months=72, replications=2,
                     outcomes=("cost_municipality_eur",), out=out, **QUIET, **options)  # fmt: skip


def other_sweep(out: Path) -> Any:
    return sweep(small_sweep(2), out=out, **QUIET)


def swept_and_discovered(out: Path) -> Any:
    many_swept(out)
    return discovered(out)
