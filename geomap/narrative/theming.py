"""What moves where only a pronoun says it: the movement told before, in an earlier paragraph, is the clue."""

from __future__ import annotations

from collections.abc import Sequence

from geomap.narrative.journeys import agrees
from geomap.narrative.movements import Movement

__all__ = ["with_earlier_themes"]

REACH = 8  # movements


def with_earlier_themes(legs: Sequence[Movement]) -> Sequence[Movement]:
    """The movements in the order of the text, those of a pronoun with the theme of the last one that it can go on."""
    for nth, leg in enumerate(legs):
        if leg.theme_stated or leg.mover is None or leg.mover.pos_ != "PRON":
            continue
        earlier = next((e for e in reversed(legs[max(0, nth - REACH) : nth]) if _may_be_of_same(leg, e)), None)
        if earlier is not None:
            leg.theme = earlier.theme
    return legs


def _may_be_of_same(leg: Movement, earlier: Movement) -> bool:
    if leg.mover is None or earlier.mover is None:
        return False
    known = earlier.theme_stated or earlier.mover.pos_ == "PRON"
    return known and agrees(leg.mover, earlier.mover)
