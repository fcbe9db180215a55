"""One resident's story in two worlds: what carried each need, month by month."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from experiments.report.charts.attribution_words import line_title
from experiments.report.charts.style import BASE_COLOUR, rows_plain, say, wrapped
from experiments.report.words import Words, words_of

LOOK = {
    "personal": ("#009e73", ""),
    "community": ("#56b4e9", "\\\\\\\\"),
    "institutional": ("#d55e00", "xxx"),
    "unmet": ("#dcdcdc", "..."),
}
"""Colour and hatch of what carries a need (Okabe and Ito; hatches for print)."""
CARE, PLACE = "care", "place"
PLACE_COLOUR = "#6a3d9a"
THICK = 0.62
LANE_LETTERS = 20
ROW, LEGEND = 0.42, 0.7
"""Inches of a lane, and of the legend."""


def journey_timeline(
    spans: pd.DataFrame, marks: pd.DataFrame, parted: pd.Timestamp | None, base: str, policy: str,
    caption: str, lang: str | Words = "en",
) -> tuple[Figure, pd.DataFrame]:  # fmt: skip
    """Draw a panel per world, a lane per life domain and per free place.

    Parameters
    ----------
    spans : DataFrame
        `scenario, lane, state, start, end`: of a need the lane is its domain and the state what
        carries it; `care` and `place` are lanes of indicated care (state: its domain) and of
        visits (state: the place).
    marks : DataFrame
        `scenario, month, domain, event, to`: `request_made`, `decided` and `left`.
    parted : Timestamp or None
        First month in which the two stories differ.
    base, policy : str
    caption : str
        Which resident, replication, seed, version.
    lang : {'en', 'nl'} or Words

    Returns
    -------
    Figure and the table it shows: the spans, `months` with them.
    """
    w = words_of(lang)
    table = spans.assign(months=_months(spans))
    lanes = _lanes(spans, marks)
    tall = ROW * max(len(lanes), 1) + 0.5
    figure = Figure(figsize=(9.0, 2.3 + 2 * tall + LEGEND), layout="constrained", dpi=120)
    *panels, below = figure.subplots(3, 1, height_ratios=[tall, tall, LEGEND])
    panels[0].sharex(panels[1])
    panels[0].tick_params(labelbottom=False)
    below.axis("off")
    for axes, scenario in zip(panels, (base, policy), strict=True):
        _panel(axes, table[table["scenario"] == scenario], marks[marks["scenario"] == scenario],
               lanes, w)  # fmt: skip
        axes.set_title(w("story.panel", world=w.world(scenario)), loc="left", fontsize=9.5)
        if parted is not None:
            axes.axvline(parted, color=BASE_COLOUR, lw=1.2, ls="--")
    panels[1].set_xlabel(w("story.axis"), fontsize=9)
    below.legend(handles=_legend(table, marks, parted, w), loc="center left", frameon=False,
                 ncols=4, fontsize=8, handlelength=1.6, columnspacing=1.2)  # fmt: skip
    worlds = w.worlds(base, policy)
    title = finding(table, parted, base, policy, worlds, w)
    say(figure, title, wrapped(f"{w('story.how')} {caption}", 145))
    return figure, table.reset_index(drop=True)


def _months(spans: pd.DataFrame) -> "pd.Series[int]":
    start, end = (pd.to_datetime(spans[name]) for name in ("start", "end"))
    return (end.dt.year - start.dt.year) * 12 + end.dt.month - start.dt.month


def _lanes(spans: pd.DataFrame, marks: pd.DataFrame) -> list[tuple[str, str]]:
    """Return (kind, name) of each lane: domains in order of first appearance, then places."""
    needs = spans.loc[~spans["lane"].isin((CARE, PLACE)), "lane"]
    care, places = (spans.loc[spans["lane"] == kind, "state"] for kind in (CARE, PLACE))
    asked = marks.loc[marks["domain"] != "", "domain"]
    domains = dict.fromkeys([*needs, *care, *asked])
    return [*(("domain", name) for name in domains), *((PLACE, name) for name in
            dict.fromkeys(places))]  # fmt: skip


def _panel(
    axes: Axes, rows: pd.DataFrame, marks: pd.DataFrame, lanes: list[tuple[str, str]], w: Words
) -> None:
    for k, (kind, name) in enumerate(lanes):
        if kind == PLACE:
            for one in _of(rows, PLACE, name):
                _bar(axes, k, one, PLACE_COLOUR, "", THICK / 2)
            continue
        for state, (colour, hatch) in LOOK.items():
            for one in _of(rows, name, state):
                _bar(axes, k, one, colour, hatch, THICK)
        for one in _of(rows, CARE, name):
            axes.hlines(k + THICK / 2 + 0.07, one["start"], one["end"], color="black", lw=2.6)
        mine = marks[marks["domain"] == name]
        for event, mark, face in (("request_made", "v", "white"), ("decided", "o", "black")):
            at = mine.loc[mine["event"] == event, "month"]
            axes.plot(at, [k - THICK / 2 - 0.02] * len(at), mark, ms=5, mew=0.9, ls="",
                      markerfacecolor=face, markeredgecolor="black", zorder=4)  # fmt: skip
    for month in marks.loc[marks["event"] == "left", "month"]:
        axes.axvline(month, color="black", lw=2.2)
    axes.set_yticks(range(len(lanes)), [_title(lane, w) for lane in lanes], fontsize=8.5)
    axes.set_ylim(max(len(lanes), 1) - 0.4, -0.6)
    rows_plain(axes, "y")


def _of(rows: pd.DataFrame, lane: str, state: str) -> list[dict[Any, Any]]:
    return rows[(rows["lane"] == lane) & (rows["state"] == state)].to_dict("records")


def _bar(axes: Axes, row: int, span: dict[Any, Any], colour: str, hatch: str, thick: float) -> None:
    axes.barh(row, span["end"] - span["start"], left=span["start"], height=thick, color=colour,
              hatch=hatch, edgecolor="#555555", lw=0.5)  # fmt: skip


def _title(lane: tuple[str, str], w: Words) -> str:
    kind, name = lane
    if kind == "domain":
        return wrapped(w(f"story.domain.{name}"), LANE_LETTERS)
    place = name.split("/")[1] if "/" in name else name
    return wrapped(line_title(place, w), LANE_LETTERS)


def _legend(
    table: pd.DataFrame, marks: pd.DataFrame, parted: pd.Timestamp | None, w: Words
) -> list[Patch | Line2D]:
    handles: list[Patch | Line2D] = [
        Patch(facecolor=colour, hatch=hatch, edgecolor="#555555", label=w(f"story.state.{name}"))
        for name, (colour, hatch) in LOOK.items()
    ]
    if (table["lane"] == PLACE).any():
        handles.append(Patch(color=PLACE_COLOUR, label=w("story.place")))
    if (table["lane"] == CARE).any():
        handles.append(Line2D([], [], color="black", lw=2.6, label=w("story.care")))
    for event, mark, face in (("request_made", "v", "white"), ("decided", "o", "black")):
        if (marks["event"] == event).any():
            handles.append(Line2D([], [], ls="", marker=mark, ms=5, markerfacecolor=face,
                                  markeredgecolor="black", label=w(f"story.{event}")))  # fmt: skip
    if (marks["event"] == "left").any():
        handles.append(Line2D([], [], color="black", lw=2.2, label=w("story.left")))
    if parted is not None:
        handles.append(Line2D([], [], color=BASE_COLOUR, lw=1.2, ls="--", label=w("story.parted")))
    return handles


def finding(
    table: pd.DataFrame, parted: pd.Timestamp | None, base: str, policy: str,
    worlds: dict[str, str], w: Words,
) -> str:  # fmt: skip
    """Say how many months of indicated care and of unmet need there are in each world."""
    if parted is None:
        return w("story.finding.same", **worlds)
    needs = table[~table["lane"].isin((CARE, PLACE))]
    counts = {}
    for field, rows in (("care", table[table["lane"] == CARE]),
                        ("unmet", needs[needs["state"] == "unmet"])):  # fmt: skip
        for end, name in (("base", base), ("policy", policy)):
            months = rows.loc[rows["scenario"] == name, "months"].sum()
            counts[f"{field}_{end}"] = w.figure(int(months), ",")
    return w("story.finding.differ", when=f"{parted:%Y-%m}", **counts, **worlds)
