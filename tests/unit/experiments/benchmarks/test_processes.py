"""Where a month's time goes: every process and observer is there, and parts add up."""

import pytest

from agents.compiled import PLAIN_PYTHON
from experiments.benchmarks.bench import bench
from experiments.benchmarks.processes import COLUMNS
from experiments.report.tables import records
from model.scenario.scenario import load_scenario
from model.town import SocialBaseModel


@pytest.mark.skipif(PLAIN_PYTHON, reason="no kernels to clock")
def test_by_process() -> None:
    rows = records(bench(500, processes=True, months=13))
    town = SocialBaseModel(load_scenario("current"), residents=500)
    parts = [*(p.name for p in town.processes), *(o.name for o in town.observers)]
    assert [row["part"] for row in rows] == ["levers", *parts, "ledger", "all"]
    assert all(list(row) == list(COLUMNS) for row in rows)
    *each, total = rows
    for column in COLUMNS[2:]:
        assert sum(row[column] for row in each) == pytest.approx(total[column], abs=5)
    for row in each:
        parts_of = row["parallel_ns"] + row["serial_ns"] + row["python_ns"]
        assert parts_of == pytest.approx(row["total_ns"], abs=0.5)
        assert min(row[column] for column in COLUMNS[2:]) >= 0
    by_name = {row["part"]: row for row in each}
    assert by_name["ties"]["parallel_ns"] > 0
    assert by_name["care"]["serial_ns"] > 0
    assert by_name["levers"]["parallel_ns"] == by_name["levers"]["serial_ns"] == 0
    assert by_name["groups"]["parallel_ns"] > 0  # a kernel of December is clocked too
