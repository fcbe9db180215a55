"""Ways to roll the plan out: which line first, from when, at which dose; and futures to judge them.

Every candidate is made of the plan's own levers with other months, areas and doses; the list below
is all there is, so that nobody has to guess what was compared.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import permutations

import pandas as pd

from experiments.analyses.attribution.lines import differing
from experiments.analyses.rollouts.titles import (
    HALF,
    candidate_title,
    letting_in_title,
    order_title,
    others_title,
)
from experiments.report.number_format import ENGLISH
from experiments.report.words import Words
from experiments.sweep.designs import Design, draw_points
from experiments.sweep.size import Size
from experiments.sweep.swept import Swept, swept_parameter
from model.errors import InputError
from model.months import label_of, month_of
from model.parameter_owners import known_levers
from model.scenario.lever_use import LeverUse
from model.scenario.scenario import Scenario

DO_NOTHING = "do_nothing"
FIRST = "2026-01"
YEAR = 12
LINES = {
    "teams": "strong_local_teams",
    "places": "free_access_day_activities",
    "base": "stronger_social_base",
}
"""The lines whose order is a choice; the plan's other lines keep their own months."""
LETTING_IN = {"seats_kept": {"reserved": 0.3}, "no_priority": {"referred_first": 0.0}}
"""Whom day places let in first, a choice of the municipality: name and parameters."""

UNCERTAIN = (
    "access.know_free_team", "access.refuse_if_met", "access.provider_bias",
    "access.short_support_team", "care.step_down", "day_place.effectiveness",
    "day_place.wish_base", "needs.healing_of_visits", "strong_local_teams.hiring_months",
    "outreach.follow_up", "strong_local_teams.proximity",
)  # fmt: skip
"""What decides whether the plan works and is not settled by evidence, each over its whole range.

Chosen so that the years up to 2025 are hardly touched: most of it begins with the plan.
"""
SHOCKS = {"provider_shortage": "hiring", "extramuralisation": "admissions"}
"""Shocks from January 2028 on, by lever and the parameter that says how hard: over the register's
range, of which 1 is no shock. They hit doing nothing as well."""
SHOCK_START = "2028-01"


@dataclass(frozen=True)
class Rollout:
    """One way to roll out.

    Attributes
    ----------
    name, title : str
    uses : tuple of LeverUse
        The plan's levers, as this candidate draws them.
    """

    name: str
    title: str
    uses: tuple[LeverUse, ...]


def rollouts(plan: Scenario, parent: Scenario, w: Words = ENGLISH) -> tuple[Rollout, ...]:
    """Return all candidates that are made of a plan's lines, with titles in a language.

    Raises
    ------
    InputError
        If the plan lacks one of the three lines.
    """
    names = differing(plan, parent)
    missing = [lever for lever in LINES.values() if lever not in names]
    if missing:
        raise InputError(
            f"scenario '{plan.name}' has no line '{missing[0]}', so its roll-out has no order: "
            f"give a plan with {', '.join(LINES.values())}."
        )
    uses = tuple(use for use in plan.levers if use not in parent.levers)
    full = [
        _titled("at_once", _at_once(uses), w), _titled("as_planned", uses, w),
        _titled("two_years_later", _later(uses, 2), w),
    ]  # fmt: skip
    half = [_titled(f"{one.name}{HALF}", _dosed(one.uses, 0.5), w) for one in full]
    small = [_titled("learning_area", _first_area(uses), w)]
    if rest := _rest(uses):
        levers = list(dict.fromkeys(use.name for use in rest))
        small.append(Rollout("others_only", others_title(levers, w), rest))
    return (*full, *half, *_orders(uses, w), *_letting_in(full[0], w), *small)


def _titled(name: str, uses: tuple[LeverUse, ...], w: Words) -> Rollout:
    return Rollout(name, candidate_title(name, w), uses)


def _letting_in(one: Rollout, w: Words) -> list[Rollout]:
    """Return a roll-out whose day places let visitors in by another rule, for each such rule."""
    return [
        Rollout(name, letting_in_title(one.title, name, w), tuple(
            _changed(use, **chosen) if use.name == LINES["places"] else use for use in one.uses
        ))
        for name, chosen in LETTING_IN.items()
    ]  # fmt: skip


def _orders(uses: Sequence[LeverUse], w: Words) -> list[Rollout]:
    """Return one line after the other, a year apart, everywhere at once; in each order."""
    candidates = []
    for order in permutations(LINES):
        starts = {LINES[line]: _moved(FIRST, k) for k, line in enumerate(order)}
        candidates.append(
            Rollout("_".join(order), order_title(order, w), (*_everywhere(uses, starts),
                    *_rest(uses)))
        )  # fmt: skip
    return candidates


def _at_once(uses: Sequence[LeverUse]) -> tuple[LeverUse, ...]:
    starts = dict.fromkeys(LINES.values(), FIRST)
    return (*_everywhere(uses, starts), *_rest(uses))


def _everywhere(uses: Sequence[LeverUse], starts: dict[str, str]) -> list[LeverUse]:
    """Return one use of each line for the whole town, from a month on."""
    first = {lever: next(use for use in uses if use.name == lever) for lever in starts}
    return [
        _changed(first[lever], start=start, areas=(), postcodes=())
        for lever, start in starts.items()
    ]


def _rest(uses: Sequence[LeverUse]) -> tuple[LeverUse, ...]:
    return tuple(use for use in uses if use.name not in LINES.values())


def _later(uses: Sequence[LeverUse], years: int) -> tuple[LeverUse, ...]:
    return tuple(_changed(use, start=_moved(use.parameters.start, years)) for use in uses)


def _dosed(uses: Sequence[LeverUse], dose: float) -> tuple[LeverUse, ...]:
    return tuple(_changed(use, dose=use.parameters.dose * dose) for use in uses)


def _first_area(uses: Sequence[LeverUse]) -> tuple[LeverUse, ...]:
    """Return the uses of the plan's first months: its learning area, and what is everywhere."""
    first = min(use.months.start for use in uses)
    return tuple(use for use in uses if use.months.start == first)


def _changed(use: LeverUse, **fields: object) -> LeverUse:
    return replace(use, parameters=use.parameters.model_copy(update=fields))


def _moved(month: str, years: int) -> str:
    return label_of(month_of(month) + YEAR * years)


def worlds_of(
    candidates: Sequence[Rollout], parent: Scenario, shocks: bool
) -> tuple[Scenario, ...]:
    """Return doing nothing, then each candidate, all under the same shocks."""
    hit = tuple(
        LeverUse(name, known_levers()[name].Parameters(start=SHOCK_START))
        for name in (SHOCKS if shocks else ())
        if all(use.name != name for use in parent.levers)
    )
    nothing = replace(parent, name=DO_NOTHING, title="no line at all", description="",
                      levers=(*parent.levers, *hit))  # fmt: skip
    return (
        nothing,
        *(
            replace(nothing, name=one.name, title=one.title, levers=(*nothing.levers, *one.uses))
            for one in candidates
        ),
    )


def futures_of(
    parameters: Sequence[str], shocks: bool, number: int, seed: int
) -> tuple[pd.DataFrame, tuple[Swept, ...], Design]:
    """Return futures as points of a Latin hypercube, each parameter over the register's range.

    Raises
    ------
    InputError
        If a parameter does not exist, has no range or is named twice, or there are no futures or
        more than can be held.
    """
    names = [*parameters, *(f"{lever}.{f}" for lever, f in SHOCKS.items() if shocks)]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise InputError(f"futures: {twice[0]} is named twice: name it once.")
    if number < 2 or not names:
        raise InputError(
            f"futures: {number} of {len(names)} parameters: give 2 futures or more, and a "
            f"parameter that differs between them."
        )
    Size(number, len(names)).refuse_too_large("futures")
    swept = tuple(swept_parameter(name, None, "futures") for name in names)
    design = Design("lhs", points=number)
    return draw_points(design, swept, seed), swept, design
