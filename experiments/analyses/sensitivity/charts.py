"""The pictures of a sensitivity analysis, from its table."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analyses.sensitivity.chance import CHANCE
from experiments.analyses.sensitivity.indices import GROUP
from experiments.analyses.sensitivity.pawn import DUMMY
from experiments.analyses.sensitivity.result import MAIN, Answer, SensitivityResult
from experiments.analyses.sensitivity.words import (
    finding,
    floor_of,
    leaders,
    moves,
    names_of_pictures,
    pictured,
    unit_of,
)
from experiments.results.manifest import read_manifest

if TYPE_CHECKING:
    from matplotlib.figure import Figure

FINDINGS = 2
"""Findings in a title: of the first outcomes."""


def drawings(found: SensitivityResult) -> "dict[str, Figure]":
    """Return the pictures by file name: a tornado per policy, and Sobol indices where there are."""
    figures = []
    for answers in pictured(found).values():
        figures.append(_tornado(found, answers))
        if found.method == "Sobol":
            figures.append(_sobol(found, answers))
    return dict(zip(names_of_pictures(found), figures, strict=True))


def _tornado(found: SensitivityResult, answers: list[Answer]) -> "Figure":
    from experiments.report.charts.tornado import tornado

    parts = []
    for answer in answers:
        rows = leaders(found, answer).assign(floor=floor_of(found, answer))
        parts.append(rows.assign(direction=_directions(found, answer, rows["parameter"])))
    units = {a.outcome: unit_of(a.outcome) for a in answers}
    table, title = pd.concat(parts, ignore_index=True), _title(found, answers)
    return tornado(table, MAIN[found.method], units, title, caption(found, answers[0]))[0]


def _directions(
    found: SensitivityResult, answer: Answer, names: "pd.Series[str]"
) -> "pd.Series[float]":
    """Return mu over mu_star: 1 where the answer always rises with the parameter, -1 falls."""
    rows = found.of(answer)
    wide = {n: rows[rows["index"] == n].set_index("parameter")["value"] for n in ("mu", "mu_star")}
    if not len(wide["mu"]):
        return pd.Series(np.nan, index=names.index)
    ratio = wide["mu"] / wide["mu_star"].where(wide["mu_star"] > 0)
    return pd.Series(ratio.reindex(names).to_numpy(), index=names.index)


def _sobol(found: SensitivityResult, answers: list[Answer]) -> "Figure":
    from experiments.report.charts.sobol_indices import sobol_indices

    parts = []
    for answer in answers:
        rows = found.of(answer)
        rows = rows[~rows["parameter"].isin([CHANCE, DUMMY])]
        parts.append(rows.assign(floor=floor_of(found, answer)))
    table, title = pd.concat(parts, ignore_index=True), _title(found, answers)
    return sobol_indices(table, GROUP, title, caption(found, answers[0]))[0]


def _title(found: SensitivityResult, answers: list[Answer]) -> str:
    told = [finding(found, answer) for answer in answers if moves(found, answer)][:FINDINGS]
    return "\n".join(told or [finding(found, answers[0])])


def caption(found: SensitivityResult, answer: Answer) -> str:
    """Say scenarios, size, what varies, seed and version in one line."""
    asked = found.sweep.sweep
    people = f"{asked.residents:,} residents" if asked.residents else "all residents"
    version = read_manifest(found.folder)["versions"].get("social-base") or "from source"
    n, varies = asked.replications, found.table["varies"].iloc[0]
    draws = "1 replication a point" if n == 1 else f"{n} replications a point on common draws"
    seen = answer.name[0].upper() + answer.name[1:]
    return (
        f"{seen}. 95% intervals over {varies}; {len(asked.points):,} points, {people}, seed "
        f"{asked.seed}, {draws}, {asked.months} months; social-base {version}."
    )
