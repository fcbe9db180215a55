"""Virtual surveys of a results folder in figures: their estimates, and what is true of all."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from experiments.effects.intervals import paired_table
from experiments.results.folder import read_table
from experiments.results.manifest import read_manifest
from model.errors import InputError, ResultError, nearest

BY = {"town": "", "area": "area", "district": "district", "postcode": "postcode", "age": "age_band"}
"""How answers are grouped, and the column that does so."""
CELL = ["survey", "question", "group", "year"]
COUNTS = ["asked", "answered", "yes", "residents", "true_yes"]
FIGURES = ["asked", "answered", "share", "low", "high", "true_share"]


def survey_table(
    folder: str | Path, *, name: str | None = None, by: str = "town", all_years: bool = False
) -> pd.DataFrame:
    """Return the estimates of the virtual surveys of a results folder beside the truth, in figures.

    Parameters
    ----------
    folder, name, by, all_years
        As for `survey` in `runs/surveys.py`, which adds the words.

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
    answers = _answers(folder, BY[by])
    chosen = [name] if name else list(SURVEYS)
    answers = answers[answers["survey"].isin(chosen)]
    if not all_years:
        answers = answers[answers["year"] == answers.groupby("survey")["year"].transform("max")]
    base, *policies = read_manifest(folder)["command"].get("scenarios", [None])
    table = _compared(answers, base, policies) if policies else _of_one_world(answers)
    return _with_unknown(table, chosen, policies)


def _answers(folder: str | Path, column: str) -> pd.DataFrame:
    """Return the answers by scenario, replication and cell, with shares."""
    from model.measures.shares import with_shares

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


def _of_one_world(answers: pd.DataFrame) -> pd.DataFrame:
    cells = answers.groupby(CELL, sort=True)
    table = cells[FIGURES].mean().reset_index()
    table["bias"] = table["share"] - table["true_share"]
    table["replications"] = cells.size().to_numpy()
    return table


def _compared(answers: pd.DataFrame, base: str, policies: Sequence[str]) -> pd.DataFrame:
    return pd.concat([_pair(answers, base, policy) for policy in policies], ignore_index=True)


def _pair(answers: pd.DataFrame, base: str, policy: str) -> pd.DataFrame:
    keys = [*CELL, "replication"]
    worlds = [answers[answers["scenario"] == world].set_index(keys) for world in (base, policy)]
    both = worlds[0][FIGURES].add_prefix("base_").join(worlds[1][FIGURES].add_prefix("policy_"))
    both = both.assign(**_newcombe(both))
    table = both.groupby(level=CELL, sort=True).mean().reset_index()
    true = answers[["scenario", *keys, "true_share"]]
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
    table: pd.DataFrame, chosen: Sequence[str], policies: Sequence[str]
) -> pd.DataFrame:
    """Put the questions that the model cannot answer behind the others of their survey."""
    from model.observers.surveys import NOT_IN_THE_MODEL, QUESTIONS, SURVEYS

    unknown: list[dict[str, Any]] = [
        {"survey": its, "question": question, "group": "", "in_model": False}
        | ({"policy": policy} if policy else {})
        for policy in policies or ("",)
        for question, its in NOT_IN_THE_MODEL.items()
        if its in chosen
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
