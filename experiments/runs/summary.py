"""The findings as text: tables on a terminal, plain columns elsewhere, and `summary.md`."""

import sys

from experiments.report.rendering import marked, plain, rich
from experiments.report.sections import Table
from experiments.runs.charts import file_of, kinds_of
from experiments.runs.findings import findings
from experiments.runs.result import ComparisonResult


def as_text(comparison: ComparisonResult, terminal: bool | None = None) -> str:
    """Return the findings for a reader: rich tables on a terminal, plain columns elsewhere."""
    for_terminal = sys.stdout.isatty() if terminal is None else terminal
    sections = findings(comparison)
    body = rich(sections) if for_terminal else "\n".join(plain(section) for section in sections)
    written = comparison.words("written", folder=comparison.folder)
    return body.rstrip() + (f"\n{written}" if comparison.folder else "")


def as_markdown(comparison: ComparisonResult, *, pictured: bool = True) -> str:
    """Return the findings for `summary.md`, with its pictures where they stand beside it."""
    w = comparison.words
    lines: list[str] = []
    for number, section in enumerate(findings(comparison)):
        lines += [f"{'#' if number == 0 else '##'} {section.heading}", ""]
        for part in section.parts:
            lines += [*(marked(part) if isinstance(part, Table) else [part]), ""]
    for policy in comparison.policies if pictured else ():
        for kind in kinds_of(comparison, policy):
            lines += [f"![{w(f'picture.{kind}')}]({file_of(kind, policy)})", ""]
    return "\n".join(lines)
