"""A map of the paired difference by area or postcode, each with its interval beside it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from matplotlib import colormaps
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch, PathPatch
from matplotlib.path import Path as Line
from matplotlib.ticker import MaxNLocator

from experiments.report.charts.cells import (
    OUTER,
    Outlines,
    Points,
    Shape,
    cells_around,
    label_point,
)
from experiments.report.charts.style import (
    BASE_COLOUR,
    GREY,
    as_written,
    rows_plain,
    say,
    wrapped,
)
from experiments.report.number_format import signed_with_bounds
from experiments.report.width import beyond_zero
from experiments.report.words import Words, capital, words_of

COLOURS = colormaps["PuOr_r"]
"""Purple for fewer, orange for more: told apart by whoever is colour-blind."""
UNTOLD, HATCH, LACKING = "#e6e6e6", "////", "#ffffff"
FAINTEST = 0.25
DISC = {"boxstyle": "circle,pad=0.15", "fc": "white", "ec": "none", "alpha": 0.85}
NAME_LETTERS = 26
BAR_KM = 2.0


def area_map(
    table: pd.DataFrame,
    places: pd.DataFrame,
    titles: Mapping[str, str],
    told: tuple[str, str],
    base: str,
    policy: str,
    caption: str,
    lang: str | Words = "en",
    outlines: Outlines | None = None,
) -> tuple[Figure, pd.DataFrame]:
    """Draw the difference of each place on a map, and with its interval in a list beside it.

    Parameters
    ----------
    table : DataFrame
        `place, difference, low, high`, per 1,000 residents, a row per area or per postcode; a
        figure that is withheld is NaN. A postcode without a row stays white.
    places : DataFrame
        `postcode, area, x_km, y_km`: of every postcode its area's key and its middle.
    titles : mapping of str to str
        What a place is called, by key; its own key where it has no other.
    told : (str, str)
        What is counted, for example `residents who need more help`, and over which time.
    base, policy : str
    caption : str
        Scenario, seeds, version.
    lang : {'en', 'nl'} or Words
    outlines : Outlines, optional
        The true ones of what the table has rows of. Cells around the middles of the postcodes by
        default.

    Returns
    -------
    Figure and the table it shows.

    Raises
    ------
    DataError
        If the file of outlines cannot be used.
    """
    w, rows = words_of(lang), table.reset_index(drop=True)
    called = {key: titles.get(key, key) for key in rows["place"].astype(str)}
    shapes, borders = _shapes(called, places, outlines)
    names = [
        wrapped(f"{k}  {title}", NAME_LETTERS) for k, title in enumerate(called.values(), start=1)
    ]
    tallest = max(name.count("\n") + 1 for name in names)
    height = max(5.4, 2.3 + (0.2 + 0.17 * tallest) * len(rows))
    figure = Figure(figsize=(9.0, height), layout="constrained", dpi=120)
    left, right = figure.subplots(1, 2, width_ratios=[1.0, 1.15])
    colours = _colours(rows)
    _draw(left, shapes, colours, borders)
    _scale(left, w)
    _list(right, rows, colours, names, w)
    right.set_xlabel(wrapped(w("map.axis", what=told[0], when=told[1]), 52), fontsize=8.5)
    left.legend(handles=_legend(rows, w), loc="upper left", bbox_to_anchor=(0.0, 0.0),
                frameon=False, fontsize=8, handlelength=1.6)  # fmt: skip
    worlds = w.worlds(base, policy)
    made = w("map.outlines" if outlines else "map.cells")
    shade = w("map.bars" if rows["low"].notna().any() else "picture.no_interval", n=len(rows))
    say(figure, finding(rows, titles, told, worlds, w), wrapped(f"{shade} {made} {caption}", 145))
    return figure, rows


def _shapes(
    names: Mapping[str, str], places: pd.DataFrame, outlines: Outlines | None
) -> tuple[dict[str, list[Shape]], list[Points]]:
    """Return the shapes of each place, and the borders between two of them."""
    if outlines is not None:
        return {name: [one] for name, one in outlines.of(names).items()}, []
    cells = cells_around(places[["x_km", "y_km"]].to_numpy(float))
    postcodes, areas = (places[name].astype(str).tolist() for name in ("postcode", "area"))
    owners = postcodes if set(names) <= set(postcodes) else areas
    named = list(zip(cells, owners, strict=True))
    shapes = {name: [cell for cell, owner in named if owner == name] for name in names}
    borders = [
        np.array([ring[k], ring[(k + 1) % len(ring)]])
        for cell, owner in named
        for ring in cell.rings
        for k, other in enumerate(cell.beyond if cell.beyond is not None else ())
        if other == OUTER or owners[other] != owner
    ]
    return shapes, borders


def _colours(rows: pd.DataFrame) -> list[tuple[Any, str]]:
    """Return fill and hatch of each place: coloured only where zero lies outside the interval."""
    most = float(rows["difference"].abs().max()) or 1.0
    clear = beyond_zero(rows["low"], rows["high"])
    fills: list[tuple[Any, str]] = []
    for gap, sure in zip(rows["difference"], clear, strict=True):
        depth = FAINTEST + (1.0 - FAINTEST) * abs(gap) / most
        if np.isnan(gap):
            fills.append((LACKING, ".."))
        else:
            fills.append((COLOURS(0.5 + 0.45 * depth * np.sign(gap)), "") if sure
                         else (UNTOLD, HATCH))  # fmt: skip
    return fills


def _draw(
    axes: Axes, shapes: dict[str, list[Shape]], colours: list[tuple[Any, str]],
    borders: Sequence[Points],
) -> None:  # fmt: skip
    for number, (parts, (fill, hatch)) in enumerate(
        zip(shapes.values(), colours, strict=True), start=1
    ):
        for shape in parts:
            rings = [Line(np.vstack([ring, ring[:1]]), closed=True) for ring in shape.rings]
            axes.add_patch(
                PathPatch(Line.make_compound_path(*rings), facecolor=fill, hatch=hatch,
                          edgecolor="#9a9a9a", lw=0.5)
            )  # fmt: skip
        largest = max(parts, key=lambda shape: np.ptp(shape.rings[0], axis=0).min())
        x, y = label_point(largest)
        axes.text(x, y, str(number), ha="center", va="center", fontsize=9, fontweight="bold",
                  bbox=DISC)  # fmt: skip
    axes.add_collection(LineCollection(list(borders), colors=BASE_COLOUR, linewidths=1.1))
    axes.set_aspect("equal")
    axes.autoscale_view()
    axes.axis("off")


def _scale(axes: Axes, w: Words) -> None:
    """Draw how long two kilometres are, below the map; north is up."""
    low, _ = axes.get_ylim()
    left, right = axes.get_xlim()
    at = low - 0.04 * (right - left)
    axes.plot([left, left + BAR_KM], [at, at], color=BASE_COLOUR, lw=2, solid_capstyle="butt")
    axes.text(left + BAR_KM + 0.15, at, w("map.scale", km=w.figure(BAR_KM, "g")), va="center",
              fontsize=8)  # fmt: skip


def _list(
    axes: Axes, rows: pd.DataFrame, colours: list[tuple[Any, str]], names: list[str], w: Words
) -> None:
    axes.axvline(0, color=GREY, lw=1)
    for k, (fill, hatch) in enumerate(colours):
        one = rows.iloc[k]
        if np.isnan(one["difference"]):
            axes.text(0.02, k, w("map.legend.lacking"), transform=axes.get_yaxis_transform(),
                      va="center", fontsize=8, color=GREY)  # fmt: skip
        axes.hlines(k, one["low"], one["high"], color=BASE_COLOUR, lw=1.6)
        axes.plot(one["difference"], k, "o", ms=7.5, markeredgecolor=BASE_COLOUR, mew=0.8,
                  markerfacecolor="white" if hatch else fill)  # fmt: skip
    axes.set_yticks(range(len(rows)), names, fontsize=8.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    rows_plain(axes, "y")
    axes.xaxis.set_major_locator(MaxNLocator(6))
    as_written(axes.xaxis, w)


def _legend(rows: pd.DataFrame, w: Words) -> list[Patch]:
    gaps = rows["difference"]
    sure = beyond_zero(rows["low"], rows["high"])
    kinds = (
        ("fewer", COLOURS(0.1), "", (sure & (gaps < 0)).any()),
        ("more", COLOURS(0.9), "", (sure & (gaps > 0)).any()),
        ("untold", UNTOLD, HATCH, (~sure & gaps.notna()).any()),
        ("lacking", LACKING, "..", gaps.isna().any()),
    )
    return [
        Patch(facecolor=fill, hatch=hatch, edgecolor="#9a9a9a", label=w(f"map.legend.{name}"))
        for name, fill, hatch, there in kinds if there
    ]  # fmt: skip


def finding(
    rows: pd.DataFrame, titles: Mapping[str, str], told: tuple[str, str], worlds: dict[str, str],
    w: Words,
) -> str:  # fmt: skip
    """Say in how many places there are fewer, more, or it cannot be told, and where most."""
    sure = beyond_zero(rows["low"], rows["high"])
    counts = {
        "fewer": int((sure & (rows["difference"] < 0)).sum()),
        "more": int((sure & (rows["difference"] > 0)).sum()),
        "untold": int((~sure).sum()), "all": len(rows),
    }  # fmt: skip
    if not sure.any():
        return capital(w("map.finding.none", what=told[0], **counts, **worlds))
    most: Any = rows.loc[sure].sort_values("difference", key=abs, kind="stable").iloc[-1]
    key = str(most["place"])
    figures = signed_with_bounds(most["difference"], most["low"], most["high"], w)
    some = capital(w("map.finding.some", what=told[0], **counts, **worlds))
    return some + "\n" + w("map.finding.most", place=titles.get(key, key), gap=figures)
