"""The web page in a browser: every page, a live run, words for wrong input, nothing from outside.

One server and one browser for the file. The browser is Debian's Chromium: a machine without it
fails here, and says what to install.
"""

import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright

from experiments.dashboard.view import FIRST_PAGE, PAGES
from experiments.execution.compiling import warm

pytestmark = pytest.mark.slow
SMALL = "residents=1000&months=72&replications=2"
LONG = "residents=2000&months=240&replications=20"
STARTS, RUNS = 60_000, 240_000
"""Milliseconds for the server and for a run, on a machine that has other work."""


@pytest.fixture(scope="module")
def server(root: Path) -> Iterator[tuple[str, psutil.Process]]:
    """Return the address of a server, and its process; the model is compiled by then."""
    warm(quiet=True)
    command = [sys.executable, "-m", "experiments.cli", "dashboard", "--port", "0"]
    with subprocess.Popen(command, cwd=root, stderr=subprocess.PIPE, text=True) as process:
        assert process.stderr is not None
        line = process.stderr.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", line)
        assert found, line
        yield found[0], psutil.Process(process.pid)
        process.terminate()
        process.communicate(timeout=60)


class Seen:
    """What went wrong in a browser, and where it asked."""

    def __init__(self, page: Page) -> None:
        self.errors: list[str] = []
        self.asked: list[str] = []
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda one: one.type == "error" and self.errors.append(one.text))
        page.on("request", lambda one: self.asked.append(one.url))


@pytest.fixture(scope="module")
def tab(server: tuple[str, psutil.Process]) -> Iterator[tuple[Page, Seen]]:
    """Return a tab of the browser."""
    chromium = shutil.which("chromium")
    assert chromium, "no chromium here: apt-get install chromium (Debian's package)"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": 1280, "height": 900})
        page.set_default_timeout(STARTS)
        expect.set_options(timeout=STARTS)
        yield page, Seen(page)
        browser.close()


@pytest.fixture
def page(tab: tuple[Page, Seen], server: tuple[str, psutil.Process]) -> Iterator[Page]:
    """Return the tab; afterwards no error may have been logged, no other machine been asked."""
    page, seen = tab
    yield page
    assert seen.errors == []
    here = (server[0], f"blob:{server[0]}", "data:")
    assert [one for one in seen.asked if not one.startswith(here)] == []


def opened(page: Page, server: tuple[str, psutil.Process], query: str = "") -> Page:
    page.goto(f"{server[0]}?{query}")
    expect(page.locator("main h2").first).to_be_visible()
    return page


def picture(page: Page, name: str) -> str:
    """Return the drawing that is shown."""
    return page.locator(f"#picture-{name} img").get_attribute("src") or ""


def test_the_first_page_has_four_numbers_with_mark_interval_and_drawer(
    page: Page, server: tuple[str, psutil.Process]
) -> None:
    opened(page, server)
    cards = page.locator("article.sb-card")
    expect(cards).to_have_count(4)
    for card in cards.all():
        expect(card.locator(".sb-mark")).to_have_text(re.compile("measured|fitted|assumed"))
        expect(card.locator(".sb-holds")).to_contain_text(re.compile("chance . parameters"))
        card.locator("summary").click()
        expect(card.locator("dd").first).to_be_visible()


def test_a_role_chooses_the_first_page(page: Page, server: tuple[str, psutil.Process]) -> None:
    opened(page, server)
    for role, first in reversed(FIRST_PAGE.items()):
        page.locator("#role").select_option(role)
        current = page.locator(".sb-menu a[aria-current=page]")
        expect(current).to_have_attribute("href", re.compile(f"page={first}"))
        assert f"role={role}" in page.url


def test_a_run_completes_and_fills_every_page_and_all_are_accessible(
    page: Page, server: tuple[str, psutil.Process]
) -> None:
    opened(page, server, f"page=people&{SMALL}")
    page.locator("#run").dblclick()
    expect(page.locator("#cancel")).to_be_enabled()
    runs = [one for one in server[1].children() if "compare" in one.cmdline()]
    assert len(runs) == 1  # a second press starts no second run
    expect(page.locator("#picture-layers")).to_be_visible(timeout=RUNS)
    for lang in ("en", "nl"):
        for name in PAGES:
            page.locator(f".sb-menu a[href*='page={name}']").click()
            expect(page.locator(".sb-menu a[aria-current=page]")).to_have_attribute(
                "href", re.compile(f"page={name}")
            )
            expect(page.locator(".sb-scroll img").first).to_be_visible()
            assert page.locator(".sb-scroll img").first.get_attribute("alt")
            found = Axe().run(page).response["violations"]
            grave = [one for one in found if one["impact"] in ("serious", "critical")]
            assert [(one["id"], one["nodes"][0]["html"][:200]) for one in grave] == []
        if lang == "en":
            page.locator(".sb-tongue a").click()
            expect(page.locator("html")).to_have_attribute("lang", "nl")


def test_another_run_is_cancelled_and_its_processes_are_gone(
    page: Page, server: tuple[str, psutil.Process]
) -> None:
    opened(page, server, f"page=people&{LONG}")
    page.locator("#run").click()
    expect(page.locator("#state progress")).to_be_visible()
    assert any("compare" in one.cmdline() for one in server[1].children())
    page.locator("#cancel").click()
    expect(page.locator("#state")).to_contain_text("Cancelled")
    expect(page.locator("#run")).to_be_enabled()
    left = [one for one in server[1].children(recursive=True) if one.status() != "zombie"]
    assert [one.cmdline() for one in left] == []


def test_a_slider_changes_a_chart_by_keyboard_and_a_link_restores_it(
    page: Page, server: tuple[str, psutil.Process]
) -> None:
    opened(page, server, "page=decides&lang=nl")
    before, said = picture(page, "along"), page.locator(".sb-value").inner_text()
    slider = page.locator("input[type=range]").first
    slider.focus()
    page.keyboard.press("End")
    expect(page.locator(".sb-value")).not_to_have_text(said)
    after = picture(page, "along")
    assert after != before
    opened(page, server, page.url.partition("?")[2])
    assert picture(page, "along") == after
    page.locator("#reset").click()
    expect(page.locator(".sb-value")).to_have_text(said)


def test_a_line_of_the_plan_gets_another_dose_and_stands_in_the_address(
    page: Page, server: tuple[str, psutil.Process]
) -> None:
    opened(page, server, f"page=people&{SMALL}&area=oost")
    page.locator("summary", has_text="Lines of the plan").click()
    dose = page.locator("[id='dose.fast_track.1']")
    dose.focus()
    page.keyboard.press("Home")
    expect(page.locator("#own")).to_be_visible()
    assert "dose.fast_track.1=0" in page.url
    assert "area=oost" in page.url
    with page.expect_download() as saving:
        page.locator("#own").click()
    text = Path(saving.value.path()).read_text(encoding="utf-8")
    assert "dose: 0.0" in text


def test_table_and_picture_are_saved(page: Page, server: tuple[str, psutil.Process]) -> None:
    opened(page, server, "page=overview")
    for form, begins in (("csv", b"source,year"), ("png", b"\x89PNG")):
        with page.expect_download() as saving:
            page.locator(f"#{form}-shipped_payback").click()
        assert Path(saving.value.path()).read_bytes().startswith(begins)


WRONG = (
    ("page=people&residents=12", "[id='residents-error']", "from 500 to 20000"),
    ("page=people&start.fast_track.1=soon", "[id='start.fast_track.1-error']", "YYYY-MM"),
    ("page=people&area=mars", "[id='area-error']", "not in the list"),
    ("page=nowhere", ".sb-error", "not in the list"),
)


@pytest.mark.parametrize(("query", "where", "said"), WRONG)
def test_wrong_input_is_answered_in_words_in_place(
    page: Page, server: tuple[str, psutil.Process], query: str, where: str, said: str
) -> None:
    opened(page, server, query)
    expect(page.locator(where).first).to_contain_text(said)
    expect(page.locator("body")).not_to_contain_text("Traceback")
    if "people" in query:
        expect(page.locator("#run")).to_be_disabled()
