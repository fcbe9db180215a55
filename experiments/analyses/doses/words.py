"""How much of the plan's two main levers is enough, in words."""

from textwrap import fill

import pandas as pd

from experiments.analyses.doses.dose_response import enough
from experiments.effects.intervals import Interval, interval_in
from experiments.report.number_format import percent, with_bounds
from experiments.report.opening import asked_first, change, opened, together, two_sentences
from experiments.report.words import Words
from experiments.results.manifest import software_version
from experiments.sweep.file import Sweep
from experiments.sweep.summary import years_of
from model.inputs.municipality import load_municipality

TEAMS, PLACES = "strong_local_teams.dose", "free_access_day_activities.dose"
SEATS = "free_access_day_activities.seats_per_daypart"
RESERVED = "free_access_day_activities.reserved"
WIDTH = 130
"""Letters in a line of the picture's title."""
TOLD = ("indicated_users", "residents_unmet", "needs_unmet", "cost_municipality_eur")
"""What is drawn and told; the file keeps indicated day activities as well, for the table."""
MILLION = 1e6


def as_markdown(table: pd.DataFrame, request: Sweep, w: Words) -> str:
    """Return the findings: what the plan does, what half of it does, and where steps end.

    Parameters
    ----------
    table : DataFrame
        As `table_of` of e07 returns it, for all residents of the municipality.
    request : Sweep
    w : Words
    """
    last = enough(table, TEAMS, {PLACES: 1.0, SEATS: table[SEATS].min(), RESERVED: 0.0})
    lines = opened(w("doses.title"), opening(table, request, w))
    lines += [_of_outcome(table, name, last[name], w) for name in TOLD]
    n = int(table["replications"].min())
    return "\n".join([*lines, "", w("doses.how", n=n, no_parameters=w("no_parameters"))]) + "\n"


def opening(table: pd.DataFrame, request: Sweep, w: Words) -> str:
    """Say what half of both doses and the whole of them change, and how sure that is."""
    base, plan = (scenario.name for scenario in request.scenarios)
    names, n = asked_first([name for name in TOLD if name in set(table["outcome"])]), 0
    said = {}
    for part, dose in (("half", 0.5), ("whole", 1.0)):
        spans = {name: _span(at(table, name, dose, dose), "difference") for name in names}
        said[part] = together([change(name, span, w) for name, span in spans.items()], w)
        n = max(span.replications for span in spans.values())
    answer = w("opening.doses.answer", plan=w.world(plan), base=w.world(base),
               years=years_of(request), **said)  # fmt: skip
    if n < 2:
        return two_sentences(answer, w("opening.once"))
    return two_sentences(
        answer, w("opening.brackets", n=n, unmeasured=w("opening.unmeasured"))
    )  # fmt: skip


def _of_outcome(table: pd.DataFrame, name: str, step: float | None, w: Words) -> str:
    full, half = (at(table, name, dose, dose) for dose in (1.0, 0.5))
    told = ""
    if _span(full, "difference").differs:
        share = {n: percent(half[c], w) for n, c in
                 (("share", "share"), ("low", "share_low"), ("high", "share_high"))}  # fmt: skip
        told = w("doses.half", half=_figures(half, "difference", name, w), **share)
    return w(
        "doses.each", outcome=w(f"doses.outcome.{name}"), half=told,
        full=_figures(full, "difference", name, w),
        step=w("doses.no_step") if step is None else w("doses.step", dose=percent(step, w)),
        seats=_of_seats(table, name, w), reserved=_of_reserved(table, name, w),
    )  # fmt: skip


def at(table: pd.DataFrame, outcome: str, teams: float, places: float) -> "pd.Series[float]":
    """Return the row of one outcome at two doses, seats as planned."""
    rows = table[(table["outcome"] == outcome) & (table[SEATS] == table[SEATS].min())]
    chosen = (rows[TEAMS] == teams) & (rows[PLACES] == places) & (rows[RESERVED] == 0)
    return rows[chosen].iloc[0]


def finding(table: pd.DataFrame, w: Words) -> str:
    """Say what half the dose of both brings, of outcomes that the plan moves beyond chance."""
    shares = []
    for name in TOLD:
        full, half = (at(table, name, dose, dose) for dose in (1.0, 0.5))
        if _span(full, "difference").differs:
            low, high = (percent(half[end], w) for end in ("share_low", "share_high"))
            outcome = w(f"doses.outcome.{name}").split(",")[0]
            shares.append(w("doses.finding_each", share=percent(half["share"], w), low=low,
                            high=high, outcome=outcome))  # fmt: skip
    if table["replications"].min() < 2:
        return w("doses.finding_once")
    if not shares:
        return w("doses.finding_none")
    return fill(w("doses.finding", shares=", ".join(shares)), WIDTH)


def lines_of(table: pd.DataFrame, w: Words) -> dict[str, "pd.Series[bool]"]:
    """Return the lines of the picture: one per dose of the places and number of seats."""
    named = {0.0: "none", 0.5: "half", 1.0: "planned"}
    planned = table[SEATS].min()
    lines = {}
    for seats in sorted(table[SEATS].unique()):
        for dose in sorted(table[PLACES].unique()):
            chosen = (table[PLACES] == dose) & (table[SEATS] == seats) & (table[RESERVED] == 0)
            more = "" if seats == planned else w("doses.more_seats", seats=f"{seats:g}")
            fields = {} if dose in named else {"dose": w.figure(dose, "g")}
            name = w(f"doses.line.{named.get(dose, 'other')}", **fields)
            if chosen.any():
                lines[f"{name}{more}"] = chosen
    return lines


def titles_of(w: Words) -> dict[str, str]:
    """Return what stands above each panel of the picture."""
    return {name: w("doses.difference", outcome=w(f"doses.outcome.{name}")) for name in TOLD}


def _of_seats(table: pd.DataFrame, name: str, w: Words) -> str:
    """Say what more seats in each place do beside the plan, on common random numbers."""
    rows = _whole_plan(table, name)
    rows = rows[rows[RESERVED] == 0]
    more = rows.iloc[int(rows[SEATS].argmax())]
    return w("doses.seats", more=f"{more[SEATS]:g}", planned=f"{rows[SEATS].min():g}",
             figures=_figures(more, "seats", name, w))  # fmt: skip


def _of_reserved(table: pd.DataFrame, name: str, w: Words) -> str:
    """Say what seats kept for the referred do beside the plan, on common random numbers."""
    rows = _whole_plan(table, name)
    rows = rows[rows[SEATS] == rows[SEATS].min()]
    kept = rows.iloc[int(rows[RESERVED].argmax())]
    share = percent(kept[RESERVED], w)
    return w("doses.reserved", share=share, figures=_figures(kept, "reserved", name, w))


def _whole_plan(table: pd.DataFrame, name: str) -> pd.DataFrame:
    return table[(table["outcome"] == name) & (table[TEAMS] == 1) & (table[PLACES] == 1)]


def _figures(row: "pd.Series[float]", what: str, name: str, w: Words) -> str:
    """Return a figure with its interval; money in millions, as its title says."""
    span = _span(row, what).times(1 / (MILLION if name.endswith("_eur") else 1.0))
    return with_bounds(span, w, signed=True)


def _span(row: "pd.Series[float]", what: str) -> Interval:
    return interval_in(row, what, "" if what == "difference" else None)


def caption_of(request: Sweep, w: Words) -> str:
    """Say scenarios, size, seeds and version in one line."""
    base, plan = (scenario.name for scenario in request.scenarios)
    full = load_municipality(request.municipality).residents
    return w(
        "doses.caption", plan=w.world(plan), base=w.world(base), full=w.figure(full, ","),
        size=w.figure(request.residents or full, ","), years=years_of(request),
        n=request.replications, seed=request.seed, version=software_version(),
    )  # fmt: skip
