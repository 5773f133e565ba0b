"""Where a movement ended that only tells its start: where those who left are said to be."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from geomap.language.frames import Frames
from geomap.language.matching import Trigger
from geomap.language.syntax import SUBJECTS, has_negation, lemma
from geomap.narrative.roles import HERE, Filler

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence

__all__ = ["ended_at"]

MAXIMUM_STEPS = 6


def ended_at(
    triggers: Mapping[int, Trigger],
    fillers: Mapping[int, Sequence[Filler]],
    sentence: Sentence,
    frames: Frames,
) -> Iterator[tuple[int, Filler]]:
    """The destinations of movements that only have an origin, by token index of the trigger.

    "Families who fled A are living in camps around B", "people displaced from A have found shelter in B": where those
    who left now stay is where they went.
    """
    for index, found in fillers.items():
        trigger = triggers[index]
        if trigger.is_noun or trigger.frame.turns or {filler.role for filler in found} != {"from"}:
            continue
        stay = _stay_of_those(trigger.token, frames)
        if stay is not None and any(child.i in triggers for child in stay.children if child.dep_ == "acomp"):
            continue  # "who left A had been due in B"
        token = _place_below(stay, sentence, frames) if stay is not None else None
        if token is None or any(sentence.places[token.i] is filler.place for filler in found):
            continue
        yield index, Filler(token, sentence.places[token.i], "to", concluded=True)


def _stay_of_those(verb: Token, frames: Frames) -> Token | None:
    """The verb that says where those are who are told to have left, in the clause behind their noun."""
    noun = verb.head
    if verb.dep_ not in ("relcl", "acl") or verb.tag_ not in ("VBD", "VBN", "VBP"):
        return None
    while noun.dep_ == "pobj" and noun.head.lower_ == "of" and noun.head.head.pos_ in ("NOUN", "NUM", "DET", "PRON"):
        noun = noun.head.head  # "most of those who fled A"
    stay = noun.head
    if noun.dep_ not in SUBJECTS or stay.i < verb.i or has_negation(stay):
        return None
    if lemma(stay) in frames.lists["sojourning"]:
        return stay
    shelter = any(child.dep_ == "dobj" and lemma(child) in frames.lists["refuge"] for child in stay.children)
    return stay if shelter else None


def _place_below(stay: Token, sentence: Sentence, frames: Frames) -> Token | None:
    """The first place behind the verb that hangs on it by prepositions and nouns alone."""
    for token in sentence.place_tokens():
        current, prepositions = token, set[str]()
        for _ in range(MAXIMUM_STEPS):
            if token.i < stay.i or current.i == stay.i or current.dep_ in ("relcl", "acl", "advcl", "conj"):
                break
            if current.dep_ == "prep":
                prepositions.add(current.lower_)
            current = current.head
        if current.i == stay.i and prepositions and prepositions <= HERE | frames.lists["company"]:
            return token
    return None
