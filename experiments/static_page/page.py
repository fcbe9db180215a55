"""The page of one policy in one language: what is worked out, in words, as HTML."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup, escape

from experiments.effects.intervals import CHANCE_ONLY
from experiments.effects.story import months_in
from experiments.published.charts_of_few import charts_of_few
from experiments.published.shown import POSTERIOR, Shown, ShownFigure
from experiments.published.small_counts import WITHHELD
from experiments.published.told import (
    answer_told,
    charts_left_out,
    definition_told,
    holds_told,
    limits_told,
    mark_told,
    marks_told,
    withheld_told,
)
from experiments.report.charts.attribution_words import line_title
from experiments.report.number_format import bounds, middle, number, percent, signed
from experiments.report.words import Words, capital
from experiments.static_page.figures import PageFigures
from experiments.static_page.playable import FEW, Held, Playable
from experiments.static_page.story import Story
from model.measures.outcomes import COST

TEMPLATE = "page.html.jinja"
SECTIONS = ("answer", "figures", "play", "pictures", "story", "limits", "made")


@dataclass(frozen=True)
class Picture:
    """A picture of the page: its kind and file, and what it says in words; pixels."""

    kind: str
    file: str
    title: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True)
class Page:
    """What is the same on every page of a folder: where the other pages are.

    Attributes
    ----------
    lang : {'en', 'nl'}
    here, other : str
        File of this page, and of the same in the other language.
    others : sequence of (str, str)
        Title and file of the pages of other policies.
    """

    lang: str
    here: str
    other: str
    others: Sequence[tuple[str, str]]


def rendered(found: PageFigures, page: Page, pictures: Sequence[Picture]) -> str:
    """Return a page as HTML."""
    comparison = found.comparison.in_language(page.lang)
    w = comparison.words
    worlds = w.worlds(found.shown.base, found.policy)
    say = _Say(w)
    spans = found.shown.spans
    template = _environment().get_template(TEMPLATE)
    text = template.render(
        w=say, page=page, worlds=worlds, sections=SECTIONS, shown=found.shown,
        title=found.title(page.lang), answers=answer_told(found.shown, comparison),
        caption=capital(say("figures.caption", first=found.shown.years[0],
                            last=found.shown.years[-1], **worlds)),
        rows=[_row(one, w) for one in found.shown.figures.values()],
        definitions=[(_title(name, w), definition_told(name, w)) for name in found.shown.figures],
        marks=marks_told(w), withheld=withheld_told(w),
        per=say("figures.per", size=w.figure(found.shown.size, ","), n=found.shown.replications,
                full=w.figure(found.shown.size_full, ",")),
        surface=found.surface, sliders=_sliders(found.surface, w), held=_held(found.held, w),
        fit=_fit(found.surface, say, w), play_words=_play_words(found.surface, say, w),
        more_unmet=signed(found.story.more_unmet, w) if found.story else "",
        pictures=pictures, story=found.story, story_rows=_story_rows(found.story, say, w),
        beside=_beside(found.shown, say),
        last=spans[POSTERIOR][-1] if POSTERIOR in spans else "",
        left_out=charts_left_out(charts_of_few(comparison, found.policy), w),
        limits=limits_told(found.shown, w), digest=found.digest,
    )  # fmt: skip
    return "\n".join(line.rstrip() for line in text.splitlines() if line.strip()) + "\n"


@dataclass(frozen=True)
class _Say:
    """The phrases of the page, by their names without the subject."""

    words: Words

    def __call__(self, name: str, **fields: Any) -> str:
        return self.words(f"static_page.{name}", **fields)

    def also(self, name: str) -> str:
        """Return a phrase of another subject."""
        return self.words(name)


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("experiments.static_page", "assets"), autoescape=True,
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    made.filters["coded"] = _coded
    return made


def _beside(shown: Shown, say: _Say) -> str:
    """Say what a difference is whose interval holds parameters, of which years; maybe nothing."""
    holds = shown.figures[COST].holds
    if holds == CHANCE_ONLY:
        return ""
    return say("figures.beside", first=shown.spans[holds][0], last=shown.spans[holds][-1])


def _coded(text: str) -> Markup:
    """Return a text with what stands between backticks marked as a name of the model."""
    parts = [Markup("<code>{}</code>").format(part) if k % 2 else escape(part)
             for k, part in enumerate(text.split("`"))]  # fmt: skip
    return Markup("").join(parts)


def _title(name: str, w: Words) -> str:
    return w(f"headline.{name}").strip()


def _row(figure: ShownFigure, w: Words) -> dict[str, str]:
    row = {"name": _title(figure.about.name, w), "trust": mark_told(figure.mark, w)}
    best = figure.best
    if best is None:
        return row | dict.fromkeys(("base", "difference", "interval"), WITHHELD) | {"holds": ""}
    return row | {
        "base": number(figure.base, w), "difference": middle(best, w),
        "interval": bounds(best, w), "holds": holds_told(figure.holds, best.replications, w),
    }  # fmt: skip


def _sliders(surface: Playable | None, w: Words) -> list[dict[str, Any]]:
    if surface is None:
        return []
    return [
        {
            "name": name, "title": w.parameter(name) or name, "at": surface.middle[k],
            "labels": [number(value, w) for value in surface.levels[k].tolist()],
        }
        for k, name in enumerate(surface.names)
    ]  # fmt: skip


def _fit(surface: Playable | None, say: _Say, w: Words) -> str:
    if surface is None:
        return ""
    return say(
        "play.fit", explained=percent(surface.explained, w), miss=w.figure(surface.miss, ".0f")
    )


def _held(held: Sequence[Held], w: Words) -> list[tuple[str, str, str]]:
    rows = []
    for one in held:
        band = w("static_page.play.band", low=percent(one.low, w), high=percent(one.high, w))
        saved = percent(one.saving / one.draws, w) if one.draws else ""
        rows.append((band, str(one.draws), saved))
    return rows


def _play_words(surface: Playable | None, say: _Say, w: Words) -> str:
    """Return the phrases that change with a slider, as JSON; `{name}` stays for the script."""
    if surface is None:
        return "{}"
    keep = {name: f"{{{name}}}" for name in ("low", "high", "near", "saving", "number")}
    draws = surface.draws
    phrases = {
        "million": say("play.million", number=keep["number"]),
        "between": say("play.between", low=keep["low"], high=keep["high"]),
        "least": say("play.least"), "most": say("play.most"),
        "some": say("play.some", near=keep["near"], draws=draws, saving=keep["saving"]),
        "few": say("play.few", near=keep["near"], draws=draws),
        "none": say("play.none", draws=draws), "enough": FEW,
        "labels": [one["labels"] for one in _sliders(surface, w)],
    }  # fmt: skip
    return json.dumps(phrases, ensure_ascii=True, sort_keys=True).replace("<", "\\u003c")


def _story_rows(story: Story | None, say: _Say, w: Words) -> list[tuple[str, ...]]:
    """Return the spans of a story in order of time: world, from, until, months, what."""
    if story is None:
        return []
    rows: list[tuple[str, ...]] = []
    table = story.spans.assign(months=months_in(story.spans))
    for one in table.sort_values(["start", "scenario", "lane"], kind="stable").itertuples():
        start, end = one.start, one.end
        what = _what(str(one.lane), str(one.state), say, w)
        rows.append((w.world(str(one.scenario)), f"{start:%Y-%m}", f"{end:%Y-%m}", str(one.months),
                     what))  # fmt: skip
    return rows


def _what(lane: str, state: str, say: _Say, w: Words) -> str:
    if lane == "care":
        return say("story.care", domain=w(f"story.domain.{state}"))
    if lane == "place":
        place = state.split("/")[1] if "/" in state else state
        return say("story.place", place=line_title(place, w))
    return f"{w(f'story.domain.{lane}')}: {w(f'story.state.{state}')}"
