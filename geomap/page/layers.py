"""Folium layers that draw places, movements and events from plain rows, and a basemap that needs no network.

They are ordinary folium layers, for any :class:`folium.Map`. Each writes its rows as one JSON block and one call into
the script ``geomap``; text reaches the page only as data, so hostile text stays text. Rows as :mod:`geomap.page.rows`
makes them from a Story.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from functools import cached_property
from typing import Any

from branca.element import Element
from folium.elements import JSCSSMixin
from folium.map import Layer

from geomap.page.assets import SCRIPTS, STYLES, data_url, packed_basemap, seas, words
from geomap.page.packing import MANY, Table, pack_rows

__all__ = [
    "EventsLayer",
    "OfflineBasemap",
    "PlacesLayer",
    "RoutesLayer",
    "Scripted",
    "Written",
    "json_block",
    "json_text",
]

Row = Mapping[str, Any]


def json_text(value: Any) -> str:
    """The value as JSON in which nothing can end a block, start a tag or break a line of script."""
    text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    for character in "<>&\u2028\u2029":
        text = text.replace(character, f"\\u{ord(character):04x}")
    return text


def json_block(identifier: str, value: Any) -> str:
    """A data block with the value as JSON."""
    return f'<script type="application/json" id="{identifier}">{json_text(value)}</script>'


class Written(Element):  # type: ignore[misc]
    """HTML that is written as it is."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text

    def render(self, **kwargs: Any) -> str:
        """The text."""
        return self.text


class Scripted(JSCSSMixin):  # type: ignore[misc]
    """What every part has in common: its data, the call that draws it, the scripts and styles that this needs.

    A subclass names its function in the script ``geomap`` as ``factory`` and gives ``data()``.
    """

    factory = ""
    extra_scripts: tuple[str, ...] = ()
    language = "en"

    @cached_property
    def default_js(self) -> list[tuple[str, str]]:
        """The scripts, as folium's plugins list theirs."""
        return [(f"geomap_{path}", data_url(path)) for path in (*SCRIPTS, *self.extra_scripts)]

    @cached_property
    def default_css(self) -> list[tuple[str, str]]:
        """The style sheets, as folium's plugins list theirs."""
        return [(f"geomap_{path}", data_url(path)) for path in STYLES]

    def data(self) -> Any:
        """What the part draws, as a value for JSON."""
        raise NotImplementedError

    def block(self) -> str:
        """The data as an HTML block."""
        return json_block(f"{self.get_name()}_data", self.data())

    def call(self) -> str:
        """The line of script that draws the part on the map that it was added to."""
        name = self.get_name()
        return f'var {name} = geomap.{self.factory}({self._parent.get_name()}, geomap.read("{name}_data"));'

    def render(self, **kwargs: Any) -> None:
        """Write the part into its figure; the page's words are written once for all parts.

        Not by a template's macros: branca reads their output as a template again, and text from an article could then
        act as one.
        """
        figure = self.get_root()
        figure.html.add_child(Written(json_block("geomap_words", words(self.language))), name="geomap_words", index=0)
        figure.html.add_child(Written(self.block()), name=self.get_name())
        figure.script.add_child(Written(self.call()), name=self.get_name())
        super().render(**kwargs)


class _RowsLayer(Scripted, Layer):  # type: ignore[misc]
    """A layer that draws rows: up to some hundred as elements of the page, more as a crowd.

    Of a crowd the most important marks of a view stand there as ever, up to about a hundred; all others are dots on one
    canvas, which a click or a tap opens all the same. What is a dot becomes a mark as one zooms in.
    """

    kind = ""

    def __init__(self, rows: Sequence[Row] | Table, name: str, *, control: bool = True, show: bool = True) -> None:
        super().__init__(name=name, overlay=True, control=control, show=show)
        self._name = type(self).__name__
        self.rows = rows

    def data(self) -> Any:
        """The rows; as columns when they are many (:mod:`geomap.page.packing`)."""
        if isinstance(self.rows, Mapping) or len(self.rows) <= MANY[self.kind]:
            return self.rows if isinstance(self.rows, Mapping) else list(self.rows)
        return pack_rows(self.rows)


class PlacesLayer(_RowsLayer):
    """Dots for towns and sites, diamonds for countries, seas and regions; a broken ring for an uncertain position.

    A row has ``id, name, kind, lat, lon, radius_km, confidence, inferred, country, admin1, count, quotes, reasons,
    alternatives, footprint`` (degrees WGS 84; ``lon`` may lie beyond 180 so that marks stay together; a quote is the
    text before, the words meant, and the text after). A mark's size goes by ``count``, the number of mentions.
    """

    factory = "placesLayer"
    kind = "places"


class RoutesLayer(_RowsLayer):
    """Tapered arrows in the direction of travel, by theme and status; short open arrows where only one end is told.

    A row has ``id, theme, status, path`` (lon/lat vertices in travel order), ``origin, via, destination`` (names or
    None), ``mover, quantity, size, when, quotes, stated, inferred, length_km, vague``.
    """

    factory = "routesLayer"
    kind = "routes"


class EventsLayer(_RowsLayer):
    """Numbered squares in date order; several at one place fan out beside it.

    A row has ``id, number, type, certainty, place`` (``id, name, lat, lon``, or None: in lists only), ``when, actors,
    quantity, quotes, stated, inferred``.
    """

    factory = "eventsLayer"
    kind = "events"


class OfflineBasemap(Scripted, Layer):  # type: ignore[misc]
    """Land, borders, lakes and rivers of Natural Earth with country and sea names, drawn from data in the page itself.

    Borders follow Natural Earth's German point of view (Crimea lies in Ukraine). About 0.25 MB of the page.
    """

    factory = "basemap"

    def __init__(self, name: str = "Country and sea names", *, control: bool = True) -> None:
        super().__init__(name=name, overlay=True, control=control, show=True)
        self._name = "OfflineBasemap"

    def data(self) -> Any:
        """The packed countries, lakes and rivers, and the names of seas."""
        return {"world": packed_basemap(), "seas": seas(self.language)}
