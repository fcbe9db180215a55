"""Evidence on policies weighs draws as its errors say, each by its name, and VAL never does."""

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.analyses.analogues import told
from experiments.analyses.analogues.analogues import (
    TABLE,
    all_analogues,
    that_weigh,
    weights,
)
from experiments.analyses.analogues.measure import TABLE as MEASURED
from experiments.analyses.analogues.measures import (
    BASE,
    GP_YOUTH,
    MEASURES,
    ONE_BUDGET,
    TEAMS,
    seen,
)
from experiments.analyses.analogues.told import (
    analogues,
    answer,
    figures,
    how_it_moves,
    in_short,
)
from experiments.analyses.uncertainty.credible import credible
from experiments.analyses.uncertainty.told import effects, once_each
from experiments.analyses.uncertainty.weights import weighted_quantile
from experiments.report.number_format import percent
from experiments.report.words import words_of
from experiments.results.parquet import parquet_in
from model.draws import decision, uniforms
from model.errors import InputError
from model.inputs.evidence import load_evidence
from model.measures.outcomes import COST
from model.scenario.scenario import load_scenario
from tests.unit.experiments.report.test_words import _figures, _leftovers

KEY = decision("test.analogues")


def test_each_has_a_row_a_measure_and_a_reason() -> None:
    table, register = pd.read_csv(TABLE), load_evidence()
    assert set(table["id"]) <= set(register.index)
    assert set(table["measure"]) == set(MEASURES)
    assert set(table["policy"]) == {BASE, TEAMS, ONE_BUDGET}
    assert GP_YOUTH in {use.name for use in load_scenario(BASE).levers}
    assert table["why"].str.len().min() > 40
    assert (table[["error", "transport"]] > 0.0).all(axis=None)
    assert table["name"].is_unique
    assert set(table["use"]) == {"FIT", "VAL"}


def test_val_never_weighs() -> None:
    assert {one.use for one in that_weigh()} == {"FIT"}
    val = next(one.name for one in all_analogues() if one.use == "VAL")
    with pytest.raises(InputError, match=f"'{val}' is of use VAL"):
        that_weigh([val])
    with pytest.raises(InputError, match=r"no analogue 'cpb_2018'\. .*cpb_2019"):
        that_weigh(["cpb_2018"])
    assert "cpb_2019" not in {one.name for one in that_weigh(["cpb_2019"])}


def test_weights_are_the_likelihood() -> None:
    """A normal prior around 0 and one observation: mean and spread are the textbook's."""
    (one,) = (a for a in all_analogues() if a.name == "cpb_2019")
    at = np.linspace(-3.0, 3.0, 4_001)
    prior = np.exp(-0.5 * (at / 0.4) ** 2)
    made = pd.DataFrame({one.measure: at})
    weighed = weights(made, [one]) * prior
    weighed /= weighed.sum()
    precision = 1 / 0.4**2 + 1 / one.spread**2
    middle = one.observed / one.spread**2 / precision
    assert weighed @ at == pytest.approx(middle, abs=1e-4)
    assert weighed @ (at - middle) ** 2 == pytest.approx(1 / precision, rel=1e-3)
    assert weights(made, []) == pytest.approx(1 / len(made))


def test_a_draw_without_a_figure_weighs_nothing() -> None:
    one = that_weigh()[0]
    made = pd.DataFrame({one.measure: [0.1, np.nan]})
    assert weights(made, [one]).tolist() == [1.0, 0.0]
    with pytest.raises(ValueError, match="no draw"):
        weights(made.tail(1), [one])


def test_quantiles_with_equal_weights_are_those_of_numpy() -> None:
    values = uniforms(1, np.arange(37), KEY, 0, 0)
    shares = (0.05, 0.25, 0.5, 0.95)
    equal = np.full(37, 1 / 37)
    assert weighted_quantile(values, equal, shares) == pytest.approx(np.quantile(values, shares))
    weightless = np.array([0.0, 0.4, 0.3, 0.3])
    found = weighted_quantile([-1_000.0, 1.0, 2.0, 3.0], weightless, shares)
    assert (found >= 1.0).all(), "what has no weight does not stretch the ends"
    missing = weighted_quantile([np.nan, 1.0, 2.0, 3.0], np.full(4, 0.25), (0.5,))
    assert missing == pytest.approx(2.0)
    twice = np.concatenate((values, values))
    heavy = np.concatenate((equal, np.zeros(37)))
    assert weighted_quantile(twice, heavy, (0.5,)) == pytest.approx(np.median(values), abs=0.05)


def test_without_weights_the_answer_is_the_posterior_s() -> None:
    found, rows = answer(()), effects()
    once = rows[~rows["again"]]
    plain = credible(once, once["full"].iloc[0] / once["residents"].iloc[0])
    assert found.saving == pytest.approx(plain.saving)
    assert found.worth == pytest.approx(len(once))
    assert found.cost[1] == pytest.approx(plain.outcomes.loc[COST, "median"])


def test_what_ships_is_of_one_model_and_of_the_same_draws() -> None:
    """That both give what today's model gives: `tests/science/test_shipped_draws`."""
    table = parquet_in(MEASURED)
    assert table["code"].nunique() == effects()["code"].nunique() == 1
    assert set(effects()["draw"]) <= set(figures().index)
    assert table[list(MEASURES)].notna().mean().min() > 0.99


def test_leaving_one_out_moves_the_answer() -> None:
    whole, left = (analogues(names) for names in ((), ("cpb_2019",)))
    assert whole["draws"].tolist() == left["draws"].tolist(), "the draws are the same"
    assert whole["weighed"].tolist() != left["weighed"].tolist()
    assert "`cpb_2019`" in whole.attrs["sentence"]
    assert "cpb_2019" not in left.attrs["sentence"]


def test_words_are_the_same_in_both_languages() -> None:
    english, dutch = (how_it_moves(that_weigh(), words_of(lang)) for lang in ("en", "nl"))
    assert _leftovers(re.sub(r"`[^`]*`", "", dutch)) == set()
    assert _figures(dutch, "nl") == _figures(english, "en")


def test_weighing_by_nothing_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    every = [one.name for one in that_weigh()]
    assert analogues(every).attrs["sentence"] == how_it_moves((), words_of("en"))
    made: Any = once_each().assign(draw=10_000)
    monkeypatch.setattr(told, "once_each", lambda: made)
    with pytest.raises(ValueError, match="no draw"):
        answer(())


def test_a_town_is_lived_where_others_have_looked() -> None:
    policies = {name: load_scenario(name) for name in (TEAMS, ONE_BUDGET)}
    found = seen(load_scenario("current"), policies, 1, 0, 2_500, "bergen_op_zoom")
    assert tuple(sorted(found)) == tuple(sorted(MEASURES))
    assert all(np.isfinite(value) for value in found.values())
    assert 0.0 < found["at_once"] < found["team_only"] < 1.0
    assert 20.0 < found["all_reports"] < 250.0
    assert -0.2 < found["youth_care_more"] < 0.2
    assert found["youth_care_more"] != 0.0
    assert 0.0 < found["cafe_entree_visits"] < 470.0
    assert -0.5 < found["ruwaard_indications"] < 0.5


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_first_lines_of_a_summary_are_not_those_of_the_base_years_alone(lang: str) -> None:
    w = words_of(lang)
    found = answer(that_weigh())
    said = in_short(w)
    for share in (found.saving, found.paid):
        assert percent(share, w) in said
    assert all(f"`{one.name}`" in said for one in that_weigh())
