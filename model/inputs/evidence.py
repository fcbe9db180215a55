"""The evidence register: every number's row, with source and how sure it is."""

import re
from collections.abc import Iterable
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from model.errors import DataError, nearest
from model.parameters import ParameterRow

FILE = Path(__file__).resolve().parents[1] / "data" / "evidence.csv"
STATUSES = ("seed", "verified", "recalled", "assumed")
"""From the municipality's own papers; looked up at its source; from memory; a stated assumption."""

CHECK_ROWS = (
    "facility.substitution_share",
    "facility.induced_use",
    "facility.postponement_years",
    "process.share_solved_by_team",
    "process.threshold_reduction",
    "process.reexamination_removal",
)
"""What the model should bring forth: used as input it would be circular."""

_COLUMNS = (
    "id", "domain", "quantity", "value", "low", "high", "unit", "population", "year", "source",
    "source_url", "status", "note",
)  # fmt: skip
_ID = re.compile(r"[a-z][a-z0-9]*\.[a-z0-9_]+")
_ASSUMED = "assumed:"
_SAME = 0.005
"""Relative difference within which a parameter has a row's value."""


@cache
def load_evidence(file: Path = FILE) -> pd.DataFrame:
    """Read and check the register.

    Returns
    -------
    DataFrame
        One row per id (the index): quantity, value, low, high, unit, population, year, source,
        source_url, status, note.

    Raises
    ------
    DataError
        Naming file, line, column, value and remedy.
    """
    if not file.is_file():
        raise DataError(f"{file} is missing: put the evidence register there.")
    try:
        table = pd.read_csv(file, dtype=str, keep_default_na=False)
    except (ValueError, UnicodeDecodeError) as error:
        raise DataError(f"{file}: not readable as CSV ({error}).") from None
    for column in _COLUMNS:
        if column not in table:
            raise DataError(
                f"{file}: column '{column}' is missing.{nearest(column, table.columns)}"
            )
    _refuse(
        file, table, "id", ~table["id"].str.fullmatch(_ID), "write <domain>.<name> in small letters"
    )
    _refuse(file, table, "id", table["id"].duplicated(), "each id stands once")
    _refuse(file, table, "status", ~table["status"].isin(STATUSES), f"give {', '.join(STATUSES)}")
    for column in ("quantity", "unit", "source"):
        _refuse(file, table, column, table[column].str.strip() == "", "fill it in")
    for column in ("value", "low", "high"):
        numbers = pd.to_numeric(table[column], errors="coerce")
        empty = (table[column] == "") & (column != "value")
        _refuse(file, table, column, ~empty & ~np.isfinite(numbers), "give a number")
        table[column] = numbers
    _refuse(file, table, "low", table["low"] > table["value"], "low lies at or below value")
    _refuse(file, table, "high", table["high"] < table["value"], "high lies at or above value")
    return table.set_index("id")


def _refuse(
    file: Path, table: pd.DataFrame, column: str, wrong: "pd.Series[bool]", remedy: str
) -> None:
    if wrong.any():
        row = int(np.flatnonzero(wrong.to_numpy())[0])
        value = table[column].tolist()[row]
        raise DataError(f"{file}: line {row + 2}, column '{column}' is {value!r}: {remedy}.")


def ids_of(text: str) -> tuple[str, ...]:
    """Return the register's ids that a parameter's evidence text cites.

    What stands behind `assumed:` is prose, in which whole parts between `;` may still be ids.
    """
    parts = [part.strip() for part in text.removeprefix(_ASSUMED).split(";")]
    return tuple(part for part in parts if _ID.fullmatch(part))


def check(text: str) -> None:
    """Check that an evidence text is an assumption with a reason or cites rows that exist.

    Raises
    ------
    DataError
        Naming the id or text, the nearest known id and the remedy.
    """
    ids = load_evidence().index
    assumed = text.startswith(_ASSUMED)
    if assumed and not text.removeprefix(_ASSUMED).strip():
        raise DataError("evidence 'assumed:' gives no reason: say why the value is as it is.")
    for part in (part.strip() for part in text.split(";")):
        is_id = bool(_ID.fullmatch(part))
        if not is_id and not assumed:
            raise DataError(
                f"evidence '{part}' is neither an id nor an assumption: cite a row of the "
                f"register, or write 'assumed: <reason>'."
            )
        if is_id and part not in ids:
            raise DataError(f"evidence '{part}' is not in the register.{nearest(part, ids)}")
        if is_id and part in CHECK_ROWS:
            raise DataError(
                f"evidence '{part}' is what the model should bring forth: it is no input."
            )


def complaints(rows: Iterable[ParameterRow]) -> list[str]:
    """Return what is wrong with parameters: evidence, range, bounds; empty where all is well."""
    messages = []
    for row in rows:
        try:
            check(row.evidence)
        except DataError as error:
            messages.append(f"{row.name}: {error}")
        if (row.low is None or row.high is None) and (row.role != "fixed" or row.low != row.high):
            messages.append(f"{row.name}: role '{row.role}' needs low and high")
        low = row.value if row.low is None else row.low
        high = row.value if row.high is None else row.high
        if not low <= row.value <= high:
            messages.append(f"{row.name}: {row.value:g} lies outside {low:g} to {high:g}")
        if not row.hard_low <= low <= high <= row.hard_high:
            bounds = f"{row.hard_low:g} to {row.hard_high:g}"
            messages.append(f"{row.name}: {low:g} to {high:g} lies outside the bounds {bounds}")
    return messages


def status_of(text: str, value: float) -> str:
    """Return how sure a parameter's value is.

    A value has the status of the row it is taken from. A row that only bears on a parameter, whose
    value was then chosen or calibrated, does not make that value more than assumed.
    """
    if text.startswith(_ASSUMED):
        return "assumed"
    rows = load_evidence().loc[list(ids_of(text))]
    taken = rows[np.isclose(pd.to_numeric(rows["value"]), value, rtol=_SAME)]
    return str(taken["status"].iloc[0]) if len(taken) else "assumed"
