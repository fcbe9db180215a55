"""The page says the same in both languages, and every phrase is used."""

from pathlib import Path
from string import Formatter

import pytest

from experiments.dashboard import view
from experiments.dashboard.parts import in_english
from experiments.dashboard.view import FIRST_PAGE, LAWS, NUMBERS, PAGES
from experiments.report.charts.attribution_words import line_title
from experiments.report.words import words_of

BUILT = ("page.failed.", "page.number.", "page.shown.", "page.wrong.", "page.value.")
HERE = Path(view.__file__).parent
EN, NL = (
    {k: v for k, v in words_of(lang).phrases.items() if k.startswith("page.")}
    for lang in ("en", "nl")
)


def fields(phrase: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(phrase) if name}


def test_both_languages_have_every_phrase_with_the_same_fields_and_other_words() -> None:
    assert EN.keys() == NL.keys()
    assert [name for name in EN if fields(EN[name]) != fields(NL[name])] == []
    assert [name for name in EN if EN[name] == NL[name]] == ["page.fields.ends"]  # brackets


def test_every_phrase_is_used() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in sorted(HERE.rglob("*.py")))
    built = {
        *(f"page.role.{role}" for role in FIRST_PAGE), *(f"page.page.{page}" for page in PAGES),
        *(f"page.law.{law}" for law in LAWS), *(f"page.{name}.label" for name in NUMBERS),
        *(f"page.{name}.label" for name in ("area", "age", "law")),
        *(name for name in EN if name.startswith(BUILT)),
        *(name for name in EN if name.endswith(".heading")),
        "page.line.start", "page.line.end",
    }  # fmt: skip
    waits = {name for name in EN if name.endswith(("waiting_access", "waiting_provider"))}
    unused = {name for name in EN if f'"{name}"' not in source and f"'{name}'" not in source}
    assert unused - built - waits == set()


@pytest.mark.parametrize("name", ["strong_local_teams", "fast_track", "budget_cut"])
def test_lines_of_the_plan_have_dutch_names(name: str) -> None:
    assert "_" not in line_title(name, words_of("nl"))
    assert line_title(name, words_of("nl")) != line_title(name, words_of("en"))


@pytest.mark.parametrize("lang", ["en", "nl"])
def test_the_programs_own_words_are_marked_as_english(lang: str) -> None:
    w = words_of(lang)
    assert in_english("", w) == []
    (told,) = in_english("a <b>", w)
    ours, theirs = (one.kwargs for one in told.kwargs["children"])
    assert ours["unsafe_innerHTML"] == w("page.in_english")
    assert "lang" not in ours["attributes"]
    assert theirs["unsafe_innerHTML"] == "a &lt;b&gt;"
    assert theirs["attributes"]["lang"] == "en"
