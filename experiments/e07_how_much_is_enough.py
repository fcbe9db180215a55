"""Ask how much of the plan's two main levers is enough: teams and free-access day activities.

The whole plan at several doses of both, and with more seats in each place for the same money, from
`sweeps/how_much_is_enough.yaml`; the other lines stay as planned. All on common random
numbers, so that a step from one dose to the next has an interval of its own.

Run: python -m experiments.e07_how_much_is_enough
"""

from pathlib import Path
from textwrap import fill

import pandas as pd

from experiments.analyses.doses.dose_response import dose_table, enough, full_point, without_twice
from experiments.effects.headline_years import headline_years
from experiments.effects.intervals import Interval
from experiments.report.charts.dose_response import MILLION, dose_response
from experiments.report.number_format import ENGLISH, signed
from experiments.report.tables import write_csv
from experiments.results.manifest import software_version
from experiments.sweep.file import Sweep, read_sweep
from experiments.sweep.run_figures import gaps
from experiments.sweep.sweep import SweepResult, sweep
from model.inputs.municipality import load_municipality

FILE = "how_much_is_enough"
OUT = Path("results/e07")
TEAMS, PLACES = "strong_local_teams.dose", "free_access_day_activities.dose"
SEATS = "free_access_day_activities.seats_per_daypart"
RESERVED = "free_access_day_activities.reserved"
WIDTH = 130
"""Letters in a line of the picture's title."""
TITLES = {
    "indicated_users": "residents with indicated care",
    "residents_unmet": "residents of 18 and over who would say they need more help",
    "needs_unmet": "unmet needs",
    "cost_municipality_eur": "cost to the municipality, million euros of 2025 a year",
}
"""What is drawn; the file keeps indicated day activities as well, which stand in the table."""


def main(
    residents: int | None = None,
    replications: int | None = None,
    months: int | None = None,
    seed: int = 1,
    workers: int | None = None,
    out: str | Path = OUT,
    quiet: bool = False,
) -> pd.DataFrame:
    """Run the experiment; write `e07.csv`, `e07.png`, `e07.md` and the sweep into `out`.

    Parameters
    ----------
    residents, replications, months
        Those of the file by default: 10,000 residents, ten replications, to the end of 2035, some
        five minutes on two cores.
    seed, workers, quiet
        As for `sweep`.
    out : path

    Returns
    -------
    DataFrame
        What each point does to each outcome, for all residents of the municipality: see
        `dose_table`. `step` is that of the teams' dose; `seats, seats_low, seats_high` what the
        seats beyond the planned ones change, `reserved, reserved_low, reserved_high` what it
        changes to keep seats for who was referred.
    """
    request = read_sweep(FILE).of_size(
        residents=residents, replications=replications, months=months, seed=seed
    )
    result = sweep(request, out=Path(out) / "sweep", workers=workers, quiet=quiet)
    table = table_of(result)
    write_csv(table, Path(out) / "e07.csv")
    (Path(out) / "e07.md").write_text(f"# How much is enough\n\n{words(table)}\n", encoding="utf-8")
    figure, _ = dose_response(
        table, TEAMS, lines_of(table), {n: f"{t}, difference" for n, t in TITLES.items()},
        "dose of strong local teams", finding(table), caption_of(request),
    )  # fmt: skip
    figure.savefig(Path(out) / "e07.png", metadata={"Software": None})
    return table


def table_of(result: SweepResult) -> pd.DataFrame:
    """Return what each point does, for all residents of the municipality."""
    request = result.sweep
    base, plan = (scenario.name for scenario in request.scenarios)
    full = full_point(request.points, request.scenarios[1])
    apart = gaps(result, base, plan, request.outcomes)
    table, by_seats, by_reserved = (
        dose_table(apart, request.points, full, along, factor_of(request))
        for along in (TEAMS, SEATS, RESERVED)
    )
    steps = {
        f"{name}{end}": by[f"step{end}"]
        for name, by in (("seats", by_seats), ("reserved", by_reserved))
        for end in ("", "_low", "_high")
    }
    return without_twice(table.assign(**steps), PLACES, [SEATS, RESERVED])


def factor_of(request: Sweep) -> float:
    """Return residents of the municipality over those simulated."""
    everybody = load_municipality(request.municipality).residents
    return everybody / (request.residents or everybody)


def lines_of(table: pd.DataFrame) -> dict[str, "pd.Series[bool]"]:
    """Return the lines of the picture: one per dose of the places and number of seats."""
    words = {0.0: "no day places", 0.5: "half dose of day places", 1.0: "day places as planned"}
    planned = table[SEATS].min()
    lines = {}
    for seats in sorted(table[SEATS].unique()):
        for dose in sorted(table[PLACES].unique()):
            chosen = (table[PLACES] == dose) & (table[SEATS] == seats) & (table[RESERVED] == 0)
            more = "" if seats == planned else f", {seats:g} seats"
            if chosen.any():
                lines[f"{words.get(dose, f'dose {dose:g} of day places')}{more}"] = chosen
    return lines


def _at(table: pd.DataFrame, outcome: str, teams: float, places: float) -> "pd.Series[float]":
    rows = table[(table["outcome"] == outcome) & (table[SEATS] == table[SEATS].min())]
    chosen = (rows[TEAMS] == teams) & (rows[PLACES] == places) & (rows[RESERVED] == 0)
    return rows[chosen].iloc[0]


def finding(table: pd.DataFrame) -> str:
    """Say what half the dose of both brings, of outcomes that the plan moves beyond chance."""
    shares = []
    for name, title in TITLES.items():
        full, half = (_at(table, name, dose, dose) for dose in (1.0, 0.5))
        if _clear(full):
            span = f"{half['share_low']:.0%} to {half['share_high']:.0%}"
            shares.append(f"{half['share']:.0%} ({span}) on {title.split(',')[0]}")
    if table["replications"].min() < 2:
        return "One replication: what a dose does cannot be distinguished from chance"
    if not shares:
        return "No dose moves indicated care, unmet needs or cost distinguishably from zero"
    head = "Half the dose of teams and day places, in per cent of the plan's effect: "
    return fill(head + ", ".join(shares), WIDTH)


def words(table: pd.DataFrame) -> str:
    """Say of each outcome what the plan does, what half of it does, and where steps end."""
    last = enough(table, TEAMS, {PLACES: 1.0, SEATS: table[SEATS].min(), RESERVED: 0.0})
    lines = []
    for name, title in TITLES.items():
        full, half = (_at(table, name, dose, dose) for dose in (1.0, 0.5))
        line = f"- {title}: the plan {_figures(full, 'difference', name)}"
        if _clear(full):
            line += f", half of both doses {_figures(half, 'difference', name)}, which is "
            line += f"{half['share']:.0%} ({half['share_low']:.0%} to {half['share_high']:.0%})"
        dose = last[name]
        line += (
            "; no single step of the teams' dose is distinguishable from zero"
            if dose is None
            else "; the last step of the teams' dose that is distinguishable from zero "
            f"ends at {dose:.0%}"
        )
        lines.append(f"{line}; {_of_seats(table, name)}; {_of_reserved(table, name)}.")
    lines.append(
        "\nDifferences with current policy, for all residents; 95% intervals, chance only "
        f"({int(table['replications'].min())} replications). A step that is not "
        "distinguishable from zero is not shown to be zero. "
        f"{ENGLISH('no_parameters')}"
    )
    return "\n".join(lines)


def _of_seats(table: pd.DataFrame, name: str) -> str:
    """Say what more seats in each place do beside the plan, on common random numbers."""
    rows = _whole_plan(table, name)
    rows = rows[rows[RESERVED] == 0]
    more = rows.iloc[int(rows[SEATS].argmax())]
    return (
        f"{more[SEATS]:g} seats a daypart in each place instead of {rows[SEATS].min():g} change "
        f"that by {_figures(more, 'seats', name)}"
    )


def _of_reserved(table: pd.DataFrame, name: str) -> str:
    """Say what seats kept for the referred do beside the plan, on common random numbers."""
    rows = _whole_plan(table, name)
    rows = rows[rows[SEATS] == rows[SEATS].min()]
    kept = rows.iloc[int(rows[RESERVED].argmax())]
    return (
        f"{kept[RESERVED]:.0%} of the seats kept for who was referred change it by "
        f"{_figures(kept, 'reserved', name)}"
    )


def _whole_plan(table: pd.DataFrame, name: str) -> pd.DataFrame:
    return table[(table["outcome"] == name) & (table[TEAMS] == 1) & (table[PLACES] == 1)]


def _figures(row: "pd.Series[float]", what: str, name: str) -> str:
    """Return a figure with its interval; money in millions, as its title says."""
    unit = MILLION if name.endswith("_eur") else 1.0
    prefix = "" if what == "difference" else f"{what}_"
    figure, *span = (
        signed(row[c] / unit, ENGLISH) for c in (what, f"{prefix}low", f"{prefix}high")
    )
    return f"{figure} ({' to '.join(span)})" if pd.notna(row[f"{prefix}low"]) else figure


def _clear(row: "pd.Series[float]") -> bool:
    return Interval(row["difference"], row["low"], row["high"], 2).differs


def caption_of(request: Sweep) -> str:
    """Say scenarios, size, seeds and version in one line."""
    base, plan = (scenario.name for scenario in request.scenarios)
    years, size = headline_years(request.months, parted=None), request.residents or 0
    full = load_municipality(request.municipality).residents
    return (
        f"{plan} with other doses against {base}, the other lines as planned; per {full:,} "
        f"residents ({size or full:,} simulated), means over {years[0]}-{years[-1]}; "
        f"{request.replications} replications, seed {request.seed}; "
        f"social-base {software_version()}."
    )


if __name__ == "__main__":
    main()
