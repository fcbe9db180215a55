"""What there is: scenarios, levers, parameters, outcomes, experiments; and the page of each."""

import ast
from collections.abc import Callable, Container, Iterable
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from model.errors import InputError, nearest
from model.inputs.evidence import ids_of, load_evidence, status_of
from model.parameter_owners import (
    all_rows,
    known_facility_types,
    known_levers,
    known_processes,
    owners,
    parameter_rows,
)  # fmt: skip
from model.parameters import ParameterRow
from model.scenario.scenario import Scenario, load_scenario, shipped_scenarios

FOLDER = Path(__file__).resolve().parents[1]
Page = list[tuple[str, Any]]


def scenarios() -> pd.DataFrame:
    """Return the shipped scenarios: `name, title, on, levers`."""
    rows = []
    for scenario in map(load_scenario, shipped_scenarios()):
        uses = [
            f"{u.name} {u.parameters.start} dose {u.parameters.dose:g}" for u in scenario.levers
        ]
        rows.append((scenario.name, scenario.title, scenario.parent or "", _joined(uses)))
    return pd.DataFrame(rows, columns=["name", "title", "on", "levers"])


def levers() -> pd.DataFrame:
    """Return the levers with default dates and areas, what they modify and what they bring."""
    columns = ["name", "title", "start", "end", "areas", "modifies", "brings", "evidence"]
    rows = []
    for name, lever in known_levers().items():
        p = lever.Parameters()
        ids = dict.fromkeys(one for row in p.rows() for one in ids_of(row.evidence))
        moved = (value.name for value in lever.modifies)
        areas = _joined(p.areas) or "all"
        rows.append(
            (
                name,
                lever.title,
                p.start,
                p.end,
                areas,
                _joined(moved),
                _joined(lever.brings),
                _joined(ids),
            )
        )
    return pd.DataFrame(rows, columns=columns)


def parameters() -> pd.DataFrame:
    """Return every number with unit, range, bounds, role, evidence and the status of that.

    `spread_left` is the share of its spread over the range that the base years leave, by the
    shipped posterior: about 1 where they say nothing, empty where it is not calibrated on them.
    """
    from experiments.analyses.uncertainty.draws import left_of_spread

    left = left_of_spread()
    rows = [
        asdict(row) | {"status": status_of(row), "spread_left": left.get(row.name, np.nan)}
        for row in all_rows().values()
    ]
    columns = [*ParameterRow.__dataclass_fields__]
    place = columns.index("note")
    columns[place:place] = ["status", "spread_left"]
    return pd.DataFrame(rows, columns=columns).astype({"low": float, "high": float})


def outcomes() -> pd.DataFrame:
    """Return the outcomes of `monthly.parquet` with unit, kind and formula."""
    from model.measures.outcomes import OUTCOMES

    return pd.DataFrame([_fields_of(outcome) for outcome in OUTCOMES])


def experiments() -> pd.DataFrame:
    """Return the reproducible questions: `name, title`, the title out of the file's first line."""
    files = sorted(FOLDER.glob("e[0-9][0-9]_*.py"))
    rows = [(file.stem, _first_line(file)) for file in files]
    return pd.DataFrame(rows, columns=["name", "title"])


LISTS: dict[str, Callable[[], pd.DataFrame]] = {
    "scenarios": scenarios,
    "levers": levers,
    "parameters": parameters,
    "outcomes": outcomes,
    "experiments": experiments,
}


def listing(what: str) -> pd.DataFrame:
    """Return one of the lists by name.

    Raises
    ------
    InputError
        If there is no such list.
    """
    if what not in LISTS:
        raise InputError(f"no list '{what}'.{nearest(what, LISTS)} There are: {', '.join(LISTS)}.")
    return LISTS[what]()


def show(name: str) -> pd.DataFrame:
    """Return the page of one thing: lever, parameter, scenario, outcome, process, evidence row.

    Parameters
    ----------
    name : str
        As in the lists; a scenario also as a path that ends in `.yaml`.

    Returns
    -------
    DataFrame
        `field, value`, one line per fact, sources and their status among them.

    Raises
    ------
    InputError
        If nothing has this name; the message says what is near.
    """
    page = _page(name)
    if page is None:
        names = [*owners(), *shipped_scenarios(), *all_rows(), *_outcomes(), *load_evidence().index]
        raise InputError(
            f"nothing is named '{name}'.{nearest(name, names)} See 'social-base list levers', "
            f"'list parameters', 'list scenarios' or 'list outcomes'."
        )
    return pd.DataFrame(page, columns=["field", "value"])


def _page(name: str) -> Page | None:
    if name in shipped_scenarios() or name.endswith((".yaml", ".yml")):
        return _scenario_page(load_scenario(name))
    pages: tuple[tuple[Container[str], Callable[[str], Page]], ...] = (
        (known_levers(), _lever_page),
        (owners(), _owner_page),
        (all_rows(), _parameter_page),
        (_outcomes(), lambda outcome: [*_outcomes()[outcome].items()]),
        (load_evidence().index, _evidence_page),
    )
    return next((page(name) for names, page in pages if name in names), None)


def _scenario_page(scenario: Scenario) -> Page:
    page: Page = [("scenario", scenario.name), ("title", scenario.title)]
    page += [("description", scenario.description), ("on", scenario.parent or "")]
    for use in scenario.levers:
        p = use.parameters
        areas = _joined(p.areas) or "all areas"
        page.append(
            ("lever", f"{use.name} from {p.start} until {p.end} in {areas} at dose {p.dose:g}")
        )
    for name, origin in scenario.set_in.items():
        page.append((name, f"set in {origin}"))
    return page


def _lever_page(name: str) -> Page:
    lever = known_levers()[name]
    page: Page = [("lever", lever.name), ("title", lever.title), ("meaning", _doc(lever))]
    page += [("modifies", f"{v.name} ({v.unit}): {v.meaning}") for v in lever.modifies]
    page += [("brings", place) for place in lever.brings]
    return page + _numbers(lever.name)


def _owner_page(name: str) -> Page:
    kinds: dict[str, Any] = {**known_processes(), **known_facility_types()}
    what = "process" if name in known_processes() else "facility type"
    return [(what, name), ("meaning", _doc(kinds[name])), *_numbers(name)]


def _parameter_page(name: str) -> Page:
    row = all_rows()[name]
    page: Page = [*asdict(row).items(), ("status", status_of(row))]
    for one in ids_of(row.evidence):
        page += _evidence_page(one)
    return page


def _evidence_page(one: str) -> Page:
    row = load_evidence().loc[one]
    amount = f"{row['value']:g} {row['unit']}"
    page: Page = [("evidence", one), ("quantity", row["quantity"]), ("amount", amount)]
    fields = ("low", "high", "population", "year", "source", "source_url", "status", "note")
    return page + [(key, row[key]) for key in fields if str(row[key]) not in ("", "nan")]


def _numbers(owner: str) -> Page:
    rows = parameter_rows(owner)
    return [(row.name, f"{row.value:g} {row.unit} [{_range(row)}] {row.evidence}") for row in rows]


def _range(row: ParameterRow) -> str:
    return "fixed" if row.low is None or row.high is None else f"{row.low:g} to {row.high:g}"


def _outcomes() -> dict[str, dict[str, Any]]:
    table = outcomes()
    return {
        str(row["name"]): {str(k): v for k, v in row.items()} for row in table.to_dict("records")
    }


def _fields_of(outcome: Any) -> dict[str, Any]:
    fields: dict[str, Any] = asdict(outcome) if is_dataclass(outcome) else outcome._asdict()  # type: ignore[arg-type]
    return {key: value for key, value in fields.items() if isinstance(value, str | int | float)}


def _first_line(file: Path) -> str:
    text = ast.get_docstring(ast.parse(file.read_text(encoding="utf-8"))) or ""
    return text.partition("\n")[0]


def _doc(cls: type) -> str:
    return (cls.__doc__ or "").strip().partition("\n")[0]


def _joined(parts: Iterable[str]) -> str:
    return "; ".join(parts)
