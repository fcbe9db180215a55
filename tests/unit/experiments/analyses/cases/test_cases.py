"""Business cases: every figure is a row of the register, and verdicts say what intervals allow."""

import inspect
import math
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
import yaml

from agents.vocabulary import Domain, Payer
from experiments.analyses.cases.business_cases import FILE, BusinessCase, amount_of, load_cases
from experiments.analyses.cases.cases import BASE, MONTHS, months_of, scenarios_of, worlds_of
from experiments.analyses.cases.result import CasesResult
from experiments.analyses.cases.rows import COLUMNS, NETS, empty_row, simulated_row, table_of
from experiments.analyses.cases.verdicts import (
    ABOVE,
    BELOW,
    BOOKED,
    CANNOT_TELL,
    INSIDE,
    NO_CLAIM,
    NO_LEVER,
    NO_WIDTH,
    NOBODY_COUNTED,
    NOT_BEGUN,
    ONE_REPLICATION,
    TOO_WIDE,
    VERDICTS,
    is_miss,
    pays,
    verdict,
)
from experiments.analyses.cases.words import as_markdown, line_of, verdict_words
from experiments.analyses.cases.worlds import CaseWorld, Follow, product_items
from experiments.cli import main as cli
from experiments.effects.intervals import Interval, paired
from experiments.report.charts.business_cases import ABOVE as DRAWN_ABOVE
from experiments.report.charts.business_cases import BELOW as DRAWN_BELOW
from experiments.report.charts.business_cases import INSIDE as DRAWN_INSIDE
from experiments.report.charts.business_cases import PAYS, business_cases, finding
from experiments.report.number_format import number, with_bounds
from experiments.report.words import LANGUAGES, words_of
from experiments.worlds.demand_shift import PARTS, CareHistory, shift_of
from model.errors import DataError, InputError
from model.inputs.evidence import load_evidence
from model.inputs.places import Places
from model.parameter_owners import known_levers
from model.scenario.scenario import load_scenario
from model.twins.watch import Rows

NAN = math.nan
CASES = {case.name: case for case in load_cases()}
SIX_YEARS = range(12, 84)
ENDS = ("", "_low", "_high")


def between(low: float, high: float) -> Interval:
    return Interval((low + high) / 2, low, high, 10)


def outcomes(n: int = 6, spread: float = 10.0, **means: float) -> pd.DataFrame:
    """Return outcomes by hand: every figure at its mean, give or take `spread`."""
    wave = spread * np.where(np.arange(n) % 2, 1.0, -1.0)
    figures = {"gross": 0.0, "own_cost": 0.0, "ceiling": 0.0} | means
    figures |= {f"gain_{p.name.lower()}": 0.0 for p in Payer}
    figures["gain_municipality"] = figures["gross"] - figures["own_cost"]
    return pd.DataFrame({"replication": range(n)} | {k: v + wave for k, v in figures.items()})


# -- the papers -------------------------------------------------------------------------------


def numbers_in(tree: Any) -> Iterator[float]:
    if isinstance(tree, dict):
        tree = list(tree.values())
    if isinstance(tree, list):
        for part in tree:
            yield from numbers_in(part)
    elif isinstance(tree, int | float) and not isinstance(tree, bool):
        yield tree


def test_no_figure_is_typed_in() -> None:
    assert list(numbers_in(yaml.safe_load(FILE.read_text(encoding="utf-8")))) == []
    assert list(numbers_in({"a": [{"b": 3}]})) == [3]


@pytest.mark.parametrize("case", CASES.values(), ids=str)
def test_every_figure_rests_on_rows_of_the_register(case: BusinessCase) -> None:
    register = load_evidence()
    assert set(case.ids) <= set(register.index)
    assert all(register.loc[i, "status"] for i in case.ids)
    for amount in (*case.cost, case.claimed, case.seen, case.price):
        assert amount.known == bool(amount.ids)


def test_all_cases_of_the_papers_are_there() -> None:
    assert len(CASES) == 13
    assert {name for name, case in CASES.items() if case.shifted} >= {
        "odensehuis", "newcomers_school_support", "status_holders_to_work", "activation_c_clients",
    }  # fmt: skip


def test_cafe_breaks_even_where_the_register_says() -> None:
    clients = float(load_evidence().loc["bc.cafe_entree_breakeven_clients", "value"])
    assert CASES["cafe_entree"].break_even(SIX_YEARS) == pytest.approx(clients, abs=0.005)


def test_break_even_is_unknown_without_a_cost() -> None:
    assert math.isnan(CASES["zoom_in"].break_even(SIX_YEARS))
    assert math.isnan(CASES["cafe_entree"].break_even(range(0)))


def test_conversion_and_prevention_are_told_apart() -> None:
    case = CASES["t_huis"]
    total = float(load_evidence().loc["bc.thuis_prev_total", "value"])
    converted = float(load_evidence().loc["bc.thuis_converted_saving", "value"])
    assert (case.converted.value, case.prevented.value) == (4, 15)
    assert case.claimed.value == total + converted


def test_claim_of_c_clients_is_exits_times_saving() -> None:
    register = load_evidence()["value"].astype(float)
    assert CASES["activation_c_clients"].claimed.value == pytest.approx(
        register["bc.cclients_exit"] * register["cost.benefit_saving_per_exit"]
    )


def test_cost_holds_until_the_next_row() -> None:
    link = CASES["school_care_link"]
    first, second = (one.value for one in link.cost)
    assert link.cost_a_year(range(12, 36)) == pytest.approx((first + second) / 2)
    assert link.cost_a_year(range(24, 84)) == pytest.approx(second)


def test_cost_of_an_older_case_is_that_of_its_first_row() -> None:
    case = CASES["status_holders_to_work"]
    assert case.cost_a_year(range(12)) == case.cost[0].value
    assert case.cost_a_year(range(12), in_2025=True) > case.cost[0].value


def test_cost_of_nineteen_months_is_brought_to_the_year_of_the_claim() -> None:
    case, lever = CASES["t_huis"], known_levers()["t_huis"]
    booked = lever(lever.Parameters(), Places((0,)), 1, 1.0).facilities()[0]
    assert case.cost_months == 19
    assert case.cost_a_year(SIX_YEARS) == pytest.approx(12 * booked.cost_eur_month)
    assert case.cost_a_year(SIX_YEARS) == pytest.approx(case.cost[0].value * 12 / 19)
    per_indication = case.claimed.value / (case.converted.value + case.prevented.value)
    expected = case.cost_a_year(SIX_YEARS) / per_indication
    assert case.break_even(SIX_YEARS) == pytest.approx(expected)


def test_seen_gain_is_a_year_of_what_came_in_over_days() -> None:
    case = CASES["fraud_investigator"]
    quantities = " ".join(load_evidence().loc[list(case.seen.ids), "quantity"])
    assert "1 September 2021 - 13 June 2022" in quantities
    assert case.seen_days == 285
    assert case.seen_a_year_2025 == pytest.approx(case.seen.eur_2025 * 365 / 285)


def test_amount_names_an_unknown_row() -> None:
    with pytest.raises(DataError, match="cafe_entree_cost"):
        amount_of("bc.cafe_entree_costs", load_evidence(), "here")
    with pytest.raises(DataError, match="sum, times, ratio"):
        amount_of({"plus": ["bc.cafe_entree_cost"]}, load_evidence(), "here")


def test_table_names_an_unknown_field(tmp_path: Path) -> None:
    file = tmp_path / "cases.yaml"
    file.write_text("a: {title: {en: a}, domains: [meeting], costs: []}", encoding="utf-8")
    with pytest.raises(DataError, match=r"no field 'costs'.*cost"):
        load_cases(file)


# -- verdicts ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("claim", "low", "high", "words", "why"),
    [
        (100, 50, 150, INSIDE, ""),
        (100, 10, 90, BELOW, ""),
        (100, -50, 90, BELOW, ""),
        (100, 110, 300, ABOVE, ""),
        (100, -10, 150, CANNOT_TELL, TOO_WIDE),
        (NAN, 50, 150, CANNOT_TELL, NO_CLAIM),
        (100, NAN, NAN, CANNOT_TELL, ONE_REPLICATION),
    ],
)
def test_verdict(claim: float, low: float, high: float, words: str, why: str) -> None:
    gain = between(low, high) if not math.isnan(low) else Interval(80, NAN, NAN, 1)
    answer = verdict(claim, gain)
    assert (answer.words, answer.why) == (words, why)


def test_nothing_counted_is_no_verdict() -> None:
    assert verdict(100, Interval(NAN, NAN, NAN, 5)).why == NOBODY_COUNTED


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [(-10, 20, INSIDE), (-10, 120, CANNOT_TELL), (10, 120, ABOVE), (-20, -10, BELOW)],
)
def test_a_gain_of_nothing_is_told_from_one_that_matters(low: int, high: int, words: str) -> None:
    assert verdict(0.0, between(low, high), matters=100.0).words == words


def test_pays_only_where_the_whole_interval_does() -> None:
    assert pays(between(1, 5)) == "yes"
    assert pays(between(-5, -1)) == "no"
    assert pays(between(-1, 5)) == CANNOT_TELL
    assert pays(Interval(5, NAN, NAN, 1)) == CANNOT_TELL


def test_a_miss_is_a_miss() -> None:
    verdicts = {low: verdict(100, between(low, low + 20)) for low in (50, 90, 150)}
    assert [is_miss(each) for each in verdicts.values()] == [True, False, True]
    assert is_miss(verdict(NAN, between(0, 1))) is None


# -- rows -------------------------------------------------------------------------------------


def test_row_has_the_columns_of_the_interface_in_front() -> None:
    row = simulated_row(CASES["cafe_entree"], SIX_YEARS, outcomes(gross=90_000))
    assert tuple(row)[: len(COLUMNS)] == COLUMNS
    assert row["verdict"] in VERDICTS


def test_claim_is_held_against_the_gain_before_own_cost() -> None:
    case = CASES["cafe_entree"]
    row = simulated_row(
        case, SIX_YEARS, outcomes(gross=case.claimed.eur_2025, own_cost=9e4, spread=5e3)
    )
    assert row["verdict"] == INSIDE
    assert row["net_eur"] == pytest.approx(case.claimed.eur_2025 - 9e4)
    assert row["claimed_gain_eur"] == case.claimed.value


def test_both_readings_of_visitors() -> None:
    by_hand = outcomes(visits_per_month=255.0, residents_a_month=30.0, spread=10.0)
    row = simulated_row(CASES["cafe_entree"], SIX_YEARS, by_hand)
    assert row["paper_visitors"] == 250
    assert (row["read_as_visits"], row["read_as_residents"]) == (INSIDE, BELOW)


def test_a_gain_that_the_lever_books_is_no_finding() -> None:
    by_hand = outcomes(gross=175_000.0, own_cost=62_000.0, booked_gain=175_000.0, spread=9.0)
    row = simulated_row(CASES["fraud_investigator"], SIX_YEARS, by_hand)
    assert (row["verdict"], row["why"]) == (BELOW, BOOKED)
    assert (row["seen_verdict"], row["seen_why"], row["miss"]) == (CANNOT_TELL, BOOKED, None)


def test_a_case_whose_visitors_the_papers_do_not_count_has_no_reading() -> None:
    row = simulated_row(CASES["t_huis"], SIX_YEARS, outcomes(visits_per_month=100.0))
    assert (row["read_as_visits"], row["read_as_residents"]) == ("", "")


@pytest.mark.parametrize("case", CASES.values(), ids=str)
def test_titles_and_notes_are_in_both_languages(case: BusinessCase) -> None:
    assert set(case.title) == set(LANGUAGES)
    assert set(case.note) in (set(), set(LANGUAGES))


def test_case_without_participants_has_none_rather_than_nought() -> None:
    by_hand = outcomes(participants=NAN, visits_per_month=NAN, substituted=NAN)
    row = simulated_row(CASES["fraud_investigator"], SIX_YEARS, by_hand)
    assert math.isnan(row["participants"])
    assert math.isnan(row["substituted"])
    assert not math.isnan(row["net_eur"])


def test_nobody_in_the_sample_gives_no_verdict() -> None:
    """Its own cost is the same in every replication: not 'it costs more than it brings'."""
    by_hand = outcomes(gross=0.0, own_cost=15_724.0, participants=0.0, spread=0.0)
    row = simulated_row(CASES["cafe_entree"], SIX_YEARS, by_hand)
    assert (row["verdict"], row["why"]) == (CANNOT_TELL, NO_WIDTH)
    assert (row["pays"], row["seen_verdict"], row["miss"]) == (CANNOT_TELL, CANNOT_TELL, None)
    assert row["read_as_visits"] == CANNOT_TELL


def test_each_count_of_participants_has_its_mirror_and_net() -> None:
    by_hand = outcomes(substituted=9.0, added=4.0, postponed=1.0, brought_forward=3.0,
                       converted=6.0, lengthened=6.0)  # fmt: skip
    by_hand["added"] = 4.0  # substituted moves by chance, and its mirror stands
    row = simulated_row(CASES["t_huis"], SIX_YEARS, by_hand)
    assert (row["added"], row["brought_forward"], row["lengthened"]) == (4, 3, 6)
    assert [row[f"net_{name}"] for name in ("substituted", "postponed", "converted")] == [5, -2, 0]
    net = paired((by_hand["substituted"] - 4.0).to_numpy())
    assert (row["net_substituted_low"], row["net_substituted_high"]) == (net.low, net.high)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_summary_tells_no_count_without_its_mirror(lang: str) -> None:
    w = words_of(lang)
    by_hand = outcomes(gross=9e4, substituted=9.0, added=4.0, postponed=1.0, brought_forward=3.0,
                       converted=6.0, lengthened=5.0, replaced=2.5, spread=0.5)  # fmt: skip
    row = simulated_row(CASES["t_huis"], SIX_YEARS, by_hand) | {"title": "x", "note": ""}
    text = as_markdown(CasesResult(pd.DataFrame([row]), {}, 6, 1, 67_510, 67_510, lang=lang))
    for net, (less, more) in NETS.items():
        spread = with_bounds(Interval(*(row[f"{net}{end}"] for end in ENDS), 6), w)
        words = w("cases.both_ways", less=number(row[less], w), more=number(row[more], w),
                  net=spread)  # fmt: skip
        assert words in text, net
    line = line_of(row, w)
    for claimed in (row["claimed_converted"], row["claimed_prevented"]):
        assert number(claimed, w) in line
    assert w("cases.people") in text  # a net of participants may be re-shuffling


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", ["fraud_investigator", "odensehuis", "t_huis"])
def test_all_sums_of_a_row_are_euros_of_2025_a_year(name: str, lang: str) -> None:
    w, case = words_of(lang), CASES[name]
    row = simulated_row(case, SIX_YEARS, outcomes(gross=9e4)) | {"title": "x", "note": ""}
    text = as_markdown(CasesResult(pd.DataFrame([row]), {}, 6, 1, 67_510, 67_510, lang=lang))
    line = next(one for one in text.splitlines() if one.startswith("| x"))
    cells = [cell.strip() for cell in line.strip("|").split("|")]
    papers = (case.cost_a_year(SIX_YEARS, in_2025=True), case.claimed.eur_2025,
              case.seen_a_year_2025)  # fmt: skip
    assert cells[1:4] == ["-" if math.isnan(x) else number(x, w) for x in papers]
    for head in ("cost", "claimed", "seen", "gain", "net", "ceiling"):
        assert "2025" in w(f"cases.head.{head}")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_summary_has_intervals_of_the_whole_town_and_says_what_they_leave_out(lang: str) -> None:
    w = words_of(lang)
    by_hand = outcomes(gross=9e4, own_cost=4e4, participants=50.0, ceiling=2e5, spread=10.0)
    row = simulated_row(CASES["cafe_entree"], SIX_YEARS, by_hand)
    row |= {"title": "x", "note": ""}
    result = CasesResult(pd.DataFrame([row]), {}, 6, 1, 5_000, 67_510, lang=lang,
                         changes={"care.renew": 0.5})  # fmt: skip
    text = as_markdown(result)
    assert text.index(w("no_parameters")) < text.index("| x")
    assert "`care.renew`" in text
    for name in ("participants", "ceiling", "gain", "net"):
        mean = row.get(name, row.get(f"{name}_eur"))
        span = Interval(mean, row[f"{name}_low"], row[f"{name}_high"], 6)
        assert with_bounds(span, w) in text, name


def test_one_replication_has_no_interval_and_no_verdict() -> None:
    row = simulated_row(CASES["t_huis"], SIX_YEARS, outcomes(1, gross=5e5))
    assert (row["verdict"], row["why"]) == (CANNOT_TELL, ONE_REPLICATION)
    assert math.isnan(row["net_low"])


def test_odensehuis_is_no_success_when_few_come() -> None:
    by_hand = outcomes(gross=2_000.0, own_cost=55_000.0, participants=3.0, spread=3_000.0)
    row = simulated_row(CASES["odensehuis"], range(24), by_hand)
    assert row["pays"] == "no"
    assert row["miss"] is False
    assert row["verdict"] == CANNOT_TELL


def test_odensehuis_as_a_success_would_be_shown_as_a_miss() -> None:
    by_hand = outcomes(gross=200_000.0, own_cost=55_000.0, participants=60.0)
    row = simulated_row(CASES["odensehuis"], range(24), by_hand)
    assert row["miss"] is True
    assert row["verdict"] == CANNOT_TELL
    for lang in LANGUAGES:
        line = line_of(row | {"title": "Odensehuis", "note": ""}, words_of(lang))
        assert ("a miss" if lang == "en" else "een misser") in line
        assert words_of(lang)("cases.picture.miss") in verdict_words(row, words_of(lang))


@pytest.mark.parametrize("why", [NO_LEVER, NOT_BEGUN])
def test_case_that_was_not_simulated_says_why(why: str) -> None:
    row = empty_row(CASES["cafe_entree"], SIX_YEARS, why)
    assert (row["verdict"], row["why"], row["replications"]) == (CANNOT_TELL, why, 0)
    assert row["cost_eur"] == CASES["cafe_entree"].cost[0].value
    assert math.isnan(row["net_eur"])


def tabled(verdict_gain: float = 9e4) -> pd.DataFrame:
    chosen = [CASES["cafe_entree"], CASES["odensehuis"], CASES["zoom_in"]]
    worlds = [CaseWorld(one, None, SIX_YEARS, SIX_YEARS) for one in chosen[:2]]  # type: ignore[arg-type]
    by_hand = pd.concat([outcomes(gross=verdict_gain).assign(case=one.name) for one in chosen[:2]])
    works = {one.name: SIX_YEARS for one in chosen}
    return table_of(chosen, worlds, works, {"zoom_in"}, by_hand, 5000)


def test_rows_stand_in_the_order_of_the_papers() -> None:
    table = tabled()
    assert table["case"].tolist() == ["cafe_entree", "odensehuis", "zoom_in"]
    assert table["why"].tolist() == ["", NO_CLAIM, NO_LEVER]
    assert (table["residents"] == 5000).all()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_picture_tells_the_count_of_verdicts(lang: str) -> None:
    figure, table = business_cases(tabled(), "caption", lang)
    title = figure.get_suptitle().replace("\n", " ")
    assert title == finding(table, words_of(lang)).replace("\n", " ")
    w = words_of(lang)
    paid, no, untold = (int((table["pays"] == said).sum()) for said in PAYS)
    first = w("cases.picture.paid", all=3, yes=paid, no=no, untold=untold)
    second = w("cases.picture.finding", all=3, claims=1, inside=0, below=1, above=0, rest=0,
               seen=1, missed=1)  # fmt: skip
    assert title == f"{first} {second}"
    assert table["pays"].map(PAYS.index).is_monotonic_increasing, "what can be said leads"


def test_picture_knows_the_verdicts() -> None:
    assert (DRAWN_INSIDE, DRAWN_BELOW, DRAWN_ABOVE) == (INSIDE, BELOW, ABOVE)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize(
    "why", [NO_CLAIM, ONE_REPLICATION, TOO_WIDE, NO_LEVER, NOT_BEGUN, NOBODY_COUNTED, BOOKED]
)
def test_every_verdict_and_reason_has_words(lang: str, why: str) -> None:
    w = words_of(lang)
    assert all(w(f"cases.verdict.{words.replace(' ', '_')}") for words in VERDICTS)
    assert w(f"cases.why.{why}")


# -- worlds -----------------------------------------------------------------------------------


def test_each_outcome_of_a_participant_is_counted_once() -> None:
    here = np.array([True] * 6)
    base = CareHistory(here, np.array([3, 3, 3, -1, 3, -1]), np.array([9, 9, 9, 0, 9, 0]))
    ours = CareHistory(here, np.array([-1, 5, 3, -1, 3, 4]), np.array([0, 7, 2, 0, 9, 8]))
    took_part = np.array([True, True, True, True, False, True])
    counts = shift_of(base, ours, took_part)
    assert [counts[name] for name in PARTS] == [1, 1, 1, 0, 1, 0, 1]
    assert (counts["participants"], counts["other_participants"]) == (5, 0)
    assert (counts["avoided_users"], counts["added_users"]) == (1, 1)


def test_care_in_several_domains_is_one_care() -> None:
    follow = Follow(Rows())
    follow.present = np.ones(2, np.bool_)
    follow.first = np.full((2, len(Domain)), -1, np.int16)
    follow.months = np.zeros((2, len(Domain)), np.int16)
    follow.first[0, Domain.MEETING], follow.first[0, Domain.GUIDANCE] = 7, 4
    follow.months[0, Domain.MEETING], follow.months[0, Domain.GUIDANCE] = 2, 3
    care = follow.care_in((Domain.MEETING, Domain.GUIDANCE))
    assert care.first.tolist() == [4, -1]
    assert care.months.tolist() == [5, 0]


def test_ceiling_is_over_the_products_of_the_domains() -> None:
    assert product_items((Domain.MEETING,)) == ["day activities", "transport to day activities"]
    assert product_items((Domain.WORK,)) == ["social assistance"]


def folder_with(tmp_path: Path, extra: str = "") -> Path:
    """Return a folder with a base and one case, whose lever is the free day places."""
    current = Path("experiments/scenarios/current.yaml").resolve()
    (tmp_path / "no_cases.yaml").write_text(
        f"name: no_cases\ntitle: none\non: {current}\n", encoding="utf-8"
    )
    (tmp_path / "case_free_access_day_activities.yaml").write_text(
        "name: case_free_access_day_activities\ntitle: places\non: no_cases\nlevers:\n"
        "  - {lever: free_access_day_activities, start: 2021-03, end: 2022-03}\n" + extra,
        encoding="utf-8",
    )
    return tmp_path


def places() -> BusinessCase:
    return replace(CASES["cafe_entree"], name="free_access_day_activities")


def test_window_ends_with_the_case_or_the_horizon(tmp_path: Path) -> None:
    base, alone, months = scenarios_of([places()], BASE, None, None, folder_with(tmp_path))
    works = range(2, 14)
    assert months == {places().name: works}
    (world,) = worlds_of([places()], base, alone, MONTHS)
    assert (world.works, world.window) == (works, works)
    (world,) = worlds_of([replace(places(), one_off=True)], base, alone, MONTHS)
    assert (world.works, world.window) == (works, range(2, 26))
    (world,) = worlds_of([places()], base, alone, 8)
    assert world.window == range(2, 8)
    assert worlds_of([places()], base, alone, 2) == ()


def test_scenario_of_a_case_holds_that_case_alone(tmp_path: Path) -> None:
    extra = "  - {lever: strong_local_teams, start: 2021-02}\n"
    base, alone, _ = scenarios_of([places()], BASE, None, None, folder_with(tmp_path, extra))
    with pytest.raises(InputError, match="more than the lever"):
        worlds_of([places()], base, alone, MONTHS)


def test_case_whose_lever_is_not_there_keeps_its_months(tmp_path: Path) -> None:
    other = CASES["odensehuis"]
    _, alone, works = scenarios_of([other], BASE, None, None, folder_with(tmp_path))
    assert not alone
    assert works == {"odensehuis": range(24)}


@pytest.mark.parametrize("name", CASES)
def test_shipped_scenario_holds_the_case_as_history_has_it(name: str) -> None:
    """A case alone is at the place, in the months and of the size that `current` gives it."""
    alone, history = load_scenario(CASES[name].scenario), load_scenario("current")
    without = load_scenario(BASE)
    mine = [use for use in alone.levers if use not in without.levers]
    assert mine == [use for use in history.levers if use.name == name]
    assert [use for use in alone.levers if use.name != name] == list(without.levers)
    assert months_of(name, alone) == months_of(name, history)


def test_command_looks_as_far_as_the_function() -> None:
    assert inspect.signature(cli.cases).parameters["months"].default == MONTHS
