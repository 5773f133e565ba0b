"""Lines and rings that cross the 180th meridian, cut there as RFC 7946 (section 3.1.9) asks.

Vertices are ``(lon, lat)`` in degrees, WGS 84; a longitude may go on past 180 (190 is -170). Two neighbours more than
180 degrees of longitude apart are taken to be joined the short way round, across the 180th meridian.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

__all__ = ["cut_line", "cut_ring"]

NEARNESS = 1e-9
"""Degrees of longitude within which a vertex counts as on the 180th meridian (a tenth of a millimetre)."""

Vertices = Sequence[tuple[float, float]]


def cut_line(line: Vertices) -> list[list[list[float]]]:
    """The line, of one vertex or more, in parts that each stay within -180 to 180 degrees, in travel order."""
    unrolled = _unrolled(line)
    if len(line) == 1:
        return [[_rolled(line[0], unrolled[0], _turn(unrolled[0], unrolled[0]))]]
    turn = _turn(unrolled[0], unrolled[1])
    parts = [[_rolled(line[0], unrolled[0], turn)]]
    for number, (here, there) in enumerate(pairwise(unrolled)):
        before, after = _turn(here, there), _turn(there, here)
        if before != turn:
            parts.append([_rolled(line[number], here, before)])
        if before != after:
            lat = _lat_at(here, there, 180 + 360 * min(before, after))
            side = 180.0 if after > before else -180.0
            parts[-1].append([side, lat])
            parts.append([[-side, lat]])
        parts[-1].append(_rolled(line[number + 1], there, after))
        turn = after
    return [part for part in parts if len(part) > 1 and any(vertex != part[0] for vertex in part[1:])] or parts[:1]


def cut_ring(ring: Vertices) -> list[list[list[float]]]:
    """The closed ring as counter-clockwise rings that each stay within -180 to 180 degrees of longitude.

    A ring round a pole (Antarctica) is taken to run along the edge of the plane already, and stays as it is.
    """
    unrolled = _unrolled(ring)
    stays = all(-180 <= lon <= 180 for lon, _ in unrolled)
    goes_round_a_pole = unrolled[0][0] != unrolled[-1][0]
    if stays or goes_round_a_pole:
        return [_counter_clockwise([list(vertex) for vertex in ring])]
    return [_counter_clockwise(part) for part in _clipped(unrolled)]


def _clipped(unrolled: Vertices) -> list[list[list[float]]]:
    from shapely import MultiPolygon, Polygon, box, make_valid
    from shapely.affinity import translate

    shape = make_valid(Polygon(unrolled))
    parts = []
    for turn in (-1, 0, 1):
        piece = translate(shape.intersection(box(360 * turn - 180, -90, 360 * turn + 180, 90)), -360 * turn)
        polygons = piece.geoms if isinstance(piece, MultiPolygon) else [piece]
        parts += [
            [list(vertex) for vertex in polygon.exterior.coords]
            for polygon in polygons
            if isinstance(polygon, Polygon) and not polygon.is_empty
        ]
    return parts


def _unrolled(line: Vertices) -> list[tuple[float, float]]:
    """The same vertices with longitudes that never jump: past 180 they go on to 181."""
    unrolled = [(float(line[0][0]), float(line[0][1]))]
    for lon, lat in line[1:]:
        turns = round((unrolled[-1][0] - lon) / 360)
        unrolled.append((lon + 360 * turns, float(lat)))
    return unrolled


def _turn(vertex: tuple[float, float], neighbour: tuple[float, float]) -> int:
    """How often the vertex has gone round the Earth; one on the 180th meridian belongs to its neighbour's side."""
    lon = vertex[0]
    if _is_on_meridian(lon):
        beside = neighbour[0] - lon or -lon
        lon += math.copysign(2 * NEARNESS, beside)
    return math.floor((lon + 180) / 360)


def _rolled(original: tuple[float, float], unrolled: tuple[float, float], turn: int) -> list[float]:
    """The vertex as it was given, if it was between -180 and 180; on the 180th meridian with its neighbours' sign."""
    if _is_on_meridian(original[0]):
        return [math.copysign(180, unrolled[0] - 360 * turn), original[1]]
    return [original[0] if abs(original[0]) < 180 else round(unrolled[0] - 360 * turn, 6), original[1]]


def _is_on_meridian(lon: float) -> bool:
    return abs(lon % 360 - 180) < NEARNESS


def _lat_at(here: tuple[float, float], there: tuple[float, float], lon: float) -> float:
    share = (lon - here[0]) / (there[0] - here[0])
    return round(here[1] + share * (there[1] - here[1]), 6)


def _counter_clockwise(ring: list[list[float]]) -> list[list[float]]:
    doubled_area = sum(here[0] * there[1] - there[0] * here[1] for here, there in pairwise(ring))
    return ring if doubled_area >= 0 else ring[::-1]
