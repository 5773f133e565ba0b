"""The drawn line of a route: great-circle legs through its places, few vertices, safe at the antimeridian.

Vertices are (lon, lat) in degrees WGS 84; lengths are kilometres on a sphere of the Earth's mean radius.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence

from geomap.geodesy import EARTH_RADIUS_KM, distance_km
from geomap.model import LonLat, Place

__all__ = ["great_circle", "is_area", "line_through"]

VERTEX_SPACING_KM = 400.0
MOST_VERTICES_PER_LEG = 24
AREAS = frozenset({"country", "region", "sea", "desert", "mountain", "coast"})
SMALLEST_AREA_KM = 40.0


def is_area(place: Place) -> bool:
    """Whether the place is too large for a line to start at a point of it (a country, a sea, a region)."""
    return place.kind in AREAS and place.radius_km > SMALLEST_AREA_KM


def great_circle(a: LonLat, b: LonLat) -> list[LonLat]:
    """The great circle from a to b, both ends included, one vertex every few hundred kilometres.

    Longitudes are unwrapped: no two neighbours differ by more than 180 degrees, so that a line over the antimeridian
    runs on to 190 instead of jumping to -170. Between antipodes any way is shortest: then there are no inner vertices.
    """
    length = distance_km(a, b)
    count = min(MOST_VERTICES_PER_LEG, max(1, math.ceil(length / VERTEX_SPACING_KM)))
    angle = length / EARTH_RADIUS_KM
    inner = [_between(a, b, angle, step / count) for step in range(1, count)] if math.sin(angle) > 1e-9 else []
    path = [a]
    for vertex in (*inner, b):
        path.append(_unwrapped(vertex, path[-1][0]))
    return path


def _between(a: LonLat, b: LonLat, angle: float, share: float) -> LonLat:
    """The point at a share of the way (spherical linear interpolation)."""
    weight_a, weight_b = math.sin((1 - share) * angle), math.sin(share * angle)
    lon1, lat1, lon2, lat2 = (math.radians(x) for x in (*a, *b))
    x = weight_a * math.cos(lat1) * math.cos(lon1) + weight_b * math.cos(lat2) * math.cos(lon2)
    y = weight_a * math.cos(lat1) * math.sin(lon1) + weight_b * math.cos(lat2) * math.sin(lon2)
    z = weight_a * math.sin(lat1) + weight_b * math.sin(lat2)
    return math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))


def _unwrapped(vertex: LonLat, previous_lon: float) -> LonLat:
    lon = vertex[0]
    while lon - previous_lon > 180:
        lon -= 360
    while lon - previous_lon < -180:
        lon += 360
    return lon, vertex[1]


def line_through(places: Sequence[Place]) -> tuple[tuple[LonLat, ...], float | None, bool]:
    """The path through the places, its length in km (None for a single place), and whether an end of it is vague."""
    points = [(place.lon, place.lat) for place in places]
    if not points:
        return (), None, False
    path: list[LonLat] = [points[0]]
    length = 0.0
    for start, end in itertools.pairwise(points):
        length += distance_km(start, end)
        path += great_circle(_unwrapped(start, path[-1][0]), end)[1:]
    rounded = tuple((round(lon, 4), round(lat, 4)) for lon, lat in path)
    vague = is_area(places[0]) or is_area(places[-1])
    return rounded, (round(length, 1) if len(points) > 1 else None), vague
