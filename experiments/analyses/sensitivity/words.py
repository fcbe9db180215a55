"""The findings of a sensitivity analysis in words."""

import math
from collections import Counter
from typing import Any

import pandas as pd

from experiments.analyses.sensitivity.chance import CHANCE
from experiments.analyses.sensitivity.indices import group_of, is_group
from experiments.analyses.sensitivity.leaders import (
    BARE,
    IN_CHANCE,
    SAME,
    floor_of,
    headline_answers,
    leaders,
    moves,
    rivals,
    standing,
    value_of,
)
from experiments.analyses.sensitivity.opening import opening
from experiments.analyses.sensitivity.pawn import DUMMY
from experiments.analyses.sensitivity.result import TABLE, Answer, SensitivityResult
from experiments.report.number_format import number, percent
from experiments.report.opening import opened
from experiments.report.rendering import row_of
from experiments.report.words import Words
from experiments.sweep.ignorance import KINDS, kind_of
from experiments.sweep.summary import people_of, years_of
from experiments.sweep.swept import status
from model.measures.outcomes import outcome

ROWS_TOLD, PARAMETERS_TOLD = 10, 20
WIDE = 0.1
"""Half an interval of a share of the variance beyond which a ranking is not to be trusted."""


def as_markdown(result: SensitivityResult) -> str:
    """Return the findings as Markdown: differences in full, scenarios in a line each."""
    sweep, w = result.sweep.sweep, result.words
    lines = opened(w("sensitivity.title", sweep=sweep.name), opening(result, w))
    lines += [setting(result, w), ""]
    if len(sweep.swept) <= PARAMETERS_TOLD:
        lines += [*_parameters(result, w), ""]
    main_answers = headline_answers(result)
    for answer in main_answers:
        lines += section(result, answer, w)
    others = [a for a in result.answers if a not in main_answers]
    if others:
        lines += [f"## {w('sensitivity.scenarios')}", ""]
        lines += [f"- {finding(result, answer, w)}" for answer in others] + [""]
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


def setting(result: SensitivityResult, w: Words) -> str:
    """Say what was run, what an answer is and what an interval covers."""
    sweep: Any = result.sweep.sweep
    design, block = sweep.design, sweep.design.block(sweep.swept)
    size = w(
        f"sensitivity.size.{result.method}", n=len(sweep.points) // block,
        **({} if result.method == "PAWN" else {"block": block}),
        **({"levels": design.levels} if result.method == "Morris" else {}),
    )  # fmt: skip
    return w(
        "sensitivity.setting", size=size, moved=_moved(result, w),
        points=w.figure(len(sweep.points), ","), scenarios=len(sweep.scenarios),
        n=_replications(sweep.replications, w), runs=w.figure(sweep.runs, ","),
        people=people_of(sweep, w), seed=sweep.seed, months=sweep.months, lost=_lost(result, w),
        years=years_of(sweep), varies=varies_of(result, w),
    )  # fmt: skip


def varies_of(result: SensitivityResult, w: Words) -> str:
    """Say what an interval is over."""
    return w(f"sensitivity.varies.{result.method}")


def _replications(n: int, w: Words) -> str:
    return w("sensitivity.replication" if n == 1 else "sensitivity.replications", n=n)


def _moved(result: SensitivityResult, w: Words) -> str:
    sweep: Any = result.sweep.sweep
    groups, count = set(sweep.design.groups), len(sweep.swept)
    if groups:
        return w("sensitivity.moved_groups", count=count, groups=len(groups))
    return w("sensitivity.moved", count=count)


def _lost(result: SensitivityResult, w: Words) -> str:
    lost = max(answer.lost for answer in result.answers)
    return w("sensitivity.lost", count=lost, varies=varies_of(result, w)) if lost else ""


def _parameters(result: SensitivityResult, w: Words) -> list[str]:
    heads = [w(f"sensitivity.head.{name}") for name in ("parameter", "swept", "status", "told")]
    lines = [row_of(heads), "| --- | --- | --- | --- |"]
    for one in result.sweep.sweep.swept:
        low, high = (w.figure(end, "g") for end in one.ends)
        values = ", ".join(w.figure(v, "g") for v in one.choices)
        values = values or w("sensitivity.range", low=low, high=high)
        kind = w(f"sensitivity.kind.{kind_of(one.name).replace(' ', '_')}")
        lines.append(row_of([one.name, values, _status(status(one.name), w), kind]))
    return lines


def _status(status_: str, w: Words) -> str:
    """Return how sure a number is, or what stands in for one, in words."""
    return w.phrases.get(f"sensitivity.status.{status_}", status_)


def section(result: SensitivityResult, answer: Answer, w: Words) -> list[str]:
    """Return the part about one answer: its spread, who moves it, what could tell it, chance."""
    y = answer.y.mean(axis=2)
    spread = w(
        "sensitivity.runs_from", low=number(y.min(), w), high=number(y.max(), w),
        mean=number(y.mean(), w), unit=unit_of(answer.outcome, w),
    )  # fmt: skip
    head = w("sensitivity.answer", outcome=answer.outcome, world=name_of(answer, w))
    lines = [f"## {head}", "", spread, "", finding(result, answer, w), ""]
    if not moves(result, answer):
        return lines
    lines += [*_table(result, answer, w), ""]
    remarks = (_kinds(result, answer, w), _chance(result, answer, w), _width(result, answer, w))
    return [*lines, *(f"- {line}" for line in remarks if line), ""]


def name_of(answer: Answer, w: Words) -> str:
    """Return the scenario, or the difference, in words."""
    if not answer.base:
        return answer.scenario
    return w("sensitivity.difference", scenario=answer.scenario, base=answer.base)


def finding(result: SensitivityResult, answer: Answer, w: Words) -> str:
    """Return what moves an answer most, in one sentence."""
    kind = "effect" if answer.base else "level"
    what = w(f"sensitivity.{kind}", scenario=answer.scenario, outcome=answer.outcome)
    stands = standing(result, answer)
    if stands == SAME:
        return w("sensitivity.same", what=what)
    rows, amount = leaders(result, answer), _amount(result, answer, w)
    fields = {"what": what, "parameter": rows["parameter"].iloc[0], "amount": amount}
    if stands == BARE:
        return w("sensitivity.largest", **fields)
    if stands == IN_CHANCE:
        floor = floor_of(result, answer)
        beside = "" if math.isnan(floor) else w("sensitivity.beside", floor=number(floor, w))
        return w("sensitivity.nothing", **fields, beside=beside)
    others = rivals(rows)
    unclear = w("sensitivity.unclear", other=others[0]) if others else ""
    return w("sensitivity.most", **fields, unclear=unclear)


def _amount(result: SensitivityResult, answer: Answer, w: Words) -> str:
    top, phrase = leaders(result, answer).iloc[0], f"sensitivity.amount.{result.method}"
    if result.method == "Morris":
        unit = unit_of(answer.outcome, w)
        return w(phrase, value=number(top["value"], w), unit=unit, span=_bounds(top, w))
    if result.method == "PAWN":
        return w(phrase, value=number(top["value"], w), span=_bounds(top, w))
    alone = value_of(result, answer, "S1", str(top["parameter"]))
    return w(
        phrase, value=percent(top["value"], w), span=_bounds(top, w, in_percent=True),
        alone=percent(alone["value"], w),
    )  # fmt: skip


def _bounds(row: "pd.Series[Any]", w: Words, *, in_percent: bool = False) -> str:
    if math.isnan(row["low"]):
        return w("sensitivity.no_interval")
    form = percent if in_percent else number
    return w("sensitivity.span", low=form(row["low"], w), high=form(row["high"], w))


def _table(result: SensitivityResult, answer: Answer, w: Words) -> list[str]:
    rows, order = result.of(answer), leaders(result, answer)["parameter"].tolist()
    names = [n for n in dict.fromkeys(rows["index"]) if n not in ("between_points", "of_one_run",
                                                                  "floor")]  # fmt: skip
    lines = [row_of([w("sensitivity.head.parameter"), w("sensitivity.head.status"), *names])]
    lines.append(f"| --- | --- |{' ---: |' * len(names)}")
    extra = [n for n in dict.fromkeys(rows["parameter"]) if is_group(n) or n == DUMMY]
    for name in [*order[:ROWS_TOLD], *extra]:
        cells = [value_of(result, answer, index, name) for index in names]
        figures = [f"{number(c['value'], w)}{_brackets(c, w)}" for c in cells]
        lines.append(row_of([name, _status(cells[0]["status"], w), *figures]))
    left = len(order) - ROWS_TOLD
    return [*lines, "", w("sensitivity.more", count=left, table=TABLE)] if left > 0 else lines


def _brackets(row: "pd.Series[Any]", w: Words) -> str:
    if math.isnan(row["low"]):
        return ""
    return w("sensitivity.brackets", low=number(row["low"], w), high=number(row["high"], w))


def _told(kind: str, w: Words) -> str:
    return w(f"sensitivity.told.{kind.replace(' ', '_')}")


def _kinds(result: SensitivityResult, answer: Answer, w: Words) -> str:
    """Say which share of the variance is due to what base years, studies or nothing can tell."""
    swept = result.sweep.sweep.swept
    counts = Counter(kind_of(one.name) for one in swept)
    told = ", ".join(f"{_told(kind, w)}: {counts[kind]}" for kind in KINDS if counts[kind])
    if result.method != "Sobol":
        return w("sensitivity.kinds_other", count=len(swept), told=told, method=result.method)
    if len(counts) == 1:
        return w("sensitivity.kinds_one", count=len(swept), told=told)
    shares = []
    for kind in (kind for kind in KINDS if counts[kind]):
        alone, whole = (value_of(result, answer, name, group_of(kind)) for name in ("S1", "ST"))
        shares.append(
            w("sensitivity.kinds_share", told=_told(kind, w), count=counts[kind], all=len(swept),
              alone=percent(alone["value"], w), alone_span=_bounds(alone, w, in_percent=True),
              whole=percent(whole["value"], w), whole_span=_bounds(whole, w, in_percent=True))
        )  # fmt: skip
    return w("sensitivity.kinds", shares="; ".join(shares))


def _chance(result: SensitivityResult, answer: Answer, w: Words) -> str:
    between = value_of(result, answer, "between_points", CHANCE)
    if math.isnan(between["value"]):
        return w("sensitivity.chance_unknown")
    run = value_of(result, answer, "of_one_run", CHANCE)
    fields = {"floor": number(floor_of(result, answer), w)} if result.method == "Morris" else {}
    much = w("sensitivity.chance_much", share=percent(between["value"], w))
    if between["value"] >= 1:
        much = w("sensitivity.chance_all")
    return w(
        "sensitivity.chance", much=much, span=_bounds(between, w, in_percent=True),
        n=result.sweep.sweep.replications, run=percent(run["value"], w),
        effect=w(f"sensitivity.chance_effect.{result.method}", **fields),
    )  # fmt: skip


def _width(result: SensitivityResult, answer: Answer, w: Words) -> str:
    """Say so where intervals are too wide to rank by, and what it would take."""
    rows, n = result.of(answer), len(answer.y)
    rows = rows[rows["parameter"] != CHANCE]
    half = float(((rows["high"] - rows["low"]) / 2).max())
    strange = (rows["value"].lt(0) | rows["value"].gt(1)).any()
    if result.method == "Sobol":
        note = w("sensitivity.error") if strange else ""
        if not half > WIDE:
            return note
        needed = 2 ** math.ceil(math.log2(n * (half / WIDE) ** 2))
        return w(
            "sensitivity.too_small", half=percent(half, w), n=n, needed=needed,
            wide=percent(WIDE, w), note=f" {note}" if note else "",
        )  # fmt: skip
    top = leaders(result, answer)
    close = len(rivals(top))
    if math.isnan(top["low"].iloc[0]):
        return w("sensitivity.one_trajectory")
    return w("sensitivity.small", close=close, n=n, varies=varies_of(result, w)) if close else ""


def unit_of(name: str, w: Words) -> str:
    """Return the unit of an outcome's headline figure."""
    unit = w.phrases.get(f"report.unit.{outcome(name).unit}", outcome(name).unit)
    return w("sensitivity.a_year", unit=unit) if name.endswith("_eur") else unit
