"""The main job: two or more scenarios on the same draws, and what differs between them."""

import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.headline import Comparison, difference_table
from experiments.intervals import bands, paired_table
from experiments.lockstep import Pairs, Task, live_together
from experiments.payback_by_year import claimed_year, payback_by_year, payback_table
from experiments.replications import attempt, failures_in, with_replay
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
from model.words import words_of

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
    first_replication: int = 0,
    residents: int | None = None,
    months: int = 180,
    changes: Mapping[str, float] | None = None,
    municipality: str = "bergen_op_zoom",
    workers: int | None = None,
    threads: int = 1,
    out: str | Path | None = None,
    force: bool = False,
    quiet: bool = False,
    journeys: int | None = 200,
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
    first_replication : int
        Number of the first replication; draws depend on seed and number only.
    workers, threads : int
        Processes, and threads in each.
    out : path, optional
        Results folder; one of the same digest is read instead of made again.
    journeys : int or None
        Residents whose story is kept; None keeps all.
    lang : {'en', 'nl'}

    Raises
    ------
    InputError
        If a scenario, a parameter or the folder cannot be used; nothing is written.
    ReplicationError
        If every replication failed; nothing is written. Of some, `failed` tells.
    """
    words_of(lang)
    data = load_municipality(municipality)
    names = [base, *policies]
    scenarios = load_scenarios(names, changes, data)
    arguments = {
        "command": "compare", "scenarios": [s.name for s in scenarios], "seed": seed,
        "replications": replications, "first_replication": first_replication,
        "residents": residents or data.residents, "months": months, "municipality": municipality,
        "journeys": journeys, "lang": lang,
    }  # fmt: skip
    digest = digest_of({"arguments": arguments, "worlds": [resolved(s) for s in scenarios]})
    folder = prepare_folder(out, "compare", [s.name for s in scenarios], digest, force)
    if folder.done:
        return read_comparison(folder.path)
    began = time.monotonic()
    options: dict[str, Any] = {"seed": seed, "residents": residents, "months": months,
                               "municipality": municipality, "journeys": journeys}  # fmt: skip
    found = compare_scenarios(
        scenarios[0], scenarios[1:], replications=replications, workers=workers, threads=threads,
        first_replication=first_replication, progress=None if quiet else "comparing", lang=lang,
        **options,
    )  # fmt: skip
    found.failed = with_replay(found.failed, "compare", names, options, changes)
    write(found, folder, scenarios, arguments, time.monotonic() - began)
    return found


def compare_scenarios(
    base: Scenario,
    policies: Sequence[Scenario],
    *,
    seed: int = 1,
    replications: int = 10,
    first_replication: int = 0,
    residents: int | None = None,
    months: int = 180,
    municipality: str = "bergen_op_zoom",
    workers: int | None = None,
    threads: int = 1,
    journeys: int | None = 0,
    progress: str | None = None,
    lang: str = "en",
) -> Comparison:
    """Compare scenarios that are loaded already, without writing anything."""
    tasks = [
        Task(
            base, tuple(policies), seed, r, residents, months, municipality,
            placebo=r < PLACEBO_REPLICATIONS, journeys=journeys,
        )
        for r in range(first_replication, first_replication + replications)
    ]  # fmt: skip
    names = ", ".join([base.name, *(p.name for p in policies)])
    pairs: list[Pairs]
    pairs, failed = attempt(
        live_together, [(task,) for task in tasks], workers, progress, threads,
        first=first_replication, scenario=names, seed=seed,
    )  # fmt: skip
    tables = {name: _stacked([p.tables[name] for p in pairs]) for name in pairs[0].tables}
    found = Comparison(
        base.name, tuple(p.name for p in policies), seed, replications, months, pairs[0].size,
        pairs[0].size_full, min(p.parted for p in pairs), tables, pairs[0].prices,
        failed=failed, lang=lang, version=_version(),
    )  # fmt: skip
    found.tables["difference"] = difference_table(found)
    found.tables["payback"] = payback_table(found)
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
    w = words_of(comparison.lang)
    done = comparison.distinct_replications
    missing = ", ".join(str(f.replication) for f in comparison.failed)
    return w(
        "picture.caption", base=comparison.base, policy=policy,
        size=w.figure(comparison.size, ","), full=w.figure(comparison.size_full, ","),
        seed=comparison.seed, first=done[0], last=done[-1], version=comparison.version,
        without=w("picture.without", missing=missing) if missing else "",
    )  # fmt: skip


def last_year(town: pd.DataFrame, base: str, policy: str) -> pd.DataFrame:
    """Return the paired difference of the mean over the last twelve months, by outcome."""
    late = town[town["month"] > town["month"].max() - pd.DateOffset(months=12)]
    means = late.drop(columns="month").groupby(["scenario", "replication"]).mean().reset_index()
    return paired_table(means.assign(window="last"), base, policy, ["window"])


def pictures(comparison: Comparison, policy: str) -> dict[str, tuple[Any, pd.DataFrame]]:
    """Return the charts of a pair with their tables, by file name.

    That of the payback is left out where no year is complete or both worlds spend the same.
    """
    from model.figures.cumulative_net import cumulative_net
    from model.figures.paired_difference import paired_difference
    from model.figures.people_by_layer import people_by_layer

    town = monthly_of_town(comparison)
    gaps = paired_table(town, comparison.base, policy, ["month"])
    last = last_year(town, comparison.base, policy)
    caption = caption_of(comparison, policy)
    names = comparison.base, policy, caption, comparison.lang
    paid = payback_by_year(comparison, policy)
    charts = {
        f"people_by_layer_{policy}.png": people_by_layer(
            bands(town, ["month"]), gaps, last, *names
        ),
        f"paired_difference_{policy}.png": paired_difference(gaps, last, *names),
    }
    if len(paid):
        charts[f"cumulative_net_{policy}.png"] = cumulative_net(paid, claimed_year(), *names)
    return charts


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
            summary=as_markdown(found), failed=found.failed,
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
        done["size_full"], done["parted"], tables, prices,
        failed=failures_in(folder),
        folder=Path(folder), lang=done["lang"], version=_version(),
    )  # fmt: skip
