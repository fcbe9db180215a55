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
    """Return sections as a terminal shows them: as wide as it is, headings in bold."""
    from rich.console import Console
    from rich.text import Text

    out = io.StringIO()
    width = max(Console().width, WIDTH)
    console = Console(file=out, force_terminal=True, width=width)
    for section in sections:
        console.print(Text(f"\n{printable(section.heading)}", style="bold"))
        for part in section.parts:
            console.print(Text(_on_terminal(part, width)))
    return out.getvalue()


def _on_terminal(part: str | Table, width: int) -> str:
    if isinstance(part, str):
        return f"{paragraph(printable(part), width)}\n"
    rows = [[printable(cell) for cell in row] for row in (part.head, *part.rows)]
    return f"{columns(rows, width)}\n"
