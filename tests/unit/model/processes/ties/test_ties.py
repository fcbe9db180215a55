"""Ties: both ends agree to the bit, decay and contact work as stated, making depends on no slot."""

import numpy as np
import pytest

from agents.ties import HELPING, SLOTS, find_tie
from agents.vocabulary import Status
from model.processes.ties.ties import TiesParameters, decayed_and_met, pair_draw, tie_target
from tests.unit.stub_town import changed, need, permuted, publish, run_months, stub_town


def both_ends(residents):
    """Yield strength and kind of each tie at either end."""
    for i, k in zip(*np.nonzero(residents.tie_other >= 0), strict=True):
        j = residents.tie_other[i, k]
        m = find_tie(residents.tie_other, j, i)
        assert m >= 0, f"{i} is tied to {j}, but not the other way round"
        yield residents.tie_strength[i, k], residents.tie_strength[j, m]
        assert residents.tie_kind[i, k] == residents.tie_kind[j, m]


@pytest.fixture(scope="module")
def settled_town():
    town = stub_town()
    run_months(town, 30, ["ties"])
    return town


def test_both_ends_hold_the_same_bits(settled_town):
    pairs = list(both_ends(settled_town.residents))
    assert len(pairs) > 1000
    assert all(a == b for a, b in pairs)


def test_degree_and_strength_are_those_of_the_slots(settled_town):
    residents = settled_town.residents
    tied = residents.tie_other >= 0
    assert (residents.records["degree"] == tied.sum(axis=1)).all()
    total = residents.tie_strength.sum(axis=1)
    assert np.allclose(residents.records["tie_strength"], total, atol=1e-4)
    assert (residents.tie_strength[~tied] == 0).all()
    assert (residents.tie_kind[~tied] == 0).all()


def test_strength_stays_within_bounds(settled_town):
    strength = settled_town.residents.tie_strength[settled_town.residents.tie_other >= 0]
    assert strength.min() >= TiesParameters().lost_below
    assert strength.max() <= 1


def test_decay_and_contact_have_the_closed_form():
    assert decayed_and_met(0.25, 0.98, 0.17, 0) == 0.25 * 0.98
    assert decayed_and_met(0.25, 0.98, 0.17, 1) == pytest.approx(0.245 + 0.17 * 0.5 * 0.75)


def test_draw_of_a_pair_is_uniform_and_symmetric():
    assert pair_draw(2**32 - 1, 2**32 - 1) == pair_draw(2**32 - 2, 0) < 1
    a = np.arange(4096, dtype=np.uint64) * 1048573 % 2**32
    draws = [pair_draw(x, 3_000_000_000) for x in a]
    assert np.mean(draws) == pytest.approx(0.5, abs=0.02)
    assert all(pair_draw(x, 7) == pair_draw(7, x) for x in a[:50])


def test_without_wear_and_making_ties_stay():
    town = stub_town()
    changed(
        town, "ties", decay__kin=0, decay__friend=0, decay__neighbour=0, decay__facility=0,
        forming=0, contact=0,
    )  # fmt: skip
    before = [a.copy() for a in (town.residents.tie_other, town.residents.tie_strength)]
    run_months(town, 12, ["ties"])
    assert (town.residents.tie_other == before[0]).all()
    assert (town.residents.tie_strength == before[1]).all()


def test_without_contact_all_ties_fade_but_those_of_care():
    town = stub_town(100)
    residents = town.residents
    changed(town, "ties", contact=0, forming=0)
    j = residents.tie_other[0, 0]
    k = find_tie(residents.tie_other, j, 0)
    residents.tie_kind[0, 0] |= HELPING
    residents.tie_kind[j, k] |= HELPING
    run_months(town, 180, ["ties"])
    assert (residents.tie_other >= 0).sum() == 2
    assert residents.tie_strength[0, 0] > 0.5


def test_those_who_miss_more_make_more_and_nobody_passes_sixteen():
    town = stub_town(ties=4)
    town.residents.records["sociability"][::2] = 6.0
    before = town.residents.records["degree"].mean()
    run_months(town, 24, ["ties"])
    degree = town.residents.records["degree"]
    assert degree.mean() > before + 2
    assert degree[1::2].mean() > degree[::2].mean() + 2
    assert degree.max() <= SLOTS


def test_strangers_are_of_like_age_and_origin():
    town = stub_town(ties=0)
    changed(town, "ties", triad=0, other_origin_rejected=1)
    run_months(town, 6, ["ties"])
    residents = town.residents
    i, k = np.nonzero(residents.tie_other >= 0)
    j = residents.tie_other[i, k]
    rec = residents.records
    assert len(i) > 300
    assert (rec["origin"][i] == rec["origin"][j]).all()
    assert (abs(rec["age_months"][i] - rec["age_months"][j]) < 10 * 12).all()
    assert 0.6 < (rec["area"][i] == rec["area"][j]).mean() < 0.95


def test_no_tie_is_made_with_a_housemate():
    town = stub_town(ties=0)
    rec = town.residents.records
    rec["household"] = np.arange(len(rec)) // 30  # ten large homes, so that many meet a housemate
    run_months(town, 12, ["ties"])
    i, k = np.nonzero(town.residents.tie_other >= 0)
    j = town.residents.tie_other[i, k]
    assert len(i) > 300
    assert (rec["household"][i] != rec["household"][j]).all()


def test_slots_do_not_matter():
    town = stub_town()
    order = np.argsort(town.residents.records["uid"] * 31 % 257, kind="stable")
    other = permuted(town, order)
    for one in (town, other):
        run_months(one, 14, ["ties"])
    for name in ("degree", "tie_strength"):
        assert (town.residents.records[name][order] == other.residents.records[name]).all()


def test_one_more_who_is_not_open_changes_nobody():
    towns = [stub_town(301), stub_town(301)]
    for town, status in zip(towns, (Status.EMPTY, Status.HOME), strict=True):
        residents = town.residents
        for i in range(300):
            k = find_tie(residents.tie_other, i, 300)
            if k >= 0:
                residents.tie_other[i, k], residents.tie_strength[i, k] = -1, 0
                residents.tie_kind[i, k] = 0
        residents.tie_other[300], residents.tie_strength[300] = -1, 0
        residents.records["status"][300] = status
        residents.records["sociability"][300] = 0
        town.processes["ties"].prepare(town)
        publish(town)
        run_months(town, 14, ["ties"])
    a, b = (town.residents for town in towns)
    assert (a.tie_other[:300] == b.tie_other[:300]).all()
    assert (a.tie_strength[:300] == b.tie_strength[:300]).all()


def test_no_tie_is_made_with_who_left_or_moved_into_care():
    town = stub_town(ties=2)
    rec = town.residents.records
    away = slice(0, 100)
    rec["status"][away] = Status.LONG_TERM_CARE
    tied = town.residents.tie_other[away].copy()
    publish(town)
    run_months(town, 6, ["ties"])
    now = town.residents.tie_other[away]
    assert ((now == tied) | (now == -1)).all()


def test_target_falls_with_age_limitation_and_insecurity():
    town = stub_town(3)
    p = town.processes["ties"].p
    rec = town.residents.records
    rec["age_months"][0], rec["sociability"][0] = 40 * 12, 12
    full = tie_target(rec[0], p)
    rec["age_months"][0] = 90 * 12
    old = tie_target(rec[0], p)
    rec["limitation"][0] = 2
    limited = tie_target(rec[0], p)
    rec["insecure"][0] = 1
    assert full == pytest.approx(12 * p.target_scale)
    assert old == pytest.approx(0.7 * full)
    assert full > old > limited > tie_target(rec[0], p)


def test_less_contact_loses_ties():
    towns = [stub_town(), stub_town()]
    for town, factor in zip(towns, (1.0, 0.25), strict=True):
        town.values.tables["ties"]["contact"] = factor
        run_months(town, 12, ["ties"])
    more, less = (town.residents.records["tie_strength"].mean() for town in towns)
    assert less < 0.85 * more


def test_needs_do_not_matter_for_ties(settled_town):
    town = stub_town()
    need(town, 3, 0, 0.9)
    run_months(town, 30, ["ties"])
    assert (town.residents.tie_other == settled_town.residents.tie_other).all()
