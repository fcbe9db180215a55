"""The same figure reads the same in the summary, the report, the static page and the dashboard."""

import re
from typing import Any

import pytest

from experiments.analyses.uncertainty.told import posterior_told
from experiments.dashboard.big_numbers import cards as cards_of_dashboard
from experiments.published.report.front import answer
from experiments.published.report.front import cards as cards_of_report
from experiments.published.report.key_page import key_page
from experiments.published.report.sheets import rows_written
from experiments.published.report.source import Source
from experiments.published.shown import BIG, Shown
from experiments.published.shown_of import shown_of
from experiments.published.small_counts import WITHHELD
from experiments.report.number_format import bounds, middle, number
from experiments.report.sections import Table
from experiments.report.words import LANGUAGES, Words
from experiments.results.scenario_record import records_of
from experiments.runs.findings import findings
from experiments.runs.result import ComparisonResult
from experiments.static_page.page import Page, rendered
from model.measures.outcomes import COST, HEADLINES
from model.scenario.scenario import load_scenario
from tests.unit.experiments.published.report.pages import Page as Html
from tests.unit.experiments.published.report.pages import cells
from tests.unit.experiments.runs.test_findings import by_hand
from tests.unit.experiments.static_page.by_hand import of_the_plan, pages

PLAN = {"real": "transformation", "other": "plan"}
"""The pair that the shipped draws speak of, and one that they do not: chance only."""


@pytest.fixture(name="views", params=[(pair, lang) for pair in PLAN for lang in LANGUAGES])
def _views(request: pytest.FixtureRequest) -> tuple[ComparisonResult, Shown, Words]:
    pair, lang = request.param
    one = of_the_plan(lang) if pair == "real" else by_hand().in_language(lang)
    records = records_of(map(load_scenario, ("current", "transformation")))
    records["plan"] = records["transformation"]
    return one, shown_of(one, records)[PLAN[pair]], one.words


def of_summary(one: ComparisonResult, shown: Shown, w: Words) -> dict[str, list[str]]:
    """Return middle and ends of each outcome in the summary of a terminal."""
    posterior = posterior_told(one.base, shown.policy, one.size_full, w)
    if posterior:
        (table,) = [part for part in posterior[:2] if isinstance(part, Table)]
        return {name: [row[1], row[3]] for name, row in zip(HEADLINES, table.rows, strict=True)}
    table = next(
        part for section in findings(one) for part in section.parts
        if isinstance(part, Table) and w("headline.difference") in part.head
    )  # fmt: skip
    whole = [re.fullmatch(r"(.+) \((.+)\)", row[4]) for row in table.rows[: len(HEADLINES)]]
    return {name: list(found.groups()) for name, found in zip(HEADLINES, whole, strict=True)
            if found}  # fmt: skip


def test_a_difference_reads_the_same_everywhere(
    views: tuple[ComparisonResult, Shown, Words],
) -> None:
    one, shown, w = views
    report = Source(one, shown, {})
    on_page = {row[0]: row for row in rows_written(key_page(report), w)[::-1]}  # the best stays
    (found,) = pages(one) if shown.policy == "transformation" else (None,)
    summary = of_summary(one, shown, w)
    assert summary.keys() == set(HEADLINES)
    for k, (name, figure) in enumerate(shown.figures.items()):
        assert figure.best is not None
        reads = [middle(figure.best, w), bounds(figure.best, w)]
        assert summary[name] == reads
        title = next(head for head in on_page if head.lower().startswith(_title(name, w)))
        assert on_page[title][1:4] == [number(figure.base, w), *reads]
        if found is not None:
            html = Html(rendered(found, Page(w.lang, "a", "b", []), []))
            assert cells(html.all("table")[0])[k + 1][1:4] == [number(figure.base, w), *reads]


def _title(name: str, w: Words) -> str:
    return w(f"published.outcome.{name}").lower()


def test_a_card_reads_the_same_in_report_and_dashboard(
    views: tuple[ComparisonResult, Shown, Words],
) -> None:
    one, shown, w = views
    ours = cards_of_report(Source(one, shown, {})).cards
    theirs = cards_of_dashboard(shown, w)
    assert len(ours) == len(theirs) == len(BIG) + 1
    for name, mine, other in zip(BIG, ours, theirs, strict=False):
        figure = shown.figures[name]
        assert figure.best is not None
        size = middle(figure.best, w)
        kind = "money" if name == COST else "people"
        assert mine.number == w(f"report.card.{kind}", n=size)
        assert size.removeprefix("-") in other.value
        low, high = (end.removeprefix("-") for end in ends(figure.best, w))
        assert re.search(f"{re.escape(low)}.*{re.escape(high)}", other.holds)
        assert dict(other.drawer)[w("page.drawer.base")] == w(
            f"page.base.{kind}", value=number(figure.base, w)
        )
    assert ours[-1].number == theirs[-1].value, "the year of payback"


def ends(gap: Any, w: Words) -> list[str]:
    """Return both ends, `million` behind the last only."""
    between = re.escape(w("bounds", low="", high=""))
    return re.split(between, bounds(gap, w).replace(w("million", number=""), ""))


def test_report_and_page_open_with_the_sentences_of_the_summary(
    views: tuple[ComparisonResult, Shown, Words],
) -> None:
    one, shown, _ = views
    said = [str(part).replace("`", "") for part in findings(one)[0].parts]
    told = answer(Source(one, shown, {}))
    assert told
    start = said.index(told[0])
    assert tuple(said[start : start + len(told)]) == told
    if shown.policy == "transformation":
        (found,) = pages(one)
        page = Html(rendered(found, Page(one.lang, "a", "b", []), []))
        assert set(told) <= {"".join(p.itertext()) for p in page.all("p")}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_sentence_tells_what_the_table_withholds(lang: str) -> None:
    one = by_hand()
    one.tables["monthly"] = one.tables["monthly"].assign(residents_unmet=4.0)
    one = one.in_language(lang)
    records = records_of(map(load_scenario, ("current", "transformation")))
    shown = shown_of(one, records | {"plan": records["transformation"]})["plan"]
    assert shown.withheld == {"residents_unmet"}
    (said,) = answer(Source(one, shown, {}))
    assert said.endswith(one.words("answer.people_withheld"))
    assert WITHHELD not in said
    care = shown.figures["indicated_users"].best
    assert care is not None
    assert middle(care, one.words) not in said
