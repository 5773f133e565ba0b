"""Happenings told without a place or date of their own: part of what was told just before, or nothing for a map.

"Two buses fell into a ravine near Caranavi. At least 34 people were hurt." The second sentence tells where it happened
only by standing behind the first. It takes that place as a conclusion, never as a statement, and never a date. So does
what is only planned, feared or refused ("... and refused to rule out strikes") where the same was spoken of before.
"""

from __future__ import annotations

from collections.abc import Iterable

from geomap.language.frames import Frames
from geomap.language.syntax import noun_class
from geomap.model import Place
from geomap.narrative.context import Context
from geomap.narrative.happenings import Happening
from geomap.narrative.locating import AT

__all__ = ["settle"]

REACH = 2  # sentences
REACH_OF_PLANS = 4
NO_PLACES = frozenset({"DATE", "TIME", "PERSON", "EVENT", "LAW"})
UNREAL = frozenset({"planned", "possible", "refused", "denied"})


def settle(happenings: Iterable[Happening], context: Context) -> list[Happening]:
    """Keep what has a place or a date; give the rest the place of the happening before it, or drop it.

    The frames say by type after which types a happening can be told so. Harm that is told as a fact takes the place
    that the text before it names, where that is only one.
    """
    frames = context.events
    kept: list[Happening] = []
    for happening in happenings:
        if happening.place is None and happening.when is None:
            first = _first_half(happening, kept, context)
            if first is not None and first.type == happening.type:
                first.evidence = sorted({*first.evidence, *happening.evidence})
                first.quantity = first.quantity or happening.quantity
                continue
            found = first or next((other for other in reversed(kept) if _is_part_of(happening, other, frames)), None)
            happening.place = found.place if found is not None else _place_of_text(happening, context)
            if happening.place is None:
                continue
            happening.inferred.add("place")
        kept.append(happening)
    return kept


def _first_half(happening: Happening, kept: list[Happening], context: Context) -> Happening | None:
    """What stands before the semicolon: "Armed men held up a group near X; three women were assaulted"."""
    if not context.is_second_half(happening.sentence) or happening.assertion.state in UNREAL:
        return None
    before = happening.sentence.number - 1
    return next((other for other in kept if other.sentence.number == before and other.place is not None), None)


def _place_of_text(happening: Happening, context: Context) -> Place | None:
    if happening.assertion.state in UNREAL or happening.type not in context.events.lists["place_of_text"]:
        return None
    if _names_unknown_place(happening):
        return None
    return context.only_place_before(happening.sentence, happening.sentence.start)


def _names_unknown_place(happening: Happening) -> bool:
    """ "Suspects were held in the village of Toubacouta": the text says where, only no position is known for it."""
    labels = happening.sentence.labels
    for token in happening.trigger.token.subtree:
        if token.pos_ == "PROPN" and token.dep_ == "pobj" and labels.get(token.i) not in NO_PLACES:
            located = token.head.lower_ in AT or (
                token.head.lower_ == "of" and "location" in noun_class(token.head.head)
            )
            if located:
                return True
    return False


def _is_part_of(later: Happening, earlier: Happening, frames: Frames) -> bool:
    apart = later.sentence.number - earlier.sentence.number
    if earlier.place is None or earlier.in_heading != later.in_heading:
        return False
    if later.assertion.state in UNREAL:
        types = frames.follows_as_plan.get(later.type, frozenset())
        return apart <= REACH_OF_PLANS and earlier.type in types and earlier.assertion.state in UNREAL
    same_paragraph = later.sentence.passage is earlier.sentence.passage
    return apart <= (REACH if same_paragraph else 1) and earlier.type in frames.follows.get(later.type, frozenset())
