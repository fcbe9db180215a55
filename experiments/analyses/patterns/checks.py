"""What the model brings forth where the register holds a guess: the rows of use `CHECK`.

They ask what the plan does, so the town is run on from the base years with and without the plan,
as twins. Visitors are chosen by what happens under the plan, so what became of their indications is
counted beside the same in a third world, without the plan and with all draws made anew: only what
goes beyond that re-shuffling is held against a guess. No rule and no parameter uses a row that is
checked here.
"""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from agents.vocabulary import N_DOMAINS, CareStage, Domain, Level, Status
from experiments.worlds.demand_shift import DAY_ACTIVITIES, DAY_PLACES, histories, substitution
from experiments.worlds.lockstep import REDRAWN, draw_anew, pair_up, step_all
from experiments.worlds.under_way import run_until
from model.process_counts import AccessCount, CareCount
from model.scenario.scenario import first_difference
from model.state.state import branch
from model.twins.twins import there_at_parting

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from model.scenario.scenario import Scenario
    from model.town import SocialBaseModel
    from model.twins.twins import Twins

COMPLETE, UNTIL = 84, 108
"""The plan is complete in January 2028; what it does is counted over 2028 and 2029."""
MONTHS = 3 * UNTIL
"""At most so many are lived to see it, in three worlds."""
MEASURES = (
    "solved_by_team", "threshold_reduction", "reexamination_removal", "substitution_share",
    "induced_per_substituted", "postponement_years",
)  # fmt: skip


def under_plan(town: "SocialBaseModel", plan: "Scenario") -> dict[str, float]:
    """Run a town on beside its twin under the plan, and return `MEASURES`.

    Parameters
    ----------
    town : SocialBaseModel
        In the base years; it is run on.
    plan : Scenario
        That differs from the town's own after the base years.

    Returns
    -------
    dict
        `solved_by_team`: needs that a team answered with neither an indication nor a refusal (own
        network, free place, short support, guidance) over all that teams decided;
        `threshold_reduction`: requests per open need without a product, over those without the
        plan, less 1; `reexamination_removal`: conversions to a free place over residents who had
        light day activities; and of visitors of day places since the worlds parted:
        `substitution_share`: indications avoided less added, less the same in the world drawn
        anew, over visitors; `postponement_years`: mean delay of the first indication of those who
        get one in both, less the same in the world drawn anew; `induced_per_substituted`: visitors
        without an indication in either world per one avoided, re-shuffled ones among these, so that
        it is the least it can be. NaN where there is nobody to count.
    """
    parted = first_difference(town.scenario, plan)
    run_until(town, parted)
    worlds = {plan.name: branch(town, plan), REDRAWN: branch(town, town.scenario)}
    world = worlds[plan.name]
    draw_anew(worlds[REDRAWN])
    pair, again = pairs = pair_up(town, worlds)
    asked, open_needs = np.zeros(2), np.zeros(2)
    decided = solved = converted = 0
    light: set[int] = set()
    while town.month < UNTIL:
        step_all(town, worlds, pairs)
        if town.month <= COMPLETE:
            continue
        for k, each in enumerate((town, world)):
            asked[k] += each.state.access.counts[:, AccessCount.REQUESTS].sum()
            open_needs[k] += _not_helped(each)
        counts = world.state.access.counts.sum(axis=0)
        decided += int(counts[AccessCount.TEAM_DECISIONS])
        solved += int(counts[AccessCount.TEAM_SOLVED])
        converted += int(world.state.care.counts[:, CareCount.CONVERTED_INDICATIONS].sum())
        light |= _with_light_day_activities(world)
    rates = asked / np.maximum(1.0, open_needs)
    return {
        "solved_by_team": _ratio(solved, decided),
        "threshold_reduction": _ratio(rates[1], rates[0]) - 1.0,
        "reexamination_removal": _ratio(converted, len(light)),
        **_of_visitors(pair, again, parted),
    }


def _ratio(part: float, whole: float) -> float:
    return float(part) / float(whole) if whole > 0 else float("nan")


def _not_helped(town: "SocialBaseModel") -> int:
    """Count open needs of residents at home for which they hold no product."""
    people = town.residents.records
    needs = (people["open_needs"] & ~people["products"])[people["status"] == Status.HOME]
    return int(sum((needs >> domain & 1).sum() for domain in range(N_DOMAINS)))


def _with_light_day_activities(town: "SocialBaseModel") -> set[int]:
    table = town.indications.records
    running = (table["stage"] >= CareStage.RUNNING) & (table["domain"] == Domain.MEETING)
    who = table["resident"][running & (table["level"] == Level.LIGHT)]
    return set(town.residents.records["uid"][who].tolist())


def _of_visitors(pair: "Twins", again: "Twins", parted: int) -> dict[str, float]:
    ours, anew = (_day_places(substitution(pair, other)) for other in (pair, again))
    avoided, churn = (cell["substituted"] - cell["added"] for cell in (ours, anew))
    visitors = there_at_parting(pair) & (pair.ours.view["day_place_first"] >= 0)
    return {
        "substitution_share": _ratio(avoided - churn, ours["residents"]),
        "induced_per_substituted": _ratio(ours["induced"], ours["substituted"]),
        "postponement_years": _delay(pair, visitors, parted) - _delay(again, visitors, parted),
    }


def _day_places(table: pd.DataFrame) -> "pd.Series[int]":
    return table[(table["visited"] == DAY_PLACES) & (table["care"] == DAY_ACTIVITIES)].iloc[0]


def _delay(pair: "Twins", who: "NDArray[np.bool_]", parted: int) -> float:
    """Return the mean years by which a first indication comes later than in the base world."""
    base, ours = histories(pair, DAY_ACTIVITIES)
    both = who & (base.first > parted) & (ours.first > parted)
    months = ours.first[both].astype(np.int64) - base.first[both]
    return float(months.mean()) / 12 if len(months) else float("nan")
