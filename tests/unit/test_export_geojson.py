"""The GeoJSON export keeps its contract: RFC 7946, four layers, nothing invented, nothing lost."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from helpers.stories import POSITIONS, RINGS, sample_story, stories
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from geomap.export.antimeridian import cut_line, cut_ring
from geomap.export.geojson import to_geojson
from geomap.model import Footprint, Spot, Story


def features(story: Story, layer: str, *, shapes: bool = False) -> list[dict[str, Any]]:
    collection = to_geojson(story, shapes=shapes)
    return [one for one in collection["features"] if one["properties"]["layer"] == layer]


def test_the_collection_names_its_makers_and_its_article() -> None:
    collection = to_geojson(sample_story())
    assert collection["type"] == "FeatureCollection"
    assert collection["geomap"] == {
        "schema": 1, "version": "0.1.0", "model": "en_core_web_sm 3.8.0", "spacy": "3.8.18", "gazetteer": "1",
        "lock": None,
    }  # fmt: skip
    assert collection["article"] == {
        "title": "Ferry leaves Harwich",
        "published": "2016-04-27",
        "source": "ferry.txt",
        "language": "en",
        "author": None,
        "url": None,
        "part": None,
        "members": [],
    }
    assert collection["others"] == [{"name": "Dutch", "kind": "demonym", "country": "NL", "mentions": [[87, 92]]}]
    assert collection["notes"] == ["A note for the reader."]


def test_a_place_is_a_point_with_longitude_first() -> None:
    harwich, _ = features(sample_story(), "place")
    assert harwich["geometry"] == {"type": "Point", "coordinates": [1.26, 51.93]}
    properties = harwich["properties"]
    assert properties["name"] == "Harwich"
    assert properties["country"] == "GB"
    assert properties["mentions"] == [[13, 20], [56, 63]]
    assert properties["alternatives"][0]["lat"] == 41.686
    assert properties["alternatives"][0]["country"] == "US"


def test_with_shapes_an_outline_is_a_counter_clockwise_polygon() -> None:
    harwich, ostend = features(sample_story(), "place", shapes=True)
    assert harwich["geometry"]["type"] == "Point"
    assert ostend["geometry"]["type"] == "Polygon"
    (ring,) = ostend["geometry"]["coordinates"]
    assert ring[0] == ring[-1]
    assert doubled_area(ring) > 0


def test_a_route_runs_in_travel_order_and_says_what_is_stated() -> None:
    (route,) = features(sample_story(), "route")
    assert route["geometry"] == {"type": "LineString", "coordinates": [[1.26, 51.93], [2.92, 51.23]]}
    properties = route["properties"]
    assert (properties["from"], properties["via"], properties["to"]) == ("place:harwich", [], "place:ostend")
    assert properties["quantity"] == {"value": 40.0, "qualifier": "about", "unit": "people", "text": "about 40 people"}
    assert (properties["start"], properties["end"]) == ("2016-04-26", "2016-04-26")
    assert properties["stated"] == ["from", "to"]
    assert properties["evidence"][0]["text"].startswith("A ferry")


def test_one_ended_and_unplaced_routes() -> None:
    story = sample_story()
    one_ended = replace(story.routes[0], origin=None, path=((2.92, 51.23),))
    unplaced = replace(story.routes[0], id="route:2", origin=None, destination=None, path=(), when=None)
    first, second = features(replace(story, routes=(one_ended, unplaced)), "route")
    assert first["geometry"] == {"type": "Point", "coordinates": [2.92, 51.23]}
    assert first["properties"]["from"] is None
    assert second["geometry"] is None
    assert (second["properties"]["start"], second["properties"]["end"]) == (None, None)


def test_an_event_lies_at_its_place_or_nowhere() -> None:
    story = sample_story()
    (event,) = features(story, "event")
    assert event["geometry"] == {"type": "Point", "coordinates": [2.92, 51.23]}
    assert event["properties"]["date_text"] is None
    assert event["properties"]["actors"] == [{"text": "Dutch police", "role": "agent", "country": "NL"}]
    (event,) = features(replace(story, events=(replace(story.events[0], place=None),)), "event")
    assert event["geometry"] is None


def test_an_event_at_a_described_position_lies_there() -> None:
    story = sample_story()
    spot = Spot(text="off Ostend", start=1, end=5, relation="off", lat=51.4, lon=2.7, radius_km=15.0)
    at_sea = replace(story.events[0], spot=spot)
    harbour = replace(story.places[1], spots=(spot,))
    told = replace(story, events=(at_sea,), places=(story.places[0], harbour))
    (event,) = features(told, "event")
    assert event["geometry"] == {"type": "Point", "coordinates": [2.7, 51.4]}
    assert event["properties"]["place"] == "place:ostend"
    assert event["properties"]["spot"]["relation"] == "off"
    assert features(told, "place")[1]["properties"]["spots"] == [event["properties"]["spot"]]


def test_unresolved_names_are_told() -> None:
    (name,) = features(sample_story(), "unresolved")
    assert name["geometry"] is None
    assert name["properties"]["reason"] == "the gazetteer has no Zzyzx"


@given(stories(), st.booleans())
@settings(max_examples=100)
def test_any_story_gives_valid_geojson(story: Story, shapes: bool) -> None:
    collection = to_geojson(story, shapes=shapes)
    assert json.loads(json.dumps(collection, allow_nan=False)) is not None
    ids = [feature["id"] for feature in collection["features"]]
    marks = [identity for identity in ids if not identity.startswith("unresolved:")]
    assert len(marks) == len(story.places) + len(story.routes) + len(story.events)
    text = story.article.text
    for feature in collection["features"]:
        for lon, lat in positions(feature["geometry"]):
            assert -180 <= lon <= 180
            assert -90 <= lat <= 90
        for quote in feature["properties"].get("evidence", []):
            assert text[quote["start"] : quote["end"]] == quote["text"]


@pytest.mark.parametrize(
    ("line", "parts"),
    [
        ([(0, 0), (10, 5)], [[[0, 0], [10, 5]]]),
        ([(170, 0), (-170, 10)], [[[170, 0], [180, 5]], [[-180, 5], [-170, 10]]]),
        ([(-170, 10), (170, 0)], [[[-170, 10], [-180, 5]], [[180, 5], [170, 0]]]),
        ([(170, 0), (180, 5), (-170, 10)], [[[170, 0], [180, 5]], [[-180, 5], [-170, 10]]]),
        ([(170, 0), (180, 5)], [[[170, 0], [180, 5]]]),
        ([(-180, 5), (-170, 0)], [[[-180, 5], [-170, 0]]]),
        ([(180, 5), (-170, 0)], [[[-180, 5], [-170, 0]]]),
        ([(170, 0), (190, 10), (200, 12)], [[[170, 0], [180, 5]], [[-180, 5], [-170, 10], [-160, 12]]]),
        ([(190, 10)], [[[-170, 10]]]),
        ([(-170, 10), (-190, 0)], [[[-170, 10], [-180, 5]], [[180, 5], [170, 0]]]),
    ],
)
def test_a_line_is_cut_at_the_180th_meridian(line: list[tuple[float, float]], parts: list[Any]) -> None:
    assert cut_line(line) == parts


@given(st.lists(POSITIONS, min_size=2, max_size=8))
def test_cut_lines_stay_on_their_side(line: list[tuple[float, float]]) -> None:
    parts = cut_line(line)
    for part in parts:
        for here, there in pairwise(part):
            assert abs(here[0] - there[0]) <= 180
            assert -180 <= here[0] <= 180
            assert -180 <= there[0] <= 180
    assume(all(here != there for here, there in pairwise(line)) and all(abs(lon) < 179.999 for lon, _ in line))
    given_vertices = [list(vertex) for vertex in line]
    assert [vertex for part in parts for vertex in part if abs(vertex[0]) < 180] == given_vertices


def test_a_ring_across_the_180th_meridian_is_cut_in_two() -> None:
    rings = cut_ring([(170, -20), (170, -10), (-170, -10), (-170, -20), (170, -20)])
    assert len(rings) == 2
    assert sorted((min(lon for lon, _ in ring), max(lon for lon, _ in ring)) for ring in rings) == [
        (-180, -170),
        (170, 180),
    ]
    assert all(doubled_area(ring) > 0 for ring in rings)


@given(RINGS)
def test_rings_run_counter_clockwise(ring: Footprint) -> None:
    for part in cut_ring(ring):  # type: ignore[arg-type]
        assert part[0] == part[-1]
        assert doubled_area(part) >= -1e-6
        assert all(-180 <= lon <= 180 for lon, _ in part)


def doubled_area(ring: list[list[float]]) -> float:
    return sum(here[0] * there[1] - there[0] * here[1] for here, there in pairwise(ring))


def positions(geometry: dict[str, Any] | None) -> list[list[float]]:
    if geometry is None:
        return []
    flat = geometry["coordinates"]
    if geometry["type"] == "Point":
        return [flat]
    while isinstance(flat[0][0], list):
        flat = [position for part in flat for position in part]
    return list(flat)
