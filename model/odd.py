"""The tables of ODD.md, made from the code: `python -m model.odd` rewrites them.

ODD.md is prose with places between `<!-- generated: NAME -->` and `<!-- end: NAME -->`. What stands
there is made here; a test fails when the text and the code have drifted apart.
"""

import ast
import importlib
import inspect
import pkgutil
import re
import sys
from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from types import ModuleType
from typing import Any

from agents.base import Actor
from agents.cases import case_dtype
from agents.facilities import facility_dtype
from agents.households import household_dtype
from agents.indications import indication_dtype
from agents.needs import need_dtype
from agents.programmes import programme_dtype
from agents.residents import published_dtype, resident_dtype
from model.inputs.evidence import status_of
from model.measures.outcomes import OUTCOMES
from model.observer import Observer
from model.parameter_owners import (
    all_rows,
    known_facility_types,
    known_levers,
    known_processes,
    owners,
)  # fmt: skip
from model.parameters import ParameterRow, Parameters
from model.process_state import ProcessStates
from model.registry import scan
from model.scenario.scenario import load_scenario, shipped_scenarios
from model.values import NamedValue

FILE = Path(__file__).resolve().parent / "ODD.md"
ROOT = FILE.parent.parent
TOWN = FILE.parent / "town.py"

_PLACE = re.compile(r"<!-- generated: (\w+) -->\n.*?<!-- end: \1 -->", re.DOTALL)
_DECISION = re.compile(r'= decision\("(\w+)\.(\w+)"\)')
_FIELD = re.compile(r'\("(\w+)", "(\w+)"\),(?:\s*# (.*))?')
_KINDS = {
    "i8": "64-bit integer", "i4": "32-bit integer", "i2": "16-bit integer", "i1": "8-bit integer",
    "u4": "32-bit word", "u1": "8-bit, 0-255", "f4": "32-bit float", "f8": "64-bit float",
}  # fmt: skip
_RECORDS = (
    ("resident", "agents/residents.py", "resident_dtype", resident_dtype),
    ("what others know of a resident", "agents/residents.py", "published_dtype", published_dtype),
    ("need (one per need that there is)", "agents/needs.py", "need_dtype", need_dtype),
    ("household", "agents/households.py", "household_dtype", household_dtype),
    ("case", "agents/cases.py", "case_dtype", case_dtype),
    ("indication", "agents/indications.py", "indication_dtype", indication_dtype),
    ("facility, this month", "agents/facilities.py", "facility_dtype", facility_dtype),
    ("programme, this month", "agents/programmes.py", "programme_dtype", programme_dtype),
)


def table(head: Iterable[str], rows: Iterable[Iterable[object]]) -> str:
    """Return a Markdown table."""
    names = list(head)
    lines = [names, ["---"] * len(names), *([_cell(part) for part in row] for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cell(part: object) -> str:
    text = f"{part:g}" if isinstance(part, float) else str(part)
    return " ".join(text.split()).replace("|", "\\|")


def first_line(thing: Any) -> str:
    """Return the first line of a docstring."""
    return (inspect.getdoc(thing) or "").partition("\n")[0]


def _modules(package: str) -> Iterator[ModuleType]:
    home = importlib.import_module(package)
    for info in sorted(pkgutil.iter_modules(home.__path__), key=lambda m: m.name):
        yield importlib.import_module(f"{package}.{info.name}")


# -- entities -------------------------------------------------------------------------------


def dtype_fields(file: Path, name: str) -> list[tuple[str, str, str]]:
    """Return field, type and comment of a record as its source declares them.

    A comment above fields heads those that follow: it comes with an empty type.
    """
    source = file.read_text(encoding="utf-8")
    block = source[source.index(f"{name} = np.dtype(") :]
    block = block[: block.index("align=True")]
    fields = []
    for line in block.splitlines():
        field = _FIELD.search(line)
        if field:
            fields.append((field[1], _KINDS[field[2]], field[3] or ""))
        elif line.strip().startswith("# "):
            fields.append((f"*{line.strip().removeprefix('# ')}*", "", ""))
    return fields


def entities() -> str:
    """Return the state variables of every record."""
    parts = []
    for title, file, name, dtype in _RECORDS:
        fields = dtype_fields(ROOT / file, name)
        if tuple(field for field, kind, _ in fields if kind) != dtype.names:
            raise ValueError(f"{file}: write every field of {name} on a line of its own")
        parts.append(f"**{title}** (`{file}`, {dtype.itemsize} bytes)\n")
        parts.append(table(("variable", "type", "meaning"), fields) + "\n")
    return "\n".join(parts).rstrip()


def actors() -> str:
    """Return the agents that are objects in Mesa's set."""
    for _ in _modules("agents"):
        pass
    kinds = sorted(Actor.__subclasses__(), key=lambda kind: kind.__name__)
    mine = [kind for kind in kinds if kind.__module__.startswith("agents.")]
    rows = ((k.__name__, f"`{k.__module__.replace('.', '/')}.py`", first_line(k)) for k in mine)
    return table(("agent", "file", "what it is"), rows)


def remembered() -> str:
    """Return what processes remember from month to month, and what they lay for each other."""
    rows = []
    for process in fields(ProcessStates):
        kind: Any = process.type
        for one in fields(kind):
            about = one.metadata
            axes = ", ".join(_axis(axis) for axis in about["axes"])
            keeps = "remembers" if about.get("remembered") else "lays each month"
            rows.append(
                (f"`{process.name}.{one.name}`", keeps, axes, about["unit"], about["meaning"])
            )
    return table(("array", "the process", "a row per", "unit", "meaning"), rows)


def _axis(axis: Any) -> str:
    return axis.__name__ if isinstance(axis, type) else str(axis)


# -- the month ------------------------------------------------------------------------------


def order() -> str:
    """Return the processes of the month in their order, with the reason of each line."""
    source = TOWN.read_text(encoding="utf-8")
    block = source[source.index("ORDER: tuple") :]
    block = block[: block.index("\n)")]
    lines = re.findall(r"^    (\w+),  # (.*)$", block, re.MULTILINE)
    classes = {cls.__name__: cls for cls in known_processes().values()}
    if len(lines) != len(classes):
        raise ValueError("model/town.py: every line of ORDER names one process and its reason")
    rows = [
        (k, f"`{classes[name].name}`", first_line(classes[name]), why)
        for k, (name, why) in enumerate(lines, 1)
    ]
    return table(("", "process", "what it does", "why here"), rows)


def draws() -> str:
    """Return the names of every random decision, by process, as the sources register them."""
    by_owner: dict[str, set[str]] = {}
    for file in FILE.parent.rglob("*.py"):
        for owner, what in _DECISION.findall(file.read_text(encoding="utf-8")):
            by_owner.setdefault(owner, set()).add(what)
    rows = ((owner, ", ".join(sorted(by_owner[owner]))) for owner in sorted(by_owner))
    return table(("keyed by", "decisions"), rows)


# -- numbers --------------------------------------------------------------------------------


def _number_rows(rows: Iterable[ParameterRow]) -> Iterator[tuple[object, ...]]:
    for row in rows:
        span = "" if row.low is None or row.high is None else f"{row.low:g} .. {row.high:g}"
        note = row.evidence + (f" ({row.note})" if row.note else "")
        status = status_of(row)
        yield f"`{row.name}`", row.value, row.unit, span, row.role, note, status


_NUMBER_HEAD = ("parameter", "value", "unit", "range", "role", "evidence", "status")


def parameters() -> str:
    """Return every parameter that `--set` and scenarios can change, by owner."""
    parts = []
    for owner in owners():
        rows = [row for row in all_rows().values() if row.name.startswith(f"{owner}.")]
        if rows:
            parts.append(f"**{owner}**\n\n{table(_NUMBER_HEAD, _number_rows(rows))}")
    return "\n\n".join(parts)


def population() -> str:
    """Return the parameters of the synthetic population, which `--set` does not reach."""
    reachable = {id(cls) for cls in owners().values()}
    classes: dict[str, type[Parameters]] = {}
    for module in [*_modules("model.population"), *_modules("model.processes.demography")]:
        for member in vars(module).values():
            is_declared = isinstance(member, type) and member.__module__ == module.__name__
            if is_declared and issubclass(member, Parameters) and id(member) not in reachable:
                classes[member.owner] = member
    rows = (row for owner in sorted(classes) for row in classes[owner]().rows())
    return table(_NUMBER_HEAD, _number_rows(rows))


def evidence() -> str:
    """Return how many parameters rest on which status."""
    counts: dict[str, int] = {}
    for row in all_rows().values():
        status = status_of(row)
        counts[status] = counts.get(status, 0) + 1
    return table(("status of the number", "parameters"), sorted(counts.items()))


def values() -> str:
    """Return the named values that levers may move, and which shipped levers do."""
    published: list[NamedValue] = [v for cls in known_processes().values() for v in cls.publishes]
    rows = (
        (f"`{v.name}`", _base(v), v.unit, f"{v.low:g} .. {v.high:g}", v.meaning, _moved_by(v))
        for v in sorted(published, key=lambda v: v.name)
    )
    return table(("value", "base", "unit", "bounds", "meaning", "moved by"), rows)


def _moved_by(value: NamedValue) -> str:
    levers = known_levers().items()
    names = [name for name, lever in levers if value.name in {v.name for v in lever.modifies}]
    return ", ".join(names) or "no shipped lever: for a lever of your own"


def _base(value: NamedValue) -> str:
    if isinstance(value.base, str):
        return f"`{value.process}.{value.base}`"
    return (
        f"{value.base[0]:g} in each domain" if isinstance(value.base, tuple) else f"{value.base:g}"
    )


# -- policy and results ---------------------------------------------------------------------


def levers() -> str:
    """Return the levers with what they do, move and bring."""
    rows = (
        (
            f"`{name}`",
            lever.title,
            first_line(lever),
            ", ".join(v.name for v in lever.modifies),
            ", ".join(lever.brings),
        )
        for name, lever in known_levers().items()
    )
    return table(("lever", "title", "what it does", "moves", "brings"), rows)


def facility_types() -> str:
    """Return the types of facility."""
    rows = (
        (f"`{name}`", kind.title, "seats" if kind.day_place else "no seats", first_line(kind))
        for name, kind in known_facility_types().items()
    )
    return table(("type", "title", "places", "what it is"), rows)


def scenarios() -> str:
    """Return the shipped scenarios."""
    rows = []
    for scenario in map(load_scenario, shipped_scenarios()):
        used = ", ".join(
            dict.fromkeys(f"{u.name} (dose {u.parameters.dose:g})" for u in scenario.levers)
        )
        rows.append((f"`{scenario.name}`", scenario.title, scenario.parent or "", used))
    return table(("scenario", "title", "on", "levers"), rows)


def outcomes() -> str:
    """Return the outcomes of `monthly.parquet`."""
    rows = ((f"`{one.name}`", one.unit, one.kind, one.meaning) for one in OUTCOMES)
    return table(("outcome", "unit", "kind", "formula"), rows)


def observers() -> str:
    """Return the observers, each a table of the results folder where exported."""
    rows = (
        (f"`{name}`", "yes" if cls.exported else "no", first_line(cls))
        for name, cls in scan("model.observers", Observer).items()
    )
    return table(("observer", "a table of its own", "what it counts"), rows)


# -- rules ----------------------------------------------------------------------------------


def rules() -> str:
    """Return every rule that explains itself in Notes, by file, in the words of its docstring."""
    parts = []
    for folder in ("processes", "population"):
        for file in sorted((FILE.parent / folder).rglob("*.py")):
            tree = ast.parse(file.read_text(encoding="utf-8"))
            entries = list(_entries(tree))
            if entries:
                head = (ast.get_docstring(tree) or "").partition("\n")[0]
                where = file.relative_to(FILE.parent).as_posix()
                parts.append(f"**{where}**: {head}\n\n" + "\n".join(entries))
    return "\n\n".join(parts)


def _entries(tree: ast.Module) -> Iterator[str]:
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            text = ast.get_docstring(node) or ""
            head, _, rest = text.partition("\n")
            notes = re.search(r"Notes\n-+\n(.*?)(?=\n\w[\w ]*\n-+\n|\Z)", rest, re.DOTALL)
            if notes:
                yield f"- `{node.name}`: {head} {' '.join(notes[1].split())}"


GENERATED: dict[str, Callable[[], str]] = {
    made.__name__: made
    for made in (
        entities, actors, remembered, order, draws, parameters, population, evidence, values,
        levers, facility_types, scenarios, outcomes, observers, rules,
    )
}  # fmt: skip
"""What may stand between the marks, by name."""


def rewritten(text: str) -> str:
    """Return the text with every generated part made anew.

    Raises
    ------
    KeyError
        If a mark names what nobody generates.
    """

    def made(place: re.Match[str]) -> str:
        name = place[1]
        return f"<!-- generated: {name} -->\n\n{GENERATED[name]()}\n\n<!-- end: {name} -->"

    return _PLACE.sub(made, text)


def main() -> int:
    """Rewrite ODD.md."""
    text = FILE.read_text(encoding="utf-8")
    FILE.write_text(rewritten(text), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
