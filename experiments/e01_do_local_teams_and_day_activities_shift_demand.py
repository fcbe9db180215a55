"""Ask whether strong local teams and free-access day activities shift demand for indicated care.

Three policies against `current`: teams alone, day activities alone, and the whole plan. Then
the whole plan in three regions of behaviour that the evidence leaves open (`behaviours`):
substitution, mere widening of demand, mere delay. All on common random numbers.

Run: python -m experiments.e01_do_local_teams_and_day_activities_shift_demand
"""

from pathlib import Path
from typing import Any

import pandas as pd

from experiments.analyses.uncertainty.behaviours import REGIONS
from experiments.execution.question import asked
from experiments.report.charts.shift_by_variant import PARTS, shift_by_variant
from experiments.report.tables import write_csv
from experiments.results.whole import write_text
from experiments.runs.charts import caption_of
from experiments.runs.compare import compare_scenarios
from experiments.runs.findings_payback import year_words
from experiments.runs.result import ComparisonResult
from experiments.runs.summary import as_markdown
from experiments.worlds.demand_shift import DAY_ACTIVITIES
from model.measures.outcomes import COST
from model.scenario.scenario import load_scenario

BASE, PLAN = "current", "transformation"
POLICIES = ("local_teams_only", "day_activities_only", PLAN)
OUT = Path("results/e01")


def main(
    residents: int | None = None,
    replications: int = 10,
    months: int = 180,
    seed: int = 1,
    workers: int | None = None,
    out: str | Path | None = OUT,
    quiet: bool = False,
) -> pd.DataFrame:
    """Run the experiment; write `e01.csv`, `e01.md` (as set) and `e01.png` where `out` is given.

    Returns
    -------
    DataFrame
        One row per variant: see `row_of`.
    """
    size: dict[str, Any] = {
        "seed": seed, "replications": replications, "residents": residents, "months": months,
        "workers": workers,
    }  # fmt: skip
    rows, first = [], None
    for name, region in REGIONS.items():
        policies = POLICIES if name == "as_set" else (PLAN,)
        comparison = compare_scenarios(
            load_scenario(BASE, region.values),
            [load_scenario(policy, region.values) for policy in policies],
            progress=None if quiet else f"e01, {region.title}",
            **size,
        )
        first = first or comparison
        rows += [row_of(comparison, policy, region.title) for policy in policies]
    table = pd.DataFrame(rows)
    if out and first:
        write(table, first, Path(out))
    return table


def row_of(comparison: ComparisonResult, policy: str, region: str) -> dict[str, Any]:
    """Return what a variant did: users, unmet need, cost a year, participants, payback.

    `difference, low, high` are of residents with indicated day activities, mean of a month over the
    headline years; `residents_unmet` of residents who would say that they need more help,
    `needs_unmet` of needs of which less than half is met; `eur_*` of the municipality's cost a
    year in euros of 2025. `avoided_*` are the residents of the whole town who have an indication
    for day activities less than in the base, on balance, over those in the base (below zero: more).
    That is identified; what became of the participants one by one, and their net, hangs on how the
    two worlds are coupled.
    """
    figures = comparison.figures[policy]
    lines, shift, top, payback = figures.headline, figures.shift, figures.ceiling, figures.payback
    assert top is not None, "e01 takes a complete year or more"
    assert payback is not None
    base, gap = lines["day_activity_indicated_users"]
    avoided = figures.substitution[DAY_ACTIVITIES].residents
    money, users = lines[COST][1], lines["indicated_users"][1]
    lacking, unmet = lines["residents_unmet"][1], lines["needs_unmet"][1]
    positive, paid = (year_words(years) for years in payback.years)
    return {
        "variant": policy if region == "as set" else f"{policy}: {region}",
        "policy": policy, "region": region,
        "base": base, "difference": gap.mean, "low": gap.low, "high": gap.high,
        "indicated_users": users.mean, "indicated_low": users.low, "indicated_high": users.high,
        "residents_unmet": lacking.mean, "residents_unmet_low": lacking.low,
        "residents_unmet_high": lacking.high,
        "needs_unmet": unmet.mean, "unmet_low": unmet.low, "unmet_high": unmet.high,
        "eur": money.mean, "eur_low": money.low, "eur_high": money.high,
        "participants": shift["participants"].mean,
        **{name: shift[name].mean for name in PARTS},
        "avoided_share": avoided.mean, "avoided_low": avoided.low, "avoided_high": avoided.high,
        "avoided_visited": shift["avoided_visited"].mean,
        "avoided_never_visited": shift["avoided_never_visited"].mean,
        "ceiling_reached": top.reached.mean,
        "net_positive_year": positive, "payback_year": paid,
        "varies": gap.varies, "replications": gap.replications,
    }  # fmt: skip


def picture(table: pd.DataFrame, comparison: ComparisonResult) -> Any:
    """Return the chart of all variants."""
    return shift_by_variant(table, BASE, caption_of(comparison, f"variants of {PLAN}"))[0]


def write(table: pd.DataFrame, comparison: ComparisonResult, out: Path) -> None:
    """Write table, what is found at the parameters as set, and picture."""
    out.mkdir(parents=True, exist_ok=True)
    write_csv(table, out / "e01.csv")
    write_text(out / "e01.md", as_markdown(comparison, pictured=False))
    picture(table, comparison).savefig(out / "e01.png", metadata={"Software": None})


if __name__ == "__main__":
    asked(main, OUT / "e01.md")
