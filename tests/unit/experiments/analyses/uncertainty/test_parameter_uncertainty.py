"""Doubt about parameters: draws that meet the base years, and intervals that hold them too."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.analyses.analogues.told import in_short
from experiments.analyses.calibration.library import Town
from experiments.analyses.patterns.targets import all_targets
from experiments.analyses.uncertainty import parameter_uncertainty
from experiments.analyses.uncertainty.draws import read_draws
from experiments.analyses.uncertainty.parameter_space import (
    box_of,
    doubtful,
    seen_by_base_years,
)
from experiments.analyses.uncertainty.told import posterior_told
from experiments.effects.headline import headline
from experiments.effects.intervals import CHANCE_AND_PARAMETERS, CHANCE_ONLY, paired, predicted
from experiments.report.number_format import with_bounds
from experiments.report.words import words_of
from experiments.runs import compare as comparing
from experiments.runs.charts import picture_of_doubt
from experiments.runs.compare import read_comparison
from experiments.runs.result import ComparisonResult
from experiments.runs.summary import as_markdown, as_text
from experiments.sweep.ignorance import levers_of_later, unseen_by_base_years
from experiments.sweep.swept import owner_of
from experiments.worlds.lockstep import Pairs, Task
from model.draws import decision, uniforms
from model.errors import InputError
from model.measures.outcomes import HEADLINES
from model.parameter_owners import all_rows
from model.scenario.scenario import load_scenario
from tests.unit.experiments.report.test_words import _figures, _leftovers
from tests.unit.experiments.runs.test_findings import by_hand

pytestmark = pytest.mark.usefixtures("nothing_to_free")
SYNTHETIC = decision("test.doubt_synthetic")
SHAME = "seeking.shame_weight"
WORLDS = [load_scenario("current"), load_scenario("transformation")]


def test_only_uncertain_parameters_in_use_are_drawn() -> None:
    rows = {row.name: row for row in doubtful(WORLDS)}
    assert {row.role for row in rows.values()} == {"uncertain"}
    assert SHAME in rows
    owners = {name.partition(".")[0] for name in rows}
    assert "strong_local_teams" in owners
    assert "extramuralisation" not in owners
    assert not {name for name in rows if name.endswith(".dose")}
    by_hand_ = [
        load_scenario("current", {SHAME: 0.5}),
        load_scenario("transformation", {SHAME: 0.5}),
    ]
    assert SHAME not in {row.name for row in doubtful(by_hand_)}
    name = next(name for name in rows if name.startswith("strong_local_teams."))
    changed = load_scenario("transformation", {name: rows[name].value})
    assert name not in {row.name for row in doubtful([WORLDS[0], changed])}


def test_prediction_holds_the_next_one_and_the_interval_of_the_mean_does_not() -> None:
    values = stats.norm.ppf(uniforms(3, np.arange(3000 * 9), SYNTHETIC)).reshape(3000, 9)
    next_one, mean = [], []
    for row in values:
        for interval, hits in ((predicted(row[:8]), next_one), (paired(row[:8]), mean)):
            hits.append(interval.low <= row[8] <= interval.high)
    assert 0.94 < np.mean(next_one) < 0.96
    assert np.mean(mean) < 0.6
    interval_of_three = predicted([1.0, 2.0, 6.0])
    t, s = stats.t.ppf(0.975, 2), np.std([1.0, 2.0, 6.0], ddof=1)
    assert interval_of_three.high - interval_of_three.mean == pytest.approx(
        t * s * np.sqrt(1 + 1 / 3)
    )
    assert interval_of_three.varies == CHANCE_AND_PARAMETERS
    assert not predicted([2.0]).known
    assert predicted([0.0, 0.0]).verdict == "equal"


BROKEN: set[float] = set()


@cache
def _by_hand(effect: float) -> ComparisonResult:
    return by_hand(effect=effect)


def _run_together(task: Task) -> Pairs:
    """Stand in for `run_together`: the effect hangs on one parameter and on the replication."""
    shame = task.base.processes["seeking"].shame_weight  # type: ignore[attr-defined]
    assert all(p.processes == task.base.processes for p in task.policies)
    if shame in BROKEN:
        raise ZeroDivisionError("injected")
    comparison = _by_hand(-6.0 + 20 * (shame - all_rows()[SHAME].value))
    tables = {}
    for name, table in comparison.tables.items():
        by_replication = "replication" in table
        part = table[table["replication"] == task.replication % 4] if by_replication else table
        renamed = part.assign(scenario=part["scenario"].replace("plan", "transformation"))
        tables[name] = renamed.assign(replication=task.replication)
    prices = comparison.prices.rename(columns={"plan": "transformation"})
    return Pairs(tables, prices, comparison.size, comparison.size_full, comparison.parted)


@pytest.fixture(scope="module", name="stand_ins")
def _stand_ins() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(comparing, "run_together", _run_together)
        patch.setattr(parameter_uncertainty, "run_together", _run_together)
        yield


def table_of_draws(path: Path, *values: float, suffix: str = "csv") -> Path:
    table = pd.DataFrame({"draw": range(len(values)), SHAME: values, "care.renew": 0.9})
    file = path / f"draws.{suffix}"
    table.to_csv(file, index=False) if suffix == "csv" else table.to_parquet(file)
    return file


OPTIONS: dict[str, Any] = {"residents": 500, "workers": 1, "quiet": True, "replications": 4}
VALUES = (0.45, 0.5, 0.55, 0.62, 0.4, 0.58)


def compared(
    path: Path, k: int, values: tuple[float, ...] = VALUES, **more: Any
) -> ComparisonResult:
    file = table_of_draws(path, *values)
    options = {"out": path / f"out{k}", **OPTIONS, **more}
    return comparing.compare("current", ["transformation"], doubt=k, draws=file, **options)


def drawn(result: ComparisonResult) -> Any:
    uncertainty = result.figures["transformation"].uncertainty
    assert uncertainty is not None
    return picture_of_doubt(result, "transformation", uncertainty)


@pytest.fixture(scope="module", name="six")
def _six(stand_ins: None, tmp_path_factory: pytest.TempPathFactory) -> ComparisonResult:
    return compared(tmp_path_factory.mktemp("six"), 6)


def test_comparison_with_doubt(six: ComparisonResult) -> None:
    table = six.tables["doubt"]
    assert table[["draw", "replication"]].to_numpy().tolist() == [[k, k] for k in range(6)]
    centre = all_rows()[SHAME].value
    expected = [2 * (-6 + 20 * (v - centre) + k % 4 - 1.5) for k, v in enumerate(VALUES)]
    assert table["indicated_users"].tolist() == pytest.approx(expected)
    uncertainty = six.figures["transformation"].uncertainty
    assert uncertainty is not None
    doubt = uncertainty.doubt
    assert doubt.gaps["indicated_users"] == predicted(table["indicated_users"].to_numpy())
    assert doubt.same_sign["indicated_users"] == sum(x < 0 for x in expected)
    chance = headline(six, "transformation")["indicated_users"][1]
    assert chance.varies == CHANCE_ONLY
    assert chance.replications == 4
    assert chance.mean == pytest.approx(-12)


def test_difference_table_has_both_kinds_side_by_side(six: ComparisonResult) -> None:
    table = six.tables["difference"]
    keys = ["policy", "year", "area", "outcome"]
    both = table[table["varies"] == CHANCE_AND_PARAMETERS].set_index(keys)
    chance = table[table["varies"] == CHANCE_ONLY].set_index(keys)
    assert set(both.index) == set(chance.index)
    assert (both["replications"] == 6).all()
    assert (chance["replications"] == 4).all()
    cell = ("transformation", 2030, "east", "indicated_users")
    values = six.tables["doubt"]["indicated_users"] / 2
    interval = predicted(values.to_numpy())
    assert both.loc[cell, ["difference", "low", "high"]].tolist() == pytest.approx(
        [interval.mean, interval.low, interval.high]
    )


def test_folder_is_read_again_and_its_digest_holds_the_draws(six: ComparisonResult) -> None:
    folder = six.folder
    assert folder is not None
    read = read_comparison(folder)
    assert read.doubt == six.doubt == 6
    assert as_markdown(read) == as_markdown(six)
    assert as_markdown(six).rstrip() + "\n" == (folder / "summary.md").read_text(encoding="utf-8")
    for name in ("doubt", "draws", "difference"):
        pd.testing.assert_frame_equal(read.tables[name], six.tables[name], check_dtype=False)
    command = json.loads((folder / "manifest.json").read_text())["command"]
    assert command["doubt"]["draws"] == command["arguments"]["doubt"] == 6
    assert (folder / "two_intervals_transformation.png").stat().st_size > 10_000
    with pytest.raises(InputError, match="another result"):
        compared(folder.parent, 6, (*VALUES[:5], 0.59))
    table_of_draws(folder.parent, *VALUES)
    with pytest.raises(InputError, match="another result"):
        compared(folder.parent, 5, out=folder)


def test_words_are_the_same_in_both_languages(six: ComparisonResult) -> None:
    english, dutch = as_markdown(six), as_markdown(replace(six, lang="nl"))
    assert "How sure: chance + parameters, and chance only" in english
    assert words_of("en")("no_parameters") not in english
    assert re.search(r"Paid back at the end of \d{4}: in \d of 6 draws", english)
    assert "| 6 of 6 (else at most 39%) |" in english
    assert "no posterior" not in english  # the table was handed in: nothing is known of its making
    assert "handed in as a table of 2 parameters" in english
    assert _leftovers(dutch) == set()
    assert _figures(dutch, "nl") == _figures(english, "en")


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_answer_of_the_posterior_opens_the_summary(six: ComparisonResult, lang: str) -> None:
    """Of the plan at the parameters of its scenario; not at others, nor of another plan."""
    result = replace(six, lang=lang)
    w = words_of(lang)
    told = posterior_told("current", "transformation", six.size_full, w)
    opening = " ".join(as_markdown(result).split("\n\n")[1:3])
    assert opening == f"{told[0]} {in_short(w)}", "two sentences, and the rest of the answer below"
    other = replace(result, draw=3)
    text = as_markdown(other)
    assert str(told[0]) not in text
    assert words_of(lang)("setting.at_draw", draw=3) in text


def test_the_interval_with_parameters_comes_first(six: ComparisonResult) -> None:
    """Section before section and column before column: the narrow one is what readers quote."""
    text = as_markdown(six)
    assert text.index("## How sure") < text.index("| 2026-2035, mean of a month")
    head = next(line for line in text.splitlines() if "chance + parameters" in line and "|" in line)
    assert head.index("chance + parameters") < head.index("chance only")
    assert head.index("per 67,510") < head.index("chance only")
    uncertainty = six.figures["transformation"].uncertainty
    assert uncertainty is not None
    columns = list(uncertainty.intervals)
    assert columns.index("low_of_draws") < columns.index("low")
    gap = uncertainty.doubt.gaps["indicated_users"].times(six.factor)
    assert f"| {with_bounds(gap, words_of('en'))} |" in text


@pytest.mark.usefixtures("stand_ins")
def test_one_draw_gives_no_interval_and_says_why(tmp_path: Path) -> None:
    result = compared(tmp_path, 1)
    text = as_text(result, terminal=False)
    assert "a single draw does not show how far they move" in " ".join(text.split())
    assert "nan" not in text
    rows = result.tables["difference"].query("varies == @CHANCE_AND_PARAMETERS")
    assert rows["low"].isna().all()
    figure, table = drawn(result)
    assert "does not tell how sure" in str(figure.get_suptitle()).replace("\n", " ")
    assert len(table) == len(HEADLINES)


@pytest.mark.usefixtures("stand_ins")
def test_a_draw_that_fails_is_recorded_and_left_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(f"{__name__}.BROKEN", {VALUES[3]})
    result = compared(tmp_path, 6)
    assert [f.replication for f in result.failed_draws] == [3]
    assert result.failed_replications == ()
    assert result.tables["doubt"]["draw"].tolist() == [0, 1, 2, 4, 5]
    text = as_text(result, terminal=False)
    assert "Of 6 draws 1 failed" in text
    assert "replications failed" not in text
    assert "replications 0 to 3;" not in as_markdown(result) or "without" not in as_markdown(result)
    assert read_comparison(tmp_path / "out6").failed == result.failed


def test_picture_names_both_intervals_in_both_languages(six: ComparisonResult) -> None:
    for lang, phrase in (("en", "headline differences"), ("nl", "hoofdcijfers")):
        figure, _ = drawn(replace(six, lang=lang))
        assert phrase in str(figure.get_suptitle()).replace("\n", " ")
        assert len(figure.axes) == len(HEADLINES)
    assert (
        _leftovers(str(figure.get_suptitle()).replace("\n", " ") + str(figure.get_supxlabel()))
        == set()
    )


@pytest.mark.parametrize("suffix", ["csv", "parquet"])
def test_draws_are_read_in_order(tmp_path: Path, suffix: str) -> None:
    table = read_draws(table_of_draws(tmp_path, *VALUES, suffix=suffix), 4, WORLDS)
    assert table[SHAME].tolist() == list(VALUES[:4])
    assert table.index.name == "draw"


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("seeking.shame_wight", 0.5, "no parameter 'seeking.shame_wight'"),
        (SHAME, -1.0, "shame_weight is -1"),
        ("free_access_day_activities.seats_per_daypart", 5.0, "choice of policy"),
        ("draw", 1.0, "no column that names a parameter"),
    ],
)
def test_draws_that_cannot_be_used(tmp_path: Path, column: str, value: float, message: str) -> None:
    file = tmp_path / "draws.csv"
    pd.DataFrame({column: [value, value]}).to_csv(file, index=False)
    with pytest.raises(InputError, match=message):
        read_draws(file, 2, WORLDS)


def test_other_wrong_input(tmp_path: Path) -> None:
    file = table_of_draws(tmp_path, *VALUES)
    out: dict[str, Any] = {"out": tmp_path / "out", **OPTIONS}
    with pytest.raises(InputError, match="has 6 draws, --doubt asks for 7"):
        comparing.compare("current", ["transformation"], doubt=7, draws=file, **out)
    with pytest.raises(InputError, match="say with --doubt K"):
        comparing.compare("current", ["transformation"], draws=file, **out)
    with pytest.raises(InputError, match="--doubt is -1"):
        comparing.compare("current", ["transformation"], doubt=-1, **out)
    with pytest.raises(InputError, match="cannot be read"):
        comparing.compare("current", ["transformation"], doubt=2, draws=tmp_path / "no.csv", **out)
    with pytest.raises(InputError, match=r"shame_weight is set by a scenario or --set"):
        comparing.compare(
            "current", ["transformation"], doubt=2, draws=file, changes={SHAME: 0.5}, **out
        )
    with pytest.raises(InputError, match="--doubt: there is no complete year"):
        comparing.compare("current", ["transformation"], doubt=2, draws=file, months=66, **out)
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_doubt_runs_real_worlds_alike_for_any_number_of_workers(tmp_path: Path) -> None:
    file, files = table_of_draws(tmp_path, *VALUES), {}
    for workers in (1, 2):
        out = tmp_path / str(workers)
        result = comparing.compare(
            "current", ["null", "transformation"], doubt=3, draws=file, months=84, out=out,
            residents=800, replications=2, workers=workers, quiet=True,
        )  # fmt: skip
        files[workers] = json.loads((out / "manifest.json").read_text())["tables"]
    assert files[1] == files[2]
    null = result.tables["difference"].query(
        "policy == 'null' and varies == @CHANCE_AND_PARAMETERS"
    )
    assert len(null) > 1000
    assert (null[["difference", "low", "high"]].fillna(0) == 0).all(axis=None)
    rows = result.tables["doubt"].set_index("policy")
    assert (rows.loc["null", list(HEADLINES)] == 0).all(axis=None)
    assert (rows.loc["transformation", "cost_municipality_eur"] != 0).all()


@pytest.mark.slow
def test_what_is_declared_unseen_changes_no_figure_of_the_base_years() -> None:
    """To the last digit: `sensitivity` says of these that no base year can tell them."""
    later = levers_of_later()
    rows = [row for row in doubtful(WORLDS) if owner_of(row.name) not in later]
    space = box_of(rows)
    town = Town(WORLDS[0], space.names, 1, 2_500, "bergen_op_zoom")
    measures = [one.measure for one in all_targets()]

    def figures(values: Any) -> list[float]:
        found = town.figures(values, 0)
        return [found[name] for name in measures]

    as_set = figures(space.start)
    blind = np.array([unseen_by_base_years(name) for name in space.names])
    assert 20 < blind.sum() < 100
    assert [row.name for row in seen_by_base_years(rows)] == np.array(space.names)[~blind].tolist()
    for end in (space.low, space.high):
        assert figures(np.where(blind, end, space.start)) == as_set
        assert figures(np.where(blind, space.start, end)) != as_set
