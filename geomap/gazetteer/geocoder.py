"""The embedded gazetteer as a geopy geocoder, for every program that speaks geopy. It never opens a connection."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from geopy.adapters import BaseSyncAdapter
from geopy.exc import GeocoderQueryError, GeocoderServiceError
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from geomap.gazetteer.feature import Feature
from geomap.gazetteer.gazetteer import Gazetteer
from geomap.gazetteer.locate import Located, address_of, locate

__all__ = ["EmbeddedGeocoder"]


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
        query: str,
        *,
        exactly_one: bool = True,
        country_codes: str | Collection[str] | None = None,
        limit: int | None = None,
        timeout: object = DEFAULT_SENTINEL,
    ) -> Location | list[Location] | None:
        """The place with that name, or all with ``exactly_one=False``; None when there is none.

        ``query`` may say where the place lies after a comma. ``country_codes`` are one or several ISO 3166-1 alpha-2
        codes; ``limit`` is the most places to return (10). ``raw`` holds the feature, its ``score`` and ``reasons``.
        """
        if limit is not None and limit < 1:
            raise GeocoderQueryError(f"limit is {limit}; it must be at least 1")
        codes = [country_codes] if isinstance(country_codes, str) else list(country_codes or ())
        found = locate(self.gazetteer, query, 1 if exactly_one else limit or 10, codes)
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
