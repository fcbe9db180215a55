"""The folder of a sweep as a whole: begun, read back, described in a manifest."""

import json
import shlex
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow.parquet as pq

from experiments.results.digests import sha256_of
from experiments.results.failures import Failure
from experiments.results.manifest import Provenance, manifest
from experiments.results.scenario_record import SCENARIO, read_records, records_of
from experiments.results.whole import whole_file, whole_folder, write_json
from experiments.sweep.designs import Design
from experiments.sweep.file import Sweep
from experiments.sweep.jobs import RUN, Job, jobs_of
from experiments.sweep.origin import configuration_of, digest_of_sweep, write_origin
from experiments.sweep.store import JOURNAL, POINTS, done_in
from experiments.sweep.swept import Swept
from model.errors import ResultError
from model.scenario.record import from_record

BLOCKS = "sweep.json"


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
    """

    folder: Path
    sweep: Sweep
    failed: tuple[Failure, ...] = ()
    months_lived: int = 0
    months_straight: int = 0

    @property
    def points(self) -> pd.DataFrame:
        """Parameters by point."""
        return self.sweep.points

    @property
    def summary(self) -> str:
        """The runs, the saving and the findings in words."""
        return f"{(self.folder / 'summary.md').read_text(encoding='utf-8')}\n{self.folder}"

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
        place = self.folder / name
        if name not in self.sweep.tables:
            raise ResultError(
                f"'{self.folder}' has no table '{name}': it has {', '.join(self.sweep.tables)}."
            )
        files = sorted(place.glob("*.parquet"))
        if not files:
            raise ResultError(
                f"'{self.folder}' holds no run yet, or all of them failed: 'social-base status "
                f"{self.folder}' says which."
            )
        chosen = list(dict.fromkeys((*RUN, *columns))) if columns is not None else None
        available = pq.read_schema(files[0]).names
        missing = [column for column in chosen or () if column not in available]
        if missing:
            raise ResultError(f"{place} has no column '{missing[0]}': it was not kept.")
        for file in files:
            yield pq.read_table(file, columns=chosen).to_pandas()


def is_begun(folder: Path) -> bool:
    """Say whether a folder holds a sweep that was begun.

    Raises
    ------
    ResultError
        If it holds something else.
    """
    if (folder / BLOCKS).is_file():
        return True
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise ResultError(
            f"'{folder}' holds other files and no sweep: give an absent or empty folder."
        )
    return False


def begin(folder: Path, request: Sweep) -> None:
    """Make the folder of a sweep: whole, or not at all."""
    with whole_folder(folder) as partial:
        write_origin(partial, request)
        (partial / JOURNAL).touch()
        keep(partial, request, [])
        if folder.is_dir():
            folder.rmdir()  # which another sweep may have begun meanwhile: it is left alone


def keep(folder: Path, request: Sweep, blocks: Sequence[Mapping[str, Any]]) -> None:
    """Write points and blocks of a sweep; without blocks, as it is first requested."""
    whole = {"points": [0, len(request.points)], "replications": [0, request.replications]}
    with whole_file(folder / POINTS) as partial:
        request.points.reset_index().to_parquet(partial, index=False)
    design = asdict(request.design) if request.design else None
    content = {
        **configuration_of(request), "given": dict(request.given), "design": design,
        "swept": [asdict(one) for one in request.swept], "blocks": list(blocks) or [whole],
    }  # fmt: skip
    write_json(folder / BLOCKS, content)


def read_blocks(folder: Path) -> dict[str, Any]:
    """Return what `sweep.json` of a folder says.

    Raises
    ------
    ResultError
        If the folder is no sweep, or the file is damaged.
    """
    path = Path(folder) / BLOCKS
    try:
        return dict(json.loads(path.read_text(encoding="utf-8")))
    except OSError:
        raise ResultError(f"'{folder}' is no sweep folder: it has no {BLOCKS}.") from None
    except ValueError:
        raise ResultError(f"{path} is damaged: run the sweep again into another folder.") from None


def read_request(folder: Path) -> Sweep:
    """Return the sweep of a folder, from its own records."""
    content = read_blocks(folder)
    records = read_records(folder)
    swept = [Swept(**{**one, "values": tuple(one["values"])}) for one in content["swept"]]
    design = (
        Design(**{**content["design"], "assumed": tuple(content["design"]["assumed"])})
        if content["design"]
        else None
    )
    points = pq.read_table(folder / POINTS).to_pandas().set_index("point")
    points.index = pd.RangeIndex(len(points), name="point")
    return Sweep(
        content["name"], tuple(from_record(records[name]) for name in content["scenarios"]), points,
        max(block["replications"][1] for block in content["blocks"]), content["seed"],
        content["residents"], content["months"], content["municipality"],
        tuple(content["outcomes"]), tuple(content["tables"]), tuple(swept), design,
        content["given"],
    )  # fmt: skip


def read_result(folder: str | Path) -> SweepResult:
    """Return a sweep from its folder, finished or not.

    Raises
    ------
    ResultError
        If the folder is no sweep.
    """
    return result_in(Path(folder), read_request(Path(folder)))


def jobs_in(request: Sweep, blocks: Sequence[Mapping[str, Any]]) -> list[Job]:
    """Return all jobs of a sweep, block by block."""
    jobs: list[Job] = []
    for number, block in enumerate(blocks):
        points = request.points.index[slice(*block["points"])].tolist()
        jobs += jobs_of(request, points, range(*block["replications"]), len(jobs), number)
    return jobs


def refuse_other_blocks(folder: Path, request: Sweep) -> list[dict[str, Any]]:
    """Return the blocks of a folder, where it was begun with the same points and replications."""
    blocks = list(read_blocks(folder)["blocks"])
    points = pq.read_table(folder / POINTS).to_pandas().set_index("point")
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


def result_in(folder: Path, request: Sweep) -> SweepResult:
    """Return what a sweep has computed so far, by its folder's journal."""
    done = done_in(folder)
    failed = [one for _, line in sorted(done.items()) for one in line["failed"]]
    blocks = read_blocks(folder)["blocks"]
    straight = sum(job.months_straight for job in jobs_in(request, blocks) if job.number in done)
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


def manifest_of(result: SweepResult, blocks: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """Return the manifest: as every result's, with a digest of each part."""
    request, folder = result.sweep, result.folder
    parts = sorted(p for name in request.tables for p in (folder / name).glob("*.parquet"))
    digests = {p.relative_to(folder).as_posix(): sha256_of(p) for p in parts}
    seconds = sum(line["seconds"] for line in done_in(folder).values())
    command = {"command": "sweep", **configuration_of(request), "given": dict(request.given),
               "blocks": list(blocks)}  # fmt: skip
    made = Provenance(command, digest_of_sweep(request), seconds)
    content = manifest(made, records_of(request.scenarios), digests)
    content["points"] = request.points.to_dict("list")
    content["files"] = {
        name: sha256_of(folder / name)
        for name in (BLOCKS, POINTS, SCENARIO, "summary.md") if (folder / name).is_file()
    }  # fmt: skip
    content["failed"] = [asdict(failure) for failure in result.failed]
    return content
