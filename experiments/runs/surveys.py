"""Virtual surveys of a results folder: what they would say, and what is true of all residents."""

from pathlib import Path
from typing import Any

import pandas as pd

from experiments.effects.surveys import survey_table
from experiments.report.number_format import percent
from experiments.report.tables import records
from experiments.report.width import beyond_zero
from experiments.report.words import Words, words_of
from experiments.results.manifest import read_manifest


def survey(
    folder: str | Path,
    *,
    name: str | None = None,
    by: str = "town",
    all_years: bool = False,
    lang: str | None = None,
) -> pd.DataFrame:
    """Return what the virtual surveys of a results folder say, beside the truth.

    Parameters
    ----------
    folder : path
        Written by `run` or `compare`.
    name : {'burgerijenquete', 'sociale_kracht', 'positive_health'}, optional
        One survey; all when absent.
    by : {'town', 'area', 'district', 'postcode', 'age'}
    all_years : bool
        Every year, not just the last in which a survey was held.
    lang : {'en', 'nl'}, optional
        Language of `wording` and `derived`; that of the folder by default.

    Returns
    -------
    DataFrame
        Of a run: `survey, question, group, year, asked, answered, share, low, high, true_share,
        bias, replications, in_model, wording, derived`. Figures are means over replications; `low,
        high` are the bounds of one survey's own sampling (Wilson, 95%). Of a comparison the same
        with `policy`, each figure as `base_*` and `policy_*`, and two differences: `surveyed_*`,
        what two separate surveys of that size allow to say (Newcombe), and `paired_*`, of the true
        shares in the two worlds (Student t over replications). Questions that the model cannot
        answer have no figures. `attrs["sentence"]` says what such surveys cannot show.

    Raises
    ------
    InputError
        If there is no such survey or group.
    ResultError
        If the folder is no result, or one without surveys.
    """
    table = survey_table(folder, name=name, by=by, all_years=all_years)
    command = read_manifest(folder)["command"]
    w = words_of(lang or command.get("lang", "en"))
    table = _in_words(table, w)
    table.attrs |= {"lang": w.lang, "titles": command.get("titles") or {}}
    pairs = "policy" in table
    table.attrs["sentence"] = _paired_words(table, w) if pairs else w("survey.one_world")
    return table


def _in_words(table: pd.DataFrame, w: Words) -> pd.DataFrame:
    return table.assign(
        wording=[w(f"question.{q}") for q in table["question"]],
        derived=[w(f"derived.{q}") for q in table["question"]],
    )


def _paired_words(table: pd.DataFrame, w: Words) -> str:
    """Say what surveys cannot show, and how many cells either way distinguishes from zero."""
    in_model = table[table["in_model"]]
    clear = {
        name: int(beyond_zero(in_model[f"{name}_low"], in_model[f"{name}_high"]).sum())
        for name in ("surveyed", "paired")
    }
    sentence = w("survey.paired", all=len(in_model), seen=clear["surveyed"], told=clear["paired"])
    return sentence if in_model["paired_low"].notna().any() else f"{sentence} {w('setting.one')}"


def as_shown(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table of `survey` for people: a few columns, percentages with their bounds."""
    w = words_of(table.attrs["lang"]).naming(table.attrs.get("titles", {}))
    rows = [_shown(row, w) for row in records(table)]
    shown = pd.DataFrame(rows)
    where = w("survey.group")
    return shown.drop(columns=where) if len(shown) and not shown[where].any() else shown


def _shown(row: dict[str, Any], w: Words) -> dict[str, str]:
    cells = {w("survey.policy"): w.world(row["policy"])} if "policy" in row else {}
    cells |= {
        w("survey.survey"): w(f"survey.{row['survey']}"), w("survey.question"): row["wording"],
        w("survey.group"): str(row["group"]),
        w("survey.year"): "" if pd.isna(row["year"]) else str(row["year"]),
    }  # fmt: skip
    in_model = row["in_model"]
    if "policy" not in row:
        share = _share(row, "", w) if in_model else w("survey.not_in_model")
        true = _percent(row["true_share"], w) if in_model else ""
        return cells | {w("survey.share"): share, w("survey.true"): true}
    return cells | {
        w("survey.base"): _share(row, "base_", w) if in_model else w("survey.not_in_model"),
        w("survey.of_policy"): _share(row, "policy_", w) if in_model else "",
        w("survey.surveyed"): _points(row, "surveyed_", w) if in_model else "",
        w("survey.in_pairs"): _points(row, "paired_", w) if in_model else "",
    }


def _percent(share: float, w: Words) -> str:
    return w("unknown") if pd.isna(share) else percent(share, w, 1)


def _share(row: dict[str, Any], before: str, w: Words) -> str:
    share = _percent(row[f"{before}share"], w)
    if pd.isna(row[f"{before}low"]):
        return share
    low, high = (percent(row[f"{before}{bound}"], w, 1) for bound in ("low", "high"))
    return f"{share} ({w('bounds', low=low, high=high)})"


def _points(row: dict[str, Any], before: str, w: Words) -> str:
    gap = row[f"{before}difference"]
    if pd.isna(gap):
        return w("unknown")
    text = w.figure(100 * gap, "+z.2f")
    if pd.isna(row[f"{before}low"]):
        return text
    low, high = (w.figure(100 * row[f"{before}{bound}"], "+z.2f") for bound in ("low", "high"))
    return f"{text} ({w('bounds', low=low, high=high)})"
