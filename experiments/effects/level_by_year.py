"""An outcome of one world by replication and year, as it stands at the end or adds up."""

import pandas as pd

from model.measures.outcomes import outcome


def level_by_year(monthly: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return an outcome of the whole town by replication (rows) and full year (columns).

    A stock is that of December, a flow the sum over the year, a mean that of December weighed over
    areas. Years that are not complete are left out.
    """
    about = outcome(name)
    months = monthly["month"].dt
    full = months.year.map(monthly.groupby(months.year)["month"].nunique()) == 12
    rows = monthly[full if about.kind == "flow" else full & (months.month == 12)]
    cells = pd.DataFrame({"replication": rows["replication"], "year": rows["month"].dt.year})
    cells["value"], cells["weight"] = rows[name], 1.0
    if about.kind == "mean":
        cells["weight"] = rows[about.weight].where(rows[name].notna(), 0)
        cells["value"] *= cells["weight"]
    total = _added_up(cells, "value")
    return total / _added_up(cells, "weight") if about.kind == "mean" else total


def _added_up(rows: pd.DataFrame, column: str) -> pd.DataFrame:
    return rows.pivot_table(values=column, index="replication", columns="year", aggfunc="sum")
