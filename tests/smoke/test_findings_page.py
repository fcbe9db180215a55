"""What the page of findings says of figures made by hand."""

import pytest

from docs.findings_numbers import shown
from docs.findings_substitution import COUPLED, IDENTIFIED, kept_substitution, substitution_lines
from experiments.worlds.demand_shift import MEETING_PLACES, NO_PLACE, WHOLE_TOWN
from tests.unit.experiments.runs.test_findings import by_hand


def test_the_whole_town_leads_and_visitors_stand_beside_both_placebos() -> None:
    rows = kept_substitution("plan", by_hand().figures["plan"], 10.0)
    assert NO_PLACE not in {row["who"] for row in rows}
    residents = [row for row in rows if row["counted"] == "residents"]
    # 22 less 11 in a town, ten times that in the full one; the placebos' 9.5 and 28.5 less 11
    for row in residents:
        assert row["difference"] == pytest.approx(110)
        assert (row["placebo"], row["redrawn"]) == (pytest.approx(-15), pytest.approx(175))
    assert {row.get("share") for row in residents if row["who"] == WHOLE_TOWN} == {44 / 320}
    lines = substitution_lines(rows)
    text = "\n".join(lines)
    assert text.index(IDENTIFIED) < text.index("whole town, 2026-2035") < text.index(COUPLED)
    words = "| visitors of meeting places only: residents with an indication, day activities |"
    (line,) = [one for one in lines if one.startswith(words)]
    ours = next(row for row in residents if row["who"] == MEETING_PLACES)
    cells = [cell.strip() for cell in line.strip("|").split("|")][1:]
    span = f"{shown(ours['low'])} to {shown(ours['high'])}"
    assert cells == ["110", span, "-15", "175", "more care than re-shuffling leaves"]


def test_no_page_says_that_the_net_of_visitors_is_identified() -> None:
    lines = substitution_lines(kept_substitution("plan", by_hand().figures["plan"], 1.0))
    assert any("net of visitors is not identified" in line for line in lines)
    assert substitution_lines([]) == []
