"""The patterns beside the posterior that ships: what fits, what was held out, and each miss."""

import pandas as pd

from experiments.analyses.calibration.predicted import held_out, predicted
from experiments.analyses.calibration.targets import all_targets
from experiments.analyses.patterns.patterns import patterns_of
from experiments.analyses.uncertainty.draws import FIGURES, about_posterior
from experiments.report.number_format import number
from experiments.report.opening import two_sentences
from experiments.report.shown import between, figure, spread, table_of, verdict
from experiments.report.tables import records
from experiments.report.words import Words, words_of
from experiments.results.parquet import parquet_in
from model.inputs.evidence import load_evidence

COLUMNS = ("id", "use", "what", "observed", "median", "low", "high", "bound_low", "bound_high",
           "hit")  # fmt: skip


def shipped_patterns(lang: str = "en") -> pd.DataFrame:
    """Return a row per pattern of use FIT or VAL: observed, and what the draws give.

    Parameters
    ----------
    lang : {'en', 'nl'}

    Returns
    -------
    DataFrame
        `id, use, what, observed`; `median, low, high` of the model over the draws (90%);
        `bound_low, bound_high`: of FIT where nine in ten observations would fall, of VAL what
        counts as a hit of the median; `hit`. `attrs["sentence"]` says how many hit, and each miss.
    """
    figures = parquet_in(FIGURES)
    fitted = predicted(figures, figures, all_targets(), int(about_posterior()["seed"]))
    near = int(fitted["near"].sum())
    fitted = fitted.rename(
        columns={"observed_low": "bound_low", "observed_high": "bound_high", "inside": "hit"}
    )
    both = pd.concat([fitted.assign(use="FIT"), held_out(figures).assign(use="VAL")])
    both["what"] = load_evidence().loc[both["id"], "quantity"].to_numpy()
    table = both[["measure", *COLUMNS]].reset_index(drop=True).astype({"hit": "boolean"})
    w = words_of(lang)
    judged = {use: rows["hit"].dropna() for use, rows in table.groupby("use")}
    said = w(
        "patterns.of_draws", draws=w.figure(len(figures), ","), near=near,
        inside=int(judged["FIT"].sum()), all=len(judged["FIT"]),
        hits=int(judged["VAL"].sum()), judged=len(judged["VAL"]),
    )  # fmt: skip
    reasons = pd.concat([patterns_of("FIT"), patterns_of("VAL")]).set_index("measure")["miss_why"]
    missed = table[~table["hit"].fillna(True)]
    lines = [said, *(_miss(row, reasons.get(row["measure"]), w) for row in records(missed))]
    shown = table[list(COLUMNS)].copy()
    sure = w("opening.patterns.draws_sure", missed=len(missed))
    answer = w(
        "opening.patterns.draws", draws=w.figure(len(figures), ","), near=near,
        fit=len(judged["FIT"]), val=len(judged["VAL"]), val_hits=int(judged["VAL"].sum()),
    )  # fmt: skip
    shown.attrs["opening"] = two_sentences(answer, sure)
    shown.attrs["shown"] = table_of(
        ("figure", "observed", "median", "bounds", "hit"),
        [(w("shown.title", what=row["what"], use=row["use"], id=row["id"]),
          figure(row["observed"], w), spread(row["median"], row["low"], row["high"], w),
          between(row["bound_low"], row["bound_high"], w), verdict(row["hit"], w))
         for row in records(shown)], w,
    )  # fmt: skip
    shown.attrs["sentence"] = "\n".join(lines)
    return shown


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
