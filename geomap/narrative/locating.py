"""Where something happened: the place that the words around a trigger attach to it, or none."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.language.matching import Trigger
from geomap.language.syntax import object_of
from geomap.model import Place

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence

__all__ = ["Location", "locate"]

AT = frozenset(
    {
        "in",
        "at",
        "near",
        "off",
        "on",
        "outside",
        "inside",
        "over",
        "around",
        "above",
        "beside",
        "within",
        "by",
        "between",
    }
)
TOWARDS = frozenset({"to", "into", "with", "of", "against", "onto", "towards", "toward"})
WAYS = frozenset({"from", "through", "via", "across", "for"})
LIMIT = 4.6
STEPS = 12


@dataclass(frozen=True, slots=True, eq=False)
class Location:
    """A place with the cost of its attachment (0: in the trigger's own phrase) and whether the text states it."""

    place: Place
    cost: float
    token: Token | None = None
    stated: bool = True


@dataclass(frozen=True, slots=True)
class _Step:
    governor: Token
    preposition: str | None
    dep: str


def locate(trigger: Trigger, sentence: Sentence) -> Location | None:
    """The place that is attached best to the trigger within its sentence, or None."""
    best: Location | None = None
    for token in sentence.place_tokens():
        cost = _cost(token, trigger, sentence)
        if cost < LIMIT and (best is None or cost < best.cost):
            best = Location(sentence.places[token.i], cost, token)
    return best


def _cost(token: Token, trigger: Trigger, sentence: Sentence) -> float:
    """How loosely a place hangs together with a trigger; LIMIT and more is not at all."""
    steps = _steps(token, sentence)
    if not steps:
        return LIMIT
    qualifier = 0.7 if token.dep_ == "appos" or sentence.place(steps[0].governor) else 0.0
    distance = abs(token.i - trigger.token.i) / 30
    at = next((number for number, step in enumerate(steps) if step.governor.i == trigger.token.i), None)
    if at is not None:
        crossed = sum(step.governor.pos_ == "VERB" for step in steps[:at])
        return 2 * crossed + _preposition_cost(steps[0].preposition, steps[at]) + qualifier + distance
    argument = _argument_cost(steps, trigger, sentence)
    if argument is not None:
        return argument + qualifier + distance
    shared = next((n for n, step in enumerate(steps) if step.governor.is_ancestor(trigger.token)), None)
    if shared is None:
        return 3.9 + qualifier + distance
    located = steps[0].preposition in ("in", "at", "near", "off", "on", "outside")
    subject = 1.0 if steps[shared].dep in ("nsubj", "poss") and steps[shared].preposition is None else 0.0
    return (
        1.0
        + (0 if located else 1)
        + 0.3 * shared
        + subject
        + _clause_cost(steps[shared].governor, trigger)
        + qualifier
        + distance
    )


def _preposition_cost(preposition: str | None, step: _Step) -> float:
    actor = 1.2 if step.dep in ("nsubj", "agent", "poss") and preposition is None else 0.0
    if preposition in AT:
        return 0.6 if step.dep in ("nsubj", "nsubjpass", "dobj") else 0.0
    if preposition is None:
        return (0.2 if step.dep in ("dobj", "nsubjpass") else 0.9) + actor
    if preposition in TOWARDS:
        return 0.6
    return 1.0 if preposition in WAYS else 1.2


def _argument_cost(steps: Sequence[_Step], trigger: Trigger, sentence: Sentence) -> float | None:
    """A place inside the object of the trigger ("shelled a checkpoint near X") when the object hangs elsewhere."""
    target = object_of(trigger.token) if not trigger.is_noun else None
    if target is None:
        return None
    at = next((n for n, step in enumerate(steps) if step.governor.i == target.i), None)
    if at is None:
        return None
    return 0.5 + (0 if steps[0].preposition in AT else 0.5)


def _clause_cost(governor: Token, trigger: Trigger) -> float:
    """A place of the clause above is looser the more clauses lie between."""
    crossed = 0
    current = trigger.token
    while current.i != governor.i and current.head.i != current.i:
        crossed += current.dep_ in ("relcl", "ccomp", "advcl", "parataxis")
        current = current.head
    return 0.7 * crossed


def _steps(token: Token, sentence: Sentence) -> list[_Step]:
    """The governors of a place, nearest first, with the first preposition on the way."""
    found: list[_Step] = []
    preposition: str | None = None
    current = token
    for _ in range(STEPS):
        head = current.head
        if head.i == current.i:
            break
        if head.pos_ == "ADP" and preposition is None and current.dep_ in ("pobj", "pcomp"):
            preposition = head.lower_
        if head.pos_ in ("VERB", "AUX", "NOUN", "PROPN", "ADJ", "NUM"):
            found.append(_Step(head, preposition, current.dep_ if current.dep_ != "conj" else token.dep_))
        current = head
    return found
