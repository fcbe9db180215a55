"""Each file of the page on extending works as it stands there, in a copy of the house."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest

from tests.smoke.pages import ROOT, files, page, run

SHOWN = files(page("docs/extending.md"))
LINE = SHOWN["model/town.py"]
KINDS = {"levers": 2, "facilities": 1, "observers": 1, "processes": 1}

PULL = """
import sys
from model.ledger import items
from model.scenario.scenario import load_scenario
from model.town import SocialBaseModel

town = SocialBaseModel(load_scenario(sys.argv[1]), empty=True)
town.month = 72
town._pull_levers()
print(town.values["community"]["volunteer_uptake"].tolist())
line = next(one for one in items() if one.name == "volunteer market")
print(town.ledger.cells[line.index].sum(axis=0).tolist())
print(town.price_index(72))
"""

TOWN = """
import json
import numpy as np
from agents.residents import Residents
from agents.vocabulary import NOBODY, Status
from model.scenario.scenario import load_scenario
from model.town import SocialBaseModel


def town_of(changes, **options):
    town = SocialBaseModel(load_scenario("current", changes), empty=True, **options)
    town.residents, town.month = Residents(500), 11
    records = town.residents.records
    records["status"], records["uid"] = Status.HOME, np.arange(1, 501)
    records["area"], records["invited"] = np.arange(500) % len(town.areas), NOBODY
    return town, records
"""

OBSERVE = """
town, records = town_of({}, observers=("helpers",))
records["links"][:7] = 1
(helpers,) = town.observers
helpers.observe(town)
town.month = 12
helpers.observe(town)
print(helpers.frame(town).to_json(orient="records"))
"""

WELCOME = """
town, records = town_of({"welcome.visited": 0.5})
names = [process.name for process in town.processes]
assert names[names.index("community") - 1] == "welcome", names
welcome = town.processes[names.index("welcome")]
records["arrived"][:200], records["arrived"][200:] = 11, 10
welcome.step(town)
shown = np.flatnonzero(records["invited"] != NOBODY)
first = records["invited"].copy()
records["invited"] = NOBODY
welcome.step(town)
places = [town.facilities[records["invited"][slot]].plan.area for slot in shown]
print(json.dumps({
    "shown": len(shown), "others": int((shown >= 200).sum()),
    "same": bool((records["invited"] == first).all()),
    "near": bool((np.array(places) == records["area"][shown]).all()),
}))
"""


def a_house(tmp_path: Path) -> Path:
    for room in ("agents", "model", "experiments"):
        shutil.copytree(ROOT / room, tmp_path / room, ignore=shutil.ignore_patterns("__pycache__"))
    return tmp_path


def put(house: Path, path: str) -> None:
    assert not (house / path).exists()
    (house / path).write_text(SHOWN[path], encoding="utf-8")


def test_the_page_shows_one_file_of_each_kind() -> None:
    folders = [Path(path).parent.name for path in SHOWN]
    assert {kind: folders.count(kind) for kind in KINDS} == KINDS
    assert "experiments/e10_does_respite_help_carers.py" in SHOWN


def test_lever_works_as_one_new_file(tmp_path: Path) -> None:
    """The lever is put into a copy of the house; nothing else in it is touched."""
    house = a_house(tmp_path)
    put(house, "model/levers/volunteer_market.py")
    put(house, "market.yaml")
    listed = json.loads(
        run("-m", "experiments.cli.main", "list", "levers", "--format", "json", cwd=house)
    )
    assert "volunteer_market" in {row["name"] for row in listed}
    uptake, cents, prices = map(
        json.loads, run("-c", PULL, str(house / "market.yaml"), cwd=house).splitlines()
    )
    assert uptake == [1.0, 1.3, 1.3, 1.0, 1.0]  # noord and oost are the second and third area
    assert sum(cents) == pytest.approx(150_000 * prices, abs=2)
    assert [amount > 0 for amount in cents] == [False, True, True, False, False]


def test_observer_works_as_one_new_file(tmp_path: Path) -> None:
    house = a_house(tmp_path)
    put(house, "model/observers/helpers.py")
    rows = pd.DataFrame(json.loads(run("-c", TOWN + OBSERVE, cwd=house)))
    assert list(rows) == ["month", "area", "helpers"]
    assert set(rows["month"]) == {"2021-12"}
    assert len(rows) == 5
    assert list(rows["helpers"]) == [2, 2, 1, 1, 1]  # the first seven residents


def test_process_works_as_one_new_file_and_one_line(tmp_path: Path) -> None:
    house = a_house(tmp_path)
    put(house, "model/processes/welcome.py")
    town = house / "model/town.py"
    source = town.read_text(encoding="utf-8")
    place, name = "    Community,  #", "from model.processes.wellbeing import Wellbeing\n"
    assert source.count(place) == source.count(name) == 1
    source = source.replace(place, LINE + place)
    source = source.replace(name, "from model.processes.welcome import Welcome\n" + name)
    town.write_text(source, encoding="utf-8")
    record = json.loads(run("-c", TOWN + WELCOME, cwd=house))
    assert 60 < record.pop("shown") < 140  # half of 200
    assert record == {"others": 0, "same": True, "near": True}


@pytest.mark.slow
def test_experiment_works_as_one_new_file(tmp_path: Path) -> None:
    names: dict[str, object] = {"__name__": "e10"}
    text = SHOWN["experiments/e10_does_respite_help_carers.py"]
    exec(compile(text, "e10_does_respite_help_carers.py", "exec"), names)
    table = names["main"](  # type: ignore[operator]
        residents=500, replications=2, months=84, workers=1, out=tmp_path, quiet=True
    )
    assert list(table["outcome"])[:1] == ["indicated_users"]
    assert pd.read_csv(tmp_path / "e10.csv").shape == table.shape
