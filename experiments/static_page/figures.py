"""All that a page shows as data, worked out once: the pages in both languages only write it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.published.by_area import areas_shown
from experiments.published.shown import Shown, ShownFigure
from experiments.published.shown_of import refuse_without_year, shown_of
from experiments.report.words import capital
from experiments.results.manifest import read_manifest
from experiments.results.scenario_record import read_records
from experiments.runs.charts import has_map, surface_for
from experiments.runs.compare import read_comparison
from experiments.runs.result import ComparisonResult
from experiments.static_page.playable import Held, Playable, held_out, playable
from experiments.static_page.story import Story, chosen_story


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
        As `areas_shown`; None where there is no map.
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

    def title(self, lang: str) -> str:
        """Return the title of the page."""
        w, years = self.comparison.in_language(lang).words, self.shown.years
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
    return {
        "unit": figure.about.unit, "withheld": figure.withheld, "trust": figure.mark,
        "base": None if figure.withheld else figure.base,
        "effects": {
            holds: {"difference": one.mean, "low": _none(one.low), "high": _none(one.high)}
            for holds, one in figure.effects.items()
        },
        "shown": figure.holds or None,
    }  # fmt: skip


def _none(value: float) -> float | None:
    return None if pd.isna(value) else value


def page_figures(folder: Path) -> list[PageFigures]:
    """Return what is shown of each policy of a comparison.

    Raises
    ------
    ResultError
        If the folder holds no comparison.
    InputError
        If no year of it is complete.
    """
    digest = str(read_manifest(folder)["digest"])
    return figures_of_pages(read_comparison(folder), read_records(folder), digest)


def figures_of_pages(
    comparison: ComparisonResult, scenarios: Mapping[str, Mapping[str, Any]], digest: str
) -> list[PageFigures]:
    """Return the same of a comparison at hand; `scenarios` as `scenario.yaml` holds them.

    Raises
    ------
    InputError
        If no year is complete.
    """
    refuse_without_year(comparison)
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
