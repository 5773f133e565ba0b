"""Which place is an origin, a stop or a destination of which movement: from every place up the parse to its trigger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.language.frames import Frames, Role
from geomap.language.matching import Trigger
from geomap.language.syntax import DISTANCES, lemma, noun_class, own_subject
from geomap.model import Place

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence

__all__ = ["Filler", "assign_roles"]

MAXIMUM_STEPS = 8
PASSED_VERBS = frozenset({"xcomp", "pcomp", "acl", "advcl"})
NOMINAL_MODIFIERS = frozenset({"compound", "poss", "nmod", "amod", "npadvmod"})
SITUATED = frozenset({"base", "locate", "situate", "station", "headquarter", "house"})
COMPASS = frozenset({
    "north", "south", "east", "west", "northwest", "northeast", "southwest", "southeast", "north-west", "north-east",
    "south-west", "south-east", "upstream", "downstream", "ahead", "short", "inland",
})  # fmt: skip
LEADING_ON = frozenset({("ADP", "prep"), ("ADP", "pcomp"), ("ADV", "advmod"), ("ADV", "prt"), ("ADP", "prt")})
PERSONS = frozenset({"man", "woman", "boy", "girl", "person", "teacher", "student", "doctor", "citizen", "national"})


@dataclass(frozen=True, slots=True, eq=False)
class Filler:
    """A place in a role of a trigger. ``coordinated`` marks the second and further places of "to A and B".

    ``anchor`` is the token index of the preposition (or of the place) that hangs on the trigger: places with one anchor
    are parts of one phrase ("to a camp at X in Y"). ``concluded`` marks a place that is only pointed to ("there").
    """

    token: Token
    place: Place
    role: Role
    coordinated: bool = False
    anchor: int = -1
    concluded: bool = False

    @property
    def is_aim(self) -> bool:
        """Whether the place is a goal ("for Beirut") rather than an end that was reached."""
        return self.anchor >= 0 and self.token.doc[self.anchor].lower_ == "for"


@dataclass(slots=True, eq=False)
class _Climb:
    """One place on its way up to a trigger."""

    sentence: Sentence
    triggers: Mapping[int, Trigger]
    frames: Frames
    start: Token
    current: Token
    coordinated: bool = False
    anchor: int = -1

    def run(self) -> tuple[Trigger, Role] | None:
        for _ in range(MAXIMUM_STEPS):
            head = self.current.head
            if head.i == self.current.i:
                return None
            if self.current.dep_ in ("pobj", "pcomp") or head.pos_ == "ADP":
                self.anchor = head.i
                found, climbs = self._under_preposition(head)
            else:
                found, climbs = self._under_word(head)
            if not climbs:
                return found
        return None

    def _climb_to(self, token: Token) -> tuple[None, bool]:
        self.current = token
        return None, True

    def _under_word(self, head: Token) -> tuple[tuple[Trigger, Role] | None, bool]:
        """The place is no object of a preposition: an object, a subject, a modifier, a conjunct, an apposition."""
        dep, stop = self.current.dep_, (None, False)
        if dep == "conj":
            self.coordinated = self.coordinated or self.current.i == self.start.i
            return self._climb_to(head)
        if dep == "appos":
            return stop if self.sentence.place(head) else self._climb_to(head)
        trigger = self.triggers.get(head.i)
        if trigger and not trigger.is_noun and dep in ("dobj", "nsubjpass"):
            role = trigger.frame.object_role
            return ((trigger, role) if role else None), False
        if trigger and not trigger.is_noun and dep == "nsubj" and trigger.frame.subject_role:
            return (trigger, trigger.frame.subject_role), False
        if dep in NOMINAL_MODIFIERS and head.pos_ in ("NOUN", "PROPN") and not self.sentence.place(head):
            return self._as_modifier(head, trigger)
        return stop

    def _as_modifier(self, head: Token, trigger: Trigger | None) -> tuple[tuple[Trigger, Role] | None, bool]:
        """ "Odesa port" stands for Odesa; "the Libya–Italy route" has both ends, "the Suez route" a way."""
        if trigger and trigger.is_noun and self._is_reached(head):
            return self._climb_to(head)  # "entered through the Joda crossing"
        if trigger and trigger.is_noun and trigger.frame.minimum == "any":
            pair = [t for t in self.sentence.place_tokens() if t.i < head.i and head.i - t.i <= 4 and t in head.subtree]
            if len(pair) == 2 and pair[1].i - pair[0].i == 2 and pair[0].nbor(1).text in "-–—/":
                return (trigger, "from" if self.start.i == pair[0].i else "to"), False
            return (trigger, "via"), False
        if trigger is not None and trigger.part_of_speech == "verb" and head.head.pos_ == "ADP":
            role = self.frames.prepositions.get(head.head.lower_)
            return ((trigger, role) if role else None), False
        if "location" in noun_class(head) or (head.dep_ == "pobj" and not noun_class(head)):
            return self._climb_to(head)
        return None, False

    def _under_preposition(self, preposition: Token) -> tuple[tuple[Trigger, Role] | None, bool]:
        governor = preposition.head
        while (governor.pos_, governor.dep_) in LEADING_ON and governor.head.i != governor.i:
            governor = governor.head
        before = self.triggers.get(preposition.i - 1)
        if before is not None and before.part_of_speech == "verb" and before.token.pos_ in ("NOUN", "PROPN"):
            governor = before.token  # "let two jets from A land in B": the parser took the verb for a noun
        elif preposition.lower_ in self.frames.lists["locative"] and _is_location_noun(
            preposition.doc[preposition.i - 1]
        ):
            governor = preposition.doc[preposition.i - 1]  # "taken to hospital in X": in X tells where the hospital is
        if preposition.lower_ == "between":
            return self._as_between(governor), False
        role = self._role(preposition, governor)
        if role is None and preposition.lower_ == "for" and governor.pos_ == "NOUN":
            return self._loaded_for(governor), False
        if role is None:
            return self._as_location(preposition, governor)
        if self.sentence.place(governor) and role == "from":
            return None, False
        walked = lemma(governor) in DISTANCES and governor.head.i in self.triggers  # "walked the 40 miles from X"
        if governor.pos_ == "NOUN" and lemma(governor) in self.frames.lists["stative_nouns"] and not walked:
            return None, False
        if role == "from" and governor.pos_ == "NOUN" and governor.i not in self.triggers and self._is_person(governor):
            return None, False
        trigger = self._trigger_over(governor, preposition)
        if trigger is None:
            return None, False
        own = trigger.frame.prepositions.get(preposition.lower_, role) if governor.i != trigger.token.i else role
        return ((trigger, own) if own else None), False

    def _loaded_for(self, governor: Token) -> tuple[Trigger, Role] | None:
        """ "sailed with furniture for Rotterdam": the parser hangs the destination on the load."""
        trigger = self._trigger_over(governor, governor)
        role = trigger.frame.prepositions.get("for") if trigger is not None and not trigger.is_noun else None
        return (trigger, role) if trigger is not None and role else None

    def _is_person(self, noun: Token) -> bool:
        """ "A man from Texas flew to Paris" tells where he lives, not where he started."""
        return noun.tag_ in ("NN", "NNP") and lemma(noun) in PERSONS

    def _role(self, preposition: Token, governor: Token) -> Role | None:
        word = preposition.lower_
        previous = preposition.nbor(-1).lower_ if preposition.i > preposition.sent.start else ""
        if word == "of":
            if previous == "out":
                return "from"
            if previous == "way" and preposition.i > 1 and preposition.nbor(-2).lower_ == "by":
                return "via"
        if word == "on" and preposition.i + 1 < len(preposition.doc) and preposition.nbor(1).lower_ == "to":
            return "to"
        if word == "out":
            return "from"
        if word == "as" and previous == "far":
            return "to"
        trigger = None if self._is_reached(governor) else self.triggers.get(governor.i)
        if trigger is not None and word in trigger.frame.prepositions:
            return trigger.frame.prepositions[word]
        role = self.frames.prepositions.get(word)
        if word in ("over", "along", "past", "around", "round") and trigger is None:
            return None
        return role

    def _as_location(self, preposition: Token, governor: Token) -> tuple[tuple[Trigger, Role] | None, bool]:
        """A locative: "a camp at X" passes its role on to X; on a verb it may have a role of the frame."""
        word = preposition.lower_
        if word not in self.frames.lists["locative"] or self.sentence.place(governor):
            return None, False
        if governor.pos_ in ("NOUN", "PROPN"):
            if governor.i in self.triggers and not self._is_reached(governor):
                return None, False
            if lemma(governor) in COMPASS:
                return None, False
            fled = self.triggers.get(governor.head.i) if governor.dep_ == "dobj" else None
            hardship = lemma(governor) in self.frames.lists["hardships"]
            if fled is not None and not fled.is_noun and fled.frame.object_role == "from" and hardship:
                return (fled, "from"), False  # "fled the fighting in X"
            if "location" in noun_class(governor) or lemma(governor) in ("company", "firm", "authority"):
                return self._climb_to(governor)
            return None, False
        if lemma(governor) in SITUATED and governor.dep_ in ("acl", "relcl"):
            return self._climb_to(governor.head)
        if governor.pos_ in ("VERB", "AUX"):
            trigger = self._trigger_over(governor, preposition)
            role = trigger.frame.prepositions.get(word) if trigger else None
            if trigger and role:
                return (trigger, role), False
        return None, False

    def _is_reached(self, noun: Token) -> bool:
        """ "reached the crossing at X": the noun of a way is a place where another verb of motion governs it."""
        above = noun.head.head if noun.dep_ == "pobj" else noun.head
        trigger = self.triggers.get(above.i)
        return noun.dep_ in ("dobj", "pobj") and trigger is not None and not trigger.is_noun

    def _as_between(self, governor: Token) -> tuple[Trigger, Role] | None:
        trigger = self._trigger_over(governor, governor)
        if trigger is None or not trigger.is_noun:
            return None
        return trigger, "to" if self.coordinated else "from"

    def _trigger_over(self, governor: Token, preposition: Token) -> Trigger | None:
        """The trigger that the governor belongs to: itself, the noun of a light verb, or a verb further up."""
        current = governor
        for _ in range(MAXIMUM_STEPS):
            if current.i in self.triggers:
                return self.triggers[current.i]
            if current.pos_ in ("VERB", "AUX"):
                carried = self._carried_by(current, preposition)
                if carried is not None:
                    return carried
                if current.dep_ not in PASSED_VERBS:
                    return None
            participle = self._participle_of(current)
            if participle is not None:
                return participle
            if current.head.i == current.i or current.dep_ == "appos":
                return None  # "1,100 containers, all of them from X": where they are from
            current = current.head
        return None

    def _participle_of(self, noun: Token) -> Trigger | None:
        """ "families from A stranded in B": the clause behind the noun tells its movement."""
        found = (self.triggers.get(c.i) for c in noun.rights if c.dep_ == "acl" and noun.pos_ == "NOUN")
        return next((trigger for trigger in found if trigger is not None and not trigger.is_noun), None)

    def _carried_by(self, verb: Token, preposition: Token) -> Trigger | None:
        """ "made the crossing from A to B": the noun that a verb of little meaning carries."""
        light = lemma(verb) in self.frames.lists["light_verbs"]
        for child in verb.children:
            trigger = self.triggers.get(child.i)
            if trigger is None or abs(child.i - preposition.i) > 25:
                continue
            if child.dep_ == "xcomp" or (trigger.is_noun and child.dep_ in ("dobj", "attr", "nsubjpass") and light):
                return trigger
            if trigger.is_noun and child.dep_ in ("nsubj", "nsubjpass") and trigger.frame.minimum != "both":
                return trigger
        return None


def _is_location_noun(token: Token) -> bool:
    return token.pos_ == "NOUN" and token.dep_ in ("pobj", "dobj") and "location" in noun_class(token)


def assign_roles(sentence: Sentence, triggers: Mapping[int, Trigger], frames: Frames) -> dict[int, list[Filler]]:
    """The places of a sentence in their roles, by token index of the trigger.

    A place without a role in any movement (a location, an actor, a place in passing) doesn't appear.
    """
    fillers: dict[int, list[Filler]] = {}
    for token in sentence.place_tokens():
        climb = _Climb(sentence, triggers, frames, start=token, current=token)
        found = climb.run()
        if found is None:
            continue
        trigger, role = found
        place = sentence.places[token.i]
        found_here = fillers.setdefault(trigger.token.i, [])
        found_here.append(Filler(token, place, role, climb.coordinated, climb.anchor))
        further = sentence.more_places.get(token.i, ())
        found_here += [Filler(token, other, role, coordinated=True, anchor=climb.anchor) for other in further]
    for trigger in triggers.values():
        receiver = _receiver_behind_pronoun(trigger, sentence)
        if receiver is not None and trigger.frame.subject_role:
            filler = Filler(receiver, sentence.places[receiver.i], trigger.frame.subject_role)
            fillers.setdefault(trigger.token.i, []).append(filler)
    return fillers


def _receiver_behind_pronoun(trigger: Trigger, sentence: Sentence) -> Token | None:
    """ "Honduras says it received nine flights": the pronoun stands for the subject of the clause above."""
    token = trigger.token
    subject = own_subject(token) if not trigger.is_noun else None
    if subject is None or subject.lower_ != "it" or token.dep_ != "ccomp":
        return None
    above = own_subject(token.head)
    return above if above is not None and sentence.place(above) else None
