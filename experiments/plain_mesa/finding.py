"""Finding: visits at home find hidden needs; GP practices hear what became of whom they sent."""

from typing import Any

import numpy as np

from experiments.plain_mesa.person import DOMAINS, Person
from experiments.plain_mesa.rules import read_plainly
from model.process_counts import News
from model.processes.outreach import CHUNK, hours_per_visit, is_hidden
from model.processes.referrers.practices import (
    hear_of,
    native_attention,
    practice_of,
    practices,
)  # fmt: skip
from model.processes.referrers.referrers import learn, trust


class Finding(Person):
    """The chapter of those who find needs that were not brought to the access."""

    def hidden_needs(self) -> int:
        """Return how many of its needs a visit at home could find."""
        if not self.at_home:
            return 0
        p, month = self.model.parameters["outreach"], self.model.month
        return sum(is_hidden(self, self.needs[d], d, month, p) for d in DOMAINS)

    @property
    def practice(self) -> int:
        """The GP practice on whose list its household is."""
        town = self.model
        number = town.state.referrers.number[self.area]
        return int(practice_of(town.seed, self.home.uid, number))

    def report_back(self) -> None:
        """Let the practice that sent it hear what came of it."""
        if not self.at_home:
            self.sent_by_gp = 0
        elif self.sent_by_gp:
            heard = self.model.heard[self.area, self.practice]
            hear_of(self, self.needs, self.model.month, heard)


def month_of_visits(town: Any, process: Any) -> None:
    """Turn hours of visits into the chance that a hidden need is found this month."""
    mine, here, p = town.state.outreach, town.values["outreach"], town.parameters["outreach"]
    per_post = town.parameters["access"].hours_per_fte * town.scale
    mine.hours[:, 0] = here["workers"] * per_post
    mine.hours[:, 1] = here["team"] * town.state.access.spare_hours
    mine.chance[:] = 0.0
    if not mine.hours.any():
        return
    # avoiders weigh as a fraction: added up in another order the last digit would differ
    hidden = np.zeros((len(town.people) // CHUNK + 1, len(town.areas), 2))
    for one in town.in_order_of_numbers():
        weight = p.avoiders if one.avoids_care else 1.0
        for _ in range(one.hidden_needs()):
            hidden[one.slot // CHUNK, one.area, int(one.served_by_team)] += weight
    needs, found = hidden.sum(axis=0), mine.hours / hours_per_visit(p) * p.follow_up
    everywhere = found[:, 0] / np.maximum(1.0, needs.sum(axis=1))
    mine.chance[:, 0] = everywhere
    mine.chance[:, 1] = everywhere + found[:, 1] / np.maximum(1.0, needs[:, 1])
    mine.chance[:] = -np.expm1(-mine.chance)


def month_of_news(town: Any, process: Any) -> None:
    """Let practices hear what became of their patients, and send more or less."""
    mine, p = town.state.referrers, town.parameters["referrers"]
    mine.number[:] = practices(town.area_weights, p.residents_per_practice)
    town.heard = np.zeros((*mine.attention.shape, len(News)), np.int64)
    town.everybody.shuffle_do("report_back")
    learn(mine.experience, town.heard, p)
    native = native_attention(town.seed, len(town.areas), p.attention_spread)
    mine.attention[:] = native * trust(mine.experience, town.scale, p)


read_plainly(__name__)
