"""A real Chromium and a real Firefox without network, and story pages opened in them from a file."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import page_stories
import pytest
from find_browser import find_firefox
from helpers.firefox import Firefox, FirefoxPage

from geomap.doctor import find_browser
from geomap.page import render

ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    from playwright.sync_api import Error, sync_playwright

    with sync_playwright() as playwright:
        try:
            running = playwright.chromium.launch(
                executable_path=os.environ.get("GEOMAP_BROWSER") or find_browser(), args=list(ARGUMENTS)
            )
        except Error as error:
            if os.environ.get("CI") == "true":
                pytest.fail(f"there is no browser to test with: {error}")
            pytest.skip("there is no browser: install Chromium, or set GEOMAP_BROWSER to one")
        yield running
        running.close()


@pytest.fixture(scope="session")
def firefox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Firefox]:
    program = find_firefox()
    if program is None:
        if os.environ.get("CI") == "true":
            pytest.fail("there is no Firefox to test with")
        pytest.skip("there is no Firefox: install it (on Debian: firefox-esr), or set GEOMAP_FIREFOX to one")
    running = Firefox(program, tmp_path_factory.mktemp("firefox"))
    yield running
    running.close()


@pytest.fixture
def in_firefox(firefox: Firefox, page_file: Callable[[str], Path]) -> Iterator[Callable[..., FirefoxPage]]:
    """Open the page of a story, or a file, in Firefox: ``in_firefox("central", PHONE)``."""
    pages = []

    def open_page(name: str | Path, viewport: dict[str, int] = DESKTOP) -> FirefoxPage:
        path = name if isinstance(name, Path) else page_file(name)
        pages.append(firefox.new_page(**viewport))
        return pages[-1].go(path.as_uri())

    yield open_page
    for page in pages:
        page.close()


@pytest.fixture(scope="session")
def page_file(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """The file of a story's page, by the story's name in page_stories; made once."""
    folder = tmp_path_factory.mktemp("pages")

    def written(name: str, **options: Any) -> Path:
        path = folder / f"{'-'.join([name, *map(str, options.values())])}.html"
        if not path.exists():
            path.write_text(render(page_stories.ALL[name](), **options), encoding="utf-8")
        return path

    return written


class OpenPage:
    """A page in the browser, with every request and complaint since it was opened."""

    def __init__(self, page: Any) -> None:
        self.page = page
        self.requests: list[str] = []
        self.complaints: list[str] = []
        page.on("request", self._note_request)
        page.on("console", lambda message: self._complain(message.type, message.text))
        page.on("pageerror", lambda error: self._complain("error", str(error)))

    def _note_request(self, request: Any) -> None:
        if not request.url.startswith(("data:", "blob:")):
            self.requests.append(request.url)

    def _complain(self, kind: str, text: str) -> None:
        if kind in ("error", "warning"):
            self.complaints.append(f"{kind}: {text}")

    def go(self, address: str) -> OpenPage:
        self.page.goto(address)
        self.page.wait_for_selector("html[data-ready]", timeout=20_000, state="attached")
        return self

    def run(self, script: str) -> Any:
        return self.page.evaluate(script)

    def load(self, code: str) -> None:
        """Run a whole script in the page, as a test's own tool."""
        self.page.evaluate(code + ";undefined")

    def wait_for(self, condition: str) -> None:
        """Wait until a script gives something true. Playwright's own way needs ``eval``, which the page forbids."""
        for _ in range(100):
            if self.run(condition):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never true: {condition}")

    def click_mark(self, identifier: str) -> None:
        self.page.locator(f'.leaflet-marker-icon[data-id="{identifier}"]').click()

    def popup(self) -> str:
        self.page.wait_for_selector(".leaflet-popup .popup")
        return str(self.page.locator(".popup").inner_text())

    def press_in_popup(self, label: str) -> None:
        """Press a button of the popup once the map has moved all of it into view: a press on a moving one is lost."""
        self.page.wait_for_selector(".leaflet-popup .popup")
        self.wait_for(
            "(box => box.top >= 0 && box.left >= 0)(document.querySelector('.leaflet-popup').getBoundingClientRect())"
        )
        self.page.locator(".leaflet-popup").get_by_role("button", name=label, exact=True).click()

    def assert_quiet(self, address: str) -> None:
        assert self.requests == [address]
        assert self.complaints == []


@pytest.fixture
def opened(browser: Any, page_file: Callable[[str], Path]) -> Iterator[Callable[..., OpenPage]]:
    """Open the page of a story, or a file: ``opened("central", PHONE, "dark")``."""
    contexts = []

    def open_page(
        name: str | Path, viewport: dict[str, int] = DESKTOP, scheme: str = "light", **options: Any
    ) -> OpenPage:
        path = name if isinstance(name, Path) else page_file(name)
        context = browser.new_context(
            viewport=viewport, color_scheme=scheme, offline=True, reduced_motion="reduce", **options
        )
        contexts.append(context)
        return OpenPage(context.new_page()).go(path.as_uri())

    yield open_page
    for context in contexts:
        context.close()
