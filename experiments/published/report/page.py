"""A report as one page of HTML: no script, no file beside it, nothing fetched; prints to PDF."""

from functools import cache
from pathlib import Path

from jinja2 import DictLoader, Environment, StrictUndefined

from experiments.published.report.document import Document
from model.inputs.reading import read_text

FOLDER = Path(__file__).parent / "templates"
MOST_BYTES = 100_000


@cache
def _environment() -> Environment:
    names = ("page.html.j2", "page.css")
    templates = {name: read_text(FOLDER / name, MOST_BYTES) for name in names}
    return Environment(
        loader=DictLoader(templates), autoescape=True, undefined=StrictUndefined,
        trim_blocks=True, lstrip_blocks=True, keep_trailing_newline=True,
    )  # fmt: skip


def as_html(document: Document) -> str:
    """Return a report as HTML; equal reports give equal texts."""
    style = _environment().get_template("page.css").render(wide=document.wide)
    return _environment().get_template("page.html.j2").render(document=document, style=style)
