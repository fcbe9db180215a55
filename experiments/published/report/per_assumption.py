"""Per assumption: its effect with interval, who pays, what to measure, when to stop."""

from experiments.analyses.uncertainty.credible import Credible
from experiments.analyses.uncertainty.told import where_it_saves
from experiments.published.report.assumptions import Assumption
from experiments.published.report.assumptions_sheet import (
    from_where,
    plain_name,
    range_told,
    unit_told,
)
from experiments.published.report.document import Block, Terms, Text
from experiments.published.report.sheets import MILLION
from experiments.published.report.source import Source
from experiments.published.told import mark_told
from experiments.report.number_format import known, number, percent
from experiments.report.words import Words, capital
from experiments.sweep.ignorance import kind_of
from model.measures.outcomes import COST

CARE = "indicated_users"
MOST = 6
"""Assumptions that are told one by one; all of them stand in the table of assumptions."""


def per_assumption(source: Source, found: list[Assumption]) -> tuple[Block, ...]:
    """Return the assumptions one by one, the weightiest first; those that are measured left out."""
    w = source.w
    chosen = [one for one in found if one.mark != "measured"][:MOST]
    if not chosen:
        return ()
    blocks: list[Block] = [Text(w("report.per.intro", n=len(chosen), all=len(found)))]
    if all(one.lower is None for one in chosen):
        blocks.append(Text(w("report.per.no_draws")))
    for one in chosen:
        blocks += [Text(capital(plain_name(one, w)), "sub"), Terms(_terms(one, source))]
    return tuple(blocks)


def _terms(one: Assumption, source: Source) -> tuple[tuple[str, str], ...]:
    w = source.w
    parts = {
        "assumed": w("report.per.value", value=range_told(one, w),
                     status=w(f"report.status.{one.status}"), mark=mark_told(one.mark, w)),
        "effect": _effect(one, w), "pays": _pays(one, w), "measure": measure_told(one, source),
        "stop": _stop(one, w),
    }  # fmt: skip
    return tuple((w(f"report.per.{name}"), text) for name, text in parts.items())


def _effect(one: Assumption, w: Words) -> str:
    if one.lower is None or one.upper is None:
        return w("report.per.not_run")
    return w(
        "report.per.thirds", low=_told(one.lower, w), high=_told(one.upper, w),
        n_low=one.lower.draws, n_high=one.upper.draws,
    )  # fmt: skip


def _told(told: Credible, w: Words) -> str:
    eur, eur_low, eur_high = _ends(told, COST, w, MILLION)
    n, n_low, n_high = _ends(told, CARE, w)
    return w("report.per.told", eur=eur, eur_low=eur_low, eur_high=eur_high, n=n, n_low=n_low,
             n_high=n_high)  # fmt: skip


def _ends(told: Credible, name: str, w: Words, unit: float = 1.0) -> tuple[str, str, str]:
    quantiles = told.outcomes.loc[[name], ["median", "q05", "q95"]].to_numpy(float)[0]
    middle, low, high = quantiles.tolist()
    return known(middle, low, high, w, unit)


def _pays(one: Assumption, w: Words) -> str:
    if one.lower is None or one.upper is None:
        return w("report.per.pays_unknown")
    upper, lower = (x.outcomes["median"].to_dict()[COST] for x in (one.upper, one.lower))
    return w("report.per.pays_town", eur=number(abs(upper - lower) / MILLION, w))


def measure_told(one: Assumption, source: Source) -> str:
    """Say what to measure to know a number, and what it is worth to know it where that is known."""
    w = source.w
    how = w.phrases.get(f"report.measure.{one.row.name}")
    if how is None:
        kind = kind_of(one.row.name).replace(" ", "_")
        how = w(
            f"report.measure.by_{kind}", what=plain_name(one, w), unit=unit_told(one.row.unit, w)
        )
    how = capital(how)
    if one.worth_eur is None or one.share is None:
        return how
    worth = w("report.measure.worth", eur=number(one.worth_eur / MILLION, w),
              share=percent(one.share, w))  # fmt: skip
    return f"{how} {worth}"


def _stop(one: Assumption, w: Words) -> str:
    return f"{_turns(one, w)} {w('report.per.stop_need')}"


def _turns(one: Assumption, w: Words) -> str:
    """Say from where on a number would tell to stop."""
    if one.surface is None:
        return w("report.per.no_stop")
    kind, _, _ = where_it_saves(one.surface, one.row.name)
    if kind in ("nowhere", "everywhere"):
        return w(f"report.per.stop_{kind}")
    return w("report.per.stop_at", span=from_where(one, w))
