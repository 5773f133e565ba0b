"""The embedded gazetteer as a geopy geocoder, for every program that speaks geopy. It never opens a connection."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderQueryError, GeocoderServiceError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from geomap.gazetteer.feature import Feature
from geomap.gazetteer.gazetteer import Gazetteer
from geomap.gazetteer.locate import Located, address_of, locate
from geomap.suggestions import did_you_mean

__all__ = ["EmbeddedGeocoder"]

MOST_CANDIDATES = 1_000
"""More bearers of one name than any gazetteer file keeps."""
LEVELS = {"city": "", "county": "admin2:", "state": "admin1:", "country": "country:"}
"""The parts of a structured query from the innermost to the outermost, and how the ids of what they name begin."""


class _NoNetwork(BaseSyncAdapter):  # type: ignore[misc]
    """What geopy wants for its connections; this geocoder needs none."""

    def get_json(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:
        raise GeocoderServiceError("the embedded geocoder opens no connection")

    def get_text(self, url: str, *, timeout: float, headers: dict[str, str]) -> Any:
        raise GeocoderServiceError("the embedded geocoder opens no connection")


class EmbeddedGeocoder(Geocoder):  # type: ignore[misc]
    """geopy's interface over a :class:`Gazetteer`: ``EmbeddedGeocoder().geocode("Paris, Texas")``.

    :raises GazetteerMissing: when no gazetteer is given and the packaged one is absent or damaged.
    """

    def __init__(self, gazetteer: Gazetteer | None = None) -> None:
        super().__init__(
            user_agent="geomap",
            adapter_factory=lambda *, proxies, ssl_context: _NoNetwork(proxies=proxies, ssl_context=ssl_context),
        )
        self.gazetteer = gazetteer if gazetteer is not None else Gazetteer.open()

    def geocode(
        self,
        query: str | Mapping[str, str],
        *,
        exactly_one: bool = True,
        country_codes: str | Collection[str] | None = None,
        viewbox: Sequence[Any] | None = None,
        bounded: bool = False,
        limit: int | None = None,
        timeout: object = DEFAULT_SENTINEL,
    ) -> Location | list[Location] | None:
        """The place with that name, or all with ``exactly_one=False``; None when there is none.

        The parameters are those of geopy's Nominatim. ``raw`` holds the feature, its ``score`` and ``reasons``.

        :param query: a name, which may say where the place lies after a comma; or its parts: city, county, state,
            country, of which the innermost is the one that is looked for.
        :param country_codes: one or several ISO 3166-1 alpha-2 codes; only places of these countries are returned.
        :param viewbox: two opposite corners, each what geopy takes for a point (lat, lon), in degrees. Places inside
            come first.
        :param bounded: leave out places outside the viewbox.
        :param limit: the most places to return; 10 by default.
        :raises GeocoderQueryError: for a limit below 1, ``bounded`` without a viewbox, a viewbox of other than two
            corners, or parts of another name.
        """
        if limit is not None and limit < 1:
            raise GeocoderQueryError(f"limit is {limit}; it must be at least 1")
        codes = country_codes.split(",") if isinstance(country_codes, str) else list(country_codes or ())
        name, level = (query, "") if isinstance(query, str) else _structured(query)
        found = locate(self.gazetteer, name, MOST_CANDIDATES, [code.strip() for code in codes])
        found = tuple(one for one in found if one.feature.id.startswith(level))
        found = _in_box(found, viewbox, bounded=bounded)[: 1 if exactly_one else limit or 10]
        if not found:
            return None
        locations = [self._location(one.feature, one) for one in found]
        return locations[0] if exactly_one else locations

    def reverse(
        self, query: Any, *, exactly_one: bool = True, timeout: object = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """The nearest town (within 100 km), else the country that holds the point; None at sea.

        ``query`` is what geopy takes for a point: (lat, lon) in degrees, a Point, or a string.
        """
        point = Point(query)
        feature = self.gazetteer.reverse(point.latitude, point.longitude)
        if feature is None:
            return None
        location = self._location(feature, None)
        return location if exactly_one else [location]

    def _location(self, feature: Feature, located: Located | None) -> Location:
        raw: dict[str, Any] = feature._asdict()
        if located is not None:
            raw |= {"score": located.score, "reasons": list(located.reasons)}
        return Location(address_of(self.gazetteer, feature), (feature.lat, feature.lon), raw)


def _structured(query: Mapping[str, str]) -> tuple[str, str]:
    """The parts as one name with what holds it, and how the id of what is looked for begins."""
    for part in query:
        if part not in LEVELS:
            hint = did_you_mean(part, LEVELS) or f"; it has {', '.join(LEVELS)}"
            raise GeocoderQueryError(f"the embedded gazetteer knows no {part!r}{hint}")
    given = [(level, query[part].replace(",", " ").strip()) for part, level in LEVELS.items() if query.get(part)]
    return ", ".join(name for _, name in given), given[0][0] if given else ""


def _in_box(found: Sequence[Located], viewbox: Sequence[Any] | None, *, bounded: bool) -> tuple[Located, ...]:
    """Those in the box first, or alone. A box over the 180th meridian can't be told from its complement, and isn't."""
    if viewbox is None:
        if bounded:
            raise GeocoderQueryError("bounded=True needs a viewbox")
        return tuple(found)
    if len(viewbox) != 2:
        raise GeocoderQueryError("a viewbox is two corners: [(lat, lon), (lat, lon)]")
    corners = [Point(corner) for corner in viewbox]
    south, north = sorted(corner.latitude for corner in corners)
    west, east = sorted(corner.longitude for corner in corners)

    def is_inside(one: Located) -> bool:
        return bool(south <= one.feature.lat <= north and west <= one.feature.lon <= east)

    inside = tuple(filter(is_inside, found))
    return inside if bounded else (*inside, *(one for one in found if not is_inside(one)))
