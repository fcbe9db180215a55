"""The chapters of each report, in the order of the Gemeentelijke Monitor Sociaal Domein.

Current situation, developments, starting position, results, costs; then what they rest on.
"""

from collections.abc import Callable, Mapping

from experiments.published.charts_of_few import charts_of_few
from experiments.published.report.areas_sheet import area_labels
from experiments.published.report.assumptions import Assumption
from experiments.published.report.assumptions_sheet import assumptions_page
from experiments.published.report.blocks import developments, grid, levels_of, noted, year_before
from experiments.published.report.costs import (
    books_sheet,
    investment_sheet,
    payback_sheet,
    payers_sheet,
)
from experiments.published.report.document import Block, Chapter, Items, Picture, Terms, Text
from experiments.published.report.groups_sheet import groups_sheet, net_told
from experiments.published.report.key_page import areas_page, key_page
from experiments.published.report.per_assumption import measure_told, per_assumption
from experiments.published.report.sheets import Sheet
from experiments.published.report.source import Source
from experiments.published.report.task_fields_sheet import task_fields_sheet
from experiments.published.report.years_by_field import fields_of_one_year, nets_by_year
from experiments.published.told import charts_left_out, limits_told, marks_told, withheld_told
from experiments.results.crate import command_line
from experiments.runs.findings_people import pocket
from model.months import label_of

Drawn = Mapping[str, Picture]
Assumptions = list[Assumption]
Builder = Callable[[Source, Drawn, Assumptions], tuple[Block, ...]]
COUNCIL, CONTROLLER, AZWA = "council", "controller", "azwa"
READING = "reading"
AUDIENCES = (COUNCIL, CONTROLLER, AZWA)
CHARTS = {
    COUNCIL: ("people_by_layer", "paired_difference", "two_intervals", "area_map", "payback_fan",
              "what_must_be_true"),
    CONTROLLER: ("payback_fan", "what_must_be_true"),
    AZWA: ("people_by_layer", "what_must_be_true"),
}  # fmt: skip
"""Audience -> the charts of its report."""


def chapters_of(audience: str, source: Source, drawn: Drawn, found: Assumptions) -> list[Chapter]:
    """Return the chapters of a report.

    Parameters
    ----------
    audience : {'council', 'controller', 'azwa'}
    source : Source
    drawn : mapping of str to Picture
        The charts by name.
    found : list of Assumption
    """
    chapters = []
    for name, builder in (*_BODY[audience], *_END):
        blocks = builder(source, drawn, found)
        if name == READING:
            blocks = (*blocks, *_left_out(audience, source))
        if blocks:
            chapters.append(Chapter(name, source.w(f"report.chapter.{name}"), blocks))
    return chapters


def _left_out(audience: str, source: Source) -> tuple[Block, ...]:
    """Say which charts the report would have had, were no count in them small."""
    few = charts_of_few(source.comparison, source.policy)
    said = charts_left_out([kind for kind in CHARTS[audience] if kind in few], source.w)
    return (Text(said, "note"),) if said else ()


def _tables(source: Source, *sheets: Sheet | None) -> tuple[Block, ...]:
    return tuple(block for sheet in sheets if sheet for block in noted(sheet, source.w))


def _pictures(drawn: Drawn, *names: str) -> tuple[Block, ...]:
    return tuple(drawn[name] for name in names if name in drawn)


def _now(source: Source, _: Drawn, __: Assumptions) -> tuple[Block, ...]:
    return _tables(source, levels_of(source, year_before(source)))


def _so_far(source: Source, drawn: Drawn, _: Assumptions) -> tuple[Block, ...]:
    return (*_tables(source, developments(source)), *_pictures(drawn, "people_by_layer"))


def _start(source: Source, _: Drawn, __: Assumptions) -> tuple[Block, ...]:
    w, c = source.w, source.comparison
    first = Text(w("report.start.worlds", **source.names, month=label_of(c.parted)))
    lines = brought(source)
    what = (Text(w("report.start.brings", **source.names)), Items(lines)) if lines else ()
    return (first, *what, Text(w("report.start.same")))


def brought(source: Source) -> tuple[str, ...]:
    """Return a sentence per lever that the policy has and the base has not: where and from when."""
    w, labels = source.w, area_labels(source)
    base, policy = (source.shown.scenarios[name] for name in (source.shown.base, source.policy))
    known = [(use["lever"], use["start"]["value"]) for use in base["levers"]]
    lines = []
    for use in policy["levers"]:
        if (use["lever"], use["start"]["value"]) in known:
            continue
        areas = use["areas"]["value"]
        where = w("report.start.everywhere") if areas == "all" else ", ".join(
            labels.get(area, area) for area in areas
        )  # fmt: skip
        title = w.phrases.get(f"report.lever.{use['lever']}", use["lever"].replace("_", " "))
        lines.append(w("report.start.line", lever=title, where=where, month=use["start"]["value"]))
    return tuple(lines)


def _results(source: Source, drawn: Drawn, _: Assumptions) -> tuple[Block, ...]:
    return (
        *_tables(source, key_page(source)),
        *_pictures(drawn, "paired_difference", "two_intervals", "area_map"),
        *_tables(source, *areas_page(source)),
    )


def _costs(source: Source, drawn: Drawn, _: Assumptions) -> tuple[Block, ...]:
    return (
        *_tables(source, books_sheet(source), payback_sheet(source), investment_sheet(source)),
        *_pictures(drawn, "payback_fan"),
    )


def _who(source: Source, _: Drawn, __: Assumptions) -> tuple[Block, ...]:
    payers = payers_sheet(source)
    gaps = {name: (base * source.comparison.factor, gap.times(source.comparison.factor))
            for name, (base, gap) in source.figures.payers.items()}  # fmt: skip
    said = (Text(pocket(gaps, source.w)),) if gaps else ()
    net = tuple(map(Text, net_told(source)))
    return (*said, *net, *_tables(source, payers, groups_sheet(source)))


def _books_now(source: Source, _: Drawn, __: Assumptions) -> tuple[Block, ...]:
    return _tables(source, fields_of_one_year(source, year_before(source)))


def _books_so_far(source: Source, _: Drawn, __: Assumptions) -> tuple[Block, ...]:
    return _tables(source, nets_by_year(source, "base"))


def _books_start(source: Source, drawn: Drawn, found: Assumptions) -> tuple[Block, ...]:
    w = source.w
    prices = (Text(w("report.start.prices")), Text(w("books.grant")))
    return (*_start(source, drawn, found), *prices, *_tables(source, investment_sheet(source)))


def _books_results(source: Source, _: Drawn, __: Assumptions) -> tuple[Block, ...]:
    last = range(source.shown.years[-1], source.shown.years[-1] + 1)
    return _tables(source, nets_by_year(source, "difference"), task_fields_sheet(source, last))


def _books_costs(source: Source, drawn: Drawn, _: Assumptions) -> tuple[Block, ...]:
    return (
        *_tables(source, books_sheet(source), payback_sheet(source), payers_sheet(source)),
        *_pictures(drawn, "payback_fan"),
    )


def _key_results(source: Source, _: Drawn, __: Assumptions) -> tuple[Block, ...]:
    return _tables(source, key_page(source))


def _each_assumption(source: Source, drawn: Drawn, found: Assumptions) -> tuple[Block, ...]:
    return (*_key_results(source, drawn, found), *per_assumption(source, found))


def _payers(source: Source, drawn: Drawn, found: Assumptions) -> tuple[Block, ...]:
    return (*_who(source, drawn, found), *_tables(source, payback_sheet(source)))


def _assumptions(source: Source, _: Drawn, found: Assumptions) -> tuple[Block, ...]:
    w = source.w
    if not found:
        return (Text(w("published.trust.no_numbers")),)
    table = grid(assumptions_page(found, source), w)
    more = Text(w("report.assumption.more"), "note")
    return (Text(w("report.assumption.intro")), table, more)


def _measure(source: Source, drawn: Drawn, found: Assumptions) -> tuple[Block, ...]:
    w = source.w
    weighty = [one for one in found if one.share is not None] or found
    lines = tuple(measure_told(one, source) for one in weighty[:5])
    first = w("report.measure.intro") if weighty and weighty[0].share else w("report.measure.blind")
    listed = (Items(lines),) if lines else ()
    return (Text(first), *listed, *_pictures(drawn, "what_must_be_true"),
            Text(w("report.measure.areas"), "note"))  # fmt: skip


def _again(source: Source, _: Drawn, __: Assumptions) -> tuple[Block, ...]:
    w, m = source.w, source.manifest
    terms = (
        ("command", command_line(m["command"])), ("seed", str(source.shown.seed)),
        ("replications", str(source.shown.replications)), ("version", source.shown.version),
        ("commit", str(m.get("commit") or "-")), ("digest", str(m["digest"])),
        ("code", str(m.get("code_digest", "-"))), ("data", str(m.get("data_digest", "-"))),
        ("configuration", str(m["configuration_digest"])),
    )  # fmt: skip
    named = tuple((w(f"report.again.{name}"), value) for name, value in terms)
    return (Text(w("report.again.intro")), Terms(named), Text(w("report.again.verify")))


def _reading(source: Source, _: Drawn, __: Assumptions) -> tuple[Block, ...]:
    w = source.w
    return (
        Terms(tuple(marks_told(w).items())),
        Items((w("report.reading.difference"), w("report.reading.interval"),
               w("report.reading.per_1000"), w("report.reading.rounded"), withheld_told(w))),
        Text(limits_told(source.shown, w)), Text(w("report.reading.persons")),
    )  # fmt: skip


_END: tuple[tuple[str, Builder], ...] = (
    ("assumptions", _assumptions), ("measure", _measure), ("again", _again), (READING, _reading),
)  # fmt: skip
_BODY: dict[str, tuple[tuple[str, Builder], ...]] = {
    COUNCIL: (("now", _now), ("developments", _so_far), ("start", _start), ("results", _results),
              ("costs", _costs), ("who", _who)),
    CONTROLLER: (("now", _books_now), ("developments", _books_so_far), ("start", _books_start),
                 ("results", _books_results), ("costs", _books_costs)),
    AZWA: (("now", _now), ("developments", _so_far), ("start", _start),
           ("results", _each_assumption), ("costs", _payers)),
}  # fmt: skip
