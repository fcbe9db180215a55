"""Access and triage: requests join the files of desks and teams, wait, and are decided."""

import numpy as np
from numpy.typing import NDArray

from agents.vocabulary import N_DOMAINS, Activity, Handler
from model.months import SETTLED, WARM_UP_MONTHS
from model.process import Process
from model.process_state import N_DESKS, TEAM_QUEUE
from model.processes.access.access_parameters import AccessParameters
from model.processes.access.case_files import (
    due_in_order,
    hand_hours,
    take_in,
    waiting_in_order,
)  # fmt: skip
from model.processes.access.customary_help import count_able
from model.processes.access.decisions import decide_cases
from model.processes.access.free_places import seats_in_sight
from model.processes.access.household_view import see_homes
from model.processes.care.shared_care import helped_homes
from model.processes.sampled_demand import lump, months_kept, usual_after
from model.values import NamedValue
from model.world import World

CAPACITY = NamedValue("access.capacity", 1.0, "ratio", "factor on caseworker hours")
TEAM_SHARE = NamedValue(
    "access.team_share", 0.0, "share", "households that come to a local team", high=1.0,
)  # fmt: skip
TEAM_FTE = NamedValue(
    "access.team_fte", 0.0, "FTE", "filled posts beyond the desks' staff, full town",
)  # fmt: skip
PROVIDER_SHARE = NamedValue(
    "access.provider_share", 0.0, "share", "team staff who come from providers", high=1.0,
)  # fmt: skip
KNOW_FREE_DESK = NamedValue(
    "access.know_free_desk", "know_free_desk", "share", "desks that know the free places", high=1.0,
)  # fmt: skip
KNOW_FREE_TEAM = NamedValue(
    "access.know_free_team", "know_free_team", "share", "teams that know the free places", high=1.0,
)  # fmt: skip
SHORT_SUPPORT_DESK = NamedValue(
    "access.short_support_desk", "short_support_desk", "share", "short support by desks", high=1.0,
)  # fmt: skip
SHORT_SUPPORT_TEAM = NamedValue(
    "access.short_support_team", "short_support_team", "share", "short support by teams", high=1.0,
)  # fmt: skip
PROFESSIONAL_NORM = NamedValue(
    "access.professional_norm", "professional_norm", "severity",
    "ease with which desks and teams alike judge", low=-2.0, high=2.0,
)  # fmt: skip
OWN_NETWORK = NamedValue(
    "access.own_network", "own_network", "share", "talks that end with the own network asked",
    high=1.0,
)  # fmt: skip
GUIDANCE_TEAM = NamedValue(
    "access.guidance_team", 0.0, "share", "of a team's hours, for guidance without a decision",
    high=1.0,
)  # fmt: skip
INTEGRAL_TEAM = NamedValue(
    "access.integral_team", "integral", "share", "further needs a team takes up", high=1.0,
)  # fmt: skip
INTEGRAL_DESK = NamedValue(
    "access.integral_desk", 0.0, "share", "further needs a desk takes up", high=1.0,
)  # fmt: skip
GENERAL_HOUSEHOLD = NamedValue(
    "access.general_household", 0.0, "share", "light household needs: help without an indication",
    high=1.0,
)  # fmt: skip
REASSESSMENT_FTE = NamedValue(
    "access.reassessment_fte", 0.0, "FTE",
    "posts that re-assess before the staff of desks and teams does, full town",
)  # fmt: skip
THRESHOLD = NamedValue(
    "access.threshold_shift", (0.0,) * N_DOMAINS, "severity", "added to the bar of an indication",
    low=-2.0, high=2.0,
)  # fmt: skip


class Access(Process):
    """Desks per law and teams per area: hours, files, decisions."""

    name = "access"
    Parameters = AccessParameters
    publishes = (
        CAPACITY, TEAM_SHARE, TEAM_FTE, PROVIDER_SHARE, KNOW_FREE_DESK, KNOW_FREE_TEAM,
        SHORT_SUPPORT_DESK, SHORT_SUPPORT_TEAM, PROFESSIONAL_NORM,
        OWN_NETWORK, GUIDANCE_TEAM, INTEGRAL_TEAM, INTEGRAL_DESK, GENERAL_HOUSEHOLD,
        REASSESSMENT_FTE, THRESHOLD,
    )  # fmt: skip

    def _staff(self, town: World) -> None:
        """Once a year, let staffed hours follow the hours demanded, within bounds.

        What the municipality hires for a desk is bounded; where they work goes with the demand.
        Posts that a plan brings carry their part of it: nobody is hired for that part as well, and
        nobody leaves for it.
        """
        mine = town.state.access
        whole_town = mine.demand_hours / 12.0 / self.p.use_of_capacity
        wanted = self._beside_posts(town, whole_town)
        if town.month == SETTLED:
            mine.desk_hours = wanted
        elif not town.settling:
            step, old = self.p.staff_follows, mine.desk_hours
            total, before = wanted.sum(axis=0), old.sum(axis=0)
            total = np.maximum(total, np.minimum(before, whole_town.sum(axis=0)))
            hired = np.clip(total, before * (1 - step), before * (1 + step))
            parts = np.where(wanted.sum(axis=0) > 0.0, wanted, old)
            whole = parts.sum(axis=0)
            shares = np.divide(parts, whole, out=np.zeros_like(parts), where=whole > 0.0)
            mine.desk_hours = hired * shares
        mine.demand_hours = np.zeros_like(mine.demand_hours)

    def _beside_posts(self, town: World, wanted: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return what is left of the hours wanted, by area and desk, beside the plan's posts."""
        posts = self._post_hours(town)[:, None]
        whole = wanted.sum(axis=1, keepdims=True)
        left = np.divide(posts, whole, out=np.zeros_like(whole), where=whole > 0.0)
        return np.asarray(wanted * np.maximum(0.0, 1.0 - left))

    def _post_hours(self, town: World) -> NDArray[np.float64]:
        """Return the hours by area of posts beyond the desks' staff; they work in teams only."""
        here = self.values(town)
        posts = here["team_fte"] * self.p.hours_per_fte * town.scale * (here["team_share"] > 0)
        return np.asarray(posts)

    def hours(self, town: World) -> NDArray[np.float64]:
        """Return this month's hours of the three desks and of the team of each area.

        A team has the hours that its households had at the desks (relabelled staff, which follow
        demand as before) and new posts, which fill over time: so a team never means fewer hours by
        itself. Before January 2016 nobody waits for hours.
        """
        n = len(town.areas)
        if town.settling:
            return np.full(N_DESKS + n, np.inf)
        here, desks = self.values(town), town.state.access.desk_hours
        share = here["team_share"]
        left = (desks * (1.0 - share)[:, None] * here["capacity"][:, None]).sum(axis=0)
        relabelled = desks.sum(axis=1) * share
        teams = (relabelled + self._post_hours(town)) * (share > 0) * here["capacity"]
        return np.concatenate([left, teams])

    def _take_reassessments(self, town: World) -> None:
        """Charge last month's re-assessments to who made them, beyond posts that levers bring.

        What they take, new files must wait for; they waited in the same line themselves (see
        `_line_up`). Posts work in all areas that have any.
        """
        mine, taken = town.state.access, town.state.care.reassessment_hours
        posts = self.values(town)["reassessment_fte"] * self.p.hours_per_fte * town.scale
        shared = posts > 0
        asked = taken[shared].sum()
        left = max(0.0, asked - posts.sum()) / asked if asked > 0 else 0.0
        taken = taken * np.where(shared, left, 1.0)[:, None, None]
        mine.reassessment_hours = taken.sum(axis=2)
        mine.asked_hours += taken.sum(axis=1)
        mine.carry[:N_DESKS] -= taken[:, 0].sum(axis=0)
        mine.carry[N_DESKS:] -= taken[:, 1].sum(axis=1)
        mine.spent[:, :, Activity.REASSESSMENT] = mine.reassessment_hours

    def _line_up(self, town: World, reached: NDArray[np.float64]) -> None:
        """Let re-assessments wait as long as new files of their day; care runs on meanwhile.

        Where a lever brings posts for them, they wait for nobody.
        """
        day = town.state.access.reached_day
        day[:, 0] = reached[:N_DESKS]
        day[:, 1] = reached[N_DESKS:, None]
        day[self.values(town)["reassessment_fte"] > 0] = np.inf

    def _lent(self, town: World) -> NDArray[np.float64]:
        """Return the hours that each queue borrows for this month's lump, and remember the rest.

        Desks serve the whole municipality, and so does each team its area: see `sampled_demand`.
        Where hours are cut, as much less is lent: an access without hours does no work.
        """
        mine, share = town.state.access, town.team_shares
        lumps = lump(mine.asked_hours, mine.usual_hours, town.scale)
        mine.demand_hours += mine.asked_hours - lumps
        mine.usual_hours = usual_after(
            mine.usual_hours, mine.asked_hours, town.month + WARM_UP_MONTHS
        )
        mine.asked_hours = np.zeros_like(mine.asked_hours)
        lumps = lumps * self.values(town)["capacity"][:, None]
        return np.concatenate([(1.0 - share) @ lumps, share * lumps.sum(axis=1)])

    def step(self, town: World) -> None:
        """Run one month of the access."""
        if town.month % 12 == 0:
            self._staff(town)
        residents, mine = town.residents, town.state.access
        asks = town.state.seeking.asks
        mine.counts = np.zeros_like(mine.counts)
        mine.spent, mine.guided = np.zeros_like(mine.spent), np.zeros_like(mine.guided)
        town.cases.grow(N_DOMAINS * int((asks > 0).sum()) + 64)
        month = np.int64(town.month)
        take_in(
            residents.records, residents.needs, town.households.records, town.cases.records, asks,
            town.state.programmes.table, self.values(town), town.team_shares, month, town.seed,
            self.p, mine.carry, mine.asked_hours, mine.guided, mine.spent, mine.counts,
        )  # fmt: skip
        see_homes(town, self.values(town), self.p)
        cases = town.cases.records
        self._take_reassessments(town)
        mine.lent = self._lent(town)
        mine.carry += mine.lent
        mine.hours = self.hours(town)
        reached = np.empty(len(mine.hours))
        waits = hand_hours(
            cases, waiting_in_order(cases, town.month), mine.hours, mine.carry,
            months_kept(town.scale), month, town.seed, self.p, mine.spare_hours, reached,
            mine.spent,
        )  # fmt: skip
        self._line_up(town, reached)
        mine.wait_months[:, :N_DESKS] = waits[:N_DESKS]
        mine.wait_months[:, TEAM_QUEUE] = waits[N_DESKS:]
        self._decide(town)
        mine.spent[:, Handler.TEAM, Activity.OUTREACH] = (
            town.values["outreach"]["team"] * mine.spare_hours
        )

    def _decide(self, town: World) -> None:
        residents, mine, places = town.residents, town.state.access, town.state.community
        cases = town.cases.records
        due = due_in_order(cases, town.month)
        town.indications.grow(N_DOMAINS * len(due) + 64)
        free = seats_in_sight(town)
        homes = town.households.records
        count_able(residents.records, homes, self.p)
        decide_cases(
            residents.records, residents.needs, homes, cases, due,
            town.indications.records, places.table, free, town.state.programmes.table,
            residents.tie_other, residents.tie_strength, residents.published,
            self.values(town), mine.hours, mine.carry, mine.asked_hours, mine.guided, mine.spent,
            np.int64(town.month), town.seed, self.p, town.numbers.care[0],
            town.numbers.personal_help[0], town.numbers.money[0],
            town.lever_of("strong_local_teams"), helped_homes(town, promised=True), mine.counts,
        )  # fmt: skip
