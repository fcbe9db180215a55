"""Health, loneliness, informal care and volunteering by district (RIVM, small-area estimates)."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from experiments.municipalities.asking import (
    THIRD_PARTIES,
    Reply,
    Source,
    UnreachableError,
    begins_with,
)
from experiments.municipalities.made import Made
from model.errors import FetchError
from model.inputs.town_tables import AGE_GROUPS, SHARES

TABLES = ("50090NED", "50052NED", "50120NED")
"""The first that can be had and has every field that the model needs."""
LATEST = 2020
"""Later monitors say nothing of the town that the report begins with."""
COUNTRY = "NL01"
AGES = {"18 jaar of ouder": "18+", "18 tot 65 jaar": "18-64", "65 jaar of ouder": "65+"}
LEVELS = {"NL": "country", "GM": "municipality", "WK": "district (wijk)",
          "BU": "neighbourhood (buurt)"}  # fmt: skip
FIELDS = {
    "limited_by_health_pct": "BeperktVanwegeGezondheid",
    "severely_limited_by_health_pct": "ErnstigBeperktVanwegeGezondheid",
    "physical_limitation_pct": "EenOfMeerLichamelijkeBeperkingen",
    "hearing_limitation_pct": "BeperkingInHoren",
    "seeing_limitation_pct": "BeperkingInZien",
    "mobility_limitation_pct": "BeperkingInBewegen",
    "chronic_condition_pct": "EenOfMeerLangdurigeAandoeningen",
    "moderate_or_high_risk_anxiety_depression_pct": "MatigHoogRisicoOpAngstOfDepressie",
    "high_risk_anxiety_depression_pct": "HoogRisicoOpAngstOfDepressie",
    "very_high_stress_pct": "HeelVeelStressInAfgelopen4Weken",
    "moderate_or_much_control_over_life_pct": "MatigVeelRegieOverEigenLeven",
    "lonely_pct": "Eenzaam",
    "severely_lonely_pct": "ErnstigZeerErnstigEenzaam",
    "emotionally_lonely_pct": "EmotioneelEenzaam",
    "socially_lonely_pct": "SociaalEenzaam",
    "informal_carer_pct": "Mantelzorger",
    "volunteer_pct": "Vrijwilligerswerk",
    "difficulty_making_ends_meet_pct": "MoeiteMetRondkomen",
    "good_health_pct": "ErvarenGezondheidGoedZeerGoed",
    "weekly_sport_pct": "WekelijkseSporters",
    "smoker_pct": "Roker",
    "obese_pct": "ErnstigOvergewicht",
}
"""Our column, and the field of RIVM."""
VALUE = "Waarde"
SOURCE = (
    "RIVM StatLine {table} (Gezondheid per wijk en buurt); small-area model estimates "
    "(kleine-domeinschatters)"
)


def health(code: str, districts: Sequence[str]) -> Made:
    """Return shares in percent by year, age group and region.

    Parameters
    ----------
    code : str
        Of the municipality.
    districts : sequence of str
        Codes that the key from postcodes names: each must have a row.

    Raises
    ------
    FetchError
        If no table can be had that has every field that the model needs; of the first one.
    """
    faults: list[FetchError] = []
    for table in TABLES:
        try:
            return _filled(_read(Source(table, THIRD_PARTIES), code), code, districts, table)
        except UnreachableError:
            raise
        except FetchError as fault:
            faults.append(fault)
    raise faults[0]


def _read(source: Source, code: str) -> pd.DataFrame:
    columns = {ours: _column(source, ours, stem) for ours, stem in FIELDS.items()}
    geo, time = source.dimension("GeoDimension"), source.dimension("TimeDimension")
    number = code[2:]
    reply = source.rows(begins_with(geo, (code, f"WK{number}", f"BU{number}", COUNTRY)))
    rows = [_row(row, reply, (geo, time), columns) for row in reply.rows]
    names = ["year", "age_group", "region_code", "region_name", "region_type", *FIELDS]
    table = pd.DataFrame([row for row in rows if row], columns=names)
    table = table[table["year"] <= LATEST]
    if table.empty:
        raise FetchError(f"table {source.id} has no rows of {code} up to {LATEST}.")
    rank = table["region_code"].map(lambda one: list(LEVELS).index(one[:2]) > 1)
    digits = table["region_code"].str[2:]
    order = pd.DataFrame({"year": table["year"], "age": table["age_group"], "rank": rank,
                          "level": -table["region_type"].eq(LEVELS["NL"]).astype(int),
                          "digits": digits})  # fmt: skip
    order = order.sort_values(["year", "age", "rank", "level", "digits"], kind="stable")
    return table.loc[order.index].reset_index(drop=True)


def _column(source: Source, ours: str, stem: str) -> str:
    """Return a field's column, '' where it is not there and the model does without."""
    try:
        return source.field(stem)
    except FetchError:
        if ours in SHARES:
            raise
        return ""


def _row(
    row: Mapping[str, Any], reply: Reply, where: tuple[str, str], columns: Mapping[str, str]
) -> tuple[Any, ...] | None:
    """Return a row of ours, None for an age group or a margin of error that is not wanted."""
    geo, time = where
    ages, margins = reply.titles.get("Leeftijd", {}), reply.titles.get("Marges", {})
    age = AGES.get(ages.get(str(row.get("Leeftijd")), ""))
    code = str(row[geo])
    if age is None or margins.get(str(row.get("Marges")), VALUE) != VALUE:
        return None
    name = "" if code.startswith("BU") else reply.titles[geo].get(code, "")
    values = (reply.number(row, column) if column else None for column in columns.values())
    return (int(str(row[time])[:4]), age, code, name, LEVELS[code[:2]], *values)


def _filled(table: pd.DataFrame, code: str, districts: Sequence[str], source: str) -> Made:
    """Give each district of the key a whole row of the latest year, the municipality's if need be.

    Raises
    ------
    FetchError
        If the municipality itself lacks a share that the model needs.
    """
    year, filled = int(table["year"].max()), []
    rows = table.to_dict("records")
    for age in AGE_GROUPS:
        latest = table[(table["year"] == year) & (table["age_group"] == age)]
        town = latest[latest["region_code"] == code]
        if town.empty or town[list(SHARES)].isna().any(axis=None):
            raise FetchError(f"table {source} lacks shares of {code}, {age}, {year}.")
        for district in districts:
            here = latest[latest["region_code"] == district]
            if here.empty:
                as_town = town.assign(region_code=district, region_name="")
                rows += as_town.assign(region_type=LEVELS["WK"]).to_dict("records")
                filled.append(f"{district} {age}")
            elif (lacks := here[list(SHARES)].isna().iloc[0]).any():
                for column in lacks.index[lacks]:
                    rows[here.index[0]][column] = float(town[column].iloc[0])
                filled.append(f"{district} {age}")
    whole = pd.DataFrame(rows, columns=[*table.columns]).assign(source=SOURCE.format(table=source))
    years = ", ".join(str(one) for one in sorted(whole["year"].unique()))
    note = f"the municipality's shares stand in for {', '.join(filled)}" if filled else ""
    return Made("health.csv", whole, f"RIVM {source}", years, note=note)
