"""Shapley values: games whose answer is known, the four axioms, and every order counted out."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from experiments.analyses.attribution.shapley import (
    all_coalitions,
    alone,
    coalitions_of,
    every_order,
    everybody,
    exact,
    interactions,
    last,
    needed,
    over_orders,
    sampled_orders,
)

Worth = dict[int, np.ndarray]


def game(players: int, worth: object) -> Worth:
    return {s: np.asarray(worth(s), float) for s in all_coalitions(players)}  # type: ignore[operator]


def glove(s: int) -> float:
    """Player 0 holds a left glove, 1 and 2 a right one; a pair is worth 1."""
    return float(bool(s & 1) and bool(s & 6))


def sums(*brings: float) -> Worth:
    return game(len(brings), lambda s: sum(b for k, b in enumerate(brings) if s >> k & 1))


@st.composite
def games(draw: st.DrawFn) -> tuple[int, Worth]:
    """Random games of one to five players, each worth an array of two cells."""
    players = draw(st.integers(1, 5))
    money = st.floats(-1e6, 1e6)
    cells = draw(st.lists(st.tuples(money, money), min_size=1 << players, max_size=1 << players))
    return players, {s: np.array(cell) for s, cell in enumerate(cells)}


def test_glove_game() -> None:
    assert exact(game(3, glove), 3) == pytest.approx([4 / 6, 1 / 6, 1 / 6])


def test_airport_game() -> None:
    """Littlechild and Owen 1973: who needs a longer runway pays its last stretch alone."""
    lengths = (1.0, 3.0, 6.0, 10.0)
    runway = game(4, lambda s: max((c for k, c in enumerate(lengths) if s >> k & 1), default=0))
    shares = [1 / 4, 1 / 4 + 2 / 3, 1 / 4 + 2 / 3 + 3 / 2, 1 / 4 + 2 / 3 + 3 / 2 + 4]
    assert exact(runway, 4) == pytest.approx(shares)


def test_majority_of_weights() -> None:
    """Weights 3, 2, 2 with a quota of 4: any two win, so all are equally strong."""
    vote = game(3, lambda s: sum(w for k, w in enumerate((3, 2, 2)) if s >> k & 1) >= 4)
    assert exact(vote, 3) == pytest.approx([1 / 3] * 3)


def test_additive_game_gives_each_its_own() -> None:
    brings = (-3.0, 0.0, 2.5, 10.0)
    worth = sums(*brings)
    for answer in (exact(worth, 4), alone(worth, 4), last(worth, 4)):
        assert answer == pytest.approx(brings)
    assert all(float(i) == pytest.approx(0) for i in interactions(worth, 4).values())


def test_equal_players_get_the_same_and_one_who_adds_nothing_gets_nothing() -> None:
    square = game(4, lambda s: (s & 7).bit_count() ** 2)  # player 3 adds nothing
    assert exact(square, 4) == pytest.approx([3.0, 3.0, 3.0, 0.0])


@given(games())
def test_values_add_up_to_the_total(drawn: tuple[int, Worth]) -> None:
    players, worth = drawn
    total = worth[everybody(players)] - worth[0]
    assert exact(worth, players).sum(axis=0) == pytest.approx(total, abs=1e-6)


@given(games(), st.integers(1, 6), st.integers(0, 2**63 - 1))
def test_sampled_values_add_up_in_every_order(
    drawn: tuple[int, Worth], pairs: int, seed: int
) -> None:
    players, worth = drawn
    orders = sampled_orders(players, 2 * pairs, seed)
    total = worth[everybody(players)] - worth[0]
    for order in over_orders(worth, orders):
        assert order.sum(axis=0) == pytest.approx(total, abs=1e-6)


@given(games())
def test_exact_is_the_mean_over_every_order(drawn: tuple[int, Worth]) -> None:
    players, worth = drawn
    brute = over_orders(worth, every_order(players)).mean(axis=0)
    assert exact(worth, players) == pytest.approx(brute, abs=1e-6)


@given(games(), games(), st.floats(-10, 10))
def test_values_of_two_games_add_up(
    one: tuple[int, Worth], other: tuple[int, Worth], factor: float
) -> None:
    players = min(one[0], other[0])
    a, b = ({s: w[1][s] for s in all_coalitions(players)} for w in (one, other))
    both = {s: a[s] + factor * b[s] for s in a}
    apart = exact(a, players) + factor * exact(b, players)
    assert exact(both, players) == pytest.approx(apart, abs=1e-5)


@given(games())
def test_two_players_part_what_they_bring_together(drawn: tuple[int, Worth]) -> None:
    worth = {s: drawn[1].get(s, np.zeros(2)) for s in range(4)}
    middle = (alone(worth, 2) + last(worth, 2)) / 2
    assert exact(worth, 2) == pytest.approx(middle, abs=1e-6)


def test_alone_and_last_tell_who_needs_whom() -> None:
    gloves = game(3, glove)
    assert alone(gloves, 3) == pytest.approx([0, 0, 0])
    assert last(gloves, 3) == pytest.approx([1, 0, 0])
    between = {pair: float(value) for pair, value in interactions(gloves, 3).items()}
    assert between[0, 1] == between[0, 2] == pytest.approx(0.5)  # left needs right
    assert between[1, 2] == pytest.approx(-0.5)  # two rights replace each other


def test_interaction_of_two_players_is_what_is_left_of_their_sum() -> None:
    worth = {0: np.array(1.0), 1: np.array(4.0), 2: np.array(6.0), 3: np.array(20.0)}
    assert float(interactions(worth, 2)[0, 1]) == pytest.approx(20 - 4 - 6 + 1)


@pytest.mark.parametrize("players", [2, 3, 7, 20])
def test_sampled_orders_come_in_pairs_and_do_not_hang_on_their_number(players: int) -> None:
    orders = sampled_orders(players, 20, 5)
    assert len(orders) == 20
    assert all(sorted(order) == list(range(players)) for order in orders)
    assert all(a == b[::-1] for a, b in zip(orders[::2], orders[1::2], strict=True))
    assert orders[:6] == sampled_orders(players, 6, 5)
    assert players == 2 or orders != sampled_orders(players, 20, 6)


def test_orders_do_not_repeat_before_all_are_used() -> None:
    assert sorted(sampled_orders(4, 24, 1)) == every_order(4)
    assert len(set(sampled_orders(7, 200, 1))) == 200


def test_every_order_is_equally_likely() -> None:
    """Over many seeds the first player of the first order is each of five equally often."""
    first = [sampled_orders(5, 2, seed)[0][0] for seed in range(2000)]
    assert np.bincount(first, minlength=5) == pytest.approx(400, abs=80)  # 4.5 standard errors


def test_reverse_orders_take_the_error_away_where_pairs_interact() -> None:
    """With no interaction beyond pairs, one order and its reverse give the value exactly."""
    effect = [[3.0, -2.0, 5.0, 1.0], [0, 1.0, -4.0, 2.0], [0, 0, 2.0, 7.0], [0, 0, 0, -1.0]]
    pairwise = game(
        4, lambda s: sum(effect[j][k] for j in range(4) for k in range(j, 4)
                         if s >> j & 1 and s >> k & 1),
    )  # fmt: skip
    sampled = over_orders(pairwise, sampled_orders(4, 2, 9)).mean(axis=0)
    assert sampled == pytest.approx(exact(pairwise, 4))


def test_what_has_to_be_simulated() -> None:
    assert needed(3) == list(range(8))
    orders = [(0, 1, 2, 3, 4, 5, 6), (6, 5, 4, 3, 2, 1, 0)]
    coalitions = needed(7, orders)
    assert coalitions_of(orders) <= set(coalitions)
    assert {1 << k for k in range(7)} | {127 ^ 1 << k for k in range(7)} <= set(coalitions)
    assert len(coalitions) == 14 + 12 - 4 + 2  # two chains and both ends, all alone, all but one
    assert coalitions == sorted(coalitions)


@pytest.mark.parametrize("enough", [1, 7])
def test_one_is_enough_or_none_may_be_missed(enough: int) -> None:
    worth = game(7, lambda s: s.bit_count() >= enough)
    assert exact(worth, 7) == pytest.approx([1 / 7] * 7)
