"""The folder of a sweep as a whole: begun, read back, described in a manifest."""

import os
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.results.crate import write_crate
from experiments.results.digests import CRATE, known_digest_in, sha256_of
from experiments.results.failures import Failure
from experiments.results.folder import damage_in, failure_records, summary_of
from experiments.results.manifest import (
    MANIFEST,
    Provenance,
    digests_in,
    manifest,
    read_manifest,
    write_manifest,
)
from experiments.results.parquet import parquet_in
from experiments.results.scenario_record import SCENARIO, records_of
from experiments.results.whole import Mine, whole_folder, write_text
from experiments.sweep.file import TABLES, Sweep
from experiments.sweep.jobs import RUN, Job, jobs_of
from experiments.sweep.journal import JOURNAL
from experiments.sweep.origin import (
    ORIGIN,
    configuration_of,
    digest_of_sweep,
    given_in,
    write_origin,
)
from experiments.sweep.request import BLOCKS, keep, points_in, read_blocks, read_request
from experiments.sweep.store import (
    PIECES,
    POINTS,
    Holdings,
    Store,
    holdings,
    is_finished,
    part_name,
    parts_of,
)
from model.errors import ResultError

_WORKING = frozenset({BLOCKS, SCENARIO, POINTS, ORIGIN, JOURNAL, MANIFEST, CRATE, "summary.md"})


@dataclass(frozen=True, eq=False)
class SweepResult:
    """A sweep that was run, or read from its folder.

    Attributes
    ----------
    folder : Path
    sweep : Sweep
    failed : tuple of Failure
        Runs that the tables lack.
    months_lived, months_straight : int
        Months simulated, and those that the runs would have taken one by one.
    told : callable, optional
        Returns the summary in the language that was asked for, where it may have been written in
        another one; worked out of the tables when it is read.
    """

    folder: Path
    sweep: Sweep
    failed: tuple[Failure, ...] = ()
    months_lived: int = 0
    months_straight: int = 0
    told: Callable[[], str] | None = None

    @property
    def points(self) -> pd.DataFrame:
        """Parameters by point."""
        return self.sweep.points

    @property
    def summary(self) -> str:
        """The runs, the saving and the findings in words."""
        written = summary_of(self.folder)
        return f"{self.told() if self.told else written}\n{self.folder}"

    def table(self, name: str = "monthly", columns: Sequence[str] | None = None) -> pd.DataFrame:
        """Return one table of all runs: point, scenario, replication, parameters, and its columns.

        Parameters
        ----------
        name : {'monthly', 'layers', 'groups'}
        columns : sequence of str, optional
            Of these only, beside point, scenario and replication: for large sweeps.

        Raises
        ------
        ResultError
            If the sweep does not hold the table or a column.
        """
        return pd.concat(list(self.parts(name, columns)), ignore_index=True)

    def parts(
        self, name: str = "monthly", columns: Sequence[str] | None = None
    ) -> Iterator[pd.DataFrame]:
        """Yield a table part by part, each run whole in one of them: memory stays small.

        Raises
        ------
        ResultError
            As `table`.
        """
        chosen = list(dict.fromkeys((*RUN, *columns))) if columns is not None else None
        for file in self.files(name):
            yield parquet_in(file, chosen)

    def files(self, name: str) -> Iterator[Path]:
        """Yield the parts of a table, each as it was written.

        Raises
        ------
        ResultError
            As `table`.
        """
        if name not in self.sweep.tables:
            raise ResultError(
                f"'{self.folder}' has no table '{name}': it has {', '.join(self.sweep.tables)}."
            )
        files = _parts_in(self.folder, self.sweep, name)
        if not files:
            raise ResultError(
                f"'{self.folder}' holds no run yet, or all of them failed: 'social-base status "
                f"{self.folder}' says which."
            )
        for file, digest in files.items():
            if known_digest_in(self.folder, file) != digest:
                raise ResultError(
                    f"{self.folder / file} is missing or not as it was written: give the command "
                    f"of the sweep again, which simulates it anew."
                )
            yield self.folder / file


def _parts_in(folder: Path, request: Sweep, name: str) -> dict[str, str]:
    """Return the parts of a table with their digests: those on record, or those there so far."""
    if is_finished(folder):
        tables = read_manifest(folder)["tables"]
        return {file: tables[file] for file in sorted(tables) if file.startswith(f"{name}/")}
    parts = held_in(folder, request).parts
    lines = (parts[number] for number in sorted(parts))
    return {part_name(name, line["part"]): line["tables"][name]["sha256"] for line in lines
            if name in line["tables"]}  # fmt: skip


def held_in(folder: Path, request: Sweep) -> Holdings:
    """Return what the folder of a sweep holds, by the content of its files."""
    return holdings(folder, parts_of(jobs_in(request, read_blocks(folder)["blocks"])))


def is_begun(folder: Path) -> bool:
    """Say whether a folder holds a sweep that was begun.

    Raises
    ------
    ResultError
        If it holds something else.
    """
    if os.path.lexists(folder / BLOCKS):
        return True
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ResultError(
            f"'{folder}' holds other files and no sweep: give an absent or empty folder."
        )
    return False


def begin(folder: Path, request: Sweep) -> None:
    """Make the folder of a sweep, whole or not at all; of an earlier one only its own files go."""
    with whole_folder(folder, belongs_to_sweep(folder)) as partial:
        write_origin(partial, request)
        write_text(partial / JOURNAL, "")
        keep(partial, request, [])


def belongs_to_sweep(folder: Path) -> Mine:
    """Return what says of a file in a folder whether it is one of the sweep's own."""
    try:
        named = set(digests_in(read_manifest(folder)))
    except ResultError:
        named = set()
    inside = (*(f"{name}/part-" for name in TABLES), f"{PIECES}/")
    return lambda name: (
        name in named or name in _WORKING or name.startswith((".", *inside)) or "/." in name
    )


def read_result(folder: str | Path) -> SweepResult:
    """Return a sweep from its folder, finished or not.

    Raises
    ------
    ResultError
        If the folder is no sweep, or what it holds is not as it was written.
    """
    place = Path(folder)
    request = read_request(place)
    jobs = jobs_in(request, read_blocks(place)["blocks"])
    return result_in(place, request, jobs, holdings(place, parts_of(jobs)).jobs)


def jobs_in(request: Sweep, blocks: Sequence[Mapping[str, Any]]) -> list[Job]:
    """Return all jobs of a sweep, block by block."""
    jobs: list[Job] = []
    for number, block in enumerate(blocks):
        points = request.points.index[slice(*block["points"])].tolist()
        jobs += jobs_of(request, points, range(*block["replications"]), len(jobs), number)
    return jobs


def refuse_other_blocks(folder: Path, request: Sweep) -> list[dict[str, Any]]:
    """Return the blocks of a folder, where it was begun with the same points and replications."""
    content = read_blocks(folder)
    blocks, points = list(content["blocks"]), points_in(folder, content)
    first = blocks[0]
    same = len(request.points) == first["points"][1] and points.iloc[: first["points"][1]].equals(
        request.points
    )
    if not same or request.replications != first["replications"][1]:
        raise ResultError(
            f"'{folder}' was begun with {first['points'][1]} points x "
            f"{first['replications'][1]} replications, now {len(request.points)} x "
            f"{request.replications}, or other points: add to it with 'expand', or give another "
            f"--out."
        )
    return blocks


def result_in(
    folder: Path, request: Sweep, jobs: Sequence[Job], done: Mapping[int, Mapping[str, Any]]
) -> SweepResult:
    """Return what a sweep has computed so far: of all its jobs those whose rows are there."""
    failed = [one for _, line in sorted(done.items()) for one in line["failed"]]
    straight = sum(job.months_straight for job in jobs if job.number in done)
    return SweepResult(
        folder, request,
        tuple(_failure(folder, one) for one in failed),
        sum(line["months"] for line in done.values()), straight,
    )  # fmt: skip


def _failure(folder: Path, run: Mapping[str, Any]) -> Failure:
    replay = shlex.join(
        ["social-base", "replay", str(folder), "--point", str(run["point"]),
         "--scenario", run["scenario"], "--replication", str(run["replication"])]
    )  # fmt: skip
    return Failure(
        run["replication"], f"{run['scenario']}, point {run['point']}", run["seed"],
        run["error"], run["traceback"], replay,
    )  # fmt: skip


def damage_of(folder: Path) -> list[str]:
    """Return the files that the manifest of a finished sweep names and that are not as written."""
    return damage_in(folder, read_manifest(folder))


def write_ending(result: SweepResult, store: Store, blocks: Sequence[Mapping[str, Any]]) -> None:
    """Write crate and manifest: as every result's, with a digest of each part.

    With the manifest the sweep is done.
    """
    request, folder = result.sweep, result.folder
    lines = [store.held.parts[number] for number in sorted(store.held.parts)]
    digests = {part_name(name, line["part"]): one["sha256"]
               for line in lines for name, one in line["tables"].items()}  # fmt: skip
    seconds = sum(line["seconds"] for line in store.done.values())
    command = {"command": "sweep", **configuration_of(request), "given": given_in(request),
               "blocks": list(blocks)}  # fmt: skip
    made = Provenance(command, digest_of_sweep(request), seconds)
    content = manifest(made, records_of(request.scenarios), dict(sorted(digests.items())))
    content["failed"] = failure_records(result.failed)
    write_crate(folder, content)
    files = (BLOCKS, POINTS, SCENARIO, ORIGIN, "summary.md", CRATE)
    content["files"] = {name: sha256_of(folder / name) for name in files}
    write_manifest(folder, content)
