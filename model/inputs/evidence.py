"""The evidence register: every number's row, with source and how sure it is.

A parameter's evidence text is made of parts between `;`:

- `= tariff.household_hour`: the number is this row's quantity, and has the row's status; `middle =
  tariff.group_mid_halfday` says so of one of several numbers. A conversion is written out: `=
  facility.opening_days * 2`, `= 1 - youth.share_without_stay_2019`.
- `facility.catchment_km`: a row that bears on the number, which is assumed all the same.
- `assumed: <reason>`: the rest of the text is prose, in which whole parts may still be ids.
"""

import ast
import math
import operator
import re
from collections.abc import Callable, Iterable
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
_TAKES = re.compile(r"([a-z0-9_]*)\s*=\s*(.*)")
_SPELLINGS = (
    (r"\s*\(.*?\)", ""), (r"\beuro\b", "EUR"), (r"\s*\bper ", "/"), (r"\bh/", "hours/"),
    (r"^/person/", "/"), (r"\bpersons\b", "residents"),
)  # fmt: skip
"""Other spellings of a unit in the register or beside a parameter; what stands in brackets goes."""
OUTSIDE = {
    ("access.desk_talk_days", "process.debt_wait_days_2010"): "before the term of four weeks",
    ("community.association_leave", "facility.attrition"): "of visitors; members stay longer",
    ("demography.mortality_61", "demo.q_female_81"): "at 81; 61 follows by the slope of women",
    ("needs.meeting_base", "need.onset_rate_light_65plus"): "at 65 and over; this is the youngest",
    ("needs.natural_closing", "participation.exit_rate_2023"): "of benefits: 0.234 is work's 0.23",
    ("strong_local_teams.extra_fte", "process.team_fte_boz"): "of all posts; these come on top",
}
"""(parameter, cited row) -> why the number may lie outside the row's range in the same unit."""
_ROUNDED = 0.01
"""Relative difference that rounding may make between a number and the quantity that it takes."""
_ARITHMETIC: dict[type[ast.operator], Callable[[float, float], float]] = {
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul, ast.Div: operator.truediv,
    ast.Pow: operator.pow,
}  # fmt: skip


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


def _parts(text: str) -> tuple[list[str], list[str]]:
    """Return the parts before `assumed:`, and the reason with what follows it."""
    parts = [part.strip() for part in text.split(";")]
    first = next((k for k, part in enumerate(parts) if part.startswith(_ASSUMED)), len(parts))
    return parts[:first], parts[first:]


def taken(text: str) -> dict[str, str]:
    """Return what numbers declare to take: part of the parameter ('' for all) -> expression."""
    found = (_TAKES.fullmatch(part) for part in _parts(text)[0])
    return {match[1]: match[2] for match in found if match}


def ids_of(text: str) -> tuple[str, ...]:
    """Return the register's ids that a parameter's evidence text takes or cites.

    What stands behind `assumed:` is prose, in which whole parts between `;` may still be ids.
    """
    sourced, reason = _parts(text)
    takes = [name for expression in taken(text).values() for name in _names(expression)]
    cited = [part.removeprefix(_ASSUMED).strip() for part in [*sourced, *reason]]
    return tuple(dict.fromkeys([*takes, *(part for part in cited if _ID.fullmatch(part))]))


def _names(expression: str) -> list[str]:
    return _ID.findall(expression)


def amount(expression: str) -> float:
    """Return the value of a row, or of a conversion of rows.

    Parameters
    ----------
    expression : str
        Ids, numbers, `+ - * / **`, brackets and `log`.

    Raises
    ------
    DataError
        Naming the expression and what is wrong with it.
    """
    for name in _names(expression):
        _known(name)
    try:
        if _names(expression):
            return _value(ast.parse(expression, mode="eval").body)
        raise ValueError
    except (SyntaxError, ValueError, ArithmeticError, LookupError):
        raise DataError(
            f"evidence '= {expression}' is no id and no arithmetic of ids: write '= <id>', or a "
            f"conversion of ids and numbers with + - * / ** ( ) and log."
        ) from None


def _value(node: ast.expr) -> float:
    match node:
        case ast.Constant(value=int() | float() as number):
            return float(number)
        case ast.Attribute(value=ast.Name(id=domain), attr=name):
            return float(load_evidence().loc[f"{domain}.{name}", "value"])  # type: ignore[arg-type]
        case ast.BinOp(left=left, op=op, right=right):
            return _ARITHMETIC[type(op)](_value(left), _value(right))
        case ast.Call(func=ast.Name(id="log"), args=[inner], keywords=[]):
            return math.log(_value(inner))
    raise ValueError


def _known(name: str) -> None:
    ids = load_evidence().index
    if name not in ids:
        raise DataError(f"evidence '{name}' is not in the register.{nearest(name, ids)}")
    if name in CHECK_ROWS:
        raise DataError(f"evidence '{name}' is what the model should bring forth: it is no input.")


def check(text: str) -> None:
    """Check that an evidence text takes or cites rows that exist, or gives the reason to assume.

    Raises
    ------
    DataError
        Naming the id or text, the nearest known id and the remedy.
    """
    sourced, reason = _parts(text)
    if reason and not reason[0].removeprefix(_ASSUMED).strip():
        raise DataError("evidence 'assumed:' gives no reason: say why the value is as it is.")
    for part in sourced:
        if match := _TAKES.fullmatch(part):
            amount(match[2])
        elif not _ID.fullmatch(part):
            raise DataError(
                f"evidence '{part}' is neither an id nor an assumption: write '= <id>' where the "
                f"number is a row's quantity, '<id>' for a row that bears on it, or 'assumed: "
                f"<reason>'."
            )
    for part in reason:
        if part.startswith("="):
            raise DataError(f"evidence '{part}' stands behind 'assumed:': write it before that.")
    for name in ids_of(text):
        _known(name)


def expression_of(row: ParameterRow) -> str | None:
    """Return what a number declares to take; None where it takes nothing."""
    takes = taken(row.evidence)
    return takes.get(row.name.rpartition(".")[2], takes.get(""))


def _is_taken(row: ParameterRow, quantity: float) -> bool:
    return math.isclose(row.value, quantity, rel_tol=_ROUNDED)


def wrongly_taken(rows: Iterable[ParameterRow]) -> list[str]:
    """Return which numbers are not the quantity that they declare to take, and why.

    The quantity has to be the number, but for rounding, and to lie in the number's own range.
    """
    rows, messages = list(rows), []
    for row in rows:
        expression = expression_of(row)
        if expression is None:
            continue
        try:
            quantity = amount(expression)
        except DataError as error:
            messages.append(f"{row.name}: {error}")
            continue
        here = f"{row.name} is {row.value:g} {row.unit}, but its evidence '= {expression}'"
        low = -math.inf if row.low is None else row.low
        high = math.inf if row.high is None else row.high
        if not _is_taken(row, quantity):
            messages.append(
                f"{here} is {quantity:g}: take that value, state the conversion, or write "
                f"'assumed: <reason>; {'; '.join(_names(expression))}'"
            )
        elif not low <= quantity <= high:
            messages.append(f"{here}, {quantity:g}, lies outside its range {low:g} to {high:g}")
    for text in dict.fromkeys(row.evidence for row in rows):
        own = {row.name.rpartition(".")[2] for row in rows if row.evidence == text}
        messages += [
            f"evidence '{name} = {taken(text)[name]}': no number of this parameter is '{name}'."
            f"{nearest(name, sorted(own))}"
            for name in taken(text) if name and name not in own
        ]  # fmt: skip
    return messages


def _same_unit(one: str, other: str) -> bool:
    for pattern, plain in _SPELLINGS:
        one, other = re.sub(pattern, plain, one), re.sub(pattern, plain, other)
    return one.strip() == other.strip()


def outside_cited(rows: Iterable[ParameterRow]) -> list[str]:
    """Return which numbers lie outside the range of a row that they cite in the same unit.

    Rows that a number declares to take are left to `wrongly_taken`; those of `OUTSIDE` have a
    reason.
    """
    register, messages = load_evidence(), []
    ends = (register[column] for column in ("low", "high", "unit"))
    ranges = dict(zip(register.index, zip(*ends, strict=True), strict=True))
    for row in rows:
        field = ".".join(row.name.split(".")[:2])
        takes = {name for text in taken(row.evidence).values() for name in _names(text)}
        for name in set(ids_of(row.evidence)) - takes:
            low, high, unit = ranges[name]
            outside = row.value < low or row.value > high  # never, where an end is open
            if outside and _same_unit(unit, row.unit) and (field, name) not in OUTSIDE:
                messages.append(
                    f"{row.name} is {row.value:g} {row.unit}, outside {low:g} to {high:g} of "
                    f"'{name}' that it cites: take a value in it, or say in OUTSIDE of "
                    f"model/inputs/evidence.py why not"
                )
    return sorted(messages)


def complaints(rows: Iterable[ParameterRow]) -> list[str]:
    """Return what is wrong with parameters: evidence, range, bounds; empty where all is well."""
    rows, messages = list(rows), []
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
    return messages or wrongly_taken(rows) or outside_cited(rows)


def status_of(row: ParameterRow) -> str:
    """Return how sure a number is.

    A number has the status of the row whose quantity it declares to take, the least sure of them
    for a conversion of several. Whatever only bears on a number leaves it assumed.
    """
    expression = expression_of(row)
    if expression is None or not _is_taken(row, amount(expression)):
        return "assumed"
    statuses = load_evidence().loc[_names(expression), "status"]
    return max(map(str, statuses), key=STATUSES.index)
