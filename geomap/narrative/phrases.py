"""Phrases that say something of a way by their form alone: "X to Y sailings", "by rail and barge", "the wounded"."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING

from geomap.language.frames import Frames, Role
from geomap.language.matching import Trigger
from geomap.language.syntax import lemma, noun_class, own_subject

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence

__all__ = [
    "is_carried_along",
    "is_goal",
    "is_location_noun",
    "is_participle_noun",
    "is_party",
    "means_over",
    "noun_before",
    "paired_names",
    "participle_behind",
    "receiver_behind_pronoun",
]


BRACKETED = 8  # tokens
NO_GOALS = frozenset({"abstract", "people", "official", "institution", "disease", "speech", "weapon", "storm"})


def paired_names(sentence: Sentence, triggers: Mapping[int, Trigger]) -> Iterator[tuple[Token, tuple[Trigger, Role]]]:
    """ "X to Y sailings", "the X-to-Y flight", "X to Y: first migrants on their way": two names as one modifier."""
    tokens = [token for token in sentence.tokens if token.text != "-"]
    for first, to, second, following in zip(tokens, tokens[1:], tokens[2:], tokens[3:], strict=False):
        if to.lower_ != "to" or not sentence.place(first) or not sentence.place(second):
            continue
        trigger = triggers.get(following.i)
        if following.text in (":", "–", "—") and first.i == sentence.tokens.start:
            trigger = next((t for t in triggers.values() if t.frame.standalone), None)
        elif trigger is None or not trigger.is_noun:
            continue
        if trigger is not None:
            yield first, (trigger, "from")
            yield second, (trigger, "to")


def means_over(noun: Token) -> Token | None:
    """The verb over a bare noun that tells by what means something goes ("by road", "by rail and barge")."""
    first = noun
    while first.dep_ == "conj" and first.head.pos_ == "NOUN":
        first = first.head
    bare = (
        noun.pos_ == "NOUN" and noun.tag_ == "NN" and not any(child.dep_ in ("det", "poss") for child in noun.children)
    )
    if first.dep_ != "pobj" or first.head.lower_ != "by" or not bare:
        return None
    preposition = first.head
    while preposition.dep_ == "conj" and preposition.head.pos_ == "ADP":  # "on foot or by bus"
        preposition = preposition.head
    return preposition.head if preposition.head.pos_ == "VERB" else None


def is_participle_noun(token: Token) -> bool:
    """ "shuttled the wounded from X"."""
    return token.tag_ == "VBN" and any(child.dep_ == "det" for child in token.children)


def is_location_noun(token: Token) -> bool:
    """Whether a noun says where something is and is governed as an end can be ("to hospital in X")."""
    return token.pos_ == "NOUN" and token.dep_ in ("pobj", "dobj") and "location" in noun_class(token)


def is_party(token: Token) -> bool:
    """ "Two boats, one from X and the other from Y": one of several that are told apart."""
    return token.pos_ == "NUM" or token.lower_ in ("another", "other", "others")


def is_goal(noun: Token, triggers: Mapping[int, Trigger], frames: Frames) -> bool:
    """Whether a thing is the goal or start of a verb of motion ("trucked to a zoo in X"), a place by its class or not.

    "Came to power in X", "sent to relatives in X" have none: no article, or persons.
    """
    preposition = noun.head
    trigger = triggers.get(preposition.head.i)
    if noun.dep_ != "pobj" or preposition.lower_ not in ("to", "from") or trigger is None or trigger.is_noun:
        return False
    definite = noun.tag_ == "NNS" or any(child.dep_ in ("det", "poss", "compound") for child in noun.children)
    others = {"to", "from", "through", "via"} - {preposition.lower_}
    further = any(child.lower_ in others for child in trigger.token.children)
    known_else = NO_GOALS & {*noun_class(noun)} or lemma(noun) in frames.lists["no_goals"]
    return definite and not known_else and (further or not (trigger.frame.weak and trigger.frame.standalone))


def is_carried_along(load: Token, word: str, triggers: Mapping[int, Trigger]) -> bool:
    """ "Carried oil around the Cape to X": the parser hangs the way on the load."""
    trigger = triggers.get(load.head.i) if load.dep_ == "dobj" else None
    moves = trigger is not None and not trigger.is_noun and trigger.frame.mover == "object"
    return moves and word in ("around", "round", "past")


def participle_behind(noun: Token, triggers: Mapping[int, Trigger]) -> Trigger | None:
    """ "families from A stranded in B": the clause behind the noun tells its movement."""
    found = (triggers.get(c.i) for c in noun.rights if c.dep_ == "acl" and noun.pos_ == "NOUN")
    return next((trigger for trigger in found if trigger is not None and not trigger.is_noun), None)


def noun_before(preposition: Token) -> Token:
    """The word before a preposition, past what stands in brackets ("the laboratory (INRB) in X")."""
    index = max(preposition.i - 1, 0)
    if preposition.doc[index].text == ")":
        opening = next((i for i in range(index, max(index - BRACKETED, 0), -1) if preposition.doc[i].text == "("), 0)
        index = max(opening - 1, 0)
    return preposition.doc[index]


def receiver_behind_pronoun(trigger: Trigger, sentence: Sentence) -> Token | None:
    """ "Honduras says it received nine flights": the pronoun stands for the subject of the clause above."""
    token = trigger.token
    subject = own_subject(token) if not trigger.is_noun else None
    if subject is None or subject.lower_ != "it" or token.dep_ != "ccomp":
        return None
    above = own_subject(token.head)
    return above if above is not None and sentence.place(above) else None
