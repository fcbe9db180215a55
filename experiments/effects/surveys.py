"""Virtual surveys of a results folder: what they would say, and what is true of all residents."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.effects.intervals import paired_table
from experiments.report.words import Words, words_of
from experiments.results.folder import read_table
from experiments.results.manifest import read_manifest
from model.errors import InputError, ResultError, nearest

BY = {"town": "", "area": "area", "district": "district", "postcode": "postcode", "age": "age_band"}
"""What can be told apart, and the column that does so."""
CELL = ["survey", "question", "group", "year"]
COUNTS = ["asked", "answered", "yes", "residents", "true_yes"]
FIGURES = ["asked", "answered", "share", "low", "high", "true_share"]


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
    from model.observers.surveys import SURVEYS

    if name is not None and name not in SURVEYS:
        raise InputError(
            f"--survey is '{name}': give one of {', '.join(SURVEYS)}.{nearest(name, SURVEYS)}"
        )
    if by not in BY:
        raise InputError(f"--by is '{by}': give one of {', '.join(BY)}.")
    done = read_manifest(folder)["command"]
    w = words_of(lang or done.get("lang", "en"))
    held = _held(folder, BY[by])
    wanted = [name] if name else list(SURVEYS)
    held = held[held["survey"].isin(wanted)]
    if not all_years:
        held = held[held["year"] == held.groupby("survey")["year"].transform("max")]
    base, *policies = done.get("scenarios", [None])
    table = _compared(held, base, policies) if policies else _of_one_world(held)
    table = _in_words(_with_unknown(table, wanted, policies), w)
    table.attrs["lang"] = w.lang
    table.attrs["sentence"] = _paired_words(table, w) if policies else w("survey.one_world")
    return table


def _held(folder: str | Path, column: str) -> pd.DataFrame:
    """Return the answers by scenario, replication and cell, with shares."""
    from model.observers.surveys import with_shares

    if "surveys.parquet" not in read_manifest(folder).get("tables", {}):
        raise ResultError(
            f"'{folder}' has no surveys: it was written before the model held any. Run it again."
        )
    rows = read_table(folder, "surveys")
    if rows.empty:
        raise ResultError(
            f"'{folder}' has no surveys: they are held in October. Ask for --months 10 or more."
        )
    rows = rows.assign(group=rows[column] if column else "")
    counts = rows.groupby(["scenario", "replication", *CELL], sort=True)[COUNTS].sum()
    return with_shares(counts.reset_index())


def _of_one_world(held: pd.DataFrame) -> pd.DataFrame:
    cells = held.groupby(CELL, sort=True)
    table = cells[FIGURES].mean().reset_index()
    table["bias"] = table["share"] - table["true_share"]
    table["replications"] = cells.size().to_numpy()
    return table


def _compared(held: pd.DataFrame, base: str, policies: Sequence[str]) -> pd.DataFrame:
    return pd.concat([_pair(held, base, policy) for policy in policies], ignore_index=True)


def _pair(held: pd.DataFrame, base: str, policy: str) -> pd.DataFrame:
    keys = [*CELL, "replication"]
    worlds = [held[held["scenario"] == world].set_index(keys) for world in (base, policy)]
    both = worlds[0][FIGURES].add_prefix("base_").join(worlds[1][FIGURES].add_prefix("policy_"))
    both = both.assign(**_newcombe(both))
    table = both.groupby(level=CELL, sort=True).mean().reset_index()
    true = held[["scenario", *keys, "true_share"]]
    gaps = paired_table(true, base, policy, CELL)[[*CELL, "difference", "low", "high",
                                                  "replications"]]  # fmt: skip
    names = {"difference": "paired_difference", "low": "paired_low", "high": "paired_high"}
    table = table.merge(gaps.rename(columns=names), on=CELL, how="left")
    table.insert(0, "policy", policy)
    return table


def _newcombe(both: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the difference of two surveyed shares as if they were of separate samples.

    Notes
    -----
    Newcombe (1998, Stat Med 17:873-890), method 10, from the Wilson bounds of both.
    """
    gap = both["policy_share"] - both["base_share"]
    below = np.hypot(
        both["policy_share"] - both["policy_low"], both["base_high"] - both["base_share"]
    )
    above = np.hypot(
        both["policy_high"] - both["policy_share"], both["base_share"] - both["base_low"]
    )
    return {
        "surveyed_difference": gap, "surveyed_low": gap - below, "surveyed_high": gap + above,
    }  # fmt: skip


def _with_unknown(
    table: pd.DataFrame, wanted: Sequence[str], policies: Sequence[str]
) -> pd.DataFrame:
    """Put the questions that the model cannot answer behind the others of their survey."""
    from model.observers.surveys import NOT_IN_THE_MODEL, QUESTIONS, SURVEYS

    unknown: list[dict[str, Any]] = [
        {"survey": its, "question": question, "group": "", "in_model": False}
        | ({"policy": policy} if policy else {})
        for policy in policies or ("",)
        for question, its in NOT_IN_THE_MODEL.items()
        if its in wanted
    ]
    whole = table.assign(in_model=True).reindex(columns=[*table.columns, "in_model"])
    if unknown:
        more = pd.DataFrame(unknown).reindex(columns=whole.columns)
        figures = [name for name in whole if name not in {"policy", "survey", "question", "group"}]
        more = more.astype({name: "float64" for name in figures if name != "in_model"})
        whole = pd.concat([whole, more], ignore_index=True)
    order = {question: k for k, question in enumerate((*QUESTIONS, *NOT_IN_THE_MODEL))}
    places = whole.assign(
        _policy=[policies.index(p) for p in whole["policy"]] if policies else 0,
        _survey=whole["survey"].map(SURVEYS.index), _question=whole["question"].map(order),
    ).sort_values(["_policy", "_survey", "_question", "group", "year"], kind="stable")  # fmt: skip
    whole = whole.loc[places.index].reset_index(drop=True)
    whole["year"] = whole["year"].astype("Int64")
    return whole.astype({"in_model": bool})


def _in_words(table: pd.DataFrame, w: Words) -> pd.DataFrame:
    return table.assign(
        wording=[w(f"question.{q}") for q in table["question"]],
        derived=[w(f"derived.{q}") for q in table["question"]],
    )


def _paired_words(table: pd.DataFrame, w: Words) -> str:
    """Say what surveys cannot show, and in how many cells either way tells policy from base."""
    known = table[table["in_model"]]
    told = {
        name: int(((known[f"{name}_low"] > 0) | (known[f"{name}_high"] < 0)).sum())
        for name in ("surveyed", "paired")
    }
    said = w("survey.paired", all=len(known), seen=told["surveyed"], told=told["paired"])
    return said if known["paired_low"].notna().any() else f"{said} {w('setting.one')}"


def as_shown(table: pd.DataFrame) -> pd.DataFrame:
    """Return the table of `survey` for people: a few columns, percentages with their bounds."""
    w = words_of(table.attrs["lang"])
    rows = [_shown(row, w) for row in table.to_dict("records")]
    shown = pd.DataFrame(rows)
    where = w("survey.group")
    return shown.drop(columns=where) if len(shown) and not shown[where].any() else shown


def _shown(row: dict[str, Any], w: Words) -> dict[str, str]:
    told = {w("survey.policy"): w.world(row["policy"])} if "policy" in row else {}
    told |= {
        w("survey.survey"): w(f"survey.{row['survey']}"), w("survey.question"): row["wording"],
        w("survey.group"): str(row["group"]),
        w("survey.year"): "" if pd.isna(row["year"]) else str(row["year"]),
    }  # fmt: skip
    known = row["in_model"]
    if "policy" not in row:
        share = _share(row, "", w) if known else w("survey.not_in_model")
        true = _percent(row["true_share"], w) if known else ""
        return told | {w("survey.share"): share, w("survey.true"): true}
    return told | {
        w("survey.base"): _share(row, "base_", w) if known else w("survey.not_in_model"),
        w("survey.of_policy"): _share(row, "policy_", w) if known else "",
        w("survey.surveyed"): _points(row, "surveyed_", w) if known else "",
        w("survey.in_pairs"): _points(row, "paired_", w) if known else "",
    }


def _percent(share: float, w: Words) -> str:
    return w("unknown") if pd.isna(share) else w.figure(share, ".1%")


def _share(row: dict[str, Any], before: str, w: Words) -> str:
    share = _percent(row[f"{before}share"], w)
    if pd.isna(row[f"{before}low"]):
        return share
    low, high = (w.figure(row[f"{before}{bound}"], ".1%") for bound in ("low", "high"))
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
