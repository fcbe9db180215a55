"""All that a page shows as data, worked out once: the pages in both languages only write it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.effects.by_area import rates_by_area
from experiments.published.shown import Shown, ShownFigure, shown_of
from experiments.published.small_counts import withheld
from experiments.report.words import capital
from experiments.results.manifest import read_manifest
from experiments.results.scenario_record import read_records
from experiments.runs.charts import MAPPED, has_map, surface_for
from experiments.runs.compare import read_comparison
from experiments.runs.result import ComparisonResult
from experiments.static_page.playable import Held, Playable, held_out, playable
from experiments.static_page.story import Story, chosen_story

TOTAL = "all"


@dataclass(frozen=True, eq=False)
class PageFigures:
    """What the page of one policy shows.

    Attributes
    ----------
    comparison : ComparisonResult
    policy : str
    shown : Shown
    surface : Playable or None
        None where no draws speak of this policy.
    held : tuple of Held
        Of the surface.
    story : Story or None
    areas : DataFrame or None
        As `rates_by_area`, small counts withheld; None where there is no map.
    digest : str
        Of the result.
    """

    comparison: ComparisonResult
    policy: str
    shown: Shown
    surface: Playable | None
    held: tuple[Held, ...]
    story: Story | None
    areas: pd.DataFrame | None
    digest: str

    def in_language(self, lang: str) -> ComparisonResult:
        """Return the comparison in a language, its figures not worked out again."""
        comparison = replace(self.comparison, lang=lang)
        comparison.__dict__["figures"] = self.comparison.figures
        return comparison

    def title(self, lang: str) -> str:
        """Return the title of the page."""
        w, years = self.in_language(lang).words, self.shown.years
        worlds = {"policies": w.world(self.policy), "base": w.world(self.shown.base)}
        return capital(w("static_page.title", first=years[0], last=years[-1], **worlds))

    def as_data(self) -> dict[str, Any]:
        """Return the figures as plain values; what is withheld is null."""
        return {
            "base": self.shown.base, "policy": self.policy, "digest": self.digest,
            "seed": self.shown.seed, "replications": self.shown.replications,
            "residents": self.shown.size, "residents_of_municipality": self.shown.size_full,
            "outcomes": {name: _outcome(one) for name, one in self.shown.figures.items()},
            "surface": None if self.surface is None else {
                "numbers": list(self.surface.names), "draws": self.surface.draws,
                "explained": self.surface.explained, "miss_million_eur": self.surface.miss,
                "held_out": [asdict(one) for one in self.held],
            },
            "story": None if self.story is None else {
                "uid": str(self.story.uid), "replication": self.story.replication,
                "stories_kept": self.story.kept, "stories_that_differ": self.story.different,
            },
        }  # fmt: skip


def _outcome(figure: ShownFigure) -> dict[str, Any]:
    best = figure.best
    return {
        "unit": figure.about.unit, "withheld": figure.withheld, "trust": figure.mark,
        "base": None if figure.withheld else figure.base,
        "effects": {
            holds: {"difference": one.mean, "low": _none(one.low), "high": _none(one.high)}
            for holds, one in figure.effects.items()
        },
        "shown": None if best is None else best.varies,
    }  # fmt: skip


def _none(value: float) -> float | None:
    return None if pd.isna(value) else value


def page_figures(folder: Path) -> list[PageFigures]:
    """Return what is shown of each policy of a comparison.

    Raises
    ------
    ResultError
        If the folder holds no comparison.
    """
    digest = str(read_manifest(folder)["digest"])
    return figures_of_pages(read_comparison(folder), read_records(folder), digest)


def figures_of_pages(
    comparison: ComparisonResult, scenarios: Mapping[str, Mapping[str, Any]], digest: str
) -> list[PageFigures]:
    """Return the same of a comparison at hand; `scenarios` as `scenario.yaml` holds them."""
    shown = shown_of(comparison, scenarios)
    return [_of_policy(comparison, policy, shown, digest) for policy in comparison.policies]


def _of_policy(
    comparison: ComparisonResult, policy: str, shown: Mapping[str, Shown], digest: str
) -> PageFigures:
    surface = surface_for(comparison, policy)
    return PageFigures(
        comparison, policy, shown[policy],
        None if surface is None else playable(surface),
        () if surface is None else held_out(surface),
        chosen_story(comparison, policy),
        areas_shown(comparison, policy) if has_map(comparison) else None, digest,
    )  # fmt: skip


def areas_shown(comparison: ComparisonResult, policy: str) -> pd.DataFrame:
    """Return the difference by area; of an area with a small count in either world there is none.

    Counts are those of the simulated town, whose areas add up to a total that the page shows.
    """
    monthly, years = comparison.tables["monthly"], list(comparison.years)
    table = rates_by_area(monthly, comparison.base, policy, MAPPED, years)
    within = monthly[monthly["month"].dt.year.isin(years)] if years else monthly
    means = within.groupby(["scenario", "replication", "area", "month"])[MAPPED].sum()
    counts = means.groupby(level=["area", "scenario"]).mean().reset_index()
    wide = counts.pivot_table(MAPPED, "area", "scenario")[[comparison.base, policy]]
    wide.loc[TOTAL] = wide.sum()
    hidden = withheld(wide, total_row=TOTAL).any(axis=1)
    lacking = table["place"].map(hidden).to_numpy(bool)
    return table.assign(
        **{name: table[name].mask(lacking) for name in ("difference", "low", "high")}
    )
