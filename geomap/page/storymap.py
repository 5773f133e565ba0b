"""The folium map of a story, and the page around it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

import folium
from folium.template import Template

from geomap.errors import ConfigError
from geomap.model import Story
from geomap.page import rows
from geomap.page.assets import data_url, page_languages, words
from geomap.page.figure import Policy, SelfContainedFigure
from geomap.page.layers import EventsLayer, OfflineBasemap, PlacesLayer, RoutesLayer, Scripted, Written
from geomap.page.packing import is_large, packed_story
from geomap.page.panels import FittingLayerControl, Legend, PageHeader, TextPanel, TimeSlider
from geomap.page.passages import TextShown
from geomap.page.telling import retold
from geomap.page.tiles import OnlineTiles

__all__ = ["StoryMap"]


def language_of_page(story: Story, asked: str | None = None) -> str:
    """The language of a story's page: as asked for, as the story's options say, that of its article, else English.

    :raises ConfigError: for a language asked for that the page does not speak.
    """
    known = page_languages()
    chosen = asked or dict(story.provenance.options).get("page_language")
    if chosen is not None and chosen not in known:
        raise ConfigError(f"no page is written in {chosen!r}; there is {', '.join(known)}")
    own = story.article.language.partition("-")[0]
    return chosen or (own if own in known else "en")


class StoryMap(folium.Map):  # type: ignore[misc]
    """A folium map that needs Leaflet alone and fills the middle of a page; it shows itself in a notebook.

    >>> from geomap.page import StoryMap
    >>> page = StoryMap.of(story).get_root().render()
    >>> StoryMap.of(story).save("story.html")

    Args:
        title: the page's title.
        language: the language of the page's own words.
        policy: as for :class:`SelfContainedFigure`. ``strict`` is right for geomap's own layers; choose ``inline``
            before adding folium's markers, popups or plugins.
    """

    _template = Template(
        "{% macro html(this, kwargs) %}"
        '<p class="too-old">{{ this.no_script|e }}</p><noscript><p class="notice">{{ this.no_script|e }}</p></noscript>'
        '<main class="geomap-main"><div class="geomap-map" id="{{ this.get_name() }}"></div></main>'
        "{% endmacro %}"
        "{% macro script(this, kwargs) %}"
        'var {{ this.get_name() }} = geomap.storyMap("{{ this.get_name() }}");'
        "{% endmacro %}"
    )

    @cached_property
    def default_js(self) -> list[tuple[str, str]]:
        """Leaflet; and what folium's own maps load, when something that is not geomap's stands on the map."""
        own = [("leaflet", data_url("leaflet/leaflet.js"))]
        return own + [link for link in folium.Map.default_js if link[0] != "leaflet"] if self._has_guests() else own

    @cached_property
    def default_css(self) -> list[tuple[str, str]]:
        """The style sheets, in the same way."""
        sheets = [(f"geomap_{path}", data_url(path)) for path in ("css/page.css", "css/tools.css")]
        own = [("leaflet_css", data_url("leaflet/leaflet.css")), *sheets]
        others = [link for link in folium.Map.default_css if link[0] != "leaflet_css"] if self._has_guests() else []
        return [own[0], *others, *own[1:]]

    def __init__(self, title: str, *, language: str = "en", policy: Policy = "strict") -> None:
        super().__init__(location=[20, 10], zoom_start=2, tiles=None, zoom_control=False)
        self._name = "StoryMap"
        self.no_script = words(language)["page"]["no_script"]
        SelfContainedFigure(
            title=title,
            language=language,
            direction=words(language)["direction"],
            policy=policy,
            packed=policy == "strict",
            height="760px",
        ).add_child(self)

    @classmethod
    def of(
        cls,
        story: Story,
        *,
        policy: Policy = "strict",
        text: TextShown | None = None,
        tiles: str | None = None,
        language: str | None = None,
    ) -> StoryMap:
        """The map of a story with all that belongs to its page; the other options as for :func:`render`."""
        own = dict(story.provenance.options)
        shown: TextShown = "quotes" if (text or own.get("text")) == "quotes" else "full"
        online = tiles or own.get("tiles")
        spoken = language_of_page(story, language)
        data = retold(rows.story_rows(story, text=shown), spoken)
        if is_large(data):
            data = packed_story(data)
        story_map = cls(data["header"]["title"], language=spoken, policy=policy)
        layer_names = words(spoken)["layer"]
        parts: list[Any] = [
            PageHeader(data["header"]),
            TextPanel(data["text"]),
            PlacesLayer(data["places"], layer_names["places"]),
            RoutesLayer(data["routes"], layer_names["routes"]),
            EventsLayer(data["events"], layer_names["events"]),
            OfflineBasemap(layer_names["names"]),
            *([OnlineTiles(online, words(spoken)["tiles"]["control"].replace("{name}", online))] if online else []),
            FittingLayerControl(),
            Legend(),
            TimeSlider(),
        ]
        for part in parts:
            if isinstance(part, Scripted):
                part.language = spoken
            part.add_to(story_map)
            if isinstance(part, OnlineTiles):
                story_map.get_root().picture_hosts = part.hosts
        return story_map

    def render(self, **kwargs: Any) -> None:
        """Write the map into its figure; header and text come before it, as they are read."""
        super().render(**kwargs)
        page = self.get_root()
        own = self.get_name()
        for part in reversed(self._children.values()):
            if isinstance(part, PageHeader | TextPanel):
                page.html._children.move_to_end(part.get_name(), last=False)
        page.script.add_child(Written(f"geomap.start({own});"), name=f"{own}_start")

    def _has_guests(self) -> bool:
        return any(not type(part).__module__.startswith("geomap.") for part in self._children.values())
