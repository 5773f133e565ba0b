"""Which place is an origin, a stop or a destination of which movement: from every place up the parse to its trigger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.language.frames import Frames, Role
from geomap.language.matching import Trigger
from geomap.language.syntax import DISTANCES, SUBJECTS, lemma, noun_class, own_subject
from geomap.model import Place
from geomap.narrative.noun_phrases import CRAFT
from geomap.narrative.phrases import (
    is_carried_along,
    is_goal,
    is_location_noun,
    is_participle_noun,
    is_party,
    means_over,
    noun_before,
    paired_names,
    participle_behind,
    receiver_behind_pronoun,
)

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence

__all__ = ["Filler", "assign_roles"]

MAXIMUM_STEPS = 8
PASSED_VERBS = frozenset({"xcomp", "pcomp", "acl", "advcl"})
NOMINAL_MODIFIERS = frozenset({"compound", "poss", "nmod", "amod", "npadvmod"})
LEADING_ON = frozenset({("ADP", "prep"), ("ADP", "pcomp"), ("ADV", "advmod"), ("ADV", "prt"), ("ADP", "prt")})
HERE = frozenset({"in", "at", "of", "on", "near", "around", "off", "outside"})
ALONG = frozenset({"over", "along", "past", "around", "round", "down", "up"})
CLOCK = frozenset({"DATE", "TIME"})


@dataclass(frozen=True, slots=True, eq=False)
class Filler:
    """A place in a role of a trigger. ``coordinated`` marks the second and further places of "to A and B".

    ``anchor`` is the token index of the preposition (or of the place) that hangs on the trigger: places with one anchor
    are parts of one phrase ("to a camp at X in Y"). ``concluded`` marks a place that is only pointed to ("there"), or
    that sends something off ("Australia exported wheat").
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
    second: bool = False
    anchor: int = -1
    concluded: bool = False

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
        listed = self.triggers.get(head.i)
        if dep == "conj" and listed is not None and listed.is_noun:
            before = self._place_before(listed)  # "seats to A and then B": B is no second seat
            return ((listed, before) if before else None), False
        if dep == "conj":
            self.coordinated = self.coordinated or self.current.i == self.start.i
            self.second = True
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

    def _place_before(self, trigger: Trigger) -> Role | None:
        """The role of the place that stands just before a further one in the phrase of a noun of motion."""
        earlier = [t for t in self.sentence.place_tokens() if trigger.token.i < t.i < self.start.i]
        if not earlier or earlier[-1].dep_ != "pobj" or self.start.i - earlier[-1].i > 4:
            return None
        return self.frames.prepositions.get(earlier[-1].head.lower_)

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
        if governor.pos_ == "ADP" and preposition.dep_ == "conj":
            return None, False  # "trips to and from X"
        stayed = self._stayed(preposition, governor)
        if stayed is not None:
            return stayed, False
        by_means = means_over(governor)
        if by_means is not None:
            governor = by_means  # "go by rail and barge to X"
        if governor.tag_ == "CD" and governor.dep_ in ("conj", "npadvmod") and governor.head.i in self.triggers:
            self.coordinated = True  # "seven went to X, two to Y"
        before = self.triggers.get(preposition.i - 1)
        if before is not None and before.part_of_speech == "verb" and before.token.pos_ in ("NOUN", "PROPN"):
            governor = before.token  # "let two jets from A land in B": the parser took the verb for a noun
        elif governor.pos_ in ("NOUN", "PROPN", "NUM") and self.sentence.labels.get(governor.i) in CLOCK:
            governor = self._verb_over(governor)  # "left X on 2 August for Y"
        elif preposition.lower_ in self.frames.lists["locative"] and is_location_noun(
            preposition.doc[preposition.i - 1]
        ):
            governor = preposition.doc[preposition.i - 1]  # "taken to hospital in X": in X tells where the hospital is
        if preposition.lower_ == "between":
            return self._as_between(governor), False
        blocked = self._blocked_by(governor)
        if blocked is not None and preposition.lower_ in self.frames.lists["locative"]:
            return (blocked, "at"), False
        brought = self._brought(preposition, governor)
        if brought is not None:
            return brought, False
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

    def _stayed(self, preposition: Token, noun: Token) -> tuple[Trigger, Role] | None:
        """ "After a night in X they were driven on to Y", "after talks in X she flew to Y"."""
        after = noun.head
        if (
            lemma(noun) not in self.frames.lists["stays"]
            or noun.dep_ != "pobj"
            or after.lower_ not in ("after", "following")
        ):
            return None
        trigger = self.triggers.get(after.head.i)
        if trigger is None or trigger.is_noun or not trigger.frame.standalone or preposition.lower_ not in HERE:
            return None
        self.concluded = True
        return trigger, "from"

    def _brought(self, preposition: Token, noun: Token) -> tuple[Trigger, Role] | None:
        """What stands where on the object of a verb: "resettling families in X", "inhabitants of X were moved to Y",
        "cobalt dug in X is hauled to Y"."""
        word = preposition.lower_
        if lemma(noun) in self.frames.lists["produced"] and noun.tag_ in ("VBN", "VBD") and word in HERE:
            noun = noun.head if noun.dep_ == "acl" else noun
        elif noun.pos_ not in ("NOUN", "PROPN", "NUM"):
            return None
        trigger = self.triggers.get(noun.head.i) if noun.dep_ in ("dobj", "nsubjpass") else None
        if trigger is None or trigger.is_noun or trigger.frame.mover == "subject":
            return None
        role = trigger.frame.prepositions.get(word)
        if role and (word not in self.frames.prepositions or role == "to"):
            return trigger, role
        if word in HERE and trigger.frame.standalone and noun.dep_ == "nsubjpass" and self._starts_there(noun, trigger):
            return trigger, "from"
        return None

    def _starts_there(self, noun: Token, trigger: Trigger) -> bool:
        """Whether those who live at a place, or a thing made there, are moved elsewhere from it."""
        inhabitants = lemma(noun) in self.frames.lists["inhabitants"]
        made = any(child.dep_ == "acl" and lemma(child) in self.frames.lists["produced"] for child in noun.children)
        further = any(child.lower_ in ("to", "into") and child.dep_ == "prep" for child in trigger.token.children)
        back = any(child.lower_ in ("back", "home") for child in trigger.token.children)
        return (inhabitants or made or lemma(noun) in self.frames.lists["produced"]) and further and not back

    def _verb_over(self, noun: Token) -> Token:
        """The verb that a date hangs on."""
        above = noun.head
        while above.pos_ in ("ADP", "NOUN", "PROPN", "NUM") and above.head.i != above.i and above.i > noun.sent.start:
            if above.pos_ in ("NOUN", "PROPN") and self.sentence.labels.get(above.i) not in CLOCK:
                return noun
            above = above.head
        return above if above.pos_ in ("VERB", "AUX") else noun

    def _blocked_by(self, noun: Token) -> Trigger | None:
        """ "Guards at X sent back 12 lorries": where those who block stand, the movement is blocked."""
        trigger = self.triggers.get(noun.head.i) if noun.dep_ == "nsubj" and noun.pos_ == "NOUN" else None
        is_block = trigger is not None and not trigger.is_noun and trigger.frame.status == "blocked"
        watching = {"force", "official", "institution"} & {*noun_class(noun)}
        return trigger if is_block and watching and noun.i not in self.triggers else None

    def _loaded_for(self, governor: Token) -> tuple[Trigger, Role] | None:
        """ "sailed with furniture for X": the parser hangs the destination on the load. "Salt from X for Y", "fuel for
        the mines around X was trucked in from Y": a load has where it goes beside where it comes from.
        """
        trigger = self._trigger_over(governor, governor)
        if trigger is None or trigger.is_noun:
            return None
        role = trigger.frame.prepositions.get("for")
        if role is None and {"goods", *CRAFT} & {*noun_class(governor)} and self._comes_from(governor, trigger):
            role = "to"
        return (trigger, role) if role else None

    def _comes_from(self, load: Token, trigger: Trigger) -> bool:
        """Whether the load or its verb has a place under "from"."""
        prepositions = [child for word in (load, trigger.token) for child in word.children if child.lower_ == "from"]
        return any(self.sentence.place(word) for preposition in prepositions for word in preposition.subtree)

    def _is_person(self, noun: Token) -> bool:
        """ "A man from Texas flew to Paris" tells where he lives, not where he started."""
        if noun.tag_ not in ("NN", "NNP"):
            return False
        if not (classes := noun_class(noun)):
            return noun.lower_.endswith(tuple(self.frames.lists["person_endings"]))
        return "people" in classes and lemma(noun) not in self.frames.lists["travellers"]

    def _role(self, preposition: Token, governor: Token) -> Role | None:
        word = preposition.lower_
        previous = preposition.nbor(-1).lower_ if preposition.i > preposition.sent.start else ""
        if word == "of":
            if previous == "out":
                return "from"
            if previous == "direction":
                return "to"
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
        if word in ALONG and trigger is None and not is_carried_along(governor, word, self.triggers):
            return None
        return role

    def _as_location(self, preposition: Token, governor: Token) -> tuple[tuple[Trigger, Role] | None, bool]:
        """A locative: "a camp at X" passes its role on to X; on a verb it may have a role of the frame."""
        word = preposition.lower_
        if word not in self.frames.lists["locative"] or self.sentence.place(governor):
            return None, False
        if governor.pos_ in ("NOUN", "PROPN"):
            beside = self._beside(governor, word) if governor.i in self.triggers else None
            if beside or (governor.i in self.triggers and not self._is_reached(governor)):
                return beside, False
            if lemma(governor) in self.frames.lists["compass"]:
                return None, False
            if self._is_fled(governor):
                return (self.triggers[governor.head.i], "from"), False
            known = "location" in noun_class(governor) or lemma(governor) in ("company", "firm", "authority")
            if known or is_goal(governor, self.triggers, self.frames):
                return self._climb_to(governor)
            return None, False
        before = noun_before(preposition)
        if before.head.i in (governor.i, governor.head.i) and self._is_fled(before):
            return (self.triggers[before.head.i], "from"), False  # the parser hangs "in X" on the verb
        if is_goal(before, self.triggers, self.frames) and before.head.lower_ == "to":
            return (self.triggers[before.head.head.i], "to"), False  # the same of "to a stable in X"
        if lemma(governor) in self.frames.lists["situated"] and governor.dep_ in ("acl", "relcl"):
            return self._climb_to(governor.head)
        if governor.pos_ in ("VERB", "AUX"):
            trigger = self._trigger_over(governor, preposition)
            if word == "of" and lemma(preposition.head) in self.frames.lists["compass"]:
                word = "off"  # "turned round south of X"
            role = trigger.frame.prepositions.get(word) if trigger else None
            if trigger and self._due_at(governor) is trigger:
                role = "to"
            if trigger and role:
                return (trigger, role), False
        return None, False

    def _beside(self, noun: Token, word: str) -> tuple[Trigger, Role] | None:
        """ "Opens its tour in X", "were put aboard a ship at X": the parser hangs the start on the noun."""
        verb = noun.head if noun.dep_ == "dobj" else noun.head.head
        trigger = self.triggers.get(verb.i) if noun.dep_ in ("dobj", "pobj") else None
        role = trigger.frame.prepositions.get(word) if trigger and not trigger.is_noun else None
        return (trigger, role) if trigger and role == "from" else None

    def _is_fled(self, noun: Token) -> bool:
        """Whether a noun is what a verb of flight above it flees from ("fled the fighting in X")."""
        if noun.dep_ not in ("dobj", "xcomp"):
            return False
        fled = self.triggers.get(noun.head.i)
        flees = fled is not None and not fled.is_noun and fled.frame.object_role == "from"
        return flees and bool({lemma(noun), noun.lower_} & self.frames.lists["hardships"])

    def _is_reached(self, noun: Token) -> bool:
        """ "reached the crossing at X": the noun of a way is a place where another verb of motion governs it."""
        above = noun.head.head if noun.dep_ == "pobj" else noun.head
        trigger = self.triggers.get(above.i)
        return noun.dep_ in ("dobj", "pobj") and trigger is not None and not trigger.is_noun

    def _as_between(self, governor: Token) -> tuple[Trigger, Role] | None:
        trigger = self._trigger_over(governor, governor)
        if trigger is None or not (trigger.is_noun or (trigger.token.i == governor.i and trigger.frame.standalone)):
            return None
        if trigger.part_of_speech == "word" or "between" in trigger.frame.prepositions:
            return None
        return trigger, "to" if self.second else "from"

    def _trigger_over(self, governor: Token, preposition: Token) -> Trigger | None:
        """The trigger that the governor belongs to: itself, the noun of a light verb, or a verb further up."""
        current = governor
        for _ in range(MAXIMUM_STEPS):
            if current.i in self.triggers:
                return self.triggers[current.i]
            if current.pos_ in ("VERB", "AUX") and not is_participle_noun(current):
                carried = self._carried_by(current, preposition)
                if carried is not None:
                    return carried
                if current.dep_ not in PASSED_VERBS:
                    return self._due_at(current)
            participle = participle_behind(current, self.triggers)
            if participle is not None:
                return participle
            if current.head.i == current.i:
                return None
            if current.dep_ == "appos":
                if not is_party(current):
                    return None  # "1,100 containers, all of them from X": where they are from
                self.coordinated = True
            current = current.head
        return None

    def _carried_by(self, verb: Token, preposition: Token) -> Trigger | None:
        """ "made the crossing from A to B": the noun that a verb of little meaning carries."""
        light = lemma(verb) in self.frames.lists["light_verbs"]
        for child in sorted(verb.children, key=lambda child: child.dep_ in SUBJECTS):
            trigger = self._on_the_way(child) or self.triggers.get(child.i)
            if trigger is None or abs(child.i - preposition.i) > 25:
                continue
            if child.dep_ == "prep":
                return trigger  # "has been on its way from X to Y"
            carried = light or trigger.frame.continues
            if child.dep_ == "xcomp" or (trigger.is_noun and child.dep_ in ("dobj", "attr", "nsubjpass") and carried):
                return trigger
            one_ended = trigger.frame.minimum not in ("both", "to")
            if trigger.is_noun and child.dep_ in ("nsubj", "nsubjpass") and one_ended:
                return trigger
        return None

    def _due_at(self, verb: Token) -> Trigger | None:
        """ "called at X on Monday and should be off Y on Wednesday": where a craft will be is where it goes."""
        modal = any(child.lower_ in ("should", "will", "'ll") and child.dep_ == "aux" for child in verb.children)
        first = self.triggers.get(verb.head.i)
        due = lemma(verb) == "be" and verb.dep_ == "conj" and modal and first is not None and not first.is_noun
        return first if due and own_subject(verb) is None else None

    def _on_the_way(self, preposition: Token) -> Trigger | None:
        """The noun under "on" that carries a movement ("is on its way")."""
        if preposition.dep_ != "prep" or preposition.lower_ != "on":
            return None
        below = (self.triggers.get(child.i) for child in preposition.children if child.dep_ == "pobj")
        return next((trigger for trigger in below if trigger is not None and trigger.frame.continues), None)


def assign_roles(sentence: Sentence, triggers: Mapping[int, Trigger], frames: Frames) -> dict[int, list[Filler]]:
    """The places of a sentence in their roles, by token index of the trigger.

    A place without a role in any movement (a location, an actor, a place in passing) doesn't appear.
    """
    fillers: dict[int, list[Filler]] = {}
    paired = dict(paired_names(sentence, triggers))
    for token, (trigger, role) in paired.items():
        fillers.setdefault(trigger.token.i, []).append(Filler(token, sentence.places[token.i], role))
    for token in (token for token in sentence.place_tokens() if token not in paired):
        climb = _Climb(sentence, triggers, frames, start=token, current=token)
        found = climb.run()
        if found is None:
            continue
        trigger, role = found
        place = sentence.places[token.i]
        found_here = fillers.setdefault(trigger.token.i, [])
        sends = role == trigger.frame.subject_role == "from"  # "Australia exported wheat to X"
        found_here.append(
            Filler(token, place, role, climb.coordinated, climb.anchor, climb.concluded or (sends and climb.anchor < 0))
        )
        further = sentence.more_places.get(token.i, ())
        found_here += [Filler(token, other, role, coordinated=True, anchor=climb.anchor) for other in further]
    for trigger in triggers.values():
        receiver = receiver_behind_pronoun(trigger, sentence)
        if receiver is not None and trigger.frame.subject_role:
            filler = Filler(receiver, sentence.places[receiver.i], trigger.frame.subject_role)
            fillers.setdefault(trigger.token.i, []).append(filler)
    return fillers
