"""One table of a municipality's folder on its way there, with where it comes from."""

from dataclasses import dataclass

import pandas as pd

from model.inputs.table_sources import VERIFIED


@dataclass(frozen=True, eq=False)
class Made:
    """A table, and what `sources.csv` says of it.

    Attributes
    ----------
    file : str
        Its name in the folder.
    rows : DataFrame
    source : str
    year : str
        Or years.
    status : {'verified', 'recalled', 'substitute', 'absent'}
    note : str
        What a reader must know: an earlier year, a gap that was filled.
    """

    file: str
    rows: pd.DataFrame
    source: str
    year: str
    status: str = VERIFIED
    note: str = ""
