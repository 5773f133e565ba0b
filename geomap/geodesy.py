"""Distances on the Earth, taken as a sphere (its mean radius, IUGG 1980); at most half a percent off the ellipsoid."""

from __future__ import annotations

import math

from geomap.model import LonLat

__all__ = ["EARTH_RADIUS_KM", "destination", "distance_km"]

EARTH_RADIUS_KM = 6371.0088


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
