"""The answer of a comparison in two sentences, with which every summary opens."""

from collections.abc import Collection

from experiments.effects.comparison import Comparison
from experiments.effects.intervals import Interval
from experiments.report.number_format import bounds, known, with_bounds
from experiments.report.words import Words, capital
from experiments.runs.figures import PolicyFigures
from model.measures.outcomes import COST

CARE, NEED = "indicated_users", "residents_unmet"


def answered(
    c: Comparison, policy: str, figures: PolicyFigures, w: Words, withheld: Collection[str] = ()
) -> str:
    """Say in two sentences what a policy costs, and what it does for people, in the whole town.

    By chance alone: where draws of the parameters tell more, `uncertainty.told` says it. One
    sentence where no year is complete. Where one of the two numbers of people is `withheld`,
    neither is told.
    """
    if not figures.headline:
        return w("headline.no_year")
    worlds = w.worlds(c.base, policy)
    gaps = {name: gap.times(c.factor) for name, (_, gap) in figures.headline.items()}
    cost, n = gaps[COST], len(c.distinct_replications)
    span = {"first": c.years[0], "last": c.years[-1], "n": n}
    if {CARE, NEED} & set(withheld):
        return capital(f"{_of_cost(cost, worlds, w)} {w('answer.people_withheld')}")
    people = w(
        "answer.people" if n > 1 else "answer.people_one",
        care=with_bounds(gaps[CARE], w), need=with_bounds(gaps[NEED], w), **span,
    )  # fmt: skip
    return capital(f"{_of_cost(cost, worlds, w)} {people}")


def _of_cost(cost: Interval, worlds: dict[str, str], w: Words) -> str:
    if not cost.known:
        return w("answer.unknown", eur=known(cost.mean, cost.low, cost.high, w)[0], **worlds)
    if cost.verdict == "equal":
        return w("answer.equal", **worlds)
    if not cost.differs:
        return w("answer.unclear", eur=with_bounds(cost, w), **worlds)
    if cost.mean > 0:
        return w("answer.costs", eur=known(cost.mean, cost.low, cost.high, w)[0],
                 span=bounds(cost, w), **worlds)  # fmt: skip
    less = Interval(-cost.mean, -cost.high, -cost.low, cost.replications, cost.varies)
    return w("answer.saves", eur=known(less.mean, less.low, less.high, w)[0],
             span=bounds(less, w), **worlds)  # fmt: skip
