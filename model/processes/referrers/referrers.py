"""Referrers: GP practices, schools, home-help workers and staff who see what nobody asked about.

What each brings is contacts times recall times yield (`signals.py`). Schools, home-help workers and
staff of places have no state: they meet whom they meet. A GP practice has one: it sends more where
those whom it sent were helped, less where they were refused or still wait, within bounds and with a
memory that fades. So a referrer brings nothing of which there is nothing to meet or see, and harms
where it sends patients to an access without room: it loses its own trust, and the next patient the
road. It cannot show which practice a resident really has, nor GPs who retire or a practice that is
full; which share of requests comes by whom is an outcome (`requests_gp` and the others).
"""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.process import Process
from model.process_counts import News
from model.processes.referrers.practices import (
    CHUNK,
    hear_of_all,
    native_attention,
    practices,
)  # fmt: skip
from model.processes.referrers.referrers_parameters import ReferrersParameters
from model.values import NamedValue
from model.world import World

GP = NamedValue("referrers.gp", 1.0, "ratio", "factor on what GPs recognise")
GP_YOUTH = NamedValue(
    "referrers.gp_youth", 1.0, "ratio", "factor on what GPs recognise of children's needs",
)  # fmt: skip
GP_INVITES = NamedValue(
    "referrers.gp_invites", 0.0, "share",
    "of a GP's signals about company and guidance: to a coach", high=1.0,
)  # fmt: skip
SCHOOL = NamedValue("referrers.school", 1.0, "ratio", "factor on what schools recognise")
HOME_HELP = NamedValue(
    "referrers.home_help", 1.0, "ratio", "factor on what home-help workers report of what they see",
)  # fmt: skip


class Referrers(Process):
    """Practices hear what became of whom they sent, and send more or less."""

    name = "referrers"
    Parameters = ReferrersParameters
    publishes = (GP, GP_YOUTH, GP_INVITES, SCHOOL, HOME_HELP)

    def step(self, town: World) -> None:
        """Lay what each practice sends this month, after what it heard of those sent before."""
        mine, residents = town.state.referrers, town.residents
        mine.number[:] = practices(town.area_weights, self.parameters.residents_per_practice)
        chunks = -(-len(residents) // CHUNK)
        heard = np.zeros((chunks, *mine.attention.shape, len(News)), np.int64)
        hear_of_all(
            residents.records, residents.needs, town.households.records, mine.number,
            np.int64(town.month), town.seed, heard,
        )  # fmt: skip
        learn(mine.experience, heard.sum(axis=0), self.parameters)
        native = native_attention(town.seed, len(town.areas), self.parameters.attention_spread)
        mine.attention[:] = native * trust(mine.experience, town.scale, self.parameters)


def learn(experience: NDArray[np.float64], heard: NDArray[np.int64], p: Any) -> None:
    """Let what practices remember fade by a month, and add the news of this one.

    Parameters
    ----------
    experience : float64 array, shape [areas, practices, 2]
        Patients helped, and those refused with the waiting at their weight; written.
    heard : int64 array, shape [areas, practices, News]
    p : ReferrersParameters
    """
    experience *= math.exp(-1.0 / p.memory)
    experience[..., 0] += heard[..., News.HELPED]
    experience[..., 1] += heard[..., News.REFUSED] + p.waiting_weight * heard[..., News.WAITS]


def trust(experience: NDArray[np.float64], scale: float, p: Any) -> NDArray[np.float64]:
    """Return the ratio on what practices send, from `trust_least` to `trust_most`.

    Notes
    -----
    Linear in the share helped of those sent, in which the practice's own patients weigh against
    what it expects. A practice of a town of `scale` has that much fewer patients, and each counts
    for as much more.
    """
    weight = p.experience_weight * scale
    share = (experience[..., 0] + weight * p.expects) / (experience.sum(axis=-1) + weight)
    ratio: NDArray[np.float64] = p.trust_least + (p.trust_most - p.trust_least) * share
    return ratio
