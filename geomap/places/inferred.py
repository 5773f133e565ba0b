"""Names that the gazetteer lacks but the article ties to a known place: drawn there with an honest radius, as inferred.

"the Lincoln Library in Springfield", "Aleppo's Sheikh Maqsoud quarter", "the hamlet of X, a day's walk from Kidal": the
text itself says where it is. Only ties to towns and other small places count, and for camps and settlements those to a
part of an area: "X camp in eastern Chad" lies somewhere in that part, "X camp in Chad" stays without a position.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.language.descriptions import Description, Named, find_descriptions
from geomap.language.mention import Mention
from geomap.language.name_words import name_words
from geomap.language.reading import Reading
from geomap.model import Place, PlaceKind
from geomap.places.shapes import Shape, Surroundings
from geomap.wording import say

if TYPE_CHECKING:
    from geomap.gazetteer import Gazetteer

__all__ = ["Anchor", "Tie", "infer_place", "tie_of"]

LARGEST_ANCHOR_KM = 60.0
"""A place wider than this says too little about where something in it is."""
LEAST_RADIUS_KM = 15.0
INFERRED_SHARE = 0.5
"""Confidence of an inferred place relative to that of the name."""
AFTER = re.compile(
    r",? (?:(?:camp|quarter|district|neighbou?rhood|crossing|base|checkpoint) )?"
    r"(?:in|near|at|outside|on the edge of|by) (?:the )?"
    r"(?:(?:city|town|village|suburb|port|capital) of )?(?:(?:central|downtown|\w+ern) )?|, ",
)
"""Text between the name and a known place that it lies in."""
BEFORE = re.compile(r"[’']s? (?:\w+ ){0,2}(?:the )?|,? (?:called|named|known as) (?:the )?")
"""Text between a known place and a name that belongs to it ("Aleppo's Sheikh Maqsoud quarter", "near Y called X")."""
AFTER_TO_PHRASE = re.compile(
    r",? ?\(?(?:(?:refugee )?(?:camp|quarter|crossing|base|checkpoint|village),? )?"
    r"(?:(?:which|that) )?(?:(?:is|lies|was|lay) )?(?:located |situated |lying )?"
    r"(?:(?:about|some|around|roughly|nearly|almost|just|only|in|less than|more than) ){0,2}(?:the )?"
)
"""Text between the name and a phrase that says where it is ("X, about 30 km south of Y", "X camp in eastern Chad")."""
PHRASE_REACH = 80
"""The place that the phrase leans on begins at most so many characters behind the name."""
SETTLEMENT_OF = re.compile(r"\b(?P<noun>\w+) (?:of|called|named|known as) (?:the )?$")
KINDS: dict[str, PlaceKind] = {
    "camp": "camp", "crossing": "crossing", "checkpoint": "crossing", "bridge": "crossing", "quarter": "town",
    "district": "town", "neighborhood": "town", "neighbourhood": "town", "village": "town", "suburb": "town",
    "hamlet": "town", "settlement": "town",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Anchor:
    """A mention of a place on the map."""

    mention: Mention
    place: Place


@dataclass(frozen=True, slots=True)
class Tie:
    """The known place that a name is tied to, whether the text says so outright ("in", "'s"), and where beside it."""

    anchor: Anchor
    stated: bool
    shape: Shape | None = None


def tie_of(mention: Mention, anchors: Sequence[Anchor], reading: Reading, gazetteer: Gazetteer) -> Tie | None:
    """What the text ties it to: a stated tie, else for a building the town of its sentence or of the dateline."""
    described = _described_tie(mention, anchors, reading, gazetteer)
    if described is not None:
        return described
    near = [anchor for anchor in anchors if anchor.place.radius_km <= LARGEST_ANCHOR_KM]
    text = reading.article.text
    for anchor in near:
        known = anchor.mention
        if mention.end <= known.start and AFTER.fullmatch(text[mention.end : known.start]):
            return Tie(anchor, stated=True)
        if known.end <= mention.start and BEFORE.fullmatch(text[known.end : mention.start]):
            return Tie(anchor, stated=True)
    if not _is_building(mention):
        return None
    return _town_around(mention, near, reading)


def _described_tie(mention: Mention, anchors: Sequence[Anchor], reading: Reading, gazetteer: Gazetteer) -> Tie | None:
    """The tie by a phrase right behind the name: a distance and direction, a journey, a part of an area."""
    close = [anchor for anchor in anchors if 0 <= anchor.mention.start - mention.end <= PHRASE_REACH]
    if not close:
        return None
    text = reading.article.text
    names = [Named(anchor.mention.start, anchor.mention.end) for anchor in close]
    for description in find_descriptions(text, names, language=reading.language):
        if mention.end > description.start or not AFTER_TO_PHRASE.fullmatch(text[mention.end : description.start]):
            continue
        anchor = close[description.names[0]]
        shape = _shape(description, anchor.place, gazetteer, _kind(mention, text) != "facility")
        if shape is not None:
            return Tie(anchor, stated=True, shape=shape)
    return None


def _shape(description: Description, known: Place, gazetteer: Gazetteer, is_settlement: bool) -> Shape | None:
    position, distance = (known.lon, known.lat), description.distance_km or 0.0
    if description.relation in ("travel", "away"):
        is_small = known.radius_km <= LARGEST_ANCHOR_KM
        return Shape(position, round(distance + known.radius_km, 1)) if is_small else None
    around = Surroundings(gazetteer, known.gazetteer_id, position, known.radius_km)
    if description.relation == "offset":
        return around.offset(description.direction or 0.0, distance)
    if description.relation == "part" and is_settlement:
        return around.part(description.direction, far=description.far)
    return None


def _is_building(mention: Mention) -> bool:
    words = name_words()
    last = mention.text.split()[-1].casefold()
    if last in words.street_nouns:
        return False
    return last in words.building_nouns or mention.label == "FAC"


def _town_around(mention: Mention, anchors: Sequence[Anchor], reading: Reading) -> Tie | None:
    sentence = reading.sentence_at(mention.start)
    passage = reading.passage_at(mention.start)
    if sentence is None or passage is None:
        return None
    towns = [anchor for anchor in anchors if anchor.place.kind == "town"]
    same = [anchor for anchor in towns if sentence.start <= anchor.mention.start < sentence.end]
    if same:
        return Tie(min(same, key=lambda anchor: abs(anchor.mention.start - mention.start)), stated=False)
    before = [anchor for anchor in towns if passage.start <= anchor.mention.start < mention.start]
    if before:
        return Tie(before[-1], stated=False)
    dateline = [anchor for anchor in towns if "block:dateline" in anchor.mention.cues]
    return Tie(dateline[0], stated=False) if dateline else None


def infer_place(name: str, mentions: Sequence[Mention], tie: Tie, confidence: float, reading: Reading) -> Place:
    """The place of a name at the position of what it is tied to, or where the text puts it beside that."""
    known = tie.anchor.place
    at = tie.shape or Shape((known.lon, known.lat), known.radius_km)
    slug = re.sub(r"\W+", "-", name.casefold()).strip("-")
    return Place(
        id=f"place-near-{known.id.removeprefix('place-')}-{slug}",
        name=name,
        kind=_kind(mentions[0], reading.article.text),
        lat=at.position[1],
        lon=at.position[0],
        radius_km=max(LEAST_RADIUS_KM, at.radius_km),
        confidence=round(confidence * INFERRED_SHARE, 3),
        mentions=tuple(reading.evidence(mention.start, mention.end) for mention in mentions),
        country=known.country,
        admin1=None if tie.shape is not None else known.admin1,
        inferred=True,
        reasons=(_reason(name, mentions[0], tie, reading),),
        footprint=at.footprint,
    )


def _reason(name: str, mention: Mention, tie: Tie, reading: Reading) -> str:
    how = "measured" if tie.shape is not None else "tied" if tie.stated else "beside"
    sentence = reading.sentence_at(mention.start)
    if sentence is None:
        return say(f"reason.{how}", name=name, known=tie.anchor.place.name)
    return say(f"reason.{how}_quoted", name=name, known=tie.anchor.place.name, quote=sentence.text)


def _kind(mention: Mention, text: str) -> PlaceKind:
    words = [*mention.text.casefold().split()[-1:], *text[mention.end :][:40].casefold().replace(",", " ").split()[:2]]
    before = SETTLEMENT_OF.search(text[max(0, mention.start - 40) : mention.start])
    if before:
        words.insert(0, before["noun"].casefold())
    return next((KINDS[word] for word in words if word in KINDS), "facility")
