"""Writes a gazetteer file: records in any order in, the same bytes for the same records out."""

from __future__ import annotations

import math
from array import array
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from geomap.errors import ConfigError
from geomap.gazetteer.container import digest_of, pack_container
from geomap.gazetteer.feature import CLASSES, QUALITIES, Quality
from geomap.gazetteer.folding import fold
from geomap.gazetteer.outlines import Outline, encode_outline
from geomap.model import Footprint

__all__ = ["PENALTIES", "Record", "article_key", "exact_key", "key_of", "pack_gazetteer", "radius_of_town"]

NOTHING = 0xFFFF
SEVERAL = 1 << 31
PENALTIES: dict[Quality, float] = {"primary": 0.0, "alternate": 1.0, "abbreviation": 0.3, "historic": 0.5}
"""How much less prominent a place is under a name of that sort, in the unit of ``Match.prominence``."""

COORDINATE_UNITS = 100_000
PROMINENCE_UNITS = 20
RADIUS_UNITS = 5
BOX_UNITS = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One place to write. ``id`` ``gn:<number>`` makes it a point; every other id an area, which may have an outline.

    ``country``, ``admin1`` and ``admin2`` are the ids of the areas that hold it (``country:LY``). ``names`` hold the
    primary one first. ``demonyms`` are the words for its people. ``prominence`` as in :class:`geomap.gazetteer.Match`;
    ``footprint`` is only needed where the outline has more vertices than a page should carry.
    """

    id: str
    name: str
    feature_class: str
    lat: float
    lon: float
    prominence: float
    names: tuple[tuple[str, Quality], ...] = ()
    country: str | None = None
    admin1: str | None = None
    admin2: str | None = None
    population: int = 0
    radius_km: float = 0.0
    demonyms: tuple[str, ...] = ()
    outline: Outline | None = None
    footprint: Footprint | None = None


def radius_of_town(population: int) -> float:
    """Half the extent of a town in kilometres, roughly: 1 for a village, 3 for 100,000 people, 25 for London."""
    return round(0.7 + 0.0083 * math.sqrt(population), 2)


def exact_key(name: str) -> str:
    """The key of an abbreviation, whose case and points count: "Ill." is a state, "ill" is not. "W. Va." is "W.Va."."""
    words = name.split()
    if len(words) > 1 and words[0].lower() == "the":
        del words[0]
    return "=" + " ".join(words).replace(". ", ".")


def article_key(name: str) -> str | None:
    """The key of a name that is one only with the article, None where ``name`` has none: "the Gulf", but no "Gulf"."""
    return f"the {fold(name)}" if name[:4] in ("the ", "The ", "THE ") else None


def key_of(name: str, quality: Quality) -> str:
    """Under which key a record's name is kept. In the tables "the" in small letters marks a name that needs it."""
    if quality == "abbreviation":
        return exact_key(name)
    return (name.startswith("the ") and article_key(name)) or fold(name)


def pack_gazetteer(records: Iterable[Record], header: Mapping[str, Any]) -> bytes:
    """The bytes of a gazetteer file of these records.

    :raises ConfigError: when an id occurs twice, an area is missing, or there are more areas than the format holds.
    """
    everything = list(records)
    areas = sorted((record for record in everything if not record.id.startswith("gn:")), key=lambda record: record.id)
    points = sorted((record for record in everything if record.id.startswith("gn:")), key=lambda r: int(r.id[3:]))
    ordered = areas + points
    if len(areas) >= NOTHING:
        raise ConfigError(f"{len(areas)} areas are more than the {NOTHING - 1} that a gazetteer file holds.")
    index = {record.id: number for number, record in enumerate(ordered)}
    if len(index) != len(ordered):
        raise ConfigError("two records of the gazetteer have the same id.")
    sections = {**_columns(ordered, index), **_areas(areas), **_names(ordered)}
    sections["point_ids"] = _bytes("I", (int(record.id[3:]) for record in points))
    counts = {"areas": len(areas), "points": len(points)}
    return pack_container(
        {**header, **counts, "classes": sorted(CLASSES), "digest": digest_of(sections)[:12]}, sections
    )


def _bytes(kind: str, values: Iterable[int]) -> bytes:
    return array(kind, values).tobytes()


def _columns(records: list[Record], index: Mapping[str, int]) -> dict[str, bytes]:
    classes = {name: number for number, name in enumerate(sorted(CLASSES))}

    def area(id_: str | None) -> int:
        if id_ is None:
            return NOTHING
        if id_ not in index:
            raise ConfigError(f"the gazetteer has no area {id_}, which another record lies in.")
        return index[id_]

    offsets, labels = _blob(record.name.encode() for record in records)
    return {
        "lat": _bytes("i", (round(record.lat * COORDINATE_UNITS) for record in records)),
        "lon": _bytes("i", (round(record.lon * COORDINATE_UNITS) for record in records)),
        "population": _bytes("I", (record.population for record in records)),
        "class": _bytes("B", (classes[record.feature_class] for record in records)),
        "prominence": _bytes("B", (_prominence(record.prominence) for record in records)),
        "country": _bytes("H", (area(record.country) for record in records)),
        "admin1": _bytes("H", (area(record.admin1) for record in records)),
        "admin2": _bytes("H", (area(record.admin2) for record in records)),
        "label_offsets": offsets,
        "labels": labels,
    }


def _areas(areas: list[Record]) -> dict[str, bytes]:
    sections = {"radius": _bytes("H", (min(NOTHING, round(area.radius_km * RADIUS_UNITS)) for area in areas))}
    sections["area_id_offsets"], sections["area_ids"] = _blob(area.id.encode() for area in areas)
    outlines = (encode_outline(area.outline) if area.outline else b"" for area in areas)
    sections["outline_offsets"], sections["outlines"] = _blob(outlines)
    footprints = (
        encode_outline(tuple((ring,) for ring in area.footprint)) if area.footprint else b"" for area in areas
    )
    sections["footprint_offsets"], sections["footprints"] = _blob(footprints)
    sections["boxes"] = _bytes("h", (value for area in areas for value in _box(area.outline)))
    return sections


def _names(records: list[Record]) -> dict[str, bytes]:
    import marisa_trie

    found: dict[str, dict[int, int]] = {}
    for number, record in enumerate(records):
        for name, quality in record.names:
            if key := key_of(name, quality):
                _note(found.setdefault(key, {}), number, QUALITIES.index(quality))
        for word in record.demonyms:
            _note(found.setdefault("~" + fold(word), {}), number, 0)
    trie = marisa_trie.Trie(sorted(found))
    postings = array("I", bytes(4 * len(found)))
    several = array("I")
    for key, bearers in found.items():
        ranked = sorted(bearers.items(), key=lambda bearer: (-_weight(records[bearer[0]], bearer[1]), bearer[0]))
        values = [number << 2 | quality for number, quality in ranked]
        if len(values) == 1:
            postings[trie.key_id(key)] = values[0]
            continue
        postings[trie.key_id(key)] = SEVERAL | len(several)
        several.append(len(values))
        several.extend(values)
    return {"names": trie.tobytes(), "postings": postings.tobytes(), "several": several.tobytes()}


def _note(bearers: dict[int, int], number: int, quality: int) -> None:
    bearers[number] = min(quality, bearers.get(number, quality))


def _weight(record: Record, quality: int) -> float:
    return record.prominence - PENALTIES[QUALITIES[quality]]


def _prominence(value: float) -> int:
    return max(0, min(255, round(value * PROMINENCE_UNITS)))


def _blob(items: Iterable[bytes]) -> tuple[bytes, bytes]:
    body = bytearray()
    offsets = array("I", [0])
    for item in items:
        body += item
        offsets.append(len(body))
    return offsets.tobytes(), bytes(body)


def _box(outline: Outline | None) -> tuple[int, int, int, int]:
    if not outline:
        return (0, 0, 0, 0)
    vertices = [vertex for polygon in outline for vertex in polygon[0]]
    lons, lats = [lon for lon, _ in vertices], [lat for _, lat in vertices]
    west, south = int(min(lons) * BOX_UNITS // 1), int(min(lats) * BOX_UNITS // 1)
    return west, south, int(-(-max(lons) * BOX_UNITS // 1)), int(-(-max(lats) * BOX_UNITS // 1))
