"""What is told in general, not as one happening: habits, kinds, subjects of books, "victims of attacks", "none was"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geomap.language.aspect import PRESENT, is_simple_present
from geomap.language.assertion_cues import word_lists
from geomap.language.frames import Frames
from geomap.language.matching import Trigger
from geomap.language.syntax import lemma, noun_class
from geomap.model import When
from geomap.narrative.judging import phrase_of_deed
from geomap.narrative.locating import Location

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["hits_nobody", "is_general", "is_idle"]

ACCUSATIONS = frozenset({"suspect", "accuse", "convict", "charge", "acquit", "guilty"})
ORDINALS = frozenset(
    {"first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "latest", "worst"}
)
WHENEVER = frozenset({"when", "whenever"})


def is_idle(trigger: Trigger, frames: Frames) -> bool:
    """Whether a noun only names a sort of happening ("victims of attacks", "fears of a strike")."""
    if trigger.part_of_speech == "word" and any(child.lower_ == "if" for child in trigger.token.head.children):
        return True  # "if the ports stay shut"
    if _counts(trigger.token) or _is_habit(trigger.token, frames):
        return True
    if not trigger.is_noun:
        if _is_of_old(trigger.token):
            return True
        above = trigger.token.head  # "suspected of selling weapons"
        return trigger.token.dep_ == "pcomp" and above.lower_ in ("of", "with") and lemma(above.head) in ACCUSATIONS
    if _is_subject_matter(trigger.token, frames):
        return True
    if any(child.dep_ == "relcl" and lemma(child) in word_lists()["occurrence"] for child in trigger.token.children):
        return False  # "convicted over the brawl that took place in X"
    current = trigger.token
    for _ in range(3):
        head = current.head
        if head.i == current.i:
            return False
        if lemma(head) in frames.lists["idle_governors"] or head.lower_ in frames.lists["idle_governors"]:
            return not (head.pos_ == "VERB" and current.dep_ in ("nsubj", "nsubjpass"))
        if current.dep_ not in ("pobj", "conj", "dobj") and head.pos_ != "ADP":
            return False
        if head.pos_ in ("VERB", "AUX"):
            return False
        current = head
    return False


def _counts(token: Token) -> bool:
    """ "It is the fourth storm to hit Luzon since August" tells which one it is, not that it happened."""
    noun = token.head if token.dep_ in ("relcl", "acl", "advcl", "xcomp") and token.tag_ == "VB" else token
    subject = next((child for child in noun.head.children if child.dep_ == "nsubj"), None)
    ranked = any(child.dep_ == "amod" and child.lower_ in ORDINALS for child in noun.children)
    return noun.dep_ == "attr" and ranked and subject is not None and subject.lower_ in ("it", "this", "that")


def _is_habit(token: Token, frames: Frames) -> bool:
    """ "The pass often closes in X", "insurance pays when a ship sinks off X": what happens time and again."""
    verb = token if token.pos_ in ("VERB", "AUX") else token.head
    if not is_simple_present(verb):
        return False
    words = {child.lower_ for child in verb.children if child.dep_ in ("advmod", "mark")}
    if words & frames.lists["habitual"]:
        return True
    return bool(words & WHENEVER) and verb.dep_ == "advcl" and is_simple_present(verb.head)


def _is_of_old(verb: Token) -> bool:
    """ "The member for X, first elected in 2012": who somebody is, not what happened."""
    return verb.dep_ == "acl" and any(child.lower_ in ("first", "formerly", "originally") for child in verb.children)


def _is_subject_matter(noun: Token, frames: Frames) -> bool:
    """ "The novel is about a shipwreck off X", "the minister for floods", "strikes are common in X"."""
    above = noun.head
    if noun.dep_ == "pobj" and above.lower_ == "about" and lemma(above.head) == "be":
        return True
    if noun.dep_ == "pobj" and above.lower_ == "for" and above.head.pos_ == "NOUN":
        return "official" in noun_class(above.head)
    if noun.dep_ != "nsubj" or above.tag_ not in PRESENT:
        return False
    return any(child.dep_ == "acomp" and child.lower_ in frames.lists["general_predicates"] for child in above.children)


def _tells_of_kind(verb: Token) -> bool:
    """ "Doctors who treat patients in X": an undated present beside a plural noun tells what they are."""
    return verb.dep_ == "relcl" and verb.tag_ == "VBP" and is_simple_present(verb) and verb.head.tag_ == "NNS"


def _took_place(noun: Token) -> bool:
    """ "Exchanges of fire near X lasted all night": what went on was something."""
    verb = noun.head
    return noun.dep_ == "nsubj" and verb.tag_ == "VBD" and lemma(verb) in word_lists()["lasting"] | {"erupt", "break"}


def is_general(trigger: Trigger, where: Location | None, when: When | None, frames: Frames) -> bool:
    """Whether a plural noun or an undated habit speaks of things in general.

    A plural without both a place and a date isn't one happening, nor is a deed of which only its judging is told.
    """
    if where is None and when is None and phrase_of_deed(trigger.token) is not None:
        return True
    if not trigger.is_noun:
        return when is None and _tells_of_kind(trigger.token)
    if trigger.token.tag_ not in ("NNS", "NNPS") or (where is not None and _took_place(trigger.token)):
        return False
    general = trigger.frame.type in frames.lists["general_in_plural"]
    return general and (where is None or where.cost > 1.5) and when is None


def hits_nobody(trigger: Trigger) -> bool:
    """ "None of them was hurt"."""
    nobody = (ancestor.lower_ in ("none", "nobody") for ancestor in trigger.token.ancestors)
    return trigger.frame.type == "casualties" and any(nobody)
