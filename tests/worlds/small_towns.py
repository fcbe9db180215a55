"""Small towns to run in tests: of the shipped municipality, or of one a hundred times smaller."""

import shutil
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from model.inputs.municipality import FOLDER, MunicipalityData, load_municipality
from model.lever import LeverParameters
from model.parameter_owners import known_levers
from model.scenario.lever_use import LeverUse
from model.scenario.scenario import Scenario, load_scenario
from model.state.digests import digests
from model.state.state import TownState, capture, restore
from model.town import SocialBaseModel

SIZE = 800


def run_town(scenario: str | Scenario, months: int, size: int | None = SIZE, **more: Any) -> Any:
    """Return a town of Bergen op Zoom that was run until a month."""
    named = load_scenario(scenario) if isinstance(scenario, str) else scenario
    town = SocialBaseModel(named, residents=size, **{"observers": (), **more})
    town.run_until(months)
    return town


def differing(a: Any, b: Any, private: bool = True) -> set[str]:
    """Return the parts of the state in which two towns differ, every resident included."""
    return apart(digests(a), digests(b), private)


def apart(here: dict[str, str], there: dict[str, str], private: bool = True) -> set[str]:
    """Return the parts in which the digests of two towns differ."""
    names = {name for name in here.keys() | there.keys() if private or "." not in name}
    return {name for name in names if here.get(name) != there.get(name)}


def use_of(lever: str, **fields: Any) -> LeverUse:
    """Return a use of a lever with some of its fields set."""
    parameters = known_levers()[lever].Parameters(**fields)
    assert isinstance(parameters, LeverParameters)
    return LeverUse(lever, parameters)


def with_levers(*uses: LeverUse, on: str = "current") -> Scenario:
    """Return a scenario with these levers and no others."""
    return replace(load_scenario(on), name="test", levers=uses)


def again(town: Any, state: TownState, scenario: Scenario | None = None, **more: Any) -> Any:
    """Return a new town of the same kind in a captured state."""
    options = {
        "seed": town.seed_given, "replication": town.replication, "residents": town.size,
        "municipality": town.data, "observers": (), **more,
    }  # fmt: skip
    other = SocialBaseModel(scenario or town.scenario, empty=True, **options)
    restore(other, state)
    return other


def shrunken(folder: Path, divisor: int) -> MunicipalityData:
    """Write and load a municipality with each cell of the age table divided, in its own folder.

    Composing its residents takes a moment where the whole town takes a second, or minutes in plain
    Python. Postcodes, areas and shares stay.
    """
    home = folder / "shrunken"
    if not home.is_dir():
        shutil.copytree(FOLDER / "bergen_op_zoom", home)
        table = pd.read_csv(home / "residents.csv")
        full = int(table["residents"].sum())
        for sex in ("men", "women"):
            table[sex] = (table[sex] / divisor).round().astype(int)
        table["residents"] = table["men"] + table["women"]
        table.to_csv(home / "residents.csv", index=False)
        _shrink_figures(home / "indicators.csv", table)
        (home / "wmo_stock_flow.csv").unlink()  # of the full town, and optional
        about = home / "municipality.yaml"
        text = about.read_text(encoding="utf-8")
        assert str(full) in text
        about.write_text(text.replace(str(full), str(table["residents"].sum())), encoding="utf-8")
    return load_municipality("shrunken", folder)


def _shrink_figures(path: Path, residents: pd.DataFrame) -> None:
    """Let counts of people and households fit fewer residents; what is optional goes."""
    figures = pd.read_csv(path)
    name = figures["indicator_en"]
    total = float(residents["residents"].sum())
    share = total / float(figures.loc[name == "residents", "value"].iloc[0])
    youngest = residents["age_band"].str.extract(r"^([0-9]+)")[0].astype(int)
    learnt = residents.loc[(youngest >= 15) & (youngest < 75), "residents"].sum()
    educated = name.str.startswith("persons with")
    figures.loc[name.isin(["residents", "households"]), "value"] *= share
    figures.loc[educated, "value"] *= learnt / figures.loc[educated, "value"].sum()
    optional = name.isin(["men", "women"]) | name.str.startswith("age ")
    figures[~optional].to_csv(path, index=False)


def permuted(town: Any, order: Any) -> Any:
    """Return the town with every resident in another slot: slot k holds who was in order[k]."""
    state = capture(town)
    back = np.empty(len(order), np.int64)
    back[order] = np.arange(len(order))
    arrays = state.arrays
    for name in ("records", "needs"):
        arrays[name] = arrays[name].take(order)
    for name in ("tie_other", "tie_strength", "tie_kind", "published", "spent"):
        arrays[name] = arrays[name][order]
    pointers = [arrays["records"][name] for name in ("partner", "helper_a", "helper_b")]
    for pointer in (*pointers, arrays["tie_other"]):
        pointer[:] = np.where(pointer >= 0, back[np.maximum(pointer, 0)], pointer)
    for table in ("cases", "indications"):
        arrays[table]["resident"] = back[arrays[table]["resident"]]
    arrays["free"] = back[arrays["free"]]
    ring = state.processes["ties"]["ring"]
    ring[:] = back[ring]
    return again(town, state)
