"""Where a movement begins of which only the goal is told: where its mover was just before, as a conclusion."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from geomap.language.matching import Trigger
from geomap.language.syntax import lemma, object_of, subject_of
from geomap.model import Place
from geomap.narrative.movers import find_mover
from geomap.narrative.roles import HERE, Filler

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence

__all__ = ["begun_at"]

SEQUENCE = frozenset({"before", "after"})
LONG_AGO = frozenset({"bear", "raise", "grow", "educate"})  # "was born in A and moved to B": a life later


def begun_at(
    triggers: Mapping[int, Trigger],
    fillers: Mapping[int, Sequence[Filler]],
    sentence: Sentence,
    kept: frozenset[str],
) -> Iterator[tuple[int, Filler]]:
    """The origins of movements that only have a destination, by token index of the trigger.

    "He was released in A and flown to B", "the team trained in A before flying to B", "they were sent to B after
    reaching A", "police arrested a man in A and took him to B": one mover, whose earlier doings have a place. ``kept``
    has the verbs of being somewhere for a time ("troops based in A pulled back to B").
    """
    for index, found in fillers.items():
        trigger = triggers[index]
        if trigger.is_noun or trigger.frame.turns or {filler.role for filler in found} != {"to"}:
            continue
        earlier = _done_before(trigger, sentence, kept)
        if earlier is None:
            continue
        token = _place_of(earlier, triggers, fillers, sentence)
        goals = [filler.place for filler in found]
        if token is None or any(_holds(sentence.places[token.i], goal) for goal in goals):
            continue
        yield index, Filler(token, sentence.places[token.i], "from", concluded=True)


def _done_before(trigger: Trigger, sentence: Sentence, kept: frozenset[str]) -> Token | None:
    """The verb that tells what the mover did, or what was done to it, before it was moved."""
    verb = trigger.token
    mover = find_mover(trigger, sentence)
    if mover is None or verb.pos_ != "VERB":
        return None
    first = verb.head
    if verb.dep_ == "conj" and first.pos_ == "VERB" and first.i < verb.i:
        return first if _is_of(first, mover) else None
    if verb.dep_ == "pcomp" and verb.head.lower_ == "before" and verb.head.head.pos_ == "VERB":
        return verb.head.head if _is_of(verb.head.head, mover) else None
    for child in verb.children:
        under_after = [c for c in child.children if c.dep_ == "pcomp"] if child.lower_ == "after" else []
        if under_after:
            return under_after[0]
        if child.dep_ == "advcl" and child.i < verb.i and any(c.lower_ == "having" for c in child.children):
            return child
    clauses = (child for child in mover.children if child.dep_ in ("relcl", "acl") and child.i < verb.i)
    return next((clause for clause in clauses if lemma(clause) in kept), None)


def _is_of(verb: Token, mover: Token) -> bool:
    return any(token is not None and token.i == mover.i for token in (subject_of(verb), object_of(verb)))


def _place_of(
    verb: Token, triggers: Mapping[int, Trigger], fillers: Mapping[int, Sequence[Filler]], sentence: Sentence
) -> Token | None:
    """Where the earlier thing was done: what a verb of motion reached, or the place of any other verb."""
    if lemma(verb) in LONG_AGO:
        return None
    if verb.i in triggers:
        reached = [filler for filler in fillers.get(verb.i, ()) if filler.role == "to" and not filler.concluded]
        told = any(word.lower_ in SEQUENCE for word in (verb.head, *verb.children))
        return reached[0].token if told and len(reached) == 1 else None
    for preposition in verb.children:
        if preposition.dep_ != "prep" or preposition.lower_ not in HERE - {"of"}:
            continue
        for noun in preposition.children:
            if noun.dep_ == "pobj" and sentence.place(noun):
                return noun
    return None


def _holds(place: Place, goal: Place) -> bool:
    """Whether the goal lies in the place: "was caught in Spain and taken to Madrid" begins nowhere in particular."""
    if place is goal:
        return True
    inside = place.country == goal.country
    return inside and (place.kind == "country" or (place.kind == "region" and place.name == goal.admin1))
