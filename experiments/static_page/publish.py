"""A comparison written as a folder of web pages, which any web host or file system can show.

The folder is written whole or not at all, and the same comparison gives the same bytes. A page asks
for nothing outside it.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from matplotlib.figure import Figure

from experiments.report.charts.cells import Outlines, read_outlines
from experiments.report.words import LANGUAGES
from experiments.results.alone import alone_at
from experiments.results.digests import sha256_of
from experiments.results.folder import as_recorded, usable_place
from experiments.results.records import FileName, Record, Sha256, read_record, write_record
from experiments.results.whole import (
    whole_folder,
    write_bytes,
    write_figure,
    write_json,
    write_text,
)
from experiments.static_page.figures import PageFigures, page_figures
from experiments.static_page.page import Page, Picture, rendered
from experiments.static_page.pictures import drawn
from experiments.static_page.playable import STEPS, Playable
from model.errors import InputError, ResultError
from model.inputs.reading import read_bytes

ASSETS = Path(__file__).with_name("assets")
MADE_OF = ("style.css", "play.js")
MOST_BYTES = 1_000_000
RECORD = "page.json"
SURFACE, FIGURES = "surface.js", "figures.json"


class _PageRecord(Record):
    """What says of a folder that it is a page, and which files are its own."""

    files: dict[FileName, Sha256]


@dataclass(frozen=True)
class Published:
    """A page that was written.

    Attributes
    ----------
    folder : Path
    first : Path
        The file to open.
    """

    folder: Path
    first: Path


def publish(
    folder: str | Path, out: str | Path | None = None, outlines: str | Path | None = None
) -> Published:
    """Write a comparison as a folder of web pages, in Dutch and English.

    Parameters
    ----------
    folder : path
        Written by `compare`.
    out : path, optional
        A folder that is absent, empty or an earlier page; the name of `folder` with `-page` behind
        it, beside it, by default.
    outlines : path, optional
        A GeoJSON file of the true outlines of the areas, for the map.

    Raises
    ------
    ResultError
        If the folder holds no comparison or is damaged, or `out` holds anything else; nothing is
        written then.
    InputError
        If the file of outlines cannot be used, lacks an area, or there is no map to draw.
    """
    shapes = None if outlines is None else read_outlines(outlines)
    source = Path(folder)
    usual = source.resolve()
    place = usable_place(out, usual.parent / f"{usual.name}-page")
    _own_files(place)
    with as_recorded(source):
        found = page_figures(source)
        if shapes is not None and all(one.areas is None for one in found):
            raise InputError(f"--outlines: '{source}' has no map of its areas. Leave it out.")
        return write_page(place, found, shapes)


def write_page(
    place: Path, found: Sequence[PageFigures], outlines: Outlines | None = None
) -> Published:
    """Write the pages of all policies of a comparison into one folder, whole or not at all.

    Raises
    ------
    ResultError
        If there is anything in it that no earlier page brought.
    """
    _own_files(place)
    with alone_at(place):
        mine = _own_files(place)
        with whole_folder(place, lambda name: name in mine) as fresh:
            _write(fresh, found, outlines)
    return Published(place, place / "index.html")


def _own_files(place: Path) -> set[str]:
    """Return the files of an earlier page in a folder.

    Raises
    ------
    ResultError
        If there is something else in it.
    """
    if place.exists() and not place.is_dir():
        raise ResultError(f"--out is '{place}', which is a file: give an absent or empty folder.")
    if not place.is_dir() or not any(place.iterdir()):
        return set()
    other = f"--out is '{place}', which holds other files: give an absent or empty folder."
    try:
        return {RECORD, *read_record(place / RECORD, _PageRecord, other)["files"]}
    except ResultError:
        raise ResultError(other) from None


def _write(fresh: Path, found: Sequence[PageFigures], outlines: Outlines | None) -> None:
    for name in MADE_OF:
        write_bytes(fresh / name, read_bytes(ASSETS / name, MOST_BYTES))
    write_json(fresh / FIGURES, [one.as_data() for one in found])
    for one in found:
        if one.surface is not None:
            write_text(fresh / SURFACE, as_script(one.surface))
    for one in found:
        for lang in LANGUAGES:
            shown = [
                _draw(fresh, one, kind, figure, lang) for kind, figure in drawn(one, lang, outlines)
            ]
            page = _page(found, one, lang)
            write_text(fresh / page.here, rendered(one, page, shown))
    names = sorted(path.name for path in fresh.iterdir())
    write_record(fresh / RECORD, {"files": {name: sha256_of(fresh / name) for name in names}})


def _page(found: Sequence[PageFigures], one: PageFigures, lang: str) -> Page:
    other = next(each for each in LANGUAGES if each != lang)
    others = [(each.title(lang), _file(found, each, lang)) for each in found if each is not one]
    return Page(lang, _file(found, one, lang), _file(found, one, other), others)


def _file(found: Sequence[PageFigures], one: PageFigures, lang: str) -> str:
    """Return the file of a page: `index.html` is the first policy in the result's language."""
    name = "index" if one is found[0] else one.policy
    return f"{name}.html" if lang == one.comparison.lang else f"{name}.{lang}.html"


def _draw(fresh: Path, one: PageFigures, kind: str, figure: Figure, lang: str) -> Picture:
    """Write a picture and return what the page says of it: its title states what it shows."""
    file = f"{kind}_{one.policy}.{lang}.png"
    write_figure(fresh / file, figure)
    w = one.comparison.in_language(lang).words
    width, height = (round(inches * figure.dpi) for inches in figure.get_size_inches())
    alt = " ".join(figure.get_suptitle().split())
    return Picture(
        kind, file, w(f"picture.{kind}"), f"{w(f'picture.{kind}')}: {alt}", width, height
    )


def as_script(surface: Playable) -> str:
    """Return a grid as a script: a page that is opened as a file can fetch no data."""
    content = {
        "steps": STEPS, "half": round(surface.half, 2),
        "cost": surface.cost.round(2).tolist(), "likely": surface.likely.round(4).tolist(),
        "near": surface.near.tolist(), "near_saving": surface.near_saving.tolist(),
    }  # fmt: skip
    return f"window.SURFACE = {json.dumps(content, separators=(',', ':'), sort_keys=True)};\n"
