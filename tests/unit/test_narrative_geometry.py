"""Lines of routes: great circles with few vertices, no jump at the antimeridian, lengths in km."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.geodesy import distance_km
from geomap.model import Place, PlaceKind
from geomap.narrative.geometry import great_circle, is_area, line_through

longitudes = st.floats(-180, 180)
latitudes = st.floats(-89.9, 89.9)
points = st.tuples(longitudes, latitudes)


def place(lon: float, lat: float, *, kind: PlaceKind = "town", radius_km: float = 10) -> Place:
    return Place(
        id=f"{lon},{lat}", name="X", kind=kind, lat=lat, lon=lon, radius_km=radius_km, confidence=1.0, mentions=()
    )


def test_a_known_distance() -> None:
    assert distance_km((13.19, 32.89), (14.51, 35.90)) == pytest.approx(357, abs=3)  # Tripoli to Valletta


def test_a_single_place_is_one_vertex_without_length() -> None:
    assert line_through([place(13.19, 32.89)]) == (((13.19, 32.89),), None, False)


def test_no_place_is_no_line() -> None:
    assert line_through([]) == ((), None, False)


def test_stops_are_vertices_in_travel_order() -> None:
    path, length, _ = line_through([place(23.9, 32.1), place(14.5, 35.9), place(54.4, 24.5)])
    assert path[0] == (23.9, 32.1)
    assert (14.5, 35.9) in path
    assert path[-1] == (54.4, 24.5)
    assert length == pytest.approx(
        distance_km((23.9, 32.1), (14.5, 35.9)) + distance_km((14.5, 35.9), (54.4, 24.5)), 0.01
    )


def test_over_the_antimeridian_the_longitudes_run_on() -> None:
    path, length, _ = line_through([place(139.7, 35.7), place(-122.4, 37.8)])  # Tokyo to San Francisco
    assert path[-1][0] == pytest.approx(237.6)
    assert length == pytest.approx(8270, abs=30)


def test_an_area_at_an_end_makes_the_line_vague() -> None:
    libya = place(17, 27, kind="country", radius_km=800)
    assert is_area(libya)
    assert line_through([libya, place(12.5, 41.9)])[2]
    assert not line_through([place(13.2, 32.9), libya, place(12.5, 41.9)])[2]


@given(points, points)
def test_neighbouring_vertices_never_jump(a: tuple[float, float], b: tuple[float, float]) -> None:
    path = great_circle(a, b)
    assert all(abs(x[0] - y[0]) <= 180 + 1e-6 for x, y in itertools.pairwise(path))
    assert path[0] == a
    assert math.isclose((path[-1][0] - b[0]) % 360, 0, abs_tol=1e-6) or math.isclose(
        (path[-1][0] - b[0]) % 360, 360, abs_tol=1e-6
    )


@given(points, points)
def test_the_vertices_lie_on_the_shortest_way(a: tuple[float, float], b: tuple[float, float]) -> None:
    path = great_circle(a, b)
    along = sum(distance_km(x, y) for x, y in itertools.pairwise(path))
    assert along == pytest.approx(distance_km(a, b), rel=1e-3, abs=0.5)


@given(points, points)
def test_distance_is_symmetric_and_bounded(a: tuple[float, float], b: tuple[float, float]) -> None:
    assert distance_km(a, b) == pytest.approx(distance_km(b, a), abs=1e-6)
    assert 0 <= distance_km(a, b) <= 20_016
