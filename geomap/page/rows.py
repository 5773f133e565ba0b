"""A Story as the plain rows that the layers and panels draw: JSON values, shortest form, nothing left to look up.

Longitudes are unrolled here, once for all: what lies on both sides of the 180th meridian gets longitudes beyond it, so
that the map shows it together. Quotations are cut here, because offsets are code points and scripts count otherwise.
"""

from __future__ import annotations

from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from geomap.model import Article, Event, Evidence, Place, Quantity, Route, Spot, Story, When
from geomap.page.passages import TextShown, member_at, quotes, text_rows, with_first_mentions

__all__ = ["story_rows"]


def story_rows(story: Story, *, text: TextShown = "full") -> dict[str, Any]:
    """All rows of a story: ``header, text, places, routes, events``.

    :param text: ``quotes`` leaves out the article but for the sentences that events and movements rest on, and for each
        place the first that names it.
    """
    full = story
    times = dict(story.times)
    counts = {place.id: times.get(place.id, len(place.mentions)) for place in story.places}
    if text == "quotes":
        story = with_first_mentions(story)
    turn = _turn(story)
    names = {place.id: place for place in story.places}
    told_by = {place.id: _told_by(place.mentions, full.article) for place in full.places}
    places = [
        {**_place(place, story.article, turn), "count": counts[place.id], **told_by[place.id]} for place in story.places
    ]
    routes = [_told(_route(route, story.article, names, turn), times) for route in story.routes]
    numbered = enumerate(_in_date_order(story.events), start=1)
    events = [_told(_event(event, number, story.article, names, turn), times) for number, event in numbered]
    return {
        "header": _header(story),
        "text": text_rows(story, quoted=text == "quotes"),
        "places": places,
        "routes": routes,
        "events": events,
    }


def _told(row: dict[str, Any], times: dict[str, int]) -> dict[str, Any]:
    """The row with how often it is told, where the story counts that; a movement's arrow is as wide as that, then."""
    if row["id"] not in times:
        return row
    told = times[row["id"]]
    return {**row, "times": told, **({"size": told} if "size" in row else {})}


def _header(story: Story) -> dict[str, Any]:
    article = story.article
    return {
        "title": article.title.strip() or article.source,
        "published": article.published,
        "published_by": article.published_by,
        "author": article.author,
        "gathered": bool(article.members),
        "counts": {"places": len(story.places), "routes": len(story.routes), "events": len(story.events)},
        "version": story.provenance.geomap,
        **({"overview": True} if story.times else {}),  # of a dataset, whose marks are of many articles
    }


def _place(place: Place, article: Article, turn: float) -> dict[str, Any]:
    on_basemap = place.kind == "country" and place.country is not None  # drawn with the borders of the basemap
    return {
        "id": place.id,
        "name": place.name,
        "kind": place.kind,
        "lat": place.lat,
        "lon": _unrolled(place.lon, turn),
        "radius_km": round(place.radius_km, 1),
        "confidence": round(place.confidence, 3),
        "inferred": place.inferred,
        "country": place.country,
        "admin1": place.admin1,
        "gazetteer_id": place.gazetteer_id,
        "quotes": quotes(place.mentions, article),
        "reasons": list(place.reasons),
        "alternatives": [
            {
                "gazetteer_id": other.gazetteer_id,
                "name": other.name,
                "lat": other.lat,
                "lon": _unrolled(other.lon, turn),
                "kind": other.kind,
                "country": other.country,
                "admin1": other.admin1,
                "confidence": round(other.confidence, 3),
            }
            for other in place.alternatives
        ],
        "footprint": [] if on_basemap else [_line(ring, turn) for ring in place.footprint or ()],
        **_corrected(place),
    }


def _route(route: Route, article: Article, places: dict[str, Place], turn: float) -> dict[str, Any]:
    ends = [route.origin, *route.via, route.destination]
    stops = [places[end] for end in ends if end in places]
    path = route.path or tuple((stop.lon, stop.lat) for stop in stops)
    return {
        "id": route.id,
        "theme": route.theme,
        "status": route.status,
        "path": _line(path, turn),
        "origin": _name(route.origin, places),
        "via": [_name(via, places) for via in route.via],
        "destination": _name(route.destination, places),
        "mover": route.mover,
        "quantity": _quantity(route.quantity),
        **_amount(route.quantity),
        "size": _size(route.quantity),
        "when": _when(route.when),
        "quotes": quotes(route.evidence, article),
        "stated": list(route.stated),
        "inferred": list(route.inferred),
        "length_km": round(route.length_km) if route.length_km else None,
        "vague": route.vague,
        **_told_by(route.evidence, article),
        **_corrected(route),
    }


def _event(event: Event, number: int, article: Article, places: dict[str, Place], turn: float) -> dict[str, Any]:
    place = places.get(event.place) if event.place else None
    return {
        "id": event.id,
        "number": number,
        "type": event.type,
        "certainty": event.certainty,
        "place": None
        if place is None
        else {"id": place.id, "name": place.name, "lat": place.lat, "lon": _unrolled(place.lon, turn)},
        "spot": _spot(event.spot, turn) if place is not None and event.spot else None,
        "when": _when(event.when),
        "actors": [actor.text for actor in event.actors],
        "quantity": _quantity(event.quantity),
        **_amount(event.quantity),
        "quotes": quotes(event.evidence, article),
        "stated": list(event.stated),
        "inferred": list(event.inferred),
        **_told_by(event.evidence, article),
        **_corrected(event),
    }


def _told_by(evidence: Iterable[Evidence], article: Article) -> dict[str, list[int]]:
    """Which of several articles tell of a mark, by their place in the row; nothing where there is one article."""
    if len(article.members) < 2:
        return {}
    return {
        "articles": sorted({number for piece in evidence if (number := member_at(piece.start, article)) is not None})
    }


def _corrected(mark: Place | Route | Event) -> dict[str, Any]:
    """What people set on a mark, where they did."""
    if not mark.corrected:
        return {}
    return {
        "corrected": [
            {
                "action": one.action,
                "fields": list(one.fields),
                "comment": one.comment,
                "author": one.author,
                "made_on": one.made_on,
            }
            for one in mark.corrected
        ]
    }


def _spot(spot: Spot, turn: float) -> dict[str, Any]:
    return {
        "text": spot.text,
        "lat": spot.lat,
        "lon": _unrolled(spot.lon, turn),
        "radius_km": round(spot.radius_km, 1),
        "footprint": [_line(ring, turn) for ring in spot.footprint or ()],
    }


def _name(identifier: str | None, places: dict[str, Place]) -> dict[str, str] | None:
    place = places.get(identifier) if identifier else None
    return {"id": place.id, "name": place.name} if place else None


def _quantity(quantity: Quantity | None) -> str | None:
    return quantity.text if quantity else None


def _amount(quantity: Quantity | None) -> dict[str, Any]:
    """The number in its parts, for the form that corrects it; nothing where none is told."""
    if quantity is None:
        return {}
    value = list(quantity.value) if isinstance(quantity.value, tuple) else quantity.value
    return {"amount": {"value": value, "unit": quantity.unit, "qualifier": quantity.qualifier}}


def _size(quantity: Quantity | None) -> float | None:
    """The number that an arrow's width goes by: the upper one of a range."""
    if quantity is None:
        return None
    return quantity.value[1] if isinstance(quantity.value, tuple) else quantity.value


def _when(when: When | None) -> dict[str, Any] | None:
    if when is None:
        return None
    return {
        "start": when.start,
        "end": when.end,
        "granularity": when.granularity,
        "text": when.text,
        "rule": when.rule,
        "anchor": when.anchor,
    }


def _in_date_order(events: Iterable[Event]) -> list[Event]:
    """Events by date, those without one last; equals stay as they stand in the article."""
    return sorted(events, key=lambda event: _date_key(event.when))


def _date_key(when: When | None) -> tuple[int, int, int, int]:
    first = (when.start or when.end) if when else None
    if first is None:
        return (1, 0, 0, 0)
    sign = -1 if first.startswith("-") else 1
    year, month, day = (int(part) for part in first.lstrip("-").split("-"))
    return (0, sign * year, month, day)


def _turn(story: Story) -> float:
    """The longitude at which the story's map begins: the eastern side of the widest gap between its places.

    -180 unless a map that begins elsewhere is narrower and either leaves out a good part of the globe or keeps a
    movement over the 180th meridian together with its ends.
    """
    longitudes = sorted(
        {place.lon for place in story.places} | {lon for route in story.routes for lon, _ in route.path}
    )
    rolled = sorted({(lon + 180) % 360 - 180 for lon in longitudes})
    if len(rolled) < 2:
        return -180.0
    gaps = [(second - first, second) for first, second in pairwise(rolled)]
    around = rolled[0] + 360 - rolled[-1]
    widest, begins = max(gaps)
    if widest <= around + 1e-9:
        return -180.0
    if not any(_crosses(route.path, -180) for route in story.routes):
        return begins if widest > 160 else -180.0
    is_torn = any(_crosses(route.path, begins - widest / 2) for route in story.routes)
    return -180.0 if is_torn else begins


def _crosses(path: Iterable[tuple[float, float]], meridian: float) -> bool:
    """Whether a line runs over a meridian, the short way round between its points."""
    from_it = [(lon - meridian) % 360 for lon, _ in path]
    return any(abs(second - first) > 180 for first, second in pairwise(from_it))


def _unrolled(lon: float, turn: float) -> float:
    return round((lon - turn) % 360 + turn, 5)


def _line(line: Iterable[tuple[float, float]], turn: float) -> list[list[float]]:
    """A line on the story's side of the 180th meridian; neighbours are joined the short way round, repeats left out."""
    drawn: list[list[float]] = []
    for lon, lat in line:
        here = _unrolled(lon, turn) if not drawn else drawn[-1][0] + (lon - drawn[-1][0] + 180) % 360 - 180
        vertex = [round(here, 4), round(lat, 4)]
        if not drawn or vertex != drawn[-1]:
            drawn.append(vertex)
    return drawn
