"""Task fields as a controller lays them out: fields down, years across, EUR x 1,000."""

from typing import Literal

from experiments.effects.intervals import CHANCE_ONLY, Interval
from experiments.published.report.blocks import every_other
from experiments.published.report.sheets import THOUSAND, Cell, Column, Kind, Sheet
from experiments.published.report.source import Source
from experiments.published.report.task_fields_sheet import mark_of
from experiments.published.task_fields import ALL
from experiments.published.told import holds_told
from experiments.report.number_format import known
from experiments.report.tables import records
from experiments.report.words import capital

MOST_YEARS = 10


def nets_by_year(source: Source, what: Literal["base", "difference"]) -> Sheet:
    """Return net costs by field and year: of the base world, or the policy's difference with V/N.

    Parameters
    ----------
    source : Source
    what : {'base', 'difference'}
    """
    w, names = source.w, source.field_names | {ALL: source.w("report.fields.all")}
    table = source.by_field
    table = table[table["outcome"] == "net"]
    if what == "difference":
        table = table[table["year"].isin(list(source.shown.years))]
    years = every_other(sorted({int(y) for y in table["year"]}), MOST_YEARS)
    rows = []
    for code in (*sorted(set(table["taakveld"]) - {ALL}), ALL):
        mine = {int(r["year"]): r for r in records(table[table["taakveld"] == code])}
        cells = [_cell(mine[year], what, source) for year in years]
        rows.append(("" if code == ALL else code, names[code], *cells))
    kind: Kind = "thousands" if what == "base" else "number"
    columns = (Column(w("report.fields.code"), "code"), Column(w("report.fields.name")),
               *(Column(str(year), kind) for year in years))  # fmt: skip
    title = capital(w(f"report.fields.{what}_by_year", **source.names))
    notes = [
        w("report.fields.note", interval=holds_told(CHANCE_ONLY, source.shown.replications, w))
    ]
    notes += [w("report.fields.marks")] if what == "difference" else []
    return Sheet(title, title, columns, tuple(rows), tuple(notes))


def _cell(row: dict[str, float], what: str, source: Source) -> Cell:
    if what == "base":
        return row["base"]
    gap = Interval(row["difference"], row["low"], row["high"], int(row["replications"]))
    return f"{known(gap.mean, gap.low, gap.high, source.w, THOUSAND)[0]} {mark_of(gap)}"


def fields_of_one_year(source: Source, year: int) -> Sheet:
    """Return lasten, baten and net of the base world by field in one year."""
    w, names = source.w, source.field_names | {ALL: source.w("report.fields.all")}
    table = source.by_field
    table = table[table["year"] == year]
    rows = tuple(
        ("" if code == ALL else str(code), names[str(code)], *each["base"].tolist())
        for code, each in table.groupby("taakveld", sort=False)
    )
    columns = (Column(w("report.fields.code"), "code"), Column(w("report.fields.name")),
               *(Column(w(f"report.fields.{side}"), "thousands")
                 for side in ("lasten", "baten", "net")))  # fmt: skip
    title = capital(w("report.fields.of_year", year=year, base=source.names["base"]))
    note = w("report.fields.note_year")
    return Sheet(title, title, columns, rows, (note,))
