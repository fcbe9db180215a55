"""Roll-outs over many futures: the mean beside the largest regret, and what each costs itself."""

from collections.abc import Mapping

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from experiments.report.charts.style import GREY, POLICY_COLOUR, say, wrapped

OUT_COLOUR, WORST_COLOUR = "#cfa06a", "#111111"
MILLION = 1e6


def robust_rollouts(
    table: pd.DataFrame, titles: Mapping[str, str], budget: float, finding: str, caption: str
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

    Returns
    -------
    Figure and the table it shows.
    """
    objectives = list(dict.fromkeys(table["objective"]))
    shown = list(dict.fromkeys([objectives[0], objectives[-1]]))
    first = table[table["objective"] == objectives[0]]
    order = first.sort_values("regret_max", kind="stable")["candidate"].tolist()
    figure = Figure(figsize=(3.4 * len(shown) + 5.2, 1.9 + 0.3 * len(order)),
                    layout="constrained", dpi=120)  # fmt: skip
    *panels, right = figure.subplots(1, len(shown) + 1, sharey=True)
    for axes, objective in zip(panels, shown, strict=True):
        rows = table[table["objective"] == objective].set_index("candidate").loc[order]
        _objective(axes, rows, objective)
    _costs(right, first.set_index("candidate").loc[order], budget)
    panels[0].set_yticks(range(len(order)), [titles[name] for name in order], fontsize=8.5)
    panels[0].invert_yaxis()
    panels[0].legend(loc="lower left", bbox_to_anchor=(0.0, 1.0), ncols=2, frameon=False,
                     fontsize=8, handletextpad=0.2, columnspacing=1.0)  # fmt: skip
    bars = "Lines: 95% intervals over replications, chance only, the futures held (cut at the edge)"
    words = bars if table["mean_low"].notna().any() else "One replication: no intervals"
    words += "; pale: over the budget in more than a tenth of the futures"
    say(figure, finding, wrapped(f"{words}. {caption}", 165))
    return figure, table


def axis_title(objective: str) -> tuple[str, float]:
    """Return what an objective is called with its unit, and what one of that unit is."""
    if objective.startswith("worth_"):
        year = objective.rsplit("_", 1)[1]
        return (
            f"net saving and unmet need at its price, to\nthe end of {year}, million euros",
            MILLION,
        )
    if objective.startswith("net_saving_"):
        year = objective.rsplit("_", 1)[1]
        return f"net saving of the municipality to\nthe end of {year}, million euros of 2025", (
            MILLION
        )
    return "fewer unmet needs (negative: more),\nmean of a month", 1.0


def _objective(axes: Axes, rows: pd.DataFrame, objective: str) -> None:
    title, unit = axis_title(objective)
    rows = rows.assign(
        regret=-rows["regret_max"], regret_low=-rows["regret_max_high"],
        regret_high=-rows["regret_max_low"],
    )  # fmt: skip
    figures = ["mean", "mean_low", "mean_high", "regret", "regret_low", "regret_high"]
    rows = rows.assign(**rows[figures] / unit)
    axes.axvline(0, color=GREY, lw=1)
    marks = (
        ("mean", "o", POLICY_COLOUR, -0.13, "mean, all futures"),
        ("regret", "D", WORST_COLOUR, 0.13, "largest regret, to the left"),
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
    axes.set_xlabel(title, fontsize=8.5)
    _clean(axes)


def _costs(axes: Axes, rows: pd.DataFrame, budget: float) -> None:
    colours = [POLICY_COLOUR if within else OUT_COLOUR for within in rows["within_budget"]]
    axes.barh(range(len(rows)), rows["cost_year"] / MILLION, color=colours, height=0.55)
    axes.hlines(range(len(rows)), rows["cost_low"] / MILLION, rows["cost_high"] / MILLION,
                color="black", lw=1)  # fmt: skip
    axes.axvline(budget / MILLION, color="black", lw=1.2, ls=":")
    axes.annotate("budget", (budget / MILLION, 1.0), xycoords=("data", "axes fraction"), fontsize=8,
                  ha="center", va="bottom")  # fmt: skip
    axes.set_xlim(0, 1.25 * max(budget, rows["cost_year"].max()) / MILLION)
    axes.set_xlabel("what the plan itself costs,\nmillion euros of 2025 a year", fontsize=8.5)
    _clean(axes)


def _clean(axes: Axes) -> None:
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.grid(axis="y", color="#eeeeee", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=8.5, left=False)
