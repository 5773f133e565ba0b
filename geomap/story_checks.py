"""What must hold in every story beyond the types of its fields.

Offsets lie inside the article and quotations are its words, ids are unique and lead somewhere, positions are on Earth,
dates are dates.
"""

from __future__ import annotations

import math
import re
from calendar import monthrange
from collections.abc import Iterable, Iterator, Sequence

from geomap.model import Article, Evidence, Footprint, Place, Quantity, Route, Spot, Story, When

__all__ = ["is_date", "problem_in"]

ISO_DATE = re.compile(r"(?P<year>-?[0-9]{4})-(?P<month>[0-9]{2})-(?P<day>[0-9]{2})")


def problem_in(story: Story) -> str | None:
    """The first thing that is wrong with the story, with its place ("routes[2].to: ..."), or None."""
    return next(_problems(story), None)


def _problems(story: Story) -> Iterator[str]:
    yield from _article_problems(story.article)
    text = story.article.text
    for number, place in enumerate(story.places):
        yield from _place_problems(place, f"places[{number}]", text)
    place_ids = {place.id for place in story.places}
    for number, route in enumerate(story.routes):
        yield from _route_problems(route, f"routes[{number}]", text, place_ids)
    for number, event in enumerate(story.events):
        where = f"events[{number}]"
        yield from _evidence_problems(event.evidence, f"{where}.evidence", text)
        yield from _link_problems((event.place,), f"{where}.place", place_ids)
        yield from _fact_problems(event.when, event.quantity, where)
        if event.spot is not None:
            yield from _spot_problems(event.spot, f"{where}.spot", text)
    for number, name in enumerate(story.unresolved):
        yield from _evidence_problems(name.mentions, f"unresolved[{number}].mentions", text)
    for number, other in enumerate(story.others):
        yield from _evidence_problems(other.mentions, f"others[{number}].mentions", text)
    yield from _id_problems([*story.places, *story.routes, *story.events])
    marks = {one.id for one in story.places} | {one.id for one in story.routes} | {one.id for one in story.events}
    for number, (identity, times) in enumerate(story.times):
        if identity not in marks or times < 1:
            yield f"times[{number}]: {identity!r} is no mark of this story, or told {times} times"


def _article_problems(article: Article) -> Iterator[str]:
    end = 0
    for number, block in enumerate(article.blocks):
        where = f"article.blocks[{number}]"
        if not end <= block.start <= block.end <= len(article.text):
            yield f"{where}: {block.start} to {block.end} is outside the text or overlaps the block before"
        end = block.end
    end = 0
    for number, member in enumerate(article.members):
        where = f"article.members[{number}]"
        if not end <= member.start <= member.end <= len(article.text):
            yield f"{where}: {member.start} to {member.end} is outside the text or overlaps the article before"
        if member.published is not None and not is_date(member.published):
            yield f"{where}.published: {member.published!r} is no ISO date"
        end = member.end
    if article.published is not None and not is_date(article.published):
        yield f"article.published: {article.published!r} is no ISO date"
    if _has_surrogate(article.text) or _has_surrogate(article.title):
        yield "article.text: it holds half a character (a lone surrogate), which no file can hold"


def _place_problems(place: Place, where: str, text: str) -> Iterator[str]:
    yield from _evidence_problems(place.mentions, f"{where}.mentions", text)
    yield from _position_problems((place.lon, place.lat), where)
    if not 0 <= place.confidence <= 1:
        yield f"{where}.confidence: {place.confidence} is not between 0 and 1"
    if not 0 <= place.radius_km < math.inf:
        yield f"{where}.radius_km: {place.radius_km} is no length"
    for number, other in enumerate(place.alternatives):
        yield from _position_problems((other.lon, other.lat), f"{where}.alternatives[{number}]")
    yield from _footprint_problems(place.footprint, where)
    for number, spot in enumerate(place.spots):
        yield from _spot_problems(spot, f"{where}.spots[{number}]", text)


def _spot_problems(spot: Spot, where: str, text: str) -> Iterator[str]:
    yield from _evidence_problems([Evidence(start=spot.start, end=spot.end, text=spot.text)], where, text)
    yield from _position_problems((spot.lon, spot.lat), where)
    yield from _footprint_problems(spot.footprint, where)
    if not 0 <= spot.radius_km < math.inf:
        yield f"{where}.radius_km: {spot.radius_km} is no length"


def _footprint_problems(footprint: Footprint | None, where: str) -> Iterator[str]:
    for number, ring in enumerate(footprint or ()):
        for vertex in ring:
            yield from _position_problems(vertex, f"{where}.footprint[{number}]")
        if len(ring) < 4 or ring[0] != ring[-1]:
            yield f"{where}.footprint[{number}]: the ring is not closed"


def _route_problems(route: Route, where: str, text: str, place_ids: set[str]) -> Iterator[str]:
    yield from _evidence_problems(route.evidence, f"{where}.evidence", text)
    yield from _link_problems((route.origin,), f"{where}.origin", place_ids)
    yield from _link_problems(route.via, f"{where}.via", place_ids)
    yield from _link_problems((route.destination,), f"{where}.destination", place_ids)
    for lon, lat in route.path:
        if not (-540 <= lon <= 540 and -90 <= lat <= 90):  # a line over the 180th meridian goes on past it
            yield f"{where}.path: longitude {lon}, latitude {lat} is no position on Earth"
    if route.length_km is not None and not 0 <= route.length_km < math.inf:
        yield f"{where}.length_km: {route.length_km} is no length"
    yield from _fact_problems(route.when, route.quantity, where)


def _evidence_problems(quotes: Iterable[Evidence], where: str, text: str) -> Iterator[str]:
    for number, quote in enumerate(quotes):
        if not 0 <= quote.start < quote.end <= len(text):
            yield f"{where}[{number}]: {quote.start} to {quote.end} is not inside the article's text (0 to {len(text)})"
        elif text[quote.start : quote.end] != quote.text:
            yield f"{where}[{number}]: {quote.text[:40]!r} is not what the article says at {quote.start} to {quote.end}"


def _position_problems(position: Sequence[float], where: str) -> Iterator[str]:
    lon, lat = position
    if not (-180 <= lon <= 180 and -90 <= lat <= 90):
        yield f"{where}: longitude {lon}, latitude {lat} is no position on Earth"


def _link_problems(ids: Iterable[str | None], where: str, known: set[str]) -> Iterator[str]:
    for identity in ids:
        if identity is not None and identity not in known:
            yield f"{where}: there is no place {identity!r} in this story"


def _fact_problems(when: When | None, quantity: Quantity | None, where: str) -> Iterator[str]:
    if when is not None:
        for name, day in (("start", when.start), ("end", when.end)):
            if day is not None and not is_date(day):
                yield f"{where}.when.{name}: {day!r} is no ISO date"
    if quantity is not None:
        values = quantity.value if isinstance(quantity.value, tuple) else (quantity.value,)
        if not all(math.isfinite(value) for value in values):
            yield f"{where}.quantity.value: {quantity.value} is no number"


def _id_problems(marks: Iterable[object]) -> Iterator[str]:
    seen: set[str] = set()
    for mark in marks:
        identity = getattr(mark, "id", "")
        if identity in seen:
            yield f"the id {identity!r} is used twice"
        seen.add(identity)


def is_date(text: str) -> bool:
    """Whether this is an ISO 8601 day that exists: ``2016-04-26``, ``-0217-05-01``."""
    found = ISO_DATE.fullmatch(text)
    if found is None or not 1 <= int(found["month"]) <= 12:
        return False
    equally_long_year = 2000 + int(found["year"]) % 400  # the calendar module knows no years before 1
    return 1 <= int(found["day"]) <= monthrange(equally_long_year, int(found["month"]))[1]


def _has_surrogate(text: str) -> bool:
    return any("\ud800" <= character <= "\udfff" for character in text) if not text.isascii() else False
