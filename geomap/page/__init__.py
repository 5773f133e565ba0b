"""A Story as one HTML file that opens anywhere, drawn through folium classes.

:func:`render` makes the page. The classes are ordinary folium ones, for anyone's map. Folium is loaded by their first
use, not by the import of this package.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from geomap.page.lean_folium import import_folium

if TYPE_CHECKING:
    from geomap.model import Story
    from geomap.page.figure import SelfContainedFigure
    from geomap.page.layers import EventsLayer, OfflineBasemap, PlacesLayer, RoutesLayer
    from geomap.page.panels import FittingLayerControl, Legend, PageHeader, TextPanel, TimeSlider
    from geomap.page.passages import TextShown
    from geomap.page.storymap import StoryMap
    from geomap.page.tiles import OnlineTiles

__all__ = [
    "EventsLayer",
    "FittingLayerControl",
    "Legend",
    "OfflineBasemap",
    "OnlineTiles",
    "PageHeader",
    "PlacesLayer",
    "RoutesLayer",
    "SelfContainedFigure",
    "StoryMap",
    "TextPanel",
    "TimeSlider",
    "render",
]

_HOMES = {
    "figure": ("SelfContainedFigure",),
    "layers": ("EventsLayer", "OfflineBasemap", "PlacesLayer", "RoutesLayer"),
    "panels": ("FittingLayerControl", "Legend", "PageHeader", "TextPanel", "TimeSlider"),
    "storymap": ("StoryMap",),
    "tiles": ("OnlineTiles",),
}
_HOME_OF = {name: home for home, names in _HOMES.items() for name in names}


def render(
    story: Story, *, text: TextShown | None = None, tiles: str | None = None, language: str | None = None
) -> str:
    """The story as one self-contained HTML page. Equal stories give identical text; nothing is fetched.

    :param text: ``full``, or ``quotes`` to leave the article out but for the sentences that marks rest on.
        None: as the story's own options say, else ``full``.
    :param tiles: the xyzservices name of online tiles ("OpenStreetMap.Mapnik") that a reader may switch on.
        None: as the story's own options say, else none.
    :param language: of the page's own words: en, fr, it, es, de or ar. None: as the story's own options say, else that
        of its article, else English.
    :raises ConfigError: for a language that pages don't speak, a name that xyzservices doesn't know, or tiles that need
        a key.
    """
    import_folium()
    from geomap.page.storymap import StoryMap

    page: str = StoryMap.of(story, text=text, tiles=tiles, language=language).get_root().render()
    return page


def __getattr__(name: str) -> Any:
    if name in _HOME_OF:
        import_folium()
        return getattr(import_module(f"geomap.page.{_HOME_OF[name]}"), name)
    raise AttributeError(f"module 'geomap.page' has no attribute {name!r}")
