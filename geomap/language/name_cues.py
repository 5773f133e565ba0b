"""The signs in the text around a name that speak for or against a place, as words for the weights file."""

from __future__ import annotations

from dataclasses import dataclass, field

from geomap.language.name_words import NameWords
from geomap.language.token_view import KnownNames, NameSpan, TokenView

__all__ = ["PersonNames", "cues_of"]

POSSESSIVES = frozenset({"'s", "’s"})
PERSON_LABEL = "PERSON"
DASHES = frozenset({"-", "–", "—", "--"})
REPORTED_LABELS = frozenset({"GPE", "LOC", "FAC", "PERSON", "ORG", "NORP", ""})
REPORTED_POS = frozenset({"PROPN", "NOUN", "ADJ", "VERB"})
REPORTED_DEPS = frozenset(
    {"pobj", "compound", "nsubj", "appos", "dobj", "conj", "npadvmod", "poss", "ROOT", "nmod", "amod"}
)


@dataclass(slots=True)
class PersonNames:
    """Which words the article uses as parts of persons' names ("Philip", "Hammond")."""

    words: NameWords
    parts: set[str] = field(default_factory=set)

    def learn(self, view: TokenView, names: KnownNames) -> None:
        """Note the parts of full names that are no place's name ("Santa Cruz"), and names after a title."""
        for first, end, label in view.entities():
            if label == PERSON_LABEL and end - first > 1 and not names.matches(view.text(first, end)):
                self.parts.update(
                    word.casefold()
                    for word, capital in zip(view.texts[first:end], view.capital[first:end], strict=True)
                    if capital and len(word) > 2
                )
        for index in range(1, len(view)):
            if view.capital[index] and view.capital[index - 1] and view.lower(index - 1) in self.words.titles:
                self.parts.add(view.texts[index].casefold())


def cues_of(view: TokenView, span: NameSpan, persons: PersonNames, words: NameWords) -> tuple[str, ...]:
    """Every sign that applies to the span, sorted."""
    found = {f"source:{span.source}", f"label:{span.label if span.label in REPORTED_LABELS else 'other'}"}
    found.update(_shape(view, span))
    found.update(_before(view, span, words))
    found.update(_after(view, span, words))
    found.update(_entity(view, span, words))
    found.update(_person(view, span, persons, words))
    return tuple(sorted(found))


def _person(view: TokenView, span: NameSpan, persons: PersonNames, words: NameWords) -> set[str]:
    """Signs that the span is a given name or a surname."""
    first, end = span.first, span.end
    found = set()
    if persons.parts.intersection(text.casefold() for text in view.texts[first:end]):
        found.add("part of a person's name")
    if first > 0 and view.capital[first - 1] and view.lowers[first - 1] in words.given_names:
        found.add("before:given name")
    if end - first == 1 and view.lowers[first] in words.given_names:
        found.add("is a given name")
        if end < len(view) and view.capital[end]:
            found.add("is a given name before a capital")
    return found


def _shape(view: TokenView, span: NameSpan) -> set[str]:
    last = span.end - 1
    found = set()
    if span.end - span.first > 1:
        found.add("several words")
    text = view.text(span.first, span.end)
    if len(text) <= 3:
        found.add("short")
    if text.isupper() and len(text) > 4:
        found.add("capitals")
    if view.starts[span.first]:
        found.add("starts the sentence")
    pos, dep = view.pos[last], view.deps[last]
    found.add(f"pos:{pos if pos in REPORTED_POS else 'other'}")
    found.add(f"dep:{dep if dep in REPORTED_DEPS else 'other'}")
    found.add(f"block:{view.passage.block.kind}")
    return found


def _before(view: TokenView, span: NameSpan, words: NameWords) -> set[str]:
    first = span.first
    if first == 0:
        return {"before:nothing"}
    found = set()
    word = view.lower(first - 1)
    if word == "the" and first > 1:
        found.add("before:the")
        word = view.lower(first - 2)
    if word == "downtown":
        found.add("before:downtown")
    if view.texts[first - 1] == "-" and view.lower(first - 2) in words.parties:
        found.add("before:party")
    if word in words.leading_modifiers and word not in ("the", "a", "an"):
        found.add("before:modifier")
        word = view.lower(first - 2)
    if word in words.spatial_prepositions:
        found.add("before:preposition")
    if word in words.strong_prepositions:
        found.add("before:strong preposition")
    if view.pos[first - 1] != "PROPN" and view.lemmas[_verb_before(view, first)] in words.place_object_verbs:
        found.add("before:motion verb")
    if _is_on_a_journey(view, first, words):
        found.add("before:journey preposition")
    if word == "of":
        found.add("before:of")
    if word == "for":
        found.add("before:for")
    if word in ("by", "with", "against"):
        found.add("before:by or with")
    if word in words.titles:
        found.add("before:title")
    if word == ",":
        found.add("before:comma")
        if view.lower(first - 2) in words.street_nouns:
            found.add("before:street")
    if word == "and":
        found.add("before:and")
    if view.capital[first - 1] and word not in words.spatial_prepositions:
        found.add("before:capital")
    return found


def _is_on_a_journey(view: TokenView, first: int, words: NameWords) -> bool:
    """Whether the name stands under a preposition of a verb of motion: "left Tunis for Lampedusa"."""
    at = _verb_before(view, first)
    return view.lowers[at] in words.journey_prepositions and view.lemmas[view.heads[at]] in words.journey_verbs


def _verb_before(view: TokenView, first: int) -> int:
    """The token before the name and its article or modifier."""
    index = first - 1
    while index > 0 and view.pos[index] in ("DET", "ADJ"):
        index -= 1
    return index


def _after(view: TokenView, span: NameSpan, words: NameWords) -> set[str]:
    end = span.end
    if end >= len(view):
        return {"after:nothing"}
    found = set()
    word = view.lower(end)
    if word == ",":
        found.add("after:comma")
    if view.texts[end] in POSSESSIVES:
        found.add("after:possessive")
    if view.lemmas[end] in words.person_verbs:
        found.add("after:person verb")
    if word in words.organisation_words:
        found.add("after:organisation word")
    if word in words.disease_words:
        found.add("after:disease")
    if word in words.feature_nouns:
        found.add("after:feature noun")
    if word in words.town_nouns:
        found.add("after:town noun")
    if view.texts[end] == "-":
        found.add("after:hyphen")
    if view.texts[end] in DASHES and (view.starts[span.first] or view.texts[span.first].isupper()):
        found.add("after:dash of a dateline")
    if view.capital[end]:
        found.add("after:capital")
    if view.deps[span.end - 1] == "compound":
        found.add("modifies a common noun" if view.pos[view.heads[span.end - 1]] == "NOUN" else "modifies a name")
    return found


def _entity(view: TokenView, span: NameSpan, words: NameWords) -> set[str]:
    """How the span lies to the recogniser's entity."""
    first, end = span.first, span.end
    if not any(view.labels[first:end]):
        return {"entity:none"}
    found = set()
    begins_before = view.iob[first] == "I"
    goes_on = end < len(view) and view.iob[end] == "I" and view.texts[end] not in POSSESSIVES
    if not begins_before and not goes_on:
        found.add("entity:whole")
    if begins_before:
        found.add("entity:begins before")
    if goes_on:
        found.add("entity:goes on")
        last = end
        while last + 1 < len(view) and view.iob[last + 1] == "I":
            last += 1
        if view.lower(last) in words.organisation_words:
            found.add("entity:organisation")
        if view.lower(last) in words.press_words:
            found.add("entity:press")
    return found
