"""Sharing and saving: the view in the address, links and frames, GeoJSON, CSV, SVG and PNG made without any network."""

from __future__ import annotations

import base64
import csv
import io
import json
import re
import struct
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest

from geomap.export.geojson import to_geojson

import page_stories  # isort: skip

pytestmark = pytest.mark.browser

Opened = Callable[..., Any]


def saved(page: Any, name: str) -> tuple[str, bytes]:
    if not page.page.locator(".dialog-save").is_visible():
        page.page.get_by_role("button", name="Save the data or a picture").click()
    with page.page.expect_download() as waiting:
        page.page.locator(".dialog-save").get_by_role("button", name=name, exact=True).click()
    return waiting.value.suggested_filename, Path(waiting.value.path()).read_bytes()


def test_the_address_holds_the_view_and_gives_it_back(opened: Opened, page_file: Callable[[str], Path]) -> None:
    page = opened("central")
    page.run("window.map = () => Object.values(window).find(one => one instanceof L.Map); 0")
    page.page.locator("#tab-events").click()
    page.page.get_by_role("button", name="Filter what is shown").click()
    page.page.get_by_role("checkbox", name="Rescue").uncheck()
    page.page.get_by_label("To", exact=True).fill("2016-05-02")
    page.page.keyboard.press("Escape")
    page.run("map().setView([36.5, 14.25], 6.25)")
    page.page.locator('.panel-events .row[data-id="e-1"]').click()
    page.wait_for("location.hash.includes('open=e-1')")
    address = page.run("location.href")
    again = opened("central").go(page_file("empty").as_uri()).go(address)
    again.run("window.map = () => Object.values(window).find(one => one instanceof L.Map); 0")
    assert again.run("map().getZoom()") == 6.25
    assert again.page.locator("#tab-events").get_attribute("aria-selected") == "true"
    assert again.run("geomap.stage(map()).selected") == "e-1"
    assert again.page.locator(".time-text").inner_text().startswith("up to 2 May 2016")
    assert again.run("geomap.stage(map()).hidden.size") == page.run("geomap.stage(map()).hidden.size") > 0


@pytest.mark.parametrize(
    "fragment",
    [
        "#map=x/y/z",
        "#map=99/999/9999&tab=__proto__&hide=constructor:a;:;x",
        "#<img src=x onerror=alert(1)>",
        "#%E0%A4%A",
        "#map=",
    ],
)
def test_a_broken_address_does_no_harm(opened: Opened, page_file: Callable[[str], Path], fragment: str) -> None:
    page = opened("empty").go(page_file("central").as_uri() + fragment)
    assert page.page.locator(".leaflet-marker-icon.mark-place").first.is_visible()
    assert page.complaints == []


def test_a_link_and_a_frame_can_be_copied_or_selected(opened: Opened) -> None:
    page = opened("central")
    page.page.get_by_role("button", name="Share this view").click()
    dialog = page.page.locator(".dialog-share")
    link = dialog.get_by_label("Link to this view").input_value()
    assert "#map=" in link
    snippet = dialog.get_by_label("To show it inside another page").input_value()
    assert snippet.startswith('<iframe src="central.html#map=')
    assert 'sandbox="allow-scripts' in snippet
    assert "file:" not in snippet
    page.run(
        "navigator.clipboard.writeText = () => Promise.reject(new Error('no')); document.execCommand = () => false"
    )
    dialog.get_by_role("button", name="Copy").first.click()
    page.wait_for("document.querySelector('.copy-told').textContent.includes('selected')")
    assert page.run("getSelection().toString() || document.activeElement.value") == link
    page.page.keyboard.press("Escape")
    assert not dialog.is_visible()
    assert page.run("document.activeElement.textContent") == "Share"


def test_the_saved_geojson_holds_what_the_export_does(opened: Opened) -> None:
    page = opened("central")
    name, data = saved(page, "GeoJSON")
    assert name == "central.geojson"
    collection = json.loads(data)
    ours = {(one["id"], one["properties"]["layer"]): one for one in collection["features"]}
    theirs = to_geojson(page_stories.central())["features"]
    exported = {(one["id"], one["properties"]["layer"]): one for one in theirs}
    exported = {key: one for key, one in exported.items() if key[1] != "unresolved"}
    assert set(ours) == set(exported)
    for key, feature in exported.items():
        mine, properties = ours[key], feature["properties"]
        if feature["geometry"] and feature["geometry"]["type"] == "Point":
            assert mine["geometry"]["coordinates"] == pytest.approx(feature["geometry"]["coordinates"], abs=1e-4)
        for field in (
            "name",
            "kind",
            "theme",
            "status",
            "type",
            "certainty",
            "from",
            "to",
            "via",
            "start",
            "end",
            "stated",
        ):
            assert mine["properties"].get(field) == properties.get(field), (key, field)
        if "evidence" in properties:
            assert [piece["text"] for piece in mine["properties"]["evidence"]] == [
                piece["text"] for piece in properties["evidence"]
            ]
            assert mine["properties"]["evidence"][0]["start"] == properties["evidence"][0]["start"]


def test_lines_are_cut_at_the_date_line(opened: Opened) -> None:
    page = opened("antimeridian")
    _, data = saved(page, "GeoJSON")
    numbers = [float(piece) for piece in _numbers(json.loads(data))]
    assert numbers
    assert all(-180 <= number <= 180 for number in numbers)


def _numbers(value: Any) -> list[float]:
    shapes = [one["geometry"] for one in value["features"] if one["geometry"]]
    flat: list[float] = []
    queue = [shape["coordinates"] for shape in shapes]
    while queue:
        part = queue.pop()
        queue.extend(part) if isinstance(part, list) else flat.append(part)
    return flat


def test_the_saved_csv_can_not_run_a_formula(opened: Opened) -> None:
    page = opened("hostile")
    name, data = saved(page, "CSV")
    assert name == "hostile.csv"
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"))))
    assert len(rows) == page.run("geomap.stage(Object.values(window).find(one => one instanceof L.Map)).items.size")
    for row in rows:
        for column, cell in row.items():
            if column not in ("lat", "lon"):
                assert not cell.lstrip().startswith(("=", "+", "-", "@")), (column, cell)
    escaped = page.run("['=1+1', '+1', '-1', '@x', '\\t=1', ' =1', 'a', -12.5].map(geomap.csvCell)")
    assert escaped[:4] == ['"\'=1+1"', '"\'+1"', '"\'-1"', '"\'@x"']
    assert all("'" in cell for cell in escaped[4:6])
    assert escaped[6:] == ["a", "-12.5"]


def test_the_map_is_saved_as_a_picture(opened: Opened, page_file: Callable[[str], Path]) -> None:
    page = opened("central")
    _, svg = saved(page, "Map as SVG")
    root = ElementTree.fromstring(svg)
    texts = {node.text for node in root.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Tobruk", "Legend"} & texts == {"Tobruk"}
    assert any("GeoNames" in (text or "") for text in texts)
    assert len(list(root.iter("{http://www.w3.org/2000/svg}path"))) > 100
    _, png = saved(page, "Map as PNG")
    wide, high = struct.unpack(">II", png[16:24])
    box = page.page.locator(".geomap-map").bounding_box()
    assert wide == round(box["width"]) * 2
    assert high > box["height"] * 2
    page.assert_quiet(page_file("central").as_uri())


def test_only_what_is_shown_can_be_saved(opened: Opened) -> None:
    page = opened("central")
    page.page.get_by_role("button", name="Filter what is shown").click()
    page.page.get_by_role("checkbox", name="Rescue").uncheck()
    page.page.keyboard.press("Escape")
    page.page.get_by_role("button", name="Save the data or a picture").click()
    page.page.get_by_label("Only what the filter and the dates show").check()
    _, data = saved(page, "GeoJSON")
    assert not [one for one in json.loads(data)["features"] if one["properties"].get("type") == "rescue"]


def test_a_sandboxed_frame_still_offers_the_text(
    browser: Any, page_file: Callable[[str], Path], tmp_path: Path
) -> None:
    frame = tmp_path / "frame.html"
    source = page_file("central").as_uri()
    frame.write_text(f'<iframe sandbox="allow-scripts" src="{source}#map=5/36/14" width="900" height="700"></iframe>')
    context = browser.new_context(offline=True)
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(frame.as_uri())
    inner = page.frames[1]
    inner.wait_for_selector("html[data-ready]", state="attached")
    inner.get_by_role("button", name="Save the data or a picture").click()
    inner.locator(".dialog-save").get_by_role("button", name="CSV", exact=True).click()
    assert "layer,id,name" in inner.locator(".dialog-save textarea").input_value()
    inner.locator(".dialog-save .copy-row button").click()
    inner.wait_for_selector(".dialog-save .copy-told:not(:empty)")
    assert errors == []
    context.close()


def test_tiles_are_asked_only_when_they_are_switched_on(browser: Any, page_file: Callable[..., Path]) -> None:
    context = browser.new_context()
    page = context.new_page()
    asked: list[str] = []
    picture = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )

    def answer(route: Any) -> None:
        asked.append(route.request.url)
        route.fulfill(body=picture, content_type="image/png")

    page.route(re.compile("^https:"), answer)
    page.goto(page_file("one_date", tiles="OpenTopoMap").as_uri())
    page.wait_for_selector("html[data-ready]", state="attached")
    assert asked == []
    page.get_by_label("Online map: OpenTopoMap").check()
    page.wait_for_selector(".leaflet-tile-loaded", state="attached")
    assert asked
    assert all(".tile.opentopomap.org/" in url for url in asked)
    notice = page.locator(".tiles-notice")
    assert "is loaded from tile.opentopomap.org" in notice.inner_text()
    blocked = page.evaluate(
        "new Promise(done => { const one = new Image(); one.onerror = () => done(true); one.onload = () => done(false);"
        "one.src = 'https://example.org/1.png'; })"
    )
    assert blocked
    notice.get_by_role("button", name="Switch off").click()
    assert not notice.is_visible()
    context.close()


def test_a_page_of_quotations_shows_them(opened: Opened, page_file: Callable[..., Path]) -> None:
    page = opened("empty").go(page_file("central", text="quotes").as_uri())
    assert page.page.locator("#tab-article").inner_text() == "Quotations"
    assert "only the sentences" in page.page.locator(".panel-article .notice").inner_text()
    page.click_mark("e-5")
    page.page.get_by_role("button", name="Show the quotation").click()
    lit = "".join(page.page.locator(".panel-article .words.is-selected").all_inner_texts())
    assert lit.startswith("The tanker was refused entry")
