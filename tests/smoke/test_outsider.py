"""An outsider adds one lever file and one facility type file, and edits nothing else."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

VOLUNTEER_TOUR = '''"""Volunteer tour (vrijwilligerstour): associations that look for volunteers."""

from agents.vocabulary import Law
from model.lever import DosedLedger, Lever, LeverParameters
from model.parameters import par
from model.processes import community
from model.values import DosedValues


class TourParameters(LeverParameters):
    """How far a tour leads people to volunteer, and what it costs."""

    owner = "outsider_tour"

    uptake_factor: float = par(
        1.3, "ratio", 1.0, 2.0, evidence="oosterhout.volunteers_70plus", hard=(0, 10),
    )
    cost_per_month: float = par(
        1500.0, "EUR/month", 0.0, 5000.0, role="lever", evidence="assumed: a guide a day a week",
    )


class OutsiderTour(Lever):
    """Take benefit recipients along associations that look for volunteers (vrijwilligerstour)."""

    name = "outsider_tour"
    title = "Volunteer tour"
    Parameters = TourParameters
    modifies = (community.VOLUNTEER_UPTAKE,)
    brings = ("elders_walk_in",)

    def facilities(self):
        """Return the meeting point of the tour in its first area."""
        from agents.facilities import FacilityPlan

        return [FacilityPlan(
            type="elders_walk_in", name="tour_house", area=self.areas[0], seats_per_daypart=4000.0,
            dayparts_week=4.0, cost_eur_month=2000.0, start=self.first, end=self.last,
            lever=self.name,
        )]

    def apply(self, month: int, values: DosedValues, ledger: DosedLedger) -> None:
        """Raise uptake and book the guide."""
        values.multiply(community.VOLUNTEER_UPTAKE, self.p.uptake_factor)
        ledger.book(self.p.cost_per_month, item_name="outsider tour", prices_of=2021,
                    law=Law.PARTICIPATIEWET)
'''

ELDERS_WALK_IN = '''"""A walk-in for elders of one origin."""

from agents.vocabulary import Origin
from model.facility_type import FacilityParameters, FacilityType
from model.parameters import par


class WalkInParameters(FacilityParameters):
    """A place that is easy to enter."""

    wish_base: float = par(
        -1.0, "logit", -3.0, 0.0, hard=(-10, 10), evidence="assumed: run by people one knows",
    )


class EldersWalkIn(FacilityType):
    """Coffee, company and a listening ear in one's own language."""

    name = "elders_walk_in"
    title = "Walk-in for elders of one origin"
    Parameters = WalkInParameters
    origins = (int(Origin.TURKISH),)
'''

SCENARIO = """name: outsider
title: With an outsider's lever
on: current
levers:
  - {lever: outsider_tour, start: 2021-03, end: 2021-05, areas: [oude_stad, noord], dose: DOSE}
parameters:
  elders_walk_in.visibility: 3.0
"""

PROGRAM = """
import sys

from experiments.cli.catalogue import *  # the lists a user sees can be made
from model.errors import ParameterError
from model.inputs.evidence import complaints
from model.parameter_owners import checked, known_facility_types, known_levers, parameter_rows
from model.scenario.scenario import load_scenario
from model.state.state import capture, digests, restore
from model.town import SocialBaseModel

here = sys.argv[1]
assert "outsider_tour" in known_levers() and "elders_walk_in" in known_facility_types()
for owner in ("outsider_tour", "elders_walk_in"):
    assert not complaints(parameter_rows(owner)), owner
for name, value in (("outsider_tour.uptake_factor", 11), ("outsider_tour.uptake", 1)):
    try:
        checked(name, value, "test")
    except ParameterError as error:
        print(f"refused: {error}")
    else:
        raise SystemExit(f"{name} = {value} was accepted")

base = SocialBaseModel(load_scenario("current"), residents=500, observers=())
base.warm_up()
start = capture(base)


def lived(scenario):
    town = SocialBaseModel(load_scenario(scenario), residents=500, observers=(), empty=True)
    restore(town, start)
    uptake = []
    while town.month < 7:
        town.step()
        uptake.append(town.values["community"]["volunteer_uptake"].tolist())
    return town, uptake


current, _ = lived("current")
tour, uptake = lived(f"{here}/full.yaml")
none, _ = lived(f"{here}/none.yaml")
places = [f for f in tour.facilities if f.plan.type == "elders_walk_in"]
assert len(places) == 1
row = tour.state.community.table[tour.facilities.index(places[0])]
assert row["origins"] == 2 and row["wish_base"] == -1.0 and row["visibility"] == 3.0
for month, values in enumerate(uptake):
    factor = 1.3 if 2 <= month < 4 else 1.0
    expected = [factor if area < 2 else 1.0 for area in range(len(values))]
    assert max(abs(v - e) for v, e in zip(values, expected)) < 1e-12, month
books = tour.ledger.frame()
mine = books[books["lever"] == "outsider_tour"]
months = sorted({str(m.date()) for m in mine["month"]})
assert months == ["2021-03-01", "2021-04-01"], months
assert set(mine["item"]) == {"outsider tour", "facility"}
assert set(mine.loc[mine["item"] == "outsider tour", "area"]) == {"oude_stad", "noord"}
guide = mine.loc[mine["item"] == "outsider tour", "eur"].sum()
assert abs(guide - 2 * 1500 * 500 / 67510) < 0.05, guide
ours, theirs = digests(none), digests(current)
differ = {n for n in ours | theirs if "." not in n and ours.get(n) != theirs.get(n)}
assert not differ, differ
print("an outsider is at home")
"""


@pytest.mark.slow
def test_one_file_each_and_no_edit_elsewhere(tmp_path: Path) -> None:
    for room in ("agents", "model", "experiments"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    lever, kind = (
        tmp_path / "model/levers/outsider_tour.py",
        tmp_path / "model/facilities/elders_walk_in.py",
    )
    lever.write_text(VOLUNTEER_TOUR, encoding="utf-8")
    kind.write_text(ELDERS_WALK_IN, encoding="utf-8")
    for name, dose in (("full", "1"), ("none", "0")):
        text = SCENARIO.replace("DOSE", dose).replace("name: outsider", f"name: outsider_{name}")
        (tmp_path / f"{name}.yaml").write_text(text, encoding="utf-8")
    (tmp_path / "program.py").write_text(PROGRAM, encoding="utf-8")
    env = os.environ | {"PYTHONPATH": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    env.pop("NUMBA_CACHE_DIR", None)
    done = subprocess.run(
        [sys.executable, "program.py", str(tmp_path)], cwd=tmp_path, env=env,
        capture_output=True, text=True, check=False, timeout=900,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-3000:]
    assert "an outsider is at home" in done.stdout
    assert "outsider_tour.uptake_factor is 11" in done.stdout
    assert "no parameter 'outsider_tour.uptake'" in done.stdout
