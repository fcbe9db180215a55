"""A municipality's own tables: one folder each, read once, checked, never guessed.

`model/data/municipalities/<name>/` holds `municipality.yaml`, `postcode_key.csv`, `residents.csv`,
`centroids.csv`, `health.csv`, `indicators.csv` and, where known, `wmo_stock_flow.csv`.
"""

from dataclasses import dataclass
from datetime import date
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml
from numpy.typing import NDArray

from model.errors import DataError, nearest
from model.inputs.placeholders import placeholders, refuse_placeholder
from model.inputs.tables import make_numbers, read_table, refuse_repeats

FOLDER = Path(__file__).resolve().parents[1] / "data" / "municipalities"
AGE_BANDS = (*(f"{a}-{a + 4}" for a in range(0, 95, 5)), "95+")
AGE_GROUPS = ("18+", "65+")
SHARES = (
    "physical_limitation_pct", "mobility_limitation_pct", "lonely_pct", "severely_lonely_pct",
    "informal_carer_pct", "volunteer_pct", "difficulty_making_ends_meet_pct",
)  # fmt: skip
INDICATORS = (
    "households", "one-person households (%)", "multi-person households without children (%)",
    "households with children (%)", "mean household size", "western migration background (%)",
    "non-western migration background (%)", "Moroccan background (%)", "Turkish background (%)",
    "persons with low education", "persons with middle education", "persons with high education",
)  # fmt: skip
_ROUNDED_TO = 5
_COLUMNS = {
    "postcode_key.csv": ("postcode", "district", "area", "status", "note"),
    "residents.csv": ("postcode", "place", "age_band", "residents", "men", "women"),
    "centroids.csv": ("postcode", "rd_x_m", "rd_y_m"),
    "health.csv": ("year", "age_group", "region_code", *SHARES),
    "indicators.csv": ("indicator_en", "value"),
    "wmo_stock_flow.csv": ("provision_en", "stock", "inflow", "outflow"),
}
_REQUIRED = ("name", "code", "residents", "reference_date", "areas")
_MAX_AREAS, _MAX_POSTCODES = 32, 255


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

    def counts(self) -> NDArray[np.int64]:
        """Return residents by postcode and age band, shape [postcodes, 20]."""
        return self._table("residents")

    def sexes(self) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return men and women by postcode and age band as CBS rounded them."""
        return self._table("men"), self._table("women")

    def _table(self, column: str) -> NDArray[np.int64]:
        wide = self.age_sex.pivot_table(index="postcode", columns="age_band", values=column)
        return np.asarray(wide.reindex(columns=list(AGE_BANDS)).to_numpy(), np.int64)

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
    if name in placeholders(root):
        refuse_placeholder(root / name)
    if name not in names:
        raise DataError(
            f"no municipality '{name}'.{nearest(name, names)} "
            f"There are: {', '.join(names) or 'none'}. A further one is a folder of tables beside "
            f"them, in {root}."
        )
    return _load(name, root.resolve())


@cache
def _load(name: str, root: Path) -> MunicipalityData:
    home = root / name
    head = _head(home)
    areas = tuple(head["areas"])
    key = _postcode_key(home, areas)
    age_sex = _age_sex(home, key, int(head["residents"]))
    return MunicipalityData(
        key=name,
        name=str(head["name"]),
        code=str(head["code"]),
        residents=int(head["residents"]),
        reference_date=head["reference_date"],
        areas=areas,
        area_labels=tuple(str(label) for label in head["areas"].values()),
        postcodes=_postcodes(home, key, age_sex, areas),
        age_sex=age_sex,
        health=_health(home, key, str(head["code"])),
        indicators=_indicators(home),
        wmo_stock_flow=_stock_flow(home),
    )


def _head(home: Path) -> dict[str, Any]:
    path = home / "municipality.yaml"
    try:
        head = yaml.safe_load(path.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise DataError(f"{path}: not readable as YAML ({error}).") from None
    if not isinstance(head, dict):
        raise DataError(f"{path}: give the fields {', '.join(_REQUIRED)}.")
    for field in _REQUIRED:
        if field not in head:
            raise DataError(f"{path}: field '{field}' is missing: add it.")
    for field in head:
        if field not in _REQUIRED:
            raise DataError(f"{path}: unknown field '{field}'.{nearest(str(field), _REQUIRED)}")
    _check_head(path, head)
    return head


def _check_head(path: Path, head: dict[str, Any]) -> None:
    if type(head["residents"]) is not int or head["residents"] <= 0:
        raise DataError(f"{path}: residents is {head['residents']!r}: give a whole number above 0.")
    if not isinstance(head["reference_date"], date):
        raise DataError(f"{path}: reference_date is {head['reference_date']!r}: give YYYY-MM-DD.")
    areas = head["areas"]
    if not isinstance(areas, dict) or not 0 < len(areas) <= _MAX_AREAS:
        raise DataError(f"{path}: areas: give 1 to {_MAX_AREAS} lines 'key: label'.")
    for area in areas:
        if not str(area).isidentifier():
            raise DataError(f"{path}: area key {area!r}: use letters, digits and underscores.")


def _postcode_key(home: Path, areas: tuple[str, ...]) -> pd.DataFrame:
    path = home / "postcode_key.csv"
    key = read_table(path, _COLUMNS[path.name])
    make_numbers(path, key, ("postcode",))
    refuse_repeats(path, key, ["postcode"])
    if len(key) > _MAX_POSTCODES:
        raise DataError(f"{path}: {len(key)} postcodes: the records hold at most {_MAX_POSTCODES}.")
    for line, area in enumerate(key["area"], start=2):
        if not isinstance(area, str) or area not in areas:
            raise DataError(
                f"{path}: line {line}, area is {area!r}.{nearest(str(area), areas)} "
                f"Give one of {', '.join(areas)}, or add it to municipality.yaml."
            )
    for area in areas:
        if area not in set(key["area"]):
            raise DataError(
                f"{path}: area '{area}' of municipality.yaml has no postcode: give it one."
            )
    return key.sort_values("postcode").reset_index(drop=True)


def _age_sex(home: Path, key: pd.DataFrame, residents: int) -> pd.DataFrame:
    path = home / "residents.csv"
    table = read_table(path, _COLUMNS[path.name])
    make_numbers(path, table, ("postcode", "residents", "men", "women"))
    for line, band in enumerate(table["age_band"], start=2):
        if band not in AGE_BANDS:
            raise DataError(
                f"{path}: line {line}, age_band is {band!r}: give 0-4, 5-9 .. 90-94 or 95+."
            )
    refuse_repeats(path, table, ["postcode", "age_band"])
    _same_postcodes(path, table, key)
    rows = table.groupby("postcode")["age_band"].nunique()
    if (rows < len(AGE_BANDS)).any():
        postcode = rows.idxmin()
        raise DataError(
            f"{path}: postcode {postcode} has {rows.min()} age bands: give all {len(AGE_BANDS)}."
        )
    gap = (table["residents"] - table["men"] - table["women"]).abs()
    if (gap > 2 * _ROUNDED_TO).any():
        row = int(np.flatnonzero(gap > 2 * _ROUNDED_TO)[0])
        raise DataError(
            f"{path}: line {row + 2}, men + women differ from residents by {gap.iloc[row]}: "
            f"rounding explains at most {2 * _ROUNDED_TO}; correct the row."
        )
    total = int(table["residents"].sum())
    if total != residents:
        raise DataError(
            f"{path}: column 'residents' sums to {total}, municipality.yaml says {residents}: "
            f"correct one of them."
        )
    return table[["postcode", "place", "age_band", "residents", "men", "women"]]


def _same_postcodes(path: Path, table: pd.DataFrame, key: pd.DataFrame) -> None:
    in_key, in_table = set(key["postcode"]), set(table["postcode"])
    for postcode in sorted(in_table - in_key):
        raise DataError(f"{path}: postcode {postcode} has no area: add it to postcode_key.csv.")
    for postcode in sorted(in_key - in_table):
        raise DataError(f"{path}: postcode {postcode} of postcode_key.csv has no rows: add them.")


def _postcodes(
    home: Path, key: pd.DataFrame, age_sex: pd.DataFrame, areas: tuple[str, ...]
) -> pd.DataFrame:
    path = home / "centroids.csv"
    centroids = read_table(path, _COLUMNS[path.name])
    make_numbers(path, centroids, ("postcode",))
    make_numbers(path, centroids, ("rd_x_m", "rd_y_m"), whole=False)
    refuse_repeats(path, centroids, ["postcode"])
    _same_postcodes(path, centroids, key)
    by_postcode = age_sex.groupby("postcode")
    table = key.rename(columns={"area": "area_key"})
    table["area"] = [areas.index(area) for area in key["area"]]
    table["place"] = by_postcode["place"].first().to_numpy()
    table["residents"] = by_postcode["residents"].sum().to_numpy()
    table = table.merge(centroids[["postcode", "rd_x_m", "rd_y_m"]], on="postcode")
    return table[
        [
            "postcode",
            "place",
            "district",
            "area",
            "area_key",
            "residents",
            "rd_x_m",
            "rd_y_m",
            "status",
        ]
    ]


def _health(home: Path, key: pd.DataFrame, code: str) -> pd.DataFrame:
    path = home / "health.csv"
    table = read_table(path, _COLUMNS[path.name])
    make_numbers(path, table, ("year",))
    for column in SHARES:
        values = pd.to_numeric(table[column], errors="coerce")
        wrong = (values.isna() & table[column].notna()) | (values < 0) | (values > 100)
        if wrong.any():
            row = int(np.flatnonzero(wrong)[0])
            raise DataError(
                f"{path}: line {row + 2}, column '{column}' is {table[column].iloc[row]!r}: "
                f"give a percentage from 0 to 100."
            )
        table[column] = values
    year = int(table["year"].max())
    latest = table[table["year"] == year].set_index(["age_group", "region_code"])
    if latest.index.has_duplicates:
        raise DataError(f"{path}: {year} has a region and age group twice: keep one row.")
    for region in (code, *dict.fromkeys(key["district"])):
        for group in AGE_GROUPS:
            if (group, region) not in latest.index:
                raise DataError(
                    f"{path}: no row for {region}, {group}, {year}: add it, or change the district "
                    f"in postcode_key.csv."
                )
            for column in SHARES:
                if np.isnan(latest.loc[(group, region), column]):
                    raise DataError(
                        f"{path}: {region}, {group}, {year} lacks '{column}': fill it in."
                    )
    return table


def _indicators(home: Path) -> dict[str, float]:
    path = home / "indicators.csv"
    table = read_table(path, _COLUMNS[path.name])
    make_numbers(path, table, ("value",), whole=False)
    refuse_repeats(path, table, ["indicator_en"])
    figures = dict(
        zip(table["indicator_en"].astype(str), table["value"].astype(float), strict=True)
    )
    for indicator in INDICATORS:
        if indicator not in figures:
            raise DataError(
                f"{path}: indicator_en '{indicator}' is missing.{nearest(indicator, figures)} "
                f"Add the row."
            )
    shares = [figures[name] for name in INDICATORS[1:4]]
    if abs(sum(shares) - 100) > 2:
        raise DataError(
            f"{path}: the three household types sum to {sum(shares):g}%: they must make 100%."
        )
    return figures


def _stock_flow(home: Path) -> pd.DataFrame:
    path = home / "wmo_stock_flow.csv"
    if not path.is_file():
        return pd.DataFrame(columns=list(_COLUMNS["wmo_stock_flow.csv"]))
    table = read_table(path, _COLUMNS[path.name])
    make_numbers(path, table, ("stock", "inflow", "outflow"))
    return table
