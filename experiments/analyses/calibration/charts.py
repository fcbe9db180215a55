"""The pictures of a calibration: figures of the base years, and what parameters learned."""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from experiments.analyses.calibration.predicted import HIGH, LOW
from experiments.analyses.calibration.result import CalibrationResult
from experiments.analyses.calibration.words import caption_of, finding, learned
from experiments.analyses.patterns.targets import all_targets
from experiments.report.charts.style import BASE_COLOUR, GREY, POLICY_COLOUR, say, wrapped
from experiments.report.tables import records
from experiments.report.words import Words, words_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_PARAMETERS = 20
FARTHEST = 8.0
"""Standard deviations beyond which a bar is cut."""
ROW = 0.2
"""Inches of a row."""


def pictures(result: CalibrationResult) -> "Iterator[tuple[str, Figure]]":
    """Yield file names and figures."""
    w = words_of(result.lang)
    yield "targets.png", _of_targets(result, w)
    yield "parameters.png", _of_parameters(result, w)


def _figure(rows: int) -> "tuple[Figure, Any]":
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9.0, ROW * rows + 2.0), layout="constrained", dpi=120)
    axes = figure.subplots()
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.grid(axis="x", color="#e4e4e4", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=8, length=0)
    axes.set_ylim(rows - 0.4, -0.6)
    return figure, axes


def _of_targets(result: CalibrationResult, w: Words) -> "Figure":
    figures = result.tables["figures"]
    targets = [one for one in all_targets() if one.measure in figures]
    library = result.tables["library"]
    figure, axes = _figure(len(targets))
    axes.axvspan(-2, 2, color="#eef4f8", lw=0)
    axes.axvline(0, color=GREY, lw=1, ls=":")
    for k, one in enumerate(targets):
        apart = np.sqrt(one.variance)
        for table, colour, width in ((library, "#cccccc", 5.0), (figures, POLICY_COLOUR, 2.2)):
            lived = one.on_scale(table[one.measure].to_numpy(float))
            z = (lived[np.isfinite(lived)] - one.value) / apart
            low, middle, high = np.clip(np.quantile(z, (LOW, 0.5, HIGH)), -FARTHEST, FARTHEST)
            axes.plot([low, high], [k, k], color=colour, lw=width, solid_capstyle="butt")
        axes.plot([middle], [k], "o", color=POLICY_COLOUR, ms=4)
    axes.set_yticks(range(len(targets)), [one.id for one in targets])
    axes.set_xlabel(w("calibration.axis"), fontsize=9)
    axes.xaxis.set_major_formatter(lambda x, _: w.figure(x, "g"))
    say(figure, finding(result, w), wrapped(f"{w('calibration.bars')} {caption_of(result, w)}"))
    return figure


def _of_parameters(result: CalibrationResult, w: Words) -> "Figure":
    told = learned(result)
    shown = told.head(MOST_PARAMETERS)
    figure, axes = _figure(max(1, len(shown)))
    for k, row in enumerate(records(shown)):
        low, width = row["low"], row["high"] - row["low"]
        ends = [(row[name] - low) / width for name in ("q05", "q95", "median", "as_set")]
        axes.plot([0, 1], [k, k], color="#dddddd", lw=5.0, solid_capstyle="butt")
        axes.plot(ends[:2], [k, k], color=POLICY_COLOUR, lw=2.2, solid_capstyle="butt")
        axes.plot([ends[2]], [k], "o", color=POLICY_COLOUR, ms=4)
        axes.plot([ends[3]], [k], "x", color=BASE_COLOUR, ms=5)
    axes.set_yticks(range(len(shown)), shown["parameter"].tolist())
    axes.set_xlim(-0.01, 1.01)
    axes.set_xlabel(w("calibration.learned_axis"), fontsize=9)
    axes.xaxis.set_major_formatter(lambda x, _: w.figure(x, "g"))
    title = w(
        "calibration.learned_finding", learned=len(told), parameters=result.facts["parameters"]
    )
    say(figure, title, wrapped(f"{w('calibration.learned_bars')} {caption_of(result, w)}"))
    return figure
