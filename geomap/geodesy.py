"""Distances and great circles on the Earth, taken as a sphere (its mean radius, IUGG 1980).

At most half a percent off the ellipsoid.
"""

from __future__ import annotations

import math

from geomap.model import LonLat

__all__ = ["EARTH_RADIUS_KM", "VERTEX_SPACING_KM", "destination", "distance_km", "great_circle", "unwrapped"]

EARTH_RADIUS_KM = 6371.0088
VERTEX_SPACING_KM = 400.0
MOST_VERTICES_PER_LEG = 24


def distance_km(here: LonLat, there: LonLat) -> float:
    """Great-circle distance in kilometres between two ``(lon, lat)`` positions in degrees, by the haversine formula."""
    (lon1, lat1), (lon2, lat2) = here, there
    half_lat, half_lon = math.radians(lat2 - lat1) / 2, math.radians(lon2 - lon1) / 2
    cosines = math.cos(math.radians(lat1)) * math.cos(math.radians(lat2))
    chord = math.sin(half_lat) ** 2 + cosines * math.sin(half_lon) ** 2
    return 2 * EARTH_RADIUS_KM * math.asin(min(1.0, math.sqrt(chord)))


def destination(here: LonLat, bearing: float, distance_km: float) -> LonLat:
    """The ``(lon, lat)`` reached from ``here`` on a great circle, ``bearing`` in degrees clockwise from north."""
    lon, lat, angle = math.radians(here[0]), math.radians(here[1]), distance_km / EARTH_RADIUS_KM
    course = math.radians(bearing)
    sine = math.sin(lat) * math.cos(angle) + math.cos(lat) * math.sin(angle) * math.cos(course)
    end_lat = math.asin(max(-1.0, min(1.0, sine)))
    east = math.sin(course) * math.sin(angle) * math.cos(lat)
    end_lon = lon + math.atan2(east, math.cos(angle) - math.sin(lat) * sine)
    return (math.degrees(end_lon) + 540) % 360 - 180, math.degrees(end_lat)


def great_circle(a: LonLat, b: LonLat) -> list[LonLat]:
    """The great circle from a to b, both ends included, one vertex every few hundred kilometres.

    Longitudes are unwrapped: no two neighbours differ by more than 180 degrees, so that a line over the antimeridian
    runs on to 190 instead of jumping to -170. Between antipodes any way is shortest: then there are no inner vertices.
    """
    length = distance_km(a, b)
    count = min(MOST_VERTICES_PER_LEG, max(1, math.ceil(length / VERTEX_SPACING_KM)))
    angle = length / EARTH_RADIUS_KM
    inner = _between(a, b, angle, count) if count > 1 and math.sin(angle) > 1e-9 else ()
    path = [a]
    for vertex in (*inner, b):
        path.append(unwrapped(vertex, path[-1][0]))
    return path


def _between(a: LonLat, b: LonLat, angle: float, count: int) -> list[LonLat]:
    """The points that part the way into ``count`` equal parts (spherical linear interpolation)."""
    lon1, lat1, lon2, lat2 = (math.radians(x) for x in (*a, *b))
    cos_lat1, cos_lon1, sin_lat1, sin_lon1 = math.cos(lat1), math.cos(lon1), math.sin(lat1), math.sin(lon1)
    cos_lat2, cos_lon2, sin_lat2, sin_lon2 = math.cos(lat2), math.cos(lon2), math.sin(lat2), math.sin(lon2)
    points = []
    for step in range(1, count):
        share = step / count
        weight_a, weight_b = math.sin((1 - share) * angle), math.sin(share * angle)
        x = weight_a * cos_lat1 * cos_lon1 + weight_b * cos_lat2 * cos_lon2
        y = weight_a * cos_lat1 * sin_lon1 + weight_b * cos_lat2 * sin_lon2
        z = weight_a * sin_lat1 + weight_b * sin_lat2
        points.append((math.degrees(math.atan2(y, x)), math.degrees(math.atan2(z, math.hypot(x, y)))))
    return points


def unwrapped(vertex: LonLat, previous_lon: float) -> LonLat:
    """The ``(lon, lat)`` whose longitude lies within 180 degrees of the one before it on a line."""
    lon = vertex[0]
    while lon - previous_lon > 180:
        lon -= 360
    while lon - previous_lon < -180:
        lon += 360
    return lon, vertex[1]
