"""A second happening whose verb is that of the first: "Two people were killed in Leyte and three in Samar"."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.narrative.happenings import Happening
from geomap.narrative.locating import AT

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.model import Quantity
    from geomap.narrative.context import Context

__all__ = ["with_gapped"]


def with_gapped(happenings: Sequence[Happening], context: Context) -> Iterator[Happening]:
    """The happenings, each with those that share its verb and have a number and a place of their own."""
    for happening in happenings:
        yield happening
        if happening.trigger.is_noun:
            continue
        for number in happening.trigger.token.children:
            if number.dep_ == "conj" and number.tag_ == "CD":
                yield from _gapped(happening, number, context)


def _gapped(first: Happening, number: Token, context: Context) -> Iterator[Happening]:
    sentence = first.sentence
    prepositions = (child for child in number.children if child.dep_ == "prep" and child.lower_ in AT)
    places = (token for preposition in prepositions for token in preposition.children if sentence.place(token))
    token = next(places, None)
    if token is None or sentence.places[token.i] is first.place:
        return
    date = context.dates(sentence).date_of(number, looks_ahead=first.assertion.looks_ahead)
    yield replace(
        first,
        place=sentence.places[token.i],
        when=date or first.when,
        quantity=_quantity(number, first, context),
        evidence=[sentence.span(number.left_edge.i, token.i)],
        inferred=set(),
        place_cost=0.0,
    )


def _quantity(number: Token, first: Happening, context: Context) -> Quantity | None:
    start, end = first.sentence.offsets[number.i]
    return next((q.quantity for q in context.quantities if q.number_start <= start and end <= q.number_end), None)
