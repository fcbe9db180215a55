"""What a sensitivity analysis opens with: what moves the answer most, and how sure that is."""

import math

from experiments.analyses.sensitivity.chance import CHANCE
from experiments.analyses.sensitivity.leaders import (
    APART,
    IN_CHANCE,
    SAME,
    headline_answers,
    leaders,
    rivals,
    standing,
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
from experiments.sweep.run_figures import factor_of


def opening(result: SensitivityResult, w: Words) -> str:
    """Say which number moves what an alderman asks first, and whether it stands out."""
    w = w.naming({scenario.name: scenario.title for scenario in result.sweep.sweep.scenarios})
    answers = {one.outcome: one for one in reversed(headline_answers(result))}
    answer = answers[asked_first(list(dict.fromkeys(a.outcome for a in result.answers)))[0]]
    kind = "effect" if answer.base else "level"
    subject = w(
        f"opening.sensitivity.{kind}", policy=w.world(answer.scenario), what=noun(answer.outcome, w)
    )
    stands = standing(result, answer)
    if stands == SAME:
        same = w("opening.sensitivity.same", subject=subject)
        return two_sentences(same, w("opening.sensitivity.sure_same"))
    rows = leaders(result, answer)
    first, *others = (str(name) for name in rows["parameter"])
    named = {"subject": subject, "parameter": number_called(first, w)}
    if stands == IN_CHANCE:
        said = w("opening.sensitivity.largest", **named)
    else:
        said = w("opening.sensitivity.answer", **named, amount=_amount(result, answer, w))
        others = rivals(rows)
    chance = _chance(result, answer, w)
    if others:
        other = number_called(others[0], w)
        return two_sentences(said, w("opening.sensitivity.close", other=other, chance=chance))
    sure = "clear" if stands == APART else "unsure"
    return two_sentences(said, w(f"opening.sensitivity.{sure}", chance=chance))


def _amount(result: SensitivityResult, answer: Answer, w: Words) -> str:
    top = leaders(result, answer).iloc[0]
    span = Interval(float(top["value"]), float(top["low"]), float(top["high"]), answer.y.shape[2])
    if result.method == "Morris":
        factor = factor_of(result.sweep.sweep, answer.outcome)
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
