"""Income insecurity: who falls into it, by place and household, and whom the state pension lifts.

Differences between districts, ages and kinds of households are those of the town's start: who is
insecure leaves it at one hazard, and who is not falls into it as often as keeps these in balance.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from agents.compiled import rule
from agents.records import records
from agents.vocabulary import Education, Origin, Status
from model.draws import decision, uniform
from model.population.backgrounds import BackgroundParameters, insecurity_risk
from model.processes.demography.homes import Homes
from model.world import World

PENSION = decision("demography.pension")
BELOW_65, FROM_65 = 0, 1
TINY = 1e-9
"""Keeps a division from dividing by nothing."""

place_dtype = np.dtype(
    [
        ("fall", "f8", (2,)),  # below and from 65: over the hazard of the town below 65
        ("lifted", "f8"),  # share of the insecure whom the state pension lifts
        ("non_western", "f8"),  # how many times as often these households are insecure
        ("one_adult", "f8"),
        ("low_education", "f8"),
    ],
    align=True,
)
"""What bears on income insecurity in a postcode."""


def scale_of(town: World, p: Any) -> NDArray[np.float64]:
    """Return one over the mean risk of the adults, by postcode and age, shape [postcodes, 2].

    Where nobody lives it is that of the town.
    """
    r, homes = town.residents.records, town.households.records
    who = np.flatnonzero((r["status"] == Status.HOME) & (r["household"] >= 0))
    adults = homes["adults"][r["household"][who]]
    risk = insecurity_risk(r["origin"][who], adults, r["education"][who], BackgroundParameters())
    rows = len(town.data.postcodes)
    old = r["age_months"][who] >= 12 * p.discharge_from
    group = 2 * r["postcode"][who].astype(np.int64) + old
    total = np.bincount(group, weights=np.rint(100 * risk), minlength=2 * rows).reshape(rows, 2)
    count = np.bincount(group, minlength=2 * rows).reshape(rows, 2)
    mean = total.sum(axis=0) / np.maximum(count.sum(axis=0), 1)
    mean = np.divide(total, count, out=np.tile(mean, (rows, 1)), where=count > 0)
    return np.asarray(100.0 / np.maximum(mean, 100.0))


def places_of(homes: Homes, scale: NDArray[np.float64]) -> NDArray[Any]:
    """Return what bears on insecurity by postcode: odds over those of the town below 65."""
    table = records(len(homes.area), place_dtype)
    p = BackgroundParameters()
    share = np.minimum(homes.insecure, p.insecure_most)
    below = min(max(homes.town_insecure, TINY), p.insecure_most)
    table["fall"] = share / (1.0 - share) / (below / (1.0 - below)) * scale
    still = share[:, FROM_65] / np.maximum(share[:, BELOW_65], TINY)
    table["lifted"] = np.clip(1.0 - still, 0.0, 1.0)
    table["non_western"], table["one_adult"] = p.insecure_non_western, p.insecure_one_adult
    table["low_education"] = p.insecure_low_education
    return table


def highest_fall(places: NDArray[Any]) -> float:
    """Return the highest factor on the hazard of falling into insecurity that there is."""
    risk = places["non_western"] * places["one_adult"] * places["low_education"]
    return float((places["fall"].max(axis=1) * risk).max())


@rule
def risk_of(r, adults, place):
    """Return how many times as often a resident's household is insecure: as at the start."""
    risk = 1.0
    if Origin.DUTCH < r.origin < Origin.WESTERN:
        risk *= place.non_western
    if adults <= 1:
        risk *= place.one_adult
    if r.education == Education.LOW:
        risk *= place.low_education
    return risk


@rule
def insecurity_hazard(r, adults, place, p):
    """Return the hazard of falling into income insecurity, or of leaving it."""
    if r.insecure:
        return p.insecurity_out
    old = r.age_months >= 12.0 * p.discharge_from
    hit = r.separation_months > 0 or (not old and r.event_months > 0)
    fall = place.fall[FROM_65 if old else BELOW_65] * risk_of(r, adults, place)
    return p.insecurity_in * fall * (1.0 + p.insecurity_event * (1.0 if hit else 0.0))


@rule
def pension_lifts(seed, r, place, p):
    """Say whether the state pension lifts a household out of insecurity in the month it begins."""
    if r.insecure == 0 or r.age_months != 12.0 * p.discharge_from:
        return False
    heads = 2.0 if r.partner >= 0 else 1.0
    return uniform(seed, r.uid, 0, PENSION, 0) < place.lifted / heads
