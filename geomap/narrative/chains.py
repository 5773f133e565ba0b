"""A way told in one breath, "from A through B to C", where the parse hangs its parts on different words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from geomap.language.frames import Frames
from geomap.language.matching import Trigger
from geomap.narrative.grouping import handed_over
from geomap.narrative.roles import Filler

if TYPE_CHECKING:
    from spacy.tokens import Span, Token

    from geomap.language.masking import Sentence

__all__ = ["with_onward_steps", "with_whole_chains"]

INSIDE = frozenset({"DET", "ADJ", "PROPN"})  # what may stand between a preposition and its place
LONGEST_STEP = 4  # tokens from one place to the next
LONGEST_INSERTION = 14
ONWARD = frozenset({"on", "onward", "onwards", "then", "finally", "thence"})
GOING_ON = frozenset({"to", "into", "via", "through", "across"})


def with_whole_chains(
    triggers: Mapping[int, Trigger], fillers: Mapping[int, list[Filler]], sentence: Sentence, frames: Frames
) -> dict[int, list[Filler]]:
    """The fillers, with the rest of a chain at the trigger that has its "from" and no destination.

    Only words that stand side by side are a chain; what a noun of motion inside it had taken is given back.
    """
    whole = {index: list(found) for index, found in fillers.items()}
    for index, found in fillers.items():
        starts = [filler for filler in found if filler.role == "from" and _word_over(filler) == "from"]
        if len(starts) != 1 or any(filler.role == "to" for filler in found) or triggers[index].frame.turns:
            continue
        rest = list(_chain_after(starts[0].token, sentence, frames))
        if not rest or rest[-1].role != "to" or any(f.token.i == index for f in rest):
            continue
        whole = handed_over(whole, index, rest)
    return whole


def _word_over(filler: Filler) -> str:
    return filler.token.doc[filler.anchor].lower_ if filler.anchor >= 0 else ""


def _chain_after(start: Token, sentence: Sentence, frames: Frames) -> Iterator[Filler]:
    """The places behind a start, each with its own preposition and nothing but articles between."""
    places: Sequence[Token] = [token for token in sentence.place_tokens() if token.i > start.i]
    before = start
    for token in places:
        between = _without_insertion(token.doc[before.i + 1 : token.i])
        if between is None:
            continue
        if not between or len(between) >= LONGEST_STEP or between[0].lower_ not in GOING_ON:
            return
        if any(word.pos_ not in INSIDE for word in between[1:]):
            return
        role = frames.prepositions.get(between[0].lower_)
        if role is None:
            return
        yield Filler(token, sentence.places[token.i], role, anchor=between[0].i)
        before = token
        if role == "to":
            return


def _without_insertion(between: Span) -> list[Token] | None:
    """What leads on to a place, behind what only says where the last one lies ("from A, on the coast, to B").

    None where the place stands in such an insertion itself.
    """
    words = list(between)
    if len(words) < 2 or words[0].text != ",":
        return words
    commas = [nth for nth, word in enumerate(words) if word.text == ","]
    if any(word.pos_ in ("VERB", "AUX") for word in words) or len(words) > LONGEST_INSERTION:
        return words
    return words[commas[-1] + 1 :] if len(commas) > 1 else None


def with_onward_steps(
    triggers: Mapping[int, Trigger], fillers: Mapping[int, list[Filler]], sentence: Sentence
) -> dict[int, list[Filler]]:
    """The fillers, with places that stand behind "and on to" or "then to" and hang on no movement.

    "Travelled to A, where he laid flowers, and on to B": the clause between takes B away from the verb.
    """
    whole = {index: list(found) for index, found in fillers.items()}
    for token in sentence.place_tokens():
        step = _onward_step(token)
        if step is None or any(filler.token.i == token.i for found in whole.values() for filler in found):
            continue
        before = [
            (filler.token.i, index)
            for index, found in whole.items()
            if not triggers[index].is_noun and triggers[index].frame.standalone
            for filler in found
            if filler.role == "to" and filler.token.i < token.i
        ]
        reached, index = max(before, default=(-1, -1))
        if index >= 0 and not any(reached < other < token.i for other in triggers):
            whole[index].append(Filler(token, sentence.places[token.i], "to", anchor=step.i))
    return whole


def _onward_step(place: Token) -> Token | None:
    """The "to" of "and on to X", "then to X"."""
    first = place.i
    while first > place.sent.start and place.doc[first - 1].pos_ in INSIDE:
        first -= 1
    if first - 3 < place.sent.start or place.doc[first - 1].lower_ != "to":
        return None
    joint = place.doc[first - 3]
    leads_on = place.doc[first - 2].lower_ in ONWARD and (joint.lower_ in ("and", "then") or joint.text == ",")
    return place.doc[first - 1] if leads_on else None
