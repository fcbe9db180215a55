"""Twins on hand-made towns: which difference falls under which class, and what is no difference."""

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agents.cases import Cases
from agents.indications import Indications
from agents.needs import need_dtype
from agents.residents import Residents
from agents.ties import add_tie
from agents.vocabulary import CareStage, CaseStage, Domain, Handler, Layer, Payer, Status
from experiments.worlds.demand_shift import (
    DAY_ACTIVITIES,
    DAY_PLACES,
    MEETING_PLACES,
    NO_PLACE,
    WHOLE_TOWN,
    demand_shift,
    gross_shift,
    substitution,
)
from model.twins.digests import LEFT_OUT, Divergence, Event, folded
from model.twins.twins import Twins
from model.twins.watch import TEAMS, Rows, Watch, factors, word_mask

N = 6


def a_place(number: int, lever: str, kind: str = "day_place") -> Any:
    plan = SimpleNamespace(lever=lever, type=kind, features=())
    return SimpleNamespace(
        number=number, plan=plan, seats_per_daypart=4, is_open=lambda month: True
    )


def a_town(
    *,
    places: tuple[Any, ...] = (),
    levers: tuple[str, ...] = ("none",),
    order: Any = None,
    prices: float = 1.0,
) -> Any:
    """Return six residents with uids 11..16; `order` puts them in other slots.

    `prices` are those of every month over those of 2025.
    """
    residents = Residents(N + 2)
    slots = np.arange(N) if order is None else np.asarray(order)
    people = residents.records
    people["uid"][slots] = 11 + np.arange(N)
    people["status"][slots] = Status.HOME
    for pointer in ("visits", "invited", "helper_a", "helper_b", "partner"):
        people[pointer] = -1
    people["partner"][slots] = slots[::-1]
    ties = residents.tie_other, residents.tie_strength, residents.tie_kind
    add_tie(*ties, slots[0], slots[1], 0.5, 1)
    add_tie(*ties, slots[0], slots[2], 0.25, 1)
    names = list(levers)
    return SimpleNamespace(
        residents=residents, facilities=list(places), cases=Cases(4), indications=Indications(4),
        ledger=SimpleNamespace(levers=names), areas=("here",), slots=slots,
        facility_numbers={
            "day_place": SimpleNamespace(fit_severity=0.55),
            "meeting_place": SimpleNamespace(fit_severity=0.0),
        },
        lever_of=lambda name: names.index(name) if name in names else 0,
        price_index=lambda month: prices,
    )  # fmt: skip


def pair(base: Any, policy: Any) -> Twins:
    rows = Rows()
    levers = sorted({*base.ledger.levers, *policy.ledger.levers} - {"none"})
    return Twins("policy", Watch(base, rows, levers), Watch(policy, rows, levers), rows, levers)


def look(twins: Twins, month: int) -> None:
    for watch in (twins.base, twins.ours):
        watch.find_rows()
    for watch in (twins.base, twins.ours):
        watch.grow()
    for watch in (twins.base, twins.ours):
        watch.look(month, twins.new_places(month) if watch is twins.ours else np.zeros(9, np.uint8))
    twins.look(month)


def test_equal_worlds_in_other_slots_have_no_rows() -> None:
    places = (a_place(5, "none"), a_place(7, "none"))
    base, policy = a_town(places=places), a_town(places=places[::-1], order=[5, 3, 1, 0, 4, 7])
    base.residents.records["visits"][base.slots[3]] = 0
    policy.residents.records["visits"][policy.slots[3]] = 1
    twins = pair(base, policy)
    look(twins, 60)
    assert twins.table().empty


def mark_gaps(table: Any) -> int:
    """Write to the bytes that lie between the fields of records; return how many a record has."""
    padding = np.ones(table.dtype.itemsize, bool)
    for kind, offset, *_ in table.dtype.fields.values():
        padding[offset : offset + kind.itemsize] = False
    table.view(np.uint8, np.ndarray).reshape(-1, table.dtype.itemsize)[:, padding] = 171
    return int(padding.sum())


def with_needs(town: Any, order: Any = range(N)) -> Any:
    """Give each resident two needs, to one after another in some order."""
    for k in order:
        for domain in (Domain.WORK, Domain.MEETING):
            severity, opened = 0.1 * (k + 1), 7 * domain
            town.residents.needs.write(town.slots[k], domain, severity=severity, opened=opened)
    return town


def test_what_lies_between_the_fields_is_no_difference() -> None:
    """A copied record array holds arbitrary bytes in its padding."""
    base, policy = with_needs(a_town()), with_needs(a_town())
    mark_gaps(policy.residents.needs.rows)
    twins = pair(base, policy)
    look(twins, 60)
    assert twins.table().empty


def test_where_the_rows_of_needs_lie_is_no_difference() -> None:
    base = with_needs(a_town())
    policy = with_needs(a_town(order=[5, 3, 1, 0, 4, 7]), range(N)[::-1])
    assert not np.array_equal(base.residents.needs.rows, policy.residents.needs.rows)
    twins = pair(base, policy)
    look(twins, 60)
    assert twins.table().empty


def test_a_digest_leaves_out_what_lies_between_the_fields_of_a_record() -> None:
    """Those of needs have no gaps now, but would have with one field more."""
    fields = [(name, need_dtype[name]) for name in need_dtype.names or ()]
    one, other = np.zeros((2, 1), np.dtype([*fields, ("more", "u1")], align=True))
    mask = word_mask(one.dtype, np.uint32)
    assert mark_gaps(one)
    assert one.tobytes() != other.tobytes()

    def digest(table: Any) -> Any:
        return folded(table.view(np.uint32), mask, factors(len(mask)))

    assert digest(one) == digest(other)
    one["more"] = 1
    assert digest(one) != digest(other)


def test_each_field_of_a_resident_counts_but_what_is_left_out() -> None:
    town = a_town()
    watch = Watch(town, Rows(), [])
    before = watch._digests(town.residents.records)
    for name in town.residents.records.names:
        people = town.residents.records.copy()
        people[name][2] += 1
        differ = np.flatnonzero(watch._digests(people) != before)
        assert differ.tolist() == [2] * (name not in LEFT_OUT), name


def change_tie(town: Any, i: int) -> None:
    town.residents.tie_strength[i, 0] = 0.51


def change_seat(town: Any, i: int) -> None:
    town.residents.records["visits"][i] = 0


def change_queue(town: Any, i: int) -> None:
    town.indications.records[2]["stage"] = CareStage.WAITING
    town.indications.records[2]["resident"] = i
    town.indications.records[2]["uid"] = town.residents.records[i]["uid"]


def change_state(town: Any, i: int) -> None:
    town.residents.records["loneliness"][i] += np.float32(1e-6)


def change_need(town: Any, i: int) -> None:
    town.residents.needs.write(i, Domain.WORK, severity=0.2)


def change_help(town: Any, i: int) -> None:
    town.residents.records["minutes_got"][i] = 30
    change_state(town, i)


def hand_to_team(town: Any, i: int) -> None:
    case = town.cases.records[1:2]
    case["stage"], case["handler"] = CaseStage.QUEUED, Handler.TEAM
    case["resident"], case["uid"] = i, town.residents.records["uid"][i]


def touch(town: Any, i: int) -> None:
    town.residents.records["exposed"][i] = 1 << 1
    change_state(town, i)
    change_tie(town, i)


def invite(town: Any, i: int) -> None:
    town.residents.records["exposed"][i] = 1 << 1
    town.residents.records["invited"][i] = 1


@pytest.mark.parametrize(
    ("change", "kind", "event"),
    [
        (change_tie, Divergence.NETWORK, Event.TIE_OR_HELP),
        (change_help, Divergence.NETWORK, Event.TIE_OR_HELP),
        (hand_to_team, Divergence.EXPOSED, Event.CASE),
        (change_seat, Divergence.DISPLACED, Event.SEAT),
        (change_queue, Divergence.DISPLACED, Event.QUEUE),
        (change_state, Divergence.OTHER, Event.OWN_STATE),
        (change_need, Divergence.OTHER, Event.OWN_STATE),
        (touch, Divergence.EXPOSED, Event.CONTACT),
        (invite, Divergence.EXPOSED, Event.INVITATION),
    ],
)
def test_class_follows_what_differs_first(change: Any, kind: Divergence, event: Event) -> None:
    base = a_town(places=(a_place(5, "none"),))
    policy = a_town(places=(a_place(5, "none"), a_place(9, TEAMS)), levers=("none", TEAMS))
    twins = pair(base, policy)
    look(twins, 60)
    change(policy, 0)
    look(twins, 61)
    look(twins, 62)
    row = twins.table().iloc[0]
    assert twins.table()["uid"].tolist() == [11]
    assert (row["class"], row["event"], row["first_month"]) == (
        kind.name.lower().replace("_", " "), event.name.lower().replace("_", " "), 61,
    )  # fmt: skip
    assert row["lever"] == (TEAMS if kind == Divergence.EXPOSED else "")


def test_knowing_a_place_is_no_divergence() -> None:
    base, policy = a_town(), a_town()
    policy.residents.records["knows"][0] = 1
    twins = pair(base, policy)
    look(twins, 60)
    assert twins.table().empty


def test_who_lives_in_one_world_only_is_a_class_of_its_own() -> None:
    base, policy = a_town(), a_town()
    policy.residents.records["uid"][N] = 99
    policy.residents.records["status"][N] = Status.HOME
    policy.residents.spent[N, Payer.STATE] = 7
    twins = pair(base, policy)
    look(twins, 60)
    row = twins.table().iloc[0]
    assert (row["uid"], row["class"], row["world"]) == (99, "one world only", "policy")
    assert row["eur_state"] == pytest.approx(0.07)


def test_slot_used_again_does_not_mix_two_residents() -> None:
    base, policy = a_town(), a_town()
    twins = pair(base, policy)
    base.residents.spent[:, Payer.CLIENT] = policy.residents.spent[:, Payer.CLIENT] = 100
    look(twins, 60)
    for town in (base, policy):
        town.residents.records["uid"][0] = 77
    policy.residents.spent[0, Payer.CLIENT] = 350
    look(twins, 61)
    table = twins.table().set_index("uid")
    assert table["eur_client"].to_dict() == {77: 2.5}
    assert table.loc[77, "event"] == "money"


def test_money_is_compared_at_the_prices_of_one_year() -> None:
    """Fault F7: the same care at dearer prices is no divergence, more care is, in 2025's euros."""
    base, policy = a_town(prices=1.25), a_town(prices=1.5)
    twins = pair(base, policy)
    base.residents.spent[:, Payer.MUNICIPALITY] = 12_500
    policy.residents.spent[:, Payer.MUNICIPALITY] = 15_001  # a cent more by rounding
    look(twins, 84)
    assert twins.table().empty
    policy.residents.spent[0, Payer.MUNICIPALITY] = 30_000
    look(twins, 85)
    table = twins.table().set_index("uid")
    assert table["event"].to_dict() == {11: "money"}
    assert table.loc[11, "eur_municipality"] == pytest.approx(100 + 0.01 / 1.5)


def test_a_cent_is_a_divergence_where_prices_are_equal() -> None:
    base, policy = a_town(prices=1.25), a_town(prices=1.25)
    twins = pair(base, policy)
    base.residents.spent[:, Payer.CLIENT] = policy.residents.spent[:, Payer.CLIENT] = 2_000
    policy.residents.spent[3, Payer.CLIENT] = 2_001
    look(twins, 84)
    assert twins.table()["uid"].tolist() == [14]
    assert twins.table()["eur_client"].to_list() == pytest.approx([0.01 / 1.25])


def test_participants_by_what_became_of_their_twin() -> None:
    base, policy = a_town(), a_town(places=(a_place(9, "places"),), levers=("none", "places"))
    twins = pair(base, policy)
    induced, substituted, postponed, converted, refused, _ = range(N)
    policy.residents.records["visits"][[induced, substituted, postponed, converted]] = 0
    ours, theirs = base.residents.needs, policy.residents.needs
    for month in (60, 61, 62, 63):
        ours.write([substituted, postponed, converted, refused], Domain.MEETING, indications=1)
        theirs.write(converted, Domain.MEETING, indications=month < 62)
        theirs.write(postponed, Domain.MEETING, indications=month >= 62)
        look(twins, month)
    counts = demand_shift(twins)
    expected = {
        "participants": 4, "induced": 1, "substituted": 1, "postponed": 1, "converted": 1,
        "other_participants": 0, "avoided_users": 2, "avoided_visited": 1,
        "avoided_never_visited": 1, "added_users": 0, "indicated_users_base": 4,
    }  # fmt: skip
    assert {name: counts[name] for name in expected} == expected


def test_gross_shift_counts_both_directions() -> None:
    base, policy = a_town(), a_town()
    twins = pair(base, policy)
    base.residents.needs.write([0, 1], 0, layer=1 + Layer.INSTITUTIONAL)
    policy.residents.needs.write([1, 2, 3], 0, layer=1 + Layer.INSTITUTIONAL)
    for month in (60, 61):
        look(twins, month)
    counts = gross_shift(twins)
    assert (counts["users_more_institutional"], counts["users_fewer_institutional"]) == (2, 1)
    assert (counts["months_more_institutional"], counts["months_fewer_institutional"]) == (4, 2)
    assert counts["net_institutional_months"] == 2


def test_who_comes_later_counts_in_the_whole_town_alone() -> None:
    base, policy = a_town(), a_town()
    twins = pair(base, policy)
    for town in (base, policy):  # one dies in the first month, and another moves in
        town.residents.records["uid"][0] = 77
    base.residents.needs.write([0, 1], Domain.MEETING, indications=1)
    look(twins, 60)
    table = substitution(twins)
    rows = table[table["care"] == DAY_ACTIVITIES].set_index("visited")
    assert rows.loc[[WHOLE_TOWN, NO_PLACE], "substituted"].tolist() == [2, 1]
    assert rows.loc[[WHOLE_TOWN, NO_PLACE], "users_base"].tolist() == [2, 1]
    assert rows.loc[[WHOLE_TOWN, NO_PLACE], "months_fewer"].tolist() == [2, 1]
    assert rows.loc[WHOLE_TOWN, "residents"] == N
    base.residents.needs.write([0, 1], 0, layer=1 + Layer.INSTITUTIONAL)
    look(twins, 61)
    assert gross_shift(twins)["users_fewer_institutional"] == 1


def test_visitors_are_the_same_residents_in_their_placebo() -> None:
    """Whoever dies there in the first month stays among those who are counted, without care."""
    places = (a_place(9, "places"),)
    base, policy = a_town(), a_town(places=places, levers=("none", "places"))
    placebo, rows, levers = a_town(), Rows(), ["places"]
    watch = Watch(base, rows, levers)
    ours, theirs = (
        Twins(name, watch, Watch(town, rows, levers), rows, levers)
        for name, town in (("plan", policy), ("placebo", placebo))
    )
    policy.residents.records["visits"][[0, 1]] = 0
    placebo.residents.records["uid"][0] = 0
    base.residents.needs.write(0, Domain.MEETING, indications=1)
    for twins in (ours, theirs):
        look(twins, 60)
    ours.grow()
    own, other = (
        substitution(ours, twins).set_index(["care", "visited"]) for twins in (ours, theirs)
    )
    for where in (DAY_PLACES, MEETING_PLACES, NO_PLACE):
        for column in ("residents", "users_base", "months_base"):
            cell = (DAY_ACTIVITIES, where)
            assert own.loc[cell, column] == other.loc[cell, column], (where, column)
    assert own.loc[(DAY_ACTIVITIES, DAY_PLACES), "residents"] == 2
