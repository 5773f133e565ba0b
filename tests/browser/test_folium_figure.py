"""A folium map of folium's own elements, self-contained, in a real browser; and the example of docs/page.md."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import folium
import page_stories
import pytest

from geomap.page import OfflineBasemap, SelfContainedFigure, StoryMap

pytestmark = pytest.mark.browser
DOCUMENT = Path(__file__).parents[2] / "docs" / "page.md"


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


def test_the_documented_example_runs(browser: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    examples = re.findall(r"```python\n(.*?)```", DOCUMENT.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert examples
    for example in examples:
        exec(compile(example, "docs/page.md", "exec"), {})
    page, found = watched(browser, tmp_path / "ferries.html")
    assert page.locator(".leaflet-marker-icon.mark-place").count() == 2
    assert page.locator(".leaflet-map-pane path.route").count() == 1
    assert found == []
