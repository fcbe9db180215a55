"""A discovery in a picture: its boxes, or all futures where there is none."""

from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.analyses.discovery.result import DiscoveryResult
from experiments.analyses.discovery.words import (
    conditions,
    figure_of,
    share_of,
    unit_of,
    unit_of_number,
)
from experiments.report.number_format import percent
from experiments.report.opening import number_called
from experiments.report.words import Words, capital
from experiments.results.manifest import software_version

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLUMNS = ("kind", "box", "parameter", "low", "high", "swept_low", "swept_high", "head")


def title(result: DiscoveryResult, w: Words) -> str:
    """Return the finding as the title of the picture."""
    fails = result.fails
    fields = {"policy": w.world(result.policy), "claim": result.claim.text, "futures": fails.of}
    if fails.hits in (0, fails.of):
        return w(f"discovery.picture.all_{'fail' if fails.hits else 'hold'}", **fields)
    fields["share"] = percent(fails.value, w)
    if not result.boxes:
        return w("discovery.picture.no_box", **fields)
    box = result.boxes[0]
    low, high = box.held_out.density.interval
    inside = w(
        "discovery.picture.inside", share=percent(box.held_out.density.value, w),
        low=w.figure(100 * low, ".0f"), high=percent(high, w),
    )  # fmt: skip
    return w("discovery.picture.box", **fields, kind=w(f"discovery.kind.{box.kind}"),
             inside=inside, conditions=conditions(box, w))  # fmt: skip


def picture(result: DiscoveryResult) -> "tuple[Figure, pd.DataFrame]":
    """Return the chart of the boxes, or of all futures where there is none, with its table."""
    from experiments.report.charts.discovered_boxes import discovered_boxes

    w, limits = result.words, _limits(result, result.words)
    names = set(limits["parameter"])
    labels = {name: f"{number_called(name, w)} ({unit_of_number(name)})" for name in names}
    labels["value"] = f"{figure_of(result.claim, w)} ({unit_of(result.claim, w)})"
    design = capital(result.design) if result.design else ""
    caption = w("discovery.picture.caption", design=design, version=software_version())
    return discovered_boxes(
        result.table, limits, labels, result.claim.bound, title(result, w), caption, w
    )


def _limits(result: DiscoveryResult, w: Words) -> pd.DataFrame:
    """Return the limits of each box, and what stands above it."""
    rows: list[dict[str, Any]] = []
    counted = {"fails": 0, "holds": 0}
    for box in result.boxes:
        counted[box.kind] += 1
        head = w(
            "discovery.picture.head", kind=w(f"discovery.kind.{box.kind}"),
            inside=share_of(box.held_out.density, w), all=percent(box.held_out.base.value, w),
        )  # fmt: skip
        for name in box.parameters:
            low, high = (box.limits.get((name, side), float("nan")) for side in (0, 1))
            ends = dict(zip(("swept_low", "swept_high"), result.swept(name), strict=True))
            rows.append({
                "kind": box.kind, "box": counted[box.kind], "parameter": name, "low": low,
                "high": high, **ends, "head": head,
            })  # fmt: skip
    return pd.DataFrame(rows, columns=list(COLUMNS))
