"""How often each thing of a dataset is told: counted in a temporary database, so that memory doesn't grow with it.

Places are the same by gazetteer entry (by name and position where they have none), movements by their ends, stops,
theme and status, events by type, place, spot, days and certainty, names without position by the name.
"""

from __future__ import annotations

import json
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from geomap.corpus.dataset import ARTICLES, Dataset
from geomap.errors import InputError, OutputError
from geomap.export.extras import needed

__all__ = ["Counts", "Mark", "Row", "count_batch", "counts_of", "marks_of"]

PURPOSE = "a corpus"
Row = dict[str, Any]
Mark = tuple[str, str, Row]
"""The kind of a mark (the dataset's layer), what it is the same by, and its row."""

COUNTED = {
    "places": ["article_id", "id", "name", "gazetteer_id", "inferred", "geometry", "mentions", "made_with"],
    "routes": ["article_id", "from", "via", "to", "theme", "status"],
    "events": ["article_id", "place", "spot", "type", "start", "end", "certainty"],
    "unresolved": ["article_id", "name"],
}
"""The layers, and the columns that counting them needs."""
ROWS = 1000
"""Rows that are in memory at a time."""


class Counts:
    """The tellings of each mark, by kind and key."""

    def __init__(self, database: sqlite3.Connection) -> None:
        self._database = database
        self.articles = 0
        self.failed = 0
        self.made_with: dict[str, None] = {}
        for setting in ("journal_mode = off", "synchronous = off", "temp_store = file"):
            database.execute(f"PRAGMA {setting}")
        database.execute("CREATE TABLE mark (kind TEXT, key TEXT, whole INTEGER, times INTEGER, UNIQUE (kind, key))")

    def add(self, times: Mapping[tuple[str, str], int]) -> None:
        """Count so many more tellings; what comes first stays the first among equals."""
        self._database.executemany(
            "INSERT INTO mark VALUES (?, ?, ?, ?) ON CONFLICT DO UPDATE SET times = times + excluded.times",
            [(kind, key, _has_its_ends(kind, key), number) for (kind, key), number in times.items()],
        )

    def strongest(self, kind: str, most: int) -> dict[str, int]:
        """The keys told most often, earlier ones first among equals, and movements with both ends before all others."""
        query = "SELECT key, times FROM mark WHERE kind = ? ORDER BY whole DESC, times DESC, rowid LIMIT ?"
        return dict(self._database.execute(query, (kind, most)))

    def times(self, kind: str, key: str) -> int:
        """How often one is told."""
        query = "SELECT times FROM mark WHERE kind = ? AND key = ?"
        return int(self._database.execute(query, (kind, key)).fetchone()[0])

    def number(self, kind: str) -> int:
        """How many different ones there are."""
        return int(self._database.execute("SELECT count(*) FROM mark WHERE kind = ?", (kind,)).fetchone()[0])


@contextmanager
def counts_of(dataset: Dataset) -> Iterator[Counts]:
    """Counts of a dataset to be filled; its database is gone when the block ends.

    :raises OutputError: when the folder for temporary files is full or can't be written.
    """
    with tempfile.TemporaryDirectory(prefix="geomap-") as folder:
        try:
            with closing(sqlite3.connect(Path(folder) / "counts.sqlite", isolation_level=None)) as database:
                yield Counts(database)
        except sqlite3.Error as error:
            raise OutputError(
                f"can't count {dataset.folder} in {folder}: {error}; set TMPDIR to a folder with more room"
            ) from error


def count_batch(dataset: Dataset, name: str, counts: Counts) -> None:
    """Count the marks of one batch, and its articles.

    :raises InputError: when one of its files is damaged.
    """
    for row in _rows(dataset, ARTICLES, name, ["error"]):
        counts.articles += 1
        counts.failed += row["error"] is not None
    times: Counter[tuple[str, str]] = Counter()
    for kind, key, row in marks_of(dataset, name, COUNTED):
        times[kind, key] += max(1, len(json.loads(row["mentions"]))) if kind == "places" else 1
        if kind == "places":
            counts.made_with[row["made_with"]] = None
    counts.add(times)


def marks_of(dataset: Dataset, name: str, columns: Mapping[str, list[str]] | None = None) -> Iterator[Mark]:
    """The marks of one batch, places first.

    :param columns: those that are read of each layer, all where it is None.
    :raises InputError: when one of its files is damaged.
    """
    places: dict[tuple[str, str], str] = {}
    for kind in COUNTED:
        for row in _rows(dataset, kind, name, columns[kind] if columns else None):
            if kind == "places":
                key = places[row["article_id"], row["id"]] = _place_key(row)
            else:
                key = _key(kind, row, places)
            yield kind, key, row


def _rows(dataset: Dataset, layer: str, name: str, columns: list[str] | None) -> Iterator[Row]:
    """The rows of one batch's layer, some at a time; none where it has no such file."""
    path = dataset.folder / layer / name
    if not path.is_file():
        return
    parquet = needed("pyarrow.parquet", PURPOSE)
    try:
        with parquet.ParquetFile(path) as file:
            for some in file.iter_batches(batch_size=ROWS, columns=columns):
                yield from some.to_pylist()
    except (OSError, ValueError) as error:
        raise InputError(
            f"{path} is damaged ({error}); remove it and its namesake in {ARTICLES}/, and run geomap corpus again"
        ) from error


def _place_key(row: Row) -> str:
    if row["gazetteer_id"] and not row["inferred"]:
        return str(row["gazetteer_id"])
    return _text([row["name"], row["geometry"].hex()])


def _key(kind: str, row: Row, places: Mapping[tuple[str, str], str]) -> str:
    def of(place: str | None) -> str | None:
        return places[row["article_id"], place] if place else None

    if kind == "routes":
        stops = [of(stop) for stop in (row["from"], *json.loads(row["via"] or "[]"), row["to"])]
        return _text([stops, row["theme"], row["status"]])
    if kind == "events":
        spot = json.loads(row["spot"] or "null")
        where = [spot["lon"], spot["lat"]] if spot else None
        return _text([of(row["place"]), row["type"], row["start"], row["end"], row["certainty"], where])
    return str(row["name"])


def _text(parts: list[Any]) -> str:
    return json.dumps(parts, ensure_ascii=False)


def _has_its_ends(kind: str, key: str) -> bool:
    return kind != "routes" or None not in json.loads(key)[0]
