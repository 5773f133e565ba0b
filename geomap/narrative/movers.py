"""Who or what moves in a movement, of which theme, and how many."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, cast

from geomap.language.frames import load_frames, load_noun_classes
from geomap.language.matching import Trigger
from geomap.language.syntax import SUBJECTS, head_noun, lemma, noun_class, object_of, own_subject, subject_of
from geomap.model import Quantity, Theme

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence
    from geomap.language.quantities import QuantityMention

__all__ = ["classes_of", "find_mover", "find_quantity", "is_known_mover", "mover_text", "theme_of"]

THEMES = ("force", "aircraft", "vessel", "vehicle", "goods", "people")
CRAFT = frozenset({"vessel", "vehicle", "aircraft"})
COUNTED = frozenset({"count", "amount"})
LOADED = frozenset({"with", "of", "carrying", "loaded", "full", "laden"})
PARTS = frozenset({"most", "many", "some", "all", "half", "both"})
COLLECTIVE = frozenset({"group", "column", "fleet", "team", "squadron"})
PERSON_SUFFIXES = ("er", "or", "ist", "ian", "ee", "ant", "ese", "ite", "man", "eer", "ster", "goer")
OBJECT_PRONOUNS = frozenset({"it", "them"})
UNKNOWN_MOVERS = frozenset({"it", "this", "that", "what", "which", "nothing", "something", "everything"})


def _empty_loads() -> frozenset[str]:
    """Words before a craft's or a load's noun that say nothing of what is moved ("cargo ship", "rubber boat")."""
    return load_frames("motion").lists["empty_loads"]


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
            and lemma(child) not in _empty_loads()
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


def classes_of(mover: Token) -> set[str]:
    """The noun classes of what a phrase is about, with those of a craft beside its name."""
    noun = head_noun(mover)
    return {*noun_class(noun), *_class_of_named_craft(noun)}


def is_known_mover(mover: Token | None, trigger: Trigger, sentence: Sentence) -> bool:
    """Whether this is something that moves on a map: needed before "go" or "take" is read as motion."""
    if mover is None:
        return False
    if mover.lower_ in UNKNOWN_MOVERS:
        return False
    if mover.pos_ == "PRON" or mover.pos_ == "NUM" or sentence.labels.get(mover.i) in ("PERSON", "NORP"):
        return True
    noun = head_noun(mover)
    if noun.pos_ in ("PRON", "NUM") or sentence.labels.get(noun.i) in ("PERSON", "NORP"):
        return True
    return bool({*classes_of(mover), *noun_class(mover)} & {*THEMES, "animal"})


def theme_of(mover: Token | None, triggers: Sequence[Trigger], sentence: Sentence) -> tuple[Theme, bool]:
    """The theme of a movement, and whether the text states it (else it is what the verb suggests)."""
    unknown = mover is not None and mover.lower_ in UNKNOWN_MOVERS
    if mover is not None:
        inner = head_noun(mover) if mover.pos_ in ("NUM", "NOUN", "DET", "ADJ") else mover
        if inner.pos_ == "PRON" or _is_bare_number(mover):
            moved = next((trigger.frame for trigger in triggers if trigger.frame.mover == "object"), None)
            mover = _antecedent(inner, sentence)  # "four of them"
            if mover is inner and inner.pos_ == "PRON" and moved is not None and moved.theme == "goods":
                mover = None  # "they were shipped from X"
    if mover is not None:
        suggested = next((trigger.frame.theme for trigger in triggers if trigger.frame.theme), None)
        found = _class_of_mover(mover, sentence, suggested, triggers)
        if found in CRAFT:
            found = _load_of(found, triggers)
        if found is not None:
            return found, True
    for trigger in triggers:
        if trigger.frame.theme:
            return cast("Theme", trigger.frame.theme), False
    if mover is not None and mover.pos_ == "NOUN":
        return _of_unknown_noun(mover, triggers), False
    return ("other" if unknown else "people"), False


def _of_unknown_noun(mover: Token, triggers: Sequence[Trigger]) -> Theme:
    """What no class knows: people by the form of the noun, else things that somebody moves, else other."""
    noun = head_noun(mover)
    if {"abstract", "disease", "storm", "location"} & {*noun_class(noun)}:
        return "other" if "location" not in noun_class(noun) else "people"  # "the whole town has moved to X"
    if any(trigger.token.i == noun.i for trigger in triggers):
        return "people"
    if noun.lemma_.lower().endswith(PERSON_SUFFIXES):
        return "people"
    counted = noun.tag_ == "NN" and any(child.dep_ in ("det", "poss") for child in noun.children)
    moved = any(trigger.frame.mover == "object" for trigger in triggers)
    return "goods" if moved or not counted else "other"


def _is_bare_number(mover: Token) -> bool:
    """ "Of 11 cargoes, seven went to X"."""
    return mover.pos_ == "NUM" and not any(child.dep_ == "prep" for child in mover.children)


def _load_of(craft: Theme, triggers: Sequence[Trigger]) -> Theme:
    """ "Four lorries left X with flour", "the freighter flies": what the verb says of the craft."""
    for trigger in triggers:
        if craft == "vessel" and trigger.part_of_speech == "verb" and lemma(trigger.token) in ("fly", "land"):
            return "aircraft"
        for load in () if trigger.is_noun else _loads_of(trigger.token):
            classes = {*noun_class(head_noun(load)), *noun_class(load)}
            if "goods" in classes:
                return "goods"
            if "people" in classes and "crew" not in load.lower_:
                return "people"
    return craft


def _loads_of(verb: Token) -> Iterable[Token]:
    """ "left X with flour and blankets", "landed at X with 130 people aboard"."""
    for preposition in verb.children:
        if preposition.lower_ == "with" and preposition.dep_ == "prep":
            yield from (child for child in preposition.children if child.dep_ == "pobj")


def _class_of_mover(
    mover: Token, sentence: Sentence, suggested: str | None, triggers: Sequence[Trigger]
) -> Theme | None:
    noun = head_noun(mover)
    own = _class_of_named_craft(noun) or [name for name in noun_class(noun) if name in THEMES]
    around = {name for child in _contents(mover) for name in noun_class(child)}
    if lemma(noun) in COLLECTIVE:
        own = [name for name in around if name in CRAFT] or own  # "a carrier group", "a truck convoy"
    if not own:
        own = [name for name in noun_class(mover) if name in THEMES]
    if "force" in own:
        return "force"
    by_itself = not any(trigger.frame.mover == "object" for trigger in triggers)
    if _is_storm(noun) or ("animal" in noun_class(noun) and (by_itself or "goods" not in own)):
        return "other"
    if set(own) & CRAFT and "goods" in around:
        return "goods"
    if set(own) & CRAFT and "people" in around:
        return "people"
    if len(own) > 1 and suggested in own:
        return cast("Theme", suggested)
    for name in THEMES:
        if name in own:
            return cast("Theme", name)
    for name in ("goods", "people", "force", "vehicle", "vessel", "aircraft"):
        if name in around:
            return cast("Theme", name)
    if sentence.labels.get(noun.i) in ("PERSON", "NORP"):
        return "people"
    return None


def _class_of_named_craft(noun: Token) -> list[str]:
    """ "The LNG carrier PACIFIC MESA", "the bulker ARICA STAR", "the GALAXY LEADER, a car carrier"."""
    if noun.pos_ != "PROPN":
        return []
    beside = (child for child in noun.children if child.dep_ in ("compound", "amod", "nmod", "appos"))
    return [name for child in beside for name in noun_class(child) if name in CRAFT]


def _is_storm(noun: Token) -> bool:
    """ "Cyclone Tamar", "the storm": its own track is no movement of people or goods."""
    words = [noun, *(child for child in noun.children if child.dep_ == "compound" and noun.pos_ == "PROPN")]
    return any("storm" in noun_class(word) for word in words)


def _antecedent(pronoun: Token, sentence: Sentence) -> Token | None:
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
        classes = {*noun_class(noun), *_class_of_named_craft(noun)} & {*THEMES} if is_head else set()
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


def _contents(mover: Token) -> Iterable[Token]:
    """What a craft is said to carry or be for: "trucks with vaccine", "fuel tankers", "loaded with tents"."""
    for child in mover.subtree:
        if child.i == mover.i or child.pos_ not in ("NOUN", "PROPN"):
            continue
        if child.head.i == mover.i and child.dep_ in ("compound", "amod", "nmod"):
            if lemma(child) not in _empty_loads() and (
                "people" not in noun_class(child) or "carried" in noun_class(child)
            ):
                yield child  # "a migrant boat", but a cargo plane is a plane, a crew boat a boat
        elif child.head.lower_ in LOADED and child.dep_ in ("pobj", "dobj"):
            yield child
            if child.head.lower_ != "of" or set(noun_class(child)) & CRAFT:
                yield from (c for c in child.children if c.dep_ == "compound")
        elif child.head.head.i == mover.i and child.head.lower_ == "of" and child.dep_ == "pobj":
            yield from (c for c in child.children if c.dep_ == "compound")


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
    loads = [noun for noun in _contents(mover) if noun.dep_ != "compound"] if craft else []
    if craft or mover.pos_ == "PRON":
        loads += _loads_of(verb)
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
