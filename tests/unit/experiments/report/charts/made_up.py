"""Every chart, drawn from small tables that are made up."""

from collections.abc import Callable

import networkx as nx
import numpy as np
import pandas as pd
from matplotlib.figure import Figure

from experiments.analyses.uncertainty.response_surface import response_surface
from experiments.analyses.uncertainty.surface import surface
from experiments.effects.layer_flows import MOVES
from experiments.report.charts.area_map import area_map
from experiments.report.charts.attribution import attribution
from experiments.report.charts.business_cases import business_cases
from experiments.report.charts.carried import carried
from experiments.report.charts.cumulative_net import cumulative_net
from experiments.report.charts.discovered_boxes import discovered_boxes
from experiments.report.charts.dose_response import dose_response
from experiments.report.charts.flows_between_layers import flows_between_layers
from experiments.report.charts.journey_timeline import journey_timeline
from experiments.report.charts.paired_difference import PANELS, paired_difference
from experiments.report.charts.pattern_check import pattern_check
from experiments.report.charts.payback_fan import payback_fan
from experiments.report.charts.people_by_layer import LAYERS, people_by_layer
from experiments.report.charts.personal_network import LOOK as TIES
from experiments.report.charts.personal_network import personal_network
from experiments.report.charts.places_and_waiting import PANELS as PLACES
from experiments.report.charts.places_and_waiting import THERE, places_and_waiting
from experiments.report.charts.power_by_month import power_by_month
from experiments.report.charts.robust_rollouts import robust_rollouts
from experiments.report.charts.saving_along import saving_along
from experiments.report.charts.shift_by_variant import PARTS, shift_by_variant
from experiments.report.charts.sobol_indices import sobol_indices
from experiments.report.charts.task_fields import task_fields
from experiments.report.charts.tornado import tornado
from experiments.report.charts.two_intervals import two_intervals
from experiments.report.charts.two_worlds import two_worlds
from experiments.report.charts.variance_split import LOOK as SPLIT
from experiments.report.charts.variance_split import variance_split
from experiments.report.words import Words, words_of

Draw = Callable[[Words, bool], Figure]
BASE, POLICY = "own_base", "own_plan"
CAPTION = (
    "Scenarios current and transformation; 3,000 of 67,510 residents; seed 1, replications 0 to 3; "
    "social-base 0.1.0."
)
OUTCOMES = ("indicated_users", "residents_unmet", "cost_municipality_eur")
LONG_WORD = "arbeidsongeschiktheidsverzekeringsmaatschappij"
YEARS = range(2026, 2036)


def _name(short: str, long: bool) -> str:
    return f"{short}: gebundelde wijkteams, buurthuizen en ontmoetingsplekken" if long else short


def _parameter(k: int, long: bool) -> str:
    more = "per_place_and_year" if long else "per_place"
    return f"free_access_day_activities.{k}_{more}"


def _interval(n: int, scale: float = 1.0) -> dict[str, list[float]]:
    middle, half = [scale * (k - n / 3) for k in range(n)], 1.2 * abs(scale)
    return {
        "difference": middle, "low": [m - half for m in middle],
        "high": [m + half for m in middle],
    }  # fmt: skip


def _by_month(outcomes: tuple[str, ...]) -> pd.DataFrame:
    months = pd.date_range("2021-01-01", "2035-12-01", freq="MS")
    rows = [
        {"month": month, "outcome": name, "difference": -k / 9 + j, "low": -k / 9 + j - 8,
         "high": -k / 9 + j + 8}
        for j, name in enumerate(outcomes) for k, month in enumerate(months)
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _last(outcomes: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame({"outcome": outcomes, **_interval(len(outcomes), -1234.5)})


def _layers(w: Words, long: bool) -> Figure:
    gaps = _by_month(LAYERS)
    both = pd.concat(
        gaps.assign(scenario=name, mean=1500.0 + shift) for name, shift in ((BASE, 0), (POLICY, 9))
    )
    return people_by_layer(both, gaps, _last(LAYERS), BASE, POLICY, CAPTION, w)[0]


def _difference(w: Words, long: bool) -> Figure:
    return paired_difference(_by_month(PANELS), _last(PANELS), BASE, POLICY, CAPTION, w)[0]


def _places(w: Words, long: bool) -> Figure:
    names = (*PLACES, THERE)
    gaps = _by_month(names)
    both = pd.concat(
        gaps.assign(scenario=name, mean=1500.0 + shift) for name, shift in ((BASE, 0), (POLICY, 9))
    )
    return places_and_waiting(both, gaps, _last(names), BASE, POLICY, CAPTION, w)[0]


def _cumulative(w: Words, long: bool) -> Figure:
    table = pd.DataFrame(
        [
            {"year": year, "rate": rate, "cumulative_net_eur": 1e6 * (k - 4), "low": 1e6 * (k - 9),
             "high": 1e6 * (k + 1), "share_paid_back": k / 10}
            for rate in (0.0, 0.03) for k, year in enumerate(YEARS)
        ]
    )  # fmt: skip
    return cumulative_net(table, 2029, BASE, POLICY, CAPTION, w)[0]


def _fan(w: Words, long: bool) -> Figure:
    rows = [
        {"source": source, "member": m, "year": year, "cumulative_net_eur": 1e6 * (m - 3) * k}
        for source, n in (("chance", 4), ("posterior", 9)) for m in range(n)
        for k, year in enumerate(YEARS)
    ]  # fmt: skip
    return payback_fan(pd.DataFrame(rows), 2029, BASE, POLICY, CAPTION, w)[0]


def _flows(w: Words, long: bool) -> Figure:
    table = pd.DataFrame(MOVES, columns=["source", "goal"]).assign(**_interval(len(MOVES), 1e4))
    table["base"] = [2.0 if "community" in move else 123_456.0 for move in MOVES]
    return flows_between_layers(table, BASE, POLICY, CAPTION, w)[0]


def _map(w: Words, long: bool) -> Figure:
    n = 14 if long else 5
    keys = [str(4611 + k) for k in range(n)]
    turn = np.linspace(0, 2 * np.pi, n, endpoint=False)
    places = pd.DataFrame({"postcode": keys, "area": keys, "x_km": 78 + 4 * np.cos(turn),
                           "y_km": 390 + 5 * np.sin(turn)})  # fmt: skip
    table = pd.DataFrame({"place": keys, **_interval(n)})
    table.loc[1, ["difference", "low", "high"]] = np.nan
    titles = {key: _name("Halsteren en Lepelstraat", long) for key in keys}
    told = (w("headline.residents_unmet"), w("map.when", first=2026, last=2035))
    return area_map(table, places, titles, told, BASE, POLICY, CAPTION, w)[0]


def _story(w: Words, long: bool) -> Figure:
    day = pd.Timestamp
    states = ("personal", "community", "institutional", "unmet")
    domains = ("meeting", "household", "guidance", "mobility", "upbringing", "income", "work")
    rows = [
        (scenario, lane, states[(j + k) % 4], day(f"{2021 + 3 * k}"), day(f"{2024 + 3 * k}"))
        for scenario in (BASE, POLICY) for j, lane in enumerate(domains if long else domains[:2])
        for k in range(4)
    ]  # fmt: skip
    rows += [
        (POLICY, "care", "household", day("2027"), day("2029")),
        (POLICY, "place", f"day_place/{_name('cafe_entree', long)}/3", day("2028"), day("2030")),
    ]
    spans = pd.DataFrame(rows, columns=["scenario", "lane", "state", "start", "end"])
    marks = pd.DataFrame(
        [(POLICY, day("2027"), "household", "request_made", ""),
         (POLICY, day("2028"), "household", "decided", "granted light"),
         (BASE, day("2033"), "", "left", "")],
        columns=["scenario", "month", "domain", "event", "to"],
    )  # fmt: skip
    return journey_timeline(spans, marks, day("2027-03-01"), BASE, POLICY, CAPTION, w)[0]


def _two(w: Words, long: bool) -> Figure:
    each = _last(OUTCOMES).assign(replications=4, draws=40, mean_of_draws=3.0,
                                  low_of_draws=-2e6, high_of_draws=2e6)  # fmt: skip
    singles = pd.DataFrame(
        [{"varies": v, **dict.fromkeys(OUTCOMES, 1.0 + k)} for k in range(3)
         for v in ("chance only", "chance + parameters")]
    )  # fmt: skip
    return two_intervals(each, singles, BASE, POLICY, CAPTION, w)[0]


def _attribution(w: Words, long: bool) -> Figure:
    lines = [*(f"{_name('lijn', long)} {k}" if long else f"l{k}" for k in range(8)), "whole"]
    rows = [
        {"outcome": name, "line": line, "shapley": 1e5 * (k - 2), "low": 1e5 * (k - 3),
         "high": 1e5 * (k - 1), "alone": 1e5 * k, "last": -1e5 * k}
        for name in OUTCOMES for k, line in enumerate(lines)
    ]  # fmt: skip
    return attribution(pd.DataFrame(rows), CAPTION, words_of(w.lang), 22.5)[0]


def _cases(w: Words, long: bool) -> Figure:
    n = 6
    table = pd.DataFrame({"title": [_name(f"Zaak {k}", long) for k in range(n)]})
    gain = np.arange(n) * 1e5
    table = table.assign(
        gain=gain, gain_low=gain - 1e5, gain_high=gain + 1e5, claimed_2025_eur=gain + 3e5,
        seen_2025_eur=gain, cost_2025_eur=-gain, miss=[True, False, None] * 2,
        why=["", "", "", "too_wide", "booked", "no_claim"],
        pays=["cannot tell", "yes", "no"] * 2,
        verdict=["claim inside the interval", "below", "above", *["cannot tell"] * 3],
    )  # fmt: skip
    return business_cases(table, CAPTION, w)[0]


def _carried(w: Words, long: bool) -> Figure:
    n = 12
    middle = np.arange(n) * 1e5 - 4e5
    parts = [
        pd.DataFrame({"title": [f"{_name('mechanisme', long)[:60]} {k}" for k in range(n)],
                      "carries": middle, "carries_low": middle - 1e5, "carries_high": middle + 1e5,
                      "whole": 3e5, "whole_low": 2e5, "whole_high": 4e5, "outcome": name})
        for name in OUTCOMES
    ]  # fmt: skip
    return carried(pd.concat(parts), _name("Eén getal draagt meer dan de helft", long), CAPTION,
                   w)[0]  # fmt: skip


def _patterns(w: Words, long: bool) -> Figure:
    sizes = {"FIT": 14, "NEXT": 2, "VAL": 7, "CHECK": 4, "ANALOGUE": 5}
    rows = [
        {"id": f"health.wk07480{k}_informal_carer_18plus_{2010 + j}", "use": use, "observed": 0.2,
         "median": 0.1 + k / 30, "low": 0.05, "high": 0.5, "bound_low": 0.1, "bound_high": 0.3,
         "hit": (True, False, None)[k % 3]}
        for j, (use, n) in enumerate(sizes.items()) for k in range(n)
    ]  # fmt: skip
    table = pd.DataFrame(rows).astype({"hit": "boolean"})
    return pattern_check(table, CAPTION, w)[0]


def _network(w: Words, long: bool) -> Figure:
    kinds = tuple(TIES)
    now: nx.Graph[int] = nx.Graph()
    for k in range(16 if long else 4):
        now.add_edge(1, k + 2, kind=kinds[k % len(kinds)], strength=k / 16, helps=k % 3 == 0)
    later = now.copy()
    later.remove_node(3)
    later.add_edge(1, 99, kind="kin", strength=0.5, helps=False)
    return personal_network(now, later, 1, ("2021-01", "2026-01"), CAPTION, w)[0]


def _split(w: Words, long: bool) -> Figure:
    shares = dict(zip(SPLIT, (0.05, 0.27, 0.01, 0.3, 0.37), strict=True))
    rows = [
        {"outcome": name, "part": part, "share": share, "draws": 250, "twice": 50}
        for name in OUTCOMES for part, share in shares.items()
    ]  # fmt: skip
    return variance_split(pd.DataFrame(rows), CAPTION, w)[0]


def _boxes(w: Words, long: bool) -> Figure:
    names = [_parameter(k, long) for k in range(3)]
    points = pd.DataFrame({name: np.linspace(0, 1 + k, 24) for k, name in enumerate(names)})
    points = points.assign(value=np.arange(24.0), low=np.arange(24.0) - 2, high=np.arange(24.0) + 2)
    points = points.assign(holds=points["value"] > 9, training=points.index % 2 == 0)
    limits = pd.DataFrame(
        [{"kind": kind, "box": 0, "parameter": name, "low": 0.2, "high": np.nan, "swept_low": 0.0,
          "swept_high": 1.0 + k, "head": _name("Doos 1: 11 van 12 (65 tot 99%)", long)}
         for kind in ("fails", "holds") for k, name in enumerate(names)]
    )  # fmt: skip
    labels = {name: name for name in names} | {"value": "netto besparing, miljoen euro"}
    return discovered_boxes(
        points, limits, labels, 5.0, _name("Alles hangt aan een getal", long), CAPTION, w
    )[0]


def _doses(w: Words, long: bool) -> Figure:
    rows = [
        {"outcome": name, "seats": dose, "teams": team, "difference": -dose - team,
         "low": -dose - team - 0.4, "high": 0.4 - dose - team}
        for name in OUTCOMES for dose in (0.25, 0.5, 1.0) for team in (0.5, 1.0)
    ]  # fmt: skip
    table = pd.DataFrame(rows)
    lines = {_name(f"teams {t:.0%}", long): table["teams"] == t for t in (0.5, 1.0)}
    titles = {name: w(f"headline.{name}") for name in OUTCOMES}
    return dose_response(table, "seats", lines, titles, "dosis", "Een halve dosis brengt de helft",
                         CAPTION, w)[0]  # fmt: skip


def _power(w: Words, long: bool) -> Figure:
    rows = [
        {"design": d, "outcome": o, "months": m, "power": m / 60}
        for d in ("waves", "areas") for o in ("indicated_users", "residents_unmet")
        for m in (12, 24, 36, 48)
    ]  # fmt: skip
    titles = {"waves": _name("in golven", long), "areas": _name("per gebied", long)}
    return power_by_month(
        pd.DataFrame(rows), titles, 0.8, "Geen onderzoek zegt het op tijd", CAPTION, w
    )[0]


def _rollouts(w: Words, long: bool) -> Figure:
    rows = [
        {"objective": o, "candidate": f"c{k}", "mean": 1e6 * k, "mean_low": 1e6 * (k - 1),
         "mean_high": 1e6 * (k + 1), "regret_max": 2e6, "regret_max_low": 1e6,
         "regret_max_high": 3e6, "within_budget": k % 2 == 0, "cost_year": 1e6 * k, "cost_low": 1e6,
         "cost_high": 3e6}
        for o in ("worth_2035", "net_saving_2035") for k in range(6)
    ]  # fmt: skip
    titles = {f"c{k}": _name(f"uitrol {k}", long) for k in range(6)}
    return robust_rollouts(pd.DataFrame(rows), titles, 2e6, "Klein is veilig", CAPTION, w)[0]


def _variants(w: Words, long: bool) -> Figure:
    table = pd.DataFrame({"variant": [_name(f"v{k}", long) for k in range(5)], **_interval(5)})
    table = table.assign(participants=1234.0, **dict.fromkeys(PARTS, 100.0))
    return shift_by_variant(table, BASE, CAPTION, w)[0]


def _indices(kinds: tuple[str, ...], long: bool) -> pd.DataFrame:
    rows = [
        {"outcome": name, "parameter": _parameter(k, long), "index": index, "value": 0.4 - k / 30,
         "status": ("assumed", "group", "sourced")[k % 3], "low": 0.3 - k / 30,
         "high": 0.5 - k / 30, "direction": (-1.0, 0.1, 1.0)[k % 3], "floor": 0.05}
        for name in OUTCOMES[:2] for k in range(10) for index in kinds
    ]  # fmt: skip
    return pd.DataFrame(rows)


def _tornado(w: Words, long: bool) -> Figure:
    title, units = _name("Eén getal verzet het meest", long), dict.fromkeys(OUTCOMES, "inwoners")
    return tornado(_indices(("mu_star",), long), "mu_star", units, title, CAPTION, w)[0]


def _sobol(w: Words, long: bool) -> Figure:
    table, groups = _indices(("S1", "ST"), long), [_parameter(1, long)]
    title = _name("Eén getal verzet het meest", long)
    return sobol_indices(table, groups, title, CAPTION, w)[0]


def _surface(w: Words, long: bool) -> Figure:
    grid = np.arange(160.0)
    drawn = pd.DataFrame({_parameter(k, long): np.sin(grid * (k + 1)) for k in range(4)})
    net = 1e6 * (drawn.sum(axis=1).to_numpy() + np.cos(grid * 9))
    found = surface(drawn, net, np.arange(160))
    assert found is not None
    return response_surface(found, CAPTION, w)[0]


def _along(w: Words, long: bool) -> Figure:
    names = [_parameter(k, long) for k in range(4)]
    line = np.linspace(0.0, 1.0, 20)
    table = pd.concat(
        pd.DataFrame({"parameter": name, "value": line, "saving": line**2}) for name in names
    )
    title = LONG_WORD if long else "teams helpen zelf"
    chosen = pd.DataFrame({"parameter": names, "value": 0.5, "saving": 0.25, "title": title})
    return saving_along(table, chosen, "kans", _name("een kwart", long), CAPTION, w)[0]


def _fields(w: Words, long: bool) -> Figure:
    table = pd.DataFrame({"code": [f"6.71{k}" for k in range(8)], **_interval(8, 1e6)})
    table = table.assign(name=_name("Begeleiding (Wmo)", long))
    finding = _name("1,3 miljoen euro extra", long)
    return task_fields(table, "verschil, miljoen euro per jaar", finding, CAPTION, w)[0]


def _any_two(w: Words, long: bool) -> Figure:
    gaps = _by_month(LAYERS)
    bands = pd.concat(
        gaps[["month", "outcome"]].assign(scenario=name, mean=500.0) for name in (BASE, POLICY)
    )
    titles = {name: (_name("Onvervuld", long), "open behoeften") for name in LAYERS}
    finding = _name("Vaker onvervuld", long)
    return two_worlds(bands, gaps, titles, (BASE, POLICY), finding, CAPTION, w)[0]


CHARTS: dict[str, Draw] = {
    "area_map": _map,
    "attribution": _attribution,
    "business_cases": _cases,
    "carried": _carried,
    "cumulative_net": _cumulative,
    "discovered_boxes": _boxes,
    "dose_response": _doses,
    "flows_between_layers": _flows,
    "journey_timeline": _story,
    "paired_difference": _difference,
    "pattern_check": _patterns,
    "payback_fan": _fan,
    "people_by_layer": _layers,
    "personal_network": _network,
    "places_and_waiting": _places,
    "power_by_month": _power,
    "response_surface": _surface,
    "robust_rollouts": _rollouts,
    "saving_along": _along,
    "shift_by_variant": _variants,
    "sobol_indices": _sobol,
    "task_fields": _fields,
    "tornado": _tornado,
    "two_intervals": _two,
    "two_worlds": _any_two,
    "variance_split": _split,
}
