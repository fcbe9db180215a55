"""The page of measurements, made from what `bench` printed: no figure on it is typed by hand.

    social-base bench --format csv > docs/performance/sizes.csv
    social-base bench --processes --format csv > docs/performance/processes.csv
    social-base bench --sweep --residents 2000 --format csv > docs/performance/sweep.csv
    python docs/performance.py

The blocks of `docs/performance.md` and both charts are made anew from the three tables.
"""

import math
import sys
from collections.abc import Mapping
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from docs.findings_numbers import table
from docs.findings_page import ROOT

PAGE, TABLES, PICTURES = (
    ROOT / "docs/performance.md", ROOT / "docs/performance", ROOT / "docs/img",
)  # fmt: skip
KINDS = {
    "parallel_ns": ("kernels that threads may share", "#0b6fa4"),
    "serial_ns": ("kernels that go in order", "#c26a00"),
    "python_ns": ("Python and NumPy", "#9a9a9a"),
}
FORMS = {"reduced_numpy_ns": "reduced model in NumPy", "plain_mesa_ns": "same month in plain Mesa"}
MANY = 100_000
COLUMNS: Mapping[str, Mapping[str, str]] = {
    "sizes": {
        "residents": "residents", "threads": "threads", "ns_per_resident_month": "ns",
        "seconds_180_months": "15 years, s", "setup_seconds": "set-up, s", "peak_mb": "peak, MB",
        "bytes_per_resident": "bytes a resident", "reduced_numpy_ns": "reduced, NumPy, ns",
        "plain_mesa_ns": "same month, plain Mesa, ns",
    },
    "processes": {
        "part": "part", "kind": "kind", "parallel_ns": "parallel, ns", "serial_ns": "serial, ns",
        "python_ns": "Python, ns", "total_ns": "in all, ns",
    },
    "sweep": {
        "workers": "workers", "runs": "runs", "residents": "residents", "months": "months",
        "seconds": "whole command, s", "seconds_before_first_run": "before the first run, s",
        "seconds_per_run": "a run, s", "overhead_percent": "beside runs, %", "speed_up": "speed-up",
    },
}  # fmt: skip


def tables() -> dict[str, pd.DataFrame]:
    """Return what was measured, by name."""
    return {name: pd.read_csv(TABLES / f"{name}.csv") for name in COLUMNS}


def page(text: str, measured: Mapping[str, pd.DataFrame]) -> str:
    """Return the page with its generated blocks made anew."""
    for name, rows in measured.items():
        before, start, rest = text.partition(f"<!-- generated: {name} -->\n")
        _, end, after = rest.partition(f"<!-- end: {name} -->")
        text = before + start + _markdown(name, rows) + end + after
    return text


def _markdown(name: str, measured: pd.DataFrame) -> str:
    columns = COLUMNS[name]
    rows = ([_cell(row[column]) for column in columns] for row in measured.to_dict("records"))
    return "".join(f"{line}\n" for line in table([*columns.values()], rows))


def _cell(value: object) -> str:
    if isinstance(value, float):
        if value >= MANY:  # no yardstick is known to the last digit
            return f"{float(f'{value:.3g}'):,.0f}"
        return "" if math.isnan(value) else f"{value:,.0f}" if value >= 100 else f"{value:.4g}"
    return f"{value:,}" if isinstance(value, int) else str(value)


def by_process(measured: pd.DataFrame) -> Figure:
    """Draw where a month's time goes, the largest part on top."""
    parts = measured[measured["part"] != "all"].sort_values("total_ns")
    parts = parts[parts["total_ns"] >= 1]
    names = [
        f"{row.part} (observer)" if row.kind == "observer" else str(row.part)
        for row in parts.itertuples()
    ]
    figure = Figure(figsize=(8, 1.4 + 0.27 * len(parts)), layout="constrained", dpi=120)
    axes = figure.subplots()
    left = pd.Series(0.0, parts.index)
    for column, (title, colour) in KINDS.items():
        axes.barh(names, parts[column], left=left, color=colour, label=title)
        left = left + parts[column]
    total = measured.set_index("part").loc["all", "total_ns"]
    first, share = names[-1], parts["total_ns"].iloc[-1] / total
    _dress(axes, "nanoseconds per resident and month, one thread, full town")
    axes.set_title(
        f"A resident's month takes {total:,.0f} ns; {first} is the largest part, {share:.0%}",
        loc="left", fontsize=10.5, fontweight="bold",
    )  # fmt: skip
    axes.legend(frameon=False, fontsize=8.5, loc="lower right")
    return figure


def by_size(measured: pd.DataFrame) -> Figure:
    """Draw nanoseconds per resident-month by size and threads, both yardsticks beside it."""
    figure = Figure(figsize=(8, 4.2), layout="constrained", dpi=120)
    axes = figure.subplots()
    for (threads, rows), colour in zip(measured.groupby("threads"), ("#0b6fa4", "#c26a00"),
                                       strict=False):  # fmt: skip
        label = f"this model, {threads} thread{'s' if threads > 1 else ''}"
        axes.plot(rows["residents"], rows["ns_per_resident_month"], "o-", color=colour, label=label)
    for (column, label), marker in zip(FORMS.items(), ("s--", "^:"), strict=True):
        rows = measured.dropna(subset=[column])
        axes.plot(rows["residents"], rows[column], marker, color="#6b6b6b", label=label)
    axes.set_xscale("log")
    axes.set_yscale("log")
    _dress(axes, "residents")
    axes.set_ylabel("nanoseconds per resident and month", fontsize=9)
    alone = measured[measured["threads"] == 1]["ns_per_resident_month"]
    axes.set_title(
        f"A resident's month takes {alone.min():,.0f} to {alone.max():,.0f} ns on one thread",
        loc="left", fontsize=10.5, fontweight="bold",
    )  # fmt: skip
    axes.legend(frameon=False, fontsize=8.5)
    return figure


def _dress(axes: Axes, below: str) -> None:
    axes.spines[["top", "right"]].set_visible(False)
    axes.grid(color="#e4e4e4", linewidth=0.7)
    axes.set_axisbelow(True)
    axes.tick_params(labelsize=8.5)
    axes.set_xlabel(below, fontsize=9)


def main() -> int:
    """Make page and charts anew."""
    measured = tables()
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8"), measured), encoding="utf-8")
    by_process(measured["processes"]).savefig(PICTURES / "performance_processes.png")
    by_size(measured["sizes"]).savefig(PICTURES / "performance_sizes.png")
    return 0


if __name__ == "__main__":
    sys.exit(main())
