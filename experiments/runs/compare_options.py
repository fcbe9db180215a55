"""What `compare` takes, and what it comes to for worlds that are loaded already."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.analyses.uncertainty.parameter_uncertainty import Draws
from experiments.effects.precision import AT_LEAST, AT_MOST, Precision
from experiments.results.kept import Kept
from experiments.results.options import RunOptions
from experiments.results.places import name_of
from model.errors import InputError


@dataclass(frozen=True, kw_only=True)
class Lockstep:
    """How scenarios that are loaded already are compared.

    Attributes
    ----------
    seed, replications, first_replication, residents, months, municipality, workers, threads,
    journeys, lang
        As in `RunOptions`.
    progress : str or None
        What the work is called; silent when absent.
    precision : Precision, optional
        Run until the intervals are so narrow, whatever `replications` says.
    doubt : int
        Draws of the parameters, each simulated once, equal in all worlds.
    draws : Draws
        Where they come from.
    kept : Kept, optional
        Where finished replications are kept; they are not simulated again.
    """

    seed: int = 1
    replications: int = 10
    first_replication: int = 0
    residents: int | None = None
    months: int = 180
    municipality: str = "bergen_op_zoom"
    workers: int | None = None
    threads: int = 1
    journeys: int | None = 0
    progress: str | None = None
    lang: str = "en"
    precision: Precision | None = None
    doubt: int = 0
    draws: Draws | None = None
    kept: Kept | None = None

    def calls(self) -> dict[str, Any]:
        """Return how replications are spread over processes."""
        return {"workers": self.workers, "threads": self.threads, "progress": self.progress}


@dataclass(frozen=True, kw_only=True)
class CompareOptions(RunOptions):
    """What `compare` takes.

    Attributes
    ----------
    precision : mapping of str to float, optional
        Headline outcome -> 95% half-width of its difference. Replications go on until that of
        every policy is so narrow, from `at_least` to `at_most`; `replications` plays no part then.
    at_least, at_most : int
    doubt : int
        Draws of the parameters that meet the base years, each simulated once, equal in all worlds.
    draws : path, optional
        A table of such draws, for example `draws.parquet` of another result; made when absent.

    Raises
    ------
    InputError
        If precision, doubt or draws cannot be used.
    """

    replications: int = 10
    precision: Mapping[str, float] | None = None
    at_least: int = AT_LEAST
    at_most: int = AT_MOST
    doubt: int = 0
    draws: str | Path | None = None

    def __post_init__(self) -> None:
        """Check what can be checked without any scenario."""
        if self.doubt < 0:
            raise InputError(f"--doubt is {self.doubt}: give a number of draws, 0 for none.")
        if self.draws is not None and not self.doubt:
            raise InputError(
                "--draws is a table of draws: say with --doubt K how many to simulate."
            )

    @property
    def until(self) -> Precision | None:
        """How narrow the intervals must be; None where the number of replications is fixed."""
        return Precision(self.precision, self.at_least, self.at_most) if self.precision else None

    def deciding(self) -> dict[str, Any]:
        """Return those that decide the result; of how many worlds only what plays a part."""
        values, until = super().deciding(), self.until
        idle = {"precision", "at_least", "at_most"} if until is None else {"replications"}
        idle |= {name for name in ("doubt", "draws") if not values[name]}
        values |= {"precision": until and dict(until.wanted),
                   "draws": self.draws and name_of(self.draws)}  # fmt: skip
        return {name: value for name, value in values.items() if name not in idle}

    def lockstep(self, progress: str, kept: Kept | None = None) -> Lockstep:
        """Return how the worlds are compared once they are loaded."""
        return Lockstep(
            seed=self.seed, replications=self.replications,
            first_replication=self.first_replication, residents=self.residents,
            months=self.months, municipality=self.municipality, workers=self.workers,
            threads=self.threads, journeys=self.journeys, progress=self.label(progress),
            lang=self.lang, precision=self.until, doubt=self.doubt, draws=Draws(self.draws),
            kept=kept,
        )  # fmt: skip
