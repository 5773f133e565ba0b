"""A page of 2,000 places: rows packed, the important ones as marks, dots on a canvas, lists in pieces."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from axe_page import violations

from geomap.model import Story
from geomap.page import render
from geomap.page.rows import story_rows
from geomap.page.telling import retold
from geomap.wording import say

sys.path.insert(0, str(Path(__file__).parents[2] / "benchmarks"))
from merged_corpus import merged_corpus

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
Opened = Callable[..., Any]
STAGE = "geomap.stage(Object.values(window).find(one => one instanceof L.Map))"
HOSTILE = "<img src=x onerror=window.pwned=1>${window.pwned=2}`\"'&lt;/script>😀é"
DOT = f"""(() => {{ const stage = {STAGE}, crowd = stage.crowds.place, map = stage.map;
  const frame = map.getContainer().getBoundingClientRect();
  const isBare = (x, y) => document.elementFromPoint(x, y) && !document.elementFromPoint(x, y)
    .closest(".leaflet-interactive, .leaflet-control, .leaflet-popup, .map-notices, button");
  for (const item of crowd.items) {{
    if (crowd.risen.has(item)) continue;
    const at = map.latLngToContainerPoint(item.at()), [x, y] = [frame.left + at.x, frame.top + at.y];
    const found = at.x > 140 && at.y > 60 && at.x < frame.width - 140 && at.y < frame.height - 60 && crowd.find(at);
    if (found && found.item === item && isBare(x, y)) return [item.id, x, y];
  }} }})()"""


def story() -> Story:
    """The corpus, with one place whose name and reasons are an attack."""
    made = merged_corpus(2000)
    bad = replace(made.places[5], name=HOSTILE, reasons=(f"It is “{HOSTILE}”.",))
    return replace(made, places=(*made.places[:5], bad, *made.places[6:]))


@pytest.fixture(scope="module")
def large_page(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("crowd") / "corpus.html"
    path.write_text(render(story()), encoding="utf-8")
    return path


@pytest.fixture
def corpus(opened: Callable[..., Any], large_page: Path) -> Callable[..., Any]:
    """Open the large page: ``corpus(PHONE, "dark")``."""

    def open_corpus(viewport: dict[str, int] = DESKTOP, scheme: str = "light") -> Any:
        return opened(large_page, viewport, scheme)

    return open_corpus


def test_a_click_on_a_dot_opens_its_popup_and_brings_its_sentence(corpus: Opened) -> None:
    page = corpus()
    assert page.run("document.querySelectorAll('canvas.crowd').length") == 3
    assert 20 < page.page.locator(".leaflet-marker-icon.mark-place").count() < 150
    identifier, x, y = page.run(DOT)
    name = page.run(f"{STAGE}.get({identifier!r}).row.name")
    page.page.mouse.move(x, y)
    page.page.wait_for_selector(".leaflet-tooltip")
    assert page.page.locator(".leaflet-tooltip").inner_text().startswith(name)
    page.page.mouse.click(x, y)
    assert name in page.popup()
    assert page.run(f"{STAGE}.selected") == identifier
    lit = page.page.locator(".panel-article .text-place.is-selected").first
    assert lit.inner_text() == name
    assert lit.is_visible()
    page.assert_quiet(page.page.url.split("#")[0])


def test_the_view_and_what_is_open_are_in_the_address(corpus: Opened) -> None:
    page = corpus()
    identifier, x, y = page.run(DOT)
    page.page.mouse.click(x, y)
    page.wait_for(f"location.hash.includes('open=' + encodeURIComponent({identifier!r}))")
    address, said = page.page.url, page.popup()
    page.page.goto("about:blank")
    page.go(address)
    assert page.run(f"{STAGE}.selected") == identifier
    assert page.popup() == said


def test_search_finds_what_no_list_shows_yet(corpus: Opened) -> None:
    page = corpus()
    item = f"[...{STAGE}.items.values()].filter(one => one.kind === 'place').at(-1)"
    name = page.run(f"{item}.row.name")
    page.page.get_by_role("combobox").fill(name)
    page.page.locator(".found-place").first.click()
    assert name in page.popup()
    words = page.run(f"{STAGE}.map._geomapPanel.blocks.textOf(1500)")
    page.page.get_by_role("combobox").fill(words)
    page.page.locator(".found-text").first.click()
    page.page.wait_for_selector('[data-block="1500"]')
    assert page.page.locator('[data-block="1500"]').inner_text().startswith(words[:20])


def test_list_of_hits_stays_when_the_field_is_left_and_taken_again(corpus: Opened) -> None:
    page = corpus()
    page.page.get_by_role("combobox").fill("a")
    page.run("document.activeElement.blur()")
    page.page.get_by_role("combobox").fill("b")
    page.page.wait_for_timeout(300)
    assert page.page.locator(".found").first.is_visible()
    page.run("document.activeElement.blur()")
    page.page.locator(".found").first.wait_for(state="hidden")


def test_long_lists_come_in_pieces_and_filters_reach_all_of_them(corpus: Opened) -> None:
    page = corpus()
    page.page.get_by_role("tab", name="Places").click()
    rows = page.page.locator(".panel-places .rows > li")
    assert rows.count() == 100
    more = page.page.locator(".panel-places .chunk-button:visible")
    assert more.inner_text() == "Show 1,900 more"
    more.focus()
    page.page.keyboard.press("Enter")
    assert rows.count() == 200
    assert rows.nth(100).locator("button:focus").count() == 1
    page.run(f"geomap.filters({STAGE}).turn('place', 'country', false)")
    kinds = page.run("[...document.querySelectorAll('.panel-places .row-meta')].map(node => node.textContent)")
    assert len(kinds) == 100
    assert not [text for text in kinds if text.startswith("country")]
    page.page.get_by_role("tab", name="Table").click()
    assert page.page.locator(".all-table tbody tr").count() == 100
    page.page.get_by_role("button", name="Where", exact=True).click()
    first, second = page.page.locator(".all-table tbody th").all_inner_texts()[:2]
    assert first.lower() <= second.lower()


def test_what_was_packed_is_what_was_told(corpus: Opened) -> None:
    page = corpus()
    told = story_rows(story(), text="quotes")
    rows = page.run(f"JSON.parse(JSON.stringify(Object.values({STAGE}.layers).map(layer => layer.rows)))")
    for kind, found in zip(("places", "routes", "events"), rows, strict=True):
        assert [row["id"] for row in found] == [row["id"] for row in told[kind]]
        for row, own in zip(found, told[kind], strict=True):
            rounded = ("lat", "lon", "confidence", "footprint", "alternatives", "place")
            assert {key: row[key] for key in own if key not in rounded} == {
                key: own[key] for key in own if key not in rounded
            }
    for row, own in zip(rows[0], told["places"], strict=True):
        assert (row["lat"], row["lon"]) == pytest.approx((own["lat"], own["lon"]), abs=6e-5)
        assert [one["name"] for one in row["alternatives"]] == [one["name"] for one in own["alternatives"]]
        assert bool(row["footprint"]) <= bool(own["footprint"])
    assert [row["place"]["id"] for row in rows[2]] == [own["place"]["id"] for own in told["events"]]
    blocks = page.run(
        f"(() => {{ const {{ blocks }} = {STAGE}.map._geomapPanel;"
        " return Array.from({ length: blocks.length }, (_, nth) => blocks.at(nth)); })()"
    )
    assert blocks == told["text"]["blocks"]


def test_sentences_in_another_language_are_packed_too(opened: Callable[..., Any], tmp_path: Path) -> None:
    made = merged_corpus(200)
    said = (
        replace(one, reasons=(say("reason.best_known", name=one.name), say("reason.stated", words="Malta"), "Unknown."))
        for one in made.places
    )
    made = replace(made, places=tuple(said))
    path = tmp_path / "french.html"
    path.write_text(render(made, language="fr"), encoding="utf-8")
    page = opened(path)
    told = retold(story_rows(made), "fr")
    assert page.run(f"{STAGE}.all('place').map(item => item.row.reasons)") == [row["reasons"] for row in told["places"]]
    assert told["places"][0]["reasons"][0] == ["reason.best_known", {"name": made.places[0].name}]
    whens = f"{STAGE}.all('event').map(item => item.row.when && item.row.when.rule)"
    assert page.run(whens) == [row["when"] and row["when"]["rule"] for row in told["events"]]


def test_hidden_places_are_no_dots(corpus: Opened) -> None:
    page = corpus()
    dots = f"{STAGE}.crowds.place.grid.owner.filter(nth => nth >= 0).length"
    before = page.run(dots)
    page.run(f"geomap.filters({STAGE}).turn('place', 'town', false)")
    assert 0 < page.run(dots) < before


def test_hostile_names_stay_text(corpus: Opened) -> None:
    page = corpus()
    item = f"[...{STAGE}.items.values()].find(one => one.row.name.includes('onerror'))"
    assert page.run(f"{item}.row.name") == HOSTILE
    page.run(f"{STAGE}.open({item}.id, 'list')")
    assert HOSTILE in page.popup()
    assert page.run(f"{item}.row.reasons[0]") == f"It is “{HOSTILE}”."
    assert page.run("window.pwned") is None
    assert page.run("document.querySelectorAll('img[src=x]').length") == 0


def test_marks_come_and_go_with_the_view_and_keys_walk_through_them(corpus: Opened) -> None:
    page = corpus()
    before = set(page.run(f"[...{STAGE}.crowds.place.risen].map(item => item.id)"))
    page.run(f"void {STAGE}.map.setView([45, 10], 7, {{ animate: false }})")
    after = page.run(f"[...{STAGE}.crowds.place.risen].map(item => item.id)")
    assert after
    assert set(after) - before
    stops = page.page.locator(".leaflet-marker-icon.mark-place[tabindex='0']")
    assert stops.count() == 1
    stops.focus()
    page.page.keyboard.press("ArrowRight")
    page.page.keyboard.press("Enter")
    assert page.popup()
    page.page.keyboard.press("Escape")
    assert page.page.locator(".leaflet-popup .popup").count() == 0


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(DESKTOP, "light"), (PHONE, "dark")], ids=["desktop light", "phone dark"]
)
def test_axe_finds_nothing(corpus: Opened, viewport: dict[str, int], scheme: str) -> None:
    page = corpus(viewport, scheme)
    for tab in ("Quotations", "Table"):
        page.page.get_by_role("tab", name=tab).click()
        assert violations(page) == [], tab


def test_a_picture_and_paper_hold_the_dots(corpus: Opened) -> None:
    page = corpus()
    picture = page.run(f"geomap.mapSVG({STAGE})")
    assert picture.count("a2 2 0 1 0 4 0") > 200
    page.page.emulate_media(media="print")
    page.run("dispatchEvent(new Event('beforeprint'))")
    assert page.page.locator(".panel-places .rows > li").count() == 100
    assert page.run(f"{STAGE}.crowds.place.grid.owner.filter(nth => nth >= 0).length") > 100
