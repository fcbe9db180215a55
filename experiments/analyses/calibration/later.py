"""Live the draws that ship once more, on to 2035: figures that their calibration did not keep.

Some patterns are of years that no base year reaches, and some targets came after the fit that
ships. What the draws give of these is measured here, once for all answers; a new calibration keeps
the targets itself. The first in every five is lived again with other random numbers, which tells
how large chance is. Run: python -m experiments.analyses.calibration.later
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from experiments.analyses.patterns.patterns import measured_to_2035
from experiments.analyses.patterns.targets import Target, all_targets
from experiments.analyses.uncertainty.draws import (
    FIGURES,
    HOME,
    about_posterior,
    posterior,
    sets_of,
)
from experiments.analyses.uncertainty.measure import AGAIN, BASE, TOWN, kept_for, written
from experiments.execution.replications import Batch, replicate
from experiments.results.parquet import parquet_in
from model.scenario.scenario import Scenario, load_scenario, with_changes

TABLE = HOME / "later.parquet"
ABOUT = ("draw", "again", "residents", "seed", "measured", "code")


def main(draws: int | None = None, workers: int | None = None, out: Path = TABLE) -> pd.DataFrame:
    """Live each different draw to 2035 under the current policy; write and return the table.

    Parameters
    ----------
    draws : int, optional
        The first so many of those that differ; all by default.
    workers : int, optional
        As for `compare`.
    out : Path

    Returns
    -------
    DataFrame
        `draw`, the first of its set; `again` (lived a second time); a column per measure that the
        calibration did not keep; and how it was measured, in a town of the size of the
        calibration's: `residents, seed, measured, code`.
    """
    about, base = about_posterior(), load_scenario(BASE)
    seed, residents = int(about["seed"]), int(about["draws_in"])
    values = posterior().drop_duplicates().head(draws or len(posterior()))
    shipped = len(posterior())
    numbers = [*values.index, *values.index[::AGAIN]]
    again = [False] * len(values) + [True] * (len(numbers) - len(values))
    jobs = [
        (base, {str(k): float(v) for k, v in values.loc[draw].items()}, seed,
         draw + shipped * second, residents)
        for draw, second in zip(numbers, again, strict=True)
    ]  # fmt: skip
    kept = kept_for(out, values, residents, seed)
    batch = Batch(workers, "draws lived to 2035", kept=kept.of("later", dict))
    rows = pd.DataFrame(replicate(_lived, jobs, batch))
    table = rows[[name for name in rows if name not in parquet_in(FIGURES)]]
    table.insert(0, "draw", numbers)
    table.insert(1, "again", again)
    return written(out, table, residents, seed)


def _lived(
    base: Scenario, values: dict[str, float], seed: int, replication: int, residents: int
) -> dict[str, float]:
    changed = with_changes(base, values, f"replication {replication}")
    return measured_to_2035(changed, seed, replication, residents, TOWN)


def lived_figures() -> pd.DataFrame:
    """Return what each shipped draw gives of every pattern: base years and later.

    Returns
    -------
    DataFrame, shape [draws, measures]
        Draws of one set, which are copies of each other, have the later figures of the first.
    """
    figures, later = parquet_in(FIGURES), parquet_in(TABLE)
    later = later[~later["again"]]
    later.index = pd.Index(sets_of(later["draw"].tolist()))
    kept = [name for name in later if name not in (*ABOUT, *figures)]
    rows = later.loc[sets_of(range(len(figures))), kept]
    return pd.concat([figures, rows.set_axis(figures.index)], axis=1)


def fitted_targets() -> tuple[Target, ...]:
    """Return the targets that the calibration that ships was held to: it kept their figures."""
    kept = parquet_in(FIGURES).columns
    return tuple(one for one in all_targets() if one.measure in kept)


def later_targets() -> tuple[Target, ...]:
    """Return the targets that came after the fit that ships, which has not seen them."""
    fitted = fitted_targets()
    return tuple(one for one in all_targets() if one not in fitted)


def chance_variance(target: Target) -> float:
    """Return how far chance alone moves a figure in the towns that were lived, on its scale."""
    table = parquet_in(TABLE)
    again = table[table["again"]].set_index("draw")[target.measure]
    first = table[~table["again"]].set_index("draw")[target.measure].loc[again.index]
    ends = [target.on_scale(one.to_numpy(float)) for one in (first, again)]
    return float(np.nanmean((ends[0] - ends[1]) ** 2) / 2.0)


def log_agreement(targets: Sequence[Target]) -> pd.Series:
    """Return the log of how well each draw agrees with targets, chance in its town allowed for.

    Parameters
    ----------
    targets : sequence of Target
        Not of one fit with the draws: what they were fitted to would count twice.

    Returns
    -------
    Series, index draw
    """
    figures = lived_figures()
    log = pd.Series(0.0, index=figures.index.rename("draw"))
    for one in targets:
        missed = one.on_scale(figures[one.measure].to_numpy(float)) - one.value
        log -= 0.5 * missed**2 / (one.variance + chance_variance(one))
    return log
