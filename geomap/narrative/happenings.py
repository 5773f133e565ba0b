"""From the triggers of one sentence to happenings: what, where, when, who, how many, and how surely."""

from __future__ import annotations

import itertools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

from geomap.language.assertion import Assertion, assess
from geomap.language.frames import Frames
from geomap.language.matching import Trigger, find_triggers
from geomap.language.syntax import SUBJECTS, has_negation, lemma, object_of, subject_of
from geomap.model import Actor, Certainty, EventType, Place, Quantity, Span, When
from geomap.narrative.actors import actors_of
from geomap.narrative.generality import hits_nobody, is_general, is_idle
from geomap.narrative.inferring import infer_location
from geomap.narrative.judging import phrase_of_deed
from geomap.narrative.locating import Location, locate
from geomap.narrative.movers import find_quantity

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence
    from geomap.narrative.context import Context

__all__ = ["Happening", "find_happenings"]

LOOSE = 2.6
NOWHERE = 9.0
VAGUE_DATES = frozenset({"year", "decade", "open"})
DETERMINED = frozenset({"the", "that", "this", "these", "those"})
CONCESSIONS = frozenset({"though", "although", "while", "whereas"})
UNREAL = frozenset({"planned", "possible", "refused", "denied"})
PRESENCE = frozenset({"meeting", "visit", "arrival"})
NEGATED = frozenset({"refused", "denied", "possible"})
HARM = frozenset({"attack", "accident", "disaster", "clash"})


@dataclass(slots=True, eq=False)
class Happening:
    """Something on its way to becoming an Event. ``definite`` marks a re-mention ("the blast")."""

    sentence: Sentence
    trigger: Trigger
    type: EventType
    assertion: Assertion
    certainty: Certainty
    evidence: list[Span]
    place: Place | None = None
    when: When | None = None
    quantity: Quantity | None = None
    actors: tuple[Actor, ...] = ()
    definite: bool = False
    place_cost: float = 0.0
    inferred: set[str] = field(default_factory=set)
    also: set[EventType] = field(default_factory=set)

    @property
    def in_heading(self) -> bool:
        """Whether a headline, heading or caption tells it."""
        return self.sentence.passage.block.kind in ("headline", "heading", "caption")


def find_happenings(sentence: Sentence, context: Context) -> list[Happening]:
    """The happenings that one sentence tells, in the order of its words. One without place and date is left out."""
    frames = context.events
    triggers = find_triggers(sentence, frames, context.register)
    places = locate(triggers.values(), sentence, frames.lists)
    found = [
        happening
        for trigger in triggers.values()
        if trigger.frame.type != "none"
        if not is_idle(trigger, frames) and not hits_nobody(trigger)
        if (happening := _happening(trigger, places.get(trigger.token.i), sentence, context)) is not None
    ]
    return _without_shadows(_placed_by_subject(_with_casualties(found)))


def _happening(trigger: Trigger, where: Location | None, sentence: Sentence, context: Context) -> Happening | None:
    assertion = assess(trigger.token, sentence)
    if assertion.is_mere_absence:
        return None
    if assertion.state == "planned" and phrase_of_deed(trigger.token) is not None:
        assertion = Assertion("fact")  # "sentenced for shooting": no purpose
    awaited = trigger.frame.type in context.events.lists["awaited"] and _is_awaited(trigger.token, context.events)
    foreseen = assertion.state != "fact" or trigger.frame.type not in context.events.lists["unforeseen"]
    ahead = assertion.looks_ahead and foreseen
    when = context.dates(sentence).date_of(trigger.token, looks_ahead=ahead, is_awaited=awaited)
    assertion = context.answered(sentence, context.seen_from_publication(assertion, when))
    if trigger.is_noun and where is not None and where.cost > LOOSE:
        where = None
    if where is None:
        where = infer_location(trigger, sentence, context)
    undated = when is None or (trigger.is_noun and when.granularity in VAGUE_DATES)
    if where is None and undated and not (_is_told_as_fact(trigger, assertion) or assertion.state in UNREAL):
        return None
    if is_general(trigger, where, when, context.events) and assertion.state not in UNREAL:
        return None
    involved = _involved(trigger)
    return Happening(
        sentence=sentence,
        trigger=trigger,
        type=cast("EventType", trigger.frame.type),
        assertion=assertion,
        certainty=_certainty(trigger, assertion),
        evidence=[_evidence(trigger, involved, where, sentence)],
        place=where.place if where else None,
        when=when,
        quantity=find_quantity(involved, trigger.token, sentence, context.quantities_in(sentence)),
        actors=actors_of(trigger, sentence, context.article.text, context.gazetteer),
        definite=trigger.is_noun and _is_definite(trigger.token, sentence),
        place_cost=where.cost if where else NOWHERE,
        inferred={"place"} if where is not None and not where.stated else set(),
    )


def _is_awaited(noun: Token, frames: Frames) -> bool:
    """ "machines for Sunday's election", "ahead of Monday's vote": who prepares for something has it before them."""
    preposition = noun.head
    if noun.dep_ == "dobj":  # "faces an election on Sunday"
        return preposition.tag_ in ("VBZ", "VBP", "VBG") and lemma(preposition) in frames.lists["awaiting"]
    if noun.dep_ != "pobj":
        return False
    if preposition.lower_ == "of":
        return preposition.head.lower_ == "ahead"
    return preposition.lower_ == "for" and preposition.head.pos_ == "NOUN"


def _is_told_as_fact(trigger: Trigger, assertion: Assertion) -> bool:
    """ "34 people were hurt", "The injured were freed": a clause of its own may belong to what was told before it."""
    token = trigger.token
    conceded = token.dep_ == "advcl" and any(child.lower_ in CONCESSIONS for child in token.children)
    own_clause = conceded or token.dep_ in ("ROOT", "conj", "ccomp", "parataxis")
    if trigger.is_noun or assertion.state != "fact" or not own_clause:
        return False
    return token.tag_ in ("VBD", "VBN") and (object_of(token) is not None or subject_of(token) is not None)


def _involved(trigger: Trigger) -> Token | None:
    """Whom or what it happens to: the object, else the subject of a verb."""
    if trigger.is_noun:
        return None
    moved = object_of(trigger.token)
    return moved if moved is not None else subject_of(trigger.token)


def _certainty(trigger: Trigger, assertion: Assertion) -> Certainty:
    """A frame may fix the certainty: a refusal of entry did happen."""
    if trigger.frame.certainty and assertion.state in ("refused", "fact"):
        return cast("Certainty", trigger.frame.certainty)
    return assertion.certainty


def _with_casualties(found: list[Happening]) -> list[Happening]:
    """Deaths told beside the attack, accident or disaster that caused them are part of it."""
    kept = []
    for happening in found:
        cause = next((other for other in found if _is_cause(other, happening)), None)
        if happening.type != "casualties" or cause is None:
            kept.append(happening)
            continue
        if happening.place is not None and happening.place_cost < cause.place_cost:
            cause.place, cause.place_cost = happening.place, happening.place_cost
            cause.inferred -= {"place"} - happening.inferred
        cause.when = cause.when or happening.when
        cause.quantity = happening.quantity or cause.quantity
        cause.evidence = [_union(cause.evidence[0], happening.evidence[0])]
    return kept


def _placed_by_subject(found: list[Happening]) -> list[Happening]:
    """ "Ministers who met in X agreed to ...": where they were is where they did it, as a conclusion."""
    for happening in found:
        subject = None if happening.trigger.is_noun or happening.place else subject_of(happening.trigger.token)
        if subject is None:
            continue
        for other in found:
            if other.place and other.type in PRESENCE and subject.is_ancestor(other.trigger.token):
                happening.place = other.place
                happening.inferred.add("place")
                if happening.when is None and other.type == "meeting" and happening.certainty == "happened":
                    happening.when = other.when
                    happening.inferred |= {"dates"} if other.when else set()
    return found


def _is_cause(other: Happening, deaths: Happening) -> bool:
    if other is deaths or other.type not in HARM:
        return False
    cause, token = other.trigger.token, deaths.trigger.token
    return cause.is_ancestor(token) or _causes(cause, token)


def _causes(cause: Token, deaths: Token) -> bool:
    """ "killed when a bus crashed" is one happening, "have died since the earthquake" a toll of its own."""
    if not deaths.is_ancestor(cause):
        return False
    between = itertools.takewhile(lambda token: token.i != deaths.i, cause.ancestors)
    return not any(token.lower_ in ("since", "before") for token in between)


def _is_definite(noun: Token, sentence: Sentence) -> bool:
    """ "the blast" without a place or name of its own points back to one that was told before."""
    if not any(child.lower_ in DETERMINED for child in noun.children):
        return False
    return not any(sentence.place(token) for token in noun.subtree)


def _without_shadows(found: list[Happening]) -> list[Happening]:
    """One verb and its noun of the same type are one happening ("held a meeting", "carried out an attack")."""
    kept: list[Happening] = []
    for happening in _announced_things(found):
        twin = next((other for other in kept if _are_one(other, happening)), None)
        if twin is None:
            kept.append(happening)
            continue
        twin.evidence = [
            (min(twin.evidence[0][0], happening.evidence[0][0]), max(twin.evidence[0][1], happening.evidence[0][1]))
        ]
        own_day = False
        if _is_its_subject(twin, happening):  # "a hurricane is bearing down on X", "expect the storm to hit X"
            told = twin.when if happening.certainty == "happened" else None
            twin.certainty, twin.assertion, twin.when = happening.certainty, happening.assertion, happening.when or told
            own_day = happening.when is None and told is not None  # "the outbreak that began in X in May has reached Y"
        if _is_its_object(twin, happening) and happening.assertion.state in NEGATED:  # "called off their strike"
            twin.certainty, twin.assertion = happening.certainty, happening.assertion
        nearer = happening.place is not None and happening.place_cost < twin.place_cost
        if nearer and not _is_later(happening, twin) and not (own_day and twin.place):
            twin.place, twin.place_cost = happening.place, happening.place_cost
        twin.when = twin.when or happening.when
        twin.quantity = twin.quantity or happening.quantity
    return kept


def _is_same_storm(first: Token, second: Token) -> bool:
    """ "The typhoon made landfall on X, crossed Y and blew out to sea after battering Z"."""
    one = first if first.dep_ in SUBJECTS else subject_of(first)
    other = second if second.dep_ in SUBJECTS else subject_of(second)
    return one is not None and other is not None and one.i == other.i


def _is_its_subject(noun: Happening, verb: Happening) -> bool:
    token = noun.trigger.token
    return noun.trigger.is_noun and token.dep_ == "nsubj" and token.head.i == verb.trigger.token.i


def _is_its_object(verb: Happening, noun: Happening) -> bool:
    """ "Unions called a strike"."""
    token = noun.trigger.token
    return noun.trigger.is_noun and token.dep_ == "dobj" and token.head.i == verb.trigger.token.i


def _is_later(happening: Happening, twin: Happening) -> bool:
    """ "The storm made landfall at X, crossed Y": what comes next doesn't say where it happened."""
    verb, noun = happening.trigger.token, twin.trigger.token
    return verb.dep_ == "conj" and noun.i < verb.i and not noun.is_ancestor(verb)


def _announced_things(found: list[Happening]) -> list[Happening]:
    """ "decided to send soldiers" is the sending; "agreed to open a crossing" is the agreement, dated as such."""
    dropped: set[int] = set()
    for outer in found:
        for inner in found:
            if inner is outer or not outer.trigger.token.is_ancestor(inner.trigger.token):
                continue
            if (
                outer.type == "decision"
                and inner.type != "decision"
                and inner.assertion.state in ("blocked", "refused")
            ):
                dropped.add(id(inner))  # "banned the export of charcoal"
            elif outer.type in ("decision", "agreement") and inner.type != outer.type and _is_promise(outer, inner):
                inner.when = inner.when or outer.when
                inner.evidence = [_union(outer.evidence[0], inner.evidence[0])]
                inner.place = inner.place or outer.place
                dropped.add(id(outer))
            elif outer.type == "agreement" and inner.assertion.state == "planned":
                dropped.add(id(inner))
            elif outer.type == "ruling" and inner.type != "ruling" and inner.assertion.state in UNREAL:
                dropped.add(id(inner))  # "rejected a bid to postpone the election"
    return [happening for happening in found if id(happening) not in dropped]


def _is_promise(outer: Happening, inner: Happening) -> bool:
    """ "Decided to send soldiers", "Rwanda agreed to send soldiers"; two who agree to something have an agreement."""
    if outer.type == "decision":
        return True
    subject = subject_of(outer.trigger.token)
    if inner.assertion.state != "planned" or inner.type != "deployment" or subject is None:
        return False
    many = subject.tag_ in ("NNS", "NNPS") or any(child.dep_ == "conj" for child in subject.children)
    return not many and subject.i not in outer.sentence.more_places


def _union(a: Span, b: Span) -> Span:
    return min(a[0], b[0]), max(a[1], b[1])


def _are_one(first: Happening, second: Happening) -> bool:
    if first.type != second.type and {first.type, second.type} != {"visit", "meeting"}:
        return False
    a, b = first.trigger.token, second.trigger.token
    if first.type == second.type and (_is_its_subject(first, second) or _is_its_object(first, second)):
        return True
    if first.type == second.type and a.dep_ != b.dep_ and b.dep_ == "acl" and b.head.i == a.i:
        return True  # "the strike planned for Friday"
    if first.type == second.type and a.dep_ == "nsubjpass" and a.head.i == b.i:
        return True  # "the strike was called off"
    if first.type == second.type == "disaster" and _is_same_storm(a, b):
        return True
    related = a.is_ancestor(b) or b.is_ancestor(a)
    same_date = first.when is second.when or first.when is None or second.when is None
    same_place = first.place is second.place or first.place is None or second.place is None
    return same_date and (related or same_place) and first.assertion.state == second.assertion.state


def _evidence(trigger: Trigger, involved: Token | None, where: Location | None, sentence: Sentence) -> Span:
    """From the first to the last word that tells the happening."""
    first, last = sentence.tokens.start, sentence.tokens.end - 1
    indexes = [trigger.token.i]
    if involved is not None and first <= involved.i <= last:
        indexes += [involved.i, max(involved.left_edge.i, first)]
    if where is not None and where.token is not None and where.cost < LOOSE:
        indexes.append(where.token.i)
    if has_negation(trigger.token):
        indexes += [child.i for child in trigger.token.children if child.dep_ == "neg"]
    indexes = [i for i in indexes if first <= i <= last]
    return sentence.span(min(indexes), max(indexes))
