"""Attribution: which worlds are run, what a cell is worth, shares that add up, honest words."""

from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from string import Formatter

import numpy as np
import pandas as pd
import pytest
import yaml
from matplotlib.backends.backend_agg import FigureCanvasAgg

from experiments.analyses.attribution.attribute import attribute, divided, picture
from experiments.analyses.attribution.lines import Lines, coalition, lines_of, sweep_of
from experiments.analyses.attribution.result import AttributionResult
from experiments.analyses.attribution.shapley import sampled_orders
from experiments.analyses.attribution.values import (
    ALL_LINES,
    DECEMBER,
    EUROS,
    MEAN,
    divide,
    largest_rounding,
    tables_for,
    values_of,
)
from experiments.analyses.attribution.words import as_markdown, opening
from experiments.e04_which_line_brings_what import for_all_residents
from experiments.effects.intervals import paired
from experiments.execution.replications import ReplicationError
from experiments.report.words import FOLDER, words_of
from experiments.sweep.sweep import SweepResult
from model.errors import InputError
from model.inputs.prices import price_level
from model.measures.outcomes import COST, HEADLINES
from model.scenario.scenario import NEVER, first_difference, load_scenario
from tests.unit.experiments.forged import as_finished

TOWN = "bergen_op_zoom"
PLAN = (
    "strong_local_teams", "free_access_day_activities", "stronger_social_base", "fast_track",
)  # fmt: skip
OUTCOMES = ("indicated_users", "needs_unmet", "cost_municipality_eur")


def plan(samples: int | None = None) -> Lines:
    return lines_of("transformation", None, TOWN, samples, seed=1)


# -- which worlds ------------------------------------------------------------------------------


def test_lines_are_the_levers_that_differ() -> None:
    lines = plan()
    assert lines.names == PLAN
    assert lines.orders is None
    assert lines.coalitions == list(range(16))
    assert (lines.world(0), lines.world(15)) == ("current", "transformation")
    assert lines.members(0b0101) == (PLAN[0], PLAN[2])


@pytest.mark.parametrize(
    ("members", "scenario"),
    [(0, "current"), (0b0001, "local_teams_only"), (0b0010, "day_activities_only"),
     (0b0100, "social_base_only"), (0b1000, "fast_track_only"), (0b1111, "transformation")],
)  # fmt: skip
def test_worlds_are_those_of_the_shipped_scenarios(members: int, scenario: str) -> None:
    """A world with one line is the shipped scenario of that line, whatever it is called."""
    assert first_difference(coalition(plan(), members), load_scenario(scenario)) == NEVER


def test_a_line_may_be_that_something_is_left_out() -> None:
    lines = lines_of("no_cases", None, TOWN, None, seed=1)
    assert len(lines.names) == 13
    assert len(lines.orders or ()) == 16
    for world in (0, 1, 1 << 7, (1 << 13) - 1):
        made = coalition(lines, world)
        gone = {u.name for u in load_scenario("current").levers} - {u.name for u in made.levers}
        assert gone == set(lines.members(world))


def test_changes_hold_in_every_world() -> None:
    name = "access.know_free_team"
    lines = lines_of("transformation", {name: 0.9, "fast_track.cost_year": 5.0}, TOWN, None, 1)
    for members in lines.coalitions:
        made = coalition(lines, members)
        assert made.processes["access"].know_free_team == 0.9
        costs = {u.parameters.cost_year for u in made.levers if u.name == "fast_track"}
        assert costs == ({5.0} if members >> 3 else set())


def test_drawn_orders_need_fewer_worlds() -> None:
    lines = plan(samples=4)
    sweep = sweep_of(lines, OUTCOMES, ("monthly",), replications=2, residents=600, months=72)
    assert lines.orders == tuple(sampled_orders(4, 4, 1))
    assert len(sweep.scenarios) == len(lines.coalitions) < 16
    assert {lines.world(c) for c in lines.coalitions} == {s.name for s in sweep.scenarios}
    assert plan(samples=24).orders is None  # all there are


def test_the_parent_of_a_file_is_found_from_the_file(tmp_path: Path) -> None:
    levers = "levers:\n  - {lever: fast_track, start: 2027-01}\n"
    (tmp_path / "one.yaml").write_text(f"name: one\ntitle: One\non: current\n{levers}")
    levers = "levers:\n  - {lever: own_contribution, start: 2028-01}\n"
    (tmp_path / "two.yaml").write_text(f"name: two\ntitle: Two\non: one.yaml\n{levers}")
    lines = lines_of(tmp_path / "two.yaml", None, TOWN, None, seed=1)
    assert lines.names == ("own_contribution",)
    assert lines.parent.name == "one"


def test_what_cannot_be_divided_is_refused(tmp_path: Path) -> None:
    more = tmp_path / "more.yaml"
    more.write_text("name: more\ntitle: M\non: transformation\nparameters: {seeking.wait: 0.3}\n")
    same = tmp_path / "same.yaml"
    same.write_text("name: same\ntitle: S\non: transformation\n")
    for scenario, words in (
        ("current", "extends no other"),
        (more, "also sets parameters of seeking"),
        (same, "uses the same levers"),
        ("transformatoin", "Did you mean 'transformation'"),
    ):
        with pytest.raises(InputError, match=words):
            attribute(scenario, out=tmp_path / "out")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"samples": 3}, "even number of orders"),
        ({"samples": 0}, "even number"),
        ({"outcomes": ["indicated_usres"]}, "Did you mean 'indicated_users'"),
        ({"outcomes": []}, "no outcome is given"),
        ({"months": 60}, "begin in 2026-01"),
        ({"months": 71}, "begin in 2026-01"),
        ({"months": 6}, "whole years"),
        ({"lang": "fr"}, "give one of en, nl"),
    ],
)
def test_wrong_options_are_refused(tmp_path: Path, wrong: dict[str, object], words: str) -> None:
    with pytest.raises(InputError, match=words):
        attribute(out=tmp_path / "out", **wrong)  # type: ignore[arg-type]
    assert list(tmp_path.iterdir()) == []


# -- what a cell is worth ------------------------------------------------------------------------


def small_sweep(tmp_path: Path) -> tuple[SweepResult, dict[str, pd.DataFrame]]:
    """Write the tables of a small sweep by hand: two worlds, two replications, 2026 and 2027."""
    lines = lines_of("fast_track_only", None, TOWN, None, 1)
    sweep = sweep_of(lines, OUTCOMES, tables_for(OUTCOMES), replications=2, months=84)
    worlds = tuple(load_scenario(name) for name in ("current", "fast_track_only"))
    sweep = replace(sweep, scenarios=worlds)
    months = pd.date_range("2025-01-01", periods=36, freq="MS")
    runs = pd.MultiIndex.from_product(
        [[0], ["current", "fast_track_only"], [0, 1], months, ["noord", "zuid"]],
        names=["point", "scenario", "replication", "month", "area"],
    ).to_frame(index=False)
    numbers = np.arange(len(runs), dtype=float)
    monthly = runs.assign(indicated_users=numbers % 7, needs_unmet=3.0 + (runs["area"] == "zuid"),
                          cost_municipality_eur=100.0 + numbers % 5)  # fmt: skip
    busy = (runs["month"].dt.month == 1) & (runs["area"] == "zuid")
    days = np.where(runs["month"].dt.month == 2, np.nan, np.where(busy, 10.0, 50.0))
    monthly = monthly.assign(waiting_access_days_mean=days, decisions=np.where(busy, 39, 1))
    parts = []
    for band, share in (("0-17", 0.25), ("85+", 0.75)):
        rows = runs.assign(domain="meeting", age_band=band)
        parts.append(rows.assign(needs_unmet=monthly["needs_unmet"] * share))
    layers = pd.concat(parts)
    # cells without needs are not in `layers`: the old of one run are without
    gone = (layers["age_band"] == "85+") & (layers["scenario"] == "current")
    layers = layers[~(gone & (layers["replication"] == 1))]
    groups = pd.MultiIndex.from_product(
        [[0], ["current", "fast_track_only"], [0, 1], [2025, 2026, 2027], ["age_band", "sex"],
         ["0-17", "85+"], ["indicated_users", "lonely"]],
        names=["point", "scenario", "replication", "year", "dimension", "group", "outcome"],
    ).to_frame(index=False)  # fmt: skip
    groups = groups.assign(value=np.arange(len(groups), dtype=float))
    tables = {"monthly": monthly, "layers": layers, "groups": groups}
    for name, table in tables.items():
        (tmp_path / name).mkdir()
        table.to_parquet(tmp_path / name / "part-00000.parquet", index=False)
    return SweepResult(as_finished(tmp_path), sweep), tables


def worth(values: pd.DataFrame, **cell: object) -> float:
    chosen = np.logical_and.reduce([values[name] == value for name, value in cell.items()])
    (figure,) = values["value"][chosen]
    return float(figure)


def test_areas_and_age_bands_add_up_to_the_town(tmp_path: Path) -> None:
    values = values_of(small_sweep(tmp_path)[0], OUTCOMES)
    keys = ["outcome", "scenario", "replication"]
    sums = values.groupby(["dimension", *keys])["value"].sum()
    pd.testing.assert_series_equal(sums["area"], sums["total"])
    unmet = sums["total"].xs("needs_unmet")
    young_only = ("current", 1)  # whose old have no needs at all
    assert sums["age"].xs("needs_unmet").drop(young_only).to_dict() == pytest.approx(
        unmet.drop(young_only).to_dict()
    )
    old = values[(values["group"] == "85+") & (values["outcome"] == "needs_unmet")]
    assert len(old) == 4
    assert worth(old, scenario="current", replication=1) == 0.0


def test_cells_are_means_of_the_headline_years(tmp_path: Path) -> None:
    result, tables = small_sweep(tmp_path)
    values = values_of(result, OUTCOMES)
    run = {"scenario": "fast_track_only", "replication": 1}
    rows = tables["monthly"]
    rows = rows[(rows["scenario"] == run["scenario"]) & (rows["replication"] == 1)]
    rows = rows[(rows["month"].dt.year >= 2026) & (rows["area"] == "noord")]
    users = worth(values, **run, outcome="indicated_users", dimension="area", group="noord")
    assert users == pytest.approx(rows["indicated_users"].mean())
    growth = load_scenario("current").processes["money"].index_after
    prices = np.array([price_level(year, growth) for year in rows["month"].dt.year])
    euros = worth(values, **run, outcome="cost_municipality_eur", group="noord", counted=EUROS)
    assert euros == pytest.approx((rows["cost_municipality_eur"] / prices).sum() / 2)
    decembers = tables["groups"].query(
        "scenario == 'fast_track_only' and replication == 1 and year > 2025 and "
        "dimension == 'age_band' and group == '85+' and outcome == 'indicated_users'"
    )
    users = worth(values, **run, outcome="indicated_users", group="85+", counted=DECEMBER)
    assert users == pytest.approx(decembers["value"].mean())


def test_a_mean_of_town_or_area_is_weighed_over_months(tmp_path: Path) -> None:
    """Fault F3: a month with one decision counted as much as one with hundreds."""
    result, _ = small_sweep(tmp_path)
    values = values_of(result, ["waiting_access_days_mean"])
    run = {"scenario": "fast_track_only", "replication": 1}
    # a year of zuid: 39 files of 10 days, then ten months of one file of 50; of noord: eleven of 50
    assert worth(values, **run, group="zuid") == pytest.approx((39 * 10 + 10 * 50) / 49)
    assert worth(values, **run, group="noord") == pytest.approx(50)
    assert worth(values, **run, group="town") == pytest.approx((39 * 10 + 21 * 50) / 60)


def test_only_tables_that_are_read_are_asked_for() -> None:
    assert tables_for(["cost_municipality_eur"]) == ("monthly",)
    assert tables_for(["needs_unmet"]) == ("monthly", "layers")
    assert tables_for(["overloaded_carers"]) == ("monthly", "groups")


# -- divided -------------------------------------------------------------------------------------

EFFECT = {PLAN[0]: -30.0, PLAN[1]: -5.0, PLAN[2]: 8.0, PLAN[3]: 0.0}


def by_hand(
    lines: Lines, replications: int = 4, together: float = 6.0, noise: float = 1.0
) -> pd.DataFrame:
    """Return values in which teams and places replace each other by `together`."""
    rows = []
    for c in lines.coalitions:
        chosen = lines.members(c)
        for r in range(replications):
            value = 500.0 + 10 * r + sum(EFFECT[name] * (1 + noise * r / 10) for name in chosen)
            both = {PLAN[0], PLAN[1]} <= set(chosen)
            value += together * (1 + 2e-8 * r) * both  # an interval without a width tells nothing
            rows.append({"scenario": lines.world(c), "replication": r, "value": value})
    one = pd.DataFrame(rows)
    cells = [("total", "town", 1.0), ("area", "noord", 0.25), ("area", "zuid", 0.75)]
    money = one.assign(value=one["value"] * 2e5, outcome="cost_municipality_eur", counted=EUROS)
    both = (one.assign(outcome="indicated_users", counted=MEAN), money)
    return pd.concat(
        [v.assign(dimension=d, group=g, value=v["value"] * f) for v in both for d, g, f in cells],
        ignore_index=True,
    )


def test_shares_are_those_of_the_known_effects() -> None:
    table, pairs = divide(by_hand(plan()), plan())
    town = table[(table["dimension"] == "total") & (table["outcome"] == "indicated_users")]
    rows = town.set_index("line")
    grown = 1 + 0.15  # mean over replications of 1 + r / 10
    for line, effect in EFFECT.items():
        extra = 3.0 if line in PLAN[:2] else 0.0  # half of what the two bring together
        assert rows.loc[line, "shapley"] == pytest.approx(effect * grown + extra)
        assert rows.loc[line, "alone"] == pytest.approx(effect * grown)
        assert rows.loc[line, "last"] == pytest.approx(effect * grown + 2 * extra)
    interval = paired([EFFECT[PLAN[0]] * (1 + r / 10) + 3.0 for r in range(4)])
    assert rows.loc[PLAN[0], ["low", "high"]].tolist() == pytest.approx(
        [interval.low, interval.high]
    )
    assert rows.loc[ALL_LINES, "shapley"] == pytest.approx(-27 * grown + 6)
    assert set(table["varies"]) == {"chance only"}
    assert rows["base"].tolist() == pytest.approx([515.0] * 5)
    between = pairs[(pairs["dimension"] == "total") & (pairs["outcome"] == "indicated_users")]
    interaction = between.set_index(["line", "other"])["interaction"]
    assert interaction[PLAN[0], PLAN[1]] == pytest.approx(6.0)
    assert interaction.drop((PLAN[0], PLAN[1])).tolist() == pytest.approx([0.0] * 5)


@pytest.mark.parametrize("samples", [None, 2, 6])
def test_shares_add_up_to_the_whole_effect_in_every_cell(samples: int | None) -> None:
    lines = plan(samples)
    values = by_hand(lines)
    table, pairs = divide(values, lines)
    assert largest_rounding(table) < 1e-12
    assert len(table) == 2 * 3 * 5
    assert (len(pairs) == 0) == (samples is not None)
    areas = table[table["dimension"] == "area"].groupby(["outcome", "line"])["shapley"].sum()
    town = table[table["dimension"] == "total"].set_index(["outcome", "line"])["shapley"]
    assert areas.to_dict() == pytest.approx(town.to_dict())


def test_rounding_is_found_where_shares_do_not_add_up() -> None:
    table, _ = divide(by_hand(plan()), plan())
    broken = table.copy()
    broken.loc[0, "shapley"] += 1.0
    assert largest_rounding(broken) > 1e-3


def test_error_of_drawn_orders_is_given() -> None:
    """Nothing but pairs interact here, so an order and its reverse give the exact share."""
    table, _ = divide(by_hand(plan(samples=6)), plan(samples=6))
    assert table["orders_error"].max() < 1e-6 * 2e5
    single, _ = divide(by_hand(plan(samples=2)), plan(samples=2))
    assert single["orders_error"][single["line"] != ALL_LINES].isna().all()
    assert (divide(by_hand(plan()), plan())[0]["orders_error"] == 0).all()


def test_a_replication_without_some_world_is_left_out() -> None:
    values = by_hand(plan())
    lost = (values["replication"] == 3) & (values["scenario"] == "lines_0110")
    table, _ = divide(values[~lost], plan())
    assert set(table["replications"]) == {3}
    three, _ = divide(by_hand(plan(), replications=3), plan())
    pd.testing.assert_frame_equal(table, three)
    with pytest.raises(ReplicationError, match="in all 16 worlds"):
        divided(values[values["scenario"] != "lines_0110"], plan())


# -- words and picture -----------------------------------------------------------------------------


def result(replications: int = 4, lang: str = "en", samples: int | None = None,
           noise: float = 1.0) -> AttributionResult:  # fmt: skip
    lines = plan(samples)
    tables = divided(by_hand(lines, replications, noise=noise), lines)
    return AttributionResult(
        "transformation", "current", PLAN, tables, seed=1, months=180, asked=replications,
        size=6_751, size_full=67_510, orders=len(lines.orders or ()),
        worlds=len(lines.coalitions), lang=lang,
    )  # fmt: skip


def test_a_line_that_works_against_the_whole_is_not_said_to_bring_it() -> None:
    one = result()
    tables = {name: table.copy() for name, table in one.tables.items()}
    rows = tables["attribution"]
    whole = (rows["line"] == ALL_LINES) & (rows["outcome"] == COST)
    rows.loc[whole, ["shapley", "low", "high"]] *= -1
    said = opening(replace(one, tables=tables), one.words)
    assert "by EUR 50 million a year" in said
    assert "does most: EUR -63 million a year" in said
    assert "of that" not in said


def test_summary_tells_shares_of_the_whole_town() -> None:
    text = as_markdown(result())
    assert "| strong local teams | -315 |" in text  # (-30 x 1.15 + 3) x 10
    assert "| all lines together | -250 |" in text  # (-27 x 1.15 + 6) x 10
    assert (
        "| fast track | 0 | 0 to 0 | 0 (0 to 0) | 0 (0 to 0) | cannot tell (equal in every pair) |"
        in text
    )
    assert "strong local teams and free-access day activities bring +60.0 beyond" in text
    assert "1 of 4 lines are not" in text
    assert "All 16 subsets of the 4 lines" in text
    assert "4 replications of 6,751 residents" in text
    assert words_of("en")("no_parameters") in text


def test_means_over_residents_are_not_multiplied() -> None:
    changed = result()
    table = changed.table.assign(outcome=changed.table["outcome"].replace(
        {"indicated_users": "wellbeing_mean"}))  # fmt: skip
    changed = replace(changed, tables={"attribution": table, "pairs": changed.tables["pairs"]})
    rows = for_all_residents(changed).set_index(["outcome", "line"])["shapley"]
    assert rows["wellbeing_mean", PLAN[0]] == pytest.approx(-31.5)
    assert rows["cost_municipality_eur", PLAN[0]] == pytest.approx(-31.5 * 2e5 * 10)
    assert "| strong local teams | -31.5 |" in as_markdown(changed)
    assert picture(changed)[1]["shapley"].iloc[0] == pytest.approx(-31.5)


def test_summary_of_one_replication_claims_nothing() -> None:
    text = as_markdown(result(replications=1))
    assert "One replication: no interval" in text
    assert "one replication, so chance is not known" in text
    assert "| - |" in text
    assert "lower" not in text


def test_summary_tells_that_orders_were_drawn() -> None:
    text = as_markdown(result(samples=6))
    assert "over 6 drawn orders of the 4 lines" in text
    assert "Not reported: pairs need every subset" in text
    assert "by about unknown" in as_markdown(result(samples=2))


def test_summary_tells_of_replications_that_are_missing() -> None:
    assert "2 of 6 replications are left out" in as_markdown(replace(result(), asked=6))


def test_picture_tells_the_finding_and_shows_its_table() -> None:
    figure, table = picture(result())
    title = str(figure.get_suptitle()).replace("\n", " ")
    assert title.startswith("Cost to the municipality (million euros of 2025 a year)")
    assert "strong local teams -63 is" in title
    assert "6,751 simulated" in str(figure.get_supxlabel()).replace("\n", " ")
    assert len(figure.axes) == 2
    assert table["shapley"].iloc[0] == pytest.approx(-315)
    ticks = [t.get_text() for t in figure.axes[0].get_yticklabels()]
    assert ticks[-1] == "all lines together"
    heights = [bar.get_width() for bar in figure.axes[0].patches]
    assert heights == pytest.approx(
        table["shapley"][table["outcome"] == "indicated_users"].tolist()
    )


def test_what_the_title_tells_has_a_panel_and_nothing_lies_over_it() -> None:
    few = result()
    first = few.table[few.table["outcome"] == "indicated_users"]
    more = [first.assign(outcome=name) for name in (*HEADLINES[1:-1], "lonely", "decisions")]
    table = pd.concat([first, *more, few.table[few.table["outcome"] == HEADLINES[-1]]])
    many = replace(few, tables=few.tables | {"attribution": table})
    figure, shown = picture(many)
    assert len(figure.axes) == 6
    assert HEADLINES[-1] in set(shown["outcome"])
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    title, legend = figure.texts[0].get_window_extent(), figure.legends[0].get_window_extent()
    assert str(figure.get_suptitle()) == figure.texts[0].get_text()
    assert not title.overlaps(legend)
    assert not any(axes.get_tightbbox().overlaps(legend) for axes in figure.axes)


def test_dutch_says_the_same() -> None:
    files = {lang: FOLDER / "attribution" / f"{lang}.yaml" for lang in ("en", "nl")}
    english, dutch = (yaml.safe_load(f.read_text(encoding="utf-8")) for f in files.values())
    assert english.keys() == dutch.keys()
    for name, phrase in english.items():
        fields = [{field for _, field, _, _ in Formatter().parse(t) if field}
                  for t in (phrase, dutch[name])]  # fmt: skip
        assert fields[0] == fields[1], name
    text = as_markdown(result(lang="nl"))
    assert "| Stevige Lokale Teams | -315 |" in text
    assert "euro van 2025 per jaar" in text
    for word in (" the ", " lines ", " residents", " replications"):
        assert word not in text
    assert "huidig beleid" in str(picture(result(lang="nl"))[0].get_supxlabel())


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_every_phrase_is_used(lang: str) -> None:
    """Each phrase but those built from a name is asked for somewhere in the source."""
    root = FOLDER.parents[1]
    files = [*(root / "analyses" / "attribution").glob("*.py"),
             *(root / "report" / "charts").glob("attribution*.py")]  # fmt: skip
    assert len(files) > 4
    source = "".join(path.read_text(encoding="utf-8") for path in files)
    built = ("lever.", "outcome.", "counted.", "finding.", "mark.", "head.", "section.")
    names = [n.removeprefix("attribution.") for n in words_of(lang).phrases
           if n.startswith("attribution.")]  # fmt: skip
    unused = [n for n in names if not n.startswith(built) and f"attribution.{n}" not in source]
    assert [n for n in unused if n not in {"area", "age"}] == []
    assert all(a != b for a, b in pairwise(sorted(names)))
