"""A folium map of folium's own elements, self-contained, in a real browser; and the examples of the documentation."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import folium
import page_stories
import pytest

from geomap.page import OfflineBasemap, SelfContainedFigure, StoryMap

pytestmark = pytest.mark.browser
DOCS = Path(__file__).parents[2] / "docs"


def watched(browser: Any, path: Path) -> tuple[Any, list[str]]:
    page = browser.new_context(offline=True, reduced_motion="reduce").new_page()
    found: list[str] = []
    page.on("console", lambda message: found.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on("request", lambda request: found.append(request.url) if request.url.startswith("http") else None)
    page.goto(path.as_uri())
    page.wait_for_selector("path.base-land", state="attached")
    return page, found


def test_markers_icons_and_popups_work_offline(browser: Any, tmp_path: Path) -> None:
    figure = SelfContainedFigure(title="Two towns")
    chart = folium.Map(location=[35, 18], zoom_start=5, tiles=None)
    figure.add_child(chart)
    OfflineBasemap().add_to(chart)
    folium.Marker([35.9, 14.5], popup="Valletta").add_to(chart)
    folium.Marker([37.9, 23.7], icon=folium.Icon(icon="star", prefix="fa", color="red")).add_to(chart)
    folium.LayerControl().add_to(chart)
    path = tmp_path / "map.html"
    chart.save(path)
    page, found = watched(browser, path)
    page.locator("img.leaflet-marker-icon").click(force=True)
    assert page.locator(".leaflet-popup-content").inner_text() == "Valletta"
    assert page.locator(".awesome-marker-icon-red").count() == 1
    assert found == []


def test_a_story_map_takes_folium_marks(browser: Any, tmp_path: Path) -> None:
    chart = StoryMap.of(page_stories.one_date(), policy="inline")
    folium.Marker([41.4, 16.2], popup="An own mark").add_to(chart)
    path = tmp_path / "story.html"
    chart.save(path)
    page, found = watched(browser, path)
    page.locator("img.leaflet-marker-icon").click(force=True)
    assert page.locator(".leaflet-popup-content").inner_text() == "An own mark"
    page.locator('.leaflet-marker-icon[data-id="p-bari"]').click()
    page.wait_for_selector(".popup-place")
    assert found == []


def run_examples_of(document: str) -> None:
    examples = re.findall(r"```python\n(.*?)```", (DOCS / document).read_text(encoding="utf-8"), flags=re.DOTALL)
    assert examples
    for example in examples:
        exec(compile(example, document, "exec"), {})


def test_the_documented_example_runs(browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run_examples_of("page.md")
    page, found = watched(browser, tmp_path / "ferries.html")
    assert page.locator(".leaflet-marker-icon.mark-place").count() == 2
    assert page.locator(".leaflet-map-pane path.route").count() == 1
    assert found == []


def test_a_plain_folium_map_needs_nothing_else(browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    run_examples_of("folium.md")
    page, found = watched(browser, tmp_path / "ports.html")
    page.locator("img.leaflet-marker-icon").hover(force=True)
    assert page.locator(".leaflet-tooltip").inner_text().strip() == "a port"
    page.locator("img.leaflet-marker-icon").click(force=True)
    assert page.locator(".leaflet-popup-content").inner_text() == "Catania"
    page.locator("path.leaflet-interactive").last.click(force=True)
    page.locator(".leaflet-popup-content", has_text="Valletta").wait_for()
    assert found == []


def test_shapes_groups_and_data_of_folium_work_offline(browser: Any, tmp_path: Path) -> None:
    figure = SelfContainedFigure(title="Shapes")
    chart = folium.Map(location=[51.6, 2], zoom_start=8, tiles=None)
    figure.add_child(chart)
    OfflineBasemap().add_to(chart)
    group = folium.FeatureGroup("group").add_to(chart)
    folium.PolyLine([[51.93, 1.26], [51.23, 2.92]], tooltip="a line").add_to(group)
    folium.GeoJson(page_stories.one_date(), name="a story", popup=folium.GeoJsonPopup(fields=["layer"])).add_to(chart)
    folium.Marker([51.5, 2.0], icon=folium.DivIcon(html="<b>here</b>")).add_to(chart)
    folium.LayerControl(collapsed=False).add_to(chart)
    path = tmp_path / "shapes.html"
    chart.save(path)
    page, found = watched(browser, path)
    assert page.locator(".leaflet-control-layers-overlays label").count() >= 2
    assert page.locator(".leaflet-marker-icon.empty").inner_text() == "here"
    assert found == []
