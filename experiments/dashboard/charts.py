"""The charts of the page: what each shows of a comparison, or of what ships."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from experiments.analyses.uncertainty.response_surface import response_surface
from experiments.analyses.uncertainty.surface import STEPS, Surface
from experiments.analyses.uncertainty.told import (
    sums_of_draws,
    surface_caption,
    surface_of_plan,
)
from experiments.dashboard.big_numbers import said
from experiments.dashboard.pictures import Drawn
from experiments.dashboard.plan import BASE, PLAN
from experiments.dashboard.selection import (
    LAYERS,
    by_month,
    by_task_field,
    story,
    waiting,
)
from experiments.dashboard.stage import Stage
from experiments.dashboard.view import View
from experiments.effects.intervals import Interval, bands, paired_table
from experiments.effects.last_year import last_year
from experiments.effects.payback_by_year import claimed_year
from experiments.effects.story import marks, parted, spans
from experiments.published.by_area import areas_shown
from experiments.report.charts.journey_timeline import journey_timeline
from experiments.report.charts.payback_fan import payback_fan
from experiments.report.charts.saving_along import saving_along
from experiments.report.charts.task_fields import task_fields
from experiments.report.charts.two_worlds import two_worlds
from experiments.report.number_format import percent, reading, with_bounds
from experiments.report.words import Words, words_of
from experiments.runs.charts import caption_of, picture_of_areas, picture_of_payback
from experiments.runs.result import ComparisonResult
from model.errors import ResultError

MOSTLY = 0.5
"""A line that is withheld in more of its months than this is left out."""


def words_for(result: ComparisonResult, view: View) -> Words:
    """Return the phrases of the page, with the titles of scenarios that only their file names."""
    return words_of(view.lang).naming(result.titles)


def layers_over_time(result: ComparisonResult, policy: str, view: View, stage: Stage) -> Drawn:
    """Draw the needs of a selection by layer, in both worlds."""
    w = words_for(result, view)
    values = by_month(result, view)
    titles = {name: (w(f"layers.{name}"), w("layers.unit")) for name in LAYERS}
    where = selected(view, stage, w)
    return _two_worlds(result, policy, values, titles, "needs_institutional", where, w)


def waiting_over_time(result: ComparisonResult, policy: str, view: View, stage: Stage) -> Drawn:
    """Draw who waits for a decision or for care, in both worlds."""
    w = words_for(result, view)
    values = waiting(result, view)
    titles = {name: (w(f"page.{name}"), w(f"page.unit.{name}")) for name in values.columns[3:]}
    where = stage.area_title(view.area) if view.area else w("page.whole_town")
    return _two_worlds(result, policy, values, titles, "waiting_access", where, w)


def _two_worlds(
    result: ComparisonResult, policy: str, values: pd.DataFrame,
    titles: Mapping[str, tuple[str, str]], told: str, where: str, w: Words,
) -> Drawn:  # fmt: skip
    lacking = [name for name in titles if values[name].isna().mean() > MOSTLY]
    titles = {name: one for name, one in titles.items() if name not in lacking}
    if not titles:
        raise ResultError(w("page.all_withheld", names=", ".join(_titled(lacking, w))))
    gaps = paired_table(values, result.base, policy, ["month"])
    names = w.worlds(result.base, policy)
    told = told if told in titles else next(iter(titles))
    finding = w(
        "page.finding", what=titles[told][0], gap=_last_gap(values, result.base, policy, told, w),
        where=where, **names,
    )  # fmt: skip
    hidden = values[[*titles]].isna().any().any()
    shade = w("layers.shade", **names) if gaps["low"].notna().any() else w("picture.no_interval")
    parts = [shade, *([w("page.gaps")] if hidden else [])]
    if lacking:
        parts.append(w("page.all_withheld", names=", ".join(_titled(lacking, w))))
    parts.append(caption_of(result, policy))
    return two_worlds(
        bands(values, ["month"]), gaps, titles, (result.base, policy), finding, " ".join(parts), w
    )


def _titled(names: Sequence[str], w: Words) -> list[str]:
    """Return what layers, or queues, are called."""
    return [w.phrases.get(f"layers.{name}") or w(f"page.{name}") for name in names]


def _last_gap(values: pd.DataFrame, base: str, policy: str, outcome: str, w: Words) -> str:
    """Return the paired difference over the last twelve months, in words."""
    keys = ["scenario", "replication", "month"]
    row = last_year(values[[*keys, outcome]], base, policy).iloc[0]
    gap = Interval(row["difference"], row["low"], row["high"], int(row["replications"]))
    if np.isnan(gap.mean):
        return w("page.withheld")
    return f"{with_bounds(gap, w)}, {reading(gap, w)}"


def selected(view: View, stage: Stage, w: Words) -> str:
    """Say which part of the town is shown."""
    parts = [
        stage.area_title(view.area) if view.area else w("page.whole_town"),
        *([w("page.aged", band=view.age)] if view.age else []),
        *([w(f"page.law.{view.law}")] if view.law else []),
    ]
    return ", ".join(parts)


def map_of_unmet(result: ComparisonResult, policy: str, view: View, stage: Stage) -> Drawn:
    """Draw on a map where more or fewer residents need more help."""
    return picture_of_areas(result, policy, table=areas_shown(result, policy))


def costs_by_field(result: ComparisonResult, policy: str, view: View, stage: Stage) -> Drawn:
    """Draw what the municipality pays more or less, by task field."""
    w = words_for(result, view)
    table, total = by_task_field(result, policy, view)
    middle, low, high = said(total, True, w)
    ends = w("page.fields.ends", ends=w("bounds", low=low, high=high)) if total.known else ""
    place = stage.area_title(view.area) if view.area else w("page.whole_town")
    where = ", ".join([place, *([w(f"page.law.{view.law}")] if view.law else [])])
    finding = w(
        "page.fields.finding", total=middle, ends=ends, where=where,
        policy=w.world(policy), base=w.world(result.base),
    )  # fmt: skip
    known = table["low"].notna().any()
    small = w("page.fields.small" if known else "picture.no_interval")
    axis = w("page.fields.axis", first=result.years[0], last=result.years[-1])
    return task_fields(table, axis, finding, f"{small} {caption_of(result, policy)}", w)


def payback(result: ComparisonResult, policy: str, view: View, stage: Stage) -> Drawn:
    """Draw the sum so far of every replication, and of the shipped draws where they hold."""
    return picture_of_payback(result, policy)


def shipped_payback(lang: str) -> Drawn:
    """Draw what the plan has saved so far over the draws that ship."""
    w = words_of(lang)
    return payback_fan(sums_of_draws(), claimed_year(), BASE, PLAN, surface_caption(w), w)


def story_of(result: ComparisonResult, policy: str, uid: str) -> Drawn:
    """Draw what carried the needs of one simulated resident, in both worlds."""
    w = words_of(result.lang).naming(result.titles)
    events = story(result, policy, uid)
    until = result.tables["monthly"]["month"].max() + pd.DateOffset(months=1)
    caption = w("page.story.caption", uid=uid, seed=result.seed, version=result.version)
    return journey_timeline(
        spans(events, until), marks(events), parted(events, result.base, policy), result.base,
        policy, caption, w,
    )  # fmt: skip


def shipped_surface(lang: str) -> Drawn:
    """Draw the probability of a saving over the numbers that decide."""
    found = surface_of_plan()
    assert found is not None
    w = words_of(lang)
    return response_surface(found, surface_caption(w), w)


def saving_at(found: Surface, chosen: Sequence[float], lang: str) -> Drawn:
    """Draw the probability of a saving along each number, the others where a reader puts them."""
    w = words_of(lang)
    names = [str(name) for name in found.drawn.columns]
    here = float(found.saving(np.array([chosen]))[0])
    parts = []
    for place, name in enumerate(names):
        x = found.drawn[name].to_numpy(float)
        along = np.linspace(x.min(), x.max(), STEPS)
        points = np.tile(np.asarray(chosen, float), (STEPS, 1))
        points[:, place] = along
        parts.append(
            pd.DataFrame({"parameter": name, "value": along, "saving": found.saving(points)})
        )
    points_chosen = pd.DataFrame(
        {"parameter": names, "value": list(chosen), "saving": here,
         "title": [w.parameter(name) or name for name in names]}
    )  # fmt: skip
    finding = w("page.along.finding", share=percent(here, w))
    caption = f"{w('page.along.small', explained=percent(found.explained, w))} {surface_caption(w)}"
    return saving_along(
        pd.concat(parts, ignore_index=True), points_chosen, w("surface.probability"), finding,
        caption, w,
    )  # fmt: skip
