"""What a sweep's folder is asked for: `sweep.json`, its scenarios and its points."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import pandas as pd
from pydantic import Field

from experiments.results.digests import digest_in, sha256_of
from experiments.results.folder import as_recorded
from experiments.results.parquet import parquet_in
from experiments.results.records import (
    AGAIN,
    Name,
    Record,
    Sha256,
    Text,
    read_record,
    write_record,
)
from experiments.results.scenario_record import SCENARIO, read_records
from experiments.results.whole import frame_bytes, remove_file, rename_file, write_bytes
from experiments.sweep.designs import Design
from experiments.sweep.file import Sweep
from experiments.sweep.origin import configuration_of, given_in
from experiments.sweep.store import POINTS
from experiments.sweep.swept import Swept
from model.errors import ResultError
from model.scenario.record import from_record
from model.town_size import FEWEST_RESIDENTS, MOST_RESIDENTS

BLOCKS = "sweep.json"
NEXT_POINTS = f".{POINTS}.next"
"""The points of a sweep that is being expanded, until the request names them."""
Whole = Annotated[int, Field(ge=0, le=2**63 - 1)]


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
    residents: Annotated[int, Field(ge=FEWEST_RESIDENTS, le=MOST_RESIDENTS)] | None
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


def keep(folder: Path, request: Sweep, blocks: Sequence[Mapping[str, Any]]) -> None:
    """Write points and blocks of a sweep; without blocks, as it is first requested.

    The request names the points by their digest. They get their name after it is written, so that
    there is no moment at which it names points that are not there.
    """
    whole = {"points": [0, len(request.points)], "replications": [0, request.replications]}
    write_bytes(folder / NEXT_POINTS, frame_bytes(request.points.reset_index()))
    content = {
        **configuration_of(request), "given": given_in(request),
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
        rename_file(folder / NEXT_POINTS, folder / POINTS)
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


def read_request(folder: Path, *, as_written: bool = True) -> Sweep:
    """Return the sweep of a folder, from its own records.

    Parameters
    ----------
    folder : Path
    as_written : bool
        Refuse scenarios and points that were changed since.

    Raises
    ------
    ResultError
        If a record is damaged.
    """
    content = read_blocks(folder)
    if as_written and digest_in(folder, SCENARIO) != content["scenarios_sha256"]:
        raise ResultError(f"{folder / SCENARIO} is missing or not as it was written: {AGAIN}.")
    with as_recorded(folder):
        return _request_of(content, read_records(folder), points_in(folder, content, as_written))


def points_in(folder: Path, content: Mapping[str, Any], as_written: bool = True) -> pd.DataFrame:
    """Return the points that a request names."""
    file = next((name for name in (POINTS, NEXT_POINTS)
                 if digest_in(folder, name) == content["points_sha256"]), POINTS)  # fmt: skip
    if as_written and digest_in(folder, file) != content["points_sha256"]:
        raise ResultError(f"{folder / POINTS} is missing or not as it was written: {AGAIN}.")
    points = parquet_in(folder / file, ["point", *content["parameters"]]).set_index("point")
    points.index = pd.RangeIndex(len(points), name="point")
    return points


def _design_of(record: Mapping[str, Any]) -> Design:
    """Return a design; one of before, without kinds of ignorance, as far as its points fit.

    Raises
    ------
    ResultError
        If it moved all assumptions as one group: its points are laid out otherwise.
    """
    record = dict(record)
    if record.pop("assumed", None):
        raise ResultError(
            "this sweep's design moves all assumptions as one group, as versions before did: run "
            "it again into another folder, and each kind of ignorance is moved apart."
        )
    return Design(**record)


def _request_of(
    content: Mapping[str, Any], records: Mapping[str, Any], points: pd.DataFrame
) -> Sweep:
    swept = [Swept(**{**one, "values": tuple(one["values"])}) for one in content["swept"]]
    design = _design_of(content["design"]) if content["design"] else None
    return Sweep(
        content["name"], tuple(from_record(records[name]) for name in content["scenarios"]), points,
        max(block["replications"][1] for block in content["blocks"]), content["seed"],
        content["residents"], content["months"], content["municipality"],
        tuple(content["outcomes"]), tuple(content["tables"]), tuple(swept), design,
        content["given"],
    )  # fmt: skip
