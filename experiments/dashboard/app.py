"""The page that Solara shows: head, menu, fields and the page of the address."""

import logging
from collections.abc import Callable
from typing import Any

import solara

from experiments.dashboard.controls import Go, controls, wrong
from experiments.dashboard.pages import PAGE, WITH_CONTROLS
from experiments.dashboard.parts import box, choice, html, in_english, language, links, text
from experiments.dashboard.stage import Stage, stage
from experiments.dashboard.view import FIRST_PAGE, PAGES, View, read_view
from experiments.report.words import LANGUAGES, Words, capital, words_of
from model.errors import SocialBaseError, short

_log = logging.getLogger(__name__)
ABOVE = ("lang", "role", "page")
"""Fields of the head: what is wrong with them is told there."""


@solara.component
def Layout(children: list[Any] = []) -> Any:  # noqa: B006, N802 - Solara hands in a list, and names it so
    """Show the page as it is, without Solara's own frame."""
    return box("div", children, class_="sb-page")


@solara.component
def Page() -> Any:  # noqa: N802 - Solara names it so
    """Show the view of the address."""
    here, router = stage(), solara.use_router()
    _, ended = solara.use_state(0)
    view = read_view(router.search or "", here.setting)
    w = words_of(view.lang)

    def go(**values: str) -> None:
        router.push(view.address(**values))

    def on_end() -> None:
        ended(here.live.latest.pid if here.live.latest else 0)

    content = _content(view, here, w, go)
    if view.page in WITH_CONTROLS:
        fields = controls(view, here, w, go, on_end)
        body = box("div", [fields, box("div", content)], class_="sb-body")
    else:
        body = box("div", content, class_="sb-plain")
    return box("div", [
        language(lang=view.lang, title=f"{w('page.title', town=here.data.name)}: "
                                       f"{w(f'page.page.{view.page}')}"),
        html("a", w("page.skip"), href="#main", class_="sb-skip"),
        box("header", _head(view, here, w, go, router.push)),
        box("main", [*_complaints(view, w), body], id="main", tabindex="-1"),
        text("footer", w("page.about"), class_="sb-small"),
    ])  # fmt: skip


def _head(view: View, here: Stage, w: Words, go: Go, follow: Callable[[str], None]) -> list[Any]:
    roles = [(role, w(f"page.role.{role}")) for role in FIRST_PAGE]
    other = next(lang for lang in LANGUAGES if lang != view.lang)
    tongue = [{"href": view.address(lang=other), "text": w("page.other_language"), "lang": other}]
    pages = [
        {"href": view.address(page=page), "text": w(f"page.page.{page}"), "here": page == view.page}
        for page in PAGES
    ]
    return [
        box("div", [
            text("h1", w("page.title", town=here.data.name)),
            choice(name="role", label=capital(w("page.role.label")), value=view.role, options=roles,
                   error=wrong(view, "role", w), event_chosen=lambda v: go(role=v, page="")),
            links(label=w("page.language"), links=tongue, kind="sb-tongue",
                  event_gone=lambda _: go(lang=other)),
        ], class_="sb-head"),
        links(label=w("page.pages"), links=pages, kind="sb-menu", event_gone=follow),
    ]  # fmt: skip


def _complaints(view: View, w: Words) -> list[Any]:
    """Say what in the address cannot be used where no field of the page says it."""
    told = [one for one in view.complaints if one.field in ABOVE or view.page not in WITH_CONTROLS]
    if not told:
        return []
    lines = [text("li", f"{one.field}: {wrong(view, one.field, w)}") for one in told]
    parts = [text("p", w("page.wrong.heading")), box("ul", lines)]
    return [box("div", parts, class_="sb-error", role="alert")]


def _content(view: View, here: Stage, w: Words, go: Go) -> list[Any]:
    """Return what a page shows; in words why it cannot be shown, never a trace."""
    try:
        return PAGE[view.page](view, here, w, go)
    except SocialBaseError as error:
        why = str(error)
    except Exception as error:  # the last stop of the page: the log of the server has the trace
        _log.exception("page %s", view.page)
        why = short(f"{type(error).__name__}: {error}")
    return [text("p", w("page.cannot"), class_="sb-error", role="alert"), *in_english(why, w)]
