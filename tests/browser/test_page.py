"""The page in a real browser, from a file, without network: what readers see, click and hear."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import page_stories
import pytest
from axe_page import violations

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
Opened = Callable[..., Any]


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("name", sorted(page_stories.ALL))
def test_no_request_and_no_complaint(
    opened: Opened, page_file: Callable[[str], Path], name: str, viewport: dict[str, int]
) -> None:
    page = opened(name, viewport)
    page.assert_quiet(page_file(name).as_uri())
    assert "[object" not in page.run("document.body.innerText")


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_the_map_is_not_blank(opened: Opened, viewport: dict[str, int]) -> None:
    page = opened("central", viewport)
    assert page.page.locator("path.base-land").count() > 100
    box = page.page.locator(".geomap-map").bounding_box()
    assert box["width"] >= 300
    assert box["height"] >= 300
    assert _colours(page.page.locator(".geomap-map").screenshot()) > 50


def test_every_layer_toggles(opened: Opened) -> None:
    page = opened("central")
    shown = {
        "Places": ".leaflet-marker-icon.mark-place",
        "Movements": "path.route:not(.legend-sample path)",
        "Events": ".leaflet-marker-icon.mark-event",
        "Country and sea names": ".label-country",
    }
    for name, marks in shown.items():
        box = page.page.get_by_label(name, exact=True)
        assert page.page.locator(f".leaflet-map-pane {marks}").count() > 0, name
        box.uncheck()
        page.page.wait_for_timeout(60)
        assert page.page.locator(f".leaflet-map-pane {marks}").count() == 0, name
        box.check()
        page.page.wait_for_timeout(60)
        assert page.page.locator(f".leaflet-map-pane {marks}").count() > 0, name


def test_a_mark_on_the_map_quotes_its_sentence_and_lights_up_the_text(opened: Opened) -> None:
    page = opened("central")
    page.click_mark("e-5")
    popup = page.popup()
    assert "The tanker was refused entry off Valletta on 21 April and turned back." in popup
    assert "21 Apr 2016" in popup
    assert "written “on 21 April”" in popup
    lit = page.page.locator(".panel-article .words.is-selected").all_inner_texts()
    assert "".join(lit).startswith("The tanker was refused entry")
    assert page.page.locator(".panel-article .words.is-selected").first.is_visible()


def test_a_mark_in_the_text_opens_the_popup(opened: Opened) -> None:
    page = opened("central")
    page.page.locator('.text-place[data-id="p-tobruk"]').first.click()
    assert "Tobruk" in page.popup()
    assert "Confidence: high (93 %)" in page.popup()
    page.page.locator('.text-badge[data-id="r-5"]').click()
    page.page.wait_for_selector(".popup-route")
    assert "Idomeni → Tirana → Bari" in page.popup()
    assert "possible or feared" in page.popup()
    selected = "path.route.is-selected"
    assert page.page.locator(selected).get_attribute("data-id") == "r-5"


def test_a_phone_shows_the_sentence_below_the_map(opened: Opened) -> None:
    page = opened("central", PHONE, has_touch=True, is_mobile=True)
    page.click_mark("e-7")
    page.page.get_by_role("button", name="Show in the article").click()
    words = page.page.locator(".panel-article .words.is-selected").first
    for _ in range(50):  # it scrolls there in its own time
        text, chart = words.bounding_box(), page.page.locator(".geomap-main").bounding_box()
        if chart["y"] + chart["height"] < text["y"] < PHONE["height"] - text["height"]:
            break
        page.page.wait_for_timeout(100)
    assert chart["y"] + chart["height"] < text["y"] < PHONE["height"] - text["height"]
    assert chart["y"] >= 0


def test_words_of_a_quotation_open_what_rests_on_them(opened: Opened) -> None:
    page = opened("central")
    page.page.locator(".panel-article .rests-event", has_text="a rubber boat capsized").first.click()
    assert "Accident: 60 km north of Sabratha" in page.popup()


def test_a_place_tells_reasons_alternatives_and_doubt(opened: Opened) -> None:
    page = opened("central")
    page.run("document.querySelector('#tab-places').click()")
    page.page.locator('.panel-places [data-id="p-tripoli"]').click()
    page.page.get_by_text("Other places of this name").click()
    assert "Tripoli (town, North Governorate, Lebanon), 4 %" in page.popup()
    page.page.locator('.panel-places [data-id="p-wreck"]').click()
    page.page.wait_for_timeout(50)
    assert "Position worked out from a description" in page.popup()
    assert "somewhere within 30 km" in page.popup()
    assert page.page.locator("#tab-places").get_attribute("aria-selected") == "true"


def test_one_ended_movements_say_that_the_direction_means_nothing(opened: Opened) -> None:
    page = opened("central")
    page.run("document.querySelector('#tab-routes').click()")
    page.page.locator('.panel-routes [data-id="r-6"]').click()
    assert "names only where it starts" in page.popup()
    page.page.locator('.panel-routes [data-id="r-7"]').click()
    page.page.wait_for_timeout(50)
    assert "names only where it ends" in page.popup()


def test_lists_hold_what_has_no_position(opened: Opened) -> None:
    page = opened("central")
    page.run("document.querySelector('#tab-events').click()")
    assert "no position: in this list only" in page.page.locator(".panel-events").inner_text()
    page.run("document.querySelector('#tab-places').click()")
    text = page.page.locator(".panel-places").inner_text()
    assert "No name is given with it, only a word." in text
    assert "a government, not the town" in text


def test_events_are_numbered_by_date_and_fan_out_at_one_place(opened: Opened) -> None:
    page = opened("central")
    page.run("document.querySelector('#tab-events').click()")
    titles = page.page.locator(".panel-events .row-meta").all_inner_texts()
    assert titles[0].startswith("18 – 24 Apr 2016")
    assert titles[-1].startswith("undated")
    boxes = page.run(
        """[...document.querySelectorAll('.leaflet-marker-icon.mark-event')]
           .map(node => node.getBoundingClientRect()).map(box => [box.left, box.top, box.right, box.bottom])"""
    )
    overlaps = [
        (first, second)
        for index, first in enumerate(boxes)
        for second in boxes[index + 1 :]
        if first[0] < second[2] and second[0] < first[2] and first[1] < second[3] and second[1] < first[3]
    ]
    assert overlaps == []


def test_names_overlap_neither_each_other_nor_marks(opened: Opened) -> None:
    for name in ("central", "many", "scripts"):
        page = opened(name)
        page.page.wait_for_timeout(100)
        boxes = page.run(
            """[...document.querySelectorAll('.geomap-labels text, .leaflet-marker-icon.mark')]
               .map(node => [node.getBoundingClientRect(), node.textContent, node.tagName])
               .map(([box, text, tag]) => [box.left + 2, box.top + 3, box.right - 2, box.bottom - 3, text, tag])"""
        )
        names = [box for box in boxes if box[5] == "text"]
        assert names
        bad = [
            (label[4], other[4])
            for label in names
            for other in boxes
            if other is not label
            and label[0] < other[2]
            and other[0] < label[2]
            and label[1] < other[3]
            and other[1] < label[3]
        ]
        assert bad == []


def test_an_article_without_places_says_so(opened: Opened) -> None:
    page = opened("empty")
    assert (
        page.page.locator(".panel-article").get_by_role("status").inner_text()
        == "This article names no place that geomap could find."
    )
    text = page.page.locator(".panel-article").inner_text()
    assert "Nothing in this text lies anywhere." in text
    assert "Publication date unknown" in page.page.locator("header").inner_text()


def test_hostile_text_stays_text(opened: Opened) -> None:
    page = opened("hostile")
    assert page.page.title().startswith("</title><script>window.pwned=1</script>")
    for tab in ("events", "routes", "places", "about", "article"):
        page.run(f"document.querySelector('#tab-{tab}').click()")
    ids = page.run("[...document.querySelectorAll('.panel-places [data-id]')].map(node => node.dataset.id)")
    assert len(ids) == len(page_stories.HOSTILE)
    page.run("document.querySelector('#tab-places').click()")
    for identifier, payload in zip(ids, page_stories.HOSTILE, strict=False):
        page.page.locator(f'.panel-places [data-id="{identifier}"]').click()
        page.page.wait_for_timeout(30)
        page.run("document.querySelectorAll('.popup details').forEach(node => { node.open = true; })")
        assert page.popup()
        assert payload
    shown = page.run("document.querySelector('.panel-places').textContent")
    for payload in page_stories.HOSTILE:
        assert payload in shown
    for kind in ("events", "routes"):
        page.run(f"document.querySelector('#tab-{kind}').click()")
        page.page.locator(f".panel-{kind} [data-id]").first.click()
        page.page.wait_for_timeout(30)
        assert "${window.pwned=4}" in page.popup()
    page.page.get_by_role("button", name="Show in the article").click()
    lit = "".join(page.page.locator(".panel-article .words.is-selected").all_inner_texts())
    assert lit == "Paragraph 4 </script><script>window.pwned=5</script>"
    assert "<img src=x" in page.page.locator(".leaflet-control-attribution").inner_text()
    assert page.run("window.pwned === undefined")
    assert page.run("document.querySelectorAll('img[src=x], .popup script, .popup img').length") == 0
    assert page.complaints == []


def test_keys_reach_every_mark_and_escape_gives_the_focus_back(opened: Opened) -> None:
    page = opened("central")
    keyboard = page.page.keyboard
    keyboard.press("Tab")
    assert page.run("document.activeElement.className") == "skip"
    walked = page.run(
        """['.leaflet-marker-icon.mark-place', 'path.route[data-id]', '.leaflet-marker-icon.mark-event'].map(kind =>
           [...document.querySelectorAll('.leaflet-map-pane ' + kind)].map(node => node.tabIndex))"""
    )
    assert [sorted(kind)[-1] for kind in walked] == [0, 0, 0]
    assert [kind.count(0) for kind in walked] == [1, 1, 1]
    page.run("document.querySelector('.leaflet-marker-icon.mark-place[tabindex=\"0\"]').focus()")
    first = page.run("document.activeElement.dataset.id")
    keyboard.press("ArrowRight")
    second = page.run("document.activeElement.dataset.id")
    assert first != second
    keyboard.press("Enter")
    page.page.wait_for_selector(".popup:focus")
    keyboard.press("Escape")
    assert page.page.locator(".leaflet-popup").count() == 0
    assert page.run("document.activeElement.dataset.id") == second


def test_text_marks_open_by_keyboard(opened: Opened) -> None:
    page = opened("central")
    page.page.locator('.text-place[data-id="p-malta"]').focus()
    page.page.keyboard.press("Enter")
    page.page.wait_for_selector(".popup:focus")
    assert "Malta" in page.popup()
    page.page.keyboard.press("Escape")
    assert page.run("document.activeElement.dataset.id") == "p-malta"


@pytest.mark.parametrize("width", [320, 390])
def test_no_horizontal_scroll_on_phones(opened: Opened, width: int) -> None:
    for name in ("central", "hostile"):
        page = opened(name, {"width": width, "height": 640})
        assert page.run("document.documentElement.scrollWidth") <= width


def test_touch_targets_are_large_enough(opened: Opened) -> None:
    page = opened("central", PHONE, has_touch=True, is_mobile=True)
    small = page.run(
        """[...document.querySelectorAll('.tabs button, .tool-button, .time-play, .time-step, .time-handles input, ' +
             '.finder input, .leaflet-bar a, .row, summary')]
           .filter(node => node.offsetParent).map(node => [node.className, node.getBoundingClientRect().height])
           .filter(([, height]) => height < 43.5)"""
    )
    assert small == []


def test_right_to_left_text_runs_right_to_left(opened: Opened) -> None:
    page = opened("scripts")
    direction = page.run(
        """[...document.querySelectorAll('.article p')].map(node => getComputedStyle(node).direction)"""
    )
    assert direction == ["rtl", "ltr"]
    texts = page.page.locator(".text-place").all_inner_texts()
    assert texts == ["بيروت", "دمشق", "宁波", "Ἀθῆναι", "宁波"]


def test_marks_on_both_sides_of_the_date_line_lie_together(opened: Opened) -> None:
    page = opened("antimeridian")
    boxes = page.run(
        """[...document.querySelectorAll('.leaflet-marker-icon.mark-place')]
           .map(node => node.getBoundingClientRect().left)"""
    )
    assert max(boxes) - min(boxes) < 860
    assert page.run("geomap.stage(Object.values(window).find(x => x instanceof L.Map)).map.getZoom()") > 3


def test_a_far_place_does_not_shrink_the_story_and_can_be_shown(opened: Opened) -> None:
    page = opened("far")
    zoom = "Object.values(window).find(x => x instanceof L.Map).getZoom()"
    near = page.run(zoom)
    page.page.get_by_role("button", name="Show 1 more").click()
    assert page.run(zoom) < near - 1
    inside = page.run(
        """(() => { const frame = document.querySelector('.geomap-map').getBoundingClientRect();
             return [...document.querySelectorAll('.leaflet-marker-icon.mark-place')]
               .map(node => node.getBoundingClientRect())
               .every(box => box.left >= frame.left && box.right <= frame.right); })()"""
    )
    assert inside
    assert page.page.get_by_role("button", name="Show all").is_visible()


def test_light_and_dark(opened: Opened) -> None:
    page = opened("central", scheme="dark")
    colour = "getComputedStyle(document.body).backgroundColor"
    assert page.run(colour) == "rgb(20, 23, 28)"
    page.page.get_by_role("button", name="Light").click()
    assert page.run(colour) == "rgb(255, 255, 255)"
    page.page.get_by_role("button", name="Dark").click()
    assert page.run(colour) == "rgb(20, 23, 28)"


def test_it_works_in_a_sandboxed_frame(browser: Any, page_file: Callable[[str], Path], tmp_path: Path) -> None:
    frame = tmp_path / "frame.html"
    source = page_file("central").as_uri()
    frame.write_text(f'<iframe sandbox="allow-scripts" src="{source}" width="900" height="600"></iframe>')
    context = browser.new_context(offline=True)
    page = context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(frame.as_uri())
    inner = page.frames[1]
    inner.wait_for_selector("html[data-ready]", state="attached")
    inner.locator('.text-place[data-id="p-tobruk"]').first.click()
    assert "Tobruk" in inner.locator(".popup").inner_text()
    assert complaints == []
    context.close()


def test_it_prints_map_and_text(opened: Opened) -> None:
    page = opened("central")
    pdf = page.page.pdf(prefer_css_page_size=True, print_background=True)
    assert pdf.startswith(b"%PDF")
    assert len(pdf) > 100_000
    page.page.emulate_media(media="print")
    assert page.page.locator(".panel-events").is_visible()
    assert page.page.locator(".panel-places").is_visible()
    assert not page.page.locator(".tabs").is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(opened: Opened, viewport: dict[str, int], scheme: str) -> None:
    page = opened("central", viewport, scheme)
    assert violations(page) == []
    for tab in ("events", "routes", "places", "about"):
        page.run(f"document.querySelector('#tab-{tab}').click()")
        assert violations(page) == [], tab
    page.run("document.querySelector('#tab-places').click()")
    page.page.locator('.panel-places [data-id="p-tripoli"]').click()
    page.page.wait_for_selector(".popup")
    assert violations(page) == []


def test_several_hundred_places_stay_fast(opened: Opened) -> None:
    page = opened("many")
    ready = page.run("performance.now()")
    assert ready < 15_000
    slow = page.run(
        """(async () => {
             const map = Object.values(window).find(x => x instanceof L.Map);
             const start = performance.now();
             for (let step = 0; step < 5; step += 1) {
               map.setZoom(2 + step, { animate: false });
               await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
             }
             return (performance.now() - start) / 5;
           })()"""
    )
    assert slow < 1500


def _colours(png: bytes) -> int:
    """How many different values the pixels' bytes have after unpacking: a blank picture has a handful."""
    data, position = b"", 8
    while position < len(png):
        length, kind = struct.unpack(">I4s", png[position : position + 8])
        if kind == b"IDAT":
            data += png[position + 8 : position + 8 + length]
        position += 12 + length
    return len(set(zlib.decompress(data)))
