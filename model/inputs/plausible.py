"""Whether a municipality's figures can be true: units and magnitudes, checked against each other.

A table whose every cell is a number can still hold kilometres, degrees, shares for percentages or
thousands that lost their zeros. Bounds are wide: they refuse no Dutch municipality, only other
units.
"""

from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np
import pandas as pd

from model.errors import DataError

X_M, Y_M = (10_000, 280_000), (300_000, 625_000)
"""The country's land in RD New: from Cadzand to Nieuweschans, from Vaals to Rottumeroog."""
FARTHEST_KM = 60
"""From the middle of a municipality; the largest (Súdwest-Fryslân) measures some 50 km across."""
_DEGREES = 90
_SHARE_APART = 10
"""A district's share is neither ten times the municipality's nor a tenth of it; 1 for 100% is."""
_HOUSEHOLDS = 0.15
"""Households times their mean size, against residents: the mean is rounded to 0.1 (2%), some live
in institutions (2%, in few towns 10%), and the years differ."""
_EDUCATED = 0.25
"""Persons by education against residents of 15 to 74: CBS estimates them, of another year."""
_ROUNDED = 1.5
"""Two percentages that are rounded to whole ones can sum to so much more than a third."""
_FEWEST_PCT = 0.5
"""No municipality has so small a share of residents with a background abroad."""
_AGES = {"age 0-14 (%)": (0, 15), "age 15-24 (%)": (15, 25), "age 25-44 (%)": (25, 45),
         "age 45-64 (%)": (45, 65), "age 65+ (%)": (65, 200)}  # fmt: skip
_AGES_APART = 6
"""Points between the shares of ages of two years near each other, rounded."""


def check_map(path: Path, postcodes: pd.DataFrame) -> None:
    """Check that the centroids lie in the country, in metres of RD New, and together.

    Parameters
    ----------
    path : Path
        For the message.
    postcodes : DataFrame
        With `postcode, rd_x_m, rd_y_m`.

    Raises
    ------
    DataError
        Naming postcode, value and remedy.
    """
    xy = postcodes[["rd_x_m", "rd_y_m"]].to_numpy(float)
    names = postcodes["postcode"].tolist()
    for name, (x, y) in zip(names, xy, strict=True):
        if not _inside(x, y):
            raise DataError(
                f"{path}: postcode {name}, columns 'rd_x_m' and 'rd_y_m' are {x:g} and {y:g}, "
                f"outside the country: {_other_unit(x, y)}."
            )
    away = np.hypot(*(xy - np.median(xy, axis=0)).T) / 1000
    if away.max() > FARTHEST_KM:
        row = int(away.argmax())
        raise DataError(
            f"{path}: postcode {names[row]}, 'rd_x_m' {xy[row, 0]:g} and 'rd_y_m' {xy[row, 1]:g} "
            f"lie {away[row]:.0f} km from the others: correct them."
        )


def _inside(x: float, y: float) -> bool:
    return X_M[0] <= x <= X_M[1] and Y_M[0] <= y <= Y_M[1]


def _other_unit(x: float, y: float) -> str:
    if abs(x) <= _DEGREES and abs(y) <= _DEGREES:
        return "these are degrees; give metres of RD New (EPSG:28992)"
    if _inside(y, x):
        return "x and y have changed places"
    if _inside(1000 * x, 1000 * y):
        return "these are kilometres; give metres"
    x_m, y_m = (f"{low} to {high}" for low, high in (X_M, Y_M))
    return f"give metres of RD New (EPSG:28992), x {x_m} and y {y_m}, without a point for thousands"


def check_shares(path: Path, health: pd.DataFrame, regions: Sequence[str]) -> None:
    """Check that the latest shares are percentages, the municipality's and its districts' alike.

    Parameters
    ----------
    path : Path
        For the message.
    health : DataFrame
        With `year, age_group, region_code` and shares, of which all that end on `_pct` are looked
        at.
    regions : sequence of str
        The municipality's code first.

    Raises
    ------
    DataError
        Naming region, column, value and remedy.
    """
    latest = health[health["year"] == health["year"].max()]
    columns = [c for c in latest.columns if c.endswith("_pct") and latest[c].dtype.kind == "f"]
    for group, rows in latest[latest["region_code"].isin(regions)].groupby("age_group"):
        by_region = rows.set_index("region_code")
        for column in columns:
            values = by_region[column].to_dict()
            if max(values.values()) <= 1:
                raise DataError(
                    f"{path}: column '{column}', {group}, holds shares (at most 1): give "
                    f"percentages, such as 12 for 12%."
                )
            whole = values[regions[0]]
            for region, value in values.items():
                if not whole / _SHARE_APART <= value <= whole * _SHARE_APART:
                    raise DataError(
                        f"{path}: column '{column}', {region}, {group} is {value:g}, the "
                        f"municipality's {whole:g}: give percentages in both."
                    )
        _check_lonely(path, by_region, str(group))


def _check_lonely(path: Path, by_region: pd.DataFrame, group: str) -> None:
    over = by_region["severely_lonely_pct"] > by_region["lonely_pct"]
    if over.any():
        raise DataError(
            f"{path}: {by_region.index[over.to_numpy()][0]}, {group}: more are severely lonely "
            f"than lonely: correct the row."
        )


def check_figures(path: Path, figures: Mapping[str, float], counts: pd.DataFrame) -> None:
    """Check the key figures against each other and against the residents.

    Parameters
    ----------
    path : Path
        For the message.
    figures : mapping of str to float
    counts : DataFrame
        Residents by age band.

    Raises
    ------
    DataError
        Naming the figures, what they amount to and what they should.
    """
    for name, value in figures.items():
        if name.endswith("(%)") and value > 100:
            raise DataError(f"{path}: '{name}' is {value:g}: give a percentage from 0 to 100.")
    _check_residents(path, figures, counts)
    _check_sizes(path, figures)
    _check_backgrounds(path, figures)
    _check_ages(path, figures, counts)


def _check_residents(path: Path, figures: Mapping[str, float], counts: pd.DataFrame) -> None:
    """Check counts of people against the residents of the age table."""
    total = float(counts["residents"].sum())
    age = _youngest(counts)
    learnt = float(counts.loc[(age >= 15) & (age < 75), "residents"].sum())
    homes = figures["households"] * figures["mean household size"]
    educated = sum(
        figures[f"persons with {level} education"] for level in ("low", "middle", "high")
    )
    checks = [
        ("'households' times 'mean household size'", homes, total, _HOUSEHOLDS),
        ("persons with low, middle and high education", educated, learnt, _EDUCATED),
    ]
    if "residents" in figures:
        checks.append(("'residents'", figures["residents"], total, _HOUSEHOLDS))
    if "men" in figures and "women" in figures:
        both = figures["men"] + figures["women"]
        checks.append(("'men' and 'women'", both, total, _HOUSEHOLDS))
    for what, ours, theirs, apart in checks:
        if not theirs * (1 - apart) <= ours <= theirs * (1 + apart):
            raise DataError(
                f"{path}: {what} make {ours:,.0f}, residents.csv has {theirs:,.0f} such residents: "
                f"more than {apart:.0%} apart; look for lost thousands or another town."
            )


def _check_sizes(path: Path, figures: Mapping[str, float]) -> None:
    """Check the mean household size against the types of households."""
    alone, without, families = (
        figures[name] / 100
        for name in ("one-person households (%)", "multi-person households without children (%)",
                     "households with children (%)")
    )  # fmt: skip
    least, most = alone + 2 * (without + families), alone + 3 * without + 6 * families
    size = figures["mean household size"]
    if not least - 0.1 <= size <= most + 0.1:
        raise DataError(
            f"{path}: 'mean household size' is {size:g}; with these shares of one-person "
            f"households and families it lies from {least:.1f} to {most:.1f}."
        )


def _check_backgrounds(path: Path, figures: Mapping[str, float]) -> None:
    """Check that origins are percentages, and the parts no more than the whole."""
    western, other = (f"{kind}western migration background (%)" for kind in ("", "non-"))
    for name in (western, other):
        if figures[name] < _FEWEST_PCT:
            raise DataError(
                f"{path}: '{name}' is {figures[name]:g}: give a percentage, such as 15 for 15%."
            )
    if figures[western] + figures[other] > 100:
        raise DataError(f"{path}: '{western}' and '{other}' are more than 100%: correct them.")
    parts = figures["Moroccan background (%)"] + figures["Turkish background (%)"]
    if parts > figures[other] + _ROUNDED:
        raise DataError(
            f"{path}: Moroccan and Turkish background are {parts:g}%, '{other}' only "
            f"{figures[other]:g}: the whole holds its parts."
        )


def _check_ages(path: Path, figures: Mapping[str, float], counts: pd.DataFrame) -> None:
    """Check shares of ages, where they are given, against the age table."""
    total, age = counts["residents"].sum(), _youngest(counts)
    for name, (low, high) in _AGES.items():
        share = 100 * counts.loc[(age >= low) & (age < high), "residents"].sum() / total
        if name in figures and abs(figures[name] - share) > _AGES_APART:
            raise DataError(
                f"{path}: '{name}' is {figures[name]:g}, residents.csv has {share:.0f}%: correct "
                f"one of them."
            )


def _youngest(counts: pd.DataFrame) -> "pd.Series[int]":
    return counts["age_band"].str.extract(r"^([0-9]+)")[0].astype(int)
