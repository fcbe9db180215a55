"""What the page of findings says of figures made by hand."""

from pathlib import Path

import pandas as pd
import pytest

from docs import findings
from docs.findings_cases import MISS, case_lines, verdict_words
from docs.findings_numbers import shown
from docs.findings_substitution import COUPLED, IDENTIFIED, kept_substitution, substitution_lines
from experiments.analyses.cases.rows import simulated_row
from experiments.worlds.demand_shift import MEETING_PLACES, NO_PLACE, WHOLE_TOWN
from tests.unit.experiments.analyses.cases.test_cases import CASES, outcomes
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


def cases_by_hand(folder: Path) -> list[dict[str, object]]:
    """Keep two cases out of a folder: one that missed what was seen, and one of last euros."""
    shown_cases = [CASES["odensehuis"], CASES["fraud_investigator"]]
    made = outcomes(gross=200_000.0, substituted=9.0, added=4.0, participants=60.0)
    rows = [
        simulated_row(case, range(24), made) | {"title": case.title["en"]} for case in shown_cases
    ]
    pd.DataFrame(rows).to_parquet(folder / "cases.parquet")
    kept: list[dict[str, object]] = findings._cases(folder)["cases"]
    return kept


def test_a_case_that_misses_what_was_seen_says_so_on_the_page(tmp_path: Path) -> None:
    odensehuis, fraud = cases_by_hand(tmp_path)
    assert verdict_words(odensehuis) == f"cannot tell (the papers name no sum); {MISS}"
    assert odensehuis["seen_verdict"] == "above"
    text = "\n".join(case_lines({"cases": [odensehuis, fraud]}, "a town"))
    assert MISS in text


def test_the_papers_euros_on_the_page_are_those_of_2025_a_year(tmp_path: Path) -> None:
    _, fraud = cases_by_hand(tmp_path)
    case = CASES["fraud_investigator"]
    line = case_lines({"cases": [fraud]}, "a town")[-6]
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    papers = (case.cost_a_year(range(24), in_2025=True), case.claimed.eur_2025,
              case.seen_a_year_2025)  # fmt: skip
    assert cells[1:4] == [shown(value) for value in papers]
    assert shown(case.seen.value) not in cells


def test_substituted_stands_beside_added_and_their_net(tmp_path: Path) -> None:
    odensehuis, _ = cases_by_hand(tmp_path)
    (line,) = [one for one in case_lines({"cases": [odensehuis]}, "") if "Odensehuis" in one]
    low, high = (shown(odensehuis[f"net_substituted_{end}"], 1) for end in ("low", "high"))
    assert f"| 9.0 less 4.0: 5.0 ({low} to {high}) |" in line
