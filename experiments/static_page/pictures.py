"""The pictures of a page: those of the comparison, the map without small counts, the story."""

from collections.abc import Iterator

from matplotlib.figure import Figure

from experiments.report.charts.journey_timeline import journey_timeline
from experiments.runs.charts import caption_of, file_of, picture_of_areas, pictures
from experiments.static_page.figures import PageFigures
from experiments.static_page.story import Story

AREA_MAP, STORY = "area_map", "story"


def drawn(found: PageFigures, lang: str) -> Iterator[tuple[str, Figure]]:
    """Yield the kind of each picture and the picture, in the order of the page."""
    comparison = found.in_language(lang)
    for file, (figure, _) in pictures(comparison, found.policy).items():
        kind = file.removesuffix(file_of("", found.policy))
        if kind != AREA_MAP:
            yield kind, figure
    if found.areas is not None:
        yield AREA_MAP, picture_of_areas(comparison, found.policy, table=found.areas)[0]
    if found.story is not None:
        yield STORY, picture_of_story(found, found.story, lang)


def picture_of_story(found: PageFigures, story: Story, lang: str) -> Figure:
    """Return the timeline of the story in both worlds."""
    comparison = found.in_language(lang)
    figure, _ = journey_timeline(
        story.spans, story.marks, story.parted, found.shown.base, found.policy,
        caption_of(comparison, found.policy), comparison.words,
    )  # fmt: skip
    return figure
