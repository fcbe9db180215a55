"""What stands in for a town's own tables keeps what is known of it, and says that it stands in."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from experiments.analyses.patterns.patterns import _today
from experiments.municipalities import stand_ins
from experiments.municipalities.centroids import centre
from experiments.municipalities.dutch_grid import to_rd_new
from experiments.municipalities.told import stand_ins_told, town_told
from experiments.report.words import words_of
from experiments.runs.run import run
from experiments.runs.summary import as_markdown
from model.errors import DataError
from model.inputs.evidence import load_evidence
from model.inputs.municipality import FOLDER, load_municipality, municipalities
from model.inputs.table_sources import table_sources
from tests.unit.experiments.runs.test_findings import by_hand

TOWNS = ("delft", "oosterhout", "steenbergen", "woensdrecht")


def test_towns_of_the_papers_can_be_chosen() -> None:
    assert set(municipalities()) == {"bergen_op_zoom", *TOWNS}


@pytest.mark.parametrize("name", TOWNS)
def test_a_town_keeps_its_own_number_of_residents(name: str) -> None:
    data = load_municipality(name)
    known = stand_ins.known(data.code)
    assert data.residents == pytest.approx(known.residents, abs=2.5)
    assert data.counts().sum() == data.residents


def test_a_town_whose_ages_are_known_keeps_them() -> None:
    data, register = load_municipality("oosterhout"), load_evidence()
    by_band = data.counts().sum(axis=0)
    assert by_band[0] == pytest.approx(register.loc["oosterhout.pop_0_4_2020", "value"], abs=5)
    old = register.loc["oosterhout.pop_85plus_2020", "value"]
    assert by_band[17:].sum() == pytest.approx(old, abs=5)


def test_figures_held_out_are_those_of_the_register() -> None:
    (row,) = pd.read_csv(FOLDER / "oosterhout" / "held_out.csv").itertuples()
    assert row.value == load_evidence().loc["wmo.oosterhout_per_1000_2017", "value"]


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_tables_that_stand_in_are_named(lang: str) -> None:
    w = words_of(lang)
    (said,) = town_told("delft", w)
    assert "postcode_key.csv, residents.csv, health.csv, indicators.csv" in said
    assert "social-base fetch GM0503" in said
    assert w("town.only_residents", town="Delft") in said
    (said,) = town_told("oosterhout", w)
    assert w("town.only_residents", town="Oosterhout") not in said
    assert stand_ins_told(load_municipality("bergen_op_zoom"), w) == ()


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_a_comparison_says_first_what_stands_in(lang: str) -> None:
    (said,) = town_told("delft", words_of(lang))
    ours = replace(by_hand(), lang=lang)
    assert said not in as_markdown(ours)
    text = as_markdown(replace(ours, municipality="delft"))
    assert text.split("\n")[2] == said


@pytest.mark.slow
def test_a_run_of_another_town_says_what_stands_in(tmp_path: Path) -> None:
    done = run("no_cases", municipality="delft", residents=500, months=12, out=tmp_path / "run",
               workers=1, quiet=True)  # fmt: skip
    assert town_told("delft", words_of("en"))[0] in done.summary
    assert (done.tables["monthly"]["area"] == "delft").all()


def test_patterns_of_another_town_have_no_business_cases_of_ours() -> None:
    assert _today(None, load_municipality("bergen_op_zoom")).name == "current"
    assert _today(None, load_municipality("delft")).name == "no_cases"


def test_a_list_of_sources_with_another_status_is_refused(tmp_path: Path) -> None:
    folder = FOLDER / "delft"
    table = pd.read_csv(folder / "sources.csv", dtype=str)
    home = tmp_path / "town"
    home.mkdir()
    table.assign(status="certain").to_csv(home / "sources.csv", index=False)
    with pytest.raises(DataError, match=r"'status' is 'certain': give one of verified, recalled"):
        table_sources(home)
    table.assign(status="verified").to_csv(home / "sources.csv", index=False)
    with pytest.raises(DataError, match=r"'table' is 'municipality.yaml': name a file"):
        table_sources(home)


def test_degrees_become_metres_of_the_grid() -> None:
    table = pd.read_csv(FOLDER / "bergen_op_zoom" / "centroids.csv")
    x, y = to_rd_new(table["lat"].to_numpy(), table["lon"].to_numpy())
    assert np.abs(x - table["rd_x_m"]).max() < 5  # degrees are given to four decimals
    assert np.abs(y - table["rd_y_m"]).max() < 7


def square(low: float, high: float) -> list[list[float]]:
    return [[low, low], [high, low], [high, high], [low, high], [low, low]]


def test_a_hole_and_a_second_part_weigh_in_the_centroid() -> None:
    x, y, area = centre({"type": "Polygon", "coordinates": [square(0, 4)]})
    assert (x, y, area) == (2, 2, 16)
    hole = square(0, 2)
    for ring in (hole, hole[::-1]):  # whichever way round it is drawn
        x, y, area = centre({"type": "Polygon", "coordinates": [square(0, 4), ring]})
        assert (x, area) == (pytest.approx((2 * 16 - 1 * 4) / 12), 12)
    x, y, area = centre({"type": "MultiPolygon", "coordinates": [[square(0, 2)], [square(4, 6)]]})
    assert (x, y, area) == (3, 3, 8)
