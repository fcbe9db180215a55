"""Months: the report starts in January 2021, month 0; the ten years before are negative."""

import re

import pandas as pd

from model.errors import ScenarioError

FIRST_YEAR = 2021
WARM_UP_MONTHS = 120
"""Before the report: from January 2011 on."""
SETTLED = -60
"""January 2016: needs, care and ties have settled under the policy of 2015 (helpers fill up until
2021: docs/limits.md), and staff and providers have what is asked of them. From here on they follow,
and the town lives what befell it."""
LAST_MONTH = 359
DAYS = 30.4
"""Days in a month: durations are drawn in days and compared with `month * DAYS`."""

_FORM = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def month_of(text: str, where: str = "month") -> int:
    """Return the month number of `YYYY-MM`.

    Raises
    ------
    ScenarioError
        If the text has another form or lies before 2001 or after 2050.
    """
    match = _FORM.fullmatch(text) if isinstance(text, str) else None
    if not match:
        raise ScenarioError(f"{where} is {text!r}: write a month as YYYY-MM, for example 2026-01.")
    month = (int(match[1]) - FIRST_YEAR) * 12 + int(match[2]) - 1
    if not -12 * 20 <= month <= LAST_MONTH:
        raise ScenarioError(f"{where} is {text}: give a month from 2001-01 to 2050-12.")
    return month


def label_of(month: int) -> str:
    """Return `YYYY-MM` of a month number."""
    return f"{year_of(month)}-{month % 12 + 1:02d}"


def year_of(month: int) -> int:
    """Return the calendar year of a month number."""
    return FIRST_YEAR + month // 12


def numbers_of(months: "pd.Series[pd.Timestamp]") -> "pd.Series[int]":
    """Return the month number of each date."""
    return (months.dt.year - FIRST_YEAR) * 12 + months.dt.month - 1


def timestamps(months: range) -> pd.DatetimeIndex:
    """Return the first day of each month."""
    return pd.DatetimeIndex([pd.Timestamp(year_of(m), m % 12 + 1, 1) for m in months], name="month")
