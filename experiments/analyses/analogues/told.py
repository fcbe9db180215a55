"""What draws say of the plan once they are weighed by what was seen elsewhere."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd

from experiments.analyses.analogues.analogues import (
    Analogue,
    all_analogues,
    that_weigh,
    weights,
)
from experiments.analyses.analogues.elicited import Form, log_judged, pooled, shipped_forms
from experiments.analyses.analogues.measure import TABLE
from experiments.analyses.uncertainty.credible import paid_back_for_good
from experiments.analyses.uncertainty.measure import CARE, draws_of_plan
from experiments.analyses.uncertainty.parameter_space import Numbers, parameters_of
from experiments.analyses.uncertainty.told import once_each
from experiments.analyses.uncertainty.weights import weighted_quantile, worth
from experiments.effects.payback_by_year import claimed_year
from experiments.report.number_format import known, number, percent
from experiments.report.opening import number_called, two_sentences
from experiments.report.sections import Table
from experiments.report.shown import between, figure, spread, table_of, verdict
from experiments.report.tables import records
from experiments.report.words import Words, words_of
from experiments.results.parquet import parquet_in
from model.inputs.evidence import load_evidence
from model.measures.outcomes import COST

MILLION = 1_000_000
LOW, MIDDLE, HIGH = 0.05, 0.5, 0.95
WITHIN = 1.6448536
"""Standard deviations within which nine in ten lie."""
COLUMNS = ("name", "use", "what", "observed", "spread", "draws", "draws_low", "draws_high",
           "weighed", "weighed_low", "weighed_high", "hit")  # fmt: skip


@dataclass(frozen=True)
class Answer:
    """What weighed draws say of the plan.

    Attributes
    ----------
    saving, paid : float
        Share of the weight whose savings exceed the costs at the end of the last year, and that is
        paid back for good by `year`.
    year : int
        The claimed one, the last where that is not complete.
    cost, care : array, shape [3]
        5%, middle and 95% of the difference, whole town; euros a year, residents.
    worth : float
        Of the weighed draws, in equally weighted ones.
    """

    saving: float
    paid: float
    year: int
    cost: Numbers
    care: Numbers
    worth: float


@cache
def figures() -> pd.DataFrame:
    """Return what each draw gives where others have looked; index: draw."""
    return parquet_in(TABLE).set_index("draw")


def answer(
    analogues: Sequence[Analogue], forms: Sequence[Form] = (), logs: pd.Series | None = None
) -> Answer:
    """Return what draws say of the plan, weighed by some analogues, judgements and what is given.

    Parameters
    ----------
    analogues : sequence of Analogue
        None for the posterior of the base years alone.
    forms : sequence of Form
        Of experts.
    logs : Series, index draw, optional
        Logs of weights beside these.
    """
    once = once_each()[once_each()["draw"].isin(figures().index)]
    beside = np.zeros(len(once)) if logs is None else logs.loc[once["draw"]].to_numpy(float)
    if forms:
        beside = beside + log_judged(parameters_of(draws_of_plan(once["draw"].tolist())), forms)
    weighed = weights(figures().loc[once["draw"]], analogues, beside)
    paid = paid_back_for_good(once)
    year = claimed_year() if claimed_year() in paid.columns else paid.columns[-1]
    factor = float(once["full"].iloc[0] / once["residents"].iloc[0])

    def spans(outcome: str) -> Numbers:
        values = once[outcome].to_numpy(float) * factor
        return weighted_quantile(values, weighed, (LOW, MIDDLE, HIGH))

    return Answer(
        float(weighed @ paid.iloc[:, -1]), float(weighed @ paid[year]), int(year), spans(COST),
        spans(CARE), worth(weighed),
    )  # fmt: skip


def analogues(without: Sequence[str] = (), lang: str = "en") -> pd.DataFrame:
    """Return a row per analogue: what was seen, and what draws give before and after weighing.

    Parameters
    ----------
    without : sequence of str
        Analogues that weigh nothing, by name.
    lang : {'en', 'nl'}

    Returns
    -------
    DataFrame
        `name, use, what, observed, spread` (error and transport together), `draws, draws_low,
        draws_high` (median and 90%), `weighed, weighed_low, weighed_high` (the same once weighed),
        and `hit`: what was observed lies within nine in ten of `spread` around the weighed median.
        `attrs["sentence"]` says how the answer moves.

    Raises
    ------
    InputError
        If an analogue to leave out is not known or weighs nothing.
    """
    weigh = that_weigh(without)
    register, alone = load_evidence(), weights(figures(), ())
    weighed = weights(figures(), weigh)
    rows = []
    for one in all_analogues():
        values = figures()[one.measure].to_numpy(float)
        before, after = (
            weighted_quantile(values, each, (MIDDLE, LOW, HIGH)) for each in (alone, weighed)
        )
        hit = bool(abs(after[0] - one.observed) <= WITHIN * one.spread)
        rows.append((one.name, one.use, register.loc[one.id, "quantity"], one.observed, one.spread,
                     *before, *after, hit))  # fmt: skip
    table, w = pd.DataFrame(rows, columns=list(COLUMNS)), words_of(lang)
    table.attrs["opening"] = opening(weigh, w)
    table.attrs["shown"] = _shown(table, w)
    table.attrs["sentence"] = how_it_moves(weigh, w)
    return table


def opening(weigh: Sequence[Analogue], w: Words) -> str:
    """Say what the answer is by the base years, and once what was seen elsewhere weighs."""
    plain, found = in_numbers(answer(()), w), _whole(answer(weigh), w)
    fields = {name: plain[name] for name in ("saving", "paid", "year")}
    said = w("opening.analogues.unweighed", **fields)
    if weigh:
        said = w("opening.analogues.answer", **fields, count=len(weigh),
                 saving_weighed=found["saving"], paid_weighed=found["paid"])  # fmt: skip
    return two_sentences(said, _sure("opening.analogues.sure", found, w))


def _whole(found: Answer, w: Words) -> dict[str, str]:
    """Return what is said of an answer, its worth in whole sets."""
    return in_numbers(found, w) | {"worth": w.figure(found.worth, ",.0f")}


def _sure(phrase: str, found: Mapping[str, str], w: Words) -> str:
    return w(phrase, **{name: found[name] for name in ("cost", "low", "high", "worth")})


def _shown(table: pd.DataFrame, w: Words) -> Table:
    rows = [
        (w("shown.title", what=row["what"], use=row["use"], id=row["name"]),
         w("shown.error", observed=figure(row["observed"], w), error=figure(row["spread"], w)),
         *(spread(row[name], row[f"{name}_low"], row[f"{name}_high"], w)
           for name in ("draws", "weighed")), verdict(row["hit"], w))
        for row in records(table)
    ]  # fmt: skip
    return table_of(("seen", "weight", "before", "after", "hit"), rows, w)


def judged(forms: Sequence[Form] = (), lang: str = "en") -> pd.DataFrame:
    """Return what experts believe, pooled, and how the answer moves with it.

    Parameters
    ----------
    forms : sequence of Form
        The shipped first set where there are none.
    lang : {'en', 'nl'}

    Returns
    -------
    DataFrame
        As `pooled` returns it; `attrs["sentence"]` says how the answer moves.
    """
    w, given = words_of(lang), tuple(forms) or shipped_forms()
    experts = "; ".join(f"{one.expert}, {one.date}" for one in given)
    both = answer(that_weigh(), given)
    table, judged_ = pooled(given), _whole(answer((), given), w)
    plain = in_numbers(answer(()), w)
    named = "expert" if len(given) == 1 else "experts"
    who = w(f"opening.elicited.{named}", **({} if len(given) == 1 else {"count": len(given)}))
    said = w(
        "opening.elicited.answer", **{name: plain[name] for name in ("saving", "paid", "year")},
        experts=who, saving_weighed=judged_["saving"], paid_weighed=judged_["paid"],
    )  # fmt: skip
    table.attrs["opening"] = two_sentences(said, _sure("opening.elicited.sure", judged_, w))
    table.attrs["shown"] = table_of(
        ("number", "told", "experts", "range", "believed"),
        [(number_called(row["parameter"], w), _told_by(row["told_by"], w),
          str(row["experts"]),
          between(row["low"], row["high"], w), spread(row["q50"], row["q05"], row["q95"], w))
         for row in records(table)], w,
    )  # fmt: skip
    table.attrs["sentence"] = " ".join(
        [
            w("analogues.plain", **in_numbers(answer(()), w)),
            w("analogues.judged", experts=experts, **in_numbers(answer((), given), w)),
            w("analogues.both", names=_names(that_weigh()), **in_numbers(both, w)),
        ]
    )
    return table


def _told_by(kind: str, w: Words) -> str:
    return w(f"posterior.kind.{kind.replace(' ', '_')}")


def how_it_moves(weigh: Sequence[Analogue], w: Words) -> str:
    """Say what the answer is without analogues, with them, and without each of them."""
    plain, all_ = answer(()), answer(weigh)
    parts = [
        w("analogues.plain", **in_numbers(plain, w)),
        w("analogues.weighed", names=_names(weigh), **in_numbers(all_, w)),
    ]
    if len(weigh) > 1:
        for one in weigh:
            left = answer([other for other in weigh if other is not one])
            parts.append(w("analogues.without", left_out=one.name, **in_numbers(left, w)))
    return " ".join(parts) if weigh else parts[0]


def in_short(w: Words) -> str:
    """Say in one sentence what the answer is once what was seen elsewhere weighs."""
    weigh = that_weigh()
    found = in_numbers(answer(weigh), w)
    return w("analogues.short", names=_names(weigh), **found)


def in_numbers(found: Answer, w: Words) -> dict[str, str]:
    """Return the numbers of an answer as a sentence takes them."""
    low, middle, high = found.cost.tolist()
    care_low, care, care_high = found.care.tolist()
    cost = dict(zip(("cost", "low", "high"), known(middle, low, high, w, MILLION), strict=True))
    people = known(care, care_low, care_high, w)
    return {
        "saving": percent(found.saving, w), "paid": percent(found.paid, w),
        "year": str(found.year), "worth": number(found.worth, w), **cost,
        **dict(zip(("care", "care_low", "care_high"), people, strict=True)),
    }  # fmt: skip


def _names(weigh: Sequence[Analogue]) -> str:
    return ", ".join(f"`{one.name}`" for one in weigh)
