"""The pictures of a sensitivity analysis, from its table."""

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from experiments.analyses.sensitivity.chance import CHANCE
from experiments.analyses.sensitivity.indices import is_group
from experiments.analyses.sensitivity.leaders import floor_of, leaders, moves
from experiments.analyses.sensitivity.pawn import DUMMY
from experiments.analyses.sensitivity.result import MAIN, Answer, SensitivityResult
from experiments.analyses.sensitivity.words import (
    finding,
    name_of,
    names_of_pictures,
    pictured,
    unit_of,
    varies_of,
)
from experiments.report.words import capital
from experiments.results.manifest import read_manifest
from experiments.sweep.summary import people_of

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
    w = result.words
    units = {a.outcome: unit_of(a.outcome, w) for a in answers}
    table, title = pd.concat(parts, ignore_index=True), _title(result, answers)
    return tornado(table, MAIN[result.method], units, title, caption(result, answers[0]), w)[0]


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
    return sobol_indices(table, groups, title, caption(result, answers[0]), result.words)[0]


def _title(result: SensitivityResult, answers: list[Answer]) -> str:
    w, moved = result.words, [answer for answer in answers if moves(result, answer)]
    told = moved[:FINDINGS] or answers[:1]
    return "\n".join(finding(result, answer, w) for answer in told)


def caption(result: SensitivityResult, answer: Answer) -> str:
    """Say scenarios, size, what varies, seed and version in one line."""
    sweep, w = result.sweep.sweep, result.words
    version = read_manifest(result.folder).get("versions", {}).get("social-base")
    n = sweep.replications
    return w(
        "sensitivity.caption", title=capital(name_of(answer, w)), varies=varies_of(result, w),
        points=w.figure(len(sweep.points), ","), people=people_of(sweep, w), seed=sweep.seed,
        draws=w("sensitivity.draws_one") if n == 1 else w("sensitivity.draws", n=n),
        months=sweep.months, version=version or w("sensitivity.source"),
    )  # fmt: skip
