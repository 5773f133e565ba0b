"""Ends that a movement only points to: "6,200 were brought there", "from there she goes on", "in the capital"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from geomap.language.matching import Trigger
from geomap.language.mention import PLACE_LABELS
from geomap.model import Place
from geomap.narrative.roles import Filler

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.frames import Role
    from geomap.language.masking import Sentence
    from geomap.narrative.context import Context

__all__ = ["pointed_to"]


def pointed_to(triggers: Mapping[int, Trigger], sentence: Sentence, context: Context) -> Iterator[tuple[int, Filler]]:
    """The places that "there" or "the capital" mean beside a verb of motion, by token index of the trigger."""
    for index, trigger in triggers.items():
        if trigger.is_noun or not trigger.frame.standalone:
            continue
        verbs = (trigger.token, trigger.token.head) if trigger.token.dep_ == "xcomp" else (trigger.token,)
        for token in (t for verb in verbs for child in verb.children for t in (child, *child.children)):
            role, place = _from_where(token, sentence)
            if role is None:
                role, place = _there(token, trigger, sentence, context)
            if role is None:
                role, place = _capital(token, trigger, sentence, context)
            if role is not None and place is not None:
                yield index, Filler(token, place, role, concluded=True)


def _from_where(token: Token, sentence: Sentence) -> tuple[Role | None, Place | None]:
    """ "Warsaw, from where it was taken to Linz": the place just before."""
    if token.lower_ not in ("where", "which") or token.i == token.sent.start or token.nbor(-1).lower_ != "from":
        return None, None
    before = [place for place in sentence.place_tokens() if place.i < token.i]
    near = bool(before) and all(word.is_punct for word in token.doc[before[-1].i + 1 : token.i - 1])
    return ("from", sentence.places[before[-1].i]) if near else (None, None)


def _there(token: Token, trigger: Trigger, sentence: Sentence, context: Context) -> tuple[Role | None, Place | None]:
    from_there = token.dep_ in ("pcomp", "pobj") and token.head.lower_ == "from"
    if token.lower_ != "there" or not (from_there or (token.dep_ == "advmod" and token.head.i == trigger.token.i)):
        return None, None
    offset = sentence.offsets[token.i][0]
    place = context.only_place_before(sentence, offset, last=from_there)
    if place is not None and _is_unknown_named_since(place, offset, sentence, context):
        return None, None
    return "from" if from_there else "to", place


def _is_unknown_named_since(place: Place, offset: int, sentence: Sentence, context: Context) -> bool:
    """Whether a name that the map does not have stands nearer: "there" is that place then, wherever it may be."""
    since = max((m.end for m in place.mentions if m.end <= offset), default=offset)
    known = [(m.start, m.end) for other in context.places for m in other.mentions if since <= m.start < offset]
    for token in sentence.passage.doc:
        start, _ = sentence.passage.offsets(token.i, token.i + 1)
        named = token.ent_type_ in PLACE_LABELS and token.pos_ == "PROPN" and since <= start < offset
        if named and not any(first <= start < last for first, last in known):
            return True
    return False


def _capital(token: Token, trigger: Trigger, sentence: Sentence, context: Context) -> tuple[Role | None, Place | None]:
    """ "A hundred instructors landed in the capital": that of the country named last, where the article names it."""
    definite = any(child.lower_ == "the" for child in token.children)
    if token.lower_ != "capital" or token.dep_ != "pobj" or not definite or any(map(sentence.place, token.subtree)):
        return None, None
    word = token.head.lower_
    role = trigger.frame.prepositions.get(word, context.motion.prepositions.get(word))
    return role, context.capital_before(sentence.offsets[token.i][0])
