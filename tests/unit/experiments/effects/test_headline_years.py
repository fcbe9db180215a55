"""Headline years: from 2026 to the horizon; of a shorter run what its worlds have in common."""

import pytest

from experiments.effects.headline_years import headline_years


@pytest.mark.parametrize(
    ("months", "parted", "years"),
    [
        (180, 60, range(2026, 2036)), (180, None, range(2026, 2036)), (72, None, range(2026, 2027)),
        (60, 24, range(2023, 2026)),  # worlds of a comparison part in January 2023
        (60, None, range(2025, 2026)),  # a sweep: the last complete year alone
        (60, 60, range(2026, 2026)), (11, 0, range(2021, 2021)), (11, None, range(2021, 2021)),
    ],
)  # fmt: skip
def test_years(months: int, parted: int | None, years: range) -> None:
    assert headline_years(months, parted=parted) == years
    assert len(headline_years(months, parted=parted)) == len(years)
