"""The main job: two or more scenarios on the same draws, and what differs between them."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.headline import Comparison, difference_table
from experiments.intervals import bands, paired_table
from experiments.lockstep import Pairs, Task, live_together
from experiments.replications import replicate
from experiments.results import (
    ResultFolder,
    digest_of,
    prepare_folder,
    read_manifest,
    read_tables,
    write_result,
    writing,
)
from experiments.summary import as_markdown
from model.municipality_data import load_municipality
from model.scenario import Scenario, load_scenarios, resolved

PLACEBO_REPLICATIONS = 2
PEOPLE = (
    "needs_personal", "needs_community", "needs_institutional", "needs_unmet", "indicated_users",
    "day_activity_indicated_users",
)  # fmt: skip


def compare(
    base: str,
    policies: Sequence[str],
    *,
    seed: int = 1,
    replications: int = 10,
    residents: int | None = None,
    months: int = 180,
    changes: Mapping[str, float] | None = None,
    municipality: str = "bergen_op_zoom",
    workers: int | None = None,
    threads: int = 1,
    out: str | Path | None = None,
    force: bool = False,
    quiet: bool = False,
    journeys: int = 200,
    lang: str = "en",
) -> Comparison:
    """Compare scenarios and write the results folder.

    Parameters
    ----------
    base : str
        Name or file of the scenario to compare with.
    policies : sequence of str
        Other scenarios, each compared with the base.
    seed, replications, residents, months, changes, municipality
        As in INTERFACE; `changes` hold in every world.
    workers, threads : int
        Processes, and threads in each.
    out : path, optional
        Results folder; one of the same digest is read instead of made again.
    journeys : int
        Residents whose story is kept.

    Raises
    ------
    InputError
        If a scenario, a parameter or the folder cannot be used; nothing is written.
    """
    data = load_municipality(municipality)
    names = [base, *policies]
    scenarios = load_scenarios(names, changes, data.areas)
    arguments = {
        "command": "compare", "scenarios": [s.name for s in scenarios], "seed": seed,
        "replications": replications, "residents": residents or data.residents, "months": months,
        "municipality": municipality, "journeys": journeys, "lang": lang,
    }  # fmt: skip
    digest = digest_of({"arguments": arguments, "worlds": [resolved(s) for s in scenarios]})
    folder = prepare_folder(out, "compare", [s.name for s in scenarios], digest, force)
    if folder.done:
        return read_comparison(folder.path)
    began = time.monotonic()
    found = compare_scenarios(
        scenarios[0], scenarios[1:], seed=seed, replications=replications, residents=residents,
        months=months, municipality=municipality, workers=workers, threads=threads,
        journeys=journeys, progress=None if quiet else "comparing", lang=lang,
    )  # fmt: skip
    write(found, folder, scenarios, arguments, time.monotonic() - began)
    return found


def compare_scenarios(
    base: Scenario,
    policies: Sequence[Scenario],
    *,
    seed: int = 1,
    replications: int = 10,
    residents: int | None = None,
    months: int = 180,
    municipality: str = "bergen_op_zoom",
    workers: int | None = None,
    threads: int = 1,
    journeys: int = 0,
    progress: str | None = None,
    lang: str = "en",
) -> Comparison:
    """Compare scenarios that are loaded already, without writing anything."""
    tasks = [
        Task(
            base, tuple(policies), seed, r, residents, months, municipality,
            placebo=r < PLACEBO_REPLICATIONS, journeys=journeys,
        )
        for r in range(replications)
    ]  # fmt: skip
    pairs: list[Pairs] = replicate(
        live_together, [(task,) for task in tasks], workers, progress, threads
    )
    tables = {name: _stacked([p.tables[name] for p in pairs]) for name in pairs[0].tables}
    found = Comparison(
        base.name, tuple(p.name for p in policies), seed, replications, months, pairs[0].size,
        pairs[0].size_full, min(p.parted for p in pairs), tables, pairs[0].prices, lang=lang,
        version=_version(),
    )  # fmt: skip
    found.tables["difference"] = difference_table(found)
    return found


def _stacked(frames: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)] or frames[:1]
    return pd.concat(filled, ignore_index=True)


def _version() -> str:
    from importlib.metadata import PackageNotFoundError, version

    try:
        return version("social-base")
    except PackageNotFoundError:
        return "0.1.0 (from source)"


def monthly_of_town(comparison: Comparison, outcomes: Sequence[str] = PEOPLE) -> pd.DataFrame:
    """Return `scenario, replication, month` and outcomes added up over areas."""
    keys = ["scenario", "replication", "month"]
    return comparison.tables["monthly"].groupby(keys)[list(outcomes)].sum().reset_index()


def caption_of(comparison: Comparison, policy: str) -> str:
    """Say scenarios, size, seeds and version in one line."""
    last = comparison.replications - 1
    return (
        f"Scenarios {comparison.base} and {policy}; {comparison.size:,} of "
        f"{comparison.size_full:,} residents; seed {comparison.seed}, replications 0 to {last}; "
        f"social-base {comparison.version}."
    )


def last_year(town: pd.DataFrame, base: str, policy: str) -> pd.DataFrame:
    """Return the paired difference of the mean over the last twelve months, by outcome."""
    late = town[town["month"] > town["month"].max() - pd.DateOffset(months=12)]
    means = late.drop(columns="month").groupby(["scenario", "replication"]).mean().reset_index()
    return paired_table(means.assign(window="last"), base, policy, ["window"])


def pictures(comparison: Comparison, policy: str) -> dict[str, tuple[Any, pd.DataFrame]]:
    """Return the two charts of a pair with their tables, by file name."""
    from model.figures.paired_difference import paired_difference
    from model.figures.people_by_layer import people_by_layer

    town = monthly_of_town(comparison)
    gaps = paired_table(town, comparison.base, policy, ["month"])
    last = last_year(town, comparison.base, policy)
    caption = caption_of(comparison, policy)
    layers = people_by_layer(bands(town, ["month"]), gaps, last, comparison.base, policy, caption)
    return {
        f"people_by_layer_{policy}.png": layers,
        f"paired_difference_{policy}.png": paired_difference(
            gaps, last, comparison.base, policy, caption
        ),
    }


def write(
    found: Comparison,
    folder: ResultFolder,
    scenarios: Sequence[Scenario],
    arguments: Mapping[str, Any],
    seconds: float,
) -> None:
    """Write every table, the summary and the pictures, all or nothing."""
    facts = {"size": found.size, "size_full": found.size_full, "parted": found.parted}
    prices = found.prices.rename_axis("month_number").rename("price_index").reset_index()
    found.folder = folder.path
    with writing(folder) as path:
        for policy in found.policies:
            for name, (figure, _) in pictures(found, policy).items():
                figure.savefig(path / name, metadata={"Software": None})
        write_result(
            path, command={**arguments, **facts}, tables=found.tables | {"prices": prices},
            scenarios=scenarios, digest=folder.digest, wall_seconds=seconds,
            summary=as_markdown(found),
        )  # fmt: skip


def read_comparison(folder: str | Path) -> Comparison:
    """Return a comparison that was written before.

    Raises
    ------
    ResultError
        If the folder holds no comparison.
    """
    from model.errors import ResultError

    done = read_manifest(folder)["command"]
    if done.get("command") != "compare":
        raise ResultError(f"'{folder}' holds no comparison: give a folder that 'compare' wrote.")
    tables = read_tables(folder)
    prices = tables.pop("prices").set_index("month_number")["price_index"]
    base, *policies = done["scenarios"]
    return Comparison(
        base, tuple(policies), done["seed"], done["replications"], done["months"], done["size"],
        done["size_full"], done["parted"], tables, prices, folder=Path(folder), lang=done["lang"],
        version=_version(),
    )  # fmt: skip
