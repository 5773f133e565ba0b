"""The cues of assertion as data: which words make what they govern planned, possible, refused ...

From ``geomap/data/frames/assertion.toml``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Literal

from geomap.language.frames import read_table
from geomap.language.syntax import has_particle, lemma

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["Operator", "appointing_verbs", "cues", "cues_of", "names", "speech_verbs", "word_lists"]

Operator = Literal["plan", "permit", "possible", "attempt", "refuse", "deny", "block", "end", "fail", "not"]


def speech_verbs() -> frozenset[str]:
    """Lemmas of the verbs of speech."""
    return word_lists()["speech"]


def appointing_verbs() -> frozenset[str]:
    """Lemmas of the verbs that set a day for something."""
    return word_lists()["appointing"]


def names(token: Token) -> set[Operator]:
    """The operators that a verb or a participle used as an adjective can be."""
    return {*cues("verbs", token), *cues("adjectives", token)}


def cues_of(word: Token) -> Iterator[Operator]:
    """The operators of an adjective, a participle or a noun."""
    return cues("nouns" if word.pos_ in ("NOUN", "PROPN") else "adjectives", word)


def cues(kind: str, token: Token, *, form: bool = False) -> Iterator[Operator]:
    """The operators that a word can be as one of the kinds (``verbs``, ``adjectives``, ``nouns`` ...)."""
    for word in dict.fromkeys((lemma(token), token.lower_)) if not form else (token.lower_,):
        for operator, particle in _table()[kind].get(word, ()):
            if not particle or has_particle(token, frozenset({particle})):
                yield operator
                return


@cache
def _table() -> Mapping[str, Mapping[str, tuple[tuple[Operator, str], ...]]]:
    """The cues as kind -> word -> ((operator, particle or ""), ...); those with a particle come first."""
    table = read_table("assertion.toml")
    cues: dict[str, dict[str, tuple[tuple[Operator, str], ...]]] = {}
    for kind in ("verbs", "adjectives", "nouns", "modifiers", "auxiliaries"):
        words: dict[str, list[tuple[Operator, str]]] = {}
        for operator, members in table[kind].items():
            for member in members.split():
                word, _, particle = member.partition("+")
                words.setdefault(word, []).append((operator, particle))
        cues[kind] = {word: tuple(sorted(found, key=lambda cue: not cue[1])) for word, found in words.items()}
    return cues


@cache
def word_lists() -> Mapping[str, frozenset[str]]:
    """The other word lists of the file by name."""
    table = read_table("assertion.toml")
    return {
        "markers": frozenset(table["conditional"]["markers"]),
        "speech": frozenset(table["speech"]["verbs"]),
        "adjuncts": frozenset(table["adjuncts"]["prepositions"]),
        "accompanying": frozenset(table["accompanying"]["prepositions"]),
        "occurrence": frozenset(table["occurrence"]["verbs"]),
        "conducting": frozenset(table["conducting"]["verbs"]),
        "holding": frozenset(table["holding"]["verbs"]),
        "arranging": frozenset(table["appointing"]["arranging"]),
        "judging": frozenset(table["judging"]["words"]),
        "before_court": frozenset(table["judging"]["before_court"]),
        "courts": frozenset(table["judging"]["courts"]),
        "links": frozenset(table["judging"]["links"]),
        "deeds": frozenset(table["judging"]["deeds"]),
        "passage": frozenset(table["passage"]["nouns"]),
        "publications": frozenset(table["passage"]["publications"]),
        "wrongly": frozenset(table["passage"]["wrongly"]),
        "lasting": frozenset(table["lasting"]["verbs"]),
        "appointing": frozenset(table["appointing"]["verbs"]),
        "truth": frozenset(table["truth"]["nouns"]),
        "confirming": frozenset(table["confirming"]["verbs"]),
    }
