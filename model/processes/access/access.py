"""Access and triage: requests join the files of desks and teams, wait, and are decided."""

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from agents.vocabulary import N_DOMAINS, Law
from model.process import Process
from model.processes.access.case_files import (
    N_DESKS,
    TEAM_QUEUE,
    due_in_order,
    free_places,
    hand_hours,
    take_in,
    waiting_in_order,
)  # fmt: skip
from model.processes.access.decisions import decide_cases
from model.processes.access.triage import AccessParameters
from model.values import NamedValue

if TYPE_CHECKING:
    from model.town import SocialBaseModel

CAPACITY = NamedValue("access.capacity", 1.0, "ratio", "factor on caseworker hours")
TEAM_SHARE = NamedValue(
    "access.team_share", 0.0, "share", "households that come to a local team", high=1.0,
)  # fmt: skip
TEAM_FTE = NamedValue(
    "access.team_fte", 0.0, "FTE", "posts beyond the desks' staff, filled or not, full town",
)  # fmt: skip
TEAM_FILLED = NamedValue(
    "access.team_filled", 0.0, "share", "share of new posts that are filled", high=1.0,
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
REFUSE_IF_MET = NamedValue(
    "access.refuse_if_met", "refuse_if_met", "share", "no indication where a free place suffices",
    high=1.0,
)  # fmt: skip
SHORT_SUPPORT_DESK = NamedValue(
    "access.short_support_desk", "short_support_desk", "share", "short support by desks", high=1.0,
)  # fmt: skip
SHORT_SUPPORT_TEAM = NamedValue(
    "access.short_support_team", "short_support_team", "share", "short support by teams", high=1.0,
)  # fmt: skip
LENIENCY_DESK = NamedValue(
    "access.leniency_desk", "leniency_desk", "severity", "professional norm at desks", low=-2.0,
    high=2.0,
)  # fmt: skip
LENIENCY_TEAM = NamedValue(
    "access.leniency_team", "leniency_team", "severity", "professional norm in teams", low=-2.0,
    high=2.0,
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
THRESHOLD = NamedValue(
    "access.threshold_shift", (0.0,) * N_DOMAINS, "severity", "added to the bar of an indication",
    low=-2.0, high=2.0,
)  # fmt: skip


class Access(Process):
    """Desks per law and teams per area: hours, files, decisions."""

    name = "access"
    Parameters = AccessParameters
    publishes = (
        CAPACITY, TEAM_SHARE, TEAM_FTE, TEAM_FILLED, PROVIDER_SHARE, KNOW_FREE_DESK, KNOW_FREE_TEAM,
        REFUSE_IF_MET, SHORT_SUPPORT_DESK, SHORT_SUPPORT_TEAM, LENIENCY_DESK, LENIENCY_TEAM,
        INTEGRAL_TEAM, INTEGRAL_DESK, GENERAL_HOUSEHOLD, THRESHOLD,
    )  # fmt: skip
    COUNTS = (
        "requests", "handovers", "over_statutory_term", "decisions", "granted", "refused",
        "referred",
        "short_support", "team_cases", "team_short_support", "days_waited",
        "general_provision",
    )  # fmt: skip

    def prepare(self, town: "SocialBaseModel") -> None:
        """Begin with empty files and no waiting; hours are measured in the warm-up."""
        n = len(town.areas)
        self.state["demand_hours"] = np.zeros((n, N_DESKS))  # asked for in the last twelve months
        self.state["desk_hours"] = np.zeros((n, N_DESKS))  # staffed, a month
        self.state["carry"] = np.zeros(N_DESKS + n)  # hours left over (negative: spent ahead)
        self.state["slack"] = np.zeros(n)  # share of a team's hours left for outreach
        self.state["wait_months"] = np.zeros((n, N_DESKS + 1))  # queue before an investigation

    def shares(self, town: "SocialBaseModel") -> NDArray[np.float64]:
        """Return the share of households served by a team, per area."""
        return np.ascontiguousarray(self.values(town)["team_share"])

    def _staff(self, town: "SocialBaseModel") -> None:
        """Once a year, let staffed hours follow what was asked for, within bounds."""
        wanted = self.state["demand_hours"] / 12.0 / self.p.use_of_capacity
        if town.month == 0:
            self.state["desk_hours"] = wanted
        elif town.month > 0:
            step = self.p.staff_follows
            old = self.state["desk_hours"]
            self.state["desk_hours"] = np.clip(wanted, old * (1 - step), old * (1 + step))
        self.state["demand_hours"] = np.zeros_like(self.state["demand_hours"])

    def hours(self, town: "SocialBaseModel") -> NDArray[np.float64]:
        """Return this month's hours of the three desks and of the team of each area.

        A team has the hours that its households had at the desks (relabelled staff, which follow
        demand as before) and new posts, which fill over time: so a team never means fewer hours by
        itself. In the warm-up nobody waits for hours.
        """
        n = len(town.areas)
        if town.warming_up:
            return np.full(N_DESKS + n, np.inf)
        here, desks = self.values(town), self.state["desk_hours"]
        share = here["team_share"]
        left = (desks * (1.0 - share)[:, None] * here["capacity"][:, None]).sum(axis=0)
        relabelled = desks.sum(axis=1) * share
        new = here["team_fte"] * here["team_filled"] * self.p.hours_per_fte * town.scale
        teams = (relabelled + new) * (share > 0) * here["capacity"]
        return np.concatenate([left, teams])

    def step(self, town: "SocialBaseModel") -> None:
        """Live one month of the access."""
        if town.month % 12 == 0:
            self._staff(town)
        residents, here = town.residents, self.values(town)
        counts = np.zeros((len(town.areas), len(self.COUNTS)), np.int64)
        seeking = town.by_name["seeking"]
        town.cases.grow(N_DOMAINS * int((seeking.asks > 0).sum()) + 64)
        cases = town.cases.records
        month, seed = np.int64(town.month), town.seed
        take_in(
            residents.records, residents.needs, town.households.records, cases, seeking.asks,
            town.by_name["programmes"].table, here, self.shares(town), month, seed,
            self.p, self.state["demand_hours"], counts,
        )  # fmt: skip
        hours = self.hours(town)
        self.monthly_hours = hours
        waits = hand_hours(
            cases, waiting_in_order(cases, town.month), hours, self.state["carry"], month, self.p,
            self.state["slack"],
        )  # fmt: skip
        self.state["wait_months"][:, :N_DESKS] = waits[:N_DESKS]
        self.state["wait_months"][:, TEAM_QUEUE] = waits[N_DESKS:]
        self._decide(town, counts)
        self.state["counts"] = counts
        self._tell_agents(town, hours)

    def _decide(self, town: "SocialBaseModel", counts: NDArray[np.int64]) -> None:
        residents = town.residents
        cases = town.cases.records
        due = due_in_order(cases, town.month)
        town.indications.grow(N_DOMAINS * len(due) + 64)
        community = town.by_name["community"]
        free = free_places(community.table, community.state["participants"])
        decide_cases(
            residents.records, residents.needs, residents.published, cases, due,
            town.indications.records,
            community.table, free, town.by_name["programmes"].table, self.values(town),
            self.state["carry"],
            self.state["demand_hours"], np.int64(town.month),
            town.seed, self.p, town.by_name["care"].p, town.lever_of("strong_local_teams"), counts,
        )  # fmt: skip

    def _tell_agents(self, town: "SocialBaseModel", hours: NDArray[np.float64]) -> None:
        for k, law in enumerate((Law.WMO, Law.JEUGDWET, Law.PARTICIPATIEWET)):
            town.desks[law].hours_per_month = float(hours[k])
        for area, team in enumerate(town.teams):
            team.hours_per_month = float(hours[N_DESKS + area])
            team.share_of_households = float(self.values(town)["team_share"][area])
