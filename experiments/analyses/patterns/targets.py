"""What the base years are held against, each figure with its errors, on the scale of its kind.

A target is a pattern of use FIT. Its *error* is what the observation itself leaves open: of a
survey, of rounding, of one year out of several, of another town than ours. Its *discrepancy* is by
how much the model may miss it for good, since its groups and rules are not quite the world's. Both
are standard deviations, assumed with a reason each (column `error_why` of
`model/data/patterns.csv`).
"""

from dataclasses import dataclass
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from experiments.analyses.patterns.observed import observed_of, patterns_of
from experiments.report.tables import records
from model.inputs.evidence import load_evidence

Numbers = NDArray[np.float64]
SCALES = ("linear", "log", "logit")
NINE_IN_TEN = 1.6448536
"""Standard deviations within which nine in ten lie."""
LEAST, MOST = 1e-4, 1e7
"""No figure is taken as nearer to nothing than this, nor larger: a log needs a floor."""


@dataclass(frozen=True)
class Target:
    """A figure that the model should meet in the base years.

    Attributes
    ----------
    id : str
        Its row in the register.
    measure : str
        What `patterns.measured` calls it.
    scale : {'linear', 'log', 'logit'}
        On which errors are alike: `log` for counts, `logit` for shares, `linear` for changes.
    observed : float
        In the unit of the measure.
    error, discrepancy : float
        Standard deviations; of `log` relative, of the others in the unit of the measure.
    """

    id: str
    measure: str
    scale: str
    observed: float
    error: float
    discrepancy: float

    @property
    def value(self) -> float:
        """The figure on its scale."""
        return float(self.on_scale(np.array([self.observed]))[0])

    @property
    def variance(self) -> float:
        """Error and discrepancy together, on the scale."""
        return (self.error**2 + self.discrepancy**2) * self._stretch() ** 2

    @property
    def nine_in_ten(self) -> tuple[float, float]:
        """Where nine in ten figures of a model that is right would lie; its chance is apart."""
        away = NINE_IN_TEN * np.sqrt(self.variance)
        low, high = self.off_scale(np.array([self.value - away, self.value + away])).tolist()
        return low, high

    def on_scale(self, figures: Numbers) -> Numbers:
        """Return figures on the scale of the target; NaN stays NaN."""
        if self.scale == "log":
            return np.log(np.clip(figures, LEAST, MOST))
        if self.scale == "logit":
            inside = np.clip(figures, LEAST, 1.0 - LEAST)
            return np.log(inside / (1.0 - inside))
        return np.asarray(figures, float)

    def off_scale(self, values: Numbers) -> Numbers:
        """Return what values on the scale are in the unit of the measure."""
        if self.scale == "log":
            return np.exp(values)
        return 1.0 / (1.0 + np.exp(-values)) if self.scale == "logit" else np.asarray(values, float)

    def _stretch(self) -> float:
        """Return how far one unit of an error goes on the scale."""
        if self.scale == "logit":
            return 1.0 / (self.observed * (1.0 - self.observed))
        return 1.0


@cache
def all_targets() -> tuple[Target, ...]:
    """Return every target, in the order of the table."""
    return tuple(target_of(row) for row in records(patterns_of("FIT")))


def target_of(row: Any) -> Target:
    """Return the target of a row of use FIT of the table."""
    observed = observed_of(row, float(load_evidence().loc[row["id"], "value"]))
    named = (row["id"], row["measure"], row["scale"])
    return Target(*named, observed, float(row["error"]), float(row["discrepancy"]))
