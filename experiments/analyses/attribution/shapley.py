"""Shapley values: what each player brings to a total that they bring about together.

Pure functions of what the coalitions are worth. A coalition is a whole number: bit k is set where
player k is in it, so that 0 is nobody and 2^n - 1 is everybody. What a coalition is worth may be
an array (replications, areas, years): each cell is a game of its own.

Shapley (1953), A value for n-person games; Castro, Gomez and Tejada (2009), Computers and
Operations Research 36, for sampled orders; Grabisch and Roubens (1999) for the interaction of two.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, permutations
from math import factorial

import numpy as np
from numpy.typing import NDArray

from model.draws import decision, uniforms

Order = tuple[int, ...]
Worth = Mapping[int, NDArray[np.float64]]
ORDER_OF_PLAYERS = decision("attribution.order_of_players")


def everybody(players: int) -> int:
    """Return the coalition of all players."""
    return (1 << players) - 1


def all_coalitions(players: int) -> list[int]:
    """Return every coalition, nobody first and everybody last."""
    return list(range(1 << players))


def exact(worth: Worth, players: int) -> NDArray[np.float64]:
    """Return the Shapley value of each player.

    Parameters
    ----------
    worth : mapping of int to array
        What each of the 2^n coalitions is worth, all of one shape.
    players : int

    Returns
    -------
    array of shape [players, ...]
        Adds up to worth[everybody] - worth[nobody], up to rounding.

    Notes
    -----
    phi_k = sum over S without k of |S|! (n - |S| - 1)! / n! (v(S + k) - v(S)): the mean of what k
    adds on arrival, over all orders in which players may arrive.
    """
    values = [np.zeros_like(np.asarray(worth[0], float)) for _ in range(players)]
    for coalition in all_coalitions(players):
        size = coalition.bit_count()
        if size == players:
            continue
        weight = factorial(size) * factorial(players - size - 1) / factorial(players)
        for k in _outside(coalition, players):
            values[k] = values[k] + weight * (worth[coalition | 1 << k] - worth[coalition])
    return np.array(values)


def over_orders(worth: Worth, orders: Sequence[Order]) -> NDArray[np.float64]:
    """Return what each player adds on arrival in each of some orders.

    Parameters
    ----------
    worth : mapping of int to array
        At least the coalitions that `coalitions_of` the orders names.
    orders : sequence of tuple of int

    Returns
    -------
    array of shape [orders, players, ...]
        Its mean over orders is the sampled Shapley value. In each order the players add up to
        worth[everybody] - worth[nobody], and so does the mean, however few orders there are.
    """
    rows = []
    for order in orders:
        here, added = 0, {}
        for k in order:
            added[k] = np.asarray(worth[here | 1 << k] - worth[here], float)
            here |= 1 << k
        rows.append([added[k] for k in range(len(order))])
    return np.array(rows)


def alone(worth: Worth, players: int) -> NDArray[np.float64]:
    """Return what each player brings with nobody else there, shape [players, ...]."""
    return np.array([worth[1 << k] - worth[0] for k in range(players)])


def last(worth: Worth, players: int) -> NDArray[np.float64]:
    """Return what each player adds when all others are there already, shape [players, ...]."""
    full = everybody(players)
    return np.array([worth[full] - worth[full ^ 1 << k] for k in range(players)])


def interactions(worth: Worth, players: int) -> dict[tuple[int, int], NDArray[np.float64]]:
    """Return for each pair what the two bring together beyond what each brings without the other.

    Above zero they need each other, below zero they replace each other.

    Notes
    -----
    I_jk = sum over S without j, k of |S|! (n - |S| - 2)! / (n - 1)! times
    v(S + j + k) - v(S + j) - v(S + k) + v(S).
    """
    by_pair = {}
    for j, k in combinations(range(players), 2):
        one, two = 1 << j, 1 << k
        total = np.zeros_like(np.asarray(worth[0], float))
        for s in all_coalitions(players):
            if s & (one | two):
                continue
            size = s.bit_count()
            weight = factorial(size) * factorial(players - size - 2) / factorial(players - 1)
            both = worth[s | one | two] - worth[s | one] - worth[s | two] + worth[s]
            total = total + weight * both
        by_pair[j, k] = total
    return by_pair


def every_order(players: int) -> list[Order]:
    """Return all n! orders."""
    return list(permutations(range(players)))


def sampled_orders(players: int, samples: int, seed: int) -> list[Order]:
    """Draw orders in pairs: each is followed by its reverse (antithetic).

    Who comes early in one comes late in the other, which takes most of the sampling error away
    where players replace or need each other. Orders do not repeat before all pairs are used.

    Parameters
    ----------
    players : int
        Two or more.
    samples : int
        Number of orders, even.
    seed : int
        0 .. 2^63 - 1; the same seed gives the same orders, and more samples begin with the fewer.
    """
    pairs = samples // 2
    drawn: list[Order] = []
    used: set[Order] = set()
    number = 0
    while len(drawn) < pairs:
        u = uniforms(seed, np.arange(1, players + 1, dtype=np.int64), ORDER_OF_PLAYERS, number)
        order = tuple(int(k) for k in np.argsort(u, kind="stable"))
        number += 1
        if order in used:
            continue
        drawn.append(order)
        used |= {order, order[::-1]}
        if len(used) == factorial(players):
            used.clear()
    return [each for order in drawn for each in (order, order[::-1])]


def coalitions_of(orders: Iterable[Order]) -> set[int]:
    """Return the coalitions that come about when players arrive in these orders."""
    coalitions = {0}
    for order in orders:
        here = 0
        for k in order:
            here |= 1 << k
            coalitions.add(here)
    return coalitions


def needed(players: int, orders: Sequence[Order] | None = None) -> list[int]:
    """Return the coalitions to find the worth of: all 2^n, or those of some orders.

    Of sampled orders, also each player alone and all but one, for `alone` and `last`.
    """
    if orders is None:
        return all_coalitions(players)
    full = everybody(players)
    singles = {1 << k for k in range(players)} | {full ^ 1 << k for k in range(players)}
    return sorted(coalitions_of(orders) | singles)


def _outside(coalition: int, players: int) -> list[int]:
    return [k for k in range(players) if not coalition >> k & 1]
