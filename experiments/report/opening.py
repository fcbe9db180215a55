"""How every answer opens: two sentences that an alderman understands.

The first says what is known, the second how sure that is. Each kind of result has a function
`opening` in the words of its analysis, from which the terminal, `summary.md` and what is shown
while replications still run all take them. Figures have the digits that their interval knows.
"""

from collections.abc import Sequence

from experiments.report.charts.attribution_words import outcome_title
from experiments.report.columns import paragraph
from experiments.report.number_format import Bounded, bounds, middle, with_bounds
from experiments.report.words import Words, capital
from model.measures.outcomes import COST

FIRST = (COST, "residents_unmet", "indicated_users")
"""What an alderman asks first, of what was kept."""
TOLD = 2
"""So many outcomes are told in one sentence."""


def two_sentences(known: str, sure: str) -> str:
    """Return what is known and how sure that is, as one paragraph."""
    return f"{capital(known)} {capital(sure)}"


def opened(title: str, opening: str) -> list[str]:
    """Return the head of a summary (Markdown): its title, and below it its two sentences."""
    return [f"# {title}", "", opening, ""]


def asked_first(outcomes: Sequence[str]) -> list[str]:
    """Return the outcomes that are told, what an alderman asks first in front."""
    names = [name for name in FIRST if name in outcomes]
    return [*names, *(name for name in outcomes if name not in FIRST)][:TOLD]


def noun(outcome: str, w: Words) -> str:
    """Return what an outcome is called in a sentence."""
    return w.phrases.get(f"opening.noun.{outcome}") or outcome_title(outcome, w)


def number_called(name: str, w: Words) -> str:
    """Return what an uncertain number is, as the subject of a sentence; its name if need be."""
    return w.phrases.get(f"opening.parameter.{name}") or w.parameter(name) or name


def change(outcome: str, gap: Bounded, w: Words) -> str:
    """Say by how much an outcome changes, with its interval where there is one."""
    return w("opening.change", what=noun(outcome, w), figure=amount(outcome, gap, w))


def level(outcome: str, figure: Bounded, w: Words) -> str:
    """Say how high an outcome is, with its interval where there is one."""
    return w("opening.level", what=noun(outcome, w), figure=amount(outcome, figure, w))


def amount(outcome: str, figure: Bounded, w: Words) -> str:
    """Return a figure with its interval where there is one; money as euros a year."""
    if not outcome.endswith("_eur"):
        return with_bounds(figure, w)
    eur = w("opening.eur", figure=middle(figure, w))
    return f"{eur} ({bounds(figure, w)})" if figure.known else eur


def together(parts: Sequence[str], w: Words) -> str:
    """Return parts of a sentence, the last one joined by `and`."""
    *others, last = parts
    return w("opening.and", first=", ".join(others), second=last) if others else last


def provisional(opening: str, done: int, total: int, w: Words) -> str:
    """Return what is said while replications still run, with how few it rests on."""
    heading = w("opening.provisional", n=done, total=total)
    parts = ("", heading, "-" * len(heading), paragraph(opening), w("opening.may_move"))
    return "\n".join(parts)
