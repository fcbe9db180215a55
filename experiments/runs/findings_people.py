"""The findings about people and purses: client journeys, who pays, who is worse off."""

from collections.abc import Mapping, Sequence

from experiments.effects.client_paths import followed
from experiments.effects.comparison import Comparison
from experiments.effects.intervals import Interval
from experiments.effects.payers import ALL
from experiments.report.number_format import DASH, bounds, middle, number, percent, reading
from experiments.report.sections import Section, Table
from experiments.report.words import Words
from experiments.runs.figures import Gaps, PolicyFigures, WorseOff
from experiments.worlds.lockstep import CONTROLS
from experiments.worlds.worse_off import MARGIN_MONTHS, MARGIN_WELLBEING

MUNICIPALITY = "municipality"
WAYS = ("worse", "better")


def people_sections(
    comparison: Comparison,
    figures: PolicyFigures,
    controls: Sequence[Mapping[str, WorseOff]],
    w: Words,
) -> list[Section]:
    """Return the sections of one policy; those whose figures are not there are left out.

    Parameters
    ----------
    comparison : Comparison
    figures : PolicyFigures
    controls : sequence of mapping of str to dict
        The shares worse and better off of the two placebo pairs, by measure.
    w : Words
    """
    parts = {
        "section.paths": paths(comparison, figures.paths, w),
        "section.payers": payers(comparison, figures.payers, w),
        "section.worse": worse_off(figures.worse, controls, w),
    }
    return [Section(w(heading), part) for heading, part in parts.items() if part]


def paths(c: Comparison, gaps: Gaps, w: Words) -> tuple[str | Table, ...]:
    """Return the client journeys; nothing where there are no figures."""
    if not gaps:
        return ()
    rows = tuple(_row(w(f"paths.{name}"), *gap, w) for name, gap in gaps.items())
    return Table(_head("paths.head", followed(c.years, c.months), c, w), rows), w("paths.words")


def payers(c: Comparison, gaps: Gaps, w: Words) -> tuple[str | Table, ...]:
    """Return what each payer pays more or less, and whether who pays is who gains."""
    if not gaps:
        return ()
    rows = tuple(
        _row(w(f"payers.{name}"), base, gap, w)
        for name, (base, gap) in gaps.items() if base or gap.mean
    )  # fmt: skip
    return Table(_head("payers.head", c.years, c, w), rows), pocket(gaps, w)


def _head(phrase: str, years: Sequence[int], c: Comparison, w: Words) -> tuple[str, ...]:
    return (w(phrase, first=years[0], last=years[-1]), w.world(c.base),
            w("headline.difference"), w("interval"), w("reading.head"))  # fmt: skip


def _row(title: str, base: float, gap: Interval, w: Words) -> tuple[str, ...]:
    return title, number(base, w), middle(gap, w), bounds(gap, w), reading(gap, w)


def pocket(gaps: Gaps, w: Words) -> str:
    """Say in one sentence whether the one who pays is the one who gains."""
    clear = {name: gap for name, (_, gap) in gaps.items() if gap.differs and name != ALL}
    town = clear.pop(MUNICIPALITY, None)
    by_way = {
        way: ", ".join(
            w("payers.each", payer=w(f"payers.{name}"), eur=_size(gap, w))
            for name, gap in clear.items() if (gap.mean > 0) == (way == "more")
        )
        for way in ("more", "less")
    }  # fmt: skip
    if town is None:
        return w("payers.town_unclear")
    eur = _size(town, w)
    if town.mean > 0:
        return w("payers.wrong_pocket" if by_way["less"] else "payers.town_pays", eur=eur, **by_way)
    return w("payers.other_pocket" if by_way["more"] else "payers.town_gains", eur=eur, **by_way)


def _size(gap: Interval, w: Words) -> str:
    """Return how large a difference is, with the digits that its interval knows."""
    return middle(gap.times(-1.0) if gap.mean < 0 else gap, w)


def worse_off(
    ours: Mapping[str, WorseOff], controls: Sequence[Mapping[str, WorseOff]], w: Words
) -> tuple[str | Table, ...]:
    """Return the shares worse and better off by group, beside those of the placebo pairs."""
    if not ours:
        return ()
    head = (w("worse.head"), w("worse.worse"), w("interval"), w("worse.better"), w("interval"),
            *(w(f"worse.{world}_{way}") for world in CONTROLS for way in WAYS))  # fmt: skip
    rows = []
    for measure, by_group in ours.items():
        for (dimension, group), shares in by_group.items():
            if dimension == "all":
                title = w(f"worse.{measure}")
            elif measure == "unmet":
                title = f"  {w(f'worse.{dimension}', group=_named(dimension, group, w))}"
            else:
                continue
            churn = [each[measure].get((dimension, group)) for each in controls]
            rows.append((title, *_shares(shares, churn, w)))
    words = w("worse.words", months=MARGIN_MONTHS, points=w.figure(MARGIN_WELLBEING, ".1f"))
    return Table(head, tuple(rows)), words


def _named(dimension: str, group: str, w: Words) -> str:
    """Return what a group is called; bands and areas go by their own names."""
    return group if dimension in ("age_band", "area") else w(f"group.{group}")


def _shares(
    shares: dict[str, Interval], churn: Sequence[dict[str, Interval] | None], w: Words
) -> tuple[str, ...]:
    worse, better = shares["worse"], shares["better"]
    placebo = (percent(each[way].mean, w, 2) if each else DASH for each in churn for way in WAYS)
    return (
        percent(worse.mean, w, 2), _span(worse, w), percent(better.mean, w, 2), _span(better, w),
        *placebo,
    )  # fmt: skip


def _span(share: Interval, w: Words) -> str:
    if not share.known:
        return DASH
    low, high = percent(max(0.0, share.low), w, 2), percent(share.high, w, 2)
    return w("bounds", low=low, high=high)
