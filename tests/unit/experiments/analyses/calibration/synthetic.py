"""A town that is a formula: what its figures are at any parameters is known without a simulation.

Figure t is a straight line over all parameters, bends over two of them, and has chance that falls
with the number of residents. Some parameters move no figure at all.
"""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from experiments.analyses.patterns.targets import Target
from experiments.analyses.uncertainty.parameter_space import Box, Numbers
from model.draws import decision, uniforms

CHANCE = decision("test.calibration_chance")
TRUTH = decision("test.calibration_truth")
FULL = 60_000
MOVING, STILL = 6, 3
"""Parameters that move figures, and those that move none."""
SLOPES = np.array(
    [
        [1.2, 0.3, 0.0, 0.0, 0.0, -0.4], [0.0, 1.0, 0.5, 0.0, 0.0, 0.0],
        [0.2, 0.0, 1.4, -0.3, 0.0, 0.0], [0.0, 0.0, 0.0, 1.1, 0.4, 0.0],
        [0.0, -0.3, 0.0, 0.0, 1.3, 0.2], [0.4, 0.0, 0.0, 0.2, 0.0, 1.2],
    ]
)  # fmt: skip
SCALES = ("log", "logit", "log", "linear", "logit", "log")
MIDDLE = np.array([6.0, -1.5, 7.0, 0.2, -0.5, 5.0])
BEND = 0.8
MEASURES = tuple(f"figure_{k}" for k in range(MOVING))


def box() -> Box:
    """Return the ranges: each of its own width, the values as set in the middle."""
    size = MOVING + STILL
    low, width = np.linspace(-1.0, 1.0, size), np.linspace(0.5, 3.0, size)
    return Box(tuple(f"p.{k}" for k in range(size)), low + width / 2, low, low + width)


def shares_of(values: Numbers) -> Numbers:
    """Return how far along their ranges values lie."""
    space = box()
    return (values - space.low) / (space.high - space.low)


def mean(shares: Numbers) -> Numbers:
    """Return the figures without chance, on their scales, shape [figures]."""
    centred = shares[:MOVING] - 0.5
    line = MIDDLE + SLOPES @ centred
    line[0] += BEND * centred[0] * centred[1]
    line[2] += BEND * (centred[2] ** 2 - 1.0 / 12.0)
    return np.asarray(line)


def spread_of_chance(residents: int) -> float:
    return 0.04 * float(np.sqrt(6_000 / residents))


def targets(observed: Numbers | None = None) -> tuple[Target, ...]:
    """Return a target per figure; what is observed is the middle where nothing else is said."""
    values = MIDDLE if observed is None else observed
    made = []
    for k, scale in enumerate(SCALES):
        blank = Target(f"row.{k}", MEASURES[k], scale, 1.0, 0.0, 0.0)
        figure = float(blank.off_scale(np.array([values[k]]))[0])
        error = 0.05 * (figure * (1.0 - figure) if scale == "logit" else 1.0)
        made.append(Target(f"row.{k}", MEASURES[k], scale, figure, error, 0.0))
    return tuple(made)


@dataclass(frozen=True)
class FormulaTown:
    """Stands in for `library.Town`."""

    names: tuple[str, ...]
    seed: int
    residents: int
    breaks_above: float = 2.0

    def figures(self, values: Numbers, replication: int) -> dict[str, float]:
        shares = shares_of(values)
        if shares[-1] > self.breaks_above:
            return {}
        chance = ndtri(uniforms(self.seed, np.arange(MOVING), CHANCE, replication, 0))
        at = mean(shares) + spread_of_chance(self.residents) * chance
        made = {}
        for k, one in enumerate(targets()):
            made[MEASURES[k]] = float(one.off_scale(at[k : k + 1])[0])
        return made


def town(seed: int = 1, residents: int = 6_000, **more: float) -> FormulaTown:
    return FormulaTown(box().names, seed, residents, **more)
