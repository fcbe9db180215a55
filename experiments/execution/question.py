"""A question put from the command line: it says how far it is, then what it found."""

import sys
from collections.abc import Callable
from pathlib import Path

from experiments.execution.progress import at_work
from experiments.report.columns import for_screen
from model.inputs.reading import read_text

MOST_BYTES = 5_000_000
"""Of a summary."""


def asked(question: Callable[[], object], *summaries: Path) -> None:
    """Answer a question, and print the summaries that it wrote, as a screen shows them.

    Parameters
    ----------
    question : callable
        The `main` of an experiment.
    *summaries : Path
        Markdown, with what the answer opens with in front.
    """
    with at_work(Path(sys.argv[0]).stem):
        question()
    for path in summaries:
        sys.stdout.write(f"{for_screen(read_text(path, MOST_BYTES))}\n\n{path.parent}\n")
