"""Which date of a sentence belongs to which movement or happening: the one of its own clause, never just any."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from geomap.language.aspect import PRESENT, STAYS, is_perfect
from geomap.language.assertion_cues import appointing_verbs, names, speech_verbs, word_lists
from geomap.language.dates import CARRIED_YEAR, NEAREST_YEAR
from geomap.language.syntax import RELATIVES, SUBJECTS, lemma, object_of
from geomap.model import When
from geomap.narrative.judging import is_told_of_judging, phrase_of_deed

if TYPE_CHECKING:
    from spacy.tokens import Token

    from geomap.language.dates import DateMention
    from geomap.language.masking import Sentence

__all__ = ["DatedSentence", "dated"]

ARGUMENT_PATH = frozenset({"xcomp", "dobj", "nsubj", "nsubjpass", "prep", "pobj", "pcomp", "acl", "csubj", "csubjpass",
                           "conj", "attr", "agent", "oprd", "acomp"})  # fmt: skip
CLAUSES = frozenset({"relcl", "ccomp", "advcl", "acl", "parataxis"})
LIMIT = 4.0
TOLD_OF_NOUN = 0.2
APPOINTED = 2.0
NEXT_CLAUSE = 15  # tokens
SHARING = frozenset({"in", "at", "during", "by", "on"})
"""What happens "in Monday's attack" has the attack's day; what happens "ahead of Sunday's vote" has not."""
ORDER = frozenset({"before", "after", "following", "since"})
LENGTHENING = frozenset({"extend", "prolong", "renew"})
DEADLINE = frozenset({"until", "till"})
AIMS = DEADLINE | {"for", "by"}


@dataclass(frozen=True, slots=True, eq=False)
class _Anchor:
    mention: DateMention
    root: Token
    ancestors: tuple[Token, ...]
    verb: Token | None

    @property
    def is_aim(self) -> bool:
        """Whether the date is what something is set for ("was announced for September")."""
        return self.stands_behind(AIMS)

    @property
    def is_past(self) -> bool:
        """Whether the date lies in the past as seen from the text: its verb does, and names no day still to come."""
        if self.verb is None or self.is_aim or not _is_past(self.verb):
            return False
        return not _appoints(self.verb)

    def is_year_of(self, day: _Anchor) -> bool:
        """Whether this is a year that the same clause, or the one that it goes on, tells before a day without one."""
        when, verb = self.mention.when, day.verb
        while verb is not None and verb.dep_ == "conj" and verb.head.pos_ in ("VERB", "AUX"):
            verb = verb.head
        if verb is None or self.verb is None or self.verb.i != verb.i or self.root.i > day.root.i:
            return False
        if day.verb is None or not _is_past(day.verb):
            return False  # "promised money in 2023, but will decide in July"
        above = itertools.takewhile(lambda token: token.i != verb.i, self.ancestors)
        if any(token.pos_ in ("ADP", "SCONJ") and token.lower_ not in ("in", "during") for token in above):
            return False  # "unlike in 2019"
        return when.granularity == "year" and when.start is not None and when.start[:4] == (when.end or "")[:4]

    @property
    def is_ahead(self) -> bool:
        """Whether the words around it say that the day is still to come, whatever the trigger's own tense."""
        if self.verb is not None and _appoints(self.verb):
            return True
        return self.is_deadline and self.verb is not None and _lasts_still(self.verb)

    @property
    def is_deadline(self) -> bool:
        """ "until Saturday"."""
        return self.stands_behind(DEADLINE)

    def stands_behind(self, prepositions: frozenset[str]) -> bool:
        """Whether the date is the object of one of them, or begins with it."""
        return self.root.lower_ in prepositions or (self.root.dep_ == "pobj" and self.root.head.lower_ in prepositions)


@dataclass(frozen=True, slots=True, eq=False)
class DatedSentence:
    """A sentence with its dates at their places in the parse, and the date of the label before it, if any."""

    sentence: Sentence
    anchors: tuple[_Anchor, ...]
    label: DateMention | None = None

    def date_of(
        self, trigger: Token, *, looks_ahead: bool, others: Sequence[Token] = (), is_awaited: bool = False
    ) -> When | None:
        """The date of a trigger (or of the words told with it), or None where the sentence gives it none.

        What ``is_awaited`` lies ahead of its clause, even of one in the past ("tents for Sunday's election were ...").
        """
        best: tuple[float, _Anchor] | None = None
        for candidate in self.anchors:
            cost = min(self._cost(candidate, token) for token in (trigger, *others))
            if best is None or cost < best[0]:
                best = cost, candidate
        anchor = self._finer(best[1], trigger) if best is not None and best[0] < LIMIT else None
        mention = anchor.mention if anchor is not None else self.label
        if mention is None:
            return None
        awaited = is_awaited and anchor is not None and anchor.root.head.i == trigger.i
        past = anchor is not None and anchor.is_past and not awaited
        ahead = looks_ahead or awaited or (anchor is not None and anchor.is_ahead)
        if anchor is not None and not ahead and mention.when != mention.when_ahead and _is_open(anchor):
            return None
        when = mention.when_past if past else mention.when_ahead if ahead else mention.when
        if anchor is not None and when.rule.endswith(NEAREST_YEAR):
            when = self._in_year_of_clause(when, anchor)
        return when if when.start or when.end else None

    def _finer(self, anchor: _Anchor, trigger: Token) -> _Anchor:
        """Of "In 2019 rebels stormed X on 3 December" the day rather than the year."""
        nearest = (other for other in self.anchors if other.mention.when.rule.endswith(NEAREST_YEAR))
        days = (day for day in nearest if anchor.is_year_of(day) and self._cost(day, trigger) < LIMIT)
        return next(days, anchor)

    def _in_year_of_clause(self, when: When, anchor: _Anchor) -> When:
        """ "The last outbreak, in 2022, began on 21 April and was declared over on 4 July": all of 2022."""
        told = next((other.mention.when.start for other in self.anchors if other.is_year_of(anchor)), None)
        start, end = when.start or "", when.end or ""
        if told is None or start[:4] != end[:4] or "-02-29" in (start[4:], end[4:]):
            return when
        rule = when.rule.removesuffix(NEAREST_YEAR) + CARRIED_YEAR
        return replace(when, start=told[:4] + start[4:], end=told[:4] + end[4:], rule=rule, anchor="text")

    def _cost(self, anchor: _Anchor, trigger: Token) -> float:
        """How far a date stands from a trigger: 0 in its own clause, more for each clause between, LIMIT is too far."""
        distance = abs(anchor.root.i - trigger.i) / 40
        if anchor.is_deadline and anchor.verb is not None and lemma(anchor.verb) in LENGTHENING:
            return LIMIT  # "agreed to extend their truce until August"
        if anchor.mention.dates_next_clause:  # "a day after Damascus agreed to open the crossings"
            following = trigger.doc[anchor.root.i : trigger.i]
            near = 0 < len(following) <= NEXT_CLAUSE and not any(token.text == "," for token in following)
            return distance + (0 if near else LIMIT)
        if _is_explained_by_when(anchor.root, trigger):
            return TOLD_OF_NOUN
        if _names_its_noun(anchor.root):  # "the March bombing", "the April 6 movement"
            return distance + (
                0 if anchor.root.head.i == trigger.i or _is_subject(anchor.root.head, trigger) else LIMIT
            )
        if anchor.root.i < trigger.i and is_told_of_judging(anchor.root, phrase_of_deed(trigger)):
            return LIMIT  # "sentenced on Tuesday for smuggling"
        low, high = sorted((anchor.root.i, trigger.i))
        if any(token.text == ";" for token in trigger.doc[low:high]):
            distance += 2
        indexes = [token.i for token in anchor.ancestors]
        if trigger.i in indexes:
            between = anchor.ancestors[1 : indexes.index(trigger.i)]
            if any(token.dep_ in SUBJECTS and _is_set_off(anchor.root, token) for token in between):
                return LIMIT  # "peacekeepers, in X since 2020, are pulling out"
            if _tells_of_noun(between, trigger):
                return distance + (APPOINTED if _takes_place_later(between, trigger) else TOLD_OF_NOUN)
            crossed = any(_opens_clause(token) for token in between)
            return distance + (LIMIT if crossed else 0)
        if anchor.verb is not None and anchor.verb.is_ancestor(trigger):
            if _is_cleft(anchor.verb):
                return distance + TOLD_OF_NOUN
            return distance + self._downwards(anchor, trigger)
        if self.sentence.passage.block.kind == "caption" and len(self.anchors) == 1:
            return distance + 3
        if _is_controlled(anchor.verb, trigger):
            return distance + 1
        return LIMIT + distance

    def _downwards(self, anchor: _Anchor, trigger: Token) -> float:
        """From the verb that a date hangs on down to a trigger that is its argument."""
        path = []
        current = trigger
        while anchor.verb is not None and current.i != anchor.verb.i:
            path.append(current.dep_)
            current = current.head
        if self.sentence.passage.block.kind != "caption" and _is_other_time(trigger, anchor.verb):
            return LIMIT
        if path.count("pobj") > 1 or {"acl", "pcomp"} <= set(path):  # "arrived on Thursday for talks on the withdrawal"
            return LIMIT
        if _is_reason(trigger) and _hangs_on_noun(anchor):  # "the match on 22 June is off because it is flooded"
            return LIMIT
        if _is_cause(trigger) and not anchor.is_past:  # "planned for May, was put off because of unrest"
            return LIMIT
        if all(dep in ARGUMENT_PATH for dep in path):
            fronted = anchor.root.i < (anchor.verb.i if anchor.verb is not None else 0)
            coordinated = "conj" in path and not fronted
            return 2.5 if coordinated else 1
        said = anchor.verb is not None and anchor.verb.tag_ == "VBD" and anchor.verb.i < anchor.root.i
        said = said and anchor.verb is not None and lemma(anchor.verb) in speech_verbs()
        said_before = "ccomp" in path and (
            anchor.root.i < trigger.i or said
        )  # "said on Monday that ..." dates the saying
        if ("relcl" in path and not _opens_with_when(trigger)) or said_before:
            return LIMIT
        return 3 if anchor.root.i < trigger.i or self.sentence.passage.block.kind == "caption" else 3.4


def dated(sentences: Iterable[Sentence], dates: Sequence[DateMention]) -> dict[int, DatedSentence]:
    """The sentences by number, each with the dates that stand in it; a label ("April 20: ...") dates its block."""
    found: dict[int, DatedSentence] = {}
    labels: dict[int, DateMention] = {}
    for sentence in sentences:
        inside = [date for date in dates if sentence.start <= date.start and date.end <= sentence.end]
        block = sentence.passage.start
        label = next((date for date in inside if date.heads_block), None)
        if label is not None:
            labels[block] = label
        anchors = tuple(anchor for date in inside if date is not label and (anchor := _anchor(date, sentence)))
        found[sentence.number] = DatedSentence(sentence, anchors, labels.get(block))
    return found


def _opens_clause(verb: Token) -> bool:
    """Whether a verb between a date and a trigger has its own time; "children playing near X on Friday" has not."""
    if verb.pos_ != "VERB" or (verb.dep_ not in CLAUSES and verb.dep_ != "conj"):
        return False
    beside = verb.dep_ == "acl" and verb.tag_ == "VBG"
    return not beside or any(child.dep_ in ("aux", "auxpass") for child in verb.children)


def _is_controlled(verb: Token | None, trigger: Token) -> bool:
    """ "Talks were due to start in X on 20 May": the subject of "were due" is what starts."""
    if verb is None or trigger.dep_ not in SUBJECTS or not _is_complement_with_to(verb):
        return False
    above = verb.head.head if verb.head.dep_ == "acomp" else verb.head
    return trigger.head.i == above.i


def _is_complement_with_to(verb: Token) -> bool:
    return verb.dep_ == "xcomp" and any(child.lower_ == "to" for child in verb.children)


def _names_its_noun(root: Token) -> bool:
    """Whether a date stands before a noun that it belongs to."""
    noun, first = root.head, root.left_edge
    if (
        root.dep_ not in ("compound", "nmod", "amod", "poss", "nummod")
        or noun.pos_ != "NOUN"
        or first.i == root.sent.start
    ):
        return False
    between = root.doc[root.i + 1 : noun.i]
    close = root.i < noun.i <= root.i + 4 and all(t.pos_ in ("NOUN", "ADJ", "PART", "NUM") for t in between)
    before = first.nbor(-1)
    return close and (before.pos_ != "ADP" or (root.dep_ == "poss" and before.lower_ not in SHARING))


def _is_open(anchor: _Anchor) -> bool:
    """ "Had planned a strike for Wednesday": seen from the text the day may be gone or still to come."""
    verb = anchor.verb
    if not anchor.is_aim or verb is None or not _is_past(verb):
        return False
    if anchor.is_deadline:  # "gave him until Saturday", "were cancelled until Thursday"
        return True
    if verb.tag_ != "VBD":
        return False
    preposition = anchor.root if anchor.root.dep_ == "prep" else anchor.root.head
    return preposition.lower_ == "for" and "plan" in names(verb)


def _is_subject(noun: Token, verb: Token) -> bool:
    return noun.head.i == verb.i and noun.dep_ in ("nsubj", "nsubjpass")


def _tells_of_noun(between: Sequence[Token], noun: Token) -> bool:
    """ "The quake that killed 60 in X last October", "the truce signed in May"; not "the strike called off in May"."""
    verbs = [token for token in between if token.pos_ == "VERB"]
    if noun.pos_ != "NOUN" or len(verbs) != 1 or verbs[0].head.i != noun.i or verbs[0].dep_ not in ("relcl", "acl"):
        return False
    verb = verbs[0]
    others = any(child.dep_ in SUBJECTS and child.lower_ not in RELATIVES for child in verb.children)
    return not others and names(verb) <= {"plan"} and lemma(verb) not in speech_verbs()


def _is_other_time(trigger: Token, dated: Token | None) -> bool:
    """Whether the words between a dated verb and a trigger below it say that this was before or after.

    "Flew home on Tuesday after a coup in X", "is to visit X on Saturday before going on to Y", "the container, shipped
    from X, was scanned on Saturday".
    """
    current = trigger
    while dated is not None and current.i != dated.i and current.head.i != current.i:
        head = current.head
        if current.dep_ in ("pobj", "pcomp") and head.lower_ in ORDER:
            return True
        if current.dep_ == "acl" and current.tag_ == "VBN" and head.dep_ in SUBJECTS and head.head.i == dated.i:
            return True
        current = head
    return False


def _takes_place_later(between: Sequence[Token], noun: Token) -> bool:
    """ "A conference planned for last autumn now takes place in May": the day it was planned for is not its day."""
    planned = any(token.pos_ == "VERB" and names(token) == {"plan"} for token in between)
    return planned and noun.dep_ == "nsubj" and lemma(noun.head) in word_lists()["occurrence"]


def _hangs_on_noun(anchor: _Anchor) -> bool:
    """Whether a date is told of a noun, not of the verb above it."""
    root = anchor.root
    above = root.head.head if root.dep_ == "pobj" else root.head
    return above.pos_ in ("NOUN", "PROPN")


def _is_reason(verb: Token) -> bool:
    """Whether a verb stands in a clause with "because" or "as"."""
    return verb.dep_ == "advcl" and any(child.dep_ == "mark" for child in verb.children)


def _is_cause(noun: Token) -> bool:
    """Whether a noun stands behind "because of" or "due to"."""
    return (
        noun.dep_ == "pobj"
        and noun.head.lower_ in ("because", "due", "owing", "to")
        and any(token.lower_ in ("because", "due", "owing") for token in (noun.head, noun.head.head))
    )


def _is_cleft(verb: Token) -> bool:
    """ "It was on 26 April that the coastguard rescued 80 men"."""
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), None)
    return lemma(verb) == "be" and subject is not None and subject.lower_ == "it" and verb.tag_ == "VBD"


def _is_set_off(root: Token, noun: Token) -> bool:
    """Whether a comma parts the date's phrase from the noun that it is about."""
    return any(token.text == "," for token in noun.doc[noun.i : root.i])


def _is_explained_by_when(root: Token, trigger: Token) -> bool:
    """ "In October 2022, when she was carrying oil from X": the clause tells of that time."""
    clause = next((token for token in (trigger, *trigger.ancestors) if token.dep_ in ("advcl", "relcl")), None)
    if clause is None or not _opens_with_when(clause):
        return False
    when = next(child for child in clause.children if child.lower_ == "when")
    between = trigger.doc[root.i + 1 : when.i]
    return root.i < when.i and all(token.text == "," or root.is_ancestor(token) for token in between)


def _opens_with_when(verb: Token) -> bool:
    """ "ended at X, when a propeller broke": the clause tells of the same time."""
    return any(child.lower_ == "when" and child.dep_ == "advmod" for child in verb.children)


def _lasts_still(verb: Token) -> bool:
    """ "is closed until Saturday", "has been suspended until May": it holds as the text is written."""
    auxiliaries = [child for child in verb.children if child.dep_ in ("aux", "auxpass")]
    if any(child.tag_ in PRESENT or child.tag_ == "MD" or child.lower_ in STAYS for child in auxiliaries):
        return True
    return verb.tag_ in PRESENT


def _appoints(verb: Token) -> bool:
    """ "had been expected in X this Friday", "talks planned for Monday"."""
    if _is_complement_with_to(verb):
        return verb.head.lower_ in ("due", "set") or _appoints(verb.head)  # "talks due to open in X on Monday"
    if _arranges(verb):
        return True
    passive = verb.dep_ == "acl" or any(child.dep_ == "auxpass" for child in verb.children)
    return passive and verb.tag_ == "VBN" and lemma(verb) in appointing_verbs()


def _arranges(verb: Token) -> bool:
    """ "Has put on an extra flight on Wednesday", "have called a strike for Friday"."""
    particles = {child.lower_ for child in verb.children if child.dep_ == "prt"}
    extra = {lemma(verb), *(f"{lemma(verb)} {particle}" for particle in particles)}
    return is_perfect(verb) and object_of(verb) is not None and bool(extra & word_lists()["arranging"])


def _is_past(verb: Token) -> bool:
    """ "decided on Wednesday to move": the date belongs to a verb in the past, whatever is planned."""
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if auxiliaries & {"will", "would", "to", "may", "could", "might", "shall"}:
        return False
    if verb.tag_ == "VBG" and not auxiliaries and verb.dep_ in ("advcl", "acl", "xcomp") and verb.head.pos_ == "VERB":
        return _is_past(verb.head)
    participle = verb.tag_ == "VBN" and verb.dep_ == "acl"
    return verb.tag_ == "VBD" or participle or bool(auxiliaries & {"was", "were", "had", "has", "have"})


def _aim_of_perfect(verb: Token) -> Token | None:
    """ "has agreed to receive them on Friday": a present perfect takes no date, so the date is that of the aim."""
    if not is_perfect(verb):
        return None
    return next((child for child in verb.children if child.dep_ == "xcomp"), None)


def _before_attribution(ancestors: tuple[Token, ...], root: Token) -> tuple[Token, ...]:
    """ "Rebels shelled X on Monday, residents said": the parser hangs the date on "said", which comes after it."""
    verb = next((token for token in ancestors if token.pos_ == "VERB"), None)
    if verb is None or verb.dep_ != "parataxis":
        return ancestors
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), verb)
    if root.i > subject.i:
        return ancestors
    return tuple(token for token in ancestors if token.i != verb.i)


def _below_attribution(ancestors: tuple[Token, ...], root: Token) -> tuple[Token, ...]:
    """The same where what was said is the complement of "said"."""
    verb = next((token for token in ancestors if token.pos_ == "VERB"), None)
    if verb is None or lemma(verb) not in speech_verbs():
        return ancestors
    subject = next((child for child in verb.children if child.dep_ == "nsubj"), verb)
    told = next((child for child in verb.children if child.dep_ == "ccomp" and child.i < root.i < subject.i), None)
    if told is None:
        return ancestors
    number = next(n for n, token in enumerate(ancestors) if token.i == verb.i)
    return (*ancestors[:number], told, *ancestors[number:])


def _is_clause_verb(token: Token) -> bool:
    """A verb, but not a participle that only continues an adjective ("could be up and running by July")."""
    return token.pos_ in ("VERB", "AUX") and not (token.dep_ == "conj" and token.head.pos_ in ("ADV", "ADJ"))


def _anchor(date: DateMention, sentence: Sentence) -> _Anchor | None:
    tokens = [t for t in sentence.tokens_between(date.start, date.end) if not sentence.place(t)]
    if not tokens:
        return None
    inside = {token.i for token in tokens}
    root = tokens[0]
    while root.head.i in inside and root.head.i != root.i:
        root = root.head
    ancestors = _before_attribution((root, *root.ancestors), root)
    ancestors = _below_attribution(ancestors, root)
    verb = next((token for token in ancestors if _is_clause_verb(token) and token.i not in inside), None)
    aim = _aim_of_perfect(verb) if verb is not None else None
    if aim is not None and aim.i < root.i:
        ancestors, verb = (root, aim, *ancestors[1:]), aim
    return _Anchor(date, root, ancestors, verb)
