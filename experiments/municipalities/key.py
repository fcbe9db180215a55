"""Which district and area each postcode belongs to: CBS knows districts, a town knows its areas."""

import re
import unicodedata
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from experiments.municipalities.key_figures import KeyFigures
from experiments.municipalities.made import Made
from model.errors import DataError, FetchError
from model.inputs.table_sources import RECALLED
from model.inputs.tables import make_numbers, read_table, refuse_repeats

FILE = "postcode_key.csv"
COLUMNS = ("postcode", "district", "area", "status", "note")
MORE = ("label", "place")
"""Columns that a key of one's own may have: what an area is called, and the place of a postcode."""
MOST_AREAS = 32
LONGEST = 40


@dataclass(frozen=True, eq=False)
class Key:
    """The key of a municipality.

    Attributes
    ----------
    made : Made
        `postcode_key.csv`.
    areas : dict of str to str
        Label of each area by its key, in order.
    places : dict of int to str
        Name of the place by postcode.
    """

    made: Made
    areas: dict[str, str]
    places: dict[int, str]


def key_from_neighbourhoods(figures: KeyFigures) -> Key:
    """Return a key by the most common postcode of each neighbourhood; each district is an area.

    A postcode belongs to the district in which most residents live whose neighbourhood has it; one
    that is nowhere the most common is not seen, and the report of fit tells how many residents are.

    Raises
    ------
    FetchError
        If no neighbourhood has a postcode, or there are more districts than areas may be.
    """
    table, names = figures.neighbourhoods(), figures.districts
    if table.empty:
        raise FetchError(f"no neighbourhood of {figures.code} has a postcode: give --key FILE.")
    people = table.groupby(["postcode", "district"])["residents"].agg(["sum", "size"]).reset_index()
    people = people.sort_values(["postcode", "sum", "district"], ascending=[True, False, True])
    chosen = people.drop_duplicates("postcode")
    keys = slugs({code: names.get(code, code) for code in sorted(set(chosen["district"]))})
    if len(keys) > MOST_AREAS:
        raise FetchError(
            f"{figures.code} has {len(keys)} districts, and areas may be at most {MOST_AREAS}: "
            f"give your own with --key FILE."
        )
    rows = [
        (code, district, keys[district], "computed",
         f"most common postcode of {count} neighbourhoods of this district")
        for code, district, count in zip(
            chosen["postcode"], chosen["district"], chosen["size"], strict=True
        )
    ]  # fmt: skip
    made = Made(
        FILE, pd.DataFrame(rows, columns=list(COLUMNS)),
        f"CBS {figures.latest.source.id}: most common postcode of each neighbourhood",
        str(max(figures.years)), note="each district is an area: change it to where teams work",
    )  # fmt: skip
    places = {code: names.get(district, district) for code, district, *_ in rows}
    labels = [names.get(code, code) for code in keys]
    areas = {keys[code]: label if labels.count(label) == 1 else f"{label} ({code})"
             for code, label in zip(keys, labels, strict=True)}  # fmt: skip
    return Key(made, areas, places)


def key_from_file(path: Path) -> Key:
    """Return a key of one's own.

    Parameters
    ----------
    path : Path
        CSV: `postcode, district, area, status, note`, and perhaps `label` and `place`; areas are
        numbered as they first come.

    Raises
    ------
    DataError
        If it lacks a column, or has a postcode twice or none.
    """
    table = read_table(path, COLUMNS)
    make_numbers(path, table, ("postcode",))
    refuse_repeats(path, table, ["postcode"])
    labels = table["label"] if "label" in table else table["area"]
    areas = dict(zip(table["area"], labels, strict=True))
    table = table.sort_values("postcode").reset_index(drop=True)
    if not all(areas.values()):
        raise DataError(f"{path}: an area has no label: fill in the column, or leave it out.")
    named = table["place"] if "place" in table else table["area"].map(areas)
    places = dict(zip(table["postcode"], named, strict=True))
    made = Made(FILE, table[list(COLUMNS)], f"{path.name}, handed in", "", RECALLED,
                "as handed in: who made it says how far it is to be trusted")  # fmt: skip
    return Key(made, areas, places)


def slugs(names: dict[str, str]) -> dict[str, str]:
    """Return a key of letters, digits and underscores for each name, no two alike.

    Parameters
    ----------
    names : dict of str to str
        Name by code.
    """
    found: dict[str, str] = {}
    for code, name in names.items():
        short = slug(name)
        found[code] = short if short not in found.values() else f"{short}_{slug(code)}"
    return found


def slug(name: str) -> str:
    """Return a name in small letters, digits and underscores, beginning with a letter."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    short = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:LONGEST].strip("_")
    return short if short[:1].isalpha() else f"a_{short}".strip("_")
