"""What a mechanism carries: differences of pairs, shares of the whole, and words no stronger."""

from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from experiments.analyses.mechanisms.carried import (
    BASE,
    OUTCOMES,
    PLAN,
    Request,
    table_of,
)  # fmt: skip
from experiments.analyses.mechanisms.measure import KEPT, keep
from experiments.analyses.mechanisms.registry import Mechanism, mechanisms, world_name
from experiments.analyses.mechanisms.told import TABLE, beyond_half, carried_told, table
from experiments.analyses.mechanisms.words import as_markdown, finding, titled
from experiments.effects.intervals import interval_in, jackknife_ratio, paired
from experiments.execution.replications import ReplicationError
from experiments.report.charts.carried import carried
from experiments.report.words import LANGUAGES, words_of
from tests.unit.experiments.report.drawn import cut_off

CHOSEN: tuple[Mechanism, ...] = mechanisms()[:3]
WHOLE = np.array([100.0, 110.0, 90.0, 104.0])
SMALL = Request(residents=600, replications=4, months=180)


def figures(
    parts: tuple[float, ...] = (0.7, 0.1, 0.0), noise: float = 1.0, n: int = 4, sign: float = 1.0
) -> pd.DataFrame:
    """Return worlds in which mechanism k carries `parts[k]` of the effect, give or take."""
    rows = []
    for number in range(n):
        base, whole = 1000.0 + 10 * number, sign * WHOLE[number]
        worlds = {BASE: base, PLAN: base + whole}
        for k, (one, part) in enumerate(zip(CHOSEN, parts, strict=True)):
            shift = noise * ((-1) ** (number + k)) * (0.5 + number / 4) * (part != 0)
            worlds[world_name(one.name, BASE)] = base + 5 * k
            worlds[world_name(one.name, PLAN)] = base + 5 * k + whole * (1 - part) + shift
        rows += [
            {"scenario": name, "replication": number, **dict.fromkeys(OUTCOMES, value)}
            for name, value in worlds.items()
        ]
    return pd.DataFrame(rows).set_index(["scenario", "replication"]).sort_index()


def measured(**how: Any) -> pd.DataFrame:
    return table_of(figures(**how), CHOSEN, BASE, PLAN)


def test_what_is_carried_is_the_effect_less_that_without() -> None:
    rows = measured(noise=0.0).query(f"outcome == '{OUTCOMES[0]}'")
    assert rows["mechanism"].tolist() == [one.name for one in CHOSEN]
    whole = paired(WHOLE)
    first = rows.iloc[0]
    assert [first["whole"], first["whole_low"], first["whole_high"]] == pytest.approx(
        [whole.mean, whole.low, whole.high]
    )
    assert rows["carries"].tolist() == pytest.approx([0.7 * 101, 0.1 * 101, 0.0], abs=1e-9)
    assert rows["without"].tolist() == pytest.approx([0.3 * 101, 0.9 * 101, 101])
    assert rows["share"].tolist() == pytest.approx([0.7, 0.1, 0.0], abs=1e-9)
    assert rows["base_shift"].tolist() == pytest.approx([0.0, 5.0, 10.0])
    assert rows["base"].tolist() == pytest.approx([1015.0] * 3)


def test_intervals_are_those_of_pairs() -> None:
    row = measured().iloc[0]
    wide = figures()[OUTCOMES[0]].unstack("scenario")  # noqa: PD010 - of one figure each
    without = wide[world_name(CHOSEN[0].name, PLAN)] - wide[world_name(CHOSEN[0].name, BASE)]
    parts = WHOLE - without.to_numpy()
    assert interval_in(row, "carries") == paired(parts)
    share = jackknife_ratio(parts, WHOLE)
    assert interval_in(row, "share") == share
    assert share.tells


def test_a_replication_that_lacks_a_world_is_left_out() -> None:
    some = figures().drop((world_name(CHOSEN[1].name, PLAN), 2))
    assert set(table_of(some, CHOSEN, BASE, PLAN)["replications"]) == {3}
    with pytest.raises(ReplicationError, match="every world"):
        table_of(figures().drop(world_name(CHOSEN[1].name, PLAN)), CHOSEN, BASE, PLAN)


def test_of_an_effect_that_may_be_zero_there_is_no_share() -> None:
    flat = figures()
    plan = flat.index.get_level_values("scenario") == PLAN
    flat[plan] = flat[plan] - 100.0
    rows = table_of(flat, CHOSEN, BASE, PLAN)
    assert rows["share"].isna().all()
    w = words_of("en")
    assert "not distinguishable from zero" in finding(rows[rows["outcome"] == OUTCOMES[0]], w)
    assert beyond_half(rows[rows["outcome"] == OUTCOMES[0]], w).startswith("No number can be said")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_one_replication_tells_nothing(lang: str) -> None:
    rows = measured(n=1)
    text = as_markdown(rows, Request(residents=600, replications=1), words_of(lang))
    assert words_of(lang)("carried.cannot_tell") in text
    assert "nan" not in text


# -- the sentence of a comparison ------------------------------------------------------------------


def planted(**how: Any) -> pd.DataFrame:
    rows = measured(**how)
    return rows[list(KEPT)].assign(residents=20_000, measured="2026-11-30", code="abcdef0123456789")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_number_that_carries_more_than_half_is_named(lang: str) -> None:
    (told,) = carried_told(BASE, PLAN, words_of(lang), planted())
    assert "`access.own_network`" in told
    assert CHOSEN[0].title[lang] in told
    assert CHOSEN[1].title[lang] not in told
    assert "2026-11-30" in told
    assert "abcdef012345" in told
    assert "70%" in told or "71%" in told


@pytest.mark.parametrize("sign", [1.0, -1.0])
def test_a_number_that_works_against_the_rest_is_named_too(sign: float) -> None:
    (told,) = carried_told(BASE, PLAN, words_of("en"), planted(parts=(-0.8, 0.1, 0.2), sign=sign))
    assert "single numbers carry more than half" in told
    assert CHOSEN[0].title["en"] in told


@pytest.mark.parametrize("lang", LANGUAGES)
def test_where_none_carries_more_the_largest_is_named(lang: str) -> None:
    (told,) = carried_told(BASE, PLAN, words_of(lang), planted(parts=(0.1, 0.3, 0.2)))
    assert CHOSEN[1].title[lang] in told
    assert CHOSEN[2].title[lang] not in told


def test_several_numbers_are_no_single_number() -> None:
    rows = planted()
    rows.loc[rows["mechanism"] == CHOSEN[0].name, "numbers"] = 2
    (told,) = carried_told(BASE, PLAN, words_of("en"), rows)
    assert told.startswith("No single number")


def test_an_interval_beyond_half_is_counted() -> None:
    rows = planted(parts=(0.1, 0.45, 0.2))
    rows.loc[rows["mechanism"] == CHOSEN[1].name, "share_high"] = 0.6
    (told,) = carried_told(BASE, PLAN, words_of("en"), rows)
    assert "of 1 more the interval reaches beyond half" in told


def test_nothing_is_said_of_other_worlds_or_of_no_measurement() -> None:
    w = words_of("en")
    assert carried_told(BASE, "local_teams_only", w, planted()) == ()
    assert carried_told("null", PLAN, w, planted()) == ()
    assert carried_told(BASE, PLAN, w, planted().iloc[:0]) == ()


def test_the_table_that_ships_has_its_columns(tmp_path: Path) -> None:
    keep(measured(), 20_000, tmp_path / "carried.csv")
    again = pd.read_csv(tmp_path / "carried.csv")
    assert again.columns.tolist() == table().columns.tolist()
    assert carried_told(BASE, PLAN, words_of("en"), again)
    shipped = pd.read_csv(TABLE)
    if len(shipped):
        assert {*OUTCOMES} == {*shipped["outcome"]}
        assert shipped[["whole", "carries"]].notna().all(axis=None)


# -- words and picture of the experiment -----------------------------------------------------------


@pytest.mark.parametrize("lang", LANGUAGES)
def test_words_tell_every_mechanism(lang: str) -> None:
    text = as_markdown(measured(), SMALL, words_of(lang))
    for one in CHOSEN:
        assert one.title[lang] in text
        assert one.does[lang] in text
        assert one.as_set in text
    assert "nan" not in text
    assert "600" in text


def test_the_finding_names_what_carries_beyond_chance() -> None:
    told = finding(measured().query(f"outcome == '{OUTCOMES[0]}'"), words_of("en"))
    assert CHOSEN[0].title["en"] in told
    assert CHOSEN[2].title["en"] not in told
    assert "1 of 3 mechanisms are not distinguishable" in told


@pytest.mark.parametrize("n", [1, 4])
def test_the_picture_shows_all_its_words_and_the_largest_first(n: int) -> None:
    w = words_of("nl")
    figure, shown = carried(titled(measured(n=n), w), "a finding", "a caption " * 20, w)
    assert cut_off(figure) == []
    first = shown[shown["outcome"] == OUTCOMES[0]]
    assert first["carries"].abs().is_monotonic_decreasing
    assert len(figure.axes) == len(OUTCOMES)
