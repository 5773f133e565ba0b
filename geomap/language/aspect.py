"""How a verb or a noun of happening lies in time: going on, over, or told in a present that means the future."""

from __future__ import annotations

from typing import TYPE_CHECKING

from geomap.language.assertion_cues import word_lists
from geomap.language.syntax import lemma

if TYPE_CHECKING:
    from spacy.tokens import Token

__all__ = ["PRESENT", "STAYS", "has_come_to_an_end", "is_ongoing", "is_present_for_future", "is_simple_present"]

PRESENT = frozenset({"VBZ", "VBP"})
STAYS = frozenset({"stays", "remains"})  # auxiliaries that the tagger takes for plural nouns


def has_come_to_an_end(token: Token) -> bool:
    """ "Nothing has sailed since the deal ended", "trains no longer run": it happened before."""
    words = {word.lower_ for word in token.sent}
    lasting = bool(words & {"weeks", "months", "days", "years"}) and "for" in words
    return "since" in words or "anymore" in words or {"no", "longer"} <= words or lasting


def is_present_for_future(token: Token) -> bool:
    """ "Donors meet in Geneva on 27 July": a simple present with a date tells a plan or a habit, never the past."""
    verb = token if token.pos_ in ("VERB", "AUX") else token.head
    if verb.pos_ == "ADP" and verb.lower_ == "for":
        verb = verb.head  # "arrives on Thursday for a visit"
    return is_simple_present(verb)


def is_simple_present(verb: Token) -> bool:
    """ "meets", not "has met" or "is meeting"."""
    return verb.tag_ in PRESENT and not any(child.dep_ in ("aux", "auxpass") for child in verb.children)


def is_ongoing(token: Token) -> bool:
    """ "is being held", "talks are under way", "teachers are on strike", "the border remains closed"."""
    if token.pos_ in ("NOUN", "PROPN") or token.dep_ == "nsubj":
        under = token.dep_ == "pobj" and token.head.lower_ in ("on", "in", "under")
        over = token.head.head if under else token.head
        if token.dep_ in ("pobj", "dobj") and lemma(over) in word_lists()["conducting"] and _is_progressive(over):
            return True  # "are taking part in drills"
        if token.dep_ == "nsubj" and over.tag_ == "VBG" and lemma(over) in word_lists()["lasting"]:
            return _is_progressive(over)
        if token.dep_ not in ("nsubj", "pobj") or over.tag_ not in PRESENT:
            return False
        below = {word.lower_ for child in over.children if child.i > over.i for word in (child, *child.children)}
        running = bool(below & {"underway", "ongoing", "way", "progress"}) or token.dep_ == "pobj"
        return lemma(over) in word_lists()["lasting"] or (lemma(over) == "be" and running)
    if _is_held_state(token):
        return True
    if token.dep_ in ("acomp", "oprd") and token.head.tag_ in PRESENT:
        return lemma(token.head) in word_lists()["lasting"]
    if any(child.lower_ in STAYS and child.dep_ == "auxpass" for child in token.children):
        return True
    if any(child.lower_ == "being" and child.dep_ == "auxpass" for child in token.children):
        return any(child.lower_ in ("is", "are") for child in token.children)
    return token.tag_ == "VBG" and _is_progressive(token)


def is_perfect(verb: Token) -> bool:
    """ "Has agreed", "have called": the present perfect."""
    return any(child.lower_ in ("has", "have", "'s", "'ve") and child.dep_ == "aux" for child in verb.children)


def is_pluperfect(verb: Token) -> bool:
    """ "Had left"."""
    return any(child.lower_ == "had" and child.dep_ == "aux" for child in verb.children)


def _is_held_state(verb: Token) -> bool:
    """ "Is closed until Saturday", "are gathered in X", "has been shut for weeks", "has gripped X since Friday"."""
    if lemma(verb) not in word_lists()["holding"] or verb.tag_ != "VBN":
        return False
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ in ("aux", "auxpass")}
    if auxiliaries & {"is", "are", "'s", "'re"}:
        return not auxiliaries & {"to", "being"}
    since = any(child.lower_ in ("since", "for") and child.dep_ in ("prep", "mark") for child in verb.children)
    return since and bool(auxiliaries & {"has", "have", "'ve"})


def _is_progressive(verb: Token) -> bool:
    """ "is raging", "have been blockading"."""
    auxiliaries = {child.lower_ for child in verb.children if child.dep_ == "aux"}
    return bool(auxiliaries & {"is", "are", "'s", "'re"}) or {"been"} < auxiliaries & {"been", "has", "have", "'ve"}
