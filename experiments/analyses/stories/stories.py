"""Follow the residents whom a rule picks through two worlds: all of them, and one in the middle."""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from experiments.analyses.stories.rules import RULES, Past, Rule, past_of
from experiments.effects.intervals import Interval, jackknife_ratio
from experiments.effects.story import PAID, in_the_middle
from experiments.execution.replications import Batch, replicate
from experiments.worlds.lockstep import Task, run_together
from model.scenario.scenario import Scenario, first_difference, load_scenarios
from model.world import World

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
        parting to the horizon), `differs`: 1 where any of these is not 0, and `events`: how many
        things happen in both worlds, payments aside.
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

    A story is that of the resident in the middle (`effects.story.in_the_middle`) of the members
    whose need-months differ and who are in both worlds. What it shows may be good or bad; beside
    it stands the mean of all members.

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
    chosen = chosen_of(members)
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
    apart = min(months, *(first_difference(base, policy) for policy in policies))
    picking = Picking(rules)
    task = Task(base, policies, seed, replication, residents, months, "bergen_op_zoom",
                journeys=None, tables=("journeys",))  # fmt: skip
    pairs = run_together(task, {apart - 12: picking.remember, apart: picking.pick})
    members = with_differences(picking.picked, pairs.tables["twins"])
    events = pairs.tables["journeys"]
    events = events[events["uid"].isin(members["uid"])]
    return with_events(members, events, base.name).assign(replication=replication), events


class Picking:
    """Who is picked in the base world while it is lived.

    Parameters
    ----------
    rules : sequence of Rule

    Attributes
    ----------
    picked : DataFrame
        `rule, uid, scenario`: whom each rule picks.
    """

    def __init__(self, rules: Sequence[Rule]) -> None:
        self.rules, self.picked = rules, pd.DataFrame()
        self._past = Past({})

    def remember(self, town: World) -> None:
        """Look at the town a year before."""
        self._past = past_of(town)

    def pick(self, town: World) -> None:
        """Pick at the end of the month before the worlds part: nothing of a policy is there yet."""
        uids = town.residents.records["uid"]
        rows = [
            (rule.name, int(uid), rule.policy)
            for rule in self.rules
            for uid in sorted(uids[rule.who(town, self._past)])
        ]
        self.picked = pd.DataFrame(rows, columns=["rule", "uid", "scenario"])


def with_events(members: pd.DataFrame, events: pd.DataFrame, base: str) -> pd.DataFrame:
    """Add `events`: what happens to each in its policy's world and in the base, payments aside."""
    counts = events[events["event"] != PAID].groupby(["scenario", "uid"], observed=True).size()
    of = counts.to_dict()
    both = [
        of.get((base, uid), 0) + of.get((scenario, uid), 0)
        for uid, scenario in zip(members["uid"], members["scenario"], strict=True)
    ]
    return members.assign(events=both)


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


def chosen_of(members: pd.DataFrame) -> pd.DataFrame:
    """Return by rule the member in the middle of those who differ and are in both worlds."""
    told = members[(members["differs"] == 1) & (members["world"] == "both")]
    ordered = told.sort_values(["rule", "replication", "uid"]).reset_index(drop=True)
    chosen = [
        in_the_middle(rows["more_unmet_months"], rows["events"])
        for _, rows in ordered.groupby("rule", sort=False)
    ]
    return ordered.loc[chosen].set_index("rule")
