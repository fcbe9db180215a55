"""Deciding: files of desks and teams get hours in turn, and those that are due are decided."""

from typing import Any

import numpy as np

from agents.vocabulary import ALL_DOMAINS, NOBODY, Activity, CaseStage, Handler
from experiments.plain_mesa.exchange import lay_columns
from experiments.plain_mesa.hours import hand_hours
from experiments.plain_mesa.rules import read_plainly
from experiments.plain_mesa.state import File
from model.months import DAYS
from model.process_state import N_DESKS, TEAM_QUEUE
from model.processes.access.customary_help import ALL, PART, work_expected_of
from model.processes.access.free_places import seats_in_sight
from model.processes.access.household_view import chance_to_see


def look_at_homes(town: Any) -> None:
    """Let who took up a file this month see needs of others in the same home."""
    view: dict[int, float] = {}
    for file in town.files:
        one = town.people[file.resident]
        fresh = file.stage == CaseStage.QUEUED and file.opened_month == town.month
        if fresh and one.household != NOBODY:
            chance = chance_to_see(file, one.joined, town.lines["access"][file.area])
            view[one.household] = max(view.get(one.household, 0.0), chance)
    for one in town.in_order_of_numbers():
        quiet = not town.state.seeking.asks[one.slot] & ALL_DOMAINS
        if quiet and one.at_home and one.open_needs and view.get(one.household, 0.0) > 0.0:
            one.be_seen_at_home(view[one.household])


def in_line(town: Any, stage: CaseStage, day: str) -> list[File]:
    """Return the files of a stage up to this month: by day, then by their keyed order."""
    files = [
        f for f in town.files if f.stage == stage and getattr(f, day) < (town.month + 1) * DAYS
    ]
    return sorted(files, key=lambda f: (getattr(f, day), f.order, f.uid, f.domains))


def count_able(town: Any) -> None:
    """Count in each household from whom household work can be expected."""
    for home in town.homes:
        home.able_adults = home.able_young = 0
    for one in town.everybody:
        if one.at_home and one.household != NOBODY:
            able = work_expected_of(one, town.parameters["access"])
            one.home.able_adults += able == ALL
            one.home.able_young += able == PART


def month(town: Any, process: Any) -> None:
    """Live the chapter: requests come in, files get hours in turn, and those due are decided.

    Staff and their hours are left to the core. Who comes in goes by number, since hours asked are
    fractions: added up in another order their last digit would differ.
    """
    mine = town.state.access
    if town.month % 12 == 0:
        process._staff(town)
    for counted in ("counts", "spent", "guided"):
        setattr(mine, counted, np.zeros_like(getattr(mine, counted)))
    for one in town.in_order_of_numbers():
        one.come_in()
    look_at_homes(town)
    process._take_reassessments(town)
    mine.lent = process._lent(town)
    mine.carry += mine.lent
    mine.hours = process.hours(town)
    waits, reached = hand_hours(town, in_line(town, CaseStage.QUEUED, "opened_day"))
    process._line_up(town, reached)
    mine.wait_months[:, :N_DESKS] = waits[:N_DESKS]
    mine.wait_months[:, TEAM_QUEUE] = waits[N_DESKS:]
    count_able(town)
    lay_columns(town, "invited", "waits_at")
    town.seats = seats_in_sight(town)
    town.helped = town.helped_homes(promised=True)
    for file in in_line(town, CaseStage.INVESTIGATED, "due_day"):
        town.people[file.resident].hear(file)
    town.files = [file for file in town.files if file.stage != CaseStage.FREE]
    left = town.values["outreach"]["team"] * mine.spare_hours
    mine.spent[:, Handler.TEAM, Activity.OUTREACH] = left


read_plainly(__name__)
