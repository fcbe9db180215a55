"""A calibration step by step: waves of a library, emulators, the posterior, draws lived again."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from experiments.analyses.calibration.emulators import Emulator, emulated, table_of
from experiments.analyses.calibration.hamiltonian import Walked, r_hat, walk
from experiments.analyses.calibration.library import (
    Library,
    Town,
    lived,
    rounded,
    space_filling,
)
from experiments.analyses.calibration.matching import Left, Observed, not_ruled_out
from experiments.analyses.calibration.posterior import (
    Rounds,
    in_rounds,
    sharpened,
    taken_again,
)
from experiments.analyses.calibration.sampling import Places, Stream
from experiments.analyses.patterns.targets import Target
from experiments.analyses.uncertainty.parameter_space import Box, Numbers
from experiments.analyses.uncertainty.weights import normalised, worth
from experiments.execution.replications import Batch, ReplicationError

CANDIDATES = 2
"""Draws that are lived, per draw that is taken."""
POINTS = 1_000
"""Points from which a volume is told: its log is known within some hundredths a level."""
FIRST_OF_DRAWS = 1_000_000
"""Replications of draws have numbers of their own, so many apart from round to round."""

FEWEST = 20
"""Sets at which the model must not break down, in each wave."""

BatchOf = Callable[[str], Batch]
"""Name of a piece of work -> how its runs are made and kept."""


@dataclass(frozen=True, kw_only=True)
class Sizes:
    """How much is lived.

    Attributes
    ----------
    sets : int
        Of parameters, in each wave.
    waves : int
    draws : int
    rolls : int
        Of each chain on the emulators.
    rounds : int
        In which draws are lived and set right; the last one weighs them.
    residents : int
        Of the towns in which draws are lived.
    """

    sets: int
    waves: int
    draws: int
    rolls: int
    rounds: int
    residents: int


@dataclass(frozen=True, eq=False)
class Calibrated:
    """What all steps came to.

    Attributes
    ----------
    box : Box
    library : Library
    emulators : list of Emulator
        As they were in the last round.
    waves, rounds : DataFrame
        A row each.
    walked : Walked
    chosen : array of int, shape [draws]
        Which of the candidates each draw is.
    candidates : Library
        As the last round lived them.
    worth : float
        Of the candidates, in equally weighted ones.
    """

    box: Box
    library: Library
    emulators: list[Emulator]
    waves: pd.DataFrame
    rounds: pd.DataFrame
    walked: Walked
    chosen: Places
    candidates: Library
    worth: float

    @property
    def shares(self) -> Numbers:
        """The draws, as shares of their ranges."""
        return np.asarray(self.candidates.shares[self.chosen])

    @property
    def values(self) -> Numbers:
        """The draws, with the digits with which they were lived."""
        return rounded(self.shares, self.box)

    @property
    def figures(self) -> pd.DataFrame:
        """What the draws gave."""
        return self.candidates.figures.iloc[self.chosen].reset_index(drop=True)

    @property
    def r_hat(self) -> Numbers:
        """How far chains disagree, by parameter."""
        return r_hat(self.walked)


def calibrated(
    town: Town, box: Box, targets: Sequence[Target], observed: int, sizes: Sizes, batch_of: BatchOf
) -> Calibrated:
    """Carry out a calibration.

    Parameters
    ----------
    town : Town
        In which the library is lived.
    box : Box
    targets : sequence of Target
    observed : int
        Residents of the town that was observed.
    sizes : Sizes
    batch_of : callable
        Each piece of work has one name, so that a killed calibration goes on where it stood.
    """
    from threadpoolctl import threadpool_limits

    with threadpool_limits(1):  # sums in one order: the same bytes on any number of processors
        return _calibrated(town, box, targets, observed, sizes, batch_of)


def _calibrated(
    town: Town, box: Box, targets: Sequence[Target], observed: int, sizes: Sizes, batch_of: BatchOf
) -> Calibrated:
    rng = Stream(town.seed)
    library, left, rows = None, None, []
    judge = Observed([], observed)
    for wave in range(1, sizes.waves + 1):
        shares = _sets(box, sizes.sets, town.seed, left)
        more = lived(town, box, shares, 0 if library is None else _runs(library),
                     batch_of(f"wave-{wave}"))  # fmt: skip
        _refuse_too_few(more, wave)
        library = more if library is None else library.with_(more)
        judge = Observed([emulated(library, one, town.residents) for one in targets], observed)
        left = not_ruled_out(judge, len(box.names), max(POINTS, sizes.sets), rng)
        rows.append(_row(wave, more, left, judge.emulators))
    if library is None or left is None:
        raise ReplicationError("a calibration of no wave: ask for one or more.")
    candidates = CANDIDATES * sizes.draws
    chains = left.chains.of(np.arange(candidates) % len(left.chains.normals))
    walked = walk(chains, _sharp(judge, sizes), sizes.rolls, rng)
    found = _lived_in_rounds(town, box, walked.shares, judge, library, sizes, batch_of)
    if not np.isfinite(found.log_weights).any():
        raise ReplicationError("the model breaks down at every draw: nothing can be said.")
    weights = normalised(found.log_weights)
    chosen = taken_again(weights, sizes.draws, rng)
    return Calibrated(
        box, library, found.emulators, pd.DataFrame(rows), found.table, walked, chosen,
        found.lived, worth(weights),
    )  # fmt: skip


def _sharp(judge: Observed, sizes: Sizes) -> Observed:
    """Return the emulators with the errors that draws will have in their last round."""
    return replace(judge, emulators=sharpened(judge.emulators, sizes.rounds, sizes.residents))


def _lived_in_rounds(
    town: Town, box: Box, shares: Numbers, judge: Observed, library: Library, sizes: Sizes,
    batch_of: BatchOf,
) -> Rounds:  # fmt: skip
    """Live draws in rounds; what each round lived teaches the emulators, too."""
    place = replace(town, residents=sizes.residents)
    known = [library]

    def live(number: int, at: Numbers) -> Library:
        first = FIRST_OF_DRAWS * number
        return lived(place, box, at, first, batch_of(f"draws-{number}"), paired=0)

    def learn(more: Library) -> list[Emulator]:
        known[0] = known[0].with_(more)
        lived_in = np.full(len(known[0].shares), float(sizes.residents))
        lived_in[: len(library.shares)] = town.residents
        return [emulated(known[0], one.target, town.residents, lived_in) for one in judge.emulators]

    return in_rounds(shares, judge, (sizes.rounds, sizes.residents), live, learn)


def _sets(box: Box, sets: int, seed: int, left: Left | None) -> Numbers:
    """Return the sets of a wave: all over the ranges, or over what is left of them."""
    return space_filling(sets, box, seed) if left is None else left.chains.shares[:sets]


def _refuse_too_few(more: Library, wave: int) -> None:
    """Check that a wave has sets from which something can be learned.

    Raises
    ------
    ReplicationError
        If the model broke down at nearly all of them.
    """
    alive = int(more.figures.notna().any(axis=1).sum())
    if alive < FEWEST:
        raise ReplicationError(
            f"wave {wave}: the model breaks down at {len(more.shares) - alive} of "
            f"{len(more.shares)} sets, so nothing can be learned: check the ranges of parameters."
        )


def _runs(library: Library) -> int:
    return len(library.shares) + len(library.again)


def _row(wave: int, more: Library, left: Left, emulators: Sequence[Emulator]) -> dict[str, float]:
    worths = table_of(emulators)
    return {
        "wave": wave, "sets": len(more.shares), "runs": _runs(more),
        "broke_down": int(more.figures.isna().all(axis=1).sum()),
        "log10_volume_left": left.log10_volume, "levels": left.levels,
        "median_r_squared": float(worths["r_squared"].median()),
        "lowest_r_squared": float(worths["r_squared"].min()),
    }  # fmt: skip
