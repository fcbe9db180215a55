"""Report, workbook and CSV of one small comparison, in both languages."""

import io
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from experiments.cli.main import main
from experiments.effects.headline import yearly
from experiments.published.by_area import TOTAL, by_area, hidden_areas
from experiments.published.report import report as reporting
from experiments.published.report.cases_sheet import cases_sheet
from experiments.published.report.chapters import AUDIENCES
from experiments.published.report.figures_sheet import key_figures
from experiments.published.report.groups_sheet import hidden_groups
from experiments.published.report.key_page import key_page
from experiments.published.report.report import report
from experiments.published.report.sheets import Hidden, rows_written
from experiments.published.report.source import Source, read_source
from experiments.published.report.workbook import file_name, sheets_of, value_of
from experiments.published.small_counts import WITHHELD
from experiments.published.task_fields import ALL, booked
from experiments.report.words import LANGUAGES, words_of
from experiments.runs.compare import compare
from model.errors import InputError
from model.inputs.evidence import load_evidence
from model.measures.outcomes import COST
from tests.unit.experiments.published.report.pages import Page, cells
from tests.unit.experiments.report.test_words import ENGLISH as ENGLISH_WORDS
from tests.unit.experiments.report.test_words import SHARED

pytestmark = pytest.mark.slow
DUTCH = ["Leeswijzer", "Kerncijfers", "Per wijk", "Per jaar", "Kosten per taakveld",
         "Business cases", "Aannames", "Bronnen"]  # fmt: skip
EACH = [(audience, lang) for audience in AUDIENCES for lang in LANGUAGES]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of a comparison of the plan in a small town."""
    out = tmp_path_factory.mktemp("compared") / "result"
    compare("current", ["transformation"], residents=1000, months=84, replications=2, journeys=0,
            workers=1, quiet=True, out=out)  # fmt: skip
    return out


@pytest.fixture(scope="module")
def source(folder: Path) -> Source:
    return read_source(folder, "nl")


@pytest.fixture(scope="module")
def page(folder: Path) -> Callable[[str, str], Page]:
    made: dict[tuple[str, str], Page] = {}

    def made_once(audience: str, lang: str) -> Page:
        if (audience, lang) not in made:
            path = report(folder, audience=audience, lang=lang)
            made[audience, lang] = Page(path.read_text(encoding="utf-8"))
        return made[audience, lang]

    return made_once


@pytest.mark.parametrize(("audience", "lang"), EACH)
def test_a_page_is_html_that_stands_alone(
    audience: str, lang: str, page: Callable[[str, str], Page]
) -> None:
    one = page(audience, lang)
    assert one.errors == []
    assert one.root.get("lang") == lang
    assert len(one.all("h1")) == 1
    levels = [int(e.tag[1]) for e in one.root.iter() if re.fullmatch("h[1-6]", str(e.tag))]
    assert all(later - earlier <= 1 for earlier, later in pairwise(levels))
    assert all(image.get("alt") for image in one.all("img"))
    assert one.all("img")
    ids = [e.get("id") for e in one.root.iter() if e.get("id")]
    assert len(ids) == len(set(ids))
    links = [a.get("href", "") for a in one.all("a")]
    assert links
    assert all(link.startswith("#") and link[1:] in ids for link in links)
    for tag in ("script", "iframe", "link", "object", "embed", "form", "video", "audio"):
        assert one.all(tag) == []
    loaded = [e.get(name) for e in one.root.iter() for name in ("src", "srcset", "data", "action")]
    assert all(str(src).startswith("data:image/") for src in loaded if src)
    assert not re.search(r"url\(|@import|https?://", one.words("style"))
    for table in one.all("table"):
        assert len({len(row) for row in cells(table)}) == 1
        assert all(th.get("scope") for th in table.iter("th"))


@pytest.mark.parametrize(("audience", "lang"), EACH)
def test_a_page_has_the_chapters_of_the_monitor_in_order(
    audience: str, lang: str, page: Callable[[str, str], Page]
) -> None:
    w = words_of(lang)
    titles = ["".join(e.itertext()) for e in page(audience, lang).all("h2")]
    names = ("now", "developments", "start", "results", "costs")
    wanted = [f"{k}. {w(f'report.chapter.{name}')}" for k, name in enumerate(names, start=1)]
    assert [title for title in titles if title in wanted] == wanted
    for name in ("assumptions", "measure", "again", "reading"):
        assert any(title.endswith(w(f"report.chapter.{name}")) for title in titles)


@pytest.mark.parametrize("audience", AUDIENCES)
def test_a_dutch_page_has_no_key_and_no_english_left(
    audience: str, page: Callable[[str, str], Page]
) -> None:
    for lang in LANGUAGES:
        text = page(audience, lang).words()
        assert not re.search(r"\b(report|published|headline|payback)\.[a-z_]+", text)
        assert not re.search(r"[{}]|\bnan\b|None", text)
    dutch = page(audience, "nl").words("main")
    dutch = re.sub(r"social-base compare [^\n]*|--\w+", " ", dutch)
    assert {word.lower() for word in ENGLISH_WORDS.findall(dutch)} - SHARED == set()
    assert len(ENGLISH_WORDS.findall(page(audience, "en").words("main"))) > 5


def test_the_answer_comes_first_in_two_sentences(page: Callable[[str, str], Page]) -> None:
    one = page("council", "nl")
    answer = next(e for e in one.all("div") if e.get("class") == "answer")
    assert len(list(answer)) == 2
    main_text = one.words("main")
    assert main_text.index("Het antwoord") < main_text.index("Hoe zeker") < 2_000
    assert len(one.all("article")) == 4


def test_figures_of_a_page_are_those_of_the_tables(
    source: Source, page: Callable[[str, str], Page]
) -> None:
    """The interval of chance only, worked back from the folder's own figures."""
    sheet = key_page(source)
    shown = next(
        cells(table) for table in page("council", "nl").all("table")
        if "".join(next(table.iter("caption")).itertext()) == sheet.title
    )  # fmt: skip
    assert shown[1:] == rows_written(sheet, source.w)
    base, gap = source.figures.headline["indicated_users"]
    factor = source.comparison.factor
    row = next(row for row in key_figures(source).rows if "alleen toeval" in str(row[6]))
    assert row[2] == pytest.approx(base * factor)
    assert row[3] == pytest.approx(gap.mean * factor)


def test_task_fields_add_up_to_the_cost_of_the_municipality(source: Source) -> None:
    c = source.comparison
    table = booked(c, source.policy).set_index("taakveld").loc[ALL]
    cost = yearly(c).groupby(["scenario", "replication", "year"])[COST].sum()
    mine = table.set_index(["scenario", "replication", "year"])["net"]
    wanted = cost.loc[mine.index].tolist()
    assert mine.tolist() == pytest.approx(wanted)
    parts = source.by_field
    net = parts[parts["outcome"] == "net"].set_index(["year", "taakveld"])["difference"]
    for year in source.shown.years:
        assert net[year].drop(ALL).sum() == pytest.approx(net[year, ALL], abs=1e-3)
    lasten, baten = (parts.loc[parts["outcome"] == side, "base"] for side in ("lasten", "baten"))
    assert (lasten >= 0).all()
    assert (baten >= 0).all()
    assert baten.sum() > 0


def test_a_case_costs_by_the_papers_what_it_costs_a_year(source: Source) -> None:
    """The papers name one sum for nineteen months of T-Huis."""
    row = next(row for row in cases_sheet(source).rows if row[0] == "T-Huis")
    whole = load_evidence()["value"]["bc.thuis_cost"]
    assert row[1] == pytest.approx(whole * 12 / 19)
    assert row[5:7] == ("ja", "ja")


def test_small_counts_by_area_are_withheld(source: Source) -> None:
    """In a town of a thousand: everything that rests on fewer than ten simulated residents."""
    names = ("indicated_users", "overloaded_carers")
    gaps = by_area(source.comparison, source.policy, (*names, "residents"))
    hidden = hidden_areas(gaps, list(names), source.comparison.factor)
    for name in names:
        for area, of in gaps.items():
            base, gap = of[name]
            if 0 < min(base, base + gap.mean) < 10:
                assert hidden.loc[area, name]
        inner = hidden[name].drop(TOTAL)
        assert inner.sum() != 1
    assert hidden["overloaded_carers"].drop(TOTAL).any()


def test_small_groups_are_withheld(source: Source) -> None:
    worse = source.comparison.tables["worse"]
    mine = worse[worse["scenario"] == source.policy]
    counts = mine.groupby(["dimension", "group"])["unmet_worse"].mean()
    hidden = hidden_groups(source)["worse"]
    few = counts.index[(counts > 0) & (counts < 10)]
    assert len(few)
    assert hidden.loc[list(few)].all()


def test_no_small_count_is_in_any_published_table(source: Source) -> None:
    """Every column of counts of every sheet: nothing between nought and ten."""
    for sheet in sheets_of(source):
        for k, column in enumerate(sheet.columns):
            for row in sheet.rows:
                cell = row[k]
                counted = column.kind == "count" and column.title == source.names["base"]
                if counted and not isinstance(cell, Hidden | str | None):
                    assert not 0 < cell < 10, (sheet.name, row)
    assert any(sheet.hides for sheet in sheets_of(source))


def test_equal_folders_give_equal_bytes(
    folder: Path, tmp_path: Path, page: Callable[[str, str], Page]
) -> None:
    again = report(folder, audience="azwa", lang="nl", out=tmp_path / "again.html")
    assert again.read_text(encoding="utf-8") == page("azwa", "nl").text
    books = [report(folder, form="xlsx", out=tmp_path / f"{k}.xlsx").read_bytes() for k in (1, 2)]
    assert books[0] == books[1]


def test_a_report_is_written_whole_or_not_at_all(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object) -> str:
        raise OSError("no room")

    monkeypatch.setattr(reporting, "as_html", broken)
    with pytest.raises(OSError, match="no room"):
        report(folder, out=tmp_path / "x.html")
    assert list(tmp_path.iterdir()) == []


def test_what_cannot_be_written_or_read_is_refused(folder: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.html"
    mine.write_text("mine", encoding="utf-8")
    with pytest.raises(InputError, match="there already"):
        report(folder, out=mine)
    assert mine.read_text(encoding="utf-8") == "mine"
    with pytest.raises(InputError, match="is no file"):
        report(folder, out=tmp_path)
    with pytest.raises(InputError, match="is no file"):
        report(folder, out="/dev/null", force=True)
    with pytest.raises(InputError, match="is no folder"):
        report(folder, out=mine, form="csv", force=True)
    with pytest.raises(InputError, match="no folder"):
        report(folder, out=tmp_path / "a" / "b.html")
    with pytest.raises(InputError, match="compares transformation"):
        report(folder, policy="transformations")
    with pytest.raises(InputError, match="no results folder"):
        report(tmp_path)
    with pytest.raises(InputError, match="give council, controller, azwa"):
        report(folder, audience="mayor")
    for other in ({"audience": "controller"}, {"form": "xlsx"}):
        with pytest.raises(InputError, match="only the page for council has a map"):
            report(folder, outlines=mine, **other)
    with pytest.raises(InputError, match="is no JSON"):
        report(folder, outlines=mine)


def test_a_page_for_the_council_draws_the_outlines_that_are_handed_in(
    folder: Path, tmp_path: Path
) -> None:
    given = tmp_path / "areas.geojson"
    given.write_text('{"features": []}', encoding="utf-8")
    with pytest.raises(InputError, match=r"has no outline of oude_stad, .*: give each feature"):
        report(folder, outlines=given, out=tmp_path / "x.html")
    assert [path.name for path in tmp_path.iterdir()] == ["areas.geojson"]


def test_what_is_in_a_folder_stays_there(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "tables").mkdir()
    mine = tmp_path / "tables" / "mine.csv"
    mine.write_text("mine", encoding="utf-8")
    report(folder, form="csv", out=tmp_path / "tables", force=True)
    assert mine.read_text(encoding="utf-8") == "mine"
    assert len(list(mine.parent.iterdir())) > 2


def test_the_command_says_where_the_report_is(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "cijfers.xlsx"
    with pytest.raises(SystemExit) as end:
        main(["report", str(folder), "--xlsx", "--lang", "nl", "--out", str(out)])
    assert end.value.code == 0
    assert capsys.readouterr().out.strip() == str(out)
    assert out.is_file()
    with pytest.raises(SystemExit) as end:
        main(["report", str(tmp_path)])
    said = capsys.readouterr()
    assert end.value.code == 2
    assert len(said.err.strip().splitlines()) == 1
    assert "no results folder" in said.err


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_workbook_reads_back_as_its_tables(lang: str, folder: Path, tmp_path: Path) -> None:
    path = report(folder, form="xlsx", lang=lang, out=tmp_path / "book.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    sheets = sheets_of(read_source(folder, lang))
    assert book.sheetnames == [sheet.name for sheet in sheets]
    if lang == "nl":
        assert book.sheetnames == DUTCH
    for sheet in sheets:
        page = book[sheet.name]
        assert page.freeze_panes == "B2"
        assert [cell.value for cell in page[1]] == [column.title for column in sheet.columns]
        assert page.column_dimensions["A"].width >= 9
        for row, cells_of in zip(page.iter_rows(min_row=2), sheet.rows, strict=True):
            for cell, value, column in zip(row, cells_of, sheet.columns, strict=True):
                wanted = value_of(value, column.kind)
                assert cell.value == (
                    pytest.approx(wanted) if isinstance(wanted, float) else wanted
                )
                assert cell.data_type != "f"
                if isinstance(wanted, float):
                    assert cell.data_type == "n"
                    assert cell.number_format != "General"


def test_csv_is_in_the_dutch_form(folder: Path, tmp_path: Path) -> None:
    place = report(folder, form="csv", lang="nl", out=tmp_path / "tables")
    sheets = sheets_of(read_source(folder, "nl"))
    assert sorted(one.name for one in place.iterdir()) == sorted(map(file_name, sheets))
    sheet = next(one for one in sheets if one.name == "Per jaar")
    content = (place / "per-jaar.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    table = pd.read_csv(io.BytesIO(content), sep=";", decimal=",", na_values=[WITHHELD])
    assert list(table.columns) == [column.title for column in sheet.columns]
    values = [value_of(row[3], sheet.columns[3].kind) for row in sheet.rows]
    wanted = [value if isinstance(value, float) else float("nan") for value in values]
    assert table.iloc[:, 3].tolist() == pytest.approx(wanted, nan_ok=True)
