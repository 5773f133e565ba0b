"""Who or what moves in a movement, and how many."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from geomap.language.frames import load_frames, load_noun_classes
from geomap.language.matching import Trigger
from geomap.language.syntax import head_noun, lemma, noun_class, object_of, own_subject, subject_of
from geomap.model import Quantity
from geomap.narrative.antecedents import antecedent_of
from geomap.narrative.noun_phrases import CRAFT, THEMES, classes_of, contents_of, empty_loads, loads_of
from geomap.narrative.themes import UNKNOWN_MOVERS

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence
    from geomap.language.quantities import QuantityMention

__all__ = ["craft_before", "find_mover", "find_quantity", "is_known_mover", "mover_text"]

COUNTED = frozenset({"count", "amount"})
PARTS = frozenset({"most", "many", "some", "all", "half", "both"})
OBJECT_PRONOUNS = frozenset({"it", "them"})


def find_mover(trigger: Trigger, sentence: Sentence) -> Token | None:
    """The token of who or what moves: object or subject as the frame says, or what a noun of motion is of."""
    found = _find_mover(trigger, sentence)
    return found if found is None else _whole_of(found)


def _whole_of(mover: Token) -> Token:
    """ "2,300 villagers, most of them on foot, had made their way": those of whom "them" is said, just before."""
    part = mover.lower_ in PARTS and any(
        noun.lower_ == "them" for child in mover.children if child.lower_ == "of" for noun in child.children
    )
    start = mover.left_edge.i
    if not part or start < mover.sent.start + 2 or mover.doc[start - 1].text != ",":
        return mover
    whole = mover.doc[start - 2]
    return whole if whole.tag_ in ("NNS", "NNPS") else mover


def _find_mover(trigger: Trigger, sentence: Sentence) -> Token | None:
    token = trigger.token
    if trigger.is_noun and trigger.frame.continues:
        on_the_way = _who_is_on_the_way(token, sentence)
        if on_the_way is not None:
            return on_the_way
    if trigger.is_noun:
        return _noun_mover(token, sentence)
    if trigger.part_of_speech == "word" and token.pos_ in ("ADP", "PART", "SCONJ"):
        return craft_before(token)
    if trigger.part_of_speech == "word":
        if token.pos_ in ("VERB", "AUX") and token.dep_ not in ("acl", "amod"):
            return subject_of(token) or object_of(token)  # "is now bound for"
        if token.dep_ == "acomp":
            return own_subject(token.head)
        return token.head if token.head.i != token.i else None
    subject, moved = subject_of(token), object_of(token)
    if moved is not None and sentence.place(moved):
        moved = None
    if moved is not None and moved.lower_ in OBJECT_PRONOUNS:
        moved = _meant_object(moved, token)
    match trigger.frame.mover:
        case "object":
            return moved if moved is not None else _object_of_particle(trigger, sentence)
        case "either":
            real = moved is not None and "abstract" not in noun_class(moved)
            return moved if real else subject
        case _:
            return subject


def craft_before(preposition: Token) -> Token | None:
    """The craft whose name stands before two places: "the ro-ro Strait Runner, Bari to Durrës"."""
    if preposition.i < preposition.sent.start + 3 or preposition.nbor(-2).text != ",":
        return None
    noun = preposition.nbor(-3)
    classes = classes_of(noun) | ({*noun_class(noun.head)} if noun.head.pos_ == "NOUN" else set())
    return noun if noun.pos_ in ("NOUN", "PROPN") and classes & CRAFT else None


def _meant_object(pronoun: Token, verb: Token) -> Token:
    """ "pulled its garrison out of X and sent it to Y": the object of the verb before, where the number agrees."""
    before = object_of(verb.head) if verb.dep_ == "conj" and verb.head.pos_ == "VERB" else None
    if before is None or before.pos_ not in ("NOUN", "PROPN"):
        return pronoun
    return before if (before.tag_ in ("NNS", "NNPS")) == (pronoun.lower_ == "them") else pronoun


def _who_is_on_the_way(noun: Token, sentence: Sentence) -> Token | None:
    """ "Migrants on their way to X", "crossed Y on its way", "found 40 men on the way from X to Y", "made her way"."""
    over = noun.head.head if noun.dep_ == "pobj" else noun.head
    if over.pos_ == "NOUN" and over.i != noun.i and set(noun_class(head_noun(over))) & {*THEMES, "animal"}:
        return over
    verb = next((token for token in (over, *over.ancestors) if token.pos_ in ("VERB", "AUX")), None)
    if verb is None:
        return None
    patient = object_of(verb) if verb.i != noun.head.i else None
    if patient is not None and not sentence.place(patient) and _can_move(patient, sentence):
        return patient
    return subject_of(verb)


def _can_move(noun: Token, sentence: Sentence) -> bool:
    return bool(classes_of(noun) & {*THEMES, "animal"}) or sentence.labels.get(noun.i) in ("PERSON", "NORP")


def _object_of_particle(trigger: Trigger, sentence: Sentence) -> Token | None:
    """ "take in migrants": the parser may hang the migrants on the particle."""
    particles = frozenset().union(*(c.required for c in trigger.frame.conditions if c.slot == "particle"))
    for child in trigger.token.children:
        if child.lower_ in particles:
            return next((c for c in child.children if c.dep_ == "pobj" and not sentence.place(c)), None)
    return None


def _noun_mover(noun: Token, sentence: Sentence) -> Token:
    for preposition in noun.children:
        if preposition.dep_ == "prep" and preposition.lower_ == "of":
            inside = [c for c in preposition.children if c.dep_ == "pobj" and not sentence.place(c)]
            if inside:
                return inside[0]
    for child in noun.children:
        if (
            child.dep_ in ("compound", "poss", "nmod")
            and set(noun_class(child)) & {*THEMES}
            and lemma(child) not in empty_loads()
            and not sentence.place(child)
        ):
            return child
    on_it = noun.dep_ == "pobj" and noun.head.lower_ == "on" and noun.head.head.pos_ in ("VERB", "AUX")
    verb = noun.head.head if on_it else noun.head
    if (noun.dep_ == "dobj" or on_it) and verb.pos_ in ("VERB", "AUX") and "goods" not in noun_class(noun):
        subject = subject_of(verb)  # "16,000 people made the crossing", "the ship is on a visit to X"
        if subject is not None and not sentence.place(subject) and classes_of(subject) & {*THEMES}:
            return subject
    return noun


def is_known_mover(mover: Token | None, trigger: Trigger, sentence: Sentence) -> bool:
    """Whether this is something that moves on a map: needed before "go" or "take" is read as motion."""
    if mover is None:
        return False
    if mover.lower_ == "it":
        return antecedent_of(mover, sentence) is not None
    parts = (noun for of in mover.children if of.lower_ == "of" for noun in of.children)
    if any(word.lower_ in UNKNOWN_MOVERS for word in (mover, *parts)):
        return False  # "all of which came from X"
    if mover.pos_ in ("PRON", "NUM") or lemma(mover) in load_frames("motion").lists["parties"]:
        return True
    if sentence.labels.get(mover.i) in ("PERSON", "NORP"):
        return True
    noun = head_noun(mover)
    if noun.pos_ in ("PRON", "NUM") or sentence.labels.get(noun.i) in ("PERSON", "NORP"):
        return True
    return bool({*classes_of(mover), *noun_class(mover)} & {*THEMES, "animal"})


def find_quantity(
    mover: Token | None, trigger: Token, sentence: Sentence, quantities: Iterable[QuantityMention]
) -> Quantity | None:
    """The number that belongs to the mover's own noun phrase."""
    own = (*_loads(mover, trigger), mover, _partitive_over(mover), *_appositions(mover))
    for token in (*own, None if mover else trigger):
        if token is None:
            continue
        phrase = sorted(t.i for t in token.subtree if _belongs(t, token))
        start, end = sentence.offsets[phrase[0]][0], sentence.offsets[phrase[-1]][1]
        inside = [
            q
            for q in quantities
            if q.kind in COUNTED
            and not q.vague
            and start <= q.start + 1
            and q.number_start < end
            and q.number_end <= end + 1
        ]
        for mention in inside:
            at = sentence.tokens_between(mention.number_start, mention.number_end)
            if at and any(t.i in phrase for t in at):
                return None if _is_pronoun(mention.quantity) else mention.quantity
    return None


def _loads(mover: Token | None, verb: Token) -> list[Token]:
    """What a craft is said to carry: its number counts before that of the craft ("two boats with 80 migrants")."""
    if mover is None:
        return []
    craft = bool(classes_of(mover) & CRAFT)
    loads = [noun for noun in contents_of(mover) if noun.dep_ != "compound"] if craft else []
    if craft or mover.pos_ == "PRON":
        loads += loads_of(verb)
    return [noun for noun in loads if {*noun_class(noun), *noun_class(head_noun(noun))} & {"people", "goods"}]


def _appositions(mover: Token | None) -> list[Token]:
    """ "The largest group, some 50 people, set off"."""
    return (
        [] if mover is None else [child for child in mover.children if child.dep_ == "appos" and child.pos_ == "NOUN"]
    )


def _is_pronoun(quantity: Quantity) -> bool:
    """ "one of them" counts nothing that the text is about."""
    return quantity.value == 1 and quantity.text.lower() in ("one", "a", "an")


def _belongs(token: Token, mover: Token) -> bool:
    """Whether a token is part of the mover's phrase, not of a clause or of a place phrase hanging from it."""
    current = token
    while current.i != mover.i:
        if current.dep_ in ("relcl", "acl", "appos", "conj", "advcl", "punct", "cc"):
            return False
        if current.dep_ == "prep" and current.lower_ not in ("of", "than", "to", "with", "at", "as"):
            return False
        current = current.head
    return True


def _partitive_over(mover: Token | None) -> Token | None:
    """ "fire engines" in "a convoy of 40 fire engines" sees the convoy, and the other way round."""
    if mover is None:
        return None
    partitives = load_noun_classes()["partitive"]
    if mover.dep_ == "pobj" and mover.head.lower_ == "of" and lemma(mover.head.head) in partitives:
        return mover.head.head
    return None


def mover_text(mover: Token | None, sentence: Sentence, text: str) -> str | None:
    """The mover's phrase in the words of the article, without what hangs from it."""
    if mover is None:
        return None
    phrase = sorted(t.i for t in mover.subtree if _belongs(t, mover))
    first = mover.i
    while first - 1 in phrase:
        first -= 1
    last = mover.i
    while last + 1 in phrase:
        last += 1
    start, end = sentence.span(first, last)
    return " ".join(text[start:end].split())
