"""The embedded gazetteer: one read-only file, mapped into memory, opened in a millisecond."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections.abc import Callable, Iterator
from functools import lru_cache, partial
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from geomap.errors import GazetteerMissing
from geomap.gazetteer.container import REBUILD, open_container
from geomap.gazetteer.feature import CLASSES, QUALITIES, Feature, Match
from geomap.gazetteer.folding import fold
from geomap.gazetteer.outlines import Outline, decode_outline
from geomap.gazetteer.writing import (
    BOX_UNITS,
    COORDINATE_UNITS,
    NOTHING,
    PENALTIES,
    PROMINENCE_UNITS,
    RADIUS_UNITS,
    SEVERAL,
    article_key,
    exact_key,
    radius_of_town,
)
from geomap.model import Footprint

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

__all__ = ["DEFAULT_PATH", "Gazetteer"]

DEFAULT_PATH = Path(__file__).parent.parent / "data" / "world.gazetteer"

_COLUMNS: dict[str, Literal["b", "B", "h", "H", "i", "I"]] = {
    "lat": "i", "lon": "i", "population": "I", "class": "B", "prominence": "B", "country": "H", "admin1": "H",
    "admin2": "H", "label_offsets": "I", "radius": "H", "area_id_offsets": "I", "outline_offsets": "I",
    "footprint_offsets": "I", "boxes": "h", "point_ids": "I", "postings": "I", "several": "I",
}  # fmt: skip
_PROMINENCE = tuple(
    tuple(round(units / PROMINENCE_UNITS - PENALTIES[quality], 2) for units in range(256)) for quality in QUALITIES
)


class _Kept(dict[int, str | None]):
    """What a function says of the number of an area, asked once for each; None for no area."""

    def __init__(self, ask: Callable[[int], str]) -> None:
        super().__init__({NOTHING: None})
        self._ask = ask

    def __missing__(self, number: int) -> str | None:
        self[number] = answer = self._ask(number)
        return answer


class Gazetteer:
    """Names of places, and the places. Read only; one may be shared by threads.

    Use :meth:`open`. Names are compared folded (:func:`geomap.gazetteer.fold`), abbreviations letter by letter.
    """

    def __init__(self, header: dict[str, Any], sections: dict[str, memoryview]) -> None:
        import marisa_trie

        self.version: str = f"{header['version']}+{header['digest']}"
        self.sources: tuple[str, ...] = tuple(header.get("sources", ()))
        self.tables: str = header.get("tables", "")
        self._classes: list[str] = header["classes"]
        self._areas: int = header["areas"]
        self._points: int = header["points"]
        self._names = marisa_trie.Trie()
        self._names.map(sections["names"])
        self._blobs = sections
        self._columns: dict[str, Any] = {n: sections[n].cast(kind) for n, kind in _COLUMNS.items()}
        self._postings, self._several = self._columns["postings"], self._columns["several"]
        self._prominences = self._columns["prominence"]
        self._codes = _Kept(lambda number: self._area_id(number).split(":", 1)[1])
        self._division_names = _Kept(self._label)
        self._outline_at = lru_cache(maxsize=256)(self._decode_outline)

    @classmethod
    def open(cls, path: Path | None = None) -> Gazetteer:
        """Open the gazetteer file at ``path``, else the one that geomap brings.

        A file that is named is checked against what was written; the one that geomap brings came with the package, is
        opened in a fraction of a millisecond, and is checked by ``geomap doctor``.

        :raises GazetteerMissing: when it is absent, damaged or of another format version.
        """
        header, sections = open_container(path or DEFAULT_PATH, check=path is not None)
        try:
            return cls(header, sections)
        except (KeyError, TypeError, ValueError, RuntimeError) as error:
            raise GazetteerMissing(f"the gazetteer {path or DEFAULT_PATH} is damaged ({error}). {REBUILD}") from error

    def __len__(self) -> int:
        """How many features it holds."""
        return self._areas + self._points

    def lookup(self, name: str) -> tuple[Match, ...]:
        """The features that bear this name, the most prominent first; ``()`` when there is none."""
        exact = [] if name.islower() else self._find(exact_key(name))
        if article := article_key(name):
            exact += self._find(article)
        folded = self._find(fold(name))
        if not exact:
            return tuple(self._matches(name, folded)) if folded else ()
        known = {posting >> 2 for posting in exact}
        matches = self._matches(name, [*exact, *(posting for posting in folded if posting >> 2 not in known)])
        return tuple(sorted(matches, key=lambda match: -match.prominence))

    def __contains__(self, name: object) -> bool:
        if not isinstance(name, str):
            return False
        return any(self._key_id(key) is not None for key in (fold(name), exact_key(name), article_key(name) or ""))

    def has_prefix(self, name: str) -> bool:
        """Whether a name begins with these words (or is these words)."""
        folded = fold(name)
        if not folded:
            return False
        try:
            return name in self or next(self._names.iterkeys(folded + " "), None) is not None
        except UnicodeEncodeError:
            return False

    def demonym(self, word: str) -> tuple[Feature, ...]:
        """The places whose people or things are called so ("Libyan", "Kurds"), the sovereign state first.

        A word that is such a place's own name ("the Balkans", beside "a Balkan") is none.
        """
        if not word[:1].isupper():
            return ()
        called = [posting >> 2 for posting in self._find("~" + fold(word))]
        named = (
            {posting >> 2 for posting in self._find(fold(word)) if QUALITIES[posting & 3] == "primary"}
            if called
            else ()
        )
        return tuple(self._make_feature(number) for number in called if number not in named)

    def feature(self, id_: str) -> Feature:
        """The feature with that id.

        :raises KeyError: when there is none.
        """
        return self._make_feature(self._number(id_))

    def geometry(self, id_: str) -> BaseGeometry | None:
        """The stored outline (a line for a river) as a shapely geometry in lon/lat degrees; None for points.

        :raises KeyError: when there is no feature with that id.
        """
        outline = self._outline_at(self._number(id_))
        if not outline:
            return None
        from numpy import array
        from shapely import LineString, MultiLineString, MultiPolygon, Polygon

        if _is_line(outline):
            lines = [LineString(array(rings[0])) for rings in outline]
            return lines[0] if len(lines) == 1 else MultiLineString(lines)
        polygons = [Polygon(array(rings[0]), [array(hole) for hole in rings[1:]]) for rings in outline]
        return polygons[0] if len(polygons) == 1 else MultiPolygon(polygons)

    def footprint(self, id_: str) -> Footprint | None:
        """The outline simplified to draw (outer rings, lon/lat, about 150 vertices at most); None for points, lines.

        Neighbours more than 180 degrees of longitude apart are joined across the 180th meridian.

        :raises KeyError: when there is no feature with that id.
        """
        number = self._number(id_)
        simplified = bytes(self._slice("footprint_offsets", "footprints", number)) if number < self._areas else b""
        outline = decode_outline(simplified) if simplified else self._outline_at(number)
        if not outline or _is_line(outline):
            return None
        return tuple(tuple((_wrapped(lon), lat) for lon, lat in rings[0]) for rings in outline)

    def reverse(self, lat: float, lon: float) -> Feature | None:
        """The nearest town within 100 km, else the country, else None."""
        nearest = self._nearest_point(lat, lon)
        if nearest is not None:
            return nearest
        country = self.country_at(lat, lon)
        return self.feature(f"country:{country}") if country else None

    def country_at(self, lat: float, lon: float) -> str | None:
        """ISO 3166-1 alpha-2 code of the country whose simplified outline holds the point."""
        boxes = self._columns["boxes"]
        east, north = lon * BOX_UNITS, lat * BOX_UNITS
        for number in self._range("country:"):
            west_edge, south_edge, east_edge, north_edge = boxes[4 * number : 4 * number + 4]
            if not (west_edge <= east <= east_edge and south_edge <= north <= north_edge):
                continue
            if any(_holds(rings, lat, lon) for rings in self._outline_at(number)):
                return self._make_feature(number).country
        return None

    def ids(self, prefix: str = "") -> tuple[str, ...]:
        """The ids of the areas (everything but GeoNames points) that begin with ``prefix`` ("sea:"), in order."""
        return tuple(self._area_id(number) for number in self._range(prefix))

    def ids_about(self, prefix: str, west: float, south: float, east: float, north: float) -> tuple[str, ...]:
        """The ids of the areas with an outline whose bounding box meets that box (degrees), in order."""
        boxes = self._columns["boxes"]
        return tuple(
            self._area_id(number)
            for number in self._range(prefix)
            if boxes[4 * number] <= east * BOX_UNITS
            and boxes[4 * number + 1] <= north * BOX_UNITS
            and boxes[4 * number + 2] >= west * BOX_UNITS
            and boxes[4 * number + 3] >= south * BOX_UNITS
        )

    def keys(self) -> Iterator[str]:
        """Every name as it is kept: folded, with a mark before abbreviations (``=``) and demonyms (``~``)."""
        return iter(self._names.iterkeys())

    def names_of(self, id_: str) -> tuple[str, ...]:
        """All keys of a feature, folded. Looks through every name: for inspection and tests, not for hot paths."""
        number = self._number(id_)
        return tuple(key for key, at in self._names.iteritems() if any(p >> 2 == number for p in self._postings_at(at)))

    def _find(self, key: str) -> list[int]:
        at = self._key_id(key)
        return [] if at is None else self._postings_at(at)

    def _key_id(self, key: str) -> int | None:
        try:
            return self._names.get(key) if key else None
        except UnicodeEncodeError:  # half of a surrogate pair is in no name
            return None

    def _postings_at(self, at: int) -> list[int]:
        value = self._postings[at]
        if not value & SEVERAL:
            return [value]
        start = (value ^ SEVERAL) + 1
        return self._several[start : start + self._several[start - 1]].tolist()  # type: ignore[no-any-return]

    def _matches(self, name: str, postings: list[int]) -> list[Match]:
        make, prominences = self._make_feature, self._prominences
        return [
            Match(
                partial(make, number := posting >> 2),
                name,
                QUALITIES[posting & 3],
                _PROMINENCE[posting & 3][prominences[number]],
            )
            for posting in postings
        ]

    def _make_feature(self, number: int) -> Feature:
        column, codes = self._columns, self._codes
        feature_class = self._classes[column["class"][number]]
        population, admin1 = column["population"][number], column["admin1"][number]
        is_area = number < self._areas
        return Feature(
            self._area_id(number) if is_area else f"gn:{column['point_ids'][number - self._areas]}",
            self._label(number),
            CLASSES[feature_class],
            feature_class,
            codes[column["country"][number]],
            codes[admin1],
            self._division_names[admin1],
            codes[column["admin2"][number]],
            column["lat"][number] / COORDINATE_UNITS,
            column["lon"][number] / COORDINATE_UNITS,
            column["radius"][number] / RADIUS_UNITS if is_area else radius_of_town(population),
            population,
        )

    def _slice(self, offsets: str, blob: str, number: int) -> memoryview:
        at = self._columns[offsets]
        return self._blobs[blob][at[number] : at[number + 1]]

    def _label(self, number: int) -> str:
        at = self._columns["label_offsets"]
        return str(self._blobs["labels"][at[number] : at[number + 1]], "utf-8")

    def _area_id(self, number: int) -> str:
        return str(self._slice("area_id_offsets", "area_ids", number), "utf-8")

    def _decode_outline(self, number: int) -> Outline:
        data = bytes(self._slice("outline_offsets", "outlines", number)) if number < self._areas else b""
        return decode_outline(data) if data else ()

    def _number(self, id_: str) -> int:
        if id_.startswith("gn:") and id_[3:].isascii() and id_[3:].isdigit():
            ids = self._columns["point_ids"]
            at = bisect_left(ids, int(id_[3:]))
            if at < len(ids) and ids[at] == int(id_[3:]):
                return self._areas + at
            raise KeyError(id_)
        at = self._first_area(id_)
        if at < self._areas and self._area_id(at) == id_:
            return at
        raise KeyError(id_)

    def _first_area(self, id_: str) -> int:
        return bisect_left(range(self._areas), id_, key=self._area_id)

    def _range(self, prefix: str) -> range:
        return range(self._first_area(prefix), self._first_area(prefix + "\U0010ffff"))

    def _nearest_point(self, lat: float, lon: float, within_km: float = 100.0) -> Feature | None:
        import numpy as np

        reach = int((within_km / 111.2 + 0.01) * COORDINATE_UNITS)
        every_lat = np.frombuffer(self._blobs["lat"], "<i4")[self._areas :]
        middle = round(lat * COORDINATE_UNITS)
        towns = [number for number, name in enumerate(self._classes) if CLASSES[name] == "town"]
        near = np.flatnonzero((every_lat > middle - reach) & (every_lat < middle + reach))
        near = near[np.isin(np.frombuffer(self._blobs["class"], "u1")[self._areas :][near], towns)]
        if not len(near):
            return None
        lats = every_lat[near] / COORDINATE_UNITS
        lons = np.frombuffer(self._blobs["lon"], "<i4")[self._areas :][near] / COORDINATE_UNITS
        east = (lons - lon + 180.0) % 360.0 - 180.0
        squares = (lats - lat) ** 2 + (east * math.cos(math.radians(lat))) ** 2
        best = int(squares.argmin())
        if math.sqrt(squares[best]) * 111.2 > within_km:
            return None
        return self._make_feature(self._areas + int(near[best]))


def _wrapped(lon: float) -> float:
    """A longitude beyond the 180th meridian as one between -180 and 180 degrees."""
    return lon if -180 <= lon <= 180 else round((lon + 180) % 360 - 180, 4)


def _is_line(outline: Outline) -> bool:
    """Whether the parts are a river's: lines, of which one that goes round an island may end where it begins."""
    return any(rings[0][0] != rings[0][-1] for rings in outline)


def _holds(rings: tuple[tuple[tuple[float, float], ...], ...], lat: float, lon: float) -> bool:
    """Whether a polygon holds the point: even-odd rule over all of its rings."""
    inside = False
    for ring in rings:
        for (x1, y1), (x2, y2) in pairwise(ring):
            if (y1 > lat) != (y2 > lat) and lon < (x2 - x1) * (lat - y1) / (y2 - y1) + x1:
                inside = not inside
    return inside
