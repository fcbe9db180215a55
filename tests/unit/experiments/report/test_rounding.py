"""Figures are written with the digits that their intervals know: EUR 3.8 million, not 3,801,113."""

import math
import re
from dataclasses import replace

import pytest

from experiments.report.number_format import bounds, known, middle, number, signed_with_bounds
from experiments.report.words import LANGUAGES, words_of
from experiments.runs.result import ComparisonResult
from experiments.runs.run_words import summarise
from experiments.runs.summary import as_markdown
from tests.unit.experiments.runs.test_findings import by_hand

MOST_DIGITS = 4
"""Significant ones of an amount of a thousand or more: three, and one where an interval is so
narrow that it would vanish."""
EXACT = re.compile(r"67[.,]510|2[.,]000|20\d\d")
"""Residents, counted; years."""


def significant(figure: str) -> int:
    digits = re.sub(r"\D", "", figure).lstrip("0")
    return len(digits.rstrip("0")) if "," in figure or len(digits) > 3 else len(digits)


def too_exact(text: str, lang: str) -> list[str]:
    """Return amounts of a thousand or more that have more digits than anybody knows."""
    mark = "," if lang == "en" else "."
    found = re.findall(rf"(?<![\w.,])\d{{1,3}}(?:{re.escape(mark)}\d{{3}})+(?![\d.,]?\d)", text)
    return [one for one in found if not EXACT.fullmatch(one) and significant(one) > MOST_DIGITS]


def millions(factor: float = 1.0) -> ComparisonResult:
    """Return a comparison whose euros run into millions, and differ from pair to pair."""
    one = by_hand()
    monthly = one.tables["monthly"].copy()
    euros = [name for name in monthly if str(name).endswith("_eur")]
    monthly[euros] = monthly[euros] * 1_234.567 * factor
    policy = monthly["scenario"] == "plan"
    monthly.loc[policy, "cost_municipality_eur"] *= 1.0 + 0.01 * monthly["replication"]
    return replace(one, tables={**one.tables, "monthly": monthly})


@pytest.mark.parametrize(
    ("figure", "written"),
    [((1_369_590, -1_965_694, 4_704_875), ("1.4 million", "-2.0 million", "4.7 million")),
     ((40_574, -58_234, 139_383), ("41,000", "-58,000", "139,000")),
     ((3_801_113, 3_790_000, 3_812_226), ("3.80 million", "3.79 million", "3.81 million")),
     ((14_811_027, 14_771_000, 14_851_000), ("14.81 million", "14.77 million", "14.85 million")),
     ((-111, -631, 548), ("-110", "-630", "550")), ((0.03, 0.02, 0.04), ("0.03", "0.02", "0.04")),
     ((5.0, 5.0, 5.0), ("5.0", "5.0", "5.0"))],
)  # fmt: skip
def test_the_interval_says_how_many_digits_are_known(
    figure: tuple[float, float, float], written: tuple[str, str, str]
) -> None:
    assert known(*figure) == written


def test_without_an_interval_there_are_three_digits() -> None:
    assert [number(one) for one in (3_801_113, 990_748, 1_234, 133.4, 0)] == [
        "3.80 million", "991,000", "1,230", "133", "0"
    ]  # fmt: skip
    assert known(1_234_567, math.nan, math.nan)[0] == "1.23 million"


def test_a_million_is_said_once_of_two_bounds_and_as_the_language_says_it() -> None:
    gap = by_hand().figures["plan"].headline["indicated_users"][1]
    gap = replace(gap, mean=1.4e6, low=-2e6, high=4.7e6)
    assert bounds(gap, words_of("en")) == "-2.0 to 4.7 million"
    assert bounds(gap, words_of("nl")) == "-2,0 tot 4,7 miljoen"
    assert middle(gap, words_of("nl")) == "1,4 miljoen"


def test_a_difference_is_written_with_its_bounds_where_it_has_them() -> None:
    w = words_of("en")
    assert signed_with_bounds(-12.3, -20.0, -4.56, w) == "-12 (-20 to -4.6)"
    assert signed_with_bounds(-12.3, math.nan, math.nan, w) == "-12"
    said = signed_with_bounds(1.0, 0.0, 2.0, w, "layers.gap")
    assert said == f"{w('layers.gap', gap='+1.0')} (0 to +2.0)"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_amount_of_a_comparison_is_falsely_exact(lang: str) -> None:
    text = as_markdown(replace(millions(), lang=lang))
    assert too_exact("EUR 3,801,113" if lang == "en" else "EUR 3.801.113", lang)
    assert ("million" if lang == "en" else "miljoen") in text
    assert too_exact(text, lang) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_no_amount_of_a_run_is_falsely_exact(lang: str) -> None:
    monthly = millions().tables["monthly"]
    monthly = monthly.assign(facility_participants=1.0, residents_unmet=1.0)
    monthly = monthly[monthly["scenario"] == "plan"]
    assert (
        too_exact(summarise(monthly, "current", "Stad", 500, 67_510, lang, growth=0.0), lang) == []
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_summary_opens_with_two_sentences(lang: str) -> None:
    """After the title, before all else; a point in a figure ends no sentence."""
    for one in (by_hand(), by_hand(1), millions()):
        opening = as_markdown(replace(one, lang=lang)).split("\n\n")[1]
        assert len(re.findall(r"[.](?= [A-Z]|$)", opening)) == 2, opening
    monthly = by_hand().tables["monthly"].assign(facility_participants=1.0, residents_unmet=1.0)
    monthly = monthly[monthly["scenario"] == "plan"]
    text = summarise(monthly, "current", "Stad", 500, 5000, lang, growth=0.0)
    assert len(re.findall(r"[.](?= [A-Z]|$)", text.split("\n\n")[1])) == 2


@pytest.mark.parametrize(
    ("figure", "unit", "written"),
    [
        ((1_369_590.0, -1_965_694.0, 4_704_875.0), 1e6, ("1.4", "-2.0", "4.7")),
        ((-633_872.0, -1_237_000.0, -31_000.0), 1e3, ("-630", "-1,240", "-30")),
        ((-320_000.0, -700_000.0, 60_000.0), 1e6, ("-0.32", "-0.70", "0.06")),
        ((412.0, -300.0, 1_100.0), 1e3, ("0.41", "-0.30", "1.10")),
        ((0.4, -0.3, 1.1), 1e6, ("0", "0", "0")),
        ((-12_345_678.0, math.nan, math.nan), 1e3, ("-12,300", "unknown", "unknown")),
    ],
)
def test_in_a_unit_the_digits_are_those_of_the_number_itself(
    figure: tuple[float, float, float], unit: float, written: tuple[str, str, str]
) -> None:
    assert known(*figure, unit=unit) == written
