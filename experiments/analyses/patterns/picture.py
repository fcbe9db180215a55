"""The picture of the patterns beside a run of the model."""

from typing import TYPE_CHECKING

import pandas as pd

from experiments.report.charts.pattern_check import pattern_check
from experiments.report.words import words_of
from experiments.results.manifest import software_version

if TYPE_CHECKING:
    from matplotlib.figure import Figure


def picture_of_run(
    table: pd.DataFrame, residents: int, replications: int, seed: int, lang: str = "en"
) -> "Figure":
    """Return the chart of what `patterns` returns.

    Parameters
    ----------
    table : DataFrame
    residents, replications, seed : int
        Of the run.
    lang : {'en', 'nl'}
    """
    w = words_of(lang)
    caption = w("check.runs", residents=w.figure(residents, ","), n=replications, seed=seed,
                version=software_version())  # fmt: skip
    return pattern_check(table.rename(columns={"model": "median"}), caption, w)[0]
