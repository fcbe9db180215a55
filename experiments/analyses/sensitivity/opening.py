"""What a sensitivity analysis opens with: what moves the answer most, and how sure that is."""

import math

from experiments.analyses.sensitivity.chance import CHANCE
from experiments.analyses.sensitivity.leaders import (
    floor_of,
    headline_answers,
    leaders,
    moves,
    value_of,
)
from experiments.analyses.sensitivity.result import Answer, SensitivityResult
from experiments.effects.intervals import Interval
from experiments.report.number_format import percent
from experiments.report.opening import (
    amount,
    asked_first,
    noun,
    number_called,
    two_sentences,
)
from experiments.report.words import Words
from experiments.sweep.summary import factor_of
from model.measures.outcomes import outcome


def opening(result: SensitivityResult, w: Words) -> str:
    """Say which number moves what an alderman asks first, and whether it stands out."""
    w = w.naming({scenario.name: scenario.title for scenario in result.sweep.sweep.scenarios})
    answers = {one.outcome: one for one in reversed(headline_answers(result))}
    answer = answers[asked_first(list(dict.fromkeys(a.outcome for a in result.answers)))[0]]
    kind = "effect" if answer.base else "level"
    subject = w(
        f"opening.sensitivity.{kind}", policy=w.world(answer.scenario), what=noun(answer.outcome, w)
    )
    if not moves(result, answer):
        same = w("opening.sensitivity.same", subject=subject)
        return two_sentences(same, w("opening.sensitivity.sure_same"))
    rows, floor = leaders(result, answer), floor_of(result, answer, "high")
    top, bare = rows.iloc[0], math.isnan(rows["low"].iloc[0])
    chance = _chance(result, answer, w)
    named = {"subject": subject, "parameter": number_called(str(top["parameter"]), w)}
    if not bare and not top["low"] > (0.0 if math.isnan(floor) else floor):
        other = number_called(str(rows["parameter"].iloc[1]), w) if len(rows) > 1 else ""
        sure = "close" if other else "unsure"
        return two_sentences(
            w("opening.sensitivity.largest", **named), _sure(sure, other, chance, w)
        )  # fmt: skip
    said = w("opening.sensitivity.answer", **named, amount=_amount(result, answer, w))
    close = rows.iloc[1:][rows["high"].iloc[1:] >= top["low"]]
    if bare:
        return two_sentences(said, _sure("unsure", "", chance, w))
    if len(close):
        other = number_called(str(close["parameter"].iloc[0]), w)
        return two_sentences(said, _sure("close", other, chance, w))
    return two_sentences(said, _sure("clear", "", chance, w))


def _sure(kind: str, other: str, chance: str, w: Words) -> str:
    fields = {"other": other} if kind == "close" else {}
    return w(f"opening.sensitivity.{kind}", chance=chance, **fields)


def _amount(result: SensitivityResult, answer: Answer, w: Words) -> str:
    top = leaders(result, answer).iloc[0]
    span = Interval(float(top["value"]), float(top["low"]), float(top["high"]), answer.y.shape[2])
    if result.method == "Morris":
        request = result.sweep.sweep
        factor = 1.0 if outcome(answer.outcome).kind == "mean" else factor_of(request)
        return w("opening.sensitivity.moves", amount=amount(answer.outcome, span.times(factor), w))
    if result.method == "PAWN":
        return w("opening.sensitivity.rank", numbers=_numbers(result, w))
    share = percent(span.mean, w)
    if span.known:
        bounds = w("bounds", low=percent(span.low, w), high=percent(span.high, w))
        share = f"{share} ({bounds})"
    return w("opening.sensitivity.share", amount=share)


def _numbers(result: SensitivityResult, w: Words) -> str:
    count = len(result.sweep.sweep.swept)
    return w("opening.sweep.number" if count == 1 else "opening.sweep.numbers", count=count)


def _chance(result: SensitivityResult, answer: Answer, w: Words) -> str:
    share = float(value_of(result, answer, "between_points", CHANCE)["value"])
    if math.isnan(share):
        return w("opening.sensitivity.chance_unknown")
    if share >= 1.0:
        return w("opening.sensitivity.all_chance")
    return w("opening.sensitivity.chance", share=percent(share, w))
