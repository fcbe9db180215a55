"""Follow the residents whom a rule picks through two worlds: all of them, and one in the middle."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from experiments.analyses.stories.rules import RULES, Rule, past_of
from experiments.effects.intervals import Interval, jackknife_ratio
from experiments.execution.replications import Batch, replicate
from experiments.worlds.lockstep import Task, run_together
from experiments.worlds.warm_starts import warmed_up
from model.scenario.scenario import Scenario, first_difference, load_scenarios

BASE = "current"
KEYS = ["rule", "replication", "uid"]
MONTHS_OF = ("personal", "community", "institutional", "unmet")


@dataclass(frozen=True)
class Stories:
    """The residents of every rule, and one story each.

    Attributes
    ----------
    members : DataFrame
        A row per resident whom a rule picks: `rule, replication, uid, scenario` (its policy),
        `more_<layer>_months` (need-months in the policy world less those in the base, from the
        parting to the horizon), and `differs`: 1 where any of these is not 0.
    chosen : DataFrame
        By rule: the resident whose story is told.
    journeys : DataFrame
        The events of those chosen in both worlds, `rule` in front.
    """

    members: pd.DataFrame
    chosen: pd.DataFrame
    journeys: pd.DataFrame

    def of_group(self, rule: str) -> dict[str, Interval]:
        """Return means per member of a rule: share that differs, and months more by layer."""
        rows = self.members[self.members["rule"] == rule]
        sums = rows.groupby("replication")[[*_FIGURES]].sum()
        size = rows.groupby("replication").size()
        return {name: jackknife_ratio(sums[name].to_list(), size.to_list()) for name in _FIGURES}


_FIGURES = ("differs", *(f"more_{layer}_months" for layer in MONTHS_OF))


def stories(
    residents: int | None = 5_000,
    replications: int = 4,
    months: int = 180,
    seed: int = 1,
    workers: int | None = 1,
    rules: Sequence[Rule] = RULES,
) -> Stories:
    """Simulate both worlds and return who is in a story, what differs, and the story of one.

    A story is that of the resident in the middle: of the members whose need-months differ and who
    are in both worlds, the one with the median difference in months of unmet need. What it shows
    may be good or bad; beside it stands the mean of all members.

    Parameters
    ----------
    residents : int, optional
        Of the town; None is the whole municipality.
    replications, months, seed, workers
        As for `compare`.
    rules : sequence of Rule

    Returns
    -------
    Stories
    """
    policies = tuple(dict.fromkeys(rule.policy for rule in rules))
    worlds = load_scenarios([BASE, *policies])
    jobs = [
        (worlds[0], tuple(worlds[1:]), tuple(rules), (seed, number, residents, months))
        for number in range(replications)
    ]
    frames = replicate(lived, jobs, Batch(workers, None))
    members = pd.concat([frame for frame, _ in frames], ignore_index=True)
    events = pd.concat([frame for _, frame in frames], ignore_index=True)
    chosen = in_the_middle(members)
    told = chosen.reset_index()[[*KEYS, "scenario"]].rename(columns={"scenario": "policy"})
    told = told.merge(events, on=["replication", "uid"])
    told = told[told["scenario"].isin([BASE]) | (told["scenario"] == told["policy"])]
    order = ["rule", "month", "scenario"]
    return Stories(members, chosen, told.sort_values(order, kind="stable", ignore_index=True))


def lived(
    base: Scenario,
    policies: tuple[Scenario, ...],
    rules: tuple[Rule, ...],
    run: tuple[int, int, int | None, int],
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the members of every rule in one replication, and the events of their lives."""
    seed, replication, residents, months = run
    apart = min(first_difference(base, policy) for policy in policies)
    picked = picked_at(base, rules, apart, run)
    task = Task(base, policies, seed, replication, residents, months, "bergen_op_zoom",
                journeys=None, tables=("journeys",))  # fmt: skip
    pairs = run_together(task)
    members = with_differences(picked, pairs.tables["twins"])
    events = pairs.tables["journeys"]
    events = events[events["uid"].isin(members["uid"])]
    return members.assign(replication=replication), events


def picked_at(
    base: Scenario, rules: Sequence[Rule], month: int, run: tuple[int, int, int | None, int]
) -> pd.DataFrame:
    """Return `rule, uid, scenario` of whom each rule picks in the base world at the end of a month.

    The month before the worlds part: nothing of a policy has reached anybody.
    """
    seed, replication, residents, _ = run
    town = warmed_up(base, seed, replication, residents, "bergen_op_zoom")
    town.run_until(month - 12)
    past = past_of(town)
    town.run_until(month)
    uids = town.residents.records["uid"]
    rows = [
        (rule.name, int(uid), rule.policy)
        for rule in rules
        for uid in sorted(uids[rule.who(town, past)])
    ]
    return pd.DataFrame(rows, columns=["rule", "uid", "scenario"])


def with_differences(picked: pd.DataFrame, twins: pd.DataFrame) -> pd.DataFrame:
    """Add what differs in the lives of those picked; a resident without a row of twins: nothing."""
    gaps = pd.DataFrame(
        {f"more_{one}_months": twins[f"policy_{one}_months"] - twins[f"base_{one}_months"]
         for one in MONTHS_OF}
    )  # fmt: skip
    found = twins[["scenario", "uid", "age", "area", "class", "event", "world"]].join(gaps)
    found = found.assign(
        scenario=found["scenario"].astype(object), differs=(gaps != 0).any(axis=1).astype(int)
    )
    rows = picked.merge(found, on=["scenario", "uid"], how="left")
    numbers = ["differs", *gaps.columns]
    return rows.assign(**{name: rows[name].fillna(0).astype(int) for name in numbers})


def in_the_middle(members: pd.DataFrame) -> pd.DataFrame:
    """Return by rule the member in the middle by months of unmet need; of equals the lowest uid."""
    told = members[(members["differs"] == 1) & (members["world"] == "both")]
    ordered = told.sort_values(["rule", "more_unmet_months", "replication", "uid"])
    middles = [rows.iloc[len(rows) // 2] for _, rows in ordered.groupby("rule", sort=False)]
    return pd.DataFrame(middles).set_index("rule") if middles else told.set_index("rule")
