"""Distances agree with geopy's, on a sphere exactly and on the ellipsoid nearly."""

from __future__ import annotations

import pytest
from geopy.distance import geodesic, great_circle
from helpers.stories import POSITIONS
from hypothesis import given

from geomap.geodesy import distance_km
from geomap.model import LonLat


@given(POSITIONS, POSITIONS)
def test_the_sphere(here: LonLat, there: LonLat) -> None:
    expected = great_circle(here[::-1], there[::-1]).km
    assert distance_km(here, there) == pytest.approx(expected, rel=1e-6, abs=1e-3)
    assert distance_km(there, here) == pytest.approx(distance_km(here, there))


def test_the_ellipsoid_is_nearly_a_sphere() -> None:
    tripoli, valletta = (13.1873, 32.8874), (14.5148, 35.8997)
    assert distance_km(tripoli, valletta) == pytest.approx(geodesic(tripoli[::-1], valletta[::-1]).km, rel=0.006)
