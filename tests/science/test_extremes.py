"""Extreme conditions: what is switched off does nothing, to the bit where the rules say so."""

from typing import Any

import numpy as np
import pytest

from agents.vocabulary import CareStage, Domain, Status
from model.process_counts import AccessCount, NeedsCount, ProvisionCount
from model.state.digests import digests
from model.town import SocialBaseModel
from tests.science.pairs import (
    PLACES,
    START,
    World,
    begin,
    counted,
    gap,
    level,
    world,
)  # fmt: skip

NO_TRIAGE = {"access__know_free_desk": 0.0, "care__step_down": 0.0}
HIDDEN = {"community__know_visible": 0.0, "community__know_by_tie": 0.0}
LIFE = ("residents:", "needs:", "households:", "ties", "cases", "indications", "counts:care")


def digests_of_people(town: SocialBaseModel) -> dict[str, str]:
    """Return the digests of everything that happens to residents."""
    return {name: value for name, value in digests(town).items() if name.startswith(LIFE)}


def run_world(of: World, months: int = 12, replication: int = 0) -> SocialBaseModel:
    """Return a town after some months in a world."""
    town = begin(of, replication)
    town.run_until(START + months)
    return town


# -- free places -----------------------------------------------------------------------------------


def test_a_free_place_that_nobody_knows_changes_nobody() -> None:
    nowhere = run_world(world(**HIDDEN, **NO_TRIAGE))
    hidden = run_world(world(PLACES, **HIDDEN, **NO_TRIAGE))
    assert hidden.state.community.table["places"].sum() > 0
    assert digests_of_people(hidden) == digests_of_people(nowhere)


def test_visits_without_any_effect_leave_care_to_the_bit() -> None:
    nothing = {
        "day_place__effectiveness": 0.0, "day_place__staff_recall": 0.0, **NO_TRIAGE,
        "seeking__word_of_visitors": 0.0, "personal_help__respite_free": 0.0,
        "wellbeing__visit_on_loneliness": 0.0, "community__new_ties": 0.0,
        "community__volunteer_start": 0.0,
        "community__know_visible": 0.5, "free_access_day_activities__seats_per_daypart": 200.0,
    }  # fmt: skip
    without, with_places = run_world(world(**nothing)), run_world(world(PLACES, **nothing))
    assert (with_places.residents.records["visits"] >= 0).sum() > 10
    ours, theirs = digests(with_places), digests(without)
    differ = {name for name in ours if ours[name] != theirs.get(name)}
    fields = ("visits", "meets", "knows", "first_visit", "waits_at", "waits_since")
    allowed = {*(f"residents:{name}" for name in fields), "published:visits", "published:meets"}
    people = {
        name
        for name in differ
        if name.startswith(("residents", "needs", "households", "published"))
    }
    assert {"residents:visits", "residents:knows"} <= people <= allowed
    assert not differ & {"ties", "cases", "indications", "by_domain:care", "counts:care"}


def test_ineffective_places_hardly_move_indicated_use() -> None:
    """Visitors still tell others of support and feel less lonely, so this is no equality."""
    idle = {"day_place__effectiveness": 0.0, "day_place__staff_recall": 0.0, **NO_TRIAGE}
    many = {"free_access_day_activities__seats_per_daypart": 200.0, "community__know_visible": 0.5}
    places = world(PLACES, **many, **idle)
    assert gap("facility_participants", places).low > 10
    difference = gap("indicated_users", places, world(**NO_TRIAGE))
    assert abs(difference.mean) < 0.01 * level("indicated_users")


@pytest.mark.parametrize(("volunteers", "share"), [(0.0, 0.6), (0.5, 0.8), (1.0, 1.0), (5.0, 1.0)])
def test_without_volunteers_six_tenths_of_the_places_open(volunteers: float, share: float) -> None:
    town = begin(world(PLACES, free_access_day_activities__seats_per_daypart=3000.0))
    community, k = town.state.community, len(town.facilities) - 1
    most = town.facilities[k].seats_per_daypart * 6 / 2
    kind = town.facilities[k].plan.type  # a smaller town's are evened within their kind
    for row, place in enumerate(town.facilities):
        if place.plan.type == kind:
            community.volunteers[row] = round(volunteers * 0.12 * place.seats_per_daypart * 6 / 2)
    next(p for p in town.processes if p.name == "community").resume(town)
    assert community.table["places"][k] == pytest.approx(share * most, abs=2)


# -- access ----------------------------------------------------------------------------------------


def no_desks(town: SocialBaseModel) -> None:
    """Send all caseworkers home."""
    town.state.access.desk_hours *= 0


def endless_desks(town: SocialBaseModel) -> None:
    """Give every desk more hours than anybody can use."""
    town.state.access.desk_hours += 1e6


def test_without_caseworkers_nobody_is_granted_care_but_past_the_access() -> None:
    town = begin(World(tweak=no_desks))
    town.run_until(START + 5)  # what was investigated by then has been decided and begun
    for _ in range(7):
        town.step()
        assert town.state.access.counts[:, AccessCount.GRANTED].sum() == 0
    assert town.state.access.wait_months.max() == 24


def test_with_endless_caseworkers_there_is_no_queue() -> None:
    town = begin(World(tweak=endless_desks))
    for _ in range(12):
        town.step()
        assert town.state.access.wait_months.max() == 0


# -- needs -----------------------------------------------------------------------------------------


NO_ONSET = {f"needs__onset_scale__{d.name.lower()}": 0.0 for d in Domain}


def close_all(town: SocialBaseModel) -> None:
    """Close every need, as closing does; cases and care that run are left to end by themselves."""
    for name in ("severity", "personal", "community", "short", "formal"):
        town.residents.needs.rows[name][1:] = 0
    town.residents.records["open_needs"] = 0


def test_without_onset_nobody_asks_once_needs_have_closed() -> None:
    town = begin(world(tweak=close_all, **NO_ONSET))
    for _ in range(12):
        town.step()
        assert counted(town, NeedsCount.NEW_NEEDS) == 0
        assert int((town.residents.records["open_needs"] > 0).sum()) == 0
        assert town.state.seeking.asks.sum() == 0
    assert town.state.care.by_domain[:, Domain.GUIDANCE, ProvisionCount.STOCK].sum() < 5


def test_without_onset_needs_only_grow_fewer() -> None:
    town = begin(world(**NO_ONSET))
    open_needs = []
    for _ in range(12):
        town.step()
        assert counted(town, NeedsCount.NEW_NEEDS) == 0
        open_needs.append(int((town.residents.records["open_needs"] > 0).sum()))
    # arrivals bring no needs of their own
    assert open_needs == sorted(open_needs, reverse=True)
    assert open_needs[-1] < open_needs[0]


def lonely_all(town: SocialBaseModel) -> None:
    """Make everybody severely lonely."""
    town.residents.records["loneliness"] += np.float32(4)


def new_needs(tweak: Any, shrink: float) -> list[int]:
    """Return the new needs of one month by town."""
    of = World((("wellbeing.shrink", shrink),), tweak=tweak)
    towns = [begin(of, replication) for replication in range(3)]
    for town in towns:
        town.step()
    return [counted(town, NeedsCount.NEW_NEEDS) for town in towns]


def test_the_loop_from_loneliness_to_new_needs_opens_at_shrink_zero() -> None:
    assert new_needs(lonely_all, 0.0) == new_needs(None, 0.0)
    assert sum(new_needs(lonely_all, 0.8)) > sum(new_needs(None, 0.8))


def lives(tweak: Any, shrink: float, months: int = 24) -> list[Any]:
    """Return health and needs of all after months in which life and needs alone go on.

    Loneliness and what it draws people to, places and programmes, stand still meanwhile.
    """
    town = begin(World((("wellbeing.shrink", shrink),), tweak=tweak))
    for _ in range(months):
        town.values.rebuild()
        for process in town.processes:
            if process.name in {"demography", "needs"}:
                process.step(town)
        town.month += 1
    records = town.residents.records
    bodies = [records[name] for name in ("uid", "status", "limitation", "dementia", "open_needs")]
    return [*bodies, town.residents.needs.column("severity")]


def test_at_shrink_zero_loneliness_changes_no_need_limitation_or_death() -> None:
    for lonely, others in zip(lives(lonely_all, 0.0), lives(None, 0.0), strict=True):
        np.testing.assert_array_equal(lonely, others)
    uids, _, limitation, *_ = lives(lonely_all, 0.8)
    of_others, _, limitation_of_others, *_ = lives(None, 0.8)
    assert (uids > 0).sum() < (of_others > 0).sum(), "more of the lonely die"
    assert (limitation > 0).sum() > (limitation_of_others > 0).sum()


# -- care ------------------------------------------------------------------------------------------


def never_over(town: SocialBaseModel) -> None:
    """Let no term end."""
    town.indications.records["end_day"] = 1e9


def held(town: SocialBaseModel) -> dict[tuple[int, int, int], int]:
    """Return the slot of the resident behind each indication that has begun."""
    table = town.indications.records
    begun = table[table["stage"] >= CareStage.RUNNING]
    return {
        (int(row["uid"]), int(row["domain"]), int(row["granted_month"])): int(row["resident"])
        for row in begun
    }


def test_without_terms_and_quitting_care_ends_only_with_the_person_or_the_need() -> None:
    endless = {f"care__quit__{d.name.lower()}": 0.0 for d in Domain}
    endless |= {f"care__term_months__{d.name.lower()}": 2000.0 for d in Domain}
    town = begin(world(tweak=never_over, **endless))
    below, ended, by_recovery = town.numbers.care[0].recovered_below, 0, 0
    for _ in range(12):
        before = held(town)
        town.step()
        after = held(town)
        for key in before.keys() - after.keys():
            uid, domain, _ = key
            ended += 1
            there = np.flatnonzero(town.residents.records["uid"] == uid)
            if len(there) and town.residents.records["status"][there[0]] == Status.HOME:
                by_recovery += 1
                assert town.residents.needs[there[0], domain]["severity"] < below
    assert ended > by_recovery > 0


# -- the network -----------------------------------------------------------------------------------


def without_links(town: SocialBaseModel) -> None:
    """End every helping link."""
    records = town.residents.records
    for name in ("helper_a", "helper_b"):
        records[name] = -1
    for name in ("links", "minutes_given", "minutes_got"):
        records[name] = 0
    town.residents.tie_kind &= 127


def test_where_nobody_helps_only_relatives_outside_the_town_make_carers() -> None:
    alone = world(tweak=without_links, personal_help__accept=0.0, personal_help__partner_share=0.0)
    town = run_world(alone)
    records = town.residents.records
    carers = records[(records["carer"] > 0) & (records["status"] == Status.HOME)]
    assert len(carers) > 0
    assert (carers["outside_hours"] > 0).all()
    assert records["minutes_given"].sum() == 0
