"""Personal help: hours are conserved, links are kept at both ends, strain follows load."""

import numpy as np
import pytest

from agents.ties import HELPING, find_tie
from agents.vocabulary import Domain, Status
from model.processes.need_shares import met_share, residual
from model.processes.personal_help import strain
from model.processes.personal_help.helping_links import end_chance
from model.processes.personal_help.personal_help import able_hours, partner_hours, spare_hours
from model.processes.personal_help.personal_share import personal_share, split_hours
from model.processes.personal_help.strain import next_strain
from tests.unit.stub_town import changed, need, permuted, publish, run_months, stub_town

ALL = ["personal_help"]


def needy(n: int = 300, **changes: float):
    """Return a town in which every third resident needs a lot, and all are helpful."""
    town = stub_town(n)
    changed(town, "personal_help", **({"ask": 0.5, "accept": 1.0} | changes))
    for i in range(0, n, 3):
        need(town, i, Domain.HOUSEHOLD, 0.3 + 0.6 * (i % 7) / 7)
        need(town, i, Domain.MEETING, 0.5)
    publish(town)
    return town


def links_agree(town) -> bool:
    rec = town.residents.records
    helpers = np.concatenate([rec["helper_a"], rec["helper_b"]])
    counted = np.bincount(helpers[helpers >= 0], minlength=len(rec))
    return bool((counted == rec["links"]).all())


def helping_ends(town) -> set[tuple[int, int]]:
    residents = town.residents
    i, k = np.nonzero(residents.tie_kind >= HELPING)
    ends = zip(i, residents.tie_other[i, k], strict=True)
    return {tuple(sorted((int(a), int(b)))) for a, b in ends}


@pytest.fixture(scope="module")
def settled_town():
    town = needy()
    run_months(town, 24, ALL)
    return town


def test_help_is_found_and_what_is_got_is_what_is_given(settled_town):
    rec = settled_town.residents.records
    assert (rec["helper_a"] >= 0).sum() > 50
    assert rec["minutes_got"].sum() == rec["minutes_given"].sum() > 0


def test_links_are_counted_and_marked_at_both_ends(settled_town):
    rec = settled_town.residents.records
    assert links_agree(settled_town)
    expected = set()
    for i in range(len(rec)):
        for name in ("helper_a", "helper_b"):
            h = rec[name][i]
            if h >= 0:
                expected.add(tuple(sorted((i, int(h)))))
                for a, b in ((i, h), (h, i)):
                    k = find_tie(settled_town.residents.tie_other, a, b)
                    assert settled_town.residents.tie_kind[a, k] >= HELPING
    assert helping_ends(settled_town) == expected
    assert (rec["helper_a"] != np.arange(len(rec))).all()


def test_nobody_gives_more_than_able():
    town = needy(helper_hours=2.5, spare_from=0.5)
    for _ in range(18):
        total = town.residents.published["able_hours"].astype(float).copy()
        total *= np.maximum(1, town.residents.records["links"])
        run_months(town, 1, ALL)
        hours = town.residents.records["minutes_given"] / 60
        assert (hours <= total + 1e-6).all()
    assert town.residents.records["links"].max() >= 1


def test_shares_stay_between_nought_and_the_bound(settled_town):
    share = settled_town.residents.needs.column("personal")
    assert share.min() >= 0
    assert 0.3 < share.max() <= 0.95
    open_bits = settled_town.residents.records["open_needs"]
    closed = [(open_bits >> d & 1) == 0 for d in range(7)]
    assert all((share[closed[d], d] == 0).all() for d in range(7))


def test_slots_do_not_matter():
    town = needy()
    rec = town.residents.records
    rec["partner"][:40] = np.arange(40).reshape(-1, 2)[:, ::-1].ravel()
    order = np.argsort(rec["uid"] * 31 % 257, kind="stable")
    other = permuted(town, order)
    for one in (town, other):
        run_months(one, 12, [*ALL, "ties"])
    a, b = town.residents.records[order], other.residents.records
    for name in ("minutes_got", "minutes_given", "links", "strain", "care_months", "outside_hours"):
        assert (a[name] == b[name]).all(), name
    assert a["minutes_given"].sum() > 1000
    shares, theirs = (one.residents.needs.column("personal") for one in (town, other))
    assert (shares[order] == theirs).all()


def test_both_orders_of_helpers_give_the_same(settled_town):
    assert split_hours(6.0, 2.0, 7.0) == split_hours(6.0, 7.0, 2.0)[::-1]
    assert sum(split_hours(6.0, 2.0, 7.0)) == pytest.approx(6)
    assert split_hours(12.0, 2.0, 7.0) == (2.0, 7.0)
    assert split_hours(1.0, 0.0, 0.0) == (0.0, 0.0)


def test_nobody_says_yes_nobody_is_a_carer_but_outside():
    town = needy(accept=0, partner_share=0)
    town.residents.records["partner"][:2] = (1, 0)
    publish(town)
    run_months(town, 14, ALL)
    rec = town.residents.records
    assert rec["minutes_given"].sum() == 0
    assert (rec["carer"][rec["outside_hours"] == 0] == 0).all()


def test_partner_gives_a_share_up_to_what_is_possible():
    town = stub_town(10, ties=0)
    rec = town.residents.records
    rec["partner"][:2] = (1, 0)
    need(town, 0, Domain.HOUSEHOLD, 0.5)
    publish(town)
    run_months(town, 1, ALL)
    assert rec["minutes_got"][0] == rec["minutes_given"][1] == int(60 * 0.65 * 3.5)
    expected = 0.85 * (rec["minutes_got"][0] / 60 / 3.5) * 1.1
    assert town.residents.needs[0, 1]["personal"] == pytest.approx(expected)
    rec["limitation"][1] = 2
    publish(town)
    town.residents.needs.write(0, Domain.HOUSEHOLD, severity=1.0)
    run_months(town, 1, ALL)
    assert rec["minutes_got"][0] == 120


WITH_HOUSEHOLD_HELP = 1 << Domain.HOUSEHOLD


def with_partner(product: int, part: float, partner_hours: float = 20):
    """Return a resident with needs of household and guidance, its partner helping for a month.

    Parameters
    ----------
    product : int
        Bits of the domains in which care runs.
    part : float
        Of the hours asked in the household, what care takes over.
    """
    town = stub_town(10, ties=0)
    shares = {"taken_over__household": part, "partner_hours": partner_hours}
    changed(town, "personal_help", **{"partner_share": 1.0} | shares)
    rec = town.residents.records
    rec["partner"][:2] = (1, 0)
    rec["products"][0] = product
    need(town, 0, Domain.HOUSEHOLD, 0.5)
    need(town, 0, Domain.GUIDANCE, 0.5)
    publish(town)
    run_months(town, 1, ALL)
    return rec["minutes_got"][0] / 60, town.residents.needs.column("personal")[0]


@pytest.mark.parametrize("part", [0.4, 0.0, -0.2])
def test_care_takes_over_leaves_or_brings_out_hours_in_its_own_domain(part: float):
    asked, guided = 0.5 * 7, 0.5 * 7
    hours, share = with_partner(WITH_HOUSEHOLD_HELP, part)
    assert hours == pytest.approx((1 - part) * asked + guided, abs=0.02)
    _, alone = with_partner(0, part)
    kept = min(1.0, 1 - part)
    assert share[Domain.HOUSEHOLD] == pytest.approx(kept * alone[Domain.HOUSEHOLD], rel=0.01)
    assert share[Domain.GUIDANCE] == pytest.approx(alone[Domain.GUIDANCE], rel=0.01)


def test_hours_that_care_sets_free_go_to_what_else_is_asked():
    """A network that cannot do all does more of the rest, and gives as many hours as before."""
    (hours, share), (before, alone) = (
        with_partner(product, 0.5, partner_hours=3) for product in (WITH_HOUSEHOLD_HELP, 0)
    )
    assert hours == before == 3
    assert share[Domain.GUIDANCE] > alone[Domain.GUIDANCE]
    assert share[Domain.HOUSEHOLD] < alone[Domain.HOUSEHOLD]


def test_when_care_ends_all_is_asked_again():
    town = needy(ask=0, crowd_quit=0, helper_end=0)
    run_months(town, 1, ALL)
    rec = town.residents.records
    rec["partner"][:2] = (1, 0)
    got = []
    for product in (0, WITH_HOUSEHOLD_HELP, 0):
        rec["products"][0] = product
        publish(town)
        run_months(town, 1, ALL)
        got.append(int(rec["minutes_got"][0]))
    assert got[0] == got[2] > got[1] > 0


def test_every_episode_of_help_ends_some_day():
    town = needy(helper_end=0.6, dropout_overloaded=0, crowd_quit=0)
    run_months(town, 12, ALL)
    before = int(town.residents.records["links"].sum())
    changed(town, "personal_help", ask=0, helper_end=0.6, dropout_overloaded=0, crowd_quit=0)
    run_months(town, 12, ALL)
    left = town.residents.records["links"].sum() / before
    assert left == pytest.approx(np.exp(-0.6), abs=0.15)
    assert links_agree(town)


def test_a_helper_stops_sooner_where_care_runs_and_where_overloaded():
    p = stub_town(2).processes["personal_help"].p
    plain, beside, tired = (end_chance(*who, p) for who in ((0, 0), (2, 0), (0, 1)))
    assert plain == pytest.approx(1 - np.exp(-0.2 / 12))
    assert beside == pytest.approx(plain + 2 * 0.008)
    assert tired == pytest.approx(plain + 0.045)


def test_a_heavy_burden_is_met_sooner_than_overload():
    town = stub_town(10, ties=0)
    rec, p = town.residents.records, town.processes["personal_help"].parameters
    changed(town, "personal_help", outside_end=0, outside_care=0)
    load = p.strain_tolerance * np.array([0.5 * p.heavy_from, 0.5 * (1 + p.heavy_from), 1.2])
    rec["outside_hours"][:3], rec["limitation"][:3] = load, 0
    run_months(town, 60, ALL)
    assert rec["heavily_burdened"][:3].tolist() == [0, 1, 1]
    assert rec["overloaded"][:3].tolist() == [0, 0, 1]


def test_helpers_stop_with_formal_help_when_overloaded_and_when_nothing_is_asked():
    for changes, field, value in (
        ({"crowd_quit": 0.25, "dropout_overloaded": 0.0}, "products", 0b1111),
        ({"dropout_overloaded": 1.0, "crowd_quit": 0.0}, "overloaded", 1),
        ({"dropout_overloaded": 0.0, "crowd_quit": 0.0}, "open_needs", 0),
    ):
        town = needy()
        run_months(town, 12, ALL)
        before = int(town.residents.records["links"].sum())
        changed(town, "personal_help", ask=0, **changes)
        town.residents.records[field] = value
        publish(town)
        run_months(town, 1, ALL)
        assert town.residents.records["links"].sum() < 0.1 * before
        assert links_agree(town)
        if field == "open_needs":
            assert helping_ends(town) == set()


def test_helping_each_other_keeps_the_mark_until_both_stop():
    town = stub_town(10, ties=2)
    residents, rec = town.residents, town.residents.records
    j = int(residents.tie_other[0, 0])
    k = find_tie(residents.tie_other, j, 0)
    rec["helper_a"][0], rec["helper_b"][j] = j, 0
    rec["links"][0] = rec["links"][j] = 1
    residents.tie_kind[0, 0] |= HELPING
    residents.tie_kind[j, k] |= HELPING
    need(town, 0, Domain.HOUSEHOLD, 0.5)
    publish(town)
    run_months(town, 1, ALL)
    assert (rec["helper_a"][0], rec["helper_b"][j]) == (j, -1)
    assert residents.tie_kind[0, 0] >= HELPING
    rec["open_needs"][0] = 0
    run_months(town, 1, ALL)
    assert rec["helper_a"][0] == -1
    assert residents.tie_kind[0, 0] < HELPING
    assert residents.tie_kind[j, k] < HELPING


def test_strain_follows_load_and_respite_lowers_it():
    p = stub_town(2).processes["personal_help"].p
    strain = eased = limited = 0.0
    for _ in range(60):
        strain = next_strain(strain, 12.0, 0.0, False, 9.0, p)
        eased = next_strain(eased, 12.0, 5.0, False, 9.0, p)
        limited = next_strain(limited, 12.0, 0.0, True, 9.0, p)
    assert strain == pytest.approx(12 / 9, abs=1e-3)
    assert eased == pytest.approx(7 / 9, abs=1e-3)
    assert limited == pytest.approx(12 / 9 * 1.35, abs=1e-3)


def test_day_activities_of_the_partner_lower_strain():
    towns = [stub_town(10, ties=0), stub_town(10, ties=0)]
    for town, visits in zip(towns, (-1, 3), strict=True):
        rec = town.residents.records
        rec["partner"][:2] = (1, 0)
        rec["visits"][0] = visits
        need(town, 0, Domain.GUIDANCE, 1.0)
        need(town, 0, Domain.HOUSEHOLD, 1.0)
        changed(town, "personal_help", outside_care=0)
        publish(town)
        run_months(town, 40, ALL)
    tired, rested = (town.residents.records["strain"][1] for town in towns)
    tolerance = towns[0].processes["personal_help"].parameters.strain_tolerance
    assert tired - rested == pytest.approx(3 / tolerance, abs=0.01)


def test_carer_after_three_months_or_eight_hours():
    town = stub_town(10, ties=0)
    rec = town.residents.records
    changed(town, "personal_help", outside_end=0, outside_care=0)
    rec["outside_hours"][0], rec["outside_hours"][1] = 3, 9
    carers = []
    for _ in range(4):
        run_months(town, 1, ALL)
        carers.append((int(rec["carer"][0]), int(rec["carer"][1])))
    assert carers == [(0, 1), (0, 1), (1, 1), (1, 1)]


def test_care_outside_begins_at_its_rate():
    town = stub_town(2000, ties=0)
    town.residents.records["age_months"] = 50 * 12
    town.residents.records["outside_hours"] = 0
    changed(town, "personal_help", outside_end=0)
    run_months(town, 12, ALL)
    expected = 2000 * (1 - np.exp(-0.026 * 1.9))
    begun = (town.residents.records["outside_hours"] > 0).sum()
    assert abs(begun - expected) < 4 * expected**0.5


def test_the_town_begins_with_as_much_care_outside_as_it_settles_to():
    """It began at none, and carers rose for ten years."""
    town = stub_town(4000, ties=0)
    rec, p = town.residents.records, town.processes["personal_help"].p
    rec["age_months"], rec["outside_hours"] = 50 * 12, 0
    strain.start_outside_care(rec, p, town.seed, 0)
    at_start = (rec["outside_hours"] > 0).mean()
    rate = 0.026 * 1.9
    assert at_start == pytest.approx(rate / (rate + 0.25), abs=0.02)
    hours = rec["outside_hours"][rec["outside_hours"] > 0]
    assert hours.mean() == pytest.approx((2 + 14) / 2, rel=0.05)
    run_months(town, 36, ALL)
    assert (rec["outside_hours"] > 0).mean() == pytest.approx(at_start, abs=0.02)


def test_care_outside_begins_in_every_month_of_the_year():
    """Uids are odd: a month read off their low bits would be every second one."""
    town = stub_town(4000, ties=0)
    rec = town.residents.records
    rec["uid"], rec["age_months"] = 2 * np.arange(4000) + 1_000_001, 50 * 12
    rec["outside_hours"] = 0
    changed(town, "personal_help", outside_end=0)
    begun = [0]
    for _ in range(12):
        run_months(town, 1, ALL)
        begun.append(int((rec["outside_hours"] > 0).sum()))
    assert min(np.diff(begun)) > 0.4 * np.mean(np.diff(begun))


def test_children_and_those_in_long_term_care_neither_give_nor_get():
    town = stub_town(4)
    rec, p = town.residents.records, town.processes["personal_help"].p
    rec["age_months"][0] = 17 * 12
    rec["status"][1] = Status.LONG_TERM_CARE
    rec["status"][2] = Status.EMPTY
    rec["age_months"][3] = 30 * 12
    rules = (able_hours, spare_hours, partner_hours)
    hours = [tuple(rule(rec[i], p) for rule in rules) for i in range(4)]
    assert hours[:3] == [(0, 0, 0)] * 3
    assert hours[3] == (7, 7, 20)
    rec["links"][3], rec["minutes_given"][3] = 2, 240
    assert able_hours(rec[3], p) == 3.5
    assert spare_hours(rec[3], p) == 3
    rec["overloaded"][3] = 1
    assert able_hours(rec[3], p) == 0
    assert partner_hours(rec[3], p) == 12


def test_layers_add_as_complements():
    town = stub_town(2)
    row = town.residents.needs.add(0, 0)
    for name in ("personal", "community", "short", "formal"):
        row[name] = 0.5
    row["severity"] = 0.8
    assert met_share(row) == 1 - 0.5**4
    assert residual(row) == pytest.approx(0.8 * 0.5**4)
    assert personal_share(0, 1.0, 0.0, 1.0, False, town.processes["personal_help"].p) == 0
