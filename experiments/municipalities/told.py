"""What is said of a municipality's folder: where its tables come from, and what is not its own."""

from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from experiments.municipalities.fit import placed
from experiments.report.number_format import percent
from experiments.report.rendering import plain
from experiments.report.sections import Section, Table
from experiments.report.tables import records
from experiments.report.words import Words, capital
from model.inputs.municipality import (
    FOLDER,
    MunicipalityData,
    load_municipality,
    municipalities,
)
from model.inputs.table_sources import ABSENT, SUBSTITUTE

UNITS = {"residents": "residents", "%": "percent", "% of households": "percent_of_households"}
BARE = {"municipality.yaml", "centroids.csv"}
"""A folder that has no more of its own knows how many residents there are, and where."""


def stand_ins_told(data: MunicipalityData, w: Words) -> tuple[str, ...]:
    """Say which tables of a town are another's, so that its levels mean nothing; else nothing.

    Parameters
    ----------
    data : MunicipalityData
    w : Words
    """
    if not data.substitutes:
        return ()
    own = data.sources.loc[~data.sources["status"].isin((SUBSTITUTE, ABSENT)), "table"]
    said = w("town.stand_ins", town=data.name, tables=", ".join(data.substitutes), code=data.code)
    bare = w("town.only_residents", town=data.name) if set(own) <= BARE else ""
    return (f"{said} {bare}".strip(),)


def town_told(municipality: str, w: Words) -> tuple[str, ...]:
    """Say it of a municipality by its name; nothing of one whose folder is not here."""
    if municipality not in municipalities():
        return ()
    return stand_ins_told(load_municipality(municipality), w)


def fetched_told(data: MunicipalityData, fit: pd.DataFrame, folder: Path, w: Words) -> str:
    """Say what was fetched: tables and their sources, residents placed, margins met.

    Parameters
    ----------
    data : MunicipalityData
    fit : DataFrame
        As `fit_of` returns it.
    folder : Path
    w : Words
    """
    sources = tuple(_source(row, w) for row in records(data.sources))
    cells = float(fit["cells"].sum())
    parts: tuple[str | Table, ...] = (
        *sources, *stand_ins_told(data, w),
        _placed(data, w),
        _margins(fit, w),
        w("fetch.total", share=percent(float(fit["met"].sum()) / cells, w, 1),
          cells=w.figure(cells, ",.0f")),
        _next(folder, w),
    )  # fmt: skip
    return plain(Section(w("fetch.title", town=data.name, code=data.code), parts)).strip()


def _source(row: Mapping[str, str], w: Words) -> str:
    """Say where one table comes from."""
    year = [w("fetch.of_year", year=row["year"])] if row["year"] else []
    note = capital("; ".join([*year, *([row["note"]] if row["note"] else [])]) or "-")
    status = w(f"fetch.{row['status']}")
    return f"{row['table']}: {status} ({row['source']}). {note}"


def _placed(data: MunicipalityData, w: Words) -> str:
    here, of = placed(data)
    if "indicators.csv" in data.substitutes:
        return w("fetch.placed_alone", here=w.figure(here, ","), date=data.reference_date)
    return w("fetch.placed", here=w.figure(here, ","), of=w.figure(of, ",.0f"),
             share=percent(here / of, w, 1), date=data.reference_date)  # fmt: skip


def _next(folder: Path, w: Words) -> str:
    there = "fetch.next" if folder.parent.resolve() == FOLDER else "fetch.elsewhere"
    return w(there, town=folder.name, folder=folder, home=FOLDER)


def _margins(fit: pd.DataFrame, w: Words) -> Table:
    """Return each margin with the share of cells met and the largest gap."""
    rows = tuple(
        (w(f"fetch.margins.{str(row['margin']).replace(' ', '_')}"), w.figure(row["cells"], ","),
         percent(row["share_met"], w), w.figure(row["largest_gap"], ".3g"),
         w.figure(row["tolerance"], ".3g"), w(f"fetch.units.{UNITS[str(row['unit'])]}"))
        for row in records(fit)
    )  # fmt: skip
    head = ("margin", "cells", "met", "largest_gap", "tolerance", "unit")
    return Table(tuple(w(f"fetch.{name}") for name in head), rows)
