"""What the model should bring forth is held against the register, and a miss is told."""

import pandas as pd
import pytest

from experiments.analyses.patterns.checks import MEASURES
from experiments.analyses.patterns.patterns import TABLE, _bounds, in_words
from model.inputs.evidence import CHECK_ROWS, load_evidence


@pytest.fixture
def rows() -> pd.DataFrame:
    return pd.read_csv(TABLE)


def test_every_check_row_is_compared(rows: pd.DataFrame) -> None:
    compared = rows[rows["use"] == "CHECK"]
    assert set(compared["id"]) == set(CHECK_ROWS)
    assert set(compared["measure"]) == set(MEASURES)


def test_check_rows_have_the_range_of_the_register(rows: pd.DataFrame) -> None:
    register = load_evidence()
    for row in rows[rows["use"] == "CHECK"].itertuples():
        guess = register.loc[str(row.id)]
        assert _bounds(str(row.kind), str(row.tolerance), 0.0) == (guess["low"], guess["high"])


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
    text = in_words(table, lang)
    assert says in text
    assert "1 of 2" in text or "1 van 2" in text
    assert "process.b" not in text
