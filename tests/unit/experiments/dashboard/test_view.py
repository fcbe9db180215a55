"""The address of the page: what it restores, and what it refuses in words."""

from urllib.parse import parse_qs

import pytest

from experiments.dashboard.view import FIRST_PAGE, FOLDER, LIVE, Setting, View, read_view
from experiments.report.words import words_of

TOWN = Setting(areas=("oude_stad", "oost"))
HELD = Setting(areas=("oude_stad",), held=("pilot_only", "transformation"))


def told(view: View) -> list[tuple[str, str]]:
    return [(one.field, one.phrase) for one in view.complaints]


def test_an_empty_address_is_the_alderman_who_sees_four_numbers() -> None:
    view = read_view("", TOWN)
    assert (view.lang, view.role, view.page, view.policy) == (
        "en", "alderman", "overview", "transformation",
    )  # fmt: skip
    assert view.complaints == ()
    assert view.address() == "/"


@pytest.mark.parametrize("role", FIRST_PAGE)
def test_a_role_has_a_first_page_of_its_own_which_a_page_overrules(role: str) -> None:
    assert read_view(f"role={role}", TOWN).page == FIRST_PAGE[role]
    assert read_view(f"role={role}&page=story", TOWN).page == "story"
    assert len(set(FIRST_PAGE.values())) == len(FIRST_PAGE)


def test_an_address_restores_the_view() -> None:
    query = (
        "lang=nl&role=controller&page=people&area=oost&age=75-84&law=wmo&residents=2000"
        "&dose.strong_local_teams.2=0.5&start.fast_track.1=2027-01"
    )
    view = read_view(query, TOWN)
    again = read_view(view.address().removeprefix("/?"), TOWN)
    assert again == view
    assert view.complaints == ()
    assert view.numbers["residents"] == 2000
    assert dict(view.changes) == {
        ("dose", "strong_local_teams.2"): 0.5, ("start", "fast_track.1"): "2027-01",
    }  # fmt: skip


def test_another_value_keeps_all_others_and_an_empty_one_leaves_its_field_out() -> None:
    view = read_view("area=oost&lang=nl", TOWN)
    assert parse_qs(view.address(age="85+")[2:]) == {
        "area": ["oost"], "lang": ["nl"], "age": ["85+"],
    }  # fmt: skip
    assert view.address(area="") == "/?lang=nl"


def test_a_dose_or_date_that_the_plan_has_already_is_no_change() -> None:
    assert read_view("dose.fast_track.1=1&start.fast_track.1=2026-01", TOWN).changes == {}


WRONG = (
    ("page=nowhere", "page", "wrong.choice"),
    ("area=mars", "area", "wrong.choice"),
    ("policy=../../etc/passwd", "policy", "wrong.choice"),
    ("policy=x.yaml", "policy", "wrong.choice"),
    ("residents=12", "residents", "wrong.number"),
    ("residents=1e3", "residents", "wrong.number"),
    ("replications=-1", "replications", "wrong.number"),
    ("dose.fast_track.1=1.5", "dose.fast_track.1", "wrong.dose"),
    ("dose.fast_track.1=nan", "dose.fast_track.1", "wrong.dose"),
    ("start.fast_track.1=2026-13", "start.fast_track.1", "wrong.month"),
    ("start.fast_track.1=2019-01", "start.fast_track.1", "wrong.early"),
    ("end.fast_track.1=2025-01", "end.fast_track.1", "wrong.order"),
    ("uid=one", "uid", "wrong.uid"),
)


@pytest.mark.parametrize(("query", "field", "phrase"), WRONG)
def test_a_wrong_value_is_told_in_both_languages_and_not_used(
    query: str, field: str, phrase: str
) -> None:
    view = read_view(query, TOWN)
    assert told(view) == [(field, phrase)]
    for lang in ("en", "nl"):
        one = view.complaints[0]
        assert words_of(lang)(f"page.{one.phrase}", **one.fields)
    assert view.changes == {}
    assert view.text(field) == query.partition("=")[2]  # it stays where the reader can mend it


def test_a_long_value_is_not_repeated_in_full() -> None:
    view = read_view(f"area={'x' * 5000}", TOWN)
    assert len(view.complaints[0].fields["value"]) < 100


def test_a_comparison_that_was_handed_in_is_shown_first_with_its_own_policies() -> None:
    view = read_view("", HELD)
    assert (view.shown, view.policy) == (FOLDER, "pilot_only")
    assert told(read_view("policy=all_on", HELD)) == [("policy", "wrong.choice")]
    assert read_view("shown=live&policy=all_on", HELD).shown == LIVE
    assert told(read_view("shown=folder", TOWN)) == [("shown", "wrong.choice")]
