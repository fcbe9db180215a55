"""The pages: four numbers first, then people, money, one resident, and what decides."""

from base64 import b64encode
from collections.abc import Callable
from html import escape
from typing import Any

import numpy as np

from experiments.analyses.uncertainty.surface import MIDDLE, Surface
from experiments.analyses.uncertainty.told import once_each, posterior_told, surface_of_plan
from experiments.dashboard import charts
from experiments.dashboard.big_numbers import cards
from experiments.dashboard.controls import Go, wrong
from experiments.dashboard.parts import (
    box,
    choice,
    entry,
    html,
    press,
    slider,
    table_html,
    text,
)
from experiments.dashboard.pictures import Drawn, Picture
from experiments.dashboard.plan import BASE, PLAN
from experiments.dashboard.saving import saved
from experiments.dashboard.selection import shown_in, stories
from experiments.dashboard.stage import Stage
from experiments.dashboard.view import DECIDES, FOLDER, LIVE, MONEY, OVERVIEW, PEOPLE, STORY, View
from experiments.effects.intervals import CHANCE_ONLY
from experiments.published.shown import POSTERIOR, Shown
from experiments.published.shown_of import shipped_shown
from experiments.published.told import answer_told
from experiments.report.number_format import percent
from experiments.report.sections import Table
from experiments.report.words import Words, capital
from experiments.runs.charts import has_map
from experiments.runs.findings import opening_of_draws
from experiments.runs.result import ComparisonResult
from model.errors import ResultError
from model.inputs.number_text import number_in

MOST_STORIES = 12
STEPS = 100
Chart = Callable[[ComparisonResult, str, View, Stage], Drawn]


def overview(view: View, stage: Stage, w: Words, go: Go) -> list[Any]:
    """Return the four numbers, what they come to in words, and the fan of the payback."""
    if stage.folder is None:
        shown = shipped_shown()
        source = w("page.overview.source.posterior", draws=len(once_each()))
        told = opening_of_draws(BASE, PLAN, shown.size_full, w)
    else:
        shown = _held(view, stage)
        both = any(one.holds == POSTERIOR for one in shown.big)
        source = w(
            "page.overview.source.both" if both else "page.overview.source.folder",
            replications=shown.replications, size=w.figure(shown.size, ","), draws=len(once_each()),
        )  # fmt: skip
        told = answer_told(shown, stage.held(view.lang))
    names = {"policy": capital(w.world(shown.policy)), "base": w.world(shown.base)}
    of = w("page.overview.of", full=w.figure(shown.size_full, ","), **names)
    parts = [
        text("h2", w("page.overview.heading")), text("p", f"{of} {source}"), _cards(shown, w),
        text("h2", w("page.overview.told")),
    ]  # fmt: skip
    parts += [text("p", sentence.replace("`", "")) for sentence in told]
    if any(POSTERIOR in one.effects for one in shown.big):
        key = ("shipped_payback", view.lang)
        fan = stage.album.picture(key, lambda: charts.shipped_payback(view.lang))
        parts += [text("h2", w("page.payback.heading")), *figure("shipped_payback", fan, w)]
    page = w(f"page.page.{PEOPLE}")
    return [*parts, text("p", w("page.overview.next", page=page))]


def _cards(shown: Shown, w: Words, holds: str = "") -> Any:
    each = [
        html("article", one.html(w), class_="sb-card", id=f"number-{one.name}")
        for one in cards(shown, w, holds)
    ]
    return box("div", each, class_="sb-cards")


def _held(view: View, stage: Stage) -> Shown:
    """Return what is shown of the comparison that was handed in."""
    assert stage.folder is not None
    result = stage.held(view.lang)
    policy = view.policy if view.policy in result.policies else result.policies[0]
    return shown_in(stage.folder)[policy]


def people(view: View, stage: Stage, w: Words, go: Go) -> list[Any]:
    """Return needs by layer, who waits, and where."""
    result, source = stage.result(view), stage.source(view)
    parts = [_heading("page.people.heading", view, stage, w)]
    if result is None or source is None:
        return [*parts, _not_yet(w)]
    if view.shown == LIVE:
        shown = shown_in(source)[stage.policy(view)]
        parts += [text("h2", w("page.run.numbers")), _cards(shown, w, CHANCE_ONLY)]
    parts += _charted("layers", charts.layers_over_time, result, view, stage, w)
    parts += _charted("waiting", charts.waiting_over_time, result, view, stage, w)
    if view.age or view.law:
        parts.append(text("p", w("page.waiting.note"), class_="sb-small"))
    if has_map(result) and len(result.years):
        parts += _charted("map", charts.map_of_unmet, result, view, stage, w)
    return parts


def money(view: View, stage: Stage, w: Words, go: Go) -> list[Any]:
    """Return the cost by task field, and when the policy is paid back."""
    result = stage.result(view)
    parts = [_heading("page.money.heading", view, stage, w)]
    if result is None:
        return [*parts, _not_yet(w)]
    if not len(result.years):
        return [*parts, text("p", w("page.no_year"))]
    parts += _charted("fields", charts.costs_by_field, result, view, stage, w)
    if len(result.figures[stage.policy(view)].by_year):
        parts += _charted("payback", charts.payback, result, view, stage, w)
    return parts


def story(view: View, stage: Stage, w: Words, go: Go) -> list[Any]:
    """Return one resident's story in both worlds."""
    result = stage.result(view)
    heading = _heading("page.story.heading", view, stage, w)
    parts = [heading, text("p", w("page.story.about"))]
    if result is None:
        return [*parts, _not_yet(w)]
    policy = stage.policy(view)
    known = stories(result, policy)
    uid = view.uid or known[0]
    first = known[:MOST_STORIES]
    options = [(one, one) for one in dict.fromkeys([*first, *([uid] if uid in known else [])])]
    chosen = [
        choice(name="uid_listed", label=w("page.story.choose"), value=uid, options=options,
               event_chosen=lambda v: go(uid=v)),
        entry(name="uid", label=w("page.story.number"), value=view.text("uid", uid),
              error=wrong(view, "uid", w), event_chosen=lambda v: go(uid=v.strip())),
    ]  # fmt: skip
    parts.append(box("div", chosen, class_="sb-row"))
    if uid not in known:
        return [*parts, text("p", w("page.story.none", uid=uid), class_="sb-error", role="alert")]
    key = ("story", str(stage.source(view)), view.lang, policy, uid)
    picture = stage.album.picture(key, lambda: charts.story_of(result, policy, uid))
    return [*parts, *figure("story", picture, w)]


def decides(view: View, stage: Stage, w: Words, go: Go) -> list[Any]:
    """Return the numbers that decide: a slider each, what follows, and the whole surface."""
    found = surface_of_plan()
    assert found is not None
    middle = found.at([MIDDLE] * len(found.drawn.columns))
    chosen = [_put(view, str(name), place, found, middle) for place, name in enumerate(found.drawn)]
    last = int(once_each()["last"].iloc[0])
    here = percent(float(found.saving(np.array([chosen]))[0]), w)
    sliders = [
        _slider(str(name), chosen[place], found, view, w, go)
        for place, name in enumerate(found.drawn)
    ]
    back = {str(name): "" for name in found.drawn}
    sliders.append(
        press(name="reset", label=w("page.decides.reset"), event_pressed=lambda _: go(**back))
    )
    key = ("along", view.lang, *(f"{value:.6g}" for value in chosen))
    along = stage.album.picture(key, lambda: charts.saving_at(found, chosen, view.lang))
    key = ("surface", view.lang)
    surface = stage.album.picture(key, lambda: charts.shipped_surface(view.lang))
    said = text("p", w("page.decides.share", share=here), class_="sb-value", role="status")
    intro = w("page.decides.intro", n=len(chosen), last=last)
    table = [
        html("table", table_html(w("page.decides.table"), one.head, _plain(one.rows)))
        for one in posterior_told(BASE, PLAN, stage.data.residents, w)
        if isinstance(one, Table) and one.head[0] == w("posterior.number")
    ]
    return [
        text("h2", w("page.decides.heading")),
        text("p", intro),
        box("div", [box("div", sliders), box("div", [said, *figure("along", along, w)])],
            class_="sb-two"),
        scroll(table, w("page.decides.table")),
        text("h2", w("page.decides.map")),
        *figure("surface", surface, w),
    ]  # fmt: skip


def _plain(rows: tuple[tuple[str, ...], ...]) -> list[list[str]]:
    """Return the cells without the marks that names have in Markdown."""
    return [[cell.replace("`", "") for cell in row] for row in rows]


def _put(view: View, name: str, place: int, found: Surface, middle: Any) -> float:
    """Return where a reader puts a number: within what was drawn."""
    x = found.drawn.iloc[:, place]
    value = number_in(view.text(name))
    return float(middle[place]) if value is None else float(np.clip(value, x.min(), x.max()))


def _slider(name: str, value: float, found: Surface, view: View, w: Words, go: Go) -> Any:
    x = found.drawn[name]
    least, most = float(x.min()), float(x.max())
    return slider(
        name=name, label=capital(w.parameter(name) or name), value=value, least=least, most=most,
        step=(most - least) / STEPS, lang=view.lang,
        event_chosen=lambda v: go(**{name: f"{float(v):.4g}"}),
    )  # fmt: skip


PAGE = {OVERVIEW: overview, PEOPLE: people, MONEY: money, STORY: story, DECIDES: decides}
WITH_CONTROLS = (PEOPLE, MONEY, STORY)


def _heading(phrase: str, view: View, stage: Stage, w: Words) -> Any:
    policy = w("page.own") if view.changes else w.world(view.policy)
    base = BASE if view.shown != FOLDER else stage.held(view.lang).base
    return text("h2", w(phrase, policy=policy, base=w.world(base)))


def _not_yet(w: Words) -> Any:
    return text("p", w("page.run.none", run=w("page.run")), class_="sb-note")


def _charted(
    name: str, chart: Chart, result: ComparisonResult, view: View, stage: Stage, w: Words
) -> list[Any]:
    parts = (view.lang, stage.policy(view), view.area, view.age, view.law)
    key = (name, str(stage.source(view)), *parts)
    heading = text("h2", w(f"page.{name}.heading"))
    try:
        drawn = stage.album.picture(key, lambda: chart(result, stage.policy(view), view, stage))
    except ResultError as error:
        return [heading, text("p", str(error), class_="sb-note")]
    return [heading, *figure(name, drawn, w)]


def figure(name: str, picture: Picture, w: Words) -> list[Any]:
    """Return a picture with the words that stand for it, and its files."""
    data = b64encode(picture.svg).decode()
    image = f'<img src="data:image/svg+xml;base64,{data}" alt="{escape(picture.said)}">'
    about = f"<summary>{escape(w('page.picture.describes'))}</summary><p>{escape(picture.said)}</p>"
    small = f"<p>{escape(picture.small_print)}</p>"
    label = picture.said[:80]
    return [
        html("div", image, class_="sb-scroll", tabindex="0", role="group", aria_label=label,
             id=f"picture-{name}"),
        box("div", [
            saved(f"csv-{name}", w("page.picture.csv"), f"{name}.csv", "text/csv",
                  lambda: picture.csv),
            saved(f"png-{name}", w("page.picture.png"), f"{name}.png", "image/png",
                  lambda: picture.png),
        ], class_="sb-row"),
        html("details", about + small, class_="sb-small"),
    ]  # fmt: skip


def scroll(parts: list[Any], label: str) -> Any:
    """Return what may be wider than the page, in a frame that scrolls."""
    return box("div", parts, class_="sb-scroll", tabindex="0", role="group", aria_label=label)
