"""News in, map out: the places, routes and dated events of an article on one map, each with its evidence.

>>> import geomap
>>> article = geomap.read("report.md", published="2016-04-26")
>>> story = geomap.tell(article, geomap.Tools.open())
>>> html = geomap.render(story)
>>> geomap.save_as(story, "report.kml")

Importing geomap does nothing else: spaCy, folium and the gazetteer are loaded by the functions that need them.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from geomap.article import read_article as read
    from geomap.codec import load_story, save_story
    from geomap.corrections import Corrections, load_corrections
    from geomap.errors import ConfigError, DataMissing, GeomapError, InputError, OutputError, StoryFormatError
    from geomap.export.geodataframes import to_geodataframes
    from geomap.export.geojson import to_geojson
    from geomap.gathering import gather
    from geomap.gazetteer import Gazetteer
    from geomap.gazetteer.geocoder import EmbeddedGeocoder
    from geomap.maps import save_as, save_map
    from geomap.model import Article, Event, Place, Route, Story
    from geomap.page import render
    from geomap.pipeline import Tools, tell

__all__ = [
    "Article",
    "ConfigError",
    "Corrections",
    "DataMissing",
    "EmbeddedGeocoder",
    "Event",
    "Gazetteer",
    "GeomapError",
    "InputError",
    "OutputError",
    "Place",
    "Route",
    "Story",
    "StoryFormatError",
    "Tools",
    "gather",
    "load_corrections",
    "load_story",
    "read",
    "render",
    "save_as",
    "save_map",
    "save_story",
    "tell",
    "to_geodataframes",
    "to_geojson",
]

_HOMES = {
    "errors": ("ConfigError", "DataMissing", "GeomapError", "InputError", "OutputError", "StoryFormatError"),
    "model": ("Article", "Event", "Place", "Route", "Story"),
    "codec": ("load_story", "save_story"),
    "corrections": ("Corrections", "load_corrections"),
    "export.geodataframes": ("to_geodataframes",),
    "export.geojson": ("to_geojson",),
    "gathering": ("gather",),
    "gazetteer": ("Gazetteer",),
    "gazetteer.geocoder": ("EmbeddedGeocoder",),
    "maps": ("save_as", "save_map"),
    "page": ("render",),
    "pipeline": ("Tools", "tell"),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import version

        return version("geomap")
    if name == "read":
        return import_module("geomap.article").read_article
    if name in _HOME_OF:
        return getattr(import_module(f"geomap.{_HOME_OF[name]}"), name)
    raise AttributeError(f"module 'geomap' has no attribute {name!r}")


def __dir__() -> list[str]:
    return [*__all__, "__version__"]
