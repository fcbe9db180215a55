"""Scenario discovery: in which futures a claim about a policy fails, and in which it holds.

A future is a point of a sweep: one set of parameters that the evidence allows. Per point the claim
is held against the mean of its paired runs; then boxes are searched (module `boxes` beside this) in
which it mostly fails, or mostly holds, and judged by points that were not searched.
"""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from experiments.analyses.discovery.boxes import (
    FEWEST,
    FEWEST_OF_A_KIND,
    Bools,
    Box,
    find_boxes,
    training_part,
)
from experiments.analyses.discovery.claims import Claim, claim_of, default_claim, held_against
from experiments.analyses.discovery.pictures import picture
from experiments.analyses.discovery.result import KINDS, DiscoveryResult
from experiments.analyses.discovery.words import as_markdown
from experiments.report.words import Words, words_of
from experiments.sweep.summary import people_of
from model.errors import InputError, ResultError

if TYPE_CHECKING:
    from experiments.sweep.folder import SweepResult

CLAIM, BOXES, SUMMARY, PICTURE = "claim.parquet", "boxes.parquet", "discovery.md", "discovery.png"
FOLDER = "discovery"
COLUMNS = (
    "kind", "box", "confirmed", "parameter", "low", "high", "swept_low", "swept_high",
    "quasi_p_low", "quasi_p_high", "part", "points", "inside", "density", "density_low",
    "density_high", "coverage", "coverage_low", "coverage_high", "mass", "base_share",
)  # fmt: skip


def discover(
    folder: str | Path,
    *,
    claim: str | None = None,
    base: str | None = None,
    policy: str | None = None,
    out: str | Path | None = None,
    lang: str = "en",
) -> DiscoveryResult:
    """Find the futures of a sweep in which a claim about a policy fails, and write them down.

    Parameters
    ----------
    folder : path
        A finished sweep of two or more scenarios and many points.
    claim : str, optional
        See module `claims` beside this; by default the municipality's own, that its plan pays
        back in time.
    base, policy : str, optional
        Scenarios of the sweep; by default the first, and the other one where there are two.
    out : path, optional
        `<folder>/discovery/<claim>` by default.
    lang : {'en', 'nl'}
        Of words and picture.

    Raises
    ------
    InputError
        If the sweep is not finished, has too few points, or lacks a scenario, year or outcome that
        the claim needs; nothing is written then.
    """
    from experiments.sweep.folder import read_result
    from experiments.sweep.store import is_finished

    request, w = claim_of(claim or default_claim()), words_of(lang)
    swept = read_result(folder)
    if not is_finished(swept.folder):
        raise ResultError(f"the sweep in '{folder}' is not finished: run it to its end first.")
    pair = scenarios_of([s.name for s in swept.sweep.scenarios], base, policy)
    _enough(len(swept.points), len(swept.points.columns), str(folder))
    table = held_against(request, swept, *pair)
    _enough(len(table), len(swept.points.columns), str(folder))
    result = searched(request, *pair, table, swept.sweep.seed)
    target = Path(out) if out else swept.folder / FOLDER / request.slug
    result = replace(
        result, left_out=len(swept.points) - len(table), folder=target, design=_design(swept, w),
        ranges={one.name: one.ends for one in swept.sweep.swept}, lang=lang,
        titles={one.name: one.title for one in swept.sweep.scenarios},
    )  # fmt: skip
    write(result, swept.folder if out is None else None)
    return replace(result, summary=f"{as_markdown(result)}\n{target}")


def scenarios_of(names: Sequence[str], base: str | None, policy: str | None) -> tuple[str, str]:
    """Return the scenarios that a claim is about.

    Raises
    ------
    InputError
        If a name is not of the sweep, both are the same, or the policy must be chosen.
    """
    listed = ", ".join(names)
    for option, name in (("--base", base), ("--policy", policy)):
        if name is not None and name not in names:
            raise InputError(f"{option} is '{name}': the sweep has {listed}.")
    first = base or next((name for name in names if name != policy), "")
    others = [name for name in names if name != first]
    if not others or first == policy:
        raise InputError(
            f"a claim is about two scenarios, and the sweep has {listed}: give --base and --policy."
        )
    if policy is None and len(others) > 1:
        raise InputError(f"which policy is the claim about? Give --policy: {', '.join(others)}.")
    return first, policy or others[0]


def searched(
    claim: Claim, base: str, policy: str, table: pd.DataFrame, seed: int
) -> DiscoveryResult:
    """Search boxes in a table of `held_against`: both of failures and of successes.

    Parameters
    ----------
    table : DataFrame
        By point: parameters, then `value, low, high, replications, holds, undecided`.
    seed : int
        Of the draw of the points that are searched.
    """
    training = training_part(table["holds"], seed)
    points = table.loc[:, :"value"].drop(columns="value")
    holds: Bools = table["holds"].to_numpy(bool)
    boxes: list[Box] = []
    if min(holds.sum(), (~holds).sum()) >= FEWEST_OF_A_KIND:
        for kind, hit in zip(KINDS, (~holds, holds), strict=True):
            boxes += find_boxes(points, hit, training, kind)
    return DiscoveryResult(claim, base, policy, table.assign(training=training), tuple(boxes))


def _enough(points: int, parameters: int, folder: str) -> None:
    if not parameters:
        raise InputError(f"'{folder}' sweeps no parameter: there is nothing to draw a box in.")
    if points < FEWEST:
        raise InputError(
            f"'{folder}' has {points} points with both scenarios: discovery needs {FEWEST} or "
            f"more, two thirds to search in and one third to check with. Sweep or expand to more."
        )


def _design(swept: "SweepResult", w: Words) -> str:
    sweep = swept.sweep
    n = sweep.replications
    return w(
        "discovery.design", sweep=sweep.name, points=len(sweep.points), seed=sweep.seed,
        method=sweep.design.method if sweep.design else w("discovery.by_hand"),
        pairs=w("discovery.pairs", n=n) if n > 1 else w("discovery.pair"),
        people=people_of(sweep, w), town=sweep.municipality, months=sweep.months,
    )  # fmt: skip


def boxes_table(result: DiscoveryResult) -> pd.DataFrame:
    """Return two rows per box and limited parameter: on the training and the held-out points."""
    numbers = dict.fromkeys(KINDS, 0)
    rows = []
    for box in result.found:
        numbers[box.kind] += 1
        for part, score in (("training", box.training), ("held out", box.held_out)):
            figures = (
                part, score.mass.of, score.density.of, score.density.value, *score.density.interval,
                score.coverage.value, *score.coverage.interval, score.mass.value, score.base.value,
            )  # fmt: skip
            for name in box.parameters:
                low, high = (box.limits.get((name, side)) for side in (0, 1))
                chances = (box.quasi_p.get((name, side)) for side in (0, 1))
                rows.append((box.kind, numbers[box.kind], box.confirmed, name, low, high,
                             *result.swept(name), *chances, *figures))  # fmt: skip
    table = pd.DataFrame(rows, columns=list(COLUMNS))
    limits = ["low", "high", "quasi_p_low", "quasi_p_high"]
    return table.astype(dict.fromkeys(limits, "float64"))


def write(result: DiscoveryResult, sweep_folder: Path | None = None) -> None:
    """Write tables, summary and picture into the result's folder, whole or not at all.

    Parameters
    ----------
    sweep_folder : Path, optional
        The sweep whose manifest and crate are to name the files.

    Raises
    ------
    ResultError
        If the folder holds something else, or cannot be written.
    """
    from experiments.results.folder import write_table
    from experiments.results.whole import (
        make_folder,
        refuse_link,
        whole_folder,
        write_figure,
        write_text,
    )

    target = result.folder
    assert target is not None
    if sweep_folder is not None:
        make_folder(target.parent)
        refuse_link(target)
    if target.exists() and not _is_ours(target):
        raise ResultError(f"--out is '{target}', which holds other files: give an empty folder.")
    with whole_folder(target) as partial:
        write_table(partial / CLAIM, result.table.reset_index())
        write_table(partial / BOXES, boxes_table(result))
        write_text(partial / SUMMARY, as_markdown(result))
        write_figure(partial / PICTURE, picture(result)[0])
    if sweep_folder is not None:
        _put_on_record(result, target, sweep_folder)


def _is_ours(folder: Path) -> bool:
    """Say whether a folder is empty or holds nothing but an earlier discovery."""
    if not folder.is_dir():
        return False
    names = {CLAIM, BOXES, SUMMARY, PICTURE}
    return {path.name for path in folder.iterdir()} <= names


def _put_on_record(result: DiscoveryResult, target: Path, folder: Path) -> None:
    """Name the files in manifest and crate of the sweep, beside what it says already."""
    from experiments.results.alone import alone_at
    from experiments.results.crate import write_crate
    from experiments.results.digests import CRATE, sha256_of
    from experiments.results.manifest import read_manifest, write_manifest

    with alone_at(folder):
        manifest = read_manifest(folder)
        digests = {p.relative_to(folder).as_posix(): sha256_of(p) for p in sorted(target.iterdir())}
        arguments = {"claim": result.claim.text, "base": result.base, "policy": result.policy}
        manifest["discovery"] = {
            **manifest.get("discovery", {}),
            result.claim.slug: {"arguments": arguments, "files": digests},
        }
        write_crate(folder, manifest)
        manifest["files"][CRATE] = sha256_of(folder / CRATE)
        write_manifest(folder, manifest)
