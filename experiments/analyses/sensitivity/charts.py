"""The pictures of a sensitivity analysis, from its table."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analyses.sensitivity.chance import CHANCE
from experiments.analyses.sensitivity.indices import is_group
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


def drawings(result: SensitivityResult) -> "dict[str, Figure]":
    """Return the pictures by file name: a tornado per policy, and Sobol indices where there are."""
    figures = []
    for answers in pictured(result).values():
        figures.append(_tornado(result, answers))
        if result.method == "Sobol":
            figures.append(_sobol(result, answers))
    return dict(zip(names_of_pictures(result), figures, strict=True))


def _tornado(result: SensitivityResult, answers: list[Answer]) -> "Figure":
    from experiments.report.charts.tornado import tornado

    parts = []
    for answer in answers:
        rows = leaders(result, answer).assign(floor=floor_of(result, answer))
        parts.append(rows.assign(direction=_directions(result, answer, rows["parameter"])))
    units = {a.outcome: unit_of(a.outcome) for a in answers}
    table, title = pd.concat(parts, ignore_index=True), _title(result, answers)
    return tornado(table, MAIN[result.method], units, title, caption(result, answers[0]))[0]


def _directions(
    result: SensitivityResult, answer: Answer, names: "pd.Series[str]"
) -> "pd.Series[float]":
    """Return mu over mu_star: 1 where the answer always rises with the parameter, -1 falls."""
    rows = result.of(answer)
    wide = {n: rows[rows["index"] == n].set_index("parameter")["value"] for n in ("mu", "mu_star")}
    if not len(wide["mu"]):
        return pd.Series(np.nan, index=names.index)
    ratio = wide["mu"] / wide["mu_star"].where(wide["mu_star"] > 0)
    return pd.Series(ratio.reindex(names).to_numpy(), index=names.index)


def _sobol(result: SensitivityResult, answers: list[Answer]) -> "Figure":
    from experiments.report.charts.sobol_indices import sobol_indices

    parts = []
    for answer in answers:
        rows = result.of(answer)
        rows = rows[~rows["parameter"].isin([CHANCE, DUMMY])]
        parts.append(rows.assign(floor=floor_of(result, answer)))
    table, title = pd.concat(parts, ignore_index=True), _title(result, answers)
    groups = [name for name in dict.fromkeys(table["parameter"]) if is_group(name)]
    return sobol_indices(table, groups, title, caption(result, answers[0]))[0]


def _title(result: SensitivityResult, answers: list[Answer]) -> str:
    findings = [finding(result, answer) for answer in answers if moves(result, answer)][:FINDINGS]
    return "\n".join(findings or [finding(result, answers[0])])


def caption(result: SensitivityResult, answer: Answer) -> str:
    """Say scenarios, size, what varies, seed and version in one line."""
    sweep = result.sweep.sweep
    people = f"{sweep.residents:,} residents" if sweep.residents else "all residents"
    version = read_manifest(result.folder).get("versions", {}).get("social-base") or "from source"
    n, varies = sweep.replications, result.table["varies"].iloc[0]
    draws = (
        "1 replication a point" if n == 1 else f"{n} replications a point on common random numbers"
    )
    title = answer.name[0].upper() + answer.name[1:]
    return (
        f"{title}. 95% intervals over {varies}; {len(sweep.points):,} points, {people}, seed "
        f"{sweep.seed}, {draws}, {sweep.months} months; social-base {version}."
    )
