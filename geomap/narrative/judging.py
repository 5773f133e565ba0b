"""Deeds that courts and police deal with: done at another time and, mostly, at another place than they are judged."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geomap.language.assertion_cues import word_lists
from geomap.language.syntax import lemma

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["is_in_subject_of_inquiry", "is_told_of_judging", "phrase_of_deed"]

STEPS = 6


def phrase_of_deed(trigger: Token) -> Token | None:
    """What hangs on the judging and holds the deed: "for" of "sentenced two men in X on Friday for killing a guard"."""
    current = trigger
    for _ in range(STEPS):
        head = current.head
        if head.i == current.i:
            return None
        if current.lower_ in word_lists()["deeds"] and current.dep_ == "prep" and _leads_to_judging(head):
            return current
        if current.dep_ == "ccomp" and _judges(head) and any(child.lower_ == "how" for child in current.children):
            return current  # "heard how the ferry sank"
        current = head
    return None


def is_told_of_judging(told: Token, deed: Token | None) -> bool:
    """Whether a place or date is told of the judging, not of the deed; ``deed`` is a trigger's phrase of it, if any."""
    return deed is not None and not deed.is_ancestor(told)


def is_in_subject_of_inquiry(told: Token, inquiry: Token) -> bool:
    """ "An inquiry into the sinking off X opened in Y": X is told of the sinking."""
    into = (child for child in inquiry.children if child.lower_ in ("into", "over") and child.dep_ == "prep")
    return lemma(inquiry) in word_lists()["judging"] and any(child.is_ancestor(told) for child in into)


def _leads_to_judging(above: Token) -> bool:
    """ "arrested for", "arrested a man for", "arrested in connection with"."""
    if lemma(above) in word_lists()["links"] and above.dep_ == "pobj":
        above = above.head.head
    elif above.dep_ == "dobj":
        above = above.head
    return _judges(above)


def _judges(word: Token) -> bool:
    """ "Sentenced", "guilty", "on trial", "appeared in court"."""
    judging = word_lists()["judging"]
    if lemma(word) in judging:
        return True
    if lemma(word) not in word_lists()["before_court"]:
        return False
    below = (noun for child in word.children for noun in (child, *child.children) if noun.dep_ in ("pobj", "nsubj"))
    return any(noun.lower_ in word_lists()["courts"] for noun in below)
