"""What the model should bring forth is held against the register, and a miss is told."""

import re

import numpy as np
import pandas as pd
import pytest

from experiments.analyses.patterns.checks import MEASURES
from experiments.analyses.patterns.observed import TABLE, bounds_of, observed_of
from experiments.analyses.patterns.patterns import in_words
from experiments.report.tables import records
from model.inputs.evidence import CHECK_ROWS, load_evidence
from model.parameter_owners import all_rows


@pytest.fixture
def rows() -> pd.DataFrame:
    return pd.read_csv(TABLE)


def test_every_check_row_is_compared(rows: pd.DataFrame) -> None:
    compared = rows[rows["use"] == "CHECK"]
    assert set(compared["id"]) == set(CHECK_ROWS)
    assert set(compared["measure"]) == set(MEASURES)


def test_no_number_rests_on_a_row_that_is_held_out(rows: pd.DataFrame) -> None:
    """What a parameter cites was looked at when it was set, so it validates nothing."""
    held_out = rows.loc[rows["use"] != "FIT", "id"]
    cites = [
        f"{row.name} cites {name}"
        for row in all_rows().values()
        for name in held_out
        if re.search(rf"{re.escape(name)}(?!\w)", row.evidence)
    ]
    assert not cites


def test_check_rows_have_the_range_of_the_register(rows: pd.DataFrame) -> None:
    register = load_evidence()
    for row in records(rows[rows["use"] == "CHECK"]):
        guess = register.loc[row["id"]]
        assert bounds_of(row, 0.0) == (guess["low"], guess["high"])


def test_no_check_is_judged_that_only_a_wrong_sign_could_miss(rows: pd.DataFrame) -> None:
    """Three guesses run from no effect at all to more than twice their own value."""
    for row in records(rows[rows["use"] == "CHECK"]):
        low, _ = bounds_of(row, 0.0)
        assert (row["kind"] == "open") == (low == 0.0)


def test_all_other_rows_with_a_verdict_can_be_missed_on_both_sides(rows: pd.DataFrame) -> None:
    register = load_evidence()
    for row in records(rows[(rows["use"] == "VAL") & (rows["kind"] != "open")]):
        value = float(register["value"][row["id"]])
        low, high = bounds_of(row, value)
        observed = observed_of(row, value)
        assert 0.0 < low < observed < high < 2.0 * observed


def test_the_forecast_of_households_is_held_as_wide_as_its_own_residents_go_wrong(
    rows: pd.DataFrame,
) -> None:
    """Residents of 2030 in the same forecast were passed in 2024; at that pace they go on."""
    value = load_evidence()["value"]
    forecast, now = (
        float(value["demo.population_forecast_2030"]),
        float(value["demo.population_2024"]),
    )
    pace = (now - float(value["demo.population_2019"])) / (2024 - 2019)
    width = rows.set_index("id")["tolerance"]["demo.households_forecast_2030"]
    assert now / forecast < 1 + float(width) < (now + pace * (2030 - 2024)) / forecast


def test_no_other_row_is_open_than_one_that_holds_more_than_the_model(rows: pd.DataFrame) -> None:
    """Wmo expenditure with residence and shelter: a maximum, which no lesser amount could miss."""
    register = load_evidence()
    open_rows = rows[(rows["use"] != "CHECK") & (rows["kind"] == "open")]
    assert list(open_rows["id"]) == ["cost.boz_wmo_per_head_2023"]
    observed = float(register["value"]["cost.boz_wmo_per_head_2023"])
    assert bounds_of(open_rows.iloc[0], observed) == (0.0, observed)


@pytest.mark.parametrize(
    ("lang", "says"),
    [
        ("en", "missed: process.a, the model gives 0.12, the guess runs from 0.25 to 0.85"),
        ("nl", "gemist: process.a, het model geeft 0,12, de schatting loopt van 0,25 tot 0,85"),
    ],
)
def test_a_missed_check_is_told_as_a_miss(lang: str, says: str) -> None:
    table = pd.DataFrame(
        {
            "id": ["process.a", "process.b", "demo.c"], "use": ["CHECK", "CHECK", "VAL"],
            "model": [0.12, 0.5, 9.0], "bound_low": [0.25, 0.0, 0.0],
            "bound_high": [0.85, 1.0, 1.0], "hit": [False, True, False],
        }
    )  # fmt: skip
    text = in_words(table.astype({"hit": "boolean"}), lang)
    assert says in text
    assert "1 of 2" in text or "1 van 2" in text
    assert "process.b" not in text


def test_a_check_without_a_verdict_is_neither_hit_nor_miss() -> None:
    table = pd.DataFrame(
        {
            "id": ["process.a", "process.b", "process.c"], "use": "CHECK",
            "model": [-0.5, 0.5, np.nan], "bound_low": 0.0, "bound_high": 1.0,
            "hit": [None, True, None],
        }
    ).astype({"hit": "boolean"})  # fmt: skip
    text = in_words(table)
    assert "1 of 1" in text
    assert "missed" not in text
    assert text.endswith("everything but the sign open: process.a")


@pytest.mark.parametrize(("lang", "says"), [("en", "holds more"), ("nl", "meer omvat")])
def test_an_amount_that_holds_more_has_no_verdict_and_is_told(lang: str, says: str) -> None:
    table = pd.DataFrame(
        {
            "id": ["cost.a", "demo.b"], "use": "VAL", "model": [300.0, 9.0], "bound_low": 0.0,
            "bound_high": [454.0, 10.0], "hit": [None, True],
        }
    ).astype({"hit": "boolean"})  # fmt: skip
    text = in_words(table, lang)
    assert "1 of 1" in text or "1 van 1" in text
    assert says in text
    assert text.endswith(": cost.a")
