"""The guide to places by description tells the truth: its example gives what its table says."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

import pytest

from geomap import Place, Story, Tools, tell, to_geojson
from geomap.article import article_from_text
from geomap.codec import dumps, loads
from geomap.model import Spot

pytestmark = pytest.mark.model

GUIDE = (Path(__file__).resolve().parents[2] / "docs" / "descriptions.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| (?P<phrase>.+?) \| (?P<what>.+?) \| (?P<lat>[-.\d]+), (?P<lon>[-.\d]+) \| (?P<km>\d+) \|$", re.M)
ROWS = [found.groups() for found in ROW.finditer(GUIDE)]


@cache
def story() -> Story:
    example = re.search(r"```text\n(.*?)```", GUIDE, re.S)
    assert example
    return tell(article_from_text(example[1], published="2026-03-04"), Tools.open())


def positions() -> dict[str, tuple[str, Place | Spot]]:
    found: dict[str, tuple[str, Place | Spot]] = {}
    for place in story().places:
        if place.inferred:
            found[place.name] = (f"place: {place.kind}", place)
        for spot in place.spots:
            found[spot.text] = (f"spot of {place.name}: {spot.relation}", spot)
    return found


def test_the_table_has_all_descriptions_of_the_example() -> None:
    assert {row[0] for row in ROWS} == set(positions())


@pytest.mark.parametrize(("phrase", "what", "lat", "lon", "km"), ROWS)
def test_a_row_of_the_table(phrase: str, what: str, lat: str, lon: str, km: str) -> None:
    told, position = positions()[phrase]
    assert told == what
    assert position.lat == pytest.approx(float(lat), abs=0.06)
    assert position.lon == pytest.approx(float(lon), abs=0.06)
    assert position.radius_km == pytest.approx(float(km), abs=0.51)


def test_events_carry_their_spot_and_are_drawn_there() -> None:
    spots = {event.id: event.spot for event in story().events if event.spot is not None}
    assert {"90 km west of Crete", "off Libya"} <= {spot.text for spot in spots.values()}
    for feature in to_geojson(story())["features"]:
        spot = spots.get(feature["id"])
        if spot is not None:
            assert feature["geometry"]["coordinates"] == [spot.lon, spot.lat]
            assert not feature["properties"]["place"].startswith("spot")


def test_a_story_with_spots_comes_back_from_its_file() -> None:
    assert loads(dumps(story())) == story()
