"""What a summary says of a smaller town's size: the measured margin, nothing for the full town."""

import pytest

from experiments.analyses.town_size.measure import OUTCOMES, TABLE
from experiments.analyses.town_size.told import margins_told, size_measured, table
from experiments.report.sections import Table
from experiments.report.words import words_of

FULL = 67_510


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("kind", ["level", "effect"])
def test_a_smaller_town_tells_a_margin_per_outcome(lang: str, kind: str) -> None:
    head, margins, how = margins_told(5000, FULL, kind, words_of(lang))
    assert isinstance(margins, Table)
    assert len(margins.rows) == len(OUTCOMES)
    assert not [cell for row in margins.rows for cell in row if "nan" in cell]
    assert "5" in str(head)
    assert table()["measured"].iloc[0] in str(how)


def test_the_full_town_tells_none() -> None:
    assert margins_told(FULL, FULL, "level", words_of("en")) == ()


def test_the_nearest_smaller_size_that_was_measured_stands_for_a_town() -> None:
    assert TABLE.exists()
    sizes = sorted(table()["residents"].unique())
    assert size_measured(sizes[0] - 1) == sizes[0]
    assert size_measured(19_999) == 5000
    assert size_measured(60_000) == 20_000
