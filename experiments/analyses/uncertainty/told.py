"""What a summary says first: how sure the plan's effect is, over all that is not known.

Of the plan and its base the shipped table `posterior/effects.parquet` says it (module `measure`);
any other comparison says it of its own draws, where there are enough.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import cache

import pandas as pd

from experiments.analyses.uncertainty.credible import (
    ENOUGH,
    Credible,
    credible,
    share_of_chance,
)
from experiments.analyses.uncertainty.draws import (
    POSTERIOR,
    about_posterior,
    coarse,
    posterior,
    sets_of,
)
from experiments.analyses.uncertainty.measure import (
    BASE,
    CARE,
    DECIDES,
    PLAN,
    SPLIT,
    TABLE,
    draws_of_plan,
)
from experiments.analyses.uncertainty.parameter_space import parameters_of
from experiments.analyses.uncertainty.parameter_uncertainty import NET_BY
from experiments.analyses.uncertainty.surface import LEAST_NUMBERS, Surface, surface
from experiments.effects.intervals import Interval
from experiments.effects.payback_by_year import claimed_year, long_sums
from experiments.report.number_format import bounds, known, middle, number, percent, signed
from experiments.report.sections import Table
from experiments.report.tables import records
from experiments.report.words import Words
from experiments.results.parquet import parquet_in
from model.measures.outcomes import COST, HEADLINES

NEED = "residents_unmet"
MOST_NUMBERS = 4
MILLION, HALF = 1e6, 0.5
Written = Callable[[float, Words], str]
LIKELY = (0.05, 0.95)
"""Between these shares of draws a sign is not told."""


@cache
def effects() -> pd.DataFrame:
    """Return what was measured of the plan under the shipped posterior."""
    return parquet_in(TABLE)


@cache
def once_each() -> pd.DataFrame:
    """Return the same, each draw once: without those that were simulated again."""
    return effects()[~effects()["again"]]


def speaks_of(base: str, policy: str, full: int, shipped: pd.DataFrame | None = None) -> bool:
    """Say whether what was measured under the shipped posterior is of this pair and town."""
    rows = effects() if shipped is None else shipped
    return (base, policy) == (BASE, PLAN) and not rows.empty and bool(rows["full"].iloc[0] == full)


@cache
def surface_of_plan() -> Surface | None:
    """Return what the plan saves over the numbers that decide most, under the shipped posterior.

    None where fewer than two numbers decide, or draws are too few.
    """
    once, decides = once_each(), pd.read_csv(DECIDES)
    names = decides.loc[decides["outcome"] == COST, "parameter"].head(MOST_NUMBERS).tolist()
    if once.empty or len(names) < LEAST_NUMBERS:
        return None
    values = parameters_of(draws_of_plan(once["draw"].tolist()))
    factor = once["full"].iloc[0] / once["residents"].iloc[0]
    net = once[f"{NET_BY}{once['last'].iloc[0]}"].to_numpy(float) * factor
    return surface(values[names], net, sets_of(once["draw"].tolist()))


def split_of_plan() -> pd.DataFrame:
    """Return where the variance of the plan's effect comes from, as `split_of_variance` does."""
    return pd.read_csv(SPLIT)


def sums_of_draws() -> pd.DataFrame:
    """Return what the plan has saved so far by year in every draw, of the whole municipality.

    Returns
    -------
    DataFrame
        `source` (posterior), `member` (the draw), `year`, `cumulative_net_eur`: euros of 2025.
    """
    once = once_each()
    names = [str(name) for name in once if str(name).startswith(NET_BY)]
    factor = once["full"].iloc[0] / once["residents"].iloc[0]
    total = once.set_index("draw")[sorted(names)] * factor
    total.columns = pd.Index([int(name.removeprefix(NET_BY)) for name in sorted(names)])
    return long_sums(total, POSTERIOR)


def surface_caption(w: Words) -> str:
    """Say what the surface of the plan rests on."""
    once, about = once_each(), once_each().iloc[0]
    return w(
        "surface.caption", k=len(once), residents=w.figure(about["residents"], ","),
        date=about["measured"], code=str(about["code"])[:12],
    )  # fmt: skip


def posterior_told(
    base: str, policy: str, full: int, w: Words, shipped: pd.DataFrame | None = None
) -> tuple[str | Table, ...]:
    """Return what the shipped posterior says of the plan; nothing of another policy or town.

    Parameters
    ----------
    base, policy : str
    full : int
        Residents of the municipality.
    w : Words
    shipped : DataFrame, optional
        As `measure.main` returns it; by default the one that ships.
    """
    if not speaks_of(base, policy, full, shipped):
        return ()
    rows = effects() if shipped is None else shipped
    once, twice = rows[~rows["again"]], rows[rows["again"]]
    about = rows.iloc[0]
    found = credible(once, about["full"] / about["residents"])
    span = (int(about["first"]), int(about["last"]))
    chance = share_of_chance(once, twice, COST)
    split = w(
        "posterior.split", chance=percent(chance, w),
        chance_care=percent(share_of_chance(once, twice, CARE), w),
    )  # fmt: skip
    made = about_posterior()
    how = w(
        "posterior.how", k=found.draws, seen=about["seen"], at_will=about["at_will"],
        residents=w.figure(about["residents"], ","), date=about["measured"],
        code=str(about["code"])[:12],
        different=len(posterior().loc[once["draw"]].drop_duplicates()),
        candidates=w.figure(made["candidates"], ","), worth=number(made["worth"], w),
    )  # fmt: skip
    decide = numbers_that_decide(w, found=surface_of_plan()) if shipped is None else ()
    caution = [w("calibration.poor")] if coarse(made["worth"], made["candidates"]) else []
    last = " ".join((split, how, *caution))
    return answer(found, w, chance), *tables(found, span, w), *decide, last


def numbers_that_decide(
    w: Words, table: pd.DataFrame | None = None, found: Surface | None = None
) -> tuple[str | Table, ...]:
    """Return which numbers decide the plan's cost, what must be true, what knowing is worth.

    Parameters
    ----------
    w : Words
    table : DataFrame, optional
        As `measure.what_decides` returns it; by default the one that ships.
    found : Surface, optional
        Over the first of these numbers; nothing must be true where there is none.
    """
    rows = pd.read_csv(DECIDES) if table is None else table
    rows = rows[rows["outcome"] == COST].head(MOST_NUMBERS)
    if rows.empty:
        return ()
    first = rows.iloc[0]
    said = w(
        "posterior.decide", n=len(rows), share=percent(float(rows["share"].sum()), w),
        explained=percent(first["explained"], w),
        certainty=number(first["certainty_eur"] / MILLION, w),
    )  # fmt: skip
    head = [w(f"posterior.{name}") for name in ("number", "told", "share", "slope", "worth")]
    each = tuple(
        (
            named(str(row["parameter"]), w),
            w(f"posterior.kind.{str(row['kind']).replace(' ', '_')}"),
            percent(row["share"], w), signed(row["slope"] / MILLION, w),
            number(row["worth_eur"] / MILLION, w),
            *([must_be(found, str(row["parameter"]), w)] if found else []),
        )
        for row in records(rows)
    )  # fmt: skip
    if found is None:
        return said, Table(tuple(head), each)
    low, high = found.ends()
    corners = w("surface.said", n=len(rows), low=percent(low, w), high=percent(high, w))
    return f"{said} {corners}", Table((*head, w("surface.must")), each)


def named(parameter: str, w: Words) -> str:
    """Return a parameter's name, and what it is where there are words for it."""
    plain = w.parameter(parameter)
    return f"`{parameter}`: {plain}" if plain else f"`{parameter}`"


def where_it_saves(found: Surface, name: str) -> tuple[str, float, float]:
    """Return where a saving is likelier than not along a number, others in their middle.

    Parameters
    ----------
    found : Surface
    name : str
        One of its numbers.

    Returns
    -------
    tuple of (str, float, float)
        `nowhere`, `everywhere`, `from`, `up_to` or `between`, and the bounds. An end of what was
        drawn is no bound: beyond it nobody looked.
    """
    span, drawn = found.from_where(list(found.drawn.columns).index(name)), found.drawn[name]
    first, last = float(drawn.min()), float(drawn.max())
    if span is None:
        return "nowhere", first, last
    low, high = span
    ends = low <= first, high >= last
    kinds = {(True, True): "everywhere", (False, True): "from", (True, False): "up_to"}
    return kinds.get(ends, "between"), low, high


def must_be(found: Surface, name: str, w: Words, written: Written = number) -> str:
    """Say the same in words; `written` writes a value of the number."""
    kind, low, high = where_it_saves(found, name)
    return w(f"surface.{kind}", low=written(low, w), high=written(high, w))


def own_draws(rows: pd.DataFrame, factor: float) -> Credible | None:
    """Return what a comparison's own draws say; None where they are too few or cost nothing.

    Parameters
    ----------
    rows : DataFrame
        Of one policy in the table `doubt`.
    factor : float
        From the simulated town to the whole one.
    """
    found = credible(rows, factor) if len(rows) >= ENOUGH else None
    return None if found is None or found.paid_back.empty else found


def own_draws_told(
    rows: pd.DataFrame, factor: float, span: tuple[int, int], w: Words
) -> tuple[str | Table, ...]:
    """Return the same in words; nothing where it is None.

    Parameters
    ----------
    rows, factor
        As for `own_draws`.
    span : tuple of int
        First and last headline year.
    w : Words
    """
    found = own_draws(rows, factor)
    if found is None:
        return ()
    return answer(found, w), *tables(found, span, w), w("posterior.how_own", k=found.draws)


def answer(found: Credible, w: Words, chance: float | None = None) -> str:
    """Return two sentences that an alderman understands, and a third where the sign is open.

    Parameters
    ----------
    found : Credible
        With a year of payback.
    w : Words
    chance : float, optional
        Share of the variance in cost that chance brings, where it was measured.
    """
    table, years = _by_outcome(found), found.paid_back
    cost, care, need = (table[name] for name in (COST, CARE, NEED))
    first = w(
        "posterior.saving", k=found.draws, saving=percent(found.saving, w), last=years.index[-1],
        paid=percent(_paid(found), w), year=_year(found),
    )  # fmt: skip
    fields: dict[str, str] = {}
    for name, row, unit in (("cost", cost, MILLION), ("care", care, 1.0), ("need", need, 1.0)):
        written = known(row["median"], row["q05"], row["q95"], w, unit)
        fields |= zip((name, f"{name}_low", f"{name}_high"), written, strict=True)
    second = w("posterior.costs", **fields, worse=percent(need["more"], w))
    low, high = LIKELY
    not_chance = chance is not None and chance < HALF
    open_sign = not_chance and low < cost["more"] < high
    return " ".join((first, second, *([w("posterior.cannot")] if open_sign else [])))


def _nine_in_ten(row: Mapping[str, float]) -> Interval:
    return Interval(row["median"], row["q05"], row["q95"], 0)


def _by_outcome(found: Credible) -> dict[str, dict[str, float]]:
    """Return the figures of each headline outcome, in their order."""
    return dict(zip(HEADLINES, records(found.outcomes.loc[list(HEADLINES)]), strict=True))


def _year(found: Credible) -> int:
    """Return the claimed year of payback, or the last one where that is not among them."""
    years = found.paid_back.index
    return claimed_year() if claimed_year() in years else int(years[-1])


def _paid(found: Credible) -> float:
    return float(found.paid_back.loc[_year(found)])


def tables(found: Credible, span: tuple[int, int], w: Words) -> tuple[str | Table, ...]:
    """Return the headline differences with credible intervals, and payback by year."""
    head = (
        w("posterior.head", first=span[0], last=span[1]),
        *(w(f"posterior.{name}") for name in ("median", "half", "most", "more")),
    )
    rows = tuple(
        (
            w(f"headline.{name}"), middle(_nine_in_ten(row), w),
            bounds(replace(_nine_in_ten(row), low=row["q25"], high=row["q75"]), w),
            bounds(_nine_in_ten(row), w), percent(row["more"], w),
        )
        for name, row in _by_outcome(found).items()
    )  # fmt: skip
    by_year = ", ".join(f"{year} {percent(share, w)}" for year, share in found.paid_back.items())
    return Table(head, rows), *([w("posterior.years", years=by_year)] if by_year else [])
