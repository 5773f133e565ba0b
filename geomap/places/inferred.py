"""Names that the gazetteer lacks but the article ties to a known place: drawn there with an honest radius, as inferred.

"the Lincoln Library in Springfield", "Aleppo's Sheikh Maqsoud quarter": the text itself says where it is. Only ties to
towns and other small places count: "a camp in Chad" stays without a position.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from geomap.language.mention import Mention
from geomap.language.name_words import name_words
from geomap.language.reading import Reading
from geomap.model import Place, PlaceKind

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
BEFORE = re.compile(r"[’']s? (?:\w+ ){0,2}(?:the )?")
"""Text between a known place and a name that belongs to it ("Aleppo's Sheikh Maqsoud quarter")."""
KINDS: dict[str, PlaceKind] = {
    "camp": "camp", "crossing": "crossing", "checkpoint": "crossing", "bridge": "crossing", "quarter": "town",
    "district": "town", "neighborhood": "town", "neighbourhood": "town", "village": "town", "suburb": "town",
    "hamlet": "town",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Anchor:
    """A mention of a place on the map."""

    mention: Mention
    place: Place


@dataclass(frozen=True, slots=True)
class Tie:
    """The known place that a name is tied to, and whether the text says so outright ("in", "'s")."""

    anchor: Anchor
    stated: bool


def tie_of(mention: Mention, anchors: Sequence[Anchor], reading: Reading) -> Tie | None:
    """What the text ties it to: a stated tie, else for a building the town of its sentence or of the dateline."""
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
    """The place of a name at the position of what it is tied to."""
    known = tie.anchor.place
    sentence = reading.sentence_at(mentions[0].start)
    quoted = f": “{sentence.text}”" if sentence is not None else ""
    how = "says that it is in or near" if tie.stated else "speaks of it together with"
    slug = re.sub(r"\W+", "-", name.casefold()).strip("-")
    return Place(
        id=f"place-near-{known.id.removeprefix('place-')}-{slug}",
        name=name,
        kind=_kind(name, reading.article.text[mentions[0].end :]),
        lat=known.lat,
        lon=known.lon,
        radius_km=max(LEAST_RADIUS_KM, known.radius_km),
        confidence=round(confidence * INFERRED_SHARE, 3),
        mentions=tuple(reading.evidence(mention.start, mention.end) for mention in mentions),
        country=known.country,
        admin1=known.admin1,
        inferred=True,
        reasons=(f"The gazetteer has no “{name}”, but the article {how} {known.name}{quoted}",),
    )


def _kind(name: str, following: str) -> PlaceKind:
    words = [*name.casefold().split()[-1:], *following.casefold().split()[:1]]
    return next((KINDS[word] for word in words if word in KINDS), "facility")
