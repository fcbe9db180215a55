"""Substitution on the page of findings: the whole town's net, then visitors beside re-shuffling."""

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from docs.findings_numbers import Row, shown, span, table

if TYPE_CHECKING:
    from experiments.effects.substitution import Counted
    from experiments.runs.figures import PolicyFigures

COUNTED = {"residents": "residents with an indication", "months": "months with an indication"}
WHOLE_TOWN = "whole town"
VISITORS = {
    "day places": "visitors of day places",
    "meeting places only": "visitors of meeting places only",
}
READINGS = {
    "no_more": "no more than re-shuffling",
    "less_care": "less care than re-shuffling leaves",
    "more_care": "more care than re-shuffling leaves",
    "cannot_tell": "cannot tell",
}
IDENTIFIED = (
    "Less care on balance (below zero: more), of everybody who lived in either world. This is identified: how "
    "many residents have care in each world is counted without looking at twins. Drawn anew is the same "
    "difference of a world of the current policy in which all that chance decides from the parting on is drawn "
    "again."
)
COUPLED = (
    "The net of visitors is not identified. Who visits is decided in the world of the plan after the parting, so "
    "their net, like the counts of one direction above, hangs on how the draws of the two worlds are coupled. "
    "Beside it stands the net of the same residents (who lived there at the parting) in two worlds of the "
    "current policy: the placebo differs in one visit, the world drawn anew in all draws. Where the interval of "
    "the difference from the world drawn anew holds zero, the net shows no more than re-shuffling."
)


def kept_substitution(policy: str, figures: "PolicyFigures", whole: float) -> list[Row]:
    """Return the net of the whole town and of visitors, for the full town, with both placebos."""
    from experiments.effects.substitution import NET, verdict
    from experiments.worlds.lockstep import CONTROLS

    rows = []
    for (who, care), by_outcome in figures.both_ways.get(policy, {}).items():
        if who not in (WHOLE_TOWN, *VISITORS):
            continue
        for counted, (less, _, _) in NET.items():
            net = by_outcome[less].net.times(whole)
            row: Row = {"who": who, "care": care, "counted": counted, "difference": net.mean,
                        "low": net.low, "high": net.high}  # fmt: skip
            for world in CONTROLS:
                row[world] = _net(figures.both_ways.get(world, {}), (who, care), less, whole)
            if who == WHOLE_TOWN:
                share = getattr(figures.substitution[care], counted)
                row |= {"share": share.mean, "share_low": share.low, "share_high": share.high}
            else:
                row["reading"] = verdict(by_outcome[less].beyond)
            rows.append(row)
    return rows


def _net(counted: "Counted", group: tuple[str, str], less: str, whole: float) -> float | None:
    return counted[group][less].net.mean * whole if group in counted else None


def substitution_lines(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Return the part of the page; nothing where the results were read before it was kept."""
    kept = [dict(row) for row in rows]
    if not kept:
        return []
    return [
        "### Care avoided less care added", "", IDENTIFIED, "",
        *table(("whole town, 2026-2035", "net less", "95% interval", "of those under current",
                "95% interval", "drawn anew: net"), _town(kept)), "",
        COUPLED, "",
        *table(("visitors, 2026-2035", "net less", "95% interval", "placebo: net",
                "drawn anew: net", "the net shows"), _visitors(kept)), "",
    ]  # fmt: skip


def _town(rows: list[Row]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        if row["who"] == WHOLE_TOWN:
            mean, low, high = (f"{row[n]:.1%}" for n in ("share", "share_low", "share_high"))
            yield (f"{COUNTED[row['counted']]}, {row['care']}", shown(row["difference"]),
                   span(row), mean, f"{low} to {high}", shown(row["redrawn"]))  # fmt: skip


def _visitors(rows: list[Row]) -> Iterator[tuple[str, ...]]:
    for row in rows:
        if row["who"] in VISITORS:
            words = f"{VISITORS[row['who']]}: {COUNTED[row['counted']]}, {row['care']}"
            yield (words, shown(row["difference"]), span(row), shown(row["placebo"]),
                   shown(row["redrawn"]), READINGS[row["reading"]])  # fmt: skip
