"""Whether people, goods, a craft, a force or something else moves."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, cast

from geomap.language.frames import load_frames
from geomap.language.matching import Trigger
from geomap.language.syntax import SUBJECTS, head_noun, lemma, noun_class, subject_of
from geomap.model import Theme
from geomap.narrative.antecedents import antecedent_of, is_named_person
from geomap.narrative.context import Context
from geomap.narrative.noun_phrases import (
    CRAFT,
    THEMES,
    class_of_named_craft,
    classes_of,
    contents_of,
    is_storm,
    loads_of,
    name_of,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence

__all__ = ["UNKNOWN_MOVERS", "theme_of"]

OF_A_NAME = frozenset({*SUBJECTS, "compound", "nmod"})  # "Locomotive 6201"
MOVED = frozenset({"dobj", "nsubjpass"})
UNKNOWN_MOVERS = frozenset({"it", "this", "that", "what", "which", "nothing", "something", "everything"})


def theme_of(
    mover: Token | None, triggers: Sequence[Trigger], sentence: Sentence, context: Context
) -> tuple[Theme, bool]:
    """The theme of a movement, and whether the text states it (else it is what the verb suggests)."""
    suggested = next((trigger.frame.theme for trigger in triggers if trigger.frame.theme), None)
    meant = None if mover is None else _meant_by(mover, triggers, sentence, context)
    if mover is not None and meant is not None and not _may_be_a_ship(mover, meant, suggested):
        if meant is not mover and is_named_person(meant):
            return "people", True
        found = _craft_of(mover, meant, context) or _class_of_mover(meant, sentence, suggested, triggers)
        if found in CRAFT:
            found = _load_of(found, triggers)
        if found is not None:
            return found, True
    if meant is not None and meant.pos_ in ("NOUN", "ADJ"):
        pulled = _of_puller(triggers)
        if pulled is not None:
            return pulled, False
    if suggested is not None:
        return cast("Theme", suggested), False
    if meant is not None and meant.pos_ == "NOUN":
        return _of_unknown_noun(meant, triggers), False
    return ("other" if mover is not None and mover.lower_ in UNKNOWN_MOVERS else "people"), False


def _list(name: str) -> frozenset[str]:
    return load_frames("motion").lists[name]


def _craft_of(mover: Token, meant: Token, context: Context) -> Theme | None:
    """A ship of which "she" is said, or a craft that the text calls one elsewhere ("the tanker Nautica Star")."""
    if mover.lower_ == "she" and "vessel" in classes_of(meant):
        return "vessel"
    named = context.craft.get(name_of(meant)) if meant.pos_ == "PROPN" else None
    return cast("Theme", named) if named else None


def _meant_by(mover: Token, triggers: Sequence[Trigger], sentence: Sentence, context: Context) -> Token | None:
    """The mover, or the noun that its pronoun or bare number stands for; None where nobody can tell."""
    inner = head_noun(mover) if mover.pos_ in ("NUM", "NOUN", "DET", "ADJ") else mover
    if inner.pos_ != "PRON" and not _is_bare_number(mover):
        return mover
    meant = antecedent_of(inner, sentence, context.preceding.get(sentence.passage.start))  # "four of them"
    of_goods = any(trigger.frame.mover == "object" and trigger.frame.theme == "goods" for trigger in triggers)
    return None if meant is inner and inner.pos_ == "PRON" and of_goods else meant  # "they were shipped from X"


def _may_be_a_ship(mover: Token, meant: Token, suggested: str | None) -> bool:
    """ "She sailed": where no woman is told of before but by a name, which may be the ship's."""
    nameless = meant is mover or is_named_person(meant)
    return nameless and mover.lower_ == "she" and suggested == "vessel"


def _of_unknown_noun(mover: Token, triggers: Sequence[Trigger]) -> Theme:
    """What no class knows: people by the form of the noun, else things that somebody moves, else other."""
    noun = head_noun(mover)
    if {"abstract", "disease", "storm", "location"} & {*noun_class(noun)}:
        return "other" if "location" not in noun_class(noun) else "people"  # "the whole town has moved to X"
    if any(trigger.token.i == noun.i for trigger in triggers):
        return "people"
    if noun.lemma_.lower().endswith(tuple(_list("endings_of_movers"))):
        return "people"
    counted = noun.tag_ == "NN" and any(child.dep_ in ("det", "poss") for child in noun.children)
    moved = any(trigger.frame.mover == "object" for trigger in triggers)
    return "goods" if moved or not counted else "other"


def _is_bare_number(mover: Token) -> bool:
    """ "Of 11 cargoes, seven went to X"."""
    return mover.pos_ == "NUM" and not any(child.dep_ == "prep" for child in mover.children)


def _classes_of_whole(members: Token) -> set[str]:
    """ "300 men of the 4th Brigade", "members of a militia"."""
    wholes = (noun for of in members.children if of.lower_ == "of" for noun in of.children if noun.dep_ == "pobj")
    return {name for whole in wholes for name in noun_class(whole)}


def _of_puller(triggers: Sequence[Trigger]) -> Theme | None:
    """ "Locomotive 3801 hauled the special from A to B": what nothing else tells of is of the puller."""
    for trigger in triggers:
        puller = subject_of(trigger.token) if trigger.part_of_speech == "verb" else None
        if puller is None or trigger.frame.mover != "object":
            continue
        named = {name for word in (puller, *puller.children) if word.dep_ in OF_A_NAME for name in classes_of(word)}
        for name in THEMES:
            if name in named & CRAFT:
                return cast("Theme", name)
    return None


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
    if lemma(noun) in _list("formations"):
        own = [name for name in around if name in CRAFT] or own  # "a carrier group", "a truck convoy"
    if not own:
        own = [name for name in noun_class(mover) if name in THEMES]
    if "force" in own or (lemma(noun) in _list("members") and "force" in _classes_of_whole(mover)):
        return "force"
    by_itself = mover.dep_ not in MOVED and not any(trigger.frame.mover == "object" for trigger in triggers)
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
