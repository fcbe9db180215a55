"""Residents by postcode, age band and sex (CBS 83502NED), rounded to five by CBS."""

import re
from collections.abc import Mapping, Sequence

import pandas as pd

from experiments.municipalities.asking import Reply, Source, is_one_of
from experiments.municipalities.made import Made
from model.errors import FetchError
from model.inputs.town_tables import AGE_BANDS

TABLE = "83502NED"
YEAR = 2021
"""Counts of 1 January: the town that the report begins with."""
EARLIEST = 2018
AT_ONCE = 20
"""Postcodes in one question: an address has no more than some 2,000 characters."""
SEXES = {"Totaal": "residents", "Mannen": "men", "Vrouwen": "women"}
SOURCE = (
    "CBS StatLine 83502NED (Bevolking en leeftijd per postcode), 1 January {year}; counts rounded "
    "to 5 by CBS"
)
_BAND = re.compile(r"([0-9]+) tot ([0-9]+) jaar")
_OLDEST = re.compile(r"([0-9]+) jaar of ouder")


def residents(places: Mapping[int, str]) -> Made:
    """Return residents of each postcode by age band and sex.

    Parameters
    ----------
    places : mapping of int to str
        Name of the place by postcode.

    Raises
    ------
    FetchError
        If the table cannot be had, or no year from 2018 on has these postcodes.
    """
    source = Source(TABLE)
    keys = {digits(key): raw for key, raw in source.keys("Postcode").items()}
    known = [keys[code] for code in places if code in keys]
    for year in range(YEAR, EARLIEST - 1, -1):
        replies = [
            source.rows(f"Perioden eq '{year}JJ00' and ({is_one_of('Postcode', some)})")
            for some in parts(known)
        ]
        if any(reply.rows for reply in replies):
            return _made(pd.concat([_cells(one) for one in replies]), places, year)
    raise FetchError(f"table {TABLE} has none of the postcodes from {EARLIEST} to {YEAR}.")


def digits(key: str) -> int:
    """Return the four digits of a key such as `4611` or `PC4611`, 0 where it has none."""
    found = re.search(r"[0-9]{4}", key)
    return int(found[0]) if found else 0


def parts(keys: Sequence[str]) -> list[Sequence[str]]:
    """Return keys in parts that fit into one question each."""
    return [keys[k : k + AT_ONCE] for k in range(0, len(keys), AT_ONCE)]


def band_of(title: str) -> str:
    """Return our age band of a title such as `5 tot 10 jaar`, '' where it is none of five years."""
    if found := _BAND.fullmatch(title):
        low, high = int(found[1]), int(found[2])
        band = f"{low}-{high - 1}"
    else:
        oldest = _OLDEST.fullmatch(title)
        band = f"{oldest[1]}+" if oldest else ""
    return band if band in AGE_BANDS else ""


def _cells(reply: Reply) -> pd.DataFrame:
    """Return `postcode, age_band, kind, people` of each cell that is not missing."""
    people = reply.source.field("Bevolking")
    ages, sexes = reply.titles["Leeftijd"], reply.titles["Geslacht"]
    rows = []
    for row in reply.rows:
        band = band_of(ages.get(str(row["Leeftijd"]), ""))
        kind = next((ours for title, ours in SEXES.items()
                     if sexes.get(str(row["Geslacht"]), "").startswith(title)), "")  # fmt: skip
        count = reply.number(row, people)
        if band and kind and count is not None:
            rows.append((digits(str(row["Postcode"])), band, kind, int(count)))
    return pd.DataFrame(rows, columns=["postcode", "age_band", "kind", "people"])


def _made(cells: pd.DataFrame, places: Mapping[int, str], year: int) -> Made:
    wide = cells.pivot_table(
        index=["postcode", "age_band"], columns="kind", values="people", aggfunc="sum"
    )
    there = sorted(set(cells["postcode"]))
    order = pd.MultiIndex.from_product([there, AGE_BANDS], names=["postcode", "age_band"])
    wide = wide.reindex(index=order, columns=list(SEXES.values())).fillna(0).astype(int)
    table = wide.reset_index()
    table.insert(1, "place", table["postcode"].map(places))
    gone = [str(code) for code in places if code not in there]
    notes = [f"of {year}: {YEAR} lacks these postcodes"] * (year != YEAR)
    notes += [f"nobody lives in {', '.join(gone)}"] * bool(gone)
    table["source"] = SOURCE.format(year=year)
    return Made("residents.csv", table, f"CBS {TABLE}", str(year), note="; ".join(notes))
