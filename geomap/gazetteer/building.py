"""Builds a gazetteer file out of GeoNames' full dump and the embedded gazetteer: ``geomap gazetteer build``.

Countries, first-level divisions, seas, regions and all that has an outline come from the embedded file with their ids;
the dump adds points, and the divisions that the embedded file lacks. A place that both have takes the dump's facts and
the names of both. Memory: about 200 bytes a row, for arrays; names and rows are never Python objects all at once.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geomap.errors import InputError
from geomap.files import open_bytes_atomically
from geomap.gazetteer.container import digest_of, open_container, write_container
from geomap.gazetteer.dump_blocks import rows_of_dump
from geomap.gazetteer.dump_rows import COLUMNS, DumpRows, Known, KnownArea
from geomap.gazetteer.feature import CLASSES, QUALITIES
from geomap.gazetteer.gazetteer import DEFAULT_PATH, Gazetteer
from geomap.gazetteer.geonames_dump import ALTERNATE_NAMES, Progress, read_columns
from geomap.gazetteer.geonames_rows import radius_of_division
from geomap.gazetteer.name_spool import NameSpool
from geomap.gazetteer.writing import NOTHING, RADIUS_UNITS, exact_key

if TYPE_CHECKING:
    from numpy.typing import NDArray

__all__ = ["Built", "build_from_dump"]

NO_NAMES = ("link", "post", "iata", "icao", "faac", "wkdt", "unlc", "tcid", "fr_1793", "phon", "piny")
"""Pseudo languages of alternateNamesV2 under which no name stands."""
ABBREVIATED = "abbr"
LABELS_AT_ONCE = 1 << 20
LISTED = ("post:", "locode:", "airfield:")
"""Ids of the settlements that the embedded gazetteer has from lists of post offices, ports and airfields."""
AREA_BLOBS = ("outlines", "footprints")
OFFSETS = {"outlines": "outline_offsets", "footprints": "footprint_offsets"}


@dataclass(frozen=True, slots=True)
class Built:
    """What a built file holds."""

    version: str
    rows: int
    places: int
    names: int
    bytes: int


def build_from_dump(
    geonames: Path,
    output: Path,
    *,
    alternate_names: Path | None = None,
    embedded: Path = DEFAULT_PATH,
    progress: Progress = lambda doing, done, total: None,
) -> Built:
    """Write a gazetteer file of GeoNames' dump ``geonames`` (allCountries.zip or .txt) and the embedded gazetteer.

    With ``alternate_names`` (alternateNamesV2.zip or .txt) other names come from there, which knows former names and
    abbreviations, and not from the dump's own column. The same files give the same bytes. ``output`` appears when it is
    whole; what was there before stays until then.

    :raises InputError: when a dump is damaged or no dump; the message names the line.
    :raises OutputError: when the file can't be written.
    :raises GazetteerMissing: when the embedded gazetteer is absent or damaged.
    """
    base = _Base(embedded)
    with open_bytes_atomically(output) as stream, NameSpool(Path(stream.name).parent) as spool:
        rows = _read(geonames, alternate_names, base, spool, progress)
        sections, counts = _sections(rows, base, spool, progress)
        version = f"{base.header['version']}.geonames-{rows.newest}"
        progress("writing the file", 0, 0)
        header = {
            **counts,
            "version": version,
            "classes": sorted(CLASSES),
            "digest": digest_of(sections)[:12],
            "sources": [*base.gazetteer.sources, f"GeoNames {geonames.name}, {len(rows):,} rows to {rows.newest}"],
        }
        write_container(stream, header, sections)
        size = stream.tell()
    names = sections["postings"].nbytes // 4
    return Built(f"{version}+{header['digest']}", len(rows), counts["areas"] + counts["points"], names, size)


class _Base:
    """The embedded gazetteer as arrays, without the settlements of lists: the dump has them itself."""

    def __init__(self, path: Path) -> None:
        import numpy as np

        self.gazetteer = Gazetteer.open(path)
        self.header, self._sections = open_container(path)
        every = self.gazetteer.ids()
        self._kept = np.array([number for number, id_ in enumerate(every) if not id_.startswith(LISTED)])
        """The number in the embedded file of each of our areas."""
        self.ids = [every[number] for number in self._kept]
        self.areas = len(self.ids)
        point_ids = np.frombuffer(self._sections["point_ids"], np.uint32)
        self.size = self.areas + len(point_ids)
        rows = np.concatenate([self._kept, np.arange(len(every), len(every) + len(point_ids))])
        self._number_of: NDArray[Any] = np.full(max(NOTHING + 1, len(every) + len(point_ids)), -1, np.int64)
        self._number_of[rows] = np.arange(self.size)
        classes = {name: number for number, name in enumerate(sorted(CLASSES))}
        renumbered = np.array([classes[name] for name in self.header["classes"]], np.uint8)
        self.columns: dict[str, NDArray[Any]] = {
            name: np.frombuffer(self._sections[name], kind)[rows]
            for name, kind in {**COLUMNS, "country": "u2", "admin1": "u2", "admin2": "u2"}.items()
            if name != "id"
        }
        self.columns["class"] = renumbered[self.columns["class"]]
        for name in ("country", "admin1", "admin2"):
            held = self.columns[name]
            self.columns[name] = np.where(held == NOTHING, NOTHING, self._number_of[held]).astype(np.uint16)
        self.columns["id"] = np.concatenate([np.zeros(self.areas, np.uint32), point_ids])
        self.radius = np.frombuffer(self._sections["radius"], np.uint16)[self._kept]
        self.boxes = np.frombuffer(self._sections["boxes"], np.int16).reshape(-1, 4)[self._kept]
        labels, ends = bytes(self._sections["labels"]), np.frombuffer(self._sections["label_offsets"], np.uint32)
        self.labels = b"".join(labels[ends[row] : ends[row + 1]] for row in rows.tolist())
        lengths = np.diff(ends)[rows]
        self.label_offsets = np.concatenate([[0], np.cumsum(lengths)]).astype(np.uint32)

    def blob(self, name: str, number: int) -> bytes:
        """What an area has in one of the sections of variable length."""
        offsets, there = self._sections[OFFSETS[name]].cast("I"), int(self._kept[number])
        return bytes(self._sections[name][offsets[there] : offsets[there + 1]])

    def names(self) -> Iterator[tuple[str, int, int]]:
        """Every key with a record that bears it and the quality."""
        number_of = self._number_of.tolist()
        for key, posting in self._postings():
            number = number_of[posting >> 2]
            if number >= 0:
                yield key, number, posting & 3

    def _postings(self) -> Iterator[tuple[str, int]]:
        import marisa_trie

        trie = marisa_trie.Trie()
        trie.map(self._sections["names"])
        postings, several = (self._sections[name].cast("I") for name in ("postings", "several"))
        for key, at in trie.iteritems():
            value = postings[at]
            if not value >> 31:
                yield key, value
                continue
            start = (value & 0x7FFFFFFF) + 1
            for posting in several[start : start + several[start - 1]]:
                yield key, posting

    def hand_made(self) -> Iterator[int]:
        """The areas that are no country and no division: seas, regions, rivers."""
        return (number for number, id_ in enumerate(self.ids) if not id_.startswith(("country:", "admin")))


def _read(geonames: Path, alternate_names: Path | None, base: _Base, spool: NameSpool, progress: Progress) -> DumpRows:
    names = list(base.names())
    spool.add([key for key, _, _ in names], [number for _, number, _ in names], [q for *_, q in names])
    hand, reserved = _hand_names(base, names)
    del names
    known = Known(frozenset(base.ids), hand, reserved, NOTHING - 1 - base.areas)
    rows = DumpRows(spool, known, base.size)
    for block in rows_of_dump(geonames, known, progress, with_alternates=alternate_names is None):
        rows.take(block)
    if alternate_names is not None:
        _read_alternates(alternate_names, rows, progress)
    return rows


def _hand_names(base: _Base, names: Sequence[tuple[str, int, int]]) -> tuple[dict[str, list[KnownArea]], set[str]]:
    """The names of seas and regions with their areas, and the names that no by-name of a place may take."""
    gazetteer, hand_made = base.gazetteer, set(base.hand_made())
    hand: dict[str, list[KnownArea]] = {}
    reserved: set[str] = set()
    for key, number, _ in names:
        if key[:1] == "~":
            reserved.add(key[1:])
        elif number in hand_made:
            feature = gazetteer.feature(base.ids[number])
            area = KnownArea(feature.id, feature.kind, feature.lat, feature.lon, feature.radius_km)
            hand.setdefault(key, []).append(area)
            reserved.add(key)
        elif number < base.areas and base.ids[number].startswith(("country:", "admin1:US.")):
            reserved.add(key)
    return hand, reserved


def _read_alternates(path: Path, rows: DumpRows, progress: Progress) -> None:
    """The names of alternateNamesV2: names of all languages, former ones and abbreviations as such."""
    import numpy as np

    ids = rows.column("id", keep=True)
    order = np.argsort(ids, kind="stable")
    ids, people = ids[order], rows.column("population", keep=True)[order]
    for line, columns in read_columns(path, ALTERNATE_NAMES, progress, "reading the alternate names"):
        try:
            wanted = np.array(list(map(int, columns[1])), np.int64)
        except ValueError as error:
            raise InputError(f"{path}, from line {line}: a geonameid is no number.") from error
        at = np.searchsorted(ids, wanted).clip(0, max(0, len(ids) - 1))
        known = ids[at] == wanted
        for quality in ("alternate", "historic", "abbreviation"):
            chosen = [
                number
                for number in np.flatnonzero(known).tolist()
                if _quality_of(columns[2][number], columns[7][number]) == quality
            ]
            names, places = [columns[3][number] for number in chosen], at[chosen]
            if quality == "abbreviation":
                rows.add_abbreviations([exact_key(name) for name in names], order[places])
            else:
                rows.add_alternates(names, order[places], people[places].tolist(), QUALITIES.index(quality))


def _quality_of(language: str, historic: str) -> str | None:
    if language in NO_NAMES:
        return None
    if language == ABBREVIATED:
        return "abbreviation"
    return "historic" if historic == "1" else "alternate"


def _sections(
    rows: DumpRows, base: _Base, spool: NameSpool, progress: Progress
) -> tuple[dict[str, memoryview], dict[str, int]]:
    """All sections of the file, and how many areas and points they hold."""
    import numpy as np

    progress("putting the places in order", 0, 0)
    ids = np.concatenate([base.columns["id"], rows.column("id")])
    area_rows = {id_: number for number, id_ in enumerate(base.ids)} | rows.new_areas
    areas = {id_: number for number, id_ in enumerate(sorted(area_rows))}
    order, number_of_row = _order(ids, area_rows, areas, rows, base)
    columns = _columns(rows, base, order, number_of_row, areas)
    columns["point_ids"] = ids[order[len(areas) :]]
    del ids
    columns |= _area_columns(base, sorted(areas))
    columns["label_offsets"], columns["labels"] = _labels(rows, base, order)
    columns |= spool.sections(number_of_row, columns["prominence"], progress)
    sections = {name: memoryview(np.ascontiguousarray(values).data).cast("B") for name, values in columns.items()}
    return sections, {"areas": len(areas), "points": len(order) - len(areas)}


def _order(
    ids: NDArray[Any], area_rows: dict[str, int], areas: dict[str, int], rows: DumpRows, base: _Base
) -> tuple[NDArray[Any], NDArray[Any]]:
    """The rows in the order of the file: areas by id, points by number; and the place of each row in it, or -1.

    :raises InputError: when the dump gives an id twice.
    """
    import numpy as np

    is_point = np.ones(rows.end, bool)
    is_point[: base.areas] = False
    is_point[[*rows.new_areas.values(), *rows.same_as]] = False
    base_points = np.arange(base.areas, base.size)
    replaced = np.isin(ids[base_points], ids[base.size :])
    is_point[base_points[replaced]] = False
    points = np.flatnonzero(is_point)
    points = points[np.argsort(ids[points], kind="stable")]
    twice = np.flatnonzero(ids[points[1:]] == ids[points[:-1]])
    if len(twice):
        raise InputError(f"the dump has the geonameid {ids[points[twice[0]]]} twice; is it two dumps in one?")
    order = np.concatenate([np.array([area_rows[id_] for id_ in sorted(areas)], np.int64), points])
    number_of_row = np.full(rows.end, -1, np.int64)
    number_of_row[order] = np.arange(len(order))
    for row, id_ in rows.same_as.items():
        number_of_row[row] = areas.get(id_, -1)
    by_id = np.argsort(ids[base.size :], kind="stable")
    twins = by_id[np.searchsorted(ids[base.size :], ids[base_points[replaced]], sorter=by_id)] + base.size
    number_of_row[base_points[replaced]] = number_of_row[twins]
    return order, number_of_row


def _columns(
    rows: DumpRows, base: _Base, order: NDArray[Any], number_of_row: NDArray[Any], areas: dict[str, int]
) -> dict[str, NDArray[Any]]:
    """The columns that every place has."""
    import numpy as np

    found: dict[str, NDArray[Any]] = {}
    for name in ("lat", "lon", "population", "class"):
        found[name] = np.concatenate([base.columns[name], rows.column(name)])[order]
    prominence = np.zeros(len(order), np.uint8)
    every = np.concatenate([base.columns["prominence"], rows.column("prominence")])
    own = number_of_row >= 0
    own[base.size :] &= ~np.isin(np.arange(base.size, rows.end), list(rows.same_as))
    np.maximum.at(prominence, number_of_row[own], every[own])
    found["prominence"] = prominence
    of_base = np.array([*(areas[id_] for id_ in base.ids), *[NOTHING] * (NOTHING + 1 - base.areas)], np.uint16)
    of_code = np.array([*(areas.get(id_, NOTHING) for id_ in rows.area_codes), NOTHING], np.uint16)
    for name in ("country", "admin1", "admin2"):
        found[name] = np.concatenate([of_base[base.columns[name]], of_code[rows.column(name)]])[order]
    return found


def _area_columns(base: _Base, ids: Sequence[str]) -> dict[str, NDArray[Any]]:
    """The sections that only areas have; those of the dump have a radius by rule of thumb and no outline."""
    import numpy as np

    numbers = {id_: number for number, id_ in enumerate(base.ids)}
    known = [numbers.get(id_, -1) for id_ in ids]
    radius = [
        int(base.radius[number]) if number >= 0 else round(radius_of_division(id_.split(":")[0]) * RADIUS_UNITS)
        for number, id_ in zip(known, ids, strict=True)
    ]
    found: dict[str, NDArray[Any]] = {"radius": np.array(radius, np.uint16)}
    found["boxes"] = np.vstack([base.boxes, np.zeros((1, 4), np.int16)])[known].reshape(-1)
    found["area_id_offsets"], found["area_ids"] = _joined(id_.encode() for id_ in ids)
    for name in AREA_BLOBS:
        pieces = (base.blob(name, number) if number >= 0 else b"" for number in known)
        found[OFFSETS[name]], found[name] = _joined(pieces)
    return found


def _joined(pieces: Iterator[bytes]) -> tuple[NDArray[Any], NDArray[Any]]:
    import numpy as np

    every = list(pieces)
    offsets = np.concatenate([[0], np.cumsum([len(piece) for piece in every], dtype=np.int64)])
    return offsets.astype(np.uint32), np.frombuffer(b"".join(every), np.uint8)


def _labels(rows: DumpRows, base: _Base, order: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """The names for people, in the order of the file."""
    import numpy as np

    every = np.frombuffer(b"".join([base.labels, *rows.labels]), np.uint8)
    rows.labels.clear()
    ends = np.flatnonzero(every[len(base.labels) :] == ord("\n")) + len(base.labels)
    starts = np.concatenate([base.label_offsets[:-1], [len(base.labels)], ends[:-1] + 1])[order]
    lengths = np.concatenate([np.diff(base.label_offsets), ends])[order]
    lengths = np.where(order >= base.size, lengths - starts, lengths)
    pieces = []
    for at in range(0, len(order), LABELS_AT_ONCE):
        start, length = starts[at : at + LABELS_AT_ONCE], lengths[at : at + LABELS_AT_ONCE]
        within = np.arange(int(length.sum())) - np.repeat(np.cumsum(length) - length, length)
        pieces.append(every[np.repeat(start, length) + within])
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    return offsets.astype(np.uint32), np.concatenate(pieces)
