"""The findings of a sensitivity analysis in words."""

import math
from collections import Counter
from typing import Any

import pandas as pd

from experiments.analyses.sensitivity.chance import CHANCE
from experiments.analyses.sensitivity.indices import group_of, is_group
from experiments.analyses.sensitivity.pawn import DUMMY
from experiments.analyses.sensitivity.result import MAIN, TABLE, VARIES, Answer, SensitivityResult
from experiments.effects.headline_years import headline_years
from experiments.report.charts.tornado import ranked
from experiments.report.number_format import number, percent
from experiments.report.rendering import row_of
from experiments.sweep.ignorance import BASE_YEARS, KINDS, NOTHING, STUDIES, kind_of
from experiments.sweep.swept import status
from model.measures.outcomes import outcome

ROWS_TOLD, PARAMETERS_TOLD = 10, 20
WIDE = 0.1
"""Half an interval of a share of the variance beyond which a ranking is not to be trusted."""

_STANDINS = (CHANCE, DUMMY)
TOLD = {
    BASE_YEARS: "told by base years, once calibrated", STUDIES: "told by outside studies",
    NOTHING: "told by nothing at hand",
}  # fmt: skip
_SIZE = {
    "Morris": "Morris screening: {n} trajectories of {block} points, {levels} levels",
    "Sobol": "Sobol indices: {n} base points, {block} points each",
    "PAWN": "PAWN: {n} points",
}


def as_markdown(result: SensitivityResult) -> str:
    """Return the findings as Markdown: differences in full, scenarios in a line each."""
    sweep = result.sweep.sweep
    lines = [f"# Which parameters move the answer: {sweep.name}", "", setting(result), ""]
    if len(sweep.swept) <= PARAMETERS_TOLD:
        lines += [*_parameters(result), ""]
    main_answers = headline_answers(result)
    for answer in main_answers:
        lines += section(result, answer)
    others = [a for a in result.answers if a not in main_answers]
    if others:
        lines += ["## In the scenarios themselves", ""]
        lines += [f"- {finding(result, answer)}" for answer in others] + [""]
    lines += [f"![{name.removesuffix('.png')}]({name})" for name in names_of_pictures(result)]
    return "\n".join(lines).rstrip() + "\n"


def pictured(result: SensitivityResult) -> dict[str, list[Answer]]:
    """Return the answers of each scenario that has pictures, by its name."""
    answers: dict[str, list[Answer]] = {}
    for answer in headline_answers(result):
        answers.setdefault(answer.scenario, []).append(answer)
    return answers


def names_of_pictures(result: SensitivityResult) -> list[str]:
    """Return the files of the pictures."""
    kinds = ["tornado", "sobol_indices"] if result.method == "Sobol" else ["tornado"]
    return [f"{kind}_{name}.png" for name in pictured(result) for kind in kinds]


def headline_answers(result: SensitivityResult) -> list[Answer]:
    """Return the differences between scenarios; the scenario itself where there is but one."""
    return [a for a in result.answers if a.base] or result.answers


def setting(result: SensitivityResult) -> str:
    """Say what was run, what an answer is and what an interval covers."""
    sweep: Any = result.sweep.sweep
    design, block = sweep.design, sweep.design.block(sweep.swept)
    size = _SIZE[result.method].format(
        n=len(sweep.points) // block, block=block, levels=design.levels
    )
    people = f"{sweep.residents:,} residents" if sweep.residents else "all residents"
    years = headline_years(sweep.months, parted=None)
    when = f"{years[0]}" if len(years) == 1 else f"{years[0]}-{years[-1]}"
    n = sweep.replications
    return (
        f"{size}, {_moved(result)}: {len(sweep.points):,} points x "
        f"{len(sweep.scenarios)} scenarios x {n} {_plural('replication', n)} = {sweep.runs:,} runs "
        f"of {people} (seed {sweep.seed}, {sweep.months} months).{_lost(result)} An answer is the "
        f"mean of a month in {when} of the simulated town (money: euros of 2025 a year), and the "
        f"mean over the replications of a point. A replication has common random numbers at every "
        f"point and in every scenario. Intervals are 95% over {VARIES[result.method]}: how far "
        f"another draw of the design would move an index; what chance in the town does is given "
        f"apart."
    )


def _moved(result: SensitivityResult) -> str:
    sweep: Any = result.sweep.sweep
    groups = set(sweep.design.groups)
    together = f" in {len(groups)} groups that move together" if groups else ""
    return f"{len(sweep.swept)} parameters{together}"


def _lost(result: SensitivityResult) -> str:
    lost = max(answer.lost for answer in result.answers)
    sentence = f" {lost} of the {VARIES[result.method]} are left out: a run of theirs failed."
    return sentence if lost else ""


def _parameters(result: SensitivityResult) -> list[str]:
    lines = ["| parameter | swept | status | told by |", "| --- | --- | --- | --- |"]
    for one in result.sweep.sweep.swept:
        values = ", ".join(f"{v:g}" for v in one.choices) or f"{one.low:g} to {one.high:g}"
        lines.append(row_of([one.name, values, status(one.name), kind_of(one.name)]))
    return lines


def section(result: SensitivityResult, answer: Answer) -> list[str]:
    """Return the part about one answer: its spread, who moves it, what could tell it, chance."""
    y = answer.y.mean(axis=2)
    lines = [
        f"## {answer.outcome}: {answer.name}", "",
        f"At the points it runs from {number(y.min())} to {number(y.max())} (mean "
        f"{number(y.mean())} {unit_of(answer.outcome)}).", "", finding(result, answer), "",
    ]  # fmt: skip
    if not moves(result, answer):
        return lines
    lines += [*_table(result, answer), ""]
    remarks = (_kinds(result, answer), _chance(result, answer), _width(result, answer))
    return [*lines, *(f"- {line}" for line in remarks if line), ""]


def finding(result: SensitivityResult, answer: Answer) -> str:
    """Return what moves an answer most, in one sentence."""
    what = (
        f"Effect of {answer.scenario} on {answer.outcome}"
        if answer.base
        else f"{answer.outcome} in {answer.scenario}"
    )
    if not moves(result, answer):
        return f"{what}: the same at all points, nothing moves it."
    rows = leaders(result, answer)
    top, floor, sure = rows.iloc[0], *(floor_of(result, answer, c) for c in ("value", "high"))
    amount = f"{top['parameter']}, {_amount(result, answer, top)}"
    if math.isnan(top["low"]):
        return f"{what}: the largest is {amount}."
    if not top["low"] > (0.0 if math.isnan(sure) else sure):
        beside = "" if math.isnan(floor) else f"; chance alone gives {number(floor)}"
        return f"{what}: nothing stands out; the largest is {amount}{beside}."
    close = rows.iloc[1:][rows["high"].iloc[1:] >= top["low"]]
    unclear = f"; not clearly more than {close['parameter'].iloc[0]}" if len(close) else ""
    return f"{what}: moved most by {amount}{unclear}."


def leaders(result: SensitivityResult, answer: Answer) -> pd.DataFrame:
    """Return the rows of the ranking index, largest first, parameters only."""
    rows = result.of(answer)
    stands_in = rows["parameter"].isin(_STANDINS) | rows["parameter"].map(is_group)
    ranking = (rows["index"] == MAIN[result.method]) & ~stands_in
    return ranked(rows[ranking])


def moves(result: SensitivityResult, answer: Answer) -> bool:
    """Say whether an answer varies over the points."""
    values = leaders(result, answer)["value"]
    return bool(values.notna().any() and (values != 0).any())


def _amount(result: SensitivityResult, answer: Answer, top: "pd.Series[Any]") -> str:
    if result.method == "Morris":
        unit = unit_of(answer.outcome)
        return f"{number(top['value'])} {unit} over its range{_bounds(top)}"
    if result.method == "PAWN":
        return f"PAWN {number(top['value'])}{_bounds(top)}"
    alone = _value(result, answer, "S1", str(top["parameter"]))
    return (
        f"{percent(top['value'])} of the variance with interactions"
        f"{_bounds(top, in_percent=True)}, {percent(alone['value'])} alone"
    )


def _bounds(row: "pd.Series[Any]", *, in_percent: bool = False) -> str:
    if math.isnan(row["low"]):
        return " (no interval)"
    form = percent if in_percent else number
    return f" (95% {form(row['low'])} to {form(row['high'])})"


def _value(result: SensitivityResult, answer: Answer, index: str, parameter: str) -> Any:
    rows = result.of(answer)
    return rows[(rows["index"] == index) & (rows["parameter"] == parameter)].iloc[0]


def floor_of(result: SensitivityResult, answer: Answer, column: str = "value") -> float:
    """Return the value of the ranking index that says nothing; NaN where it is unknown.

    Of PAWN the upper bound of the dummy; of Morris and Sobol what chance gives, or its upper bound.
    """
    if result.method == "PAWN":
        return float(_value(result, answer, MAIN["PAWN"], DUMMY)["high"])
    index = "floor" if result.method == "Morris" else "between_points"
    row = _value(result, answer, index, CHANCE)
    return float(row["value"] if math.isnan(row[column]) else row[column])


def _table(result: SensitivityResult, answer: Answer) -> list[str]:
    rows, order = result.of(answer), leaders(result, answer)["parameter"].tolist()
    names = [n for n in dict.fromkeys(rows["index"]) if n not in ("between_points", "of_one_run",
                                                                  "floor")]  # fmt: skip
    lines = [row_of(["parameter", "status", *names])]
    lines.append(f"| --- | --- |{' ---: |' * len(names)}")
    extra = [n for n in dict.fromkeys(rows["parameter"]) if is_group(n) or n == DUMMY]
    for name in [*order[:ROWS_TOLD], *extra]:
        cells = [_value(result, answer, index, name) for index in names]
        figures = [f"{number(c['value'])}{_brackets(c)}" for c in cells]
        lines.append(row_of([name, cells[0]["status"], *figures]))
    left = len(order) - ROWS_TOLD
    return [*lines, "", f"{left} more stand in {TABLE}."] if left > 0 else lines


def _brackets(row: "pd.Series[Any]") -> str:
    has_interval = not math.isnan(row["low"])
    return f" ({number(row['low'])} to {number(row['high'])})" if has_interval else ""


def _kinds(result: SensitivityResult, answer: Answer) -> str:
    """Say which share of the variance is due to what base years, studies or nothing can tell."""
    swept = result.sweep.sweep.swept
    counts = Counter(kind_of(one.name) for one in swept)
    told = ", ".join(f"{TOLD[kind]}: {counts[kind]}" for kind in KINDS if counts[kind])
    if result.method != "Sobol":
        return (
            f"Of the {len(swept)} parameters, by what could tell them: {told}. What share of the "
            f"variance is whose a {result.method} design cannot tell: sweep the few that matter "
            f"with design saltelli."
        )
    if len(counts) == 1:
        return f"Of all {len(swept)} parameters one kind: {told}; the variance is all theirs."
    shares = []
    for kind in (kind for kind in KINDS if counts[kind]):
        alone, whole = (_value(result, answer, name, group_of(kind)) for name in ("S1", "ST"))
        shares.append(
            f"{TOLD[kind]} ({counts[kind]} of {len(swept)}): {percent(alone['value'])}"
            f"{_bounds(alone, in_percent=True)} by themselves, {percent(whole['value'])}"
            f"{_bounds(whole, in_percent=True)} with what they do together with the others"
        )
    return (
        f"Share of the variance between points by what could tell the numbers: "
        f"{'; '.join(shares)}. Each kind was moved as one group: indices of single parameters do "
        f"not add up to this where they interact."
    )


def _chance(result: SensitivityResult, answer: Answer) -> str:
    between = _value(result, answer, "between_points", CHANCE)
    if math.isnan(between["value"]):
        return (
            "One replication a point: how much of this is chance is not known. Ask for "
            "replications: 2 or more."
        )
    run = _value(result, answer, "of_one_run", CHANCE)
    n = result.sweep.sweep.replications
    effect = {
        "Morris": f"a parameter that only stirs it would get a mu_star of about "
                  f"{number(floor_of(result, answer))}",
        "Sobol": "it is in the total index of every parameter that stirs the town",
        "PAWN": "it blurs every index",
    }[result.method]  # fmt: skip
    much = f"{percent(between['value'])} of the variance between points"
    if between["value"] >= 1:
        much = "points differ no more than chance makes them: all of the variance between them"
    return (
        f"Chance: {much}{_bounds(between, in_percent=True)} is what a replication does to one "
        f"point and not to another, in means over {n}; {effect}. Of the variance of a single run "
        f"over points and replications {percent(run['value'])} is chance (rough: {n} replications)."
    )


def _width(result: SensitivityResult, answer: Answer) -> str:
    """Say so where intervals are too wide to rank by, and what it would take."""
    rows, n = result.of(answer), len(answer.y)
    rows = rows[rows["parameter"] != CHANCE]
    half = float(((rows["high"] - rows["low"]) / 2).max())
    strange = (rows["value"].lt(0) | rows["value"].gt(1)).any()
    if result.method == "Sobol":
        note = " Indices below 0 or above 1 are error of estimation." if strange else ""
        if not half > WIDE:
            return note.strip()
        needed = 2 ** math.ceil(math.log2(n * (half / WIDE) ** 2))
        return (
            f"N is too small: intervals reach ±{percent(half)} with {n} base points. About "
            f"samples: {needed} would bring them to ±{percent(WIDE)}.{note}"
        )
    top = leaders(result, answer)
    close = int((top["high"].iloc[1:] >= top["low"].iloc[0]).sum())
    if math.isnan(top["low"].iloc[0]):
        return "N is too small: one trajectory gives no interval."
    advice = (
        f"N is small: the largest index is not set apart from {close} others with {n} "
        f"{VARIES[result.method]}; ask for more."
    )
    return advice if close else ""


def _plural(word: str, n: int) -> str:
    return word if n == 1 else f"{word}s"


def unit_of(name: str) -> str:
    """Return the unit of an outcome's headline figure."""
    unit = outcome(name).unit
    return f"{unit} a year" if name.endswith("_eur") else unit
