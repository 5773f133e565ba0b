"""From the triggers and places of one sentence to movements: legs with their ends, mover, status, quantity and date."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from geomap.language.assertion import Assertion, State, assess
from geomap.language.matching import Trigger, find_triggers
from geomap.language.syntax import SUBJECTS, lemma, noun_class
from geomap.model import Place, Quantity, Span, Theme, When
from geomap.narrative.beginning import begin_where_held, begin_where_stayed, begun_at, without_stays_after
from geomap.narrative.chains import with_onward_steps, with_whole_chains
from geomap.narrative.ending import ended_at
from geomap.narrative.grouping import Group, carriers, handed_over, join
from geomap.narrative.movers import find_mover, find_quantity, is_known_mover
from geomap.narrative.noun_phrases import classes_of
from geomap.narrative.pointing import pointed_to
from geomap.narrative.roles import Filler, assign_roles
from geomap.narrative.themes import theme_of
from geomap.narrative.verbless import told_without_verb
from geomap.narrative.when import spanning

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence
    from geomap.narrative.context import Context

__all__ = ["Movement", "arrives", "find_movements"]

STATES: dict[str, State] = {"blocked": "blocked", "attempted": "attempted", "ended": "ended", "planned": "planned"}
NOBODY: frozenset[int] = frozenset()
PARTS = frozenset({"pobj", "prep", "acl"})
PASSAGES = frozenset(
    {"strait", "canal", "sea", "river", "crossing", "mountain"}
)  # a way through them is a route of its own


@dataclass(slots=True, eq=False)
class Movement:
    """A leg on its way to becoming a Route. ``stops`` are places in travel order.

    ``aimed`` marks a destination that is only the goal ("bound for"): what is told later may lie before it.
    ``sentence`` holds the tokens of ``mover`` and of the first trigger; ``told_until`` is the number of the last
    sentence of a journey, ``ended_in`` that of the one that tells its destination.
    """

    sentence: Sentence
    triggers: list[Trigger]
    origin: Place | None
    stops: list[Place]
    destination: Place | None
    mover: Token | None
    theme: Theme
    theme_stated: bool
    assertion: Assertion
    evidence: list[Span]
    quantity: Quantity | None = None
    when: When | None = None
    standalone: bool = True
    aimed: bool = False
    inferred: set[str] = field(default_factory=set)
    told_until: int = -1
    ended_in: int = -1

    def __post_init__(self) -> None:
        self.told_until = max(self.told_until, self.sentence.number)
        self.ended_in = self.sentence.number

    @property
    def trigger(self) -> Trigger:
        """The trigger that carries the movement."""
        return self.triggers[0]

    @property
    def places(self) -> list[Place]:
        """All places in travel order."""
        return [p for p in (self.origin, *self.stops, self.destination) if p is not None]


def find_movements(sentence: Sentence, context: Context) -> list[Movement]:
    """The movements that one sentence tells, in the order of its words."""
    triggers = find_triggers(sentence, context.motion)
    if not triggers:
        return [
            leg for group in _verbless(sentence, {}, context) for leg in _movements_of(group, NOBODY, sentence, context)
        ]
    fillers = assign_roles(sentence, triggers, context.motion)
    fillers = with_whole_chains(triggers, fillers, sentence, context.motion)
    fillers = with_onward_steps(triggers, fillers, sentence)
    for index in carriers(fillers, triggers):
        fillers.setdefault(index, [])
    for index, there in pointed_to(triggers, sentence, context):
        fillers.setdefault(index, []).append(there)
    for index, begun in list(begun_at(triggers, fillers, sentence, context.motion)):
        fillers[index].append(begun)
    for index, ended in list(ended_at(triggers, fillers, sentence, context.motion)):
        before, fillers = fillers, handed_over(fillers, index, [ended])
        triggers = {i: trigger for i, trigger in triggers.items() if i in fillers or i not in before}
    fillers = without_stays_after(triggers, fillers, context.motion)
    verbless = _verbless(sentence, fillers, context)
    for group in verbless:
        fillers = handed_over(fillers, group.triggers[0].token.i, group.fillers)
        del fillers[group.triggers[0].token.i]
    groups = verbless + join([Group([triggers[index]], found) for index, found in sorted(fillers.items())], triggers)
    legs: list[Movement] = []
    moving = _moving(triggers, fillers, sentence)
    for group in (group for group in groups if group.fillers):
        legs += _movements_of(group, moving, sentence, context)
    legs += _turns(sentence, triggers, {trigger.token.i for group in groups for trigger in group.triggers}, context)
    return _met(sorted(legs, key=lambda leg: leg.trigger.token.i))


def _verbless(sentence: Sentence, fillers: Mapping[int, Sequence[Filler]], context: Context) -> list[Group]:
    return [Group([trigger], found) for trigger, found in told_without_verb(sentence, fillers, context.motion)]


def _moving(
    triggers: Mapping[int, Trigger], fillers: Mapping[int, Sequence[Filler]], sentence: Sentence
) -> frozenset[int]:
    """The tokens of whom a verb says that they move, one that means nothing else: what they do beside is motion too."""
    strong = (triggers[index] for index in fillers if triggers[index].part_of_speech == "verb")
    movers = (
        find_mover(trigger, sentence) for trigger in strong if trigger.frame.standalone and not trigger.frame.weak
    )
    return frozenset(mover.i for mover in movers if mover is not None)


def _met(legs: list[Movement]) -> list[Movement]:
    """Join two halves of one movement: "having left A, the convoy got to B", "landed in B on a flight from A"."""
    for start in [leg for leg in legs if leg.origin is not None and leg.destination is None and leg.standalone]:
        end = next((leg for leg in legs if _meets(start, leg)), None)
        if end is not None:
            end.origin, end.stops = start.origin, _distinct([*start.stops, *end.stops], start.origin, end.destination)
            end.triggers += start.triggers
            told = (*start.evidence, *end.evidence)
            end.evidence = [(min(first for first, _ in told), max(last for _, last in told))]
            end.quantity, end.when = end.quantity or start.quantity, spanning(start.when, end.when)
            end.inferred |= start.inferred
            legs.remove(start)
    return legs


def _meets(start: Movement, end: Movement) -> bool:
    """Whether the one clause stands under the other and both move the same, the one from a place, the other to one."""
    if end.destination is None or end.origin is not None or end.destination is start.origin or not end.standalone:
        return False
    if start.mover is None or end.mover is None or not _is_part_of(start.mover, end.mover):
        return False
    if start.assertion.state != end.assertion.state or any(t.frame.turns for t in start.triggers + end.triggers):
        return False
    first, second = (_clause_of(leg.trigger.token) for leg in (start, end))
    lower, upper = (first, second) if second.is_ancestor(first) else (second, first)
    if not upper.is_ancestor(lower):
        return False
    between = itertools.takewhile(lambda token: token.i != upper.i, (lower, *lower.ancestors))
    return not any(token.dep_ in ("conj", "ccomp", "parataxis") for token in between)


def _is_part_of(part: Token, whole: Token) -> bool:
    """Whether two movers are one: "a convoy of 18 trucks that left A has reached B", where "that" may be the trucks."""
    if part.i == whole.i:
        return True
    between = itertools.takewhile(lambda token: token.i != whole.i, (part, *part.ancestors))
    return whole.is_ancestor(part) and all(token.dep_ in PARTS for token in between)


def _clause_of(token: Token) -> Token:
    """The verb whose subject a noun of motion is ("the convoy got to"), or the token itself."""
    return token.head if token.dep_ in ("nsubj", "nsubjpass") else token


def _movements_of(group: Group, moving: frozenset[int], sentence: Sentence, context: Context) -> Iterator[Movement]:
    mover = _mover_of(group, sentence)
    begin_where_held(group, mover)
    begin_where_stayed(group, context.motion)
    main = group.triggers[0]
    tokens = [trigger.token for trigger in group.triggers]
    passing = group.roles() == {"via"} and main.frame.standalone and not main.is_noun
    known = is_known_mover(mover, main, sentence) or (mover is not None and mover.i in moving)
    if not _is_movement(group, mover, context, known=known):
        if not passing or not known:
            return
    else:
        passing = False
    assertion = _assertion_of(group, mover, sentence, context)
    if assertion.state in ("fact", "attempted") and group.places("at"):
        assertion = Assertion("blocked", assertion.looks_ahead)
    if assertion.state == "blocked" and any(filler.concluded for filler in group.places("to")):
        assertion = Assertion("fact")  # "those who fled A are stuck in B": they have got there
    theme, stated = theme_of(mover, group.triggers, sentence, context)
    dates = context.dates(sentence)
    when = dates.date_of(main.token, looks_ahead=assertion.looks_ahead, others=tokens[1:])
    if main.frame.turns and len(tokens) > 1:  # "which left A on Monday, turned round on Friday"
        when = dates.date_of(tokens[1], looks_ahead=assertion.looks_ahead, others=tokens[2:]) or when
    assertion = context.answered(sentence, context.seen_from_publication(assertion, when))
    quantity = find_quantity(mover, main.token, sentence, context.quantities_in(sentence))
    evidence = _evidence(group, mover, sentence)
    concluded = {filler.place.id for filler in group.fillers if filler.concluded}
    heading = context.label(sentence) if arrives(group.triggers[0]) else None
    for origin, stops, destination in _ends(group):
        if destination is None and heading is not None and heading not in (origin, *stops):
            destination = heading
            concluded.add(heading.id)
        yield Movement(
            sentence=sentence,
            triggers=group.triggers,
            origin=origin,
            stops=stops,
            destination=destination,
            mover=mover,
            theme=theme,
            theme_stated=stated,
            assertion=assertion,
            evidence=[evidence],
            quantity=quantity,
            when=when,
            standalone=not passing and any(trigger.frame.standalone for trigger in group.triggers),
            aimed=any(filler.place is destination and filler.is_aim for filler in group.fillers),
            inferred={
                name for name, end in (("from", origin), ("to", destination)) if end is not None and end.id in concluded
            },
        )


def _turns(sentence: Sentence, triggers: Mapping[int, Trigger], used: set[int], context: Context) -> Iterator[Movement]:
    """Legs without a place that only say that a journey was broken off ("... and turned round on Wednesday")."""
    for index, trigger in triggers.items():
        if trigger.frame.turns and index not in used:
            assertion = assess(trigger.token, sentence)
            mover = find_mover(trigger, sentence)
            yield Movement(
                sentence=sentence, triggers=[trigger], origin=None, stops=[], destination=None, mover=mover,
                theme="other", theme_stated=False, assertion=assertion, evidence=[sentence.span(index, index)],
                when=context.dates(sentence).date_of(trigger.token, looks_ahead=False), standalone=False,
            )  # fmt: skip


def arrives(trigger: Trigger) -> bool:
    """Whether the verb itself says that a place is reached ("South Sudan: 160,000 people have entered")."""
    return trigger.frame.object_role == "to" or trigger.frame.prepositions.get("in") == "to"


def _ends(group: Group) -> Iterator[tuple[Place | None, list[Place], Place | None]]:
    """The ends of a group: one pair, or one for each of "to A and B" (two destinations are two routes)."""
    origins, destinations = _without_home(group.places("from")), group.places("to")
    stops = [f.place for f in group.places("via") + group.places("at")]
    gapped = [f for f in destinations[1:] if not f.coordinated and _is_gapped(f)]
    destinations = [f for f in destinations if f not in gapped]
    later = [f.place for f in destinations if not f.coordinated]
    in_turn = any(child.lower_ == "then" for filler in destinations for child in filler.token.children)
    if len(later) > 1 and (in_turn or not group.triggers[0].is_noun):
        stops += later[:-1]
        destinations = [f for f in destinations if f.place is later[-1] or f.coordinated]
    first_origin = origins[0].place if origins else None
    first_destination = destinations[0].place if destinations else None
    pairs = [(first_origin, first_destination)]
    pairs += [(first_origin, f.place) for f in destinations[1:] if f.coordinated]
    pairs += [(f.place, first_destination) for f in origins[1:] if f.coordinated]
    pairs += [(f.place, None) for f in origins[1:] if not f.coordinated and _is_gapped(f)]
    pairs += [(first_origin, f.place) for f in gapped]
    for origin, destination in dict.fromkeys(pairs):
        if origin is not None and origin is destination:
            continue
        yield origin, _distinct(stops, origin, destination), destination


def _is_gapped(filler: Filler) -> bool:
    """ "One boat left from A and another from B": a second mover, whose verb is that of the first."""
    over = filler.token.doc[filler.anchor - 1] if filler.anchor > 0 else filler.token
    return over.dep_ == "conj" and (over.pos_ in ("NUM", "DET", "PRON") or over.lower_ in ("another", "others"))


def _without_home(origins: list[Filler]) -> list[Filler]:
    """ "Two brothers from A were flown from B", "A shipped tents from B to C": where people come from, or who sends,
    isn't where the way starts, if that is told too.
    """
    origins = [f for f in origins if not f.concluded] or origins
    at_home = [f for f in origins if _is_home(f)]
    at_verb = [f for f in origins if f.anchor >= 0 and f.token.doc[f.anchor].head.pos_ == "VERB"]
    started = [f for f in at_verb if f not in at_home]
    return [f for f in origins if f not in at_home] if started else origins


def _is_home(filler: Filler) -> bool:
    """Whether a "from" hangs on persons, not on their movement."""
    if filler.anchor < 0:
        return False
    over = filler.token.doc[filler.anchor].head
    is_person = "people" in noun_class(over) and not {"vessel", "vehicle", "aircraft"} & {*noun_class(over)}
    return (is_person or over.pos_ in ("NUM", "PRON", "DET")) and not _is_gapped(filler)


def _distinct(stops: Sequence[Place], *ends: Place | None) -> list[Place]:
    return [stop for stop in dict.fromkeys(stops) if not any(stop is end for end in ends)]


def _mover_of(group: Group, sentence: Sentence) -> Token | None:
    """The mover of the leading trigger, or of the first joined one that names it."""
    first: Token | None = None
    for trigger in group.triggers:
        mover = find_mover(trigger, sentence)
        if mover is None:
            continue
        if is_known_mover(mover, trigger, sentence) and mover.pos_ != "PRON":
            return mover
        first = first if first is not None else mover
    return first


def _is_movement(group: Group, mover: Token | None, context: Context, *, known: bool) -> bool:
    """Whether the group has the places that its frame needs, and a weak verb a mover that is known to move."""
    main = group.triggers[0]
    roles = group.roles()
    both = {"from", "to"} <= roles
    if roles == {"from"} and main.frame.subject_role == "from" and all(f.concluded for f in group.fillers):
        return False  # "Iran exported two million barrels": to nowhere that is told
    needs = {t.frame.minimum for t in group.triggers if t.frame.standalone} or {main.frame.minimum}
    alone = not both and not (roles - {"at"} and len(group.triggers) > 1)
    if needs <= {"both", "to"} and alone and ("to" not in roles or "both" in needs):
        return False
    stops = [filler.place for filler in group.places("via")]
    through = len(stops) > 1 or any(place.kind in PASSAGES for place in stops) or _is_by_way(group)
    if not roles & {"from", "to"} and "any" not in needs and main.frame.standalone and not through:
        return False
    origins = group.places("from") if roles == {"from"} else []
    if origins and not main.is_noun and main.frame.object_role != "from" and all(map(_is_home, origins)):
        return False  # "two experts from X landed at noon"
    if roles == {"from"} and lemma(main.token) == "take" and mover is not None and "goods" in classes_of(mover):
        return False  # "thieves took paintings from a church in X"
    if roles == {"from"} and lemma(main.token) == "come" and main.token.tag_ in ("VBZ", "VBP"):
        return not {"people"} & classes_of(mover) if mover is not None else False  # "the cook, who comes from X"
    if mover is None and any(f.token.dep_ in ("dobj", "nsubjpass") and f.role == "from" for f in group.fillers):
        return True  # "to evacuate X"
    if main.frame.weak and not known:
        return both and (mover is None or not _is_no_thing(mover, context))
    return True


def _is_by_way(group: Group) -> bool:
    """ "Half of them came by way of X", "flew in via X": a way is told without its ends."""
    for filler in group.places("via"):
        word = filler.token.doc[filler.anchor] if filler.anchor > 0 else None
        if word is not None and (word.lower_ == "via" or (word.lower_ == "of" and word.nbor(-1).lower_ == "way")):
            return True
    return False


def _is_no_thing(mover: Token, context: Context) -> bool:
    """ "The protests will continue from A to B": what happens doesn't travel."""
    if "storm" in noun_class(mover):
        return False
    return "abstract" in noun_class(mover) or bool(context.events.find("noun", lemma(mover)))


def _assertion_of(group: Group, mover: Token | None, sentence: Sentence, context: Context) -> Assertion:
    """The reading of the leading trigger; where that is a plain fact, what is said of a joined one counts.

    What officers seize or find on its way ("cocaine in a container bound for X") has been stopped.
    """
    lead = group.triggers[0].token
    above = lead.head.i if lead.dep_ == "relcl" else -1  # "flights that were diverted to X are expected ..."
    found = [
        assess(trigger.token, sentence, start=STATES.get(trigger.frame.status or "", "fact"))
        for trigger in group.triggers
        if trigger.token.i != above
    ]
    told = next((assertion for assertion in found if assertion.state != "fact"), found[0])
    if told.state == "fact" and group.triggers[0].part_of_speech == "word" and mover is not None:
        seizing = context.motion.lists["seizing"]
        if any(lemma(verb) in seizing and verb.pos_ == "VERB" for verb in mover.ancestors):
            return Assertion("blocked", told.looks_ahead)
    return told


def _evidence(group: Group, mover: Token | None, sentence: Sentence) -> Span:
    """The stretch of the sentence from the first to the last word that tells the movement."""
    indexes = [t.token.i for t in group.triggers] + [f.token.i for f in group.fillers]
    if mover is not None and sentence.tokens.start <= mover.i < sentence.tokens.end:
        indexes += [mover.i, max(mover.left_edge.i, sentence.tokens.start)]
    main = group.triggers[0].token
    for child in main.children:
        if child.dep_ in ("neg", "aux", "auxpass", *SUBJECTS):
            indexes.append(child.i)
    return sentence.span(min(indexes), max(indexes))
