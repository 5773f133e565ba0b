"""Journeys: legs of one mover, told over clauses, sentences and list items, put together in travel order."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from geomap.language.aspect import is_pluperfect
from geomap.language.assertion import Assertion, State
from geomap.language.frames import load_frames
from geomap.language.syntax import head_noun, lemma, noun_class, own_subject, subject_of
from geomap.narrative.grouping import was_once_planned
from geomap.narrative.movements import Movement, arrives
from geomap.narrative.noun_phrases import CRAFT, classes_of
from geomap.narrative.when import spanning

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["agrees", "assemble"]

REACH = 2  # sentences between two legs of one journey
SINGULAR = frozenset({"he", "she", "him", "her", "his"})
PLURAL = frozenset({"they", "them", "their", "we", "us"})
FORMS = tuple(map(frozenset, (("they", "them"), ("we", "us"), ("he", "him"), ("she", "her"))))
NEUTER = frozenset({"it", "its", "she", "her"})
THINGS = CRAFT | {"goods"}
OPENING_WORDS = 5
REAL = frozenset({"fact", "attempted", "blocked"})


def assemble(legs: Sequence[Movement]) -> list[Movement]:
    """Join the legs of one journey, and drop stops that belong to none. The legs come in the order of the text."""
    journeys: list[Movement] = []
    for leg in legs:
        if leg.trigger.frame.turns and _break_off(journeys, leg):
            continue
        if leg.assertion.state in ("refused", "denied") and _fell_short(journeys, leg):
            continue
        previous = next((j for j in reversed(journeys) if _continues(j, leg)), None)
        if previous is None:
            _begin_where_reached(journeys, leg)
            journeys.append(leg)
        else:
            _extend(previous, leg)
    return [j for j in journeys if j.standalone or (j.origin is not None and (j.stops or j.destination is not None))]


def _begin_where_reached(journeys: Sequence[Movement], leg: Movement) -> None:
    """ "It was escorted to X. It then sailed on to Y": from X, though nothing tells where it had come from."""
    if leg.origin is not None or leg.destination is None or not _goes_further(leg):
        return
    before = next((j for j in reversed(journeys) if _is_near(j, leg) and _same_mover(j, leg)), None)
    if before is None or before.aimed or before.destination in (None, leg.destination, *leg.stops):
        return
    if before.assertion.state == leg.assertion.state == "fact" and leg.sentence.number - before.told_until == 1:
        leg.origin = before.destination
        leg.inferred.add("from")
        leg.evidence += before.evidence[-1:]


def _break_off(journeys: Sequence[Movement], leg: Movement) -> bool:
    """End the journey that the leg turns back from; true where the leg tells nothing more than that."""
    journey = next((j for j in reversed(journeys) if _is_near(j, leg) and _same_mover(j, leg)), None)
    if journey is None or leg.assertion.state in ("refused", "denied"):
        return False
    if {mover.lower_ for mover in (journey.mover, leg.mover) if mover is not None} in FORMS:
        return False  # "took him to X; he turned round"
    if leg.destination not in (None, *journey.places) or leg.origin not in (None, *journey.places):
        return False  # "turned away from X": another time
    if journey.assertion.state in REAL:
        state: State = "blocked" if leg.trigger.frame.status == "blocked" else "attempted"
        journey.assertion = Assertion(state, journey.assertion.looks_ahead)
    if leg.destination is not None and leg.destination is not journey.origin:
        return leg.destination is journey.destination
    journey.stops += [stop for stop in leg.stops if stop not in journey.places]
    journey.evidence += leg.evidence
    journey.triggers += leg.triggers
    return True


def _fell_short(journeys: Sequence[Movement], leg: Movement) -> bool:
    """ "The boat left X but never reached Y": the goal of the journey, which it did not come to."""
    if not arrives(leg.trigger) or leg.origin is not None or leg.destination is None:
        return False
    journey = next((j for j in reversed(journeys) if _is_near(j, leg) and _moves_the_same(j, leg)), None)
    if journey is None or journey.assertion.state not in REAL or leg.destination in journey.places:
        return False
    if journey.destination is not None or not (journey.origin or journey.stops):
        return False
    state: State = "blocked" if journey.assertion.state == "blocked" else "attempted"
    journey.assertion = Assertion(state, journey.assertion.looks_ahead)
    journey.destination, journey.aimed = leg.destination, True
    journey.evidence += leg.evidence
    journey.triggers += leg.triggers
    journey.told_until = leg.sentence.number
    return True


def _moves_the_same(journey: Movement, leg: Movement) -> bool:
    """Whether the same moves, or a part of it: the mussels of "a lorry-load of mussels that never reached X"."""
    movers = (journey.mover, leg.mover)
    if journey.sentence is leg.sentence and all(mover is not None and mover.pos_ == "NOUN" for mover in movers):
        first, second = (head_noun(mover) for mover in movers if mover is not None)
        if first.i == second.i or second.is_ancestor(first):
            return True
    return _same_mover(journey, leg)


def _is_near(journey: Movement, leg: Movement) -> bool:
    return leg.sentence.number - journey.told_until <= REACH and leg.trigger.token != journey.trigger.token


def _continues(journey: Movement, leg: Movement) -> bool:
    if not (_is_near(journey, leg) and _same_mover(journey, leg) and _states_agree(journey, leg)):
        return False
    if leg.destination is not None and leg.destination is journey.origin:
        return False  # a way back is another journey
    if any(trigger.frame.turns for trigger in (*journey.triggers, leg.trigger)):
        return False  # what goes on after turning round is another one
    if not leg.standalone:
        return leg.origin is None
    if journey.destination is None or journey.aimed:
        return leg.origin is None and bool(journey.origin or journey.stops)
    same_sentence = leg.sentence.number == journey.told_until
    if leg.origin is journey.destination:
        if _is_earlier(leg) and not _is_earlier(journey):
            return False  # "was sent back to X, from where they had taken it to Y"
        return journey.origin is not None or bool(journey.stops) or same_sentence
    if leg.origin is None and leg.destination is not None and _comes_back(leg):
        return journey.origin is None and not journey.stops
    if leg.origin is not None:
        return False
    if _looks_back(journey, leg):
        return True
    if leg.destination is None:
        return bool(leg.stops) and same_sentence and _goes_beyond(journey, leg)
    if same_sentence:
        return _goes_on(leg)
    return journey.origin is not None and (_is_told_next(leg) or _is_told_on(journey, leg))


def _looks_back(journey: Movement, leg: Movement) -> bool:
    """ "The train from X pulled into Y. It had rolled across Z and been ferried to W": how it had come there."""
    reached = journey.origin is not None and journey.destination is not None and not journey.aimed
    return reached and leg.sentence.number > journey.ended_in and _is_of_before(leg)


def _is_earlier(leg: Movement) -> bool:
    """Whether the verb itself stands in the pluperfect."""
    return is_pluperfect(leg.trigger.token)


def _is_of_before(leg: Movement) -> bool:
    """Whether the sentence tells in the pluperfect of what went before."""
    verb = next((token for token in leg.sentence.tokens if token.pos_ in ("VERB", "AUX")), leg.trigger.token)
    return verb.lower_ == "had" and verb.i < leg.trigger.token.i


def _is_told_on(journey: Movement, leg: Movement) -> bool:
    """ "They were carried from X to Y. Lorries took them to Z.": told of the same in the past, sentence by sentence."""
    apart = leg.sentence.number - journey.told_until
    past = all(trigger.token.tag_ in ("VBD", "VBN") for trigger in (journey.triggers[-1], leg.trigger))
    pronoun = leg.mover is not None and leg.mover.pos_ == "PRON"
    return apart == 1 and past and pronoun and leg.assertion.state == journey.assertion.state == "fact"


def _is_told_next(leg: Movement) -> bool:
    """ "The next morning he took the ferry to X", "Then they walked to Y": the sentence says that it goes on."""
    opening = leg.sentence.tokens[:OPENING_WORDS]
    sequence = load_frames("motion").lists["sequence"]
    return any(token.lower_ in sequence for token in opening if token.i < leg.trigger.token.i)


def _comes_back(leg: Movement) -> bool:
    """ "who had got to X last year, came back to Y in March": the way back starts where the way out ended."""
    words = {child.lower_ for trigger in leg.triggers for child in trigger.token.children}
    return bool(words & {"back", "home"}) or lemma(leg.trigger.token) == "return"


def _starts_over(journey: Movement, leg: Movement) -> bool:
    """ "arrived in X on Monday and went on to Y": what is told begins where the mover had come to."""
    if journey.destination is None or journey.origin is not None or journey.stops:
        return False
    return arrives(journey.trigger) or _comes_back(leg)


def _goes_on(leg: Movement) -> bool:
    """ "... and drive on to Paris": the verb says itself that it continues a way."""
    return _follows(leg) or _goes_further(leg)


def _follows(leg: Movement) -> bool:
    """ "They sailed to X, rode through Y and came to Z": one verb after the other, in the order of the way."""
    token = leg.trigger.token
    bare = token.dep_ == "advcl" and token.tag_ == "VBD" and own_subject(token) is None
    return token.dep_ == "conj" or (bare and token.head.i < token.i)


def _goes_further(leg: Movement) -> bool:
    """ "flew from A to B and went on by car through C": C lies beyond B."""
    return any(child.lower_ in ("on", "then", "onward", "onwards") for child in leg.trigger.token.children)


def _goes_beyond(journey: Movement, leg: Movement) -> bool:
    """Whether what the leg passes lies behind where the journey had come to."""
    if _goes_further(leg):
        return True
    return leg.trigger.frame.standalone and leg.sentence.number == journey.ended_in and _follows(leg)


def _is_later(leg: Movement) -> bool:
    """ "fled A for B and later moved to C": B, which was only aimed at, was reached before."""
    return any(child.lower_ in ("later", "then", "afterwards", "subsequently") for child in leg.trigger.token.children)


def _states_agree(journey: Movement, leg: Movement) -> bool:
    states = {journey.assertion.state, leg.assertion.state}
    on_the_way = journey.assertion.state == "fact" and journey.destination is None and leg.destination is not None
    is_own = leg.trigger.frame.mover != "object"  # "the agency plans to bus them to X" is another movement
    if on_the_way and is_own and not was_once_planned(leg.trigger) and leg.assertion.state in ("planned", "possible"):
        return True  # "sailed from Durban on 11 May and should reach Beira on the 17th"
    return len(states) == 1 or states <= REAL


def _same_mover(journey: Movement, leg: Movement) -> bool:
    """Whether both legs move the same: one token, a pronoun for it, its repeated noun, or no subject in a list item."""
    first, second = _named(journey.mover), _named(leg.mover)
    if second is None or (first is not None and second.i == first.i and second.doc is first.doc):
        return second is not None or _is_verbless_subject(leg)
    if leg.sentence.number == journey.told_until and second.pos_ != "PRON":
        return False
    if first is None:
        return second.pos_ == "PRON" and leg.sentence.passage is journey.sentence.passage
    if second.pos_ == "PRON":
        if leg.sentence.passage is not journey.sentence.passage or _is_of_another(second, first, journey, leg):
            return False
        driver = subject_of(journey.trigger.token) if journey.trigger.frame.mover == "either" else None
        return agrees(second, first) or (driver is not None and agrees(second, driver) and second.lower_ in SINGULAR)
    definite = any(child.lower_ in ("the", "this", "that", "these", "those") for child in second.children)
    if not definite:
        return False
    if lemma(head_noun(first)) == lemma(head_noun(second)):
        return True
    near = leg.sentence.passage is journey.sentence.passage and leg.sentence.number - journey.told_until == 1
    craft = set(classes_of(first)) & set(classes_of(second)) & CRAFT
    return near and bool(craft) and _is_plural(first) == _is_plural(second)  # "The trawler left X. The ship ..."


def _named(mover: Token | None) -> Token | None:
    """The noun that a name stands beside: "the trader Santo Queen, which had set out, gave up"."""
    while mover is not None and mover.dep_ == "appos" and mover.head.i != mover.i:
        mover = mover.head
    return mover


def _is_of_another(pronoun: Token, mover: Token, journey: Movement, leg: Movement) -> bool:
    """Whether another fitting subject stands nearer: "Boats leave X for Y, from where people walk. They ..."."""
    if pronoun.lower_ not in PLURAL:
        return False
    passage = leg.sentence.passage
    since, until = max(end for _, end in journey.evidence), leg.sentence.offsets[pronoun.i][0]
    for token in passage.doc:
        at = passage.start + token.idx
        if not since <= at < until or token.dep_ not in ("nsubj", "nsubjpass") or token.pos_ != "NOUN":
            continue
        if _is_plural(token) and lemma(token) != lemma(head_noun(mover)) and "people" in noun_class(token):
            return True
    return False


def _is_verbless_subject(leg: Movement) -> bool:
    """ "Arrived at O'Hare at 4 p.m.": a log or list item that leaves its subject out."""
    token = leg.trigger.token
    return token.dep_ == "ROOT" or token.i == leg.sentence.tokens.start


def agrees(pronoun: Token, noun: Token) -> bool:
    """Whether a pronoun can stand for a noun, by number and by what the noun is."""
    word = pronoun.lower_
    if noun.pos_ == "PRON":
        alike = any({noun.lower_, word} <= forms for forms in FORMS) or noun.lower_ == word
        return alike or (word in PLURAL and _is_accompanied(noun))
    plural = _is_plural(noun)
    craft = bool(set(noun_class(head_noun(noun))) & THINGS)
    if word in PLURAL:
        return plural or bool(set(noun_class(noun)) & {"force", "partitive"}) or _is_accompanied(noun)
    if plural:
        return False
    if word in SINGULAR and not craft:
        return True
    return word in NEUTER and (craft or "people" not in noun_class(noun))


def _is_plural(noun: Token) -> bool:
    return noun.tag_ in ("NNS", "NNPS") or noun.pos_ == "NUM" or any(child.dep_ == "conj" for child in noun.children)


def _is_accompanied(noun: Token) -> bool:
    """ "Hassan left X with two friends. They ..."."""
    withs = (child for child in noun.head.children if child.lower_ == "with" and child.dep_ == "prep")
    company = (child for preposition in withs for child in preposition.children if child.dep_ == "pobj")
    return noun.dep_ == "nsubj" and any("people" in noun_class(head_noun(one)) for one in company)


def _extend(journey: Movement, leg: Movement) -> None:
    """Add a leg to a journey in travel order."""
    if not leg.standalone:
        if leg.stops and journey.destination is not None and not journey.aimed and _goes_beyond(journey, leg):
            journey.stops.append(journey.destination)
            journey.destination = None
        journey.stops += leg.stops
        if leg.destination is not None:  # "called at X and should be off Y on Wednesday"
            if journey.destination is not None and not journey.aimed:
                journey.stops.append(journey.destination)
            journey.destination, journey.aimed = leg.destination, False
            journey.ended_in = leg.sentence.number
    elif (journey.aimed and not _is_later(leg)) or _looks_back(journey, leg):
        journey.stops += [place for place in (*leg.stops, leg.destination) if place is not None]
    else:
        if _starts_over(journey, leg):
            journey.origin = journey.destination
            journey.inferred.add("from")
        elif journey.destination is not None:
            journey.stops.append(journey.destination)
        journey.stops += leg.stops
        journey.destination, journey.aimed = leg.destination, leg.aimed
        journey.ended_in = leg.sentence.number
    ends = (journey.origin, journey.destination)
    journey.stops = [s for s in dict.fromkeys(journey.stops) if s not in ends]
    if not journey.standalone and leg.standalone:  # "loaded at X and will go to Y" is the going
        journey.standalone, journey.assertion = True, leg.assertion
        journey.triggers = [*leg.triggers, *journey.triggers]
    else:
        journey.triggers += leg.triggers
    journey.evidence += [span for span in leg.evidence if span not in journey.evidence]
    journey.quantity = journey.quantity or leg.quantity
    journey.when = leg.when if "from" in journey.inferred and _comes_back(leg) else spanning(journey.when, leg.when)
    journey.told_until = leg.sentence.number
    by_name = leg.mover is not None and leg.mover.pos_ != "PRON"
    told = leg.theme_stated or leg.theme != "people"
    if told and not journey.theme_stated and (by_name or journey.triggers[0].frame.theme is None):
        journey.theme, journey.theme_stated = leg.theme, leg.theme_stated
    if leg.assertion.state in ("blocked", "attempted"):
        journey.assertion = Assertion(leg.assertion.state, journey.assertion.looks_ahead)
