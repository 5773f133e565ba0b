"""One happening told twice is one: headline and body, caption and text, announcement and thing, "the blast" again."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from geomap.language.syntax import head_noun, lemma
from geomap.model import Place
from geomap.narrative.happenings import Happening
from geomap.narrative.movements import Movement
from geomap.narrative.noun_phrases import CRAFT
from geomap.narrative.when import overlap

__all__ = ["merge_happenings", "merge_movements"]

NEARBY = 3  # sentences
RETOLD = 6  # sentences
LONG_RETOLD = 12  # sentences
OPEN = frozenset({"planned", "possible"})
REAL = frozenset({"fact", "attempted", "blocked"})


def merge_movements(movements: Iterable[Movement]) -> list[Movement]:
    """Put together what tells the same movement; the fuller telling keeps its place, all evidence is kept."""
    kept: list[Movement] = []
    for movement in movements:
        same = next((other for other in kept if _same(other, movement)), None)
        if same is None:
            kept.append(movement)
            continue
        if len(movement.places) > len(same.places):
            kept[kept.index(same)] = movement
            same, movement = movement, same
        same.evidence = sorted({*same.evidence, *movement.evidence})
        same.quantity = same.quantity or movement.quantity
        same.when = same.when or movement.when
        if not same.theme_stated and movement.theme_stated:
            same.theme, same.theme_stated = movement.theme, True
    return kept


def _same(a: Movement, b: Movement) -> bool:
    states = {a.assertion.state, b.assertion.state}
    if len(states) > 1 and not states <= REAL:
        return False
    if not overlap(a.when, b.when):
        return False
    shorter, longer = sorted((a, b), key=lambda movement: len(movement.places))
    if (a.origin, a.destination) == (b.origin, b.destination) and (a.origin or a.destination):
        if _are_counted_apart(shorter, longer):
            return False
        told_as_craft = bool({a.theme, b.theme} & CRAFT) and _is_near(a, b)
        return a.theme == b.theme or not (a.theme_stated and b.theme_stated) or told_as_craft
    if _are_counted_apart(shorter, longer) or _have_other_movers(shorter, longer):
        return False
    if a.theme != b.theme or (a.quantity and b.quantity and a.quantity.value != b.quantity.value):
        return False
    return _is_fragment(shorter, longer)


def _is_near(a: Movement, b: Movement) -> bool:
    """Whether one stands in a headline or caption, or both within a few sentences."""
    return _is_heading(a) or _is_heading(b) or abs(a.sentence.number - b.sentence.number) <= NEARBY


def _is_heading(movement: Movement) -> bool:
    return movement.sentence.passage.block.kind in ("headline", "heading", "caption")


def _have_other_movers(shorter: Movement, longer: Movement) -> bool:
    """ "Others took the train from X to Y. ... The envoy flew to Y": far apart, other movers make another journey."""
    movers = (shorter.mover, longer.mover)
    if any(mover is None or mover.pos_ not in ("NOUN", "PROPN") for mover in movers) or _is_near(shorter, longer):
        return False
    first, second = (lemma(head_noun(mover)) for mover in movers if mover is not None)
    return first != second


def _are_counted_apart(shorter: Movement, longer: Movement) -> bool:
    """One-ended movements of other numbers are others ("480 were taken to X"; "The ship sailed from Y to X")."""
    if _is_heading(shorter) or _is_heading(longer) or shorter.quantity is None:
        return False
    if shorter.origin is not None and shorter.destination is not None:
        return False
    return longer.quantity is None or longer.quantity.value != shorter.quantity.value


def _is_fragment(shorter: Movement, longer: Movement) -> bool:
    """Whether all places of one stand, in order and in the same parts, in the other."""
    if longer.origin is None or longer.destination is None:
        return False
    if shorter.origin not in (None, longer.origin) or shorter.destination not in (None, longer.destination):
        return False
    return bool(shorter.places) and _in_order(shorter.places, longer.places)


def _in_order(some: Sequence[Place], all_places: Sequence[Place]) -> bool:
    rest = iter(all_places)
    return all(any(place is other for other in rest) for place in some)


def merge_happenings(happenings: Iterable[Happening]) -> list[Happening]:
    """Put together what tells the same happening; the telling in the body of the text counts more than a headline."""
    kept: list[Happening] = []
    for happening in happenings:
        same = next((other for other in reversed(kept) if _is_retold(other, happening)), None)
        if same is None:
            kept.append(happening)
            continue
        if same.in_heading and not happening.in_heading:
            same.certainty, same.assertion, same.trigger = happening.certainty, happening.assertion, happening.trigger
            same.sentence = happening.sentence
            same.place = happening.place or same.place
            same.when = happening.when or same.when
        same.evidence = sorted({*same.evidence, *happening.evidence})
        same.place = same.place or happening.place
        same.when = same.when or happening.when
        same.quantity = same.quantity or happening.quantity
    return kept


def _complete_each_other(told: Happening, again: Happening) -> bool:
    """ "A mission could start by July ... backing for the proposed mission off X": the date here, the place there."""
    one_place = (told.place is None) != (again.place is None)
    one_date = (told.when is None) != (again.when is None)
    crossed = (told.place is None) != (told.when is None)
    nouns = told.trigger.is_noun and again.trigger.is_noun
    near = again.sentence.number - told.sentence.number <= (LONG_RETOLD if nouns else RETOLD)
    return one_place and one_date and crossed and near


def _fit(one: Place | None, other: Place | None) -> bool:
    """Whether two places can be of one happening: the same, one unknown, or a country and a place in it."""
    if one is None or other is None or one is other:
        return True
    return one.country is not None and one.country == other.country and "country" in (one.kind, other.kind)


def _is_retold(told: Happening, again: Happening) -> bool:
    """Whether the second is a re-mention of the first: its type, and place, date and certainty that go together."""
    if told.type != again.type or not overlap(told.when, again.when):
        return False
    if again.definite and again.sentence.number - told.sentence.number <= RETOLD:
        return again.place is None or again.place_cost > 1 or again.place is told.place
    headings = told.in_heading != again.in_heading
    if headings and _fit(told.place, again.place):
        return True
    if told.sentence.number == again.sentence.number:
        return told.place is again.place and told.certainty == again.certainty
    if {told.certainty, again.certainty} <= OPEN and _complete_each_other(told, again):
        return True
    if told.certainty != again.certainty or told.when is None or again.when is None:
        return False
    if told.place is None or again.place is None:
        same_day = (told.when.start, told.when.end) == (again.when.start, again.when.end)
        return same_day and again.sentence.number - told.sentence.number <= NEARBY
    return told.place is again.place
