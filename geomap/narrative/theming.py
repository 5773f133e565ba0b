"""What moves where the words do not say it: the movement told before, or most of them in the text, are the clue."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from geomap.narrative.journeys import agrees
from geomap.narrative.movements import Movement

__all__ = ["with_earlier_themes"]

REACH = 8  # movements
ENOUGH = 3  # movements with a theme
PREVAILING = 0.5
SUPPOSED = frozenset({"people", "other"})  # what is taken to move where nothing is said
THINGS = frozenset({"it", "this", "that", "which"})


def with_earlier_themes(legs: Sequence[Movement]) -> Sequence[Movement]:
    """The movements in the order of the text, those of a pronoun with the theme of the last one that it can go on."""
    for nth, leg in enumerate(legs):
        if leg.theme_stated or leg.mover is None or leg.mover.pos_ != "PRON":
            continue
        earlier = next((e for e in reversed(legs[max(0, nth - REACH) : nth]) if _may_be_of_same(leg, e)), None)
        if earlier is not None:
            leg.theme = earlier.theme
    return _with_prevailing_theme(legs)


def _with_prevailing_theme(legs: Sequence[Movement]) -> Sequence[Movement]:
    """Movements that name nobody ("a route around X") with the theme of most that the text does state."""
    stated = Counter(leg.theme for leg in legs if leg.theme_stated)
    theme, count = next(iter(stated.most_common(1)), ("people", 0))
    if count < ENOUGH or count <= PREVAILING * stated.total():
        return legs
    for leg in legs:
        if not leg.theme_stated and leg.theme in SUPPOSED and _is_nameless(leg):
            leg.theme = theme
    return legs


def _is_nameless(leg: Movement) -> bool:
    """Whether who moves is not told, or only by a pronoun for things or by the noun of the movement itself."""
    if leg.mover is None or leg.mover.lower_ in THINGS:
        return True
    return any(trigger.is_noun and trigger.token.i == leg.mover.i for trigger in leg.triggers)


def _may_be_of_same(leg: Movement, earlier: Movement) -> bool:
    if leg.mover is None or earlier.mover is None:
        return False
    known = earlier.theme_stated or earlier.mover.pos_ == "PRON"
    return known and agrees(leg.mover, earlier.mover)
