"""Whether people, goods, a craft, a force or something else moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from geomap.language.matching import Trigger
from geomap.language.syntax import head_noun, lemma, noun_class
from geomap.model import Theme
from geomap.narrative.antecedents import antecedent_of
from geomap.narrative.noun_phrases import CRAFT, THEMES, class_of_named_craft, contents_of, is_storm, loads_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence

__all__ = ["UNKNOWN_MOVERS", "theme_of"]

COLLECTIVE = frozenset({"group", "column", "fleet", "team", "squadron"})
PERSON_SUFFIXES = ("er", "or", "ist", "ian", "ee", "ant", "ese", "ite", "man", "eer", "ster", "goer")
UNKNOWN_MOVERS = frozenset({"it", "this", "that", "what", "which", "nothing", "something", "everything"})


def theme_of(mover: Token | None, triggers: Sequence[Trigger], sentence: Sentence) -> tuple[Theme, bool]:
    """The theme of a movement, and whether the text states it (else it is what the verb suggests)."""
    unknown = mover is not None and mover.lower_ in UNKNOWN_MOVERS
    if mover is not None:
        inner = head_noun(mover) if mover.pos_ in ("NUM", "NOUN", "DET", "ADJ") else mover
        if inner.pos_ == "PRON" or _is_bare_number(mover):
            moved = next((trigger.frame for trigger in triggers if trigger.frame.mover == "object"), None)
            mover = antecedent_of(inner, sentence)  # "four of them"
            if mover is inner and inner.pos_ == "PRON" and moved is not None and moved.theme == "goods":
                mover = None  # "they were shipped from X"
    if mover is not None:
        suggested = next((trigger.frame.theme for trigger in triggers if trigger.frame.theme), None)
        found = _class_of_mover(mover, sentence, suggested, triggers)
        if found in CRAFT:
            found = _load_of(found, triggers)
        if found is not None:
            return found, True
    for trigger in triggers:
        if trigger.frame.theme:
            return cast("Theme", trigger.frame.theme), False
    if mover is not None and mover.pos_ == "NOUN":
        return _of_unknown_noun(mover, triggers), False
    return ("other" if unknown else "people"), False


def _of_unknown_noun(mover: Token, triggers: Sequence[Trigger]) -> Theme:
    """What no class knows: people by the form of the noun, else things that somebody moves, else other."""
    noun = head_noun(mover)
    if {"abstract", "disease", "storm", "location"} & {*noun_class(noun)}:
        return "other" if "location" not in noun_class(noun) else "people"  # "the whole town has moved to X"
    if any(trigger.token.i == noun.i for trigger in triggers):
        return "people"
    if noun.lemma_.lower().endswith(PERSON_SUFFIXES):
        return "people"
    counted = noun.tag_ == "NN" and any(child.dep_ in ("det", "poss") for child in noun.children)
    moved = any(trigger.frame.mover == "object" for trigger in triggers)
    return "goods" if moved or not counted else "other"


def _is_bare_number(mover: Token) -> bool:
    """ "Of 11 cargoes, seven went to X"."""
    return mover.pos_ == "NUM" and not any(child.dep_ == "prep" for child in mover.children)


def _load_of(craft: Theme, triggers: Sequence[Trigger]) -> Theme:
    """ "Four lorries left X with flour", "the freighter flies": what the verb says of the craft."""
    for trigger in triggers:
        if craft == "vessel" and trigger.part_of_speech == "verb" and lemma(trigger.token) in ("fly", "land"):
            return "aircraft"
        for load in () if trigger.is_noun else loads_of(trigger.token):
            classes = {*noun_class(head_noun(load)), *noun_class(load)}
            if "goods" in classes:
                return "goods"
            if "people" in classes and "crew" not in load.lower_:
                return "people"
    return craft


def _class_of_mover(
    mover: Token, sentence: Sentence, suggested: str | None, triggers: Sequence[Trigger]
) -> Theme | None:
    noun = head_noun(mover)
    own = class_of_named_craft(noun) or [name for name in noun_class(noun) if name in THEMES]
    around = {name for child in contents_of(mover) for name in noun_class(child)}
    if lemma(noun) in COLLECTIVE:
        own = [name for name in around if name in CRAFT] or own  # "a carrier group", "a truck convoy"
    if not own:
        own = [name for name in noun_class(mover) if name in THEMES]
    if "force" in own:
        return "force"
    by_itself = not any(trigger.frame.mover == "object" for trigger in triggers)
    if is_storm(noun) or ("animal" in noun_class(noun) and (by_itself or "goods" not in own)):
        return "other"
    if set(own) & CRAFT and "goods" in around:
        return "goods"
    if set(own) & CRAFT and "people" in around:
        return "people"
    if len(own) > 1 and suggested in own:
        return cast("Theme", suggested)
    for name in THEMES:
        if name in own:
            return cast("Theme", name)
    for name in ("goods", "people", "force", "vehicle", "vessel", "aircraft"):
        if name in around:
            return cast("Theme", name)
    if sentence.labels.get(noun.i) in ("PERSON", "NORP"):
        return "people"
    return None
