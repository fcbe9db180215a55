"""Dose and response: paired steps, shares of the plan's own effect, honest words, a picture."""

import numpy as np
import pandas as pd
import pytest

from experiments.analyses.doses.dose_response import (
    dose_table,
    enough,
    full_point,
    step_before,
    without_twice,
)
from experiments.analyses.doses.words import (
    PLACES,
    RESERVED,
    SEATS,
    TEAMS,
    TOLD,
    WIDTH,
    as_markdown,
    finding,
    lines_of,
    titles_of,
)
from experiments.effects.intervals import jackknife_ratio, paired
from experiments.report.charts.dose_response import dose_response
from experiments.report.number_format import ENGLISH
from experiments.sweep.file import read_sweep
from model.scenario.scenario import load_scenario

PLAN = load_scenario("transformation")
ASKED = read_sweep("how_much_is_enough")


def test_file_holds_the_plan_itself_and_nothing() -> None:
    full = ASKED.points.loc[full_point(ASKED.points, PLAN)]
    assert full.to_dict() == {TEAMS: 1.0, PLACES: 1.0, SEATS: 18.0, RESERVED: 0.0}
    assert ((ASKED.points[TEAMS] == 0) & (ASKED.points[PLACES] == 0)).any()
    assert [scenario.name for scenario in ASKED.scenarios] == ["current", "transformation"]
    assert set(TOLD) <= set(ASKED.outcomes)


def test_grid_without_the_plan_is_refused() -> None:
    half = ASKED.points[ASKED.points[TEAMS] < 1]
    with pytest.raises(ValueError, match="no point of the grid is the plan itself"):
        full_point(half, PLAN)


def test_steps_go_to_the_next_lower_dose_all_else_equal() -> None:
    for point in ASKED.points.index:
        before = step_before(ASKED.points, int(point), TEAMS)
        here = ASKED.points.loc[point]
        if here[TEAMS] == 0:
            assert before is None
            continue
        there = ASKED.points.loc[before]
        assert there[TEAMS] == here[TEAMS] - 0.25
        assert there.drop(TEAMS).equals(here.drop(TEAMS))


def gaps(noise: float = 1.0, replications: int = 4) -> pd.DataFrame:
    """Return unmet needs that fall by 40 per dose of teams up to a half, then no more."""
    index = pd.MultiIndex.from_product(
        [ASKED.points.index, range(replications)], names=["point", "replication"]
    )
    points = ASKED.points.loc[index.get_level_values("point")]
    luck = np.array([3.0, -1.0, -2.0, 0.0, 5.0])[index.get_level_values("replication")] * noise
    teams, places = points[TEAMS].to_numpy(), points[PLACES].to_numpy()
    by_dose = luck * (1 + 3e-7 * teams)  # a step that is the same in every pair tells nothing
    seats = np.where(points[SEATS] > 18, -2.0, 0.0) * (places > 0)
    kept = np.where(points[RESERVED] > 0, -1.0, 0.0) * (places > 0)
    needs = -40.0 * np.minimum(teams, 0.5) - 6.0 * places + seats + kept + by_dose
    return pd.DataFrame(
        {"indicated_users": 10 * luck, "residents_unmet": needs / 2, "needs_unmet": needs,
         "cost_municipality_eur": 1e5 * (teams + places) + 1e3 * by_dose}, index=index,
    )  # fmt: skip


def table(noise: float = 1.0, replications: int = 4) -> pd.DataFrame:
    full = full_point(ASKED.points, PLAN)
    by_teams, by_seats, by_reserved = (
        dose_table(gaps(noise, replications), ASKED.points, full, along, factor=10.0)
        for along in (TEAMS, SEATS, RESERVED)
    )
    steps = {f"seats{end}": by_seats[f"step{end}"] for end in ("", "_low", "_high")}
    steps |= {f"reserved{end}": by_reserved[f"step{end}"] for end in ("", "_low", "_high")}
    return without_twice(by_teams.assign(**steps), PLACES, [SEATS, RESERVED])


def row(doses: pd.DataFrame, outcome: str, teams: float, places: float) -> pd.Series:
    rows = doses[(doses["outcome"] == outcome) & (doses[SEATS] == 18) & (doses[RESERVED] == 0)]
    return rows[(rows[TEAMS] == teams) & (rows[PLACES] == places)].iloc[0]


def test_differences_steps_and_shares_by_hand() -> None:
    doses = table()
    half, full = (row(doses, "needs_unmet", dose, 1.0) for dose in (0.5, 1.0))
    luck = np.array([3.0, -1.0, -2.0, 0.0])
    assert full["difference"] == pytest.approx(-260.0)  # (-20 - 6) x 10
    interval = paired(10 * (-26 + luck))
    assert [full["low"], full["high"]] == pytest.approx([interval.low, interval.high])
    assert half["step"] == pytest.approx(-100.0)  # a quarter of 40, luck cancels
    assert full[["step", "step_low", "step_high"]].tolist() == pytest.approx([0.0] * 3, abs=1e-4)
    fewer = row(doses, "needs_unmet", 0.5, 0.5)
    share = jackknife_ratio(-23 + luck, -26 + luck)
    assert fewer[["share", "share_low", "share_high"]].tolist() == pytest.approx(
        [share.mean, share.low, share.high]
    )
    more = doses[(doses["outcome"] == "needs_unmet") & (doses[SEATS] == 30)]
    assert more["seats"].tolist() == pytest.approx([-20.0] * len(more))
    assert set(doses["varies"]) == {"chance only"}
    assert set(doses["replications"]) == {4}


def test_no_share_of_an_effect_that_is_not_told_from_zero() -> None:
    rows = table()
    rows = rows[rows["outcome"] == "indicated_users"]
    assert rows["share"].isna().all()
    assert rows["difference"].notna().all()


def test_places_without_a_dose_stand_there_once() -> None:
    doses = table()
    assert len(doses) == 4 * (5 * 9)
    assert not doses.duplicated(["outcome", TEAMS, PLACES, SEATS, RESERVED]).any()
    assert set(doses[SEATS][doses[PLACES] == 0]) == {18.0}


def test_enough_is_where_steps_end_that_are_told_from_zero() -> None:
    last = enough(table(), TEAMS, {PLACES: 1.0, SEATS: 18.0, RESERVED: 0.0})
    assert last == {
        "indicated_users": None, "residents_unmet": 0.5, "needs_unmet": 0.5,
        "cost_municipality_eur": 1.0,
    }  # fmt: skip


def test_a_replication_that_lacks_a_point_is_left_out() -> None:
    lost = gaps().drop((0, 2))
    doses = dose_table(lost, ASKED.points, full_point(ASKED.points, PLAN), TEAMS)
    assert set(doses["replications"]) == {3}


def test_words_and_finding() -> None:
    doses = table()
    share = jackknife_ratio([-20.0, -24.0, -25.0, -23.0], [-23.0, -27.0, -28.0, -26.0])
    assert finding(doses, ENGLISH).replace("\n", " ") == (
        "Half the dose of teams and day places, in per cent of the plan's effect: "
        f"88% ({share.low:.0%} to {share.high:.0%}) on residents of 18 and over who would say they "
        f"need more help, 88% ({share.low:.0%} to {share.high:.0%}) on unmet needs, "
        "50% (49% to 51%) on cost to the municipality"
    )
    assert max(map(len, finding(doses, ENGLISH).splitlines())) <= WIDTH
    text = as_markdown(doses, ASKED, ENGLISH)
    assert "unmet needs: the plan -260 (" in text
    assert "half of both doses -230 (" in text
    assert "the last step of the teams' dose that is distinguishable from zero ends at 50%" in text
    assert "the plan +2.0 (" in text  # million euros
    assert "30 seats a daypart in each place instead of 18 change that by -20.0 (" in text
    assert "30% of the seats kept for who was referred change it by -10.0 (" in text
    assert "indicated care: the plan 0 (" in text
    assert "no single step of the teams' dose is distinguishable from zero" in text


def test_words_claim_nothing_where_nothing_is_known() -> None:
    assert "cannot be distinguished from chance" in finding(table(replications=1), ENGLISH)
    assert finding(table(noise=1000.0), ENGLISH).startswith("No dose moves")


def test_picture_has_a_line_for_every_dose_of_places() -> None:
    doses = table()
    figure, shown = dose_response(
        doses, TEAMS, lines_of(doses, ENGLISH), titles_of(ENGLISH), "dose",
        finding(doses, ENGLISH), "caption",
    )  # fmt: skip
    assert shown is doses
    assert len(figure.axes) == len(TOLD)
    names = [text.get_text().replace("\n", " ") for text in figure.legends[0].get_texts()]
    assert names == [
        "no day places", "half dose of day places", "day places as planned",
        "half dose of day places, 30 seats", "day places as planned, 30 seats",
    ]  # fmt: skip
    of = dict(zip(TOLD, figure.axes, strict=True))
    needs = of["needs_unmet"].get_lines()
    planned = doses[(doses["outcome"] == "needs_unmet") & (doses[PLACES] == 1)]
    drawn = [line.get_ydata() for line in needs if line.get_label() == "day places as planned"]
    expected = planned[(planned[SEATS] == 18) & (planned[RESERVED] == 0)].sort_values(TEAMS)[
        "difference"
    ]
    assert np.asarray(drawn[0]) == pytest.approx(expected.to_numpy())
    cost = [line.get_ydata() for line in of["cost_municipality_eur"].get_lines()]
    assert max(np.max(np.asarray(y)) for y in cost) == pytest.approx(2.0, abs=0.1)
