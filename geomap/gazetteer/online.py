"""Names that the gazetteer lacks, asked of an online geocoder: on request only, one a second, each question once.

Any geopy geocoder will do, by its name in geopy. What it answers becomes matches like the gazetteer's own, with the
service's name in their ids, and is ranked together with them.
"""

from __future__ import annotations

import hashlib
import math
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from geopy.adapters import BaseSyncAdapter, URLLibAdapter
from geopy.exc import GeocoderNotFound, GeopyError
from geopy.geocoders import SERVICE_TO_GEOCODER, get_geocoder_for_service

from geomap.errors import ConfigError
from geomap.gazetteer.answer_shapes import in_one_shape
from geomap.gazetteer.feature import CLASSES, Feature, Match, Quality
from geomap.gazetteer.folding import fold
from geomap.gazetteer.gazetteer import Gazetteer
from geomap.gazetteer.replay import AnswerCache, NotKept, replaying
from geomap.gazetteer.writing import PENALTIES
from geomap.suggestions import did_you_mean
from geomap.wording import say

if TYPE_CHECKING:
    from shapely.geometry.base import BaseGeometry

    from geomap.model import Footprint

__all__ = ["DEFAULT_SERVICE", "Answers", "GazetteerWithAnswers", "OnlineGeocoder", "service_names"]

DEFAULT_SERVICE = "nominatim"
TABLE = Path(__file__).parent.parent / "data" / "osm_kinds.toml"
TIMEOUT_SECONDS = 10.0
MOST_ANSWERS = 10
FAILURES_BORNE = 2
"""After so many failures in a row no more is asked of the service."""
PARAMETERS: dict[str, dict[str, Any]] = {
    "nominatim": {"limit": MOST_ANSWERS, "language": "en", "addressdetails": True, "namedetails": True},
    "photon": {"limit": MOST_ANSWERS, "language": "en"},
}
"""What is asked of a service beside the name; the other services take none of these."""
KM_PER_DEGREE = 111.2


@dataclass(frozen=True, slots=True)
class Answers:
    """What a service knows: matches by folded name (none for a name it lacks), and notes on what could not be asked."""

    service: str
    matches: Mapping[str, tuple[Match, ...]]
    notes: tuple[str, ...] = ()


class OnlineGeocoder:
    """A geopy geocoder behind the cache of answers.

    :param service: its name in geopy ("nominatim", "photon", "geonames" ...).
    :param settings: what its constructor takes besides ("domain", "api_key", "scheme" ...).
    :param cache: where answers are kept.
    :param contact: an e-mail address or URL for the user agent, which public services like to see.
    :param every: ask for every name, not only for those that the gazetteer lacks.
    :param connect: False only replays kept answers, and never opens a connection.
    :param adapter: makes the geopy adapter that opens connections.
    :raises ConfigError: for a service that geopy does not know, or settings that it does not take.
    """

    def __init__(
        self,
        service: str = DEFAULT_SERVICE,
        settings: Mapping[str, Any] | None = None,
        *,
        cache: AnswerCache,
        contact: str | None = None,
        every: bool = False,
        connect: bool = True,
        adapter: Callable[..., BaseSyncAdapter] = URLLibAdapter,
    ) -> None:
        self.service, self.every = service.lower(), every
        try:
            geocoder = get_geocoder_for_service(service)
        except GeocoderNotFound as error:
            hint = did_you_mean(service, SERVICE_TO_GEOCODER) or f"; geopy has {', '.join(sorted(SERVICE_TO_GEOCODER))}"
            raise ConfigError(f"geopy has no geocoder {service!r}{hint}") from error
        factory = replaying(cache, adapter if connect else None)
        agent = {"user_agent": _user_agent(contact), "timeout": TIMEOUT_SECONDS, "adapter_factory": factory}
        try:
            self._geocoder = geocoder(**{**(settings or {}), **agent})
        except (TypeError, ValueError, GeopyError) as error:
            raise ConfigError(f"the geocoder {service} can't be used with these settings: {error}") from error
        self._parameters = PARAMETERS.get(self.service, {})

    def ask(self, names: Iterable[str]) -> Answers:
        """What the service says about each name. A service that fails is a note, never an error.

        :raises OutputError: when the cache can't be used.
        """
        found: dict[str, tuple[Match, ...]] = {}
        failed: list[str] = []
        missed: list[str] = []
        reason, in_a_row = "", 0
        for name in dict.fromkeys(names):
            if in_a_row >= FAILURES_BORNE:
                failed.append(name)
                continue
            try:
                found[fold(name)] = self._matches(name)
                in_a_row = 0
            except NotKept:
                missed.append(name)
            except (GeopyError, ValueError, KeyError, TypeError, AttributeError) as error:
                failed.append(name)
                in_a_row += 1
                reason = f"{type(error).__name__}, {error}".removesuffix(".")
        notes = (*self._note("not_kept", missed), *self._note("failed", failed, cause=reason))
        return Answers(self.service, found, notes)

    def _note(self, what: str, names: list[str], **cause: str) -> Iterator[str]:
        if names:
            shown = ", ".join(f"“{name}”" for name in names[:3]) + (", ..." if len(names) > 3 else "")
            yield say(f"note.service_{what}", service=self.service, count=len(names), names=shown, **cause)

    def _matches(self, name: str) -> tuple[Match, ...]:
        locations = self._geocoder.geocode(name, exactly_one=False, **self._parameters) or []
        matches = (self._match(name, location) for location in locations[:MOST_ANSWERS])
        distinct = {match.feature.id: match for match in matches if match is not None}
        return tuple(sorted(distinct.values(), key=lambda match: -match.prominence))

    def _match(self, name: str, location: Any) -> Match | None:
        """An answer as a match; None when it is no place, or bears another name than the one asked for."""
        raw = in_one_shape(location.raw)
        called = _names(raw) or [str(location.address).split(",")[0]]
        feature_class = _feature_class(raw)
        if feature_class is None or not _bears(called, name):
            return None
        prominence = _prominence(raw)
        quality: Quality = "primary" if fold(called[0]) == fold(name) else "alternate"
        address = raw.get("address")
        details = address if isinstance(address, dict) else {}
        feature = Feature(
            id=f"{self.service}:{_identity(raw, location)}",
            name=called[0],
            kind=CLASSES[feature_class],
            feature_class=feature_class,
            country=str(details["country_code"]).upper() if details.get("country_code") else None,
            admin1=None,
            admin1_name=details.get("state"),
            admin2=None,
            lat=float(location.latitude),
            lon=float(location.longitude),
            radius_km=_radius_km(raw),
            population=0,
        )
        return Match(feature, name, quality, round(prominence - PENALTIES[quality], 2))


class GazetteerWithAnswers(Gazetteer):
    """A gazetteer together with what a service answered; it shares the memory of the one it was made of."""

    def __init__(self, gazetteer: Gazetteer, answers: Answers) -> None:
        self.__dict__.update(gazetteer.__dict__)
        self._gazetteer = gazetteer
        countries = {id_.partition(":")[2] for id_ in gazetteer.ids("country:")}
        self._found = {
            name: tuple(_with_known_country(match, countries) for match in matches)
            for name, matches in answers.matches.items()
        }
        self._answered = {match.feature.id: match.feature for found in self._found.values() for match in found}

    def lookup(self, name: str) -> tuple[Match, ...]:
        """The gazetteer's matches and the service's, the most prominent first."""
        own, others = self._gazetteer.lookup(name), self._found.get(fold(name), ())
        if not others:
            return own
        return tuple(sorted((*own, *others), key=lambda match: -match.prominence))

    def __contains__(self, name: object) -> bool:
        return name in self._gazetteer or (isinstance(name, str) and bool(self._found.get(fold(name))))

    def feature(self, id_: str) -> Feature:
        """The feature with that id, the gazetteer's or the service's."""
        return self._answered[id_] if id_ in self._answered else self._gazetteer.feature(id_)

    def geometry(self, id_: str) -> BaseGeometry | None:
        """The stored outline; None for what a service answered."""
        return None if id_ in self._answered else self._gazetteer.geometry(id_)

    def footprint(self, id_: str) -> Footprint | None:
        """The outline for drawing; None for what a service answered."""
        return None if id_ in self._answered else self._gazetteer.footprint(id_)


def _with_known_country(match: Match, countries: Collection[str]) -> Match:
    if match.feature.country is None or match.feature.country in countries:
        return match
    return Match(match.feature._replace(country=None), match.matched, match.quality, match.prominence)


def service_names() -> tuple[str, ...]:
    """The services that geopy knows, by its names for them."""
    return tuple(sorted(SERVICE_TO_GEOCODER))


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(TABLE.read_text(encoding="utf-8"))


def _user_agent(contact: str | None) -> str:
    from importlib.metadata import version

    return f"geomap/{version('geomap')}" + (f" (+{contact})" if contact else "")


def _names(raw: Mapping[str, Any]) -> list[str]:
    """The names that an OpenStreetMap answer bears, the one in English first."""
    details = raw.get("namedetails")
    named = details if isinstance(details, dict) else {}
    ordered = [named.get("name:en"), raw.get("name"), *named.values()]
    return list(dict.fromkeys(str(name) for name in ordered if name))


def _bears(called: Iterable[str], name: str) -> bool:
    """Whether one of the names is the one asked for, or holds all of it ("Farchana" in "Farchana Camp")."""
    wanted = f" {fold(name)} "
    return bool(wanted.strip()) and any(wanted in f" {fold(one)} " for one in called)


def _feature_class(raw: Mapping[str, Any]) -> str | None:
    """The GeoNames class; None for things that are no place."""
    if "feature_class" in raw:
        return str(raw["feature_class"]) if raw["feature_class"] in CLASSES else None
    table = _table()
    group, type_ = raw.get("class", raw.get("category")), raw.get("type")
    if not isinstance(group, str):
        return str(table["unknown"]["class"])
    if group == "boundary" and type_ == "administrative":
        level = raw.get("addresstype")
        return str(table["boundaries"].get(level, table["classes"]["boundary"]))
    found = table["classes"].get(f"{group}/{type_}", table["classes"].get(group))
    return str(found) if found else None


def _prominence(raw: Mapping[str, Any]) -> float:
    table = _table()["prominence"]
    importance = raw.get("importance")
    if not isinstance(importance, (int, float)):
        return float(table["unknown"])
    return float(table["least"] + table["steps"] * min(1.0, max(0.0, importance)))


def _radius_km(raw: Mapping[str, Any]) -> float:
    """Half the side of a square as large as the bounding box (south, north, west, east, as Nominatim gives it)."""
    box = raw.get("boundingbox")
    if not isinstance(box, (list, tuple)) or len(box) != 4:
        return float(_table()["unknown"]["radius_km"])
    south, north, west, east = (float(value) for value in box)
    width = (east - west) % 360.0 * math.cos(math.radians((south + north) / 2))
    return max(0.1, round(math.sqrt(max(0.0, north - south) * max(0.0, width)) * KM_PER_DEGREE / 2, 1))


def _identity(raw: Mapping[str, Any], location: Any) -> str:
    """What names the answer for ever: OpenStreetMap's own id, else a digest of what the service said."""
    if raw.get("osm_type") and raw.get("osm_id"):
        return f"{raw['osm_type']}.{raw['osm_id']}"
    if raw.get("geoname_id"):
        return str(raw["geoname_id"])
    text = f"{location.latitude:.5f},{location.longitude:.5f},{location.address}"
    return hashlib.sha256(text.encode()).hexdigest()[:12]
