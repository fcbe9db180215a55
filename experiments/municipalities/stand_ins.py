"""What is put in where a municipality's own tables cannot be had: another one's, scaled.

`known_figures.csv` holds what is known here of some towns, `known_postcodes.csv` where their
postcodes lie: rows of data, no code. Everything else is the shape of the town that stands in.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.municipalities.dutch_grid import to_rd_new
from experiments.municipalities.health import LEVELS
from experiments.municipalities.key import COLUMNS, FILE, Key, slug
from experiments.municipalities.made import Made
from model.errors import FetchError
from model.inputs.evidence import load_evidence
from model.inputs.municipality import MunicipalityData
from model.inputs.table_sources import SUBSTITUTE, VERIFIED
from model.inputs.tables import read_csv
from model.inputs.town_tables import AGE_BANDS, AGE_GROUPS, SHARES, SHARES_IF_KNOWN

FIGURES = Path(__file__).with_name("known_figures.csv")
"""`code, name, figure, value, evidence, year, source, status`; the value is that of the row of the
register where one is named."""
POSTCODES = Path(__file__).with_name("known_postcodes.csv")
"""`code, postcode, place, lat, lon, source`; from 4pp, copyright (c) 2014 Bob den Otter, MIT."""
RESIDENTS, AGES, HELD_OUT = "residents", "residents_", "held_out."
ROUNDED_TO = 5


@dataclass(frozen=True, eq=False)
class Known:
    """What is known here of a town whose tables are not.

    Attributes
    ----------
    code, name : str
    figures : DataFrame
        Rows of `known_figures.csv`, `value` as a number.
    places : DataFrame
        Rows of `known_postcodes.csv`.
    """

    code: str
    name: str
    figures: pd.DataFrame
    places: pd.DataFrame

    @property
    def residents(self) -> float:
        """Number of residents."""
        return float(self.figures.set_index("figure")["value"].to_dict()[RESIDENTS])

    @property
    def row(self) -> "pd.Series[str]":
        """The row of the number of residents."""
        return self.figures[self.figures["figure"] == RESIDENTS].iloc[0]

    def ages(self) -> dict[str, float]:
        """Return residents by age, such as `5_19`; empty where unknown."""
        rows = self.figures[self.figures["figure"].str.startswith(AGES)]
        names = rows["figure"].str.removeprefix(AGES)
        return dict(zip(names, rows["value"].astype(float), strict=True))

    def held_out(self) -> pd.DataFrame:
        """Return observed figures that no table of the folder uses: `measure, year, value, ...`."""
        rows = self.figures[self.figures["figure"].str.startswith(HELD_OUT)]
        return pd.DataFrame({
            "measure": rows["figure"].str.removeprefix(HELD_OUT), "year": rows["year"],
            "value": rows["value"], "source": rows["source"], "status": rows["status"],
        })  # fmt: skip


@cache
def known_codes() -> tuple[str, ...]:
    """Return the codes of the towns of which something is known here."""
    return tuple(sorted(set(read_csv(FIGURES)["code"])))


def known(code: str) -> Known:
    """Return what is known here of a town.

    Raises
    ------
    FetchError
        If nothing is: a town without a number of residents cannot be made up.
    """
    table, values = read_csv(FIGURES), load_evidence()["value"].to_dict()
    if code not in known_codes():
        raise FetchError(
            f"nothing is known here of {code}, not even its number of residents: only "
            f"{', '.join(known_codes())} can be made without a network."
        )
    mine = table[table["code"] == code].copy()
    mine["value"] = [
        values[evidence] if evidence else float(value)
        for evidence, value in zip(mine["evidence"], mine["value"], strict=True)
    ]  # fmt: skip
    places = read_csv(POSTCODES)
    places = places[places["code"] == code].astype({"postcode": int, "lat": float, "lon": float})
    return Known(code, str(mine["name"].iloc[0]), mine, places.reset_index(drop=True))


def key(town: Known) -> Key:
    """Return a key in which every place is an area, and all lie in one district."""
    names = dict.fromkeys(town.places["place"])
    keys = {name: slug(name) for name in names}
    district = f"WK{town.code[2:]}00"
    rows = [
        (code, district, keys[place], SUBSTITUTE, "area by the place; the district stands for all")
        for code, place in zip(town.places["postcode"], town.places["place"], strict=True)
    ]
    made = Made(FILE, pd.DataFrame(rows, columns=list(COLUMNS)), "no source", "", SUBSTITUTE,
                "each place is an area, the whole town one district")  # fmt: skip
    places = dict(zip(town.places["postcode"], town.places["place"], strict=True))
    return Key(made, {keys[name]: name for name in names}, places)


def centroids(town: Known) -> Made:
    """Return where the postcodes lie, from degrees: points among the houses, not centroids."""
    x, y = to_rd_new(town.places["lat"].to_numpy(), town.places["lon"].to_numpy())
    table = town.places[["postcode", "place"]].assign(
        rd_x_m=np.rint(x).astype(int), rd_y_m=np.rint(y).astype(int), source=town.places["source"]
    )
    return Made("centroids.csv", table, str(town.places["source"].iloc[0]), "2014", VERIFIED,
                "geocoded points, some hundreds of metres from the centroids of CBS")  # fmt: skip


def residents(town: Known, shape: MunicipalityData) -> Made:
    """Return residents by postcode, age band and sex: the shape of another town, equal everywhere.

    Parameters
    ----------
    town : Known
        Its number of residents, and by age where these are known, are kept.
    shape : MunicipalityData
        Whose mix of ages and sexes stands in.
    """
    bands = _by_band(town, shape)
    men = shape.sexes()[0].sum(axis=0) / np.maximum(1, shape.counts().sum(axis=0))
    codes = town.places["postcode"].tolist()
    each = _in_fives(np.outer(np.full(len(codes), 1.0 / len(codes)), bands))
    men_each = ROUNDED_TO * np.rint(each * men / ROUNDED_TO).astype(int)
    rows = [
        (code, place, band, int(each[k, b]), int(men_each[k, b]), int(each[k, b] - men_each[k, b]))
        for k, (code, place) in enumerate(zip(codes, town.places["place"], strict=True))
        for b, band in enumerate(AGE_BANDS)
    ]
    columns = ["postcode", "place", "age_band", "residents", "men", "women"]
    ages = "its own residents by age" if town.ages() else f"ages of {shape.name}"
    table = pd.DataFrame(rows, columns=columns).assign(source=f"stands in: {shape.name}")
    return Made("residents.csv", table, f"{shape.name} ({shape.code})", str(town.row["year"]),
                SUBSTITUTE, f"its own number of residents; {ages}; sexes of {shape.name}; every "
                f"postcode alike")  # fmt: skip


def _by_band(town: Known, shape: MunicipalityData) -> NDArray[np.float64]:
    """Return residents by band of five years."""
    mix = shape.counts().sum(axis=0).astype(float)
    ages = town.ages()
    if not ages:
        return mix / mix.sum() * town.residents
    first = np.array([int(band.rstrip("+").split("-")[0]) for band in AGE_BANDS])
    for name, people in ages.items():
        low, _, high = name.removesuffix("plus").partition("_")
        inside = (first >= int(low)) & (first <= int(high or 200))
        mix[inside] *= people / mix[inside].sum()
    return mix


def _in_fives(exact: NDArray[np.float64]) -> NDArray[np.int64]:
    """Round counts to five so that the running total over all of them is never far off."""
    total = np.floor(np.cumsum(exact.T.ravel()) / ROUNDED_TO + 0.5) * ROUNDED_TO
    flat = np.diff(total, prepend=0.0).astype(np.int64)
    return flat.reshape(exact.T.shape).T


def indicators(town: Known, shape: MunicipalityData) -> Made:
    """Return the key figures of another town: shares as they are, counts per resident."""
    times = town.residents / shape.residents
    shown = {name: value for name, value in shape.indicators.items() if name not in ("men", "women")
             and not name.startswith("age ")}  # fmt: skip
    rows = [
        (town.code, town.name, 2020, name,
         value if _as_it_is(name) else float(round(value * times)), f"stands in: {shape.name}")
        for name, value in shown.items()
    ]  # fmt: skip
    columns = ["region_code", "region_name", "year", "indicator_en", "value", "source"]
    table = pd.DataFrame(rows, columns=columns)
    return Made("indicators.csv", table, f"{shape.name} ({shape.code})", "2020", SUBSTITUTE,
                f"shares of {shape.name}, counts by residents")  # fmt: skip


def _as_it_is(name: str) -> bool:
    """Say whether a figure does not grow with the town: a share, a mean, a distance."""
    return any(part in name for part in ("(%)", "mean ", "median ", "distance ", "density "))


def health(town: Known, shape: MunicipalityData, districts: Mapping[str, object]) -> Made:
    """Return the shares of another town as a whole, for this one and for each of its districts."""
    columns = [*SHARES, *(one for one in SHARES_IF_KNOWN if shape.has_share(one))]
    rows = []
    for group in AGE_GROUPS:
        shares = [round(100 * shape.municipal_health_share(one, group), 1) for one in columns]
        for code in (town.code, *districts):
            level = LEVELS[code[:2]]
            rows.append((2020, group, code, town.name, level, *shares, f"stands in: {shape.name}"))
    names = ["year", "age_group", "region_code", "region_name", "region_type", *columns, "source"]
    return Made("health.csv", pd.DataFrame(rows, columns=names), f"{shape.name} ({shape.code})",
                "2020", SUBSTITUTE, f"{shape.name} as a whole, alike in all districts")  # fmt: skip


def head(town: Known) -> Made:
    """Return the entry of the number of residents: how far it is to be trusted."""
    source, year, status = (str(town.row[name]) for name in ("source", "year", "status"))
    note = "number of residents; areas are places"
    return Made("municipality.yaml", pd.DataFrame(), source, year, status, note)
