"""A calibration in plain words and small tables."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from experiments.analyses.calibration.result import CalibrationResult
from experiments.analyses.uncertainty.draws import coarse
from experiments.report.number_format import number, percent
from experiments.report.opening import opened, two_sentences
from experiments.report.rendering import row_of
from experiments.report.tables import records
from experiments.report.words import Words, words_of
from experiments.results.manifest import software_version

NARROWED = 0.9
"""A parameter has learned something where its spread is below this share of what it was."""
SURE = 2.0
"""And so many standard errors of a spread below 1: few draws make any spread look small."""
AGREE = 1.1
"""Chains agree below this R-hat, as is usual."""
MOST_PARAMETERS = 15
PICTURED = ("targets", "parameters")
"""Sections with a picture of their own."""


def as_markdown(result: CalibrationResult) -> str:
    """Return the findings for `summary.md`."""
    w = words_of(result.lang)
    lines = opened(w("calibration.title"), opening(result, w))
    for paragraph in _paragraphs(result, w):
        lines += [paragraph, ""]
    for name, rows in (
        ("targets", _targets(result, w)),
        ("validation", _validation(result, w)),
        ("parameters", _parameters(result, w)),
        ("emulators", _emulators(result, w)),
    ):
        lines += [f"## {w(f'calibration.section.{name}')}", "", *rows, ""]
        if name in PICTURED:
            lines += [f"![{w(f'calibration.section.{name}')}]({name}.png)", ""]
    return "\n".join(lines).rstrip() + "\n"


def opening(result: CalibrationResult, w: Words) -> str:
    """Say how many figures are met, and what the draws are worth."""
    targets = result.tables["targets"]
    answer = w("opening.calibration.answer", near=int(targets["near"].sum()), all=len(targets),
               inside=int(targets["inside"].sum()))  # fmt: skip
    draws, worth = w.figure(len(result.tables["draws"]), ","), number(result.facts["worth"], w)
    return two_sentences(answer, w("opening.calibration.sure", draws=draws, worth=worth))


def finding(result: CalibrationResult, w: Words) -> str:
    """Say how many figures are met."""
    targets = result.tables["targets"]
    return w(
        "calibration.finding", near=int(targets["near"].sum()), all=len(targets),
        inside=int(targets["inside"].sum()), draws=w.figure(len(result.tables["draws"]), ","),
    )  # fmt: skip


def narrow_below(worth: float) -> float:
    """Return below which spread a parameter has learned something that draws of this worth tell."""
    return min(NARROWED, 1.0 - SURE / float(np.sqrt(2.0 * max(worth, 1.0))))


def learned(result: CalibrationResult) -> pd.DataFrame:
    """Return the rows of the parameters that the base years narrow, as far as the draws tell."""
    table = result.tables["parameters"]
    return table[table["spread"] < narrow_below(result.facts["worth"])]


def caption_of(result: CalibrationResult, w: Words) -> str:
    """Say sizes and version in one line."""
    return " ".join((_setting(result, w), software_version()))


def _setting(result: CalibrationResult, w: Words) -> str:
    facts, waves = result.facts, result.tables["waves"]
    return w(
        "calibration.setting", parameters=facts["parameters"], targets=facts["targets"],
        sets=w.figure(int(waves["sets"].sum()), ","), waves=len(waves),
        library_in=w.figure(facts["library_in"], ","), draws_in=w.figure(facts["draws_in"], ","),
        candidates=w.figure(facts["candidates"], ","), seed=facts["seed"],
        rounds=len(result.tables["rounds"]),
        volume=w.figure(float(waves["log10_volume_left"].iloc[-1]), ".1f"),
    )  # fmt: skip


def _paragraphs(result: CalibrationResult, w: Words) -> list[str]:
    facts, targets = result.facts, result.tables["targets"]
    missed = targets.loc[~targets["inside"], "id"].tolist()
    parts = [
        _setting(result, w),
        w("calibration.missed", ids=_named(missed)) if missed else w("calibration.none_missed"),
        w("calibration.learned", learned=len(learned(result)), parameters=facts["parameters"],
          below=percent(narrow_below(facts["worth"]), w)),
        w("calibration.worth", candidates=w.figure(facts["candidates"], ","),
          worth=number(facts["worth"], w), draws=w.figure(len(result.tables["draws"]), ","),
          different=w.figure(facts["different_draws"], ","),
          median=number(facts["r_hat_median"], w), largest=number(facts["r_hat_max"], w)),
    ]  # fmt: skip
    if len(result.tables["rounds"]) > 1:
        parts.append(_rounds(result, w))
    if coarse(facts["worth"], facts["candidates"]):
        parts.append(w("calibration.poor"))
    if facts["r_hat_max"] > AGREE:
        parts.append(w("calibration.apart"))
    if facts["without"]:
        parts.append(w("calibration.without", ids=_named(facts["without"])))
    return [*parts, w("calibration.unseen")]


def _rounds(result: CalibrationResult, w: Words) -> str:
    """Say whether draws came to where they were expected."""
    rounds = result.tables["rounds"]
    last = records(rounds)[-1]
    missed = ", ".join(number(one, w) for one in rounds["missed"])
    return w("calibration.rounds", missed=missed, id=last["most_missed_id"],
             most=number(last["most_missed"], w))  # fmt: skip


def _named(ids: Sequence[str]) -> str:
    return ", ".join(f"`{one}`" for one in ids)


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]], w: Words) -> list[str]:
    named = tuple(w(f"calibration.head.{name}") for name in head)
    rule = ("---", *["---:"] * (len(head) - 1))
    return [row_of(cells) for cells in (named, rule, *rows)]


def _span(row: Any, middle: str, low: str, high: str, w: Words) -> str:
    return f"{number(row[middle], w)} ({number(row[low], w)}; {number(row[high], w)})"


def _targets(result: CalibrationResult, w: Words) -> list[str]:
    rows = [
        (
            f"`{row['id']}`", number(row["observed"], w), number(row["library"], w),
            _span(row, "median", "low", "high", w),
            f"{number(row['observed_low'], w)}; {number(row['observed_high'], w)}",
            w("calibration.lies_inside" if row["inside"] else "calibration.lies_outside"),
        )
        for row in records(result.tables["targets"])
    ]  # fmt: skip
    head = ("target", "observed", "before", "model", "observations", "inside")
    return _table(head, rows, w)


def _validation(result: CalibrationResult, w: Words) -> list[str]:
    table = result.tables["validation"]
    judged = table["hit"].dropna()
    said = w("calibration.validation", hits=int(judged.sum()), all=len(judged))
    rows = [
        (
            f"`{row['id']}`", number(row["observed"], w), _span(row, "median", "low", "high", w),
            f"{number(row['bound_low'], w)}; {number(row['bound_high'], w)}",
            _verdict(row["hit"], w),
        )
        for row in records(table)
    ]  # fmt: skip
    return [said, "", *_table(("target", "observed", "model", "bounds", "inside"), rows, w)]


def _verdict(hit: Any, w: Words) -> str:
    if pd.isna(hit):
        return w("calibration.no_verdict")
    return w("calibration.lies_inside" if hit else "calibration.lies_outside")


def _parameters(result: CalibrationResult, w: Words) -> list[str]:
    rows = [
        (
            f"`{row['parameter']}`", number(row["as_set"], w),
            _span(row, "median", "q05", "q95", w),
            f"{number(row['low'], w)}; {number(row['high'], w)}", percent(row["spread"], w),
        )
        for row in records(learned(result).head(MOST_PARAMETERS))
    ]  # fmt: skip
    return _table(("parameter", "as_set", "posterior", "range", "spread"), rows, w)


def _emulators(result: CalibrationResult, w: Words) -> list[str]:
    rows = [
        (
            f"`{row['id']}`", number(row["r_squared"], w), number(row["emulator_error"], w),
            number(row["chance"], w), number(row["observation_and_discrepancy"], w),
        )
        for row in records(result.tables["emulators"])
    ]  # fmt: skip
    head = ("target", "r_squared", "error", "chance", "allowed")
    return [w("calibration.emulators"), "", *_table(head, rows, w)]
