"""What is done to a folder and may be killed: each deed with what was there before it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.analyses.attribution.attribute import read_attribution
from experiments.analyses.cases.cases import read_cases
from experiments.results.folder import read_tables
from experiments.runs.compare import read_comparison
from experiments.sweep.status import status
from experiments.sweep.sweep import read_result
from model.errors import InputError
from tests.attacks import folders, stand_ins
from tests.attacks.states import State

OWN = {"notes.txt": b"years of work\n", "thesis/chapter.txt": b"it was a dark night\n"}
"""A user's own files in a results folder."""


@dataclass(frozen=True)
class Deed:
    """A command at work in a folder.

    Attributes
    ----------
    act : callable
        The command, into a folder.
    read : callable
        What a reader takes from the folder.
    before : callable, optional
        What was there already.
    failing : tuple
        Point and replication of runs of a sweep that fail.
    few : int
        Deaths that the fast tests try, 0 for none; the slow ones try all.
    """

    name: str
    act: Callable[[Path], Any]
    read: Callable[[Path], Any]
    before: Callable[[Path], Any] | None = None
    failing: tuple[tuple[int, int], ...] = ()
    few: int = 0

    def prepare(self, out: Path) -> None:
        """Put there what was there before."""
        if self.before:
            self.before(out)
        stand_ins.FAILING.clear()
        stand_ins.FAILING.update(self.failing)
        stand_ins.LIVED.clear()

    def __str__(self) -> str:
        return self.name


def seen(deed: Deed, out: Path) -> Any:
    """Return what a reader is told: tables, as plain values; None where it is refused."""
    try:
        return deed.read(out)
    except InputError:
        return None


def _plain(tables: dict[str, pd.DataFrame]) -> dict[str, str]:
    return {name: table.to_csv() for name, table in sorted(tables.items())}


def of_sweep(out: Path) -> Any:
    """Return status and rows of a sweep that says that it is done."""
    row = status(out).iloc[0]
    if row["state"] != "done":
        return None
    result = read_result(out)
    rows = result.table()
    assert len(rows) == row["done"] * result.sweep.months, "it says done and lacks rows"
    return row["runs"], row["done"], row["failed"], rows.to_csv()


def of_files(*names: str) -> Callable[[Path], Any]:
    """Return a reader of files beside a sweep."""

    def read(out: Path) -> Any:
        files = {name: out / name for name in names}
        there = {name: path.read_bytes() for name, path in files.items() if path.is_file()}
        swept = of_sweep(out)
        return (swept, there) if swept and len(there) == len(names) else None

    return read


def with_own(before: Callable[..., Any]) -> Callable[[Path], None]:
    """Return what makes a folder of another result, with a user's own files in it."""

    def make(out: Path) -> None:
        before(out)
        put_own(out)

    return make


def put_own(out: Path) -> None:
    """Put a user's own files, a folder and a link into a results folder."""
    for name, content in OWN.items():
        (out / name).parent.mkdir(exist_ok=True)
        (out / name).write_bytes(content)
    victim = out.parent / "elsewhere.txt"
    victim.write_bytes(b"far away\n")
    (out / "link.txt").symlink_to(victim)


def own_in(state: State, out: str) -> list[str]:
    """Return which of a user's own files a state lacks in the folder, whatever it is called."""
    called = (out, f".{out}.new", f".{out}.old")
    held = [name.partition("/")[2] for name in state if name.partition("/")[0] in called]
    return [name for name in (*OWN, "link.txt") if name not in held]


def forced(act: Callable[..., Any]) -> Callable[[Path], Any]:
    return lambda out: act(out, force=True)


SWEEP = Deed("sweep", folders.swept, of_sweep, few=8)
FAILED = Deed("sweep with a run that fails", folders.swept, of_sweep, failing=((1, 0),), few=3)
EXPAND = Deed("expand", folders.expanded, of_sweep, before=folders.swept, few=3)
SENSITIVITY = Deed("sensitivity", folders.analysed, of_files("sensitivity.parquet"),
                   before=folders.many_swept)  # fmt: skip
BOXES = f"discovery/{folders.CLAIM.replace(' ', '_')}/boxes.parquet"
DISCOVER = Deed("discover", folders.discovered, of_files(BOXES), before=folders.many_swept)
COMPARE = Deed("compare", folders.compared, lambda out: _plain(read_comparison(out).tables), few=2)
RUN = Deed("run", folders.ran, lambda out: _plain(read_tables(out)), few=3)
CASES = Deed("cases", folders.cased, lambda out: _plain(read_cases(out).tables))
ATTRIBUTE = Deed("attribute", folders.attributed,
                 lambda out: _plain(read_attribution(out).tables))  # fmt: skip
FORCED = tuple(
    Deed(f"{deed.name} --force", forced(deed.act), deed.read, before=with_own(other), few=few)
    for deed, other, few in (
        (SWEEP, folders.other_sweep, 4), (COMPARE, folders.ran, 0), (RUN, folders.swept, 3),
        (CASES, folders.ran, 0),
    )
)  # fmt: skip
