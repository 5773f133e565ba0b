#!/usr/bin/env python3
"""When the first marks stand on the page, beside folium's own page of the same marks.

    python benchmarks/first_marks.py [--rounds N] [--json]

Both pages are made of one story and opened in turn in Chromium from the disk. Folium's page links to files on the web:
they are answered at once from what geomap carries, and its tiles with nothing, which is better than folium ever has it.
Measured is the browser's own time (``performance.now``) when a frame with marks has been drawn.
"""

from __future__ import annotations

import argparse
import os
import re
import sys
import tempfile
from pathlib import Path
from typing import Any

from measuring import REPOSITORY, Figure, report

MOST_SECONDS = 0.6
MARKS = ".mark, .mark-badge, path.route, path.leaflet-interactive, .awesome-marker"
TYPES = {".js": "text/javascript", ".css": "text/css"}
WATCH = """
window.firstMarks = null;
(function look() {
  if (document.querySelector('%s')) requestAnimationFrame(() => { window.firstMarks = performance.now(); });
  else requestAnimationFrame(look);
})();
"""


def main() -> int:
    """Measure and report."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        sys.exit("this needs Playwright: make test installs it")
    from geomap.doctor import find_browser

    program = os.environ.get("GEOMAP_BROWSER") or find_browser()
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        pages = {name: Path(folder) / f"{name}.html" for name in ("geomap", "folium")}
        marks = write_pages(pages["geomap"], pages["folium"])
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        times: dict[str, list[float]] = {name: [] for name in pages}
        for _ in range(options.rounds + 1):
            for name, path in pages.items():
                times[name].append(first_marks(browser, path))
        browser.close()
        size = {name: path.stat().st_size for name, path in pages.items()}
    quickest = {name: min(some[1:]) / 1000 for name, some in times.items()}
    figures = [
        Figure(name="first marks on the page, in seconds", value=quickest["geomap"], limit=MOST_SECONDS),
        Figure(name="the same beside folium's own page", value=quickest["geomap"] / quickest["folium"]),
    ]
    return report("first marks", figures, {"marks": marks, "seconds": quickest, "bytes": size})


def write_pages(ours: Path, theirs: Path) -> int:
    """The page of the example's story, and folium's default map with the same places, routes and events; how many."""
    import folium

    from geomap.codec import load_story
    from geomap.page import render

    story = load_story(REPOSITORY / "maps" / "central-mediterranean.story.json")
    ours.write_text(render(story), encoding="utf-8")
    chart = folium.Map()
    places = {place.id: (place.lat, place.lon) for place in story.places}
    for place in story.places:
        folium.CircleMarker((place.lat, place.lon), radius=6, tooltip=place.name).add_to(chart)
    for route in story.routes:
        if route.path:
            folium.PolyLine([(lat, lon) for lon, lat in route.path]).add_to(chart)
    placed = [event for event in story.events if event.place]
    for event in placed:
        folium.Marker(places[str(event.place)], popup=event.type).add_to(chart)
    chart.fit_bounds(list(places.values()))
    chart.save(str(theirs))
    return len(story.places) + len(story.routes) + len(placed)


def first_marks(browser: Any, path: Path) -> float:
    """Milliseconds of the browser from the start of the navigation to the first frame with marks."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.route(re.compile("^https?://"), answer)
    page = context.new_page()
    page.add_init_script(WATCH % MARKS)
    page.goto(path.as_uri(), wait_until="commit")
    for _ in range(3000):  # waiting inside the page would need eval, which our page forbids
        if (found := page.evaluate("window.firstMarks")) is not None:
            context.close()
            return float(found)
        page.wait_for_timeout(20)
    sys.exit(f"no marks on {path.name} in a minute")


def answer(route: Any) -> None:
    """A file of folium's from what geomap carries; nothing for all else."""
    address = route.request.url
    for file in (REPOSITORY / "geomap" / "page").rglob("*"):
        if file.suffix in (".js", ".css") and file.name == address.rsplit("/", 1)[-1]:
            route.fulfill(body=file.read_bytes(), content_type=TYPES[file.suffix])
            return
    route.fulfill(body=b"", content_type=TYPES.get(Path(address).suffix, "image/png"))


if __name__ == "__main__":
    sys.exit(main())
