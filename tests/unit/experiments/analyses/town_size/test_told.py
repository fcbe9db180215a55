"""What a summary says of a smaller town's size: the measured margin, nothing for the full town."""

from pathlib import Path

import pandas as pd
import pytest
from scipy import stats

from experiments.analyses.town_size.measure import DAYS, OUTCOMES, SHARE_LATE, TABLE, level
from experiments.analyses.town_size.told import (
    margins_told,
    outcomes_measured,
    size_measured,
    table,
)  # fmt: skip
from experiments.effects.intervals import CONFIDENCE
from experiments.report.sections import Table
from experiments.report.words import words_of

FULL = 67_510
NEAR = 0.01
"""Of what the base world has: a difference within it is none that a reader could meet."""


@pytest.mark.parametrize("lang", ["en", "nl"])
@pytest.mark.parametrize("kind", ["level", "effect"])
def test_a_smaller_town_tells_a_margin_per_outcome(lang: str, kind: str) -> None:
    head, margins, how = margins_told(5000, FULL, kind, words_of(lang))
    assert isinstance(margins, Table)
    assert len(margins.rows) == len(OUTCOMES)
    assert not [cell for row in margins.rows for cell in row if "nan" in cell]
    assert "5" in str(head)
    assert table()["measured"].iloc[0] in str(how)


def test_all_that_the_table_holds_is_told() -> None:
    figures = {name.partition(".")[2] for name in table()["figure"]}
    assert figures == set(outcomes_measured()) == set(OUTCOMES)


def test_unmet_need_is_measured_in_both_senses() -> None:
    """Point 8 of the issue: the headline is residents who would say that they need more help."""
    names = [*OUTCOMES, "decisions", "over_statutory_term", "waiting_access_days_mean"]
    row = pd.Series(1.0, index=[n for n in names if n not in (DAYS, SHARE_LATE)])
    monthly = pd.DataFrame([row, 3 * row]).assign(month=pd.Timestamp("2028-01-01"))
    assert level(monthly, 10.0)["residents_unmet"] == 40.0
    assert {"residents_unmet", "needs_unmet"} <= set(OUTCOMES)


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_every_outcome_has_words(lang: str) -> None:
    words = words_of(lang)
    assert len({words(f"town_size.{name}") for name in OUTCOMES}) == len(OUTCOMES)


def test_the_full_town_tells_none() -> None:
    assert margins_told(FULL, FULL, "level", words_of("en")) == ()


def test_the_nearest_smaller_size_that_was_measured_stands_for_a_town() -> None:
    assert TABLE.exists()
    sizes = sorted(table()["residents"].unique())
    assert size_measured(sizes[0] - 1) == sizes[0]
    assert size_measured(19_999) == 5000
    assert size_measured(60_000) == 20_000


def apart(measured: pd.DataFrame) -> pd.DataFrame:
    """Return the figures that are told from the full town's, and further off than `NEAR` of it.

    One difference in twenty lies outside its own interval by chance, so the rate of false finds is
    held, not each interval (Benjamini and Hochberg 1995). With enough replications any difference
    is told: one of a hundredth of what the base world has is none that a reader could meet.
    """
    judged = measured.assign(q=stats.false_discovery_control(measured["p"]))
    levels = judged["figure"].str.replace("effect.", "level.", regex=False)
    full = judged["full"].where(judged["figure"] == levels)
    of_base = full.groupby([judged["residents"], levels]).transform("max").abs()
    told = judged["q"] < 1.0 - CONFIDENCE
    return judged[told & (judged["difference"].abs() > NEAR * of_base)]


def test_a_towns_size_changes_nothing_but_chance() -> None:
    """Every figure of every size against the full town's, judged together: none differs."""
    measured = table()
    assert {f"{kind}.{name}" for kind in ("level", "effect") for name in OUTCOMES} == set(
        measured["figure"]
    )
    far = apart(measured)
    assert far.empty, far[["residents", "figure", "difference", "low", "high", "q"]]


def test_a_difference_beyond_chance_would_be_found() -> None:
    """The audit saw 37 points more late decisions at 5,000 residents, the chance as it is now."""
    measured = table()
    one = (measured["residents"] == 5000) & (measured["figure"] == f"level.{SHARE_LATE}")
    half = float((measured.loc[one, "high"] - measured.loc[one, "low"]).iloc[0]) / 2
    p = measured["p"].mask(one, 2 * stats.norm.sf(0.37 / (half / stats.norm.ppf(0.975))))
    seen = measured.assign(p=p, difference=measured["difference"].mask(one, 0.37))
    assert apart(seen)["figure"].tolist() == [f"level.{SHARE_LATE}"]


def test_the_page_of_limits_tells_what_was_measured(root: Path) -> None:
    text = " ".join((root / "docs/limits.md").read_text(encoding="utf-8").split())
    measured = table()
    outside = ((measured["low"] > 0) | (measured["high"] < 0)).sum()
    told = (stats.false_discovery_control(measured["p"]) < 1.0 - CONFIDENCE).sum()
    assert f"of {len(measured)} figures {outside} lie outside their 95% interval" in text
    assert f"judged together (false discovery rate of 5%) {told}:" in text
