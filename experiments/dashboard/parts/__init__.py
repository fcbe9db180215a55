"""The parts of the page: plain elements of HTML, which keyboards and screen readers know."""

from collections.abc import Callable, Sequence
from html import escape
from typing import Any

import solara
from solara import component_vue

from experiments.report.words import Words

Chosen = Callable[[Any], None]
Children = Sequence[Any]


@component_vue("choice.vue")
def choice(
    name: str,
    label: str,
    value: str,
    options: Sequence[tuple[str, str]],
    error: str = "",
    event_chosen: Chosen = print,
) -> None:
    """Show a list of which one is chosen."""


@component_vue("slider.vue")
def slider(
    name: str,
    label: str,
    value: float,
    least: float,
    most: float,
    step: float,
    lang: str,
    share: bool = False,
    error: str = "",
    event_chosen: Chosen = print,
) -> None:
    """Show a number between two others, as a share in per cent or as it is."""


@component_vue("entry.vue")
def entry(
    name: str,
    label: str,
    value: str,
    error: str = "",
    mode: str = "numeric",
    event_chosen: Chosen = print,
) -> None:
    """Show a field to type in, and below it what is wrong with it."""


@component_vue("press.vue")
def press(
    name: str, label: str, kind: str = "", off: bool = False, event_pressed: Chosen = print
) -> None:
    """Show a button."""


@component_vue("links.vue")
def links(
    label: str, links: Sequence[dict[str, Any]], kind: str = "", event_gone: Chosen = print
) -> None:
    """Show links within the page: `href, text`, `here` for the one that is shown, `lang`."""


@component_vue("save.vue")
def save(
    name: str, label: str, content: dict[str, str] | None = None, event_asked: Chosen = print
) -> None:
    """Show a button that saves a file: `file, kind, data` in base64, made when it is pressed."""


@component_vue("language.vue")
def language(lang: str, title: str) -> None:
    """Say in which language the page is, and what it is called."""


def box(tag: str, children: Children = (), **attributes: str) -> Any:
    """Return an element that holds others; `class_` is its class."""
    named = {name.strip("_").replace("_", "-"): value for name, value in attributes.items()}
    return solara.v.Html(tag=tag, children=list(children), attributes=named)


def text(tag: str, words: str, **attributes: str) -> Any:
    """Return an element that holds text, which is escaped."""
    return html(tag, escape(words), **attributes)


def html(tag: str, content: str, **attributes: str) -> Any:
    """Return an element that holds HTML of ours."""
    named = {name.strip("_").replace("_", "-"): value for name, value in attributes.items()}
    return solara.HTML(tag=tag, unsafe_innerHTML=content, attributes=named)


def table_html(caption: str, head: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a table: the first cell of a row names it."""
    cells = "".join(f'<th scope="col">{escape(one)}</th>' for one in head)
    lines = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f"<td>{escape(one)}</td>" for one in others)
        + "</tr>"
        for first, *others in rows
    )
    return (
        f"<caption>{escape(caption)}</caption><thead><tr>{cells}</tr></thead><tbody>{lines}</tbody>"
    )


def in_english(message: str, w: Words) -> list[Any]:
    """Return what the program itself says, which is English, marked as such; maybe nothing."""
    if not message:
        return []
    parts = [text("span", w("page.in_english")), text("span", message, lang="en")]
    return [box("p", parts, class_="sb-small")]
