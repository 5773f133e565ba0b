"""Assertion: whether a happening is told as a fact, a plan, a fear, an attempt, or as something refused or denied.

The words that govern a trigger are read as operators on a state, from the inside outwards, so that negations cancel:
"refused to rule out strikes" is strikes, ruled out (refused), refused again = possible. Cues are data
(``geomap/data/frames/assertion.toml``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from geomap.language.aspect import has_come_to_an_end, is_ongoing, is_present_for_future
from geomap.language.assertion_cues import Operator, cues, cues_of, names, word_lists
from geomap.language.syntax import OBJECTS, SUBJECTS, has_negation, is_infinitive, lemma, own_subject
from geomap.model import Certainty, RouteStatus

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.masking import Sentence

__all__ = ["Assertion", "assess", "refuses"]

State = Literal["fact", "planned", "possible", "attempted", "blocked", "ended", "refused", "denied"]

ROUTE_STATUS: dict[State, RouteStatus] = {
    "fact": "reported", "planned": "planned", "possible": "feared", "attempted": "attempted",
    "blocked": "blocked", "ended": "ended", "refused": "ruled_out", "denied": "ruled_out",
}  # fmt: skip
CERTAINTY: dict[State, Certainty] = {
    "fact": "happened", "planned": "planned", "possible": "possible", "attempted": "happened",
    "blocked": "happened", "ended": "happened", "refused": "refused", "denied": "denied",
}  # fmt: skip
_OPERATORS: tuple[Operator, ...] = ("plan", "permit", "possible", "attempt", "refuse", "deny", "block", "end", "fail")
MAXIMUM_STEPS = 8
SHORT_ANSWER = 5  # words
ARGUMENTS = frozenset({"xcomp", "ccomp", "dobj", "nsubjpass", "pobj", "prep", "acl", "pcomp", "csubj", "csubjpass",
                       "attr", "oprd", "acomp", "advcl", "dative", "agent", "nsubj"})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Assertion:
    """How a happening is told. ``looks_ahead`` is true where its dates lie in the future ("will open on Monday")."""

    state: State
    looks_ahead: bool = False
    ongoing: bool = False
    is_mere_absence: bool = False
    """Nothing but a negated past or present: "there were no seizures", "the army did not attack"."""

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
    operators = _with_permissions(_operators(token))
    state = start
    for operator in operators:
        state = _apply(operator, state)
    if state == "planned" and _is_on_condition(token):
        state = "possible"
    if state == "refused" and "not" in operators and has_come_to_an_end(token):
        state = "ended"
    absent = state == "refused" and set(operators) == {"not"} and not _is_gerund(token) and not _has_modal(token)
    if absent and token.pos_ == "NOUN" and _is_said(token):
        state, absent = "denied", False
    ahead = state in ("planned", "possible") or "plan" in operators
    return Assertion(
        state,
        looks_ahead=ahead or is_present_for_future(token),
        ongoing=is_ongoing(token),
        is_mere_absence=absent,
    )


def _with_permissions(operators: Iterator[Operator]) -> tuple[Operator, ...]:
    """ "was not allowed to fly", "refused to let them in": what isn't permitted is blocked."""
    found: list[Operator] = []
    for operator in operators:
        if operator in ("not", "refuse") and found and found[-1] == "permit":
            found[-1] = "block"
        else:
            found.append(operator)
    return tuple(found)


def refuses(sentence: Sentence) -> bool:
    """Whether a sentence is nothing but a refusal of what was said before it ("Hannibal refused.")."""
    root = sentence.tokens.root
    words = [token for token in sentence.tokens if not token.is_punct]
    return len(words) <= SHORT_ANSWER and "refuse" in names(root) and not has_negation(root)


def _apply(operator: Operator, state: State) -> State:
    """One step outwards. Refusing what is already refused leaves it open."""
    undone = state in ("refused", "denied")
    match operator:
        case "not" | "refuse":
            return "possible" if undone else "refused"
        case "deny":
            return "possible" if undone else "denied"
        case "plan" | "permit":
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
    yield from _beside(token, modifiers=True)
    if token.dep_ in ("acl", "relcl", "amod") and _is_negative(token.head) and not any(cues_of(token.head)):
        yield "not"
    current = token
    for _ in range(MAXIMUM_STEPS):
        head = current.head
        if head.i == current.i:
            return
        if _is_taken_for_granted(current, token):
            yield from _of_clause_around(current)
            return
        if current.dep_ == "acl" and current.tag_ in ("VBN", "VBD") and not _has_mark(current):
            return  # "lawyers arrested last week are to be freed"
        if current.dep_ == "conj":
            yield from _shared_auxiliaries(current, head)
        elif current.dep_ == "pcomp" and head.lower_ == "without":
            yield "not"
            return
        elif current.dep_ == "relcl" and not _is_content_of(current, head):
            yield from _blocked_mover(head)
            return
        elif current.dep_ == "advcl":
            yield from _of_adverbial_clause(current, head)
            return
        elif current.dep_ in ("nsubj", "nsubjpass") and head.pos_ in ("VERB", "AUX"):
            yield from _of_predicate(head, current)
            if current.dep_ == "nsubj" and not _is_about_subject(head):
                return
        elif current.dep_ == "ccomp" and _is_coordinated(current, head):
            return
        elif current.dep_ == "ccomp" and _is_left_open(current, head):
            yield "possible"
            return
        elif current.dep_ in ARGUMENTS or current.dep_ == "relcl":
            yield from _of_governor(head, current)
        else:
            return
        current = head


def _has_mark(clause: Token) -> bool:
    """ "a report that she had been taken", not "lawyers arrested last week"."""
    return any(child.dep_ in ("mark", "aux", "auxpass") for child in clause.children)


def _is_taken_for_granted(current: Token, trigger: Token) -> bool:
    """ "during a visit" and "stemming the flow" presuppose the visit and the flow, whatever is said around them."""
    head = current.head
    if current.dep_ in ("pobj", "pcomp") and head.lower_ in word_lists()["adjuncts"]:
        return True
    is_noun = current.i == trigger.i and trigger.pos_ == "NOUN"
    if is_noun and current.dep_ == "pobj" and head.lower_ == "at" and head.i < head.head.i:
        return True  # "At a rally in X he called for a wall"
    return is_noun and current.dep_ == "dobj" and head.tag_ in ("VBG", "VB") and "block" in names(head)


def _of_clause_around(current: Token) -> Iterator[Operator]:
    """ "will stop in A before going on to B", "is to meet her during a visit to B": as much a plan as its clause."""
    head = current.head
    if current.dep_ not in ("pobj", "pcomp") or head.lower_ not in word_lists()["accompanying"]:
        return
    around = head.head
    if around.pos_ in ("VERB", "AUX"):
        yield from _foreseen(around)


def _foreseen(verb: Token) -> Iterator[Operator]:
    """What makes the clause of a verb a plan or a possibility."""
    return (operator for operator in _operators(verb) if operator in ("plan", "possible"))


def _of_adverbial_clause(clause: Token, head: Token) -> Iterator[Operator]:
    """A condition makes possible; an infinitive takes the plan of its verb; other clauses stand on their own."""
    words = {child.lower_ for child in clause.children if child.dep_ in ("mark", "advmod")}
    if words & word_lists()["markers"]:
        yield "possible"
    elif words & {"until", "till"} and clause.tag_ != "VBD":
        yield "plan"  # "until a court has ruled"
    elif clause.tag_ == "VBG" and words & word_lists()["accompanying"]:
        yield from _foreseen(head)
    elif clause.tag_ == "VBG" and not words and _follows_closely(clause, head):
        yield from _of_governor(head, clause)  # "ruled out sending troops"
    elif is_infinitive(clause):
        yield from (operator for operator in cues("verbs", head) if operator in ("plan", "attempt", "refuse", "fail"))


def _follows_closely(clause: Token, head: Token) -> bool:
    between = clause.doc[head.i + 1 : clause.left_edge.i]
    return len(between) <= 1 and not any(token.is_punct for token in between)


def _is_content_of(clause: Token, noun: Token) -> bool:
    """ "A rumour that X would shut the bridge": the parser takes the clause for a relative one."""
    joined = any(child.lower_ == "that" and child.dep_ not in SUBJECTS for child in clause.children)
    return joined and own_subject(clause) is not None and any(cues_of(noun))


def _is_coordinated(clause: Token, verb: Token) -> bool:
    """ "The pass has been closed since May, and lorries were refused": two clauses that the parser took for one."""
    return clause.i < verb.i and any(child.dep_ == "cc" and child.i > clause.i for child in clause.children)


def _is_left_open(clause: Token, verb: Token) -> bool:
    """ "refused to say whether ...", "would neither confirm nor deny that ...", "could not confirm that ..."."""
    if any(child.dep_ == "mark" and child.lower_ in ("whether", "if") for child in clause.children):
        return True
    confirming = word_lists()["confirming"]
    if lemma(verb) == "deny" and verb.dep_ == "conj" and lemma(verb.head) in confirming:
        return True
    if lemma(verb) not in confirming:
        return False
    neither = verb.sent[0].lower_ == "neither"
    return neither or has_negation(verb) or (verb.dep_ == "xcomp" and "refuse" in names(verb.head))


def _of_predicate(verb: Token, subject: Token) -> Iterator[Operator]:
    """What a verb says of its subject: "the flights ended", "the visit was cancelled", "the route remains blocked"."""
    occurrence = lemma(verb) in word_lists()["occurrence"]
    wanted = ("end", "block") if subject.dep_ == "nsubj" else tuple(o for o in _OPERATORS if o != "attempt")
    found = ["block"] if _keeps_out(verb) else [operator for operator in cues("verbs", verb) if operator in wanted]
    if lemma(verb) == "be" and any(is_infinitive(child) for child in verb.children if child.dep_ == "xcomp"):
        yield "plan"  # "the elections are to go ahead"
    complements = [operator for child in _complements(verb, subject) for operator in cues_of(child)]
    yield from (*found, *complements)
    yield from (operator for operator in _of_conjuncts(verb) if operator in ("refuse", "end", "block"))
    for operator in _beside(verb):
        has_complement = any(True for _ in _complements(verb, subject))
        if operator != "not" or found or complements or (occurrence and not has_complement):
            yield operator


def _of_governor(head: Token, below: Token) -> Iterator[Operator]:
    """What a governing verb, adjective or noun does to what it governs, then what its own auxiliaries do."""
    if head.pos_ not in ("VERB", "AUX"):
        if head.pos_ in ("ADJ", "NOUN", "PROPN"):
            yield from cues_of(head)
            if _is_negative(head):
                yield "deny" if lemma(head) in word_lists()["truth"] else "not"
        return
    if lemma(head) == "have" and head.tag_ in ("VBD", "VBN") and not any(c.lower_ == "yet" for c in head.children):
        return  # "had to be flown": it was
    reported_past = below.dep_ == "ccomp" and head.tag_ in ("VBD", "VBN") and below.tag_ in ("VBD", "VBN")
    held_true = reported_past or (below.dep_ == "ccomp" and below.tag_ == "VBN" and lemma(head) in ("believe", "think"))
    found = [operator for operator in cues("verbs", head) if not (operator == "plan" and reported_past)]
    if held_true and lemma(head) in ("believe", "think", "suspect", "say"):
        found = []  # "Police believe that he fled to X"
    if below.dep_ == "xcomp" and _is_given_up(head, below):
        found = ["end"]
    if below.dep_ == "ccomp":
        found = [operator for operator in found if operator != "block"]
    if below.dep_ == "dobj" and lemma(head) == "tell":
        found = []  # "told a meeting in X that ...": those who are told are there
    if _keeps_out(head):
        found = ["block"]
    if _is_put_right(head):
        found = ["deny"]
    yield from found
    complements = [operator for child in _complements(head, below) for operator in cues_of(child)]
    yield from complements
    if below.dep_ in OBJECTS or below.dep_ in SUBJECTS or below.dep_ == "xcomp":
        yield from (operator for operator in _of_conjuncts(head) if operator in ("refuse", "end", "block"))
    if lemma(head) in word_lists()["speech"] or (lemma(head) == "be" and not complements and below.dep_ in SUBJECTS):
        return
    yield from _beside(head)


def _keeps_out(verb: Token) -> bool:
    """ "were refused entry", "was denied permission to land": who is on the way is stopped."""
    things = word_lists()["passage"]
    refused = names(verb) & {"refuse", "deny"}
    return bool(refused) and any(child.dep_ in ("dobj", "oprd") and lemma(child) in things for child in verb.children)


def _is_put_right(verb: Token) -> bool:
    """ "An earlier version said that ...", "wrongly reported that ...": it is not so."""
    if lemma(verb) not in word_lists()["speech"]:
        return False
    if any(child.lower_ in word_lists()["wrongly"] for child in verb.children):
        return True
    if any(child.dep_ in SUBJECTS and child.lower_ in ("correction", "clarification") for child in verb.children):
        return True
    subject = own_subject(verb)
    if subject is None or lemma(subject) not in word_lists()["publications"]:
        return False
    return any(child.lower_ in ("earlier", "previous", "original", "prior") for child in subject.children)


def _is_given_up(verb: Token, below: Token) -> bool:
    """ "stopped shipping grain", "used to fly": it was done before."""
    if any(child.dep_ == "dobj" for child in verb.children):
        return False
    return (lemma(verb) == "use" and verb.tag_ in ("VBD", "VBN")) or (below.tag_ == "VBG" and "block" in names(verb))


def _complements(verb: Token, below: Token) -> Iterator[Token]:
    return (child for child in verb.children if child.dep_ in ("attr", "acomp", "oprd") and child.i != below.i)


def _of_conjuncts(verb: Token) -> Iterator[Operator]:
    """ "was discussed and dropped": a second verb without a subject of its own says more of the same thing."""
    for child in verb.children:
        if child.dep_ == "conj" and child.pos_ == "VERB" and own_subject(child) is None:
            yield from cues("verbs", child)


def _beside(token: Token, *, modifiers: bool = False) -> Iterator[Operator]:
    """What stands beside a verb or noun: auxiliaries, adjectives before it, a negation."""
    infinitive = is_infinitive(token)
    if infinitive and token.dep_ == "xcomp" and lemma(token.head) == "be":
        yield "plan"
    for child in token.children:
        if child.dep_ in ("aux", "auxpass"):
            if child.lower_ == "would" and _is_future_in_past(token):
                yield "plan"
            else:
                yield from cues("auxiliaries", child, form=True)
            if lemma(child) == "be" and infinitive and child.tag_ in ("VBP", "VBZ", "VBD"):
                yield "plan"
        elif modifiers and child.dep_ in ("amod", "compound", "advmod"):
            yield from cues("modifiers", child, form=True)
    if token.tag_ == "VBD" and any(
        child.lower_ in ("until", "till") and child.dep_ == "prep" for child in token.children
    ):
        yield "end"  # "flew to X until April"
    if has_negation(token):
        yield "not"


def _is_future_in_past(verb: Token) -> bool:
    """ "The company said the ship would return": a plan in reported speech."""
    head = verb.head
    return verb.dep_ == "ccomp" and head.tag_ in ("VBD", "VBN") and lemma(head) in word_lists()["speech"]


def _is_negative(noun: Token) -> bool:
    return noun.lower_ in ("nothing", "nobody", "none", "neither") or has_negation(noun)


def _shared_auxiliaries(verb: Token, first: Token) -> Iterator[Operator]:
    """ "will fly to A and drive on to B": the second verb shares the auxiliaries of the first."""
    if first.pos_ not in ("VERB", "AUX") or verb.pos_ != "VERB":
        return
    if not any(child.dep_ in SUBJECTS or child.dep_ == "aux" for child in verb.children):
        for child in first.children:
            if child.dep_ == "aux":
                yield from cues("auxiliaries", child, form=True)


def _blocked_mover(noun: Token) -> Iterator[Operator]:
    """ "Families who tried to go to X were turned back": the clause above blocks what moves in the relative clause."""
    verb = noun.head
    if noun.dep_ in SUBJECTS | OBJECTS and verb.pos_ in ("VERB", "AUX"):
        complements = (child for child in verb.children if child.dep_ in ("acomp", "oprd"))
        if _keeps_out(verb) or any("block" in names(word) for word in (verb, *complements)):
            yield "block"
    if _is_negative(noun):
        yield "not"


def _is_about_subject(verb: Token) -> bool:
    """Whether a verb says of its subject whether it takes place ("the flights ended", "the visit is planned")."""
    return bool(names(verb) & {"end", "block"}) or lemma(verb) in word_lists()["occurrence"]


def _is_on_condition(token: Token) -> bool:
    """ "If the dam breaks, villagers will be taken to X"."""
    clauses = (child for child in token.children if child.dep_ == "advcl")
    return any(word.lower_ in word_lists()["markers"] for clause in clauses for word in clause.children)


def _is_gerund(token: Token) -> bool:
    """ "We are not closing schools" refuses to; "they did not close them" only tells what was not."""
    return token.tag_ == "VBG"


def _has_modal(token: Token) -> bool:
    return any(child.tag_ == "MD" for child in token.children)


def _is_said(noun: Token) -> bool:
    """ "There was no attack, the army said"."""
    verb = noun.head
    return lemma(verb) == "be" and verb.dep_ in ("ccomp", "parataxis") and lemma(verb.head) in word_lists()["speech"]
