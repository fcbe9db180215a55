"""What must be true for a plan to pay: a surface that is known is found, and told."""

from typing import Any

import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr, ndtri

from experiments.analyses.uncertainty.response_surface import response_surface
from experiments.analyses.uncertainty.surface import Surface, surface
from experiments.analyses.uncertainty.told import (
    must_be,
    numbers_that_decide,
    surface_of_plan,
    where_it_saves,
)
from experiments.report.number_format import number, percent
from experiments.report.words import words_of
from model.draws import decision, uniforms

DRAWS = 600
KEY = decision("test.surface")
NUMBERS = ("a", "b", "c", "d")
WIDTHS = np.array([1.0, 10.0, 0.5, 2.0])
NOISE = 2.0


def drawn(draws: int = DRAWS) -> pd.DataFrame:
    """Return numbers evenly from 0 to their width."""
    share = uniforms(1, np.arange(draws * 4), KEY, 0, 0).reshape(draws, 4)
    return pd.DataFrame(share * WIDTHS, columns=list(NUMBERS))


def truth(values: Any) -> Any:
    """Return the mean saving: up with `a`, down with `b`, bent over both; `d` says nothing."""
    a, b, c, _ = np.asarray(values, float).T / WIDTHS[:, None]
    return 8.0 * (a - 0.6) - 4.0 * (b - 0.5) + 6.0 * (a - 0.5) * (b - 0.5) + 2.0 * (c - 0.5)


@pytest.fixture(scope="module", name="found")
def _found() -> Surface:
    values = drawn()
    noise = NOISE * ndtri(uniforms(1, np.arange(DRAWS), KEY, 1, 0))
    made = surface(values, truth(values) + noise)
    assert made is not None
    return made


def test_the_surface_is_found(found: Surface) -> None:
    at = drawn(50).to_numpy()
    assert np.sqrt(((found.saved(at) - truth(at)) ** 2).mean()) < 0.4
    assert found.spread == pytest.approx(NOISE, rel=0.1)
    assert found.saving(at) == pytest.approx(ndtr(truth(at) / NOISE), abs=0.25)
    variance = truth(drawn()).var()
    assert found.explained == pytest.approx(variance / (variance + NOISE**2), abs=0.05)


def test_the_best_and_the_worst_corner_are_told(found: Surface) -> None:
    worst, best = (
        WIDTHS * np.array(one) for one in ((0.25, 0.75, 0.25, 0.5), (0.75, 0.25, 0.75, 0.5))
    )
    low, high = found.ends()
    assert low == pytest.approx(float(ndtr(truth([worst])[0] / NOISE)), abs=0.06)
    assert high == pytest.approx(float(ndtr(truth([best])[0] / NOISE)), abs=0.06)


def test_from_where_a_saving_is_likelier_than_not(found: Surface) -> None:
    span = found.from_where(0)
    assert span is not None
    assert span[0] == pytest.approx(0.6, abs=0.05)
    assert span[1] == pytest.approx(found.drawn["a"].max())
    middle = found.from_where(1)
    assert middle is not None
    assert middle[0] == pytest.approx(found.drawn["b"].min())
    assert middle[1] == pytest.approx(3.0, abs=0.7), "0.5 - 0.8 / 4 of the way"


def test_what_never_pays_is_said() -> None:
    values = drawn()
    loses = surface(values, truth(values) - 100.0)
    assert loses is not None
    assert loses.from_where(0) is None
    assert loses.ends()[1] < 1e-6
    always = surface(values, truth(values) + 100.0)
    assert always is not None
    span = always.from_where(0)
    assert span == (values["a"].min(), values["a"].max())


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_an_end_of_what_was_drawn_is_told_as_no_bound(found: Surface, lang: str) -> None:
    w, values = words_of(lang), drawn()
    kind, low, _ = where_it_saves(found, "a")
    assert kind == "from"
    assert must_be(found, "a", w) == w("surface.from", low=number(low, w))
    kind, _, high = where_it_saves(found, "b")
    assert kind == "up_to"
    as_share = must_be(found, "b", w, lambda value, w: percent(value / 10.0, w))
    assert as_share == w("surface.up_to", high=percent(high / 10.0, w))
    for always, shift in (("nowhere", -100.0), ("everywhere", 100.0)):
        one = surface(values, truth(values) + shift)
        assert one is not None
        assert must_be(one, "a", w) == w(f"surface.{always}")
    humped = surface(values, 1.0 - 16.0 * (values["a"].to_numpy() - 0.5) ** 2)
    assert humped is not None
    assert where_it_saves(humped, "a") == (
        "between",
        *map(pytest.approx, (0.25, 0.75), (0.01,) * 2),
    )


def test_too_few_draws_or_a_number_that_stands_still_tell_no_surface() -> None:
    values = drawn()
    assert surface(values.head(149), truth(values.head(149))) is None, "15 terms, 10 draws each"
    assert surface(values.assign(d=1.0), truth(values)) is None
    assert surface(values, np.zeros(DRAWS)) is None
    assert surface(values[[]], truth(values)) is None


@pytest.mark.parametrize(("numbers", "panels"), [(2, 1), (3, 2), (4, 4)])
def test_the_picture_has_a_panel_for_each_half(numbers: int, panels: int) -> None:
    values = drawn()
    found = surface(values[list(NUMBERS[:numbers])], truth(values))
    assert found is not None
    figure, table = response_surface(found, "caption", "en")
    axes = [one for one in figure.axes if one.get_label() != "<colorbar>"]
    assert len(axes) == panels
    assert list(table.columns) == [*NUMBERS[:numbers], "net_eur"]
    shown = sum(len(dots.get_offsets()) for one in axes for dots in one.collections[-2:])
    assert shown == DRAWS, "each draw in one panel"
    assert "the chance that it saves is " in figure.get_suptitle().replace("\n", " ")


def test_the_axes_are_written_as_the_language_writes(found: Surface) -> None:
    for lang, mark in (("en", "0.2"), ("nl", "0,2")):
        figure, _ = response_surface(found, "caption", lang)
        figure.draw_without_rendering()
        axes = figure.axes[2]  # the lower left: both sides are labelled
        assert mark in [label.get_text() for label in axes.get_xticklabels()]


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_what_must_be_true_of_the_plan_is_told(lang: str) -> None:
    found, w = surface_of_plan(), words_of(lang)
    assert found is not None
    said, table = numbers_that_decide(w, found=found)
    assert w("surface.must") in table.head  # type: ignore[union-attr]
    low, high = found.ends()
    assert 0.0 <= low < high <= 1.0
    plain, bare = numbers_that_decide(w)
    assert str(said).startswith(str(plain))
    assert len(bare.head) == len(table.head) - 1  # type: ignore[union-attr]
    assert set(found.drawn) == {row[0].split("`")[1] for row in table.rows}  # type: ignore[union-attr]
