"""What a notebook shows of a figure, of sentences and of tables: no print, no pyplot."""

import io
from collections.abc import Iterable
from dataclasses import dataclass

from matplotlib.figure import Figure

from experiments.report.rendering import marked
from experiments.report.sections import Section, Table

DPI = 100


@dataclass(frozen=True)
class Picture:
    """A figure, shown as a PNG; the same figure gives the same bytes.

    Attributes
    ----------
    figure : Figure
    """

    figure: Figure

    def _repr_png_(self) -> bytes:
        out = io.BytesIO()
        self.figure.savefig(out, format="png", dpi=DPI, metadata={"Software": None})
        return out.getvalue()


@dataclass(frozen=True)
class Told:
    """Sentences and tables, shown as Markdown."""

    parts: tuple[str | Table, ...]

    def _repr_markdown_(self) -> str:
        lines: list[str] = []
        for part in self.parts:
            lines += [*(marked(part) if isinstance(part, Table) else [part]), ""]
        return "\n".join(lines)


def told(*parts: str | Table) -> Told:
    """Return sentences and tables as a notebook shows them."""
    return Told(parts)


def section(sections: Iterable[Section], heading: str) -> Told:
    """Return what stands under a heading.

    Raises
    ------
    KeyError
        If there is no such heading.
    """
    for one in sections:
        if one.heading == heading:
            return Told(one.parts)
    raise KeyError(heading)
