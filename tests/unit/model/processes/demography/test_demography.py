"""Demography: hazards in plain numbers, conservation, and no pointer to anybody who has left."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from agents.cases import Cases
from agents.indications import Indications
from agents.needs import need_dtype
from agents.records import records
from agents.residents import resident_dtype
from agents.ties import HELPING, add_tie
from agents.vocabulary import CareStage, Domain, Sex, Status
from model.draws import derived_uid, seed_of
from model.inputs.municipality import load_municipality
from model.levers.ageing_held_still import AgeingHeldStill
from model.population.build import build_population
from model.population.past import PRESENT
from model.process_counts import DemographyCount as Count
from model.process_state import ProcessStates
from model.processes.demography import life_hazards as hazards
from model.processes.demography.backcast import backcast
from model.processes.demography.demography import AGEING, Demography
from model.processes.demography.life_parameters import LifeParameters
from model.processes.demography.parenthood import BIRTH_STREAM
from model.processes.wellbeing import WellbeingParameters
from model.values import Values
from tests.unit.stub_town import no_programmes

P = LifeParameters().as_record()[0]
WELLBEING = WellbeingParameters().as_record()
STILL = dict.fromkeys(
    (
        "mortality_scale", "wlz_severe", "wlz_dementia", "arrivals_before_2021",
        "total_fertility", "departures", "leaving_home", "pairing", "parting", "event_hazard",
        "discharge_hazard", "insecurity_in", "insecurity_out", "arrivals_until_2023",
        "arrivals_later", "limitation_onset_70", "limitation_worsening_70", "limitation_recovery",
        "limitation_easing", "dementia_65",
    ),
    0.0,
)  # fmt: skip


class Town(SimpleNamespace):
    """What demography knows of a town: enough to run its months alone."""

    @property
    def warming_up(self) -> bool:
        return self.month < 0

    def run(self, months: int) -> None:
        for _ in range(months):
            self.values.rebuild()
            self.demography.step(self)
            self.month += 1


def town_of(residents: int = 3000, month: int = 0, **changes: float) -> Town:
    data = load_municipality("bergen_op_zoom")
    seed = np.uint64(seed_of(1, 77))
    parameters = LifeParameters().changed(changes)
    past = PRESENT if month >= 0 else backcast(data, parameters.as_record()[0])
    people = build_population(data, int(seed), residents, past=past)
    weights = np.bincount(data.postcodes["area"], weights=data.postcodes["residents"])
    town = Town(
        data=data, areas=data.areas, size=residents, month=month, seed=seed, area_weights=weights,
        residents=people.residents, households=people.households, cases=Cases(),
        indications=Indications(),
        numbers=SimpleNamespace(wellbeing=WELLBEING),
        state=ProcessStates.zeros(
            areas=len(data.areas), places=0, postcodes=len(data.postcodes)
        ),
    )  # fmt: skip
    town.state.programmes.table = no_programmes()
    town.demography = Demography(town, parameters)  # type: ignore[arg-type]
    town.values = Values(Demography.publishes, {"demography": parameters}, len(data.areas))
    if month < 0:
        town.demography.prepare(town)
    return town


def tie_everybody(town: Town, step: int = 7) -> None:
    """Tie each resident to the one `step` places on; every second tie helps with care."""
    people = town.residents
    ties = people.tie_other, people.tie_strength, people.tie_kind
    living = people.living
    for k, a in enumerate(living[:-step]):
        b = living[k + step]
        add_tie(*ties, a, b, 0.5, np.uint8(HELPING if k % 2 else 0))
        if k % 2:
            people.records["helper_a"][a] = b
            people.records["links"][b] += 1


def check_pointers(town: Town) -> None:
    people, homes = town.residents, town.households.records
    r = people.records
    living, empty = people.living, np.flatnonzero(r["status"] == Status.EMPTY)
    assert len(np.unique(r["uid"][living])) == len(living)
    assert (r["uid"][empty] == 0).all()
    assert sorted(people.free) == empty.tolist()
    coupled = living[r["partner"][living] >= 0]
    assert (r["partner"][r["partner"][coupled]] == coupled).all()
    assert (r["household"][coupled] == r["household"][r["partner"][coupled]]).all()
    at_home = living[r["status"][living] == Status.HOME]
    home, adult = r["household"][at_home], r["age_months"][at_home] >= hazards.ADULT_MONTHS
    assert (np.bincount(home[adult], minlength=len(homes)) == homes["adults"]).all()
    assert (np.bincount(home[~adult], minlength=len(homes)) == homes["children"]).all()
    alone = homes["adults"][home].astype(int) + homes["children"][home] == 1
    assert (alone == r["lives_alone"][at_home]).all()
    assert sorted(town.households.free) == np.flatnonzero(homes["uid"] == 0).tolist()
    a, k = np.nonzero(people.tie_other >= 0)
    b = people.tie_other[a, k]
    assert (r["status"][a] > 0).all()
    assert ((people.tie_other[b] == a[:, None]).sum(axis=1) == 1).all()
    helped = living[r["helper_a"][living] >= 0]
    helpers = r["helper_a"][helped]
    assert (r["status"][helpers] == Status.HOME).all()
    links = np.bincount(helpers, minlength=len(r))
    assert (links[living] == r["links"][living]).all()


def person(**fields: float) -> Any:
    r = records(1, resident_dtype)
    for name, value in fields.items():
        r[name] = value
    return r.view(np.recarray)[0]


@pytest.mark.parametrize(("sex", "level", "slope"), [(0, 0.00694, 0.1052), (1, 0.0047, 0.108)])
def test_mortality_is_gompertz_tilted_and_scaled(sex: int, level: float, slope: float) -> None:
    chance = 1 - math.exp(-hazards.mortality(61.0, sex, P))
    assert chance == pytest.approx(P.mortality_scale * level)
    chance = 1 - math.exp(-hazards.mortality(81.0, sex, P))
    assert chance == pytest.approx(P.mortality_scale * level * math.exp(20 * slope))
    assert hazards.mortality(20.0, sex, P) == pytest.approx(0.0003, rel=0.001)
    row = hazards.hazards_by_age(P)[80]
    assert row["death"][sex, 2] == pytest.approx(2.2 * row["death"][sex, 0])


def test_limitation_and_dementia_have_their_level_at_the_anchor() -> None:
    assert hazards.limitation_onset(70.0, P) == pytest.approx(0.05)
    assert hazards.limitation_onset(5.0, P) == hazards.limitation_onset(20.0, P)
    assert hazards.limitation_worsening(80.0, P) == pytest.approx(0.045 * math.exp(0.55))
    assert hazards.recovery_by_age(75.0, P) == pytest.approx(math.exp(-0.6))
    assert hazards.dementia_onset(67.0, P) == pytest.approx(0.002)
    assert hazards.dementia_onset(59.9, P) == 0.0


def test_fertility_sums_to_the_total() -> None:
    total = sum(hazards.fertility(age + 0.5, P) for age in range(10, 60))
    assert total == pytest.approx(P.total_fertility, rel=0.01)  # type: ignore[attr-defined]


def admission(r: Any, needs: Any) -> float:
    hazard: float = hazards.wlz_hazard(r, needs[Domain.MEETING], needs[Domain.HOUSEHOLD], P)
    return hazard


def test_admission_needs_a_severe_limitation_or_dementia_without_day_structure() -> None:
    needs = records(7, need_dtype).view(np.recarray)
    assert admission(person(age_months=80 * 12, limitation=1), needs) == 0.0
    assert admission(person(age_months=80 * 12, limitation=2), needs) == P.wlz_severe
    assert admission(person(age_months=60 * 12, limitation=2), needs) == 0.0
    needs[Domain.MEETING].severity = 0.7
    both = person(age_months=80 * 12, limitation=2, dementia=1)
    together = P.wlz_severe + P.wlz_dementia
    assert admission(both, needs) == pytest.approx(together)
    needs[Domain.HOUSEHOLD].severity = 0.5
    assert admission(both, needs) == pytest.approx(together * P.wlz_unmet_household)
    needs[Domain.HOUSEHOLD].formal = 0.6
    assert admission(both, needs) == pytest.approx(together)


def test_competing_hazards_share_one_uniform() -> None:
    u = (np.arange(200_000) + 0.5) / 200_000
    what = np.array([hazards.first_of_two(x, 2.0, 1.0) for x in u])
    chance = 1 - math.exp(-3 / 12)
    assert (what == 1).mean() == pytest.approx(chance * 2 / 3, abs=1e-4)
    assert (what == 2).mean() == pytest.approx(chance / 3, abs=1e-4)
    assert hazards.first_of_two(1e-9, 0.0, 0.0) == 0
    assert not hazards.struck(1e-9, 0.0)


def test_all_hazards_zero_leave_everybody_one_month_older() -> None:
    town = town_of(**STILL)
    before = town.residents.records.copy()
    town.run(1)
    after = town.residents.records
    living = town.residents.living
    assert (after["age_months"][living] == before["age_months"][living] + 1).all()
    for name in set(before.dtype.names or ()) - {"age_months"}:
        assert (after[name] == before[name]).all(), name
    assert town.state.demography.counts.sum() == 0


def test_people_are_conserved_and_nobody_points_at_the_gone() -> None:
    town = town_of()
    tie_everybody(town)
    for _ in range(24):
        before = len(town.residents.living)
        town.run(1)
        flow = town.state.demography.counts.sum(axis=0)
        change = flow[Count.BIRTHS] + flow[Count.ARRIVALS] - flow[Count.DEATHS]
        change -= flow[Count.DEPARTURES]
        assert len(town.residents.living) - before == change
    check_pointers(town)
    assert change != 0 or flow[Count.ARRIVALS] > 0


def test_results_do_not_depend_on_slots() -> None:
    plain, moved = town_of(), town_of()
    people = moved.residents
    n = len(people.living)
    order = np.arange(len(people))
    order[:n] = order[:n][::-1]
    back = np.argsort(order)
    people.records = people.records.take(order)
    partner = people.records["partner"]
    people.records["partner"] = np.where(partner >= 0, back[partner], -1)
    for town in (plain, moved):
        town.run(12)
    names = (
        "age_months",
        "status",
        "area",
        "postcode",
        "insecure",
        "limitation",
        "lives_alone",
        "event_months",
    )
    tables = []
    for town in (plain, moved):
        r = town.residents.records[town.residents.living]
        tables.append({name: r[np.argsort(r["uid"])][name] for name in ("uid", *names)})
    for name in tables[0]:
        assert (tables[0][name] == tables[1][name]).all(), name


def test_a_birth_is_named_after_its_mother_alone() -> None:
    town = town_of(total_fertility=8.0)
    before = set(town.residents.records["uid"].tolist())
    mothers = {derived_uid(BIRTH_STREAM, uid, 1): uid for uid in before if uid}
    town.run(1)
    r = town.residents.records
    babies = [
        i for i in town.residents.living if r["age_months"][i] == 0 and r["uid"][i] not in before
    ]
    born = [i for i in babies if r["uid"][i] in mothers]
    assert len(born) == town.state.demography.counts[:, Count.BIRTHS].sum() > 0
    for i in born:
        mother = town.residents.slot_of(mothers[r["uid"][i]])
        assert r["sex"][mother] == Sex.WOMAN
        assert r["household"][i] == r["household"][mother]


def test_arrivals_do_not_depend_on_the_world() -> None:
    one, other = town_of(), town_of(mortality_scale=0.8, departures=0.01)
    came = []
    for town in (one, other):
        before = town.residents.records["uid"].copy()
        people = town.residents
        town.run(1)
        here = people.records[people.living]
        new = here[
            (here["household"] >= 0) & ~np.isin(here["uid"], before) & (here["age_months"] > 0)
        ]
        came.append({r["uid"].item(): (r["age_months"].item(), r["postcode"].item()) for r in new})
    assert came[0] == came[1] != {}


def test_widowing_equals_partner_deaths() -> None:
    town = town_of(**(STILL | {"mortality_scale": 3.0}))
    r = town.residents.records
    coupled = {
        r["uid"][i].item(): r["uid"][r["partner"][i]].item()
        for i in town.residents.living
        if r["partner"][i] >= 0
    }
    town.run(1)
    r = town.residents.records[town.residents.living]
    alive = set(r["uid"].tolist())
    widowed = {uid for uid, partner in coupled.items() if uid in alive and partner not in alive}
    assert widowed == set(r["uid"][r["event_months"] == 12].tolist()) != set()
    assert (r["partner"][np.isin(r["uid"], list(widowed))] == -1).all()


def test_long_term_care_ends_municipal_care_but_not_ties() -> None:
    town = town_of(**(STILL | {"wlz_severe": 500.0}))
    tie_everybody(town, 6)
    people, table = town.residents, town.indications.records
    r = people.records
    i = next(
        s
        for s in people.living
        if r["age_months"][s] > 70 * 12 and r["links"][s] and r["helper_a"][s] >= 0
    )
    r["limitation"][i], r["products"][i], r["open_needs"][i] = 2, 2, 2
    people.needs.write(i, Domain.HOUSEHOLD, severity=0.6)
    table["stage"][5], table["resident"][5], table["uid"][5] = CareStage.RUNNING, i, r["uid"][i]
    ties = (people.tie_other[i] >= 0).sum()
    town.run(1)
    assert r["status"][i] == Status.LONG_TERM_CARE
    assert (people.tie_other[i] >= 0).sum() == ties > 0
    assert people.needs.column("severity")[i].sum() == 0
    assert table["stage"][5] == CareStage.FREE
    assert town.state.demography.counts[:, Count.TO_LONG_TERM_CARE :].sum(axis=0).tolist() == [1, 1]
    check_pointers(town)


def test_a_victim_takes_over_its_donors_state_and_care() -> None:
    town = town_of(**(STILL | {"mortality_scale": 60.0}))
    people = town.residents
    r = people.records
    old = people.living[r["age_months"][people.living] > 50 * 12]
    r["limitation"][old], r["dementia"][old] = 2, 1
    rows = town.indications.records[: len(old)]
    rows["stage"], rows["resident"], rows["uid"] = CareStage.RUNNING, old, r["uid"][old]
    people.needs.write(old, 0, indications=1)
    r["products"][old] = 1
    hold_still(town)
    size, ages = len(people.living), r["age_months"].copy()
    town.demography.step(town)
    assert len(people.living) == size
    assert (r["age_months"] == ages).all()
    table = town.indications.records
    held = np.bincount(table["resident"][table["stage"] > 0], minlength=len(r))
    assert (held[old] == people.needs.column("indications", old)[:, 0]).all()
    assert (held[old[ages[old] > 60 * 12]] == 1).all()
    assert (table["uid"] == np.where(table["stage"] > 0, r["uid"][table["resident"]], 0)).all()


def hold_still(town: Town) -> None:
    town.values.change(AGEING, "set", 0.0, None, None)
    town.values.rebuild()


def test_ageing_held_still_freezes_the_structure() -> None:
    town = town_of()
    before = np.sort(town.residents.records["uid"])
    ages = town.residents.records["age_months"].copy()
    for _ in range(6):
        hold_still(town)
        town.demography.step(town)
        town.month += 1
    assert (np.sort(town.residents.records["uid"]) == before).all()
    assert (town.residents.records["age_months"] == ages).all()
    assert town.state.demography.counts.sum() == 0
    assert AgeingHeldStill.modifies == (AGEING,)
