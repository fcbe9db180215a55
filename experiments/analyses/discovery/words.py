"""A discovery in words and in a picture: what a box asks, and what held-out futures make of it."""

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
import yaml

from experiments.analyses.discovery.boxes import FEWEST_OF_A_KIND, SHARE_TRAINING, Box, Share
from experiments.analyses.discovery.result import DiscoveryResult
from experiments.report.number_format import percent, three_digits
from experiments.report.rendering import row_of
from experiments.results.manifest import software_version
from model.parameter_owners import all_rows

if TYPE_CHECKING:
    from matplotlib.figure import Figure

WORDS = Path(__file__).with_name("parameter_words.yaml")
BARE = ("share", "ratio", "-")
"""Units that are left out behind a number."""


@cache
def _words() -> dict[str, str]:
    return dict(yaml.safe_load(WORDS.read_text(encoding="utf-8")) or {})


def called(name: str) -> str:
    """Return what a parameter is called in a sentence: its words, or its name."""
    return _words().get(name, name)


def _unit(name: str) -> str:
    row = all_rows().get(name)
    return row.unit if row else "-"


def share_of(share: Share) -> str:
    """Return a share with its interval and counts: '87% (71 to 95%; 20 of 23)'."""
    low, high = share.interval
    spread = f"{100 * low:.0f} to {percent(high)}"
    return f"{percent(share.value)} ({spread}; {share.hits} of {share.of})"


def condition(name: str, low: float | None, high: float | None) -> str:
    """Say in words within which limits a parameter lies."""
    unit = "" if _unit(name) in BARE else f" {_unit(name)}"
    if low is not None and high is not None:
        return f"{called(name)} is between {three_digits(low)} and {three_digits(high)}{unit}"
    if low is not None:
        return f"{called(name)} is at least {three_digits(low)}{unit}"
    return f"{called(name)} is at most {three_digits(high or 0.0)}{unit}"


def conditions(box: Box) -> str:
    """Say all that a box asks, what matters most first."""
    parts = [condition(n, box.limits.get((n, 0)), box.limits.get((n, 1))) for n in box.parameters]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def sentence(result: DiscoveryResult, box: Box) -> str:
    """Say in one sentence what a box comes to in the held-out futures."""
    score, what = box.held_out, f"the claim '{result.claim.text}' {box.kind}"
    cases = "failures" if box.kind == "fails" else "futures in which it holds"
    return (
        f"In {share_of(score.density)} of the held-out futures in which {conditions(box)}, {what}; "
        f"of all held-out futures it {box.kind} in {score.base.value:.0%}. This box holds "
        f"{share_of(score.coverage)} of all held-out {cases} and {score.mass.value:.0%} of all "
        f"held-out futures."
    )


def as_markdown(result: DiscoveryResult) -> str:
    """Return the findings: how often the claim fails, where chance decides, and the boxes."""
    lines = [
        f"# Where a claim fails: '{result.claim.text}' ({result.policy} against {result.base})",
        "",
        _how_often(result),
    ]
    lines += ["", _near_the_border(result), ""]
    fewer = min(result.fails.hits, result.fails.of - result.fails.hits)
    if fewer >= FEWEST_OF_A_KIND:
        lines += _of_kind(result, "fails") + _of_kind(result, "holds") + _table(result)
    elif fewer:
        side = "fails" if result.fails.hits == fewer else "holds"
        lines += [f"It {side} in {fewer} {_futures(fewer)} only: too few to draw a box "
                  f"({FEWEST_OF_A_KIND} are needed).", ""]  # fmt: skip
    lines += ["## How this was found", "", *_method(result)]
    return "\n".join(lines) + "\n"


def _how_often(result: DiscoveryResult) -> str:
    fails, claim = result.fails, result.claim
    spread = result.table["value"]
    values = f"{three_digits(spread.min())} to {three_digits(spread.max())} {claim.unit}"
    says = f"The claim holds where {claim.holds_when}."
    if claim.one_sided:
        says += " It is one-sided: it says nothing of unmet need."
    low, high = fails.interval
    runs = f"The {'first ' if claim.beside else ''}figure runs from {values}"
    if fails.hits == fails.of:
        nearest = result.table["value"].max() if claim.sign[0] == ">" else spread.min()
        near = f"; the future nearest to the bound has {three_digits(nearest)}"
        return (
            f"**The claim holds in none of {fails.of} futures: it fails in all of them.** {says} "
            f"{runs}{'' if claim.beside else near}. Of futures drawn in the same way it holds in "
            f"at most {1 - low:.1%} (95%, Wilson). There is nothing to part: no box is drawn."
        )
    if not fails.hits:
        return (
            f"**The claim holds in all {fails.of} futures.** {says} {runs}. "
            f"Of futures drawn in the same way it fails in at most {high:.1%} (95%, Wilson). There "
            f"is nothing to part: no box is drawn."
        )
    return (
        f"**The claim fails in {share_of(fails)} of the futures.** {says} {runs}.{_by_side(result)}"
    )


def _by_side(result: DiscoveryResult) -> str:
    """Say of each side of a claim in how many futures it fails; nothing where it has one."""
    if not result.claim.beside:
        return ""
    sides = []
    for number, side in enumerate(result.claim.sides, start=1):
        values = result.table["value" if number == 1 else f"value_{number}"]
        sides.append(f"the {side.figure} in {int((~side.kept(values)).sum())}")
    return f" Apart, these sides fail: {', '.join(sides)} of {result.fails.of}."


def _futures(n: int) -> str:
    return "future" if n == 1 else "futures"


def _near_the_border(result: DiscoveryResult) -> str:
    least, most = (int(x) for x in result.table["replications"].agg(["min", "max"]))
    counts = str(most) if least == most else f"{least} to {most}"
    if most < 2:
        return (
            "One replication a future: of no single future it can be told whether the claim holds, "
            "since how far chance moves its figure is not known. Sweep with 2 replications or more."
        )
    alike = int(result.table["undecided"].isna().sum())
    cannot_tell = (
        f" In {alike} {_futures(alike)} it cannot tell: all replications are the same."
        if alike
        else ""
    )
    share = Share(int(result.table["undecided"].sum()), len(result.table))
    which = f"{share.hits} of {share.of} futures ({share.value:.0%})" if share.hits else "no future"
    return (
        f"In {which} the 95% interval over {counts} "
        f"paired replications (chance only) includes the bound: there chance decides.{cannot_tell}"
    )


def _of_kind(result: DiscoveryResult, kind: str) -> list[str]:
    boxes = [box for box in result.found if box.kind == kind]
    lines = [f"## Where it {kind}", ""]
    if not boxes:
        return [*lines, "No box was found: within what was swept, no parameter parts these futures "
                "from the others beyond chance.", ""]  # fmt: skip
    for box in boxes:
        lines += [f"- {sentence(result, box)}" if box.confirmed else f"- {_rejected(box)}"]
    return [*lines, ""]


def _rejected(box: Box) -> str:
    score = box.fresh
    outside = " outside the boxes above" if score.mass.of < box.held_out.mass.of else ""
    return (
        f"A box was found in the futures that were searched ({conditions(box)}), but the held-out "
        f"ones{outside} do not confirm it: inside, it {box.kind} in {share_of(score.density)} of "
        f"them, and in all in {score.base.value:.0%}. It may be chance, so it is not claimed."
    )


def _table(result: DiscoveryResult) -> list[str]:
    """Return the limits of the confirmed boxes with the ranges swept and quasi-p-values."""
    if not result.boxes:
        return []
    lines = ["| box | parameter | from | to | unit | swept | quasi-p |",
             "| --- | --- | --- | --- | --- | --- | --- |"]  # fmt: skip
    for box in result.boxes:
        for name in box.parameters:
            ends = [box.limits.get((name, side)) for side in (0, 1)]
            low, high = ("" if end is None else three_digits(end) for end in ends)
            chance = max(p for (parameter, _), p in box.quasi_p.items() if parameter == name)
            swept = " .. ".join(three_digits(end) for end in result.swept(name))
            cells = [box.kind, name, low, high, _unit(name), swept, f"{chance:.1g}"]
            lines.append(row_of(cells))
    return [*lines, ""]


def _method(result: DiscoveryResult) -> list[str]:
    held_out = int((~result.table["training"]).sum())
    left_out = (
        f" {result.left_out} points are left out, because a run of theirs failed."
        if result.left_out
        else ""
    )
    futures = (
        f"Futures are the points of the {result.design or 'table given'}: {result.policy} against "
        f"{result.base}, figures of the simulated town.{left_out} They are spread over the ranges "
        f"that were swept and not by how likely they are: a share of futures is no probability."
    )
    if min(result.fails.hits, result.fails.of - result.fails.hits) < FEWEST_OF_A_KIND:
        return [futures]
    boxes = (
        f"Boxes are searched (PRIM, EMA Workbench) in {SHARE_TRAINING:.0%} of the futures, chosen "
        f"by a keyed draw; limits that chance explains (quasi-p above 0.05) are dropped, and the "
        f"box that is both pure and large is taken (harmonic mean of purity and coverage). All "
        f"figures said are of the other {held_out}, which were not searched, with 95% intervals "
        f"(Wilson). A box counts only when its interval lies above the share in all held-out "
        f"futures. Chance in the town enters as the mean over replications."
    )
    return [futures, "", boxes]


def title(result: DiscoveryResult) -> str:
    """Return the finding as the title of the picture."""
    what, fails = f"{result.policy}: '{result.claim.text}'", result.fails
    if fails.hits in (0, fails.of):
        return f"{what} {'holds' if not fails.hits else 'fails'} in all {fails.of} futures"
    head = f"{what} fails in {fails.value:.0%} of {fails.of} futures"
    if not result.boxes:
        return f"{head}; no box of parameters tells which"
    box = result.boxes[0]
    low, high = box.held_out.density.interval
    inside = f"{box.held_out.density.value:.0%} ({100 * low:.0f} to {high:.0%})"
    return f"{head}; it {box.kind} in {inside} of the held-out ones where {conditions(box)}"


def picture(result: DiscoveryResult) -> "tuple[Figure, pd.DataFrame]":
    """Return the chart of the boxes, or of all futures where there is none, with its table."""
    from experiments.report.charts.discovered_boxes import discovered_boxes
    from experiments.report.charts.style import wrapped

    rows: list[dict[str, Any]] = []
    counted = {"fails": 0, "holds": 0}
    for box in result.boxes:
        counted[box.kind] += 1
        head = (
            f"{box.kind} in {share_of(box.held_out.density)} of the held-out futures inside, "
            f"{box.held_out.base.value:.0%} of all"
        )
        for name in box.parameters:
            low, high = (box.limits.get((name, side), float("nan")) for side in (0, 1))
            ends = dict(zip(("swept_low", "swept_high"), result.swept(name), strict=True))
            rows.append({
                "kind": box.kind, "box": counted[box.kind], "parameter": name, "low": low,
                "high": high, **ends, "head": head,
            })  # fmt: skip
    columns = ["kind", "box", "parameter", "low", "high", "swept_low", "swept_high", "head"]
    limits = pd.DataFrame(rows, columns=columns)
    labels = {name: f"{called(name)} ({_unit(name)})" for name in set(limits["parameter"])}
    labels["value"] = f"{result.claim.figure} ({result.claim.unit})"
    design = result.design[:1].upper() + result.design[1:]
    caption = f"{design}; social-base {software_version()}."
    return discovered_boxes(
        result.table, limits, labels, result.claim.bound, wrapped(title(result), 110), caption
    )
