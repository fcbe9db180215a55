"""`social-base fetch GM0748`: a municipality's folder from open data, whole or not at all."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeVar

import pandas as pd
import yaml

from experiments.municipalities import stand_ins
from experiments.municipalities.centroids import centroids
from experiments.municipalities.fit import fit_of
from experiments.municipalities.health import health
from experiments.municipalities.key import Key, key_from_file, key_from_neighbourhoods, slug
from experiments.municipalities.key_figures import TABLES, KeyFigures
from experiments.municipalities.made import Made
from experiments.municipalities.mergers import refuse_merged
from experiments.municipalities.residents import residents
from experiments.municipalities.told import fetched_told
from experiments.municipalities.wmo import absent, stock_flow
from experiments.report.words import words_of
from experiments.results.alone import alone_at
from experiments.results.folder import usable_place
from experiments.results.whole import whole_folder, write_text
from model.errors import DataError, FetchError, ResultError
from model.inputs.municipality import (
    FOLDER,
    MunicipalityData,
    load_municipality,
    read_municipality,
)
from model.inputs.table_sources import COLUMNS, FILE, RECALLED, SUBSTITUTE, VERIFIED

Had = TypeVar("Had")
HEAD, FIT, HELD_OUT = "municipality.yaml", "fit.csv", "held_out.csv"
COMMENT = "# Made by `social-base fetch {code}`: {file} tells where each table comes from.\n"


@dataclass(frozen=True, eq=False)
class Fetched:
    """What `fetch` made.

    Attributes
    ----------
    folder : Path
    data : MunicipalityData
        The folder as it is read.
    fit : DataFrame
        As `fit_of` returns it.
    summary : str
    """

    folder: Path
    data: MunicipalityData
    fit: pd.DataFrame
    summary: str


def fetch(
    code: str,
    *,
    out: str | Path | None = None,
    key: str | Path | None = None,
    stand_in: str | None = None,
    force: bool = False,
    lang: str = "en",
) -> Fetched:
    """Make the folder of a municipality from open data of CBS and RIVM.

    Parameters
    ----------
    code : str
        Of CBS, such as GM0748.
    out : path, optional
        Where the folder goes; beside those that ship by default, where `--municipality` finds it.
    key : path, optional
        Key from postcodes to districts and areas of one's own, as `key_from_file` reads it; by
        default from the neighbourhoods of CBS, each district an area.
    stand_in : str, optional
        Name of the municipality whose tables are put in, scaled, where those of this one cannot be
        had. The folder and every summary say so.
    force : bool
        Replace a folder that is there.
    lang : {'en', 'nl'}

    Raises
    ------
    InputError
        If the code is unknown, or of a municipality that merged; without a stand-in also if there
        is no network, or a table or field is gone. Nothing is written then.
    """
    words = words_of(lang)
    refuse_merged(code, max(TABLES))
    shape = None if stand_in is None else load_municipality(stand_in)
    own = None if key is None else key_from_file(Path(key))
    if out is not None:  # before minutes are spent on asking
        _place(out, "", force)
    name, tables, areas = _Making(code, shape, own).everything()
    target = _place(out, slug(name), force)
    with alone_at(target), whole_folder(target) as fresh:
        _write(fresh, code, name, tables, areas)
        data = _read(fresh, target)
        fit = fit_of(data)
        write_text(fresh / FIT, _csv(fit))
        summary = fetched_told(data, fit, target, words)
    return Fetched(target, data, fit, summary)


class _Making:
    """The tables of one municipality, each its own or, where there is a stand-in, made up."""

    def __init__(self, code: str, shape: MunicipalityData | None, own: Key | None) -> None:
        self.figures, self.shape, self.own = KeyFigures(code), shape, own
        self.code = code

    def everything(self) -> tuple[str, list[Made], dict[str, str]]:
        """Return the name, all tables, and the label of each area by its key."""
        figures = self.figures
        name = self._had(lambda: figures.name, lambda _: self._known.name)
        key = self.own or self._had(
            lambda: key_from_neighbourhoods(figures), lambda _: stand_ins.key(self._known)
        )
        districts = dict.fromkeys(key.made.rows["district"])
        tables = [
            key.made,
            self._had(lambda: residents(key.places),
                      lambda shape: stand_ins.residents(self._known, shape)),
            self._had(lambda: centroids(key.places), lambda _: stand_ins.centroids(self._known)),
            self._had(lambda: health(self.code, list(districts)),
                      lambda shape: stand_ins.health(self._known, shape, districts)),
            self._had(figures.indicators, lambda shape: stand_ins.indicators(self._known, shape)),
            self._optional(lambda: stock_flow(self.code, name)),
        ]  # fmt: skip
        held_out = self._had(lambda: _held_out(figures), lambda _: self._known.held_out())
        if len(held_out):
            source, year = (", ".join(map(str, held_out[name])) for name in ("source", "year"))
            note = "the model does not read it: for `social-base transfer`"
            read_there = (held_out["status"] == VERIFIED).all()
            status = VERIFIED if read_there else RECALLED
            tables.append(Made(HELD_OUT, held_out, source, year, status, note))
        return name, [self._head(tables[1]), *tables], key.areas

    def _head(self, people: Made) -> Made:
        """Return the entry of the number of residents."""
        if people.status == SUBSTITUTE:
            return stand_ins.head(self._known)
        return Made(HEAD, pd.DataFrame(), people.source, people.year, people.status)

    @cached_property
    def _known(self) -> stand_ins.Known:
        return stand_ins.known(self.code)

    def _had(self, ask: Callable[[], Had], instead: Callable[[MunicipalityData], Had]) -> Had:
        """Return what was asked for; where it cannot be had, what stands in."""
        try:
            return ask()
        except FetchError:
            if self.shape is None:
                raise
            return instead(self.shape)

    @staticmethod
    def _optional(ask: Callable[[], Made]) -> Made:
        try:
            return ask()
        except FetchError as fault:
            return absent(fault)


def _held_out(figures: KeyFigures) -> pd.DataFrame:
    """Return observed figures that no table of the folder uses."""
    found = figures.wmo_users()
    rows = [] if found is None else [
        ("wmo_users_per_1000", found[0], found[1], f"CBS {TABLES[found[0]]}", VERIFIED)
    ]  # fmt: skip
    return pd.DataFrame(rows, columns=["measure", "year", "value", "source", "status"])


def _place(out: str | Path | None, name: str, force: bool) -> Path:
    """Return where the folder goes.

    Raises
    ------
    ResultError
        If there can be no folder there, or there is one and no `force`.
    """
    target = usable_place(out, FOLDER / name)
    if not target.exists() or (target.is_dir() and not any(target.iterdir())):
        return target
    if not (target / HEAD).is_file():
        raise ResultError(f"--out is '{target}', which holds something else: give another folder.")
    if not force:
        raise ResultError(
            f"'{target}' is there already: give another --out, or replace it with --force."
        )
    return target


def _read(fresh: Path, target: Path) -> MunicipalityData:
    """Return the new folder as every command would read it.

    Raises
    ------
    DataError
        If what was fetched does not hold together.
    """
    try:
        return read_municipality(fresh, target.name)
    except DataError as error:
        said = str(error.args[0]).replace(str(fresh), target.name)
        raise DataError(f"nothing is written, the tables do not hold together: {said}") from None


def _write(
    folder: Path, code: str, name: str, tables: Sequence[Made], areas: dict[str, str]
) -> None:
    """Write the tables, the head and the list of sources."""
    rows = []
    for made in tables:
        rows.append((made.file, made.source, made.year, made.status, made.note))
        if len(made.rows):
            write_text(folder / made.file, _csv(made.rows))
    (people,) = (made for made in tables if made.file == "residents.csv")
    head = {
        "name": name, "code": code, "residents": int(people.rows["residents"].sum()),
        "reference_date": f"{people.year}-01-01", "areas": areas,
    }  # fmt: skip
    text = yaml.safe_dump(head, sort_keys=False, allow_unicode=True)
    text = text.replace(f"'{head['reference_date']}'", str(head["reference_date"]))
    write_text(folder / HEAD, COMMENT.format(code=code, file=FILE) + text)
    write_text(folder / FILE, _csv(pd.DataFrame(rows, columns=list(COLUMNS))))


def _csv(table: pd.DataFrame) -> str:
    return table.to_csv(index=False, lineterminator="\n")
