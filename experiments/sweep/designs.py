"""Which points a sweep visits: what is swept, over which range, and how points are drawn.

Every design is drawn in the unit cube and then laid on the parameters: a range is stretched, listed
values are equally likely choices (the cube is cut in as many equal slices). The same file and seed
give the same points in the same order.

A design of `saltelli` holds blocks of rows that belong together: a point of sample A, the same
point with one parameter at a time taken from sample B, the point of B and, where some of the
parameters are assumptions and others are not, the point of A with all assumptions taken from B.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.sweep.ignorance import kinds_of
from experiments.sweep.size import Size
from experiments.sweep.swept import Swept, owner_of
from model.errors import InputError, nearest

METHODS = ("grid", "list", "lhs", "sobol", "morris", "saltelli")
_SIZE = {"lhs": "points", "sobol": "points", "morris": "trajectories", "saltelli": "samples"}
_NEEDS = {"grid": (), "list": (), **{method: (key,) for method, key in _SIZE.items()}}
_MAY = {"grid": ("levels",), "morris": ("levels", "groups"), "saltelli": ("groups",)}
_OWNERS = "owners"
_LEVELS_OF_MORRIS = 4


@dataclass(frozen=True)
class Design:
    """How points are drawn.

    Attributes
    ----------
    method : str
        One of `METHODS`.
    points : int or None
        Of `lhs` and `sobol`.
    levels : int or None
        Of `grid`: values per range; of `morris`: levels of its grid, an even number.
    trajectories : int or None
        Of `morris`: each takes one more run than there are parameters.
    samples : int or None
        Of `saltelli`: points of sample A, as many of sample B.
    kinds : tuple of str
        Of `saltelli`: for each parameter what could tell its value (`ignorance`); empty where that
        is the same for all, so that there is nothing to distinguish.
    groups : tuple of str
        Of `morris` and `saltelli`: for each parameter the group it moves with; empty where each
        moves alone.
    """

    method: str
    points: int | None = None
    levels: int | None = None
    trajectories: int | None = None
    samples: int | None = None
    kinds: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        """Take lists, as a file holds them, for tuples."""
        for name in ("kinds", "groups"):
            object.__setattr__(self, name, tuple(getattr(self, name)))

    def moving(self, swept: Sequence[Swept]) -> tuple[str, ...]:
        """Return what moves apart: the groups, or else the parameters."""
        return tuple(dict.fromkeys(self.groups or (one.name for one in swept)))

    def block(self, swept: Sequence[Swept]) -> int:
        """Return how many rows belong together: a trajectory, or one of A with its companions."""
        if self.method == "morris":
            return len(self.moving(swept)) + 1
        if self.method == "saltelli":
            return len(self.moving(swept)) + 2 + len(set(self.kinds))
        return 1


def read_design(entry: Mapping[str, Any], swept: Sequence[Swept], where: str) -> Design:
    """Check what a file says of its design.

    Parameters
    ----------
    entry : mapping
        `method` and what that method needs: `levels` (grid over a range), `points` (lhs, sobol),
        `trajectories` (morris; `levels` if you like), `samples` (saltelli); of these two, `groups:
        owners` moves all parameters of a process, facility type or lever together.
    swept : sequence of Swept
    where : str
        File, for the message.

    Raises
    ------
    InputError
        Naming file, field, value and remedy.
    """
    if not isinstance(entry, Mapping) or "method" not in entry:
        raise InputError(f"{where}: design has no method: give one of {', '.join(METHODS)}.")
    method = entry["method"]
    if method not in METHODS:
        hint = nearest(str(method), METHODS)
        raise InputError(
            f"{where}: design: method is {method!r}.{hint} Give one of {', '.join(METHODS)}."
        )
    if not swept:
        raise InputError(f"{where}: a design needs parameters: name what is swept.")
    place = f"{where}: design {method}"
    _only(place, entry, ("method", *_NEEDS[method], *_MAY.get(method, ())))
    sizes = {
        key: _whole(place, key, entry.get(key), 2 if key == "levels" else 1)
        for key in (*_NEEDS[method], *_MAY.get(method, ()))
        if key != "groups" and (key in entry or key in _NEEDS[method])
    }
    design = Design(
        method, **sizes,
        kinds=kinds_of([one.name for one in swept]) if method == "saltelli" else (),
        groups=_groups(entry["groups"], swept, place) if "groups" in entry else (),
    )  # fmt: skip
    if method == "morris" and design.levels is None:
        design = replace(design, levels=_LEVELS_OF_MORRIS)
    _fits(design, swept, place)
    return design


def _fits(design: Design, swept: Sequence[Swept], place: str) -> None:
    """Check that sizes suit the method and that there are not too many points."""
    if design.method in _SUITS:
        _SUITS[design.method](design, swept, place)
    if design.method in ("sobol", "saltelli"):
        _power_of_two(place, _SIZE[design.method], _size(design))
    points = number_of_points(design, swept)
    Size(points, len(swept)).refuse_too_large(place, design.block(swept))


def _groups(entry: object, swept: Sequence[Swept], place: str) -> tuple[str, ...]:
    if entry != _OWNERS:
        raise InputError(f"{place}: groups is {entry!r}: give '{_OWNERS}', or leave it out.")
    owners = tuple(owner_of(one.name) for one in swept)
    if len(set(owners)) < 2:
        raise InputError(f"{place}: all parameters belong to {owners[0]}: leave groups out.")
    return owners


def _suits_grid(design: Design, swept: Sequence[Swept], place: str) -> None:
    ranges = [one.name for one in swept if not one.choices]
    if ranges and design.levels is None:
        raise InputError(f"{place}: {ranges[0]} has a range: give levels, or list its values.")
    if not ranges and design.levels is not None:
        raise InputError(f"{place}: levels is for ranges, and every parameter lists values.")
    for one in swept:
        if len(set(one.choices)) < len(one.choices):
            raise InputError(f"{place}: {one.name} lists a value twice: leave one out.")


def _suits_list(_: Design, swept: Sequence[Swept], place: str) -> None:
    for one in swept:
        if not one.choices:
            raise InputError(f"{place}: {one.name} has a range: list its values, one per point.")
    lengths = {one.name: len(one.choices) for one in swept}
    if len(set(lengths.values())) > 1:
        counts = ", ".join(f"{name} {n}" for name, n in lengths.items())
        raise InputError(f"{place}: unequal numbers of values ({counts}): give one per point.")


def _suits_analysis(design: Design, swept: Sequence[Swept], place: str) -> None:
    """Check that every parameter moves; Morris' steps of half the range need even levels."""
    if (design.levels or 0) % 2:
        raise InputError(f"{place}: levels is {design.levels}: give an even number, such as 4.")
    for one in swept:
        if one.choices and len(set(one.choices)) < max(len(one.choices), 2):
            raise InputError(f"{place}: {one.name}: list two or more different values.")


_SUITS = {
    "grid": _suits_grid,
    "list": _suits_list,
    "morris": _suits_analysis,
    "saltelli": _suits_analysis,
}


def number_of_points(design: Design, swept: Sequence[Swept]) -> int:
    """Return how many points a design has, equal ones counted apart."""
    if design.method == "grid":
        return math.prod(len(one.choices) or (design.levels or 0) for one in swept)
    if design.method == "list":
        return len(swept[0].values)
    return _size(design) * design.block(swept)


def draw_points(design: Design, swept: Sequence[Swept], seed: int) -> pd.DataFrame:
    """Return the points of a design.

    Parameters
    ----------
    design : Design
    swept : sequence of Swept
    seed : int
        0 .. 2^63 - 1; of no consequence to `grid` and `list`.

    Returns
    -------
    DataFrame
        Index `point` 0 .. P-1; one float64 column per parameter, in the order of `swept`.
        Points may be equal: an analysis relies on their order.
    """
    if design.method == "grid":
        return _table(list(itertools.product(*(one.steps(design.levels) for one in swept))), swept)
    if design.method == "list":
        return _table(list(zip(*(one.choices for one in swept), strict=True)), swept)
    return _laid_on(_DRAW[design.method](design, swept, seed), swept)


def more_points(
    design: Design, swept: Sequence[Swept], seed: int, old: pd.DataFrame, points: int
) -> pd.DataFrame:
    """Return only the points that come after those there are.

    `sobol`, `morris` and `saltelli` continue their sequence, so that a longer design begins with
    the old points, bit for bit. `lhs` adds a block that is a Latin hypercube of its own.

    Parameters
    ----------
    old : DataFrame
        The points there are, as `draw_points` and `more_points` gave them.
    points : int
        Rows of the longer design, old ones included.

    Returns
    -------
    DataFrame
        As `draw_points`; the index continues where the old one ends.

    Raises
    ------
    InputError
        If the design cannot be extended to this number.
    """
    place = f"extending a {design.method} design to {points} points"
    if design.method in ("grid", "list"):
        raise InputError(
            f"{place}: a {design.method} has the points its file names: edit the file."
        )
    if points <= len(old):
        raise InputError(f"{place}: there are {len(old)} already: give more.")
    Size(points, len(swept)).refuse_too_large(place, design.block(swept))
    if design.method == "lhs":
        block = replace(design, points=points - len(old))
        further = draw_points(block, swept, _seed_of_block(seed, len(old)))
        return further.set_index(further.index + len(old))
    units, rest = divmod(points, design.block(swept))
    if rest:
        raise InputError(f"{place}: give a multiple of {design.block(swept)}.")
    if design.method != "morris":
        _power_of_two(place, _SIZE[design.method], units)
    size: dict[str, Any] = {_SIZE[design.method]: units}
    longer = draw_points(replace(design, **size), swept, seed)
    if not longer.iloc[: len(old)].equals(old.astype("float64")):
        raise InputError(f"{place}: the points there are belong to another design or seed.")
    return longer.iloc[len(old) :]


def _laid_on(unit: NDArray[np.float64], swept: Sequence[Swept]) -> pd.DataFrame:
    columns = [one.laid_on(u) for one, u in zip(swept, unit.T, strict=True)]
    return _table(np.column_stack(columns), swept)


def _table(rows: Any, swept: Sequence[Swept]) -> pd.DataFrame:
    names = [one.name for one in swept]
    index = pd.RangeIndex(len(rows), name="point")
    return pd.DataFrame(np.asarray(rows, "float64"), index=index, columns=names)


def _latin(design: Design, swept: Sequence[Swept], seed: int) -> NDArray[np.float64]:
    from scipy.stats import qmc

    return qmc.LatinHypercube(len(swept), seed=seed).random(_size(design))


def _sobol(design: Design, swept: Sequence[Swept], seed: int) -> NDArray[np.float64]:
    from scipy.stats import qmc

    return qmc.Sobol(len(swept), scramble=True, seed=seed).random(_size(design))


def _morris(design: Design, swept: Sequence[Swept], seed: int) -> NDArray[np.float64]:
    from SALib.sample.morris import sample

    problem = _cube(swept) | ({"groups": list(design.groups)} if design.groups else {})
    return sample(problem, _size(design), num_levels=design.levels, seed=seed)


def _saltelli(design: Design, swept: Sequence[Swept], seed: int) -> NDArray[np.float64]:
    """Return blocks as SALib's, with a row per kind of ignorance behind; a test holds them equal.

    SALib's own table would hold every row per parameter first, where groups of hundreds move.
    """
    from scipy.stats import qmc

    d, n = len(swept), _size(design)
    both = qmc.Sobol(2 * d, scramble=True, seed=seed).random(n)
    a, b = both[:, :d], both[:, d:]
    groups = design.groups or tuple(one.name for one in swept)
    taken = [[kind == group for kind in groups] for group in design.moving(swept)]
    rows = [a, *(np.where(columns, b, a) for columns in taken), b]
    for together in dict.fromkeys(design.kinds):
        rows.append(np.where([kind == together for kind in design.kinds], b, a))
    return np.stack(rows, axis=1).reshape(-1, d)


_DRAW = {"lhs": _latin, "sobol": _sobol, "morris": _morris, "saltelli": _saltelli}


def _cube(swept: Sequence[Swept]) -> dict[str, Any]:
    names = [one.name for one in swept]
    return {"num_vars": len(names), "names": names, "bounds": [[0.0, 1.0]] * len(names)}


@cache
def _block_key() -> int:
    from model.draws import decision

    return decision("design.latin_block")


def _seed_of_block(seed: int, start: int) -> int:
    from model.draws import seed_of

    return int(seed_of(seed, _block_key(), start))


def _size(design: Design) -> int:
    return int(getattr(design, _SIZE[design.method]))


def _only(place: str, entry: Mapping[str, Any], allowed: Sequence[str]) -> None:
    for key in entry:
        if key not in allowed:
            hint = nearest(str(key), allowed)
            raise InputError(f"{place}: no field '{key}'.{hint} There are: {', '.join(allowed)}.")


def _whole(place: str, key: str, value: object, least: int) -> int:
    if isinstance(value, bool) or not isinstance(value, int) or value < least:
        shown = "missing" if value is None else repr(value)
        raise InputError(f"{place}: {key} is {shown}: give a whole number from {least} on.")
    return value


def _power_of_two(place: str, key: str, n: int) -> None:
    if n & (n - 1):
        below = 2 ** (n.bit_length() - 1)
        raise InputError(
            f"{place}: {key} is {n}: a Sobol sequence is balanced at powers of two only: give "
            f"{below} or {2 * below}."
        )
