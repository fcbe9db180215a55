"""Which study would tell what the plan does, in words and a small table."""

from collections.abc import Mapping, Sequence

import pandas as pd

from experiments.analyses.studies.power import LEAST, WANTED, told_from
from experiments.effects.intervals import Interval
from experiments.report.number_format import number, percent, with_bounds
from experiments.report.opening import opened, together, two_sentences
from experiments.report.rendering import marked
from experiments.report.sections import Table
from experiments.report.words import Words, capital
from experiments.results.manifest import software_version

Soon = dict[tuple[str, str], int | None]
"""Study and outcome -> the month from which the one tells the other; None where it never does."""
HEADS = ("design", "outcome", "effect", "told", "power", "from")


def as_markdown(table: pd.DataFrame, designs: Sequence[str], size: int | None, w: Words) -> str:
    """Return the findings: what each study would tell, and from when.

    Nothing of it is said while towns are still simulated: the scatter of few towns is too small
    more often than not, so that an earlier power would be too high.

    Parameters
    ----------
    table : DataFrame
        As `powers` returns it.
    designs : sequence of str
        The learning area, then the stepped roll-out.
    size : int or None
        Residents of each town; all of them when None.
    w : Words
    """
    lines = opened(w("studies.title"), opening(table, designs, w))
    lines += [caption_of(table, size, w), "", *marked(_table(table, designs, w)), ""]
    wanted = w.figure(WANTED, ".0%")
    lines += [w("studies.line", wanted=wanted), "", f"![{w('studies.power')}](e10.png)"]
    return "\n".join(lines) + "\n"


def opening(table: pd.DataFrame, designs: Sequence[str], w: Words) -> str:
    """Say how many effects each study would tell, and what its error is."""
    soon = told_soon(table)
    area, stepped = (_told_by(one, soon, w) for one in designs)
    answer = w(
        "opening.studies.answer", all=table["outcome"].nunique(), area=len(area),
        stepped=len(stepped), months=int(table["months"].max()),
        which=w("opening.studies.which", named=together(area, w)) if area else "",
    )  # fmt: skip
    n = int(table["replications"].max())
    return two_sentences(answer, w(f"opening.studies.{'sure' if n >= LEAST else 'few'}", n=n))


def told_soon(table: pd.DataFrame) -> Soon:
    """Return from which month on each study tells each outcome; None where it never does."""
    rows = table.groupby(["design", "outcome"], sort=False)
    return {(str(design), str(outcome)): told_from(one) for (design, outcome), one in rows}


def _told_by(one: str, soon: Soon, w: Words) -> list[str]:
    """Say of each outcome that a study tells from when it does."""
    return [
        w("opening.studies.one", outcome=w(f"studies.outcome.{outcome}"), month=n)
        for (design, outcome), n in soon.items() if design == one and n is not None
    ]  # fmt: skip


def titles_of(designs: Sequence[str], w: Words) -> dict[str, str]:
    """Return what stands above the panel of each study."""
    return {one: w(f"studies.design.{one}") for one in designs}


def finding(table: pd.DataFrame, designs: Sequence[str], w: Words) -> str:
    """Say of each study in a line what it tells, and from when."""
    soon, most = told_soon(table), int(table["months"].max())
    lines = []
    for one, title in titles_of(designs, w).items():
        said = "; ".join(_told_by(one, soon, w)) or w("studies.none", months=most)
        lines.append(f"{capital(title.split(':')[0])}: {said}")
    return "\n".join(lines)


def caption_of(table: pd.DataFrame, size: int | None, w: Words) -> str:
    """Say sizes and version in one line."""
    town = w("studies.whole") if size is None else w("studies.size", size=w.figure(size, ","))
    n = int(table["replications"].max())
    return w("studies.caption", town=town, n=n, version=software_version())


def _table(table: pd.DataFrame, designs: Sequence[str], w: Words) -> Table:
    soon, titles = told_soon(table), titles_of(designs, w)
    last = table[table["months"] == table["months"].max()]
    rows = tuple(_row(row, titles, soon, w) for _, row in last.iterrows())
    return Table(tuple(w(f"studies.head.{name}") for name in HEADS), rows)


def _row(
    row: "pd.Series[float]", titles: Mapping[str, str], soon: Soon, w: Words
) -> tuple[str, ...]:
    design, outcome = str(row["design"]), str(row["outcome"])
    effect = Interval(float(row["effect"]), float(row["low"]), float(row["high"]), 2)
    n = soon[design, outcome]
    power = w("unknown") if pd.isna(row["power"]) else percent(float(row["power"]), w)
    start = w("studies.never") if n is None else w("studies.month", month=n)
    return (titles[design].split(":")[0], w(f"studies.outcome.{outcome}"), with_bounds(effect, w),
            number(float(row["told"]), w), power, start)  # fmt: skip
