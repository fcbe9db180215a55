"""Every notebook runs from first cell to last on a small town, and ships in both languages."""

import itertools
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from notebooks.execute import LANGUAGES, executed, notebook_of, place_of, sources

MOST_CELLS = 15
SMALL = {"RESIDENTS": 1_000, "REPLICATIONS": 2, "MONTHS": 96, "POINTS": 2, "DRAWS": 2}
"""Settings of those that a notebook has."""
EACH = list(itertools.product(sources(), LANGUAGES))
NAMES = [f"{source.stem[:3]}-{lang}" for source, lang in EACH]
ALTERNATELY = [
    (source, LANGUAGES[number % len(LANGUAGES)]) for number, source in enumerate(sources())
]
FOR_WHOM = {"en": r"\*For .*\d* *minutes? to read", "nl": r"\*Voor .*(minuten|kwartier) lezen"}


def shown(notebook: Any, kind: str) -> list[Any]:
    """Return what a notebook shows of a kind, for example `image/png`."""
    return [
        output["data"][kind]
        for cell in notebook.cells
        for output in cell.get("outputs", ())
        if kind in output.get("data", {})
    ]


def test_there_are_seven_notebooks() -> None:
    assert [source.stem[:3] for source in sources()] == [f"n0{number}" for number in range(1, 8)]


@pytest.mark.slow
@pytest.mark.parametrize(("source", "lang"), ALTERNATELY, ids=lambda one: getattr(one, "stem", one))
def test_notebook_runs(source: Path, lang: str) -> None:
    """On a small town, one language each: code is the same in both."""
    text = source.read_text(encoding="utf-8")
    small = {name: value for name, value in SMALL.items() if f"\n{name} = " in text}
    done = executed(notebook_of(source, lang, **small))
    outputs = [output for cell in done.cells for output in cell.get("outputs", ())]
    assert {output["output_type"] for output in outputs} == {"execute_result"}, "no raw prints"
    assert shown(done, "image/png")
    assert shown(done, "text/markdown")


@pytest.mark.parametrize(("source", "lang"), EACH, ids=NAMES)
def test_a_notebook_is_short_and_says_for_whom(source: Path, lang: str) -> None:
    cells = notebook_of(source, lang).cells
    assert len(cells) <= MOST_CELLS
    assert cells[0].cell_type == "markdown"
    assert re.search(FOR_WHOM[lang], " ".join(cells[0].source.split()))


@pytest.mark.parametrize("source", sources(), ids=lambda source: source.stem)
def test_each_language_says_as_much(source: Path) -> None:
    """The cells of both languages stand in the same order, words beside words."""
    english, dutch = (notebook_of(source, lang).cells for lang in LANGUAGES)
    assert [cell.cell_type for cell in english] == [cell.cell_type for cell in dutch]
    words = [cell.source for cell in english if cell.cell_type == "markdown"]
    assert not set(words) & {cell.source for cell in dutch}


@pytest.mark.parametrize(("source", "lang"), EACH, ids=NAMES)
def test_the_notebook_that_ships_is_that_of_the_source(source: Path, lang: str) -> None:
    """Made by `python -m notebooks.execute`, whole, and without an error in it."""
    ships = nbformat.read(place_of(source, lang), as_version=4)
    ours = notebook_of(source, lang)
    assert [cell.source for cell in ships.cells] == [cell.source for cell in ours.cells]
    assert all(cell.execution_count for cell in ships.cells if cell.cell_type == "code")
    kinds = {output["output_type"] for cell in ships.cells for output in cell.get("outputs", ())}
    assert kinds == {"execute_result"}
    assert shown(ships, "image/png")
    assert f'LANG = "{lang}"' in "".join(cell.source for cell in ships.cells).replace("'", '"')


def test_a_setting_that_no_cell_has_is_refused() -> None:
    with pytest.raises(ValueError, match="no line 'SIZE = '"):
        notebook_of(sources()[0], "en", SIZE=3)
