"""Which unknown numbers decide what a plan does, and what it is worth to measure each.

The effect over draws is a sum of straight terms in all parameters (a lasso): how much of the
variance each brings is its squared slope times its spread. What it is worth to know a number before
deciding is the expected value of partial perfect information: what is gained on average by dropping
the plan where the number says that it loses money, and keeping it where it saves. The mean net
saving at each value of the number is a curve through the draws (Strong, Oakley and Brennan 2014).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.analyses.uncertainty.parameter_space import Numbers
from experiments.sweep.ignorance import kind_of

FOLDS = 5
KNOTS = 4
"""Of the curve through the draws: few, so that chance is not taken for knowledge."""
SOFTNESS = 1.0
"""Of the ridge that holds the curve."""


@dataclass(frozen=True, eq=False)
class Deciding:
    """Which numbers decide one outcome.

    Attributes
    ----------
    table : DataFrame
        `parameter, kind` (what could tell it), `share` of the variance between draws, `slope`
        (change of the outcome over the range that was drawn), by share, largest first; those that
        bring nothing are left out.
    explained : float
        Share of the variance that all of them tell on draws left out; below it lies chance, and
        what is not straight.
    """

    table: pd.DataFrame
    explained: float


def folds(sets: Sequence[int] | NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the fold of each draw: draws that are copies of one set are left out together.

    Parameters
    ----------
    sets : array of int, shape [draws]
        Draws with the same number are of one set of what the base years see.
    """
    _, place = np.unique(np.asarray(sets), return_inverse=True)
    return np.asarray(place % FOLDS, np.int64)


def deciding(
    values: pd.DataFrame,
    effect: Sequence[float] | Numbers,
    sets: Sequence[int] | NDArray[np.int64] | None = None,
) -> Deciding:
    """Return which parameters an effect hangs on.

    Parameters
    ----------
    values : DataFrame, shape [draws, parameters]
    effect : array, shape [draws]
    sets : array of int, shape [draws], optional
        As `folds` takes it; each draw is its own where it is not given.
    """
    from threadpoolctl import threadpool_limits

    fold = folds(np.arange(len(values)) if sets is None else sets)
    with threadpool_limits(1):
        return _deciding(values, np.asarray(effect, float), fold)


def _deciding(values: pd.DataFrame, effect: Numbers, fold: NDArray[np.int64]) -> Deciding:
    from sklearn.linear_model import LassoCV

    x = values.to_numpy(float)
    spread = x.std(axis=0)
    moved = spread > 0.0
    scaled = (x[:, moved] - x[:, moved].mean(axis=0)) / spread[moved]
    left_out = np.empty(len(effect))
    for k in range(FOLDS):
        within = fold != k
        part = LassoCV(cv=_parts(fold[within]), alphas=40, max_iter=20_000)
        left_out[~within] = part.fit(scaled[within], effect[within]).predict(scaled[~within])
    lasso = LassoCV(cv=_parts(fold), alphas=40, max_iter=20_000)
    slopes = lasso.fit(scaled, effect).coef_
    width = np.ptp(x[:, moved], axis=0) / spread[moved]
    table = pd.DataFrame(
        {
            "parameter": values.columns[moved], "share": slopes**2 / effect.var(),
            "slope": slopes * width,
        }
    )  # fmt: skip
    table = table[table["share"] > 0.0].sort_values("share", ascending=False, kind="stable")
    table.insert(1, "kind", [kind_of(str(name)) for name in table["parameter"]])
    missed = float(((effect - left_out) ** 2).mean() / effect.var())
    return Deciding(table.reset_index(drop=True), max(0.0, 1.0 - missed))


def _parts(fold: NDArray[np.int64]) -> list[tuple[NDArray[np.intp], NDArray[np.intp]]]:
    """Return who is fitted to and who is left out, for each fold that there is."""
    return [(np.flatnonzero(fold != k), np.flatnonzero(fold == k)) for k in np.unique(fold)]


def worth_knowing(number: Sequence[float] | Numbers, net: Sequence[float] | Numbers) -> float:
    """Return what it is worth to know a number before the plan is decided on.

    Parameters
    ----------
    number : array, shape [draws]
        The parameter.
    net : array, shape [draws]
        What the plan saves net, in euros; doing nothing saves 0.

    Returns
    -------
    float
        Euros, never below 0: E[max(0, E[net | number])] - max(0, E[net]).
    """
    from sklearn.linear_model import Ridge
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import SplineTransformer, StandardScaler

    known, saved = np.asarray(number, float)[:, None], np.asarray(net, float)
    if np.ptp(known) == 0.0:
        return 0.0
    curve = make_pipeline(
        StandardScaler(), SplineTransformer(KNOTS, degree=2), Ridge(alpha=SOFTNESS)
    )
    said = curve.fit(known, saved).predict(known)
    said += saved.mean() - said.mean()
    return float(max(0.0, np.maximum(said, 0.0).mean() - max(0.0, saved.mean())))


def worth_of_certainty(net: Sequence[float] | Numbers) -> float:
    """Return what it is worth to know everything: the most that any study can be worth; euros."""
    saved = np.asarray(net, float)
    return float(np.maximum(saved, 0.0).mean() - max(0.0, saved.mean()))
