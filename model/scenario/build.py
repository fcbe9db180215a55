"""How scenarios extend each other: a file is added to what its parent amounts to."""

import os
import re
from itertools import combinations
from pathlib import Path

from model.errors import ScenarioError, nearest
from model.inputs.reading import opened
from model.inputs.yaml_file import Fields, read_fields
from model.lever import DATED, LeverParameters
from model.months import WARM_UP_MONTHS, label_of, month_of
from model.parameter_owners import changed, checked, known_levers, owners, parameter_rows
from model.parameters import Parameters
from model.scenario.lever_use import LeverUse

_KEYS = (
    "name",
    "title",
    "description",
    "on",
    "without",
    "levers",
    "lines_of",
    "parameters",
    "history",
)
_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
MOST_FILES, MOST_BELOW, MOST_USES = 100, 40, 400
"""Files that one scenario may be made of, how many may extend each other in a row, and its levers.

Each file is read once, however often the others name it.
"""


def path_of(name_or_path: str | Path, folder: Path, beside: Path | None = None) -> Path:
    """Return the file of a shipped name, or of a path (seen from `beside`, where that is given).

    Raises
    ------
    ScenarioError
        If there is no such scenario, or no file that can be read.
    """
    text = str(name_or_path)
    if text.endswith((".yaml", ".yml")):
        path = (beside or Path()) / text
        os.close(opened(path, error=ScenarioError))
        return path
    names = sorted(path.stem for path in folder.glob("*.yaml"))
    if text not in names:
        raise ScenarioError(
            f"no scenario '{text}'.{nearest(text, names)} Shipped are: {', '.join(names)}; "
            f"or give a path that ends in .yaml."
        )
    return folder / f"{text}.yaml"


class Build:
    """What a chain of scenarios amounts to, file by file."""

    def __init__(self) -> None:
        self.name = self.title = self.description = ""
        self.parent: str | None = None
        self.uses: list[LeverUse] = []
        self.numbers: dict[str, tuple[float, str]] = {}

    def copy(self) -> "Build":
        """Return one that can be added to, this one staying as it is."""
        other = Build()
        vars(other).update(vars(self) | {"uses": list(self.uses), "numbers": dict(self.numbers)})
        return other

    @property
    def origin(self) -> str:
        """How values of the file at hand say where they were set."""
        return f"scenario {self.name}"

    def set(self, name: str, value: object, origin: str, where: str) -> None:
        """Set a parameter by name; that of a lever in its uses so far, and in later ones."""
        number = checked(name, value, where)
        self.numbers[name] = (number, origin)
        owner = name.partition(".")[0]
        self.uses = [
            use.with_value(name, number, origin) if use.name == owner and use.open_to(name) else use
            for use in self.uses
        ]

    def parameters_of(self, owner: str) -> Parameters:
        """Return the parameters of a process or facility type (of a lever, those for a new use)."""
        mine = {
            name.partition(".")[2]: value
            for name, (value, _) in self.numbers.items()
            if name.startswith(f"{owner}.")
        }
        return changed(owners()[owner](), mine)

    def leave_out(self, fields: Fields) -> None:
        """Leave out the levers that the file names under `without`."""
        for name in fields.texts("without"):
            names = [use.name for use in self.uses]
            if name not in names:
                raise ScenarioError(
                    f"{fields.where('without')}: without names '{name}', which is not in the "
                    f"scenario it extends.{nearest(name, names)} There are: "
                    f"{', '.join(names) or 'none'}."
                )
            self.uses = [use for use in self.uses if use.name != name]

    def borrow(self, source: "Build", fields: Fields) -> None:
        """Take over the levers that another scenario has and this one not, at a share of dose."""
        share = _dose(fields)
        for use in source.uses:
            if use not in self.uses:
                dose = use.parameters.dose * share
                self.add(use.with_value(f"{use.name}.dose", dose, self.origin), fields)

    def add(self, use: LeverUse, fields: Fields) -> None:
        """Add a use of a lever, of which there may be so many."""
        if len(self.uses) == MOST_USES:
            raise ScenarioError(f"{fields.where()}: more than {MOST_USES} levers: leave some out.")
        self.uses.append(use)

    def use(self, entry: Fields, since: int = 0, also: tuple[str, ...] = ()) -> None:
        """Add a use of a lever: defaults, then what ancestors set for it, then its own values."""
        name = entry.text("lever", required=True)
        levers = known_levers()
        if name not in levers:
            raise ScenarioError(
                f"{entry.where('lever')}: no lever '{name}'.{nearest(name, levers)} "
                f"There are: {', '.join(levers) or 'none'}."
            )
        rows = [row.name.partition(".")[2] for row in parameter_rows(name)]
        entry.only(("lever", *dict.fromkeys((*DATED, *rows)), *also), f"lever {name}")
        inherited = {
            full.partition(".")[2]: origin
            for full, (_, origin) in self.numbers.items()
            if full.startswith(f"{name}.")
        }
        parameters = self.parameters_of(name)
        assert isinstance(parameters, LeverParameters)
        here = {key: self.origin for key in DATED[:-1] if key in entry}
        use = LeverUse(name, _dated(entry, parameters, since), inherited | here)
        for key in entry:
            if key in rows:
                number = checked(f"{name}.{key}", entry[key], entry.where(key))
                use = use.with_value(f"{name}.{key}", number, self.origin)
        self.add(use, entry)

    def refuse_overlaps(self) -> None:
        """Refuse the same lever twice in the same area and month.

        Raises
        ------
        ScenarioError
            Naming lever, area and months.
        """
        for one, two in combinations(self.uses, 2):
            if one.name != two.name:
                continue
            areas_one, areas_two = (
                set(p.postcodes or p.areas) for p in (one.parameters, two.parameters)
            )
            shared = areas_one & areas_two if areas_one and areas_two else areas_one or areas_two
            first = max(one.months.start, two.months.start)
            last = min(one.months.stop, two.months.stop)
            if first < last and (shared or not (areas_one or areas_two)):
                where = ", ".join(sorted(shared)) or "all areas"
                raise ScenarioError(
                    f"scenario {self.name}: lever {one.name} works twice in {where} from "
                    f"{label_of(first)} to {label_of(last)}: give other areas or months, or leave "
                    f"the parent's out with 'without: [{one.name}]'."
                )


def _dose(fields: Fields) -> float:
    value = fields.get("dose", 1.0)
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 1:
        raise ScenarioError(
            f"{fields.where('dose')}: dose is {value!r}: give a number from 0 to 1."
        )
    return float(value)


def _dated(entry: Fields, base: LeverParameters, since: int) -> LeverParameters:
    """Return lever parameters with the entry's months, from `since` on, and areas, checked."""
    update: dict[str, object] = {}
    for key in ("start", "end"):
        if key in entry:
            update[key] = entry[key]
            if month_of(entry[key], f"{entry.where(key)}: {key}") < since:
                raise ScenarioError(
                    f"{entry.where(key)}: {key} is {entry[key]}: levers work from "
                    f"{label_of(since)} on; what began earlier starts then."
                )
    for key in ("areas", "postcodes"):
        if key in entry:
            update[key] = tuple(sorted(entry.texts(key)))
    dated = base.model_copy(update=update)
    if month_of(dated.start) >= month_of(dated.end):
        raise ScenarioError(
            f"{entry.where('start')}: start is {dated.start} and end is {dated.end}: end is the "
            f"month after the last, give a later one."
        )
    return dated


def built(path: Path, folder: Path) -> Build:
    """Return what a scenario file amounts to, its ancestors included.

    Parameters
    ----------
    path, folder : Path
        The file, and where shipped scenarios are.

    Raises
    ------
    ScenarioError, ParameterError
        Naming file and line, field, value and remedy.
    """
    return _Files(folder).built(path)


class _Files:
    """The files that one scenario is made of, each read once."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.done: dict[Path, Build] = {}

    def built(self, path: Path, below: tuple[Path, ...] = ()) -> Build:
        """Return what a file amounts to; `below` are the files that extend it."""
        here = path.resolve()
        if here in below:
            chain = " -> ".join(p.stem for p in (*below[below.index(here) :], here))
            raise ScenarioError(
                f"{path}: scenarios extend each other in a circle ({chain}): cut it."
            )
        if here not in self.done:
            if len(below) == MOST_BELOW or len(self.done) == MOST_FILES:
                raise ScenarioError(
                    f"{path}: more than {MOST_BELOW} scenarios that extend each other, or more "
                    f"than {MOST_FILES} in all: write some of them as one."
                )
            self.done[here] = self.read(path, (*below, here))
        return self.done[here].copy()

    def read(self, path: Path, chain: tuple[Path, ...]) -> Build:
        """Read a file and add it to what it extends."""
        fields = read_fields(path, error=ScenarioError)
        fields.only(_KEYS, "a scenario")
        name, title = fields.title("name", required=True), fields.title("title", required=True)
        if not _NAME.fullmatch(name):
            raise ScenarioError(
                f"{fields.where('name')}: name is '{name}': use small letters, digits and _, "
                f"at most 60."
            )
        build = self.other(fields, "on", path, chain) if "on" in fields else Build()
        build.parent = build.name or None
        build.name, build.title, build.description = name, title, fields.text("description")
        build.leave_out(fields)
        if "lines_of" in fields:
            lines = fields.mapping("lines_of")
            lines.only(("scenario", "dose"), "lines_of")
            build.borrow(self.other(lines, "scenario", path, chain), lines)
        _add_own(build, fields)
        return build

    def other(self, holder: Fields, key: str, path: Path, chain: tuple[Path, ...]) -> Build:
        """Return what the scenario amounts to that a file names."""
        reference = holder.title(key, required=True)
        try:
            file = path_of(reference, self.folder, path.parent)
        except ScenarioError as error:
            raise ScenarioError(f"{holder.where(key)}: {key} is '{reference}': {error}") from None
        return self.built(file, chain)


def _add_own(build: Build, fields: Fields) -> None:
    """Add what a file itself says: history, levers and parameters."""
    for entry in fields.entries("history"):
        entry.text("note")  # nobody reads it, but it must be a text
        build.use(entry, since=-WARM_UP_MONTHS, also=("note",))
    for entry in fields.entries("levers"):
        build.use(entry)
    numbers = fields.mapping("parameters")
    for parameter, value in numbers.items():
        build.set(parameter, value, origin=build.origin, where=numbers.where(parameter))
