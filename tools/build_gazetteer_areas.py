"""Countries and their first and second level divisions."""

from __future__ import annotations

import math
import re
import tomllib
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import shapely
from build_gazetteer_shapes import (
    FOOTPRINT_VERTICES,
    drop_specks,
    footprint_of,
    half_extent_km,
    label_point,
    outline_of,
    polygons_of,
    vertices,
)
from build_gazetteer_sources import Sources

from geomap.gazetteer.feature import Quality
from geomap.gazetteer.folding import fold
from geomap.gazetteer.writing import Record, key_of

COUNTRY_TOLERANCE = 0.02
DIVISION_TOLERANCE = 0.03
LEAST_SHARE = 0.25  # of the towns, for an outline that has the division's name
SPECK = 0.0004  # square degrees: about 5 square kilometres
SHORTENED = re.compile(r"\b(?!St\.)\w+\.")  # Natural Earth's map labels: "Cook Is.", "Dem. Rep. Congo"
Names = tuple[tuple[str, Quality], ...]


def read_toml(path: Path) -> dict[str, Any]:
    """A data file written by hand."""
    return tomllib.loads(path.read_text("utf-8"))


def shape_fields(geometry: Any) -> dict[str, Any]:
    """Outline, footprint and radius of a record."""
    outline = outline_of(geometry)
    many = vertices(outline) > FOOTPRINT_VERTICES or len(polygons_of(geometry)) > 12
    return {
        "outline": outline,
        "footprint": footprint_of(geometry) if many else None,
        "radius_km": max(1.0, half_extent_km(geometry)),
    }


def country_shapes(sources: Sources) -> tuple[dict[str, Any], dict[str, list[str]]]:
    """Outlines and names by ISO code: one valid coverage, simplified together so that neighbours still touch."""
    columns, geometry = sources.country_shapes()
    simple = shapely.coverage_simplify(geometry, COUNTRY_TOLERANCE)
    shapes: dict[str, list[Any]] = defaultdict(list)
    names: dict[str, list[str]] = {}
    for number, code in enumerate(columns["ISO_A2_EH"]):
        if code in (None, "-99"):
            continue
        shapes[code].append(simple[number])
        if (columns["ISO_A2"][number] in (code, "-99") and code not in names) or columns["TYPE"][number] in (
            "Country",
            "Sovereign country",
        ):
            found = (columns[key][number] for key in ("NAME", "NAME_LONG", "FORMAL_EN", "NAME_EN"))
            names[code] = [name for name in found if name and not SHORTENED.search(name)]
    return {code: drop_specks(shapely.union_all(parts), SPECK / 4) for code, parts in sorted(shapes.items())}, names


def part_from_mother_country(shapes: dict[str, Any], divisions: Mapping[str, Any], codes: Iterable[str]) -> None:
    """Give territories that Natural Earth draws with another country (French Guiana) their own outline, in place."""
    for code in sorted(set(codes) - set(shapes)):
        parts = [shape for name, shape in divisions.items() if name.startswith(f"{code}.")]
        if not parts:
            continue
        outline = shapely.union_all(parts)
        cut = outline.buffer(0.05)
        for mother, shape in shapes.items():
            if shapely.intersects(shape, outline):
                shapes[mother] = shapely.MultiPolygon(
                    [part for part in polygons_of(shape) if part.intersection(cut).area < 0.5 * part.area]
                )
        shapes[code] = outline


def country_records(
    sources: Sources,
    shapes: Mapping[str, Any],
    extra_names: Mapping[str, list[str]],
    facts: dict[str, Any],
    demonyms: Mapping[str, tuple[str, ...]],
) -> list[Record]:
    """One record per country and territory of GeoNames."""
    records = []
    for code, row in sources.countries.items():
        info = sources.country_info.get(code, {})
        point = facts["points"].get(code) or (info.get("latlng") if len(info.get("latlng") or ()) == 2 else None)
        shape = shapes.get(code)
        if not point and shape is None:
            continue
        lat, lon = point or label_point(shape)
        shown = facts["shown"].get(code, row["name"])
        usual = [shown, row["name"], *facts["names"].get(code, ()), *extra_names.get(code, ())]
        names = _with_quality(usual, "primary") | _with_quality(_spellings(info), "alternate")
        names |= _with_quality(facts["historic"].get(code, ()), "historic")
        population = row["population"] or 0
        fields = (
            shape_fields(shape) if shape is not None else {"radius_km": max(5.0, 0.6 * (row["areakm2"] or 1) ** 0.5)}
        )
        records.append(
            Record(
                id=f"country:{code}",
                name=shown,
                feature_class="A.PCLI" if population > 1_000_000 or shape is not None else "A.TERR",
                lat=lat,
                lon=lon,
                country=f"country:{code}",
                population=population,
                prominence=9.0 + 0.1 * math.log10(population + 10),
                names=merge_names(names, facts["abbreviations"].get(code, ())),
                demonyms=demonyms.get(f"country:{code}", ()),
                **fields,
            )
        )
    return records


def _with_quality(names: Iterable[str | None], quality: Quality) -> dict[str, Quality]:
    return {name: quality for name in reversed(list(names)) if name}


def _spellings(info: dict[str, Any]) -> list[str]:
    return [name for name in info.get("altSpellings") or () if len(name) > 3]


def merge_names(names: Mapping[str, Quality], abbreviations: Iterable[str] = ()) -> Names:
    """Names with their qualities, each folded name once with its best quality, then the abbreviations."""
    order = ("primary", "alternate", "historic")
    best: dict[str, tuple[str, Quality]] = {}
    for name, quality in sorted(names.items(), key=lambda item: order.index(item[1])):
        best.setdefault(key_of(name, quality), (name, quality))
    best.pop("", None)
    return (*best.values(), *((name, "abbreviation") for name in abbreviations))


class Divisions:
    """First and second level divisions of all countries, from GeoNames codes, joined to outlines by where towns lie."""

    def __init__(
        self, sources: Sources, facts: dict[str, Any], demonyms: Mapping[str, tuple[str, ...]], countries: set[str]
    ) -> None:
        self.sources, self.facts, self.demonyms, self.countries = sources, facts, demonyms, countries
        self.first_names = sources.division_names(1)
        self.town_divisions = dict(sources.town_divisions())

    def first_level(self) -> list[Record]:
        """One record per first-level division that has a name and a point."""
        towns: dict[str, list[tuple[float, float, int]]] = defaultdict(list)
        for row in self.sources.towns:
            towns[f"{row['countrycode']}.{row['admin1code']}"].append(
                (row["latitude"], row["longitude"], row["population"])
            )
        shapes = self.shapes
        records = []
        for code, name in sorted(self.first_names.items()):
            shape, members = shapes.get(code), towns.get(code, [])
            point = self.facts["points"].get(code) or (label_point(shape) if shape is not None else mean_point(members))
            if not point or code.endswith(".00") or code[:2] not in self.countries:
                continue
            population = sum(people for *_, people in members)
            fields = shape_fields(shape) if shape is not None else {"radius_km": spread_km(members)}
            shown = self.facts["shown"].get(code, name)
            names = _with_quality([shown, name, *self.facts["names"].get(code, ())], "primary")
            others = division_names(self.sources.subdivisions.get(code), [shown, name])
            names |= {other: "alternate" for other in others if other not in names}
            names |= _with_quality(self.facts["historic"].get(code, ()), "historic")
            records.append(
                Record(
                    id=f"admin1:{code}",
                    name=shown,
                    feature_class="A.ADM1",
                    lat=point[0],
                    lon=point[1],
                    country=f"country:{code[:2]}",
                    admin1=f"admin1:{code}",
                    population=population,
                    prominence=max(2.5, math.log10(population + 100) - 1.0),
                    names=merge_names(names, self.facts["abbreviations"].get(code, ())),
                    demonyms=self.demonyms.get(f"admin1:{code}", ()),
                    **fields,
                )
            )
        return records

    @cached_property
    def shapes(self) -> dict[str, Any]:
        """Outlines by code: the union of those whose towns mostly belong to the division, or that have its name."""
        columns, geometry = self.sources.division_shapes()
        tree = shapely.STRtree(geometry)
        points = shapely.points([(row["longitude"], row["latitude"]) for row in self.sources.towns])
        votes: dict[int, Counter[str]] = defaultdict(Counter)
        for town, shape in zip(*tree.query(points, predicate="within").tolist(), strict=True):
            row = self.sources.towns[town]
            votes[shape][f"{row['countrycode']}.{row['admin1code']}"] += 1
        by_name = {(code[:2], fold(name)): code for code, name in self.first_names.items()}
        parts: dict[str, list[Any]] = defaultdict(list)
        for number, country in enumerate(columns["iso_a2"]):
            named = [
                by_name.get((country, fold(columns[key][number] or ""))) for key in ("name", "gn_name", "woe_name")
            ]
            code = next((name for name in named if name), None)
            if votes[number]:
                best, count = max(votes[number].items(), key=lambda vote: (vote[1], vote[0]))
                total = votes[number].total()
                if code is None or votes[number][code] < LEAST_SHARE * total:
                    code = best if count >= 0.5 * total else None
            if code:
                parts[code].append(geometry[number])
        return {code: _simplify(shapely.union_all(shapes)) for code, shapes in sorted(parts.items())}


def _simplify(shape: Any) -> Any:
    tolerance = min(DIVISION_TOLERANCE, max(0.004, shape.area**0.5 / 100))
    return drop_specks(shapely.simplify(shape, tolerance), min(SPECK, shape.area / 50))


def mean_point(members: list[tuple[float, float, int]]) -> tuple[float, float] | None:
    """(lat, lon) in the middle of the towns."""
    if not members:
        return None
    return sum(lat for lat, *_ in members) / len(members), sum(lon for _, lon, _ in members) / len(members)


def spread_km(members: list[tuple[float, float, int]]) -> float:
    """Half the extent of the towns in kilometres, within reason."""
    if len(members) < 2:
        return 15.0
    lats, lons = [lat for lat, *_ in members], [lon for _, lon, _ in members]
    width = (max(lons) - min(lons)) * math.cos(math.radians(lats[0]))
    return min(400.0, max(8.0, 111.2 * max(width, max(lats) - min(lats)) / 2))


TYPE_WORDS = (
    "autonomous community|autonomous region|autonomous republic|metropolitan city|province|provinces|state|region|"
    "oblast|governorate|district|county|department|prefecture|krai|kray|republic|municipality|voivodeship|parish|"
    "division|borough|emirate|canton|regency|circle|zone|wilaya|okrug|rayon|raion|council|territory|island council"
)
ENGLISH_TYPES = (
    "state|province|region|department|county|district|emirate|kingdom|principality|republic|canton|municipality|"
    "wilayat|governorate"
)
TYPE_AFTER = re.compile(rf" (?:{TYPE_WORDS})$", re.IGNORECASE)
TYPE_BEFORE = re.compile(
    rf"^(?:(?:the )?(?:{ENGLISH_TYPES}) of |provincia (?:de |di |del |della |dell')|provincie |province (?:de |du |d')|"
    r"departamento (?:de |del )|département (?:de |des |du |de la |d')|estado (?:de |do |da )|regione |"
    r"région (?:de |du |des )|región (?:de |del )|wilaya de |wilāyat |muḩāfaz̧at |muhafazat |gouvernorat de |"
    r"landkreis |kreis |powiat |okres |judetul |județul |nomos |nomós |oblast )",
    re.IGNORECASE,
)


def division_names(row: list[str] | None, names: list[str]) -> list[str]:
    """A division's other names, with and without the word for its type."""
    found = list(names)
    if row is not None:
        found += [row[0], *(name for name in row[5].split("|") if name and _is_plain(name))]
    shorter = [TYPE_BEFORE.sub("", TYPE_AFTER.sub("", name)) for name in found]
    return list(dict.fromkeys(name for name in (*found, *shorter) if len(name) > 2))


def _is_plain(name: str) -> bool:
    return all(ord(letter) < 0x250 or 0x1E00 <= ord(letter) < 0x1F00 or letter in "’‘ʻʼ–" for letter in name)
