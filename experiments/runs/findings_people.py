"""The findings about people and purses: client journeys, who pays, who is worse off."""

from experiments.effects.client_paths import path_gaps
from experiments.effects.comparison import Comparison
from experiments.effects.intervals import Interval, bounds
from experiments.effects.payers import ALL, gaps_by_payer
from experiments.effects.worse_off import shares
from experiments.report.sections import Section, Table, number
from experiments.report.words import Words
from experiments.worlds.lockstep import PLACEBO
from experiments.worlds.worse_off import MARGIN_MONTHS, MARGIN_WELLBEING

MUNICIPALITY = "municipality"


def people_sections(comparison: Comparison, policy: str, w: Words) -> list[Section]:
    """Return the sections of one policy; those whose table is not there are left out."""
    parts = {
        "section.paths": _paths(comparison, policy, w),
        "section.payers": _payers(comparison, policy, w),
        "section.worse": _worse(comparison, policy, w),
    }
    return [Section(w(heading), found) for heading, found in parts.items() if found]


def _paths(c: Comparison, policy: str, w: Words) -> tuple[str | Table, ...]:
    found = path_gaps(c, policy) if "paths" in c.tables and len(c.years) else {}
    if not found:
        return ()
    head = (w("paths.head", first=c.years[0], last=c.years[-1]), w.world(c.base),
            w("headline.difference"), w("interval"), w("reading.head"))  # fmt: skip
    rows = tuple(
        (w(f"paths.{name}"), number(base, w), number(gap.mean, w), bounds(gap, w),
         gap.reading(w.lang))
        for name, (base, gap) in found.items()
    )  # fmt: skip
    return Table(head, rows), w("paths.words")


def _payers(c: Comparison, policy: str, w: Words) -> tuple[str | Table, ...]:
    found = gaps_by_payer(c, policy)
    if not found:
        return ()
    head = (w("payers.head", first=c.years[0], last=c.years[-1]), w.world(c.base),
            w("headline.difference"), w("interval"), w("reading.head"))  # fmt: skip
    rows = tuple(
        (w(f"payers.{name}"), number(base, w), number(gap.mean, w), bounds(gap, w),
         gap.reading(w.lang))
        for name, (base, gap) in found.items() if base or gap.mean
    )  # fmt: skip
    return Table(head, rows), pocket(found, w)


def pocket(found: dict[str, tuple[float, Interval]], w: Words) -> str:
    """Say in one sentence whether the one who pays is the one who gains."""
    clear = {name: gap for name, (_, gap) in found.items() if gap.differs and name != ALL}
    town = clear.pop(MUNICIPALITY, None)
    told = {
        way: ", ".join(
            w("payers.each", payer=w(f"payers.{name}"), eur=number(abs(gap.mean), w))
            for name, gap in clear.items() if (gap.mean > 0) == (way == "more")
        )
        for way in ("more", "less")
    }  # fmt: skip
    if town is None:
        return w("payers.town_unclear")
    eur = number(abs(town.mean), w)
    if town.mean > 0:
        return w("payers.wrong_pocket" if told["less"] else "payers.town_pays", eur=eur, **told)
    return w("payers.other_pocket" if told["more"] else "payers.town_gains", eur=eur, **told)


def _worse(c: Comparison, policy: str, w: Words) -> tuple[str | Table, ...]:
    table = c.tables.get("worse")
    if table is None:
        return ()
    head = (w("worse.head"), w("worse.worse"), w("interval"), w("worse.better"), w("interval"),
            w("worse.placebo_worse"), w("worse.placebo_better"))  # fmt: skip
    rows = []
    for measure in ("unmet", "wellbeing"):
        ours, churn = (shares(table, name, measure) for name in (policy, PLACEBO))
        for (dimension, group), found in ours.items():
            if dimension == "all":
                title = w(f"worse.{measure}")
            elif measure == "unmet":
                title = f"  {w(f'worse.{dimension}', group=_named(dimension, group, w))}"
            else:
                continue
            rows.append((title, *_shares(found, churn.get((dimension, group)), w)))
    words = w("worse.words", months=MARGIN_MONTHS, points=w.figure(MARGIN_WELLBEING, ".1f"))
    return Table(head, tuple(rows)), words


def _named(dimension: str, group: str, w: Words) -> str:
    """Return what a group is called; bands and areas go by their own names."""
    return group if dimension in ("age_band", "area") else w(f"group.{group}")


def _shares(
    found: dict[str, Interval], churn: dict[str, Interval] | None, w: Words
) -> tuple[str, ...]:
    worse, better = found["worse"], found["better"]
    placebo = (_percent(churn[way].mean, w) if churn else "-" for way in ("worse", "better"))
    return (
        _percent(worse.mean, w), _span(worse, w), _percent(better.mean, w), _span(better, w),
        *placebo,
    )  # fmt: skip


def _percent(share: float, w: Words) -> str:
    return w.figure(share, ".2%")


def _span(share: Interval, w: Words) -> str:
    if not share.known:
        return "-"
    return w("bounds", low=_percent(max(0.0, share.low), w), high=_percent(share.high, w))
