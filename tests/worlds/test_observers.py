"""What observers count agrees with each other, with the books, and with last month."""

import numpy as np
import pandas as pd
import pytest

from agents.vocabulary import INDICATED_CARE, CareStage, Status
from model.observers.layers import PLACES
from model.scenario.scenario import load_scenario
from model.town import SocialBaseModel

MONTHS = 14
CARRIED = PLACES[1:]


@pytest.fixture(scope="module")
def town() -> SocialBaseModel:
    """Return a small town after a year and two months of the report."""
    town = SocialBaseModel(load_scenario("current"), residents=900)
    town.run_until(MONTHS)
    return town


def _frame(town: SocialBaseModel, name: str) -> pd.DataFrame:
    return next(o.frame(town) for o in town.observers if o.name == name)


def test_needs_move_by_flows_alone(town: SocialBaseModel) -> None:
    cells = _frame(town, "layers").groupby("month").sum(numeric_only=True)
    for place in CARRIED:
        flows = [name for name in cells if name.startswith("flow_")]
        came = cells[[f for f in flows if f.endswith(f"_{place}") and f != f"flow_{place}_{place}"]]
        went = cells[[
            f for f in flows if f.startswith(f"flow_{place}_") and f != f"flow_{place}_{place}"
        ]]  # fmt: skip
        change = cells[f"needs_{place}"].diff().iloc[1:]
        assert (change == (came.sum(axis=1) - went.sum(axis=1)).iloc[1:]).all()
    assert cells["flow_personal_left"].sum() + cells["flow_unmet_left"].sum() > 0


def test_layers_and_monthly_count_the_same(town: SocialBaseModel) -> None:
    monthly = _frame(town, "monthly").set_index(["month", "area"])
    layers = _frame(town, "layers").groupby(["month", "area"]).sum(numeric_only=True)
    for place in CARRIED:
        pd.testing.assert_series_equal(
            layers[f"needs_{place}"].astype(float),
            monthly[f"needs_{place}"].reindex(layers.index),
            check_names=False,
        )
    for layer in ("personal", "community", "institutional"):
        hours = monthly[f"hours_{layer}"].reindex(layers.index)
        assert layers[f"hours_{layer}"].to_numpy() == pytest.approx(hours.to_numpy())


def test_each_open_need_is_counted_under_one_layer(town: SocialBaseModel) -> None:
    monthly = _frame(town, "monthly")
    carried = monthly[[f"needs_{place}" for place in CARRIED]].sum(axis=1)
    assert (carried == monthly["open_needs"]).all()
    met = monthly[["hours_personal", "hours_community", "hours_institutional"]].sum(axis=1)
    assert (met <= monthly["hours_asked"] + 1e-3).all()


def test_first_answers_are_no_more_than_needs(town: SocialBaseModel) -> None:
    monthly = _frame(town, "monthly").sum(numeric_only=True)
    firsts = sum(monthly[f"first_answer_{layer}"] for layer in CARRIED[:3])
    at_start = _frame(town, "monthly").groupby("month")["open_needs"].sum().iloc[0]
    assert 0 < firsts <= monthly["new_needs"] + at_start


def test_indicated_users_are_those_with_care_running(town: SocialBaseModel) -> None:
    table, people = town.indications.records, town.residents.records
    care = (table["stage"] == CareStage.RUNNING) & (INDICATED_CARE >> table["domain"] & 1 > 0)
    running = table["resident"][care]
    at_home = running[people["status"][running] == Status.HOME]
    last = _frame(town, "monthly").groupby("month").sum(numeric_only=True).iloc[-1]
    assert last["indicated_users"] == len(np.unique(at_home))


def test_costs_are_those_of_the_ledger(town: SocialBaseModel) -> None:
    ledger = town.ledger.frame()
    paid = ledger[ledger["payer"] == "municipality"].groupby("month")["eur"].sum()
    monthly = _frame(town, "monthly").groupby("month")["cost_municipality_eur"].sum()
    assert monthly.to_numpy() == pytest.approx(paid.to_numpy())


def test_groups_of_a_dimension_add_up_to_the_town(town: SocialBaseModel) -> None:
    groups = _frame(town, "groups")
    december = _frame(town, "monthly").set_index("month").loc["2021-12-01"].sum(numeric_only=True)
    counted = groups[~groups["outcome"].str.endswith("_mean")]
    sums = counted.groupby(["dimension", "outcome"])["value"].sum()
    assert len(sums)
    for (_, outcome), value in sums.items():
        assert value == december[outcome]


def test_journeys_tell_openings_and_closings_in_turn(town: SocialBaseModel) -> None:
    events = _frame(town, "journeys")
    needs = events[events["event"].isin(["need_opened", "need_closed"])]
    assert len(needs)
    for _, story in needs.groupby(["uid", "domain"]):
        assert not (story["event"] == story["event"].shift()).any()
    assert events["uid"].nunique() <= 300


def test_observing_changes_nothing() -> None:
    from model.state.digests import digest

    scenario = load_scenario("current")
    observed, unobserved = (
        SocialBaseModel(scenario, residents=500, observers=names) for names in (None, ())
    )
    for world in (observed, unobserved):
        world.run_until(2)
    assert digest(observed, private=True) == digest(unobserved, private=True)
