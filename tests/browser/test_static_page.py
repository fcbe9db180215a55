"""The static page in a browser, opened as a file: it moves, it switches, it asks for nothing."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect, sync_playwright

from experiments.static_page import publish as publishing
from experiments.static_page.publish import write_page
from tests.unit.experiments.static_page.by_hand import drawn, pages, place_of

CHROMIUM = Path("/usr/bin/chromium")
TOLD = ("likely", "cost", "interval", "near")

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="Chromium of Debian is not there")


@pytest.fixture
def browser_page() -> Iterator[Page]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=str(CHROMIUM), args=["--no-sandbox", "--disable-gpu"]
        )
        yield browser.new_page()
        browser.close()


@pytest.mark.slow
def test_the_page_works_from_a_folder(
    browser_page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(publishing, "drawn", drawn)
    found = pages()
    first = write_page(tmp_path / "page", found).first
    complaints: list[str] = []
    asked: list[str] = []
    browser_page.on("console", lambda message: complaints.append(message.text))
    browser_page.on("pageerror", lambda error: complaints.append(str(error)))
    browser_page.on("request", lambda request: asked.append(request.url))

    browser_page.goto(first.as_uri())
    english = {name: browser_page.inner_text(f"#{name}") for name in TOLD}
    surface = found[0].surface
    assert surface is not None
    here = place_of(surface.middle)
    assert english["likely"] == f"{surface.likely[here]:.0%}"
    assert english["near"].startswith(str(surface.near[here]))

    browser_page.focus("#number-1")  # by the keyboard alone
    browser_page.keyboard.press("ArrowRight")
    browser_page.keyboard.press("ArrowRight")
    moved = place_of((surface.middle[0] + 2, *surface.middle[1:]))
    likely, cost = f"{surface.likely[moved]:.0%}", f"EUR {round(surface.cost[moved])} million"
    assert likely != english["likely"]
    assert cost != english["cost"]
    expect(browser_page.locator("#likely")).to_have_text(likely)  # waits until the key was heard
    expect(browser_page.locator("#cost")).to_have_text(cost)
    browser_page.click("#reset")
    expect(browser_page.locator("#likely")).to_have_text(english["likely"])
    assert {name: browser_page.inner_text(f"#{name}") for name in TOLD} == english

    browser_page.click("text=Nederlands")
    assert browser_page.url.endswith("index.nl.html")
    assert browser_page.inner_text("#likely") == english["likely"]
    assert "miljoen euro" in browser_page.inner_text("#cost")
    assert complaints == []
    assert all(url.startswith("file:") for url in asked)

    problems = Axe().run(browser_page, options={"preload": False})
    assert problems.violations_count == 0, problems.generate_report()
