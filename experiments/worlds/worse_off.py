"""Residents worse and better off: twins who are in both worlds, by group, beside the placebo."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from agents.vocabulary import ADULT_MONTHS, Layer, Origin, Sex, Status
from model.observers.layers import BANDS
from model.twins.twins import there_at_parting

if TYPE_CHECKING:
    from model.twins.twins import Twins
    from model.world import World

MARGIN_MONTHS = 6
"""Need-months unmet more (or fewer) from the parting of the worlds on: half a year of one need."""
MARGIN_WELLBEING = 0.5
"""Wellbeing lower (or higher) at the horizon, on the scale of 0 to 10."""
COLUMNS = (
    "scenario", "dimension", "group", "residents", "unmet_worse", "unmet_better", "adults",
    "wellbeing_worse", "wellbeing_better",
)  # fmt: skip
Counts = dict[str, NDArray[np.bool_]]


def worse_off(pair: "Twins") -> pd.DataFrame:
    """Count who is worse and better off in the policy world, by group.

    Only those are counted who lived there when the worlds parted: the same residents in each pair,
    so that a policy stands beside its placebos.

    Returns
    -------
    DataFrame
        `COLUMNS`. `residents` left in the same month in both worlds, or stayed in both;
        `unmet_worse` of them have at least `MARGIN_MONTHS` need-months more that are unmet.
        `adults` are at home in both worlds at the horizon; `wellbeing_worse` of them feel at least
        `MARGIN_WELLBEING` worse then. Groups are those of the twins when first observed.
    """
    counted = there_at_parting(pair)[: len(pair.rows.uids)]
    counts = {name: who & counted for name, who in (_unmet(pair) | _wellbeing(pair)).items()}
    rows = [
        (pair.policy, dimension, group, *(int((counts[n] & within).sum()) for n in COLUMNS[3:]))
        for dimension, group, within in groups_of(pair)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def groups_of(pair: "Twins") -> Iterator[tuple[str, str, NDArray[np.bool_]]]:
    """Yield dimension, group and who belongs to it, by row of the twins."""
    n, traits = len(pair.rows.uids), pair.rows.traits
    yield "all", "all", np.ones(n, np.bool_)
    band = np.digitize(traits["age_months"] // 12, [18, 65, 75, 85])
    dimensions: dict[str, tuple[NDArray[np.int64], tuple[str, ...]]] = {
        "sex": (traits["sex"], tuple(sex.name.lower() for sex in Sex)),
        "age_band": (band, BANDS),
        "origin": (traits["origin"], tuple(origin.name.lower() for origin in Origin)),
        "income_security": (traits["insecure"], ("secure", "insecure")),
        "living_alone": (traits["lives_alone"], ("with_others", "alone")),
        "area": (traits["area"], tuple(pair.base.town.areas)),
    }
    for dimension, (codes, names) in dimensions.items():
        for code, name in enumerate(names):
            yield dimension, name, np.minimum(codes, len(names) - 1) == code


def _unmet(pair: "Twins") -> Counts:
    """Compare unmet need-months of those who were there in the same months in both worlds."""
    n = len(pair.rows.uids)
    b, p = pair.base.view[:n], pair.ours.view[:n]
    both = (b["first"] >= 0) & (b["first"] == p["first"]) & (b["last"] == p["last"])
    unmet = (
        watch.layer_months[:n, Layer.UNMET].astype(np.int64) for watch in (pair.ours, pair.base)
    )
    ours, base = unmet
    return {
        "residents": both,
        "unmet_worse": both & (ours - base >= MARGIN_MONTHS),
        "unmet_better": both & (base - ours >= MARGIN_MONTHS),
    }


def _wellbeing(pair: "Twins") -> Counts:
    """Compare the wellbeing of those who are adults at home in both worlds now."""
    here, there = _felt(pair.ours.town), _felt(pair.base.town)
    uids = pair.rows.uids
    both = np.intersect1d(here.index.to_numpy(), there.index.to_numpy())
    both = both[np.isin(both, uids)]  # nobody where the worlds have not parted: no twins yet
    gap = here.loc[both].to_numpy() - there.loc[both].to_numpy()
    order = np.argsort(uids)
    row = order[np.searchsorted(uids[order], both)]
    counts = {
        name: np.zeros(len(uids), np.bool_)
        for name in ("adults", "wellbeing_worse", "wellbeing_better")
    }
    counts["adults"][row] = True
    counts["wellbeing_worse"][row] = gap <= -MARGIN_WELLBEING
    counts["wellbeing_better"][row] = gap >= MARGIN_WELLBEING
    return counts


def _felt(town: "World") -> "pd.Series[float]":
    """Return the wellbeing of adults at home by uid."""
    people = town.residents.records
    adult = (people["status"] == Status.HOME) & (people["age_months"] >= ADULT_MONTHS)
    return pd.Series(people["wellbeing"][adult].astype(float), index=people["uid"][adult])
