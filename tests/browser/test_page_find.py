"""Finding and filtering: one search over everything, one filter for map, text, lists, table and timeline."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.browser

Opened = Callable[..., Any]


def found(page: Any, typed: str) -> list[str]:
    page.page.locator("#geomap-find").fill(typed)
    return [text.strip() for text in page.page.locator("#geomap-found .found-words").all_inner_texts()]


def test_search_folds_accents_and_case(opened: Opened) -> None:
    page = opened("central")
    assert found(page, "TÓBRÜK")[0].startswith("Tobruk")
    assert found(page, "zzz") == []
    assert page.page.locator(".found-nothing").inner_text() == "Nothing found"
    scripts = opened("scripts")
    assert found(scripts, "αθηναι")[0].startswith("Ἀθῆναι")


def test_the_slash_key_arrows_and_enter_go_to_a_place(opened: Opened) -> None:
    page = opened("central")
    page.page.locator("body").press("/")
    assert page.run("document.activeElement.id") == "geomap-find"
    page.page.keyboard.type("tri")
    options = page.page.locator("#geomap-found [role=option]")
    assert options.first.get_attribute("aria-selected") == "true"
    page.page.keyboard.press("ArrowDown")
    second = page.page.locator("#geomap-find").get_attribute("aria-activedescendant")
    assert second == "found-1"
    page.page.keyboard.press("ArrowUp")
    page.page.keyboard.press("Enter")
    assert "Tripoli" in page.popup()
    assert not page.page.locator("#geomap-found").is_visible()


def test_escape_closes_the_list_and_keeps_the_words(opened: Opened) -> None:
    page = opened("central")
    assert found(page, "libya")
    page.page.keyboard.press("Escape")
    assert not page.page.locator("#geomap-found").is_visible()
    assert page.page.locator("#geomap-find").input_value() == "libya"


def test_search_finds_words_of_the_article_and_shows_them(opened: Opened) -> None:
    page = opened("central")
    page.page.locator("#tab-about").click()
    hits = found(page, "650,000 barrels")
    page.page.locator(".found-text").first.click()
    assert any("650,000 barrels" in hit for hit in hits)
    assert page.page.locator("#tab-article").get_attribute("aria-selected") == "true"
    lit = page.run("[...CSS.highlights.get('found')].map(range => range.toString()).join()")
    assert lit == "650,000 barrels"


def test_hostile_text_stays_text_in_the_hits(opened: Opened) -> None:
    page = opened("hostile")
    for typed in ("script", "img", "<", "${"):
        found(page, typed)
    assert page.run("document.querySelectorAll('#geomap-found img, #geomap-found script').length") == 0
    assert page.run("window.pwned === undefined")


def test_a_filter_hides_everywhere_and_counts(opened: Opened) -> None:
    page = opened("central")
    types = "[...new Set([...geomap.stage(map()).all('event')].map(item => item.row.type))]"
    page.run("window.map = () => Object.values(window).find(one => one instanceof L.Map); 0")
    assert "rescue" in page.run(types)
    page.page.get_by_role("button", name="Filter what is shown").click()
    page.page.get_by_role("checkbox", name="Rescue").uncheck()
    gone = page.run("[...geomap.stage(map()).hidden]")
    assert gone
    for identifier in gone:
        for where in (".leaflet-marker-icon", ".panel-events .row", ".panel-table .cell-button", ".text-badge"):
            assert not page.page.locator(f'{where}[data-id="{identifier}"]').first.is_visible()
        assert not page.page.locator(f'.tick[data-mark="{identifier}"]').first.is_visible()
    notice = page.page.locator(".filter-notice")
    assert f"{len(gone)} of " in notice.inner_text()
    page.page.keyboard.press("Escape")
    page.page.locator("#tab-table").click()
    assert not page.page.locator(f'.panel-table .cell-button[data-id="{gone[0]}"]').is_visible()
    notice.get_by_role("button", name="Show all").click()
    assert page.run("geomap.stage(map()).hidden.size") == 0
    assert page.page.locator(f'.panel-table .cell-button[data-id="{gone[0]}"]').is_visible()


def test_doubtful_places_go_with_what_rests_on_them(opened: Opened) -> None:
    page = opened("central")
    page.run("window.stage = geomap.stage(Object.values(window).find(one => one instanceof L.Map)); 0")
    page.page.get_by_role("button", name="Filter what is shown").click()
    page.page.get_by_label("Positions at least").select_option("0.8")
    hidden = set(page.run("[...stage.hidden]"))
    assert {"p-garabulli", "p-wreck"} <= hidden
    assert "p-tripoli" not in hidden
    resting = page.run(
        "stage.all('event').filter(item => item.row.place && stage.hidden.has(item.row.place.id)).map(item => item.id)"
    )
    assert resting
    assert set(resting) <= hidden
    assert page.page.locator('.text-place[data-id="p-garabulli"]').first.get_attribute("role") is None


def test_dates_and_undated_can_be_filtered(opened: Opened) -> None:
    page = opened("central")
    page.page.get_by_role("button", name="Filter what is shown").click()
    page.page.get_by_label("From", exact=True).fill("2016-05-01")
    assert page.page.locator("#geomap-time-from").get_attribute("aria-valuetext") == "1 May 2016"
    page.page.get_by_role("checkbox", name="Also what has no date").uncheck()
    assert "hidden by the filter" in page.page.locator(".filter-notice").inner_text()
    page.page.get_by_role("button", name="Show everything").click()
    assert page.page.locator(".time-text").inner_text().startswith("all dates")
    page.page.keyboard.press("Escape")
    assert not page.page.locator(".dialog-filter").is_visible()


def test_the_table_sorts_by_every_column(opened: Opened) -> None:
    page = opened("central")
    page.page.locator("#tab-table").click()
    table = page.page.locator(".all-table")
    marks = page.run("geomap.stage(Object.values(window).find(one => one instanceof L.Map)).items.size")
    assert table.locator("tbody tr").count() == marks
    for column in ("Kind", "What", "Where", "When", "How sure", "How many", "Words"):
        head = table.get_by_role("columnheader", name=column)
        head.get_by_role("button").click()
        first, rows = head.get_attribute("aria-sort"), table.locator("tbody").inner_text()
        head.get_by_role("button").click()
        assert {first, head.get_attribute("aria-sort")} == {"ascending", "descending"}, column
        assert table.locator("tbody").inner_text() != rows, column
    table.get_by_role("columnheader", name="When").get_by_role("button").click()
    dates = table.locator(".cell-when").all_inner_texts()
    assert dates[0] == "18 – 24 Apr 2016"
    table.locator('[data-id="p-malta"]').click()
    assert "Malta" in page.popup()
    assert page.page.locator("#tab-table").get_attribute("aria-selected") == "true"
