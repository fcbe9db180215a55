"""Monitoring from three sides: indicated care, free-access places, and the access to both."""

from pathlib import Path

import pandas as pd

from agents.vocabulary import Source
from experiments.results.folder import read_table

SIDES: dict[str, tuple[str, ...]] = {
    "indicated": (
        "indicated_users", "day_activity_indicated_users", "indications", "new_indications",
        "ended_indications", "moved_indications", "converted_indications", "waiting_provider",
        "waiting_provider_days_mean", "provider_starts", "provider_clients", "provider_staff",
    ),
    "free_access": (
        "facility_participants", "facility_new_participants",
        "facility_participants_no_request_before", "facility_visits", "facility_turned_away",
        "seats_there", "seats_taken", "programme_participants", "programme_entrants",
        "programme_turned_away", "volunteers",
    ),
    "access": (
        "requests", *(f"requests_{source.name.lower()}" for source in Source), "outreach_found",
        "handovers", "waiting_access", "waiting_access_days_mean", "over_statutory_term",
        "decisions", "needs_decided", "decided_granted", "decided_referred",
        "decided_short_support", "decided_refused", "desk_hours_needed", "desk_hours_staffed",
        "team_hours_needed", "team_hours_staffed",
    ),
}  # fmt: skip
"""Side -> outcomes of `monthly.parquet`."""

COLUMNS = (
    "policy", "side", "outcome", "year", "area", "base", "policy_value", "difference", "low",
    "high", "varies", "replications",
)  # fmt: skip


def monitoring(folder: str | Path) -> pd.DataFrame:
    """Return what a municipality follows, per year and area, in both worlds side by side.

    Parameters
    ----------
    folder : path
        Written by `compare`.

    Returns
    -------
    DataFrame
        `COLUMNS`, in the order of `SIDES`: flows added up over the year, stocks and means averaged
        over its months; `base` and `policy_value` are means over replications, `difference` is
        paired with its 95% interval.

    Raises
    ------
    ResultError
        If the folder is no comparison.
    """
    table = read_table(folder, "difference")
    side_of = {outcome: side for side, names in SIDES.items() for outcome in names}
    table = table[table["outcome"].isin(list(side_of))]
    table = table.assign(
        side=table["outcome"].map(side_of), policy_value=table["base"] + table["difference"]
    )
    order = list(side_of)
    ranked = table.assign(rank=table["outcome"].map(order.index))
    ranked = ranked.sort_values(["policy", "rank", "year", "area"], kind="stable")
    return ranked[list(COLUMNS)].reset_index(drop=True)
