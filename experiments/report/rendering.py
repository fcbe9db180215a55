"""Sections as Markdown and as text of a terminal."""

import io
from collections.abc import Iterable

from experiments.report.columns import WIDTH, columns, paragraph
from experiments.report.sections import Section, Table
from model.errors import printable


def marked(table: Table) -> list[str]:
    """Return a table as lines of Markdown."""
    rule = ["---", *["---:"] * (len(table.head) - 1)]
    rows = [table.head, tuple(rule), *table.rows]
    return [row_of(row) for row in rows]


def row_of(cells: Iterable[str]) -> str:
    """Return a line of a table in Markdown: whatever stands in a cell stays in it."""
    return f"| {' | '.join(_indented(cell) for cell in cells)} |"


def _indented(cell: str) -> str:
    cell = cell.replace("\\", "\\\\").replace("|", "\\|").replace("\r", " ").replace("\n", " ")
    return cell.replace("  ", "&nbsp;&nbsp;", 1) if cell.startswith("  ") else cell


def plain(section: Section) -> str:
    """Return a section as text in lines of `WIDTH` columns."""
    heading = paragraph(section.heading)
    lines = ["", heading, "-" * max(map(len, heading.split("\n")))]
    for part in section.parts:
        if isinstance(part, Table):
            lines += [columns([part.head, *part.rows]), ""]
        else:
            lines += [paragraph(part), ""]
    return "\n".join(lines[:-1])


def rich(sections: list[Section]) -> str:
    """Return sections as a terminal shows them."""
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=max(Console().width, WIDTH))
    for section in sections:
        console.print(Text(f"\n{printable(section.heading)}", style="bold"))
        for part in section.parts:
            if isinstance(part, str):
                console.print(Text(printable(part)))
                continue
            grid = RichTable(show_edge=False, header_style="dim")
            for k, name in enumerate(part.head):
                grid.add_column(Text(printable(name)), justify="left" if k == 0 else "right")
            for row in part.rows:
                grid.add_row(*(Text(printable(cell)) for cell in row))
            console.print(grid)
    return out.getvalue()
