"""Stories -> GeoParquet 1.1 (https://geoparquet.org/releases/v1.1.0/): all layers in one table with a column ``layer``.

Geometries are WKB, planar edges, longitude first (OGC:CRS84, the default of the format). The bytes depend on the
version of Arrow, and on nothing else. Writing needs pyarrow (``geomap[geo]``).
"""

from __future__ import annotations

import io
import json
from collections.abc import Sequence
from typing import Any

from geomap.export.extras import needed
from geomap.export.tables import Column, Table, tables_of, united
from geomap.model import Story

__all__ = ["encoded", "to_geoparquet"]

PURPOSE = "GeoParquet"


def to_geoparquet(stories: Sequence[Story], *, layer: str | None = None, shapes: bool = False) -> bytes:
    """The stories as one GeoParquet file.

    :raises DataMissing: when pyarrow is not installed.
    """
    return encoded(united(tables_of(stories, layer=layer, shapes=shapes)))


def encoded(table: Table) -> bytes:
    """A table as a GeoParquet file.

    :raises DataMissing: when pyarrow is not installed.
    """
    arrow, parquet = needed("pyarrow", PURPOSE), needed("pyarrow.parquet", PURPOSE)
    shapely, shape = needed("shapely", PURPOSE), needed("shapely.geometry", PURPOSE).shape
    geometries = [shape(row.geometry) if row.geometry else None for row in table.rows]
    columns = {
        column.name: arrow.array([row.cells[column.name] for row in table.rows], _type(arrow, column))
        for column in table.columns
    }
    wkb = [None if one is None else shapely.to_wkb(one, byte_order=1) for one in geometries]
    made = arrow.table(columns | {"geometry": arrow.array(wkb, arrow.binary())})
    made = made.replace_schema_metadata({"geo": json.dumps(_metadata(geometries))})
    stream = io.BytesIO()
    parquet.write_table(made, stream, compression="zstd")
    return stream.getvalue()


def _type(arrow: Any, column: Column) -> Any:
    return {"number": arrow.float64(), "truth": arrow.bool_()}.get(column.kind, arrow.string())


def _metadata(geometries: Sequence[Any]) -> dict[str, Any]:
    here = [geometry for geometry in geometries if geometry is not None]
    column: dict[str, Any] = {
        "encoding": "WKB",
        "geometry_types": sorted({geometry.geom_type for geometry in here}),
    }
    if here:
        bounds = [geometry.bounds for geometry in here]
        west, south = (min(bound[side] for bound in bounds) for side in (0, 1))
        east, north = (max(bound[side] for bound in bounds) for side in (2, 3))
        column["bbox"] = [west, south, east, north]
    return {"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}}
