"""What each way to roll out is called, in words of a language."""

from collections.abc import Sequence

from experiments.report.charts.attribution_words import line_title
from experiments.report.words import Words

HALF = "_half"


def candidate_title(name: str, w: Words) -> str:
    """Return what a candidate is called that is the same whatever the plan."""
    if name.endswith(HALF):
        whole = candidate_title(name.removesuffix(HALF), w)
        return w("rollouts.candidate.half", title=whole)
    return w(f"rollouts.candidate.{name}")


def order_title(order: Sequence[str], w: Words) -> str:
    """Return what it is called to begin one line after the other."""
    first, second, third = (w(f"rollouts.line.{line}") for line in order)
    return w("rollouts.candidate.order", first=first, second=second, third=third)


def letting_in_title(title: str, rule: str, w: Words) -> str:
    """Return what a roll-out is called whose day places let in by another rule."""
    return w("rollouts.candidate.letting_in", title=title, rule=w(f"rollouts.rule.{rule}"))


def others_title(levers: Sequence[str], w: Words) -> str:
    """Return what it is called to do the plan's other lines alone."""
    named = ", ".join(line_title(name, w) for name in levers)
    return w("rollouts.candidate.others_only", levers=named)
