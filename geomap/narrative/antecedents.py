"""Which noun a pronoun, or a bare number, stands for."""

from __future__ import annotations

import itertools
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from geomap.language.syntax import SUBJECTS, noun_class, subject_of
from geomap.narrative.noun_phrases import CRAFT, THEMES, class_of_named_craft

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence
    from geomap.language.reading import Passage

__all__ = ["antecedent_of", "is_named_person"]

REACH = 250  # tokens
PERSONAL = frozenset({"he", "him"})
FEMININE = frozenset({"she", "her"})
PLURAL = frozenset({"they", "them"})
MOVABLE = frozenset({*THEMES, "animal", "collective"})


def antecedent_of(pronoun: Token, sentence: Sentence, earlier: Passage | None = None) -> Token | None:
    """The nearest noun before a pronoun that it can stand for by its number and by what the noun names.

    It is sought in the pronoun's paragraph, then in ``earlier``, the paragraph before. Where none is
    found, a pronoun that may well stand for persons is given back, "it" gives None.
    """
    word = pronoun.lower_
    counted = pronoun.pos_ == "NUM"  # "Of 11 cargoes, seven went ..."
    if word not in PERSONAL | FEMININE | PLURAL | {"it"} and not counted:
        return pronoun
    before = [_tokens_before(pronoun, sentence, counted)]
    if earlier is not None and not counted:
        before.append(list(earlier.doc[-REACH:]))
    meanings = [MOVABLE - CRAFT, MOVABLE] if pronoun.dep_ == "dobj" else [MOVABLE]  # what is carried is seldom a craft
    for meaning, tokens in itertools.product(meanings, before):
        found = _fitting(word, counted, tokens, meaning)
        if found is not None:
            return found
    return pronoun if counted or word in PERSONAL | FEMININE | PLURAL else None


def _tokens_before(pronoun: Token, sentence: Sentence, counted: bool) -> list[Token]:
    start = sentence.offsets[pronoun.i][0]
    subject = subject_of(pronoun.head) if pronoun.dep_ == "dobj" else None  # "barges carry them on"
    taken = sentence.offsets[subject.i][0] if subject is not None else -1
    passage = sentence.passage
    since = sentence.start if counted else passage.start
    end = bisect_left(range(len(passage.doc)), start, key=lambda index: passage.offsets(index, index + 1)[0])
    located = ((token, passage.offsets(token.i, token.i + 1)[0]) for token in passage.doc[max(end - REACH, 0) : end])
    return [token for token, at in located if since <= at and at != taken]


def _fitting(word: str, counted: bool, before: Sequence[Token], meaning: frozenset[str]) -> Token | None:
    meant = _meant_by(word, word in FEMININE and _tells_of_a_ship(before)) & meaning
    for noun in _by_salience(before):
        if noun.pos_ == "NUM" and noun.dep_ in SUBJECTS and word in PLURAL and not _is_part(noun):
            return noun  # "Five hundred found themselves in X. They ..."
        if noun.pos_ not in ("NOUN", "PROPN") or noun.dep_ in ("compound", "appos"):
            continue
        if (noun.tag_ in ("NNS", "NNPS")) == (counted or word in PLURAL) and _classes(noun) & meant:
            return noun
    return None


def _is_part(number: Token) -> bool:
    """ "four of them" """
    return any(child.lower_ == "of" for child in number.children)


def _meant_by(word: str, afloat: bool) -> frozenset[str]:
    """The noun classes that a pronoun can stand for."""
    if word in FEMININE:
        return frozenset({"vessel"} if afloat else {"vessel", "people", "animal"})
    if word in PERSONAL:
        return frozenset({"people", "animal"})
    if word == "it":
        return CRAFT | {"goods", "force", "animal", "collective"}
    return MOVABLE


def _classes(noun: Token) -> set[str]:
    named = {"people"} if is_named_person(noun) else set()
    return {*noun_class(noun), *(class_of_named_craft(noun) or named)}


def is_named_person(noun: Token) -> bool:
    """Whether it stands where one tells of persons; elsewhere the recognizer takes places and ships for them."""
    return noun.ent_type_ == "PERSON" and _rank(noun) > 0 and not class_of_named_craft(noun)


def _tells_of_a_ship(tokens: Sequence[Token]) -> bool:
    """Whether "she" is a ship: one is told of, and nobody by name."""
    named = any(token.ent_type_ == "PERSON" for token in tokens)
    return not named and any("vessel" in noun_class(token) for token in tokens if token.pos_ in ("NOUN", "PROPN"))


def _by_salience(tokens: Iterable[Token]) -> list[Token]:
    """The tokens of the nearest sentence first, in each the subjects first, then the objects, for they are what a text
    goes on about (centering: Grosz, Joshi and Weinstein 1995).
    """
    return sorted(tokens, key=lambda token: (token.sent.start, _rank(token), token.i), reverse=True)


def _rank(token: Token) -> int:
    whole = token.head.head
    if token.dep_ == "pobj" and token.head.lower_ == "of" and "partitive" in noun_class(whole):
        return _rank(whole)  # "40 kilos of heroin"
    return 2 if token.dep_ in SUBJECTS else 1 if token.dep_ == "dobj" else 0
