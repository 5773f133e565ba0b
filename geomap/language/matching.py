"""Finding the frames of a sentence: trigger words whose arguments meet the conditions of a frame."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.language.frames import Condition, Frame, Frames, PartOfSpeech, load_irregular_forms
from geomap.language.syntax import SUBJECTS, descriptors, lemma, noun_class, object_of, own_subject, subject_of

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence

__all__ = ["Trigger", "agent_of", "find_triggers", "may_trigger"]

MODIFIERS = frozenset({"compound", "amod", "nmod", "poss"})
MODALS = frozenset({"to", "would", "could", "will", "may", "might", "can", "should", "must"})
PERIODS = frozenset({"day", "week", "month", "year", "night", "hour"})
EACH = frozenset({"a", "each", "every", "per"})
GERUND_ROLES = frozenset({"nsubj", "nsubjpass", "dobj", "pobj", "csubj"})
BEFOREHAND = frozenset({"after", "before", "following"})
CLAUSE_LIMIT = 25


@dataclass(frozen=True, slots=True, eq=False)
class Trigger:
    """A word that evokes a frame, at its place in the parse."""

    token: Token
    frame: Frame
    part_of_speech: PartOfSpeech

    @property
    def is_noun(self) -> bool:
        """Whether the trigger is a noun ("the crossing")."""
        return self.part_of_speech == "noun"


def may_trigger(token: Token, *families: Frames) -> bool:
    """Whether any frame has this word as a trigger, whatever its part of speech (cheap, for choosing sentences)."""
    words = {lemma(token), token.lower_, load_irregular_forms().get(token.lower_, "")}
    return any(
        frames.find(part_of_speech, word)
        for frames in families
        for word in words
        for part_of_speech in ("verb", "noun", "word")
    )


def find_triggers(sentence: Sentence, frames: Frames, register: frozenset[str] = frozenset()) -> dict[int, Trigger]:
    """The triggers of a sentence by token index. Each word takes the first frame whose conditions hold.

    ``register`` says what sort of article it stands in (see ``registers``).
    """
    found = {}
    for token in sentence.tokens:
        if sentence.place(token) or token.is_punct or not (frames.knows(token.lower_) or frames.knows(lemma(token))):
            continue
        slots: dict[str, frozenset[str]] = {"register": register}
        for part_of_speech, word in _readings(token, sentence):
            frame = next((f for f in frames.find(part_of_speech, word) if _fits(f, token, sentence, slots)), None)
            if frame is not None:
                found[token.i] = Trigger(token, frame, part_of_speech)
                break
    return found


def _readings(token: Token, sentence: Sentence) -> Iterator[tuple[PartOfSpeech, str]]:
    yield "word", token.lower_
    if token.pos_ in ("VERB", "AUX"):
        if token.tag_ == "VBG" and token.dep_ in GERUND_ROLES:
            yield "noun", token.lower_
        if token.dep_ not in ("amod", "compound") and not _is_advice(token) and not _names_people(token):
            yield "verb", lemma(token)
        return
    if token.pos_ not in ("NOUN", "PROPN"):
        return
    if _is_mistagged_verb(token):
        yield "verb", token.lower_
        return
    if (
        token.dep_ in MODIFIERS
        or token.text == "March"
        or _is_yours(token)
        or (token.pos_ == "PROPN" and sentence.labels.get(token.i))
    ):
        return
    yield "noun", lemma(token)


def _is_yours(noun: Token) -> bool:
    """ "Plan your trip to Rome": advice."""
    return any(child.dep_ == "poss" and child.lower_ == "your" for child in noun.children)


def _names_people(token: Token) -> bool:
    """ "The injured were flown out": a participle with an article is a noun."""
    return token.tag_ in ("VBN", "VBD") and any(child.dep_ == "det" and child.i < token.i for child in token.children)


def _is_advice(verb: Token) -> bool:
    """ "Visit the museum", "if you go to Rome": commands and the general "you" of advice tell nothing that happens."""
    subject = subject_of(verb)
    if subject is not None:
        return subject.lower_ == "you"
    if verb.dep_ == "xcomp" and lemma(verb.head) in ("recommend", "suggest"):
        return True
    bare = verb.tag_ == "VB" and not any(child.dep_ == "aux" and child.lower_ != "do" for child in verb.children)
    addressed = verb.i == verb.left_edge.i or any(token.lower_ == "you" for token in verb.sent)
    return bare and verb.dep_ == "ROOT" and addressed


def _is_mistagged_verb(token: Token) -> bool:
    """A lower-case noun right after "to" or a modal, or after "let X", is a verb to the engine ("to march on Rome")."""
    if not token.text.islower() or token.i <= token.sent.start or token.tag_ in ("NNS", "NNPS"):
        return False
    before = token.nbor(-1)
    counted = token.i - 3 >= token.sent.start and token.nbor(-3).pos_ == "NOUN"
    if counted and before.lower_ in PERIODS and token.nbor(-2).lower_ in EACH:
        return True  # "2,000 people a day walk from X"
    if before.lower_ in MODALS:
        return before.tag_ in ("TO", "MD") or before.dep_ == "aux"
    start = max(token.sent.start, token.i - 7)
    return any(word.lower_ == "let" for word in token.doc[start : token.i]) and before.pos_ in ("NOUN", "PROPN", "NUM")


def _fits(frame: Frame, token: Token, sentence: Sentence, slots: dict[str, frozenset[str]]) -> bool:
    return all(_holds(condition, token, sentence, slots) for condition in frame.conditions)


def _holds(condition: Condition, token: Token, sentence: Sentence, slots: dict[str, frozenset[str]]) -> bool:
    """Whether a condition holds; the trigger's ``slots`` are filled once for all its frames."""
    if condition.slot not in slots:
        slots[condition.slot] = SLOTS[condition.slot](token, sentence)
    return condition.holds(slots[condition.slot])


def _subject(token: Token, sentence: Sentence) -> frozenset[str]:
    return descriptors(agent_of(token), sentence)


def agent_of(token: Token) -> Token | None:
    """The one who acts: the subject of an active verb, what stands after "by" in a passive or beside a noun."""
    for child in token.children:
        if child.dep_ == "agent" or (child.lower_ == "by" and child.dep_ == "prep" and token.pos_ == "NOUN"):
            return next((c for c in child.children if c.dep_ == "pobj"), None)
    if any(child.dep_ in ("auxpass", "nsubjpass") for child in token.children):
        return None
    if token.dep_ == "acl" and token.tag_ == "VBN":
        return None
    if token.dep_ == "acomp" and token.pos_ == "ADJ":
        return own_subject(token.head)  # "the envoy is due"
    return subject_of(token) if token.pos_ in ("VERB", "AUX") else None


def _object(token: Token, sentence: Sentence) -> frozenset[str]:
    return descriptors(object_of(token), sentence)


def _argument(token: Token, sentence: Sentence) -> frozenset[str]:
    subject, object_ = agent_of(token), object_of(token)
    if subject is None and object_ is None:
        return descriptors(None, sentence)
    return frozenset().union(*(descriptors(t, sentence) for t in (subject, object_) if t is not None))


def _complement(token: Token, sentence: Sentence) -> frozenset[str]:
    """What a noun is of or about, and the clauses that a verb takes."""
    found: set[str] = set()
    for child in token.children:
        if child.dep_ == "prep":
            found.update(*(descriptors(c, sentence) for c in child.children if c.dep_ in ("pobj", "pcomp")))
        elif child.dep_ in ("xcomp", "ccomp", "acomp", "oprd", "attr"):
            found |= {lemma(child), f"#{child.dep_}"}
    return frozenset(found) or frozenset({"#none"})


def _modifier(token: Token, sentence: Sentence) -> frozenset[str]:
    children = [c for c in token.children if c.dep_ in MODIFIERS or c.dep_ in ("det", "nummod")]
    return frozenset().union({"#none"}, *(descriptors(c, sentence) for c in children))


def _governor(token: Token, sentence: Sentence) -> frozenset[str]:
    """The lemmas of the words that govern a noun, through prepositions and coordination."""
    found: set[str] = set()
    current = token
    for _ in range(4):
        head = current.head
        if head.i == current.i:
            break
        if head.pos_ in ("VERB", "AUX", "NOUN", "PROPN", "ADJ") and current.dep_ != "conj":
            found |= {lemma(head), head.lower_, f"#{current.dep_ if current.dep_ in SUBJECTS else 'below'}"}
            break
        if head.pos_ in ("ADP", "SCONJ"):
            found.add(head.lower_)
        current = head
    return frozenset(found) or frozenset({"#none"})


def _particle(token: Token, sentence: Sentence) -> frozenset[str]:
    found = {child.lower_ for child in token.children if child.dep_ in ("prt", "advmod")}
    found |= {child.lower_ for child in token.children if child.dep_ == "prep" and not _leads_to_place(child, sentence)}
    following = token.nbor(1) if token.i + 1 < sentence.tokens.end else None
    if following is not None and following.tag_ in ("RP", "RB") and following.dep_ in ("prt", "advmod", "prep"):
        found.add(following.lower_)
    return frozenset(found)


def _leads_to_place(preposition: Token, sentence: Sentence) -> bool:
    """ "In Lagos", "in the port" or, as no particle either, "in 1897"."""
    objects = [child for child in preposition.children if child.dep_ == "pobj"]
    return any(
        sentence.place(noun) or "location" in noun_class(noun) or sentence.labels.get(noun.i) in ("DATE", "TIME")
        for noun in objects
    )


def _preposition(token: Token, sentence: Sentence) -> frozenset[str]:
    """The prepositions of a word; an "after" before it, or of a time, only tells when ("came to X after a week")."""
    found = (c for c in token.children if c.dep_ in ("prep", "agent", "dative"))
    told = (c.lower_ for c in found if c.lower_ not in BEFOREHAND or (c.i > token.i and not _is_of_time(c, sentence)))
    return frozenset(told) or frozenset({"#none"})


def _is_of_time(preposition: Token, sentence: Sentence) -> bool:
    return any(sentence.labels.get(noun.i) in ("DATE", "TIME") for noun in preposition.children)


def _clause(token: Token, sentence: Sentence) -> frozenset[str]:
    """Every word of the trigger's own clause and arguments, near it."""
    phrases = [token, *(t for t in (agent_of(token), object_of(token)) if t is not None)]
    words = {word.i: word for phrase in phrases for word in phrase.subtree}
    near = [word for word in words.values() if abs(word.i - token.i) <= CLAUSE_LIMIT and word.i != token.i]
    named = {name.name.split()[-1].lower() for word in near if (name := sentence.place(word)) is not None}
    return frozenset().union(named, *({lemma(t), t.lower_} for t in near))  # "gathered in Civic Square"


def _sentence(token: Token, sentence: Sentence) -> frozenset[str]:
    """Every other word of the sentence."""
    return frozenset().union(*({lemma(t), t.lower_} for t in sentence.tokens if t.i != token.i))


SLOTS: dict[str, Callable[[Token, Sentence], frozenset[str]]] = {
    "subject": _subject,
    "object": _object,
    "argument": _argument,
    "complement": _complement,
    "modifier": _modifier,
    "governor": _governor,
    "particle": _particle,
    "preposition": _preposition,
    "clause": _clause,
    "sentence": _sentence,
}
