"""`social-base cases` and e02 run on a small town and write what they promise."""

import json
from functools import cache
from pathlib import Path
from tempfile import mkdtemp
from typing import Any

import pandas as pd
import pytest

from experiments.analyses.cases.business_cases import load_cases
from experiments.analyses.cases.cases import cases, read_cases
from experiments.analyses.cases.rows import COLUMNS
from experiments.analyses.cases.verdicts import CANNOT_TELL, VERDICTS
from experiments.cli import main as cli
from experiments.e02_business_cases import main
from experiments.worlds.demand_shift import PARTS


@cache
def written() -> tuple[int, Path]:
    """Return status and folder of the command on a town of 5,000."""
    out = Path(mkdtemp()) / "cases"
    arguments = ["cases", "--residents", "5000", "--replications", "2", "--workers", "1"]
    with pytest.raises(SystemExit) as end:
        cli.main([*arguments, "--quiet", "--format", "json", "--out", str(out)])
    return int(end.value.code or 0), out


@pytest.mark.slow
def test_command_writes_a_row_per_case() -> None:
    status, out = written()
    assert status == 0
    table = pd.read_parquet(out / "cases.parquet")
    assert tuple(table.columns)[: len(COLUMNS)] == COLUMNS
    assert table["case"].tolist() == [case.name for case in load_cases()]
    assert set(table["verdict"]) <= set(VERDICTS)
    assert (out / "cases.png").stat().st_size > 10_000
    assert (out / "summary.md").read_text(encoding="utf-8").startswith("# ")


@pytest.mark.slow
def test_command_prints_flat_objects(capsys: Any) -> None:
    _, out = written()
    capsys.readouterr()
    with pytest.raises(SystemExit):
        cli.main(
            ["cases", "--residents", "5000", "--replications", "2", "--quiet", "--format", "json",
             "--out", str(out)]
        )  # fmt: skip
    rows = json.loads(capsys.readouterr().out)
    assert [row["case"] for row in rows] == [case.name for case in load_cases()]
    assert all(not isinstance(value, dict | list) for row in rows for value in row.values())


@pytest.mark.slow
def test_parts_of_participants_and_payers_add_up() -> None:
    _, out = written()
    outcomes = pd.read_parquet(out / "outcomes.parquet")
    if not len(outcomes):
        pytest.skip("no case has a lever yet")
    parts = [*PARTS, "other_participants"]
    counted = outcomes.dropna(subset="participants")
    assert counted[parts].sum(axis=1).tolist() == pytest.approx(counted["participants"].tolist())
    gross = outcomes["gain_municipality"] + outcomes["own_cost"]
    assert gross.tolist() == pytest.approx(outcomes["gross"].tolist())
    assert (outcomes["ceiling"] > 0).all()


@pytest.mark.slow
def test_odensehuis_is_no_success() -> None:
    """It failed, with few visitors: whatever the model finds, nothing here calls it a success."""
    _, out = written()
    row = read_cases(out).table.set_index("case").loc["odensehuis"]
    assert row["verdict"] == CANNOT_TELL
    assert row["pays"] != "yes" or row["miss"]


@pytest.mark.slow
def test_workers_change_nothing(tmp_path: Path) -> None:
    size: dict[str, Any] = {"residents": 600, "replications": 2, "months": 20, "quiet": True}
    one = cases(**size, workers=1, out=tmp_path / "one")
    two = cases(**size, workers=2, out=tmp_path / "two")
    pd.testing.assert_frame_equal(one.table, two.table)


@pytest.mark.slow
def test_e02(tmp_path: Path) -> None:
    regions = ("as_set", "net_widening")
    table = main(residents=600, replications=2, months=20, workers=1, out=tmp_path, quiet=True,
                 regions=regions)  # fmt: skip
    assert table["region"].nunique() == len(regions)
    assert len(table) == len(regions) * len(load_cases())
    assert (tmp_path / "e02.png").stat().st_size > 10_000
    assert len(pd.read_csv(tmp_path / "e02.csv")) == len(table)
