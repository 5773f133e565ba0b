"""Lines of routes: great circles with few vertices, no jump at the antimeridian, lengths in km."""

from __future__ import annotations

import itertools
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geomap.gazetteer.seaways import load_seaways
from geomap.geodesy import distance_km, great_circle
from geomap.model import Footprint, Place, PlaceKind, Spot
from geomap.narrative.geometry import Stop, is_area, line_through

longitudes = st.floats(-180, 180)
latitudes = st.floats(-89.9, 89.9)
points = st.tuples(longitudes, latitudes)


def place(
    lon: float, lat: float, *, kind: PlaceKind = "town", radius_km: float = 10, footprint: Footprint | None = None
) -> Place:
    return Place(
        id=f"{lon},{lat}", name="X", kind=kind, lat=lat, lon=lon, radius_km=radius_km, confidence=1.0, mentions=(),
        footprint=footprint,
    )  # fmt: skip


def stop(lon: float, lat: float) -> Stop:
    return Stop(place(lon, lat))


def square(west: float, south: float, east: float, north: float, *, kind: PlaceKind = "country") -> Stop:
    """A square area with its place in the middle."""
    ring = ((west, south), (east, south), (east, north), (west, north), (west, south))
    middle = ((west + east) / 2, (south + north) / 2)
    return Stop(place(*middle, kind=kind, radius_km=50 * (east - west), footprint=(ring,)))


TOBRUK, VALLETTA, ABU_DHABI = stop(23.96, 32.08), stop(14.51, 35.9), stop(54.4, 24.5)


def test_a_known_distance() -> None:
    assert distance_km((13.19, 32.89), (14.51, 35.90)) == pytest.approx(357, abs=3)  # Tripoli to Valletta


def test_a_single_place_is_one_vertex_without_length() -> None:
    assert line_through([stop(13.19, 32.89)]) == (((13.19, 32.89),), None, False)


def test_no_place_is_no_line() -> None:
    assert line_through([]) == ((), None, False)


def test_stops_are_vertices_in_travel_order() -> None:
    path, length, _ = line_through([stop(23.9, 32.1), stop(14.5, 35.9), stop(54.4, 24.5)])
    assert path[0] == (23.9, 32.1)
    assert (14.5, 35.9) in path
    assert path[-1] == (54.4, 24.5)
    assert length == pytest.approx(
        distance_km((23.9, 32.1), (14.5, 35.9)) + distance_km((14.5, 35.9), (54.4, 24.5)), 0.01
    )


def test_over_the_antimeridian_the_longitudes_run_on() -> None:
    path, length, _ = line_through([stop(139.7, 35.7), stop(-122.4, 37.8)])  # Tokyo to San Francisco
    assert path[-1][0] == pytest.approx(237.6)
    assert length == pytest.approx(8270, abs=30)


def test_an_area_at_an_end_makes_the_line_vague() -> None:
    libya = Stop(place(17, 27, kind="country", radius_km=800))
    assert is_area(libya.place)
    assert line_through([libya, stop(12.5, 41.9)])[2]
    assert not line_through([stop(13.2, 32.9), libya, stop(12.5, 41.9)])[2]


def test_between_areas_the_line_joins_the_facing_edges() -> None:
    path, length, vague = line_through([square(0, 0, 10, 10), square(14, 0, 24, 10)])
    assert vague
    (start, end) = path[0], path[-1]
    assert 8 < start[0] <= 10
    assert 14 <= end[0] < 16
    assert length is not None
    assert length < 800


def test_a_line_between_neighbours_runs_from_inside_to_inside() -> None:
    path, length, _ = line_through([square(0, 0, 10, 10), square(10, 0, 20, 10)])
    assert path[0][0] < 10 < path[-1][0]
    assert length
    assert length > 100


def test_far_areas_are_met_in_their_middle() -> None:
    path, _, _ = line_through([square(0, 0, 4, 4), square(60, 0, 64, 4)])
    assert path[0] == (2, 2)
    assert path[-1] == (62, 2)


def test_a_sea_on_the_way_is_passed_not_visited_in_its_middle() -> None:
    sea = square(2, 0, 30, 20, kind="sea")
    north = line_through([stop(0, 12), sea, stop(33, 12)])[0]
    assert north == line_through([stop(0, 12), stop(33, 12)])[0]
    beside = line_through([stop(0, 24), sea, stop(33, 24)])[0]
    assert any(2 <= lon <= 30 and lat <= 20.01 for lon, lat in beside)


def test_a_described_position_stands_for_its_place() -> None:
    spot = Spot(text="off Libya", start=0, end=9, relation="off", lat=33.5, lon=13.0, radius_km=40)
    path, _, _ = line_through([Stop(place(17, 27, kind="country", radius_km=800), spot), stop(12.6, 35.5)])
    assert path[0] == (13.0, 33.5)


def test_by_sea_the_line_passes_the_canal_and_touches_no_land() -> None:
    path, length, _ = line_through([TOBRUK, VALLETTA, ABU_DHABI], "sea")
    assert length == pytest.approx(8_100, rel=0.05)  # 970 km to Malta, then through Suez and around Arabia
    assert any(abs(lon - 32.4) < 0.3 and 29.8 < lat < 31.3 for lon, lat in path)
    assert load_seaways().share_of_water(*path[1:3]) == pytest.approx(1.0, abs=0.02)


def test_goods_go_by_sea_over_water_and_by_land_otherwise() -> None:
    assert len(line_through([TOBRUK, stop(12.33, 45.44)], "freight")[0]) > 5
    assert len(line_through([stop(32.5, 15.6), stop(21.0, 12.1)], "freight")[0]) < 6


def test_where_no_water_leads_the_line_is_straight() -> None:
    inland = [stop(32.53, 15.6), stop(31.02, -29.86)]  # Khartoum, Durban
    assert line_through(inland, "sea") == line_through(inland)


SEAS = [
    (5.0, 40.0),
    (19.0, 34.0),
    (-30.0, 45.0),
    (65.0, 15.0),
    (-150.0, -20.0),
    (150.0, 45.0),
    (2.0, 56.0),
    (38.0, 43.0),
]


@given(st.sampled_from(SEAS), st.sampled_from(SEAS))
def test_a_course_between_seas_is_clear_of_land(here: tuple[float, float], there: tuple[float, float]) -> None:
    course = load_seaways().between(here, there)
    assert course is not None
    assert (course[0], course[-1]) == (here, there)
    for start, end in itertools.pairwise(course):
        assert load_seaways().share_of_water(start, end) > 0.999 or start == end
    assert sum(distance_km(a, b) for a, b in itertools.pairwise(course)) >= distance_km(here, there) - 1e-6


@given(st.sampled_from(SEAS), st.sampled_from(SEAS))
def test_the_way_back_is_as_long(here: tuple[float, float], there: tuple[float, float]) -> None:
    lengths = [
        sum(distance_km(a, b) for a, b in itertools.pairwise(load_seaways().between(*ends) or ()))
        for ends in ((here, there), (there, here))
    ]
    assert lengths[0] == pytest.approx(lengths[1], rel=0.02)


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
