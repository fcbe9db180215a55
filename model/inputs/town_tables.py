"""The tables of one municipality: each read and checked by itself, and against the others' keys."""

import os
import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import numpy as np
import pandas as pd

from model.errors import DataError, nearest
from model.inputs.tables import make_numbers, read_table, refuse, refuse_repeats
from model.inputs.yaml_file import Fields, read_fields
from model.town_size import MOST_RESIDENTS

AGE_BANDS = (*(f"{a}-{a + 4}" for a in range(0, 95, 5)), "95+")
AGE_GROUPS = ("18+", "65+")
SHARES = (
    "physical_limitation_pct", "mobility_limitation_pct", "lonely_pct", "severely_lonely_pct",
    "informal_carer_pct", "volunteer_pct", "difficulty_making_ends_meet_pct",
)  # fmt: skip
SHARES_IF_KNOWN = ("moderate_or_high_risk_anxiety_depression_pct",)
"""Columns of health that a municipality may leave out, or leave empty in all its latest rows."""
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
_CODE = re.compile(r"GM[0-9]{4}")
_AREA = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,59}")
_POSTCODES = (1000, 9999)
_FIRST_YEAR = 2000
"""Older figures say nothing of the town that the model starts from, that of January 2021."""


@dataclass(frozen=True)
class TownHead:
    """What `municipality.yaml` says.

    Attributes
    ----------
    name, code : str
    residents : int
    reference_date : date
    areas, area_labels : tuple of str
    """

    name: str
    code: str
    residents: int
    reference_date: date
    areas: tuple[str, ...]
    area_labels: tuple[str, ...]


def town_head(home: Path) -> TownHead:
    """Read and check `municipality.yaml`.

    Raises
    ------
    DataError
        Naming file, line, field, value and remedy.
    """
    fields = read_fields(home / "municipality.yaml")
    fields.only(_REQUIRED, "municipality.yaml")
    for key in _REQUIRED:
        fields.needed(key)
    if not _CODE.fullmatch(code := fields.title("code")):
        raise DataError(f"{fields.where('code')}: code is '{code}': give CBS' own, such as GM0748.")
    areas = _areas(fields)
    labels = tuple(areas.title(area, required=True) for area in areas)
    if len(set(labels)) < len(labels):
        raise DataError(f"{fields.where('areas')}: two areas have the same label: tell them apart.")
    return TownHead(
        fields.title("name"), code, _residents(fields), _day(fields), tuple(areas), labels
    )


def _residents(fields: Fields) -> int:
    value = fields["residents"]
    if type(value) is not int or not 0 < value <= MOST_RESIDENTS:
        raise DataError(
            f"{fields.where('residents')}: residents is {value!r}: give a whole number above 0 "
            f"(without a point for thousands), at most {MOST_RESIDENTS}."
        )
    return value


def _day(fields: Fields) -> date:
    day = fields.day("reference_date")
    if not day.year >= _FIRST_YEAR or day > _today():
        raise DataError(
            f"{fields.where('reference_date')}: reference_date is {day}: give the day of the "
            f"counts, from {_FIRST_YEAR} to today."
        )
    return day


def _today() -> date:
    return datetime.now(UTC).date()


def _areas(fields: Fields) -> Fields:
    areas = fields.mapping("areas")
    if not 0 < len(areas) <= _MAX_AREAS:
        raise DataError(
            f"{fields.where('areas')}: areas: give 1 to {_MAX_AREAS} lines 'key: label'."
        )
    for area in areas:
        if not _AREA.fullmatch(area):
            raise DataError(
                f"{areas.where(area)}: area key '{area}': use letters, digits and underscores, at "
                f"most 60."
            )
    return areas


def postcode_key(home: Path, areas: tuple[str, ...]) -> pd.DataFrame:
    """Return the district and area of each postcode, in numeric order."""
    path = home / "postcode_key.csv"
    key = read_table(path, _COLUMNS[path.name])
    make_numbers(path, key, ("postcode",))
    refuse(path, key, "postcode", ~key["postcode"].between(*_POSTCODES), "give its four digits")
    refuse_repeats(path, key, ["postcode"])
    refuse(path, key, "district", key["district"].str.strip() == "", "fill it in")
    if len(key) > _MAX_POSTCODES:
        raise DataError(f"{path}: {len(key)} postcodes: the records hold at most {_MAX_POSTCODES}.")
    for line, area in key["area"].items():
        if area not in areas:
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


def age_sex(home: Path, key: pd.DataFrame, residents: int) -> pd.DataFrame:
    """Return residents by postcode and age band."""
    path = home / "residents.csv"
    table = read_table(path, _COLUMNS[path.name])
    make_numbers(path, table, ("postcode", "residents", "men", "women"))
    for line, band in table["age_band"].items():
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
            f"{path}: line {table.index[row]}, men + women differ from residents by "
            f"{gap.iloc[row]}: rounding explains at most {2 * _ROUNDED_TO}; correct the row."
        )
    total = int(table["residents"].sum())
    if total != residents:
        raise DataError(
            f"{path}: column 'residents' sums to {total}, municipality.yaml says {residents}: "
            f"correct one of them."
        )
    columns = ["postcode", "place", "age_band", "residents", "men", "women"]
    return table[columns].reset_index(drop=True)


def _same_postcodes(path: Path, table: pd.DataFrame, key: pd.DataFrame) -> None:
    in_key, in_table = set(key["postcode"]), set(table["postcode"])
    for postcode in sorted(in_table - in_key):
        raise DataError(f"{path}: postcode {postcode} has no area: add it to postcode_key.csv.")
    for postcode in sorted(in_key - in_table):
        raise DataError(f"{path}: postcode {postcode} of postcode_key.csv has no rows: add them.")


def postcodes(
    home: Path, key: pd.DataFrame, counts: pd.DataFrame, areas: tuple[str, ...]
) -> pd.DataFrame:
    """Return one row per postcode: place, district, area, residents and centroid."""
    path = home / "centroids.csv"
    centroids = read_table(path, _COLUMNS[path.name])
    make_numbers(path, centroids, ("postcode",))
    make_numbers(path, centroids, ("rd_x_m", "rd_y_m"), whole=False, least=None)
    refuse_repeats(path, centroids, ["postcode"])
    _same_postcodes(path, centroids, key)
    by_postcode = counts.groupby("postcode")
    table = key.rename(columns={"area": "area_key"})
    table["area"] = [areas.index(area) for area in key["area"]]
    table["place"] = by_postcode["place"].first().to_numpy()
    table["residents"] = by_postcode["residents"].sum().to_numpy()
    table = table.merge(centroids[["postcode", "rd_x_m", "rd_y_m"]], on="postcode")
    columns = ["postcode", "place", "district", "area", "area_key", "residents"]
    return table[[*columns, "rd_x_m", "rd_y_m", "status"]]


def health(home: Path, key: pd.DataFrame, code: str) -> pd.DataFrame:
    """Return the shares of health by year, age group and region, in percent."""
    path = home / "health.csv"
    table = read_table(path, _COLUMNS[path.name])
    make_numbers(path, table, ("year",))
    years = table["year"].between(_FIRST_YEAR, _today().year)
    refuse(path, table, "year", ~years, f"give a year from {_FIRST_YEAR} to now")
    make_numbers(path, table, SHARES, whole=False, may_lack=True)
    for column in SHARES:
        refuse(path, table, column, table[column] > 100, "give a percentage from 0 to 100")
    refuse_repeats(path, table, ["year", "age_group", "region_code"])
    year = int(table["year"].max())
    latest = table[table["year"] == year].set_index(["age_group", "region_code"])
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
    _drop_unknown(path, table, (code, *dict.fromkeys(key["district"])))
    return table.reset_index(drop=True)


def _drop_unknown(path: Path, table: pd.DataFrame, regions: tuple[str, ...]) -> None:
    """Make numbers of columns that may be left out; drop those that no region has."""
    for column in SHARES_IF_KNOWN:
        if column not in table:
            continue
        make_numbers(path, table, (column,), whole=False, may_lack=True)
        refuse(path, table, column, table[column] > 100, "give a percentage from 0 to 100")
        year = int(table["year"].max())
        ours = table[(table["year"] == year) & table["region_code"].isin(regions)]
        lacks = ours[column].isna()
        if lacks.all():
            del table[column]
        elif lacks.any():
            line = ours.index[lacks.to_numpy()][0]
            raise DataError(
                f"{path}: line {line} lacks '{column}': fill it in, or empty it in every row of "
                f"{year}."
            )


def figures(home: Path) -> dict[str, float]:
    """Return the key figures by English name."""
    path = home / "indicators.csv"
    table = read_table(path, _COLUMNS[path.name])
    make_numbers(path, table, ("value",), whole=False)
    refuse_repeats(path, table, ["indicator_en"])
    found = dict(zip(table["indicator_en"], table["value"].astype(float), strict=True))
    for indicator in INDICATORS:
        if indicator not in found:
            raise DataError(
                f"{path}: indicator_en '{indicator}' is missing.{nearest(indicator, found)} "
                f"Add the row."
            )
    shares = [found[name] for name in INDICATORS[1:4]]
    if abs(sum(shares) - 100) > 2:
        raise DataError(
            f"{path}: the three household types sum to {sum(shares):g}%: they must make 100%."
        )
    return found


def stock_flow(home: Path, residents: int) -> pd.DataFrame:
    """Return provisions with stock, inflow and outflow; empty where there is no such table."""
    path = home / "wmo_stock_flow.csv"
    if not os.path.lexists(path):
        return pd.DataFrame(columns=list(_COLUMNS["wmo_stock_flow.csv"]))
    table = read_table(path, _COLUMNS[path.name])
    make_numbers(path, table, ("stock", "inflow", "outflow"))
    refuse_repeats(path, table, [c for c in ("year", "provision_en") if c in table])
    for column in ("stock", "inflow", "outflow"):
        remedy = f"the municipality has {residents} residents: give a number of provisions"
        refuse(path, table, column, table[column] > residents, remedy)
    ended = table["outflow"] > table["stock"] + table["inflow"]
    refuse(path, table, "outflow", ended, "more cannot end than there was and came")
    return table.reset_index(drop=True)
