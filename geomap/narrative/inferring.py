"""Where something happened that no phrase of its sentence says: what the words around point to, as a conclusion."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geomap.language.matching import Trigger
from geomap.language.mention import CAPITAL_CLASS
from geomap.language.syntax import lemma, subject_of
from geomap.model import Place
from geomap.narrative.actors import place_of_demonym
from geomap.narrative.locating import AT, Location

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence
    from geomap.narrative.context import Context

__all__ = ["infer_location"]

INFERRED = 2.0
NEARBY = 400  # characters back
PARAGRAPHS_BACK = 1200  # characters


def infer_location(trigger: Trigger, sentence: Sentence, context: Context) -> Location | None:
    """A place that the sentence only points to, in this order, or None:

    the place that heads its block ("South Sudan: ..."), the last place that "there" or "the building" can mean, the
    place in the name of who acts or of the building ("the Springfield City Council", "at Maidstone Crown Court"), the
    country that a capital governs ("Ottawa ordered"), that of a demonym ("train Libyan forces").
    """
    label = None if context.is_second_half(sentence) else context.label(sentence)
    place = label if label is not None else _referred_to(trigger, sentence, context)
    if place is None:
        place = _named_within(trigger, context)
    if place is None and trigger.frame.type in context.events.lists["place_of_actor"]:
        place = _governed(trigger, sentence, context)
    if place is None:
        place = place_of_demonym(trigger, sentence, context.places, context.gazetteer)
    return Location(place, INFERRED, stated=False) if place is not None else None


def _named_within(trigger: Trigger, context: Context) -> Place | None:
    """ "The Springfield City Council voted", "at Maidstone Crown Court": a place that the article names elsewhere."""
    actor = None if trigger.is_noun else subject_of(trigger.token)
    acts = actor is not None and trigger.frame.type in context.events.lists["place_of_actor"]
    nouns = [actor] if acts and actor is not None else []
    nouns += [
        token for token in trigger.token.subtree if token.dep_ == "pobj" and token.head.lower_ in ("in", "at", "before")
    ]
    names = {child.text for noun in nouns for child in noun.children if child.pos_ == "PROPN" and child.i < noun.i}
    return next((place for place in context.places if place.name in names), None)


def _governed(trigger: Trigger, sentence: Sentence, context: Context) -> Place | None:
    """The country, named elsewhere in the article, of a capital that acts ("Ottawa ordered arbitration")."""
    actor = None if trigger.is_noun else subject_of(trigger.token)
    if actor is None or actor.pos_ != "PROPN" or sentence.place(actor) or context.gazetteer is None:
        return None
    capital = next((match.feature for match in context.gazetteer.lookup(actor.text)), None)
    if capital is None or capital.feature_class != CAPITAL_CLASS:
        return None
    countries = (place for place in context.places if place.kind == "country")
    return next((place for place in countries if place.country == capital.country), None)


def _referred_to(trigger: Trigger, sentence: Sentence, context: Context) -> Place | None:
    """What "there" or a definite noun in a locative phrase of the trigger points back to."""
    for token in trigger.token.subtree:
        if token.lower_ == "there" and token.dep_ == "advmod":
            return context.place_before(sentence.start, reach=NEARBY)
        kinds = context.events.kinds.get(lemma(token))
        definite = any(child.lower_ in ("the", "that", "this") for child in token.children)
        inside = token.dep_ == "pobj" and token.head.lower_ in AT | {"to", "into"}
        touched = token.dep_ in ("nsubj", "nsubjpass", "dobj") and token.head.i == trigger.token.i
        if any(child.lower_ == "of" and _is_named(child) for child in token.children):
            continue  # "in the village of Toubacouta": a place of its own, without a position
        if kinds and definite and (inside or touched):
            capital = context.capital_before(sentence.start) if lemma(token) == "capital" else None
            if capital is not None:
                return capital
            return context.place_before(sentence.start, kinds, reach=PARAGRAPHS_BACK)
    return None


def _is_named(preposition: Token) -> bool:
    return any(child.pos_ == "PROPN" for child in preposition.children)
