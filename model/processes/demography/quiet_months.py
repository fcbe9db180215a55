"""Months in which nothing befalls a resident: bounds that settle most of them at once.

Four uniforms decide all of a resident's month, each cut from both ends. Somebody whose draws lie
between bounds that no chance of its age exceeds is left as it is, whatever else is true of it. The
bounds take the observed effects of loneliness whole: no shrinkage leaves more of them.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule
from agents.records import records
from agents.vocabulary import Limitation, Status
from model.draws import ABOVE_ROUNDING
from model.processes.demography.life_hazards import YEAR

bounds_dtype = np.dtype(
    [
        ("death", "f8", (2, 2)),  # by sex and limitation
        ("limitation", "f8", (2,)),  # by limitation, times frailty: onset or worsening
        ("recovery", "f8", (2,)),  # by limitation
        ("income", "f8", (2,)),  # by insecurity: into it, or out of it
        ("dementia", "f8"),
        ("birth", "f8"),
        ("event", "f8"),
        ("move", "f8"),  # leaving home and pairing, or parting
        ("leave_town", "f8"),
    ],
    align=True,
)
"""The highest chances a month by age; the severely limited and the demented have none."""
_MONTH_AND_MORE = YEAR * ABOVE_ROUNDING  # of a year's hazard: a month, a little above rounding


def bounds_by_age(by_age: NDArray[Any], p: Any) -> NDArray[Any]:
    """Return the bounds for each row of the table of hazards, each a little above rounding."""
    most = records(len(by_age), bounds_dtype)
    most["limitation"][:, 0] = (
        by_age["onset"] * (1.0 + p.insecure_on_limitation) * (1.0 + p.lonely_on_limitation)
    )
    most["limitation"][:, 1] = by_age["worsening"] * (1.0 + p.unmet_on_worsening)
    most["recovery"][:, 1] = by_age["recovery"]
    for name in ("dementia", "event", "leave_town"):
        most[name] = by_age[name]
    most["move"] = np.maximum.reduce([by_age[name] for name in ("part", "pair", "leave_home")])
    for name in bounds_dtype.names or ():
        most[name] *= _MONTH_AND_MORE
    most["death"] = most_deaths(by_age["death"], p)
    most["birth"] = most_births(by_age["birth"], p)
    return most


def most_births(birth: NDArray[np.float64], p: Any) -> NDArray[np.float64]:
    """Return the bounds on births by age."""
    return birth * max(p.birth_by_partner) * _MONTH_AND_MORE


def most_incomes(highest_fall: float, p: Any) -> tuple[float, float]:
    """Return the bounds on falling into income insecurity and on leaving it."""
    falls = p.insecurity_in * (1.0 + p.insecurity_event) * highest_fall
    return falls * _MONTH_AND_MORE, p.insecurity_out * _MONTH_AND_MORE


def most_deaths(death: NDArray[np.float64], p: Any) -> NDArray[np.float64]:
    """Return the bounds on death [age, sex, limitation], from hazards that `life_table` scaled."""
    return death[:, :, :2] * (1.0 + p.mortality_severely_lonely) * _MONTH_AND_MORE


@rule
def between(u, below, above):
    """Say whether a draw lies clear of what is cut from its lower and from its upper end."""
    return (u > below) & (1.0 - u > above)


@rule
def is_quiet(draws, r, most, event_ratio):
    """Say whether nothing can befall a resident at home this month, by its draws alone."""
    if r.status != Status.HOME or r.limitation == Limitation.SEVERE or r.dementia:
        return False
    u, v, w, x = draws
    limited = most.limitation[r.limitation] * np.float64(r.frailty) + most.recovery[r.limitation]
    return (
        between(u, most.death[r.sex, r.limitation], most.leave_town)
        & between(v, limited, most.dementia)
        & between(w, most.event * event_ratio, most.birth)
        & between(x, most.income[r.insecure], most.move)
    )
