"""What the page of findings says of figures made by hand."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.image import imread

from agents.vocabulary import Payer
from docs import findings
from docs.findings_cases import MISS, case_lines, verdict_words
from docs.findings_numbers import shown
from docs.findings_page import ASSUMED, CHOSEN, PAYERS, VARIANTS, Results, block, lines_of, results
from docs.findings_substitution import COUPLED, IDENTIFIED, kept_substitution, substitution_lines
from experiments.analyses.cases.rows import simulated_row
from experiments.analyses.uncertainty.told import posterior_told
from experiments.report.words import words_of
from experiments.worlds.demand_shift import MEETING_PLACES, NO_PLACE, WHOLE_TOWN
from model.inputs.municipality import load_municipality
from model.parameter_owners import all_rows
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


def test_the_picture_of_the_cases_is_that_of_the_kept_tables() -> None:
    """Made anew by `python docs/findings.py write`, as the page is."""
    kept = results()
    figure = findings.picture_of_cases(kept)
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    ours = np.asarray(canvas.buffer_rgba()) / 255.0
    shipped = imread(findings.PICTURES / "cases.png")
    assert shipped.shape == ours.shape
    assert float(np.abs(shipped - ours).mean()) < 1e-3
    names = [text.get_text().replace("\n", " ") for text in figure.axes[0].get_yticklabels()]
    assert sorted(names) == sorted(row["title"] for row in kept["cases"]["cases"])


def town(users: tuple[float, float, float]) -> dict[str, object]:
    """Return what is kept of a comparison whose three outcomes lie so."""
    outcomes_kept = ("indicated_users", "residents_unmet", "cost_municipality_eur")
    mean, low, high = users
    rows = [
        {"outcome": name, "base": 9.0, "difference": mean, "low": low, "high": high}
        for name in outcomes_kept
    ]
    source = {"residents": 10_000, "replications": 6, "seed": 1}
    paid = {"year": 2035, "difference": -1e6}
    return {"headline": rows, "source": source, "decided_late": 0.1, "payback": [paid]}


def test_what_the_posterior_says_comes_first() -> None:
    kept: Results = {"whole_town": town((300, 290, 310)), "more_short": town((-80, -90, -70))}
    text = block(kept)
    full = load_municipality("bergen_op_zoom").residents
    told = posterior_told("current", "transformation", full, words_of("en"))
    assert text.startswith(str(told[0]))
    assert text.index(str(told[0])) < text.index("+300 (290 to 310)")
    assert "equally weighted ones" in text, "how much the draws are worth stands beside"
    assert next(words.partition(" (")[0] for words, _ in lines_of(kept)) == "as set"


def test_an_assumption_is_told_from_a_choice_of_policy() -> None:
    """By the role of the parameter that a kept result sets, and by its range."""
    roles, commands = all_rows(), {name: results()[name]["source"]["command"] for name in VARIANTS}
    for name, command in commands.items():
        parameter, _, value = command.partition("--set ")[2].split()[0].partition("=")
        row = roles[parameter]
        assert row.role == ("uncertain" if name in ASSUMED else "lever"), name
        if name in ASSUMED:
            assert row.low is not None
            assert row.high is not None
            assert row.low <= float(value) <= row.high


def test_a_choice_of_policy_turns_no_sign() -> None:
    whole, other = town((300, 290, 310)), town((-80, -90, -70))
    (chosen,) = CHOSEN
    text = block({"whole_town": whole, chosen: other})
    assert "a choice of policy, which no evidence settles" in text
    assert "either sign" not in text
    (assumed,) = ASSUMED
    assert "either sign" in block({"whole_town": whole, assumed: other})


def test_every_payer_has_a_row_so_that_they_add_up() -> None:
    assert [*PAYERS] == [*(payer.name.lower() for payer in Payer), "all_payers"]
