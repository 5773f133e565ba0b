"""What noun phrases of a movement name: people, goods, craft of some kind, and what a craft carries."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from geomap.language.frames import load_frames
from geomap.language.syntax import head_noun, lemma, noun_class

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.reading import Passage

__all__ = [
    "CRAFT",
    "THEMES",
    "class_of_named_craft",
    "classes_of",
    "contents_of",
    "empty_loads",
    "is_storm",
    "loads_of",
]

THEMES = ("force", "aircraft", "vessel", "vehicle", "goods", "people")
CRAFT = frozenset({"vessel", "vehicle", "aircraft"})
LOADED = frozenset({"with", "of", "carrying", "loaded", "full", "laden"})


def empty_loads() -> frozenset[str]:
    """Words before a craft's or a load's noun that say nothing of what is moved ("cargo ship", "rubber boat")."""
    return load_frames("motion").lists["empty_loads"]


def classes_of(mover: Token) -> set[str]:
    """The noun classes of what a phrase is about, with those of a craft beside its name."""
    noun = head_noun(mover)
    return {*noun_class(noun), *class_of_named_craft(noun)}


def class_of_named_craft(noun: Token) -> list[str]:
    """ "The LNG carrier PACIFIC MESA", "the bulker ARICA STAR", "the GALAXY LEADER, a car carrier"."""
    if noun.pos_ != "PROPN":
        return []
    beside = (child for child in noun.children if child.dep_ in ("compound", "amod", "nmod", "appos"))
    return [name for child in beside for name in noun_class(child) if name in CRAFT]


def named_craft(passages: Iterable[Passage]) -> dict[str, str]:
    """The names that a text gives to craft, with their class: "the tanker Nautica Star", "two ships, the Sea Lark and
    the Albatros".
    """
    found: dict[str, str] = {}
    for token in (token for passage in passages for token in passage.doc if token.pos_ == "PROPN"):
        if token.dep_ in ("compound", "nmod"):
            continue
        classes = class_of_named_craft(token) or _class_of_listed(token)
        if classes:
            found.setdefault(name_of(token), classes[0])
    return found


def name_of(noun: Token) -> str:
    """A proper noun with those before it: "Nautica Star"."""
    first = noun.i
    while first > noun.sent.start and noun.doc[first - 1].pos_ == "PROPN" and noun.doc[first - 1].head.i == noun.i:
        first -= 1
    return " ".join(token.text for token in noun.doc[first : noun.i + 1])


def _class_of_listed(name: Token) -> list[str]:
    """That of the craft which a list of names stands behind."""
    first = name
    while first.dep_ in ("conj", "appos") and first.head.pos_ == "PROPN":
        first = first.head
    listed = first.dep_ == "conj" and first.head.tag_ == "NNS" and first.left_edge.nbor(-1).text == ","
    return [c for c in noun_class(head_noun(first.head)) if c in CRAFT] if listed or first.dep_ == "appos" else []


def is_storm(noun: Token) -> bool:
    """ "Cyclone Tamar", "the storm": its own track is no movement of people or goods."""
    words = [noun, *(child for child in noun.children if child.dep_ == "compound" and noun.pos_ == "PROPN")]
    return any("storm" in noun_class(word) for word in words)


def contents_of(mover: Token) -> Iterable[Token]:
    """What a craft is said to carry or be for: "trucks with vaccine", "fuel tankers", "loaded with tents"."""
    for child in mover.subtree:
        if child.i == mover.i or child.pos_ not in ("NOUN", "PROPN"):
            continue
        if child.head.i == mover.i and child.dep_ in ("compound", "amod", "nmod"):
            if lemma(child) not in empty_loads() and (
                "people" not in noun_class(child) or "carried" in noun_class(child)
            ):
                yield child  # "a migrant boat", but a cargo plane is a plane, a crew boat a boat
        elif child.head.lower_ in LOADED and child.dep_ in ("pobj", "dobj"):
            yield child
            if child.head.lower_ != "of" or set(noun_class(child)) & CRAFT:
                yield from (c for c in child.children if c.dep_ == "compound")
        elif child.head.head.i == mover.i and child.head.lower_ == "of" and child.dep_ == "pobj":
            yield from (c for c in child.children if c.dep_ == "compound")


def loads_of(verb: Token) -> Iterable[Token]:
    """ "left X with flour and blankets", "landed at X with 130 people aboard"."""
    for preposition in verb.children:
        if preposition.lower_ == "with" and preposition.dep_ == "prep":
            yield from (child for child in preposition.children if child.dep_ == "pobj")
