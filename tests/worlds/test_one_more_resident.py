"""One more resident: who needs nobody changes nobody, and nobody changes another's draws."""

from typing import Any

import numpy as np
import pytest

from agents.vocabulary import Domain, Sex, Status
from model.draws import decisions, uniforms
from model.processes.demography.removals import BLANK
from model.state.digests import digests
from tests.towns import begun
from tests.worlds.small_towns import again, differing, run_town

MONTHS = 30
GUEST = 2_305_843_013_249_718_405  # one who lives through the months of the test without an event
MATE = GUEST + 2


def add_resident(town: Any, uid: int, **fields: Any) -> int:
    """Put a resident without ties in a free slot, in a household of its own when at home."""
    people, homes = town.residents, town.households
    people.grow(1)
    homes.grow(1)
    slot = people.free.pop()
    people.records[slot] = BLANK[0]
    record = people.records[slot]
    record["uid"], record["status"], record["loneliness"] = uid, Status.HOME, -1.0
    for name, value in fields.items():
        record[name] = value
    if record["status"] == Status.HOME:
        home = homes.free.pop()
        homes.records[home : home + 1] = np.zeros((), homes.records.dtype)
        homes.records["uid"][home] = uid
        homes.records["adults"][home] = 1
        record["household"], record["lives_alone"] = home, 1
        for name in ("area", "postcode"):
            homes.records[name][home] = record[name]
    return slot


def add_in_care(town: Any, uid: int = GUEST) -> None:
    """Add somebody who lives in long-term care: no household, needs or ties."""
    add_resident(town, uid, status=Status.LONG_TERM_CARE, age_months=12 * 84, sex=Sex.WOMAN)


def add_at_home(town: Any, uid: int = GUEST) -> None:
    """Add somebody of 45 at home who looks for no ties, and whose partner lives in long-term care.

    Ashamed and not lonely, so that no place attracts; healthy and secure, so without needs.
    """
    calm = {"temperament": -3.0, "shame": 8.0, "frailty": 0.01, "capacity": 0.75, "education": 2}
    slot = add_resident(town, uid, age_months=12 * 45, sex=Sex.MAN, **calm)
    mate = add_resident(
        town, uid + 2, status=Status.LONG_TERM_CARE, age_months=12 * 45, sex=Sex.WOMAN, partner=slot
    )
    town.residents.records["partner"][slot] = mate


def without(town: Any, uids: set[int]) -> dict[str, str]:
    """Return the digests of the town as if those residents and their households were not there."""
    people, homes = town.residents.records, town.households.records
    theirs = np.isin(people["uid"], list(uids))
    status = people["status"][theirs].copy()
    houses = np.isin(homes["uid"], list(uids))
    names = homes["uid"][houses].copy()
    people["status"][theirs], homes["uid"][houses] = Status.EMPTY, 0
    parts = digests(town)
    people["status"][theirs], homes["uid"][houses] = status, names
    # Their own costs are in the books; what the ties process keeps are places in a list of slots.
    return {k: v for k, v in parts.items() if k != "ledger" and not k.startswith("ties.")}


@pytest.mark.parametrize("add", [add_in_care, add_at_home])
def test_who_needs_nobody_changes_nobody(add: Any) -> None:
    town, other = again(*begun("current")), again(*begun("current"))
    add(other)
    free_of_all = {GUEST, MATE}
    for _ in range(MONTHS):
        town.step()
        other.step()
        here, there = without(town, set()), without(other, free_of_all)
        apart = {k for k in here.keys() | there.keys() if here.get(k) != there.get(k)}
        assert not apart, f"month {town.month - 1}"
        for uid in free_of_all & set(other.residents.records["uid"].tolist()):
            guest = other.resident(uid)
            assert guest.open_needs == guest.degree == 0, "the test's own premise"
            assert guest.visits == -1
    assert GUEST in other.residents.records["uid"], "and the guest is there until the end"


def test_who_does_need_others_is_noticed() -> None:
    """The comparison can fail: a sociable guest with needs does change others."""
    town, other = again(*begun("current")), again(*begun("current"))
    slot = add_resident(
        other, GUEST, age_months=12 * 70, sociability=14.0, limitation=2, open_needs=0b111
    )  # fmt: skip
    for domain in (Domain.MEETING, Domain.HOUSEHOLD, Domain.GUIDANCE):
        other.residents.needs.write(slot, domain, severity=0.9)
    town.run_until(MONTHS)
    other.run_until(MONTHS)
    here, there = without(town, set()), without(other, {GUEST})
    assert here["ties"] != there["ties"]


def test_births_and_newcomers_are_the_same_people_whoever_else_lives_here() -> None:
    """A newcomer's uid and traits come from the month and its ordinal, not from the others."""
    town, other = again(*begun("current")), again(*begun("current"))
    add_resident(other, GUEST, age_months=12 * 30, sociability=16.0, sex=Sex.WOMAN)
    before = set(town.residents.records["uid"].tolist())
    drawn_once = ("sex", "origin", "frailty", "shame", "temperament", "sociability", "avoids_care")
    town.run_until(MONTHS)
    other.run_until(MONTHS)
    new = set(town.residents.records["uid"].tolist()) - before
    both = new & set(other.residents.records["uid"].tolist())
    assert len(both) > 10
    assert len(both) >= 0.9 * len(new)
    for uid in both:
        one, two = town.resident(uid), other.resident(uid)
        assert [getattr(one, f) for f in drawn_once] == [getattr(two, f) for f in drawn_once]


def test_nobody_changes_anothers_draws() -> None:
    """A draw is a function of its key: who else is drawn for, and in what order, is immaterial."""
    town = run_town("current", -118)
    uids = town.residents.records["uid"][town.residents.living]
    more = np.concatenate([[GUEST], uids[::-1], [MATE]])
    for what in decisions():
        for month, index in ((-7, 0), (5, 0), (5, 6)):
            alone = uniforms(int(town.seed), uids, what, month, index)
            among = uniforms(int(town.seed), more, what, month, index)
            assert np.array_equal(alone, among[1:-1][::-1])


def test_residents_have_draws_of_their_own() -> None:
    """Between residents, decisions, months and indices no draw comes twice."""
    town = run_town("current", -118)
    uids = town.residents.records["uid"][town.residents.living]
    keys = [(what, m, k) for what in decisions() for m in (5, 6) for k in (0, 1)]
    draws = [uniforms(int(town.seed), uids[:50], *key) for key in keys]
    # of 32 bits: hardly any by chance
    assert len(np.unique(np.concatenate(draws))) > 50 * len(keys) - 5


def test_two_equal_towns_are_equal() -> None:
    assert not differing(run_town("current", 3), run_town("current", 3))
