"""Stories -> GeoPackage (OGC 12-128), the file of QGIS and other GIS: one layer each for places, routes, events, names.

The bytes depend on the versions of GDAL and SQLite, and on nothing else: the date of change that the format asks for is
the day of publication, or 1970-01-01. Writing needs pyogrio (``geomap[geo]``).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from geomap.export.extras import needed
from geomap.export.tables import Column, Table, tables_of
from geomap.model import Story

__all__ = ["to_geopackage"]

LAYER_NAMES = {"place": "places", "route": "routes", "event": "events", "unresolved": "unresolved"}
PURPOSE = "a GeoPackage"


def to_geopackage(stories: Sequence[Story], *, layer: str | None = None, shapes: bool = False) -> bytes:
    """The stories as one GeoPackage. Nested fields are JSON text, dates ISO text (a date before year 1 is one, too).

    :raises DataMissing: when pyogrio is not installed.
    """
    with TemporaryDirectory() as folder, _change_dated(stories):
        path = Path(folder) / "story.gpkg"
        for table in tables_of(stories, layer=layer, shapes=shapes):
            _write(table, path, geometry_type="Point" if table.layer == "event" else "Unknown")
        return path.read_bytes()


def _write(table: Table, path: Path, geometry_type: str) -> None:
    numpy, raw = needed("numpy", PURPOSE), needed("pyogrio.raw", PURPOSE)
    shapely, from_shape = needed("shapely", PURPOSE), needed("shapely.geometry", PURPOSE).shape
    if table.layer == "unresolved":
        geometry, geometry_type, crs = None, None, None  # type: ignore[assignment]
    else:
        shapes = [from_shape(row.geometry) if row.geometry else None for row in table.rows]
        geometry, crs = shapely.to_wkb(numpy.array(shapes, dtype=object), byte_order=1), "EPSG:4326"
    fields = [_array(numpy, column, [row.cells[column.name] for row in table.rows]) for column in table.columns]
    raw.write(
        str(path),
        geometry,
        [values for values, _ in fields],
        [column.name for column in table.columns],
        field_mask=[mask for _, mask in fields],
        layer=LAYER_NAMES[table.layer],
        driver="GPKG",
        geometry_type=geometry_type,
        crs=crs,
        append=path.exists(),
        # what GDAL 3.6 reads without a warning
        dataset_options=None if path.exists() else {"VERSION": "1.3"},
    )


def _array(numpy: Any, column: Column, values: list[Any]) -> tuple[Any, Any]:
    """A column as an array, and where it is empty (None where nothing is)."""
    empty = numpy.array([value is None for value in values], dtype=bool)
    if column.kind == "number":
        return numpy.array([0.0 if value is None else value for value in values], dtype="float64"), empty
    if column.kind == "truth":
        return numpy.array([bool(value) for value in values], dtype=bool), empty
    whole = [None if value is None else value.replace("\0", "\ufffd") for value in values]  # GDAL ends a text at NUL
    return numpy.array(whole, dtype=object), None


@contextmanager
def _change_dated(stories: Sequence[Story]) -> Iterator[None]:
    """Let GDAL date the layers by the stories, never by the clock."""
    pyogrio = needed("pyogrio", PURPOSE)
    days = [day for story in stories if (day := story.article.published) is not None and not day.startswith("-")]
    before = pyogrio.get_gdal_config_option("OGR_CURRENT_DATE")
    pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": f"{max(days, default='1970-01-01')}T00:00:00.000Z"})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": before})
