"""Places by description: what "northern Nigeria", "the Turkish coast" and "90 km west of Crete" mean on the map.

A part of an area, a coast or a border that the article names by nothing else becomes a place of its own, always marked
inferred. Where the article also speaks of the whole, the part is a spot of it: one place isn't on the map twice.
Positions relative to a place ("off Libya") are always spots of that place.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geomap.language.descriptions import Description, Named, find_descriptions
from geomap.model import Evidence, Place, PlaceKind, Span, Spot
from geomap.places.shapes import Shape, Surroundings
from geomap.wording import say

if TYPE_CHECKING:
    from geomap.gazetteer import Feature, Gazetteer

__all__ = ["with_descriptions"]

DIVISIBLE = frozenset({"country", "region", "island", "desert", "sea"})
WATERS = frozenset({"sea", "strait", "canal", "river", "lake", "desert", "mountain", "road"})
LARGEST_NEAR_KM = 60.0
"""Near a place wider than this is no position."""
LEAST_NEAR_KM = 25.0
"""GeoNames' towns lie within this of anything that news calls near them."""
PART_SHARE = 0.9
"""Confidence of a part relative to that of its whole."""
ADJECTIVE_CONFIDENCE = 0.7


@dataclass(frozen=True, slots=True)
class _Anchor:
    """A name that describes: a place of the map, or the feature that an adjective stands for."""

    span: Span
    whole: Place | None
    feature: Feature | None

    @property
    def name(self) -> str:
        return self.whole.name if self.whole else self.feature.name if self.feature else ""

    @property
    def kind(self) -> PlaceKind:
        return self.whole.kind if self.whole else self.feature.kind if self.feature else "region"

    @property
    def gazetteer_id(self) -> str | None:
        return self.whole.gazetteer_id if self.whole else self.feature.id if self.feature else None

    @property
    def position(self) -> tuple[float, float]:
        known = self.whole or self.feature
        return (known.lon, known.lat) if known else (0.0, 0.0)

    @property
    def radius_km(self) -> float:
        known = self.whole or self.feature
        return known.radius_km if known else 0.0


def with_descriptions(
    places: Sequence[Place], adjectives: Iterable[Span], text: str, gazetteer: Gazetteer, *, language: str = "en"
) -> tuple[Place, ...]:
    """The places with their spots, and the described places among them.

    ``adjectives`` are where the text has a demonym ("Turkish"). Without a descriptive phrase the places come back as
    they are, and nothing heavy is imported.
    """
    anchors = sorted((*_named(places), *_adjectives(adjectives, text, gazetteer)), key=lambda anchor: anchor.span)
    names = [Named(*anchor.span, adjective=anchor.whole is None) for anchor in anchors]
    found = find_descriptions(text, names, language=language)
    return _Describing(places, anchors, text, gazetteer).apply(found) if found else tuple(places)


def _named(places: Sequence[Place]) -> Iterator[_Anchor]:
    for place in places:
        yield from (_Anchor((mention.start, mention.end), place, None) for mention in place.mentions)


def _adjectives(spans: Iterable[Span], text: str, gazetteer: Gazetteer) -> Iterator[_Anchor]:
    for start, end in spans:
        features = gazetteer.demonym(text[start:end])
        if features and features[0].kind == "country":
            yield _Anchor((start, end), None, features[0])


class _Describing:
    """The descriptions of one article on their way to places and spots."""

    def __init__(self, places: Sequence[Place], anchors: Sequence[_Anchor], text: str, gazetteer: Gazetteer) -> None:
        self.places = places
        self.anchors = anchors
        self.text = text
        self.gazetteer = gazetteer
        self._shapes: dict[tuple[object, ...], Shape | None] = {}
        self._around: dict[str | None, Surroundings] = {}

    def apply(self, found: Sequence[Description]) -> tuple[Place, ...]:
        spots: dict[str, list[Spot]] = {}
        own: list[tuple[Place, Place | None]] = []
        only_described = self._only_described(found)
        for description in found:
            anchor = self.anchors[description.names[0]]
            shape = self._shape(description)
            if shape is None:
                continue
            if anchor.whole is None or (
                description.relation in ("part", "coast") and anchor.whole.id in only_described
            ):
                own.append((self._place(description, anchor, shape), anchor.whole))
            else:
                spots.setdefault(anchor.whole.id, []).append(self._spot(description, shape))
        return self._put_together(own, spots)

    def _only_described(self, found: Sequence[Description]) -> set[str]:
        """Ids of the places that the article names in nothing but their parts and coasts."""
        described: dict[str, set[Span]] = {}
        for description in found:
            anchor = self.anchors[description.names[0]]
            if anchor.whole and description.relation in ("part", "coast") and self._shape(description):
                described.setdefault(anchor.whole.id, set()).add(anchor.span)
        return {
            place.id
            for place in self.places
            if described.get(place.id) == {(mention.start, mention.end) for mention in place.mentions}
        }

    def _put_together(self, own: list[tuple[Place, Place | None]], spots: dict[str, list[Spot]]) -> tuple[Place, ...]:
        replaced = {whole.id for _, whole in own if whole is not None}
        kept = [
            replace(place, spots=tuple(spots[place.id])) if place.id in spots else place
            for place in self.places
            if place.id not in replaced
        ]
        described: dict[str, Place] = {}
        for place, _ in own:
            same = described.get(place.id)
            mentions = (*same.mentions, *place.mentions) if same else place.mentions
            described[place.id] = replace(same or place, mentions=mentions)
        return tuple(sorted((*kept, *described.values()), key=lambda place: place.mentions[0].start))

    # what a phrase makes

    def _spot(self, description: Description, shape: Shape) -> Spot:
        start, end = description.start, description.end
        return Spot(
            text=self.text[start:end],
            start=start,
            end=end,
            relation=description.relation,
            lat=shape.position[1],
            lon=shape.position[0],
            radius_km=shape.radius_km,
            footprint=shape.footprint,
        )

    def _place(self, description: Description, anchor: _Anchor, shape: Shape) -> Place:
        start, end = description.start, description.end
        words = " ".join(self.text[start:end].split())
        whole = " and ".join(self.anchors[index].name for index in description.names)
        described_by = "-".join(self._slug(self.anchors[index].gazetteer_id or "") for index in description.names)
        side = "" if description.direction is None else f"-{description.direction:g}".replace(".", "-")
        far = "-far" if description.far else ""
        known = self._known(description)
        confidence = anchor.whole.confidence * PART_SHARE if anchor.whole else ADJECTIVE_CONFIDENCE
        return Place(
            id=f"place-{description.relation}{far}{side}-of-{described_by}",
            name=words,
            kind="coast" if description.relation == "coast" else "region",
            lat=shape.position[1],
            lon=shape.position[0],
            radius_km=shape.radius_km,
            confidence=round(confidence, 3),
            mentions=(Evidence(start=start, end=end, text=self.text[start:end]),),
            country=anchor.whole.country if anchor.whole else anchor.feature.country if anchor.feature else None,
            admin1=anchor.whole.admin1 if anchor.whole else None,
            gazetteer_id=known.id if known else None,
            inferred=known is None,
            reasons=(
                say("reason.bearer", name=known.name) if known else say(f"reason.{description.relation}", whole=whole),
                *(anchor.whole.reasons if anchor.whole else ()),
            ),
            footprint=shape.footprint,
        )

    @staticmethod
    def _slug(identity: str) -> str:
        return re.sub(r"\W+", "-", identity).strip("-").lower()

    # shapes

    def _shape(self, description: Description) -> Shape | None:
        anchors = tuple(self.anchors[index] for index in description.names)
        key = (
            description.relation, description.direction, description.distance_km, description.far,
            *((anchor.gazetteer_id, anchor.position) for anchor in anchors),
            known.id if (known := self._known(description)) else None,
        )  # fmt: skip
        if key not in self._shapes:
            self._shapes[key] = self._computed(description, anchors)
        return self._shapes[key]

    def _computed(self, description: Description, anchors: Sequence[_Anchor]) -> Shape | None:
        anchor, relation, distance = anchors[0], description.relation, description.distance_km
        if relation in ("near", "travel", "away"):
            return self._about(anchor, relation, distance)
        if relation == "part" and anchor.kind not in DIVISIBLE:
            return None
        known = self._known(description)
        if known is not None:
            return Shape((known.lon, known.lat), known.radius_km, self.gazetteer.footprint(known.id))
        if relation in ("off", "coast") and anchor.kind in WATERS:
            return None
        around = self._surroundings(anchor)
        if relation == "offset":
            return around.offset(description.direction or 0.0, distance or 0.0)
        if relation == "part":
            return around.part(description.direction, far=description.far)
        if relation == "coast":
            return around.coast()
        if relation == "off":
            return around.off(distance)
        other = around.other(anchors[1].gazetteer_id, anchors[1].position)
        return around.border(other) if relation == "border" else around.between(other)

    def _known(self, description: Description) -> Feature | None:
        """The feature that bears the phrase itself as its name: "eastern Europe" is where the gazetteer has it."""
        if description.relation != "part":
            return None
        matches = self.gazetteer.lookup(" ".join(self.text[description.start : description.end].split()))
        return next((match.feature for match in matches if match.quality == "primary"), None)

    def _about(self, anchor: _Anchor, relation: str, distance: float | None) -> Shape | None:
        """Somewhere around a place: its point, as far as one gets."""
        if anchor.radius_km > LARGEST_NEAR_KM:
            return None
        reach = (distance or 0.0) + anchor.radius_km
        return Shape(anchor.position, round(max(reach, LEAST_NEAR_KM if relation == "near" else 1.0), 1))

    def _surroundings(self, anchor: _Anchor) -> Surroundings:
        identity = anchor.gazetteer_id
        if identity is None:
            return Surroundings(self.gazetteer, None, anchor.position, anchor.radius_km)
        if identity not in self._around:
            self._around[identity] = Surroundings(self.gazetteer, identity, anchor.position, anchor.radius_km)
        return self._around[identity]
