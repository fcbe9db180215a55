"""Claims about a policy that can be held against each point of a sweep.

A claim is read from words. It is a figure of paired runs (policy minus base, common random
numbers) with a bound: 'pays back by 2029', 'fewer indicated users', 'more ...', 'costs less a
year', 'not more <outcome>', or '<outcome> difference <= X'. It holds at a point when the mean over
replications keeps the bound. Claims joined by 'and' must all hold: that a plan pays back is told
together with what becomes of unmet need, since refusing help pays back as well. Unmet need is that
of residents who would say that they need more help, as in the headline; needs of which less than
half is met can be claimed of too.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.effects.intervals import paired
from experiments.effects.payback_by_year import claimed_year
from experiments.sweep.run_figures import gaps, yearly_net_of_runs
from model.errors import InputError, nearest
from model.inputs.number_text import number_in
from model.measures.outcomes import COST, NAMES
from model.months import FIRST_YEAR

if TYPE_CHECKING:
    from experiments.sweep.folder import SweepResult

Read = Callable[["SweepResult", str, str], pd.Series]
FORMS = (
    "'pays back by YEAR', 'costs less a year', 'fewer <outcome>', 'more <outcome>', "
    "'not more <outcome>', '<outcome> difference <= X' (or <, >=, >), or several joined by 'and'"
)
AND = " and "
UNMET = ("residents_unmet", "needs_unmet")
"""Outcomes that are about unmet need, that of the headline first."""
_SIGNS = {
    "<=": lambda value, bound: value <= bound, "<": lambda value, bound: value < bound,
    ">=": lambda value, bound: value >= bound, ">": lambda value, bound: value > bound,
}  # fmt: skip


@dataclass(frozen=True)
class Claim:
    """A figure of a pair of runs and the bound that it is claimed to keep.

    Attributes
    ----------
    text : str
        As asked.
    outcome : str
        Whose difference is claimed; of one that is paid back the cost.
    sign : {'<=', '<', '>=', '>'}
    bound : float
    read : callable
        Of a sweep, a base and a policy: the figure by `point, replication`; NaN where both worlds
        spend the same, so that there is nothing to pay back.
    year : int or None
        By whose end it is paid back; None of a difference.
    beside : tuple of Claim
        Other sides of it, which must hold as well.
    """

    text: str
    outcome: str
    sign: str
    bound: float
    read: Read
    year: int | None = None
    beside: "tuple[Claim, ...]" = ()

    @property
    def sides(self) -> "tuple[Claim, ...]":
        """All that must hold: itself first."""
        return (self, *self.beside)

    @property
    def one_sided(self) -> bool:
        """Whether no side of it is about unmet need."""
        return not any(side.outcome in UNMET for side in self.sides)

    @property
    def slug(self) -> str:
        """The text as the name of a folder."""
        signs = {"<=": " at most ", ">=": " at least ", "<": " below ", ">": " above "}
        words = self.text.lower()
        for sign, phrase in signs.items():
            words = words.replace(sign, phrase)
        words = re.sub(r"-(?=\d)", "minus ", words)
        return re.sub(r"[^a-z0-9.]+", "_", words).strip("_.")

    def kept(self, values: pd.Series) -> pd.Series:
        """Say for each value whether it keeps the first bound; NaN does not."""
        return _SIGNS[self.sign](values, self.bound)


def default_claim() -> str:
    """Return the municipality's claim about its plan, and that no more residents lack help."""
    return two_sided(f"pays back by {claimed_year()}")


def two_sided(text: str) -> str:
    """Return a claim with its other side: that unmet need is not higher."""
    return f"{text}{AND}not more {UNMET[0].replace('_', ' ')}"


def claim_of(text: str) -> Claim:
    """Read a claim from words.

    Raises
    ------
    InputError
        If it is none of the forms, or names an outcome that there is not.
    """
    words = " ".join(text.split())
    first, *others = (_one_of(part, text) for part in words.split(AND))
    return replace(first, text=words, beside=tuple(others))


def _one_of(words: str, text: str) -> Claim:
    """Read one side of a claim."""
    if match := re.fullmatch(r"(?:is )?(?:pays|paid) back by ([0-9]{4})", words):
        return _pays_back(words, int(match[1]))
    if words == "costs less a year":
        return _difference(words, COST, "<", 0.0)
    if match := re.fullmatch(r"(fewer|more|less|not more) (.+)", words):
        name = _outcome_name(match[2].replace(" ", "_"), words)
        sign = {"more": ">", "not more": "<="}.get(match[1], "<")
        return _difference(words, name, sign, 0.0)
    if match := re.fullmatch(r"(\w+) difference (<=|>=|<|>) ?(\S+)", words):
        bound = number_in(match[3])
        if bound is None:
            raise InputError(
                f"--claim is '{text}': '{match[3]}' is no number: write one of {FORMS}."
            )
        return _difference(words, _outcome_name(match[1], words), match[2], bound)
    raise InputError(f"--claim is '{text}': write one of {FORMS}.")


def _outcome_name(name: str, text: str) -> str:
    if name not in NAMES:
        raise InputError(
            f"--claim is '{text}': there is no outcome '{name}'.{nearest(name, NAMES)} All of "
            f"them: 'social-base list outcomes'."
        )
    return name


def _difference(text: str, name: str, sign: str, bound: float) -> Claim:
    def read(result: "SweepResult", base: str, policy: str) -> pd.Series:
        return gaps(result, base, policy, [name])[name]

    return Claim(text, name, sign, bound, read)


def _pays_back(text: str, year: int) -> Claim:
    def read(result: "SweepResult", base: str, policy: str) -> pd.Series:
        net = yearly_net_of_runs(result, base, policy)
        if year not in net.columns:
            months = 12 * (year + 1 - FIRST_YEAR)
            raise InputError(
                f"--claim is '{text}', but the sweep runs {result.sweep.months} months from "
                f"January {FIRST_YEAR}: that year is complete after {months}. Sweep so many, or "
                f"claim another year."
            )
        until = net.loc[:, :year]
        return until.sum(axis=1).where((until != 0).any(axis=1), np.nan)

    return Claim(text, COST, ">=", 0.0, read, year)


def held_against(claim: Claim, result: "SweepResult", base: str, policy: str) -> pd.DataFrame:
    """Return what a claim comes to at each point of a sweep.

    Returns
    -------
    DataFrame
        Index `point`; the swept parameters, then `value` (mean over replications), `low, high`
        (95%, Student t on paired differences, chance only), `replications, holds`, and `undecided`:
        the interval includes the bound, absent where it cannot tell, since one replication or
        several that are all the same give no interval with a width. Where the claim has more sides:
        `value_2, low_2, high_2` and so on; it holds where all do, and is undecided where no
        side fails for sure and one of them is undecided. Points without a complete pair of
        runs are left out.
    """
    first, *others = (side.read(result, base, policy) for side in claim.sides)
    return summed_up(claim, first, result.points, others)


def summed_up(
    claim: Claim, values: pd.Series, points: pd.DataFrame, others: Sequence[pd.Series] = ()
) -> pd.DataFrame:
    """Return the table of `held_against` from the figure of each pair of runs.

    Parameters
    ----------
    values : Series
        By `point, replication`.
    points : DataFrame
        Parameters by point.
    others : sequence of Series
        Those of the claim's other sides.
    """
    table = _side(claim, values)
    for number, (side, figures) in enumerate(zip(claim.beside, others, strict=True), start=2):
        other = _side(side, figures).reindex(table.index)
        sides = (table, other)
        # A side that fails for sure decides; else one that is undecided or cannot tell leaves open.
        fails = np.logical_or.reduce(
            [~one["holds"].to_numpy(bool) & one["undecided"].eq(False).fillna(False).to_numpy(bool)
             for one in sides]
        )  # fmt: skip
        table["undecided"] = (table["undecided"] | other["undecided"]).mask(fails, False)
        table["holds"] &= other["holds"]
        for name in ("value", "low", "high"):
            table[f"{name}_{number}"] = other[name]
    return points.join(table.rename_axis("point"), how="inner")


def _side(claim: Claim, values: pd.Series) -> pd.DataFrame:
    """Return the figure of one side by point, and whether it keeps its bound."""
    rows = {}
    for point, figures in values.groupby(level="point"):
        interval = paired(figures.to_numpy(float))
        undecided = interval.low <= claim.bound <= interval.high if interval.tells else None
        rows[point] = (interval.mean, interval.low, interval.high, interval.replications, undecided)
    columns = ["value", "low", "high", "replications", "undecided"]
    table = pd.DataFrame.from_dict(rows, orient="index", columns=columns)
    table["undecided"] = table["undecided"].astype("boolean")
    table.insert(4, "holds", claim.kept(table["value"]))
    return table
