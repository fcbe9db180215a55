"""The folder of a sweep as a whole: begun, read back, described in a manifest."""

import os
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
import pyarrow as pa
from pydantic import Field

from experiments.results.crate import write_crate
from experiments.results.digests import CRATE, digest_in, known_digest_in, sha256_of
from experiments.results.failures import Failure
from experiments.results.folder import (
    as_recorded,
    damage_in,
    failure_records,
    parquet_in,
    summary_of,
)
from experiments.results.manifest import (
    MANIFEST,
    Provenance,
    digests_in,
    manifest,
    read_manifest,
    write_manifest,
)
from experiments.results.records import (
    AGAIN,
    Name,
    Record,
    Sha256,
    Text,
    read_record,
    write_record,
)
from experiments.results.scenario_record import SCENARIO, read_records, records_of
from experiments.results.whole import (
    parquet_bytes,
    remove_file,
    saying,
    whole_folder,
    write_bytes,
    write_text,
)
from experiments.sweep.designs import Design
from experiments.sweep.file import TABLES, Sweep
from experiments.sweep.jobs import RUN, Job, jobs_of
from experiments.sweep.origin import ORIGIN, configuration_of, digest_of_sweep, write_origin
from experiments.sweep.store import (
    JOURNAL,
    PIECES,
    POINTS,
    Holdings,
    Store,
    holdings,
    is_finished,
    part_name,
    parts_of,
)
from experiments.sweep.swept import Swept
from model.errors import ResultError
from model.scenario.record import from_record

BLOCKS = "sweep.json"
NEXT_POINTS = f".{POINTS}.next"
"""The points of a sweep that is being expanded, until the request names them."""
Whole = Annotated[int, Field(ge=0, le=2**63 - 1)]
_WORKING = frozenset({BLOCKS, SCENARIO, POINTS, ORIGIN, JOURNAL, MANIFEST, CRATE, "summary.md"})


class BlockRecord(Record):
    """A block of a sweep: which points, which replications."""

    points: tuple[Whole, Whole]
    replications: tuple[Whole, Whole]


class SweptRecord(Record):
    """A swept parameter."""

    name: Text
    values: list[float]


class SweepRecord(Record):
    """The form of `sweep.json`."""

    name: Name
    seed: Whole
    residents: Annotated[int, Field(ge=500, le=20_000_000)] | None
    months: Annotated[int, Field(ge=1, le=360)]
    municipality: Name
    outcomes: list[Name]
    tables: list[Name]
    scenarios: list[Name]
    parameters: list[Text]
    given: dict[Name, Text]
    design: dict[str, Any] | None
    swept: list[SweptRecord]
    blocks: Annotated[list[BlockRecord], Field(min_length=1)]
    points_sha256: Sha256
    scenarios_sha256: Sha256


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
        return f"{summary_of(self.folder)}\n{self.folder}"

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
        chosen = list(dict.fromkeys((*RUN, *columns))) if columns is not None else None
        for file, digest in files.items():
            if known_digest_in(self.folder, file) != digest:
                raise ResultError(
                    f"{self.folder / file} is missing or not as it was written: give the command "
                    f"of the sweep again, which simulates it anew."
                )
            yield parquet_in(self.folder / file, chosen)


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


def belongs_to_sweep(folder: Path) -> Callable[[str], bool]:
    """Return what says of a file in a folder whether it is one of the sweep's own."""
    try:
        named = set(digests_in(read_manifest(folder)))
    except ResultError:
        named = set()
    inside = (*(f"{name}/part-" for name in TABLES), f"{PIECES}/")
    return lambda name: (
        name in named or name in _WORKING or name.startswith((".", *inside)) or "/." in name
    )


def keep(folder: Path, request: Sweep, blocks: Sequence[Mapping[str, Any]]) -> None:
    """Write points and blocks of a sweep; without blocks, as it is first requested.

    The request names the points by their digest. They get their name after it is written, so that
    there is no moment at which it names points that are not there.
    """
    whole = {"points": [0, len(request.points)], "replications": [0, request.replications]}
    table = pa.Table.from_pandas(request.points.reset_index(), preserve_index=False)
    write_bytes(folder / NEXT_POINTS, parquet_bytes(table.replace_schema_metadata(None)))
    content = {
        **configuration_of(request), "given": dict(request.given),
        "design": asdict(request.design) if request.design else None,
        "swept": [asdict(one) for one in request.swept], "blocks": list(blocks) or [whole],
        "points_sha256": sha256_of(folder / NEXT_POINTS),
        "scenarios_sha256": sha256_of(folder / SCENARIO),
    }  # fmt: skip
    write_record(folder / BLOCKS, content)
    settle_points(folder)


def settle_points(folder: Path) -> None:
    """Give the points that the request names their name, where a killed process did not."""
    if digest_in(folder, NEXT_POINTS) == read_blocks(folder)["points_sha256"]:
        with saying(folder / POINTS):
            (folder / NEXT_POINTS).replace(folder / POINTS)
    remove_file(folder / NEXT_POINTS)


def read_blocks(folder: Path) -> dict[str, Any]:
    """Return what `sweep.json` of a folder says.

    Raises
    ------
    ResultError
        If the folder is no sweep, or the file is damaged.
    """
    absent = f"'{folder}' is no sweep folder: it has no {BLOCKS}."
    return read_record(Path(folder) / BLOCKS, SweepRecord, absent)


def read_request(folder: Path) -> Sweep:
    """Return the sweep of a folder, from its own records.

    Raises
    ------
    ResultError
        If a record is damaged.
    """
    content = read_blocks(folder)
    if digest_in(folder, SCENARIO) != content["scenarios_sha256"]:
        raise ResultError(f"{folder / SCENARIO} is missing or not as it was written: {AGAIN}.")
    with as_recorded(folder):
        return _request_of(content, read_records(folder), points_in(folder, content))


def points_in(folder: Path, content: Mapping[str, Any]) -> pd.DataFrame:
    """Return the points that a request names."""
    file = next((name for name in (POINTS, NEXT_POINTS)
                 if digest_in(folder, name) == content["points_sha256"]), "")  # fmt: skip
    if not file:
        raise ResultError(f"{folder / POINTS} is missing or not as it was written: {AGAIN}.")
    points = parquet_in(folder / file, ["point", *content["parameters"]]).set_index("point")
    points.index = pd.RangeIndex(len(points), name="point")
    return points


def _request_of(
    content: Mapping[str, Any], records: Mapping[str, Any], points: pd.DataFrame
) -> Sweep:
    swept = [Swept(**{**one, "values": tuple(one["values"])}) for one in content["swept"]]
    design = (
        Design(**{**content["design"], "assumed": tuple(content["design"]["assumed"])})
        if content["design"]
        else None
    )
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
        If the folder is no sweep, or what it holds is not as it was written.
    """
    place = Path(folder)
    request = read_request(place)
    return result_in(place, request, held_in(place, request))


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
    points = points_in(folder, read_blocks(folder))
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


def result_in(folder: Path, request: Sweep, held: Holdings) -> SweepResult:
    """Return what a sweep has computed so far, by what its folder holds."""
    done = held.jobs
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
    command = {"command": "sweep", **configuration_of(request), "given": dict(request.given),
               "blocks": list(blocks)}  # fmt: skip
    made = Provenance(command, digest_of_sweep(request), seconds)
    content = manifest(made, records_of(request.scenarios), dict(sorted(digests.items())))
    content["failed"] = failure_records(result.failed)
    write_crate(folder, content)
    files = (BLOCKS, POINTS, SCENARIO, ORIGIN, "summary.md", CRATE)
    content["files"] = {name: sha256_of(folder / name) for name in files}
    write_manifest(folder, content)
