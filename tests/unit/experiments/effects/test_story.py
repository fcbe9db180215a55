"""A resident's events as spans."""

import pandas as pd

from experiments.effects.story import marks, parted, spans

UNTIL = pd.Timestamp("2036-01-01")


def events(*rows: tuple[str, str, str, str, str, str]) -> pd.DataFrame:
    """Rows of (scenario, month, domain, event, from, to)."""
    names = ["scenario", "month", "domain", "event", "from", "to"]
    table = pd.DataFrame(rows, columns=names).assign(by="")
    return table.assign(month=pd.to_datetime(table["month"]))


STORY = events(
    ("current", "2022-03", "meeting", "layer_changed", "unmet", "personal"),
    ("current", "2023-01", "meeting", "need_closed", "personal", "none"),
    ("current", "2024-01", "meeting", "need_opened", "none", "community"),
    ("current", "2025-01", "household", "care_ended", "institutional", ""),
    ("current", "2025-02", "", "visit_started", "", "day_place/house"),
    ("current", "2025-06", "", "visit_ended", "day_place/house", ""),
    ("current", "2025-09", "household", "care_started", "", "institutional"),
    ("current", "2025-12", "", "left", "home", ""),
)


def rows_of(table: pd.DataFrame, lane: str) -> list[tuple[str, str, str]]:
    rows = table[table["lane"] == lane]
    return [(r.state, f"{r.start:%Y-%m}", f"{r.end:%Y-%m}") for r in rows.itertuples()]


def test_a_need_is_with_one_layer_after_another() -> None:
    """What was open before the first event is known by where it came from."""
    assert rows_of(spans(STORY, UNTIL), "meeting") == [
        ("unmet", "2021-01", "2022-03"), ("personal", "2022-03", "2023-01"),
        ("community", "2024-01", "2025-12"),
    ]  # fmt: skip


def test_care_and_visits_begin_and_end() -> None:
    table = spans(STORY, UNTIL)
    assert rows_of(table, "care") == [
        ("household", "2021-01", "2025-01"), ("household", "2025-09", "2025-12"),
    ]  # fmt: skip
    assert rows_of(table, "place") == [("day_place/house", "2025-02", "2025-06")]


def test_who_stays_is_followed_to_the_end() -> None:
    table = spans(STORY[STORY["event"] != "left"], UNTIL)
    assert rows_of(table, "meeting")[-1] == ("community", "2024-01", "2036-01")
    assert rows_of(table, "care")[-1] == ("household", "2025-09", "2036-01")


def test_stories_part_in_the_first_month_with_another_event() -> None:
    twin = STORY.assign(scenario="plan")
    both = pd.concat([STORY, twin])
    assert parted(both, "current", "plan") is None
    twin.loc[3, "to"] = "elsewhere"
    assert parted(pd.concat([STORY, twin]), "current", "plan") == pd.Timestamp("2025-01-01")


def test_marks_are_requests_decisions_and_leaving() -> None:
    assert marks(STORY)["event"].tolist() == ["left"]
