"""Evidence on policies: what was seen elsewhere, and by how much it may differ here.

No base year has seen a team at the table next to a desk. Others have had teams, one budget or open
houses: what was measured there is an analogue. Its *error* is that of the measurement, its
*transport* error by how much the same policy may do something else in another town and another
year; both are standard deviations in the unit of the measure, assumed with a reason each
(`model/data/analogues.csv`). An analogue of use FIT weighs draws of the parameters; one of use VAL
never does. Which is which was settled before any draw was looked at.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from experiments.analyses.patterns.observed import observed_of, patterns_of
from experiments.analyses.uncertainty.parameter_space import Numbers
from experiments.analyses.uncertainty.weights import normalised
from experiments.report.tables import records
from experiments.results.digests import ROOT
from model.errors import InputError, nearest
from model.inputs.evidence import load_evidence

TABLE = ROOT / "model" / "data" / "analogues.csv"


@dataclass(frozen=True)
class Analogue:
    """Something that was seen where others did something like the plan.

    Attributes
    ----------
    name : str
        By which it is left out.
    id : str
        Its row in the register.
    use : {'FIT', 'VAL'}
    measure : str
        What `measures.seen` calls it.
    policy : str
        Scenario that stands for what was done there.
    observed, error, transport : float
        In the unit of the measure.
    """

    name: str
    id: str
    use: str
    measure: str
    policy: str
    observed: float
    error: float
    transport: float

    @property
    def spread(self) -> float:
        """Standard deviation of both errors together."""
        return float(np.hypot(self.error, self.transport))


@cache
def all_analogues() -> tuple[Analogue, ...]:
    """Return every analogue, in the order of the table.

    A measure that is a pattern, too, is told in the unit that the pattern has.
    """
    patterns = {(row["id"], row["measure"]): row for row in records(patterns_of("VAL"))}
    register, made = load_evidence(), []
    for row in records(pd.read_csv(TABLE)):
        observed = float(register.loc[row["id"], "value"])
        pattern = patterns.get((row["id"], row["measure"]))
        if pattern is not None:
            observed = observed_of(pattern, observed)
        named = (row["name"], row["id"], row["use"], row["measure"], row["policy"])
        made.append(Analogue(*named, observed, float(row["error"]), float(row["transport"])))
    return tuple(made)


def that_weigh(without: Sequence[str] = ()) -> tuple[Analogue, ...]:
    """Return the analogues of use FIT but some.

    Raises
    ------
    InputError
        If one is not known, or is of use VAL and weighs nothing anyway.
    """
    uses = {one.name: one.use for one in all_analogues()}
    for name in without:
        if name not in uses:
            raise InputError(f"--without: no analogue '{name}'.{nearest(name, list(uses))}")
        if uses[name] != "FIT":
            raise InputError(f"--without: '{name}' is of use VAL and weighs nothing: leave it.")
    return tuple(one for one in all_analogues() if one.use == "FIT" and one.name not in without)


def weights(
    figures: pd.DataFrame, analogues: Sequence[Analogue], beside: Numbers | None = None
) -> Numbers:
    """Return how well each draw agrees with what was seen elsewhere; they add up to one.

    Parameters
    ----------
    figures : DataFrame, shape [draws, measures]
    analogues : sequence of Analogue
        None for equal weights.
    beside : array, shape [draws], optional
        Logs of other weights, such as what experts believe (`elicited.log_judged`).

    Raises
    ------
    ValueError
        If no draw has all figures.
    """
    log = np.zeros(len(figures)) if beside is None else beside.copy()
    for one in analogues:
        away = (figures[one.measure].to_numpy(float) - one.observed) / one.spread
        log += np.where(np.isfinite(away), -0.5 * away**2, -np.inf)
    if not np.isfinite(log).any():
        raise ValueError("no draw has a figure for every analogue")
    return normalised(log)
