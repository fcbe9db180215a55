"""Worlds of a sweep lived as a tree are bit for bit those of straight runs, and lived once."""

import gc
from dataclasses import replace

import pandas as pd
import pytest

from experiments.sweep.file import Sweep, one_point
from experiments.sweep.jobs import FEWEST_WORLDS, Job, jobs_of, worlds_of
from experiments.sweep.tree import Broken, Tree, expected_effort, run_job
from model.months import WARM_UP_MONTHS
from model.scenario.scenario import Scenario, load_scenario, with_changes
from model.town import SocialBaseModel

SEATS, SHAME = "free_access_day_activities.seats_per_daypart", "seeking.shame_weight"
MONTHS = 64


def points(**values: list[float]) -> pd.DataFrame:
    return pd.DataFrame(values, dtype=float).rename_axis("point")


def small(*scenarios: str, at: pd.DataFrame | None = None, replications: int = 1) -> Sweep:
    return Sweep(
        "small", tuple(load_scenario(name) for name in scenarios),
        one_point() if at is None else at, replications, residents=600, months=MONTHS,
    )  # fmt: skip


def straight(scenario: Scenario, job: Job) -> pd.DataFrame:
    town = SocialBaseModel(
        scenario, job.seed, job.replication, job.residents, job.municipality, ("monthly",)
    )
    town.warm_up()
    town.run_until(job.months)
    observer = next(o for o in town.observers if o.name == "monthly")
    return observer.frame(town)


@pytest.mark.slow
def test_every_world_of_a_tree_is_its_straight_run() -> None:
    at = points(**{SEATS: [6.0, 30.0], SHAME: [0.4, 0.4]})
    sweep = small("current", "transformation", "transformation_late", at=at)
    (job,) = jobs_of(sweep, [0, 1], range(1))
    assert len(job.runs) == 6
    table = run_job(job).tables["monthly"]
    for (point, name), rows in table.groupby(["point", "scenario"]):
        values = at.loc[point].to_dict()
        scenario = next(s for s in sweep.scenarios if s.name == name)
        alone = straight(with_changes(scenario, values), job)
        own = rows.drop(columns=["point", "scenario", "replication"]).reset_index(drop=True)
        pd.testing.assert_frame_equal(own, alone, check_exact=True)
    assert not table.query("scenario == 'transformation' and point == 0").equals(
        table.query("scenario == 'transformation' and point == 1")
    )


def test_parameters_of_a_lever_that_is_not_in_use_make_no_new_world() -> None:
    sweep = small("current", "transformation", at=points(**{SEATS: [6.0, 12.0, 18.0]}))
    ((current, *plans),) = worlds_of(sweep, [0, 1, 2])
    assert current.runs == ((0, "current"), (1, "current"), (2, "current"))
    assert [plan.runs for plan in plans] == [((k, "transformation"),) for k in range(3)]


def test_equal_points_and_equal_scenarios_are_one_world() -> None:
    same = replace(load_scenario("current"), name="current_again")
    sweep = replace(small("current", at=points(**{SHAME: [0.4, 0.6, 0.4]})))
    sweep = replace(sweep, scenarios=(*sweep.scenarios, same))
    families = worlds_of(sweep, [0, 1, 2])
    assert [len(family) for family in families] == [1, 1]
    assert families[0][0].runs == tuple(
        (p, s) for p in (0, 2) for s in ("current", "current_again")
    )


def test_parameters_of_a_process_part_families() -> None:
    sweep = small("current", "transformation", at=points(**{SHAME: [0.4, 0.6]}))
    assert [len(family) for family in worlds_of(sweep, [0, 1])] == [2, 2]


def test_every_run_is_in_one_job_and_jobs_do_not_depend_on_workers() -> None:
    at = points(**{SEATS: [float(k) for k in range(1, 31)]})
    sweep = small("current", "transformation", at=at, replications=3)
    jobs = jobs_of(sweep, list(range(30)), range(3), first=7)
    assert [job.number for job in jobs] == list(range(7, 7 + len(jobs)))
    runs = [(*run, job.replication) for job in jobs for run in job.runs]
    assert sorted(runs) == sorted(
        (p, s.name, r) for p in range(30) for s in sweep.scenarios for r in range(3)
    )
    assert max(len(job.worlds) for job in jobs) <= FEWEST_WORLDS


@pytest.mark.slow
def test_expected_months_are_those_that_are_lived() -> None:
    sweep = small("current", "transformation", "transformation_late", "null")
    (job,) = jobs_of(sweep, [0], range(1))
    found, expected = run_job(job).effort, expected_effort(job)
    assert (found.worlds, found.warm_up_months, found.report_months) == (
        expected.worlds, expected.warm_up_months, expected.report_months,
    )  # fmt: skip
    assert found.months < job.months_straight == 4 * (WARM_UP_MONTHS + MONTHS)


def test_a_world_that_fails_does_not_take_the_others_along(monkeypatch: pytest.MonkeyPatch) -> None:
    sweep = small("current", "transformation", "transformation_late")
    (job,) = jobs_of(replace(sweep, months=62), [0], range(1))
    step = SocialBaseModel.step

    def stumbling(town: SocialBaseModel) -> None:
        if town.scenario.name == "transformation" and town.month == 61:
            raise ZeroDivisionError("injected")
        step(town)

    monkeypatch.setattr(SocialBaseModel, "step", stumbling)
    found = run_job(job)
    assert [(w.scenario.name, b.error) for w, b in found.broken] == [
        ("transformation", "ZeroDivisionError: injected")
    ]
    assert "stumbling" in found.broken[0][1].traceback
    assert set(found.tables["monthly"]["scenario"]) == {"current", "transformation_late"}


def test_a_past_that_fails_is_told_of_every_world_it_leads_to(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(town: SocialBaseModel) -> None:
        raise ZeroDivisionError("injected")

    monkeypatch.setattr(SocialBaseModel, "step", broken)
    (job,) = jobs_of(small("current", "transformation"), [0], range(1))
    ((members, outcome),) = Tree(job).grow()
    assert len(members) == 2
    assert isinstance(outcome, Broken)


def test_towns_are_let_go_of() -> None:
    (job,) = jobs_of(replace(small("current"), months=1), [0], range(1))
    before = _towns()
    run_job(job)
    gc.collect()
    assert _towns() <= before


def _towns() -> set[int]:
    return {id(o) for o in gc.get_objects() if isinstance(o, SocialBaseModel)}
