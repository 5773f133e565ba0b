"""Where something happened: the place that the words around a trigger attach to it, or none."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from geomap.geodesy import distance_km
from geomap.language.matching import Trigger
from geomap.language.syntax import RELATIVES, lemma, noun_class, object_of, subject_of
from geomap.model import Place
from geomap.narrative.judging import is_in_subject_of_inquiry, is_told_of_judging, phrase_of_deed

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence

__all__ = ["AT", "Location", "locate"]

AT = frozenset(
    {
        "in",
        "at",
        "near",
        "off",
        "on",
        "outside",
        "inside",
        "over",
        "around",
        "above",
        "beside",
        "within",
        "by",
        "between",
    }
)
TOWARDS = frozenset({"to", "into", "with", "of", "against", "onto"})
AHEAD = frozenset({"towards", "toward"})  # not reached
WAYS = frozenset({"from", "through", "via", "across", "for"})
APART = frozenset({"since", "before", "until", "despite", "over", "because"})
WHEN = APART | {"after", "during", "following", "amid"}
PERIODS = frozenset({"hour", "day", "week", "month", "year", "decade"})
TOGETHER = 0.8
INHABITANTS = frozenset({"resident", "villager", "inhabitant", "people", "citizen", "farmer", "student", "voter"})
LIMIT = 4.6
SHARED = 2.5
FINER = 0.8
OWNED = 1.2
DEPTH = 0.8
CLAIMED = 2.5
TOLD_OF_NOUN = 0.3
STEPS = 12
LAWS = frozenset(
    {"bill", "law", "act", "treaty", "accord", "protocol", "convention", "policy", "scheme", "doctrine", "question"}
)
WAY_NOUNS = frozenset({"road", "route", "highway", "motorway", "track", "railway", "line", "way", "path"})
FLOW_NOUNS = frozenset({"flow", "flight", "crossing", "journey", "traffic", "exodus", "influx", "migration", "trip"})


@dataclass(frozen=True, slots=True, eq=False)
class Location:
    """A place with the cost of its attachment (0: in the trigger's own phrase) and whether the text states it."""

    place: Place
    cost: float
    token: Token | None = None
    stated: bool = True


@dataclass(frozen=True, slots=True)
class _Step:
    governor: Token
    preposition: str | None
    dep: str


def locate(triggers: Iterable[Trigger], sentence: Sentence, lists: Mapping[str, frozenset[str]]) -> dict[int, Location]:
    """The place of each trigger, by token index: the one attached best within the sentence; none where all are far.

    A place that is part of one trigger's own phrase isn't lent to another one that is only loosely near it. The
    ``lists`` of the frames say which types are placed by their actor, and which by where something starts.
    """
    triggers = [trigger for trigger in triggers if trigger.frame.type != "none"]
    nouns = {trigger.token.i for trigger in triggers if trigger.is_noun}
    tokens = [(token, _steps(token, sentence)) for token in sentence.place_tokens()]
    costs = {
        (trigger.token.i, token.i): _cost(token, steps, trigger, above, lists, sentence)
        + _claimed(token, trigger, nouns)
        + (LIMIT if is_told_of_judging(token, deed) or is_in_subject_of_inquiry(token, trigger.token) else 0.0)
        for trigger in triggers
        for above, deed in [({ancestor.i for ancestor in trigger.token.ancestors}, phrase_of_deed(trigger.token))]
        for token, steps in tokens
    }
    owners = {
        token.i: [trigger for trigger in triggers if costs[trigger.token.i, token.i] < OWNED] for token, _ in tokens
    }
    found: dict[int, Location] = {}
    for trigger in triggers:
        near: list[Location] = []
        for token, _ in tokens:
            cost = costs[trigger.token.i, token.i]
            owned = any(other is not trigger for other in owners[token.i])
            limit = SHARED if owned else LIMIT
            if cost < limit:
                near.append(Location(sentence.places[token.i], cost, token))
        if near:
            found[trigger.token.i] = _finest(near)
    return found


def _finest(near: Sequence[Location]) -> Location:
    """The place attached best; of "In Taiwan, schools in Hualien will close" the finer one."""
    best = min(near, key=lambda location: location.cost)
    inside = [other for other in near if other.cost < best.cost + FINER and _holds(best.place, other.place)]
    return min(inside, key=lambda location: location.cost, default=best)


def _holds(area: Place, place: Place) -> bool:
    if area.kind not in ("country", "region", "island") or place.radius_km * 3 > area.radius_km:
        return False
    if area.kind == "country" and area.country and place.country:
        return area.country == place.country
    return distance_km((area.lon, area.lat), (place.lon, place.lat)) <= area.radius_km


def _cost(
    token: Token,
    steps: Sequence[_Step],
    trigger: Trigger,
    above: Set[int],
    lists: Mapping[str, frozenset[str]],
    sentence: Sentence,
) -> float:
    """How loosely a place hangs together with a trigger; LIMIT and more is not at all.

    ``steps`` are the place's governors, ``above`` the trigger's ancestors by token index.
    """
    if not steps:
        return LIMIT
    qualifier = 0.7 if token.dep_ == "appos" or sentence.place(steps[0].governor) else 0.0
    distance = abs(token.i - trigger.token.i) / 30
    if _is_apart_in_time(token, trigger.token) or (
        token.dep_ == "pobj" and token.head.dep_ == "agent" and trigger.frame.type not in lists["place_of_actor"]
    ):
        return LIMIT  # "seized by Iran"
    at = next((number for number, step in enumerate(steps) if step.governor.i == trigger.token.i), None)
    if trigger.frame.type in lists["place_of_actor"] and _is_actor(token, trigger):
        return 0.15 if _is_possessed_by_actor(trigger) else 0.75 if trigger.frame.type == "border" else 1.3
    if _is_holder(token, trigger) and (trigger.frame.type in lists["place_of_actor"] or lemma(token.head) == "host"):
        return 1.3
    if trigger.frame.type in lists["place_not_of_actor"] and _is_actor(token, trigger):
        return LIMIT
    if _is_under_from(token) and trigger.frame.type not in lists["place_of_origin"]:
        return 0.8 + distance if _is_reported_from(steps[0], trigger) else LIMIT
    if steps[0].preposition in AHEAD and trigger.frame.type != "deployment":
        return LIMIT
    if at is not None:
        crossed = sum(
            TOLD_OF_NOUN if _tells_of(step.governor, trigger) else _verb_cost(step.governor) for step in steps[:at]
        )
        if at and _is_origin(steps[0], sentence):
            return LIMIT
        if at and _is_owner(token, steps[0]):
            return 3.0 + distance
        if at and _is_end_of_way(steps[0]):
            return (2.0 if lemma(steps[0].governor) in WAY_NOUNS else 3.0) + distance
        if _is_goal_of_described(steps[:at]) or _is_goal_of_next_verb(steps[:at]):
            return LIMIT
        if steps[0].preposition == "of" and "people" in noun_class(steps[0].governor):
            qualifier += DEPTH  # "the mayor of X"
        qualifier += DEPTH * sum(_is_remote(step.governor) for step in steps[1:at])
        return crossed + _preposition_cost(_outer_preposition(steps[: at + 1]), steps[at]) + qualifier + distance
    argument = _argument_cost(steps, trigger, sentence)
    if argument is not None:
        return argument + qualifier + distance
    if _is_owner(token, steps[0]):
        return LIMIT
    shared = next((n for n, step in enumerate(steps) if step.governor.i in above), None)
    if _is_under_from(token):
        return LIMIT  # "set off from X and was picked up"
    if shared is None:
        return 3.9 + qualifier + distance
    if trigger.frame.type in lists["place_of_sufferer"] and _suffers(token, steps[shared], trigger):
        return 0.9 + distance
    located = _outer_preposition(steps) in ("in", "at", "near", "off", "on", "outside")
    subject = 1.0 if steps[shared].dep in ("nsubj", "poss") and steps[shared].preposition is None else 0.0
    return (
        1.0
        + (0 if located else 1)
        + 0.3 * shared
        + sum(_verb_cost(step.governor) for step in steps[:shared])
        + subject
        + _clause_cost(steps[shared].governor, trigger)
        + qualifier
        + distance
    )


def _is_under_from(token: Token) -> bool:
    """ "From A", and B of "from A and B"."""
    while token.dep_ == "conj" and token.head.i != token.i:
        token = token.head
    return token.dep_ == "pobj" and token.head.lower_ == "from"


def _suffers(token: Token, step: _Step, trigger: Trigger) -> bool:
    """ "As Fiji tries to contain an outbreak": whose disaster it is, if the verbs between are its own."""
    if token.dep_ != "nsubj" or step.preposition is not None or step.governor.i != token.head.i:
        return False
    current = trigger.token
    for _ in range(STEPS):
        if current.i == step.governor.i:
            return True
        if current.dep_ not in ("dobj", "xcomp"):
            return False
        current = current.head
    return False


def _preposition_cost(preposition: str | None, step: _Step) -> float:
    actor = 1.2 if step.dep in ("nsubj", "agent", "poss") and preposition is None else 0.0
    if preposition in AT:
        return 0.6 if step.dep in ("nsubj", "nsubjpass", "dobj") else 0.0
    if preposition is None:
        return (0.2 if step.dep in ("dobj", "nsubjpass") else 0.9) + actor
    if preposition in TOWARDS:
        return 0.6
    return 1.6 if preposition == "from" else 1.0 if preposition in WAYS else 1.2


def _argument_cost(steps: Sequence[_Step], trigger: Trigger, sentence: Sentence) -> float | None:
    """A place inside the object of the trigger ("shelled a checkpoint near X") when the object hangs elsewhere."""
    target = object_of(trigger.token) if not trigger.is_noun else None
    if target is None:
        return None
    at = next((n for n, step in enumerate(steps) if step.governor.i == target.i), None)
    if at is None:
        return None
    origin = LIMIT if _is_origin(steps[0], sentence) else 0.0
    return 0.5 + (0 if steps[0].preposition in AT else 0.5) + origin


def _verb_cost(governor: Token) -> float:
    """What a verb between place and trigger adds: little where it belongs to the trigger ("refused to let in")."""
    if governor.pos_ == "AUX" and governor.dep_ in ("conj", "ccomp", "advcl", "relcl", "parataxis"):
        return 2.0
    if governor.pos_ != "VERB" or governor.dep_ in ("prep", "dobj", "pobj"):  # "following", "the X crossing"
        return 0.0
    allowed = governor.dep_ == "ccomp" and lemma(governor.head) in ("let", "allow", "permit", "help", "make")
    if governor.dep_ == "acl":
        return 0.5
    return 0.4 if governor.dep_ == "xcomp" or allowed else 2.0


def _tells_of(verb: Token, trigger: Trigger) -> bool:
    """ "An outbreak that began in X": the relative clause says where the noun happened."""
    if verb.dep_ != "relcl" or not trigger.is_noun or verb.head.i != trigger.token.i:
        return False
    subject = subject_of(verb)
    return subject is not None and (subject.i == trigger.token.i or subject.lower_ in RELATIVES)


def _is_origin(step: _Step, sentence: Sentence) -> bool:
    """ "migrants from Africa", "a native of Mexico": where somebody is from is not where it happens."""
    if step.preposition == "of" and _is_home(step.governor, sentence):
        return True
    if step.preposition == "of":
        classes = noun_class(step.governor)
        return (
            "people" in classes
            and not {"official", "institution"} & set(classes)
            and "partitive" not in classes
            and lemma(step.governor) not in INHABITANTS
        )
    return step.preposition == "from"


def _is_home(noun: Token, sentence: Sentence) -> bool:
    """ "Louis Jensen, 87, of X, was killed", "Beau Dunn of X was killed" tell where they lived."""
    if sentence.labels.get(noun.i) == "PERSON" and "official" not in noun_class(noun):
        return True
    of = next((child for child in noun.children if child.lower_ == "of" and child.dep_ == "prep"), None)
    return noun.pos_ == "PROPN" and of is not None and of.nbor(-1).text == ","


def _is_owner(token: Token, step: _Step) -> bool:
    """ "Russia's ambassador was shot" isn't told of Russia, nor "met U.S. shippers"; "Mali's north" is in Mali."""
    classes = noun_class(step.governor)
    if token.dep_ in ("compound", "nmod", "amod"):
        return lemma(step.governor) in LAWS or (
            bool({"people", "force", "official"} & set(classes)) and lemma(step.governor) not in INHABITANTS
        )
    return token.dep_ == "poss" and "location" not in classes


def _is_end_of_way(step: _Step) -> bool:
    """ "on the road from A to B" is somewhere between."""
    return step.preposition in ("from", "to") and lemma(step.governor) in WAY_NOUNS | FLOW_NOUNS


def _is_goal_of_described(steps: Sequence[_Step]) -> bool:
    """ "Traders who tried to reach X were turned back" isn't told of X."""
    towards = bool(steps) and steps[0].preposition in ("to", "into", "from", "for", "towards")
    return towards and any(step.governor.dep_ == "relcl" for step in steps)


def _is_goal_of_next_verb(steps: Sequence[_Step]) -> bool:
    """ "A passenger was injured and taken to a hospital in X" tells nothing of where it happened."""
    for number, step in enumerate(steps):
        if step.governor.pos_ == "VERB" and step.governor.dep_ == "conj":
            return _outer_preposition(steps[: number + 1]) in ("to", "into", "from", "for") or _is_under_goal(
                step.governor, steps
            )
    return False


def _is_under_goal(verb: Token, steps: Sequence[_Step]) -> bool:
    """Whether the way up to the verb goes through "to a hospital"."""
    nouns = {step.governor.i for step in steps}
    goals = (child for child in verb.children if child.lower_ in ("to", "into", "for") and child.dep_ == "prep")
    return any(noun.i in nouns for goal in goals for noun in goal.children)


def _is_apart_in_time(token: Token, trigger: Token) -> bool:
    """ "met in X three weeks after fighting killed 100": the other clause's place is not this one's."""
    for ancestor in (trigger, *trigger.ancestors):
        if ancestor.is_ancestor(token):
            return False
        if ancestor.lower_ in ("after", "before"):
            above = (*ancestor.children, *(child for child in ancestor.head.children if child.i < ancestor.i))
            if any(child.dep_ == "npadvmod" and _is_period(child) and child.i == ancestor.i - 1 for child in above):
                return True
    return False


def _is_period(noun: Token) -> bool:
    return lemma(noun) in PERIODS


def _is_reported_from(step: _Step, trigger: Trigger) -> bool:
    """ "Floods were reported from X" happened there."""
    reported = lemma(step.governor) == "report" and step.governor.tag_ == "VBN"
    return reported and trigger.token.head.i == step.governor.i


def _is_remote(governor: Token) -> bool:
    """Whether a noun between trigger and place is no location itself ("an attempt to damage a process in X")."""
    return governor.pos_ in ("NOUN", "ADJ") and "location" not in noun_class(governor)


def _is_holder(token: Token, trigger: Trigger) -> bool:
    """ "Moldova holds a referendum"."""
    noun = trigger.token
    return trigger.is_noun and noun.dep_ == "dobj" and token.dep_ == "nsubj" and token.head.i == noun.head.i


def _is_actor(token: Token, trigger: Trigger) -> bool:
    """Whether the place is the subject of the trigger's own verb ("Niger reopened its border")."""
    if trigger.is_noun:
        return False
    subject = subject_of(trigger.token)
    return token.dep_ == "nsubj" and subject is not None and subject.i == token.i


def _claimed(token: Token, trigger: Trigger, nouns: set[int]) -> float:
    """ "moved soldiers since the shooting in X": X is where the shooting was."""
    for ancestor in token.ancestors:
        if ancestor.i == trigger.token.i:
            return 0.0
        if ancestor.i in nouns and ancestor.dep_ == "pobj" and ancestor.head.lower_ in WHEN:
            return CLAIMED if ancestor.head.lower_ in APART else TOGETHER
    return 0.0


def _is_possessed_by_actor(trigger: Trigger) -> bool:
    return any(token.lower_ in ("its", "their") and token.dep_ == "poss" for token in trigger.token.subtree)


def _clause_cost(governor: Token, trigger: Trigger) -> float:
    """A place of the clause above is looser the more clauses and phrases lie between."""
    crossed = 0.0
    current = trigger.token
    while current.i != governor.i and current.head.i != current.i:
        crossed += current.dep_ in ("relcl", "ccomp", "advcl", "parataxis")
        crossed += 0.5 if current.dep_ == "pobj" and current.i != trigger.token.i else 0
        current = current.head
    return 0.7 * crossed


def _outer_preposition(steps: Sequence[_Step]) -> str | None:
    """The preposition outside the nouns that stand for the place: "in" for "in the capital of X"."""
    return next(
        (step.preposition for step in steps if "location" not in noun_class(step.governor)), steps[-1].preposition
    )


def _are_locations(steps: Sequence[_Step]) -> bool:
    """Whether the climb has only passed nouns that stand for the place itself ("the capital of X")."""
    return all("location" in noun_class(step.governor) for step in steps)


def _steps(token: Token, sentence: Sentence) -> list[_Step]:
    """The governors of a place, nearest first, with the first preposition on the way."""
    found: list[_Step] = []
    preposition: str | None = None
    current = token
    for _ in range(STEPS):
        head = current.head
        if head.i == current.i:
            break
        if head.pos_ == "ADP" and current.dep_ in ("pobj", "pcomp", "prep") and _are_locations(found):
            preposition = head.lower_  # the outer one of "from across Africa"
        if head.pos_ in ("VERB", "AUX", "NOUN", "PROPN", "ADJ", "NUM"):
            found.append(_Step(head, preposition, current.dep_ if current.dep_ != "conj" else token.dep_))
        current = head
    return found
