"""Shapes on a local plane: a part of an area, its coast, the water off it, the border of two, what lies between.

Everything is computed on an equirectangular plane in kilometres around the place that is described, which is right to a
percent or two over a country: enough for positions that are uncertain by tens of kilometres. Land is the countries of
the gazetteer; a lake that no country's outline leaves out counts as land.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from geomap.geodesy import EARTH_RADIUS_KM, destination
from geomap.model import Footprint, LonLat

if TYPE_CHECKING:
    from shapely import MultiPolygon, Point
    from shapely.geometry.base import BaseGeometry

    from geomap.gazetteer import Gazetteer

__all__ = ["Shape", "Surroundings"]

KM_PER_DEGREE = math.radians(1) * EARTH_RADIUS_KM
PART_LINE = 0.55
"""A part is what lies beyond this share of the area's extent in its direction; of a far part, beyond FAR_LINE."""
FAR_LINE = 0.75
MIDDLE = (0.25, 0.75)
LEAST_PART = 0.1
"""Least share of the area that a part has: the line is moved back until it has it."""
MAINLAND = 0.25
"""The extent is that of the polygons at least this large beside the largest (France without its islands)."""
SEAM_KM = 3.0
"""Outlines of neighbours may lie this far apart."""
COARSE_KM = 1.0
"""How far outlines of many vertices are simplified before they are buffered and joined, which takes seconds else."""
MANY_VERTICES = 2000
SHORE_KM = 15.0
BORDER_KM = 10.0
LEAST_SEA_KM2 = 20_000.0
MOST_VERTICES = 150
OFFSET_SHARE = 0.15
"""How far off a stated distance and direction may be, as a share of the distance."""


@dataclass(frozen=True, slots=True)
class Shape:
    """A computed position: ``(lon, lat)``, how far off it may be, and the outline within which it lies."""

    position: LonLat
    radius_km: float
    footprint: Footprint | None = None


class Surroundings:
    """The plane around a place, with its own outline (or point) and the land about it."""

    def __init__(self, gazetteer: Gazetteer, place_id: str | None, position: LonLat, radius_km: float) -> None:
        from shapely import Point

        self._gazetteer = gazetteer
        self.position = position
        self.radius_km = radius_km
        self._scale = KM_PER_DEGREE * max(0.05, math.cos(math.radians(position[1])))
        area = self._stored(place_id)
        self.area: BaseGeometry = Point(0, 0) if area is None else area
        self.has_area = area is not None

    # places on the plane

    def _stored(self, place_id: str | None) -> BaseGeometry | None:
        geometry = self._gazetteer.geometry(place_id) if place_id else None
        if geometry is None or geometry.geom_type not in ("Polygon", "MultiPolygon"):
            return None
        return self._onto_plane(geometry)

    def _onto_plane(self, geometry: BaseGeometry) -> BaseGeometry:
        import shapely

        def to_plane(vertices: Any) -> Any:
            flat = vertices.copy()
            flat[:, 0] = ((vertices[:, 0] - self.position[0] + 180) % 360 - 180) * self._scale
            flat[:, 1] = (vertices[:, 1] - self.position[1]) * KM_PER_DEGREE
            return flat

        return shapely.make_valid(shapely.transform(geometry, to_plane))

    def lonlat(self, point: Point) -> LonLat:
        """The position of a point of the plane."""
        lon = (self.position[0] + point.x / self._scale + 180) % 360 - 180
        return round(lon, 4), round(max(-90.0, min(90.0, self.position[1] + point.y / KM_PER_DEGREE)), 4)

    def other(self, place_id: str | None, position: LonLat) -> BaseGeometry:
        """Another place on this plane: its outline, else its point."""
        from shapely import Point

        return self._stored(place_id) or self._onto_plane(Point(position))

    def _land(self, reach_km: float) -> BaseGeometry:
        """The countries about the place, as far as ``reach_km`` beyond it."""
        import shapely

        near = [
            shapely.clip_by_rect(outline, *window)
            for window in self._windows(reach_km)
            for id_ in self._gazetteer.ids_about("country:", *window)
            if (outline := self._gazetteer.geometry(id_)) is not None
        ]
        return shapely.union_all([_coarse(self._onto_plane(outline)) for outline in near if not outline.is_empty])

    def _windows(self, reach_km: float) -> Iterator[tuple[float, float, float, float]]:
        """West, south, east, north in degrees of what lies within reach; two where that crosses the 180th meridian."""
        west, south, east, north = self.area.bounds
        lon, lat = self.position
        west, east = lon + (west - reach_km) / self._scale, lon + (east + reach_km) / self._scale
        south, north = lat + (south - reach_km) / KM_PER_DEGREE, lat + (north + reach_km) / KM_PER_DEGREE
        if east - west >= 360:
            west, east = -180.0, 180.0
        yield max(west, -180.0), south, min(east, 180.0), north
        if west < -180:
            yield west + 360, south, 180.0, north
        if east > 180:
            yield -180.0, south, east - 360, north

    # shapes

    def offset(self, bearing: float, distance: float) -> Shape:
        """So far in that direction from the place's point, of an area from its edge in that direction."""
        start = self._edge(bearing) if self.has_area else self.position
        spread = max(5.0, OFFSET_SHARE * distance) + 0.25 * self.radius_km
        lon, lat = destination(start, bearing, distance)
        return Shape((round(lon, 4), round(lat, 4)), round(spread, 1))

    def _edge(self, bearing: float) -> LonLat:
        from shapely import LineString, Point

        west, south, east, north = self.area.bounds
        length = math.hypot(east - west, north - south) + math.hypot(east, north) + math.hypot(west, south)
        middle = self.area.centroid
        across, up = math.sin(math.radians(bearing)), math.cos(math.radians(bearing))
        ray = LineString([(middle.x, middle.y), (middle.x + length * across, middle.y + length * up)])
        reached = self.area.intersection(ray)
        vertices = [point for piece in _pieces(reached) for point in piece.coords]
        if not vertices:
            return self.lonlat(middle)
        return self.lonlat(Point(max(vertices, key=lambda vertex: vertex[0] * across + vertex[1] * up)))

    def part(self, bearing: float | None, *, far: bool = False) -> Shape | None:
        """The part of the area in that direction; its middle without a direction. None for a point."""
        if not self.has_area:
            return None
        cut = self._middle() if bearing is None else self._beyond(bearing, FAR_LINE if far else PART_LINE)
        return self._shape(cut)

    def _mainland(self) -> MultiPolygon:
        from shapely import MultiPolygon

        sizes = {piece: piece.area * self._narrowing(piece.centroid) for piece in _pieces(self.area)}
        largest = max(sizes.values())
        return MultiPolygon([piece for piece, size in sizes.items() if size >= MAINLAND * largest])

    def _narrowing(self, point: Point) -> float:
        """How much less wide the plane should be at that latitude: Alaska is no half of the United States."""
        return math.cos(math.radians(self.lonlat(point)[1])) * KM_PER_DEGREE / self._scale

    def _beyond(self, bearing: float, line: float) -> BaseGeometry:
        from shapely import Polygon

        mainland = self._mainland()
        across, up = math.sin(math.radians(bearing)), math.cos(math.radians(bearing))
        along = [x * across + y * up for piece in mainland.geoms for x, y in piece.exterior.coords]
        low, high = min(along), max(along)
        size = 4 * (high - low) + 2 * max(abs(bound) for bound in self.area.bounds)
        while True:
            at = low + line * (high - low)
            near, off = (at * across, at * up), (high + 1 - at)
            corners = [
                (near[0] + side * size * up + step * off * across, near[1] - side * size * across + step * off * up)
                for side, step in ((-1, 0), (1, 0), (1, 1), (-1, 1))
            ]
            cut: BaseGeometry = mainland.intersection(Polygon(corners))
            if cut.area >= LEAST_PART * mainland.area or line <= 0.05:
                return cut
            line -= 0.05

    def _middle(self) -> BaseGeometry:
        from shapely import box

        mainland = self._mainland()
        west, south, east, north = mainland.bounds
        low, high = MIDDLE
        middle = box(
            west + low * (east - west), south + low * (north - south),
            west + high * (east - west), south + high * (north - south),
        )  # fmt: skip
        cut = mainland.intersection(middle)
        return cut if cut.area >= LEAST_PART * mainland.area else mainland

    def coast(self) -> Shape | None:
        """The strip of land and water along the place's coast; None where it has none."""
        import shapely

        land: BaseGeometry = self._land(2 * SHORE_KM).buffer(SEAM_KM).buffer(-SEAM_KM)
        rings = [
            ring
            for piece in _pieces(land)
            for ring in (piece.exterior, *(hole for hole in piece.interiors if _enclosed(hole) > LEAST_SEA_KM2))
        ]
        area = _coarse(self.area)
        window = shapely.box(*area.bounds).buffer(SHORE_KM - 1)
        shore = shapely.union_all(rings).intersection(window).intersection(area.buffer(2 * SEAM_KM))
        return None if shore.length < SHORE_KM else self._shape(shore.buffer(SHORE_KM))

    def off(self, distance: float | None = None) -> Shape | None:
        """The water off the place, at the stated distance or within an ordinary one; None where there is none."""
        reach = distance * 1.25 if distance else 100.0 if self.has_area and self.radius_km > 150 else 40.0
        area = _coarse(self.area)
        around: BaseGeometry = area.buffer(reach)
        if distance:
            around = around.difference(area.buffer(distance * 0.75))
        land = self._land(reach)
        opening = min(5.0, reach / 8)
        water = around.difference(land.union(area)).buffer(-opening).buffer(opening).difference(land)
        if water.area < 0.03 * around.area:
            return None
        return self._shape(water, inset=reach / 5)

    def border(self, other: BaseGeometry) -> Shape | None:
        """The common border with another area as a thin strip; None where the two don't touch."""
        if not self.has_area or other.geom_type == "Point":
            return None
        line = self.area.boundary.intersection(other.buffer(SEAM_KM))
        if line.length < 2 * SEAM_KM:
            return None
        shape = self._shape(line.buffer(BORDER_KM))
        return shape and Shape(shape.position, round(max(line.length / 2, BORDER_KM), 1), shape.footprint)

    def between(self, other: BaseGeometry) -> Shape | None:
        """The middle between the facing edges of two places; their border where they touch."""
        from shapely.ops import nearest_points

        here, there = nearest_points(self.area, other)
        gap = here.distance(there)
        if gap < 2 * SEAM_KM:
            return self.border(other)
        middle = type(here)((here.x + there.x) / 2, (here.y + there.y) / 2)
        return Shape(self.lonlat(middle), round(max(gap / 2, BORDER_KM), 1))

    # from the plane back to the Earth

    def _shape(self, geometry: BaseGeometry, *, inset: float = 0.0) -> Shape | None:
        """The outline, a point inside its largest piece, and the way from there to its farthest vertex."""
        from shapely.ops import nearest_points

        pieces = sorted(_pieces(geometry), key=lambda piece: -piece.area)
        if not pieces or not pieces[0].area:
            return None
        room = pieces[0].buffer(-inset) if inset else pieces[0]
        room = pieces[0] if room.is_empty else room
        middle = room.centroid if room.contains(room.centroid) else nearest_points(room, geometry.centroid)[0]
        if not pieces[0].contains(middle):
            middle = room.representative_point()
        kept = [piece for piece in pieces if piece.area >= 0.02 * pieces[0].area]
        farthest = max(math.hypot(x - middle.x, y - middle.y) for piece in kept for x, y in piece.exterior.coords)
        return Shape(self.lonlat(middle), round(farthest, 1), self._footprint(kept, farthest, middle))

    def _footprint(self, pieces: list[Any], size: float, middle: Point) -> Footprint | None:
        import shapely

        lon = self.lonlat(middle)[0]
        west, east = middle.x + (-180 - lon) * self._scale, middle.x + (180 - lon) * self._scale
        side = shapely.box(west, -4 * EARTH_RADIUS_KM, east, 4 * EARTH_RADIUS_KM)  # nothing over the 180th meridian
        tolerance = size / 200
        while True:
            simple = [piece.simplify(tolerance).intersection(side) for piece in pieces]
            rings = [piece.exterior for shape in simple for piece in _pieces(shape)]
            if sum(len(ring.coords) for ring in rings) <= MOST_VERTICES or tolerance > size / 10:
                break
            tolerance *= 1.5
        footprint = tuple(tuple(self._vertex(x, y, lon) for x, y in ring.coords) for ring in rings)
        return footprint or None

    def _vertex(self, x: float, y: float, lon: float) -> LonLat:
        east = self.position[0] + x / self._scale
        east += 360 * round((lon - east) / 360)
        lat = self.position[1] + y / KM_PER_DEGREE
        return round(max(-180.0, min(180.0, east)), 4), round(max(-90.0, min(90.0, lat)), 4)


def _coarse(geometry: BaseGeometry) -> BaseGeometry:
    """The same, with fewer vertices where it has very many."""
    import shapely

    count = shapely.get_num_coordinates(geometry)
    if count < MANY_VERTICES:
        return geometry
    return shapely.make_valid(shapely.simplify(geometry, SEAM_KM if count > 5 * MANY_VERTICES else COARSE_KM))


def _pieces(geometry: BaseGeometry) -> Iterator[Any]:
    """The polygons (or lines) of a geometry."""
    for piece in getattr(geometry, "geoms", (geometry,)):
        if hasattr(piece, "geoms"):
            yield from _pieces(piece)
        elif not piece.is_empty and piece.geom_type in ("Polygon", "LineString"):
            yield piece


def _enclosed(ring: Any) -> float:
    from shapely import Polygon

    return float(Polygon(ring).area)
