"""Rivers from Natural Earth's lines, and airports."""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path
from typing import Any

import shapely
from build_gazetteer_areas import merge_names, shape_fields
from build_gazetteer_hand import PROMINENCE_STEP, TOP_PROMINENCE
from build_gazetteer_sources import Sources

from geomap.gazetteer.feature import Quality
from geomap.gazetteer.folding import fold
from geomap.gazetteer.writing import Record

LINE_TOLERANCE = 0.05
RIVER_RANK_SHIFT = 0.6  # a river is named less often than a sea or a range of the same rank
AIRPORT_PROMINENCE = 3.6


def river_records(folder: Path, sources: Sources) -> list[Record]:
    """Rivers: those of rivers.csv with their English names, then the other lines whose names are whole."""
    lines, ranks = _lines(sources)
    records: list[Record] = []
    used: set[str] = set()
    with (folder / "rivers.csv").open(encoding="utf-8", newline="") as rows:
        for cells in csv.DictReader(rows, delimiter="|", quoting=csv.QUOTE_NONE):
            wanted = cells["lines"]
            names = [name for name in cells["others"].split(";") if name]
            prominence = TOP_PROMINENCE - RIVER_RANK_SHIFT - PROMINENCE_STEP * int(cells["rank"])
            if wanted.startswith("at "):
                lat, lon, radius = (float(number) for number in wanted.split()[1:])
                records.append(_river(cells["name"], names, prominence, (lat, lon), {"radius_km": radius}))
                continue
            parts = [part for name in wanted.split(";") for part in lines.get(name, ())]
            used.update(wanted.split(";"))
            if not parts:
                raise SystemExit(f"rivers.csv: no line for {cells['name']}; give it a point: at LAT LON RADIUS_KM")
            records.append(_river_along(cells["name"], names, prominence, parts))
    taken = {record.id for record in records}
    for name, parts in sorted(lines.items()):
        record = _river_along(f"{name} River", [], max(2.6, 4.6 - 0.25 * ranks[name]), parts, bare=name)
        if name not in used and name.replace(" ", "").isalpha() and record.id not in taken:
            records.append(record)
    return records


def _lines(sources: Sources) -> tuple[dict[str, list[Any]], dict[str, int]]:
    columns, geometry = sources.river_lines()
    lines: dict[str, list[Any]] = defaultdict(list)
    ranks: dict[str, int] = {}
    for number, name in enumerate(columns["name"]):
        if name and "Canal" not in name and geometry[number] is not None:
            lines[name].append(geometry[number])
            ranks[name] = min(ranks.get(name, 12), int(columns["scalerank"][number]))
    return lines, ranks


def _river_along(name: str, others: list[str], prominence: float, parts: list[Any], bare: str | None = None) -> Record:
    whole = shapely.line_merge(shapely.union_all(parts))
    simple = shapely.simplify(whole, LINE_TOLERANCE)
    longest = max(shapely.get_parts(whole), key=lambda line: (line.length, line.bounds))
    middle = longest.interpolate(0.5, normalized=True)
    fields = {**shape_fields(simple), "footprint": None}
    return _river(name, others, prominence, (middle.y, middle.x), fields, bare)


def _river(
    name: str,
    others: list[str],
    prominence: float,
    point: tuple[float, float],
    fields: dict[str, Any],
    bare: str | None = None,
) -> Record:
    shown = name.partition(" (")[0]
    names: dict[str, Quality] = {name: "primary", **dict.fromkeys(others, "primary")}
    if "River" not in shown and "Rio" not in shown:
        names |= {f"{shown} River": "primary", f"River {shown}": "primary"}
    if bare:
        names |= {bare: "alternate", f"River {bare}": "alternate"}
    if shown != name:
        names.setdefault(shown, "alternate")
    return Record(
        id=f"river:{fold(name).replace(' ', '-')}",
        name=shown,
        feature_class="H.STM",
        lat=point[0],
        lon=point[1],
        prominence=prominence,
        names=merge_names(names),
        **fields,
    )


def airport_records(sources: Sources, areas: set[str]) -> list[Record]:
    """Airports with a passenger code whose names say that they are international, regional or a city's."""
    records = []
    for cells in sources.airports():
        name, city, country = cells["name"], cells["city"], f"country:{cells['country']}"
        if not (cells["iata"] and city) or "Airport" not in name or country not in areas:
            continue
        is_large = "International" in name
        names: dict[str, Quality] = {name: "primary", name.replace(" International", ""): "primary"}
        for other in (f"{city} Airport", f"{city} International Airport")[: 1 + is_large]:
            names.setdefault(other, "alternate")
        records.append(
            Record(
                id=f"facility:{cells['icao'].lower()}",
                name=name,
                feature_class="S.AIRP",
                lat=float(cells["lat"]),
                lon=float(cells["lon"]),
                country=country,
                radius_km=2.0 if is_large else 1.0,
                prominence=AIRPORT_PROMINENCE if is_large else AIRPORT_PROMINENCE - 1.0,
                names=merge_names(names),
            )
        )
    return records
