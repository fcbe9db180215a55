"""Roll-outs over many futures: the mean beside the largest regret, and what each costs itself."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.report.charts.style import (
    GREY,
    POLICY_COLOUR,
    as_written,
    rows_plain,
    say,
    wrapped,
)
from experiments.report.words import Words, words_of

OUT_COLOUR, WORST_COLOUR = "#cfa06a", "#111111"
MILLION = 1e6


def robust_rollouts(
    table: pd.DataFrame,
    titles: Mapping[str, str],
    budget: float,
    finding: str,
    caption: str,
    lang: str | Words = "en",
) -> tuple[Figure, pd.DataFrame]:
    """Draw one row per roll-out: mean and largest regret of two objectives, and own cost.

    Parameters
    ----------
    table : DataFrame
        As `judge` returns it; its first and last objective are drawn. Rows stand in the order of
        the largest regret of the first.
    titles : mapping of str to str
        By candidate.
    budget : float
        Euros a year.
    finding, caption : str
    lang : {'en', 'nl'} or Words

    Returns
    -------
    Figure and the table it shows.
    """
    w = words_of(lang)
    objectives = list(dict.fromkeys(table["objective"]))
    shown = list(dict.fromkeys([objectives[0], objectives[-1]]))
    first = table[table["objective"] == objectives[0]]
    order = first.sort_values("regret_max", kind="stable")["candidate"].tolist()
    figure = Figure(figsize=(3.4 * len(shown) + 5.2, 1.9 + 0.3 * len(order)),
                    layout="constrained", dpi=120)  # fmt: skip
    *panels, right = figure.subplots(1, len(shown) + 1, sharey=True)
    for axes, objective in zip(panels, shown, strict=True):
        rows = table[table["objective"] == objective].set_index("candidate").loc[order]
        _objective(axes, rows, objective, w)
    _costs(right, first.set_index("candidate").loc[order], budget, w)
    panels[0].set_yticks(range(len(order)), [titles[name] for name in order], fontsize=8.5)
    panels[0].invert_yaxis()
    panels[0].legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, frameon=False,
                     fontsize=8, handletextpad=0.2, columnspacing=1.0)  # fmt: skip
    bars = w(f"rollouts.picture.{'lines' if table['mean_low'].notna().any() else 'once'}")
    say(figure, finding, wrapped(w("rollouts.picture.pale", bars=bars, caption=caption), 165))
    return figure, table


def kind_of(objective: str) -> tuple[str, dict[str, str]]:
    """Return what kind of objective it is, and to which year."""
    for kind in ("worth", "net_saving"):
        if objective.startswith(f"{kind}_"):
            return kind, {"year": objective.rsplit("_", 1)[1]}
    return "needs", {}


def axis_title(objective: str, w: Words) -> tuple[str, float]:
    """Return what an objective is called with its unit, and what one of that unit is."""
    kind, year = kind_of(objective)
    return w(f"rollouts.objective.{kind}", **year), 1.0 if kind == "needs" else MILLION


def _objective(axes: Axes, rows: pd.DataFrame, objective: str, w: Words) -> None:
    title, unit = axis_title(objective, w)
    rows = rows.assign(
        regret=-rows["regret_max"], regret_low=-rows["regret_max_high"],
        regret_high=-rows["regret_max_low"],
    )  # fmt: skip
    figures = ["mean", "mean_low", "mean_high", "regret", "regret_low", "regret_high"]
    rows = rows.assign(**rows[figures] / unit)
    axes.axvline(0, color=GREY, lw=1)
    marks = (
        ("mean", "o", POLICY_COLOUR, -0.13, w("rollouts.picture.mean")),
        ("regret", "D", WORST_COLOUR, 0.13, w("rollouts.picture.regret")),
    )
    low, high = (min(rows["mean"].min(), rows["regret"].min(), 0.0),
                 max(rows["mean"].max(), 0.0))  # fmt: skip
    margin = 0.25 * (high - low) or 1.0
    for name, mark, colour, shift, label in marks:
        for row, (_, one) in enumerate(rows.iterrows()):
            faint = 1.0 if one["within_budget"] else 0.4
            axes.hlines(row + shift, one[f"{name}_low"], one[f"{name}_high"], color=colour,
                        lw=1.2, alpha=faint)  # fmt: skip
            axes.plot(one[name], row + shift, mark, color=colour, ms=5 if mark == "o" else 4.5,
                      alpha=faint, label=label if row == 0 else None)  # fmt: skip
    axes.set_xlim(low - margin, high + margin)
    axes.set_xlabel(wrapped(title, 44), fontsize=8.5)
    rows_plain(axes, "y")
    as_written(axes.xaxis, w)


def _costs(axes: Axes, rows: pd.DataFrame, budget: float, w: Words) -> None:
    colours = [POLICY_COLOUR if within else OUT_COLOUR for within in rows["within_budget"]]
    axes.barh(range(len(rows)), rows["cost_year"] / MILLION, color=colours, height=0.55)
    axes.hlines(range(len(rows)), rows["cost_low"] / MILLION, rows["cost_high"] / MILLION,
                color="black", lw=1)  # fmt: skip
    axes.axvline(budget / MILLION, color="black", lw=1.2, ls=":")
    axes.annotate(
        w("rollouts.picture.budget"), (budget / MILLION, 1.0), xycoords=("data", "axes fraction"),
        fontsize=8, ha="center", va="bottom",
    )  # fmt: skip
    axes.set_xlim(0, 1.25 * max(budget, rows["cost_year"].max()) / MILLION)
    axes.set_xlabel(wrapped(w("rollouts.picture.costs"), 34), fontsize=8.5)
    rows_plain(axes, "y")
    as_written(axes.xaxis, w)
