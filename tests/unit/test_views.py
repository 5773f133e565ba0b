"""A story shows itself: to notebooks, to what reads __geo_interface__, as data frames."""

from __future__ import annotations

import html
import re
import subprocess
import sys

import geopandas
from helpers.stories import sample_story

from geomap.export.geojson import to_geojson
from geomap.page import render


def test_it_is_a_feature_collection_for_other_libraries() -> None:
    story = sample_story()
    assert story.__geo_interface__ == to_geojson(story)
    frame = geopandas.GeoDataFrame.from_features(story, crs="EPSG:4326")
    assert list(frame["layer"]) == ["place", "place", "route", "event", "unresolved"]
    assert frame.geometry[0].x == 1.26


def test_it_gives_data_frames() -> None:
    frames = sample_story().to_geodataframes(shapes=True)
    assert list(frames["places"].geometry.geom_type) == ["Point", "Polygon"]


def test_a_notebook_shows_its_page_in_a_frame() -> None:
    shown = sample_story()._repr_html_()
    found = re.match(r'<iframe srcdoc="([^"]*)"', shown)
    assert found
    assert html.unescape(found[1]) == render(sample_story())


def test_the_model_loads_none_of_it() -> None:
    code = "import geomap.model, sys; print(sorted(name for name in sys.modules if name.startswith('geomap.')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "['geomap.model', 'geomap.views']"
