"""What a report is made from: one policy of a results folder, with the words of one language."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from pydantic import Field

from experiments.published.by_area import COUNTED, Gaps, by_area
from experiments.published.shown import Shown
from experiments.published.shown_of import refuse_without_year, shown_of
from experiments.published.task_fields import by_field, field_names
from experiments.report.words import Words
from experiments.results.manifest import CommandRecord, command_in, read_manifest
from experiments.results.records import Name
from experiments.results.scenario_record import read_records
from experiments.runs.compare import read_comparison
from experiments.runs.figures import PolicyFigures
from experiments.runs.result import ComparisonResult
from model.errors import InputError, nearest


class _Compared(CommandRecord):
    """What the manifest says of a comparison, as far as it must be known before that is read."""

    policies: list[Name] = Field(min_length=1)


@dataclass(frozen=True, eq=False)
class Source:
    """A comparison as a report needs it.

    Attributes
    ----------
    comparison : ComparisonResult
        In the language of the report.
    shown : Shown
    manifest : mapping
    """

    comparison: ComparisonResult
    shown: Shown
    manifest: Mapping[str, Any]

    @property
    def w(self) -> Words:
        """The phrases, scenarios by their titles."""
        return self.comparison.words

    @property
    def policy(self) -> str:
        """The name of the policy."""
        return self.shown.policy

    @property
    def figures(self) -> PolicyFigures:
        """All figures of the policy."""
        return self.comparison.figures[self.policy]

    @property
    def names(self) -> dict[str, str]:
        """What policy and base are called in a sentence."""
        return self.w.worlds(self.shown.base, self.policy)

    @cached_property
    def by_area(self) -> dict[str, Gaps]:
        """Base value and paired difference of residents and what is counted, by area."""
        return by_area(self.comparison, self.policy, (*COUNTED, "residents"))

    @cached_property
    def by_field(self) -> pd.DataFrame:
        """Lasten, baten and net by year and task field."""
        return by_field(self.comparison, self.policy)

    @cached_property
    def field_names(self) -> dict[str, str]:
        """The names of task fields, by code."""
        return field_names(self.comparison.tables["ledger"])

    @property
    def municipality(self) -> str:
        """The name of the municipality's folder."""
        return self.comparison.municipality


def read_source(folder: str | Path, lang: str, policy: str | None = None) -> Source:
    """Read what a report is made from.

    Parameters
    ----------
    folder : path
        Written by `compare`.
    lang : {'en', 'nl'}
    policy : str, optional
        The first by default.

    Raises
    ------
    ResultError
        If the folder holds no comparison, or a file of it is not as it was written.
    InputError
        If it has no such policy, or no complete year to report on.
    """
    policies = command_in(folder, "compare", _Compared)["policies"]
    chosen = policy or policies[0]
    if chosen not in policies:
        known, hint = ", ".join(policies), nearest(chosen, policies)
        raise InputError(f"--policy is '{chosen}': '{folder}' compares {known}.{hint}")
    comparison = read_comparison(folder).in_language(lang)
    refuse_without_year(comparison)
    shown = shown_of(comparison, read_records(Path(folder)))[chosen]
    return Source(comparison, shown, read_manifest(folder))
