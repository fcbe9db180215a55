"""Every notebook runs from its first cell to its last on a small town."""

import runpy
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("n*.py"))


def test_there_is_a_notebook() -> None:
    assert NOTEBOOKS


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook_runs(
    path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Cells are run in order as one script, which is what a kernel does, without starting one."""
    for name, value in {"RESIDENTS": 1000, "REPLICATIONS": 2, "MONTHS": 84}.items():
        monkeypatch.setenv(f"N01_{name}", str(value))
    names = runpy.run_path(str(path))
    assert names["worlds"].replications == 2
    assert len(names["charts"]) == 7, "with what must be true for the plan to pay"
    assert "What this cannot say" in capsys.readouterr().out


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_jupytext_reads_the_notebook(path: Path) -> None:
    """Each `# %%` becomes a cell of the right kind."""
    jupytext = pytest.importorskip("jupytext")
    cells = jupytext.read(path).cells
    kinds = [cell.cell_type for cell in cells]
    marks = path.read_text(encoding="utf-8").count("\n# %%")
    assert len(kinds) == marks
    assert {"code", "markdown"} == set(kinds)
