"""The command `report`: a page for a board, a workbook or CSV tables out of a results folder."""

from collections.abc import Mapping
from pathlib import Path

from experiments.published.report.assumptions import assumptions_of
from experiments.published.report.chapters import (
    AUDIENCES,
    CHARTS,
    CONTROLLER,
    COUNCIL,
    chapters_of,
)
from experiments.published.report.document import Document
from experiments.published.report.front import answer, cards, doubt
from experiments.published.report.page import as_html
from experiments.published.report.pictures import MAP, drawn
from experiments.published.report.source import Source, read_source
from experiments.published.report.workbook import as_dutch_csv, as_workbook, file_name, sheets_of
from experiments.report.charts.cells import Outlines, read_outlines
from experiments.report.words import capital, words_of
from experiments.results.folder import as_recorded, usable_place
from experiments.results.whole import refuse_link, whole_folder, write_bytes
from model.errors import InputError, nearest

HTML, XLSX, CSV = "html", "xlsx", "csv"
FORMS = (HTML, XLSX, CSV)


def report(
    folder: str | Path,
    *,
    audience: str = AUDIENCES[0],
    lang: str = "en",
    form: str = HTML,
    policy: str | None = None,
    out: str | Path | None = None,
    outlines: str | Path | None = None,
    force: bool = False,
) -> Path:
    """Write a report of a comparison, whole or not at all.

    Parameters
    ----------
    folder : path
        Written by `compare`.
    audience : {'council', 'controller', 'azwa'}
        Whom the page is for; workbook and CSV hold the tables of all.
    lang : {'en', 'nl'}
    form : {'html', 'xlsx', 'csv'}
        CSV is a folder with a file per table, in the Dutch form in either language.
    policy : str, optional
        Which one, where the folder compares several; the first by default.
    out : path, optional
        File (of CSV: folder) to write; in `folder` by default, in place of an earlier one.
    outlines : path, optional
        A GeoJSON file of the true outlines of the areas, for the map of a page for the council.
    force : bool
        Write over `out` where it is there.

    Returns
    -------
    Path
        What was written. Equal folders and options give equal bytes.

    Raises
    ------
    InputError
        If an option, the folder or `out` cannot be used; nothing is written.
    """
    words_of(lang)
    for value, known, name in ((audience, AUDIENCES, "--for"), (form, FORMS, "form")):
        if value not in known:
            raise InputError(
                f"{name} is '{value}': give {', '.join(known)}.{nearest(value, known)}"
            )
    asked = None if out is None else _usable(out, form, force)
    shapes = None if outlines is None else _outlines(outlines, audience, form)
    with as_recorded(folder):
        source = read_source(folder, lang, policy)
    path = asked or Path(folder) / _name(source, audience, form)
    content = _content(source, audience, form, shapes)
    if isinstance(content, bytes):
        write_bytes(path, content)
        return path
    with whole_folder(path, content.__contains__) as place:
        for name, one in content.items():
            write_bytes(place / name, one)
    return path


def _outlines(path: str | Path, audience: str, form: str) -> Outlines:
    """Read outlines for a report that has a map.

    Raises
    ------
    InputError
        If it has none, or the file cannot be used.
    """
    if form != HTML or MAP not in CHARTS[audience]:
        raise InputError(f"--outlines: only the page for {COUNCIL} has a map. Leave it out.")
    return read_outlines(path)


def _content(
    source: Source, audience: str, form: str, outlines: Outlines | None
) -> bytes | Mapping[str, bytes]:
    if form == HTML:
        return as_html(document_of(source, audience, outlines)).encode("utf-8")
    sheets = sheets_of(source)
    if form == XLSX:
        return as_workbook(sheets, capital(source.w("report.title.workbook", **source.names)))
    return {file_name(sheet): as_dutch_csv(sheet) for sheet in sheets}


def document_of(source: Source, audience: str, outlines: Outlines | None = None) -> Document:
    """Return the report for an audience, as data; its map with true outlines where these are."""
    w, found = source.w, assumptions_of(source)
    labels = {name: w(f"report.page.{name}") for name in ("skip", "answer", "doubt", "contents")}
    charts = drawn(source, CHARTS[audience], outlines)
    chapters = chapters_of(audience, source, charts, found)
    footer = w("report.page.footer", version=source.shown.version, digest=source.manifest["digest"])
    return Document(
        w.lang, capital(w(f"report.title.{audience}", **source.names)), w("report.page.kind"),
        answer(source), doubt(source), cards(source),
        tuple(chapters), footer, labels,
        wide=audience == CONTROLLER,
    )  # fmt: skip


def _name(source: Source, audience: str, form: str) -> str:
    """Return what a report is called in the folder that it is of."""
    other = "" if source.policy == source.comparison.policies[0] else f"-{source.policy}"
    names = {
        HTML: f"report-{audience}-{source.w.lang}{other}.html",
        XLSX: f"report-{source.w.lang}{other}.xlsx", CSV: f"report-{source.w.lang}{other}-csv",
    }  # fmt: skip
    return names[form]


def _usable(out: str | Path, form: str, force: bool) -> Path:
    """Return where a report is asked to go, before anything is read or worked out.

    Raises
    ------
    InputError
        If something is there that is not to be written over, or no folder to write in.
    """
    path = usable_place(out, Path(out))
    refuse_link(path)
    if not path.parent.is_dir():
        raise InputError(f"--out is '{path}': there is no folder '{path.parent}'. Make it first.")
    if form == CSV and path.exists() and not path.is_dir():
        raise InputError(f"--out is '{path}', which is no folder: name one for the tables.")
    if form != CSV and path.exists() and not path.is_file():
        raise InputError(f"--out is '{path}', which is no file: name a file to write.")
    if path.exists() and not force:
        raise InputError(f"--out is '{path}', which is there already: name another, or --force.")
    return path
