"""Small counts are withheld, and no withheld cell can be worked out from what is published."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from experiments.published.charts_of_few import charts_of_few
from experiments.published.small_counts import LEAST, withheld
from experiments.runs.charts import kinds_of
from tests.unit.experiments.runs.test_findings import by_hand

TOTAL = "total"


def with_totals(inner: list[list[int]]) -> pd.DataFrame:
    """Return a table with both totals."""
    table = pd.DataFrame(inner, index=[f"r{k}" for k in range(len(inner))])
    table.columns = pd.Index([f"c{k}" for k in range(table.shape[1])])
    table.loc[TOTAL] = table.sum()
    table[TOTAL] = table.sum(axis=1)
    return table


def hidden_of(table: pd.DataFrame) -> pd.DataFrame:
    return withheld(table, total_row=TOTAL, total_column=TOTAL)


def equations(table: pd.DataFrame) -> np.ndarray:
    """Return what a reader may add up, written down a second way: cell by cell."""
    rows, columns = table.shape
    place = np.arange(rows * columns).reshape(rows, columns)
    lines = []
    for group in (*place, *place.T):
        line = np.zeros(rows * columns)
        line[group[:-1]], line[group[-1]] = 1, -1
        lines.append(line)
    return np.array(lines)


def recovered(table: pd.DataFrame, hidden: pd.DataFrame) -> list[int]:
    """Return withheld cells that sums and differences of published ones give."""
    mask = hidden.to_numpy().ravel()
    known = equations(table)[:, mask]
    rank = np.linalg.matrix_rank(known) if known.size else 0
    return [
        k for k in range(mask.sum())
        if np.linalg.matrix_rank(np.vstack([known, np.eye(mask.sum())[k]])) == rank
    ]  # fmt: skip


TABLES = st.integers(1, 5).flatmap(
    lambda columns: st.lists(
        st.lists(
            st.one_of(st.just(0), st.integers(1, 9), st.integers(10, 400)),
            min_size=columns, max_size=columns,
        ),
        min_size=1, max_size=5,
    )
)  # fmt: skip


@settings(deadline=None, max_examples=150)
@given(TABLES)
def test_no_withheld_cell_is_recovered_by_subtraction(inner: list[list[int]]) -> None:
    table = with_totals(inner)
    hidden = hidden_of(table)
    assert recovered(table, hidden) == []
    shown = table.where(~hidden)
    assert not ((shown > 0) & (shown < LEAST)).any(axis=None)
    assert not (hidden & (table == 0)).any(axis=None)


MOST = 24
BLOCKS = np.stack(np.meshgrid(*[np.arange(MOST, dtype=np.int16)] * 4), axis=-1).reshape(-1, 2, 2)


@settings(deadline=None, max_examples=25)
@given(st.lists(st.lists(st.integers(0, 14), min_size=2, max_size=2), min_size=2, max_size=2))
def test_every_withheld_cell_may_be_many_numbers(inner: list[list[int]]) -> None:
    """By trial: all tables of two by two that agree with what is published."""
    table = with_totals(inner)
    hidden = hidden_of(table).to_numpy()
    blocks = np.concatenate([BLOCKS, BLOCKS.sum(axis=1, keepdims=True)], axis=1)
    blocks = np.concatenate([blocks, blocks.sum(axis=2, keepdims=True)], axis=2)
    agree = blocks[(blocks == table.to_numpy())[:, ~hidden].all(axis=1)]
    for row, column in np.argwhere(hidden):
        values = agree[:, row, column]
        assert values.max() - values.min() >= LEAST - 1, (inner, row, column)


@pytest.mark.parametrize("counts", [[3, 40, 60], [3, 40, 0, 0], [1, 1, 500], [9, 1]])
def test_one_small_part_takes_another_with_it(counts: list[int]) -> None:
    table = pd.DataFrame({"n": [*counts, sum(counts)]}, index=[*"abcdefg"[: len(counts)], TOTAL])
    hidden = withheld(table, total_row=TOTAL)["n"]
    assert hidden["a"]
    assert hidden.drop(TOTAL).sum() >= 2
    assert not hidden[TOTAL]


def test_two_small_parts_of_a_small_sum_are_not_enough() -> None:
    """One and one of 502: the sum of both is two, so that the third is withheld as well."""
    table = pd.DataFrame({"n": [1, 1, 500, 502]}, index=["a", "b", "c", TOTAL])
    assert withheld(table, total_row=TOTAL)["n"].tolist() == [True, True, True, False]


def test_without_totals_only_the_small_ones_go() -> None:
    table = pd.DataFrame({"n": [3, 40, 0, 10]})
    assert withheld(table)["n"].tolist() == [True, False, False, False]


def test_a_mean_between_zero_and_one_is_no_zero() -> None:
    table = pd.DataFrame({"n": [0.0, 0.3]})
    assert withheld(table)["n"].tolist() == [False, True]


def test_what_rests_on_few_simulated_residents_goes_too() -> None:
    table = pd.DataFrame({"n": [135.0, 800.0, 900.0, 1835.0]}, index=["a", "b", "c", TOTAL])
    few = pd.DataFrame({"n": [True]}, index=["a"])
    hidden = withheld(table, total_row=TOTAL, also=few)["n"]
    assert hidden.tolist() == [True, True, False, False]


def test_what_is_no_table_of_counts_is_refused() -> None:
    with pytest.raises(ValueError, match="below zero"):
        withheld(pd.DataFrame({"n": [-1.0]}))
    with pytest.raises(ValueError, match="sum of its parts"):
        withheld(pd.DataFrame({"n": [1.0, 2.0]}, index=["a", TOTAL]), total_row=TOTAL)


@pytest.mark.parametrize(("true_yes", "hidden"), [(50.0, False), (4.0, True), (96.0, True)])
def test_a_map_by_postcode_of_few_lonely_or_few_others_is_published_nowhere(
    true_yes: float, hidden: bool
) -> None:
    one = by_hand()
    rows = [
        {"scenario": scenario, "replication": r, "year": 2030, "question": "ever_lonely",
         "postcode": postcode, "residents": 100.0,
         "true_yes": true_yes if postcode == "4612" else 40.0}
        for scenario in (one.base, "plan") for r in range(4) for postcode in ("4611", "4612")
    ]  # fmt: skip
    asked = replace(one, tables={**one.tables, "surveys": pd.DataFrame(rows)})
    assert "postcode_map" in kinds_of(asked, "plan")
    assert ("postcode_map" in charts_of_few(asked, "plan")) == hidden
