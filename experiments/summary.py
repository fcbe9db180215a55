"""The findings as text: tables on a terminal, plain columns elsewhere, and `summary.md`."""

import io
import sys
import textwrap

from experiments.findings import Section, Table, findings
from experiments.headline import Comparison
from experiments.payback_by_year import payback_by_year
from model.words import words_of

WIDTH = 110


def as_text(comparison: Comparison, terminal: bool | None = None) -> str:
    """Return the findings for a reader: rich tables on a terminal, plain columns elsewhere."""
    wanted = sys.stdout.isatty() if terminal is None else terminal
    sections = findings(comparison)
    body = _rich(sections) if wanted else "\n".join(_plain(section) for section in sections)
    said = words_of(comparison.lang)("written", folder=comparison.folder)
    return body.rstrip() + (f"\n{said}" if comparison.folder else "")


def as_markdown(comparison: Comparison) -> str:
    """Return the findings for `summary.md`."""
    w = words_of(comparison.lang)
    lines: list[str] = []
    for number, section in enumerate(findings(comparison)):
        lines += [f"{'#' if number == 0 else '##'} {section.heading}", ""]
        for part in section.parts:
            lines += [*(_marked(part) if isinstance(part, Table) else [part]), ""]
    for policy in comparison.policies:
        lines += [f"![{w('picture.layers_alt')}](people_by_layer_{policy}.png)", ""]
        lines += [f"![{w('picture.difference_alt')}](paired_difference_{policy}.png)", ""]
        if len(payback_by_year(comparison, policy)):
            lines += [f"![{w('picture.cumulative_alt')}](cumulative_net_{policy}.png)", ""]
        if "doubt" in comparison.tables and len(comparison.years):
            lines += [f"![{w('picture.doubt_alt')}](two_intervals_{policy}.png)", ""]
    return "\n".join(lines)


def _marked(table: Table) -> list[str]:
    rule = ["---", *["---:"] * (len(table.head) - 1)]
    rows = [table.head, tuple(rule), *table.rows]
    return [f"| {' | '.join(_indented(cell) for cell in row)} |" for row in rows]


def _indented(cell: str) -> str:
    return cell.replace("  ", "&nbsp;&nbsp;", 1) if cell.startswith("  ") else cell


def _plain(section: Section) -> str:
    lines = ["", section.heading, "-" * len(section.heading)]
    for part in section.parts:
        lines += _columns(part) if isinstance(part, Table) else textwrap.wrap(part, WIDTH)
        lines.append("")
    return "\n".join(lines[:-1])


def _columns(table: Table) -> list[str]:
    rows = [table.head, *table.rows]
    widths = [max(len(row[k]) for row in rows) for k in range(len(table.head))]
    last = len(widths) - 1
    lines = []
    for row in rows:
        cells = [row[0].ljust(widths[0])]
        cells += [
            row[k].ljust(w) if k == last else row[k].rjust(w) for k, w in enumerate(widths) if k
        ]
        lines.append("  ".join(cells).rstrip())
    return [lines[0], "-" * max(map(len, lines)), *lines[1:]]


def _rich(sections: list[Section]) -> str:
    from rich.console import Console
    from rich.table import Table as RichTable
    from rich.text import Text

    out = io.StringIO()
    console = Console(file=out, force_terminal=True, width=max(Console().width, WIDTH))
    for section in sections:
        console.print(Text(f"\n{section.heading}", style="bold"))
        for part in section.parts:
            if isinstance(part, str):
                console.print(Text(part))
                continue
            grid = RichTable(show_edge=False, header_style="dim")
            for k, name in enumerate(part.head):
                grid.add_column(Text(name), justify="left" if k == 0 else "right")
            for row in part.rows:
                grid.add_row(*map(Text, row))
            console.print(grid)
    return out.getvalue()
