"""The drawn line of a route: through its places, between the facing edges of areas, over water where it goes by sea.

Vertices are (lon, lat) in degrees WGS 84, safe at the antimeridian; lengths are kilometres on a sphere of the Earth's
mean radius. The line is drawn by geomap: an article tells ends and stops, hardly ever the course.
"""

from __future__ import annotations

import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.gazetteer.seaways import load_seaways
from geomap.geodesy import distance_km, great_circle, unwrapped
from geomap.model import Footprint, LonLat, Place, Spot
from geomap.narrative.means import Means

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["Stop", "is_area", "line_through"]

AREAS = frozenset({"country", "region", "sea", "desert", "mountain", "coast"})
WATERS = frozenset({"sea", "strait", "canal", "lake", "river"})
SMALLEST_AREA_KM = 40.0
MAINLAND = 0.25
"""Rings at least this large beside the largest take part: a line leaves France, not French Guiana."""
FAR_APART = 2.0
"""Beyond this many times their radii apart, areas are met in their middle: the edge that faces Japan says little."""
INWARD = 0.25
"""A line over land starts this share of the way from the edge to the middle: it is seen to start inside."""
GOODS_OVER_WATER = 0.3
"""Goods go by ship where at least this share of the straight line is water."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A place on the way, and the position that the article describes by it, where it does ("off Libya")."""

    place: Place
    spot: Spot | None = None

    @property
    def position(self) -> LonLat:
        """Where a line meets the stop when nothing better is known, lon/lat."""
        return (self.spot.lon, self.spot.lat) if self.spot else (self.place.lon, self.place.lat)

    @property
    def footprint(self) -> Footprint | None:
        """The outline that a line may meet at its edge; None for points and small areas."""
        if self.spot or not is_area(self.place):
            return None
        return self.place.footprint

    @property
    def is_water(self) -> bool:
        """Whether the place is a water."""
        return self.place.kind in WATERS


def is_area(place: Place) -> bool:
    """Whether the place is too large for a line to start at a point of it (a country, a sea, a region)."""
    return place.kind in AREAS and place.radius_km > SMALLEST_AREA_KM


def line_through(stops: Sequence[Stop], means: Means | None = None) -> tuple[tuple[LonLat, ...], float | None, bool]:
    """The path through the stops, its length in km (None for a single one), and whether an end of it is vague.

    By sea, legs keep to the water and pass the straits and canals that they must; goods of which no means is told go by
    sea where the straight line is mostly water. Other legs are great circles.
    """
    if not stops:
        return (), None, False
    if len(stops) == 1:
        return _rounded([stops[0].position]), None, is_area(stops[0].place)
    points = _met(stops, by_sea=means in ("sea", "freight"))
    path: list[LonLat] = points[:1]
    for start, end in itertools.pairwise(points):
        bends = _bends(start, end, means)
        for here, there in itertools.pairwise(bends):
            path += great_circle(unwrapped(here, path[-1][0]), there)[1:]
    length = sum(distance_km(here, there) for here, there in itertools.pairwise(path))
    vague = is_area(stops[0].place) or is_area(stops[-1].place)
    return _rounded(path), round(length, 1), vague


def _rounded(path: Sequence[LonLat]) -> tuple[LonLat, ...]:
    return tuple((round(lon, 4), round(lat, 4)) for lon, lat in path)


def _bends(start: LonLat, end: LonLat, means: Means | None) -> list[LonLat]:
    """Where the leg bends, its ends included."""
    if means not in ("sea", "freight"):
        return [start, end]
    seaways = load_seaways()
    if means == "freight" and seaways.share_of_water(start, end) < GOODS_OVER_WATER:
        return [start, end]
    return seaways.between(start, end) or [start, end]


def _met(stops: Sequence[Stop], *, by_sea: bool) -> list[LonLat]:
    """The points at which the line meets its stops: of an area, the edge that faces the stop before or after it."""
    points: list[LonLat] = []
    for number, stop in enumerate(stops):
        if stop.footprint is None:
            points.append(stop.position)
        elif number in (0, len(stops) - 1):
            other = stops[1] if number == 0 else stops[-2]
            points.append(_facing(stop, other, inward=INWARD if stop.is_water or not by_sea else 0.0))
        elif (passed := _passed(stop, points[-1], stops[number + 1].position)) is not None:
            points.append(passed)
    return points


def _facing(stop: Stop, other: Stop, *, inward: float) -> LonLat:
    """The point of the area's edge that is nearest to the other stop, moved inward by a share of the way."""
    import shapely

    scale = _narrowing((stop.position[1] + other.position[1]) / 2)
    area, beyond = _on_plane(stop, stop.position[0], scale), _on_plane(other, stop.position[0], scale)
    line = shapely.shortest_line(area, beyond)
    (x, y), (far_x, far_y) = line.coords[0], line.coords[-1]
    edge, facing = (x / scale, y), (far_x / scale, far_y)
    if distance_km(edge, facing) > FAR_APART * (stop.place.radius_km + other.place.radius_km):
        return stop.position
    share = inward if edge != facing else max(inward, INWARD)  # neighbours touch: a line needs a length
    return edge[0] + share * (stop.position[0] - edge[0]), edge[1] + share * (stop.position[1] - edge[1])


def _passed(stop: Stop, before: LonLat, after: LonLat) -> LonLat | None:
    """Where a line from before to after passes the area; None where it crosses it anyway."""
    import shapely

    scale = _narrowing((before[1] + after[1]) / 2)
    area = _on_plane(stop, before[0], scale)
    ends = [before, unwrapped(after, before[0])]
    line = shapely.LineString([(lon * scale, lat) for lon, lat in ends])
    if area.intersects(line):
        return None
    x, y = shapely.shortest_line(area, line).coords[0]
    return x / scale, y


def _narrowing(lat: float) -> float:
    """How much shorter a degree of longitude is there than one of latitude."""
    return max(0.05, math.cos(math.radians(lat)))


def _on_plane(stop: Stop, near_lon: float, scale: float) -> BaseGeometry:
    """The stop as a shape in degrees of latitude, its longitudes within 180 degrees of ``near_lon``."""
    import shapely

    if stop.footprint is None:
        lon, lat = unwrapped(stop.position, near_lon)
        return shapely.Point(lon * scale, lat)
    turn = unwrapped(stop.position, near_lon)[0] - stop.position[0]
    rings = [shapely.Polygon([((lon + turn) * scale, lat) for lon, lat in ring]) for ring in stop.footprint]
    largest = max(ring.area for ring in rings)
    return shapely.make_valid(shapely.MultiPolygon([ring for ring in rings if ring.area >= MAINLAND * largest]))
