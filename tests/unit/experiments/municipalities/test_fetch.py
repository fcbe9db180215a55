"""`fetch GM0748` gives the shipped folder from replies rebuilt of it, or says what is wrong."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from experiments.municipalities import stand_ins
from experiments.municipalities.fetch import Fetched, fetch
from model.errors import DataError, FetchError, InputError, ResultError
from model.inputs.municipality import FOLDER, load_municipality
from tests.unit.experiments.municipalities.cbs import Server, put_in_place, server

__all__ = ["server"]
SHIPPED = FOLDER / "bergen_op_zoom"
TOWNS = {"delft": "GM0503", "oosterhout": "GM0826", "steenbergen": "GM0851",
         "woensdrecht": "GM0873"}  # fmt: skip
KWB, EARLIER = "opendata.cbs.nl/84799NED", "opendata.cbs.nl/84583NED"
INCOME = "GemiddeldInkomenPerInwoner_72"


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the key of the shipped folder, with labels and places from its other files."""
    data = load_municipality("bergen_op_zoom")
    table = pd.read_csv(SHIPPED / "postcode_key.csv")
    labels = dict(zip(data.areas, data.area_labels, strict=True))
    table["label"] = table["area"].map(labels)
    table["place"] = data.postcodes["place"].to_numpy()
    path = tmp_path_factory.mktemp("key") / "key.csv"
    in_their_order = table["area"].map(data.areas.index).sort_values(kind="stable").index
    table.loc[in_their_order].to_csv(path, index=False)
    return path


@pytest.fixture(scope="module")
def made(key: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Fetched]:
    """Return what `fetch GM0748` makes of the replies, with that key."""
    with pytest.MonkeyPatch.context() as patch:
        put_in_place(Server(), patch)
        yield fetch("GM0748", out=tmp_path_factory.mktemp("towns") / "boz", key=key)


def both(made: Fetched, name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    return pd.read_csv(made.folder / name), pd.read_csv(SHIPPED / name)


@pytest.mark.parametrize("name", ["residents.csv", "health.csv", "wmo_stock_flow.csv"])
def test_tables_are_those_that_ship_but_for_who_stored_them(made: Fetched, name: str) -> None:
    ours, shipped = both(made, name)
    columns = [column for column in shipped if column != "source"]
    pd.testing.assert_frame_equal(ours[columns], shipped[columns])


def test_the_key_is_the_one_handed_in(made: Fetched) -> None:
    pd.testing.assert_frame_equal(*both(made, "postcode_key.csv"))


def test_the_head_is_the_one_that_ships(made: Fetched) -> None:
    data, shipped = made.data, load_municipality("bergen_op_zoom")
    for field in ("name", "code", "residents", "reference_date", "areas", "area_labels"):
        assert getattr(data, field) == getattr(shipped, field), field


def test_key_figures_are_those_that_ship_but_for_one_that_cbs_keeps_elsewhere(
    made: Fetched,
) -> None:
    ours, shipped = made.data.indicators, load_municipality("bergen_op_zoom").indicators
    assert {name: shipped[name] for name in ours} == ours
    assert set(shipped) - set(ours) == {"distance to library (km)"}


def test_centroids_and_areas_are_those_that_ship(made: Fetched) -> None:
    ours, shipped = both(made, "centroids.csv")
    columns = ["postcode", "place", "rd_x_m", "rd_y_m", "area_km2"]
    pd.testing.assert_frame_equal(ours[columns], shipped[columns])


def test_every_table_says_where_it_comes_from(made: Fetched) -> None:
    sources = made.data.sources.set_index("table")
    files = {path.name for path in made.folder.iterdir()} - {"sources.csv", "fit.csv"}
    assert set(sources.index) == files
    assert sources["status"].to_dict() == dict.fromkeys(files, "verified") | {
        "postcode_key.csv": "recalled"
    }
    assert sources.loc["health.csv", "year"] == "2012, 2016, 2020"
    assert not made.data.substitutes
    assert "STAND-IN" not in made.summary


def test_the_report_of_fit_counts_every_cell_and_is_kept(made: Fetched) -> None:
    fit = made.fit.set_index("margin")
    assert fit.loc["ages by postcode", "cells"] == 14 * 20
    assert fit.loc["districts", "cells"] == 6
    # One cell of women is off by 6: CBS rounds men, women and both separately.
    assert (fit["cells"] - fit["met"]).to_dict() == dict.fromkeys(fit.index, 0) | {
        "women by age and postcode": 1
    }
    pd.testing.assert_frame_equal(pd.read_csv(made.folder / "fit.csv"), made.fit)
    assert "Residents placed: 67,510 on 2021-01-01, 100.0% of the 67,496" in made.summary


def test_without_a_key_each_district_is_an_area(server: Server, tmp_path: Path) -> None:
    data = fetch("GM0748", out=tmp_path / "boz").data
    shipped = load_municipality("bergen_op_zoom")
    assert list(data.postcodes["district"]) == list(shipped.postcodes["district"])
    assert len(data.areas) == 6
    assert data.areas[0] == "bergen_op_zoom_oude_stad_e_o"


def test_a_figure_that_the_year_lacks_comes_from_the_year_before(
    server: Server, tmp_path: Path, key: Path
) -> None:
    server.copied(KWB, EARLIER)
    server.part(KWB, "TypedDataSet")[0][INCOME] = -99_997
    server.part(EARLIER, "TypedDataSet")[0][INCOME] = 25.5
    data = fetch("GM0748", out=tmp_path / "boz", key=key).data
    table = pd.read_csv(tmp_path / "boz" / "indicators.csv").set_index("indicator_en")
    name = "mean income per resident (1000 euro)"
    assert (table.loc[name, "value"], table.loc[name, "year"]) == (25.5, 2019)
    assert set(table.drop(name)["year"]) == {2020}
    note = data.sources.set_index("table").loc["indicators.csv", "note"]
    assert f"earlier year: {name} of 2019" in note


def test_a_district_that_the_monitor_lacks_gets_the_shares_of_the_town(
    server: Server, tmp_path: Path, key: Path
) -> None:
    table = "dataderden.cbs.nl/50090NED"
    for row in server.part(table, "TypedDataSet"):
        if row["WijkenEnBuurten"].startswith("WK074805") and row["Perioden"] == "2020JJ00":
            row["Eenzaam_28"] = "."
    data = fetch("GM0748", out=tmp_path / "boz", key=key).data
    last = data.postcodes.index[data.postcodes["district"] == "WK074805"][0]
    assert data.health_share("lonely_pct", "18+")[last] == pytest.approx(0.483)
    note = data.sources.set_index("table").loc["health.csv", "note"]
    assert note == "the municipality's shares stand in for WK074805 18+, WK074805 65+"


def no_network(server: Server) -> None:
    server.reachable = False


def no_health(server: Server) -> None:
    del server.tables["dataderden.cbs.nl/50090NED"]


def no_loneliness(server: Server) -> None:
    for one in server.part("dataderden.cbs.nl/50090NED", "DataProperties"):
        one["Key"] = one["Key"].replace("Eenzaam_28", "Alleen_28")


def no_polygon(server: Server) -> None:
    server.tables["service.pdok.nl"]["postcode4"]["features"].pop()


def other_households(server: Server) -> None:
    server.part(KWB, "TypedDataSet")[0]["GemiddeldeHuishoudensgrootte_32"] = 2.9


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (no_network, "84799NED of opendata.cbs.nl cannot be reached"),
        (no_health, "50090NED of dataderden.cbs.nl is gone"),
        (no_loneliness, "50090NED of dataderden.cbs.nl has no field Eenzaam"),
        (no_polygon, "lack postcode 4664"),
        (other_households, "'households' times 'mean household size' make"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_is_written(
    change: object, message: str, server: Server, tmp_path: Path, key: Path
) -> None:
    change(server)  # type: ignore[operator]
    with pytest.raises(InputError, match=message):
        fetch("GM0748", out=tmp_path / "towns" / "boz", key=key)
    assert not any(path.is_file() for path in tmp_path.rglob("*"))
    assert not (tmp_path / "towns" / "boz").exists()


def test_an_unknown_code_is_said(server: Server, tmp_path: Path) -> None:
    with pytest.raises(DataError, match="GM9999 is no municipality in the table of 2020"):
        fetch("GM9999", out=tmp_path / "town", stand_in="bergen_op_zoom")


@pytest.mark.parametrize(
    ("code", "message"),
    [
        ("GM0870", r"GM0870 \(Werkendam\) went up in GM1959 \(Altena\) on 2019-01-01"),
        ("GM1982", r"GM1982 \(Land van Cuijk\) is there since 2022-01-01; .*GM0756 \(Boxmeer\)"),
        ("0748", "code '0748': give CBS' own"),
        ("../GM0748", "give CBS' own"),
    ],
)
def test_a_merged_municipality_is_named_with_what_it_went_to(
    code: str, message: str, server: Server
) -> None:
    with pytest.raises(DataError, match=message):
        fetch(code)
    assert not server.asked


def test_a_folder_that_is_there_stays_unless_forced(
    made: Fetched, server: Server, tmp_path: Path
) -> None:
    before = (made.folder / "residents.csv").stat().st_ino
    with pytest.raises(ResultError, match="is there already"):
        fetch("GM0748", out=made.folder)
    assert (made.folder / "residents.csv").stat().st_ino == before
    (tmp_path / "letter.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(ResultError, match="holds something else"):
        fetch("GM0748", out=tmp_path, force=True)
    assert (tmp_path / "letter.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("name", TOWNS)
def test_towns_that_ship_are_what_the_command_makes_without_a_network(
    name: str, server: Server, tmp_path: Path
) -> None:
    server.reachable = False
    fetch(TOWNS[name], out=tmp_path / name, stand_in="bergen_op_zoom")
    shipped = FOLDER / name
    files = sorted(path.name for path in shipped.iterdir())
    assert files == sorted(path.name for path in (tmp_path / name).iterdir())
    for file in files:
        assert (tmp_path / name / file).read_bytes() == (shipped / file).read_bytes(), file


def test_a_figure_held_out_from_memory_is_not_called_verified(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server.reachable = False
    oosterhout = stand_ins.known("GM0826")
    recalled = replace(oosterhout, figures=oosterhout.figures.assign(status="recalled"))
    monkeypatch.setattr(stand_ins, "known", lambda _: recalled)
    made = fetch("GM0826", out=tmp_path / "oosterhout", stand_in="bergen_op_zoom")
    status = made.data.sources.set_index("table")["status"]
    assert status["held_out.csv"] == status["municipality.yaml"] == "recalled"


def test_without_a_network_only_a_town_with_a_number_of_residents_can_be_made(
    server: Server, tmp_path: Path
) -> None:
    server.reachable = False
    with pytest.raises(FetchError, match="nothing is known here of GM0758"):
        fetch("GM0758", out=tmp_path / "breda", stand_in="bergen_op_zoom")
