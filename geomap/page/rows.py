"""A Story as the plain rows that the layers and panels draw: JSON values, shortest form, nothing left to look up.

Longitudes are unrolled here, once for all: what lies on both sides of the 180th meridian gets longitudes beyond it, so
that the map shows it together. Quotations are cut here, because offsets are code points and scripts count otherwise.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from itertools import pairwise
from typing import Any

from geomap.model import (
    Article,
    Block,
    Event,
    Evidence,
    OtherName,
    Place,
    Quantity,
    Route,
    Spot,
    Story,
    Unresolved,
    When,
)

__all__ = ["story_rows"]

CONTEXT = 220
"""At most so many characters of the sentence are shown on each side of the words quoted."""
_SENTENCE_END = re.compile(r"[.!?…。！？؟]+[\"'”’»)\]]*\s+|\n+")


def story_rows(story: Story) -> dict[str, Any]:
    """All rows of a story: ``header, text, places, routes, events``."""
    turn = _turn(story)
    names = {place.id: place for place in story.places}
    places = [_place(place, story.article, turn) for place in story.places]
    routes = [_route(route, story.article, names, turn) for route in story.routes]
    numbered = enumerate(_in_date_order(story.events), start=1)
    events = [_event(event, number, story.article, names, turn) for number, event in numbered]
    return {
        "header": _header(story),
        "text": _text(story),
        "places": places,
        "routes": routes,
        "events": events,
    }


def _header(story: Story) -> dict[str, Any]:
    article = story.article
    return {
        "title": article.title.strip() or article.source,
        "published": article.published,
        "published_by": article.published_by,
        "author": article.author,
        "counts": {"places": len(story.places), "routes": len(story.routes), "events": len(story.events)},
        "version": story.provenance.geomap,
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
        "count": len(place.mentions),
        "quotes": _quotes(place.mentions, article),
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
        "size": _size(route.quantity),
        "when": _when(route.when),
        "quotes": _quotes(route.evidence, article),
        "stated": list(route.stated),
        "inferred": list(route.inferred),
        "length_km": round(route.length_km) if route.length_km else None,
        "vague": route.vague,
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
        "quotes": _quotes(event.evidence, article),
        "stated": list(event.stated),
        "inferred": list(event.inferred),
        **_corrected(event),
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


def _quotes(evidence: Iterable[Evidence], article: Article) -> list[list[str | int]]:
    """Each quotation: the text of its sentence before it, itself, the text after it, and its offset in the article."""
    return [[*_in_sentence(piece, article), piece.start] for piece in evidence]


def _in_sentence(piece: Evidence, article: Article) -> list[str]:
    block = next((block for block in article.blocks if block.start <= piece.start < block.end), None)
    first, last = (block.start, block.end) if block else (piece.start, piece.end)
    reach = CONTEXT + 20  # what lies further off is not shown, so the search for the sentence's ends stops there
    before = article.text[max(first, piece.start - reach) : piece.start]
    first = piece.start - len(before)
    after = article.text[piece.end : min(max(last, piece.end), piece.end + reach)]
    for end in _SENTENCE_END.finditer(before):
        first = piece.start - len(before) + end.end()
    if not re.search(r"[.!?…。！？؟][\"'”’»)\]]*$", piece.text):
        found = _SENTENCE_END.search(after)
        after = after[: found.end()].rstrip() if found else after
    else:
        after = ""
    before = article.text[first : piece.start]
    if len(before) > CONTEXT:
        before = "…" + before[-CONTEXT:]
    if len(after) > CONTEXT:
        after = after[:CONTEXT] + "…"
    return [before.lstrip(), piece.text, after.rstrip()]


def _text(story: Story) -> dict[str, Any]:
    return {
        "blocks": _blocks(story),
        "unresolved": [_unresolved(item) for item in story.unresolved],
        "others": [_other(item) for item in story.others],
        "notes": list(story.notes),
        "corrections": [
            {"target": one.target, "action": one.action, "about": one.about, "reason": one.reason}
            for one in story.corrections
            if one.outcome not in ("applied", "already so")
        ],
        "provenance": {
            "geomap": story.provenance.geomap,
            "model": story.provenance.model,
            "spacy": story.provenance.spacy,
            "gazetteer": story.provenance.gazetteer,
        },
    }


def _unresolved(item: Unresolved) -> dict[str, Any]:
    return {"name": item.name, "reason": item.reason, "count": len(item.mentions)}


def _other(item: OtherName) -> dict[str, Any]:
    return {"name": item.name, "kind": item.kind, "count": len(item.mentions)}


def _blocks(story: Story) -> list[dict[str, Any]]:
    """The article's blocks, each cut wherever a mark begins or ends."""
    mentions = sorted((piece.start, piece.end, place.id) for place in story.places for piece in place.mentions)
    told: list[Route | Event] = [*story.routes, *story.events]
    evidence = sorted((piece.start, piece.end, item.id) for item in told for piece in item.evidence)
    return [_block(block, story.article, mentions, evidence) for block in story.article.blocks]


def _block(
    block: Block, article: Article, mentions: list[tuple[int, int, str]], evidence: list[tuple[int, int, str]]
) -> dict[str, Any]:
    inside = [mark for mark in mentions if mark[0] < block.end and mark[1] > block.start]
    resting = [mark for mark in evidence if mark[0] < block.end and mark[1] > block.start]
    cuts = {block.start, block.end}
    for start, end, _ in (*inside, *resting):
        cuts |= {max(start, block.start), min(end, block.end)}
    edges = sorted(cuts)
    parts: list[list[Any]] = []
    for start, end in pairwise(edges):
        names = [mark for mark in inside if mark[0] <= start and mark[1] >= end]
        place = min(names, key=lambda mark: mark[1] - mark[0])[2] if names else None
        ids = [mark[2] for mark in resting if mark[0] <= start and mark[1] >= end]
        ending = [mark[2] for mark in resting if min(mark[1], block.end) == end and mark[1] <= block.end]
        parts.append([article.text[start:end], place, ids, ending])
    return {"kind": block.kind, "parts": parts, "inline": _gap(block, article) if block.kind == "dateline" else None}


def _gap(block: Block, article: Article) -> str | None:
    """What stands between a dateline and the paragraph that goes on in its line; None when a new line follows."""
    rest = article.text[block.end :]
    gap = rest[: len(rest) - len(rest.lstrip())]
    return None if "\n" in gap else gap


def _turn(story: Story) -> float:
    """The longitude at which the story's map begins: the eastern side of the widest gap between its places.

    -180 unless a map that begins elsewhere is narrower and leaves out a good part of the globe.
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
    return begins if widest > max(around + 1e-9, 160) else -180.0


def _unrolled(lon: float, turn: float) -> float:
    return round((lon - turn) % 360 + turn, 5)


def _line(line: Iterable[tuple[float, float]], turn: float) -> list[list[float]]:
    """A line on the story's side of the 180th meridian; neighbours are joined the short way round."""
    drawn: list[list[float]] = []
    for lon, lat in line:
        here = _unrolled(lon, turn) if not drawn else drawn[-1][0] + (lon - drawn[-1][0] + 180) % 360 - 180
        drawn.append([round(here, 4), round(lat, 4)])
    return drawn
