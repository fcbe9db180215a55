"""Boxes of the parameter space in which a claim mostly fails, or mostly holds (PRIM).

The patient rule induction method (Friedman and Fisher 1999; for policy Bryant and Lempert 2010) of
the EMA Workbench peels thin slices off the space as long as that makes what is left purer. It finds
something in pure noise too. So boxes are searched in two thirds of the points, chosen by a keyed
draw, and judged by what they come to in the other third; a box that is not confirmed there is none.
"""

import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.draws import decision, uniforms

Bools = NDArray[np.bool_]
Limits = Mapping[tuple[str, int], float]
"""Lower (0) and upper (1) limits by parameter; what has no limit is as wide as was swept."""

TRAINING = decision("discover.training")
SHARE_TRAINING = 2 / 3
FEWEST = 45
"""Points below which nothing is searched: 30 to search in and 15 to check with."""
FEWEST_OF_A_KIND = 9
MOST_BOXES = 3
PEELS = (0.05, 0.1, 0.2)
"""Shares of a box peeled off at a time: thin peels are precise, thick ones get past chance."""
PASTE, LEAST_MASS = 0.05, 0.05
SIGNIFICANT = 0.05
"""Quasi-p-value above which a limit does not count and is dropped."""


@dataclass(frozen=True)
class Share:
    """A share of points with its 95% interval (Wilson)."""

    hits: int
    of: int

    @property
    def value(self) -> float:
        """The share; NaN of nothing."""
        return self.hits / self.of if self.of else float("nan")

    @property
    def interval(self) -> tuple[float, float]:
        """Bounds of the share if points were drawn anew; 0 and 1 of nothing."""
        from scipy.stats import binomtest

        if not self.of:
            return 0.0, 1.0
        bounds = binomtest(self.hits, self.of).proportion_ci(method="wilson")
        return float(bounds.low), float(bounds.high)


@dataclass(frozen=True)
class Score:
    """What a box comes to on some points.

    Attributes
    ----------
    density : Share
        Of the points inside, those in which it is so.
    coverage : Share
        Of the points in which it is so, those inside.
    mass : Share
        Of all points, those inside.
    base : Share
        Of all points, those in which it is so.
    """

    density: Share
    coverage: Share
    mass: Share
    base: Share


@dataclass(frozen=True)
class Box:
    """A box: where some parameters lie within limits, it mostly is so.

    Attributes
    ----------
    kind : {'fails', 'holds'}
        What of the claim.
    limits : mapping
    quasi_p : mapping
        For each limit: the chance of a density as high if it did not matter (binomial, one-sided;
        on the points that were searched, hence 'quasi').
    training, held_out : Score
    fresh : Score
        Of the held-out points outside earlier boxes.
    """

    kind: str
    limits: Limits
    quasi_p: Limits
    training: Score
    held_out: Score
    fresh: Score

    @property
    def confirmed(self) -> bool:
        """Whether the interval of the fresh density lies above the share in all fresh points."""
        fresh = self.fresh
        return fresh.density.of > 0 and fresh.density.interval[0] > fresh.base.value

    @property
    def parameters(self) -> list[str]:
        """Those with a limit, the one that matters most first."""
        least: dict[str, float] = {}
        for (name, _), p in self.quasi_p.items():
            least[name] = min(p, least.get(name, 1.0))
        return sorted(least, key=lambda name: (least[name], name))


def training_part(holds: pd.Series, seed: int) -> Bools:
    """Return which points are searched: two thirds of those that hold and of those that do not.

    Parameters
    ----------
    holds : Series of bool
        By point.
    seed : int
        Of the sweep; the draw is keyed by seed and point.
    """
    order = uniforms(seed, np.array(holds.index, np.int64), TRAINING)
    chosen = np.zeros(len(holds), np.bool_)
    for kind in (True, False):
        of_kind = np.flatnonzero(holds.to_numpy(bool) == kind)
        first = of_kind[np.argsort(order[of_kind], kind="stable")]
        chosen[first[: round(SHARE_TRAINING * len(of_kind))]] = True
    return chosen


def find_boxes(points: pd.DataFrame, hit: Bools, training: Bools, kind: str) -> list[Box]:
    """Search boxes in the training points until one is not confirmed by the others.

    Parameters
    ----------
    points : DataFrame
        A float column per parameter, those of one value left out.
    hit : bool, shape [points]
        Where it is so.
    training : bool, shape [points]
    kind : {'fails', 'holds'}

    Returns
    -------
    list of Box
        Of which all but the last are confirmed, and that one too where the search ended by itself.
    """
    varied = points.loc[:, points.min() < points.max()].astype(np.float64)
    boxes: list[Box] = []
    left = np.ones(len(points), np.bool_)
    while len(boxes) < MOST_BOXES and (hit & training & left).sum() >= FEWEST_OF_A_KIND * 2 // 3:
        search = training & left
        limits = _best(varied[search], hit[search])
        if not limits:
            break
        box = _box(varied, hit, training, left, limits, kind)
        boxes.append(box)
        if not box.confirmed:
            break
        left &= ~inside(varied, limits)
    return boxes


def inside(points: pd.DataFrame, limits: Limits) -> Bools:
    """Return which points lie within limits."""
    within = np.ones(len(points), np.bool_)
    for (name, side), limit in limits.items():
        values = points[name].to_numpy()
        within &= values <= limit if side else values >= limit
    return within


def score(points: pd.DataFrame, hit: Bools, limits: Limits) -> Score:
    """Return coverage, density and mass of a box on some points."""
    within = inside(points, limits)
    both, n = int((hit & within).sum()), len(points)
    box, hits = int(within.sum()), int(hit.sum())
    return Score(Share(both, box), Share(both, hits), Share(box, n), Share(hits, n))


def quasi_p(points: pd.DataFrame, hit: Bools, limits: Limits) -> dict[tuple[str, int], float]:
    """Return for each limit how likely a density as high is where that limit does not matter.

    Notes
    -----
    With H of T points hit inside the box, and a share q without the limit: P(Bin(T, q) >= H).
    """
    from scipy.stats import binom

    box = inside(points, limits)
    chances = {}
    for limit in limits:
        without = inside(points, {key: v for key, v in limits.items() if key != limit})
        share = (hit & without).sum() / without.sum()
        chances[limit] = float(binom.sf((hit & box).sum() - 1, box.sum(), share))
    return chances


def _box(
    points: pd.DataFrame, hit: Bools, training: Bools, left: Bools, limits: Limits, kind: str
) -> Box:
    others = left & ~training
    search = left & training
    return Box(
        kind, dict(limits), quasi_p(points[search], hit[search], limits),
        score(points[training], hit[training], limits),
        score(points[~training], hit[~training], limits),
        score(points[others], hit[others], limits),
    )  # fmt: skip


def _best(points: pd.DataFrame, hit: Bools) -> Limits:
    """Return the box that is pure and holds much: see `worth`.

    Of all boxes on the way from the whole space to the smallest one, without the limits that do not
    count; then once more among the parameters of that box alone, where noise cannot mislead.
    """
    if hit.all() or not hit.any():
        return {}

    def order(limits: Limits) -> tuple[float, int]:
        return round(worth(points, hit, limits), 9), -len(limits)

    first = max([{}, *_searched(points, hit)], key=order)
    names = list(dict.fromkeys(name for name, _ in first))
    return max([first, *_searched(points[names], hit)], key=order) if names else first


def worth(points: pd.DataFrame, hit: Bools, limits: Limits) -> float:
    """Return how good a box is: 0 for the whole space, 1 for one with all hits and nothing else.

    Notes
    -----
    The harmonic mean of coverage and of purity, the part of the way from the share of hits in all
    points to 1 that the density of the box has gone: a box that is wide but hardly purer than the
    whole is worth as little as one that is pure but holds next to nothing. Where most points are
    hits the density alone would be high for any box.
    """
    within = inside(points, limits)
    share = float(hit.mean())
    coverage = float(within[hit].mean())
    purity = (float(hit[within].mean()) - share) / (1 - share) if within.any() else 0.0
    return 2 * coverage * purity / (coverage + purity) if coverage > 0 and purity > 0 else 0.0


def _searched(points: pd.DataFrame, hit: Bools) -> Iterator[Limits]:
    """Yield every box on the peeling and pasting trajectories, limits that count only."""
    for share in PEELS:
        whole, boxes = _peeled(points, hit, share)
        for box in boxes:
            limits = {
                (name, side): float(box.loc[side, name])
                for name in points.columns
                for side in (0, 1)
                if box.loc[side, name] != whole.loc[side, name]
            }
            yield _that_count(points, hit, limits)


def _that_count(points: pd.DataFrame, hit: Bools, limits: Limits) -> Limits:
    """Drop limits that chance explains, the least telling one first."""
    kept = dict(limits)
    while kept:
        chances = quasi_p(points, hit, kept)
        worst = max(chances, key=lambda limit: chances[limit])
        if chances[worst] <= SIGNIFICANT:
            break
        del kept[worst]
    return kept


def _peeled(points: pd.DataFrame, hit: Bools, share: float) -> tuple[pd.DataFrame, Any]:
    """Let the workbench peel and paste; return the whole space and every box on the way."""
    prim = workbench()
    with warnings.catch_warnings():
        # the workbench speaks an older pandas; what that will remove is not ours to mend
        warnings.filterwarnings("ignore", category=DeprecationWarning, module="ema_workbench")
        method = prim.Prim(
            points, hit.astype(np.int64), threshold=1e-6, peel_alpha=share, paste_alpha=PASTE,
            mass_min=LEAST_MASS,
        )  # fmt: skip
        return method.box_init, method.find_box().box_lims


def workbench() -> Any:
    """Import PRIM without its word on optional parts that nobody here uses."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="altair based", category=ImportWarning)
        warnings.filterwarnings("ignore", message="ipyparallel not", category=UserWarning)
        from ema_workbench.analysis import prim
    return prim
