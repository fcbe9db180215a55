"""Newcomers and newborns have the nature of the place, so districts stay as unlike as they are."""

import numpy as np

from tests.unit.model.processes.demography.test_demography import town_of


def test_who_moves_in_resembles_the_residents_of_the_place() -> None:
    town = town_of(4000)
    town.demography._natures["frailty"] = np.where(town.data.postcodes["area"] == 2, 4.0, 1.0)
    town.demography._natures["temperament"] = np.where(town.data.postcodes["area"] == 2, 2.0, 0.0)
    before = set(town.residents.records["uid"][town.residents.living].tolist())
    town.run(30)
    r = town.residents.records[town.residents.living]
    new = ~np.isin(r["uid"], list(before))
    moved, born = new & (r["arrived"] >= 0), new & (r["arrived"] < 0)
    for group in (moved, born):
        east = group & (r["area"] == 2)
        elsewhere = group & (r["area"] != 2)
        assert east.sum() > 10
        assert r["frailty"][east].mean() > 2 * r["frailty"][elsewhere].mean()
        assert r["temperament"][east].mean() > r["temperament"][elsewhere].mean() + 1
    assert (r["limitation"] > 0)[moved & (r["area"] == 2)].mean() > 1.3 * (r["limitation"] > 0)[
        moved & (r["area"] != 2)
    ].mean()


def test_neutral_numbers_change_no_draw() -> None:
    alike = {"place_frailty": 0.0, "place_distress": 0.0}
    plain, other = town_of(1000, **alike), town_of(1000, **alike)
    other.demography._natures["frailty"], other.demography._natures["temperament"] = 1.0, 0.0
    plain.run(6)
    other.run(6)
    assert plain.residents.records.equals(other.residents.records)
