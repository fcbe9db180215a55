"""A division of an effect over its lines, in plain words and small tables."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from experiments.analyses.attribution.result import AttributionResult
from experiments.analyses.attribution.values import ALL_LINES, MEASURES
from experiments.effects.headline_years import years_told
from experiments.effects.intervals import Interval, interval_in
from experiments.report.charts.attribution import factor_of, finding_of, scale_of, scaled
from experiments.report.charts.attribution_words import line_title, outcome_title
from experiments.report.number_format import (
    bounds,
    percent,
    reading,
    signed_middle,
    with_bounds,
)
from experiments.report.opening import amount, asked_first, change, noun, opened, two_sentences
from experiments.report.rendering import row_of
from experiments.report.tables import records
from experiments.report.width import beyond_zero
from experiments.report.words import Words, by_hand, capital
from experiments.results.manifest import software_version

AGE_ORDER = ("0-17", "18-64", "65-74", "75-84", "85+")
MOST_PAIRS = 12


def as_markdown(result: AttributionResult) -> str:
    """Return the findings for `summary.md`."""
    w = result.words
    title = w("attribution.title", **_worlds(result, w))
    lines = [*opened(title, opening(result, w)), *_setting(result, w)]
    for name, rows in result.town.groupby("outcome", sort=False):
        sentence = finding_of(rows, str(name), w, result.factor).replace("\n", " ")
        lines += [f"## {capital(outcome_title(str(name), w))}", "", f"{sentence}.", ""]
        lines += [*_of_outcome(rows, result, w), ""]
    lines += [f"![{w('attribution.head.share')}](attribution.png)", ""]
    lines += [*_pairs(result, w), *_groups(result, "area", w), *_groups(result, "age", w)]
    lines += [f"## {w('attribution.section.limits')}", "", w("attribution.limits")]
    return "\n".join(lines).rstrip() + "\n"


def opening(result: AttributionResult, w: Words) -> str:
    """Say what the scenario changes, and which of its lines does most, whatever way."""
    w = w.naming(result.titles)
    name = asked_first(list(dict.fromkeys(result.town["outcome"])))[0]
    rows = result.town[result.town["outcome"] == name]
    whole, lines = rows[rows["line"] == ALL_LINES].iloc[0], rows[rows["line"] != ALL_LINES]
    factor, n = factor_of(name, result.factor), result.replications
    clear = lines[beyond_zero(lines["low"], lines["high"])]
    fields = {
        **_worlds(result, w), "years": _size(result, w)["years"], "lines": len(lines),
        "what": noun(name, w), "change": change(name, _interval(whole, "shapley", factor), w),
    }  # fmt: skip
    if (rows[list(MEASURES)] == 0).all(axis=None):
        answer = w("opening.attribution.nothing", **fields)
    elif clear.empty:
        answer = w("opening.attribution.unclear", **fields)
    else:
        most = clear.iloc[int(clear["shapley"].abs().argmax())]
        share = amount(name, _interval(most, "shapley", factor), w)
        line = line_title(most["line"], w)
        answer = w("opening.attribution.answer", **fields, line=line, share=share)
    if n < 2:
        return two_sentences(answer, w("opening.once"))
    counts = {"told": len(clear), "lines": len(lines), "n": n}
    sure = w("opening.attribution.sure", **counts, unmeasured=w("opening.unmeasured"))
    return two_sentences(answer, sure)


def caption_of(result: AttributionResult) -> str:
    """Say scenarios, size, seeds and version in one line."""
    w = result.words
    fields = {**_worlds(result, w), **_size(result, w)}
    return w("attribution.caption", **fields, version=software_version())


def _worlds(result: AttributionResult, w: Words) -> dict[str, str]:
    return {"scenario": w.world(result.scenario), "base": w.world(result.parent)}


def _size(result: AttributionResult, w: Words) -> dict[str, object]:
    return {
        "size": w.figure(result.size, ","), "full": w.figure(result.size_full, ","),
        "years": years_told(result.years),
        "seed": result.seed, "replications": result.replications,
    }  # fmt: skip


def _setting(result: AttributionResult, w: Words) -> list[str]:
    paragraphs = [w("attribution.setting", **_size(result, w), months=result.months)]
    paragraphs += [*by_hand(result.changes, w), w("no_parameters")]
    if result.replications < result.asked:
        lost = result.asked - result.replications
        paragraphs.append(w("attribution.failed", lost=lost, asked=result.asked))
    if result.replications == 1:
        paragraphs.append(w("attribution.one"))
    counts = {"worlds": result.worlds, "lines": len(result.lines)}
    if result.orders:
        share = _orders_error(result)
        error = w("unknown") if pd.isna(share) else percent(share)
        paragraphs.append(w("attribution.sampled", orders=result.orders, error=error, **counts))
    else:
        paragraphs.append(w("attribution.exact", **counts))
    paragraphs.append(w("attribution.alone_last"))
    return [part for each in paragraphs for part in (each, "")]


def _orders_error(result: AttributionResult) -> float:
    """Return the largest error of drawn orders over the whole effect, among the town's outcomes."""
    whole = result.town[result.town["line"] == ALL_LINES].set_index("outcome")["shapley"].abs()
    lines = result.town[result.town["line"] != ALL_LINES]
    error = lines.groupby("outcome")["orders_error"].max()
    return float((error / whole.where(whole > 0)).max())


def _of_outcome(rows: pd.DataFrame, result: AttributionResult, w: Words) -> list[str]:
    head = ["line", "share", "alone", "last"]
    names = [w(f"attribution.head.{name}") for name in head]
    names.insert(2, w("attribution.interval"))
    lines = [row_of([*names, w("attribution.head.reading")])]
    lines.append(f"| --- {'| ---: ' * (len(names) - 1)}| --- |")
    for row in records(rows):
        factor = factor_of(row["outcome"], result.factor)
        span = _interval(row, "shapley", factor)
        figures = [signed_middle(span, w)]
        figures += ["" if row["line"] == ALL_LINES else _of_everybody(row, name, factor, w)
                    for name in MEASURES[1:]]  # fmt: skip
        cells = [_line(row["line"], w), figures[0], bounds(span, w), *figures[1:],
                 reading(span, w)]  # fmt: skip
        lines.append(row_of(cells))
    return lines


def _of_everybody(
    row: "Mapping[str, Any] | pd.Series[Any]", name: str, factor: float, w: Words
) -> str:
    """Return a figure for all residents with its interval, where it has one."""
    return with_bounds(_interval(row, name, factor), w, signed=True)


def _interval(row: "Mapping[str, Any] | pd.Series[Any]", name: str, factor: float) -> Interval:
    return interval_in(row, name, "" if name == "shapley" else None).times(factor)


def _line(name: str, w: Words) -> str:
    return w("attribution.all_lines") if name == ALL_LINES else line_title(name, w)


def _pairs(result: AttributionResult, w: Words) -> list[str]:
    head = [f"## {w('attribution.section.pairs')}", ""]
    if result.orders:
        return [*head, w("attribution.pairs_sampled"), ""]
    pairs = result.tables["pairs"]
    pairs = pairs[(pairs["dimension"] == "total") & beyond_zero(pairs["low"], pairs["high"])]
    if pairs.empty:
        return [*head, w("attribution.no_pairs"), ""]
    bullets = []
    for row in records(pairs.head(MOST_PAIRS)):
        factor = factor_of(row["outcome"], result.factor)
        span = interval_in(row, "interaction", "").times(factor)
        three = [(span.mean, span.low, span.high)]
        (size,), unit = scaled(three, row["outcome"], w)
        within = bounds(span.times(1 / scale_of(three, row["outcome"])), w)
        title = f"{outcome_title(row['outcome'], w)}{f' ({unit})' if unit else ''}"
        sentence = w(
            "attribution.pair", one=line_title(row["line"], w), two=line_title(row["other"], w),
            amount=size, outcome=capital(title), span=within,
        )  # fmt: skip
        bullets.append(f"- {sentence}")
    return [*head, *bullets, ""]


def _groups(result: AttributionResult, dimension: str, w: Words) -> list[str]:
    """Return one small table per outcome: lines in rows, areas or age bands in columns."""
    chosen = result.table[result.table["dimension"] == dimension]
    if chosen.empty:
        return []
    lines = [f"## {w(f'attribution.section.{dimension}')}", ""]
    for name, rows in chosen.groupby("outcome", sort=False):
        title = capital(outcome_title(str(name), w))
        counted = w(f"attribution.counted.{rows['counted'].iloc[0]}")
        lines += [w(f"attribution.{dimension}", outcome=title, counted=counted), ""]
        groups = list(dict.fromkeys(rows["group"]))
        groups = [g for g in AGE_ORDER if g in groups] if dimension == "age" else groups
        lines.append(row_of([w("attribution.head.line"), *map(_area, groups)]))
        lines.append(f"| --- {'| ---: ' * len(groups)}|")
        for line in (*result.lines, ALL_LINES):
            by_group = rows[rows["line"] == line].set_index("group")
            factor = factor_of(str(name), result.factor)
            cells = [_cell(by_group.loc[group], factor, w) for group in groups]
            lines.append(row_of([_line(line, w), *cells]))
        lines.append("")
    return lines


def _cell(row: "pd.Series[Any]", factor: float, w: Words) -> str:
    star = "*" if beyond_zero(row["low"], row["high"]) else ""
    return f"{_of_everybody(row, 'shapley', factor, w)}{star}"


def _area(name: str) -> str:
    return name.replace("_", " ")
