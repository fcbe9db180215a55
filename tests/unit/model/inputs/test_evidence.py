"""The register is sound, and the check that guards it sees what is wrong."""

from dataclasses import replace
from pathlib import Path

import pytest

from model.errors import DataError
from model.inputs.evidence import (
    CHECK_ROWS,
    FILE,
    OUTSIDE,
    STATUSES,
    check,
    complaints,
    ids_of,
    load_evidence,
    outside_cited,
    status_of,
    wrongly_taken,
)
from model.parameter_owners import all_rows
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
        "= tariff.own_contribution_2020; tariff.own_contribution_2025",
        "heavy = tariff.group_heavy_halfday; assumed: the others in between",
        "= 1 - (1 - facility.attrition) ** (1 / 12)",
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
        ("= bc.no_such_row", "not in the register"),
        ("= 12", "no arithmetic of ids"),
        ("= ", "no arithmetic of ids"),
        ("= open(facility.attrition)", "no arithmetic of ids"),
        ("= facility.attrition / 0", "no arithmetic of ids"),
        ("= facility.attrition // 2", "no arithmetic of ids"),
        ("assumed: a choice; = facility.attrition", "stands behind 'assumed:'"),
        *((f"= 2 * {row}", "no input") for row in CHECK_ROWS),
        *((row, "no input") for row in CHECK_ROWS),
        (f"assumed: near it; {CHECK_ROWS[0]}", "no input"),
    ],
)
def test_bad_evidence(text: str, says: str) -> None:
    with pytest.raises(DataError, match=says):
        check(text)


def number(evidence: str, value: float, name: str = "x.y") -> ParameterRow:
    return ParameterRow(name, value, "-", 0.0, 100.0, 0.0, 500.0, "uncertain", evidence, "")


@pytest.mark.parametrize(
    ("text", "value", "status"),
    [
        ("= tariff.own_contribution_2020", 19.0, "verified"),
        ("= tariff.own_contribution_2020 * 12 / 12", 19.0, "verified"),
        ("= tariff.own_contribution_2020 + tariff.own_contribution_2025", 40.0, "recalled"),
        ("y = tariff.own_contribution_2020; assumed: the others", 19.0, "verified"),
        # equal digits are no declaration
        ("tariff.own_contribution_2020", 19.0, "assumed"),
        ("assumed: a choice; tariff.own_contribution_2020", 19.0, "assumed"),
        ("z = tariff.own_contribution_2020; assumed: the others", 19.0, "assumed"),
        ("= tariff.own_contribution_2020", 25.0, "assumed"),  # changed by a scenario
    ],
)
def test_only_a_declared_quantity_gives_its_status(text: str, value: float, status: str) -> None:
    assert status_of(number(text, value)) == status


def test_ids_are_those_taken_and_those_cited() -> None:
    assert ids_of("assumed: a; bc.cafe_entree_visits") == ("bc.cafe_entree_visits",)
    both = "= 1 - facility.attrition; assumed: a; bc.cafe_entree_visits"
    assert ids_of(both) == ("facility.attrition", "bc.cafe_entree_visits")


@pytest.mark.parametrize(
    ("text", "value", "says"),
    [
        ("= tariff.own_contribution_2020", 25.0, "x.y is 25 -, but its evidence .* is 19: take"),
        ("= tariff.own_contribution_2020 * 12", 228.0, "outside its range 0 to 100"),
        ("= tariff.own_contribution_202O", 19.0, "not in the register"),
        ("yy = tariff.own_contribution_2020", 19.0, "no number of this parameter is 'yy'.*'y'"),
    ],
)
def test_a_wrong_declaration_is_told(text: str, value: float, says: str) -> None:
    assert not wrongly_taken([number("= tariff.own_contribution_2020", 19.0)])
    with pytest.raises(AssertionError, match=says):
        assert not wrongly_taken([number(text, value)]), wrongly_taken([number(text, value)])


def test_no_number_has_a_status_by_equal_digits() -> None:
    """The audit's three: a debtors' share, three clients and a year and a half of indication."""
    for name in ("needs.natural_closing.meeting", "money.transport_days_week",
                 "care.term_spread.most"):  # fmt: skip
        assert status_of(all_rows()[name]) == "assumed"
    assert status_of(all_rows()["money.household_hour"]) == "verified"


@pytest.mark.parametrize(
    ("value", "unit", "evidence"),
    [
        (2.5, "km", "facility.catchment_km"),
        (0.4, "km", "assumed: a walk; facility.catchment_km"),
        (0.7, "/year", "assumed: as elsewhere; facility.attrition"),  # the register: per year
        (200.0, "FTE", "process.team_fte_boz"),
        (4.0, "h/week", "assumed: more; wmo.household_hours_week"),  # hours per week
    ],
)
def test_a_number_outside_the_range_of_a_row_that_it_cites_is_told(
    value: float, unit: str, evidence: str
) -> None:
    row = ParameterRow("x.y.z", value, unit, 0.0, 999.0, 0.0, 999.0, "uncertain", evidence, "")
    (message,) = outside_cited([row])
    assert message.startswith(f"x.y.z is {value:g} {unit}, outside ")
    assert complaints([row]) == [message]
    assert outside_cited([replace(row, unit="share")]) == [], "another quantity has no range for it"
    assert outside_cited([replace(row, evidence="process.plan_stability_months")]) == []


def test_every_number_of_the_model_lies_in_the_rows_that_it_cites_or_says_why_not() -> None:
    assert outside_cited(all_rows().values()) == []


def test_each_reason_to_lie_outside_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    """A reason that stays when the number or the row has moved would let the next one pass."""
    rows, reasons = list(all_rows().values()), dict(OUTSIDE)
    assert all(reasons.values())
    for (field, cited), reason in reasons.items():
        monkeypatch.delitem(OUTSIDE, (field, cited))
        told = outside_cited(rows)
        assert told, field
        assert all(one.startswith(field) and f"'{cited}'" in one for one in told)
        monkeypatch.setitem(OUTSIDE, (field, cited), reason)


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
