"""A discovery in words: what a box asks, and what held-out futures make of it."""

from collections.abc import Sequence

from experiments.analyses.discovery.boxes import FEWEST_OF_A_KIND, SHARE_TRAINING, Box, Share
from experiments.analyses.discovery.claims import Claim
from experiments.analyses.discovery.result import DiscoveryResult
from experiments.report.number_format import percent, short
from experiments.report.opening import noun, number_called, opened, together, two_sentences
from experiments.report.rendering import row_of
from experiments.report.words import Words
from model.measures.outcomes import outcome
from model.parameter_owners import all_rows

BARE = ("share", "ratio", "-")
"""Units that are left out behind a number."""
FORMS = {"<": "fewer", ">": "more", "<=": "not_more"}
"""What is claimed of a difference whose bound is zero."""


def as_markdown(result: DiscoveryResult) -> str:
    """Return the findings: how often the claim fails, where chance decides, and the boxes."""
    w = result.words
    title = w("discovery.title", claim=result.claim.text, **_worlds(result, w))
    lines = opened(title, opening(result, w))
    lines += [_how_often(result, w), "", _near_the_border(result, w), ""]
    fewer = min(result.fails.hits, result.fails.of - result.fails.hits)
    if fewer >= FEWEST_OF_A_KIND:
        lines += _of_kind(result, "fails", w) + _of_kind(result, "holds", w) + _table(result, w)
    elif fewer:
        side = "fails" if result.fails.hits == fewer else "holds"
        lines += [
            w(f"discovery.few_{side}", futures=_futures(fewer, w), needed=FEWEST_OF_A_KIND),
            "",
        ]
    lines += [f"## {w('discovery.section.method')}", "", *_method(result, w)]
    return "\n".join(lines) + "\n"


def opening(result: DiscoveryResult, w: Words) -> str:
    """Say in how many futures the claim fails, where it mostly does, and how sure that is."""
    fails, undecided = result.fails, int(result.table["undecided"].sum())
    kind = "none" if not fails.hits else "all" if fails.hits == fails.of else "some"
    fields = {**_worlds(result, w), "claim": _claimed(result.claim, w), "futures": fails.of}
    if kind == "some":
        fields["fails"] = fails.hits
    answer = w(f"opening.discovery.{kind}", **fields)
    if result.table["replications"].max() < 2:
        return two_sentences(answer, w("opening.discovery.once"))
    counts = {"undecided": undecided, "futures": fails.of}
    if not result.boxes:
        return two_sentences(answer, w("opening.discovery.no_box", **counts))
    box = result.boxes[0]
    low, high = box.held_out.density.interval
    share = w("discovery.picture.inside", share=percent(box.held_out.density.value, w),
              low=percent(low, w), high=percent(high, w))  # fmt: skip
    where = w(
        f"opening.discovery.box_{box.kind}", conditions=conditions(box, w), inside=share, **counts
    )
    return two_sentences(answer, where)


def _claimed(claim: Claim, w: Words) -> str:
    """Say in plain words what is claimed, side by side."""
    return "; ".join(_side_claimed(side, w) for side in claim.sides)


def _side_claimed(side: Claim, w: Words) -> str:
    if side.year is not None:
        return w("opening.discovery.claim.pays_back", year=side.year)
    what = noun(side.outcome, w)
    if side.bound == 0 and side.sign in FORMS:
        return w(f"opening.discovery.claim.{FORMS[side.sign]}", what=what)
    sign, bound = w(f"discovery.sign.{side.sign}"), w.figure(side.bound, ",.10g")
    return w("opening.discovery.claim.difference", what=what, sign=sign, bound=bound)


def _worlds(result: DiscoveryResult, w: Words) -> dict[str, object]:
    return {"policy": w.world(result.policy), "base": w.world(result.base)}


def figure_of(side: Claim, w: Words) -> str:
    """Say what is computed of a pair of runs."""
    if side.year is not None:
        return w("discovery.figure.net", year=side.year)
    kind = "money" if side.outcome.endswith("_eur") else "month"
    return w(f"discovery.figure.{kind}", outcome=side.outcome)


def unit_of(side: Claim, w: Words) -> str:
    """Return the unit of that figure."""
    if side.year is not None:
        return w("discovery.unit.euros")
    euros = side.outcome.endswith("_eur")
    return w("discovery.unit.euros_a_year") if euros else outcome(side.outcome).unit


def unit_of_number(name: str) -> str:
    """Return the unit of a parameter."""
    row = all_rows().get(name)
    return row.unit if row else "-"


def share_of(share: Share, w: Words) -> str:
    """Return a share with its interval and counts: '87% (71 to 95%; 20 of 23)'."""
    low, high = share.interval
    return w(
        "discovery.share", share=percent(share.value, w), low=w.figure(100 * low, ".0f"),
        high=percent(high, w), hits=share.hits, of=share.of,
    )  # fmt: skip


def condition(name: str, low: float | None, high: float | None, w: Words) -> str:
    """Say in words within which limits a parameter lies."""
    unit = "" if unit_of_number(name) in BARE else f" {unit_of_number(name)}"
    what = number_called(name, w)
    if low is not None and high is not None:
        return w("discovery.between", what=what, low=short(low, w), high=short(high, w), unit=unit)
    if low is not None:
        return w("discovery.at_least", what=what, low=short(low, w), unit=unit)
    return w("discovery.at_most", what=what, high=short(high or 0.0, w), unit=unit)


def conditions(box: Box, w: Words) -> str:
    """Say all that a box asks, what matters most first."""
    limits = [(n, box.limits.get((n, 0)), box.limits.get((n, 1))) for n in box.parameters]
    return together([condition(name, low, high, w) for name, low, high in limits], w)


def sentence(result: DiscoveryResult, box: Box, w: Words) -> str:
    """Say in one sentence what a box comes to in the held-out futures."""
    score = box.held_out
    return w(
        "discovery.sentence", inside=share_of(score.density, w), conditions=conditions(box, w),
        claim=result.claim.text, kind=w(f"discovery.kind.{box.kind}"),
        all=percent(score.base.value, w), coverage=share_of(score.coverage, w),
        cases=w(f"discovery.of_kind.{box.kind}"), mass=percent(score.mass.value, w),
    )  # fmt: skip


def _how_often(result: DiscoveryResult, w: Words) -> str:
    fails, claim, spread = result.fails, result.claim, result.table["value"]
    says = w("discovery.holds_when", sides=_holds_when(claim, w))
    if claim.one_sided:
        says += f" {w('discovery.one_sided')}"
    low, high = fails.interval
    runs = w(
        "discovery.runs_first" if claim.beside else "discovery.runs", low=short(spread.min(), w),
        high=short(spread.max(), w), unit=unit_of(claim, w),
    )  # fmt: skip
    if fails.hits == fails.of:
        nearest = spread.max() if claim.sign[0] == ">" else spread.min()
        near = "" if claim.beside else w("discovery.nearest", value=short(nearest, w))
        return w("discovery.fails_all", futures=fails.of, says=says, runs=runs, near=near,
                 most=percent(1 - low, w, 1))  # fmt: skip
    if not fails.hits:
        most = percent(high, w, 1)
        return w("discovery.holds_all", futures=fails.of, says=says, runs=runs, most=most)
    sides = _by_side(result, w)
    return w("discovery.fails", share=share_of(fails, w), says=says, runs=runs, sides=sides)


def _holds_when(claim: Claim, w: Words) -> str:
    """Return figure and bound in words, those of every side."""
    sides = [
        w("discovery.side", figure=figure_of(side, w), sign=w(f"discovery.sign.{side.sign}"),
          bound=w.figure(side.bound, ",.10g"), unit=unit_of(side, w))
        for side in claim.sides
    ]  # fmt: skip
    return together(sides, w)


def _by_side(result: DiscoveryResult, w: Words) -> str:
    """Say of each side of a claim in how many futures it fails; nothing where it has one."""
    if not result.claim.beside:
        return ""
    sides = []
    for number, side in enumerate(result.claim.sides, start=1):
        values = result.table["value" if number == 1 else f"value_{number}"]
        count = int((~side.kept(values)).sum())
        sides.append(w("discovery.side_fails", figure=figure_of(side, w), count=count))
    return w("discovery.sides", sides=", ".join(sides), futures=result.fails.of)


def _near_the_border(result: DiscoveryResult, w: Words) -> str:
    least, most = (int(x) for x in result.table["replications"].agg(["min", "max"]))
    if most < 2:
        return w("discovery.once")
    counts = str(most) if least == most else w("discovery.counts", least=least, most=most)
    alike = int(result.table["undecided"].isna().sum())
    share = Share(int(result.table["undecided"].sum()), len(result.table))
    which = w("discovery.no_future")
    if share.hits:
        part = percent(share.value, w)
        which = w("discovery.which", hits=share.hits, of=share.of, share=part)
    return w(
        "discovery.near", which=which, counts=counts,
        alike=w("discovery.alike", futures=_futures(alike, w)) if alike else "",
    )  # fmt: skip


def _futures(count: int, w: Words) -> str:
    return w("discovery.futures_one") if count == 1 else w("discovery.futures", count=count)


def _of_kind(result: DiscoveryResult, kind: str, w: Words) -> list[str]:
    boxes = [box for box in result.found if box.kind == kind]
    lines = [f"## {w(f'discovery.section.{kind}')}", ""]
    if not boxes:
        return [*lines, w("discovery.no_box"), ""]
    for box in boxes:
        said = sentence(result, box, w) if box.confirmed else _rejected(box, w)
        lines.append(f"- {said}")
    return [*lines, ""]


def _rejected(box: Box, w: Words) -> str:
    score = box.fresh
    outside = w("discovery.outside") if score.mass.of < box.held_out.mass.of else ""
    return w(
        "discovery.rejected", conditions=conditions(box, w), outside=outside,
        kind=w(f"discovery.kind.{box.kind}"), inside=share_of(score.density, w),
        all=percent(score.base.value, w),
    )  # fmt: skip


def _table(result: DiscoveryResult, w: Words) -> list[str]:
    """Return the limits of the confirmed boxes with the ranges swept and quasi-p-values."""
    if not result.boxes:
        return []
    names = ("box", "parameter", "from", "to", "unit", "swept")
    heads: Sequence[str] = [*(w(f"discovery.head.{name}") for name in names), "quasi-p"]
    lines = [row_of(heads), "| --- | --- | --- | --- | --- | --- | --- |"]
    for box in result.boxes:
        for name in box.parameters:
            ends = [box.limits.get((name, side)) for side in (0, 1)]
            low, high = ("" if end is None else short(end, w) for end in ends)
            chance = max(p for (parameter, _), p in box.quasi_p.items() if parameter == name)
            swept = " .. ".join(short(end, w) for end in result.swept(name))
            kind = w(f"discovery.kind.{box.kind}")
            cells = [kind, name, low, high, unit_of_number(name), swept, w.figure(chance, ".1g")]
            lines.append(row_of(cells))
    return [*lines, ""]


def _method(result: DiscoveryResult, w: Words) -> list[str]:
    held_out = int((~result.table["training"]).sum())
    left_out = w("discovery.left_out", count=result.left_out) if result.left_out else ""
    futures = w(
        "discovery.method", design=result.design or w("discovery.table_given"), left_out=left_out,
        **_worlds(result, w),
    )  # fmt: skip
    if min(result.fails.hits, result.fails.of - result.fails.hits) < FEWEST_OF_A_KIND:
        return [futures]
    training = percent(SHARE_TRAINING, w)
    return [futures, "", w("discovery.boxes", training=training, held_out=held_out)]
