"""The charts of a comparison as pictures within a page: no file beside it, equal bytes always."""

import base64
import io
from typing import Any

import matplotlib as mpl

from experiments.published.report.document import Picture
from experiments.published.report.source import Source
from experiments.published.shown import is_small
from experiments.runs.charts import PEOPLE, monthly_of_town, pictures

ALT = {
    "people_by_layer": "picture.layers_alt",
    "paired_difference": "picture.difference_alt",
    "cumulative_net": "picture.cumulative_alt",
    "what_must_be_true": "picture.surface_alt",
    "two_intervals": "picture.doubt_alt",
}
"""Chart -> the phrase that says what it shows."""
OF_PEOPLE = ("people_by_layer", "paired_difference", "two_intervals")
"""Charts that show counts of people: left out where one of them is small."""


def drawn(source: Source) -> dict[str, Picture]:
    """Return the charts of the policy by name; none that would show a small count."""
    few = shows_small_counts(source)
    found = {}
    for file, (figure, _) in pictures(source.comparison, source.policy).items():
        name = file.removesuffix(f"_{source.policy}.png")
        if name in ALT and not (few and name in OF_PEOPLE):
            said = " ".join(str(figure.get_suptitle()).split())
            shows = source.w(ALT[name])
            found[name] = Picture(as_data(figure), f"{shows}: {said}", shows)
    return found


def shows_small_counts(source: Source) -> bool:
    """Say whether a count of the charts of people is small in some month of some world."""
    town = monthly_of_town(source.comparison)
    worlds = town[town["scenario"].isin([source.shown.base, source.policy])]
    means = worlds.groupby(["scenario", "month"])[list(PEOPLE)].mean()
    return any(is_small(count) for count in means.to_numpy().ravel().tolist())


def as_data(figure: Any) -> str:
    """Return a figure of matplotlib as the address of a picture that holds all of itself."""
    content = io.BytesIO()
    with mpl.rc_context({"svg.hashsalt": "social-base", "svg.fonttype": "path"}):
        figure.savefig(content, format="svg", metadata={"Date": None, "Creator": None})
    code = base64.b64encode(content.getvalue()).decode("ascii")
    return f"data:image/svg+xml;base64,{code}"
