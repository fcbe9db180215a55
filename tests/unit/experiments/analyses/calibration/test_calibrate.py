"""The command: a folder with a posterior, resumed where it was stopped, told in both languages."""

import json
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from experiments.analyses.calibration import calibrate as command
from experiments.analyses.calibration import library
from experiments.analyses.calibration.calibrate import calibrate, hours, ranges, read_calibration
from experiments.analyses.calibration.ship import ship
from experiments.analyses.calibration.words import as_markdown, learned, narrow_below
from experiments.analyses.patterns.targets import Target, all_targets
from experiments.analyses.uncertainty.draws import read_draws
from experiments.analyses.uncertainty.parameter_space import parameters_of
from model.draws import decision, uniforms
from model.errors import InputError
from model.parameter_owners import all_rows
from model.scenario.scenario import load_scenario
from tests.unit.experiments.report.test_words import _figures, _leftovers

pytestmark = pytest.mark.usefixtures("nothing_to_free")
KEPT = ("health.boz_lonely_18plus_2020", "boz2020.births", "boz2020.social_assistance")
GOALS = [one for one in all_targets() if one.id in KEPT]
WITHOUT = [one.id for one in all_targets() if one.id not in KEPT]
SHAME = "seeking.shame_weight"
DRIVER = "tests.unit.experiments.analyses.calibration.calibrate_a_formula"
SPREADS = decision("test.spreads")
OPTIONS: dict[str, Any] = {
    "sets": 60, "waves": 2, "draws": 20, "rolls": 20, "rounds": 2, "residents": 1_000,
    "draws_in": 2_000, "without": WITHOUT, "workers": 1, "quiet": True,
}  # fmt: skip
MOST_CALLS = 10_000


class Formula:
    """Stands in for `measured`: figures hang on shame, and on the replication by chance."""

    def __init__(self) -> None:
        self.calls, self.stop_at = 0, MOST_CALLS

    def __call__(self, scenario: Any, seed: int, replication: int, size: Any, town: str) -> Any:
        self.calls += 1
        if self.calls > self.stop_at:
            raise KeyboardInterrupt
        row = all_rows()[SHAME]
        assert row.low is not None
        assert row.high is not None
        share = (scenario.processes["seeking"].shame_weight - row.low) / (row.high - row.low)
        made: dict[str, float] = {"age_0_14": 0.15}
        for k, one in enumerate(all_targets()):
            wave = np.sin(12.9 * replication + 7.1 * k) / np.sqrt(size)
            at = one.value + (1.5 * (share - 0.7) if one in GOALS else 0.1) + wave
            made[one.measure] = float(one.off_scale(np.array([at]))[0])
        return made


@pytest.fixture(name="formula")
def _formula() -> Iterator[Formula]:
    with pytest.MonkeyPatch.context() as patch:
        stand_in = Formula()
        patch.setattr(library, "measured", stand_in)
        yield stand_in


@pytest.fixture(scope="module", name="found")
def _found(nothing_to_free: None, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(library, "measured", Formula())
        yield calibrate(out=tmp_path_factory.mktemp("calibrated") / "out", **OPTIONS)


def test_a_planted_number_is_learned_and_the_others_are_not(found: Any) -> None:
    table = found.tables["parameters"].set_index("parameter")
    assert table.index[0] == SHAME
    row = all_rows()[SHAME]
    assert row.low is not None
    assert row.high is not None
    assert (table.loc[SHAME, "median"] - row.low) / (row.high - row.low) == pytest.approx(
        0.7, abs=0.1
    )
    assert table["spread"].median() > 0.8
    assert set(table.index) == set(ranges().names)


def test_tables_say_what_was_done(found: Any) -> None:
    tables, facts = found.tables, found.facts
    assert len(tables["draws"]) == len(tables["figures"]) == 20
    assert len(tables["library"]) == 120
    assert tables["waves"]["runs"].tolist() == [68, 68]
    assert len(tables["emulators"]) == facts["targets"] == len(KEPT)
    targets = tables["targets"].set_index("id")
    assert len(targets) == len(all_targets()), "those left out are predicted"
    assert targets.loc[list(KEPT), "inside"].all()
    assert facts["library_in"] == 1_000
    assert facts["draws_in"] == 2_000
    assert facts["candidates"] == 40


def test_what_no_fit_has_seen_is_shown_beside(found: Any) -> None:
    table = found.tables["validation"].set_index("id")
    assert list(table.index) == ["boz2020.age_0_14"]
    assert table["hit"].tolist() == [abs(0.15 - table["observed"].iloc[0]) <= 0.01]
    assert "Patterns of use VAL were in no fit" in as_markdown(found)


def test_the_folder_is_read_again(found: Any) -> None:
    again = read_calibration(found.folder)
    assert as_markdown(again) == as_markdown(found)
    assert again.facts == found.facts
    for name in ("targets.png", "parameters.png"):
        assert (found.folder / name).stat().st_size > 10_000
    draws = read_draws(found.folder / "draws.parquet", 20, [load_scenario("current")])
    assert len(parameters_of(draws).columns) == len(ranges().names)


def test_words_are_the_same_in_both_languages(found: Any) -> None:
    english, dutch = as_markdown(found), as_markdown(replace(found, lang="nl"))
    assert "Left out of the fit" in english
    assert re.search(r"\d+ of \d+ figures of the town's base years are met within a tenth", english)
    assert _leftovers(re.sub(r"`[^`]*`", "", dutch)) == set(), "names of rows and parameters apart"
    assert _figures(dutch, "nl") == _figures(english, "en")


def test_a_stopped_calibration_goes_on_where_it_stood(
    formula: Formula, found: Any, tmp_path: Path
) -> None:
    formula.stop_at = 90
    with pytest.raises(KeyboardInterrupt):
        calibrate(out=tmp_path / "out", **OPTIONS)
    assert not (tmp_path / "out").exists()
    formula.calls, formula.stop_at = 0, MOST_CALLS
    calibrate(out=tmp_path / "out", **OPTIONS)
    assert formula.calls == 68 + 68 + 40 + 40 - 90
    ours, theirs = (
        json.loads((folder / "manifest.json").read_text())["tables"]
        for folder in (tmp_path / "out", found.folder)
    )
    assert ours == theirs, "the same bytes"


def test_leaving_a_target_out_moves_the_answer(
    formula: Formula, found: Any, tmp_path: Path
) -> None:
    more = [*WITHOUT, KEPT[0]]
    other = calibrate(out=tmp_path / "out", **OPTIONS | {"without": more})
    assert len(other.tables["emulators"]) == len(KEPT) - 1
    assert not other.tables["draws"].equals(found.tables["draws"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"sets": 10}, "--sets is 10"),
        ({"waves": 0}, "--waves is 0"),
        ({"draws": 1}, "--draws is 1"),
        ({"without": ["boz2020.birth"]}, "no target 'boz2020.birth'"),
        ({"without": [one.id for one in all_targets()]}, "every target is left out"),
        ({"lang": "de"}, "lang is 'de'"),
        ({"municipality": "nowhere"}, "nowhere"),
        ({"scheduler": "carrier pigeon"}, "carrier pigeon"),
    ],
)
def test_wrong_input_is_refused_before_anything_is_written(
    options: dict[str, Any], message: str, tmp_path: Path
) -> None:
    with pytest.raises(InputError, match=message):
        calibrate(out=tmp_path / "out", **OPTIONS | options)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.usefixtures("formula")
def test_hours_are_told_without_a_run() -> None:
    table = hours(sets=1_600, waves=2, draws=500, residents=1_000, draws_in=2_000, workers=2)
    assert table["work"].tolist() == ["wave 1", "wave 2", "draws 1", "draws 2", "draws 3"]
    assert table["runs"].tolist() == [1_800, 1_800, 1_000, 1_000, 1_000]
    assert table["residents"].tolist() == [1_000, 1_000, 2_000, 2_000, 2_000]
    assert (table["hours"] >= 0).all()


def test_what_ships_says_how_it_was_made(
    found: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ship(found.folder, tmp_path, tmp_path)
    about = yaml.safe_load((tmp_path / "about.yaml").read_text())
    assert about["draws"] == 20
    assert about["sets"] == 120
    assert (
        about["code_digest"]
        == json.loads((found.folder / "manifest.json").read_text())["code_digest"]
    )
    shipped = pd.read_parquet(tmp_path / "draws.parquet")
    assert list(shipped) == list(ranges().names)
    monkeypatch.setattr("experiments.analyses.calibration.ship.code_digest", lambda: "f" * 64)
    with pytest.raises(InputError, match="another code"):
        ship(found.folder, tmp_path, tmp_path)


def test_targets_left_out_are_those_named() -> None:
    left = command.targets_without(["boz2020.births"])
    assert {one.id for one in all_targets()} - {one.id for one in left} == {"boz2020.births"}
    assert all(isinstance(one, Target) for one in left)


@pytest.mark.slow
def test_any_number_of_workers_gives_the_same_bytes(found: Any, tmp_path: Path) -> None:
    command = [sys.executable, "-m", DRIVER, str(tmp_path / "out"), "2"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    ours, theirs = (
        json.loads((folder / "manifest.json").read_text())["tables"]
        for folder in (tmp_path / "out", found.folder)
    )
    assert ours == theirs


def test_a_spread_that_few_draws_show_by_chance_is_not_called_learned(found: Any) -> None:
    """Of 16 draws one in forty spreads looks a third narrower than it is."""
    assert narrow_below(16.2) == pytest.approx(0.65, abs=0.01)
    assert narrow_below(100_000) == 0.9
    spreads = []
    for number in range(2_000):
        drawn = uniforms(number, np.arange(16), SPREADS, 0, 0)
        spreads.append(drawn.std(ddof=1) * np.sqrt(12))
    assert np.mean(np.array(spreads) < narrow_below(16)) < 0.05
    assert np.mean(np.array(spreads) < 0.9) > 0.2, "nine tenths alone would mislead"
    coarse = replace(found, facts={**found.facts, "worth": 1.5})
    assert learned(coarse).empty
    assert len(learned(found)) >= 1
    assert f"What was learned: 0 of {found.facts['parameters']} " in as_markdown(coarse)
