"""The rows of a dump as arrays: what :mod:`geomap.gazetteer.building` sorts and merges into a gazetteer file."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import compress
from typing import TYPE_CHECKING, Any

from geomap.errors import InputError
from geomap.gazetteer.feature import CLASSES, QUALITIES
from geomap.gazetteer.folding import fold_all
from geomap.gazetteer.geonames_dump import Columns
from geomap.gazetteer.geonames_rows import are_trusted, kept_as
from geomap.gazetteer.name_spool import NamesOfBlock, NameSpool
from geomap.gazetteer.writing import COORDINATE_UNITS, PROMINENCE_UNITS
from geomap.geodesy import distance_km

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

__all__ = ["COLUMNS", "DumpRows", "Known", "KnownArea", "RowsOfBlock"]

COLUMNS = {
    "id": "u4", "lat": "i4", "lon": "i4", "population": "u4", "class": "u1", "prominence": "u1",
    "country": "i4", "admin1": "i4", "admin2": "i4",
}  # fmt: skip
AREA_COLUMNS = ("country", "admin1", "admin2")
PRIMARY, ALTERNATE, ABBREVIATION = (QUALITIES.index(name) for name in ("primary", "alternate", "abbreviation"))
MOST_PEOPLE = 2**32 - 1
COUNTRY_CODES = ("PCL", "PCLD", "PCLF", "PCLI", "PCLIX", "PCLS", "TERR")
SAME_WITHIN_KM = 50.0
"""A feature of the name and kind of an area we have is that area when it lies in it or no farther from its middle."""


@dataclass(frozen=True, slots=True)
class KnownArea:
    """An area that the file has anyway."""

    id: str
    kind: str
    lat: float
    lon: float
    radius_km: float


class _Numbered(dict[Any, int]):
    """Numbers its keys in the order in which they come."""

    def __missing__(self, key: Any) -> int:
        self[key] = number = len(self)
        return number


@dataclass(frozen=True, slots=True)
class Known:
    """What the file has anyway, and what a block of rows has to know of it.

    ``areas`` are ids; a division among the rows that is not one of them becomes one, as long as there is ``room`` for
    more areas. ``hand`` are the folded names of seas and regions with the areas that bear them, to know them again;
    ``reserved`` are folded names that no by-name of a row may take: of countries, seas, peoples.
    """

    areas: Collection[str]
    hand: Mapping[str, Sequence[KnownArea]]
    reserved: Collection[str]
    room: int


class RowsOfBlock:
    """The rows of one block of a dump, numbered from 0: numbers as arrays, labels as bytes, names to spool.

    It goes from the process that reads the block to the one that puts all together, without what is known anyway.
    """

    def __init__(self, known: Known) -> None:
        self._known = known
        self._kinds = _Numbered()
        self._codes = _Numbered()
        self.columns: dict[str, NDArray[Any]] = {}
        self.labels = b""
        self.names = NamesOfBlock()
        self.size = 0
        self.newest = ""
        self.new_areas: dict[str, int] = {}
        """Ids of the areas that the dump adds, with their rows."""
        self.same_as: dict[int, str] = {}
        """Rows that are an area which the file has anyway; an empty id drops the row with its names."""

    @property
    def codes(self) -> list[str | tuple[str, ...]]:
        """What the columns country, admin1 and admin2 number."""
        return list(self._codes)

    def __getstate__(self) -> dict[str, Any]:
        return {**self.__dict__, "_known": None, "_kinds": None, "_codes": dict(self._codes)}

    def add(self, columns: Columns, with_alternates: bool, blame: Callable[[int, str], InputError]) -> None:
        """Take in the block; ``blame`` makes the error for a row of the block.

        :raises InputError: when a number is none.
        """
        names, letters, codes = columns[1], columns[6], columns[7]
        kinds = self._kinds
        kind_of_row = list(map(kinds.__getitem__, zip(letters, codes, strict=True)))
        people = self._numbers(columns, kind_of_row, blame)
        self._area_columns(columns)
        folded = fold_all(names)
        self._special_rows(columns, kind_of_row, folded)
        self.labels = "\n".join(names).encode() + b"\n"
        self.newest = max(columns[18])
        self._names(columns[1:3], folded)
        if with_alternates:
            self._alternates(columns[3], people)
        self.size = len(names)

    def _numbers(self, columns: Columns, kinds: list[int], blame: Callable[[int, str], InputError]) -> NDArray[Any]:
        import numpy as np

        ids = _parsed(int, columns[0], "i8", lambda at: blame(at, "geonameid"))
        lats = _parsed(float, columns[4], "f8", lambda at: blame(at, "latitude"))
        lons = _parsed(float, columns[5], "f8", lambda at: blame(at, "longitude"))
        people = _parsed(int, [cell or "0" for cell in columns[14]], "i8", lambda at: blame(at, "population"))
        for values, what, lowest, highest in (
            (ids, "geonameid", 1, 2**29), (lats, "latitude", -90, 90), (lons, "longitude", -180, 180),
        ):  # fmt: skip
            wrong = np.flatnonzero(~((values >= lowest) & (values <= highest)))
            if len(wrong):
                raise blame(int(wrong[0]), what)
        pairs = [kept_as(*pair) for pair in self._kinds]
        numbers = {name: number for number, name in enumerate(sorted(CLASSES))}
        classes = np.array([numbers[kept.feature_class] for kept in pairs])
        least = np.array([kept.least for kept in pairs])[kinds]
        bonus = np.array([kept.bonus for kept in pairs])[kinds]
        by_people = np.log10(np.maximum(people, 1)) + bonus
        prominence = np.where(people > 0, np.maximum(least, by_people), least)
        self._append("id", ids)
        self._append("lat", np.rint(lats * COORDINATE_UNITS))
        self._append("lon", np.rint(lons * COORDINATE_UNITS))
        self._append("population", people.clip(0, MOST_PEOPLE))
        self._append("class", classes[kinds])
        self._append("prominence", np.rint(prominence * PROMINENCE_UNITS).clip(0, 255))
        return people

    def _append(self, name: str, values: NDArray[Any]) -> None:
        self.columns[name] = values.astype(COLUMNS[name])

    def _area_columns(self, columns: Columns) -> None:
        import numpy as np

        of_triple = _Numbered()
        triples = zip(columns[8], columns[10], columns[11], strict=True)
        rows = np.fromiter(map(of_triple.__getitem__, triples), np.int64, len(columns[8]))
        number = self._codes.__getitem__
        keys: dict[str, Iterable[Any]] = {
            "country": (country for country, _, _ in of_triple),
            "admin1": ((country, first) for country, first, _ in of_triple),
            "admin2": of_triple,
        }
        for name, areas in keys.items():
            self._append(name, np.array([number(area) for area in areas], np.int64)[rows])

    def _special_rows(self, columns: Columns, kinds: list[int], folded: list[str]) -> None:
        """Note the rows that are areas: those we have, those we lack, and the countries."""
        letters = list(self._kinds)
        divisions = {number for number, (_, code) in enumerate(letters) if code in ("ADM1", "ADM2", *COUNTRY_CODES)}
        if divisions:
            for at in [at for at, kind in enumerate(kinds) if kind in divisions]:
                self._division(at, letters[kinds[at]][1], *(columns[level][at] for level in (8, 10, 11)))
        hand = self._known.hand
        for at in [at for at, key in enumerate(folded) if key in hand]:
            feature_class = kept_as(*letters[kinds[at]]).feature_class
            lat, lon = float(columns[4][at]), float(columns[5][at])
            for area in hand[folded[at]]:
                near = distance_km((lon, lat), (area.lon, area.lat)) <= max(SAME_WITHIN_KM, area.radius_km)
                if near and area.kind == CLASSES[feature_class]:
                    self.same_as.setdefault(at, area.id)

    def _division(self, row: int, code: str, country: str, admin1: str, admin2: str) -> None:
        if code in COUNTRY_CODES:
            if f"country:{country}" in self._known.areas:
                self.same_as[row] = ""
            return
        if not country or not admin1 or (code == "ADM2" and not admin2):
            return
        id_ = _area_id((country, admin1) if code == "ADM1" else (country, admin1, admin2))
        if id_ in self._known.areas:
            self.same_as[row] = id_
        elif id_ not in self.new_areas and len(self.new_areas) < self._known.room:
            self.new_areas[id_] = row

    def _names(self, columns: Sequence[list[str]], folded: list[str]) -> None:
        import numpy as np

        names, plain = columns
        rows = np.arange(len(names))
        bears = [bool(key) for key in folded]
        self.names.add(list(compress(folded, bears)), rows[bears], PRIMARY)
        others = [at for at, name in enumerate(plain) if name and name != names[at]]
        spoken = zip(fold_all([plain[at] for at in others]), others, strict=True)
        found = [(key, at) for key, at in spoken if key and key != folded[at] and key not in self._known.reserved]
        self.names.add([key for key, _ in found], rows[[at for _, at in found]], ALTERNATE)

    def _alternates(self, cells: list[str], people: NDArray[np.int64]) -> None:
        import numpy as np

        with_names = [row for row, cell in enumerate(cells) if cell]
        written = [cells[row] for row in with_names]
        names = ",".join(written).split(",") if written else []
        at = np.repeat(np.array(with_names, np.int64), [cell.count(",") + 1 for cell in written])
        keys, rows = trusted_names(names, at, people[at].tolist(), self._known.reserved)
        self.names.add(keys, rows, ALTERNATE)


class DumpRows:
    """All rows of a dump, block by block; their names go to the spool.

    :param known: what the file has anyway.
    :param first: the number of the first row; smaller ones are taken.
    """

    def __init__(self, spool: NameSpool, known: Known, first: int) -> None:
        self._spool, self._known = spool, known
        self._columns: dict[str, list[NDArray[Any]]] = {name: [] for name in COLUMNS}
        self._codes = _Numbered()
        self.labels: list[bytes] = []
        self.first = self.end = first
        self.newest = ""
        self.new_areas: dict[str, int] = {}
        """Ids of the areas that the dump adds, with their rows."""
        self.same_as: dict[int, str] = {}
        """Rows that are an area which the file has anyway; an empty id drops the row with its names."""

    @property
    def area_codes(self) -> list[str]:
        """The area ids that the columns country, admin1 and admin2 number."""
        return [_area_id(key) for key in self._codes]

    def column(self, name: str, keep: bool = False) -> NDArray[Any]:
        """One column of all rows; its parts are forgotten unless it is kept for another time."""
        import numpy as np

        column = np.concatenate(self._columns.pop(name))
        if keep:
            self._columns[name] = [column]
        return column

    def __len__(self) -> int:
        return self.end - self.first

    def take(self, block: RowsOfBlock) -> None:
        """Append the rows of a block."""
        import numpy as np

        numbers = np.array([self._codes[key] for key in block.codes], COLUMNS["country"])
        for name, values in block.columns.items():
            self._columns[name].append(numbers[values] if name in AREA_COLUMNS else values)
        self.labels.append(block.labels)
        self.newest = max(self.newest, block.newest)
        for id_, row in block.new_areas.items():
            if id_ not in self.new_areas and len(self.new_areas) < self._known.room:
                self.new_areas[id_] = self.end + row
        self.same_as |= {self.end + row: id_ for row, id_ in block.same_as.items()}
        self._spool.take(block.names, self.end)
        self.end += block.size

    def add_alternates(self, names: Sequence[str], at: NDArray[np.int64], people: Sequence[int], quality: int) -> None:
        """Note other names of the rows ``at`` (from 0), as far as they can be trusted."""
        keys, rows = trusted_names(names, at, people, self._known.reserved)
        self._spool.add(keys, rows + self.first, quality)

    def add_abbreviations(self, keys: Sequence[str], at: NDArray[np.int64]) -> None:
        """Note short forms of the rows ``at`` (from 0), under their exact keys."""
        self._spool.add(keys, at + self.first, ABBREVIATION)


def trusted_names(
    names: Sequence[str], at: NDArray[np.int64], people: Sequence[int], reserved: Collection[str]
) -> tuple[list[str], NDArray[np.int64]]:
    """The keys of other names of the rows ``at`` with so many people, as far as they can be trusted, and their rows."""
    trusted = are_trusted(names, people)
    keys = fold_all(list(compress(names, trusted)))
    free = [bool(key) and key not in reserved for key in keys]
    return list(compress(keys, free)), at[trusted][free]


def _parsed(
    kind: Callable[[str], Any], cells: list[str], dtype: str, blame: Callable[[int], InputError]
) -> NDArray[Any]:
    import numpy as np

    try:
        return np.array(list(map(kind, cells)), dtype)
    except (ValueError, OverflowError) as error:
        for number, cell in enumerate(cells):
            try:
                np.array([kind(cell)], dtype)
            except (ValueError, OverflowError):
                raise blame(number) from error
        raise


def _area_id(key: str | tuple[str, ...]) -> str:
    if isinstance(key, str):
        return f"country:{key}"
    return f"admin{len(key) - 1}:{'.'.join(key)}"
