"""A town is predicted before it is looked at; a hit is a hit and a miss says which way."""

from typing import Any

import pandas as pd
import pytest

from experiments.analyses.transfer import transfer as module
from experiments.analyses.transfer.transfer import beside, observed_in, told, transfer
from experiments.report.words import words_of
from model.errors import InputError
from model.inputs.evidence import load_evidence
from model.inputs.municipality import load_municipality

TOTAL = module.TOTAL


def foretold(year: int = 2017, low: float = 30.0, high: float = 50.0) -> pd.DataFrame:
    row = (TOTAL, year, low, (low + high) / 2, high)
    return pd.DataFrame([row], columns=["measure", "year", "low", "median", "high"])


def seen(value: float, year: int = 2017) -> pd.DataFrame:
    return pd.DataFrame({"measure": [TOTAL], "year": [year], "value": [value]})


@pytest.mark.parametrize(("value", "hit"), [(30.0, True), (50.0, True), (29.9, False), (51, False)])
def test_a_hit_lies_in_the_interval(value: float, hit: bool) -> None:
    (row,) = beside(foretold(), seen(value)).itertuples()
    assert (row.observed, row.hit) == (value, hit)


def test_what_was_not_observed_is_neither_hit_nor_miss() -> None:
    (row,) = beside(foretold(), seen(40.0, 2018)).itertuples()
    assert pd.isna(row.observed)
    assert row.hit is pd.NA


def test_another_year_is_shown_only_where_it_was_observed() -> None:
    assert beside(foretold(2019), seen(40.0, 2017)).empty
    assert len(beside(foretold(2019), seen(40.0, 2019))) == 1


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize(("value", "verdict"), [(40, "hit"), (10, "too_many"), (90, "too_few")])
def test_a_miss_says_which_way(value: float, verdict: str, lang: str) -> None:
    w = words_of(lang)
    table, data = beside(foretold(), seen(value)), load_municipality("oosterhout")
    last = told(table, data, (9, 500), w)[-1]
    measure = w(f"transfer.measures.{TOTAL}")
    numbers = {name: w.figure(x, ".1f") for name, x in
               (("observed", value), ("low", 30), ("high", 50))}  # fmt: skip
    assert last == w(f"transfer.{verdict}", measure=measure, year=2017, **numbers)


def test_a_town_of_which_nothing_is_known_says_so_and_what_stands_in() -> None:
    w, data = words_of("en"), load_municipality("delft")
    lines = told(beside(foretold(), observed_in("delft")), data, (9, 500), w)
    assert "These tables of Delft are stand-ins" in lines[1]
    assert lines[-1] == w("transfer.unknown", town="Delft")


def test_what_is_held_out_is_the_figure_of_the_register() -> None:
    (row,) = observed_in("oosterhout").itertuples()
    register = load_evidence().loc["wmo.oosterhout_per_1000_2017"]
    assert (row.measure, row.year, row.value) == (TOTAL, 2017, register["value"])
    assert observed_in("bergen_op_zoom").empty


def test_a_town_is_looked_at_after_it_was_predicted(monkeypatch: pytest.MonkeyPatch) -> None:
    done = []

    def noted(name: str, answer: pd.DataFrame) -> Any:
        return lambda *_: (done.append(name), answer)[1]

    monkeypatch.setattr(module, "predicted", noted("predicted", foretold()))
    monkeypatch.setattr(module, "observed_in", noted("looked at", seen(42.0)))
    table = transfer("oosterhout", draws=2, residents=500, quiet=True)
    assert done == ["predicted", "looked at"]
    assert table["municipality"].tolist() == ["oosterhout"]


def test_one_draw_has_no_interval() -> None:
    with pytest.raises(InputError, match="--draws is 1: give at least 2"):
        transfer("oosterhout", draws=1)


@pytest.mark.slow
def test_three_draws_of_a_small_town_predict_every_measure() -> None:
    table = transfer("oosterhout", draws=3, residents=2_000, workers=1, quiet=True)
    assert len(table) == len(module.BITS) * len(module.SHOWN)
    assert (table["low"] <= table["median"]).all()
    assert (table["median"] <= table["high"]).all()
    first = table.set_index(["measure", "year"])["median"]
    parts = [first[measure, 2017] for measure in module.BITS if measure != TOTAL]
    assert max(parts) < first[TOTAL, 2017] < sum(parts) < 1000  # some have more than one
    assert table["observed"].notna().sum() == 1
