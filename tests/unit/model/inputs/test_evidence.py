"""The register is sound, and the check that guards it sees what is wrong."""

from dataclasses import replace
from pathlib import Path

import pytest

from model.errors import DataError
from model.inputs.evidence import (
    CHECK_ROWS,
    FILE,
    STATUSES,
    check,
    complaints,
    ids_of,
    load_evidence,
    status_of,
)
from model.parameters import ParameterRow

HEAD = "id,domain,quantity,value,low,high,unit,population,year,source,source_url,status,note\n"
ROW = "a.b,a,thing,1,0,2,-,town,2020,CBS,,verified,\n"


def test_register_loads_whole() -> None:
    table = load_evidence()
    lines = FILE.read_text(encoding="utf-8").count(",verified,")
    assert len(table) > 600
    assert set(table["status"]) == set(STATUSES)
    assert (table["status"] == "verified").sum() <= lines
    assert table.loc["tariff.own_contribution_2020", "value"] == 19
    assert set(CHECK_ROWS) <= set(table.index)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (HEAD.replace("status,", ""), "column 'status' is missing"),
        (HEAD + ROW + ROW, "line 3, column 'id' is 'a.b': each id stands once"),
        (HEAD + ROW.replace("a.b", "A b"), "line 2, column 'id' is 'A b'"),
        (HEAD + ROW.replace("verified", "sure"), "column 'status' is 'sure': give seed"),
        (HEAD + ROW.replace(",1,", ",one,"), "column 'value' is 'one': give a number"),
        (HEAD + ROW.replace(",1,", ",,"), "column 'value' is '': give a number"),
        (HEAD + ROW.replace(",1,", ",inf,"), "column 'value' is 'inf': give a number"),
        (HEAD + ROW.replace(",0,2", ",1.5,2"), "column 'low' is 1.5"),
        (HEAD + ROW.replace(",0,2", ",0,0.5"), "column 'high' is 0.5"),
        (HEAD + ROW.replace("CBS", ""), "column 'source' is '': fill it in"),
    ],
)
def test_bad_register_is_refused(tmp_path: Path, text: str, says: str) -> None:
    file = tmp_path / "evidence.csv"
    file.write_text(text, encoding="utf-8")
    with pytest.raises(DataError, match=r"evidence\.csv") as error:
        load_evidence(file)
    assert says in str(error.value)


def test_missing_register_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="is missing"):
        load_evidence(tmp_path / "none.csv")


@pytest.mark.parametrize(
    "text",
    [
        "tariff.own_contribution_2020",
        "facility.catchment_km; bc.cafe_entree_visits",
        "assumed: two volunteers for a group; bc.cafe_entree_visits",
    ],
)
def test_good_evidence(text: str) -> None:
    check(text)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("tariff.own_contribution_2O20", "neither an id"),
        ("tariff.own_contribution_2019", "Did you mean 'tariff.own_contribution_20"),
        ("from a book", "neither an id"),
        ("", "neither an id"),
        ("assumed:", "gives no reason"),
        ("assumed: some reason; bc.no_such_row", "not in the register"),
        *((row, "no input") for row in CHECK_ROWS),
        (f"assumed: near it; {CHECK_ROWS[0]}", "no input"),
    ],
)
def test_bad_evidence(text: str, says: str) -> None:
    with pytest.raises(DataError, match=says):
        check(text)


def test_weakest_status_counts() -> None:
    assert status_of("assumed: a choice; tariff.own_contribution_2020", 19.0) == "assumed"
    assert status_of("tariff.own_contribution_2020", 19.0) == "verified"
    both = "tariff.own_contribution_2020; tariff.own_contribution_2025"
    assert status_of(both, 21.0) == "recalled"
    assert status_of(both, 20.0) == "assumed"  # bears on it, but is not its value
    assert ids_of("assumed: a; bc.cafe_entree_visits") == ("bc.cafe_entree_visits",)


GOOD = ParameterRow("x.y", 1.0, "-", 0.5, 2.0, 0.0, 3.0, "uncertain", "assumed: a reason", "")


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"value": 0.4}, "outside 0.5 to 2"),
        ({"value": 2.5}, "outside 0.5 to 2"),
        ({"low": -1.0}, "outside the bounds"),
        ({"high": 4.0}, "outside the bounds"),
        ({"low": None}, "needs low and high"),
        ({"low": None, "high": None}, "needs low and high"),
        ({"evidence": "bc.no_such_row"}, "not in the register"),
    ],
)
def test_complaints_see(change: dict[str, object], says: str) -> None:
    assert not complaints([GOOD])
    assert says in complaints([replace(GOOD, **change)])[0]


def test_fixed_numbers_need_no_range() -> None:
    assert not complaints([replace(GOOD, role="fixed", low=None, high=None)])
