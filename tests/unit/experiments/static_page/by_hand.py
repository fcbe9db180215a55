"""A page without a simulation: the plan by hand, with the surface of the shipped posterior."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.results.scenario_record import records_of
from experiments.runs.result import ComparisonResult
from experiments.static_page.figures import PageFigures, figures_of_pages
from experiments.static_page.playable import STEPS
from model.scenario.scenario import load_scenario
from tests.unit.experiments.runs.test_findings import by_hand

PLAN = "transformation"
NEED = ("meeting", "need_opened", "none", "unmet", "")


def event(world: str, month: str, uid: int, *what: str) -> tuple[Any, ...]:
    """Return a row of the table of journeys; `what` is domain, event, from, to, by."""
    return (world, 0, pd.Timestamp(month), uid, *what, 0.0)


def journeys(*rows: tuple[Any, ...]) -> pd.DataFrame:
    columns = ["scenario", "replication", "month", "uid", "domain", "event", "from", "to", "by",
               "eur"]  # fmt: skip
    return pd.DataFrame(list(rows), columns=columns)


def lives() -> pd.DataFrame:
    """Return the stories of two residents; that of the second differs between the worlds."""
    both = [event(world, "2026-02", uid, *NEED) for world in ("current", PLAN) for uid in (3, 5)]
    closed = ("meeting", "need_closed", "unmet", "none", "")
    return journeys(*both, event(PLAN, "2026-04", 5, *closed))


def of_the_plan(lang: str = "en", **tables: pd.DataFrame) -> ComparisonResult:
    """Return a comparison of the real pair, by name: what the posterior speaks of."""
    one = by_hand()
    named = {
        name: table.assign(scenario=table["scenario"].replace({"plan": PLAN}))
        for name, table in one.tables.items()
    }
    named["twins"] = named["twins"].assign(replication=0, age=70)
    prices = one.prices.rename(columns={"plan": PLAN})
    return replace(one, policies=(PLAN,), tables={**named, **tables}, prices=prices, lang=lang)


def pages(comparison: ComparisonResult | None = None) -> list[PageFigures]:
    """Return what the pages of a comparison show."""
    one = of_the_plan(journeys=lives()) if comparison is None else comparison
    records = records_of([load_scenario(name) for name in ("current", PLAN)])
    return figures_of_pages(one, records, "0123456789ab")


def drawn(found: PageFigures, lang: str, _: object = None) -> Iterator[tuple[str, Figure]]:
    """Yield empty pictures in place of those of a page: they take longest."""
    for kind in ("people_by_layer", "story"):
        figure = Figure(figsize=(1, 1), dpi=20)
        figure.suptitle(f"{kind} {lang}")
        yield kind, figure


def place_of(steps: tuple[int, ...]) -> int:
    """Return the place of a point among those of a grid, by the step of each number."""
    return int(np.ravel_multi_index(steps, (STEPS,) * len(steps)))
