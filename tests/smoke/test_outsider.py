"""An outsider adds the lever and the facility type of the page, and edits nothing else."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.smoke.pages import ROOT, files, page

SHOWN = files(page("docs/extending.md"))
LEVER, KIND = "model/levers/elders_tour.py", "model/facilities/elders_walk_in.py"

SCENARIO = """name: outsider
title: With an outsider's lever
on: current
levers:
  - {lever: elders_tour, start: 2021-03, end: 2021-05, areas: [oude_stad, noord], dose: DOSE}
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
from model.state.digests import digests
from model.state.state import capture, restore
from model.town import SocialBaseModel

here = sys.argv[1]
assert "elders_tour" in known_levers() and "elders_walk_in" in known_facility_types()
for owner in ("elders_tour", "elders_walk_in"):
    assert not complaints(parameter_rows(owner)), owner
for name, value in (("elders_tour.uptake_factor", 11), ("elders_tour.uptake", 1)):
    try:
        checked(name, value, "test")
    except ParameterError as error:
        print(f"refused: {error}")
    else:
        raise SystemExit(f"{name} = {value} was accepted")

base = SocialBaseModel(load_scenario("current"), residents=500, observers=())
base.warm_up()
start = capture(base)


def simulated(scenario):
    town = SocialBaseModel(load_scenario(scenario), residents=500, observers=(), empty=True)
    restore(town, start)
    uptake = []
    while town.month < 7:
        town.step()
        uptake.append(town.values["community"]["volunteer_uptake"].tolist())
    return town, uptake


current, _ = simulated("current")
tour, uptake = simulated(f"{here}/full.yaml")
none, _ = simulated(f"{here}/none.yaml")
places = [f for f in tour.facilities if f.plan.type == "elders_walk_in"]
assert len(places) == 1
row = tour.state.community.table[tour.facilities.index(places[0])]
assert row["origins"] == 2 and row["wish_base"] == -1.0 and row["visibility"] == 3.0
for month, values in enumerate(uptake):
    factor = 1.3 if 2 <= month < 4 else 1.0
    expected = [factor if area < 2 else 1.0 for area in range(len(values))]
    assert max(abs(v - e) for v, e in zip(values, expected)) < 1e-12, month
books = tour.ledger.frame()
mine = books[books["lever"] == "elders_tour"]
months = sorted({str(m.date()) for m in mine["month"]})
assert months == ["2021-03-01", "2021-04-01"], months
assert set(mine["item"]) == {"elders tour", "facility"}
assert set(mine.loc[mine["item"] == "elders tour", "area"]) == {"oude_stad", "noord"}
guide = mine.loc[mine["item"] == "elders tour", "eur"].sum()
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
    # the test's town is small: room for its few visitors takes many seats of the whole town
    roomy = SHOWN[LEVER].replace("seats_per_daypart=18.0", "seats_per_daypart=4000.0")
    assert roomy != SHOWN[LEVER]
    for path, text in ((LEVER, roomy), (KIND, SHOWN[KIND])):
        assert not (tmp_path / path).exists()
        (tmp_path / path).write_text(text, encoding="utf-8")
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
    assert "elders_tour.uptake_factor is 11" in done.stdout
    assert "no parameter 'elders_tour.uptake'" in done.stdout
