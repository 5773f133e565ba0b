"""Names in an article: possible places with the signs for and against them, and look-alikes that are settled here.

Ships, persons and demonyms are told apart by their surroundings. Everything else that may name a place is proposed,
however weak; :mod:`geomap.places` weighs it once it knows where the article's other names lie.
"""

from __future__ import annotations

from dataclasses import dataclass

from geomap.language.look_alikes import find_credited, find_persons, find_vessels, stands_for_government
from geomap.language.mention import Mention, MentionKind, NameIndex
from geomap.language.name_cues import PersonNames, cues_of
from geomap.language.name_shapes import ShipNames, shape_of
from geomap.language.name_spans import propose
from geomap.language.name_words import name_words
from geomap.language.reading import Reading
from geomap.language.teams import Teams
from geomap.language.token_view import KnownNames, NameSpan, TokenView

__all__ = ["Mention", "MentionKind", "NameIndex", "find_mentions"]


def find_mentions(reading: Reading, names: NameIndex) -> tuple[Mention, ...]:
    """All names in the article that may be places, and demonyms, ships and persons that look like one, in text order.

    No two mentions overlap, except a person or an organisation around a possible place inside its name.
    """
    words = name_words()
    known = KnownNames(names)
    views = [TokenView.of(passage) for passage in reading.passages]
    persons = PersonNames(words)
    for view in views:
        persons.learn(view, known)
    settled = [_settled(view, known) for view in views]
    ships = ShipNames()
    for view, spans in zip(views, settled, strict=True):
        ships.learn(view, spans)
    surroundings = Surroundings(known, persons, Teams(views, known), ships)
    mentions: list[Mention] = []
    for view, told_apart in zip(views, settled, strict=True):
        spans = [*told_apart, *propose(view, known)]
        mentions.extend(_mention(view, span, surroundings) for span in spans)
    return tuple(sorted(mentions, key=lambda mention: (mention.start, -mention.end)))


def _settled(view: TokenView, known: KnownNames) -> list[NameSpan]:
    """Ships and persons of a passage, their tokens claimed."""
    words = name_words()
    spans: list[NameSpan] = []
    for found in (find_vessels(view, known, words), find_credited(view, words), find_persons(view, known, words)):
        for span in found:
            if view.is_free(span.first, span.end):
                view.claim(span.first, span.end)
                spans.append(span)
    return spans


KINDS: dict[str, MentionKind] = {"demonym": "demonym", "vessel": "vessel", "person": "person"}


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What the whole article tells about its names."""

    known: KnownNames
    persons: PersonNames
    teams: Teams
    ships: ShipNames


def _mention(view: TokenView, span: NameSpan, article: Surroundings) -> Mention:
    words = name_words()
    start, end = view.passage.offsets(span.first, span.end)
    text = view.text(span.first, span.end)
    for possessive in ("'s", "’s", "'", "’"):
        if text.endswith(possessive):
            text, end = text[: -len(possessive)], end - len(possessive)
            break
    kind: MentionKind = KINDS.get(span.source, "place")
    if kind == "place" and stands_for_government(view, span, article.known, words):
        kind = "government"
    elif kind == "place" and article.teams.has(view, span):
        kind = "organisation"
    elif kind == "place" and article.ships.has(view, span):
        kind = "vessel"
    elif kind == "place":
        kind = shape_of(view, span, article.known) or kind
    return Mention(
        start=start,
        end=end,
        text=text,
        kind=kind,
        label=span.label,
        cues=cues_of(view, span, article.persons, words),
        qualifier=span.qualifier,
    )
