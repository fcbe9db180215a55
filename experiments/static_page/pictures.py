"""The pictures of a page: those of the comparison without small counts, the map, the story."""

from collections.abc import Iterator

from matplotlib.figure import Figure

from experiments.published.charts_of_few import charts_of_few
from experiments.report.charts.cells import Outlines
from experiments.report.charts.journey_timeline import journey_timeline
from experiments.runs.charts import caption_of, kinds_of, picture_of_areas, pictures
from experiments.static_page.figures import PageFigures
from experiments.static_page.story import Story

AREA_MAP, STORY = "area_map", "story"


def drawn(
    found: PageFigures, lang: str, outlines: Outlines | None = None
) -> Iterator[tuple[str, Figure]]:
    """Yield the kind of each picture and the picture, in the order of the page.

    Parameters
    ----------
    found : PageFigures
    lang : {'en', 'nl'}
    outlines : Outlines, optional
        True ones of the areas, for the map.
    """
    comparison = found.comparison.in_language(lang)
    hidden = (*charts_of_few(comparison, found.policy), AREA_MAP)
    kinds = [kind for kind in kinds_of(comparison, found.policy) if kind not in hidden]
    for kind, (figure, _) in zip(
        kinds, pictures(comparison, found.policy, kinds).values(), strict=True
    ):
        yield kind, figure
    if found.areas is not None:
        on_map = picture_of_areas(
            comparison, found.policy, outlines=outlines, table=found.areas
        )  # fmt: skip
        yield AREA_MAP, on_map[0]
    if found.story is not None:
        yield STORY, picture_of_story(found, found.story, lang)


def picture_of_story(found: PageFigures, story: Story, lang: str) -> Figure:
    """Return the timeline of the story in both worlds."""
    comparison = found.comparison.in_language(lang)
    figure, _ = journey_timeline(
        story.spans, story.marks, story.parted, found.shown.base, found.policy,
        caption_of(comparison, found.policy), comparison.words,
    )  # fmt: skip
    return figure
