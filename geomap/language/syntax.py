"""Small walks over a dependency parse: who does it, to what, and what a noun phrase is about."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

from geomap.language.frames import load_irregular_forms, load_noun_classes

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence

__all__ = [
    "ancestors_to_verb",
    "descriptors",
    "has_negation",
    "has_particle",
    "head_noun",
    "is_infinitive",
    "lemma",
    "noun_class",
    "object_of",
    "own_subject",
    "subject_of",
]

SUBJECTS = frozenset({"nsubj", "nsubjpass", "csubj", "csubjpass"})
OBJECTS = frozenset({"dobj", "nsubjpass"})
DISTANCES = frozenset({"mile", "kilometre", "kilometer", "km", "metre", "meter", "yard", "foot"})
PARTICIPLES = frozenset({"VBN", "VBD"})  # "was found and sent to X": the tagger takes the second for a past tense
DIRECTIONS = frozenset({"north", "south", "east", "west", "northwards", "southwards", "eastwards", "westwards"})
RELATIVES = frozenset({"that", "which", "who", "whom"})
CONTROLLED = frozenset({"xcomp", "conj", "advcl", "pcomp", "prep", "ccomp", "acomp"})
NEGATIVE_WORDS = frozenset({"never", "nowhere"})
NEGATIVE_SUBJECTS = frozenset({"nobody", "nothing", "none", "neither", "no-one"})
PERSON_ENDINGS = ("child", "children", "men", "women", "woman", "man", "people", "ists", "boys", "girls", "workers")
PERSONAL = frozenset({"he", "she", "they", "we", "i", "you", "him", "her", "them", "us", "me", "who", "whom", "it"})


def lemma(token: Token) -> str:
    """The lemma in lower case, also of irregular past forms that the tagger took for a present."""
    found = str(token.lemma_).lower()
    return load_irregular_forms().get(found, found) if token.pos_ == "VERB" else found


def own_subject(verb: Token) -> Token | None:
    """The subject that stands in the verb's own clause; the noun before a relative clause for its pronoun."""
    for child in verb.children:
        if child.dep_ in SUBJECTS:
            if child.lower_ in RELATIVES and verb.dep_ == "relcl":
                return verb.head
            return _noun_before(child) if child.lower_ in RELATIVES else child
    return None


def _noun_before(pronoun: Token) -> Token:
    """ "A convoy with tents and nuts that left X": the noun before a relative clause that the parser hung elsewhere."""
    before = pronoun.nbor(-1) if pronoun.i > pronoun.sent.start else pronoun
    if before.pos_ in ("VERB", "AUX", "ADP", "CCONJ") and before.dep_ != "mark":
        return pronoun
    for token in reversed(pronoun.doc[pronoun.sent.start : pronoun.i]):
        if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("acl", "amod"):
            break
        if token.pos_ in ("NOUN", "PROPN") and token.dep_ != "compound":
            return token
    return pronoun


def subject_of(verb: Token) -> Token | None:
    """Who does it: the own subject, or that of the clause that governs the verb ("families tried to reach ...")."""
    current = verb
    for _ in range(5):
        subject = own_subject(current)
        if subject is not None:
            return subject
        head = current.head
        if current.dep_ in ("relcl", "acl"):
            return None if current.tag_ == "VBN" and current.i == verb.i else head
        if current.dep_ == "xcomp":
            controller = next((child for child in head.children if child.dep_ == "dobj"), None)
            if controller is not None:
                return controller
        under_to = current.dep_ == "pobj" and head.lower_ == "to"
        if under_to:  # "begged him to march", the verb read as a noun
            controller = next((child for child in head.head.children if child.dep_ == "dobj"), None)
            if controller is not None:
                return controller
        if current.dep_ not in CONTROLLED and not under_to:
            return None
        current = head
    return None


def object_of(verb: Token) -> Token | None:
    """What it is done to: direct object, subject of a passive, or the noun that a participle or relative modifies."""
    for child in verb.children:
        if child.dep_ in OBJECTS and child.lower_ not in DIRECTIONS:
            measured = _measured(child)
            if measured is not None:
                return measured
            return verb.head if child.lower_ in RELATIVES and verb.dep_ == "relcl" else child
    if verb.dep_ == "acl" and verb.tag_ == "VBN":
        return verb.head
    if verb.dep_ == "relcl":
        subject = own_subject(verb)
        about = subject is not None and any(token.lower_ in RELATIVES for token in subject.subtree)  # "six of whom"
        if subject is not None and subject.i != verb.head.i and not about:
            return verb.head
    if verb.dep_ in ("xcomp", "conj", "pcomp", "advcl") and any(child.dep_ == "auxpass" for child in verb.children):
        return subject_of(verb)
    if verb.dep_ == "advcl" and _is_bare_participle(verb):
        return subject_of(verb)  # "the box, carried past X"
    if verb.dep_ == "conj" and verb.tag_ in PARTICIPLES and own_subject(verb) is None:
        first = verb.head
        while first.dep_ == "conj" and first.tag_ in PARTICIPLES and not _is_passive(first):
            first = first.head  # "was carried to X, transferred and taken to Y"
        passive = _is_passive(first) or _is_bare_participle(first)
        return object_of(first) if first.pos_ == "VERB" and passive else None
    return None


def _measured(noun: Token) -> Token | None:
    """ "intercepted a speedboat 200 miles off X": the parser hangs the boat on the miles."""
    if lemma(noun) not in DISTANCES:
        return None
    return next((child for child in noun.children if child.i < noun.i and noun_class(child)), None)


def _is_bare_participle(verb: Token) -> bool:
    return verb.tag_ == "VBN" and not any(child.dep_ in ("aux", *SUBJECTS) for child in verb.children)


def _is_passive(verb: Token) -> bool:
    return any(child.dep_ in ("auxpass", "nsubjpass") for child in verb.children)


def has_particle(verb: Token, particles: frozenset[str]) -> bool:
    """Whether one of the particles belongs to the verb ("turned back", "took them off")."""
    if any(child.lower_ in particles and child.dep_ in ("prt", "advmod", "prep") for child in verb.children):
        return True
    return verb.i + 1 < verb.sent.end and verb.nbor(1).lower_ in particles


def is_infinitive(verb: Token) -> bool:
    """Whether a verb has its "to" ("swam across the Evros to reach Greece")."""
    return any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.children)


def has_negation(token: Token) -> bool:
    """Whether the verb or noun is negated where it stands ("did not", "never", "no flight", "nobody")."""
    for child in token.children:
        if child.dep_ == "aux" and any(below.dep_ == "neg" for below in child.children):
            return True  # "did not, as we wrote, sail"
        if child.dep_ == "neg" or child.lower_ in NEGATIVE_WORDS:
            return True
        if child.dep_ in SUBJECTS and (child.lower_ in NEGATIVE_SUBJECTS or _is_denied_noun(child)):
            return True
        if child.dep_ == "advmod" and child.lower_ == "longer" and any(c.lower_ == "no" for c in child.children):
            return True
    return _is_denied_noun(token)


def _is_denied_noun(noun: Token) -> bool:
    return any(
        child.lower_ in ("no", "neither") and child.dep_ in ("det", "preconj", "cc:preconj") for child in noun.children
    )


def head_noun(noun: Token) -> Token:
    """The noun that a phrase is about: "migrants" in "hundreds of migrants", "a convoy of trucks" gives trucks."""
    partitives = load_noun_classes()["partitive"]
    current = noun
    for _ in range(3):
        if lemma(current) not in partitives and current.lower_ not in partitives and current.pos_ != "NUM":
            return current
        inner = next((token for token in _of_complements(current)), None)
        if inner is None:
            return current
        current = inner
    return current


def _of_complements(noun: Token) -> Iterator[Token]:
    for preposition in noun.children:
        if preposition.dep_ == "prep" and preposition.lower_ == "of":
            yield from (child for child in preposition.children if child.dep_ == "pobj")


def noun_class(noun: Token) -> tuple[str, ...]:
    """The noun classes of a token, by lemma or, for a plural that the lemmatizer left alone, by its singular."""
    classes = load_noun_classes()
    found = classes.of(lemma(noun)) or classes.of(noun.lower_) or classes.of(noun.lower_.removesuffix("s"))
    if not found and noun.pos_ == "NOUN" and noun.lower_.endswith(PERSON_ENDINGS):
        return ("people",)
    return found


def descriptors(token: Token | None, sentence: Sentence) -> frozenset[str]:
    """What frame conditions may ask of an argument: lemmas, noun classes, and marks such as ``#place``."""
    if token is None:
        return frozenset({"#none"})
    if sentence.place(token):
        return frozenset({"#place"})
    found: set[str] = set()
    for noun in {token, head_noun(token)}:
        found |= {lemma(noun), noun.lower_}
        if noun.tag_ in ("NNS", "NNPS"):
            found.add(noun.lower_.removesuffix("s"))  # a plural that opens a sentence keeps its lemma
        found |= {f"@{name}" for name in noun_class(noun)}
        if sentence.place(noun):
            found.add("#place")
        if noun.lower_ in PERSONAL or noun.pos_ == "PRON":
            found.add("#pronoun")
        if any(child.dep_ == "nummod" for child in noun.children):
            found.add("#counted")
        if noun.pos_ == "NUM" or noun.lower_ in ("first", "second", "third", "others", "another"):
            found.add("#number")
        label = sentence.labels.get(noun.i, "")
        if noun.pos_ == "PROPN":
            found.add("#name")
        if noun.pos_ == "PROPN":  # "the car carrier GALAXY LEADER", "President X"
            beside = (child for child in noun.children if child.dep_ in ("compound", "amod", "nmod", "appos"))
            found |= {f"@{name}" for child in beside for name in noun_class(child)}
        if label in ("PERSON", "NORP"):
            found.add("#person")
            if label == "NORP":
                found.add("#norp")
        elif label == "ORG":
            found.add("#organisation")
        elif label == "GPE" and noun.pos_ == "PROPN" and not sentence.place(noun):
            found |= {"@institution", "#government"}  # "Ottawa ordered arbitration": no place, so its government
    return frozenset(found)


def ancestors_to_verb(token: Token) -> Iterator[Token]:
    """The governors of a token up to and with the first verb."""
    for ancestor in token.ancestors:
        yield ancestor
        if ancestor.pos_ in ("VERB", "AUX"):
            return
