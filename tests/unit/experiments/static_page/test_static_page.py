"""The static page says what the tables say, in both languages, and asks for nothing outside it."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from xml.etree.ElementTree import Element

import html5lib
import numpy as np
import pandas as pd
import pytest
from scipy.special import ndtr

from experiments.analyses.uncertainty.told import surface_of_plan
from experiments.cli.main import main
from experiments.published.by_area import areas_shown
from experiments.published.small_counts import WITHHELD
from experiments.report.charts.cells import Outlines
from experiments.report.number_format import known, number
from experiments.report.words import words_of
from experiments.runs.findings import opening
from experiments.static_page import pictures as pictures_of_page
from experiments.static_page import publish as publishing
from experiments.static_page.figures import PageFigures
from experiments.static_page.page import SECTIONS
from experiments.static_page.playable import STEPS, held_out, playable
from experiments.static_page.publish import write_page
from experiments.static_page.story import chosen_story
from model.errors import DataError, InputError, ResultError
from model.inputs.municipality import load_municipality
from tests.unit.experiments.static_page.by_hand import (
    NEED,
    PLAN,
    drawn,
    event,
    journeys,
    lives,
    of_the_plan,
    pages,
    place_of,
)

PAGES = {"en": "index.html", "nl": "index.nl.html"}
HTML = "{http://www.w3.org/1999/xhtml}"


@pytest.fixture(scope="module")
def found() -> list[PageFigures]:
    return pages()


@pytest.fixture(autouse=True)
def no_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "drawn", drawn)


@pytest.fixture(scope="module")
def folder(found: list[PageFigures], tmp_path_factory: pytest.TempPathFactory) -> Path:
    place = tmp_path_factory.mktemp("static") / "page"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(publishing, "drawn", drawn)
        return write_page(place, found).folder


def parsed(folder: Path, lang: str) -> Element:
    """Return a page as a tree; a fault of its HTML is an error."""
    return html5lib.HTMLParser(strict=True).parse((folder / PAGES[lang]).read_text("utf-8"))


def every(tree: Element, name: str) -> Iterator[Element]:
    return tree.iter(f"{HTML}{name}")


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


# -- what it says --------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", PAGES)
def test_the_table_holds_the_figures_of_the_comparison(
    lang: str, folder: Path, found: list[PageFigures]
) -> None:
    w, table = words_of(lang), next(every(parsed(folder, lang), "tbody"))
    rows = [[text_of(cell) for cell in row] for row in table]
    assert len(rows) == len(found[0].shown.figures)
    for (title, base, difference, interval, *_), figure in zip(
        rows, found[0].shown.figures.values(), strict=True
    ):
        assert title == w(f"headline.{figure.about.name}").strip()
        best = figure.best
        assert best is not None
        middle, low, high = known(best.mean, best.low, best.high, w)
        assert (base, difference) == (number(figure.base, w), middle)
        assert interval.endswith(high)
        assert low.split()[0] in interval


@pytest.mark.parametrize("lang", PAGES)
def test_it_opens_with_the_two_sentences_of_the_summary(
    lang: str, folder: Path, found: list[PageFigures]
) -> None:
    said = opening(found[0].comparison.in_language(lang), PLAN)[0]
    (first,) = [p for p in every(parsed(folder, lang), "p") if p.get("class") == "answer"]
    assert text_of(first) == said.replace("`", "")
    assert len(re.findall(r"[.!?](?= [A-Z]|$)", said)) == 2


def test_a_withheld_count_is_nowhere_on_the_page(tmp_path: Path) -> None:
    """Some 6 residents of the town as simulated: neither they nor what would give them away."""
    one = of_the_plan()
    monthly = one.tables["monthly"].assign(day_activity_indicated_users=3.0)
    found = pages(replace(one, tables={**one.tables, "monthly": monthly}))
    place = write_page(tmp_path / "page", found).folder
    figures = json.loads((place / "figures.json").read_text())[0]["outcomes"]
    hidden = figures["day_activity_indicated_users"]
    assert (hidden["base"], hidden["effects"], hidden["withheld"]) == (None, {}, True)
    row = next(row for row in every(parsed(place, "en"), "tr") if "day activities" in text_of(row))
    assert [text_of(cell) for cell in row][1:4] == [WITHHELD] * 3


def test_both_languages_have_the_same_parts_and_no_name_of_a_phrase(folder: Path) -> None:
    ids = {}
    for lang, file in PAGES.items():
        text = (folder / file).read_text("utf-8")
        tree = parsed(folder, lang)
        assert tree.get("lang") == lang
        shown = re.sub(r"<script.*?</script>", "", text, flags=re.DOTALL)
        assert not re.search(r"[{}]|static_page\.", shown)
        ids[lang] = [one.get("id") for one in tree.iter() if one.get("id")]
        links = [a.get("href") for a in every(tree, "a")]
        (other,) = set(PAGES.values()) - {file}
        assert other in links
    assert ids["en"] == ids["nl"]


def test_the_page_of_the_language_of_the_result_is_opened_first(tmp_path: Path) -> None:
    written = write_page(tmp_path / "page", pages(of_the_plan("nl")))
    assert written.first.read_text("utf-8").startswith('<!DOCTYPE html>\n<html lang="nl">')
    assert (written.folder / "index.en.html").exists()


def test_a_title_is_text_on_the_page(tmp_path: Path) -> None:
    one = replace(of_the_plan(), titles={"current": "x"}, version='"><script>alert(1)</script>')
    place = write_page(tmp_path / "page", pages(one)).folder
    text = (place / "index.html").read_text()
    assert "<script>alert" not in text
    assert "&lt;script&gt;alert(1)" in text


def test_every_phrase_of_the_page_is_used() -> None:
    used = "".join(
        path.read_text("utf-8")
        for path in sorted(Path(publishing.__file__).parent.rglob("*"))
        if path.suffix in {".py", ".jinja"}
    )
    names = [n.removeprefix("static_page.") for n in words_of("en").phrases if "static_page." in n]
    assert len(names) > 40
    built = {f"heading.{name}" for name in SECTIONS}
    unused = {
        n for n in set(names) - built if f'"{n}"' not in used and f'static_page.{n}"' not in used
    }
    assert unused == set()


def test_without_a_surface_there_is_nothing_to_play_with(tmp_path: Path) -> None:
    other = replace(of_the_plan(), changes={"seeking.shame_weight": 0.5})
    place = write_page(tmp_path / "page", pages(other)).folder
    assert not (place / "surface.js").exists()
    tree = parsed(place, "nl")
    assert not list(every(tree, "input"))
    assert words_of("nl")("static_page.play.absent") in text_of(tree)


# -- what it asks for ----------------------------------------------------------------------------


@pytest.mark.parametrize("lang", PAGES)
def test_a_page_asks_for_its_own_files_only(lang: str, folder: Path) -> None:
    tree = parsed(folder, lang)
    asked = [str(one.get(name)) for one in tree.iter() for name in ("src", "href") if one.get(name)]
    files = {one.removeprefix("#") for one in asked if not one.startswith("#")}
    assert files >= {"style.css", "play.js", "surface.js", "figures.json"}
    assert files <= {path.name for path in folder.iterdir()}
    ids = {one.get("id") for one in tree.iter()}
    assert {one[1:] for one in asked if one.startswith("#")} <= ids
    for path in folder.iterdir():
        if path.suffix != ".png":
            assert "//" not in re.sub(r"^ *//.*$", "", path.read_text("utf-8"), flags=re.M), path
    (policy,) = [one for one in every(tree, "meta") if one.get("http-equiv")]
    allowed = str(policy.get("content"))
    assert "default-src 'none'" in allowed
    assert "unsafe" not in allowed


@pytest.mark.parametrize("lang", PAGES)
def test_every_picture_has_a_text_and_every_slider_a_label(lang: str, folder: Path) -> None:
    tree = parsed(folder, lang)
    pictures = list(every(tree, "img"))
    assert len(pictures) == 2
    assert all(str(one.get("alt")).endswith(lang) for one in pictures)
    labelled = {one.get("for") for one in every(tree, "label")}
    assert {one.get("id") for one in every(tree, "input")} == labelled


# -- the surface to play with --------------------------------------------------------------------


def test_the_grid_says_what_the_surface_says() -> None:
    surface = surface_of_plan()
    assert surface is not None
    grid = playable(surface)
    x = surface.drawn.to_numpy(float)
    for steps in ((0, 0, 0, 0), (8, 1, 4, 7), grid.middle, (STEPS - 1,) * 4):
        point = np.array([grid.levels[k][step] for k, step in enumerate(steps)])
        place = place_of(tuple(steps))
        saved = surface.saved(point[None, :])[0]
        assert grid.cost[place] == pytest.approx(-saved / 1e6)
        assert grid.likely[place] == pytest.approx(ndtr(saved / surface.spread))
        near = (np.abs(x - point) <= x.std(axis=0)).all(axis=1)
        assert grid.near[place] == near.sum()
        assert grid.near_saving[place] == (surface.net[near] > 0).sum()
    assert [v[0] for v in grid.levels] == pytest.approx(x.min(axis=0))
    assert [v[-1] for v in grid.levels] == pytest.approx(x.max(axis=0))


def test_nine_in_ten_of_what_is_left_out_lie_within_the_interval() -> None:
    surface = surface_of_plan()
    assert surface is not None
    within = np.abs(surface.missed) / 1e6 <= playable(surface).half
    assert 0.85 < within.mean() < 0.95


def test_the_surface_is_put_to_the_test_on_draws_it_was_not_fitted_to() -> None:
    surface = surface_of_plan()
    assert surface is not None
    rows = held_out(surface)
    assert sum(row.draws for row in rows) == len(surface.net)
    assert sum(row.saving for row in rows) == (surface.net > 0).sum()
    shares = [row.saving / row.draws for row in rows]
    assert shares == sorted(shares)
    fitted = ndtr(surface.saved(surface.drawn.to_numpy(float)) / surface.spread)
    assert [row.draws for row in rows] != np.histogram(fitted, [0, 0.25, 0.5, 0.75, 1])[0].tolist()


def test_the_script_holds_the_grid(folder: Path, found: list[PageFigures]) -> None:
    text = (folder / "surface.js").read_text()
    held = json.loads(text.removeprefix("window.SURFACE = ").removesuffix(";\n"))
    grid = found[0].surface
    assert grid is not None
    assert held["cost"] == pytest.approx(grid.cost, abs=0.006)
    assert held["near"] == grid.near.tolist()
    assert len(held["likely"]) == STEPS ** len(grid.names)


# -- the story -----------------------------------------------------------------------------------


def test_the_story_is_one_of_those_that_differ() -> None:
    story = chosen_story(of_the_plan(journeys=lives()), PLAN)
    assert story is not None
    assert (story.uid, story.kept, story.different) == (5, 2, 1)
    assert story.parted == pd.Timestamp("2026-04")


def test_payments_make_no_story_busy_or_different() -> None:
    paid = [event("current", "2026-03", 3, "meeting", "paid", "", "", "") for _ in range(9)]
    quiet = pd.concat([lives(), journeys(*paid)])
    story = chosen_story(of_the_plan(journeys=quiet), PLAN)
    assert story is not None
    assert story.uid == 5
    same = journeys(event("current", "2026-02", 3, *NEED), event(PLAN, "2026-02", 3, *NEED), *paid)
    assert chosen_story(of_the_plan(journeys=same), PLAN) is None


def test_the_story_is_the_one_in_the_middle_however_busy_others_are() -> None:
    closed = ("meeting", "need_closed", "unmet", "none", "")
    asked = ("meeting", "request_made", "", "desk", "self")
    rows = []
    for uid, month in ((1, "2026-12"), (2, "2026-06"), (3, "2026-02")):
        rows += [event(world, "2026-01", uid, *NEED) for world in ("current", PLAN)]
        rows += [event("current", "2026-03", uid, *closed), event(PLAN, month, uid, *closed)]
    rows += [event(PLAN, "2027-01", 1, *asked)] * 5
    story = chosen_story(of_the_plan(journeys=journeys(*rows)), PLAN)
    assert story is not None
    assert (story.uid, story.more_unmet) == (2, 3)


def test_of_equally_busy_stories_it_is_that_of_the_lowest_uid() -> None:
    rows = journeys(*(event(PLAN, "2026-02", uid, *NEED) for uid in (9, 4, 7)))
    story = chosen_story(of_the_plan(journeys=rows), PLAN)
    assert story is not None
    assert story.uid == 4


def test_an_area_with_few_is_not_on_the_map_and_cannot_be_worked_out() -> None:
    one = of_the_plan()
    monthly = one.tables["monthly"].assign(residents=1_000.0)
    monthly.loc[monthly["area"] == "east", "residents_unmet"] = 4.0
    comparison = replace(one, tables={**one.tables, "monthly": monthly})
    table = areas_shown(comparison, PLAN)
    assert table["difference"].isna().all()
    plenty = areas_shown(
        replace(one, tables={**one.tables, "monthly": one.tables["monthly"].assign(residents=1e3)}),
        PLAN,
    )
    assert plenty["difference"].notna().all()


# -- the folder ----------------------------------------------------------------------------------


def test_the_same_comparison_gives_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    again = write_page(tmp_path / "other" / "page", pages()).folder
    names = sorted(path.name for path in folder.iterdir())
    assert names == sorted(path.name for path in again.iterdir())
    assert all((folder / name).read_bytes() == (again / name).read_bytes() for name in names)


def test_a_folder_with_anything_else_is_refused(tmp_path: Path, found: list[PageFigures]) -> None:
    place = tmp_path / "page"
    place.mkdir()
    (place / "mine.txt").write_text("x")
    with pytest.raises(ResultError, match="holds other files"):
        write_page(place, found)
    assert [path.name for path in place.iterdir()] == ["mine.txt"]


def test_an_earlier_page_is_replaced(tmp_path: Path, found: list[PageFigures]) -> None:
    place = write_page(tmp_path / "page", found).folder
    other = replace(of_the_plan(), changes={"seeking.shame_weight": 0.5})
    write_page(place, pages(other))
    assert not (place / "surface.js").exists()
    assert [path.name for path in tmp_path.iterdir()] == ["page"]


def test_true_outlines_are_drawn_where_somebody_hands_them_in(
    tmp_path: Path, found: list[PageFigures], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through the command's own function; a file that lacks an area leaves nothing behind."""
    keys = list(load_municipality("bergen_op_zoom").areas)
    areas = pd.DataFrame({"place": keys, "difference": -2.0, "low": -3.0, "high": -1.0})
    with_map = [replace(one, areas=areas) for one in found]
    path = tmp_path / "areas.geojson"

    def hand_in(keys: list[str]) -> None:
        features = [
            {"properties": {"key": key}, "geometry": {"type": "Polygon", "coordinates": [
                [[k, 0], [k + 1, 0], [k + 1, 1], [k, 0]]]}}
            for k, key in enumerate(keys)
        ]  # fmt: skip
        path.write_text(json.dumps({"features": features}), encoding="utf-8")

    said = []

    def only_the_map(one: PageFigures, lang: str, outlines: Outlines) -> Iterator[object]:
        for kind, figure in pictures_of_page.drawn(one, lang, outlines):
            if kind == pictures_of_page.AREA_MAP:
                said.append(str(figure.get_supxlabel()))
                yield kind, figure

    monkeypatch.setattr(pictures_of_page, "kinds_of", lambda *_: ())
    monkeypatch.setattr(publishing, "drawn", only_the_map)
    monkeypatch.setattr(publishing, "page_figures", lambda _: with_map)
    hand_in(keys)
    publishing.publish(tmp_path, tmp_path / "page", path)
    assert said
    assert all(words_of(lang)("map.outlines") in one for lang, one in zip(PAGES, said, strict=True))
    hand_in(keys[1:])
    with pytest.raises(DataError, match=f"no outline of {keys[0]}:"):
        publishing.publish(tmp_path, tmp_path / "other", path)
    assert not (tmp_path / "other").exists()
    monkeypatch.setattr(publishing, "page_figures", lambda _: found)
    with pytest.raises(InputError, match="has no map of its areas"):
        publishing.publish(tmp_path, tmp_path / "other", path)


def test_what_fails_half_way_leaves_nothing(
    tmp_path: Path, found: list[PageFigures], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object) -> str:
        raise RuntimeError("half way")

    monkeypatch.setattr(publishing, "rendered", fails)
    with pytest.raises(RuntimeError):
        write_page(tmp_path / "page", found)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_no_comparison_is_refused_by_the_command(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["publish", str(tmp_path), "--out", str(tmp_path / "page")])
    assert ended.value.code == 2
    assert "no results folder" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
