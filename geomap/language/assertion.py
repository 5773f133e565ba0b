"""Assertion: whether a happening is told as a fact, a plan, a fear, an attempt, or as something refused or denied.

The words that govern a trigger are read as operators on a state, from the inside outwards, so that negations cancel:
"refused to rule out strikes" is strikes, ruled out (refused), refused again = possible. Cues are data
(``geomap/data/frames/assertion.toml``).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Literal

from geomap.language.frames import read_table
from geomap.language.syntax import OBJECTS, SUBJECTS, has_negation, has_particle, lemma, own_subject
from geomap.model import Certainty, RouteStatus

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence

__all__ = ["Assertion", "assess"]

State = Literal["fact", "planned", "possible", "attempted", "blocked", "ended", "refused", "denied"]
Operator = Literal["plan", "possible", "attempt", "refuse", "deny", "block", "end", "fail", "not"]

ROUTE_STATUS: dict[State, RouteStatus] = {
    "fact": "reported", "planned": "planned", "possible": "feared", "attempted": "attempted",
    "blocked": "blocked", "ended": "ended", "refused": "ruled_out", "denied": "ruled_out",
}  # fmt: skip
CERTAINTY: dict[State, Certainty] = {
    "fact": "happened", "planned": "planned", "possible": "possible", "attempted": "happened",
    "blocked": "happened", "ended": "happened", "refused": "refused", "denied": "denied",
}  # fmt: skip
MAXIMUM_STEPS = 8
ARGUMENTS = frozenset({"xcomp", "ccomp", "dobj", "nsubjpass", "pobj", "prep", "acl", "pcomp", "csubj", "csubjpass",
                       "attr", "oprd", "acomp", "advcl", "dative", "agent", "nsubj"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assertion:
    """How a happening is told. ``looks_ahead`` is true where its dates lie in the future ("will open on Monday")."""

    state: State
    looks_ahead: bool = False
    ongoing: bool = False

    @property
    def status(self) -> RouteStatus:
        """The status of a route told so."""
        return ROUTE_STATUS[self.state]

    @property
    def certainty(self) -> Certainty:
        """The certainty of an event told so."""
        if self.ongoing and self.state == "fact":
            return "ongoing"
        return CERTAINTY[self.state]


def assess(token: Token, sentence: Sentence, *, start: State = "fact") -> Assertion:
    """Read the words around and above a trigger. ``start`` is the state that the trigger itself brings along."""
    operators = list(_operators(token))
    state = start
    for operator in operators:
        state = _apply(operator, state)
    ahead = state in ("planned", "possible") or any(o == "plan" for o in operators)
    return Assertion(state, looks_ahead=ahead or _is_present_for_future(token), ongoing=_is_ongoing(token))


def _apply(operator: Operator, state: State) -> State:
    """One step outwards. Refusing what is already refused leaves it open."""
    undone = state in ("refused", "denied")
    match operator:
        case "not" | "refuse":
            return "possible" if undone else "refused"
        case "deny":
            return "possible" if undone else "denied"
        case "plan":
            return state if undone or state == "possible" else "planned"
        case "possible":
            return state if undone else "possible"
        case "attempt":
            return "attempted" if state in ("fact", "blocked") else state
        case "fail":
            return "attempted"
        case "block":
            return "blocked" if state in ("fact", "attempted") else state
        case "end":
            return "ended" if state in ("fact", "blocked") else state


def _operators(token: Token) -> Iterator[Operator]:
    """The operators over a trigger, from the inside outwards."""
    yield from _at(token, own=True)
    current = token
    for _ in range(MAXIMUM_STEPS):
        head = current.head
        if head.i == current.i:
            return
        if current.dep_ == "conj":
            if head.pos_ in ("VERB", "AUX") and current.pos_ == "VERB":
                yield from _shared_auxiliaries(current, head)
            current = head
            continue
        if current.dep_ == "relcl":
            yield from _blocked_mover(head)
            return
        if current.dep_ == "advcl" and _opens_with_marker(current):
            if any(child.lower_ in _lists()["markers"] for child in current.children):
                yield "possible"
            return
        if current.dep_ not in ARGUMENTS:
            return
        if current.dep_ == "nsubj" and head.pos_ == "VERB" and not _is_about_subject(head):
            yield from _at(head, own=True) if current.pos_ in ("NOUN", "PROPN") else ()
            return
        if head.pos_ in ("VERB", "AUX"):
            if not (current.dep_ in ("ccomp", "advcl") and _names(head) == {"block"}):
                yield from _of_governor(head, current)
        elif head.pos_ in ("ADJ", "NOUN", "PROPN"):
            yield from _cues("adjectives" if head.pos_ == "ADJ" else "nouns", head)
            if has_negation(head):
                yield "not"
        current = head


def _of_governor(verb: Token, below: Token) -> Iterator[Operator]:
    """What a governing verb does to what it governs, then what its own auxiliaries and conjuncts do."""
    reported_past = below.dep_ == "ccomp" and verb.tag_ in ("VBD", "VBN") and below.tag_ in ("VBD", "VBN")
    for operator in _cues("verbs", verb):
        if not (operator == "plan" and reported_past):
            yield operator
    for child in verb.children:
        if child.dep_ in ("attr", "acomp", "oprd") and child.i != below.i:
            yield from _cues("adjectives" if child.pos_ == "ADJ" else "nouns", child)
            if has_negation(child):
                yield "not"
        if (
            child.dep_ == "conj"
            and child.pos_ == "VERB"
            and own_subject(child) is None
            and below.dep_ in OBJECTS | SUBJECTS
        ):
            yield from (operator for operator in _cues("verbs", child) if operator in ("refuse", "end", "block"))
    if lemma(verb) in _lists()["speech"] and not has_negation(verb):
        return
    yield from _at(verb, own=False)


def _at(token: Token, *, own: bool) -> Iterator[Operator]:
    """What stands beside a verb or noun: auxiliaries, adjectives before it, a negation."""
    for child in token.children:
        if child.dep_ in ("aux", "auxpass"):
            yield from _cues("auxiliaries", child, form=True)
            if child.lower_ == "to" and token.dep_ == "xcomp" and lemma(token.head) == "be":
                yield "plan"
            if lemma(child) == "be" and any(c.lower_ == "to" and c.dep_ == "aux" for c in token.children):
                yield "plan"
        elif own and child.dep_ in ("amod", "compound", "advmod"):
            yield from _cues("modifiers", child, form=True)
    if has_negation(token):
        yield "not"
    if own and token.dep_ in ("acl", "relcl") and has_negation(token.head):
        yield "not"


def _shared_auxiliaries(verb: Token, first: Token) -> Iterator[Operator]:
    """ "will fly to A and drive on to B": the second verb shares the auxiliaries of the first."""
    if not any(child.dep_ in SUBJECTS or child.dep_ == "aux" for child in verb.children):
        for child in first.children:
            if child.dep_ == "aux":
                yield from _cues("auxiliaries", child, form=True)


def _blocked_mover(noun: Token) -> Iterator[Operator]:
    """ "Families who tried to go to X were turned back": the clause above blocks what moves in the relative clause."""
    verb = noun.head
    if noun.dep_ in SUBJECTS | OBJECTS and verb.pos_ in ("VERB", "AUX"):
        if "block" in _names(verb) or any(
            "block" in _names(child) for child in verb.children if child.dep_ in ("acomp", "oprd")
        ):
            yield "block"
    if has_negation(noun):
        yield "not"


def _is_about_subject(verb: Token) -> bool:
    """Whether a verb says of its subject whether it takes place ("the flights ended", "the visit is planned")."""
    return bool(_names(verb) & {"end", "block"}) or lemma(verb) in (
        "be",
        "remain",
        "wait",
        "happen",
        "start",
        "begin",
        "depend",
    )


def _opens_with_marker(clause: Token) -> bool:
    return any(child.dep_ == "mark" or (child.dep_ == "advmod" and child.tag_ == "WRB") for child in clause.children)


def _is_present_for_future(token: Token) -> bool:
    """ "Donors meet in Geneva on 27 July": a simple present with a date tells a plan or a habit, never the past."""
    verb = token if token.pos_ in ("VERB", "AUX") else token.head
    return verb.tag_ in ("VBP", "VBZ") and not any(child.dep_ in ("aux", "auxpass") for child in verb.children)


def _is_ongoing(token: Token) -> bool:
    return token.tag_ == "VBG" and any(
        c.dep_ == "aux" and c.lower_ in ("is", "are", "'s", "'re") for c in token.children
    )


def _names(token: Token) -> set[Operator]:
    """The operators that a verb or a participle used as an adjective can be."""
    return {*_cues("verbs", token), *_cues("adjectives", token)}


def _cues(kind: str, token: Token, *, form: bool = False) -> Iterator[Operator]:
    for word in dict.fromkeys((lemma(token), token.lower_)) if not form else (token.lower_,):
        for operator, particle in _table()[kind].get(word, ()):
            if not particle or has_particle(token, frozenset({particle})):
                yield operator
                return


@cache
def _table() -> Mapping[str, Mapping[str, tuple[tuple[Operator, str], ...]]]:
    """The cues as kind -> word -> ((operator, particle or ""), ...); those with a particle come first."""
    table = read_table("assertion.toml")
    cues: dict[str, dict[str, tuple[tuple[Operator, str], ...]]] = {}
    for kind in ("verbs", "adjectives", "nouns", "modifiers", "auxiliaries"):
        words: dict[str, list[tuple[Operator, str]]] = {}
        for operator, members in table[kind].items():
            for member in members.split():
                word, _, particle = member.partition("+")
                words.setdefault(word, []).append((operator, particle))
        cues[kind] = {word: tuple(sorted(found, key=lambda cue: not cue[1])) for word, found in words.items()}
    return cues


@cache
def _lists() -> Mapping[str, frozenset[str]]:
    table = read_table("assertion.toml")
    return {"markers": frozenset(table["conditional"]["markers"]), "speech": frozenset(table["speech"]["verbs"])}
