"""The municipality's tables: read, checked, and refused with a message that says what to mend."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from model.errors import DataError
from model.inputs.municipality import FOLDER, load_municipality, municipalities


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Return a copy of the shipped folder that a test may spoil."""
    shutil.copytree(FOLDER / "bergen_op_zoom", tmp_path / "town")
    return tmp_path / "town"


def test_shipped_tables_hold_every_resident() -> None:
    data = load_municipality("bergen_op_zoom")
    assert data.counts().sum() == data.residents == 67_510
    assert data.code == "GM0748"
    assert len(data.areas) == len(data.area_labels) == 5
    assert data.areas[0] == "oude_stad"
    assert set(data.postcodes["status"]) == {"assumed"}


def test_health_share_comes_from_the_district_of_the_latest_year() -> None:
    data = load_municipality()
    east = data.postcodes.index[data.postcodes["postcode"] == 4624][0]
    assert data.health_share("difficulty_making_ends_meet_pct", "18+")[east] == pytest.approx(0.183)
    assert data.municipal_health_share("volunteer_pct", "65+") == pytest.approx(0.236)


@pytest.mark.parametrize("name", ["../bergen_op_zoom", "/etc", "", "bergen_op_zom", "."])
def test_unknown_name_is_refused_and_never_a_path(name: str) -> None:
    with pytest.raises(DataError, match="no municipality"):
        load_municipality(name)


def test_message_on_an_unknown_name_names_the_nearest() -> None:
    with pytest.raises(DataError, match="Did you mean 'bergen_op_zoom'"):
        load_municipality("bergen_op_zom")


def test_another_folder_is_another_municipality(home: Path) -> None:
    assert municipalities(home.parent) == ("town",)
    assert load_municipality("town", home.parent).residents == 67_510


def spoil(path: Path, column: str, row: int, value: object) -> None:
    """Write one value into a table as text."""
    table = pd.read_csv(path, dtype=str)
    table.loc[row, column] = value
    table.to_csv(path, index=False)


@pytest.mark.parametrize(
    ("file", "column", "row", "value", "says"),
    [
        ("residents.csv", "residents", 0, "-5", r"line 2, column 'residents' is .*at least 0"),
        ("residents.csv", "residents", 3, "many", r"line 5, column 'residents' is 'many'"),
        ("residents.csv", "residents", 3, "1.5", r"line 5, column 'residents'.*whole number"),
        ("residents.csv", "residents", 0, "340", r"sums to 67515, municipality.yaml says 67510"),
        ("residents.csv", "men", 0, "300", r"line 2, men \+ women differ from residents"),
        ("residents.csv", "age_band", 2, "10-15", r"line 4, age_band is '10-15'"),
        ("residents.csv", "age_band", 2, "5-9", r"line 4 repeats postcode 4611, age_band 5-9"),
        ("residents.csv", "postcode", 7, "4999", r"postcode 4999 has no area"),
        ("postcode_key.csv", "area", 1, "nord", r"line 3, area is 'nord'. Did you mean 'noord'"),
        ("postcode_key.csv", "area", 1, None, r"line 3, area is ''"),
        ("postcode_key.csv", "postcode", 1, "4611", r"line 3 repeats postcode 4611"),
        ("postcode_key.csv", "district", 0, "WK074899", r"no row for WK074899, 18\+, 2020"),
        ("centroids.csv", "rd_x_m", 0, "west", r"line 2, column 'rd_x_m' is 'west'"),
        ("centroids.csv", "postcode", 0, "4612", r"line 3 repeats postcode 4612"),
        ("health.csv", "volunteer_pct", 277, "208", r"column 'volunteer_pct' is .*percentage"),
        ("health.csv", "volunteer_pct", 277, None, r"GM0748, 18\+, 2020 lacks 'volunteer_pct'"),
        ("indicators.csv", "indicator_en", 12, "homes", r"indicator_en 'households' is missing"),
        ("indicators.csv", "value", 13, "60", r"household types sum to 125%"),
        ("wmo_stock_flow.csv", "stock", 0, "?", r"line 2, column 'stock' is '\?'"),
    ],
)  # fmt: skip
def test_spoilt_cell_is_refused(
    home: Path, file: str, column: str, row: int, value: object, says: str
) -> None:
    spoil(home / file, column, row, value)
    with pytest.raises(DataError, match=says) as caught:
        load_municipality("town", home.parent)
    assert file in str(caught.value)


@pytest.mark.parametrize(
    ("file", "column"),
    [("residents.csv", "men"), ("postcode_key.csv", "area"), ("centroids.csv", "rd_y_m"),
     ("health.csv", "lonely_pct"), ("indicators.csv", "value")],
)  # fmt: skip
def test_missing_column_is_named(home: Path, file: str, column: str) -> None:
    pd.read_csv(home / file).drop(columns=column).to_csv(home / file, index=False)
    with pytest.raises(DataError, match=rf"{file}: column '{column}' is missing"):
        load_municipality("town", home.parent)


def test_distress_may_be_left_out_as_a_whole_but_not_in_part(home: Path) -> None:
    column, path = "moderate_or_high_risk_anxiety_depression_pct", home / "health.csv"
    assert load_municipality().has_share(column)
    spoil(path, column, 277, None)
    with pytest.raises(DataError, match=rf"lacks '{column}'.*in every row of 2020"):
        load_municipality("town", home.parent)
    table = pd.read_csv(path, dtype=str)
    table.loc[table["year"] == "2020", column] = None
    table.to_csv(path, index=False)
    shutil.copytree(home, home.parent / "second")
    assert not load_municipality("second", home.parent).has_share(column)


@pytest.mark.parametrize(
    "file", ["residents.csv", "postcode_key.csv", "centroids.csv", "health.csv"]
)
def test_missing_file_and_empty_file_are_named(home: Path, file: str) -> None:
    header = (home / file).read_text().splitlines()[0]
    (home / file).write_text(header + "\n")
    with pytest.raises(DataError, match=rf"{file}: no rows"):
        load_municipality("town", home.parent)
    (home / file).unlink()
    with pytest.raises(DataError, match=rf"{file} is missing"):
        load_municipality("town", home.parent)


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("code: GM0748", "codes: GM0748", "has no field 'codes'. Did you mean 'code'"),
        ("code: GM0748", "code: GM0748\nprovince: NB", "has no field 'province'"),
        ("residents: 67510", "residents: lots", "residents is 'lots'"),
        ("2021-01-01", "newyear", "reference_date is 'newyear'"),
        ("  noord: Noord", "  noord-west: Noord", "area key 'noord-west'"),
        (
            "  noord: Noord",
            "  noord: Noord\n  bos: Bos",
            "area 'bos' of municipality.yaml has no postcode",
        ),
        ("areas:", "areas: [", "no valid YAML"),
    ],
)
def test_spoilt_head_is_refused(home: Path, old: str, new: str, says: str) -> None:
    path = home / "municipality.yaml"
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    with pytest.raises(DataError, match=says.replace("[", r"\[")):
        load_municipality("town", home.parent)


def test_without_stock_and_flow_the_town_still_loads(home: Path) -> None:
    (home / "wmo_stock_flow.csv").unlink()
    assert load_municipality("town", home.parent).wmo_stock_flow.empty


def _numbers(home: Path, file: str, change: Callable[[pd.DataFrame], pd.DataFrame]) -> None:
    table = pd.read_csv(home / file, dtype=str, keep_default_na=False)
    change(table).to_csv(home / file, index=False)


def _scaled(column: str, by: float) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda t: t.assign(**{column: t[column].astype(float) * by})


def _figure(name: str, value: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    return lambda t: t.assign(value=t["value"].mask(t["indicator_en"] == name, value))


def _shares(table: pd.DataFrame) -> pd.DataFrame:
    percentages = pd.to_numeric(table["lonely_pct"], errors="coerce")
    return table.assign(lonely_pct=percentages / 100)


UNITS = {
    "kilometres": ("centroids.csv", lambda t: _scaled("rd_y_m", 0.001)(_scaled("rd_x_m", 0.001)(t)),
                   "these are kilometres"),
    "degrees": ("centroids.csv", lambda t: t.assign(rd_x_m="4.29", rd_y_m="51.49"), "degrees"),
    "x and y swapped": ("centroids.csv", lambda t: t.assign(rd_x_m=t["rd_y_m"], rd_y_m=t["rd_x_m"]),
                        "changed places"),
    "thousands dots": ("centroids.csv", lambda t: t.assign(rd_x_m="78.123.456"), "centroids"),
    "Dutch thousands": ("indicators.csv", _figure("households", "28.123"), "lost thousands"),
    "a comma for decimals": ("indicators.csv", _figure("mean household size", "2,2"), "line"),
    "a share for a percentage": ("health.csv", _shares, "holds shares"),
    "a household of nine": ("indicators.csv", _figure("mean household size", "9"), "mean"),
    "a repeated row": ("residents.csv", lambda t: pd.concat([t, t.head(1)]), "repeats"),
    "a missing column": ("indicators.csv", lambda t: t.drop(columns="indicator_en"), "missing"),
}  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_figures_in_another_unit_are_refused(unit: str, home: Path) -> None:
    file, change, says = UNITS[unit]
    _numbers(home, file, change)
    with pytest.raises(DataError, match=says):
        load_municipality("town", home.parent)


NO_TABLES: dict[str, Callable[[Path], object]] = {
    "a folder": Path.mkdir,
    "a pipe": os.mkfifo,
    "empty": Path.touch,
    "binary": lambda p: p.write_bytes(bytes(range(256)) * 9),
    "UTF-16": lambda p: p.write_text("a,b\n1,2\n", encoding="utf-16"),
    "semicolons": lambda p: p.write_text("postcode;rd_x_m;rd_y_m\n4611;78000;390000\n"),
}


@pytest.mark.parametrize("kind", NO_TABLES)
@pytest.mark.parametrize("file", ["centroids.csv", "health.csv", "indicators.csv", "residents.csv"])
def test_what_is_no_table_is_refused_at_once(file: str, kind: str, home: Path) -> None:
    (home / file).unlink()
    NO_TABLES[kind](home / file)
    with pytest.raises(DataError, match=file):
        load_municipality("town", home.parent)
