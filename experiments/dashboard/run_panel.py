"""The run of a small town: its buttons, how far it is, and how to run the same elsewhere."""

import shlex
import time
from collections.abc import Callable
from threading import Event, Thread
from typing import Any

import solara

from experiments.dashboard.live import CANCELLED, COMPILING, DONE, FAILED, RUNNING, WRITING, Run
from experiments.dashboard.parts import box, html, in_english, press, text
from experiments.dashboard.saving import saved
from experiments.dashboard.stage import Stage
from experiments.dashboard.view import OVERVIEW, View
from experiments.report.number_format import percent
from experiments.report.words import Words

LOOK = 0.3
"""Seconds between two looks at a run."""
PHRASES = {
    COMPILING: "page.run.compiling", RUNNING: "page.run.running", WRITING: "page.run.writing",
    DONE: "page.run.done", CANCELLED: "page.run.cancelled", FAILED: "page.run.failed",
}  # fmt: skip


@solara.component
def run_panel(view: View, stage: Stage, w: Words, on_end: Callable[[], None]) -> Any:
    """Show the buttons that run and cancel, and how far a run is."""
    _, look = solara.use_state(0)
    run = stage.live.latest
    busy = run is not None and run.busy
    solara.use_effect(lambda: _watch(run, look, on_end), [run.pid if run else 0, busy])

    def begin(_: Any) -> None:
        stage.live.start(stage.wish(view))
        look(int(time.monotonic()))

    def cancel(_: Any) -> None:
        if run is not None:
            run.cancel()
        look(int(time.monotonic()))

    n = view.numbers
    hint = w(
        "page.run.hint", replications=n["replications"], residents=w.figure(n["residents"], ",")
    )
    there = stage.live.result(stage.wish(view)) is not None
    parts = [
        box("div", [
            press(name="run", label=w("page.run"), kind="sb-main", event_pressed=begin,
                  off=busy or there or bool(view.complaints)),
            press(name="cancel", label=w("page.cancel"), off=not busy, event_pressed=cancel),
        ], class_="sb-row"),
        text("p", hint, class_="sb-small"),
        box("div", _state(run, view, stage, w), role="status", id="state"),
        *_how_long(run, view, stage, w),
        text("p", w("page.run.small", page=w(f"page.page.{OVERVIEW}")), class_="sb-small"),
        *_own(view, stage, w),
    ]  # fmt: skip
    return box("div", parts, class_="sb-run")


def _watch(
    run: Run | None, look: Callable[[int], None], on_end: Callable[[], None]
) -> Callable[[], None]:
    """Look at a run from time to time until it ends, or nobody looks at the page any more."""
    over = Event()

    def go_on() -> None:
        count = 0
        while run is not None and run.busy:
            if over.wait(LOOK):
                break
            count += 1
            look(count)
        if run is not None and not run.busy:
            look(-1)
            on_end()

    if run is not None and run.busy:
        Thread(target=go_on, daemon=True).start()
    return over.set


def _state(run: Run | None, view: View, stage: Stage, w: Words) -> list[Any]:
    """Return how far a run is, in words; with a bar where one is under way.

    What is read aloud as it changes: seconds stand beside it, in `_how_long`.
    """
    if view.complaints:
        return [text("p", w("page.run.wrong"), class_="sb-error")]
    if run is None:
        return []
    wish = stage.wish(view)
    if run.wish.key != wish.key:
        return [text("p", w("page.run.other"))] if run.busy else []
    said = w(
        PHRASES[run.state], done=run.done, total=run.total, share=percent(run.percent / 100, w),
    )  # fmt: skip
    if run.state == FAILED:
        return [text("p", f"{said} {w(f'page.failed.{run.why}')}", class_="sb-error"),
                *in_english(run.message, w)]  # fmt: skip
    if not run.busy:
        return [text("p", said)]
    bar = {"max": "100", "aria_label": w("page.run.progress")}
    value = {} if run.state == COMPILING else {"value": str(run.percent)}
    return [text("p", said), html("progress", "", **bar, **value)]


def _how_long(run: Run | None, view: View, stage: Stage, w: Words) -> list[Any]:
    if run is None or run.wish.key != stage.wish(view).key:
        return []
    return [text("p", w("page.run.seconds", seconds=f"{run.seconds:.0f}"), class_="sb-small")]


def _own(view: View, stage: Stage, w: Words) -> list[Any]:
    """Return how the same is run elsewhere: the plan as a file, the command."""
    wish = stage.wish(view)
    file = "own_plan.yaml"
    command = shlex.join(("social-base", *wish.command(file if wish.own else wish.policy, "")[:-2]))
    parts = [text("p", w("page.own.command", command=command), class_="sb-small")]
    if wish.own:
        parts.insert(0, saved("own", w("page.own.save"), file, "text/yaml", wish.own.encode))
    return parts
