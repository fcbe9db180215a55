"""Virtual surveys: equal to the truth where all answer, biased as declared where they do not."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import numba
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from experiments.report.words import LANGUAGES, words_of
from experiments.results.folder import write_table
from experiments.runs.surveys import as_shown, survey
from model.errors import InputError, ResultError
from model.measures.shares import wilson, with_shares
from model.observers.surveys import (
    ADULT_BANDS,
    NOT_IN_THE_MODEL,
    QUESTIONS,
    SURVEYS,
    SurveyParameters,
    Surveys,
    has_turn,
    response_chance,
)
from model.scenario.scenario import load_scenario
from model.state.digests import digest
from model.town import SocialBaseModel
from tests.unit.experiments.forged import as_finished
from tests.unit.plain import plain
from tests.worlds.small_towns import permuted

ALL_ASKED = {"asked.burgerijenquete": 1.0, "asked.sociale_kracht": 1.0,
             "asked.positive_health": 1.0, "health_years": 1.0}  # fmt: skip
ALL_ANSWER = {"response": 1.0, "young": 1.0, "low_education": 1.0, "severely_lonely": 1.0,
              "avoids_care": 1.0}  # fmt: skip


@pytest.fixture(scope="module")
def town() -> SocialBaseModel:
    """Return a small town as it was founded, put in October 2022, with some life in it."""
    town = SocialBaseModel(load_scenario("current"), residents=1500, observers=())
    town.month = 12 + 9
    records = town.residents.records
    records["member"] = records["uid"] % 5 == 0
    records["volunteer"] = records["uid"] % 7 == 0
    records["insecure"] = records["uid"] % 9 == 0
    return town


def answers(town: Any, **changes: float) -> pd.DataFrame:
    """Return what the surveys find under other parameters (a dot is written as two underscores)."""
    observer = Surveys(town)
    observer.parameters = SurveyParameters().changed(
        {name.replace("__", "."): value for name, value in changes.items()}
    )
    observer.observe(town)
    return observer.frame(town)


def of_town(frame: pd.DataFrame, question: str) -> Any:
    rows = frame[frame["question"] == question]
    return SimpleNamespace(**rows[["residents", "asked", "answered", "yes", "true_yes"]].sum())


def test_where_all_are_asked_and_answer_the_survey_is_the_truth(town: SocialBaseModel) -> None:
    frame = answers(town, **ALL_ASKED, **ALL_ANSWER)
    assert set(frame["question"]) == set(QUESTIONS)
    assert (frame["asked"] == frame["residents"]).all()
    assert (frame["answered"] == frame["residents"]).all()
    assert (frame["yes"] == frame["true_yes"]).all()
    assert (frame["share"] == frame["true_share"]).all()
    assert 0 < of_town(frame, "active_in_association").yes < of_town(frame, "loneliness").residents


def test_everybody_grown_and_at_home_is_in_the_truth(town: SocialBaseModel) -> None:
    records = town.residents.records
    adults = (records["status"] == 1) & (records["age_months"] >= 18 * 12)
    members = int((adults & (records["member"] == 1)).sum())
    total = of_town(answers(town), "active_in_association")
    assert (total.residents, total.true_yes) == (int(adults.sum()), members)


def test_bias_is_the_one_that_the_response_brings(town: SocialBaseModel) -> None:
    """With q severely lonely who answer f times as often, a share f q / (f q + 1 - q) says so."""
    f = 0.4
    frame = answers(town, **ALL_ASKED, **ALL_ANSWER | {"severely_lonely": f})
    total = of_town(frame, "severe_loneliness")
    q = total.true_yes / total.residents
    expected, share = f * q / (f * q + 1 - q), total.yes / total.answered
    assert share < q
    assert abs(share - expected) < 4 * np.sqrt(expected / total.answered)


@pytest.mark.parametrize(
    ("trait", "value"),
    [("age_months", 30 * 12), ("education", 0), ("severe", True), ("avoids_care", 1)],
)
def test_those_who_answer_less(trait: str, value: Any) -> None:
    traits = {"age_months": 50 * 12, "education": 2, "severe": False, "avoids_care": 0}
    p = SurveyParameters().as_record()[0]
    usual, less = (
        plain(response_chance)(SimpleNamespace(**t), t["severe"], p)
        for t in (traits, traits | {trait: value})
    )
    assert 0 < less < usual == p.response


def test_shares_asked_are_those_declared(town: SocialBaseModel) -> None:
    frame = answers(town)
    p = SurveyParameters()
    for k, name in enumerate(SURVEYS):
        total = of_town(frame, next(q for q, its in QUESTIONS.items() if its == name))
        declared = p.asked[k] / (p.health_years if name == "positive_health" else 1)
        spread = np.sqrt(declared * (1 - declared) / total.residents)
        assert abs(total.asked / total.residents - declared) < 4 * spread


def test_positive_health_comes_to_each_once_in_four_years() -> None:
    p = SurveyParameters().as_record()[0]
    for uid in range(1, 200):
        turns = [has_turn(np.uint64(1), uid * 7919, year, p) for year in range(2021, 2029)]
        assert turns[:4] == turns[4:]
        assert sum(turns[:4]) == 1


def test_social_power_is_asked_in_even_years_only(town: SocialBaseModel) -> None:
    assert "sociale_kracht" in set(answers(town)["survey"])
    town.month += 12
    try:
        assert set(answers(town)["survey"]) == {"burgerijenquete", "positive_health"}
    finally:
        town.month -= 12


def test_nothing_is_asked_outside_october(town: SocialBaseModel) -> None:
    town.month += 1
    try:
        frame = answers(town)
    finally:
        town.month -= 1
    assert frame.empty
    assert list(frame) == list(answers(town))


def test_asking_changes_nobody(town: SocialBaseModel) -> None:
    before = digest(town, private=True)
    answers(town, **ALL_ASKED)
    assert digest(town, private=True) == before


def test_same_answers_in_any_order_of_slots_and_on_any_threads(town: SocialBaseModel) -> None:
    once = answers(town)
    backwards = np.arange(len(town.residents))[::-1].copy()
    pd.testing.assert_frame_equal(once, answers(permuted(town, backwards)))
    before = numba.get_num_threads()
    try:
        numba.set_num_threads(numba.config.NUMBA_NUM_THREADS)
        pd.testing.assert_frame_equal(once, answers(town))
    finally:
        numba.set_num_threads(before)


def test_wilson_is_that_of_scipy() -> None:
    cells = [(0, 5), (5, 5), (3, 17), (450, 1000)]
    low, high = wilson(*(np.array(part, float) for part in zip(*cells, strict=True)))
    for k, (yes, n) in enumerate(cells):
        bounds = stats.binomtest(yes, n).proportion_ci(method="wilson")
        assert (low[k], high[k]) == pytest.approx((bounds.low, bounds.high), abs=1e-12)
    assert np.isnan(wilson(np.zeros(1), np.zeros(1))).all()


# -- the folder -----------------------------------------------------------------------------


def row(scenario: str, replication: int, **figures: Any) -> dict[str, Any]:
    usual = {"year": 2031, "survey": "sociale_kracht", "question": "loneliness", "area": "oost",
             "district": "WK1", "postcode": "4621", "age_band": ADULT_BANDS[0], "residents": 1000,
             "asked": 200, "answered": 100, "yes": 40, "true_yes": 500}  # fmt: skip
    return {"scenario": scenario, "replication": replication, **usual, **figures}


def folder_of(path: Path, rows: list[dict[str, Any]], **command: Any) -> Path:
    write_table(path / "surveys.parquet", with_shares(pd.DataFrame(rows)))
    return as_finished(path, **{"lang": "en"} | command)


@pytest.fixture
def compared(tmp_path: Path) -> Path:
    """Return a comparison in which the policy has 20 and 40 fewer lonely of a thousand."""
    rows = [row("current", r) for r in (0, 1)]
    rows += [row("plan", r, true_yes=500 - 20 * (r + 1), yes=38) for r in (0, 1)]
    return folder_of(tmp_path, rows, scenarios=["current", "plan"])


def test_paired_difference_beside_what_two_surveys_tell(compared: Path) -> None:
    table = survey(compared, name="sociale_kracht")
    lonely = table[table["in_model"]].iloc[0]
    assert lonely["paired_difference"] == pytest.approx(-0.03)
    half = stats.t.ppf(0.975, 1) * 0.01
    assert (lonely["paired_low"], lonely["paired_high"]) == pytest.approx(
        (-0.03 - half, half - 0.03)
    )
    assert lonely["surveyed_difference"] == pytest.approx(-0.02)
    assert lonely["surveyed_low"] < -0.1 < 0.1 < lonely["surveyed_high"]
    assert "cannot show the effect of one policy" in table.attrs["sentence"]
    assert (
        "0 would be distinguishable from zero in two separate surveys, 0 in the paired"
        in table.attrs["sentence"]
    )


def test_a_policy_of_ones_own_goes_by_its_title(tmp_path: Path) -> None:
    rows = [row("current", 0), row("plan", 0, true_yes=480)]
    folder = folder_of(
        tmp_path, rows, scenarios=["current", "plan"], titles={"plan": "Buurthuizen eerst"}
    )
    shown = as_shown(survey(folder))
    assert set(shown.iloc[:, 0]) == {"Buurthuizen eerst"}


def test_one_replication_has_no_interval_and_says_why(tmp_path: Path) -> None:
    rows = [row("current", 0), row("plan", 0, true_yes=480)]
    table = survey(folder_of(tmp_path, rows, scenarios=["current", "plan"]))
    in_model = table[table["in_model"]]
    assert in_model["paired_difference"].tolist() == pytest.approx([-0.02])
    assert in_model["paired_low"].isna().all()
    assert "One replication: no interval" in table.attrs["sentence"]


def test_newcombe_of_a_textbook_case(tmp_path: Path) -> None:
    """56 of 70 against 48 of 80: 0.2 with 0.0524 to 0.3339 (Newcombe 1998, table II, row a)."""
    rows = [row("current", 0, answered=80, yes=48), row("plan", 0, answered=70, yes=56)]
    pair = survey(
        folder_of(tmp_path, rows, scenarios=["current", "plan"]), name="sociale_kracht"
    ).iloc[0]
    assert (pair["surveyed_low"], pair["surveyed_high"]) == pytest.approx(
        (0.0524, 0.3339), abs=1e-4
    )


def test_cells_are_added_up_before_shares_are_taken(tmp_path: Path) -> None:
    rows = [row("current", 0, answered=10, yes=10), row("current", 0, area="zuid", answered=90,
                                                        yes=0, age_band="85+")]  # fmt: skip
    folder = folder_of(tmp_path, rows)
    assert survey(folder, name="sociale_kracht").iloc[0]["share"] == pytest.approx(0.1)
    by_area = survey(folder, by="area")
    assert by_area[by_area["in_model"]]["group"].tolist() == ["oost", "zuid"]
    assert survey(folder, name="sociale_kracht", by="age").iloc[1]["share"] == 0


def test_last_year_or_all(tmp_path: Path) -> None:
    rows = [row("current", 0, year=year) for year in (2028, 2030)]
    folder = folder_of(tmp_path, rows)
    for every_year, years in ((False, [2030]), (True, [2028, 2030])):
        table = survey(folder, all_years=every_year)
        assert table[table["in_model"]]["year"].tolist() == years


def test_what_is_not_in_the_model_is_named_without_a_figure(compared: Path) -> None:
    table = survey(compared)
    unknown = table[~table["in_model"]]
    assert unknown["question"].tolist() == list(NOT_IN_THE_MODEL)
    figures = unknown.drop(columns=["policy", "survey", "question", "group", "in_model", "wording",
                                    "derived"])  # fmt: skip
    assert figures.isna().all(axis=None)
    shown = as_shown(unknown)
    assert (shown.to_numpy() == "not in the model").any(axis=1).all()


def test_no_question_is_both_known_and_unknown() -> None:
    assert not QUESTIONS.keys() & NOT_IN_THE_MODEL.keys()
    assert set(QUESTIONS.values()) == set(SURVEYS)
    for lang in LANGUAGES:
        for question in (*QUESTIONS, *NOT_IN_THE_MODEL):
            assert words_of(lang)(f"question.{question}")
            assert words_of(lang)(f"derived.{question}")


def test_a_folder_without_surveys_says_so(tmp_path: Path) -> None:
    as_finished(tmp_path, lang="en")
    with pytest.raises(ResultError, match="before the model held any"):
        survey(tmp_path)


def test_months_without_october_say_so(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, [row("current", 0)])
    empty = with_shares(pd.DataFrame([row("current", 0)]))[:0]
    write_table(tmp_path / "surveys.parquet", empty)
    as_finished(tmp_path, lang="en")
    with pytest.raises(ResultError, match="October"):
        survey(folder)


def test_unknown_names_are_refused(compared: Path) -> None:
    with pytest.raises(InputError, match="Did you mean 'sociale_kracht'"):
        survey(compared, name="sociale_krach")
    with pytest.raises(InputError, match="--by is 'street'"):
        survey(compared, by="street")
