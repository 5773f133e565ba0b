"""Marks on the map: clear of the controls, icons and numbers, arrows side by side and as wide as what they tell."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import page_stories
import pytest

from geomap.page import render

pytestmark = pytest.mark.browser

DESKTOP = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
Opened = Callable[..., Any]
STAGE = "geomap.stage(Object.values(window).find(one => one instanceof L.Map))"


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("name", ["central", "far", "parallel"])
def test_no_control_at_the_left_covers_a_mark(opened: Opened, name: str, viewport: dict[str, int]) -> None:
    page = opened(name, viewport)
    covered = page.run(
        """(() => { const boxes = selector => [...document.querySelectorAll(selector)]
             .map(node => [node.getBoundingClientRect(), node.getAttribute("aria-label")]);
           const controls = boxes(".leaflet-top.leaflet-left .leaflet-control");
           return boxes(".leaflet-marker-icon.mark").filter(([mark]) => controls.some(([box]) =>
             mark.left < box.right && box.left < mark.right && mark.top < box.bottom && box.top < mark.bottom))
             .map(([, label]) => label); })()"""
    )
    assert covered == []


def test_events_carry_the_icon_of_their_type_and_their_number(opened: Opened) -> None:
    page = opened("central")
    marks = page.run(
        f"""{STAGE}.all("event").filter(item => item.row.place).map(item => [
              item.row.type, item.row.number,
              item.elements()[0].querySelector("svg.icon path").getAttribute("d") === geomap.icons[item.row.type],
              item.elements()[0].textContent.trim()])"""
    )
    assert marks
    for kind, number, has_icon, text in marks:
        assert has_icon, kind
        assert text == str(number)
    legend = page.run("document.querySelector('.geomap-legend').textContent")
    assert "Rescue" in legend


def test_movements_between_the_same_ends_lie_side_by_side(opened: Opened) -> None:
    page = opened("parallel")
    gaps = page.run(
        f"""(() => {{ const line = id => {STAGE}.get(id).line.way;
              const apart = (one, other, turned) => {{ const a = line(one), b = line(other);
                const p = a.at(a.length / 2), q = b.at(b.length * 0.5); return Math.hypot(p.x - q.x, p.y - q.y); }};
              return [apart("r-few", "r-many"), apart("r-few", "r-back"), apart("r-over", "r-over-back")]; }})()"""
    )
    assert min(gaps) > 9


def test_an_arrow_is_as_wide_as_the_number_and_the_legend_says_so(opened: Opened) -> None:
    page = opened("parallel")
    widths = page.run(f"['r-few', 'r-many'].map(id => {STAGE}.get(id).line.width)")
    assert widths[1] > widths[0] + 3
    steps = page.run("[0, 50, 100, 1000, 10000, 1e6, 1e9].map(geomap.routeWidth)")
    assert steps == sorted(steps)
    assert steps[-1] <= 12
    legend = page.run("document.querySelector('.geomap-legend').textContent")
    for number in ("10", "10,000"):
        assert f"Width by the number told: {number}" in legend


def test_an_arrow_goes_through_its_stops_in_their_order(opened: Opened) -> None:
    page = opened("parallel")
    shares = page.run(
        f"""(() => {{ const item = {STAGE}.get("r-over"), way = item.line.way, map = {STAGE}.map;
              const origin = map.getPixelOrigin();
              return item.line.stops.map(stop => {{ const at = map.project(stop).subtract(origin);
                let best = [Infinity, 0];
                for (let d = 0; d <= way.length; d += 1) {{ const p = way.at(d);
                  const off = Math.hypot(p.x - at.x, p.y - at.y); if (off < best[0]) best = [off, d / way.length]; }}
                return best; }}); }})()"""
    )
    assert all(off < 3 for off, _ in shares)
    order = [share for _, share in shares]
    assert order == sorted(order)
    assert page.run(f"{STAGE}.get('r-over').title") == "People: Tripoli → Valletta → Augusta → Rome"


def test_status_shows_in_the_shape(opened: Opened) -> None:
    page = opened("parallel")
    pieces = page.run(
        f"Object.fromEntries({STAGE}.all('route').map(item => [item.row.id, item.line.shape.split('M').length - 1]))"
    )
    assert pieces["r-few"] == 2  # body and head
    assert pieces["r-stopped"] == 3  # and a bar
    assert pieces["r-back"] > 6  # dashes
    assert pieces["r-over-back"] > 6


@pytest.mark.parametrize(("kind", "is_inside"), [("region", False), ("country", True)])
def test_a_continent_does_not_widen_the_first_view(opened: Opened, tmp_path: Path, kind: str, is_inside: bool) -> None:
    story = page_stories.central()
    wide = replace(story.places[0], id="p-wide", name="Africa", kind=kind, lat=-7.0, lon=21.0, radius_km=4000.0)
    wide = replace(wide, mentions=story.places[0].mentions[:1] * 12)
    (tmp_path / "wide.html").write_text(render(replace(story, places=(*story.places, wide))), encoding="utf-8")
    page = opened(tmp_path / "wide.html")
    assert page.run(f"{STAGE}.map.getBounds().contains({STAGE}.get('p-wide').at())") is is_inside


@pytest.mark.parametrize("side", ["left", "top", "right"])
def test_no_edge_of_the_map_cuts_an_event_whose_place_is_in_view(opened: Opened, side: str) -> None:
    page = opened("one_date", PHONE)
    is_whole = page.run(
        f"""(() => {{ const stage = {STAGE}, map = stage.map, size = map.getSize(), event = stage.all("event")[0];
          const at = map.latLngToContainerPoint(event.at());
          const aim = {{ left: [6, size.y * 0.6], right: [size.x - 6, size.y * 0.6], top: [size.x / 2, 6] }}["{side}"];
          map.panBy([at.x - aim[0], at.y - aim[1]], {{ animate: false }});
          stage.fire("arranged");
          const [left, top, right, bottom] = event.boxes()[0];
          return left >= 0 && top >= 0 && right <= size.x && bottom <= size.y; }})()"""
    )
    assert is_whole
