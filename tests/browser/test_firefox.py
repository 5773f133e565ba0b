"""The page in Debian's Firefox, driven over WebDriver BiDi: what test_page.py asserts in Chromium, shorter."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from axe_page import violations
from helpers.firefox import Firefox

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
Opened = Callable[..., Any]
# By its container's id: to read every property of a window is refused now and then, for its storage.
MAP = "window[document.querySelector('.leaflet-container').id]"
POPUP = "document.querySelector('.leaflet-popup .popup')?.innerText"


def click(page: Any, selector: str) -> None:
    page.run(f"document.querySelector({json.dumps(selector)}).click()")


def press_button(page: Any, within: str, name: str) -> None:
    buttons = f"[...document.querySelectorAll({json.dumps(within + ' button')})]"
    page.run(f"{buttons}.find(one => one.innerText.trim() === {json.dumps(name)}).click()")


def fill(page: Any, selector: str, value: str) -> None:
    node = f"document.querySelector({json.dumps(selector)})"
    for kind in ("input", "change"):
        page.run(
            f"({node}.value = {json.dumps(value)}, {node}.dispatchEvent(new Event('{kind}', {{ bubbles: true }})))"
        )


@pytest.mark.parametrize("name", ["central", "scripts"])
def test_no_request_and_no_complaint(in_firefox: Opened, name: str) -> None:
    page = in_firefox(name)
    assert page.requests == []
    assert page.complaints == []
    assert "[object" not in page.run("document.body.innerText")


def test_a_request_a_complaint_and_what_the_policy_blocks_would_be_seen(firefox: Firefox, tmp_path: Path) -> None:
    path = tmp_path / "talking.html"
    path.write_text(
        """<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="script-src 'unsafe-inline'">
        <script>console.error("broken"); new Image().src = "https://example.invalid/seen.png"; eval_it();</script>
        <script>try { eval("1"); } catch (error) {}</script><p data-ready>"""
    )
    page = firefox.new_page(400, 300).go(path.as_uri(), "document.querySelector('[data-ready]')")
    page.run("new Promise(done => setTimeout(done, 300))")
    assert page.requests == ["https://example.invalid/seen.png"]
    assert "Content-Security-Policy" in page.complaints[-1]
    assert [one.split()[0] for one in page.complaints] == ["error:", "error:", "error:"]
    page.close()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_marks_stand_on_a_drawn_map(in_firefox: Opened, viewport: dict[str, int]) -> None:
    page = in_firefox("central", viewport)
    assert page.run("document.querySelectorAll('path.base-land').length") > 100
    seen = page.run(
        """['.leaflet-marker-icon.mark-place', '.leaflet-marker-icon.mark-event', 'path.route[data-id]'].map(kind => {
             const frame = document.querySelector('.geomap-map').getBoundingClientRect();
             return [...document.querySelectorAll('.leaflet-map-pane ' + kind)]
               .map(node => node.getBoundingClientRect())
               .filter(box => box.width > 2 && box.left >= frame.left - 1 && box.right <= frame.right + 1).length; })"""
    )
    assert min(seen) >= 5, seen
    assert page.run("document.documentElement.scrollWidth") <= viewport["width"]


@pytest.mark.parametrize(
    ("viewport", "scheme", "dialog"),
    [(DESKTOP, "light", "Correct what is on the map"), (PHONE, "dark", "Filter what is shown")],
    ids=["desktop-light", "phone-dark"],
)
def test_axe_finds_nothing(in_firefox: Opened, viewport: dict[str, int], scheme: str, dialog: str) -> None:
    page = in_firefox("central", viewport)
    page.run(f"document.documentElement.dataset.theme = '{scheme}'")
    click(page, f'button[aria-label="{dialog}"]')
    assert page.run("document.querySelectorAll('dialog[open]').length") == 1
    assert violations(page) == [], dialog
    page.press("Escape")
    page.wait_for("!document.querySelector('dialog[open]')")
    click(page, "#tab-places")
    click(page, '.panel-places [data-id="p-tripoli"]')
    page.wait_for(POPUP)
    assert violations(page) == []


def test_the_button_switches_the_colours(in_firefox: Opened) -> None:
    page = in_firefox("central")
    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.run(colour) == "rgb(255, 255, 255)"
    page.click(".theme-button")
    assert page.run(colour) == "rgb(20, 23, 28)"


def test_a_mark_on_the_map_quotes_its_sentence_and_lights_up_the_text(in_firefox: Opened) -> None:
    page = in_firefox("central")
    page.click('.leaflet-marker-icon[data-id="e-5"]')
    page.wait_for(POPUP)
    assert "The tanker was refused entry off Valletta on 21 April and turned back." in page.run(POPUP)
    lit = page.run("[...document.querySelectorAll('.panel-article .words.is-selected')].map(node => node.innerText)")
    assert "".join(lit).startswith("The tanker was refused entry")


def test_keys_open_a_mark_and_escape_gives_the_focus_back(in_firefox: Opened) -> None:
    page = in_firefox("central")
    page.run("document.querySelector('.leaflet-marker-icon.mark-place[tabindex=\"0\"]').focus()")
    first = page.run("document.activeElement.dataset.id")
    page.press("ArrowRight")
    second = page.run("document.activeElement.dataset.id")
    assert first != second
    page.press("Enter")
    page.wait_for("document.activeElement.matches('.popup')")
    page.press("Escape")
    page.wait_for("!document.querySelector('.leaflet-popup')")
    assert page.run("document.activeElement.dataset.id") == second


def test_search_finds_and_goes_there(in_firefox: Opened) -> None:
    page = in_firefox("central")
    page.press("/")
    page.wait_for("document.activeElement.id === 'geomap-find'")
    page.press(*"tobr")
    page.wait_for("document.querySelector('#geomap-found [role=option]')?.innerText.includes('Tobruk')")
    page.press("Enter")
    page.wait_for(POPUP)
    assert "Tobruk" in page.run(POPUP)


def test_the_timeline_fades_what_lies_outside(in_firefox: Opened) -> None:
    page = in_firefox("central")
    page.run("document.querySelector('#geomap-time').focus()")
    page.press("Home")
    outside = "document.querySelectorAll('.leaflet-marker-icon.mark-event.is-outside').length"
    page.wait_for(f"{outside} === 6")
    page.press("End")
    page.wait_for(f"{outside} === 0")


def test_the_address_holds_the_view_and_gives_it_back(in_firefox: Opened) -> None:
    page = in_firefox("central")
    page.run(f"{MAP}.setView([36.5, 14.25], 6.25) && 0")
    click(page, "#tab-events")
    click(page, '.panel-events .row[data-id="e-1"]')
    page.wait_for("location.hash.includes('open=e-1')")
    address = page.run("location.href")
    again = in_firefox("empty").go(address)
    assert again.run(f"{MAP}.getZoom()") == page.run(f"{MAP}.getZoom()")
    assert again.run("document.querySelector('#tab-events').ariaSelected") == "true"
    again.wait_for(POPUP)


def test_a_correction_is_made_and_downloaded(in_firefox: Opened) -> None:
    page = in_firefox("central")
    click(page, "#tab-places")
    click(page, '.panel-places .row[data-id="p-valletta"]')
    page.wait_for(POPUP)
    press_button(page, ".leaflet-popup", "Correct")
    fill(page, ".dialog-correct select", "ignore")
    click(page, '.dialog-correct button[type="submit"]')
    page.wait_for("document.querySelector('.correct-list')")
    assert page.run("document.querySelectorAll('.leaflet-marker-icon[data-id=p-valletta]').length") == 0
    press_button(page, ".dialog-correct", "Download")
    read = tomllib.loads(page.downloaded("central.corrections.toml").read_text(encoding="utf-8"))
    assert read["place"][0]["action"] == "ignore"
    assert page.complaints == []


def test_it_works_in_a_sandboxed_frame(firefox: Firefox, page_file: Callable[[str], Path], tmp_path: Path) -> None:
    path = tmp_path / "frame.html"
    path.write_text(f'<iframe sandbox="allow-scripts" src="{page_file("central").as_uri()}" width="900" height="600">')
    page = firefox.new_page(1000, 700).go(path.as_uri(), "document.querySelector('iframe')")
    inner = page.frames()[1]
    page.wait_for("document.documentElement.hasAttribute('data-ready')", inner)
    page.run("document.querySelector('.text-place[data-id=p-tobruk]').click()", inner)
    page.wait_for(POPUP, inner)
    assert "Tobruk" in page.run(POPUP, inner)
    assert page.complaints == []
    assert page.requests == []
    page.close()
