"""Which formats a story can be written in, and the function that writes each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from importlib import import_module

from geomap.model import Story

__all__ = ["FORMATS", "Format", "encode", "format_of"]


@dataclass(frozen=True, slots=True)
class Format:
    """A format: the endings of its files, what it is called, and where its writer is (module and function)."""

    endings: tuple[str, ...]
    title: str
    writer: tuple[str, str]
    is_binary: bool = False


FORMATS = {
    "geojson": Format((".geojson", ".json"), "GeoJSON (RFC 7946)", ("geojson", "to_geojson_text")),
    "csv": Format((".csv",), "CSV for spreadsheets", ("spreadsheet", "to_csv")),
    "kml": Format((".kml",), "KML for Google Earth", ("kml", "to_kml")),
    "gpx": Format((".gpx",), "GPX tracks and waypoints", ("gpx", "to_gpx")),
    "geopackage": Format((".gpkg",), "GeoPackage for QGIS", ("geopackage", "to_geopackage"), is_binary=True),
    "geoparquet": Format((".parquet", ".geoparquet"), "GeoParquet", ("geoparquet", "to_geoparquet"), is_binary=True),
}
"""The formats by name."""


def format_of(name: str) -> str | None:
    """The format of a file by the ending of its name; None for an ending that no format has."""
    return next((key for key, format in FORMATS.items() if name.lower().endswith(format.endings)), None)


def encode(stories: Sequence[Story], format: str, *, layer: str | None = None, shapes: bool = False) -> bytes:
    """The stories as one file of the format (a key of :data:`FORMATS`).

    :param layer: only this layer: place, route, event or unresolved.
    :param shapes: outlines of countries, seas and regions instead of their points.
    :raises DataMissing: when the format needs a library that is not installed; the message names the command.
    """
    module, function = FORMATS[format].writer
    written: bytes = getattr(import_module(f"geomap.export.{module}"), function)(stories, layer=layer, shapes=shapes)
    return written
