"""Dated amounts, the level of prices, the age of pension: data with a year and a source."""

import csv
from functools import cache, lru_cache
from pathlib import Path

from model.months import year_of

DATA = Path(__file__).resolve().parents[1] / "data"


@cache
def dated(name: str, column: str) -> dict[int, float]:
    """Return a dated column of a data table: value by year."""
    with (DATA / name).open(encoding="utf-8", newline="") as lines:
        return {int(row["year"]): float(row[column]) for row in csv.DictReader(lines)}


def in_force(table: dict[int, float], year: int) -> float:
    """Return the value of the last year of a dated column that is not later; else of its first."""
    return table[max((y for y in table if y <= year), default=min(table))]


@lru_cache(maxsize=512)
def price_level(year: int, growth: float) -> float:
    """Return prices of a year over those of 2025."""
    table = dated("price_index.csv", "index")
    last = max(table)
    if year > last:
        return table[last] * (1 + growth) ** (year - last)
    return table[max(year, min(table))]


def latest_pension_months() -> int:
    """Return the highest age in months from which the state pension is ever paid in the table."""
    return int(max(dated("pension_age.csv", "months").values()))


def pension_months(month: int) -> int:
    """Return the age in months from which the state pension (AOW) is paid, dated by year."""
    return int(in_force(dated("pension_age.csv", "months"), year_of(month)))
