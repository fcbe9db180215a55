"""What `compare` takes, and what it comes to for worlds that are loaded already."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.analyses.uncertainty.draws import POSTERIOR
from experiments.effects.precision import Precision, Rule, Told
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
    until : Precision or Told, optional
        Run until this rule is content, whatever `replications` says.
    doubt : int
        Draws of the parameters, each simulated once, equal in all worlds.
    draws : str or path
        Where they come from: 'posterior' for the shipped one, else a file.
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
    until: Rule | None = None
    doubt: int = 0
    draws: str | Path = POSTERIOR
    kept: Kept | None = None

    def calls(self) -> dict[str, Any]:
        """Return how replications are spread over processes."""
        return {"workers": self.workers, "threads": self.threads, "progress": self.progress}


@dataclass(frozen=True, kw_only=True)
class CompareOptions(RunOptions):
    """What `compare` takes.

    Attributes
    ----------
    replications : int
        A fixed number of them; 0 (the default) for as many as it takes: see `until`.
    precision : mapping of str to float, optional
        Headline outcome -> 95% half-width of its difference: replications go on until that of
        every policy is so narrow.
    at_least, at_most : int, optional
        Replications before the first look and the most there will be; those of the rule when
        absent.
    doubt : int
        Draws of the parameters, each simulated once, equal in all worlds.
    draws : str or path
        Where they come from: 'posterior' for the shipped one, else a table in a file, for example
        `draws.parquet` of another result.

    Raises
    ------
    InputError
        If replications, precision, doubt or draws cannot be used.
    """

    replications: int = 0
    precision: Mapping[str, float] | None = None
    at_least: int | None = None
    at_most: int | None = None
    doubt: int = 0
    draws: str | Path = POSTERIOR

    def __post_init__(self) -> None:
        """Check what can be checked without any scenario."""
        if self.replications < 0:
            raise InputError(
                f"--replications is {self.replications}: give a number of them, 0 for as many as "
                f"it takes to tell the headline differences."
            )
        if self.replications and (self.precision or self._bounds):
            raise InputError(
                f"--replications {self.replications} is a fixed number: leave it out, or leave out "
                f"--precision, --at-least and --at-most."
            )
        if self.draw is not None and self.doubt:
            raise InputError(
                "--draw sets one draw in every world, --doubt simulates many: give one of them."
            )
        if self.doubt < 0:
            raise InputError(f"--doubt is {self.doubt}: give a number of draws, 0 for none.")
        if self.draws != POSTERIOR and not self.doubt:
            raise InputError(
                "--draws is a table of draws: say with --doubt K how many to simulate."
            )

    @property
    def _bounds(self) -> dict[str, int]:
        bounds = {"at_least": self.at_least, "at_most": self.at_most}
        return {name: value for name, value in bounds.items() if value is not None}

    @property
    def until(self) -> Rule | None:
        """By which rule replications are added; None where their number is fixed."""
        if self.precision:
            return Precision(self.precision, **self._bounds)
        return None if self.replications else Told(**self._bounds)

    def deciding(self) -> dict[str, Any]:
        """Return those that decide the result; of how many worlds only what plays a part."""
        values, until = super().deciding(), self.until
        if until is None:
            idle = {"precision", "at_least", "at_most"}
        else:
            values |= {"at_least": until.at_least, "at_most": until.at_most}
            idle = {"replications"} | ({"precision"} if self.precision is None else set())
        idle |= set() if self.doubt else {"doubt", "draws"}
        values |= {"precision": self.precision and dict(self.precision),
                   "draws": name_of(self.draws)}  # fmt: skip
        return {name: value for name, value in values.items() if name not in idle}

    def lockstep(self, progress: str, kept: Kept | None = None) -> Lockstep:
        """Return how the worlds are compared once they are loaded."""
        return Lockstep(
            seed=self.seed, replications=self.replications,
            first_replication=self.first_replication, residents=self.residents,
            months=self.months, municipality=self.municipality, workers=self.workers,
            threads=self.threads, journeys=self.journeys, progress=self.label(progress),
            lang=self.lang, until=self.until, doubt=self.doubt, draws=self.draws,
            kept=kept,
        )  # fmt: skip
