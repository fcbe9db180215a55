"""What a reader chooses: which result, scenario and part of the town; doses, dates and sizes."""

from collections.abc import Callable
from typing import Any

from experiments.dashboard.parts import box, choice, entry, html, slider, text
from experiments.dashboard.plan import DOSE, END, START, Line, policies
from experiments.dashboard.run_panel import run_panel
from experiments.dashboard.stage import Stage
from experiments.dashboard.view import FOLDER, LAWS, LIVE, NUMBERS, PEOPLE, STORY, View
from experiments.report.charts.attribution_words import line_title
from experiments.report.words import Words, capital
from model.observers.layers import BANDS

Go = Callable[..., None]


def wrong(view: View, name: str, w: Words) -> str:
    """Say what is wrong with a field; nothing where nothing is."""
    found = view.wrong(name)
    return w(f"page.{found.phrase}", **found.fields) if found else ""


def controls(view: View, stage: Stage, w: Words, go: Go, on_end: Callable[[], None]) -> Any:
    """Return the fields of a page, and below them the run."""
    parts: list[Any] = [text("h2", w("page.controls"))]
    parts += _which(view, stage, w, go)
    if view.shown == LIVE:
        parts += [_lines(view, stage, w, go), _town(view, w, go)]
        parts += [run_panel(view=view, stage=stage, w=w, on_end=on_end)]
    if view.page != STORY:
        parts += [text("h2", w("page.part")), *_part_of_town(view, stage, w, go)]
    return box("section", parts, class_="sb-controls", aria_label=w("page.controls"))


def _which(view: View, stage: Stage, w: Words, go: Go) -> list[Any]:
    parts = []
    if stage.setting.held:
        options = [(name, w(f"page.shown.{name}")) for name in (FOLDER, LIVE)]
        parts.append(
            choice(name="shown", label=w("page.shown.label"), value=view.shown, options=options,
                   error=wrong(view, "shown", w), event_chosen=lambda v: go(shown=v, policy=""))
        )  # fmt: skip
    known = stage.setting.held if view.shown == FOLDER else policies()
    options = [(name, capital(w.world(name))) for name in known]
    parts.append(
        choice(name="policy", label=w("page.policy.label"), value=view.policy, options=options,
               error=wrong(view, "policy", w), event_chosen=lambda v: go(policy=v))
    )  # fmt: skip
    return parts


def _part_of_town(view: View, stage: Stage, w: Words, go: Go) -> list[Any]:
    areas = [("", w("page.all_areas")), *((k, stage.area_title(k)) for k in stage.setting.areas)]
    ages = [("", w("page.all_ages")), *((band, band) for band in BANDS)]
    laws = [("", w("page.all_laws")), *((law, w(f"page.law.{law}")) for law in LAWS)]

    def one(name: str, value: str, options: list[tuple[str, str]]) -> Any:
        return choice(
            name=name, label=w(f"page.{name}.label"), value=value, options=options,
            error=wrong(view, name, w), event_chosen=lambda v: go(**{name: v}),
        )  # fmt: skip

    by_age = [one("age", view.age, ages)] if view.page == PEOPLE else []
    return [one("area", view.area, areas), *by_age, one("law", view.law, laws)]


def _lines(view: View, stage: Stage, w: Words, go: Go) -> Any:
    parts = [html("summary", w("page.lines"))]
    parts += [_line(line, view, stage, w, go) for line in view.lines]
    wrongly = any(one.field.partition(".")[0] in (DOSE, START, END) for one in view.complaints)
    is_open = {"open": "open"} if view.changes or wrongly else {}
    return box("details", parts, class_="sb-lines", **is_open)


def _line(line: Line, view: View, stage: Stage, w: Words, go: Go) -> Any:
    areas = ", ".join(map(stage.area_title, line.areas)) or w("page.whole_town")
    title = w("page.line.title", lever=capital(line_title(line.lever, w)), areas=areas)
    dose = view.changes.get((DOSE, line.key), line.dose)
    fields: list[Any] = [text("legend", title)]
    name = f"{DOSE}.{line.key}"
    fields.append(
        slider(name=name, label=w("page.line.dose"), value=float(dose), least=0.0, most=1.0,
               step=0.05, lang=view.lang, share=True, error=wrong(view, name, w),
               event_chosen=lambda v, name=name: go(**{name: "" if v == line.dose else f"{v:g}"}))
    )  # fmt: skip
    dates = []
    for field, has in ((START, line.start), (END, line.end)):
        named = f"{field}.{line.key}"
        dates.append(
            entry(name=named, label=w(f"page.line.{field}"), value=view.text(named, has),
                  error=wrong(view, named, w), event_chosen=lambda v, n=named, h=has: go(
                      **{n: "" if v.strip() == h else v.strip()}))
        )  # fmt: skip
    return box("fieldset", [*fields, box("div", dates, class_="sb-dates")])


def _town(view: View, w: Words, go: Go) -> Any:
    def one(name: str) -> Any:
        default = str(NUMBERS[name][0])
        return entry(
            name=name, label=w(f"page.{name}.label"), value=view.text(name, default),
            error=wrong(view, name, w),
            event_chosen=lambda v: go(**{name: "" if v.strip() == default else v.strip()}),
        )  # fmt: skip

    wrongly = any(view.wrong(name) for name in NUMBERS)
    parts = [html("summary", w("page.town")), *map(one, NUMBERS)]
    return box("details", parts, class_="sb-lines", **({"open": "open"} if wrongly else {}))
