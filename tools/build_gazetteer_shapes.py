"""Shapes for the gazetteer: simplified outlines, footprints for a page, extents."""

from __future__ import annotations

import math
from typing import Any

import shapely

from geomap.gazetteer.outlines import Outline
from geomap.model import Footprint

FOOTPRINT_VERTICES = 150
KM_PER_DEGREE = 111.2


def polygons_of(geometry: Any) -> list[Any]:
    """The polygons of a geometry, the largest first; lines and points are left out."""
    parts = shapely.get_parts(geometry)
    flat = [part for part in parts if part.geom_type == "Polygon" and not part.is_empty]
    for part in parts:
        if part.geom_type in ("MultiPolygon", "GeometryCollection"):
            flat += polygons_of(part)
    return sorted(flat, key=lambda polygon: (-polygon.area, polygon.bounds))


def outline_of(geometry: Any) -> Outline:
    """A (multi)polygon or (multi)line as nested tuples."""
    if geometry.geom_type in ("LineString", "MultiLineString"):
        lines = sorted(shapely.get_parts(geometry), key=lambda line: (-line.length, line.bounds))
        return tuple((_ring(line),) for line in lines)
    return tuple(
        (_ring(polygon.exterior), *(_ring(hole) for hole in polygon.interiors)) for polygon in polygons_of(geometry)
    )


def _ring(line: Any) -> tuple[tuple[float, float], ...]:
    return tuple((float(lon), float(lat)) for lon, lat in shapely.get_coordinates(line))


def footprint_of(geometry: Any) -> Footprint:
    """Outer rings of few vertices: small parts and small bends go first."""
    polygons = polygons_of(geometry)
    if not polygons:
        return ()
    tolerance = 0.01
    while True:
        kept = [part for part in polygons if part.area >= 4 * tolerance**2] or polygons[:1]
        rings = [simple for part in kept if (simple := _simplify_ring(part, tolerance))]
        if sum(map(len, rings)) <= FOOTPRINT_VERTICES and rings:
            return tuple(rings)
        tolerance *= 1.35


def _simplify_ring(polygon: Any, tolerance: float) -> tuple[tuple[float, float], ...]:
    simple = shapely.simplify(shapely.Polygon(polygon.exterior), tolerance, preserve_topology=True)
    ring = tuple((round(lon, 3), round(lat, 3)) for lon, lat in _ring(simple.exterior))
    return ring if len(ring) >= 4 else ()


def vertices(outline: Outline) -> int:
    """How many vertices an outline has."""
    return sum(len(ring) for polygon in outline for ring in polygon)


def half_extent_km(geometry: Any) -> float:
    """Half of the larger side of the box round the parts that make up nine tenths of the area (or all of a line)."""
    parts = polygons_of(geometry)
    if parts:
        total, kept, area = sum(part.area for part in parts), [], 0.0
        for part in parts:
            kept.append(part)
            area += part.area
            if area >= 0.9 * total:
                break
        geometry = shapely.unary_union(kept)
    west, south, east, north = geometry.bounds
    width = (east - west) * math.cos(math.radians((south + north) / 2)) * KM_PER_DEGREE
    return float(max(width, (north - south) * KM_PER_DEGREE)) / 2


def label_point(geometry: Any) -> tuple[float, float]:
    """(lat, lon) of the centroid of the largest part, or of a point inside where the centroid is outside."""
    parts = polygons_of(geometry)
    point = parts[0].centroid
    if not parts[0].covers(point):
        point = parts[0].representative_point()
    return point.y, point.x


def drop_specks(geometry: Any, area: float) -> Any:
    """The geometry without its parts smaller than ``area`` square degrees, but never without the largest."""
    parts = polygons_of(geometry)
    return shapely.MultiPolygon([part for number, part in enumerate(parts) if number == 0 or part.area >= area])
