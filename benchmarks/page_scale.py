#!/usr/bin/env python3
"""Pages of many places in Chromium: bytes, time to the first marks, time until the page answers, frames a second.

    python benchmarks/page_scale.py [--places 200 1000 10000 50000] [--folium 10000] [--json]

The stories are merged corpora that are made up (``merged_corpus.py``): places, events, movements, their quotations.
At ``--folium`` places, folium draws the same places in the same run: ``folium.Marker`` with a popup of the name, and
its quickest way, one ``folium.GeoJson`` of circle markers on a canvas, with name and quotation as properties. Folium's
pages are written by SelfContainedFigure, so that nothing is waited for, and they have no background.

All times are the page's own, in milliseconds since the navigation began. *First marks*: the first frame with a mark.
*Interactive*: after the last task of more than 50 ms, when no other follows for a second, the first moment with ten
frames in the next second. Frames are counted while
the mouse drags the map to and fro and while the wheel zooms in and out. Printed as a table, or with ``--json`` as JSON,
and kept in benchmarks/results/page_scale.json. Exit status 1 when something misses its limit; seconds depend on the
machine, so the limits of time are ratios.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent))

import merged_corpus as made_up

from geomap.model import Story

RESULTS = Path(__file__).resolve().parent / "results"
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking")
SIZE = {"width": 1280, "height": 800}
LIMIT_BYTES = {1_000: 400_000, 10_000: 2_000_000, 50_000: 8_000_000}
SOONER_THAN_MARKERS = 10.0
FRAMES = 30.0
QUIET_MS = 1000
MOST_SECONDS = 5.0  # of dragging and turning: a page of two frames a second has told enough by then
ENOUGH_FRAMES = 10
LONGEST_MS = 180_000

WATCH = """(() => {
  const seen = (window.seen = { marks: null, busy: 0, frames: [] });
  new PerformanceObserver((list) => {
    for (const task of list.getEntries()) seen.busy = Math.max(seen.busy, task.startTime + task.duration);
  }).observe({ type: "longtask", buffered: true });
  const marks = ".leaflet-marker-icon, canvas.crowd, canvas.leaflet-zoom-animated, .leaflet-overlay-pane canvas";
  const frame = (now) => {
    if (seen.marks === null && document.querySelector(marks))
      requestAnimationFrame(() => { seen.marks = seen.marks ?? performance.now(); });
    seen.frames.push(now);
    requestAnimationFrame(frame);
  };
  requestAnimationFrame(frame);
})();"""


class Measured(NamedTuple):
    """One page in the browser."""

    bytes: int
    first_marks_ms: float
    interactive_ms: float
    pan_fps: float
    zoom_fps: float


merged_corpus = cache(made_up.merged_corpus)


class Figure(NamedTuple):
    """A number with its limit, as ``benchmarks/bench.py`` collects them."""

    name: str
    value: float
    limit: float
    at_least: bool


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--places", type=int, nargs="+", default=[200, 1_000, 10_000, 50_000])
    parser.add_argument("--folium", type=int, default=10_000, help="number of places that folium draws, too (0: none)")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="print JSON in place of the table")
    options = parser.parse_args()
    result = measured(options.places, options.folium, options.rounds)
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "page_scale.json").write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    sys.stdout.write(json.dumps(result, indent=1) + "\n" if options.json else table(result))
    return 1 if missed(result) else 0


def measured(sizes: list[int], beside_folium: int, rounds: int) -> dict[str, Any]:
    """All pages measured in turn, ``rounds`` times; medians."""
    with tempfile.TemporaryDirectory() as folder:
        pages = {name: _written(Path(folder), name, make) for name, make in _pages(sizes, beside_folium)}
        rows = _in_browser(pages, rounds)
    result: dict[str, Any] = {"rounds": rounds, "pages": {name: row._asdict() for name, row in rows.items()}}
    alone = {str(size): _bytes_of_marks(size) for size in sizes if size in LIMIT_BYTES}
    result["bytes_of_the_story_alone"] = alone
    figures = [*_bytes(rows), *_ratios(rows, beside_folium), *_frames_of(rows)]
    return {"figures": [figure._asdict() for figure in figures], "details": result}


def _pages(sizes: list[int], beside_folium: int) -> Iterator[tuple[str, Callable[[], str]]]:
    from geomap.page import render

    for size in sizes:
        yield f"geomap {size:,}", lambda size=size: render(merged_corpus(size))  # type: ignore[misc]
    if beside_folium:
        yield f"folium.Marker {beside_folium:,}", lambda: folium_markers(merged_corpus(beside_folium))
        yield f"folium.GeoJson, canvas {beside_folium:,}", lambda: folium_canvas(merged_corpus(beside_folium))


def _written(folder: Path, name: str, make: Callable[[], str]) -> Path:
    path = folder / f"{''.join(sign for sign in name if sign.isalnum())}.html"
    path.write_text(make(), encoding="utf-8")
    return path


def _chart(canvas: bool) -> Any:
    import folium

    from geomap.page import SelfContainedFigure

    chart = folium.Map(location=[25, 10], zoom_start=2, tiles=None, prefer_canvas=canvas)
    SelfContainedFigure(title="folium").add_child(chart)
    return chart


def folium_markers(story: Story) -> str:
    """The places as folium's own markers, each with a popup of its name."""
    import folium

    chart = _chart(canvas=False)
    for place in story.places:
        folium.Marker([place.lat, place.lon], popup=folium.Popup(_plain(place.name))).add_to(chart)
    page: str = chart.get_root().render()
    return page


def folium_canvas(story: Story) -> str:
    """The places as one layer of circles on a canvas, with name and quotation in a popup."""
    import folium

    features = [
        {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": [place.lon, place.lat]},
            "properties": {"name": place.name, "quote": place.mentions[0].text, "confidence": place.confidence},
        }
        for place in story.places
    ]
    chart = _chart(canvas=True)
    folium.GeoJson(
        {"type": "FeatureCollection", "features": features},
        marker=folium.CircleMarker(radius=4),
        popup=folium.GeoJsonPopup(fields=["name", "quote"]),
    ).add_to(chart)
    page: str = chart.get_root().render()
    return page


def _plain(text: str) -> str:
    return "".join(sign if sign.isalnum() or sign in " .,-" else " " for sign in text)


def _bytes_of_marks(size: int) -> int:
    """What the story itself takes in a page: its packed rows, deflated, in base 85."""
    from geomap.page.layers import json_text
    from geomap.page.packing import packed_story
    from geomap.page.rows import story_rows

    rows = packed_story(story_rows(merged_corpus(size), text="quotes"))
    return sum(len(zlib.compress(json_text(rows[key]).encode(), 9)) * 5 // 4 for key in rows)


def _in_browser(pages: dict[str, Path], rounds: int) -> dict[str, Measured]:
    import os

    from playwright.sync_api import sync_playwright

    from geomap.doctor import find_browser

    found: dict[str, list[Measured]] = {name: [] for name in pages}
    with sync_playwright() as playwright:
        path = os.environ.get("GEOMAP_BROWSER") or find_browser()
        browser = playwright.chromium.launch(executable_path=path, args=list(ARGUMENTS))
        for round_ in range(rounds):
            for name, page in pages.items():
                if round_ and name.startswith("folium.Marker"):
                    continue  # takes longer than all others together
                found[name].append(_measure(browser, page))
        browser.close()
    return {
        name: Measured(*(round(statistics.median(values), 1) for values in zip(*some, strict=True)))
        for name, some in found.items()
    }


def _measure(browser: Any, path: Path) -> Measured:
    context = browser.new_context(viewport=SIZE, offline=True)
    context.set_default_timeout(LONGEST_MS)
    context.add_init_script(WATCH)
    page = context.new_page()
    page.goto(path.as_uri(), wait_until="commit")
    marks, interactive = _until_quiet(page)
    box = page.locator(".leaflet-container").bounding_box()
    x, y = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2
    pan = _frames(page, lambda: _drag(page, x, y))
    zoom = _frames(page, lambda: _wheel(page, x, y))
    context.close()
    return Measured(path.stat().st_size, marks, interactive, pan, zoom)


def _until_quiet(page: Any) -> tuple[float, float]:
    """When the first mark stood there, and from when on the page answered."""
    for _ in range(LONGEST_MS // 100):
        page.wait_for_timeout(100)
        seen = page.evaluate("({ ...window.seen, now: performance.now() })")
        if seen["marks"] is None:
            continue
        quiet = max(seen["busy"], seen["marks"])
        ready = _answering([frame for frame in seen["frames"] if frame >= quiet])
        if ready is not None and seen["now"] - quiet > QUIET_MS:
            return seen["marks"], max(quiet, ready)
    raise SystemExit("a page was never quiet")


def _answering(frames: list[float]) -> float | None:
    """The first frame that is followed by enough others within a second."""
    pairs = zip(frames, frames[ENOUGH_FRAMES:], strict=False)
    return next((first for first, last in pairs if last - first <= QUIET_MS), None)


def _frames(page: Any, act: Callable[[], None]) -> float:
    """Frames a second while something is done."""
    page.evaluate("void (window.seen.frames.length = 0)")
    act()
    times = page.evaluate("window.seen.frames")
    return 1000 * (len(times) - 1) / (times[-1] - times[0]) if len(times) > 1 else 0.0


def _drag(page: Any, x: float, y: float) -> None:
    end = time.monotonic() + MOST_SECONDS
    for way in (1, -1, 1):
        if time.monotonic() > end:
            return
        page.mouse.move(x - way * 150, y)
        page.mouse.down()
        for step in range(40):
            if time.monotonic() > end:
                break
            page.mouse.move(x - way * 150 + way * step * 7.5, y + step)
            page.wait_for_timeout(8)
        page.mouse.up()
        page.wait_for_timeout(300)


def _wheel(page: Any, x: float, y: float) -> None:
    page.mouse.move(x, y)
    end = time.monotonic() + MOST_SECONDS
    for turn in (-240, -240, 240, -240):
        if time.monotonic() > end:
            return
        page.mouse.wheel(0, turn)
        page.wait_for_timeout(450)


def _bytes(rows: dict[str, Measured]) -> Iterator[Figure]:
    for size, limit in LIMIT_BYTES.items():
        row = rows.get(f"geomap {size:,}")
        if row:
            yield Figure(f"megabytes of a page of {size:,} places", row.bytes / 1e6, limit / 1e6, False)


def _ratios(rows: dict[str, Measured], beside_folium: int) -> Iterator[Figure]:
    own = rows.get(f"geomap {beside_folium:,}")
    for name, row in rows.items():
        if own and name.startswith("folium"):
            least = SOONER_THAN_MARKERS if "Marker" in name else 1.0
            ratio = row.interactive_ms / own.interactive_ms
            yield Figure(f"interactive so many times sooner than {name} places", ratio, least, True)


def _frames_of(rows: dict[str, Measured]) -> Iterator[Figure]:
    row = rows.get("geomap 200")
    if row:
        yield Figure("frames a second while panning over 200 places", row.pan_fps, FRAMES, True)
        yield Figure("frames a second while zooming on 200 places", row.zoom_fps, FRAMES, True)


def missed(result: dict[str, Any]) -> list[str]:
    """The figures that lie on the wrong side of their limits."""
    return [
        f"{one['name']}: {one['value']:.2f}, {'at least' if one['at_least'] else 'at most'} {one['limit']:g}"
        for one in result["figures"]
        if (one["value"] < one["limit"]) == one["at_least"] and one["value"] != one["limit"]
    ]


def table(result: dict[str, Any]) -> str:
    """The figures for a reader."""
    details = result["details"]
    lines = [f"{'page':<32}{'bytes':>12}{'first marks':>13}{'interactive':>13}{'pan fps':>9}{'zoom fps':>10}"]
    for name, row in details["pages"].items():
        first, ready = (f"{row[key] / 1000:.2f} s" for key in ("first_marks_ms", "interactive_ms"))
        lines.append(
            f"{name:<32}{row['bytes']:>12,.0f}{first:>13}{ready:>13}{row['pan_fps']:>9.0f}{row['zoom_fps']:>10.0f}"
        )
    alone = details["bytes_of_the_story_alone"]
    lines += [f"{int(size):,} places: the story alone takes {found:,} bytes" for size, found in alone.items()]
    lines += [f"{one['name']}: {one['value']:.2f} (limit {one['limit']:g})" for one in result["figures"]]
    lines += [f"MISSED {text}" for text in missed(result)] or ["every limit is kept"]
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    sys.exit(main())
