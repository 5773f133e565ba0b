"""A story as GeoDataFrames, one a layer. Needs geopandas (``geomap[geo]``)."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from geomap.export.extras import needed
from geomap.export.tables import Column, tables_of
from geomap.model import Story

__all__ = ["to_geodataframes"]

PURPOSE = "a GeoDataFrame"


def to_geodataframes(story: Story | Sequence[Story], *, shapes: bool = False) -> dict[str, Any]:
    """GeoDataFrames by the names places, routes, events and unresolved, in EPSG:4326 (geopandas: longitude first).

    The columns are those of the other tables; nested fields (evidence, alternatives ...) are JSON text, so that every
    frame can be filtered, drawn and written to a file. ``article`` and ``source`` tell several stories apart.

    :param shapes: draw a place that has an outline as an area instead of its point.
    :raises DataMissing: when geopandas is not installed.
    """
    geopandas, pandas = needed("geopandas", PURPOSE), needed("pandas", PURPOSE)
    shape = needed("shapely.geometry", PURPOSE).shape
    stories = [story] if isinstance(story, Story) else list(story)
    frames = {}
    for table in tables_of(stories, shapes=shapes):
        columns = {
            column.name: pandas.array([row.cells[column.name] for row in table.rows], dtype=_type(column))
            for column in table.columns
        }
        geometry = [shape(row.geometry) if row.geometry else None for row in table.rows]
        name = table.layer if table.layer == "unresolved" else f"{table.layer}s"
        frames[name] = geopandas.GeoDataFrame(columns, geometry=geometry, crs="EPSG:4326")
    return frames


def _type(column: Column) -> str:
    return {"number": "float64", "truth": "boolean"}.get(column.kind, "object")
