"""The business cases of the papers: what they cost, claimed and brought, by evidence id.

`business_cases.yaml` names rows of the evidence register; every figure is looked up there.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd

from agents.vocabulary import Domain
from model.errors import DataError, nearest
from model.inputs.evidence import load_evidence
from model.inputs.prices import price_level
from model.inputs.yaml_file import Fields, read_fields
from model.months import year_of

FILE = Path(__file__).resolve().parent / "business_cases.yaml"
LANGUAGES = ("en", "nl")
DAYS_A_YEAR = 365
MONTHS_A_YEAR = 12
_AMOUNTS = ("claimed", "seen", "price", "visitors", "converted", "prevented")
_FIELDS = (
    "title",
    "note",
    "shifted",
    "one_off",
    "domains",
    "cost",
    "cost_from",
    "cost_until",
    "seen_from",
    "seen_until",
    *_AMOUNTS,
)


@dataclass(frozen=True)
class Amount:
    """A figure out of the papers.

    Attributes
    ----------
    value : float
        In the unit and the prices of its rows; NaN where the papers give none.
    year : int
        Year of its first row: the year of its prices.
    ids : tuple of str
        The rows that it is made of.
    """

    value: float = math.nan
    year: int = 2025
    ids: tuple[str, ...] = ()

    @property
    def known(self) -> bool:
        """Whether the papers give it."""
        return not math.isnan(self.value)

    @property
    def eur_2025(self) -> float:
        """The amount in euros of 2025."""
        return self.value / price_level(self.year, 0.0)


@dataclass(frozen=True)
class BusinessCase:
    """One row of the table, as the papers have it.

    Attributes
    ----------
    name : str
        Also the lever's name; the scenario that holds it alone is `case_<name>`.
    title : dict of str to str
        By language.
    domains : tuple of Domain
        In which it can replace indicated care.
    shifted : bool
        It began before 2021 and runs from January 2021.
    one_off : bool
        A project of a year whose effect is counted for a year more.
    cost : tuple of Amount
        Euros over `cost_months`, in order of year; each holds until the next.
    claimed, seen : Amount
        Gain before the case's own cost, euros a year; `seen` over `seen_days`, where given.
    price : Amount
        Of one indication a year.
    visitors : Amount
        A month, by the papers residents or visits.
    converted, prevented : Amount
        Indications, where the papers tell them apart.
    seen_days : int
        Days over which `seen` came in.
    cost_months : int
        Months that one sum of `cost` pays for.
    note : dict of str to str
        What a reader should know of the papers' figures, by language.
    """

    name: str
    title: dict[str, str]
    domains: tuple[Domain, ...]
    shifted: bool = False
    one_off: bool = False
    cost: tuple[Amount, ...] = ()
    claimed: Amount = Amount()
    seen: Amount = Amount()
    price: Amount = Amount()
    visitors: Amount = Amount()
    converted: Amount = Amount()
    prevented: Amount = Amount()
    seen_days: int = DAYS_A_YEAR
    cost_months: int = MONTHS_A_YEAR
    note: dict[str, str] = field(default_factory=dict)

    @property
    def scenario(self) -> str:
        """Name of the scenario that holds this case alone."""
        return f"case_{self.name}"

    @property
    def ids(self) -> tuple[str, ...]:
        """All rows of the register that it rests on."""
        amounts = (*self.cost, *(getattr(self, name) for name in _AMOUNTS))
        return tuple(one for amount in amounts for one in amount.ids)

    @property
    def seen_a_year_2025(self) -> float:
        """The gain that was seen as euros of 2025 a year."""
        return self.seen.eur_2025 * DAYS_A_YEAR / self.seen_days

    def cost_a_year(self, months: range, in_2025: bool = False) -> float:
        """Return the papers' cost a year over the months that the case works, NaN without one.

        Each row's cost holds from its year until the next row's year; the last holds on. A case
        that is older than 2021 has the first row's cost until the second's year.
        """
        if not self.cost or not len(months):
            return math.nan
        total = 0.0
        for month in months:
            begun = [one for one in self.cost if one.year <= year_of(month)]
            row = begun[-1] if begun else self.cost[0]
            total += row.eur_2025 if in_2025 else row.value
        return total / len(months) * MONTHS_A_YEAR / self.cost_months

    def break_even(self, months: range) -> float:
        """Return how many indications a year must be replaced to cover the cost, NaN if unknown."""
        return self.cost_a_year(months, in_2025=True) / self.price.eur_2025


def load_cases(file: Path = FILE) -> tuple[BusinessCase, ...]:
    """Read and check the table of business cases, in its order.

    Raises
    ------
    DataError
        Naming file, case, field and remedy.
    """
    table = read_fields(file)
    return tuple(_case(name, table.mapping(name)) for name in table)


def _case(name: str, fields: Fields) -> BusinessCase:
    where = f"{fields.where()}: {name}"
    fields.only(_FIELDS, name)
    register = load_evidence()
    values: dict[str, Any] = {key: _by_language(fields.mapping(key))
                              for key in ("title", "note") if key in fields}  # fmt: skip
    values |= {key: fields.flag(key) for key in ("shifted", "one_off")}
    values["domains"] = tuple(_domain(text, where) for text in fields.texts("domains"))
    values["cost"] = tuple(
        amount_of(one, register, where) for one in _parts(fields.get("cost", []))
    )
    for key in _AMOUNTS:
        if key in fields:
            values[key] = amount_of(fields[key], register, f"{fields.where(key)}: {name}.{key}")
    if "seen_from" in fields:
        values["seen_days"] = _days(fields.day("seen_from"), fields.day("seen_until"))
    if "cost_from" in fields:
        values["cost_months"] = _months(fields.day("cost_from"), fields.day("cost_until"))
    return BusinessCase(name, **values)


def _by_language(fields: Fields) -> dict[str, str]:
    fields.only(LANGUAGES, "a text by language")
    return {language: fields.text(language, required=True) for language in LANGUAGES}


def _domain(text: str, where: str) -> Domain:
    names = [domain.name.lower() for domain in Domain]
    if text not in names:
        raise DataError(f"{where}.domains names '{text}'.{nearest(text, names)}")
    return Domain[text.upper()]


def _days(first: date, last: date) -> int:
    return (last - first).days


def _months(first: date, last: date) -> int:
    return (last.year - first.year) * MONTHS_A_YEAR + last.month - first.month


def amount_of(formula: str | dict[str, Any], register: pd.DataFrame, where: str) -> Amount:
    """Return an amount: a row of the register, or a sum, product or ratio of amounts.

    Raises
    ------
    DataError
        If a row is not there or the form is another.
    """
    if isinstance(formula, str):
        if formula not in register.index:
            raise DataError(
                f"{where}: '{formula}' is not in the register.{nearest(formula, register.index)}"
            )
        value, year = register["value"][formula], register["year"][formula]
        return Amount(float(value), int(year), (formula,))
    way, parts = next(iter(formula.items()), ("", [])) if isinstance(formula, dict) else ("", [])
    if way not in _WAYS or len(formula) != 1 or not _parts(parts):
        raise DataError(f"{where} is {formula!r}: give an id, or one of {', '.join(_WAYS)} of ids.")
    amounts = [amount_of(part, register, where) for part in _parts(parts)]
    value = _value(way, [one.value for one in amounts], where)
    return Amount(value, amounts[0].year, tuple(i for one in amounts for i in one.ids))


def _parts(parts: object) -> list[Any]:
    return parts if isinstance(parts, list) else []


def _value(way: str, values: Sequence[float], where: str) -> float:
    try:
        value = _WAYS[way](values)
    except (ValueError, ZeroDivisionError):
        value = math.nan
    if not math.isfinite(value):
        raise DataError(f"{where}: {way} of {list(values)} is no number: a ratio has two parts.")
    return value


def _ratio(values: Sequence[float]) -> float:
    above, below = values
    return above / below


_WAYS: dict[str, Callable[[Sequence[float]], float]] = {
    "sum": sum, "times": math.prod, "ratio": _ratio,
}  # fmt: skip
