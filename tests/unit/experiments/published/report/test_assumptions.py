"""When to stop, by what a surface says of a number: at the edges, and where it never pays."""

import pandas as pd
import pytest

from experiments.analyses.uncertainty.surface import Surface, surface
from experiments.published.report.assumptions import Assumption
from experiments.published.report.assumptions_sheet import from_where
from experiments.published.report.per_assumption import _turns
from experiments.report.words import LANGUAGES, words_of
from model.draws import decision, uniforms
from model.parameter_owners import all_rows

NAME = "seeking.ask_base"
OTHER = "access.short_support_team"
KEY = decision("test.assumptions")


def saving_above(bound: float, least: float = -5.0, most: float = -3.0) -> Surface:
    """Return a surface on which the plan saves where the number is above a bound."""
    share = uniforms(1, range(400), KEY, 0, 0).reshape(200, 2)
    values = pd.DataFrame({NAME: least + (most - least) * share[:, 0], OTHER: share[:, 1]})
    found = surface(values, values[NAME].to_numpy() - bound + 0.1 * (share[:, 1] - 0.5))
    assert found is not None
    return found


def assumed(found: Surface | None) -> Assumption:
    return Assumption(all_rows()[NAME], -4.0, "assumed", "assumed", surface=found)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_it_turns_is_told_in_plain_words_and_the_edge_is_no_bound(lang: str) -> None:
    w = words_of(lang)
    one = assumed(saving_above(-4.0))
    chance = w("surface.from", low={"en": "1.8%", "nl": "1,8%"}[lang])
    assert from_where(one, w) == chance, "a logit of -4 is a chance of 1.8%"
    assert _turns(one, w) == w("report.per.stop_at", span=chance)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(("bound", "kind"), [(-2.0, "nowhere"), (-6.0, "everywhere")])
def test_nowhere_and_everywhere_are_told(bound: float, kind: str, lang: str) -> None:
    w = words_of(lang)
    one = assumed(saving_above(bound))
    assert from_where(one, w) == w(f"surface.{kind}")
    assert _turns(one, w) == w(f"report.per.stop_{kind}")
    assert from_where(assumed(None), w) == ""
    assert _turns(assumed(None), w) == w("report.per.no_stop")
