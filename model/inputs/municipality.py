"""A municipality's own tables: one folder each, read once, checked, never guessed.

`model/data/municipalities/<name>/` holds `municipality.yaml`, `postcode_key.csv`, `residents.csv`,
`centroids.csv`, `health.csv`, `indicators.csv`, where known `wmo_stock_flow.csv`, and, where the
folder was fetched, `sources.csv`: which of these are the municipality's own.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from model.errors import DataError, nearest
from model.inputs.plausible import check_figures, check_map, check_shares
from model.inputs.table_sources import SUBSTITUTE, table_sources
from model.inputs.town_tables import (
    AGE_BANDS,
    age_sex,
    figures,
    health,
    postcode_key,
    postcodes,
    stock_flow,
    town_head,
)  # fmt: skip

FOLDER = Path(__file__).resolve().parents[1] / "data" / "municipalities"


@dataclass(frozen=True, eq=False)
class MunicipalityData:
    """Everything that is this municipality's own.

    Attributes
    ----------
    key, name, code : str
        Folder, name and CBS code.
    reference_date : date
        Day of the counts.
    areas, area_labels : tuple of str
        Keys used in scenarios, and labels for people; the position is the area's number.
    postcodes : DataFrame
        One row per postcode, in numeric order: `postcode, place, district, area, area_key,
        residents, rd_x_m, rd_y_m, status`; the row number is the postcode's number in the records.
    age_sex : DataFrame
        `postcode, age_band, residents, men, women`; CBS rounds to 5, so men + women may differ.
    health : DataFrame
        RIVM shares in percent by year, age group and region.
    indicators : dict of str to float
        CBS key figures by English name.
    wmo_stock_flow : DataFrame
        Provisions: stock, inflow, outflow; empty where unknown.
    sources : DataFrame
        `table, source, year, status, note` of each file; empty where the folder has no such list.
    """

    key: str
    name: str
    code: str
    residents: int
    reference_date: date
    areas: tuple[str, ...]
    area_labels: tuple[str, ...]
    postcodes: pd.DataFrame
    age_sex: pd.DataFrame
    health: pd.DataFrame
    indicators: dict[str, float]
    wmo_stock_flow: pd.DataFrame
    sources: pd.DataFrame

    @property
    def substitutes(self) -> tuple[str, ...]:
        """Tables that are another municipality's, put in because its own could not be had."""
        return tuple(self.sources.loc[self.sources["status"] == SUBSTITUTE, "table"])

    def counts(self) -> NDArray[np.int64]:
        """Return residents by postcode and age band, shape [postcodes, 20]."""
        return self._table("residents")

    def sexes(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return men and women by postcode and age band as CBS rounded them."""
        return self._table("men"), self._table("women")

    def _table(self, column: str) -> NDArray[np.int64]:
        return self._tables[column].copy()

    @cached_property
    def _tables(self) -> dict[str, NDArray[np.int64]]:
        """Residents, men and women by postcode and age band: every town that is built asks."""
        tables = {}
        for column in ("residents", "men", "women"):
            wide = self.age_sex.pivot_table(index="postcode", columns="age_band", values=column)
            wide = wide.reindex(columns=list(AGE_BANDS))
            tables[column] = np.asarray(wide.to_numpy(), np.int64)
        return tables

    @property
    def area_residents(self) -> NDArray[np.int64]:
        """Residents of each area on the reference date."""
        return np.bincount(
            self.postcodes["area"], weights=self.postcodes["residents"], minlength=len(self.areas)
        ).astype(np.int64)

    @cached_property
    def postcode_km(self) -> NDArray[np.float64]:
        """Centroids of the postcodes in km (RD New), shape [postcodes, 2]."""
        return np.ascontiguousarray(self.postcodes[["rd_x_m", "rd_y_m"]].to_numpy(float) / 1000)

    def place_of(self, area: int, postcode: int | None = None) -> tuple[float, float]:
        """Return where a facility stands, in km: its postcode, or the mean of the residents."""
        if postcode is not None:
            return float(self.postcode_km[postcode, 0]), float(self.postcode_km[postcode, 1])
        here = self.postcodes["area"].to_numpy() == area
        weights = self.postcodes["residents"].to_numpy(float) * here
        centre = (self.postcode_km * weights[:, None]).sum(axis=0) / weights.sum()
        return float(centre[0]), float(centre[1])

    def health_share(self, column: str, age_group: str) -> NDArray[np.float64]:
        """Return a share (0..1) of the latest year by postcode, from its district.

        Parameters
        ----------
        column : str
            A column of the health table, in percent.
        age_group : {'18+', '65+'}
        """
        rows = self._latest(age_group)
        return rows.loc[self.postcodes["district"], column].to_numpy(np.float64) / 100

    def has_share(self, column: str) -> bool:
        """Say whether the health table has a column that a municipality may leave out."""
        return column in self.health

    def municipal_health_share(self, column: str, age_group: str) -> float:
        """Return a share (0..1) of the latest year for the whole municipality."""
        return float(self._latest(age_group)[column].to_dict()[self.code]) / 100

    def _latest(self, age_group: str) -> pd.DataFrame:
        rows = self.health[self.health["year"] == self.health["year"].max()]
        return rows[rows["age_group"] == age_group].set_index("region_code")


def municipalities(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the names of all municipalities whose folder is there."""
    return tuple(sorted(p.parent.name for p in folder.glob("*/municipality.yaml")))


def load_municipality(name: str = "bergen_op_zoom", folder: Path | None = None) -> MunicipalityData:
    """Read and check one municipality.

    Parameters
    ----------
    name : str
        A name out of `municipalities()`; it never becomes a path by itself.
    folder : Path, optional
        Where the municipalities' folders are, default the shipped ones.

    Raises
    ------
    DataError
        If the name is unknown or a table is missing, incomplete or inconsistent; the message says
        which file, column, row and remedy.
    """
    root = FOLDER if folder is None else folder
    names = municipalities(root)
    if name not in names:
        raise DataError(
            f"no municipality '{name}'.{nearest(name, names)} "
            f"There are: {', '.join(names) or 'none'}. `social-base fetch` makes the folder of a "
            f"further one; it belongs beside them, in {root}."
        )
    return _load(name, root.resolve())


@cache
def _load(name: str, root: Path) -> MunicipalityData:
    return read_municipality(root / name, name)


def read_municipality(home: Path, name: str) -> MunicipalityData:
    """Read and check the folder of one municipality as it is now.

    Parameters
    ----------
    home : Path
    name : str
        What it is called in commands.

    Raises
    ------
    DataError
        As `load_municipality`.
    """
    head = town_head(home)
    key = postcode_key(home, head.areas)
    counts = age_sex(home, key, head.residents)
    places = postcodes(home, key, counts, head.areas)
    check_map(home / "centroids.csv", places)
    of_health = health(home, key, head.code)
    check_shares(home / "health.csv", of_health, (head.code, *dict.fromkeys(key["district"])))
    indicators = figures(home)
    check_figures(home / "indicators.csv", indicators, counts)
    return MunicipalityData(
        key=name,
        name=head.name,
        code=head.code,
        residents=head.residents,
        reference_date=head.reference_date,
        areas=head.areas,
        area_labels=head.area_labels,
        postcodes=places,
        age_sex=counts,
        health=of_health,
        indicators=indicators,
        wmo_stock_flow=stock_flow(home, head.residents),
        sources=table_sources(home),
    )
