"""Dutch and English say the same: same phrases, same fields, same numbers, no words left over."""

import re
from dataclasses import replace
from string import Formatter

import numpy as np
import pandas as pd
import pytest

from experiments.effects.last_year import last_year
from experiments.report.charts.people_by_layer import LAYERS
from experiments.report.charts.places_and_waiting import PANELS as PLACES
from experiments.report.charts.shift_by_variant import PARTS, shift_by_variant
from experiments.report.words import FOLDER, LANGUAGES, words_of
from experiments.results.failures import Failure
from experiments.runs.charts import caption_of, monthly_of_town, pictures
from experiments.runs.findings import GROSS, PARTICIPANTS
from experiments.runs.result import ComparisonResult
from experiments.runs.run_words import summarise
from experiments.runs.summary import as_markdown, as_text
from experiments.worlds.lockstep import CONTROLS
from model.errors import InputError
from model.measures.outcomes import HEADLINES
from model.measures.outcomes import HEADLINES_OF_ONE_WORLD as RUN_HEADLINES
from model.parameter_owners import all_rows
from model.scenario.scenario import shipped_scenarios
from model.twins.twins import CLASSES
from tests.unit.experiments.report.drawn import cut_off
from tests.unit.experiments.runs.test_findings import by_hand

ENGLISH = re.compile(
    r"\b(the|and|with|without|than|that|from|residents|needs|mean|year|years|months|over|here|"
    r"other|differ|difference|interval holds|replications?|cost|carers|unmet|indicated|fewer|more|"
    r"against|under|band|lines?|scenarios|any|both|when|who|what|this|nobody|share|lower|higher)\b",
    re.IGNORECASE,
)
SHARED = {"over", "band"}  # Dutch words too
BUILT = tuple(
    f"report.{part}."
    for part in (
        "answer", "again", "areas", "assumption", "books", "cases", "chapter", "costs", "fields",
        "groups", "holds", "key", "levels", "lever", "measure", "of_parameter", "page", "payback",
        "payers", "per", "sources", "status", "title", "unit", "years",
    )
)  # fmt: skip
"""Phrases of reports whose names are put together in the code."""
ALIKE = {
    "world.placebo", "failed.each", "substitution.group", "report.card.span", "report.key.interval",
    "report.card.mark_effect", "report.fields.mark", "report.costs.mark", "report.cases.in_base",
    "report.cases.in_policy", "report.sources.id", "report.sources.status", "report.per.effect",
    "report.sheet.cases", "report.lever.cafe_entree", "page.fields.ends",
    "rollouts.picture.budget", "opening.studies.which", "opening.level",
    "rollouts.candidate.letting_in", "discovery.picture.caption",
}  # fmt: skip
"""Phrases that are the same in both languages."""


def _fields(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}


def _both(comparison: ComparisonResult) -> tuple[ComparisonResult, ComparisonResult]:
    return replace(comparison, lang="en"), replace(comparison, lang="nl")


def _cases() -> list[ComparisonResult]:
    failed = (Failure(7, "current, plan", 1, "ZeroDivisionError: x", "Traceback"),)
    alike = by_hand(effect=0.3)
    short = replace(by_hand(), months=0, parted=0)
    return [by_hand(), by_hand(1), alike, replace(by_hand(), failed=failed, replications=5), short]


def _drawn(comparison: ComparisonResult) -> str:
    """Return all text of the pictures."""
    texts: list[str] = []
    for figure, _ in pictures(comparison, "plan").values():
        texts += [str(figure.get_suptitle()).replace("\n", " "), str(figure.get_supxlabel())]
        for axes in figure.axes:
            texts += [axes.get_title(loc="left"), axes.get_ylabel(), axes.get_xlabel()]
            legend = axes.get_legend()
            texts += [t.get_text() for t in legend.get_texts()] if legend else []
    return "\n".join(texts)


def _leftovers(text: str) -> set[str]:
    prose = re.sub(r"--\w+|!\[|\]\([^)]*\)|\(--months\)|Scenario's [^;]*;", " ", text)
    return {word.lower() for word in ENGLISH.findall(prose)} - SHARED


def _figures(text: str, lang: str) -> list[str]:
    """Return all numbers with signs, written the English way."""
    numbers = re.findall(r"[-+]?\d[\d.,]*\d%?|\d%?", text.replace("e01", ""))
    swap = str.maketrans(",.", ".,")
    return sorted(n.translate(swap) if lang == "nl" else n for n in numbers)


def test_every_language_has_every_phrase_and_field() -> None:
    english = words_of("en").phrases
    for lang in LANGUAGES:
        phrases = words_of(lang).phrases
        assert phrases.keys() == english.keys()
        for name, phrase in phrases.items():
            assert isinstance(phrase, str), name
            assert phrase, name
            assert _fields(phrase) == _fields(english[name]), name
            assert phrase.startswith("  ") == english[name].startswith("  "), name


def test_all_that_is_shown_has_a_phrase() -> None:
    names = {
        *(f"headline.{n}" for n in HEADLINES), *(f"participants.{n}" for n in PARTICIPANTS),
        *(f"gross.{n}" for n in GROSS), *(f"run.{n}" for n in RUN_HEADLINES),
        *(f"layers.{n}" for n in LAYERS), *(f"variants.{n}" for n in PARTS),
        *(f"class.{n.replace(' ', '_')}" for n in CLASSES), *(f"world.{n}" for n in CONTROLS),
    }  # fmt: skip
    assert names <= words_of("nl").phrases.keys()


def test_no_phrase_is_the_english_one_or_unused() -> None:
    english, dutch = words_of("en").phrases, words_of("nl").phrases
    same = {name for name in dutch if dutch[name] == english[name]}
    assert {n for n in same if english[n].strip("{}") not in ("base", "policy")} <= ALIKE
    source = "".join(
        path.read_text(encoding="utf-8") for path in sorted(FOLDER.parents[1].rglob("*.py"))
    )
    built = ("books.", "cases.", "headline.", "participants.", "gross.", "run.", "layers.",
             "variants.",
             "class.", "paths.", "patterns.", "payers.", "substitution.", "worse.", "group.",
             "world.", "reading.", "difference.", "payback.",
             "survey.", "question.", "derived.", "cumulative.", "town_size.",
             "two_intervals.", "beside.", "carried.head.", "carried.half.",
             "calibration.head.", "calibration.section.", "posterior.", "surface.",
             "studies.outcome.", "parameter.", "picture.", "stories.",
             "map.legend.", "fan.share.", "fan.band.", "fan.finding.", "fan.posterior",
             "fan.chance", "flows.source.", "flows.goal.", "flows.short.", "flows.legend.",
             "story.domain.", "story.state.", "story.request_made", "story.decided",
             "places.unit.", "places.what.", *(f"places.{name}" for name in PLACES),
             "split.part.", "check.FIT", "check.NEXT", "check.VAL", "check.CHECK", "check.ANALOGUE",
             "check.legend.",
             "network.kind.", "fetch.", "transfer.", "tornado.axis.", "tornado.bar.",
             "tornado.floor.", "tornado.legend.",
             "published.trust.", "published.definition.", "published.formula.",
             "published.outcome.", "static_page.", "attribution.", "page.",
             *(f"opening.{part}." for part in ("noun", "parameter", "sensitivity", "discovery",
                                               "rollouts", "studies")),
             "opening.elicited.expert", "shown.head.", "doses.outcome.", "doses.line.",
             *(f"sensitivity.{part}" for part in ("kind.", "status.", "size.", "varies.",
                                                  "head.", "effect", "level", "amount.", "told.",
                                                  "chance_effect.")),
             *(f"rollouts.{part}." for part in ("candidate", "line", "rule", "objective", "short",
                                                "head", "picture")),
             *(f"discovery.{part}" for part in ("figure.", "sign.", "few_", "section.", "kind.",
                                                "of_kind.", "head.", "picture.")),
             "studies.design.", "studies.head.",
             *BUILT)  # fmt: skip
    unused = {n for n in dutch if not n.startswith(built) and f'"{n}"' not in source}
    assert unused - {n for n in dutch if f"'{n}'" in source} == set()


@pytest.mark.parametrize("case", range(5))
def test_dutch_has_no_english_left_over_and_the_same_numbers(case: int) -> None:
    english, dutch = _both(_cases()[case])
    for written in (as_markdown, lambda c: as_text(c, terminal=False)):
        ours, theirs = written(dutch), written(english)
        assert _leftovers(ours) == set()
        assert len(_leftovers(theirs)) > 5
        # On a screen a head stands above its column, or in each row where these are too wide.
        assert set(_figures(ours, "nl")) == set(_figures(theirs, "en"))
    assert _figures(as_markdown(dutch), "nl") == _figures(as_markdown(english), "en")


def test_every_scenario_has_a_title_in_both_languages() -> None:
    for name in shipped_scenarios():
        english, dutch = (words_of(lang).phrases.get(f"world.{name}") for lang in LANGUAGES)
        assert english, name
        assert dutch, name
        assert "_" not in english + dutch, name


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_summary_without_draws_says_that_parameters_are_in_no_interval(lang: str) -> None:
    said = words_of(lang)("no_parameters")
    comparison = replace(by_hand(), lang=lang)
    text = as_markdown(comparison)
    assert text.index(said) < text.index("\n| ")
    monthly = comparison.tables["monthly"].assign(facility_participants=1.0, residents_unmet=1.0)
    monthly = monthly[monthly["scenario"] == "plan"]
    assert said in summarise(monthly, "current", "Stad", 500, 5000, lang, growth=0.0)


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_scenario_of_ones_own_goes_by_its_title(lang: str) -> None:
    """Given as a file, with parameters set by hand: the summary says what it is called and set."""
    own = replace(
        by_hand(), lang=lang, titles={"plan": "Buurthuizen eerst"}, changes={"care.step_down": 0.25}
    )
    for text in (as_markdown(own), as_text(own, terminal=False), _drawn(own)):
        assert "Buurthuizen eerst" in text
    assert f"`care.step_down` = {words_of(lang).figure(0.25, '.2f')}" in as_markdown(own)
    w = words_of(lang).naming({"my_plan": "Buurthuizen eerst", "current": "iets anders"})
    assert w.worlds("x", "my_plan") == {"base": "x", "policy": "Buurthuizen eerst"}
    assert w.world("current") == words_of(lang).world("current")
    monthly = by_hand().tables["monthly"]
    monthly = monthly[monthly["scenario"] == "plan"].assign(
        facility_participants=1.0, residents_unmet=1.0
    )
    text = summarise(
        monthly, "my_plan", "Stad", 500, 5000, w, changes={"care.step_down": 0.25}, growth=0.0
    )
    assert "Buurthuizen eerst" in text
    assert "`care.step_down`" in text


def test_dutch_headings() -> None:
    text = as_markdown(replace(by_hand(), base="current", lang="nl"))
    for heading in (
        "# plan vergeleken met huidig beleid, 2021-01 tot en met 2035-12",
        "## Wie naar indicatieloze plekken kwam, en wiens indicatie verviel of erbij kwam",
        "## Vanaf wanneer het zich terugverdient",
        "## Wat dit niet kan zeggen",
    ):
        assert heading in text
    for term in ("overbelaste mantelzorgers", "geïndiceerde zorg", "95%-interval", "op 67.510"):
        assert term in text


@pytest.mark.parametrize("case", range(4))
def test_pictures_are_dutch_too(case: int) -> None:
    english, dutch = (_drawn(comparison) for comparison in _both(_cases()[case]))
    assert _leftovers(dutch) == set()
    assert len(_leftovers(english)) > 5
    assert _figures(dutch, "nl") == _figures(english, "en")
    assert "2.000 van de 67.510 inwoners" in dutch


def test_picture_of_variants_is_dutch_too() -> None:
    rows = pd.DataFrame({"variant": ["a"], "difference": [-3.0], "low": [-5.0], "high": [-1.0]})
    rows = rows.assign(participants=[10.0], **{name: [2.0] for name in PARTS})
    figure, _ = shift_by_variant(rows, "current", "met de hand", "nl")
    assert "van nul te onderscheiden in 1 van de 1 varianten" in str(figure.get_suptitle()).replace(
        "\n", " "
    )
    titles = [axes.get_xlabel() for axes in figure.axes] + [str(figure.get_supxlabel())]
    assert _leftovers("\n".join(titles)) == set()
    assert cut_off(figure) == []


def test_axes_write_numbers_as_the_language_does() -> None:
    for comparison, text in zip(_both(by_hand()), ("1,500", "1.500"), strict=True):
        figure = pictures(comparison, "plan")["people_by_layer_plan.png"][0]
        assert figure.axes[0].yaxis.get_major_formatter()(1500, 0) == text


def test_caption_names_what_is_missing() -> None:
    comparison = _cases()[3]
    assert "replications 0 to 3 without 7" in caption_of(comparison, "plan")
    assert "zonder 7" in caption_of(replace(comparison, lang="nl"), "plan")


def test_run_is_dutch_too() -> None:
    months = pd.date_range("2021-01-01", periods=12, freq="MS")
    monthly = pd.DataFrame({"replication": np.repeat([0, 1], 12), "month": [*months, *months]})
    monthly = monthly.assign(area="a", **dict.fromkeys(RUN_HEADLINES, 1234.0))
    english, dutch = (
        summarise(monthly, "current", "Stad", 500, 5000, x, growth=0.0) for x in LANGUAGES
    )
    assert _leftovers(dutch) == set()
    assert _figures(dutch, "nl") == _figures(english, "en")
    assert (
        "inwoners met geïndiceerde zorg (aan het eind van het jaar) | 1.230 (1.230 tot 1.230)"
        in dutch
    )


def test_another_language_is_refused() -> None:
    with pytest.raises(InputError, match="give one of en, nl"):
        words_of("fr")


def test_language_does_not_touch_figures() -> None:
    comparison = by_hand()
    last = last_year(monthly_of_town(comparison, LAYERS), "current", "plan")
    dutch = last_year(monthly_of_town(replace(comparison, lang="nl"), LAYERS), "current", "plan")
    pd.testing.assert_frame_equal(last, dutch)


def test_what_is_said_of_a_parameter_is_of_one_that_there_is() -> None:
    said = {
        n.removeprefix("parameter.") for n in words_of("en").phrases if n.startswith("parameter.")
    }
    assert said
    assert said <= set(all_rows())
