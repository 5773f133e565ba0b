"""Story -> GeoJSON (RFC 7946): one FeatureCollection with the layers place, route, event and unresolved.

Coordinates are ``[lon, lat]`` in degrees, WGS 84. What has no position has a null geometry; what has no date has null
dates. Lines and outlines that cross the 180th meridian are cut there; outer rings run counter-clockwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from geomap.export.antimeridian import cut_line, cut_ring
from geomap.model import Actor, Alternative, Event, Evidence, Place, Quantity, Route, Spot, Story, Unresolved, When

__all__ = ["to_geojson"]

EXPORT_SCHEMA = 1

Geometry = dict[str, Any] | None
Feature = dict[str, Any]


def to_geojson(story: Story, *, shapes: bool = False) -> dict[str, Any]:
    """The story as a GeoJSON FeatureCollection, ready for :func:`json.dumps`.

    :param shapes: draw a place that has an outline as Polygon or MultiPolygon instead of its point.
    """
    positions = {place.id: _position(place) for place in story.places}
    features = [
        *(_place_feature(place, shapes) for place in story.places),
        *(_route_feature(route) for route in story.routes),
        *(_event_feature(event, positions) for event in story.events),
        *(_unresolved_feature(name) for name in story.unresolved),
    ]
    return {
        "type": "FeatureCollection",
        "geomap": {
            "schema": EXPORT_SCHEMA,
            "version": story.provenance.geomap,
            "model": story.provenance.model,
            "gazetteer": story.provenance.gazetteer,
        },
        "article": {
            "title": story.article.title,
            "published": story.article.published,
            "source": story.article.source,
            "language": story.article.language,
        },
        "features": features,
    }


def _position(place: Place | Spot) -> list[float]:
    """``[lon, lat]``: the only place in the exports where the two are put in order."""
    return [place.lon, place.lat]


def _place_feature(place: Place, shapes: bool) -> Feature:
    geometry = (_outline(place) if shapes else None) or {"type": "Point", "coordinates": _position(place)}
    properties = {
        "layer": "place",
        "name": place.name,
        "kind": place.kind,
        "country": place.country,
        "admin1": place.admin1,
        "gazetteer_id": place.gazetteer_id,
        "radius_km": place.radius_km,
        "confidence": place.confidence,
        "inferred": place.inferred,
        "mentions": [[mention.start, mention.end] for mention in place.mentions],
        "alternatives": [_alternative(other) for other in place.alternatives],
        "reasons": list(place.reasons),
        "spots": [_spot(spot) for spot in place.spots],
    }
    return _feature(place.id, geometry, properties)


def _alternative(other: Alternative) -> dict[str, Any]:
    return {
        "name": other.name,
        "kind": other.kind,
        "country": other.country,
        "admin1": other.admin1,
        "gazetteer_id": other.gazetteer_id,
        "lat": other.lat,
        "lon": other.lon,
        "confidence": other.confidence,
    }


def _spot(spot: Spot) -> dict[str, Any]:
    """A position that the article describes by a place: the phrase, where it stands, and what was made of it."""
    return {
        "text": spot.text,
        "start": spot.start,
        "end": spot.end,
        "relation": spot.relation,
        "lat": spot.lat,
        "lon": spot.lon,
        "radius_km": spot.radius_km,
    }


def _route_feature(route: Route) -> Feature:
    properties = {
        "layer": "route",
        "from": route.origin,
        "via": list(route.via),
        "to": route.destination,
        "theme": route.theme,
        "status": route.status,
        "mover": route.mover,
        "quantity": _quantity(route.quantity),
        **_dates(route.when),
        "length_km": route.length_km,
        "vague": route.vague,
        **_grounds(route),
    }
    return _feature(route.id, _line(route), properties)


def _event_feature(event: Event, positions: dict[str, list[float]]) -> Feature:
    position = _position(event.spot) if event.spot else positions.get(event.place) if event.place else None
    properties = {
        "layer": "event",
        "type": event.type,
        "place": event.place,
        "spot": _spot(event.spot) if event.spot else None,
        **_dates(event.when),
        "certainty": event.certainty,
        "actors": [_actor(actor) for actor in event.actors],
        "quantity": _quantity(event.quantity),
        **_grounds(event),
    }
    return _feature(event.id, {"type": "Point", "coordinates": position} if position else None, properties)


def _unresolved_feature(name: Unresolved) -> Feature:
    first = name.mentions[0].start if name.mentions else "-"
    properties = {
        "layer": "unresolved",
        "name": name.name,
        "mentions": [[mention.start, mention.end] for mention in name.mentions],
        "reason": name.reason,
    }
    return _feature(f"unresolved:{name.name}@{first}", None, properties)


def _feature(identity: str, geometry: Geometry, properties: dict[str, Any]) -> Feature:
    return {"type": "Feature", "id": identity, "geometry": geometry, "properties": properties}


def _line(route: Route) -> Geometry:
    """Travel order; a one-ended movement is a point, one without any position is null."""
    if not route.path:
        return None
    parts = cut_line(route.path)
    if len(route.path) == 1:
        return {"type": "Point", "coordinates": parts[0][0]}
    if len(parts) == 1:
        return {"type": "LineString", "coordinates": parts[0]}
    return {"type": "MultiLineString", "coordinates": parts}


def _outline(place: Place) -> Geometry:
    rings = [part for ring in place.footprint or () for part in cut_ring(ring)]
    if not rings:
        return None
    if len(rings) == 1:
        return {"type": "Polygon", "coordinates": [rings[0]]}
    return {"type": "MultiPolygon", "coordinates": [[ring] for ring in rings]}


def _dates(when: When | None) -> dict[str, Any]:
    if when is None:
        return {"start": None, "end": None, "granularity": None, "date_text": None}
    return {"start": when.start, "end": when.end, "granularity": when.granularity, "date_text": when.text}


def _quantity(quantity: Quantity | None) -> dict[str, Any] | None:
    if quantity is None:
        return None
    value = list(quantity.value) if isinstance(quantity.value, tuple) else quantity.value
    return {"value": value, "qualifier": quantity.qualifier, "unit": quantity.unit, "text": quantity.text}


def _actor(actor: Actor) -> dict[str, Any]:
    return {"text": actor.text, "role": actor.role, "country": actor.country}


def _grounds(mark: Route | Event) -> dict[str, Any]:
    """Why this mark is on the map: its evidence, and which of its fields the text states."""
    return {
        "evidence": _quotes(mark.evidence),
        "stated": list(mark.stated),
        "inferred": list(mark.inferred),
        "frame": mark.frame,
        "trigger": mark.trigger,
    }


def _quotes(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [{"start": quote.start, "end": quote.end, "text": quote.text} for quote in evidence]
