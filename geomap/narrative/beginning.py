"""Where a movement begins that only tells its goal: where its mover was just before, was held, or stayed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from geomap.language.frames import Frames
from geomap.language.matching import Trigger
from geomap.language.syntax import lemma, noun_class, object_of, subject_of
from geomap.model import Place
from geomap.narrative.grouping import Group
from geomap.narrative.movers import find_mover
from geomap.narrative.roles import HERE, Filler

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence

__all__ = ["begin_where_held", "begin_where_stayed", "begun_at", "without_stays_after"]


def begun_at(
    triggers: Mapping[int, Trigger],
    fillers: Mapping[int, Sequence[Filler]],
    sentence: Sentence,
    frames: Frames,
) -> Iterator[tuple[int, Filler]]:
    """The origins of movements that only have a destination, by token index of the trigger.

    "He was released in A and flown to B", "the team trained in A before flying to B", "they were sent to B after
    reaching A", "police arrested a man in A and took him to B", "troops based in A pulled back to B": one mover, whose
    earlier doings have a place.
    """
    for index, found in fillers.items():
        trigger = triggers[index]
        roles = {filler.role for filler in found}
        if trigger.is_noun or trigger.frame.turns or not {"to"} <= roles <= {"to", "via"}:
            continue
        earlier = _done_before(trigger, sentence, frames)
        if earlier is None or lemma(earlier) in frames.lists["long_before"]:
            continue
        token = _place_of(earlier, triggers, fillers, sentence, frames)
        goals = [filler.place for filler in found]
        if token is None or any(_holds(sentence.places[token.i], goal) for goal in goals):
            continue
        yield index, Filler(token, sentence.places[token.i], "from", concluded=True)


def _done_before(trigger: Trigger, sentence: Sentence, frames: Frames) -> Token | None:
    """The verb that tells what the mover did, or what was done to it, before it was moved."""
    verb = trigger.token
    mover = find_mover(trigger, sentence)
    if mover is None or verb.pos_ != "VERB":
        return None
    first = verb.head
    if verb.dep_ == "conj" and first.pos_ == "VERB" and first.i < verb.i:
        return first if _is_of(first, mover) else None
    if verb.dep_ == "pcomp" and verb.head.lower_ == "before" and verb.head.head.pos_ == "VERB":
        return verb.head.head if _is_of(verb.head.head, mover) else None
    for child in verb.children:
        over = next((c for c in child.children if c.dep_ == "pcomp"), None) if child.lower_ == "after" else None
        if over is not None:
            return over
        if child.dep_ == "advcl" and child.i < verb.i and any(c.lower_ == "having" for c in child.children):
            return child
    nouns = [mover, *(below for of in mover.children if of.lower_ == "of" for below in of.children)]
    clauses = (c for noun in nouns for c in noun.children if c.dep_ in ("relcl", "acl") and c.i < verb.i)
    kept = frames.lists["kept"]
    stayed = frames.lists["dwelling"] if trigger.frame.mover == "object" else frozenset()
    return next((c for c in clauses if lemma(c) in kept or (lemma(c) in stayed and c.tag_ == "VBD")), None)


def _is_of(verb: Token, mover: Token) -> bool:
    return any(token is not None and token.i == mover.i for token in (subject_of(verb), object_of(verb)))


def _place_of(
    verb: Token,
    triggers: Mapping[int, Trigger],
    fillers: Mapping[int, Sequence[Filler]],
    sentence: Sentence,
    frames: Frames,
) -> Token | None:
    """Where the earlier thing was done: what a verb of motion reached, or the place of any other verb."""
    if verb.i in triggers:
        reached = [filler for filler in fillers.get(verb.i, ()) if filler.role == "to" and not filler.concluded]
        told = any(word.lower_ in frames.lists["ordering"] for word in (verb.head, *verb.children))
        return reached[0].token if told and len(reached) == 1 else None
    for preposition in verb.children:
        if preposition.dep_ != "prep" or preposition.lower_ not in HERE - {"of"}:
            continue
        for noun in preposition.children:
            found = _place_at(noun, sentence) if noun.dep_ == "pobj" else None
            if found is not None:
                return found
    return None


def _place_at(noun: Token, sentence: Sentence) -> Token | None:
    """The place itself, or that of "the camp outside X"."""
    if sentence.place(noun) or "location" not in noun_class(noun):
        return noun if sentence.place(noun) else None
    inner = (below for child in noun.children if child.lower_ in HERE for below in child.children)
    return next((token for token in inner if sentence.place(token)), None)


def _holds(place: Place, goal: Place) -> bool:
    """Whether the goal lies in the place: "was caught in Spain and taken to Madrid" begins nowhere in particular."""
    if place is goal:
        return True
    inside = place.country == goal.country
    return inside and (place.kind == "country" or (place.kind == "region" and place.name == goal.admin1))


def begin_where_held(group: Group, mover: Token | None) -> None:
    """ "Tourists stranded on X were flown home to Y": where they were held is where they started."""
    held = next((t for t in group.triggers[1:] if t.frame.status == "blocked" and t.token.dep_ == "acl"), None)
    if held is None or mover is None or held.token.head.i != mover.i or "from" in group.roles():
        return
    if _is_in_progress(group.triggers[0].token):
        return
    group.triggers.remove(held)
    below = {token.i for token in held.token.subtree}
    group.fillers = [replace(f, role="from") if f.role == "at" and f.token.i in below else f for f in group.fillers]


def _is_in_progress(verb: Token) -> bool:
    return verb.tag_ == "VBG" and any(
        child.dep_ == "aux" and child.lower_ in ("was", "were") for child in verb.children
    )


def begin_where_stayed(group: Group, frames: Frames) -> None:
    """ "Doctors who had spent the winter in A moved on to B": who stayed somewhere before sets out from there."""
    stays = [trigger.token for trigger in group.triggers if lemma(trigger.token) in frames.lists["staying"]]
    main = next((trigger.token for trigger in group.triggers if trigger.token not in stays), None)
    if main is None or "from" in group.roles() or "to" not in group.roles():
        return
    for stay in stays:
        below = {token.i for token in stay.subtree if stay.i < token.i < main.i}
        for nth, filler in enumerate(group.fillers):
            if filler.role == "via" and filler.token.i in below:
                group.fillers[nth] = replace(filler, role="from", concluded=True)
                return


def without_stays_after(
    triggers: Mapping[int, Trigger], fillers: Mapping[int, list[Filler]], frames: Frames
) -> dict[int, list[Filler]]:
    """The fillers without those of a stay after the arrival: "flew to A and spent a week in B" did not pass B."""

    def is_after(stay: Token) -> bool:
        arrived = any(filler.role == "to" and not filler.is_aim for filler in fillers.get(stay.head.i, ()))
        return lemma(stay) in frames.lists["staying"] and stay.dep_ == "conj" and arrived

    return {index: found for index, found in fillers.items() if not is_after(triggers[index].token)}
