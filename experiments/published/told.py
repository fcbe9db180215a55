"""What published views say in words: the answer, and what stands beside each figure."""

from collections.abc import Sequence

from experiments.effects.intervals import CHANCE_AND_PARAMETERS, CHANCE_ONLY
from experiments.published.shown import POSTERIOR, Shown, ShownFigure, ShownYear
from experiments.published.small_counts import LEAST, WITHHELD
from experiments.published.trust import ASSUMED, FITTED, MARKS, MEASURED, Trust, observations
from experiments.report.words import Words
from experiments.runs.findings import opening
from experiments.runs.result import ComparisonResult

PAYBACK = "payback_year"
_HOLDS = {
    POSTERIOR: "published.holds.posterior",
    CHANCE_AND_PARAMETERS: "published.holds.chance_parameters",
    CHANCE_ONLY: "published.holds.chance_only",
}


def answer_told(shown: Shown, comparison: ComparisonResult) -> tuple[str, ...]:
    """Return the two sentences of the summary, and what it says beside them.

    Parameters
    ----------
    shown : Shown
        What is withheld here is in no sentence.
    comparison : ComparisonResult
        The same, in the language of the sentences.
    """
    return opening(comparison, shown.policy, shown.withheld)


def holds_told(holds: str, runs: int, w: Words) -> str:
    """Say how sure an interval is, what it holds, and over how many runs."""
    return w(_HOLDS[holds], n=w.figure(runs, ","))


def mark_told(mark: str, w: Words) -> str:
    """Return the word for a trust mark."""
    return w(f"published.trust.{mark}")


def marks_told(w: Words) -> dict[str, str]:
    """Return what each trust mark means, by its word."""
    return {mark_told(mark, w): w(f"published.trust.means.{mark}") for mark in MARKS}


def level_told(trust: Trust, w: Words) -> str:
    """Say why the level of a figure has its mark."""
    parts = [w("published.trust.level", mark=mark_told(trust.mark, w))]
    if trust.met:
        parts.append(w("published.trust.met", ids=", ".join(trust.met)))
    if trust.missed:
        parts.append(w("published.trust.missed", ids=", ".join(trust.missed)))
    if not trust.met and not trust.missed:
        parts.append(w("published.trust.none"))
    return " ".join(parts)


def effect_told(trust: Trust, w: Words) -> str:
    """Say why an effect has its mark."""
    first = w("published.trust.effect", mark=mark_told(trust.mark, w))
    n = trust.numbers
    if sum(n.values()):
        why = w(
            "published.trust.numbers", measured=n[MEASURED], fitted=n[FITTED], assumed=n[ASSUMED]
        )
    else:
        why = w("published.trust.no_numbers")
    unknown = trust.mark == ASSUMED and not n.get(ASSUMED)
    return " ".join([first, why, *([w("published.trust.undecided")] if unknown else [])])


def definition_told(name: str, w: Words) -> str:
    """Return what a headline outcome, or the year of payback, is."""
    return w(f"published.definition.{name}")


def formula_told(figure: ShownFigure | ShownYear, years: range, w: Words) -> str:
    """Return how a figure is worked out."""
    if isinstance(figure, ShownYear):
        return w("published.formula.payback_year")
    return w(f"published.formula.{figure.about.kind}", first=years[0], last=years[-1])


def source_told(name: str, w: Words) -> str:
    """Return where an outcome comes from: its column, and what was observed of the same."""
    column = w("published.source.simulated", column=name)
    ids = ", ".join(f"`{one}`" for one in observations(name))
    return f"{column} {w('published.source.observed', ids=ids)}" if ids else column


def withheld_told(w: Words) -> str:
    """Say what the mark of a withheld count means."""
    return w("published.withheld.means", mark=WITHHELD, least=LEAST)


def charts_left_out(kinds: Sequence[str], w: Words) -> str:
    """Say which charts are left out, because they would show a small count; maybe nothing."""
    names = ", ".join(w(f"picture.{kind}") for kind in kinds)
    return w("published.withheld.charts", names=names, least=LEAST) if names else ""


def limits_told(shown: Shown, w: Words) -> str:
    """Say what the intervals that are shown cannot say."""
    wide = any(holds != CHANCE_ONLY for one in shown.figures.values() for holds in one.effects)
    return w("limits_of_doubt" if wide else "limits")
