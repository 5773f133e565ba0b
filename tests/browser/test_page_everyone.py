"""For everyone: dialogs, the table and filtered states without a fault for axe, large text, still pictures, focus."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import page_stories
import pytest
from axe_page import violations

from geomap.page import render

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
Opened = Callable[..., Any]
TOOLS = {
    "share": "Share this view",
    "save": "Save the data or a picture",
    "correct": "Correct what is on the map",
    "filter": "Filter what is shown",
}


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [(DESKTOP, "light"), (DESKTOP, "dark"), (PHONE, "light")],
    ids=["desktop-light", "desktop-dark", "phone-light"],
)
def test_axe_finds_nothing_in_any_dialog(opened: Opened, viewport: dict[str, int], scheme: str) -> None:
    page = opened("central", viewport, scheme)
    for label in (
        "Share this view",
        "Save the data or a picture",
        "Correct what is on the map",
        "Filter what is shown",
    ):
        page.page.get_by_role("button", name=label).click()
        assert violations(page) == [], label
        if label.startswith("Filter"):
            page.page.get_by_role("checkbox", name="Rescue").uncheck()
            page.page.get_by_label("From", exact=True).fill("2016-04-20")
        page.page.keyboard.press("Escape")
    assert page.page.locator(".filter-notice").is_visible()
    assert violations(page) == [], "filtered"
    page.page.locator("#tab-events").click()
    assert violations(page) == [], "filtered events"
    page.page.locator("#tab-table").click()
    assert violations(page) == [], "table"
    page.page.locator("#geomap-find").fill("tri")
    assert violations(page) == [], "search"
    page.page.keyboard.press("Escape")
    page.page.locator('.panel-table [data-id="p-tripoli"]').click()
    page.press_in_popup("Correct")
    for action in ("choose", "locate"):
        page.page.get_by_label("What is wrong").select_option(action)
        assert violations(page) == [], action
    page.page.get_by_role("button", name="Apply").click()
    assert violations(page) == [], "corrected"
    assert page.complaints == []


def test_dialogs_give_the_focus_back_and_name_themselves(opened: Opened) -> None:
    page = opened("central")
    for label, title in (("Filter what is shown", "Filter"), ("Share this view", "Share this view")):
        button = page.page.get_by_role("button", name=label)
        button.focus()
        page.page.keyboard.press("Enter")
        assert page.page.get_by_role("dialog", name=title).is_visible()
        assert page.run("Boolean(document.activeElement.closest('dialog'))")
        assert button.get_attribute("aria-expanded") == "true"
        page.page.keyboard.press("Escape")
        assert page.run("document.activeElement.getAttribute('aria-label')") == label
        assert button.get_attribute("aria-expanded") == "false"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_text_of_twice_the_size_still_fits(opened: Opened, viewport: dict[str, int]) -> None:
    """Zooming to 200 % is half the window in CSS pixels (WCAG 1.4.4 and 1.4.10)."""
    page = opened("central", {"width": viewport["width"] // 2, "height": viewport["height"] // 2})
    assert page.run("document.documentElement.scrollWidth") <= viewport["width"] // 2
    for selector in (".geomap-map", ".tabs", ".finder input", ".time-play"):
        assert page.page.locator(selector).first.is_visible(), selector
    cut = page.run(
        """[...document.querySelectorAll('.tool-button, .time-play, .time-step, h1')]
           .filter(node => node.offsetParent && node.scrollWidth > node.clientWidth + 1)
           .map(node => node.className + node.tagName)"""
    )
    assert cut == []


def test_nothing_moves_for_those_who_asked_for_stillness(opened: Opened) -> None:
    page = opened("central")
    page.run("window.map = Object.values(window).find(one => one instanceof L.Map); 0")
    assert page.run("map._zoomAnimated || map.options.fadeAnimation") is False
    moving = page.run(
        """[...document.querySelectorAll('*')].filter(node => {
             const style = getComputedStyle(node);
             return style.animationName !== 'none' || parseFloat(style.transitionDuration) > 0;
           }).map(node => node.className)"""
    )
    assert moving == []


def test_the_focus_is_seen(opened: Opened) -> None:
    page = opened("central")
    page.page.keyboard.press("Tab")
    seen = set()
    for _ in range(24):
        page.page.keyboard.press("Tab")
        look = page.run(
            """(() => { const node = document.activeElement; const shape = node.querySelector('.mark-shape') || node;
                 const style = getComputedStyle(shape);
                 const thumb = node.matches('input[type=range]');
                 return [node.className.baseVal ?? node.className, node.tagName,
                   thumb || style.outlineStyle !== 'none' || parseFloat(style.strokeWidth) >= 3]; })()"""
        )
        seen.add(look[1])
        assert look[2], look
    assert {"A", "BUTTON", "INPUT"} <= seen


def test_every_theme_has_a_sign_of_its_own_on_map_legend_and_list(browser: Any, tmp_path: Path) -> None:
    """Seven colours can't all lie 40 apart for everyone, so the sign carries what moves."""
    story = page_stories.parallel()
    themes = ("people", "goods", "vessel", "vehicle", "aircraft", "force", "other")
    routes = tuple(replace(story.routes[0], id=f"r-{theme}", theme=theme, quantity=None) for theme in themes)
    path = tmp_path / "themes.html"
    path.write_text(render(replace(story, routes=routes)), encoding="utf-8")
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    page.goto(path.as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    page.locator("#tab-routes").click()
    for where in (".leaflet-map-pane", ".geomap-legend", ".panel-routes"):
        signs = page.evaluate(
            """where => [...document.querySelectorAll(`${where} .mark-badge`)]
               .map(node => [node.className.match(/theme-(\\w+)/)[1], node.querySelector('path').getAttribute('d')])""",
            where,
        )
        assert {theme for theme, _ in signs} == set(themes), where
        assert len({sign for _, sign in signs}) == len(themes), where
    page.close()
