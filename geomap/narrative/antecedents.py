"""Which noun a pronoun, or a bare number, stands for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from geomap.language.syntax import SUBJECTS, noun_class, subject_of
from geomap.narrative.noun_phrases import THEMES, classes_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence

__all__ = ["antecedent_of"]


def antecedent_of(pronoun: Token, sentence: Sentence) -> Token | None:
    """The nearest noun before a pronoun, in the same paragraph, that it can stand for by its number."""
    word = pronoun.lower_
    counted = pronoun.pos_ == "NUM"  # "Of 11 cargoes, seven went ..."
    if word not in ("she", "her", "it", "they", "them") and not counted:
        return pronoun
    start = sentence.offsets[pronoun.i][0]
    subject = subject_of(pronoun.head) if pronoun.dep_ == "dobj" else None  # "barges carry them on"
    taken = sentence.offsets[subject.i][0] if subject is not None else -1
    since = sentence.start if counted else sentence.passage.start
    before = [
        (t, at) for t in sentence.passage.doc if since <= (at := sentence.passage.offsets(t.i, t.i + 1)[0]) < start
    ]
    afloat = word in ("she", "her") and _tells_of_a_ship([token for token, _ in before])
    for noun in _by_salience(token for token, at in before if at != taken):
        is_head = noun.pos_ in ("NOUN", "PROPN") and noun.dep_ not in ("compound", "appos")
        classes = classes_of(noun) & {*THEMES} if is_head else set()
        plural = noun.tag_ in ("NNS", "NNPS")
        if not classes or plural != (counted or word in ("they", "them")):
            continue
        if word in ("she", "her") and not classes & ({"vessel"} if afloat else {"vessel", "people"}):
            continue
        if word == "it" and not classes & {"vessel", "vehicle", "aircraft", "goods", "force"}:
            continue
        return noun
    return pronoun if counted or word in ("she", "they", "them", "her") else None


def _tells_of_a_ship(tokens: Sequence[Token]) -> bool:
    """Whether "she" is a ship: one is told of, and nobody by name."""
    named = any(token.ent_type_ == "PERSON" for token in tokens)
    return not named and any("vessel" in noun_class(token) for token in tokens if token.pos_ in ("NOUN", "PROPN"))


def _by_salience(tokens: Iterable[Token]) -> list[Token]:
    """The tokens of the nearest sentence first, in each the subjects first, for they are what a text goes on about
    (centering: Grosz, Joshi and Weinstein 1995).
    """
    return sorted(tokens, key=lambda token: (token.sent.start, token.dep_ in SUBJECTS, token.i), reverse=True)
