"""The pages of the posterior, made from what ships: no figure on it is typed by hand.

    social-base calibrate --out DIR
    python -m experiments.analyses.calibration.ship DIR
    python -m experiments.analyses.uncertainty.measure
    python -m experiments.analyses.calibration.later
    python -m experiments.analyses.analogues.measure
    python docs/calibration.py

The blocks of `docs/calibration.md` and of the two pages for officials are made anew, and the pictures of what must be true,
of where the variance comes from and of the patterns.
"""

import re
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs.findings_page import ROOT
from experiments.analyses.analogues.analogues import that_weigh
from experiments.analyses.analogues.told import analogues, how_it_moves
from experiments.analyses.calibration.later import later_targets
from experiments.analyses.calibration.shipped_patterns import (
    NEXT,
    next_told,
    picture_of_draws,
    shipped_patterns,
)
from experiments.analyses.patterns.observed import patterns_of
from experiments.analyses.uncertainty.draws import FIGURES, SUMMARY, about_posterior
from experiments.analyses.uncertainty.response_surface import response_surface
from experiments.analyses.uncertainty.told import (
    posterior_told,
    split_of_plan,
    surface_caption,
    surface_of_plan,
)
from experiments.report.charts.variance_split import variance_split
from experiments.report.number_format import number
from experiments.report.rendering import marked
from experiments.report.sections import Table
from experiments.report.tables import records
from experiments.report.words import Words, words_of
from experiments.results.command_line import typed
from experiments.results.parquet import parquet_in
from experiments.results.whole import write_figure
from model.inputs.municipality import load_municipality

PAGE = ROOT / "docs" / "calibration.md"
PAGES = (PAGE, ROOT / "docs" / "officials.md", ROOT / "docs" / "ambtenaren.md")
IMAGES = ROOT / "docs" / "img"
RATIO = 10.0
"""A figure of a trend is below this, a count above."""
PICTURE = re.compile(r"\]\((targets|parameters)\.png\)")


def page(text: str) -> str:
    """Return a page with its generated blocks made anew."""
    for name, block in BLOCKS.items():
        start, end = f"<!-- generated: {name} -->", f"<!-- end: {name} -->"
        before, found, rest = text.partition(start)
        if found:
            _, _, after = rest.partition(end)
            text = f"{before}{start}\n\n{block()}\n\n{end}{after}"
    return text


def of_plan(lang: str = "en") -> str:
    """Return what the shipped posterior says of the plan."""
    full = load_municipality("bergen_op_zoom").residents
    parts = posterior_told("current", "transformation", full, words_of(lang))
    return "\n\n".join("\n".join(marked(p)) if isinstance(p, Table) else p for p in parts)


def of_answer(lang: str) -> str:
    """Return the same, with what was seen elsewhere, for who reads two pages."""
    first, _, rest = of_plan(lang).partition("\n\n")
    return "\n\n".join((first, how_it_moves(that_weigh(), words_of(lang)), rest))


def of_analogues() -> str:
    """Return what was seen elsewhere beside what the draws give, and how the answer moves."""
    w = words_of("en")
    table = analogues()
    head = ("seen elsewhere", "use", "observed", "error and transport", "draws (median, 90%)",
            "weighed (median, 90%)", "within nine in ten")  # fmt: skip
    rows = tuple(
        (
            f"`{row['name']}`: {row['what']}", row["use"], number(row["observed"], w),
            number(row["spread"], w), *(_span(row, kind, w) for kind in ("draws", "weighed")),
            "yes" if row["hit"] else "no",
        )
        for row in records(table)
    )  # fmt: skip
    return "\n".join((table.attrs["sentence"], "", *marked(Table(head, rows))))


def of_later() -> str:
    """Return targets that came after the fit and patterns of later years, beside the draws."""
    w, table, wanted = words_of("en"), shipped_patterns(), _later_rows()
    head = ("figure", "use", "observed", "draws (median, 90%)", "bounds", "inside")
    rows = []
    for row in records(table):
        if measure := wanted.get((row["id"], row["use"])):
            observed, middle, low, high, below, above = (
                number(row[name], w) if row[name] > RATIO else w.figure(row[name], ".2f")
                for name in ("observed", "median", "low", "high", "bound_low", "bound_high")
            )
            hit = "yes" if row["hit"] else "no"
            rows.append((f"`{row['id']}`: `{measure}`", row["use"], observed,
                         f"{middle} ({low}; {high})", f"{below}; {above}", hit))  # fmt: skip
    first, *moved = next_told(table, w)
    lines = [line.strip() for line in moved]
    listed = (f"- {line[0].upper()}{line[1:]}." for line in lines)
    return "\n".join((first, "", *listed, "", *marked(Table(head, tuple(rows)))))


def _later_rows() -> dict[tuple[str, str], str]:
    """Return the measure by id and use, as shown, of what the shipped calibration did not keep."""
    kept, val = set(parquet_in(FIGURES).columns), records(patterns_of("VAL"))
    return {(one.id, NEXT): one.measure for one in later_targets()} | {
        (row["id"], "VAL"): row["measure"] for row in val if row["measure"] not in kept
    }


def _span(row: Any, kind: str, w: Words) -> str:
    middle, low, high = (number(row[f"{kind}{end}"], w) for end in ("", "_low", "_high"))
    return f"{middle} ({low}; {high})"


def of_posterior() -> str:
    """Return the summary of the calibration that ships, without its title."""
    text = SUMMARY.read_text(encoding="utf-8")
    _, _, body = text.partition("\n")
    body = PICTURE.sub(r"](img/posterior_\1.png)", body)
    body = f"Made by `{_typed()}`.\n{body}"
    return re.sub(r"^## ", "### ", body, flags=re.MULTILINE).strip()


def _typed() -> str:
    """Return the command that makes what ships, to the byte."""
    asked = {name: value for name, value in about_posterior()["arguments"].items() if value}
    return " ".join(["social-base calibrate", *typed(asked)])


def draw() -> None:
    """Draw what must be true for the plan to pay, what brings the variance, and the patterns."""
    found, caption = surface_of_plan(), surface_caption(words_of("en"))
    figures = {
        "variance_split": variance_split(split_of_plan(), caption)[0],
        "patterns": picture_of_draws(shipped_patterns()),
    }
    if found is not None:
        figures["posterior_surface"] = response_surface(found, caption)[0]
    for name, figure in figures.items():
        write_figure(IMAGES / f"{name}.png", figure)


BLOCKS: dict[str, Callable[[], str]] = {
    "plan": of_plan, "analogues": of_analogues, "posterior": of_posterior,
    "later": of_later, "answer-en": lambda: of_answer("en"), "answer-nl": lambda: of_answer("nl"),
}  # fmt: skip


if __name__ == "__main__":
    draw()
    for path in PAGES:
        path.write_text(page(path.read_text(encoding="utf-8")), encoding="utf-8")
