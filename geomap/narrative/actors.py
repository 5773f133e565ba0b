"""Who acts and on whom it is acted: the phrases of the text, with a country where a demonym or a name gives it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Literal

from geomap.language.matching import Trigger, agent_of
from geomap.language.syntax import object_of
from geomap.model import Actor, Place
from geomap.narrative.movers import mover_text

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.gazetteer import Gazetteer
    from geomap.language.masking import Sentence

__all__ = ["actors_of", "place_of_demonym"]


def actors_of(trigger: Trigger, sentence: Sentence, text: str, gazetteer: Gazetteer | None) -> tuple[Actor, ...]:
    """The agent and the patient of a trigger, as the article words them; pronouns and places are left out."""
    roles: Sequence[tuple[Literal["agent", "patient"], Token | None]] = (
        ("agent", agent_of(trigger.token)),
        ("patient", None if trigger.is_noun else object_of(trigger.token)),
    )
    found = []
    for role, token in roles:
        if token is None or token.pos_ in ("PRON", "DET") or sentence.place(token):
            continue
        words = mover_text(token, sentence, text)
        if words:
            found.append(Actor(text=words, role=role, country=_country(token, gazetteer)))
    return tuple(dict.fromkeys(found))


def _country(noun: Token, gazetteer: Gazetteer | None) -> str | None:
    """The country (ISO alpha-2) of the first demonym in a phrase: "Libyan security forces"."""
    if gazetteer is None:
        return None
    for token in (noun, *(child for child in noun.children if child.dep_ in ("amod", "compound", "nmod"))):
        for feature in gazetteer.demonym(token.text):
            return feature.country
    return None


def place_of_demonym(
    trigger: Trigger, sentence: Sentence, places: Iterable[Place], gazetteer: Gazetteer | None
) -> Place | None:
    """The country that a demonym beside the trigger names, when the article names that country as a place as well.

    Only what the happening is done to, or is a part of it, says where it is ("train Libyan forces"); the actor's own
    nationality doesn't ("British troops").
    """
    if gazetteer is None:
        return None
    agent = agent_of(trigger.token)
    theirs = set() if agent is None else {token.i for token in agent.subtree}
    moved = object_of(trigger.token)
    theirs |= set() if moved is None else {token.i for token in moved.subtree}
    countries = [place for place in places if place.kind == "country"]
    for token in trigger.token.subtree:
        if not sentence.tokens.start <= token.i < sentence.tokens.end:
            continue  # the clause before a semicolon
        if token.i in theirs or not token.text[:1].isupper():
            continue
        for feature in gazetteer.demonym(token.text)[:1]:
            known = next((p for p in countries if p.gazetteer_id == feature.id or p.name == feature.name), None)
            if known is not None:
                return known
    return None
