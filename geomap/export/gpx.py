"""Routes of stories -> GPX 1.1 for navigation devices and apps: a track a movement, a waypoint a place.

A track has one segment, or two where it crosses the 180th meridian; a movement with one known end is a waypoint, and
one with none can't be in a GPX file. Dates stand in the description: GPX times are those of a recording.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from importlib.metadata import version
from typing import Any
from xml.etree.ElementTree import Element

from geomap.export.tables import BETWEEN_ARTICLES, Row, made_with, names_of, tables_of, title_of
from geomap.export.wkt import decimal
from geomap.export.xmltext import add, document
from geomap.model import Story

__all__ = ["to_gpx"]

NAMESPACE = "http://www.topografix.com/GPX/1/1"


def to_gpx(stories: Sequence[Story], *, layer: str | None = None, shapes: bool = False) -> bytes:
    """The stories as one GPX file. It holds points and lines only, so ``shapes`` changes nothing."""
    tables, names = tables_of(stories, layer=layer), names_of(tables_of(stories, layer="place"))
    rows = [row for table in tables for row in table.rows if row.geometry]
    root = Element("gpx", version="1.1", creator=f"geomap {version('geomap')}", xmlns=NAMESPACE)
    about = add(root, "metadata")
    add(about, "name", "; ".join(story.article.title for story in stories))
    add(about, "desc", BETWEEN_ARTICLES.join(dict.fromkeys(made_with(story.provenance) for story in stories)))
    for row in rows:
        if row.geometry and row.geometry["type"] == "Point":
            _add_point(root, row, names)
    for row in rows:
        if row.geometry and row.geometry["type"] != "Point":
            _add_track(root, row, names)
    return document(root)


def _add_point(root: Element, row: Row, names: dict[str, str]) -> None:
    lon, lat = row.geometry["coordinates"] if row.geometry else (0, 0)
    _add_words(add(root, "wpt", lat=decimal(lat), lon=decimal(lon)), row, names)


def _add_track(root: Element, row: Row, names: dict[str, str]) -> None:
    track = add(root, "trk")
    _add_words(track, row, names)
    for part in _parts(row.geometry or {}):
        segment = add(track, "trkseg")
        for lon, lat in part:
            add(segment, "trkpt", lat=decimal(lat), lon=decimal(lon))


def _parts(geometry: dict[str, Any]) -> list[Any]:
    return [geometry["coordinates"]] if geometry["type"] == "LineString" else list(geometry["coordinates"])


def _add_words(mark: Element, row: Row, names: dict[str, str]) -> None:
    """Name, comment (the id), description, source and type, in the order of the schema."""
    add(mark, "name", title_of(row, names))
    add(mark, "cmt", row.cells["id"])
    add(mark, "desc", "; ".join(_facts(row.cells)))
    add(mark, "src", row.cells["article"])
    add(mark, "type", row.layer)


def _facts(cells: dict[str, Any]) -> Iterator[str]:
    for name in ("status", "certainty", "kind", "quantity_text", "date_text"):
        if cells.get(name):
            yield str(cells[name])
    days = [cells[name] for name in ("start", "end") if cells.get(name)]
    if days:
        yield " to ".join(dict.fromkeys(days))
    if cells.get("quote"):
        yield cells["quote"]
