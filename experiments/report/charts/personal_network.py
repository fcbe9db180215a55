"""The personal network of a resident at two moments: who is kin, friend or neighbour, who helps."""

import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from numpy.typing import NDArray

from experiments.report.charts.style import GREY, say, wrapped
from experiments.report.words import Words, words_of

LOOK = {
    "household": ("#000000", "s"),
    "kin": ("#d55e00", "o"),
    "friend": ("#0072b2", "^"),
    "neighbour": ("#009e73", "D"),
    "facility": ("#cc79a7", "P"),
}
"""Colour and mark of each kind of tie (Okabe and Ito)."""
SEED = 1
"""Of the layout: the same network is always drawn alike."""
THIN, PER_STRENGTH, HELP = 0.6, 2.0, "#e69f00"


def personal_network(
    now: "nx.Graph[int]", later: "nx.Graph[int]", ego: int, moments: tuple[str, str], caption: str,
    lang: str | Words = "en",
) -> tuple[Figure, pd.DataFrame]:  # fmt: skip
    """Draw the ties around one resident twice, everybody in the same place.

    Parameters
    ----------
    now, later : networkx.Graph
        The network around `ego`: nodes are uids; edges have `kind`, `strength` (0..1) and `helps`.
    ego : int
        In both.
    moments : (str, str)
        What to call them, for example `2021-01` and `2026-01`.
    caption : str
        Scenario, replication, seed, version.
    lang : {'en', 'nl'} or Words

    Returns
    -------
    Figure and the table it shows: `other` and, at both moments, `kind_*` (empty where there is no
    tie), `helps_*` and `strength_*`.
    """
    w, table = words_of(lang), ties(now, later, ego)
    places = _places(now, later, ego)
    figure = Figure(figsize=(9.0, 6.0), layout="constrained", dpi=120)
    grid = figure.add_gridspec(2, 2, height_ratios=[4.2, 0.8])
    for k, (graph, other) in enumerate(((now, later), (later, now))):
        axes = figure.add_subplot(grid[0, k])
        axes.plot(*np.array(list(places.values())).T, ls="")  # both pictures to one scale
        _draw(axes, graph, ego, places)
        _changed(axes, graph, other, ego, places)
        heading = w("network.panel", moment=moments[k], n=len(graph) - 1)
        axes.set_title(heading, loc="left", fontsize=9.5)
    below = figure.add_subplot(grid[1, :])
    below.axis("off")
    below.legend(handles=_legend(table, w), loc="center left", ncols=3, frameon=False, fontsize=8)
    say(figure, finding(table, moments, w), wrapped(f"{w('network.how')} {caption}", 145))
    return figure, table


def ties(now: "nx.Graph[int]", later: "nx.Graph[int]", ego: int) -> pd.DataFrame:
    """Return a row per person to whom ego is tied at either moment."""
    rows = []
    for other in sorted({*now.neighbors(ego), *later.neighbors(ego)}):
        row: dict[str, object] = {"other": other}
        for name, graph in (("now", now), ("later", later)):
            edge = graph.edges[ego, other] if graph.has_edge(ego, other) else {}
            row[f"kind_{name}"] = edge.get("kind", "")
            row[f"helps_{name}"] = bool(edge.get("helps", False))
            row[f"strength_{name}"] = float(edge.get("strength", np.nan))
        rows.append(row)
    names = [f"{c}_{moment}" for c in ("kind", "helps", "strength") for moment in ("now", "later")]
    return pd.DataFrame(rows, columns=["other", *names])


def _places(
    now: "nx.Graph[int]", later: "nx.Graph[int]", ego: int
) -> dict[int, NDArray[np.float64]]:
    """Return where everybody stands: a spring layout of both moments, ego in the middle."""
    both: nx.Graph[int] = nx.compose(now, later)
    order: nx.Graph[int] = nx.Graph()
    order.add_nodes_from(sorted(both))
    order.add_edges_from(sorted((min(edge), max(edge)) for edge in both.edges))
    if len(order) == 1:
        return {ego: np.zeros(2)}
    start = {ego: (0.0, 0.0)}
    found = nx.spring_layout(order, pos=start, fixed=[ego], seed=SEED, iterations=200)
    return {int(node): np.asarray(place, float) for node, place in found.items()}


def _draw(
    axes: Axes, graph: "nx.Graph[int]", ego: int, places: dict[int, NDArray[np.float64]]
) -> None:
    for one, other, edge in sorted(graph.edges(data=True), key=lambda e: sorted(e[:2])):
        x, y = np.array([places[one], places[other]]).T
        mine = ego in (one, other)
        colour = HELP if mine and edge.get("helps") else GREY if mine else "#dddddd"
        width = THIN + PER_STRENGTH * float(edge.get("strength", 0.0)) if mine else THIN
        axes.plot(x, y, color=colour, lw=width + 2.0 * (colour == HELP), zorder=1 + mine)
    for other in sorted(graph.neighbors(ego)):
        colour, mark = LOOK[graph.edges[ego, other]["kind"]]
        axes.plot(*places[other], mark, color=colour, ms=8, markeredgecolor="white", mew=0.8,
                  zorder=4)  # fmt: skip
    axes.plot(*places[ego], "*", color="black", ms=15, markeredgecolor="white", zorder=5)
    axes.set_aspect("equal", adjustable="datalim")
    axes.axis("off")


def _changed(
    axes: Axes, graph: "nx.Graph[int]", other: "nx.Graph[int]", ego: int,
    places: dict[int, NDArray[np.float64]],
) -> None:  # fmt: skip
    """Ring whoever is tied to ego at this moment only."""
    for one in sorted(set(graph.neighbors(ego)) - set(other.neighbors(ego))):
        axes.plot(*places[one], "o", ms=15, markerfacecolor="none", markeredgecolor="black",
                  mew=1.2, ls="", zorder=3)  # fmt: skip


def _legend(table: pd.DataFrame, w: Words) -> list[Line2D]:
    handles = [Line2D([], [], ls="", marker="*", ms=12, color="black", label=w("network.ego"))]
    for kind, (colour, mark) in LOOK.items():
        counts = [int((table[f"kind_{name}"] == kind).sum()) for name in ("now", "later")]
        if any(counts):
            label = w(f"network.kind.{kind}", now=counts[0], later=counts[1])
            handles.append(Line2D([], [], ls="", marker=mark, ms=7, color=colour, label=label))
    handles.append(Line2D([], [], color=HELP, lw=3, label=w("network.helps")))
    handles.append(Line2D([], [], ls="", marker="o", ms=11, markerfacecolor="none",
                          markeredgecolor="black", label=w("network.once")))  # fmt: skip
    return handles


def finding(table: pd.DataFrame, moments: tuple[str, str], w: Words) -> str:
    """Say how many ties stay, end and are made, and through how many help goes."""
    there, stays = table["kind_now"] != "", table["kind_later"] != ""
    return w(
        "network.finding", first=moments[0], last=moments[1], all=int(there.sum()),
        kept=int((there & stays).sum()), lost=int((there & ~stays).sum()),
        made=int((~there & stays).sum()), helps=int(table["helps_now"].sum()),
        helps_later=int(table["helps_later"].sum()),
    )  # fmt: skip
