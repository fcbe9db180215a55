"""Asking CBS and RIVM: tables of OData version 3, read with `cbsodata`; faults in one sentence."""

import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from model.errors import FetchError, nearest

CBS, THIRD_PARTIES = "opendata.cbs.nl", "dataderden.cbs.nl"
"""Where CBS keeps its own tables, and those of others such as RIVM."""
SECONDS = (10, 120)
"""To reach a server, and for each part of its answer."""
MISSING_BELOW = -99_990
"""Codes such as -99997 and -99999999 stand for "unknown" and "secret"."""
_NUMBER_BEHIND = re.compile(r"_[0-9]+$")
_SHOWN = 12


class UnreachableError(FetchError):
    """A server that does not answer: the next table of it will not either."""


@dataclass(frozen=True)
class Source:
    """A table of CBS or of a third party.

    Attributes
    ----------
    id : str
        Such as 84799NED.
    catalog : str
        The server that has it.
    """

    id: str
    catalog: str = CBS

    @cached_property
    def columns(self) -> Mapping[str, str]:
        """Kind by column, such as `AantalInwoners_5: Topic`, as the table describes itself."""
        import cbsodata

        with saying(self):
            found = cbsodata.get_meta(
                self.id, "DataProperties", catalog_url=self.catalog, timeout=SECONDS
            )
            return {str(one["Key"]): str(one["Type"]) for one in found if one["Key"]}

    def dimension(self, kind: str) -> str:
        """Return the first column of a kind: `GeoDimension` (or `GeoDetail`), `TimeDimension`.

        Raises
        ------
        FetchError
            If it has none.
        """
        kinds = ("GeoDimension", "GeoDetail") if kind == "GeoDimension" else (kind,)
        for column, its in self.columns.items():
            if its in kinds:
                return column
        raise FetchError(f"table {self.id} of {self.catalog} has no {kind}: its form has changed.")

    def field(self, stem: str, *, begins: bool = False) -> str:
        """Return the column of a name whose number behind shifts between years.

        Parameters
        ----------
        stem : str
            Such as `AantalInwoners` for `AantalInwoners_5`.
        begins : bool
            Whether more may follow the stem.

        Raises
        ------
        FetchError
            If there is none, or more than one; the message names fields that there are.
        """
        known = {column: _NUMBER_BEHIND.sub("", column) for column in self.columns}
        found = [
            column for column, name in known.items()
            if (name.startswith(stem) if begins else name == stem)
        ]  # fmt: skip
        if len(found) == 1:
            return found[0]
        if found:
            raise FetchError(f"table {self.id} has {stem} {len(found)} times: {', '.join(found)}.")
        shown = ", ".join(sorted(set(known.values()), key=str.lower)[:_SHOWN])
        more = f" and {len(known) - _SHOWN} more" if len(known) > _SHOWN else ""
        raise FetchError(
            f"table {self.id} of {self.catalog} has no field {stem}."
            f"{nearest(stem, known.values())} It has {shown}{more}."
        )

    def rows(self, condition: str) -> "Reply":
        """Return the rows for which a condition of OData holds, and the titles of all keys.

        Raises
        ------
        FetchError
            If there is no network, the table is gone, or the answer is of another form.
        """
        import cbsodata

        with saying(self):
            answer = cbsodata.download_data(
                self.id, filters=condition, catalog_url=self.catalog, timeout=SECONDS
            )
            titles = {
                name: {str(one["Key"]).strip(): str(one["Title"]).strip() for one in part}
                for name, part in answer.items() if name in self.columns
            }  # fmt: skip
            rows = [{name: trimmed(cell) for name, cell in row.items()}
                    for row in answer["TypedDataSet"]]  # fmt: skip
        return Reply(self, rows, titles)

    def keys(self, dimension: str) -> Mapping[str, str]:
        """Return the keys of a dimension as they stand in the table, by what is left of the spaces.

        Raises
        ------
        FetchError
            As `rows`.
        """
        import cbsodata

        with saying(self):
            found = cbsodata.get_meta(self.id, dimension, catalog_url=self.catalog, timeout=SECONDS)
            return {str(one["Key"]).strip(): str(one["Key"]) for one in found}


@dataclass(frozen=True, eq=False)
class Reply:
    """What a table answered.

    Attributes
    ----------
    source : Source
    rows : list of dict
        By column; texts without spaces around them.
    titles : mapping
        By dimension, then key: what it is called.
    """

    source: Source
    rows: Sequence[Mapping[str, Any]]
    titles: Mapping[str, Mapping[str, str]]

    def number(self, row: Mapping[str, Any], column: str) -> float | None:
        """Return a number of a row, None where it is missing."""
        return number_of(row.get(column))


def trimmed(cell: Any) -> Any:
    """Return a text without the spaces around it, anything else as it is."""
    return cell.strip() if isinstance(cell, str) else cell


def number_of(cell: Any) -> float | None:
    """Return the number of a cell; None for `.`, nothing, and codes below -99,990."""
    try:
        number = float(cell)
    except (TypeError, ValueError):
        return None
    return number if number >= MISSING_BELOW else None


@contextmanager
def saying(source: Source) -> Iterator[None]:
    """Turn what goes wrong on the way to a table into one sentence.

    Raises
    ------
    FetchError
    """
    import requests

    what = f"table {source.id} of {source.catalog}"
    try:
        yield
    except requests.HTTPError as error:
        status = _status_of(error)
        if status == requests.codes.not_found:
            raise FetchError(
                f"{what} is gone (404): look at https://{source.catalog} which table has taken its "
                f"place."
            ) from None
        raise FetchError(f"{what} cannot be read (status {status}): try again later.") from None
    except requests.RequestException as error:
        raise UnreachableError(
            f"{what} cannot be reached ({type(error).__name__}): is there a network? With a proxy "
            f"set https_proxy; --stand-in NAME makes a folder without one."
        ) from None
    except (KeyError, TypeError, ValueError) as error:
        raise FetchError(
            f"{what} answered in another form ({type(error).__name__}: {str(error)[:60]}): try "
            f"again later."
        ) from None


def _status_of(error: Exception) -> int | None:
    """Return the status of an answer, also where cbsodata put another error around it."""
    for one in (error, error.__cause__):
        response = getattr(one, "response", None)
        if response is not None:
            return int(response.status_code)
    return None


def begins_with(column: str, starts: Sequence[str]) -> str:
    """Return the condition that a column begins with one of some texts."""
    return " or ".join(f"startswith({column},'{start}')" for start in starts)


def is_one_of(column: str, values: Sequence[str]) -> str:
    """Return the condition that a column is one of some texts."""
    return " or ".join(f"{column} eq '{value}'" for value in values)
