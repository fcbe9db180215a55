"""No text of a chart lies over another or leaves the figure, in both languages and with long words.

Boxes of all texts are measured on the drawn figure.
"""

import ast
import re
from pathlib import Path
from types import ModuleType

import pytest
from matplotlib.figure import Figure

from experiments.report import charts
from experiments.report.words import Words, words_of
from tests.unit.experiments.report.charts import made_up
from tests.unit.experiments.report.charts.made_up import BASE, CHARTS, POLICY
from tests.unit.experiments.report.drawn import boxes, cut_off, overlaps

SHORT = {BASE: "huidig beleid", POLICY: "plan"}
LONG = {
    BASE: "het huidige beleid met een inkomensafhankelijke eigen bijdrage",
    POLICY: "het transformatieplan, per half jaar een gebied erbij en twee jaar later",
}
CASES = {"en": ("en", SHORT, False), "nl": ("nl", SHORT, False), "long": ("nl", LONG, True)}


def words(case: str) -> tuple[Words, bool]:
    lang, titles, long = CASES[case]
    return words_of(lang).naming(titles), long


@pytest.mark.parametrize("name", CHARTS)
def test_texts_neither_overlap_nor_leave_the_figure(name: str) -> None:
    for case in CASES:
        figure = CHARTS[name](*words(case))
        seen = boxes(figure)
        assert overlaps(figure, seen) == [], case
        assert cut_off(figure, seen) == [], case


def words_in(*texts: str) -> set[str]:
    """Return the whole words of four letters or more, no names of the code among them."""
    tokens = re.sub(r"\{.*?\}|-", " ", " ".join(texts).lower()).split()
    return {
        word for one in tokens if re.fullmatch(r"[^\W\d_]{4,}", word := one.strip(",.;:()'\"?!"))
    }


@pytest.mark.parametrize("name", CHARTS)
def test_every_word_of_a_dutch_picture_is_a_dutch_phrase_or_handed_in(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """So no chart writes a word of its own: it would be English in a Dutch picture."""
    monkeypatch.setattr(made_up, "CAPTION", "")
    given = words_in(*SHORT.values(), *(text for text in texts_of(made_up) if " " in text))
    known = words_in(*words_of("nl").phrases.values()) | given
    figure = CHARTS[name](words_of("nl").naming(SHORT), False)
    assert words_in(*(text for text, _ in boxes(figure))) - known == set()
    assert words_in("axes of its own", "Twee woorden.") == {"axes", "twee", "woorden"}


def texts_of(module: ModuleType) -> list[str]:
    """Return the texts that stand in a module."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    nodes = (node for node in ast.walk(tree) if isinstance(node, ast.Constant))
    return [node.value for node in nodes if isinstance(node.value, str)]


def test_every_chart_is_measured() -> None:
    """A file of the folder that draws a figure is among those above."""
    folder = Path(str(charts.__file__)).parent
    sources = {path.stem: path.read_text(encoding="utf-8") for path in folder.glob("*.py")}
    drawing = {
        name for name, text in sources.items()
        if re.search(rf"def {name}\([^)]*\) -> tuple\[Figure", text)
    }  # fmt: skip
    assert len(drawing) > 15
    assert drawing <= CHARTS.keys()


def figure_with(*labels: tuple[float, float, str]) -> Figure:
    figure = Figure(figsize=(6, 4), layout="constrained")
    axes = figure.subplots()
    for x, y, text in labels:
        axes.text(x, y, text, transform=axes.transAxes)
    return figure


def test_a_label_over_another_is_found() -> None:
    assert overlaps(figure_with((0.2, 0.5, "one"), (0.6, 0.5, "other"))) == []
    assert overlaps(figure_with((0.2, 0.5, "one"), (0.22, 0.51, "other"))) == [("one", "other")]


def test_a_label_stuck_over_a_chart_is_found() -> None:
    figure = CHARTS["payback_fan"](*words("en"))
    title = figure.axes[0].get_title(loc="left")
    figure.axes[0].text(0.0, 1.02, "stuck", transform=figure.axes[0].transAxes)
    assert {title, "stuck"} in [set(pair) for pair in overlaps(figure)]


def test_a_label_beyond_the_edge_is_found() -> None:
    assert cut_off(figure_with((0.2, 0.5, "inside"))) == []
    figure = figure_with((0.2, 0.5, "inside"))
    figure.text(0.9, 0.5, "half outside of it")
    assert cut_off(figure) == ["half outside of it"]
