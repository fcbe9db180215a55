"""What a sweep is: scenarios x points of the parameter space x replications; and its YAML file.

The form is that of the files in `experiments/sweeps`. A point's parameters hold in every
scenario; a replication's draws depend on seed and number only, so all points are paired.
"""

import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from experiments.sweep.designs import Design, draw_points, number_of_points, read_design
from experiments.sweep.size import Size
from experiments.sweep.swept import Swept, all_uncertain, swept_parameter
from model.errors import InputError, SweepError, nearest
from model.inputs.municipality import load_municipality
from model.inputs.reading import opened
from model.inputs.yaml_file import Fields, read_fields
from model.measures.outcomes import NAMES
from model.parameter_owners import all_rows
from model.scenario.build import path_of
from model.scenario.scenario import FOLDER as SCENARIOS
from model.scenario.scenario import Scenario, load_scenarios, with_changes
from model.town_size import FEWEST_RESIDENTS, MOST_RESIDENTS

FOLDER = Path(__file__).resolve().parents[1] / "sweeps"
TABLES = ("monthly", "layers", "groups")
ALL_UNCERTAIN = "all_uncertain"
MANY = 12
"""So many names are too many for a message."""
_KEYS = (
    "name", "description", "scenarios", "parameters", "design", "replications", "residents",
    "months", "outcomes", "tables", "seed", "municipality",
)  # fmt: skip
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_BOUNDS = {
    "replications": (1, 100_000, 1),
    "residents": (FEWEST_RESIDENTS, MOST_RESIDENTS, None),
    "months": (1, 360, 180),
    "seed": (0, 2**63 - 1, 1),
}
"""Least, most and default of the whole numbers in a file."""


@dataclass(frozen=True, eq=False)
class Sweep:
    """Scenarios, points and replications: everything that decides which worlds are simulated.

    Attributes
    ----------
    name : str
    scenarios : tuple of Scenario
        Before a point's parameters; may be built in code.
    points : DataFrame
        Index `point`, 0 and on; a float64 column per swept parameter, named as in `--set`.
    replications : int
    seed : int
    residents : int or None
        All of the municipality when None.
    months : int
    municipality : str
    outcomes : tuple of str
        Columns of `monthly` that are kept, all when empty.
    tables : tuple of str
        Of `monthly, layers, groups`.
    swept, design
        What the points were drawn from, where a file says so: for `expand` and `sensitivity`.
    given : dict of str to str
        How the user named each scenario: a shipped name or a path; missing where built in code.
    """

    name: str
    scenarios: tuple[Scenario, ...]
    points: pd.DataFrame
    replications: int = 1
    seed: int = 1
    residents: int | None = None
    months: int = 180
    municipality: str = "bergen_op_zoom"
    outcomes: tuple[str, ...] = ()
    tables: tuple[str, ...] = ("monthly",)
    swept: tuple[Swept, ...] = ()
    design: Design | None = None
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def runs(self) -> int:
        """Number of runs: points x scenarios x replications."""
        return len(self.points) * len(self.scenarios) * self.replications

    @property
    def size(self) -> Size:
        """Its size, for the bounds of what can be held."""
        return Size(
            len(self.points), len(self.points.columns), len(self.scenarios), self.replications,
            self.months,
        )  # fmt: skip

    def changes_at(self, point: int) -> dict[str, float]:
        """Return the parameters of a point by name, as `--set` takes them."""
        return next(self.changes_at_each([point]))

    def changes_at_each(self, points: Sequence[int]) -> Iterator[dict[str, float]]:
        """Yield the parameters of many points, each as `changes_at` does."""
        names = [str(name) for name in self.points.columns]
        for values in self.points.loc[list(points)].to_numpy(float):
            yield dict(zip(names, values.tolist(), strict=True))

    def of_size(self, **other: Any) -> "Sweep":
        """Return the sweep with other replications, residents, months or seed; None keeps."""
        return replace(self, **{name: v for name, v in other.items() if v is not None})


def one_point() -> pd.DataFrame:
    """Return the points of a sweep without parameters: one, as everything is set."""
    return pd.DataFrame(index=pd.RangeIndex(1, name="point"))


def shipped_sweeps(folder: Path = FOLDER) -> tuple[str, ...]:
    """Return the names of the shipped sweep files."""
    return tuple(sorted(path.stem for path in folder.glob("*.yaml")))


def sweep_path(name_or_path: str | Path, folder: Path = FOLDER) -> Path:
    """Return the file of a shipped sweep, or of a path that ends in .yaml.

    Raises
    ------
    SweepError
        If there is none.
    """
    text = str(name_or_path)
    if text.endswith((".yaml", ".yml")):
        os.close(opened(Path(text), error=SweepError))
        return Path(text)
    names = shipped_sweeps(folder)
    if text not in names:
        raise SweepError(
            f"no sweep '{text}'.{nearest(text, names)} Shipped are: {', '.join(names)}; or give a "
            f"path that ends in .yaml."
        )
    return folder / f"{text}.yaml"


def read_sweep(name_or_path: str | Path) -> Sweep:
    """Read and check a sweep file; draw its points.

    Raises
    ------
    InputError
        Naming file and line, field, value and remedy.
    """
    path = sweep_path(name_or_path)
    fields = read_fields(path, error=SweepError)
    fields.only(_KEYS, "a sweep")
    name = fields.title("name", required=True)
    fields.text("description")  # nobody reads it, but it must be a text
    if not _NAME.fullmatch(name):
        raise SweepError(
            f"{fields.where('name')}: name is '{name}': use small letters, digits and _, at most "
            f"60."
        )
    numbers = {key: _whole(fields, key) for key in _BOUNDS}
    municipality = fields.title("municipality") or "bergen_op_zoom"
    files = _scenarios(fields, path)
    loaded = load_scenarios(list(files.values()), None, load_municipality(municipality))
    swept, design = _design(fields, loaded)
    count = number_of_points(design, swept) if design else 1
    size = Size(count, len(swept), len(loaded), numbers["replications"], numbers["months"])
    size.refuse_too_large(fields.where("design"), design.block(swept) if design else 1)
    points = draw_points(design, swept, numbers["seed"]) if design else one_point()
    sweep = Sweep(
        name, loaded, points, municipality=municipality,
        outcomes=_names_of(fields, "outcomes", NAMES),
        tables=_names_of(fields, "tables", TABLES) or ("monthly",), swept=swept, design=design,
        given=dict(zip((s.name for s in loaded), files, strict=True)), **numbers,
    )  # fmt: skip
    check_points(sweep, fields.where("parameters"))
    return sweep


def check_points(sweep: Sweep, where: str) -> None:
    """Check that every point can be set in every scenario.

    Raises
    ------
    InputError
        Naming place, point, parameter, value and bounds.
    """
    first, *_ = sweep.points.index
    for scenario in sweep.scenarios:
        with_changes(scenario, sweep.changes_at(first), where)
    rows = [all_rows()[str(name)] for name in sweep.points.columns]
    values = sweep.points.to_numpy(float)
    good: NDArray[np.bool_] = (values >= [r.hard_low for r in rows]) & (
        values <= [r.hard_high for r in rows]
    )
    for point in sweep.points.index[np.flatnonzero(~good.all(axis=1))]:
        with_changes(sweep.scenarios[0], sweep.changes_at(point), f"{where}: point {point}")


def _whole(fields: Fields, key: str) -> Any:
    least, most, default = _BOUNDS[key]
    value = fields.get(key, default)
    if key in fields and (
        isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most
    ):
        raise SweepError(
            f"{fields.where(key)}: {key} is {value!r}: give a whole number from {least} to {most}."
        )
    return value


def _scenarios(fields: Fields, path: Path) -> dict[str, Path]:
    """Return the file of each scenario by its name; a path starts from the sweep file."""
    names = fields.texts("scenarios")
    if not names:
        raise SweepError(
            f"{fields.where()}: field 'scenarios' is missing: add 'scenarios: [current, ...]'."
        )
    files = {}
    for name in names:
        try:
            file = path_of(name, SCENARIOS, path.parent)
        except InputError as error:
            raise SweepError(f"{fields.where('scenarios')}: {error}") from None
        files[name if file.parent == SCENARIOS else str(file)] = file
    return files


def _names_of(fields: Fields, key: str, valid: tuple[str, ...]) -> tuple[str, ...]:
    names = fields.texts(key)
    all_ = ", ".join(valid) if len(valid) < MANY else f"those of 'social-base list {key}'"
    for name in names:
        if name not in valid:
            raise SweepError(
                f"{fields.where(key)}: {key} holds '{name}'.{nearest(name, valid)} Known are: "
                f"{all_}."
            )
    return tuple(names)


def _design(
    fields: Fields, scenarios: tuple[Scenario, ...]
) -> tuple[tuple[Swept, ...], Design | None]:
    """Return the swept parameters and their design; None where nothing is swept."""
    if fields.get("parameters") == ALL_UNCERTAIN:
        names = all_uncertain(scenarios)
        swept = tuple(swept_parameter(n, {}, fields.where("parameters")) for n in names)
    else:
        entries = fields.mapping("parameters")
        swept = tuple(swept_parameter(n, _range(entries, n), entries.where(n)) for n in entries)
    if not swept:
        if "design" in fields:
            raise SweepError(
                f"{fields.where('design')}: a design without parameters: add 'parameters: ...'."
            )
        return (), None
    design = fields.mapping("design") if "design" in fields else {"method": "grid"}
    return swept, read_design(design, swept, fields.where("design"))


def _range(entries: Fields, name: str) -> dict[str, Any]:
    entry = entries[name]
    if entry is not None and not isinstance(entry, dict):
        raise SweepError(
            f"{entries.where(name)}: {name} is {entry!r}: write {{values: [...]}}, {{low: ..., "
            f"high: ...}}, or nothing for the range of the register."
        )
    return dict(entry or {})
