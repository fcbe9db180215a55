"""Write the baseline anew, with a changelog line `Numbers:`: `python tests/baseline/refresh.py`.

About thirty figures of two small worlds. They say that a number moved, not which one is right.
"""

from pathlib import Path

import pandas as pd
import yaml

from model.months import month_of
from model.scenario.scenario import load_scenario
from model.state.state import branch
from model.town import SocialBaseModel

FILE = Path(__file__).with_name("figures.yaml")
SEED, SIZE = 1, 3000
PARTING, END = month_of("2026-01"), month_of("2030-01")
STOCKS = (
    "residents", "residents_75plus", "open_needs", "needs_personal", "needs_community",
    "needs_institutional", "needs_unmet", "indicated_users", "day_activity_indicated_users",
    "indications", "facility_participants", "informal_carers", "overloaded_carers", "volunteers",
    "lonely", "waiting_access",
)  # fmt: skip
FLOWS = ("new_needs", "requests", "new_indications", "ended_indications", "to_long_term_care",
         "handovers", "unmet_severity_months", "cost_indicated_eur",
         "cost_municipality_eur")  # fmt: skip


def figures() -> dict[str, dict[str, float]]:
    """Return by world: stocks of December 2029, flows of 2026 to 2029."""
    base = SocialBaseModel(
        load_scenario("current"), seed=SEED, residents=SIZE, observers=("monthly",)
    )
    base.run_until(PARTING)
    policy = branch(base, load_scenario("transformation"))
    by_world = {}
    for name, town in (("current", base), ("transformation", policy)):
        town.run_until(END)
        by_world[name] = _summary(town.observers[0].frame(town))
    return by_world


def _summary(table: pd.DataFrame) -> dict[str, float]:
    months = table.groupby("month").sum(numeric_only=True)
    last, years = months.iloc[-1], months.iloc[PARTING:]
    stocks = {name: int(last[name]) for name in STOCKS}
    return stocks | {f"{name}_2026_2029": round(float(years[name].sum()), 2) for name in FLOWS}


def refresh() -> None:
    """Write the file."""
    head = (
        f"# Seed {SEED}, {SIZE} residents. Stocks: December 2029; flows: 2026 to 2029.\n"
        "# Written by refresh.py beside it; a change needs a 'Numbers:' line in CHANGELOG.md.\n"
    )
    FILE.write_text(head + yaml.safe_dump(figures(), sort_keys=False), encoding="utf-8")


if __name__ == "__main__":
    refresh()
