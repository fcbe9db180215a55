"""Which line of a plan brings what: shares of the whole effect, with intervals."""

from collections.abc import Sequence

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from experiments.report.charts.attribution_words import line_title, outcome_title
from experiments.report.charts.style import (
    GREY,
    POLICY_COLOUR,
    as_written,
    rows_plain,
    say,
    wrapped,
)
from experiments.report.number_format import known, plus
from experiments.report.width import beyond_zero
from experiments.report.words import Words
from model.measures.outcomes import outcome

PALE = "#b9d7e6"
WHOLE_COLOUR = "#9a9a9a"
ALONE_COLOUR = "#c26a00"
MOST_PANELS = 6
MILLION = 1e6


def attribution(
    table: pd.DataFrame, caption: str, w: Words, factor: float = 1.0
) -> tuple[Figure, pd.DataFrame]:
    """Draw what each line brings to each outcome of the town, the whole effect below.

    Parameters
    ----------
    table : DataFrame
        `outcome, line, shapley, low, high, alone, last` of the town, the whole effect last in each
        outcome.
    caption : str
    w : Words
        As `words_of` returns them.
    factor : float
        Residents of the municipality over those simulated: figures are drawn for all of them.

    Returns
    -------
    Figure and the table it shows.

    Notes
    -----
    The outcome of which the title speaks has a panel, however many there are.
    """
    names = _panels_of(list(dict.fromkeys(table["outcome"])))
    figures = ["shapley", "low", "high", "alone", "last"]
    shown = table[table["outcome"].isin(names)]
    factors = shown["outcome"].map({name: factor_of(name, factor) for name in names})
    shown = shown.assign(**shown[figures].mul(factors, axis=0))
    lines = shown["line"].nunique()
    width = 2.6 + 2.2 * max(len(names), 2)
    figure = Figure(figsize=(width, 2.6 + 0.42 * lines), layout="constrained", dpi=120)
    panels = figure.subplots(1, len(names), sharey=True, squeeze=False)[0]
    for axes, name in zip(panels, names, strict=True):
        _panel(axes, shown[shown["outcome"] == name].reset_index(drop=True), name, w)
    rows = shown[shown["outcome"] == names[0]]["line"].tolist()
    titles = [*(line_title(line, w) for line in rows[:-1]), w("attribution.all_lines")]
    panels[0].set_yticks(_places(len(rows)), titles, fontsize=8.5)
    panels[0].invert_yaxis()
    figure.legend(*panels[0].get_legend_handles_labels(), loc="outside lower right", ncols=2,
                  frameon=False, fontsize=8)  # fmt: skip
    bars = w("attribution.bar" if shown["low"].notna().any() else "attribution.no_bar")
    say(figure, finding(table, w, factor), wrapped(f"{bars} {caption}", int(width * 13)))
    return figure, shown


def _panels_of(outcomes: list[str]) -> list[str]:
    """Return the outcomes that are drawn: the first, and the one that the title tells of."""
    told = _told(outcomes)
    others = [name for name in outcomes if name != told][: MOST_PANELS - 1]
    return [name for name in outcomes if name == told or name in others]


def _told(outcomes: list[str]) -> str:
    """Return the outcome of which the title speaks: money where there is, else the first."""
    money = [name for name in outcomes if name.endswith("_eur")]
    return money[-1] if money else outcomes[0]


def _places(rows: int) -> list[float]:
    """Return where bars stand: the whole effect a little apart."""
    return [*map(float, range(rows - 1)), rows - 0.6]


def _panel(axes: Axes, rows: pd.DataFrame, name: str, w: Words) -> None:
    places = _places(len(rows))
    pale = (rows["low"] <= 0) & (rows["high"] >= 0)
    colours = [PALE if weak else POLICY_COLOUR for weak in pale]
    colours[-1] = WHOLE_COLOUR
    axes.barh(places, rows["shapley"], color=colours, height=0.6)
    bounded = rows["low"].notna()
    axes.hlines([p for p, k in zip(places, bounded, strict=True) if k], rows["low"][bounded],
                rows["high"][bounded], color="black", lw=1.3)  # fmt: skip
    for column, mark in (("alone", ">"), ("last", "<")):
        axes.plot(rows[column][:-1], places[:-1], mark, color=ALONE_COLOUR, ms=4.5, mew=0.9,
                  fillstyle="none", label=w(f"attribution.mark.{column}"))  # fmt: skip
    axes.axvline(0, color=GREY, lw=1)
    axes.axhline(len(rows) - 1.3, color="#cccccc", lw=0.8)
    rows_plain(axes, size=8)
    axes.xaxis.set_major_locator(MaxNLocator(4))
    unit = MILLION if name.endswith("_eur") and rows["shapley"].abs().max() >= MILLION / 10 else 1.0
    as_written(axes.xaxis, w, unit=unit)
    axes.set_xlabel(_axis(name, unit, w), fontsize=8)


def _axis(name: str, unit: float, w: Words) -> str:
    title = outcome_title(name, w)
    if name.endswith("_eur"):
        euros = w("attribution.counted.euros of 2025 a year")
        counted = w("attribution.million", unit=euros) if unit != 1.0 else euros
    else:
        counted = w("attribution.counted.mean of a month")
    return wrapped(title, 24) + "\n" + wrapped(counted, 26)


def finding(table: pd.DataFrame, w: Words, factor: float = 1.0) -> str:
    """Say which line brings most, and how many are not distinguishable from zero.

    Of money where that is among the outcomes, else of the first outcome.
    """
    name = _told(list(dict.fromkeys(table["outcome"])))
    return finding_of(table[table["outcome"] == name], name, w, factor)


def finding_of(rows: pd.DataFrame, name: str, w: Words, factor: float = 1.0) -> str:
    """Say the same of one outcome; `rows` hold its lines and, last, the whole effect."""
    lines, whole = rows.iloc[:-1], rows.iloc[-1]
    sure = lines[beyond_zero(lines["low"], lines["high"])]
    pool = sure if len(sure) else lines
    largest = pool.iloc[int(pool["shapley"].abs().argmax())]
    if (lines[["shapley", "alone", "last"]] == 0).all(axis=None):
        kind = "nothing"
    elif lines["low"].isna().all():
        kind = "unknown"
    elif len(sure) == 0:
        kind = "none"
    else:
        kind = "all" if len(sure) == len(lines) else "some"
    factor = factor_of(name, factor)
    spans = [(row[["shapley", "low", "high"]] * factor).tolist() for row in (largest, whole)]
    (share, total), unit = scaled(spans, name, w)
    title = outcome_title(name, w) + (f" ({unit})" if unit else "")
    return w(
        f"attribution.finding.{kind}", outcome=title[0].upper() + title[1:],
        line=line_title(largest["line"], w), share=share, whole=total,
        unsure=len(lines) - len(sure), lines=len(lines),
    )  # fmt: skip


def factor_of(name: str, factor: float) -> float:
    """Return what takes an outcome to the whole municipality: 1 for a mean over residents."""
    return 1.0 if outcome(name).kind == "mean" else factor


def scale_of(spans: Sequence[Sequence[float]], name: str) -> float:
    """Return what figures are written in: ones, or millions of euros."""
    much = max(abs(mean) for mean, *_ in spans) >= MILLION / 10
    return MILLION if much and name.endswith("_eur") else 1.0


def scaled(spans: Sequence[Sequence[float]], name: str, w: Words) -> tuple[list[str], str]:
    """Return figures with their signs, and the unit of money: euros or millions of them.

    Parameters
    ----------
    spans : sequence of (mean, low, high)
        A figure has the digits that its bounds know; NaN where it has none.
    name : str
        The outcome.
    w : Words
    """
    one, unit = scale_of(spans, name), ""
    if name.endswith("_eur"):
        unit = w("attribution.counted.euros of 2025 a year")
    if one == MILLION:
        unit = w("attribution.million", unit=unit)
    texts = [known(mean / one, low / one, high / one, w)[0] for mean, low, high in spans]
    return [plus(text) for text in texts], unit
