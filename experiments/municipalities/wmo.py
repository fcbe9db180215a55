"""Provisions of the Wmo of a municipality: stock, inflow and outflow (CBS 85044NED).

The names of its columns are not known here: they are found by their kind and by how they begin.
"""

import pandas as pd

from experiments.municipalities.asking import Reply, Source, UnreachableError, begins_with
from experiments.municipalities.made import Made
from model.errors import FetchError
from model.inputs.table_sources import ABSENT

TABLE = "85044NED"
FILE = "wmo_stock_flow.csv"
LATEST, EARLIEST = 2023, 2019
FLOWS = {"stock": "Stand", "inflow": "Instroom", "outflow": "Uitstroom"}
"""Our column, and how the field begins."""
PROVISIONS = {
    "Totaal": "Total",
    "Ondersteuning thuis, totaal": "Support at home, total",
    "Hulp bij het huishouden": "Household help",
    "Verblijf en opvang, totaal": "Residence and shelter, total",
    "Hulpmiddelen en diensten, totaal": "Aids and services, total",
}
SOURCE = (
    "CBS StatLine 85044NED (Wmo-voorzieningen; stand, instroom, uitstroom, regio, 2019-2023); "
    "counts are provisions (voorzieningen), not persons; rounded to 5"
)
_COLUMNS = ["table_id", "region_code", "region_name", "year", "provision_en", "provision_nl",
            *FLOWS, "source"]  # fmt: skip


def stock_flow(code: str, name: str) -> Made:
    """Return the provisions of the latest year that has them.

    Raises
    ------
    FetchError
        If the table cannot be had, has another form, or no year of the municipality.
    """
    source = Source(TABLE)
    geo, time = source.dimension("GeoDimension"), source.dimension("TimeDimension")
    fields = {ours: source.field(stem, begins=True) for ours, stem in FLOWS.items()}
    reply = source.rows(begins_with(geo, (code,)))
    kind = _kind(reply)
    for year in range(LATEST, EARLIEST - 1, -1):
        rows = []
        of_year = [row for row in reply.rows if str(row[time]) == f"{year}JJ00"]
        by_title = {reply.titles[kind].get(str(row[kind]), ""): row for row in of_year}
        for dutch, english in PROVISIONS.items():
            row = by_title.get(dutch, {})
            counts = [reply.number(row, column) for column in fields.values()]
            if None not in counts:
                whole = [int(count) for count in counts if count is not None]
                rows.append((TABLE, code, name, year, english, dutch, *whole, SOURCE))
        if rows:
            note = f"{LATEST} is not there yet" if year != LATEST else ""
            table = pd.DataFrame(rows, columns=_COLUMNS)
            return Made(FILE, table, f"CBS {TABLE}", str(year), note=note)
    raise FetchError(f"table {TABLE} has no provisions of {code} from {EARLIEST} on.")


def absent(fault: FetchError) -> Made:
    """Return the entry of a table that a folder does without."""
    why = "could not be reached" if isinstance(fault, UnreachableError) else str(fault)
    return Made(FILE, pd.DataFrame(), f"CBS {TABLE}", "", ABSENT, why)


def _kind(reply: Reply) -> str:
    """Return the dimension of kinds of provision: the one that has household help."""
    for dimension, titles in reply.titles.items():
        if "Hulp bij het huishouden" in titles.values():
            return dimension
    raise FetchError(f"table {TABLE} has no household help: its form has changed.")
