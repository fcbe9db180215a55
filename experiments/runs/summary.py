"""The findings as text: tables on a terminal, plain columns elsewhere, and `summary.md`."""

import sys

from experiments.report.rendering import marked, plain, rich
from experiments.report.sections import Table
from experiments.runs.charts import surface_for
from experiments.runs.findings import findings
from experiments.runs.result import ComparisonResult


def as_text(comparison: ComparisonResult, terminal: bool | None = None) -> str:
    """Return the findings for a reader: rich tables on a terminal, plain columns elsewhere."""
    for_terminal = sys.stdout.isatty() if terminal is None else terminal
    sections = findings(comparison)
    body = rich(sections) if for_terminal else "\n".join(plain(section) for section in sections)
    written = comparison.words("written", folder=comparison.folder)
    return body.rstrip() + (f"\n{written}" if comparison.folder else "")


def as_markdown(comparison: ComparisonResult) -> str:
    """Return the findings for `summary.md`."""
    w = comparison.words
    lines: list[str] = []
    for number, section in enumerate(findings(comparison)):
        lines += [f"{'#' if number == 0 else '##'} {section.heading}", ""]
        for part in section.parts:
            lines += [*(marked(part) if isinstance(part, Table) else [part]), ""]
    for policy in comparison.policies:
        figures = comparison.figures[policy]
        lines += [f"![{w('picture.layers_alt')}](people_by_layer_{policy}.png)", ""]
        lines += [f"![{w('picture.difference_alt')}](paired_difference_{policy}.png)", ""]
        if len(figures.by_year):
            lines += [f"![{w('picture.cumulative_alt')}](cumulative_net_{policy}.png)", ""]
        if surface_for(comparison, policy) is not None:
            lines += [f"![{w('picture.surface_alt')}](what_must_be_true_{policy}.png)", ""]
        if figures.uncertainty:
            lines += [f"![{w('picture.doubt_alt')}](two_intervals_{policy}.png)", ""]
    return "\n".join(lines)
