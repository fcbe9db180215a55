"""What a policy changes in each area, per 1,000 residents."""

import pandas as pd
import pytest

from experiments.effects.by_area import places_of, rates_by_area, rates_by_postcode
from model.inputs.municipality import load_municipality


def monthly(gaps: tuple[float, ...] = (1.0, 3.0)) -> pd.DataFrame:
    """Two months of two areas of 500 and 2,000 residents; the plan has more in the second."""
    rows = [
        {"scenario": s, "replication": r, "month": pd.Timestamp(f"{year}-01-01"), "area": area,
         "residents": size, "residents_unmet": 100.0 + (s == "plan") * (area == "west") * gap}
        for s in ("current", "plan") for r, gap in enumerate(gaps)
        for year in (2026, 2027) for area, size in (("west", 2000), ("east", 500))
    ]  # fmt: skip
    return pd.DataFrame(rows)


def test_rates_are_per_thousand_residents_of_the_area() -> None:
    table = rates_by_area(monthly(), "current", "plan", "residents_unmet", [2026, 2027])
    assert table["place"].tolist() == ["west", "east"], "in the order of the town"
    assert table["base"].tolist() == pytest.approx([50.0, 200.0])
    assert table["difference"].tolist() == pytest.approx([1.0, 0.0])
    assert table["low"].iloc[0] < 0 < table["high"].iloc[0]


def test_without_years_the_last_twelve_months_count() -> None:
    rows = monthly()
    rows.loc[rows["month"].dt.year == 2026, "residents_unmet"] = 0.0
    table = rates_by_area(rows, "current", "plan", "residents_unmet", [])
    assert table["base"].tolist() == pytest.approx([50.0, 200.0])


def test_every_postcode_has_an_area_and_a_middle() -> None:
    data = load_municipality("bergen_op_zoom")
    places = places_of(data)
    assert set(places["area"]) == set(data.areas)
    assert places[["x_km", "y_km"]].notna().all(axis=None)


def test_by_postcode_everybody_counts_over_the_age_bands() -> None:
    rows = [
        {"scenario": s, "replication": r, "year": 2030, "question": "ever_lonely", "postcode": "1",
         "residents": size, "true_yes": true + (s == "plan") * (2 + r)}
        for s in ("current", "plan") for r in range(3) for size, true in ((100, 10), (300, 50))
    ]  # fmt: skip
    (row,) = rates_by_postcode(
        pd.DataFrame(rows), "current", "plan", "ever_lonely", [2030]
    ).to_dict("records")
    assert row["place"] == "1"
    assert row["base"] == pytest.approx(150.0)
    assert row["difference"] == pytest.approx(1000 * 6 / 400)
