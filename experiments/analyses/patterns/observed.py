"""What was observed, in the unit of the model's figure, and what counts as a hit."""

from typing import Any

import pandas as pd

from experiments.results.digests import ROOT

TABLE = ROOT / "model" / "data" / "patterns.csv"
"""
`id` (its row in the register), `use` (FIT, VAL or CHECK), `measure` (a key of `measured`), `kind`
and `tolerance` (see `bounds_of`; of FIT the divisor of a share alone), `scale, error, discrepancy,
error_why` (FIT alone: see `targets`), `miss_why` (why it is missed, where that is known).
"""


def all_patterns() -> pd.DataFrame:
    """Return the table of patterns."""
    return pd.read_csv(TABLE)


def patterns_of(use: str) -> pd.DataFrame:
    """Return the rows of the table of patterns of one use: FIT, VAL or CHECK."""
    table = all_patterns()
    return table[table["use"] == use]


def observed_of(pattern: Any, value: float) -> float:
    """Return what was observed in the unit of the measure.

    Parameters
    ----------
    pattern : mapping
        A row of the table: `kind, tolerance`.
    value : float
        Of its row in the register.
    """
    return value / _parts(pattern)[0] if pattern["kind"] == "share" else value


def bounds_of(pattern: Any, value: float) -> tuple[float, float]:
    """Return the bounds of a hit of VAL or CHECK, in the unit of the measure.

    Parameters
    ----------
    pattern : mapping
        A row of the table, of kind `relative` or `absolute` (by its tolerance), `between` or `open`
        (a range of its own; that of `open` is shown only) or `share` (of a whole, and by how much).
    value : float
        Of its row in the register.
    """
    kind, parts = pattern["kind"], _parts(pattern)
    if kind == "relative":
        return value * (1 - parts[0]), value * (1 + parts[0])
    if kind == "absolute":
        return value - parts[0], value + parts[0]
    if kind == "share":
        return value / parts[0] - parts[1], value / parts[0] + parts[1]
    return parts[0], parts[1]


def _parts(pattern: Any) -> list[float]:
    return [float(part) for part in str(pattern["tolerance"]).split(";")]
