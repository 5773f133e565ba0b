"""Ways over water: the shortest course between two positions that touches no land and passes the straits it must.

``geomap/data/seaways.json`` (made by ``tools/build_seaways.py``) holds the corners of the coasts at which a course may
bend, which corners see each other, and the land, kept off by some ten kilometres; canals and narrow straits are open in
it. Positions are (lon, lat) in degrees, WGS 84.
"""

from __future__ import annotations

import heapq
import json
from collections.abc import Sequence
from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from geomap.geodesy import distance_km, great_circle
from geomap.model import LonLat

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from shapely import LineString, Polygon

__all__ = ["Seaways", "load_seaways"]

FARTHEST_INLAND_KM = 80.0
"""A port's middle may lie this far from open water: Houston, Kolkata and Antwerp lie on rivers."""
NEAREST_CORNERS = 250
"""How many of the nearest corners may be the first one of a course."""
ICE_LATITUDE = 70.0
ICE_FREE = (-15.0, 60.0)
"""Longitudes between which the Norwegian and the Barents Sea stay open north of that."""
LONG_WAY_KM = 800.0
ICE_EFFORT = 4.0
"""How much longer a way through the ice counts: ships don't take the Arctic passages for short cuts."""
SHORE_KM = 6.0
"""How much land a line may cross at its end beyond the way from the town to the water: the town's own shore."""


class Seaways:
    """The net of ways over water, made from the parts of its file."""

    def __init__(self, parts: dict[str, Any]) -> None:
        import shapely

        grid = parts["grid"]
        self._corners = _positions(parts["corners"], grid)
        self._on_sphere = _unit_vectors(self._corners)
        self._ways: dict[int, list[int]] = {}
        for first, second in zip(parts["ways"][::2], parts["ways"][1::2], strict=True):
            self._ways.setdefault(first, []).append(second)
            self._ways.setdefault(second, []).append(first)
        self._efforts: dict[tuple[int, int], float] = {}
        self._land = shapely.MultiPolygon([_polygon(rings, grid) for rings in parts["land"]])
        shapely.prepare(self._land)

    def between(self, here: LonLat, there: LonLat) -> list[LonLat] | None:
        """The bends of the course from here to there, both included, in travel order.

        Between two bends a great circle is clear of land. None where a position lies too far inland, or no water joins
        the two.
        """
        start, goal = self._to_water(here), self._to_water(there)
        if start is None or goal is None:
            return None
        if self._clear(start, [goal])[0]:
            course = [start, goal]
        else:
            found = self._search(start, goal)
            if found is None:
                return None
            course = self._tightened(found)
        return self._from_shore(here, self._from_shore(there, course[::-1])[::-1])

    def share_of_water(self, here: LonLat, there: LonLat) -> float:
        """How much of the great circle between two positions is water, from 0 to 1."""
        import shapely

        line = shapely.LineString(great_circle(here, there))
        if not line.length:
            return 0.0
        return float(1 - sum(self._land.intersection(turned).length for turned in _turned(line)) / line.length)

    def _to_water(self, position: LonLat) -> LonLat | None:
        """The position itself where it lies in the water, else the nearest water."""
        import shapely

        point = shapely.Point(position)
        if not self._land.intersects(point):
            return position
        lon, lat = shapely.shortest_line(point, self._land.boundary).coords[-1]
        shore = (lon, lat)
        if distance_km(position, shore) > FARTHEST_INLAND_KM:
            return None
        # a step off the edge, so that a line from here does not touch the land
        length = max(1e-9, abs(shore[0] - position[0]) + abs(shore[1] - position[1]))
        step = 0.002 / length
        return shore[0] + (shore[0] - position[0]) * step, shore[1] + (shore[1] - position[1]) * step

    def _clear(self, here: LonLat, others: Sequence[LonLat]) -> list[bool]:
        """From here, to which of the others a great circle meets no land."""
        import shapely

        lines = _lines([great_circle(here, other) for other in others])
        met = shapely.intersects(self._land, lines).tolist()
        return [
            not (touched or (crosses and any(self._land.intersects(turned) for turned in _turned(line)[1:])))
            for touched, crosses, line in zip(met, _cross_the_meridian(lines), lines, strict=True)
        ]

    def _seen(self, position: LonLat) -> dict[int, float]:
        """The corners that a course from here may make for, with their distances in km."""
        import numpy

        cosines = self._on_sphere @ _unit_vectors([position])[0]
        nearest = numpy.argpartition(-cosines, NEAREST_CORNERS)[:NEAREST_CORNERS].tolist()
        clear = self._clear(position, [self._corners[number] for number in nearest])
        seen = [number for number, free in zip(nearest, clear, strict=True) if free]
        return {number: distance_km(position, self._corners[number]) for number in sorted(seen)}

    def _search(self, start: LonLat, goal: LonLat) -> list[LonLat] | None:
        """The shortest way over the net (A*, the great circle to the goal as the estimate)."""
        last = self._seen(goal)
        best = self._seen(start)
        before: dict[int, int | None] = dict.fromkeys(best)
        queue = [(length + distance_km(self._corners[number], goal), number) for number, length in best.items()]
        heapq.heapify(queue)
        arrival, arrived_by = float("inf"), None
        while queue and queue[0][0] < arrival:
            _, number = heapq.heappop(queue)
            if number in last and best[number] + last[number] < arrival:
                arrival, arrived_by = best[number] + last[number], number
            for other in self._ways.get(number, ()):
                length = best[number] + self._effort(number, other)
                if length < best.get(other, float("inf")):
                    best[other], before[other] = length, number
                    heapq.heappush(queue, (length + distance_km(self._corners[other], goal), other))
        course = [goal]
        while arrived_by is not None:
            course.append(self._corners[arrived_by])
            arrived_by = before[arrived_by]
        return [*course, start][::-1] if len(course) > 1 else None

    def _effort(self, number: int, other: int) -> float:
        """The effort of a way of the net, worked out once."""
        if (effort := self._efforts.get((number, other))) is None:
            effort = self._efforts[number, other] = _effort(self._corners[number], self._corners[other])
        return effort

    def _tightened(self, course: list[LonLat]) -> list[LonLat]:
        """The course without the bends that it does not need."""
        kept = [course[0]]
        at = 0
        while at < len(course) - 1:
            ahead = course[at + 2 :]
            clear = self._clear(course[at], ahead) if ahead else []
            at = max((at + 2 + step for step, free in enumerate(clear) if free), default=at + 1)
            kept.append(course[at])
        return kept

    def _from_shore(self, position: LonLat, course: list[LonLat]) -> list[LonLat]:
        """The course from the position itself; straight to its first bend where that crosses no more than the shore."""
        import shapely

        if course[0] == position:
            return course
        direct = shapely.LineString(great_circle(position, course[1]))
        crossed = self._land.intersection(direct)
        allowed = distance_km(position, course[0]) + SHORE_KM
        vertices = list(shapely.get_coordinates(crossed).tolist())
        if all(distance_km(position, (lon, lat)) <= allowed for lon, lat in vertices):
            return [position, *course[1:]]
        return [position, *course]


def _effort(here: LonLat, there: LonLat) -> float:
    """The length of a way in km, a way through Arctic ice several times."""
    length = distance_km(here, there)
    if _meets_ice(great_circle(here, there) if length > LONG_WAY_KM else (here, there)):
        return length * ICE_EFFORT
    return length


def _meets_ice(line: Sequence[LonLat]) -> bool:
    return any(lat > ICE_LATITUDE and not ICE_FREE[0] < lon < ICE_FREE[1] for lon, lat in line)


def _turned(line: LineString) -> list[LineString]:
    """The line, and once more a turn around the world nearer where it runs over the 180th meridian."""
    import numpy
    import shapely

    west, _, east, _ = line.bounds
    turns = [0, *([360] if west < -180 else []), *([-360] if east > 180 else [])]
    return [shapely.transform(line, partial(numpy.add, (turn, 0))) for turn in turns]


def _lines(ways: Sequence[Sequence[LonLat]]) -> NDArray[Any]:
    """The ways as geometries, made all at once."""
    import numpy
    import shapely

    owners = numpy.repeat(numpy.arange(len(ways)), [len(way) for way in ways])
    return numpy.asarray(shapely.linestrings([vertex for way in ways for vertex in way], indices=owners))


def _cross_the_meridian(lines: NDArray[Any]) -> list[bool]:
    """Which of the lines run over the 180th meridian."""
    import shapely

    west, _, east, _ = shapely.bounds(lines).T
    return ((west < -180) | (east > 180)).tolist()  # type: ignore[no-any-return]


def _unit_vectors(positions: Sequence[LonLat]) -> Any:
    """Positions as points of the unit sphere, one a row: their scalar product falls with the distance."""
    import numpy

    lon, lat = numpy.radians(numpy.array(positions, dtype=float)).T
    return numpy.stack([numpy.cos(lat) * numpy.cos(lon), numpy.cos(lat) * numpy.sin(lon), numpy.sin(lat)], axis=1)


def _positions(numbers: Sequence[int], grid: int) -> list[LonLat]:
    return [(lon / grid, lat / grid) for lon, lat in zip(numbers[::2], numbers[1::2], strict=True)]


def _polygon(rings: Sequence[Sequence[int]], grid: int) -> Polygon:
    import numpy
    import shapely

    outline, *holes = (numpy.array(ring, dtype=float).reshape(-1, 2) / grid for ring in rings)
    return shapely.Polygon(outline, holes)


@cache
def load_seaways() -> Seaways:
    """The embedded net, read once."""
    text = files("geomap").joinpath("data", "seaways.json").read_text(encoding="utf-8")
    return Seaways(json.loads(text))
