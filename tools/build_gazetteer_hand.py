"""Waters, regions, islands, mountains, deserts and landmarks from the hand-written tables, with outlines cut from land.

A row is ``name|others|class|rank|shape``. What stands in brackets in a name tells it from others and is not shown.
``others`` are further names, separated by ";": one that begins with "the " is found only with the article, one in
capitals is an abbreviation. ``rank`` goes from 0 (an ocean) to 5 (known nearby). ``shape`` is one of

* ``at LAT LON RADIUS_KM``: a point,
* ``box WEST EAST SOUTH NORTH``, ``poly LON LAT, LON LAT, ...``, ``dcw TAG`` (a box of the package gmt-dcw): an
  envelope, of which waters keep what is not land,
* ``of CODE CODE ...``: countries (``LY``) and first-level divisions (``SD.47``) together, labelled ``& at LAT LON``,
* ``isle LAT LON``: the island that is there, ``isles WEST EAST SOUTH NORTH``: all islands mostly in the box,
* ``ridge WIDTH_KM LON LAT, LON LAT, ...``: a band along a line.
"""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import shapely
from build_gazetteer_areas import merge_names, shape_fields
from build_gazetteer_shapes import KM_PER_DEGREE, drop_specks, polygons_of
from build_gazetteer_sources import Sources

from geomap.gazetteer.feature import CLASSES, Quality
from geomap.gazetteer.folding import fold
from geomap.gazetteer.writing import Record

TABLES = ("waters", "regions", "islands", "relief", "landmarks")
TOP_PROMINENCE, PROMINENCE_STEP = 8.2, 0.75
LOCAL_RADIUS_KM = 60  # a larger circle may reach into a neighbouring country
SEA_CLASSES = {"H.OCN", "H.SEA", "H.GULF", "H.BAY", "H.STRT", "H.CHN", "H.SD", "H.FJD", "H.LGN"}
BRACKET = re.compile(r" \([^)]*\)")
VARIANTS = (
    (r"(.+) Sea", "Sea of {}"),
    (r"Sea of (.+)", "{} Sea"),
    (r"(?:Gulf|Bay) of (.+)", "{} Gulf", "{} Bay", "Gulf of {}"),
    (r"(.+) Gulf", "Gulf of {}"),
    (r"(.+) Bay", "Bay of {}"),
    (r"Strait of (.+)", "{} Strait", "Straits of {}"),
    (r"(.+) Strait", "Strait of {}", "Straits of {}"),
    (r"Lake (.+)", "{} Lake"),
    (r"(.+) Peninsula", "{}"),
    (r"(.+) Islands", "{} Archipelago", "{} Island"),
    (r"(.+) Mountains", "{} Range", "{} Mts"),
    (r"(.+) Range", "{} Mountains"),
    (r"Cape (.+)", "Cabo {}", "Cap {}"),
)


@dataclass(frozen=True)
class Row:
    """A line of a table."""

    name: str
    others: tuple[str, ...]
    feature_class: str
    rank: int
    shape: str

    @property
    def shown(self) -> str:
        """The name without what tells it from others."""
        return BRACKET.sub("", self.name)

    @property
    def id(self) -> str:
        """``island:long-island-bahamas``."""
        return f"{CLASSES[self.feature_class]}:{fold(self.name).replace(' ', '-')}"


def read_rows(folder: Path) -> Iterator[Row]:
    """The rows of all tables, in order."""
    for table in TABLES:
        with (folder / f"{table}.csv").open(encoding="utf-8", newline="") as lines:
            for cells in csv.DictReader(lines, delimiter="|", quoting=csv.QUOTE_NONE):
                others = tuple(name for name in cells["others"].split(";") if name)
                yield Row(cells["name"], others, cells["class"], int(cells["rank"]), cells["shape"])


def hand_records(
    folder: Path, sources: Sources, areas: Mapping[str, Any], demonyms: Mapping[str, tuple[str, ...]]
) -> list[Record]:
    """One record per row. ``areas`` are shapely outlines by the id of the country or division."""
    drawer = Drawer(sources, areas)
    return [_record(row, drawer, demonyms.get(row.id, ())) for row in read_rows(folder)]


def _record(row: Row, drawer: Drawer, demonyms: tuple[str, ...]) -> Record:
    try:
        geometry, point, fields = drawer.draw(row)
    except (ValueError, KeyError, IndexError) as error:
        raise SystemExit(f"{row.name}: can't draw {row.shape!r}: {error!r}") from error
    crosses_borders = row.feature_class in SEA_CLASSES or (geometry is None and fields["radius_km"] > LOCAL_RADIUS_KM)
    country = None if crosses_borders else drawer.only_country(geometry, point)
    return Record(
        id=row.id,
        name=row.shown,
        feature_class=row.feature_class,
        lat=point[0],
        lon=point[1],
        country=country,
        prominence=TOP_PROMINENCE - PROMINENCE_STEP * row.rank,
        names=names_of(row),
        demonyms=demonyms,
        **fields,
    )


def names_of(row: Row) -> tuple[tuple[str, Quality], ...]:
    """The names of a row with those that follow from their pattern."""
    names: dict[str, Quality] = {row.name: "primary"}
    short = tuple(name for name in row.others if name.isascii() and name.isupper() and len(name) <= 5)
    for other in row.others:
        if other not in short:
            names[other] = "primary" if row.rank <= 2 else "alternate"
    for name in (row.name, row.shown, *row.others):
        for variant in _variants(name, row.feature_class):
            names.setdefault(variant, "alternate")
    return merge_names(names, short)


def _variants(name: str, feature_class: str) -> Iterator[str]:
    bare = BRACKET.sub("", name)
    if bare != name:
        yield bare
    for pattern, *forms in VARIANTS:
        if found := re.fullmatch(pattern, bare):
            yield from (form.format(found[1]) for form in forms)
    if feature_class == "T.ISL" and "Is" not in bare:
        yield from (f"{bare} Island", f"Island of {bare}", f"Isle of {bare}")


class Drawer:
    """Turns the shapes of the tables into geometries."""

    def __init__(self, sources: Sources, areas: Mapping[str, Any]) -> None:
        self.sources, self.areas = sources, areas

    def draw(self, row: Row) -> tuple[Any, tuple[float, float], dict[str, Any]]:
        """Geometry (None for a point), (lat, lon) of the label, and outline, footprint and radius of the record."""
        shape, _, label = row.shape.partition(" & at ")
        word, _, rest = shape.partition(" ")
        if word == "at":
            lat, lon, radius = (float(number) for number in rest.split())
            return None, (lat, lon), {"radius_km": radius}
        geometry = getattr(self, f"_{word}")(rest)
        if row.feature_class in SEA_CLASSES:
            geometry = self._without_land(geometry)
        geometry = _light(geometry)
        if label:
            lat, lon = (float(number) for number in label.split())
        elif word == "ridge":
            middle = shapely.LineString(_vertices(rest.partition(" ")[2])).interpolate(0.5, normalized=True)
            lat, lon = middle.y, middle.x
        else:
            lat, lon = _label(geometry)
        return geometry, (lat, lon), shape_fields(geometry)

    def _box(self, rest: str) -> Any:
        west, east, south, north = (float(number) for number in rest.split())
        return shapely.box(west, south, east, north)

    def _poly(self, rest: str) -> Any:
        polygon = shapely.Polygon(_vertices(rest))
        return polygon if polygon.is_valid else shapely.make_valid(polygon)

    def _dcw(self, rest: str) -> Any:
        west, east, south, north = self.boxes[rest]
        return shapely.box(west, south, east, north)

    def _of(self, rest: str) -> Any:
        codes = [("admin1:" if "." in code else "country:") + code for code in rest.split()]
        if unknown := set(codes) - set(self.areas) - self.without_outline:
            raise ValueError(f"unknown codes {sorted(unknown)}")
        return shapely.union_all([self.areas[code] for code in codes if code in self.areas])

    def _isle(self, rest: str) -> Any:
        lat, lon = (float(number) for number in rest.split())
        nearest = self.land_tree.query_nearest(shapely.Point(lon, lat), max_distance=0.3)
        if not len(nearest):
            raise ValueError("no land within 0.3 degrees")
        return self.land[nearest[0]]

    def _isles(self, rest: str) -> Any:
        box = self._box(rest)
        found = [self.land[number] for number in self.land_tree.query(box) if box.contains(self.land[number].centroid)]
        inside = [part for part in found if part.intersection(box).area > 0.5 * part.area]
        if not inside:
            raise ValueError("no islands in the box")
        return shapely.MultiPolygon(sorted(inside, key=lambda part: -part.area)[:60])

    def _ridge(self, rest: str) -> Any:
        width, _, line = rest.partition(" ")
        vertices = _vertices(line)
        squeeze = math.cos(math.radians(sum(lat for _, lat in vertices) / len(vertices)))
        flat = shapely.LineString([(lon * squeeze, lat) for lon, lat in vertices])
        band = flat.buffer(float(width) / 2 / KM_PER_DEGREE, quad_segs=3)
        return shapely.transform(band, lambda xy: xy / [squeeze, 1.0])

    def _without_land(self, envelope: Any) -> Any:
        near = [self.land[number] for number in self.land_tree.query(envelope)]
        coasts = shapely.union_all([shapely.intersection(part, envelope.envelope) for part in near])
        water = shapely.difference(envelope, shapely.make_valid(shapely.simplify(coasts, 0.01)))
        parts = polygons_of(water)
        if not parts:
            raise ValueError("nothing but land")
        return shapely.MultiPolygon([part for part in parts if part.area >= 0.02 * parts[0].area])

    def only_country(self, geometry: Any, point: tuple[float, float]) -> str | None:
        """The id of the country that holds nearly all of it, if one does."""
        probe = shapely.Point(point[1], point[0]).buffer(0.002) if geometry is None else geometry
        codes, tree = self._countries
        for code in (codes[number] for number in tree.query(probe)):
            if probe.area and shapely.intersection(self.areas[code], probe).area >= 0.8 * probe.area:
                return str(code)
        return None

    @cached_property
    def _countries(self) -> tuple[list[str], Any]:
        codes = [code for code in self.areas if code.startswith("country:")]
        return codes, shapely.STRtree([self.areas[code] for code in codes])

    @cached_property
    def without_outline(self) -> set[str]:
        """Ids of countries and divisions that exist but have no outline in the sources."""
        divisions = {f"admin1:{code}" for code in self.sources.division_names(1)}
        return (divisions | {f"country:{code}" for code in self.sources.countries}) - set(self.areas)

    @cached_property
    def land(self) -> list[Any]:
        """Continents and islands of the world, one polygon each, borders dissolved."""
        _, geometry = self.sources.country_shapes()
        return polygons_of(shapely.coverage_union_all(geometry))

    @cached_property
    def land_tree(self) -> Any:
        """The land, indexed by where it is."""
        return shapely.STRtree(self.land)

    @cached_property
    def boxes(self) -> dict[str, tuple[float, float, float, float]]:
        """west, east, south, north by the tags of gmt-dcw's collections."""
        path = self.sources.debian / "gmt-dcw/usr/share/gmt-dcw/dcw-collections.txt"
        found, tag = {}, ""
        for line in path.read_text("latin-1").splitlines():
            if line.startswith("tag:"):
                tag = line[4:].split()[0]
            elif line.startswith("region:"):
                west, east, south, north = (float(number) for number in line[7:].strip().split("/")[:4])
                turn = 360.0 if west >= 180 else 0.0
                found[tag] = (west - turn, east - turn, south, north)
        return found


def _vertices(text: str) -> list[tuple[float, float]]:
    pairs = (pair.split() for pair in text.split(","))
    return [(float(lon), float(lat)) for lon, lat in pairs]


def _light(geometry: Any) -> Any:
    """Simplified to about a hundredth of its size, specks dropped."""
    size = geometry.area**0.5
    simple = shapely.simplify(geometry, min(0.1, max(0.003, size / 150)))
    return drop_specks(simple, geometry.area * 0.0005)


def _label(geometry: Any) -> tuple[float, float]:
    """(lat, lon): the middle where the middle is inside, else the centre of the largest circle inside."""
    largest = polygons_of(geometry)[0]
    middle = geometry.centroid
    if not shapely.covers(geometry, middle):
        middle = largest.centroid
    if not shapely.covers(largest, middle):
        line = shapely.maximum_inscribed_circle(largest, tolerance=0.02 * largest.area**0.5)
        middle = shapely.get_point(line, 0)
    return middle.y, middle.x


def check_demonyms(demonyms: Iterable[str], known: Iterable[str]) -> None:
    """Stop where the table of demonyms names an area that there is not."""
    unknown = sorted(set(demonyms) - set(known))
    if unknown:
        raise SystemExit(f"demonyms.csv names unknown areas: {', '.join(unknown)}")
