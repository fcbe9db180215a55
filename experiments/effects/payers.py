"""Who pays and who gains: the difference between two worlds by payer ("wrong pocket")."""

import pandas as pd

from agents.vocabulary import Payer
from experiments.effects.comparison import Comparison
from experiments.effects.intervals import Interval, paired

PAYERS = tuple(payer.name.lower() for payer in Payer)
ALL = "all_payers"
COLUMNS = ("payer", "base", "difference", "low", "high", "varies", "replications")


def yearly_by_payer(comparison: Comparison, constant: bool = True) -> pd.DataFrame:
    """Return what each payer pays: `scenario, replication, year`, one column per payer.

    Parameters
    ----------
    comparison : Comparison
    constant : bool
        Euros of 2025; else those of the month, as booked.
    """
    ledger = comparison.tables["ledger"]
    eur = ledger["eur"] / comparison.prices_of(ledger) if constant else ledger["eur"]
    keys = [ledger["scenario"], ledger["replication"], ledger["month"].dt.year.rename("year")]
    payer = ledger["payer"].astype(str)
    total = pd.DataFrame({"eur": eur}).groupby([*keys, payer])["eur"].sum()
    wide = total.reset_index().pivot_table(
        index=["scenario", "replication", "year"], columns="payer", values="eur", fill_value=0.0
    )
    return wide.reindex(columns=list(PAYERS), fill_value=0.0).rename_axis(columns=None)


def benefits_by_payer(comparison: Comparison, policy: str) -> pd.DataFrame:
    """Return for each payer what the policy world costs more a year, in euros of 2025.

    Parameters
    ----------
    comparison : Comparison
    policy : str

    Returns
    -------
    DataFrame
        `COLUMNS`, one row per payer and one for all together: `base` a year, paired `difference`
        (above zero: pays more) with its 95% interval, over the headline years. Empty without a
        complete year.
    """
    rows = [
        (name, base, gap.mean, gap.low, gap.high, gap.varies, gap.replications)
        for name, (base, gap) in gaps_by_payer(comparison, policy).items()
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def gaps_by_payer(comparison: Comparison, policy: str) -> dict[str, tuple[float, Interval]]:
    """Return base and paired difference a year by payer, all payers last."""
    years, done = list(comparison.years), comparison.distinct_replications
    if not years:
        return {}
    paid = yearly_by_payer(comparison)
    index = pd.MultiIndex.from_product([done, years], names=["replication", "year"])
    worlds: dict[str, pd.DataFrame] = {}
    for name in (comparison.base, policy):
        yearly = paid.loc[[name]].droplevel("scenario").reindex(index, fill_value=0.0)
        worlds[name] = yearly.groupby("replication").mean()
    base, ours = (frame.assign(**{ALL: frame.sum(axis="columns")}) for frame in worlds.values())
    return {
        name: (float(base[name].mean()), paired((ours[name] - base[name]).to_numpy()))
        for name in (*PAYERS, ALL)
    }
