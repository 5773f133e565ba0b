"""How a story shows itself to other libraries: in a notebook, as GeoJSON, as data frames.

The model lies below everything and imports none of the rooms that draw and write. So a story inherits these doors, and
each names the room behind it by its module, which is loaded when somebody goes through it.
"""

from __future__ import annotations

from importlib import import_module
from typing import Any

__all__ = ["StoryViews"]


class StoryViews:
    """The doors of a :class:`geomap.model.Story` to the rooms above it."""

    __slots__ = ()

    @property
    def __geo_interface__(self) -> dict[str, Any]:
        """The story as a GeoJSON FeatureCollection, for what speaks the protocol of that name (geopandas, folium)."""
        collection: dict[str, Any] = import_module("geomap.export.geojson").to_geojson(self)
        return collection

    def to_geodataframes(self, *, shapes: bool = False) -> dict[str, Any]:
        """GeoDataFrames by the names places, routes, events and unresolved, in EPSG:4326.

        :param shapes: draw a place that has an outline as an area instead of its point.
        :raises DataMissing: when geopandas is not installed (``geomap[geo]``).
        """
        module = import_module("geomap.export.geodataframes")
        frames: dict[str, Any] = module.to_geodataframes(self, shapes=shapes)
        return frames

    def _repr_html_(self) -> str:
        """The page in a frame, as a notebook shows it; the frame's page can fetch nothing."""
        page: str = import_module("geomap.page").StoryMap.of(self).get_root()._repr_html_()
        return page
