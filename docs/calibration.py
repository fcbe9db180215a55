"""The page of the posterior, made from what ships: no figure on it is typed by hand.

    social-base calibrate --out DIR
    python -m experiments.analyses.calibration.ship DIR
    python -m experiments.analyses.uncertainty.measure
    python docs/calibration.py

The last two read what the first two made; the blocks of `docs/calibration.md` are made anew.
"""

import re
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs.findings_page import ROOT
from experiments.analyses.uncertainty.draws import SUMMARY, about_posterior
from experiments.analyses.uncertainty.told import posterior_told
from experiments.report.rendering import marked
from experiments.report.sections import Table
from experiments.report.words import words_of
from experiments.results.command_line import typed
from model.inputs.municipality import load_municipality

PAGE = ROOT / "docs" / "calibration.md"
PICTURE = re.compile(r"\]\((targets|parameters)\.png\)")


def page(text: str) -> str:
    """Return the page with its generated blocks made anew."""
    for name, block in (("plan", of_plan()), ("posterior", of_posterior())):
        start, end = f"<!-- generated: {name} -->", f"<!-- end: {name} -->"
        before, _, rest = text.partition(start)
        _, _, after = rest.partition(end)
        text = f"{before}{start}\n\n{block}\n\n{end}{after}"
    return text


def of_plan() -> str:
    """Return what the shipped posterior says of the plan."""
    full = load_municipality("bergen_op_zoom").residents
    parts = posterior_told("current", "transformation", full, words_of("en"))
    return "\n\n".join("\n".join(marked(p)) if isinstance(p, Table) else p for p in parts)


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


if __name__ == "__main__":
    PAGE.write_text(page(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
