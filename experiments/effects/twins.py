"""Who shifted between two worlds and why; one resident's story in both: from a results folder."""

from pathlib import Path

import pandas as pd

from experiments.results.folder import read_table
from model.errors import ResultError


def twins(folder: str | Path) -> pd.DataFrame:
    """Return per policy, class, event and lever how many residents differ and what it costs.

    Parameters
    ----------
    folder : path
        Written by `compare`; `twins.parquet` in it holds every resident.

    Returns
    -------
    DataFrame
        `scenario, class, event, lever`, residents and gross shifts as means over replications, and
        `eur_municipality` (euros of 2025, each world over its own prices). Rows of class 'no
        resident' hold costs of facilities, teams and levers; the column adds up to the ledger's
        difference.

    Raises
    ------
    ResultError
        If the folder has no twins.
    """
    rows = read_table(folder, "twins")
    gap = rows["policy_institutional_months"] - rows["base_institutional_months"]
    rows = rows.assign(
        residents=(rows["uid"] != 0).astype(int),
        more_institutional=(gap > 0).astype(int),
        fewer_institutional=(gap < 0).astype(int),
        net_institutional_months=gap,
    )
    counted = ["residents", "more_institutional", "fewer_institutional", "net_institutional_months",
               "eur_municipality"]  # fmt: skip
    keys = ["scenario", "class", "event", "lever"]
    rows = rows.assign(**{name: rows[name].astype(object).fillna("") for name in keys})
    replications = rows.groupby("scenario")["replication"].nunique()
    total = rows.groupby(keys, sort=False)[counted].sum().reset_index()
    total[counted] = total[counted].div(total["scenario"].map(replications), axis=0)
    return total.sort_values(["scenario", "residents"], ascending=[True, False], ignore_index=True)


def journey(folder: str | Path, uid: int) -> pd.DataFrame:
    """Return one resident's events in every world of a comparison, in order of time.

    Raises
    ------
    ResultError
        If the resident is not among those whose story was kept.
    """
    events = read_table(folder, "journeys")
    rows = events[events["uid"] == uid]
    if rows.empty:
        residents = sorted(events["uid"].unique())
        raise ResultError(
            f"'{folder}' keeps no story of resident {uid}: it has those of {len(residents)} "
            f"residents, for example {', '.join(map(str, residents[:3]))}."
        )
    return rows.sort_values(["replication", "month", "scenario"], kind="stable", ignore_index=True)
