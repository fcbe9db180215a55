"""One town run from start to end, and its tables."""

from typing import TYPE_CHECKING

import pandas as pd

from model.months import WARM_UP_MONTHS

if TYPE_CHECKING:
    from model.scenario.scenario import Scenario
    from model.town import SocialBaseModel


def simulate(
    scenario: "Scenario",
    seed: int = 1,
    replication: int = 0,
    residents: int | None = None,
    months: int = 180,
    municipality: str = "bergen_op_zoom",
    observers: tuple[str, ...] | None = None,
    threads: int | None = None,
    journeys: int | None = 200,
) -> "SocialBaseModel":
    """Simulate one replication: warm-up and report; return the town as it is at the end.

    Parameters
    ----------
    scenario : Scenario
    seed : int
        0 to 2**63 - 1.
    replication : int
        Draws depend on seed and replication only.
    residents : int, optional
        Size of the town, the municipality's own by default.
    months : int
        Months of the report, from January 2021.
    municipality : str
    observers : tuple of str, optional
        All that are on by default when absent.
    threads : int, optional
        As many as are set by default; the result is the same for any number.
    journeys : int or None
        Residents whose story is kept; None keeps all.
    """
    from experiments.worlds.under_way import expect, run_until
    from experiments.worlds.warm_starts import warmed_up

    if threads is not None:
        import numba

        from experiments.worlds.threads import check_threads

        numba.set_num_threads(check_threads(threads))
    expect(WARM_UP_MONTHS + months)
    town = warmed_up(scenario, seed, replication, residents, municipality, observers)
    town.journeys_sample = journeys
    run_until(town, months)
    return town


def tables_of(town: "SocialBaseModel") -> dict[str, pd.DataFrame]:
    """Return the tables of one town, with its scenario and replication in front."""
    tables = {o.name: o.frame(town) for o in town.observers if o.exported}
    tables["ledger"] = town.ledger.frame()
    for table in tables.values():
        table.insert(0, "scenario", town.scenario.name)
        table.insert(1, "replication", town.replication)
    return tables
