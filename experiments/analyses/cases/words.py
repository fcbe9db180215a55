"""The business cases in words and in one picture."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from experiments.analyses.cases.result import CasesResult
from experiments.analyses.cases.rows import NETS
from experiments.report.number_format import DASH
from experiments.report.opening import opened, two_sentences
from experiments.report.rendering import marked
from experiments.report.sections import Table
from experiments.report.shown import absent, figure, spread
from experiments.report.tables import records
from experiments.report.words import Words, by_hand, capital, words_of

if TYPE_CHECKING:
    from matplotlib.figure import Figure


EUROS = ("case", "cost", "claimed", "seen", "gain", "net", "verdict")
PEOPLE = (
    "case", "participants", "visits", "substituted", "postponed", "converted", "break_even",
)  # fmt: skip


def as_markdown(result: CasesResult) -> str:
    """Return title, setting, a table, a line per case and what the table cannot say."""
    w = words_of(result.lang)
    said = opening(result.table, result.replications, w)
    lines = [*opened(w("cases.title"), said), setting(result, w), ""]
    for sentence in (*by_hand(result.changes, w), w("no_parameters")):
        lines += [sentence, ""]
    if result.failed:
        total = result.replications + len(result.failed)
        lines += [
            w("failed.some", failed=len(result.failed), asked=total, done=result.replications)
        ]
        lines += [w("failed.each", replication=f.replication, error=f.error) for f in result.failed]
        lines += [""]
    lines += [*_table(result, w), "", f"![{w('cases.alt')}](cases.png)", ""]
    lines += [f"- {line_of(row, w)}" for row in records(result.table)]
    for name in ("limits", "people", "shifted", "columns"):
        lines += ["", w(f"cases.{name}")]
    return "\n".join(lines)


def opening(table: pd.DataFrame, replications: int, w: Words) -> str:
    """Say how many cases pay, and how many claims fit what the model gives."""
    from experiments.report.charts.business_cases import claims_of, paying_of

    answer = w("opening.cases.answer", **paying_of(table))
    if replications < 2:
        return two_sentences(answer, w("opening.once"))
    unmeasured = w("opening.unmeasured")
    sure = w("opening.cases.sure", **claims_of(table), n=replications, unmeasured=unmeasured)
    return two_sentences(answer, sure)


def setting(result: CasesResult, w: Words) -> str:
    """Say how large a town, how many replications, what the interval covers and what is scaled."""
    size, full = w.figure(result.size, ","), w.figure(result.size_full, ",")
    whole = result.size == result.size_full
    n = result.replications
    return w(
        "cases.setting",
        size=w("setting.whole", size=size) if whole else w("cases.sample", size=size, full=full),
        n=w("setting.replication" if n == 1 else "setting.replications", n=n),
        seed=result.seed, full=full,
        interval=w("setting.one" if n == 1 else "setting.intervals"),
    )  # fmt: skip


def _table(result: CasesResult, w: Words) -> list[str]:
    """Return a table of euros and one of people: together they are too wide to read."""
    euros, people = ([], [])
    for row in records(result.table):
        title = row["title"] + (" *" if row["shifted"] else "")
        euros.append((
            title, *(figure(row[f"{name}_2025_eur"], w) for name in ("cost", "claimed", "seen")),
            *(_spread(row, name, w) for name in ("gain", "net")), verdict_words(row, w),
        ))  # fmt: skip
        even = w("cases.even", needed=figure(row["break_even"], w),
                 found=_spread(row, "replaced", w))  # fmt: skip
        people.append((
            title, *(_spread(row, name, w) for name in ("participants", "visits_per_month")),
            *(_both_ways(row, name, w) for name in NETS), even,
        ))  # fmt: skip
    tables = (Table(_heads(EUROS, w), tuple(euros)), Table(_heads(PEOPLE, w), tuple(people)))
    return [line for table in tables for line in (*marked(table), "")][:-1]


def _heads(names: Sequence[str], w: Words) -> tuple[str, ...]:
    return tuple(w(f"cases.head.{name}") for name in names)


def _spread(row: dict[str, Any], name: str, w: Words) -> str:
    """Return a figure of the model, for all residents, with its interval where it has one."""
    mean = row.get(name, row.get(f"{name}_eur"))
    return spread(mean, row.get(f"{name}_low"), row.get(f"{name}_high"), w)


def _both_ways(row: dict[str, Any], net: str, w: Words) -> str:
    """Return a count of participants, its mirror, and the net of both with its interval."""
    if absent(row[net]):
        return DASH
    less, more = (figure(row[name], w) for name in NETS[net])
    return w("cases.both_ways", less=less, more=more, net=_spread(row, net, w))


def verdict_words(row: dict[str, Any], w: Words) -> str:
    """Return the verdict, the reason where it cannot tell, and whether it misses what was seen."""
    words = w(f"cases.verdict.{row['verdict'].replace(' ', '_')}")
    words += f" ({w('cases.why.' + row['why'])})" if row["why"] else ""
    return f"{words}; {w('cases.picture.miss')}" if row["miss"] is True else words


def line_of(row: dict[str, Any], w: Words) -> str:
    """Say in plain words what a case claims, what the model finds and what follows."""
    parts = [f"**{row['title']}**: {verdict_words(row, w)}."]
    if row["replications"]:
        parts.append(w(f"cases.pays.{row['pays'].replace(' ', '_')}",
                       net=_spread(row, "net", w)))  # fmt: skip
        parts.append(f"{capital(w('cases.head.ceiling'))}: {_spread(row, 'ceiling', w)}.")
    if not absent(row["miss"]):
        name = "miss" if row["miss"] else "no_miss"
        parts.append(w(f"cases.{name}", seen=figure(row["seen_2025_eur"], w)))
    if not absent(row["paper_visitors"]) and row["replications"]:
        parts.append(_readings(row, w))
    if not absent(row["claimed_converted"]) and row["replications"]:
        parts.append(w("cases.apart", **{
            **{name: figure(row[name], w) for name in ("claimed_converted", "claimed_prevented")},
            **{name: _both_ways(row, f"net_{name}", w) for name in ("converted", "substituted")},
            "replaced": _spread(row, "replaced", w),
        }))  # fmt: skip
    return " ".join([*parts, row["note"]]).strip()


def _readings(row: dict[str, Any], w: Words) -> str:
    return w(
        "cases.readings", paper=figure(row["paper_visitors"], w),
        visits=_spread(row, "visits_per_month", w), people=_spread(row, "residents_a_month", w),
        as_visits=w(f"cases.verdict.{row['read_as_visits'].replace(' ', '_')}"),
        as_people=w(f"cases.verdict.{row['read_as_residents'].replace(' ', '_')}"),
    )  # fmt: skip


def picture(result: CasesResult) -> "Figure":
    """Return the chart of all cases."""
    from experiments.report.charts.business_cases import business_cases

    w = words_of(result.lang)
    return business_cases(result.table, setting(result, w), result.lang)[0]
