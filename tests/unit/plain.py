"""Rules run in plain Python on records with readable fields: nothing is compiled for one fact."""

from functools import partial
from typing import Any

import numpy as np

from agents.needs import need_dtype
from agents.programmes import NEUTRAL, programme_dtype
from agents.residents import resident_dtype
from agents.vocabulary import Status
from experiments.plain_mesa import rules
from model.parameters import Parameters
from model.process import Process
from model.values import Values

plain = partial(rules.plain, keep=frozenset())
"""A rule as the Python it was written in, what it calls and the draws likewise."""


def rows(n: int, dtype: np.dtype[Any], **fields: Any) -> Any:
    """Return n zeroed records with some fields set."""
    table = np.zeros(n, dtype).view(np.recarray)
    for name, value in fields.items():
        table[name] = value
    return table


def residents(n: int, **fields: Any) -> Any:
    """Return n adults of 45, at home, without partner, helpers, visits or needs."""
    pointers = ("partner", "helper_a", "helper_b", "visits", "meets", "waits_at", "invited")
    nobody = dict.fromkeys(pointers, -1)
    usual = nobody | {"status": Status.HOME, "age_months": 540, "capacity": 0.75, "first_visit": -1}
    usual |= {"last_request": -999, "uid": np.arange(n) * 7919 + 104729}
    return rows(n, resident_dtype, **(usual | fields))


def resident(**fields: Any) -> Any:
    """Return one such adult."""
    return residents(1, **fields)[0]


def need(severity: float = 0.5, **fields: Any) -> Any:
    """Return one need, unmet and never referred."""
    return rows(1, need_dtype, **({"severity": severity, "referred_until": -999} | fields))[0]


def numbers(cls: type[Parameters], **changes: float) -> Any:
    """Return the parameters as a rule takes them."""
    return cls().changed({name.replace("__", "."): v for name, v in changes.items()}).as_record()[0]


def here(process: type[Process], **changes: Any) -> Any:
    """Return the values that a process publishes in one area, some of them moved."""
    values = Values(process.publishes, {process.name: process.Parameters()}, 1)
    record = values[process.name].view(np.recarray)[0]
    for name, value in changes.items():
        record[name] = value
    return record


def programme(**fields: Any) -> Any:
    """Return the row of a programme that does nothing, but for the fields given."""
    return rows(1, programme_dtype, **(NEUTRAL | fields))[0]
