"""Stories -> GeoJSON (RFC 7946): one FeatureCollection with the layers place, route, event and unresolved.

Several stories give one collection; ids, and what refers to them, then begin with the number of the article ("2/...").
Coordinates are ``[lon, lat]`` in degrees, WGS 84. What has no position has a null geometry; what has no date has null
dates. Lines and outlines that cross the 180th meridian are cut there; outer rings run counter-clockwise.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from geomap.export.antimeridian import cut_line, cut_ring
from geomap.jsontext import pretty
from geomap.model import (
    Actor,
    Alternative,
    Correction,
    Event,
    Evidence,
    Member,
    OtherName,
    Place,
    Quantity,
    Route,
    Spot,
    Story,
    Unresolved,
    When,
)

__all__ = ["features_of", "stories_to_geojson", "to_geojson", "to_geojson_text"]

EXPORT_SCHEMA = 1

Geometry = dict[str, Any] | None
Feature = dict[str, Any]


def to_geojson(story: Story, *, shapes: bool = False) -> dict[str, Any]:
    """The story as a GeoJSON FeatureCollection, ready for :func:`json.dumps`.

    :param shapes: draw a place that has an outline as Polygon or MultiPolygon instead of its point.
    """
    return {
        "type": "FeatureCollection",
        "geomap": _makers(story),
        "article": _article(story),
        "features": [feature for feature, _ in features_of([story], shapes=shapes)],
        "others": [_other(name) for name in story.others],
        "notes": list(story.notes),
        "corrections": _corrections(story.corrections),
    }


def stories_to_geojson(stories: Sequence[Story], *, layer: str | None = None, shapes: bool = False) -> dict[str, Any]:
    """One FeatureCollection of several stories, or of one layer of them; of one story the same as :func:`to_geojson`.

    With several, all but the features stands under ``articles``, once for each article, and a feature's property
    ``article`` is the number of its article, from 1.
    """
    collections = [to_geojson(story) | {"features": []} for story in stories]
    features = []
    for feature, number in features_of(stories, shapes=shapes):
        if layer in (None, feature["properties"]["layer"]):
            if len(stories) > 1:
                feature["properties"]["article"] = number
            features.append(feature)
    if len(stories) == 1:
        return collections[0] | {"features": features}
    articles = [{key: part for key, part in one.items() if key not in ("type", "features")} for one in collections]
    return {"type": "FeatureCollection", "articles": articles, "features": features}


def to_geojson_text(stories: Sequence[Story], *, layer: str | None = None, shapes: bool = False) -> bytes:
    """The FeatureCollection of :func:`stories_to_geojson` as JSON text in UTF-8."""
    return pretty(stories_to_geojson(stories, layer=layer, shapes=shapes)).encode()


def features_of(stories: Sequence[Story], *, shapes: bool = False) -> Iterator[tuple[Feature, int]]:
    """The features of all stories in turn, each with its story's number from 1; ids are unique among them."""
    for number, story in enumerate(stories, start=1):
        for feature in _features(story, shapes):
            yield (_numbered(feature, number) if len(stories) > 1 else feature), number


def _features(story: Story, shapes: bool) -> Iterator[Feature]:
    positions = {place.id: _position(place) for place in story.places}
    yield from (_place_feature(place, shapes) for place in story.places)
    yield from (_route_feature(route) for route in story.routes)
    yield from (_event_feature(event, positions) for event in story.events)
    yield from (_unresolved_feature(name) for name in story.unresolved)


def _numbered(feature: Feature, number: int) -> Feature:
    properties = dict(feature["properties"])
    for name in ("from", "to", "place"):
        if properties.get(name) is not None:
            properties[name] = f"{number}/{properties[name]}"
    if "via" in properties:
        properties["via"] = [f"{number}/{identity}" for identity in properties["via"]]
    return {**feature, "id": f"{number}/{feature['id']}", "properties": properties}


def _makers(story: Story) -> dict[str, Any]:
    return {
        "schema": EXPORT_SCHEMA,
        "version": story.provenance.geomap,
        "model": story.provenance.model,
        "spacy": story.provenance.spacy,
        "gazetteer": story.provenance.gazetteer,
        "lock": story.provenance.lock or None,
    }


def _article(story: Story) -> dict[str, Any]:
    article = story.article
    return {
        "title": article.title,
        "published": article.published,
        "source": article.source,
        "language": article.language,
        "author": article.author,
        "url": article.url,
        "part": article.part,
        "members": [_member(member) for member in article.members],
    }


def _member(member: Member) -> dict[str, Any]:
    """One of the articles that a gathered one was put together from: which stretch of the text it is."""
    return {
        "start": member.start,
        "end": member.end,
        "title": member.title,
        "published": member.published,
        "source": member.source,
        "language": member.language,
        "author": member.author,
        "url": member.url,
        "part": member.part,
    }


def _other(name: OtherName) -> dict[str, Any]:
    spans = [[mention.start, mention.end] for mention in name.mentions]
    return {"name": name.name, "kind": name.kind, "country": name.country, "mentions": spans}


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
        "corrected": _corrections(place.corrected),
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
        return dict.fromkeys(("start", "end", "granularity", "date_text", "date_rule", "date_anchor"))
    return {
        "start": when.start,
        "end": when.end,
        "granularity": when.granularity,
        "date_text": when.text,
        "date_rule": when.rule,
        "date_anchor": when.anchor,
    }


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
        "corrected": _corrections(mark.corrected),
    }


def _corrections(corrections: Iterable[Correction]) -> list[dict[str, Any]]:
    """What people said: whose word it is instead of the article's."""
    return [
        {
            "target": one.target,
            "action": one.action,
            "about": one.about,
            "outcome": one.outcome,
            "reason": one.reason,
            "fields": list(one.fields),
            "comment": one.comment,
            "author": one.author,
            "made_on": one.made_on,
            "mark": one.mark,
        }
        for one in corrections
    ]


def _quotes(evidence: Iterable[Evidence]) -> list[dict[str, Any]]:
    return [{"start": quote.start, "end": quote.end, "text": quote.text} for quote in evidence]
