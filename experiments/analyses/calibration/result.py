"""The result of a calibration."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from experiments.results.failures import Failure


@dataclass(frozen=True, eq=False)
class CalibrationResult:
    """A posterior sample, and what it rests on.

    Attributes
    ----------
    tables : dict of str to DataFrame
        `draws`: a row per draw, a column per parameter; `figures`: what each draw gave when it was
        lived, a column per measure; `parameters`: what each learned; `targets`: observed beside
        predicted; `emulators`: what each is worth; `waves`: what each ruled out; `library`: all
        sets that were lived for the emulators.
    facts : mapping
        Sizes, volumes, convergence: see `calibrate`.
    folder : Path or None
    lang : {'en', 'nl'}
    failed : tuple
        Empty: a set at which the model breaks down is counted, not failed.
    summary : str
        The findings in words (Markdown), and where they are.
    """

    tables: dict[str, pd.DataFrame]
    facts: Mapping[str, Any]
    folder: Path | None = None
    lang: str = "en"
    failed: "tuple[Failure, ...]" = ()
    summary: str = ""
