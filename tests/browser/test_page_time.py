"""The timeline under the map: two handles, a brush, steps and play; map, text and lists follow."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

Opened = Callable[..., Any]
FADED = "[...document.querySelectorAll('.leaflet-marker-icon.mark-event.is-outside')].map(node => node.dataset.id)"


def test_what_lies_outside_the_days_is_faded_and_the_undated_stays(opened: Opened) -> None:
    page = opened("central")
    last = page.page.locator("#geomap-time")
    assert "all dates: 18 Apr 2016 – 1 Jun 2016" in last.get_attribute("aria-valuetext")
    assert "undated" in page.page.locator(".time-text").inner_text()
    last.focus()
    page.page.keyboard.press("Home")
    assert "up to 18 Apr 2016; 1 of 8 dated marks" in last.get_attribute("aria-valuetext")
    assert set(page.run(FADED)) == {"e-1", "e-2", "e-3", "e-4", "e-5", "e-7"}
    page.page.keyboard.press("End")
    assert page.run(FADED) == []
    first = page.page.locator("#geomap-time-from")
    first.focus()
    page.page.keyboard.press("End")
    assert first.get_attribute("aria-valuetext") == "1 Jun 2016"
    assert "from 1 Jun 2016" in page.page.locator(".time-text").inner_text()
    assert "e-7" not in page.run(FADED)
    assert len(page.run(FADED)) == 6
    days = page.run("[+document.querySelector('#geomap-time').min, +document.querySelector('#geomap-time').max]")
    assert days[1] - days[0] == 44


def test_lists_and_the_live_region_follow(opened: Opened) -> None:
    page = opened("central")
    assert page.page.locator(".time-text").get_attribute("aria-live") == "polite"
    page.page.locator("#geomap-time").focus()
    page.page.keyboard.press("Home")
    rows = "[...document.querySelectorAll('.panel-events .row.is-outside')].map(node => node.dataset.id)"
    assert set(page.run(rows)) == {"e-1", "e-2", "e-3", "e-4", "e-5", "e-7"}
    assert "outside the dates" in page.page.locator(".filter-notice").inner_text()
    page.page.locator(".filter-notice").get_by_role("button", name="Show all").click()
    assert page.run(rows) == []


def test_a_drag_over_the_bars_chooses_days_and_a_click_opens_a_mark(opened: Opened) -> None:
    page = opened("central")
    box = page.page.locator(".time-picture").bounding_box()
    mouse = page.page.mouse
    mouse.move(box["x"] + box["width"] * 0.5, box["y"] + 4)
    mouse.down()
    mouse.move(box["x"] + box["width"] * 0.9, box["y"] + 4, steps=4)
    mouse.up()
    chosen = page.page.locator(".time-text").inner_text()
    assert chosen.startswith("10 May 2016 – 28 May 2016")
    page.wait_for("location.hash.includes('from=2016-05-10&to=2016-05-28')")
    mouse.move(box["x"] + box["width"] * 0.7, box["y"] + 4)
    mouse.down()
    mouse.move(box["x"] + box["width"] * 0.6, box["y"] + 4, steps=4)
    mouse.up()
    assert page.page.locator(".time-text").inner_text().startswith("5 May 2016 – 23 May 2016")
    page.page.locator(".tick[data-mark=e-7]").click()
    assert "Border: Brenner" in page.popup()


def test_steps_walk_from_date_to_date(opened: Opened) -> None:
    page = opened("central")
    back = page.page.get_by_role("button", name="Back to the date before")
    back.click()
    assert page.page.locator(".time-text").inner_text().startswith("up to 25 Apr 2016")
    page.page.get_by_role("button", name="On to the next date").click()
    assert page.page.locator(".time-text").inner_text().startswith("all dates")


def test_play_walks_through_the_dates(opened: Opened) -> None:
    page = opened("central")
    page.page.get_by_role("button", name="Play").click()
    assert page.page.get_by_role("button", name="Pause").is_visible()
    assert page.page.locator(".time-text").inner_text().startswith("up to 18 Apr 2016")
    page.wait_for("document.querySelector('.time-text').textContent.startsWith('up to 21 Apr 2016')")
    page.page.get_by_role("button", name="Pause").click()


def test_uncertain_ends_fade_out(opened: Opened) -> None:
    page = opened("vague_dates")
    masks = page.run(
        "Object.fromEntries([...document.querySelectorAll('.tick')]"
        ".map(node => [node.dataset.mark, node.getAttribute('mask')]))"
    )
    assert masks == {
        "e-1": None,
        "e-open": "url(#fade-end)",
        "e-before": "url(#fade-start)",
        "e-month": "url(#fade-both)",
    }


@pytest.mark.parametrize("name", ["one_date", "empty", "scripts"])
def test_no_timeline_with_one_date_or_none(opened: Opened, name: str) -> None:
    page = opened(name)
    assert not page.page.locator(".geomap-time").is_visible()
