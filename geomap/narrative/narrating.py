"""The door of this room: from a Reading and its Places to Routes and Events, each with its evidence."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.language.frames import load_frames
from geomap.language.masking import sentences
from geomap.language.matching import may_trigger
from geomap.language.registers import registers
from geomap.model import Event, Evidence, Place, Route, Span, Spot
from geomap.narrative.context import Context, label_places
from geomap.narrative.dating import dated
from geomap.narrative.gapping import with_gapped
from geomap.narrative.geometry import Stop, line_through
from geomap.narrative.happenings import Happening, find_happenings
from geomap.narrative.journeys import assemble
from geomap.narrative.means import means_of
from geomap.narrative.merging import merge_happenings, merge_movements
from geomap.narrative.movements import Movement, find_movements
from geomap.narrative.movers import mover_text
from geomap.narrative.noun_phrases import named_craft
from geomap.narrative.settling import settle
from geomap.narrative.theming import with_earlier_themes

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer
    from geomap.language.dates import DateMention
    from geomap.language.quantities import QuantityMention
    from geomap.language.reading import Reading

__all__ = ["Narrative", "narrate"]

RUNNING_TEXT = frozenset({"paragraph", "list_item"})
SILENT_BLOCKS = frozenset({"furniture", "byline", "repeat", "dateline"})


@dataclass(frozen=True, slots=True)
class Narrative:
    """What an article tells: its movements and happenings in the order of the text, and remarks for the reader."""

    routes: tuple[Route, ...]
    events: tuple[Event, ...]
    notes: tuple[str, ...] = ()


def narrate(
    reading: Reading,
    places: Sequence[Place],
    dates: Sequence[DateMention],
    quantities: Sequence[QuantityMention],
    gazetteer: Gazetteer | None,
) -> Narrative:
    """Find the routes and events that the article tells.

    Ends, dates and numbers are only those that the text states; what is concluded is listed in ``inferred``. Page
    furniture, bylines and cut-off repeats tell nothing.
    """
    motion, events = load_frames("motion"), load_frames("events")
    read = sentences(reading, places, lambda token: may_trigger(token, motion, events), skip=SILENT_BLOCKS)
    running = [passage for passage in reading.passages if passage.block.kind in RUNNING_TEXT]
    context = Context(
        article=reading.article,
        places=places,
        quantities=quantities,
        calendar=dated(read, dates),
        labels=label_places(read),
        motion=motion,
        events=events,
        following={sentence.number: reply for sentence, reply in itertools.pairwise(read)},
        preceding={passage.start: before for before, passage in itertools.pairwise(running)},
        craft=named_craft(running),
        gazetteer=gazetteer,
        register=registers(reading.passages),
    )
    legs = [leg for sentence in read for leg in find_movements(sentence, context)]
    happenings = [h for sentence in read for h in with_gapped(find_happenings(sentence, context), context)]
    return Narrative(
        routes=tuple(_route(movement, reading) for movement in merge_movements(assemble(with_earlier_themes(legs)))),
        events=tuple(_event(happening, reading) for happening in merge_happenings(settle(happenings, context))),
    )


def _route(movement: Movement, reading: Reading) -> Route:
    spans = sorted(set(movement.evidence))
    stops = [Stop(place, _described(place, spans)) for place in movement.places]
    path, length, vague = line_through(stops, means_of(movement))
    stated = [
        name
        for name, value in (
            ("from", movement.origin), ("via", movement.stops), ("to", movement.destination),
            ("theme", movement.theme_stated), ("quantity", movement.quantity), ("dates", movement.when),
        )
        if value and name not in movement.inferred
    ]  # fmt: skip
    inferred = sorted({*movement.inferred, *(() if movement.theme_stated else ("theme",))})
    return Route(
        id=_identity("route", spans, [place.name for place in movement.places]),
        theme=movement.theme,
        status=movement.assertion.status,
        evidence=_quotations(spans, reading),
        frame=movement.trigger.frame.id,
        trigger=movement.sentence.written(movement.trigger.token, reading.article.text),
        origin=movement.origin.id if movement.origin else None,
        via=tuple(stop.id for stop in movement.stops),
        destination=movement.destination.id if movement.destination else None,
        mover=mover_text(movement.mover, movement.sentence, reading.article.text),
        quantity=movement.quantity,
        when=movement.when,
        stated=(*stated, "status"),
        inferred=tuple(inferred),
        path=path,
        length_km=length,
        vague=vague,
    )


def _event(happening: Happening, reading: Reading) -> Event:
    spans = sorted(set(happening.evidence))
    values = (("place", happening.place), ("dates", happening.when), ("quantity", happening.quantity))
    return Event(
        id=_identity("event", spans, [happening.type, happening.place.name if happening.place else ""]),
        type=happening.type,
        certainty=happening.certainty,
        evidence=_quotations(spans, reading),
        frame=happening.trigger.frame.id,
        trigger=happening.sentence.written(happening.trigger.token, reading.article.text),
        place=happening.place.id if happening.place else None,
        when=happening.when,
        actors=happening.actors,
        quantity=happening.quantity,
        stated=(*(name for name, value in values if value and name not in happening.inferred), "certainty"),
        inferred=tuple(sorted(happening.inferred)),
        spot=_spot(happening),
    )


def _spot(happening: Happening) -> Spot | None:
    """The position that the happening's own sentence describes by its place ("off Libya"), nearest to the trigger."""
    if happening.place is None or "place" in happening.inferred:
        return None
    sentence = happening.sentence
    inside = [spot for spot in happening.place.spots if sentence.start <= spot.start and spot.end <= sentence.end]
    trigger = sentence.offsets[happening.trigger.token.i][0]
    return min(inside, key=lambda spot: abs(spot.start - trigger), default=None)


def _described(place: Place, spans: Sequence[Span]) -> Spot | None:
    """The position that the movement's own sentences describe by the place."""
    return next((spot for spot in place.spots if any(a <= spot.start and spot.end <= b for a, b in spans)), None)


def _quotations(spans: Sequence[Span], reading: Reading) -> tuple[Evidence, ...]:
    return tuple(reading.evidence(start, end) for start, end in spans)


def _identity(kind: str, spans: Sequence[Span], names: Sequence[str]) -> str:
    """A short id made of what the thing is and where it stands: the same on every machine."""
    content = "\x1f".join((kind, *(f"{start}-{end}" for start, end in spans), *names))
    return f"{kind}-{hashlib.sha256(content.encode()).hexdigest()[:10]}"
