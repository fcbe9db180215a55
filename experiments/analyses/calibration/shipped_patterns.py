"""The patterns beside the posterior that ships: what fits, what was held out, and each miss.

What was seen elsewhere stands beside them, before any of it weighs the draws.
"""

from typing import TYPE_CHECKING

import pandas as pd

from experiments.analyses.analogues.told import WITHIN, analogues, answer, in_numbers
from experiments.analyses.calibration.later import (
    fitted_targets,
    later_targets,
    lived_figures,
    log_agreement,
)
from experiments.analyses.calibration.predicted import held_out, predicted
from experiments.analyses.patterns.observed import patterns_of
from experiments.analyses.uncertainty.draws import about_posterior
from experiments.analyses.uncertainty.told import once_each
from experiments.report.charts.pattern_check import ELSEWHERE
from experiments.report.number_format import number
from experiments.report.opening import two_sentences
from experiments.report.sections import Table
from experiments.report.shown import between, figure, spread, table_of, verdict
from experiments.report.tables import records
from experiments.report.words import Words, words_of
from model.inputs.evidence import load_evidence

if TYPE_CHECKING:
    from matplotlib.figure import Figure

COLUMNS = ("id", "use", "what", "observed", "median", "low", "high", "bound_low", "bound_high",
           "hit")  # fmt: skip
NEXT = "NEXT"
"""Shown as the use of a target that the fit that ships has not seen: one of the next."""


def shipped_patterns(lang: str = "en") -> pd.DataFrame:
    """Return a row per pattern of use FIT or VAL and per analogue: observed, what draws give.

    Parameters
    ----------
    lang : {'en', 'nl'}

    Returns
    -------
    DataFrame
        `id, use, what, observed`; `use` is NEXT of a target that came after the fit that ships;
        `median, low, high` of the model over the draws (90%); `bound_low, bound_high`: of FIT and
        NEXT where nine in ten observations would fall, of VAL what counts as a hit of the median,
        of use ANALOGUE (seen elsewhere) nine in ten of its error and transport; `hit`.
        `attrs["sentence"]` says how many hit, each miss, and how the answer moves when the draws
        are weighed by the targets that came after them.
    """
    figures, seed = lived_figures(), int(about_posterior()["seed"])
    held = {"FIT": fitted_targets(), NEXT: later_targets()}
    parts = [predicted(figures, figures, each, seed).assign(use=use) for use, each in held.items()]
    targets = pd.concat(parts).rename(
        columns={"observed_low": "bound_low", "observed_high": "bound_high", "inside": "hit"}
    )
    both = pd.concat([targets, held_out(figures).assign(use="VAL")])
    both["what"] = load_evidence().loc[both["id"], "quantity"].to_numpy()
    table = both[["measure", *COLUMNS]].reset_index(drop=True).astype({"hit": "boolean"})
    w = words_of(lang)
    hits = {use: rows["hit"].dropna() for use, rows in table.groupby("use")}
    first = w(
        "patterns.of_draws", draws=w.figure(len(figures), ","), near=int(parts[0]["near"].sum()),
        inside=int(hits["FIT"].sum()), all=len(hits["FIT"]),
        hits=int(hits["VAL"].sum()), judged=len(hits["VAL"]),
    )  # fmt: skip
    reasons = pd.concat([patterns_of("FIT"), patterns_of("VAL")]).set_index("measure")["miss_why"]
    missed = table[~table["hit"].fillna(True)]
    lines = [first, *(_miss(row, reasons.get(row["measure"]), w) for row in records(missed))]
    away = _elsewhere()
    shown = pd.concat([table[list(COLUMNS)], away], ignore_index=True)
    opened = w(
        "opening.patterns.draws", draws=w.figure(len(figures), ","),
        near=int(parts[0]["near"].sum()), fit=len(hits["FIT"]), val=len(hits["VAL"]),
        val_hits=int(hits["VAL"].sum()),
    )  # fmt: skip
    sure = w("opening.patterns.draws_sure", missed=len(missed))
    shown.attrs["opening"] = two_sentences(opened, sure)
    shown.attrs["shown"] = _shown(shown, w)
    elsewhere = w("patterns.elsewhere", hits=int(away["hit"].sum()), all=len(away))
    shown.attrs["sentence"] = "\n".join([*lines, *next_told(table, w), elsewhere])
    return shown


def _shown(rows: pd.DataFrame, w: Words) -> Table:
    return table_of(
        ("figure", "observed", "median", "bounds", "hit"),
        [(w("shown.title", what=row["what"], use=row["use"], id=row["id"]),
          figure(row["observed"], w), spread(row["median"], row["low"], row["high"], w),
          between(row["bound_low"], row["bound_high"], w), verdict(row["hit"], w))
         for row in records(rows)], w,
    )  # fmt: skip


def next_told(table: pd.DataFrame, w: Words) -> list[str]:
    """Say how many targets came after the fit, and how the answer moves when they weigh.

    Parameters
    ----------
    table : DataFrame
        `use, hit`, as `shipped_patterns` returns them.
    w : Words

    Returns
    -------
    list of str
        A sentence, then a line for all together and for each alone; none without such targets.
    """
    targets = later_targets()
    if not targets:
        return []
    inside = int(table.loc[table["use"] == NEXT, "hit"].sum())
    lines = [w("patterns.next", inside=inside, all=len(targets), **in_numbers(answer(()), w))]
    for chosen in (targets, *((one,) for one in targets if len(targets) > 1)):
        found = in_numbers(answer((), (), log_agreement(chosen)), w)
        ids = ", ".join(one.id for one in chosen)
        lines.append(w("patterns.next_weighed", ids=ids, sets=len(once_each()), **found))
    return lines


def _elsewhere() -> pd.DataFrame:
    """Return a row per analogue, as the patterns have them."""
    seen = analogues()
    half = WITHIN * seen["spread"]
    names = {"name": "id", "draws": "median", "draws_low": "low", "draws_high": "high"}
    table = seen.rename(columns=names).assign(
        use=ELSEWHERE, bound_low=seen["observed"] - half, bound_high=seen["observed"] + half
    )
    table["hit"] = table["median"].between(table["bound_low"], table["bound_high"])
    return table[list(COLUMNS)].astype({"hit": "boolean"})


def picture_of_draws(table: pd.DataFrame, lang: str = "en") -> "Figure":
    """Return the chart of what `shipped_patterns` returns."""
    from experiments.report.charts.pattern_check import pattern_check

    w, about = words_of(lang), about_posterior()
    caption = w("check.draws", draws=w.figure(len(lived_figures()), ","),
                residents=w.figure(about["draws_in"], ","),
                code=str(about["code_digest"])[:12])  # fmt: skip
    return pattern_check(table, caption, w)[0]


def _miss(row: dict[str, object], reason: object, w: Words) -> str:
    observed, model = float(row["observed"]), float(row["median"])  # type: ignore[arg-type]
    why = reason if isinstance(reason, str) else w("patterns.no_reason")
    numbers = {name: number(row[name], w) for name in ("low", "high")}  # type: ignore[arg-type]
    return w(
        "patterns.high" if model > observed else "patterns.low", id=row["id"], use=row["use"],
        times=w.figure(model / observed, ".2f"), model=number(model, w),
        observed=number(observed, w), why=f": {why}",
        **numbers,
    )  # fmt: skip
